/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Prices: the mark-up against its optimum, capacity, break-even, caps, steps, and that
 * falling use raises no price. */
#include "support/check.h"

#include "process/price.h"
#include "support/values.h"

#include <math.h>

static const struct price_record never = {.price = -1};

/* 60 of 300 needers at 2,000 yuan; b 0.0012. */
static struct price_view view_of(void)
{
    return (struct price_view){.aim = AIM_PROFIT,
                               .now = 2000,
                               .cost = 1100,
                               .fixed = 42000,
                               .slope = 0.0012,
                               .expected = 60,
                               .wanted = 60,
                               .capacity = -1,
                               .needers = 300,
                               .cap = -1,
                               .margin_most = -1};
}

/* Users at a price, where `view` says what they are at today's. */
static double users_at(const struct price_view *view, double price)
{
    const double share = view->expected / view->needers;
    const double odds = share / (1 - share) * exp(-view->slope * (price - view->now));
    return view->needers * odds / (1 + odds);
}

static void the_mark_up_is_where_profit_is_largest(void **state)
{
    (void)state;
    struct price_view view = view_of();
    /* The target at today's share is no fixed point yet: go there step by step. */
    for (int i = 0; i < 200; i++) {
        const double next = price_target(&view, view.slope, &never);
        view.expected = users_at(&view, next);
        view.now = next;
    }
    const double best = (view.now - view.cost) * view.expected;
    for (double away = -60; away <= 60; away += 7.5) {
        const double price = view.now + away;
        assert_true((price - view.cost) * users_at(&view, price) <= best + 1e-6);
    }
    assert_true(fabs(view.now - view.cost - 1 / (0.0012 * (1 - view.expected / 300))) <
                1e-6);
}

static void a_full_site_asks_the_price_that_fills_it(void **state)
{
    (void)state;
    struct price_view view = view_of();
    view.wanted = 150;
    view.expected = 40;
    view.capacity = 40;
    const double target = price_target(&view, view.slope, &never);
    /* 150 of 300 is odds 1, 40 of 260 the odds at capacity. */
    assert_true(fabs(target - (2000 + log(260.0 / 40) / 0.0012)) < 1e-6);
    view.wanted = 1000; /* more than there are needers: bounded, still a number */
    assert_true(price_target(&view, view.slope, &never) > target);
    assert_true(isfinite(price_target(&view, view.slope, &never)));
    view.capacity = 0;
    assert_true(isfinite(price_target(&view, view.slope, &never)));
}

static void who_aims_to_break_even_never_asks_more_than_a_company(void **state)
{
    (void)state;
    struct price_view view = view_of();
    view.aim = AIM_BREAK_EVEN;
    assert_true(fabs(price_target(&view, view.slope, &never) - (1100 + 700)) < 1e-9);
    view.fixed = 1e6;
    const double high = price_target(&view, view.slope, &never);
    view.aim = AIM_PROFIT;
    assert_true(high == price_target(&view, view.slope, &never));
    view.aim = AIM_BREAK_EVEN;
    view.fixed = -5000; /* grants exceed fixed cost: not below marginal cost */
    assert_true(price_target(&view, view.slope, &never) == 1100);
    view.expected = 0; /* no average cost to speak of */
    assert_true(isfinite(price_target(&view, view.slope, &never)));
}

static void falling_use_raises_no_price_and_rising_cost_does(void **state)
{
    (void)state;
    const struct values values = values_default();
    for (int aim = 0; aim < OPERATOR_AIMS; aim++) {
        struct price_view view = view_of();
        view.aim = (enum operator_aim)aim;
        const double settled = price_target(&view, view.slope, &never);
        view.now = settled;
        view.margin_most = 0.2;
        struct price_record record = price_remember(&view, view.slope, &never);
        /* Down decision by decision: less and less, and no rise later on either. */
        for (double use = 60; use > 0; use -= 3.7) {
            view.expected = view.wanted = use;
            const double next = price_next(&values, &view, &record, false);
            assert_true(next <= view.now + 0.005);
            record =
                price_remember(&view, price_slope(&values, &view, &record), &record);
            view.now = next;
        }
        assert_true(record.use == 60);
        view.expected = view.wanted = 50;
        view.now = settled;
        view.cost += 130;
        assert_true(price_next(&values, &view, &record, false) > settled);
    }
}

