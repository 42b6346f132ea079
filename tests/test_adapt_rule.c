/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Operators adapt under rules on prices: a cap of nothing, a ceiling on profit, a smaller
 * step. The laws of the ledger and of books hold after every verb of every month. */
#include "support/check.h"

#include "process/adapt.h"
#include "support/policy_world.h"

#include <math.h>

static void nursery(struct catalogue *catalogue)
{
    services_one_product(catalogue, "childcare_full")->price_weight = 0.0006;
}

/* Opens the city with operators who look at their prices half-yearly. */
static void open_city(struct policy_world *city, const char *text, int threads)
{
    policy_open(city, text, threads, nursery, NULL);
    change_value(&city->f.base.scenario, PARAMETER_price_interval, 6.0);
    change_value(&city->f.base.scenario, PARAMETER_price_stay, 0.0);
}

static double dearest(const struct policy_world *city)
{
    double most = 0.0;
    for (int r = 0; r < city->world.books->supply.room_count; r++)
        if (books_runs(city->world.books, r, city->world.now - 1))
            most = fmax(most, books_price(&city->world, r));
    return most;
}

static double users(const struct policy_world *city)
{
    double all = 0.0;
    for (int r = 0; r < city->world.books->supply.room_count; r++)
        all += city->world.services->rooms[r].held[0];
    return all;
}

static void a_price_capped_at_nothing_is_free_at_once(void **state)
{
    (void)state;
    struct policy_world city, bare;
    open_city(&city, "  - {kind: price_rule, from: 2021-03, cap: 0 yuan/month}\n", 2);
    open_city(&bare, "", 1);
    policy_live_to(&city, month_of(2021, 3));
    policy_live_to(&bare, month_of(2021, 3));
    assert_true(dearest(&city) > 2000.0);
    assert_true(users(&city) == users(&bare));
    policy_live(&city, 3);
    policy_live(&bare, 3);
    assert_true(dearest(&city) == 0.0);
    assert_true(dearest(&bare) > 2000.0);
    assert_true(users(&city) > users(&bare));
    policy_close(&city);
    policy_close(&bare);
}

/* Nobody asks more than cost and a tenth, fixed cost spread over expected users. */
static void a_ceiling_on_profit_holds_prices_down(void **state)
{
    (void)state;
    struct policy_world city, bare;
    open_city(&city, "  - {kind: price_rule, from: 2021-01, profit_share: 0}\n", 1);
    open_city(&bare, "", 1);
    for (struct policy_world *one = &city; one; one = one == &city ? &bare : NULL) {
        policy_live_to(one, month_of(2021, 1));
        /* Ten times what it costs. */
        for (int r = 0; r < one->world.books->supply.room_count; r++)
            one->world.books->rooms[r].price = 30000.0;
        policy_live(one, 12);
    }
    assert_true(dearest(&city) < 30000.0);
    assert_true(dearest(&city) < dearest(&bare));
    policy_close(&city);
    policy_close(&bare);
}

static void a_smaller_step_is_kept(void **state)
{
    (void)state;
    struct policy_world city;
    open_city(&city, "  - {kind: price_rule, from: 2020-11, step: 1 %}\n", 1);
    policy_live(&city, 1);
    for (int m = 0; m < 12; m++) {
        double before[16];
        const int rooms = city.world.books->supply.room_count;
        for (int r = 0; r < rooms; r++)
            before[r] = books_price(&city.world, r);
        policy_live(&city, 1);
        for (int r = 0; r < rooms; r++)
            if (city.world.books->rooms[r].price >= 0.0)
                assert_true(fabs(books_price(&city.world, r) - before[r]) <
                            0.02 * before[r]);
    }
    assert_true(city.world.books->rooms[0].price > 0.0);
    policy_close(&city);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_price_capped_at_nothing_is_free_at_once),
        cmocka_unit_test(a_ceiling_on_profit_holds_prices_down),
        cmocka_unit_test(a_smaller_step_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
