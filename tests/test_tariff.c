/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Tests of policy/groups.c and tariff.c: the rows that residents and bills are reckoned
 * by say what the instruments say. */
#include "support/scenario.h"

#include "policy/tariff.h"

#include <math.h>
#include <stdlib.h>

static const month when = 2026 * 12 + 4; /* 2026-05 */

static const char *const MANY =
    "  - {kind: price_rule, cap: [{when: quintile <= 2, pay: 900}, {when: always, "
    "pay: 1450}], who: registration = local}\n"
    "  - {kind: discount, share: 30 %, amount: 12.5, who: age >= 80}\n"
    "  - {kind: insurance, share: [{when: care = severe, pay: 75 %}, {when: care = "
    "moderate, pay: 50 %}], hour_ceiling: 25, month_ceiling: 300}\n"
    "  - {kind: voucher, share: 20 %, per_month: 100}\n"
    "  - {kind: voucher, units_month: 2, payer: district, who: \"age in [70, 71]\"}\n"
    "  - {kind: voucher, per_month: 33.3, payer: nation, until: 2026-12, taper: 24}\n";

struct made {
    struct reading reading;
    struct groups *groups;
    struct tariffs tariffs;
    int32_t number;
};

static void make(struct made *made, const char *text)
{
    static double level[POLICY_MOST];
    static int32_t limited[POLICY_MOST], index[POLICY_MOST];
    struct schedule_facts facts = {{0}};
    struct error err;
    char all[8192];
    *made = (struct made){0};
    snprintf(all, sizeof all, "%spolicy:\n%s", BASE, text);
    read_good(&made->reading, all);
    const struct policy *policy = &made->reading.scenario.policy;
    made->groups = calloc(1, sizeof *made->groups);
    groups_make(made->groups, policy);
    assert_int_equal(tariffs_clear(&made->tariffs, made->groups, 3, &err), 0);
    int limits = 0;
    for (size_t i = 0; i < policy->count; i++) {
        level[i] = 1.0;
        index[i] = (int32_t)i;
        limited[i] = limits++;
    }
    const struct tariff_source source = {.policy = policy,
                                         .index = index,
                                         .count = (int)policy->count,
                                         .facts = &facts,
                                         .level = level,
                                         .limited = limited,
                                         .hours = 1.5,
                                         .now = when};
    assert_int_equal(tariffs_add(&made->tariffs, &source, &made->number, &err), 0);
    made->tariffs.of_room[1] = made->number;
    /* The same again is the same. */
    int32_t again;
    assert_int_equal(tariffs_add(&made->tariffs, &source, &again, &err), 0);
    assert_int_equal(again, made->number);
}

static void drop(struct made *made)
{
    tariffs_free(&made->tariffs);
    tariffs_free(&made->tariffs);
    free(made->groups);
    finish(&made->reading);
}

/* One user's bill by the instruments themselves. */
static double by_hand(const struct made *made, const struct schedule_facts *facts,
                      const struct tariff_bill *asked, double *paid)
{
    const struct policy *policy = &made->reading.scenario.policy;
    struct instrument_bill bill = {
        asked->price, asked->units, asked->hours, asked->price * asked->units, 0, 0};
    *paid = 0;
    for (size_t i = 0; i < policy->count; i++) {
        const struct instrument *one = &policy->item[i];
        if (one->kind == INSTRUMENT_price_rule) {
            const double cap =
                instrument_price_cap(one, INFINITY, facts, 1, when) * bill.units;
            if (cap < bill.user)
                bill.user = cap;
            continue;
        }
        instrument_apply(one, &bill, facts, 1, when);
        *paid += bill.payer;
    }
    return bill.user;
}

