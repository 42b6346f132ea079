/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Tests of policy/instrument.c and policy.c: what instruments amount to, on numbers that
 * can be checked by hand. */
#include "support/scenario.h"

#include "policy/policy.h"

#include <math.h>
#include <stdlib.h>

static const month when = 2026 * 12 + 4; /* 2026-05 */

/* Reads a policy that must be in order. */
static void read_policy(struct reading *reading, const char *text)
{
    char all[4096];

    snprintf(all, sizeof(all), "%spolicy:\n%s", BASE, text);
    read_good(reading, all);
}

static const struct instrument *item(const struct reading *reading, int index)
{
    return &reading->scenario.policy.item[index];
}

static void amounts_taper_by_equal_steps_to_the_end(void **state)
{
    const struct schedule_facts facts = {{0}};
    const struct instrument_site site = {.places = 20};
    struct reading reading;

    (void)state;
    read_policy(&reading,
                "  - {kind: operating_grant, per_place_month: 300, from: "
                "2024-01, until: 2026-12, taper: 3}\n"
                "  - {kind: price_rule, cap: 2000, until: 2026-12, taper: 3}\n");
    static const struct {
        month now;
        money fen;
    } months[] = {
        {2024 * 12 - 1, 0},      {2024 * 12, 600000},      {2026 * 12 + 8, 600000},
        {2026 * 12 + 9, 450000}, {2026 * 12 + 10, 300000}, {2026 * 12 + 11, 150000},
        {2027 * 12, 0},
    };
    for (size_t i = 0; i < sizeof(months) / sizeof(months[0]); i++)
        assert_int_equal(
            instrument_grant_site(item(&reading, 0), &site, &facts, 1, months[i].now),
            months[i].fen);
    /* A cap does not taper: it holds or not. */
    assert_true(near(
        instrument_price_cap(item(&reading, 1), 0, &facts, 1, 2026 * 12 + 11), 2000));
    assert_true(
        isinf(instrument_price_cap(item(&reading, 1), 0, &facts, 1, 2027 * 12)));
    finish(&reading);
}

static void grants_add_up_what_a_site_is_and_does(void **state)
{
    struct schedule_facts facts = {{0}};
    const struct instrument_site site = {
        .places = 30, .m2 = 600, .contracted = 81, .added = 2};
    struct reading reading;

    (void)state;
    read_policy(
        &reading,
        "  - kind: operating_grant\n"
        "    per_month: [{when: stars >= 3, pay: 3000}, {when: stars = 2, "
        "pay: 2000}]\n"
        "    per_place_month: 100.07\n    per_m2_month: 5\n"
        "    per_contracted_month: 180\n    per_added_site: 10000\n"
        "    per_person_month: [{when: care = severe, pay: 600}, {when: always, "
        "pay: 200}]\n"
        "    per_visit: 1.5 yuan/meal\n    who: age >= 60\n");
    facts.value[SCHEDULE_stars] = 2;
    facts.value[SCHEDULE_age] = 65 * 12;
    assert_int_equal(instrument_grant_site(item(&reading, 0), &site, &facts, 1, when),
                     200000 + 300210 + 300000 + 1458000 + 2000000);
    assert_int_equal(instrument_grant_site(item(&reading, 0), &site, &facts, 1.1, when),
                     4684031);
    facts.value[SCHEDULE_care] = CARE_SEVERE;
    assert_int_equal(instrument_grant_users(item(&reading, 0), 3, 11, &facts, 1, when),
                     181650);
    facts.value[SCHEDULE_care] = CARE_MILD;
    assert_int_equal(instrument_grant_users(item(&reading, 0), 3, 11, &facts, 1, when),
                     61650);
    facts.value[SCHEDULE_age] = 59 * 12 + 11;
    assert_int_equal(instrument_grant_users(item(&reading, 0), 3, 11, &facts, 1, when),
                     0);
    finish(&reading);
}

