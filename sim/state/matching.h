/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Who gets a place: askers list at most three rooms, rooms rank askers, and deferred
 * acceptance with askers proposing (Gale and Shapley 1962, American Mathematical
 * Monthly 69; for places and priorities Abdulkadiroglu and Soenmez 2003, American
 * Economic Review 93) gives the one stable result that is best for every asker. It does
 * not depend on the order of the askers, hiding a wish gains nobody anything, and a
 * place more makes no asker worse off.
 *
 * This module knows arrays only. Whom a room admits, which class a person belongs to and
 * who holds a place already is the caller's business: incumbents keep their places
 * before anybody is asked, and `places` counts what is left. */
#ifndef LINLI_STATE_MATCHING_H
#define LINLI_STATE_MATCHING_H

#include "core/error.h"

#include <stddef.h>
#include <stdint.h>

enum { MATCHING_LIST = 3 };

/* One resident asking for a place of one product. A room takes the lower priority
 * first, then who has waited longer, then the lower key, then the lower id. */
struct asker {
    uint64_t id;                  /* one room hears of an id once */
    uint32_t room[MATCHING_LIST]; /* best first, all different; index into the rooms */
    uint32_t key[MATCHING_LIST];  /* luck of (resident, room) */
    uint32_t tag;                 /* the caller's; not looked at */
    uint16_t months;              /* waited */
    uint8_t listed;               /* rooms listed, 0 to MATCHING_LIST */
    uint8_t place_class;          /* below CATALOGUE_CLASSES */
    uint8_t priority;             /* 0 first */
};

/* Everybody who asks, and what is free. Rooms have one product, so that several products
 * may come together; or each by itself, side by side, with a `matching` per thread. */
struct matching_market {
    const struct asker *askers; /* [count], in any order; below 2^30 */
    size_t count;
    const int32_t *places; /* [rooms * CATALOGUE_CLASSES], free by room and class; none
                              where zero or less, as where incumbents are too many */
    size_t rooms;          /* below 2^29 */
};

/* Memory of the work, kept from month to month; one a thread. Start it as {0}. */
struct matching {
    struct matching_cell *cells; /* by room and class; all zero between calls */
    size_t cell_capacity;
    struct {
        uint32_t *item;
        size_t count, capacity;
    } touched; /* cells with a free place that somebody lists */
    struct {
        struct matching_held *item;
        size_t count, capacity;
    } held; /* who holds a place for now: a heap per cell, the last in rank on top */
};

void matching_free(struct matching *matching);

/* Places the askers. `placed` out: [count], which entry of the list has a place for the
 * asker, or -1. Takes time by the wishes for rooms with a free place, times their
 * logarithm at worst; memory grows to the greatest month and is kept. Fails with MEMORY,
 * and then sets nothing. */
int matching_place(struct matching *matching, const struct matching_market *market,
                   int8_t *placed, struct error *err) MUST_CHECK;

/* Checks the laws of a result: who is placed listed the room; no more are placed than
 * places were free; nobody is refused by a room that has a place of his class left; and
 * nobody by a room that placed somebody of lower rank. Fails with LAW naming the first
 * that is broken and the asker, or with MEMORY. As dear as matching_place. */
int matching_check(struct matching *matching, const struct matching_market *market,
                   const int8_t *placed, struct error *err) MUST_CHECK;

#endif