/* The step lets only a part through at first; the rest follows though use falls. */
static void a_rise_of_cost_is_passed_on_in_steps_while_use_falls(void **state)
{
    (void)state;
    const struct values values = values_default();
    struct price_view view = view_of();
    struct price_record record = price_remember(&view, view.slope, &never);
    view.cost = 4000;
    for (int i = 0; i < 30; i++) {
        const double next = price_next(&values, &view, &record, false);
        const double use = users_at(&view, next);
        record = price_remember(&view, view.slope, &record);
        view.expected = view.wanted = use;
        view.now = next;
    }
    assert_true(fabs(view.now - (4000 + 1 / (0.0012 * (1 - view.expected / 300)))) < 1);
}

static void a_step_is_bounded_and_a_cap_binds_at_once(void **state)
{
    (void)state;
    const struct values values = values_default();
    struct price_view view = view_of();
    view.cost = 5000;
    assert_true(price_next(&values, &view, &never, false) == 2200);
    view.cost = 10;
    assert_true(price_next(&values, &view, &never, false) == 1800);
    assert_true(price_next(&values, &view, &never, true) == 2000);
    view.cap = 900;
    assert_true(price_next(&values, &view, &never, false) == 900);
    assert_true(price_next(&values, &view, &never, true) == 900);
    view.cap = 0;
    assert_true(price_next(&values, &view, &never, false) == 0);
    assert_true(price_next(&values, &view, &never, true) == 0);
    /* Freed again, it moves by a tenth of its marginal cost. */
    view.now = 0;
    view.cap = -1;
    view.cost = 700;
    assert_true(price_next(&values, &view, &never, false) == 70);
    view = view_of();
    view.cost = 5000;
    view.margin_most = 0.05; /* of 5000 + 42000 / 60 */
    view.now = 6100;
    assert_true(price_next(&values, &view, &never, false) == 5985);
}

static void the_estimate_of_the_slope_takes_a_tenth_from_experience(void **state)
{
    (void)state;
    const struct values values = values_default();
    struct price_view view = view_of();
    struct price_record record = {.price = 1800, .share = 0.25, .use = 75};
    const double seen = (log(0.25 / 0.75) - log(0.2 / 0.8)) / 200;
    assert_true(fabs(price_slope(&values, &view, &record) -
                     (0.9 * 0.0012 + 0.1 * seen)) < 1e-12);
    record.share = 0.1; /* used more at a higher price: as far as is believed */
    assert_true(fabs(price_slope(&values, &view, &record) -
                     (0.9 * 0.0012 + 0.1 * 0.0003)) < 1e-12);
    record.price = 1999; /* moved too little to say */
    assert_true(price_slope(&values, &view, &record) == 0.0012);
    record.slope = 0.0009;
    assert_true(price_slope(&values, &view, &record) == 0.0009);
    assert_true(price_slope(&values, &view, &never) == 0.0012);
}

static void a_site_looks_every_half_year_and_a_fifth_stay_put(void **state)
{
    (void)state;
    const struct values values = values_default();
    int stays = 0, due = 0;
    enum { SITES = 4000 };
    for (uint32_t site = 0; site < SITES; site++) {
        stays += price_stays(&values, 77, site * 2654435761U, month_of(2025, 3));
        for (int i = 0; i < 12; i++)
            due += price_due(&values, site * 2654435761U, month_of(2025, 1) + i);
    }
    assert_int_equal(due, 2 * SITES);
    const double error = sqrt(0.2 * 0.8 / SITES);
    assert_true(fabs((double)stays / SITES - 0.2) < 4 * error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_mark_up_is_where_profit_is_largest),
        cmocka_unit_test(a_full_site_asks_the_price_that_fills_it),
        cmocka_unit_test(who_aims_to_break_even_never_asks_more_than_a_company),
        cmocka_unit_test(falling_use_raises_no_price_and_rising_cost_does),
        cmocka_unit_test(a_rise_of_cost_is_passed_on_in_steps_while_use_falls),
        cmocka_unit_test(a_step_is_bounded_and_a_cap_binds_at_once),
        cmocka_unit_test(the_estimate_of_the_slope_takes_a_tenth_from_experience),
        cmocka_unit_test(a_site_looks_every_half_year_and_a_fifth_stay_put),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
