/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Targets by name become sets of products and communities; then instruments are held
 * against each other: two that set one term on overlapping targets and dates contradict
 * each other, and neither is quietly preferred. */
#include "policy/policy.h"

#include "core/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct binding {
    const struct policy *policy;
    const struct catalogue *catalogue;
    const struct city *city;
    const struct inputs *inputs;
    struct policy_scope *scope;
    struct report *report;
    size_t words; /* of a set of communities */
};

/* Reports `err` at a place, with the line itself where its file is held. */
static void tell(struct binding *binding, const struct instrument_place *place,
                 struct error *err)
{
    const struct input_file *file = binding->inputs != NULL && place->file[0] != '\0'
                                        ? inputs_find(binding->inputs, place->file)
                                        : NULL;

    error_at(err, place->file, place->line, place->column);
    if (file != NULL) {
        const char *at = file->bytes, *end = file->bytes + file->size;
        const char *stop;

        for (int line = 1; line < place->line && at < end; line++) {
            stop = memchr(at, '\n', (size_t)(end - at));
            at = stop != NULL ? stop + 1 : end;
        }
        stop = memchr(at, '\n', (size_t)(end - at));
        if (stop == NULL)
            stop = end;
        if (stop > at && stop[-1] == '\r')
            stop--;
        error_quote(err, at, (size_t)(stop - at), place->span);
    }
    report_add(binding->report, err);
}

/* Reports a name that is none of `known`, with the nearest. */
static void tell_name(struct binding *binding, const char *key,
                      const struct instrument_name *name, const char *const *known,
                      int count)
{
    const int nearest = text_nearest(name->text, known, count);
    struct error err;

    if (nearest >= 0)
        error_set(&err, MESSAGE_POLICY_TARGET_NEAR, key, name->text, known[nearest]);
    else
        error_set(&err, MESSAGE_POLICY_TARGET, key, name->text);
    tell(binding, &name->place, &err);
}

static void bind_products(struct binding *binding, const struct instrument *instrument,
                          struct policy_reach *reach)
{
    const struct catalogue *catalogue = binding->catalogue;
    const char *known[CATALOGUE_PRODUCTS];
    uint64_t of_services = 0;

    reach->products = 0;
    for (int i = 0; i < catalogue->product_count; i++)
        known[i] = catalogue->products[i].key;
    for (size_t i = 0; i < instrument->products.count; i++) {
        const struct instrument_name *name = &instrument->products.item[i];
        const int found = catalogue_product(catalogue, name->text);

        if (found < 0)
            tell_name(binding, "products", name, known, catalogue->product_count);
        else
            reach->products |= UINT64_C(1) << found;
    }
    if (instrument->products.count == 0)
        reach->products = ~UINT64_C(0) >> (64 - catalogue->product_count);
    for (int i = 0; i < catalogue->service_count; i++)
        known[i] = catalogue->services[i].key;
    for (size_t i = 0; i < instrument->services.count; i++) {
        const struct instrument_name *name = &instrument->services.item[i];
        const int found = catalogue_service(catalogue, name->text);

        if (found < 0)
            tell_name(binding, "services", name, known, catalogue->service_count);
        for (int p = 0; p < catalogue->product_count && found >= 0; p++)
            if (catalogue->products[p].service == found)
                of_services |= UINT64_C(1) << p;
    }
    if (instrument->services.count > 0)
        reach->products &= of_services;
}

static void include(struct policy_reach *reach, int community)
{
    reach->communities[community / 64] |= UINT64_C(1) << (community % 64);
}

/* By code, Chinese name with or without its ending, pinyin: as `districts` of a run. */
static bool is_district(const struct district *district, const char *text)
{
    static const char *const endings[] = {"", "区", "市", "县"};
    const size_t size = strlen(text);
    char code[24];

    snprintf(code, sizeof(code), "%lld", (long long)district->code);
    if (strcmp(text, code) == 0 || text_same(text, district->name_en))
        return true;
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
        if (strncmp(district->name_zh, text, size) == 0 &&
            strcmp(district->name_zh + size, endings[i]) == 0)
            return true;
    return false;
}

