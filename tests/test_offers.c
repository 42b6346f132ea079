/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Offers of communities: the nearest open rooms, found without looking at all. */
#include "support/check.h"
#include "support/services_fixture.h"

#include "state/services_parts.h"

#include <math.h>
#include <string.h>

enum { PER_MONTH = 8, COHORTS = 40 };

static void must(int status, const struct error *err)
{
    if (status != 0)
        fail_msg("%s", err->en);
}

/* Each site of a cohort opens a month after those before it; `closing`: for one month. */
static void open_one_after_the_other(struct services_fixture *f, int sites,
                                     bool closing)
{
    for (int s = 0; s < f->supply.site_count; s++) {
        struct site *site = &f->supply.sites[s];
        const int number = s % sites;
        site->east_km += 0.013 * (number % PER_MONTH) - 0.1 * number;
        site->opened = f->base.scenario.from + number / PER_MONTH;
        site->closes = closing ? site->opened + 1 : -1;
    }
}

/* How many open rooms of a product, of those in reach, lie before `room` in the order of
 * distance, or -1 where it is not in reach or closed itself. */
static int rank_of(const struct world *world, int c, int product, uint32_t room)
{
    const struct services *services = world->services;
    const struct community *community = &world->city->communities[c];
    const double far =
        services_reach_km(world, &services->catalogue->products[product]) +
        community->radius_km;
    double east, north, own = 0.0;
    int rank = 0;
    supply_plane(world->city, community->longitude, community->latitude, &east, &north);
    for (int pass = 0; pass < 2; pass++)
        for (int k = 0; k < services->supply->room_count; k++) {
            const struct site *site =
                &services->supply->sites[services->supply->rooms[k].site];
            const double x = site->east_km - east, y = site->north_km - north;
            const double distance = sqrt(x * x + y * y);
            if (services->supply->rooms[k].product != product ||
                site->opened > world->now ||
                (site->closes >= 0 && site->closes <= world->now) || distance > far)
                continue;
            if (pass == 0 && k == (int)room) {
                own = distance;
                rank = 1;
            } else if (pass == 1 &&
                       (distance < own || (distance == own && k < (int)room))) {
                rank++;
            }
        }
    return rank > 0 ? rank - 1 : -1;
}

static int count_open(const struct world *world, int c, int product)
{
    int count = 0;
    for (int k = 0; k < world->services->supply->room_count; k++)
        count += world->services->supply->rooms[k].product == product &&
                 rank_of(world, c, product, (uint32_t)k) >= 0;
    return count;
}

static void check_offers(const struct world *world, int c, int product)
{
    const struct offers *offers = &world->services->offers[c];
    const int open = count_open(world, c, product);
    assert_int_equal(offers->near_count[product],
                     open < OFFERS_NEAR ? open : OFFERS_NEAR);
    for (int k = 0; k < offers->near_count[product]; k++) {
        const struct offer *offer = &offers->item[offers->near[product][k]];
        assert_int_equal(offer->product, product);
        assert_true(offer->open);
        assert_int_equal(rank_of(world, c, product, offer->room), k);
    }
}

static void the_nearest_open_rooms_are_offered_by_distance(void **state)
{
    enum { SITES = 24 };
    struct services_fixture f;
    struct error err = {0};
    struct world world;
    (void)state;
    assert_int_equal(services_fixture_open(&f, 0, month_of(2022, 12), SITES, 20, NULL),
                     0);
    open_one_after_the_other(&f, SITES, false);
    must(services_world(&f, 2, 11, &world, &err), &err);
    for (int m = 0; m < SITES / PER_MONTH + 1; m++) {
        must(services_enact(&world, &err), &err);
        for (int c = 0; c < world.count; c++)
            for (int p = 0; p < f.catalogue->product_count; p += 5)
                check_offers(&world, c, p);
        world.now++;
    }
    world_free(&world);
    services_fixture_close(&f);
}

/* The news of a community: offers that are new, and whether one has closed. */
static int count_fresh(const struct world *world, int c, int product)
{
    const struct offers *offers = &world->services->offers[c];
    int fresh = 0;
    for (int k = 0; k < offers->count; k++)
        fresh += offers->item[k].fresh && offers->item[k].product == product;
    assert_true(fresh == 0 || offers->fresh);
    return fresh;
}

