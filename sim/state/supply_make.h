/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Facilities at the start of a run: those listed, and the others drawn from counts so
 * that totals close exactly. Made for the whole city, then cut to the communities
 * simulated, so that a district holds the sites it holds in the whole city. */
#ifndef LINLI_STATE_SUPPLY_MAKE_H
#define LINLI_STATE_SUPPLY_MAKE_H

#include "state/populate.h"
#include "state/supply_source.h"

/* The last year whose counts tell of the start: what came later is policy. */
enum { SUPPLY_YEAR_LAST = 2023 };
/* Most sites of a city. */
enum { SUPPLY_SITES_MAX = 2000000 };

struct supply_options {
    const struct city *city; /* whole, before districts are chosen */
    const struct community_plan
        *plans; /* of its communities; NULL: the pack's residents */
    const struct catalogue *catalogue;
    const struct supply_source *source;
    const struct values *values;
    uint64_t population_seed;
    double
        scale; /* agents per resident: what a site holds is scaled, not their number */
    month from;
};

/* What was drawn of one bundle in the whole city. */
struct supply_line {
    char key[CATALOGUE_KEY], source[CATALOGUE_KEY];
    char zh[CATALOGUE_NAME], en[CATALOGUE_NAME];
    int year;              /* of the count that holds at the end */
    int64_t sites, places; /* places: -1 where sites were counted */
    enum known known;      /* the least sure of its counts */
};

struct supply_account {
    struct supply_line lines[SUPPLY_BUNDLES];
    int count;
    int listed;                    /* sites of the city's own lists */
    bool none[CATALOGUE_PRODUCTS]; /* products of which there is no supply at all */
};

/* Fills `supply` (to be freed) with the sites of the whole city and `account`. Fails
 * with SUPPLY_SUM (finer counts exceed the coarser), SUPPLY_FALLS (a dated level falls),
 * SUPPLY_NOWHERE (no community for a count), SUPPLY_MANY or MEMORY; all but the last are
 * reported for every bundle. */
int supply_make(struct supply *supply, const struct supply_options *options,
                struct supply_account *account, struct report *report) MUST_CHECK;
/* Keeps the sites and stock of the communities that `city` still has, turns their
 * indices into its own and sets their place on its plane. `whole` [any]: codes of the
 * communities that the indices speak of now. */
void supply_choose(struct supply *supply, const int64_t *whole,
                   const struct city *city);

/* How many sites stand in each community. For supply_make and its tests. */
struct supply_totals {
    int64_t *sites;  /* owned; [communities] */
    int *area;       /* owned; [communities]: index of the area that counts it, or -1 */
    int64_t *places; /* owned; [areas]: places to share among its sites, or -1 */
    int areas;
    int years;                 /* of a bundle that follows its counts */
    int year[DATED_STEPS];     /* ascending */
    double level[DATED_STEPS]; /* share of the last year's */
    struct supply_line line;
};
/* Shares the counts of a bundle out to the communities. */
int supply_count_sites(const struct supply_options *options, int bundle,
                       struct supply_totals *totals, struct error *err) MUST_CHECK;
void supply_totals_free(struct supply_totals *totals);
/* Sites of a community whose expected number is `mean`: the inverse of the negative
 * binomial with variance mean + clustering * mean^2 at (word + 0.5) / 2^32; ascends
 * with `mean`. */
int64_t supply_count_draw(double mean, double clustering, uint32_t word);

#endif
