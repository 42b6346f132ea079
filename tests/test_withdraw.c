/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What operators expect of a site and when they give it up. */
#include "support/check.h"

#include "process/expect.h"
#include "process/withdraw.h"
#include "support/values.h"

#include <math.h>

/* Share of residents who heard in time for their last birthday, day by day. */
static double ramp_by_hand(double months, double tau)
{
    double sum = 0;
    const int days = 20000;
    for (int i = 0; i < days; i++) {
        const double birthday = months - 12 * (i + 0.5) / days;
        sum += birthday > 0 ? 1 - exp(-birthday / tau) : 0;
    }
    return sum / days;
}

static void who_hears_of_a_site_chooses_it_on_a_birthday(void **state)
{
    (void)state;
    const double taus[] = {1, 6, 17.5, 80};
    for (size_t k = 0; k < sizeof taus / sizeof *taus; k++)
        for (int t = -1; t <= 60; t += 4)
            assert_true(fabs(expect_ramp(t, taus[k]) - ramp_by_hand(t, taus[k])) <
                        1e-4);
    assert_true(expect_ramp(0, 8) == 0 && expect_ramp(600, 8) > 1 - 1e-9);
    /* Who hears at once still waits for a birthday: a month of tau is the least. */
    assert_true(expect_ramp(6, 0) == expect_ramp(6, 1));
}

static void with_a_long_memory_expectation_is_the_plain_formula(void **state)
{
    (void)state;
    struct values values = values_default();
    values.operators_memory_months = 1e12;
    struct expectation expectation = expect_plan(&values, 53, 7.3);
    const double tau = 7.3;
    double sum = 0;
    assert_true(expect_use(&expectation, tau) == 0);
    for (int t = 1; t <= 60; t++) {
        const double use = 20 + 0.31 * t;
        expect_observe(&values, &expectation, use);
        sum += use;
        const double wanted = (12 * 53 * ramp_by_hand(t, tau) + sum) / (12 + t);
        assert_true(fabs(expect_use(&expectation, tau) - wanted) < 1e-2);
    }
}

static void experience_fades_so_that_an_old_site_notices(void **state)
{
    (void)state;
    struct values values = values_default();
    struct expectation expectation = expect_plan(&values, 50, 8);
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
    const struct expectation plan = expect_plan(&values, 40, 17);
    assert_true(expect_tau(&firm, &plan) == 17);
    for (int i = 0; i < 36; i++)
        use[i] = 0;
    expect_learn(&firm, use, 36);
    assert_int_equal(firm.ramps, 0);
    for (int i = 0; i < 36; i++)
        use[i] = 40 * ramp_by_hand(i + 1, 9.5);
    expect_learn(&firm, use, 36);
    assert_true(fabs(firm.ramp_sum - 9.5) < 0.01);
    assert_true(fabs(expect_tau(&firm, &plan) - (17 + firm.ramp_sum) / 2) < 1e-12);
    /* Two months are learned from as well, within bounds; use that falls is no ramp. */
    use[0] = 9;
    use[1] = 3;
    expect_learn(&firm, use, 2);
    assert_int_equal(firm.ramps, 2);
    assert_true(fabs(firm.ramp_sum - 10.5) < 0.01);
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
        sum += 900 * 50 * expect_ramp(t, 6) - 30000;
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
    struct withdraw_terms terms = {.months = 24};
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
    assert_true(fabs(withdraw_annuity(&values, 0, 24) - annuity) < 1e-9);
}

static void a_site_that_still_fills_is_judged_by_its_ramp(void **state)
{
    (void)state;
    double margin[24];
    /* After 9 months of tau 8 there are 15 of what will be 48 users. */
    const double now = 48 * expect_ramp(9, 8);
    const struct withdraw_path path = {.contribution = 1000,
                                       .fixed = 30000,
                                       .expected = now,
                                       .tau = 8,
                                       .age = 9,
                                       .plan = 90};
    withdraw_margins(&path, NULL, 24, margin);
    assert_true(margin[0] < 0 && margin[23] > 0);
    assert_true(fabs(margin[9] - (48000 * expect_ramp(19, 8) - 30000)) < 1e-6);
    const struct withdraw_path fresh = {.contribution = 1000,
                                        .fixed = 0,
                                        .expected = 0,
                                        .tau = 8,
                                        .age = 0,
                                        .plan = 90};
    double grants[2] = {100, 0};
    withdraw_margins(&fresh, grants, 2, margin); /* nothing seen yet: the plan */
    assert_true(fabs(margin[0] - (100 + 90000 * expect_ramp(1, 8))) < 1e-6);
}

/* 24 months ahead; a site that fills still, to the end of the lease that it was opened
 * for; never less than 24. */
static void a_site_that_still_fills_looks_to_the_end_of_its_lease(void **state)
{
    (void)state;
    const struct values values = values_default();
    struct contract contract = {.start = 100, .end = 160};
    assert_int_equal(withdraw_ahead(&values, &contract, 6, 17, 106), 54);
    assert_int_equal(withdraw_ahead(&values, &contract, 40, 17, 140), 24);
    assert_int_equal(withdraw_ahead(&values, &contract, 36, 5, 106), 24); /* filled */
    contract.end = -1;
    assert_int_equal(withdraw_ahead(&values, &contract, 6, 17, 106), 24);
    contract.end = 1000;
    assert_int_equal(withdraw_ahead(&values, &contract, 6, 17, 106), WITHDRAW_MONTHS);
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
    struct withdraw_site sites[] = {{11, 90, 10, true},      {12, -300, 10, true},
                                    {13, 100001, 10, true},  {14, -9000, 10, false},
                                    {15, -300000, 10, true}, {16, -300, 10, true}};
    const int closed = withdraw_chain(&values, sites, 6, 1);
    assert_int_equal(closed, 4);
    assert_int_equal(sites[0].code, 15);
    assert_int_equal(sites[1].code, 12); /* equal values: by code */
    assert_int_equal(sites[2].code, 16);
    assert_int_equal(sites[3].code, 11);
    assert_int_equal(withdraw_chain(&values, sites, 0, 1), 0);
    /* With returns to scale each closing makes the next likelier: at 2 sites of
     * exponent 0.3 closing saves 6,245 a month, at 1 site 10,000. */
    values.operators_overhead_exponent = 0.3;
    struct withdraw_site two[] = {{1, 61000, 10, true}, {2, 99000, 10, true}};
    assert_int_equal(withdraw_chain(&values, two, 2, 1), 2);
    two[0].value = two[1].value = 63000;
    assert_int_equal(withdraw_chain(&values, two, 2, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_hears_of_a_site_chooses_it_on_a_birthday),
        cmocka_unit_test(with_a_long_memory_expectation_is_the_plain_formula),
        cmocka_unit_test(experience_fades_so_that_an_old_site_notices),
        cmocka_unit_test(an_operator_learns_how_long_its_own_sites_take_to_fill),
        cmocka_unit_test(the_reserve_is_the_deepest_point_of_the_plan),
        cmocka_unit_test(leaving_is_valued_by_avoidable_margin_and_its_own_costs),
        cmocka_unit_test(a_site_that_still_fills_is_judged_by_its_ramp),
        cmocka_unit_test(a_site_that_still_fills_looks_to_the_end_of_its_lease),
        cmocka_unit_test(a_look_is_due_at_the_interval_and_at_the_end),
        cmocka_unit_test(insolvency_is_cash_below_the_credit_line),
        cmocka_unit_test(a_chain_closes_its_worst_sites_first_and_only_those_due),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