static void rows_say_what_instruments_say_for_everybody(void **state)
{
    (void)state;
    static const int ages[] = {0,           3 * 12,  70 * 12,
                               70 * 12 + 1, 71 * 12, 79 * 12 + 11,
                               80 * 12,     99 * 12, 170 * 12};
    static const struct tariff_bill bills[] = {
        {1600, 1, 176}, {12.35, 22, 33}, {30, 1, 1.5}, {0, 4, 6}, {250, 3, 4.5}};
    struct made made;
    int differ = 0;
    make(&made, MANY);
    for (size_t a = 0; a < sizeof ages / sizeof *ages; a++)
        for (int who = 0; who < CARES * QUINTILES * REGISTRATIONS; who++)
            for (size_t b = 0; b < sizeof bills / sizeof *bills; b++) {
                const int care = who % CARES, quintile = who / CARES % QUINTILES;
                const int registration = who / CARES / QUINTILES;
                struct schedule_facts facts = {{0}};
                struct tariff_part part[POLICY_MOST];
                double paid, sum = 0;
                int parts;
                facts.value[SCHEDULE_care] = care;
                facts.value[SCHEDULE_age] = ages[a];
                facts.value[SCHEDULE_quintile] = quintile + 1;
                facts.value[SCHEDULE_registration] = registration;
                const int group =
                    groups_find(made.groups, care, ages[a], quintile, registration);
                const double user = by_hand(&made, &facts, &bills[b], &paid);
                const double mine = tariff_split(&made.tariffs, made.number, group,
                                                 &bills[b], NULL, part, &parts);
                for (int k = 0; k < parts; k++)
                    sum += part[k].paid;
                assert_true(fabs(mine - user) < 1e-9);
                assert_true(fabs(sum - paid) < 1e-9);
                assert_true(
                    fabs(tariff_net(&made.tariffs, 1, group, &bills[b]) - user) < 1e-9);
                assert_true(tariff_net(&made.tariffs, 0, group, &bills[b]) ==
                            bills[b].price * bills[b].units);
                differ += user < bills[b].price * bills[b].units;
            }
    assert_true(differ > 500);
    drop(&made);
}

static void a_limit_a_person_is_shared_over_all_that_is_used(void **state)
{
    (void)state;
    const struct tariff_bill bill = {80, 1, 1.5};
    double used[POLICY_MOST] = {0};
    struct made made;
    make(&made, "  - {kind: voucher, share: 50 %, per_month: 100}\n");
    static const double asked[] = {40, 40, 60, 80};
    for (int k = 0; k < 4; k++)
        assert_true(
            near(tariff_split(&made.tariffs, made.number, 0, &bill, used, NULL, NULL),
                 asked[k]));
    assert_true(near(used[0], 100));
    drop(&made);
}

static void amounts_by_the_hour_count_for_the_hours_of_a_visit(void **state)
{
    (void)state;
    const struct tariff_bill bill = {60, 4, 6};
    struct made made;
    make(&made, "  - {kind: discount, amount: 10 yuan/hour}\n");
    /* A visit is an hour and a half: 15 yuan off each of four. */
    assert_true(near(tariff_net(&made.tariffs, 1, 0, &bill), 180));
    drop(&made);
    make(&made, "  - {kind: voucher, units_month: 3 hour}\n");
    /* Two of four visits are free. */
    assert_true(near(tariff_net(&made.tariffs, 1, 0, &bill), 120));
    drop(&made);
    make(&made, "  - {kind: price_rule, cap: 20 yuan/hour, who: care = none}\n");
    assert_true(near(tariff_net(&made.tariffs, 1, 0, &bill), 120));
    drop(&made);
}

static void groups_are_as_few_as_what_is_asked_allows(void **state)
{
    (void)state;
    struct made made;
    make(&made, "  - {kind: voucher, share: 1}\n");
    assert_int_equal(made.groups->count, 1);
    drop(&made);
    make(&made,
         "  - {kind: voucher, share: 1, who: age >= 60 and registration = local}\n");
    /* Under 60, 60 and a day, over: the number itself is told from what is above it. */
    assert_int_equal(made.groups->ages, 3);
    assert_int_equal(made.groups->count, 6);
    for (int age = 0; age < GROUPS_MONTHS; age += 7) {
        struct schedule_facts facts = {{0}};
        groups_facts(made.groups, groups_find(made.groups, 0, age, 0, 0), &facts);
        assert_int_equal(facts.value[SCHEDULE_age] >= 60 * 12, age >= 60 * 12);
    }
    drop(&made);
}

static void what_gives_nothing_leaves_no_row(void **state)
{
    (void)state;
    struct made made;
    make(&made, "  - {kind: voucher, share: 1, until: 2026-04}\n"
                "  - {kind: discount, share: 0 %}\n");
    assert_int_equal(made.tariffs.steps.count, 0);
    drop(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_say_what_instruments_say_for_everybody),
        cmocka_unit_test(a_limit_a_person_is_shared_over_all_that_is_used),
        cmocka_unit_test(amounts_by_the_hour_count_for_the_hours_of_a_visit),
        cmocka_unit_test(groups_are_as_few_as_what_is_asked_allows),
        cmocka_unit_test(what_gives_nothing_leaves_no_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
