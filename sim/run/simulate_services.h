/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What a row writes of services: nothing in a world without them. */
#ifndef LINLI_RUN_SIMULATE_SERVICES_H
#define LINLI_RUN_SIMULATE_SERVICES_H

#include "io/result.h"
#include "observe/outcomes.h"
#include "state/world.h"

struct simulate_services {
    const struct world *world;
    const struct result_layout *layout;
    const int *number;             /* [communities] among the reported, or -1 */
    struct part *part;             /* or NULL: nowhere */
    struct outcome_tally *outcome; /* owned; sums over threads */
    struct flow_tally *flow;       /* owned; [products] */
    struct reach reach;
    reach_people *people;      /* owned; [reported] */
    uint8_t *has_free;         /* owned; [rooms] */
    int rooms;                 /* that `has_free` holds */
    int32_t *community_places; /* owned; [reported, products] */
    double *community_m2;      /* owned */
    int32_t places[CATALOGUE_PRODUCTS], sites[CATALOGUE_PRODUCTS];
    void *period; /* owned; the largest period of any series */
};

/* After world_init. Fails with MEMORY; simulate_services_free is to be called then
 * too. */
int simulate_services_init(struct simulate_services *services,
                           const struct world *world,
                           const struct result_layout *layout, const int *number,
                           struct part *part, struct error *err) MUST_CHECK;
void simulate_services_free(struct simulate_services *services);
/* Writes the month just passed, `now`, and clears what was counted in it. */
int simulate_services_month(struct simulate_services *services, month now,
                            struct error *err) MUST_CHECK;
/* Writes the year that ended with the month just passed. */
int simulate_services_year(struct simulate_services *services, int year,
                           struct error *err) MUST_CHECK;
/* Clears what is counted by the year. */
void simulate_services_new_year(struct simulate_services *services);

/* Needs of the year met by a community service; after simulate_services_year. */
int64_t simulate_services_needs_met(const struct simulate_services *services);

#endif
