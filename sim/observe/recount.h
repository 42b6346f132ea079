/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Counting the city: nothing is kept incrementally, so no verb can forget a counter.
 * Arrays follow the dimensions of observe/series.def. */
#ifndef LINLI_OBSERVE_RECOUNT_H
#define LINLI_OBSERVE_RECOUNT_H

#include "observe/series.h"
#include "state/world.h"

/* One element a (age group, sex, registration, care). */
enum { RECOUNT_GROUPS = AGE_GROUPS * SEXES * REGISTRATIONS * CARES };
/* One element a (household type, size). */
enum { RECOUNT_HOMES = HOUSEHOLD_TYPES * SIZES };

/* Adds the workers' cells (residents at the start of the month just passed) by age
 * group, sex, registration and care to `groups` and, as months lived, by sex and age
 * to `person_months`. Either may be NULL. */
void recount_cells(const struct world *world, int32_t groups[RECOUNT_GROUPS],
                   int64_t person_months[SEXES][AGES]);
/* Residents now by the same groups for every reported community: `out` has
 * RECOUNT_GROUPS elements a reported community; number[c] is its index or -1. */
void recount_communities(const struct world *world, const int *number, int32_t *out);
/* Households now by district, type and size: RECOUNT_HOMES elements a district, only of
 * reported communities; district[c] is the index of the district or -1. */
void recount_households(const struct world *world, const int *district, int districts,
                        int32_t *out);
/* Sums of the workers' tallies. */
struct tally recount_tallies(const struct world *world);

/* Period life expectancy at birth from deaths and months lived by age; NaN when nobody
 * lived. With p = deaths / months the chance to die in a month at each age. */
double recount_life_expectancy(const int64_t deaths[AGES],
                               const int64_t person_months[AGES]);
/* Period total fertility: births per woman-year summed over ages. */
double recount_total_fertility(const int64_t births[AGES],
                               const int64_t woman_months[AGES]);

#endif
