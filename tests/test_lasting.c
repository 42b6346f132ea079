/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What the sites of the start live on, and what their operators ask for: a small city
 * whose sites have a room of every product of the project. */
#include "support/check.h"

#include "process/adapt.h"
#include "process/expect.h"
#include "support/books_fixture.h"

#include <math.h>

/* Sites of a kind, all alike. */
static void open_houses(struct city_of_books *city, enum operator_kind kind,
                        enum mode mode, enum owner owner)
{
    struct error err = {0};
    *city = (struct city_of_books){0};
    assert_int_equal(services_fixture_open_with(&city->f, RESIDENTS, month_of(2022, 12),
                                                1, 10, nothing_unknown, NULL),
                     0);
    assert_int_equal(services_books(&city->f), 0);
    for (int s = 0; s < city->f.supply.site_count; s++) {
        city->f.supply.sites[s].kind = (uint8_t)kind;
        city->f.supply.sites[s].mode = (uint8_t)mode;
        city->f.supply.sites[s].owner = (uint8_t)owner;
    }
    must(services_world(&city->f, 1, SEED, &city->world, &err), &err);
    city->world.laws = true;
}

/* Yuan a month that use does not change, of all rooms of a site. */
static double fixed_of(const struct world *world, int32_t site, double *utilities)
{
    const struct books *books = world->books;
    const struct site *place = &books->supply.sites[site];
    double fixed = 0.0;
    *utilities = 0.0;
    for (int r = place->room; r < place->room + place->rooms; r++) {
        const struct room *room = &books->supply.rooms[r];
        const double own = room->m2 * costs_now(books->costs, room->product,
                                                COST_utilities, &books->levels);
        const double all = adapt_view(world, r).fixed;
        /* Who may ask nothing carries nothing but what the room itself takes. */
        if (adapt_cap(world, r) == 0.0)
            assert_true(fabs(all - own) < 1e-9);
        fixed += all;
        *utilities += own;
    }
    return fixed;
}

/* The rooms of a house share what the house as a whole costs by what their users cost,
 * and all of it: who asks for cost in every room breaks even as a house. */
static void a_house_breaks_even_as_a_whole(void **state)
{
    (void)state;
    struct city_of_books city;
    open_houses(&city, OPERATOR_NON_PROFIT, MODE_MARKET, OWNER_PRIVATE);
    live(&city.world, 2);
    const struct books *books = city.world.books;
    const struct values *values = &city.world.values;
    const double life = values->operators_fitout_years * MONTHS_PER_YEAR;
    for (int s = 0; s < books->supply.site_count; s++) {
        const struct site *place = &books->supply.sites[s];
        const struct site_state *site = &books->sites[s];
        double utilities, users = 0.0, carried = 0.0, direct = 0.0;
        const double house = operator_rent(&site->contract) +
                             operator_overhead(values, 1) * books->levels.prices *
                                 view_overhead_share(books, place) +
                             site->invested / life;
        assert_true(fabs(fixed_of(&city.world, s, &utilities) - utilities - house) <
                    1e-6);
        for (int r = place->room; r < place->room + place->rooms; r++) {
            const struct price_view view = adapt_view(&city.world, r);
            const double cost = adapt_cost(&city.world, r) * view.expected;
            const double own = books->supply.rooms[r].m2 *
                               costs_now(books->costs, books->supply.rooms[r].product,
                                         COST_utilities, &books->levels);
            users += view.expected;
            if (cost > 0.0 && view.cap != 0.0) {
                direct += cost;
                carried += view.fixed - own;
                assert_true(view.fixed - own > 0.0);
            }
        }
        assert_true(users > 0.0 && direct > 0.0);
        assert_true(fabs(carried - house) < 1e-6);
    }
    close_city(&city);
}

/* With less than six months of cost, who aims to break even asks for a twentieth of its
 * cost beyond it; with them it does not. */
static void who_breaks_even_fills_up_its_own_money(void **state)
{
    (void)state;
    struct city_of_books city;
    open_houses(&city, OPERATOR_NON_PROFIT, MODE_MARKET, OWNER_PRIVATE);
    live(&city.world, 3);
    struct books *books = city.world.books;
    struct account_book *purse = &books->ledger.operators[books->sites[0].operator_row];
    const struct site_month_past past =
        operator_recent(&books->sites[0], city.world.now, 3);
    const money cost = past.cost / 3;
    double utilities;
    purse->cash = 6 * cost + 100;
    const double rich = fixed_of(&city.world, 0, &utilities);
    purse->cash = 6 * cost - 100;
    const double poor = fixed_of(&city.world, 0, &utilities);
    assert_true(cost > 0);
    assert_true(fabs(poor - rich - 0.05 * money_to_yuan(cost)) < 0.02);
    close_city(&city);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_house_breaks_even_as_a_whole),
        cmocka_unit_test(who_breaks_even_fills_up_its_own_money),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
