/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* One community's residents and households. */
#ifndef LINLI_STATE_BLOCK_H
#define LINLI_STATE_BLOCK_H

#include "state/household.h"
#include "state/ties.h"

/* Kinds of rooms in collective households, and members of a full one. */
enum shared_room { ROOM_MEN, ROOM_WOMEN, ROOM_ELDERS, ROOMS };
enum { ROOM_YOUNG_FULL = 6, ROOM_ELDERS_FULL = 8 };

struct block {
    struct residents residents;
    struct households households;
    row open_room
        [ROOMS];      /* collective household last entered by each kind, or ROW_NONE */
    struct ties ties; /* of residents to services */
    struct rows stirred; /* who chooses services again: something of theirs changed */
    row moves_capacity;
    row *moves;           /* owned; scratch of block_remove */
    struct carried *left; /* borrowed; where block_remove puts the ties of the gone, as
                             far as there is room; or NULL */
};

void block_init(struct block *block);
void block_free(struct block *block);
/* A collective household with a free place for a person of this sex and age: the one last
 * entered while it has one, else a new one of `key`; room for it must be reserved. */
row block_room(struct block *block, enum sex sex, int age, uint32_t key);
/* Takes the rows out of their households and fills the holes from the end. `gone`:
 * ascending rows, each once; `count` of them. Row numbers above change; ties and stirred
 * rows follow, those of the gone are dropped. Fails with MEMORY before anything is
 * done, and only where there are ties or stirred rows. */
int block_remove(struct block *block, const row *gone, row count,
                 struct error *err) MUST_CHECK;
/* Notes that a resident chooses services again. */
int block_stir(struct block *block, row i, struct error *err) MUST_CHECK;
/* Checks every law of a block: rings closed, sizes right, ids unique, couples beside
 * each other, free list sound. Fails with LAW naming what is broken. Dear: tests and
 * debug builds. */
int block_check(const struct block *block, struct error *err) MUST_CHECK;
/* The same in the middle of a month: some may be marked as gone; ids are not compared. */
int block_check_open(const struct block *block, struct error *err) MUST_CHECK;

#endif
