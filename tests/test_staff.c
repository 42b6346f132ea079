/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Staff: load, leaving, agency hours, hiring, the wage of a trade, quality. */
#include "support/check.h"

#include "process/staff.h"
#include "support/values.h"

#include <math.h>
#include <string.h>

static void load_runs_from_nothing_to_its_bound(void **state)
{
    (void)state;
    assert_true(staff_load(0, 5) == 0);
    assert_true(staff_load(3, 4) == 0.75);
    assert_true(staff_load(5.2, 4) == 1.3);
    assert_true(staff_load(99, 4) == 1.3);
    assert_true(staff_load(1, 0) == 1.3);
    assert_true(staff_load(0, 0) == 0);
}

static void leaving_falls_with_pay_rises_with_load_and_is_capped(void **state)
{
    (void)state;
    const struct values values = values_default();
    const double base = values.staff_leaving / 12;
    assert_true(fabs(staff_hazard(&values, 1, 0.9) - base) < 1e-15);
    assert_true(fabs(staff_hazard(&values, 1.1, 0.9) - base * exp(-0.2)) < 1e-12);
    assert_true(fabs(staff_hazard(&values, 1, 1.1) - base * exp(0.3)) < 1e-12);
    assert_true(staff_hazard(&values, 0.1, 1.3) == 3 * base);
    assert_true(staff_hazard(&values, 10, 0.9) < 1e-8); /* wages x 10 */
}

static void as_many_leave_as_the_rate_says(void **state)
{
    (void)state;
    const struct values values = values_default();
    double left = 0;
    enum { SITES = 20000 };
    for (uint32_t site = 0; site < SITES; site++) {
        struct staff_post post = {.posts = 3.6, .in_post = 4, .wage = 5000};
        left += staff_leave(&values, 5, site * 2654435761U, 5000, 24289, &post);
        assert_true(fabs(post.in_post + post.left[24289 % 12] - 4) < 1e-12);
    }
    const double chance = 1 - exp(-values.staff_leaving / 12);
    const double error = sqrt(4 * chance * (1 - chance) / SITES);
    assert_true(fabs(left / SITES - 4 * chance) < 4 * error);
}

static void a_large_or_empty_site_loses_what_it_can(void **state)
{
    (void)state;
    const struct values values = values_default();
    struct staff_post post = {.posts = 900, .in_post = 1000, .wage = 5000};
    assert_true(fabs(staff_leave(&values, 5, 7, 5000, 24289, &post) -
                     1000 * (1 - exp(-values.staff_leaving / 12))) < 1e-6);
    post = (struct staff_post){.posts = 4, .wage = 5000};
    assert_true(staff_leave(&values, 5, 7, 5000, 24289, &post) == 0);
    assert_true(post.in_post == 0);
}

static void what_is_lacking_is_bought_as_far_as_the_purse_goes(void **state)
{
    (void)state;
    struct values values = values_default();
    values.staff_social_rate = 0.25;
    values.staff_agency_premium = 1.6;
    struct staff_post post = {.posts = 5, .in_post = 3, .wage = 4800};
    struct staff_cover cover = staff_cover(&values, 5000, 1e9, &post);
    assert_true(cover.wages == 14400 && cover.social == 3600);
    assert_true(fabs(cover.agency - 2 * 5000 * 1.25 * 1.6) < 1e-9);
    assert_true(post.agency == 2 && cover.short_posts == 0);
    cover = staff_cover(&values, 5000, 15000, &post);
    assert_true(fabs(post.agency - 1.5) < 1e-12);
    assert_true(fabs(cover.short_posts - 0.5) < 1e-12);
    cover = staff_cover(&values, 5000, -3, &post);
    assert_true(cover.agency == 0 && cover.short_posts == 2);
    post.in_post = 8;
    cover = staff_cover(&values, 5000, 1e9, &post);
    assert_true(cover.agency == 0 && cover.short_posts == 0);
}

static void the_last_in_are_suspended_until_the_ratio_holds(void **state)
{
    (void)state;
    const double each[] = {1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 7, 1.0 / 3};
    assert_int_equal(staff_suspend(0, each, 5), 0);
    assert_int_equal(staff_suspend(0.3, each, 5), 1);
    assert_int_equal(staff_suspend(0.5, each, 5), 2);
    assert_int_equal(staff_suspend(1.0 / 3 + 1.0 / 5, each, 5), 2); /* rounding */
    assert_int_equal(staff_suspend(99, each, 5), 5);                /* all staff gone */
    assert_int_equal(staff_suspend(1, each, 0), 0);
}

static void the_better_wage_hires_first(void **state)
{
    (void)state;
    struct staff_vacancy list[] = {{.site = 1, .wage = 5000, .wanted = 2, .key = 9},
                                   {.site = 2, .wage = 5600, .wanted = 1.5, .key = 8},
                                   {.site = 3, .wage = 5000, .wanted = 2, .key = 7}};
    staff_hire(list, 3, 4.25);
    assert_int_equal(list[0].site, 2);
    assert_int_equal(list[1].site, 3);
    assert_true(list[0].filled == 1.5 && list[1].filled == 2 && list[2].filled == 0.75);
    staff_hire(list, 3, 0);
    assert_true(list[0].filled == 0 && list[2].filled == 0);
    staff_hire(list, 0, 3);
    const struct values values = values_default();
    assert_true(staff_filled(&values, 10, 4) == 2);
    assert_true(staff_filled(&values, 4, 10) == 2);
    assert_true(staff_filled(&values, 4, -1) == 0);
}

