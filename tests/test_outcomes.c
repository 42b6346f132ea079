/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

#include "observe/outcomes.h"
#include "support/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PRODUCTS = 3, NOW = 24250 };

/* Tallies whose every count is another number. */
struct tallies {
    struct outcome_tally outcome;
    struct flow_tally flow[PRODUCTS];
    int32_t place[2 * CATALOGUE_PRODUCTS][PLACE_MEASURES];
    int32_t places[PRODUCTS], sites[PRODUCTS];
    int32_t community_places[PRODUCTS];
    double community_m2[PRODUCTS];
    struct reach reach;
    struct outcomes outcomes;
};

static const int number[2] = {-1, 0};

static int start(void **state)
{
    struct tallies *t = calloc(1, sizeof *t);
    struct error err;
    assert_non_null(t);
    for (size_t i = 0; i < sizeof t->outcome / sizeof(int64_t); i++)
        ((int64_t *)&t->outcome)[i] = (int64_t)i * 3 + 1;
    for (size_t i = 0; i < sizeof t->flow / (sizeof(int64_t)); i++)
        ((int64_t *)t->flow)[i] = (int64_t)i * 7 + 2;
    for (int i = 0; i < 2 * CATALOGUE_PRODUCTS * PLACE_MEASURES; i++)
        ((int32_t *)t->place)[i] = i * 5 + 3;
    for (int p = 0; p < PRODUCTS; p++) {
        t->places[p] = 100 + p;
        t->sites[p] = 10 + p;
    }
    assert_int_equal(reach_init(&t->reach, 1, PRODUCTS, &err), 0);
    for (int i = 0; i < PRODUCTS * SERIES_MINUTES * GROUPS; i++) {
        t->reach.share[i] = i / 512.0;
        t->reach.share_free[i] = i / 1024.0;
    }
    for (int p = 0; p < PRODUCTS; p++)
        t->reach.access[p] = 0.5 + p;
    t->outcomes = (struct outcomes){.products = PRODUCTS,
                                    .communities = 2,
                                    .reported = 1,
                                    .community_places = t->community_places,
                                    .community_m2 = t->community_m2,
                                    .number = number,
                                    .outcome = &t->outcome,
                                    .place = t->place,
                                    .reach = &t->reach,
                                    .flow = t->flow,
                                    .places = t->places,
                                    .sites = t->sites};
    *state = t;
    return 0;
}

static int end(void **state)
{
    struct tallies *t = *state;
    reach_free(&t->reach);
    free(t);
    return 0;
}

static const struct series_extent extent = {1, 1, PRODUCTS, 2, 0};

/* Fills a series into memory with a guard behind it. */
static void *fill(const struct tallies *t, enum series series)
{
    const size_t elements = (size_t)series_elements(series, &extent);
    const size_t element = series_info[series].type == SERIES_INT32 ? 4 : 8;
    uint8_t *data = malloc(elements * element + 8);
    assert_non_null(data);
    memset(data, 0xA5, elements * element + 8);
    outcomes_fill(&t->outcomes, series, data);
    for (int k = 0; k < 8; k++)
        assert_int_equal(data[elements * element + (size_t)k], 0xA5);
    return data;
}

/* No series is forgotten, and none writes less or more than its dimensions. */
static void every_series_of_services_is_filled_to_its_end(void **state)
{
    const struct tallies *t = *state;
    for (enum series series = 0; series < SERIES_COUNT; series++) {
        if (series_info[series].domain != DOMAIN_SERVICES)
            continue;
        const bool whole = series_info[series].type == SERIES_INT32;
        void *data = fill(t, series);
        for (int64_t i = 0; i < series_elements(series, &extent); i++) {
            if (whole)
                assert_true((uint32_t)((int32_t *)data)[i] != 0xA5A5A5A5u);
            else
                assert_true(((double *)data)[i] >= 0.0);
        }
        free(data);
    }
}

