/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* From tallies of needs and flows to the series of services. */
#ifndef LINLI_OBSERVE_OUTCOMES_H
#define LINLI_OBSERVE_OUTCOMES_H

#include "observe/reach.h"
#include "observe/series.h"
#include "state/supply.h"

/* What the series of a period are filled from; what a series does not need may be NULL.
 * The tallies are sums over threads. */
struct outcomes {
    int products;
    int communities;                     /* simulated */
    int reported;                        /* of them */
    const int *number;                   /* [communities] among the reported, or -1 */
    const struct outcome_tally *outcome; /* of the year */
    const int32_t (*place)[PLACE_MEASURES]; /* of the year: [community *
                                               CATALOGUE_PRODUCTS + product] */
    const struct reach *reach;              /* at the end of the year */
    const struct flow_tally *flow;          /* of the month, [products] */
    const int32_t *places, *sites;          /* [products] at the end of the month */
    const int32_t *community_places; /* [reported, products] at the end of the year */
    const double *community_m2;
};

/* Add what one thread counted. */
void outcomes_add(struct outcome_tally *sum, const struct outcome_tally *tally);
void outcomes_add_flow(struct flow_tally *sum, const struct flow_tally *flow);
/* Places of the open rooms, and open sites, in reported communities by product in month
 * `now`: [products], out. */
void outcomes_count_supply(const struct supply *supply, const int *number, month now,
                           int products, int32_t *places, int32_t *sites);
/* Places and floor area of the open rooms by reported community and product: [reported,
 * products], out. */
void outcomes_count_communities(const struct supply *supply, const int *number,
                                month now, int reported, int products, int32_t *places,
                                double *m2);
/* One period of a series of services: int32_t or double as the series says, in its
 * dimensions. A ratio of nothing is NaN. */
void outcomes_fill(const struct outcomes *outcomes, enum series series, void *data);

#endif