static void a_capital_grant_wants_own_money_first_and_has_a_ceiling(void **state)
{
    const struct schedule_facts facts = {{0}};
    struct instrument_project project = {
        .cost = 1000000, .own = 300000, .m2 = 540, .places = 40, .months_open = 12};
    struct reading reading;

    (void)state;
    read_policy(&reading,
                "  - {kind: capital_grant, share: 30 %, per_m2: 100, per_place: "
                "1000, ceiling: 50万元, own_share: 0.3, after_months: 12}\n"
                "  - {kind: capital_grant, per_place: 1万元, payer: nation}\n");
    assert_int_equal(
        instrument_grant_project(item(&reading, 0), &project, &facts, 1, when),
        39400000);
    project.cost = 2000000;
    project.own = 600000;
    assert_int_equal(
        instrument_grant_project(item(&reading, 0), &project, &facts, 1, when),
        50000000);
    project.own = 599999;
    assert_int_equal(
        instrument_grant_project(item(&reading, 0), &project, &facts, 1, when), 0);
    project.own = 600000;
    project.months_open = 11;
    assert_int_equal(
        instrument_grant_project(item(&reading, 0), &project, &facts, 1, when), 0);
    /* Nobody gets more than the works cost. */
    project.cost = 5000;
    assert_int_equal(
        instrument_grant_project(item(&reading, 1), &project, &facts, 1, when), 500000);
    finish(&reading);
}

static void rent_is_capped_relieved_and_at_first_free(void **state)
{
    struct schedule_facts facts = {{0}};
    struct reading reading;

    (void)state;
    read_policy(&reading, "  - {kind: rent, relief: 40 %, ceiling: 50, free_months: 6, "
                          "until: 2030}\n  - {kind: rent, relief: 1, modes: market}\n");
    facts.value[SCHEDULE_months_open] = 5;
    assert_true(near(instrument_rent(item(&reading, 0), 83, 100, &facts, 1, when), 0));
    facts.value[SCHEDULE_months_open] = 6;
    assert_true(
        near(instrument_rent(item(&reading, 0), 83, 100, &facts, 1, when), 3000));
    assert_true(
        near(instrument_rent(item(&reading, 0), 40, 100, &facts, 1, when), 2400));
    assert_true(
        near(instrument_rent(item(&reading, 0), 83, 100, &facts, 1, 2031 * 12), 8300));
    assert_true(near(instrument_rent(item(&reading, 1), 83, 100, &facts, 1, when), 0));
    finish(&reading);
}

static void a_price_cap_of_zero_is_a_cap_and_a_row_that_is_absent_is_none(void **state)
{
    struct schedule_facts facts = {{0}};
    struct reading reading;

    (void)state;
    read_policy(&reading, "  - {kind: price_rule, cap: 0}\n"
                          "  - {kind: price_rule, cap: [{when: stars < 3, pay: 1500}], "
                          "profit_share: 10 %, products: x}\n");
    assert_true(near(instrument_price_cap(item(&reading, 0), 900, &facts, 1, when), 0));
    assert_true(
        near(instrument_price_cap(item(&reading, 1), 900, &facts, 1, when), 990));
    assert_true(
        near(instrument_price_cap(item(&reading, 1), 2000, &facts, 1, when), 1500));
    facts.value[SCHEDULE_stars] = 3;
    assert_true(
        near(instrument_price_cap(item(&reading, 1), 2000, &facts, 1, when), 2200));
    finish(&reading);
}

static void bills_are_split_between_user_payer_and_operator(void **state)
{
    static const struct {
        const char *text;
        double price, units, hours, user, payer, forgone;
    } cases[] = {
        {"{kind: voucher, per_month: 300}", 50, 8, 8, 100, 300, 0},
        {"{kind: voucher, per_month: 300}", 50, 3, 3, 0, 150, 0},
        {"{kind: voucher, share: 40 %}", 50, 8, 8, 240, 160, 0},
        {"{kind: voucher, share: 40 %, per_month: 100}", 50, 8, 8, 300, 100, 0},
        {"{kind: voucher, units_month: 3 visit}", 50, 8, 8, 250, 150, 0},
        {"{kind: voucher, units_month: 30}", 50, 8, 8, 0, 400, 0},
        {"{kind: discount, share: 25 %}", 12, 20, 0, 180, 0, 60},
        {"{kind: discount, amount: 3 yuan/meal, made_good: 60 %, payer: district}", 12,
         20, 0, 180, 36, 24},
        {"{kind: discount, amount: 30}", 12, 20, 0, 0, 0, 240},
        {"{kind: insurance, share: 70 %}", 65, 10, 20, 195, 455, 0},
        {"{kind: insurance, share: 70 %, hour_ceiling: 20}", 65, 10, 20, 370, 280, 0},
        {"{kind: insurance, share: 70 %, month_ceiling: 200 yuan}", 65, 10, 20, 450,
         200, 0},
        {"{kind: insurance, share: 70 %, who: care = severe}", 65, 10, 20, 650, 0, 0},
    };
    const struct schedule_facts facts = {{0}};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct instrument_bill bill = {.price = cases[i].price,
                                       .units = cases[i].units,
                                       .hours = cases[i].hours,
                                       .user = cases[i].price * cases[i].units};
        char text[160];
        struct reading reading;

        snprintf(text, sizeof(text), "  - %s\n", cases[i].text);
        read_policy(&reading, text);
        instrument_apply(item(&reading, 0), &bill, &facts, 1, when);
        if (!near(bill.user, cases[i].user) || !near(bill.payer, cases[i].payer) ||
            !near(bill.forgone, cases[i].forgone))
            fail_msg("%s: %g, %g, %g", cases[i].text, bill.user, bill.payer,
                     bill.forgone);
        finish(&reading);
    }
}

