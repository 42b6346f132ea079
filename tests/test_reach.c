/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reach and catchments in small cities made by hand. `test_reach --time` tells how long a
 * city of 2,851 communities and 20,000 rooms takes. */
#include "observe/reach.h"
#include "support/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { NOW = 24250, MOST = 4096, ROOMS_MOST = 20000 };

/* A city on the plane, its first community at the origin. */
struct plane {
    struct community communities[MOST];
    struct city city;
    struct catalogue catalogue;
    struct site sites[ROOMS_MOST];
    struct room rooms[ROOMS_MOST];
    uint8_t has_free[ROOMS_MOST];
    struct supply supply;
    struct values values;
    int number[MOST];
    reach_people people[MOST];
    int32_t place[MOST * CATALOGUE_PRODUCTS][PLACE_MEASURES];
    int reported;
    struct reach reach;
};

static int start(void **state)
{
    struct plane *plane = calloc(1, sizeof *plane);
    struct parameters parameters;
    assert_non_null(plane);
    parameters_init(&parameters);
    parameters_at(&parameters, NOW, &plane->values);
    plane->values.walk_speed = 5.2;
    plane->values.walk_speed_elder = 4.0;
    plane->values.walk_speed_dependent = 2.0;
    plane->values.walk_detour = 1.3;
    plane->city.communities = plane->communities;
    plane->supply.sites = plane->sites;
    plane->supply.rooms = plane->rooms;
    plane->catalogue.product_count = 2;
    *state = plane;
    return 0;
}

static int end(void **state)
{
    struct plane *plane = *state;
    reach_free(&plane->reach);
    free(plane);
    return 0;
}

/* A community with `able` residents below 65 and `elders`, at (east, north) km. Degrees
 * are found by the inverse of the plane, to which a metre is enough here. */
static int add_community(struct plane *plane, double east, double north, double radius,
                         bool reported, int able, int elders)
{
    const int c = plane->city.community_count++;
    struct community *community = &plane->communities[c];
    *community = (struct community){.longitude = 113.0, .latitude = 23.0};
    if (c > 0) {
        double x = 0.0, y = 0.0;
        for (int k = 0; k < 8; k++) {
            supply_plane(&plane->city, community->longitude, community->latitude, &x,
                         &y);
            community->longitude += (east - x) / 102.0;
            community->latitude += (north - y) / 111.0;
        }
    }
    community->radius_km = radius;
    community->reported = reported;
    plane->number[c] = reported ? plane->reported++ : -1;
    if (reported) {
        int32_t(*people)[GROUPS] = plane->people[plane->number[c]];
        people[WALKER_ABLE][GROUP_ALL] = able;
        people[WALKER_ABLE][GROUP_SEX + SEX_MALE] = able;
        people[WALKER_ELDER][GROUP_ALL] = elders;
        people[WALKER_ELDER][GROUP_SEX + SEX_FEMALE] = elders;
    }
    return c;
}

/* An open site with one room of the product. */
static struct site *add_site(struct plane *plane, double east, double north,
                             int product, int places, bool has_free)
{
    const int s = plane->supply.site_count++, r = plane->supply.room_count++;
    plane->sites[s] = (struct site){.east_km = east,
                                    .north_km = north,
                                    .opened = NOW - 5,
                                    .closes = -1,
                                    .room = r,
                                    .rooms = 1};
    plane->rooms[r] =
        (struct room){.site = s, .product = (uint8_t)product, .places = places};
    plane->has_free[r] = has_free;
    return &plane->sites[s];
}

static void set_need(struct plane *plane, int community, int product, int32_t need)
{
    plane->place[community * CATALOGUE_PRODUCTS + product][PLACE_NEED] = need;
}

