/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What a process is: one verb of the month, in one file, with one export.
 *
 * At home a verb works on one community's block while it is in the cache. Its rows have
 * been passed through the chance stage: those who may have an event this month are
 * *awake*, with the four words of PURPOSE_LIFE. A verb loops over the awake
 * who are its own and compares the word with the exact chance, which is never above the
 * envelope that woke them. Rows stay where they are until the pass over the block ends.
 *
 * Between communities a verb works on the whole world, from the messages that homes
 * sent; it is given the lists in the order of communities. */
#ifndef LINLI_PROCESS_PROCESS_H
#define LINLI_PROCESS_PROCESS_H

#include "state/stage.h"
#include "state/world.h"

/* Flags of a cell above STREAM_CELL_BITS: who is awake without chance. */
enum { CELL_BIRTHDAY = 1 << STREAM_CELL_BITS, CELL_SEEKING = 2 << STREAM_CELL_BITS };

/* Kinds of awakening; each verb at home looks at one list. */
enum awake_kind {
    AWAKE_BIRTHDAY,
    AWAKE_CHAIN,
    AWAKE_BEAR,
    AWAKE_MOVE,
    AWAKE_PAIR,
    AWAKE_KINDS
};

/* Numbers of awake residents, for one verb. */
struct awake_list {
    uint32_t *index; /* into the awake arrays */
    int count;
};

/* The pass over one block. The arrays belong to the worker and grow to the largest
 * block it meets. */
struct home {
    struct world *world;   /* only its constant parts are read at home */
    struct worker *worker; /* where this thread writes */
    struct block *block;
    struct tally_community *tally;
    uint32_t community;
    enum residence residence;
    bool reported;
    row count; /* residents at the start of the month */

    uint16_t *cell;    /* [count] of every row */
    row *awake;        /* [awake_count] rows, ascending */
    entity_id *id;     /* [awake_count] */
    uint32_t *word[4]; /* [awake_count] words of PURPOSE_LIFE */
    int awake_count;
    struct awake_list list[AWAKE_KINDS];

    row cell_capacity;
    size_t awake_capacity;
};

/* What a verb may write; a test holds it to that. */
#define WRITES(column) (1U << RESIDENT_COLUMN_##column)
enum {
    WRITES_NOTHING = 0,
    WRITES_ROWS = 1 << 16,       /* adds residents */
    WRITES_HOUSEHOLDS = 1 << 17, /* their sizes and first members */
    WRITES_TIES = 1 << 19,       /* ties, stirred rows, offers, rooms */
    WRITES_BOOKS = 1 << 20,      /* books: the ledger, contracts, staff, sites */
    WRITES_MESSAGES = 1 << 18,   /* movers, suitors, elders, invitations, orders */
};

/* One verb. */
struct process {
    const char *name;
    const char *text;  /* what it does, one sentence */
    const char *reads; /* columns and tables, for the manual */
    unsigned writes;   /* WRITES(column) of rows that exist | WRITES_* */
    int (*home)(struct home *home, struct error *err);   /* or NULL */
    int (*city)(struct world *world, struct error *err); /* or NULL */
};

extern const struct process process_age, process_work, process_die, process_fall_ill,
    process_bear, process_part, process_couple, process_leave_home, process_join,
    process_migrate, process_immigrate, process_register, process_remind,
    process_settle, process_ask, process_request, process_allocate, process_serve,
    process_reckon, process_found, process_bill, process_charge, process_spend,
    process_subsidise, process_fund, process_collect, process_adapt, process_convert,
    process_withdraw, process_enter;

/* Row of the k-th awake. */
static inline row home_row(const struct home *home, unsigned awake)
{
    return home->awake[awake];
}
/* Completed years of age from the cell, at most AGE_LAST. */
static inline int cell_age(unsigned cell)
{
    const int age = (int)(cell & (STREAM_CELLS - 1)) >> 5;
    return age > AGE_LAST ? AGE_LAST : age;
}
static inline int home_age(const struct home *home, unsigned awake)
{
    return cell_age(home->cell[home->awake[awake]]);
}
static inline void home_count(struct home *home, enum event event, int64_t persons)
{
    if (home->reported)
        home->worker->tally.events[event] += persons;
}

/* Marks row `i` as leaving the block at the end of the pass. */
int home_take(struct home *home, row i, struct error *err) MUST_CHECK;
/* Copies the group of `count` rows to the worker's outbox as a household of its own in
 * community `destination`, and marks them as leaving. Partners among them must stand
 * one behind the other. */
int home_send(struct home *home, const row *group, int count, uint32_t destination,
              struct error *err) MUST_CHECK;
/* Those who leave when `i` leaves the home: `i`, the partner if `with_partner`, their
 * children below 18 who are children of a leaving woman, and every child below 18 when
 * no other adult would stay. Writes at most 255 rows, partners side by side. */
int home_group(const struct block *block, row i, bool with_partner, month now,
               row group[255]);
/* Chances on word 2 of PURPOSE_LIFE, in this order: to leave the city, to leave a
 * parent's home or a dormitory (the larger of both), to enter a dormitory, to move as a
 * household. One that cannot apply to the bits and age is 0; what else is asked of a
 * person only the verb knows. */
struct move_chances {
    uint32_t emigrate, leave_home, enter_dormitory, move;
};
/* `bits` may be a cell: what counts lies in its low five bits, and chances are those of
 * the state at the start of the month, for which the envelope was made. */
struct move_chances home_move_chances(const struct rates_month *chances, unsigned bits,
                                      int age);
/* Chances on word 3, in this order: to register, then to part (a woman with a partner)
 * or to begin to look for one. */
struct pair_chances {
    uint32_t registering, part, seek;
};
struct pair_chances home_pair_chances(const struct rates_month *chances, unsigned bits,
                                      int age);
/* Everybody of the household in the order of the ring, partners side by side. Writes at
 * most 255 rows of people who have not left; returns how many. */
int home_household(const struct block *block, row h, row group[255]);
/* Where a household that moves inside the city goes: a community index, by distance
 * class and size, addressed by (id, month). */
uint32_t home_destination(const struct world *world, uint32_t community, entity_id id);

#endif
