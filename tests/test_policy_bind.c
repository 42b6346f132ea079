/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Tests of policy/policy_bind.c: for whom instruments hold, and which contradict. */
#include "support/scenario.h"

#include "policy/policy.h"

#include <stdlib.h>

static const month when = 2026 * 12 + 4; /* 2026-05 */

/* Reads a policy that must be in order. */
static void read_policy(struct reading *reading, const char *text)
{
    char all[4096];

    snprintf(all, sizeof(all), "%spolicy:\n%s", BASE, text);
    read_good(reading, all);
}

/* Two districts with three communities, three products of two services. */
struct place {
    struct catalogue catalogue;
    struct city city;
    struct district districts[2];
    struct community communities[3];
    struct policy_scope scope;
};

static struct place *open_place(void)
{
    static const char *const products[] = {"childcare_full", "day_care", "meal"};
    struct place *place = calloc(1, sizeof(*place));

    assert_non_null(place);
    place->catalogue.service_count = 2;
    strcpy(place->catalogue.services[0].key, "childcare");
    strcpy(place->catalogue.services[1].key, "elder");
    place->catalogue.product_count = 3;
    for (int i = 0; i < 3; i++) {
        strcpy(place->catalogue.products[i].key, products[i]);
        place->catalogue.products[i].service = i > 0;
        place->catalogue.products[i].use = i == 2 ? USE_VISIT : USE_PLACE;
    }
    place->city = (struct city){.districts = place->districts,
                                .district_count = 2,
                                .communities = place->communities,
                                .community_count = 3};
    strcpy(place->districts[0].name_zh, "越秀区");
    strcpy(place->districts[0].name_en, "Yuexiu");
    strcpy(place->districts[1].name_zh, "天河区");
    strcpy(place->districts[1].name_en, "Tianhe");
    place->districts[0].code = 440104;
    for (int i = 0; i < 3; i++) {
        place->communities[i].code = 101 + i;
        place->communities[i].district = i == 2;
    }
    strcpy(place->communities[1].name_zh, "珠光");
    return place;
}

static int bind(struct place *place, struct reading *reading, const char *text)
{
    read_policy(reading, text);
    return policy_bind(&reading->scenario.policy, &place->catalogue, &place->city,
                       &reading->inputs, &place->scope, &reading->report);
}

static bool holds(const struct place *place, const struct reading *reading, int index,
                  int community, int product)
{
    const struct policy_target target = {
        community, product, MODE_PUBLIC_BUILT_PRIVATE_RUN, OPERATOR_NON_PROFIT};

    return policy_applies(&reading->scenario.policy, &place->scope, index, &target,
                          when);
}

static void targets_are_met_by_all_that_is_named(void **state)
{
    struct place *place = open_place();
    struct reading reading;
    const int64_t codes[] = {101, 102, 103};

    (void)state;
    assert_int_equal(bind(place, &reading,
                          "  - {kind: rent, relief: 1, districts: 越秀}\n"
                          "  - {kind: discount, share: 0.1, services: elder, "
                          "communities: [珠光, 103]}\n"
                          "  - {kind: voucher, share: 1, modes: market}\n"
                          "  - {kind: voucher, share: 1, operators: [non_profit], "
                          "products: meal, payer: nation}\n"
                          "  - {kind: insurance, share: 1, until: 2025}\n"),
                     0);
    assert_true(holds(place, &reading, 0, 0, 0) && holds(place, &reading, 0, 1, 2));
    assert_false(holds(place, &reading, 0, 2, 0));
    assert_true(holds(place, &reading, 1, 1, 1) && holds(place, &reading, 1, 2, 2));
    assert_false(holds(place, &reading, 1, 0, 1) || holds(place, &reading, 1, 1, 0));
    assert_false(holds(place, &reading, 2, 0, 0));
    assert_true(holds(place, &reading, 3, 0, 2));
    assert_false(holds(place, &reading, 3, 0, 1) || holds(place, &reading, 4, 0, 0));
    /* The first community is dropped from the run. */
    place->city.communities++;
    place->city.community_count = 2;
    policy_scope_keep(&place->scope, codes, 3, &place->city);
    assert_true(holds(place, &reading, 0, 0, 0) && holds(place, &reading, 1, 0, 1));
    assert_true(holds(place, &reading, 1, 1, 1));
    assert_false(holds(place, &reading, 0, 1, 0));
    policy_scope_free(&place->scope);
    finish(&reading);
    free(place);
}