static void measure(struct plane *plane)
{
    struct error err = {0};
    const struct reach_input input = {
        .city = &plane->city,
        .catalogue = &plane->catalogue,
        .supply = &plane->supply,
        .values = &plane->values,
        .now = NOW,
        .number = plane->number,
        .reported = plane->reported,
        .people = plane->people,
        .has_free = plane->has_free,
        .place = plane->place,
    };
    reach_free(&plane->reach);
    assert_int_equal(reach_init(&plane->reach, plane->reported,
                                plane->catalogue.product_count, &err),
                     0);
    assert_int_equal(reach_measure(&input, &plane->reach, &err), 0);
}

static double share(const struct plane *plane, bool has_free, int product, int band,
                    int group)
{
    const double *all = has_free ? plane->reach.share_free : plane->reach.share;
    return all[(product * SERIES_MINUTES + band) * GROUPS + group];
}

static double access_of(const struct plane *plane, int number, int product)
{
    return plane->reach.access[number * plane->catalogue.product_count + product];
}

static bool near(double a, double b)
{
    return fabs(a - b) < 1e-6;
}

/* At 5.2 km/h and a detour of 1.3, 5 minutes are a third of a kilometre. */
static void a_walk_covers_the_share_of_a_disc_that_its_area_is(void **state)
{
    struct plane *plane = *state;
    add_community(plane, 0, 0, 2.0 / 3.0, true, 70, 0);
    add_site(plane, 0, 0, 1, 5, true);
    measure(plane);
    assert_true(near(share(plane, false, 1, 0, GROUP_ALL), 0.25));
    assert_true(near(share(plane, false, 1, 1, GROUP_ALL), 1.0));
    assert_true(near(share(plane, false, 1, 2, GROUP_ALL), 1.0));
    assert_true(near(share(plane, false, 0, 2, GROUP_ALL), 0.0));
}

static void homes_fill_a_disc_evenly(void **state)
{
    struct plane *plane = *state;
    add_community(plane, 0, 0, 2.0, true, 70, 0);
    add_site(plane, 1.0, 0.0, 0, 5, true);
    add_site(plane, -0.5, -0.8, 1, 5, true);
    measure(plane);
    /* 10 and 15 minutes' discs lie within, and cover their area over the disc's, to one
       home or two of 64. */
    for (int product = 0; product < 2; product++)
        for (int band = 1; band < 3; band++) {
            const double km = (band + 1) / 3.0;
            assert_true(fabs(share(plane, false, product, band, GROUP_ALL) -
                             km * km / 4.0) <= 2.0 / 64.0);
        }
}

static void who_walks_slower_reaches_less(void **state)
{
    struct plane *plane = *state;
    add_community(plane, 0, 0, 0.0, true, 30, 10);
    plane->people[0][WALKER_DEPENDENT][GROUP_ALL] = 40;
    plane->people[0][WALKER_DEPENDENT][GROUP_CARE + CARE_SEVERE] = 40;
    add_site(plane, 0.3, 0.0, 0, 1, true);
    measure(plane);
    /* 4.5 minutes for the able, 5.85 for elders, 11.7 for dependants. */
    assert_true(near(share(plane, false, 0, 0, GROUP_ALL), 30.0 / 80.0));
    assert_true(near(plane->reach.community_share[0], 30.0 / 80.0));
    assert_true(near(plane->reach.community_share[1], 40.0 / 80.0));
    assert_true(near(share(plane, false, 0, 1, GROUP_ALL), 40.0 / 80.0));
    assert_true(near(share(plane, false, 0, 2, GROUP_ALL), 1.0));
    assert_true(near(share(plane, false, 0, 0, GROUP_SEX + SEX_FEMALE), 0.0));
    assert_true(near(share(plane, false, 0, 1, GROUP_SEX + SEX_FEMALE), 1.0));
    assert_true(near(share(plane, false, 0, 1, GROUP_CARE + CARE_SEVERE), 0.0));
    assert_true(near(share(plane, false, 0, 2, GROUP_CARE + CARE_SEVERE), 1.0));
}

