/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Operators' codes, overhead, contracts, the memory of a site, trust. */
#include "support/check.h"

#include "state/operator.h"
#include "support/values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *left, const void *right)
{
    const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static void codes_differ_between_kinds_cities_years_and_numbers(void **state)
{
    (void)state;
    enum { MANY = 7 * 3 * 5 * 20 };
    uint32_t codes[MANY];
    int count = 0;
    for (int kind = 0; kind < OPERATOR_KINDS; kind++)
        for (uint32_t city = 440100; city < 440400; city += 100)
            for (int year = 2021; year < 2026; year++)
                for (int k = 0; k < 20; k++)
                    codes[count++] =
                        operator_code((enum operator_kind)kind, city, year, k);
    assert_int_equal(count, MANY);
    assert_int_equal(codes[31], operator_code(OPERATOR_COMPANY, 440100, 2022, 11));
    qsort(codes, MANY, sizeof *codes, compare);
    for (int i = 1; i < MANY; i++)
        assert_true(codes[i] != codes[i - 1]);
}

static void overhead_per_site_falls_with_sites_by_the_exponent(void **state)
{
    (void)state;
    struct values values = values_default();
    values.operators_overhead_first = 8000;
    assert_true(operator_overhead(&values, 0) == 0);
    assert_true(fabs(operator_overhead(&values, 1) - 8000) < 1e-9);
    values.operators_overhead_exponent = 0;
    assert_true(fabs(operator_overhead(&values, 7) - 56000) < 1e-6);
    values.operators_overhead_exponent = 0.25;
    assert_true(fabs(operator_overhead(&values, 16) / 16 - 4000) < 1e-9);
    assert_true(fabs(operator_overhead_saved(&values, 1) - 8000) < 1e-9);
    /* Each site more saves less: the first ones carry the office. */
    for (int n = 2; n < 40; n++)
        assert_true(operator_overhead_saved(&values, n) <
                    operator_overhead_saved(&values, n - 1));
}

static void a_contract_knows_its_rent_and_its_end(void **state)
{
    (void)state;
    struct contract contract = {.end = month_of(2024, 2), .rent = 7300, .relief = 0.25};
    assert_true(operator_rent(&contract) == 5475);
    assert_int_equal(operator_months_left(&contract, month_of(2024, 1)), 1);
    assert_int_equal(operator_months_left(&contract, month_of(2024, 2)), 0);
    assert_int_equal(operator_months_left(&contract, month_of(2030, 2)), 0);
    contract.end = -1;
    assert_int_equal(operator_months_left(&contract, month_of(2024, 2)), -1);
}

static void a_site_remembers_the_last_months_only(void **state)
{
    (void)state;
    struct site_state *site = calloc(1, sizeof *site);
    const month start = month_of(2024, 1);
    assert_true(operator_recent(site, start, 12).cost == 0);
    for (int i = 0; i < 30; i++) {
        const struct site_month_past past = {
            .cost = 2 * i, .use = i, .occupancy = 0.01 * i};
        operator_remember(site, start + i, &past);
    }
    const struct site_month_past recent = operator_recent(site, start + 29, 3);
    assert_int_equal(recent.cost, 2 * (27 + 28 + 29));
    assert_true(fabs(recent.use - 28) < 1e-12);
    assert_true(fabs(recent.occupancy - 0.28) < 1e-12);
    /* No more than a year: months 18 to 29. */
    assert_int_equal(operator_recent(site, start + 29, 100).cost, 2 * (18 + 29) * 6);
    /* What stands in the ring from the year before is no month of a closed site. */
    assert_int_equal(operator_recent(site, start + 33, 12).cost,
                     2 * (22 + 29) * 4); /* months 22 to 29 */
    assert_true(operator_recent(site, start + 41, 12).cost == 0);
    /* Use is remembered for two: months 6 to 29. */
    for (int i = 6; i < 30; i++)
        assert_true(site->use[(start + i) % OPERATOR_HISTORY] == i);
    free(site);
}

static void turnover_is_bounded_when_nobody_is_left(void **state)
{
    (void)state;
    struct staff_post post = {.in_post = 4};
    assert_true(operator_turnover(&post) == 0);
    post.left[3] = 1;
    post.left[11] = 0.5;
    assert_true(operator_turnover(&post) == 0.375);
    post.in_post = 0;
    assert_true(operator_turnover(&post) == 1);
}

static void trust_lost_comes_back_by_half_in_the_half_life(void **state)
{
    (void)state;
    struct values values = values_default();
    values.operators_trust_half_life = 24;
    values.operators_trust_loss = 0.5;
    assert_true(operator_trust_lost(&values, 0.9, 0) == 0.9);
    double trust = operator_trust_lost(&values, 1, 0.4);
    assert_true(fabs(trust - 0.8) < 1e-15);
    for (int i = 0; i < 24; i++)
        trust = operator_trust_back(&values, trust);
    assert_true(fabs(trust - 0.9) < 1e-12);
}

static void money_is_rounded_to_the_nearest_fen(void **state)
{
    (void)state;
    assert_int_equal(money_from_yuan(12.344), 1234);
    assert_int_equal(money_from_yuan(12.346), 1235);
    assert_int_equal(money_from_yuan(-12.346), -1235);
    assert_int_equal(money_from_yuan(0.125), 13);
    assert_int_equal(money_from_yuan(money_to_yuan(-987654321)), -987654321);
}

static void every_cause_has_a_word_in_both_languages(void **state)
{
    (void)state;
    for (int i = 0; i < WITHDRAW_CAUSES; i++) {
        assert_true(strlen(operator_cause_words[i]) > 0);
        assert_true(strlen(operator_cause_words_zh[i]) > 0);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(operator_cause_words[i], operator_cause_words[k]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_differ_between_kinds_cities_years_and_numbers),
        cmocka_unit_test(overhead_per_site_falls_with_sites_by_the_exponent),
        cmocka_unit_test(a_contract_knows_its_rent_and_its_end),
        cmocka_unit_test(a_site_remembers_the_last_months_only),
        cmocka_unit_test(turnover_is_bounded_when_nobody_is_left),
        cmocka_unit_test(trust_lost_comes_back_by_half_in_the_half_life),
        cmocka_unit_test(money_is_rounded_to_the_nearest_fen),
        cmocka_unit_test(every_cause_has_a_word_in_both_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
