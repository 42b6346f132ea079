/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Where every series of services comes from: a table of tallies' members, each told as
 * it is or over another. */
#include "observe/outcomes.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* What a member belongs to, and so how many of it there are. */
enum whence { OF_YEAR, OF_PRODUCT, OF_MONTH, OF_PLACE };
enum { NOTHING = SIZE_MAX };

/* A series as `above` over `below` (or 1) over `unit`: offsets of int64_t members, each
 * with `count` elements; of OF_PLACE `above` is the measure. */
struct source {
    enum series series;
    enum whence whence;
    size_t above, below;
    int count;
    double unit;
};

static const double FEN_PER_YUAN = 100.0;

#define YEAR(series, above, below, unit)                                        \
    {                                                                           \
        SERIES_##series, OF_YEAR, offsetof(struct outcome_tally, above), below, \
            GROUPS, unit                                                        \
    }
#define PRODUCT(series, above, below, count)                                       \
    {                                                                              \
        SERIES_##series, OF_PRODUCT, offsetof(struct product_tally, above), below, \
            count, 1.0                                                             \
    }
#define HOURS(series, above)                                                         \
    {                                                                                \
        SERIES_##series, OF_PRODUCT, offsetof(struct product_tally, above), NOTHING, \
            1, OUTCOME_MINUTES                                                       \
    }
#define MONTH(series, above, below, count, unit)                                     \
    {                                                                                \
        SERIES_##series, OF_MONTH, offsetof(struct flow_tally, above), below, count, \
            unit                                                                     \
    }
#define OUTCOME(member) offsetof(struct outcome_tally, member)

static const struct source sources[] = {
    YEAR(persons_in_need, persons, NOTHING, 1.0),
    YEAR(need_met_share_any, share_any, OUTCOME(persons), OUTCOME_UNIT),
    YEAR(need_met_share_service, share_service, OUTCOME(persons), OUTCOME_UNIT),
    YEAR(security, secure, OUTCOME(dependants), 1.0),
    YEAR(burden, spending, OUTCOME(income), 1.0),
    YEAR(burden_users, spending, OUTCOME(income_users), 1.0),
    PRODUCT(need, need, NOTHING, GROUPS),
    PRODUCT(latent_need, latent, NOTHING, GROUPS),
    PRODUCT(need_met_any, met_any, NOTHING, GROUPS),
    PRODUCT(need_met_service, met_service, NOTHING, GROUPS),
    PRODUCT(waterfall, waterfall, NOTHING, GROUPS *OUTCOMES),
    PRODUCT(relaxed, relaxed, NOTHING, RELAXEDS),
    PRODUCT(satisfaction, satisfaction, offsetof(struct product_tally, satisfied),
            GROUPS),
    PRODUCT(users_satisfied, satisfied, NOTHING, GROUPS),
    HOURS(hours_needed, minutes_needed),
    HOURS(hours_family, minutes_family),
    HOURS(hours_service, minutes_service),
    HOURS(hours_market, minutes_market),
    MONTH(users, users, NOTHING, 1, 1.0),
    MONTH(asked, asked, NOTHING, 1, 1.0),
    MONTH(turned_away, turned_away, NOTHING, 1, 1.0),
    MONTH(waiting, waiting, NOTHING, 1, 1.0),
    MONTH(waited_months, waited_months, offsetof(struct flow_tally, placed), 1, 1.0),
    MONTH(placed, placed, NOTHING, 1, 1.0),
    MONTH(visits, visits, NOTHING, 1, 1.0),
    MONTH(fees, fees, NOTHING, 1, FEN_PER_YUAN),
    MONTH(slot_occupancy, slot_served, offsetof(struct flow_tally, slot_capacity),
          SLOTS, 1.0),
    MONTH(slot_capacity, slot_capacity, NOTHING, SLOTS, 1.0),
    MONTH(floor_area, area, NOTHING, 1, OUTCOME_AREA),
    MONTH(floor_area_idle, area_idle, NOTHING, 1, OUTCOME_AREA),
    {SERIES_community_need, OF_PLACE, PLACE_NEED, NOTHING, 1, 1.0},
    {SERIES_community_latent_need, OF_PLACE, PLACE_LATENT, NOTHING, 1, 1.0},
    {SERIES_community_met_any, OF_PLACE, PLACE_MET_ANY, NOTHING, 1, 1.0},
    {SERIES_community_met_service, OF_PLACE, PLACE_MET_SERVICE, NOTHING, 1, 1.0},
    {SERIES_community_users, OF_PLACE, PLACE_USERS, NOTHING, 1, 1.0},
    {SERIES_community_asked, OF_PLACE, PLACE_ASKED, NOTHING, 1, 1.0},
    {SERIES_community_turned_away, OF_PLACE, PLACE_TURNED_AWAY, NOTHING, 1, 1.0},
    {SERIES_community_wrong_hours, OF_PLACE, PLACE_WRONG_HOURS, NOTHING, 1, 1.0},
    {SERIES_community_full, OF_PLACE, PLACE_FULL, NOTHING, 1, 1.0},
    {SERIES_community_low_quality, OF_PLACE, PLACE_LOW_QUALITY, NOTHING, 1, 1.0},
};

/* Tallies are nothing but counts. */
static void add_counts(void *sum, const void *counts, size_t bytes)
{
    int64_t *into = sum;
    const int64_t *from = counts;
    for (size_t i = 0; i < bytes / sizeof *into; i++)
        into[i] += from[i];
}

