/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Who chooses this month, and their choices, product by product: the cheapest first, so
 * that a household's budget refuses the dearest. */
#include "process/ask.h"

#include "core/list.h"

#include <stdlib.h>
#include <string.h>

void ask_free(struct asking *asking)
{
    if (!asking)
        return;
    LIST_FREE(&asking->choosers);
    LIST_FREE(&asking->old);
    LIST_FREE(&asking->surveys);
    LIST_FREE(&asking->pendings);
    free(asking->slot);
    free(asking->spend);
    free(asking->list);
    free(asking);
}

struct asking *ask_scratch(struct worker *worker)
{
    if (!worker->asking) {
        worker->asking = calloc(1, sizeof *worker->asking);
        worker->free_asking = ask_free;
    }
    return worker->asking;
}

static uint32_t traits_of(const struct block *block, row i, row h)
{
    const struct residents *p = &block->residents;
    const unsigned bits = p->bits[i];
    const int company =
        block->households.size[h] == 1 ? COMPANY_ALONE : COMPANY_WITH_OTHERS;
    const int quintile = p->income[i] * QUINTILES / (UINT16_MAX + 1);
    return UINT32_C(1) << (TRAIT_CARE + (int)bits_care(bits)) |
           UINT32_C(1) << (TRAIT_ACTIVITY + (int)bits_activity(bits)) |
           UINT32_C(1) << (TRAIT_SEX + (int)bits_sex(bits)) |
           UINT32_C(1) << (TRAIT_REGISTRATION + (int)bits_registration(bits)) |
           UINT32_C(1) << (TRAIT_COMPANY + company) |
           UINT32_C(1) << (TRAIT_HOUSEHOLD + block->households.kind[h]) |
           UINT32_C(1) << (TRAIT_QUINTILE + quintile);
}

/* Once a year, infants also at six months. */
static inline bool is_yearly(unsigned age_months)
{
    /* Whether twelve divides it, by the inverse of three modulo 2^16, as whole vectors of
     * 16-bit numbers can be asked. */
    enum { HALF_YEAR = 6, INVERSE = 43691, MOST = UINT16_MAX / MONTHS_PER_YEAR };
    const uint16_t thirds = (uint16_t)(age_months * INVERSE);
    const uint16_t twelfths = (uint16_t)(thirds >> 2 | thirds << 14);
    return ((twelfths <= MOST) & (age_months > 0)) | (age_months == HALF_YEAR);
}

uint16_t ask_came(const struct services *services, unsigned arrival)
{
    const int year = month_year(arrival_month(arrival)) - month_year(services->from);
    return (uint16_t)(year <= 0 || year > services->years ? 0 : year);
}

static struct chooser make_chooser(const struct home *home, row i, uint64_t products)
{
    const struct block *block = home->block;
    const struct services *services = home->world->services;
    const struct residents *p = &block->residents;
    const month now = home->world->now;
    const row h = p->household[i];
    const int age_months = now - p->birth[i];
    const bool collective = p->bits[i] & BITS_COLLECTIVE;
    return (struct chooser){
        .id = p->id[i],
        .products = products,
        .row = i,
        .household = h,
        .place = block->households.key[h],
        .traits = traits_of(block, i, h),
        .age_months = age_months,
        .old = -1,
        .survey = -1,
        .income = p->income[i],
        .came = ask_came(services, p->arrival[i]),
        .members = collective ? 1 : block->households.size[h],
        .collective = collective,
        .yearly = is_yearly(age_months) || now == services->from,
    };
}

int ask_note(struct home *home, row i, uint64_t products, enum choosing_trigger trigger,
             struct error *err)
{
    const bool start = home->world->now == home->world->services->from;
    struct asking *asking = home->worker->asking;
    if (asking->slot[i] > 0) {
        asking->choosers.item[asking->slot[i] - 1].products |= products;
        return 0;
    }
    TRY(LIST_RESERVE(&asking->choosers, 1, err));
    home->worker->choosing.choosers[start ? CHOOSING_START : trigger]++;
    asking->choosers.item[asking->choosers.count++] = make_chooser(home, i, products);
    asking->slot[i] = (int32_t)asking->choosers.count;
    return 0;
}

void ask_spend(struct home *home, row i, double yuan)
{
    const struct residents *p = &home->block->residents;
    if (yuan <= 0.0 || p->bits[i] & BITS_COLLECTIVE)
        return;
    uint32_t *spend = &home->worker->asking->spend[p->household[i]];
    const double sum = *spend + yuan * ASK_FEN + 0.5;
    *spend = sum < UINT32_MAX ? (uint32_t)sum : UINT32_MAX;
}

static int reserve(struct home *home, struct error *err)
{
    struct asking *asking = home->worker->asking;
    const size_t residents = home->block->residents.count;
    const size_t households = home->block->households.count;
    if (residents > asking->slot_capacity)
        TRY(list_grow((void **)&asking->slot, &asking->slot_capacity, residents,
                      sizeof *asking->slot, err));
    if (households > asking->spend_capacity)
        TRY(list_grow((void **)&asking->spend, &asking->spend_capacity, households,
                      sizeof *asking->spend, err));
    if (residents > 0)
        memset(asking->slot, 0, residents * sizeof *asking->slot);
    if (households > 0)
        memset(asking->spend, 0, households * sizeof *asking->spend);
    asking->choosers.count = asking->old.count = 0;
    return 0;
}

uint64_t ask_concern(const struct home *home, row i, int age_months)
{
    const unsigned bits = home->block->residents.bits[i];
    const int age = age_months / MONTHS_PER_YEAR;
    return home->world->services->catalogue
        ->concern[age > AGES ? AGES : age][bits_care(bits)][bits_activity(bits)];
}