static void a_benefit_is_paid_whatever_is_bought(void **state)
{
    struct schedule_facts facts = {{0}};
    struct reading reading;

    (void)state;
    read_policy(&reading,
                "  - {kind: benefit, per_month: 3600 yuan/year, who: age < 3}\n");
    facts.value[SCHEDULE_age] = 35;
    assert_true(near(instrument_benefit(item(&reading, 0), &facts, 1, when), 300));
    assert_true(near(instrument_benefit(item(&reading, 0), &facts, 1.1, when), 330));
    facts.value[SCHEDULE_age] = 36;
    assert_true(near(instrument_benefit(item(&reading, 0), &facts, 1, when), 0));
    finish(&reading);
}

static void indexed_amounts_follow_prices_from_their_beginning(void **state)
{
    struct indices indices;
    struct reading reading;

    (void)state;
    for (int i = 0; i < INDICES_YEARS; i++)
        indices.level[INDICES_PRICES][i] = 1 + 0.1 * (i + INDICES_YEAR_FIRST - 2023);
    read_policy(&reading,
                "  - {kind: benefit, per_month: 1, indexed: yes, from: 2024-01}\n"
                "  - {kind: rent, relief: 1, indexed: yes}\n"
                "  - {kind: voucher, share: 1}\n");
    assert_true(near(instrument_level(item(&reading, 0), &indices, 2024 * 12), 1));
    assert_true(near(instrument_level(item(&reading, 0), &indices, 2034 * 12),
                     (1 + 0.1 * (11 - 5.5 / 12)) / (1 + 0.1 * (1 - 5.5 / 12))));
    assert_true(near(instrument_level(item(&reading, 1), &indices, 2034 * 12),
                     1 + 0.1 * (11 - 5.5 / 12)));
    assert_true(near(instrument_level(item(&reading, 2), &indices, 2034 * 12), 1));
    finish(&reading);
}

static void a_yearly_ceiling_is_shared_to_the_fen(void **state)
{
    struct reading reading;
    const struct policy *policy = &reading.scenario.policy;
    struct policy_spent spent;
    struct error err;
    money asked[] = {1000, 0, 333, 667}, open[] = {MONEY_MAX, 5};

    (void)state;
    read_policy(&reading,
                "  - {kind: benefit, per_month: 1, ceiling_per_year: 30.01 yuan}\n"
                "  - {kind: voucher, share: 1}\n");
    assert_int_equal(policy_spent_init(&spent, policy, &err), 0);
    assert_int_equal(policy_ration(&spent, policy, 0, asked, 4, when), 2000);
    assert_int_equal(asked[2], 333);
    assert_int_equal(policy_ration(&spent, policy, 0, asked, 4, when), 1001);
    assert_int_equal(asked[0], 500);
    assert_int_equal(asked[1], 0);
    assert_int_equal(asked[0] + asked[2] + asked[3], 1001);
    assert_int_equal(policy_ration(&spent, policy, 0, asked, 4, when), 0);
    asked[0] = 17;
    assert_int_equal(policy_ration(&spent, policy, 0, asked, 4, when + 12), 17);
    assert_int_equal(policy_ration(&spent, policy, 1, open, 2, when), MONEY_MAX + 5);
    policy_spent_free(&spent);
    finish(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_taper_by_equal_steps_to_the_end),
        cmocka_unit_test(grants_add_up_what_a_site_is_and_does),
        cmocka_unit_test(a_capital_grant_wants_own_money_first_and_has_a_ceiling),
        cmocka_unit_test(rent_is_capped_relieved_and_at_first_free),
        cmocka_unit_test(a_price_cap_of_zero_is_a_cap_and_a_row_that_is_absent_is_none),
        cmocka_unit_test(bills_are_split_between_user_payer_and_operator),
        cmocka_unit_test(a_benefit_is_paid_whatever_is_bought),
        cmocka_unit_test(indexed_amounts_follow_prices_from_their_beginning),
        cmocka_unit_test(a_yearly_ceiling_is_shared_to_the_fen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
