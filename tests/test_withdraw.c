/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What operators expect of a site and when they give it up. */
#include "support/check.h"

#include "process/expect.h"
#include "process/withdraw.h"
#include "support/values.h"

#include <math.h>

static void with_a_long_memory_expectation_is_the_plain_formula(void **state)
{
    (void)state;
    struct values values = values_default();
    values.operators_memory_months = 1e12;
    struct expectation expectation = expect_plan(&values, 53);
    const double tau = 7.3;
    double sum = 0;
    assert_true(expect_use(&expectation, tau) == 0);
    for (int t = 1; t <= 60; t++) {
        const double use = 20 + 0.31 * t;
        expect_observe(&values, &expectation, use);
        sum += use;
        const double wanted = (12 * 53 * (1 - exp(-t / tau)) + sum) / (12 + t);
        assert_true(fabs(expect_use(&expectation, tau) - wanted) < 1e-6);
    }
}

static void experience_fades_so_that_an_old_site_notices(void **state)
{
    (void)state;
    struct values values = values_default();
    struct expectation expectation = expect_plan(&values, 50);
    for (int t = 0; t < 120; t++)
        expect_observe(&values, &expectation, 50);
    assert_true(fabs(expect_use(&expectation, 8) - 50) < 0.2);
    for (int t = 0; t < 36; t++)
        expect_observe(&values, &expectation, 20);
    /* Of 36 months' memory exp(-1) of the weight is still the old one. */
    const double keep = pow(1 - 1.0 / 36, 36);
    assert_true(fabs(expect_use(&expectation, 8) - (20 + 30 * keep)) < 1.0);
}

static void an_operator_learns_how_long_its_own_sites_take_to_fill(void **state)
{
    (void)state;
    const struct values values = values_default();
    struct operator_ firm = {0};
    double use[36];
    assert_true(expect_tau(&values, &firm) == values.operators_ramp_months);
    for (int i = 0; i < 36; i++)
        use[i] = 0;
    expect_learn(&firm, use, 36);
    assert_int_equal(firm.ramps, 0);
    for (int i = 0; i < 36; i++)
        use[i] = 40 * (1 - exp(-(i + 1) / 4.0));
    expect_learn(&firm, use, 36);
    /* The sum of exp(-t/4), t = 1 to 36, is 1/(exp(1/4) - 1) = 3.52. */
    assert_true(fabs(firm.ramp_sum - 3.52) < 0.05);
    assert_true(fabs(expect_tau(&values, &firm) -
                     (values.operators_ramp_months + firm.ramp_sum) / 2) < 1e-12);
    use[0] = 1; /* one month is learned from as well, within bounds */
    expect_learn(&firm, use, 1);
    assert_int_equal(firm.ramps, 2);
}

static void the_reserve_is_the_deepest_point_of_the_plan(void **state)
{
    (void)state;
    const struct values values = values_default();
    struct expect_opening opening = {.contribution = 900,
                                     .fixed = 30000,
                                     .plan = 50,
                                     .tau = 6,
                                     .rent = 12000,
                                     .idle = 6};
    double sum = -72000, deepest = sum;
    for (int t = 1; t < 200; t++) {
        sum += 900 * 50 * (1 - exp(-t / 6.0)) - 30000;
        deepest = sum < deepest ? sum : deepest;
    }
    assert_true(fabs(expect_reserve(&values, &opening) + 1.25 * deepest) < 1e-6);
    opening.plan = 10; /* never breaks even: two years' loss, a number still */
    const double reserve = expect_reserve(&values, &opening);
    assert_true(reserve > 1.25 * 24 * 21000 && reserve < 1.25 * (72000 + 24 * 30000));
}

static void leaving_is_valued_by_avoidable_margin_and_its_own_costs(void **state)
{
    (void)state;
    struct values values = values_default();
    values.operators_discount = 0;
    double margin[24];
    for (int i = 0; i < 24; i++)
        margin[i] = -500;
    struct withdraw_terms terms = {0};
    assert_true(fabs(withdraw_value(&values, margin, &terms) + 12000) < 1e-9);
    terms.notice = 3; /* three months are lost either way */
    assert_true(fabs(withdraw_value(&values, margin, &terms) + 10500) < 1e-9);
    terms.penalty = 8000;
    terms.clawback = 2500;
    assert_true(fabs(withdraw_value(&values, margin, &terms)) < 1e-9);
    /* Without interest, what falls due whenever it closes weighs nothing. */
    terms.severance = 40000;
    terms.deposit = 15000;
    assert_true(fabs(withdraw_value(&values, margin, &terms)) < 1e-9);
    values.operators_discount = 0.05;
    terms.penalty = terms.clawback = terms.notice = 0;
    const double later = 1 - pow(1.05, -2);
    const double annuity = (1 - pow(1.05, -2)) / (pow(1.05, 1.0 / 12) - 1);
    assert_true(fabs(withdraw_value(&values, margin, &terms) -
                     (-500 * annuity + 25000 * later)) < 1e-6);
    assert_true(fabs(withdraw_annuity(&values, 0) - annuity) < 1e-9);
}