static void a_group_of_nobody_has_no_share(void **state)
{
    struct plane *plane = *state;
    add_community(plane, 0, 0, 0.1, true, 30, 0);
    add_site(plane, 0.0, 0.0, 0, 1, true);
    measure(plane);
    assert_true(isnan(share(plane, false, 0, 0, GROUP_SEX + SEX_FEMALE)));
    assert_true(isnan(share(plane, true, 1, 2, GROUP_QUINTILE)));
    assert_true(near(share(plane, false, 0, 0, GROUP_SEX + SEX_MALE), 1.0));
}

static void only_a_room_with_a_free_place_counts_as_free(void **state)
{
    struct plane *plane = *state;
    add_community(plane, 0, 0, 0.0, true, 10, 0);
    add_site(plane, 0.1, 0.0, 0, 1, false);
    add_site(plane, 0.5, 0.0, 0, 1, true);
    measure(plane);
    assert_true(near(share(plane, false, 0, 0, GROUP_ALL), 1.0));
    assert_true(near(share(plane, true, 0, 0, GROUP_ALL), 0.0));
    assert_true(near(share(plane, true, 0, 1, GROUP_ALL), 1.0));
}

static void a_site_counts_from_its_opening_to_its_closing(void **state)
{
    static const struct {
        month opened, closes;
        double share;
    } cases[] = {{NOW, -1, 1.0},      {NOW + 1, -1, 0.0}, {NOW - 9, NOW + 1, 1.0},
                 {NOW - 9, NOW, 0.0}, {0, NOW - 1, 0.0},  {NOW, NOW + 1, 1.0}};
    struct plane *plane = *state;
    add_community(plane, 0, 0, 0.0, true, 10, 0);
    struct site *site = add_site(plane, 0.1, 0.0, 0, 3, true);
    set_need(plane, 0, 0, 6);
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        site->opened = cases[k].opened;
        site->closes = cases[k].closes;
        measure(plane);
        assert_true(near(share(plane, false, 0, 0, GROUP_ALL), cases[k].share));
        assert_true(near(access_of(plane, 0, 0), cases[k].share * 0.5));
    }
}

/* Two communities 0.5 km apart (8 minutes), a site in each. */
static void two_catchments_by_hand(void **state)
{
    struct plane *plane = *state;
    add_community(plane, 0, 0, 0.0, true, 100, 0);
    add_community(plane, 0.5, 0, 0.0, true, 300, 0);
    set_need(plane, 0, 0, 10);
    set_need(plane, 1, 0, 30);
    add_site(plane, 0.0, 0.0, 0, 20, true);
    add_site(plane, 0.5, 0.0, 0, 12, true);
    measure(plane);
    const double first = 20.0 / (10.0 + 0.68 * 30.0);
    const double second = 12.0 / (30.0 + 0.68 * 10.0);
    assert_true(near(access_of(plane, 0, 0), first + 0.68 * second));
    assert_true(near(access_of(plane, 1, 0), 0.68 * first + second));
}

static void a_room_that_is_shut_takes_no_part_in_catchments(void **state)
{
    struct plane *plane = *state;
    plane->catalogue.products[1].delivery = DELIVERY_ONLINE;
    add_community(plane, 0, 0, 0.0, true, 100, 0);
    for (int p = 0; p < 2; p++) {
        set_need(plane, 0, p, 10);
        add_site(plane, 0.0, 0.0, p, 20, true);
        add_site(plane, 0.0, 0.0, p, 30, true);
    }
    measure(plane);
    for (int p = 0; p < 2; p++)
        assert_true(near(access_of(plane, 0, p), 5.0));
    /* In works until next month. */
    plane->rooms[1].from = NOW + 1;
    plane->rooms[3].from = NOW + 1;
    measure(plane);
    for (int p = 0; p < 2; p++)
        assert_true(near(access_of(plane, 0, p), 2.0));
}