static void the_wage_moves_to_what_clears_and_stays_there(void **state)
{
    (void)state;
    struct values values = values_default();
    values.staff_supply_elasticity = 0.8;
    struct staff_market market = staff_market_of(&values, 5000, 400);
    assert_true(fabs(staff_pool(&values, &market) - 420) < 1e-9);
    staff_clear(&values, 400, &market);
    assert_true(fabs(market.wage - 5000) < 1e-9);
    staff_clear(&values, 440, &market);
    assert_true(fabs(market.wage - 5100) < 1e-9);
    for (int i = 0; i < 40; i++)
        staff_clear(&values, 440, &market);
    assert_true(fabs(market.wage - 5000 * pow(1.1, 1 / 0.8)) < 1e-6);
    assert_true(fabs(staff_pool(&values, &market) - 462) < 1e-6);
    /* General wages x 10 move the wage at once, and nothing after that. */
    staff_carry(&market, 10);
    assert_true(fabs(market.wage - 50000 * pow(1.1, 1 / 0.8)) < 1e-4);
    assert_true(fabs(staff_pool(&values, &market) - 462) < 1e-6);
    staff_clear(&values, 440, &market);
    assert_true(fabs(market.wage - 50000 * pow(1.1, 1 / 0.8)) < 1e-4);
    for (int i = 0; i < 2000; i++)
        staff_clear(&values, 0, &market); /* nobody wanted */
    assert_true(fabs(market.wage - 500) < 1e-6);
    struct staff_market none = staff_market_of(&values, 5000, 0);
    staff_clear(&values, 3, &none);
    assert_true(none.wage == 5000);
}

static void quality_follows_staff_turnover_and_age(void **state)
{
    (void)state;
    const struct values values = values_default();
    struct staff_quality quality = {.staffed = 1};
    assert_true(staff_quality_target(&values, &quality) == values.staff_quality_base);
    quality = (struct staff_quality){0.5, 0.4, 1, 0.5, 4};
    assert_true(fabs(staff_quality_target(&values, &quality) -
                     (0.7 - 0.3 - 0.08 + 0.1 + 0.05 - 0.06)) < 1e-12);
    quality.age_years = 500;
    assert_true(staff_quality_target(&values, &quality) == 0);
    assert_true(fabs(staff_quality_next(&values, 0.5, 0.7) - 0.54) < 1e-12);
    struct site_state site;
    memset(&site, 0, sizeof site);
    site.fitted = month_of(2020, 1);
    quality = staff_quality_of(&site, month_of(2023, 1));
    assert_true(quality.staffed == 1 && quality.turnover == 0 &&
                quality.age_years == 3);
    struct staff_post staff[] = {{.posts = 3, .in_post = 0, .left = {1}},
                                 {.posts = 1, .in_post = 2}};
    site.trades = 2;
    site.staff = staff;
    quality = staff_quality_of(&site, month_of(2023, 1));
    assert_true(quality.staffed == 0.25 &&
                quality.turnover == 0.75); /* all carers gone */
    assert_true(fabs(staff_quality_target(&values, &quality) -
                     (0.7 - 0.45 - 0.15 - 0.045)) < 1e-12);
}

/* A fifth of a post, whose only worker leaves; another comes two months later. */
static void
a_tiny_site_is_as_good_as_before_soon_after_its_worker_is_replaced(void **state)
{
    (void)state;
    const struct values values = values_default();
    struct staff_post staff[] = {{.posts = 0.2, .in_post = 0.2}};
    struct site_state site;
    memset(&site, 0, sizeof site);
    site.fitted = month_of(2023, 1);
    site.trades = 1;
    site.staff = staff;
    const month now = month_of(2023, 1);
    struct staff_quality quality = staff_quality_of(&site, now);
    const double before = staff_quality_target(&values, &quality);
    double worst = before, good = before;
    for (int k = 0; k < 10; k++) {
        if (k == 0)
            staff[0].left[0] = staff[0].in_post;
        staff[0].in_post = k < 2 ? 0.0 : 0.2;
        quality = staff_quality_of(&site, now);
        good =
            staff_quality_next(&values, good, staff_quality_target(&values, &quality));
        worst = fmin(worst, good);
    }
    assert_true(worst < before - 0.2);
    /* What is left is that the worker is new: 0.2 for a year. */
    assert_true(good > before - 0.25 && good < before);
    assert_true(quality.staffed == 1.0 && quality.turnover == 1.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(load_runs_from_nothing_to_its_bound),
        cmocka_unit_test(leaving_falls_with_pay_rises_with_load_and_is_capped),
        cmocka_unit_test(as_many_leave_as_the_rate_says),
        cmocka_unit_test(a_large_or_empty_site_loses_what_it_can),
        cmocka_unit_test(what_is_lacking_is_bought_as_far_as_the_purse_goes),
        cmocka_unit_test(the_last_in_are_suspended_until_the_ratio_holds),
        cmocka_unit_test(the_better_wage_hires_first),
        cmocka_unit_test(the_wage_moves_to_what_clears_and_stays_there),
        cmocka_unit_test(quality_follows_staff_turnover_and_age),
        cmocka_unit_test(
            a_tiny_site_is_as_good_as_before_soon_after_its_worker_is_replaced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