static void a_site_that_still_fills_is_judged_by_its_ramp(void **state)
{
    (void)state;
    double margin[24];
    /* After 3 months of tau 8 there are 15 of what will be 48 users. */
    const double now = 48 * (1 - exp(-3.0 / 8));
    const struct withdraw_path path = {.contribution = 1000,
                                       .fixed = 30000,
                                       .expected = now,
                                       .tau = 8,
                                       .age = 3,
                                       .plan = 90};
    withdraw_margins(&path, NULL, 24, margin);
    assert_true(margin[0] < 0 && margin[23] > 0);
    assert_true(fabs(margin[9] - (48000 * (1 - exp(-13.0 / 8)) - 30000)) < 1e-6);
    const struct withdraw_path fresh = {.contribution = 1000,
                                        .fixed = 0,
                                        .expected = 0,
                                        .tau = 8,
                                        .age = 0,
                                        .plan = 90};
    double grants[2] = {100, 0};
    withdraw_margins(&fresh, grants, 2, margin); /* nothing seen yet: the plan */
    assert_true(fabs(margin[0] - (100 + 90000 * (1 - exp(-1.0 / 8)))) < 1e-6);
}

static void a_look_is_due_at_the_interval_and_at_the_end(void **state)
{
    (void)state;
    const struct values values = values_default();
    struct site_state site = {.code = 6 * 1000 + 4,
                              .contract = {.end = month_of(2026, 4)}};
    int due = 0;
    for (month when = month_of(2025, 1); when < month_of(2026, 1); when++)
        due += withdraw_due(&values, &site, when);
    assert_int_equal(due, 2);
    assert_true(withdraw_due(&values, &site, month_of(2026, 4)));
    site.contract = (struct contract){.start = month_of(2025, 1),
                                      .end = month_of(2025, 2), /* one month */
                                      .notice = 3,
                                      .penalty = 9000,
                                      .deposit = 4000};
    struct withdraw_terms terms =
        withdraw_terms(&values, &site, 20000, 0, month_of(2025, 1));
    assert_int_equal(terms.notice, 3);
    assert_true(terms.penalty == 9000 && terms.severance == 30000);
    terms = withdraw_terms(&values, &site, 20000, 0, month_of(2025, 2));
    assert_int_equal(terms.notice, 0);
    assert_true(terms.penalty == 0 && terms.deposit == 4000);
    site.contract.mode = MODE_PUBLIC_BUILT_PRIVATE_RUN;
    assert_int_equal(withdraw_chosen(&site.contract), WITHDRAW_CONTRACT);
    site.contract.mode = MODE_MARKET;
    assert_int_equal(withdraw_chosen(&site.contract), WITHDRAW_LEASE);
}

static void insolvency_is_cash_below_the_credit_line(void **state)
{
    (void)state;
    struct account_book firm = {.cash = -50000, .credit = 50000};
    assert_false(withdraw_insolvent(&firm, 0));
    assert_true(withdraw_insolvent(&firm, 1));
    firm.cash--;
    assert_true(withdraw_insolvent(&firm, 0));
}

static void a_chain_closes_its_worst_sites_first_and_only_those_due(void **state)
{
    (void)state;
    struct values values = values_default();
    values.operators_overhead_first = 10000;
    values.operators_overhead_exponent = 0; /* every site saves 10,000 a month */
    struct withdraw_site sites[] = {{11, 90, true},      {12, -300, true},
                                    {13, 100001, true},  {14, -9000, false},
                                    {15, -300000, true}, {16, -300, true}};
    const int closed = withdraw_chain(&values, sites, 6, 1, 10);
    assert_int_equal(closed, 4);
    assert_int_equal(sites[0].code, 15);
    assert_int_equal(sites[1].code, 12); /* equal values: by code */
    assert_int_equal(sites[2].code, 16);
    assert_int_equal(sites[3].code, 11);
    assert_int_equal(withdraw_chain(&values, sites, 0, 1, 10), 0);
    /* With returns to scale each closing makes the next likelier: at 2 sites of
     * exponent 0.3 closing saves 6,245 a month, at 1 site 10,000. */
    values.operators_overhead_exponent = 0.3;
    struct withdraw_site two[] = {{1, 61000, true}, {2, 99000, true}};
    assert_int_equal(withdraw_chain(&values, two, 2, 1, 10), 2);
    two[0].value = two[1].value = 63000;
    assert_int_equal(withdraw_chain(&values, two, 2, 1, 10), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(with_a_long_memory_expectation_is_the_plain_formula),
        cmocka_unit_test(experience_fades_so_that_an_old_site_notices),
        cmocka_unit_test(an_operator_learns_how_long_its_own_sites_take_to_fill),
        cmocka_unit_test(the_reserve_is_the_deepest_point_of_the_plan),
        cmocka_unit_test(leaving_is_valued_by_avoidable_margin_and_its_own_costs),
        cmocka_unit_test(a_site_that_still_fills_is_judged_by_its_ramp),
        cmocka_unit_test(a_look_is_due_at_the_interval_and_at_the_end),
        cmocka_unit_test(insolvency_is_cash_below_the_credit_line),
        cmocka_unit_test(a_chain_closes_its_worst_sites_first_and_only_those_due),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