static void bind_districts(struct binding *binding, const struct instrument *instrument,
                           struct policy_reach *reach)
{
    const struct city *city = binding->city;

    for (size_t i = 0; i < instrument->districts.count; i++) {
        const struct instrument_name *name = &instrument->districts.item[i];
        int found = -1;

        for (int d = 0; d < city->district_count; d++)
            if (is_district(&city->districts[d], name->text))
                found = d;
        for (int c = 0; c < city->community_count && found >= 0; c++)
            if (city->communities[c].district == found)
                include(reach, c);
        if (found < 0) {
            const char **known =
                calloc((size_t)city->district_count + 1, sizeof(*known));

            for (int d = 0; d < city->district_count && known != NULL; d++)
                known[d] = city->districts[d].name_en[0] != '\0'
                               ? city->districts[d].name_en
                               : city->districts[d].name_zh;
            tell_name(binding, "districts", name, known,
                      known != NULL ? city->district_count : 0);
            free(known);
        }
    }
}

/* By code, or by a name: all communities that bear it. */
static void bind_communities(struct binding *binding,
                             const struct instrument *instrument,
                             struct policy_reach *reach)
{
    const struct city *city = binding->city;

    for (size_t i = 0; i < instrument->communities.count; i++) {
        const struct instrument_name *name = &instrument->communities.item[i];
        bool found = false;

        for (int c = 0; c < city->community_count; c++) {
            char code[24];

            snprintf(code, sizeof(code), "%lld", (long long)city->communities[c].code);
            if (strcmp(name->text, code) != 0 &&
                strcmp(name->text, city->communities[c].name_zh) != 0)
                continue;
            found = true;
            include(reach, c);
        }
        if (!found)
            tell_name(binding, "communities", name, NULL, 0);
    }
}

static int bind_places(struct binding *binding, const struct instrument *instrument,
                       struct policy_reach *reach)
{
    struct policy_reach districts = {0};
    struct error err;

    if (instrument->communities.count == 0 && instrument->districts.count == 0)
        return 0;
    reach->communities = calloc(binding->words, sizeof(uint64_t));
    districts.communities = calloc(binding->words, sizeof(uint64_t));
    if (reach->communities == NULL || districts.communities == NULL) {
        free(districts.communities);
        error_set(&err, MESSAGE_MEMORY, "the policy");
        report_add(binding->report, &err);
        return -1;
    }
    bind_communities(binding, instrument, reach);
    bind_districts(binding, instrument, &districts);
    for (size_t k = 0; k < binding->words; k++) {
        if (instrument->communities.count == 0)
            reach->communities[k] = districts.communities[k];
        else if (instrument->districts.count > 0)
            reach->communities[k] &= districts.communities[k];
    }
    free(districts.communities);
    return 0;
}

static bool any(const uint64_t *set, size_t words)
{
    for (size_t k = 0; k < words; k++)
        if (set[k] != 0)
            return true;
    return false;
}

/* A price a month cannot cap a visit's, nor the other way round. */
static void check_price_units(struct binding *binding,
                              const struct instrument *instrument,
                              const struct policy_reach *reach)
{
    const int first = instrument_first_term(instrument->kind);

    for (int t = 0; t < instrument_term_count(instrument->kind); t++) {
        const struct instrument_value *value = &instrument->term[t];
        /* The first unit of such terms is by the month, the last says of nothing. */
        const char *last = strrchr(instrument_terms[first + t].units, '|');
        int plain = 0;

        for (const char *at = instrument_terms[first + t].units; at <= last; at++)
            plain += *at == '|';
        if (!value->given || !instrument_terms[first + t].price || value->unit == plain)
            continue;
        for (int p = 0; p < binding->catalogue->product_count; p++) {
            const struct product *product = &binding->catalogue->products[p];
            const bool monthly = product->use == USE_PLACE;
            struct error err;

            if ((reach->products >> p & 1) == 0 || (value->unit == 0) == monthly)
                continue;
            error_set(&err, MESSAGE_POLICY_PRICE_UNIT, instrument_terms[first + t].name,
                      product->key, monthly ? "yuan/month" : "yuan/visit");
            tell(binding, &value->place, &err);
            break;
        }
    }
}

