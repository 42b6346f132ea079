/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A frozen market: the same families for 15 years, operators who price, expect, hire and
 * lose staff. Nothing outside moves, so no series may drift or swing by itself (loops:
 * price and use; turnover, load and quality; wage and vacancies). */
#include "support/check.h"

#include "process/expect.h"
#include "process/price.h"
#include "process/staff.h"
#include "support/values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MONTHS = 180, SETTLED = 60, YEAR = 12 };
enum series { USE, PRICES, WAGE, IN_POST, QUALITY, SERIES };
static const char *const names[SERIES] = {"use", "price", "wage", "staff", "quality"};

struct shop {
    uint32_t code;
    int community;
    double use, price, taste;
    struct price_record record;
    struct expectation expectation;
    struct site_state state;
    struct staff_post staff;
};

struct market {
    struct values values;
    struct shop *shops;
    struct staff_vacancy *vacancies;
    double *odds; /* by community: sum of exp(V) */
    int count, communities;
    double needers; /* of a community */
    struct staff_market staff;
    double series[SERIES][MONTHS];
};

/* Users of a site at first: about what it has when prices have settled, so that the pool
 * of staff, which is set by the posts of the start, fits. */
static const double START = 78;
static const double CHILDREN_A_CARER = 5, OTHER_COST = 470, B = 0.0012,
                    REVISE = 1 / 12.0;

static void open_market(struct market *market, int shops, int communities)
{
    memset(market, 0, sizeof *market);
    market->values = values_default();
    market->count = shops;
    market->communities = communities;
    market->needers = 130.0 * shops / communities;
    market->shops = calloc((size_t)shops, sizeof *market->shops);
    market->vacancies = calloc((size_t)shops, sizeof *market->vacancies);
    market->odds = calloc((size_t)communities, sizeof *market->odds);
    for (int i = 0; i < shops; i++) {
        struct shop *shop = &market->shops[i];
        const double part = (i * 37 % 100) / 100.0;
        shop->code = (uint32_t)(i + 1) * 2654435761U;
        shop->community = i % communities;
        shop->taste = 2 + part;
        shop->price = 2400 + 900 * part;
        shop->use = START;
        shop->record.price = -1;
        shop->expectation = expect_plan(&market->values, START, 8);
        shop->state.quality = 0.7;
        shop->state.trades = 1;
        shop->state.trained = 0.5;
        shop->state.fit = 0.5;
        shop->state.staff = &shop->staff;
        shop->staff =
            (struct staff_post){.in_post = START / CHILDREN_A_CARER, .wage = 5000};
    }
    market->staff =
        staff_market_of(&market->values, 5000, START / CHILDREN_A_CARER * shops);
}

static void close_market(struct market *market)
{
    free(market->shops);
    free(market->vacancies);
    free(market->odds);
}

static double odds_of(const struct shop *shop)
{
    return exp(shop->taste - B * shop->price + 1.5 * (shop->state.quality - 0.7));
}

/* A twelfth of the families think again. */
static void choose(struct market *market)
{
    for (int c = 0; c < market->communities; c++)
        market->odds[c] = 1;
    for (int i = 0; i < market->count; i++)
        market->odds[market->shops[i].community] += odds_of(&market->shops[i]);
    for (int i = 0; i < market->count; i++) {
        struct shop *shop = &market->shops[i];
        const double share = odds_of(shop) / market->odds[shop->community];
        shop->use += REVISE * (market->needers * share - shop->use);
        expect_observe(&market->values, &shop->expectation, shop->use);
    }
}

