/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What the services_*.c files share; nobody else includes this. */
#ifndef LINLI_STATE_SERVICES_PARTS_H
#define LINLI_STATE_SERVICES_PARTS_H

#include "state/services.h"
#include "state/world.h"

static inline bool services_room_is_open(const struct supply *supply,
                                         const struct room *room, month now)
{
    const struct site *site = &supply->sites[room->site];
    return site->opened <= now && (site->closes < 0 || now < site->closes);
}
/* Longest distance, km, at which the product is considered by the fastest walker. */
double services_reach_km(const struct world *world, const struct product *product);
/* services_offers.c: makes the offers of all communities anew where a room opened or
 * closed; keeps those that residents still use. Fails with MEMORY. */
int services_offer(struct world *world, struct error *err) MUST_CHECK;
/* services_hear.c: a month of hearing in every community. */
void services_hear(struct world *world);
/* The hearing of a site in a community, made where there is none; -1 without memory. */
int services_hearing(struct world *world, int community, uint32_t site, double near);

/* services_rules.c: the catalogue's rules as whole numbers. */
void services_compile(struct services *services);

#endif