static const struct {
    const char *text;
    enum message message; /* MESSAGE_NONE: in order */
    int line;             /* below "policy:" */
} bindings[] = {
    {"  - {kind: rent, relief: 1, products: meals}\n", MESSAGE_POLICY_TARGET_NEAR, 1},
    {"  - {kind: rent, relief: 1, products: umbrella}\n", MESSAGE_POLICY_TARGET, 1},
    {"  - {kind: rent, relief: 1, services: eldr}\n", MESSAGE_POLICY_TARGET_NEAR, 1},
    {"  - {kind: rent, relief: 1, districts: tianhu}\n", MESSAGE_POLICY_TARGET_NEAR, 1},
    {"  - {kind: rent, relief: 1, communities: 104}\n", MESSAGE_POLICY_TARGET, 1},
    {"  - {kind: rent, relief: 1, districts: 440104, communities: 103}\n",
     MESSAGE_POLICY_TARGET_EMPTY, 1},
    {"  - {kind: rent, relief: 1, services: elder, products: childcare_full}\n",
     MESSAGE_POLICY_TARGET_EMPTY, 1},
    {"  - {kind: price_rule, cap: 12 yuan/meal}\n", MESSAGE_POLICY_PRICE_UNIT, 1},
    {"  - {kind: price_rule, cap: 12 yuan/month, products: meal}\n",
     MESSAGE_POLICY_PRICE_UNIT, 1},
    {"  - {kind: price_rule, cap: 12 yuan/meal, products: meal}\n", MESSAGE_NONE, 0},
    {"  - {kind: price_rule, cap: 12, products: [meal, day_care]}\n", MESSAGE_NONE, 0},
    {"  - {kind: rent, relief: 1}\n  - {kind: rent, relief: 0.5}\n",
     MESSAGE_POLICY_CONTRADICTION, 2},
    {"  - {kind: rent, relief: 1}\n  - {kind: rent, ceiling: 5}\n", MESSAGE_NONE, 0},
    {"  - {kind: rent, relief: 1, until: 2025-06}\n"
     "  - {kind: rent, relief: 0.5, from: 2025-06}\n",
     MESSAGE_POLICY_CONTRADICTION, 2},
    {"  - {kind: rent, relief: 1, until: 2025-05}\n"
     "  - {kind: rent, relief: 0.5, from: 2025-06}\n",
     MESSAGE_NONE, 0},
    {"  - {kind: rent, relief: 1, districts: yuexiu}\n"
     "  - {kind: rent, relief: 0.5, communities: 103}\n",
     MESSAGE_NONE, 0},
    {"  - {kind: rent, relief: 1, districts: yuexiu}\n"
     "  - {kind: rent, relief: 0.5, communities: 102}\n",
     MESSAGE_POLICY_CONTRADICTION, 2},
    {"  - {kind: rent, relief: 1, services: elder}\n"
     "  - {kind: rent, relief: 0.5, products: childcare_full}\n",
     MESSAGE_NONE, 0},
    {"  - {kind: rent, relief: 1, modes: market}\n"
     "  - {kind: rent, relief: 0.5, modes: public_run}\n",
     MESSAGE_NONE, 0},
    {"  - {kind: benefit, per_month: 1, who: age < 3}\n"
     "  - {kind: benefit, per_month: 2, who: age >= 80}\n",
     MESSAGE_NONE, 0},
    {"  - {kind: benefit, per_month: 1, who: age < 3}\n"
     "  - {kind: benefit, per_month: 2, who: registration = local}\n",
     MESSAGE_POLICY_CONTRADICTION, 2},
    /* City and district may both give; one of them may not give twice. */
    {"  - {kind: operating_grant, per_visit: 3, payer: city}\n"
     "  - {kind: operating_grant, per_visit: 3, payer: district}\n",
     MESSAGE_NONE, 0},
    {"  - {kind: operating_grant, per_visit: 3}\n"
     "  - {kind: operating_grant, per_visit: 3, payer: district}\n",
     MESSAGE_POLICY_CONTRADICTION, 2},
    {"  - {kind: operating_grant, per_visit: 3, line: a}\n"
     "  - {kind: operating_grant, per_visit: 3, line: b}\n",
     MESSAGE_NONE, 0},
};

