/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* People on their way between communities, copied out of their block. */
#ifndef LINLI_STATE_MOVER_H
#define LINLI_STATE_MOVER_H

#include "state/ties.h"

/* Who a mover will live with. */
enum mover_home {
    MOVER_FOUNDS,  /* the first of a group: a household of their own, or a room */
    MOVER_FOLLOWS, /* lives with the mover before */
    MOVER_ENTERS,  /* enters the household of the order's host */
    MOVER_MARRIES, /* enters it as the partner of the host */
};

/* Partners who move together stand one behind the other, the first with
 * BITS_COUPLE_FIRST, as in the ring they came from. */
struct mover {
    struct resident who;
    uint32_t destination; /* community index */
    uint32_t order;       /* number of the order that names the host */
    uint8_t home;         /* enum mover_home */
    uint8_t collective;   /* who founds goes to a room of a dormitory or care home */
    uint8_t moved;        /* came from another community of the city */
    row from;             /* row in the block left, or ROW_NONE */
    const struct carried *ties; /* where the ties that come along are, or NULL */
    uint32_t first_tie;         /* the first of them */
};

struct movers {
    struct mover *item;
    size_t count, capacity;
};

#endif