enum { GLANCE = 64 };

/* Of up to 64 rows those whose birthday it is, and those whom terms that changed concern.
 * Few have a birthday, so all are looked at in one loop first. */
static int glance(struct home *home, row from, int count, uint64_t changed,
                  struct error *err)
{
    const uint16_t *birth = home->block->residents.birth + from;
    const uint16_t now = (uint16_t)home->world->now;
    /* Everybody chooses in the first month. */
    const bool all = home->world->now == home->world->services->from;
    uint8_t yearly[GLANCE] = {0};
    uint64_t any[GLANCE / sizeof(uint64_t)], found = 0;
    for (int k = 0; k < count; k++)
        yearly[k] = all | is_yearly((uint16_t)(now - birth[k]));
    memcpy(any, yearly, sizeof any);
    for (size_t k = 0; k < sizeof any / sizeof *any; k++)
        found |= any[k];
    if (!found && !changed)
        return 0;
    for (int k = 0; k < count; k++) {
        const row i = from + (row)k;
        if (yearly[k])
            TRY(ask_note(home, i, UINT64_MAX, CHOOSING_BIRTHDAY, err));
        else if (changed & ask_concern(home, i, (uint16_t)(now - birth[k])))
            TRY(ask_note(home, i, changed, CHOOSING_OFFER, err));
    }
    return 0;
}

/* Those whose birthday it is, infants of six months, and those to whom something
 * happened. Rows have moved since the cells were made. */
static int gather(struct home *home, struct error *err)
{
    const uint64_t changed = home->world->services->offers[home->community].changed;
    const row count = home->block->residents.count;
    for (row from = 0; from < count; from += GLANCE)
        TRY(glance(home, from, count - from < GLANCE ? (int)(count - from) : GLANCE,
                   changed, err));
    if (home->world->now != home->world->services->from)
        TRY(news_spread(home, err));
    for (size_t k = 0; k < home->block->stirred.count; k++)
        TRY(ask_note(home, home->block->stirred.item[k], UINT64_MAX, CHOOSING_EVENT,
                     err));
    home->block->stirred.count = 0;
    return 0;
}

/* Lists of choosers by product, each with room for all. */
static int sort_choosers(struct home *home, struct error *err)
{
    struct asking *asking = home->worker->asking;
    const size_t count = asking->choosers.count;
    const size_t room = count * (size_t)home->world->services->catalogue->product_count;
    if (room > asking->list_capacity)
        TRY(list_grow((void **)&asking->list, &asking->list_capacity, room,
                      sizeof *asking->list, err));
    memset(asking->listed, 0, sizeof asking->listed);
    for (size_t k = 0; k < count; k++) {
        struct chooser *who = &asking->choosers.item[k];
        who->products &= ask_concern(home, who->row, who->age_months);
        for (uint64_t left = who->products; left; left &= left - 1) {
            const size_t p = (size_t)__builtin_ctzll(left);
            asking->list[p * count + asking->listed[p]++] = (uint32_t)k;
        }
    }
    return 0;
}

static int ask_products(struct home *home, struct error *err)
{
    struct asking *asking = home->worker->asking;
    const struct services *services = home->world->services;
    for (int n = 0; n < services->catalogue->product_count; n++) {
        const int product = services->cheapest[n];
        const uint32_t *list = asking->list + (size_t)product * asking->choosers.count;
        const uint32_t listed = asking->listed[product];
        home->worker->choosing.looked += listed;
        for (uint32_t k = 0; k < listed; k += ASK_CHUNK) {
            const uint32_t rest = listed - k;
            need_product(home, product, list + k,
                         (int)(rest < ASK_CHUNK ? rest : ASK_CHUNK));
            if (asking->count == 0)
                continue;
            know_product(home, product);
            want_product(home, product);
            TRY(choose_product(home, product, err));
        }
    }
    home->worker->choosing.ties += home->block->ties.count;
    return 0;
}

static int open_surveys(struct home *home, struct error *err)
{
    struct asking *asking = home->worker->asking;
    for (size_t k = 0; home->reported && k < asking->choosers.count; k++)
        if (is_yearly(asking->choosers.item[k].age_months))
            TRY(survey_open(home, &asking->choosers.item[k], err));
    return 0;
}

static int wake(struct home *home, struct error *err)
{
    if (!ask_scratch(home->worker))
        return error_set(err, MESSAGE_MEMORY, "services");
    TRY(reserve(home, err));
    double *needers =
        home->world->services->needers + (size_t)home->community * CATALOGUE_PRODUCTS;
    for (int p = 0; p < CATALOGUE_PRODUCTS; p++)
        needers[p] *= 1.0 - 1.0 / MONTHS_PER_YEAR;
    return gather(home, err);
}

static int ask(struct home *home, struct error *err)
{
    const struct asking *asking = home->worker->asking;
    const size_t survey = asking->surveys.count, pending = asking->pendings.count;
    need_hands(home);
    TRY(open_surveys(home, err));
    TRY(sort_choosers(home, err));
    TRY(ask_products(home, err));
    survey_settle(home, survey, pending);
    return 0;
}

const struct process process_remind = {
    .name = "remind",
    .text =
        "on a birthday, or when something changed, a resident thinks of services anew",
    .reads = "birth, stirred rows, offers",
    .writes = WRITES_TIES,
    .home = wake,
};

const struct process process_ask = {
    .name = "ask",
    .text = "need, know, want, choose: who asks which facility for what",
    .reads = "id, birth, bits, income, arrival, household, offers, rooms",
    .writes = WRITES_TIES,
    .home = ask,
};