void outcomes_add(struct outcome_tally *sum, const struct outcome_tally *tally)
{
    static_assert(sizeof *sum % sizeof(int64_t) == 0, "counts only");
    add_counts(sum, tally, sizeof *sum);
}

void outcomes_add_flow(struct flow_tally *sum, const struct flow_tally *flow)
{
    static_assert(sizeof *sum % sizeof(int64_t) == 0, "counts only");
    add_counts(sum, flow, sizeof *sum);
}

void outcomes_count_supply(const struct supply *supply, const int *number, month now,
                           int products, int32_t *places, int32_t *sites)
{
    memset(places, 0, (size_t)products * sizeof *places);
    memset(sites, 0, (size_t)products * sizeof *sites);
    for (int s = 0; s < supply->site_count; s++) {
        const struct site *site = &supply->sites[s];
        uint64_t seen = 0;
        if (number[site->community] < 0 || !reach_is_open(site, now))
            continue;
        for (int r = site->room; r < site->room + site->rooms; r++) {
            const int product = supply->rooms[r].product;
            if (!supply_room_is_open(site, &supply->rooms[r], now))
                continue;
            places[product] += supply->rooms[r].places;
            sites[product] += !(seen >> product & 1);
            seen |= UINT64_C(1) << product;
        }
    }
}

void outcomes_count_communities(const struct supply *supply, const int *number,
                                month now, int reported, int products, int32_t *places,
                                double *m2)
{
    memset(places, 0, (size_t)reported * (size_t)products * sizeof *places);
    memset(m2, 0, (size_t)reported * (size_t)products * sizeof *m2);
    for (int s = 0; s < supply->site_count; s++) {
        const struct site *site = &supply->sites[s];
        if (number[site->community] < 0 || !reach_is_open(site, now))
            continue;
        const size_t first = (size_t)number[site->community] * (size_t)products;
        for (int r = site->room; r < site->room + site->rooms; r++) {
            if (!supply_room_is_open(site, &supply->rooms[r], now))
                continue;
            places[first + supply->rooms[r].product] += supply->rooms[r].places;
            m2[first + supply->rooms[r].product] += supply->rooms[r].m2;
        }
    }
}

static int32_t narrow(int64_t count)
{
    assert(count >= INT32_MIN && count <= INT32_MAX);
    return (int32_t)count;
}

static double over(int64_t above, int64_t below)
{
    return below != 0 ? (double)above / (double)below : (double)NAN;
}

/* `count` elements of a series from `first` on, out of one tally. */
static void fill(const struct source *source, const void *tally, int64_t first,
                 void *data)
{
    const int64_t *above = (const int64_t *)((const char *)tally + source->above);
    for (int i = 0; i < source->count; i++) {
        if (series_info[source->series].type == SERIES_INT32) {
            ((int32_t *)data)[first + i] = narrow(above[i]);
            continue;
        }
        double value = (double)above[i];
        if (source->below != NOTHING)
            value = over(above[i],
                         ((const int64_t *)((const char *)tally + source->below))[i]);
        ((double *)data)[first + i] = value / source->unit;
    }
}

static void fill_places(const struct outcomes *outcomes, const struct source *source,
                        int32_t *data)
{
    for (int c = 0; c < outcomes->communities; c++) {
        if (outcomes->number[c] < 0)
            continue;
        for (int p = 0; p < outcomes->products; p++)
            data[(size_t)outcomes->number[c] * (size_t)outcomes->products + (size_t)p] =
                outcomes
                    ->place[(size_t)c * CATALOGUE_PRODUCTS + (size_t)p][source->above];
    }
}

/* Where a series lies that comes ready, or NULL. */
static const void *find_ready(const struct outcomes *outcomes, enum series series)
{
    switch (series) {
    case SERIES_places: return outcomes->places;
    case SERIES_sites: return outcomes->sites;
    case SERIES_community_places: return outcomes->community_places;
    case SERIES_community_floor_area: return outcomes->community_m2;
    case SERIES_reach: return outcomes->reach->share;
    case SERIES_reach_free: return outcomes->reach->share_free;
    case SERIES_community_reach: return outcomes->reach->community_share;
    case SERIES_access: return outcomes->reach->access;
    default: return NULL;
    }
}

void outcomes_fill(const struct outcomes *outcomes, enum series series, void *data)
{
    const struct source *source = sources;
    const void *ready = find_ready(outcomes, series);
    if (ready != NULL) {
        const struct series_extent extent = {.communities = outcomes->reported,
                                             .products = outcomes->products};
        const size_t element = series_info[series].type == SERIES_INT32 ? 4 : 8;
        memcpy(data, ready, (size_t)series_elements(series, &extent) * element);
        return;
    }
    const struct source *end = sources + sizeof sources / sizeof *sources;
    while (source < end && source->series != series)
        source++;
    assert(source < end);
    if (source->whence == OF_YEAR)
        fill(source, outcomes->outcome, 0, data);
    else if (source->whence == OF_PLACE)
        fill_places(outcomes, source, data);
    else
        for (int p = 0; p < outcomes->products; p++)
            fill(source,
                 source->whence == OF_PRODUCT
                     ? (const void *)&outcomes->outcome->product[p]
                     : (const void *)&outcomes->flow[p],
                 (int64_t)p * source->count, data);
}
