/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Who has what within a walk: shares of residents within 5, 10 and 15 minutes of an open
 * site, and two-step floating catchment access. */
#ifndef LINLI_OBSERVE_REACH_H
#define LINLI_OBSERVE_REACH_H

#include "observe/series.h"
#include "state/supply.h"
#include "state/world.h"

/* By what they walk; enum order is that of REACH_WALKERS in people. */
enum walker { WALKER_ABLE, WALKER_ELDER, WALKER_DEPENDENT, WALKERS };

/* Residents of a community by walker and group. */
typedef int32_t reach_people[WALKERS][GROUPS];

/* What is measured; all is borrowed. */
struct reach_input {
    const struct city *city;
    const struct catalogue *catalogue;
    const struct supply *supply;
    const struct values *values; /* walk.* */
    month now;
    const int *number;          /* [communities] among the reported, or -1 */
    int reported;               /* communities */
    const reach_people *people; /* [reported] */
    const uint8_t *has_free;    /* [rooms] whether a place is free */
    const int32_t (*place)[PLACE_MEASURES]; /* PLACE_NEED is the demand of catchments */
};

struct reach {
    double *share;           /* owned; [product, minutes, group] */
    double *share_free;      /* owned; the same with a free place */
    double *community_share; /* owned; [reported community, product, minutes], of all
                                its residents */
    double *access;          /* owned; [reported community, product] */
    int reported;
};

/* Whether the site is open in month `now`. */
bool reach_is_open(const struct site *site, month now);
/* Counts the residents of reported communities now. `number` as above. */
void reach_count(const struct world *world, const int *number, reach_people *people);
/* Makes room for results of any year. */
int reach_init(struct reach *reach, int reported, int products,
               struct error *err) MUST_CHECK;
void reach_free(struct reach *reach);
/* Homes of a community are 64 fixed points that fill its disc evenly. A walk takes its
 * straight line times walk.detour over the speed of the walker; what is given online
 * needs none. The share of a group of which there is nobody is NaN.
 *
 * Access (Luo and Qi 2009, Health & Place 15, 1100-1107): step one gives each room its
 * places over the residents in need around it, step two each home the sum of these
 * ratios around it; both weigh by 1, 0.68 and 0.22 in the bands up to 5, 10 and 15
 * minutes at walk.speed. So the mean of access over those in need is the number of
 * places that any of them can reach over their number. Fails with MEMORY. */
int reach_measure(const struct reach_input *input, struct reach *reach,
                  struct error *err) MUST_CHECK;

#endif
