/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What a policy that is not in force would pay every site of a world, as things are: what
 * `linli explain` says of a scenario beside a result. Nothing in the world moves. */
#ifndef LINLI_PROCESS_SUPPOSE_H
#define LINLI_PROCESS_SUPPOSE_H

#include "policy/force.h"

struct suppose {
    const struct policy *policy; /* borrowed, as `scope` */
    const struct policy_scope *scope;
    money
        *fen; /* owned; [site * policy->count + instrument], nominal, since the start */
    int sites;
    void *instruments; /* owned; as books.instruments */
    void (*free_instruments)(void *instruments);
    double *relief, *units; /* owned; what stands in contracts and rooms meanwhile */
};

/* Adds a month, in its midst: users are served and bills not yet paid. Ceilings hold, from
 * the first month asked for on; capital grants are counted in the month in which a site
 * opens. Benefits, caps and relief of taxes pay no site. Fails with MEMORY. */
int suppose_month(struct world *world, struct suppose *suppose,
                  struct error *err) MUST_CHECK;
void suppose_free(struct suppose *suppose);

#endif