static void employ(struct market *market, month when)
{
    double posts = 0, in_post = 0, vacancies = 0;
    for (int i = 0; i < market->count; i++) {
        struct shop *shop = &market->shops[i];
        struct staff_post *post = &shop->state.staff[0];
        post->posts = shop->use / CHILDREN_A_CARER;
        post->wage = market->staff.wage;
        staff_leave(&market->values, 1, shop->code, market->staff.wage, when, post);
        const double wanted =
            post->posts > post->in_post ? post->posts - post->in_post : 0;
        market->vacancies[i] = (struct staff_vacancy){
            i, post->wage, wanted, 0, staff_key(1, shop->code, 0, when)};
        posts += post->posts;
        in_post += post->in_post;
        vacancies += wanted;
    }
    const double looking = staff_pool(&market->values, &market->staff) - in_post;
    staff_hire(market->vacancies, market->count,
               staff_filled(&market->values, vacancies, looking));
    for (int i = 0; i < market->count; i++)
        market->shops[market->vacancies[i].site].state.staff[0].in_post +=
            market->vacancies[i].filled;
    if (when % 3 == 0)
        staff_clear(&market->values, posts, &market->staff);
}

static void adapt(struct market *market, month when)
{
    for (int i = 0; i < market->count; i++) {
        struct shop *shop = &market->shops[i];
        struct staff_quality quality = staff_quality_of(&shop->state, when);
        quality.age_years = 4; /* renewed all the time: nothing ages here */
        shop->state.quality =
            staff_quality_next(&market->values, shop->state.quality,
                               staff_quality_target(&market->values, &quality));
        if (!price_due(&market->values, shop->code, when))
            continue;
        const struct price_view view = {
            .now = shop->price,
            .cost = OTHER_COST + market->staff.wage *
                                     (1 + market->values.staff_social_rate) /
                                     CHILDREN_A_CARER,
            .fixed = 29400,
            .slope = B,
            .expected = expect_use(&shop->expectation, 8),
            .wanted = shop->use,
            .capacity = -1,
            .needers = market->needers,
            .cap = -1,
            .margin_most = -1};
        const double slope = price_slope(&market->values, &view, &shop->record);
        shop->price = price_next(&market->values, &view, &shop->record,
                                 price_stays(&market->values, 1, shop->code, when));
        shop->record = price_remember(&view, slope, &shop->record);
    }
}

static void run(struct market *market, int months)
{
    for (int t = 0; t < months; t++) {
        const month when = month_of(2024, 1) + t;
        choose(market);
        employ(market, when);
        adapt(market, when);
        for (int i = 0; i < market->count; i++) {
            const struct shop *shop = &market->shops[i];
            market->series[USE][t] += shop->use / market->count;
            market->series[PRICES][t] += shop->price / market->count;
            market->series[IN_POST][t] += shop->state.staff[0].in_post / market->count;
            market->series[QUALITY][t] += shop->state.quality / market->count;
        }
        market->series[WAGE][t] = market->staff.wage;
    }
}

static double mean(const double *series, int from, int months)
{
    double sum = 0;
    for (int i = from; i < from + months; i++)
        sum += series[i];
    return sum / months;
}

/* Largest distance from the mean of the two years around, as a share of it: what swings
 * faster than 24 months and no trend. */
static double swing(const double *series)
{
    double most = 0;
    for (int t = SETTLED; t + YEAR < MONTHS; t++) {
        const double around = mean(series, t - YEAR, 2 * YEAR + 1);
        most = fmax(most, fabs(series[t] / around - 1));
    }
    return most;
}

static void nothing_drifts_or_swings_when_nothing_changes(void **state)
{
    (void)state;
    struct market market;
    open_market(&market, 200, 50);
    run(&market, MONTHS);
    for (int s = 0; s < SERIES; s++) {
        const double *series = market.series[s];
        const double first = mean(series, SETTLED, YEAR);
        const double last = mean(series, MONTHS - YEAR, YEAR);
        const double drift =
            pow(last / first, (double)YEAR / (MONTHS - YEAR - SETTLED)) - 1;
        print_message("%-8s year 6 %9.3f, year 15 %9.3f, drift %+.3f %% a year, "
                      "swing %.2f %%\n",
                      names[s], first, last, 100 * drift, 100 * swing(series));
        assert_true(fabs(drift) < 0.01);
        assert_true(swing(series) < 0.02);
    }
    close_market(&market);
}