static void what_nobody_needs_has_no_access(void **state)
{
    struct plane *plane = *state;
    add_community(plane, 0, 0, 0.0, true, 100, 0);
    add_community(plane, 90, 0, 0.0, true, 100, 0);
    add_site(plane, 0.0, 0.0, 0, 20, true);
    measure(plane);
    assert_true(isnan(access_of(plane, 0, 0)) && isnan(access_of(plane, 0, 1)));
    /* Somebody far away does: here there is none for anybody. */
    set_need(plane, 1, 0, 4);
    measure(plane);
    assert_true(near(access_of(plane, 0, 0), 0.0));
    assert_true(near(access_of(plane, 1, 0), 0.0));
}

static void the_rim_competes_but_is_not_told(void **state)
{
    struct plane *plane = *state;
    add_community(plane, 0, 0, 0.0, true, 100, 0);
    add_community(plane, 0.2, 0, 0.0, false, 0, 0);
    set_need(plane, 0, 0, 10);
    set_need(plane, 1, 0, 30);
    add_site(plane, 0.2, 0.0, 0, 20, true);
    measure(plane);
    assert_int_equal(plane->reach.reported, 1);
    assert_true(near(access_of(plane, 0, 0), 20.0 / 40.0));
    assert_true(near(share(plane, false, 0, 0, GROUP_ALL), 1.0));
}

static void what_is_given_online_is_near_everybody(void **state)
{
    struct plane *plane = *state;
    plane->catalogue.products[1].delivery = DELIVERY_ONLINE;
    add_community(plane, 0, 0, 0.5, true, 100, 3);
    add_community(plane, 90, 0, 0.5, true, 100, 2);
    set_need(plane, 0, 1, 10);
    set_need(plane, 1, 1, 15);
    measure(plane);
    assert_true(near(share(plane, false, 1, 2, GROUP_ALL), 0.0));
    add_site(plane, 0.0, 0.0, 1, 20, false);
    measure(plane);
    assert_true(near(share(plane, false, 1, 0, GROUP_ALL), 1.0));
    assert_true(near(share(plane, true, 1, 0, GROUP_ALL), 0.0));
    assert_true(near(access_of(plane, 0, 1), 20.0 / 25.0));
    assert_true(near(access_of(plane, 1, 1), 20.0 / 25.0));
}

static double draw(uint64_t *at)
{
    *at += UINT64_C(0x9e3779b97f4a7c15);
    return (double)(stream_mix(*at) >> 11) * 0x1p-53;
}

static void scatter(struct plane *plane, int communities, int sites, double width)
{
    uint64_t at = 2385;
    for (int c = 0; c < communities; c++) {
        add_community(plane, c == 0 ? 0.0 : draw(&at) * width,
                      c == 0 ? 0.0 : draw(&at) * width, 0.1 + draw(&at) * 0.5,
                      c % 7 != 3, (int)(draw(&at) * 3000), (int)(draw(&at) * 500));
        for (int p = 0; p < plane->catalogue.product_count; p++)
            set_need(plane, c, p, (int32_t)(draw(&at) * 90));
    }
    for (int s = 0; s < sites; s++)
        add_site(plane, draw(&at) * width, draw(&at) * width,
                 s % plane->catalogue.product_count, 1 + (int)(draw(&at) * 40),
                 s % 3 > 0);
}

/* Every place goes to those in need around it, and to nobody else. */
static void access_hands_out_the_places_there_are(void **state)
{
    struct plane *plane = *state;
    scatter(plane, 60, 90, 8.0);
    for (int c = 0; c < plane->city.community_count; c++)
        if (plane->number[c] < 0)
            for (int p = 0; p < 2; p++)
                set_need(plane, c, p, 0);
    measure(plane);
    for (int p = 0; p < 2; p++) {
        double handed = 0.0, places = 0.0;
        for (int c = 0; c < plane->city.community_count; c++)
            if (plane->number[c] >= 0)
                handed += access_of(plane, plane->number[c], p) *
                          plane->place[c * CATALOGUE_PRODUCTS + p][PLACE_NEED];
        for (int r = 0; r < plane->supply.room_count; r++)
            places += plane->rooms[r].product == p ? plane->rooms[r].places : 0;
        assert_true(handed <= places * (1.0 + 1e-9));
        assert_true(handed > 0.8 * places); /* few sites have nobody near */
        add_site(plane, 500.0, 500.0, p, 1000, true);
    }
    const double before = access_of(plane, 5, 0);
    measure(plane); /* places that nobody can reach change nothing */
    assert_true(access_of(plane, 5, 0) == before);
}

