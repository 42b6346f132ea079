/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What is known of a city's facilities before any is drawn: bundles of rooms that stand
 * together on one site, how many sites or places of each there are, and who runs them.
 * All of it is tables (docs/CITY.md), so a service is added without C. */
#ifndef LINLI_STATE_SUPPLY_SOURCE_H
#define LINLI_STATE_SUPPLY_SOURCE_H

#include "state/supply.h"

enum { SUPPLY_BUNDLES = 48, SUPPLY_ROOMS = 8, SUPPLY_RUNS = 12, SUPPLY_FOLDERS = 2 };

/* Whose number draws sites to a community. */
enum supply_group {
    GROUP_RESIDENTS,
    GROUP_ELDERS,   /* 60 and over */
    GROUP_INFANTS,  /* 0 to 2 */
    GROUP_CHILDREN, /* 3 to 14 */
    GROUP_NONE,     /* communities are alike */
    SUPPLY_GROUPS
};
enum supply_measure {
    MEASURE_SITES,
    MEASURE_SITES_PER_10000,
    MEASURE_SITES_PER_COMMUNITY,
    MEASURE_PLACES,
    MEASURE_PLACES_PER_1000,
    MEASURE_WEIGHT, /* of an area in the city's total */
    SUPPLY_MEASURES
};
extern const char *const supply_group_words[SUPPLY_GROUPS];
extern const char *const supply_measure_words[SUPPLY_MEASURES];

/* One count of one bundle. */
struct supply_count {
    int bundle, year;
    int64_t area; /* code of a district or subdistrict; 0: the city */
    enum supply_measure measure;
    double value, low, high; /* low = high = value where no range is given */
    enum known known;
    char source[CATALOGUE_KEY];
    int line; /* of its table */
};

/* A room on every site of a bundle. */
struct supply_part {
    int product;
    double places, m2; /* at a site of mean size; -1: follows from the other */
    unsigned slots;    /* 0: those of the product */
    bool counted;      /* its places are those that MEASURE_PLACES counts */
};

/* Who owns and runs a share of a bundle's sites. */
struct supply_run {
    enum owner owner;
    enum mode mode;
    enum operator_kind kind;
    double share;
};

struct supply_bundle {
    char key[CATALOGUE_KEY], zh[CATALOGUE_NAME], en[CATALOGUE_NAME];
    enum supply_group group;
    bool even;     /* spread evenly; else clustered */
    bool follow;   /* sites open so that places follow the years of its counts */
    double spread; /* standard deviation of the log of a site's size */
    struct supply_part parts[SUPPLY_ROOMS];
    struct supply_run runs[SUPPLY_RUNS];
    int part_count, run_count;
    double type[COMMUNITY_TYPES]; /* pull of a community type, 1 where unknown */
};

struct supply_source {
    struct supply_bundle bundles[SUPPLY_BUNDLES];
    int bundle_count;
    struct {
        struct supply_count *item; /* owned */
        size_t count, capacity;
    } counts;
    struct supply
        listed; /* owned; of the city's own lists: community is an index in the
                             whole city, sites in any order */
};

/* Adds the tables supply_bundles.csv, supply_rooms.csv, supply_operators.csv,
 * supply_types.csv and supply.csv found in the folders (at most SUPPLY_FOLDERS), the
 * first the strongest: a table's rows of a bundle are those of the first folder that has
 * any. `city`: whole. Every problem goes to `report`; then -1. */
int supply_source_read(struct inputs *inputs, const char *const *folders, int count,
                       const struct city *city, const struct catalogue *catalogue,
                       struct supply_source *source, struct report *report) MUST_CHECK;
void supply_source_free(struct supply_source *source);
/* Index of the bundle, or -1. */
int supply_bundle_find(const struct supply_source *source, const char *key);

#endif