static void counts_stand_where_their_dimensions_say(void **state)
{
    struct tallies *t = *state;
    int32_t *need = fill(t, SERIES_need);
    assert_int_equal(need[1 * GROUPS + GROUP_CARE],
                     t->outcome.product[1].need[GROUP_CARE]);
    int32_t *waterfall = fill(t, SERIES_waterfall);
    assert_int_equal(waterfall[(2 * GROUPS + GROUP_QUINTILE) * OUTCOMES + OUTCOME_FULL],
                     t->outcome.product[2].waterfall[GROUP_QUINTILE][OUTCOME_FULL]);
    int32_t *relaxed = fill(t, SERIES_relaxed);
    assert_int_equal(relaxed[2 * RELAXEDS + RELAXED_QUALITY],
                     t->outcome.product[2].relaxed[RELAXED_QUALITY]);
    double *capacity = fill(t, SERIES_slot_capacity);
    assert_true(capacity[1 * SLOTS + SLOT_NIGHT] ==
                (double)t->flow[1].slot_capacity[SLOT_NIGHT]);
    int32_t *asked =
        fill(t, SERIES_community_asked); /* the rim comes first in memory */
    assert_int_equal(asked[2], t->place[CATALOGUE_PRODUCTS + 2][PLACE_ASKED]);
    int32_t *sites = fill(t, SERIES_sites);
    assert_int_equal(sites[2], 12);
    double *reach = fill(t, SERIES_reach_free);
    assert_true(reach[77] == 77 / 1024.0);
    free(need);
    free(waterfall);
    free(relaxed);
    free(capacity);
    free(asked);
    free(sites);
    free(reach);
}

static void shares_and_means_divide_what_they_should(void **state)
{
    struct tallies *t = *state;
    t->outcome.persons[GROUP_ALL] = 4;
    t->outcome.share_any[GROUP_ALL] = 3 * OUTCOME_UNIT;
    t->outcome.share_service[GROUP_ALL] = OUTCOME_UNIT / 7;
    t->outcome.dependants[GROUP_ALL] = 8;
    t->outcome.secure[GROUP_ALL] = 5;
    t->outcome.spending[GROUP_ALL] = 12345;
    t->outcome.income[GROUP_ALL] = 500000;
    t->outcome.income_users[GROUP_ALL] = 123450;
    t->flow[0].fees = 123456;
    t->flow[0].waited_months = 9;
    t->flow[0].placed = 6;
    double *any = fill(t, SERIES_need_met_share_any);
    double *service = fill(t, SERIES_need_met_share_service);
    double *security = fill(t, SERIES_security), *burden = fill(t, SERIES_burden);
    double *users = fill(t, SERIES_burden_users);
    double *fees = fill(t, SERIES_fees), *waited = fill(t, SERIES_waited_months);
    assert_true(any[GROUP_ALL] == 0.75);
    assert_true(fabs(service[GROUP_ALL] - 1.0 / 28.0) < 1e-15);
    assert_true(security[GROUP_ALL] == 0.625);
    assert_true(fabs(burden[GROUP_ALL] - 0.02469) < 1e-15);
    assert_true(fabs(users[GROUP_ALL] - 0.1) < 1e-15);
    assert_true(fabs(fees[0] - 1234.56) < 1e-9);
    assert_true(waited[0] == 1.5);
    free(any);
    free(service);
    free(security);
    free(burden);
    free(users);
    free(fees);
    free(waited);
}

static void hours_and_square_metres_keep_their_fractions(void **state)
{
    struct tallies *t = *state;
    t->outcome.product[1].minutes_family = 45;
    t->flow[2].area = 17 * OUTCOME_AREA / 4;
    t->flow[2].area_idle = OUTCOME_AREA / 8;
    double *hours = fill(t, SERIES_hours_family), *area = fill(t, SERIES_floor_area);
    double *idle = fill(t, SERIES_floor_area_idle);
    assert_true(hours[1] == 0.75);
    assert_true(area[2] == 4.25);
    assert_true(idle[2] == 0.125);
    free(hours);
    free(area);
    free(idle);
}

