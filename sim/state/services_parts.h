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
    return supply_room_is_open(&supply->sites[room->site], room, now);
}
/* Longest distance, km, at which the product is considered by the fastest walker. */
double services_reach_km(const struct world *world, const struct product *product);
/* services_offers.c: makes the offers of these products anew in all communities; keeps
 * those that residents still use. Fails with MEMORY. */
int services_offer(struct world *world, uint64_t products,
                   struct error *err) MUST_CHECK;
/* services_near.c: the open rooms nearest to a point, `most` of those not farther than
 * `far`. */
struct near_room {
    uint32_t room;
    double distance, east, north; /* km; the way there */
};
struct near {
    double east, north, far; /* asked */
    int most;                /* asked: 1 to OFFERS_NEAR */
    struct near_room room[OFFERS_NEAR];
    int count;
};
/* Makes the index of rooms, unless there is one of as many. Fails with MEMORY. */
int services_near_make(struct services *services, struct error *err) MUST_CHECK;
void services_near_find(const struct services *services, int product,
                        struct near *near);
/* services_hear.c: a month of hearing in every community. */
void services_hear(struct world *world);
/* The hearing of a site in a community, made where there is none; -1 without memory. */
int services_hearing(struct world *world, int community, uint32_t site, double near);

/* services_rules.c: the catalogue's rules as whole numbers. */
void services_compile(struct services *services);

#endif