static void a_door_that_moves_is_news_for_one_month(void **state)
{
    struct services_fixture f;
    struct error err = {0};
    struct world world;
    (void)state;
    assert_int_equal(services_fixture_open(&f, 0, month_of(2022, 12), 3, 20, NULL), 0);
    must(services_world(&f, 1, 11, &world, &err), &err);
    must(services_enact(&world, &err), &err);
    world.now++;
    must(services_enact(&world, &err), &err);
    for (int c = 0; c < world.count; c++)
        assert_false(world.services->offers[c].fresh ||
                     world.services->offers[c].closed);
    const struct site *site = &f.supply.sites[1];
    const int product = f.supply.rooms[site->room + 2].product;
    f.supply.sites[1].closes = world.now + 1;
    world.now++;
    must(services_enact(&world, &err), &err);
    assert_true(world.services->offers[site->community].closed);
    world.now++;
    must(services_enact(&world, &err), &err);
    for (int c = 0; c < world.count; c++)
        assert_false(world.services->offers[c].closed);
    f.supply.sites[1].closes = -1;
    world.now++;
    must(services_enact(&world, &err), &err);
    assert_int_equal(count_fresh(&world, site->community, product), 1);
    world.now++;
    must(services_enact(&world, &err), &err);
    assert_int_equal(count_fresh(&world, site->community, product), 0);
    world_free(&world);
    services_fixture_close(&f);
}

/* More sites come and go than a community can remember. */
static void a_community_forgets_the_site_least_heard_of(void **state)
{
    struct services_fixture f;
    struct error err = {0};
    struct world world;
    (void)state;
    assert_int_equal(
        services_fixture_open(&f, 0, month_of(2026, 12), PER_MONTH * COHORTS, 2, NULL),
        0);
    open_one_after_the_other(&f, PER_MONTH * COHORTS, true);
    must(services_world(&f, 2, 11, &world, &err), &err);
    for (int m = 0; m < COHORTS; m++)
        must(cycle_month(&world, &err), &err);
    int full = 0;
    for (int c = 0; c < world.count; c++) {
        const struct offers *offers = &world.services->offers[c];
        bool seen[1 << 20] = {0};
        full += offers->hearing_count == HEARINGS_KEPT;
        for (int k = 0; k < offers->hearing_count; k++) {
            assert_true(offers->hearings[k].site < sizeof seen);
            assert_false(seen[offers->hearings[k].site]);
            seen[offers->hearings[k].site] = true;
        }
        for (int k = 0; k < offers->count; k++)
            if (offers->item[k].open)
                assert_int_equal(offers->hearings[offers->item[k].hearing].site,
                                 f.supply.rooms[offers->item[k].room].site);
    }
    assert_true(full > 0);
    world_free(&world);
    services_fixture_close(&f);
}

/* Every product once more under another code, as a large catalogue would have them. */
static void double_products(struct catalogue *catalogue)
{
    const int products = catalogue->product_count;
    for (int p = 0; p < products; p++) {
        catalogue->products[products + p] = catalogue->products[p];
        catalogue->products[products + p].code ^= 1;
    }
    catalogue->product_count = 2 * products;
}

static void twice_as_many_products_have_as_many_offers_each(void **state)
{
    struct services_fixture f;
    struct error err = {0};
    struct world world;
    (void)state;
    assert_int_equal(services_fixture_open_with(&f, 0, month_of(2022, 12), 9, 20, NULL,
                                                double_products),
                     0);
    must(services_world(&f, 1, 11, &world, &err), &err);
    for (int m = 0; m < 3; m++)
        must(cycle_month(&world, &err), &err);
    const int products = f.catalogue->product_count;
    int ties_behind = 0;
    assert_true(products * OFFERS_NEAR > UINT8_MAX);
    for (int c = 0; c < world.count; c++) {
        const struct ties *ties = &world.blocks[c].ties;
        for (int p = 0; p < products; p++)
            assert_int_equal(world.services->offers[c].near_count[p], OFFERS_NEAR);
        for (uint32_t k = 0; k < ties->count; k++)
            ties_behind += ties->item[k].offer > UINT8_MAX;
    }
    assert_true(ties_behind > 100);
    world_free(&world);
    services_fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nearest_open_rooms_are_offered_by_distance),
        cmocka_unit_test(a_door_that_moves_is_news_for_one_month),
        cmocka_unit_test(a_community_forgets_the_site_least_heard_of),
        cmocka_unit_test(twice_as_many_products_have_as_many_offers_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
