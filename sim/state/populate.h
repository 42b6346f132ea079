/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The base population, synthesised from the district margins of a city pack
 * (docs/MODEL.md, section 5). */
#ifndef LINLI_STATE_POPULATE_H
#define LINLI_STATE_POPULATE_H

#include "param/parameters.h"
#include "state/block.h"
#include "state/city.h"
#include "state/rates.h"

/* What a community is to hold: fills before anybody is made. Sums over the communities
 * of a district equal the district's margins exactly. */
struct community_plan {
    int64_t people[SEXES][AGES];
    int64_t collective[SEXES][AGES]; /* of whom in collective households */
    int64_t nonlocal;                /* residents without local registration */
    int64_t size[SIZES];   /* family households by size; size[7]: 8 and more */
    int64_t large_persons; /* persons in households of 8 and more */
    int64_t elders[4];     /* family households with 0, 1, 2, 3+ members 65+ */
};

/* Plans every community of the city (also those not simulated, so that a part of the
 * city gets the same people as the whole): scatters sizes, tilts by type, rakes and
 * rounds so that every district margin closes. `agents` > 0 scales the city to that
 * many residents: the districts' margins are then replaced by the scaled ones, which may
 * give way by a few where communities are tiny. `plans` [all communities the pack has]
 * is malloc'ed for the caller. Called before city_choose drops communities. Also fills districts[].ages. Fails with
 * POPULATE_SUM (margins of a district disagree), POPULATE_ROOM (they do not fit its
 * communities), POPULATE_EMPTY (no community), MEMORY. */
int populate_plan(struct city *city, const struct values *values, int64_t agents,
                  uint64_t population_seed, struct community_plan **plans,
                  struct error *err) MUST_CHECK;

/* Makes the residents, households and kin of one community. Founders are keyed by
 * (community code, k), so the same people arise whatever else is simulated. Works on
 * this community alone, so communities may be made in parallel. `rates` must have been
 * prepared, `block` be empty. Fails with POPULATE_LARGE or MEMORY. */
int populate_community(struct block *block, const struct community *community,
                       const struct city *city, const struct community_plan *plan,
                       const struct rates *rates, const struct values *values,
                       month now, uint64_t population_seed,
                       struct error *err) MUST_CHECK;

#endif
