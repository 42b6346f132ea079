/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The households of one community. Members form a ring through residents.next; a
 * household whose size is 0 is free and its `first` links the free list. Partners stand
 * next to each other in the ring: the one with BITS_COUPLE_FIRST comes just before the
 * other, so no row stores its partner; the reference person is never the second of a
 * couple, so the ring can be cut before it. */
#ifndef LINLI_STATE_HOUSEHOLD_H
#define LINLI_STATE_HOUSEHOLD_H

#include "state/resident.h"

enum household_kind { HOUSEHOLD_FAMILY, HOUSEHOLD_COLLECTIVE, HOUSEHOLD_KINDS };

struct households {
    row count, capacity; /* rows in use or free; rows allocated */
    row free;            /* first free row, or ROW_NONE */
    row *first;          /* reference person (a member); ROW_NONE ends the free list */
    uint32_t *key;       /* mixed from the founder's id and his formation: its place */
    uint8_t *size;       /* members; 0 = free */
    uint8_t *kind;       /* enum household_kind */
    void *memory;        /* owned */
    size_t bytes;        /* of memory */
    struct heap *heap;   /* where memory comes from, borrowed; NULL: the heap */
};

void households_init(struct households *households);
void households_free(struct households *households);
int households_reserve(struct households *households, row capacity,
                       struct error *err) MUST_CHECK;
/* Takes a free or new row for an empty household; room must have been reserved. */
row households_add(struct households *households, enum household_kind kind,
                   uint32_t key);

/* Puts resident `i` (not in any ring) into household `h`, behind the last member, so
 * that couples stay together. Sets household and next. At most 255 members. */
void household_enter(struct households *households, struct residents *residents, row h,
                     row i);
/* As household_enter, and makes `i` the partner of member `partner`, who must have
 * none: both get BITS_PARTNERED and stand next to each other. */
void household_enter_partner(struct households *households, struct residents *residents,
                             row h, row i, row partner);
/* Takes resident `i` out of the ring; the household is freed with its last member. A
 * partner left behind loses BITS_PARTNERED and BITS_COUPLE_FIRST. The next member
 * becomes reference person where `i` was. */
void household_leave(struct households *households, struct residents *residents, row i);
/* The partner of `i`, or ROW_NONE. */
row household_partner(const struct residents *residents, row i);
/* Makes two members of one household partners by moving `b` behind `a` in the ring. */
void household_pair(struct households *households, struct residents *residents, row a,
                    row b);
/* Ends the partnership of `i`, leaving both in the ring. */
void household_unpair(struct residents *residents, row i);

#endif