/* The same share from every home and every site, without looking up who is near. */
static void looking_up_what_is_near_misses_nothing(void **state)
{
    struct plane *plane = *state;
    scatter(plane, 40, 60, 6.0);
    measure(plane);
    const double west = share(plane, false, 0, 1, GROUP_ALL);
    for (int s = 0; s < plane->supply.site_count; s++) { /* seen from the other side */
        const double east = plane->sites[s].east_km;
        plane->sites[s].east_km = plane->sites[s].north_km;
        plane->sites[s].north_km = east;
    }
    for (int c = 0; c < plane->city.community_count; c++)
        plane->communities[c].radius_km = 0.0;
    measure(plane);
    double people = 0.0, near_by = 0.0;
    for (int c = 0; c < plane->city.community_count; c++) {
        double east, north, nearest = INFINITY;
        if (plane->number[c] < 0)
            continue;
        supply_plane(&plane->city, plane->communities[c].longitude,
                     plane->communities[c].latitude, &east, &north);
        for (int s = 0; s < plane->supply.site_count; s++)
            if (plane->rooms[s].product == 0)
                nearest = fmin(nearest, hypot(plane->sites[s].east_km - east,
                                              plane->sites[s].north_km - north));
        const int32_t(*group)[GROUPS] = plane->people[plane->number[c]];
        people += group[WALKER_ABLE][GROUP_ALL] + group[WALKER_ELDER][GROUP_ALL];
        near_by += nearest <= 2.0 / 3.0 ? group[WALKER_ABLE][GROUP_ALL] : 0;
        near_by +=
            nearest <= 2.0 / 3.0 * 4.0 / 5.2 ? group[WALKER_ELDER][GROUP_ALL] : 0;
    }
    assert_true(west > 0.1 && west < 0.9);
    assert_true(near(share(plane, false, 0, 1, GROUP_ALL), near_by / people));
}

static int tell_time(void)
{
    struct timespec from, to;
    void *state;
    start(&state);
    struct plane *plane = state;
    plane->catalogue.product_count = 30;
    scatter(plane, 2851, ROOMS_MOST, 45.0);
    clock_gettime(CLOCK_MONOTONIC, &from);
    measure(plane);
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("%.3f s for %d communities, %d rooms, %d products\n",
           (double)(to.tv_sec - from.tv_sec) +
               (double)(to.tv_nsec - from.tv_nsec) / 1e9,
           plane->city.community_count, plane->supply.room_count,
           plane->catalogue.product_count);
    return end(&state);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--time") == 0)
        return tell_time();
#define CASE(name) cmocka_unit_test_setup_teardown(name, start, end)
    const struct CMUnitTest tests[] = {
        CASE(a_walk_covers_the_share_of_a_disc_that_its_area_is),
        CASE(homes_fill_a_disc_evenly),
        CASE(who_walks_slower_reaches_less),
        CASE(a_group_of_nobody_has_no_share),
        CASE(only_a_room_with_a_free_place_counts_as_free),
        CASE(a_site_counts_from_its_opening_to_its_closing),
        CASE(two_catchments_by_hand),
        CASE(the_rim_competes_but_is_not_told),
        CASE(what_is_given_online_is_near_everybody),
        CASE(access_hands_out_the_places_there_are),
        CASE(a_room_that_is_shut_takes_no_part_in_catchments),
        CASE(what_nobody_needs_has_no_access),
        CASE(looking_up_what_is_near_misses_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