static void halving_every_speed_leads_to_the_same_place(void **state)
{
    (void)state;
    struct market usual, slow;
    open_market(&usual, 200, 50);
    open_market(&slow, 200, 50);
    slow.values.price_step /= 2;
    slow.values.price_interval *= 2;
    slow.values.staff_wage_step /= 2;
    slow.values.staff_quality_speed /= 2;
    slow.values.operators_memory_months *= 2;
    run(&usual, MONTHS);
    run(&slow, MONTHS);
    for (int s = 0; s < SERIES; s++) {
        const double away = mean(slow.series[s], MONTHS - YEAR, YEAR) /
                                mean(usual.series[s], MONTHS - YEAR, YEAR) -
                            1;
        print_message("%-8s %+.2f %% at half speed\n", names[s], 100 * away);
        assert_true(fabs(away) < 0.03);
    }
    close_market(&usual);
    close_market(&slow);
}

/* Prices settle where each site's mark-up says, whatever they were at first. */
static void prices_forget_where_they_began(void **state)
{
    (void)state;
    struct market usual, dear;
    open_market(&usual, 100, 25);
    open_market(&dear, 100, 25);
    for (int i = 0; i < dear.count; i++)
        dear.shops[i].price *= 1.6;
    run(&usual, MONTHS);
    run(&dear, MONTHS);
    const double away = mean(dear.series[PRICES], MONTHS - YEAR, YEAR) /
                            mean(usual.series[PRICES], MONTHS - YEAR, YEAR) -
                        1;
    print_message("prices that began 60 %% higher: %+.2f %% after 15 years\n",
                  100 * away);
    assert_true(fabs(away) < 0.01);
    close_market(&usual);
    close_market(&dear);
}

static void ten_thousand_facilities_in_one_community_take_a_moment(void **state)
{
    (void)state;
    struct market market;
    open_market(&market, 10000, 1);
    const clock_t start = clock();
    run(&market, 24);
    const double month_seconds = (double)(clock() - start) / CLOCKS_PER_SEC / 24;
    print_message("10,000 sites: %.1f ms a month\n", 1000 * month_seconds);
    assert_true(month_seconds < 0.25);
    for (int s = 0; s < SERIES; s++)
        assert_true(isfinite(market.series[s][23]) && market.series[s][23] > 0);
    close_market(&market);
}

/* All staff gone and the general wage ten times as high: a clear outcome, no nonsense. */
static void a_shock_of_staff_and_wages_passes(void **state)
{
    (void)state;
    struct market market;
    open_market(&market, 100, 25);
    staff_carry(&market.staff, 10);
    for (int i = 0; i < market.count; i++)
        market.shops[i].state.staff[0].in_post = 0;
    run(&market, MONTHS);
    for (int s = 0; s < SERIES; s++)
        for (int t = 0; t < MONTHS; t++)
            assert_true(isfinite(market.series[s][t]) && market.series[s][t] >= 0);
    /* Prices follow by a tenth at a time and families leave; with fewer posts the trade
     * pays less than ten times as much. Sites still ask more than a child costs. */
    const double wage = market.series[WAGE][MONTHS - 1];
    const double price = market.series[PRICES][MONTHS - 1];
    print_message("wages x 10: wage %.0f, price %.0f, use %.1f after 15 years\n", wage,
                  price, market.series[USE][MONTHS - 1]);
    assert_true(wage > 5000 && wage < 40000);
    assert_true(price > OTHER_COST + wage * 1.28 / CHILDREN_A_CARER + 1 / B);
    assert_true(market.series[USE][MONTHS - 1] < 0.7 * market.series[USE][0]);
    close_market(&market);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_drifts_or_swings_when_nothing_changes),
        cmocka_unit_test(halving_every_speed_leads_to_the_same_place),
        cmocka_unit_test(prices_forget_where_they_began),
        cmocka_unit_test(ten_thousand_facilities_in_one_community_take_a_moment),
        cmocka_unit_test(a_shock_of_staff_and_wages_passes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