static void a_ratio_of_nothing_is_missing(void **state)
{
    struct tallies *t = *state;
    memset(&t->outcome, 0, sizeof t->outcome);
    memset(t->flow, 0, sizeof t->flow);
    static const enum series ratios[] = {
        SERIES_need_met_share_any, SERIES_need_met_share_service,
        SERIES_security,           SERIES_burden,
        SERIES_burden_users,       SERIES_satisfaction,
        SERIES_waited_months,      SERIES_slot_occupancy};
    for (size_t k = 0; k < sizeof ratios / sizeof *ratios; k++) {
        double *data = fill(t, ratios[k]);
        for (int64_t i = 0; i < series_elements(ratios[k], &extent); i++)
            assert_true(isnan(data[i]));
        free(data);
    }
    double *fees = fill(t, SERIES_fees);
    assert_true(fees[0] == 0.0);
    free(fees);
}

static void threads_add_up(void **state)
{
    struct tallies *t = *state;
    struct outcome_tally *sum = calloc(1, sizeof *sum);
    struct flow_tally flow = {0};
    assert_non_null(sum);
    for (int k = 0; k < 3; k++) {
        outcomes_add(sum, &t->outcome);
        outcomes_add_flow(&flow, &t->flow[2]);
    }
    for (size_t i = 0; i < sizeof *sum / sizeof(int64_t); i++)
        assert_int_equal(((int64_t *)sum)[i], ((int64_t *)&t->outcome)[i] * 3);
    assert_int_equal(flow.area_idle, t->flow[2].area_idle * 3);
    assert_int_equal(flow.users, t->flow[2].users * 3);
    free(sum);
}

static void only_open_sites_of_reported_communities_have_places(void **state)
{
    struct site sites[4] = {
        {.community = 1, .opened = 0, .closes = -1, .room = 0, .rooms = 3},
        {.community = 0, .opened = 0, .closes = -1, .room = 3, .rooms = 1},
        {.community = 1, .opened = NOW + 1, .closes = -1, .room = 4, .rooms = 1},
        {.community = 1, .opened = 0, .closes = NOW + 1, .room = 5, .rooms = 1}};
    struct room rooms[6] = {{.product = 0, .places = 5},  {.product = 0, .places = 7},
                            {.product = 2, .places = 11}, {.product = 0, .places = 13},
                            {.product = 0, .places = 17}, {.product = 0, .places = 19}};
    const struct supply supply = {
        .sites = sites, .site_count = 4, .rooms = rooms, .room_count = 6};
    int32_t places[PRODUCTS], open[PRODUCTS];
    double m2[PRODUCTS];
    (void)state;
    outcomes_count_supply(&supply, number, NOW, PRODUCTS, places, open);
    assert_int_equal(places[0], 5 + 7 + 19);
    assert_int_equal(open[0], 2);
    assert_int_equal(places[1], 0);
    assert_int_equal(places[2], 11);
    assert_int_equal(open[2], 1);
    rooms[1].m2 = 23.85;
    rooms[3].m2 = 1000.0;
    rooms[5].m2 = 0.15;
    outcomes_count_communities(&supply, number, NOW, 1, PRODUCTS, places, m2);
    assert_int_equal(places[0], 5 + 7 + 19);
    assert_int_equal(places[2], 11);
    assert_true(m2[0] == 23.85 + 0.15);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, start, end)
    const struct CMUnitTest tests[] = {
        CASE(every_series_of_services_is_filled_to_its_end),
        CASE(counts_stand_where_their_dimensions_say),
        CASE(shares_and_means_divide_what_they_should),
        CASE(hours_and_square_metres_keep_their_fractions),
        CASE(a_ratio_of_nothing_is_missing),
        CASE(threads_add_up),
        CASE(only_open_sites_of_reported_communities_have_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