static void bind_one(struct binding *binding, int index)
{
    const struct instrument *instrument = &binding->policy->item[index];
    struct policy_reach *reach = &binding->scope->reach[index];
    const size_t before = binding->report->count;
    struct error err;

    bind_products(binding, instrument, reach);
    if (bind_places(binding, instrument, reach) != 0 || binding->report->count > before)
        return;
    if (reach->products == 0 ||
        (reach->communities != NULL && !any(reach->communities, binding->words))) {
        error_set(&err, MESSAGE_POLICY_TARGET_EMPTY, instrument->id,
                  reach->products == 0 ? "products" : "communities",
                  reach->products == 0 ? "服务项目" : "社区");
        tell(binding, &instrument->place, &err);
        return;
    }
    check_price_units(binding, instrument, reach);
}

/* Masks of which none means all. */
static bool masks_meet(unsigned a, unsigned b)
{
    return a == 0 || b == 0 || (a & b) != 0;
}

static bool dates_meet(const struct instrument *a, const struct instrument *b)
{
    return (a->until < 0 || b->from < 0 || b->from <= a->until) &&
           (b->until < 0 || a->from < 0 || a->from <= b->until);
}

static bool targets_meet(const struct binding *binding, int i, int k)
{
    const struct instrument *a = &binding->policy->item[i];
    const struct instrument *b = &binding->policy->item[k];
    const struct policy_reach *x = &binding->scope->reach[i];
    const struct policy_reach *y = &binding->scope->reach[k];
    bool places = x->communities == NULL || y->communities == NULL;

    for (size_t w = 0; w < binding->words && !places; w++)
        places = (x->communities[w] & y->communities[w]) != 0;
    return places && (x->products & y->products) != 0 &&
           masks_meet(a->modes, b->modes) && masks_meet(a->operators, b->operators) &&
           schedule_meet(&a->who, &b->who);
}

/* Reports the first term that both set, at the later of the two, naming the earlier. */
static void compare(struct binding *binding, int i, int k)
{
    const struct instrument *a = &binding->policy->item[i];
    const struct instrument *b = &binding->policy->item[k];
    const bool same_payer = a->payer == b->payer && strcmp(a->line, b->line) == 0;
    const int first = instrument_first_term(a->kind);
    struct error err;

    if (a->kind != b->kind || !dates_meet(a, b) || !targets_meet(binding, i, k))
        return;
    for (int t = 0; t < instrument_term_count(a->kind); t++) {
        if (!a->term[t].given || !b->term[t].given ||
            (instrument_terms[first + t].adds && !same_payer))
            continue;
        error_set(&err, MESSAGE_POLICY_CONTRADICTION, b->id,
                  instrument_terms[first + t].name, a->id, a->term[t].place.file,
                  a->term[t].place.line);
        tell(binding, &b->term[t].place, &err);
        return;
    }
}

int policy_bind(const struct policy *policy, const struct catalogue *catalogue,
                const struct city *city, const struct inputs *inputs,
                struct policy_scope *scope, struct report *report)
{
    struct binding binding = {policy,
                              catalogue,
                              city,
                              inputs,
                              scope,
                              report,
                              (size_t)city->community_count / 64 + 1};
    const size_t before = report->count;
    struct error err;

    memset(scope, 0, sizeof(*scope));
    if (policy->count == 0)
        return 0;
    scope->reach = calloc(policy->count, sizeof(*scope->reach));
    if (catalogue == NULL || catalogue->product_count == 0 || scope->reach == NULL) {
        error_set(&err,
                  scope->reach == NULL ? MESSAGE_MEMORY : MESSAGE_POLICY_NO_SERVICES,
                  policy->item[0].id);
        tell(&binding, &policy->item[0].place, &err);
        policy_scope_free(scope);
        return -1;
    }
    scope->count = (int)policy->count;
    for (int i = 0; i < scope->count; i++)
        bind_one(&binding, i);
    for (int k = 1; k < scope->count && report->count == before; k++)
        for (int i = 0; i < k; i++)
            compare(&binding, i, k);
    if (report->count == before)
        return 0;
    policy_scope_free(scope);
    return -1;
}