static void what_does_not_fit_together_is_refused_where_it_stands(void **state)
{
    struct place *place = open_place();

    (void)state;
    for (size_t i = 0; i < sizeof(bindings) / sizeof(bindings[0]); i++) {
        struct reading reading;
        const int status = bind(place, &reading, bindings[i].text);
        const struct error *err = &reading.report.errors[0];

        if (status != (bindings[i].message == MESSAGE_NONE ? 0 : -1) ||
            (status != 0 && (err->message != bindings[i].message ||
                             err->line != BASE_LINES + 1 + bindings[i].line)))
            fail_msg("%s gives %d, %s", bindings[i].text, status,
                     reading.report.count > 0 ? err->en : "");
        if (status != 0) {
            assert_string_equal(err->file, "s/a.yaml");
            assert_non_null(strstr(err->source, "kind"));
        }
        policy_scope_free(&place->scope);
        finish(&reading);
    }
    free(place);
}

static void a_contradiction_names_both_places(void **state)
{
    struct place *place = open_place();
    struct reading reading;

    (void)state;
    assert_int_equal(bind(place, &reading,
                          "  - {id: old, kind: rent, relief: 1}\n"
                          "  - {id: new, kind: rent, relief: 0.5}\n"),
                     -1);
    assert_int_equal(reading.report.count, 1);
    assert_int_equal(reading.report.errors[0].line, BASE_LINES + 3);
    assert_int_equal(reading.report.errors[0].column, 35);
    assert_non_null(strstr(reading.report.errors[0].en,
                           "'new' sets 'relief', which 'old' (s/a.yaml, line 6)"));
    finish(&reading);
    free(place);
}

/* Every term, given twice, the second time by who pays in `payer` (or ""). */
static int bind_twice(struct place *place, struct reading *reading,
                      enum instrument_term term, const char *payer)
{
    const struct instrument_term_info *info = &instrument_terms[term];
    const char *kind = instrument_info[info->kind].name;
    char text[512];
    snprintf(text, sizeof(text),
             "  - {id: old, kind: %s, %s: 1, products: meal}\n"
             "  - {id: new, kind: %s, %s: 1, services: elder%s}\n",
             kind, info->name, kind, info->name, payer);
    if (info->kind == INSTRUMENT_benefit) /* has no products */
        snprintf(text, sizeof(text),
                 "  - {id: old, kind: %s, %s: 1, who: age < 3}\n"
                 "  - {id: new, kind: %s, %s: 1, who: age < 6%s}\n",
                 kind, info->name, kind, info->name, payer);
    return bind(place, reading, text);
}

static void every_term_contradicts_itself_unless_others_pay_for_it(void **state)
{
    struct place *place = open_place();

    (void)state;
    for (int t = 0; t < INSTRUMENT_TERMS; t++) {
        const struct instrument_term_info *info = &instrument_terms[t];
        struct reading reading;
        char said[128];

        assert_int_equal(bind_twice(place, &reading, (enum instrument_term)t, ""), -1);
        const struct error *err = &reading.report.errors[0];
        snprintf(said, sizeof(said), "'new' sets '%s', which 'old' (s/a.yaml, line 6)",
                 info->name);
        if (reading.report.count != 1 || err->message != MESSAGE_POLICY_CONTRADICTION ||
            strstr(err->en, said) == NULL || err->line != BASE_LINES + 3 ||
            strncmp(err->source + err->column - 1, "1", 1) != 0)
            fail_msg("%s: line %d, %s", info->name, err->line, err->en);
        finish(&reading);
        if (instrument_info[info->kind].payer == INSTRUMENT_NOBODY)
            continue;
        assert_int_equal(
            bind_twice(place, &reading, (enum instrument_term)t, ", payer: province"),
            info->adds ? 0 : -1);
        policy_scope_free(&place->scope);
        finish(&reading);
    }
    free(place);
}

static void instruments_want_services(void **state)
{
    struct place *place = open_place();
    struct reading reading;

    (void)state;
    read_policy(&reading, "  - {kind: rent, relief: 1}\n");
    assert_int_equal(policy_bind(&reading.scenario.policy, NULL, &place->city, NULL,
                                 &place->scope, &reading.report),
                     -1);
    assert_int_equal(reading.report.errors[0].message, MESSAGE_POLICY_NO_SERVICES);
    reading.scenario.policy.count = 0;
    assert_int_equal(policy_bind(&reading.scenario.policy, NULL, &place->city, NULL,
                                 &place->scope, &reading.report),
                     0);
    reading.scenario.policy.count = 1;
    finish(&reading);
    free(place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(targets_are_met_by_all_that_is_named),
        cmocka_unit_test(what_does_not_fit_together_is_refused_where_it_stands),
        cmocka_unit_test(a_contradiction_names_both_places),
        cmocka_unit_test(every_term_contradicts_itself_unless_others_pay_for_it),
        cmocka_unit_test(instruments_want_services),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
