/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What ties residents to products: a table per community, only for those who use a
 * service or wait for it, 12 bytes each, in any order. */
#ifndef LINLI_STATE_TIES_H
#define LINLI_STATE_TIES_H

#include "state/resident.h"

enum tie_kind {
    TIE_VISITS, /* usual provider of visits; `second` is tried when it is full */
    TIE_HOLDS,  /* a place at `offer`; asks to move to `second` */
    TIE_WAITS,  /* asks for a place at `offer`, `second`, `third`, in this order */
    TIE_KINDS
};
#define TIE_BITS 0x3ffU /* of an offer's number */
/* No offer; numbers of offers stay below. */
enum { TIE_NONE = TIE_BITS, TIE_MOOD_MIDDLE = 128 };

struct tie {
    row row;
    /* Of the community's offers (services.h); of visits the third is the rule that says
       how many, of who holds a place the months waited for it. */
    uint32_t offer : 10, second : 10, third : 10;
    uint32_t kind : 2;              /* enum tie_kind */
    uint8_t months;                 /* held or waited; 255 and more */
    uint8_t mood;                   /* experience with the provider, 128 neither way */
    uint16_t asked : 5, served : 5; /* visits of the month, all tries together */
    uint16_t part : 2;              /* slot of visits, class of places */
    uint16_t priority : 2;          /* among askers, 0 first */
    uint16_t placed : 1;            /* this month gave what was needed */
    uint16_t full : 1;              /* when last settled, the site had refused visits */
};
_Static_assert(sizeof(struct tie) == 12, "ties are as many as residents");

struct ties {
    struct tie *item; /* owned */
    uint32_t count, capacity;
    size_t bytes;
    struct heap *heap; /* borrowed; NULL: the general heap */
};

void ties_init(struct ties *ties);
void ties_free(struct ties *ties);
/* Room for `capacity` in all. Fails with MEMORY. */
int ties_reserve(struct ties *ties, uint32_t capacity, struct error *err) MUST_CHECK;

/* Rows that changed, kept until the services of a month look at them; `ties` and these
 * follow when rows move. */
struct rows {
    row *item; /* owned */
    size_t count, capacity;
};

/* A tie of somebody who left the block, for those who move on. */
struct carried_tie {
    struct tie
        tie; /* its row is that before the removal, its offers those of the block */
    uint32_t room, second; /* rooms; UINT32_MAX none */
    uint32_t next;         /* number of the mover's next, or UINT32_MAX */
};
struct carried {
    struct carried_tie *item; /* owned */
    size_t count, capacity;
};

/* What block_remove will do to rows: those marked BITS_GONE vanish, and rows from `count`
 * on go to `to[row - count]`. */
struct ties_moves {
    row count; /* residents that stay */
    const row *to;
    const uint16_t *bits;
    struct carried *left; /* gets the ties of the gone; room for all is reserved */
};
/* Drops ties of the gone, renames the others. */
void ties_follow(struct ties *ties, const struct ties_moves *moves);
void ties_follow_rows(struct rows *rows, const struct ties_moves *moves);

#endif
