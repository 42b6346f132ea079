/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* All that exists in one run: the communities' blocks, the chances of the month, and
 * what waits between communities. */
#ifndef LINLI_STATE_WORLD_H
#define LINLI_STATE_WORLD_H

#include "core/stream.h"
#include "state/arrivals.h"
#include "state/block.h"
#include "state/choosing.h"
#include "state/city.h"
#include "state/mover.h"
#include "state/populate.h"
#include "state/rates.h"
#include "state/services.h"
#include "state/tally.h"

/* Someone who looks for a partner this month. */
struct suitor {
    entity_id id;
    row row;            /* in the community's block after the month's removal */
    uint32_t community; /* index */
    uint16_t birth;
    bool woman;
};

/* An elder who wishes to live with a child, kept until found or a year has passed. */
struct elder {
    entity_id id;
    entity_id mother; /* the id by which children know their mother, or ID_NONE */
    uint32_t community;
    bool taken; /* a child has invited */
};

/* An elder's child, met on a birthday, who takes him or her in; or a child left alone
 * who is to be taken in. */
struct invitation {
    entity_id elder; /* who is to move, known by id */
    uint32_t from;   /* community of the elder when last seen */
    uint32_t community;
    row host; /* row of the child after the month's removal, or ROW_NONE: any */
    entity_id host_id;
};

/* A person who goes to live with another in the last step of the month. */
struct order {
    uint32_t from, to; /* communities */
    row guest, host;   /* rows; host follows removals in `to` */
    entity_id host_id; /* so that a host who left meanwhile is noticed */
    bool as_partner;
    bool care_home;  /* the guest moves into a care home of `to`; no host */
    bool found_home; /* both found a household of their own in `to` */
};

/* Lists that grow; a month's lists are emptied, not freed. */
struct suitors {
    struct suitor *item;
    size_t count, capacity;
};
struct elders {
    struct elder *item;
    size_t count, capacity;
};
struct invitations {
    struct invitation *item;
    size_t count, capacity;
};
struct orders {
    struct order *item;
    size_t count, capacity;
};

/* Finds elders by their children's mother id: open addressing, made afresh each month,
 * and a sketch of 2^17 bits (16 KB, in the first cache) by the top bits of the mixed id. */
enum { ELDER_SKETCH_BITS = 17, ELDER_SKETCH_SHIFT = 64 - ELDER_SKETCH_BITS };
struct elder_index {
    uint64_t sketch[(1 << ELDER_SKETCH_BITS) / 64];
    uint32_t *slot; /* index into elders + 1, 0 empty */
    size_t mask;    /* slots - 1, or 0 without index */
};

/* Items of a list sorted by community: those of c are item[start[c]] to
 * item[start[c + 1] - 1], in the order given. */
struct by_community {
    uint32_t *start; /* owned; [communities + 1] */
    uint32_t *item;  /* owned */
    size_t capacity;
};

/* Where a community's messages of the month lie in the lists of the thread that wrote
 * them, so that they can be read in the order of communities whatever the threads. */
struct segment {
    int thread;
    size_t mover, movers; /* sent by the pass over the block */
    int late_thread;      /* and those sent in the last step of the month */
    size_t late_mover, late_movers;
    size_t suitor, suitors, elder, elders, invitation, invitations;
    size_t survey, surveys, pending, pendings; /* in the thread's struct asking */
};

struct asking;
struct books;
struct costs;
struct indices;
struct policy;
struct policy_scope;
struct meet_desk;

/* What one thread writes while it passes over communities. */
struct worker {
    struct tally tally;
    struct movers movers;
    struct carried carried; /* ties of the movers */
    struct suitors suitors;
    struct elders elders;
    struct invitations invitations;
    uint32_t *cells; /* [STREAM_CELLS] residents of reported communities by cell, at the
                        start of the month */
    void *scratch;   /* of the pass over a block; owned, made by the cycle */
    void *cell_memory, *awake_memory; /* arrays of the scratch; owned */
    row *gone;                        /* owned; rows that leave the block passed over */
    size_t gone_count, gone_capacity;
    struct outcome_tally *outcome; /* owned; of the year; NULL without services */
    struct flow_tally *flow;       /* owned; [CATALOGUE_PRODUCTS], of the month */
    struct asking *asking; /* owned; scratch of choosing services (process/ask.h) */
    void (*free_asking)(struct asking *asking);
    struct meet_desk *desk; /* owned; what residents ask of rooms (process/meet.h) */
    void (*free_desk)(struct meet_desk *desk);
    struct choosing choosing; /* since the start of the run */
    struct error error;
    int failed; /* community + 1 of the first failure, 0 none */
};

struct world {
    const struct city *city; /* communities simulated, ascending by code */
    const struct rates *rates;
    const struct parameters *parameters;
    const struct community_plan *plans; /* [communities simulated] */
    int count;                          /* communities */
    struct heap heap;                   /* the blocks' memory */
    struct block *blocks;               /* owned; [count] */
    struct tally_community *tallies;    /* owned; [count], of the year */
    struct segment *segments;           /* owned; [count] */

    uint64_t seed, population_seed;
    enum stream_vectors vectors;
    int threads;
    bool laws; /* checked after every verb; world_init sets it where LINLI_LAWS is
                  defined */

    month now;
    struct values values;               /* in force now */
    int enacted;                        /* year that chances were made for, 0 none */
    struct rates_month chances;         /* in force now */
    uint32_t (*envelope)[STREAM_CELLS]; /* owned; [RESIDENCES], in force now */

    double *home_weight;    /* owned; [count + 1] running sum: where movers go */
    double *arrival_weight; /* owned; [count] share of the city's immigrants */
    int *district_first;    /* owned; [count] first community of one's district */
    int *district_last;     /* owned; [count] last + 1 */
    int *subdistrict_first, *subdistrict_last; /* owned; the same by subdistrict */
    double base_nonlocal;                      /* of them without local registration */
    double base_residents;                     /* of the whole city in the base year */
    struct arrivals arrivals; /* households from outside, of the year */

    struct worker *workers;               /* owned; [threads] */
    struct elders elders;                 /* waiting, in the order of months */
    size_t elders_month[MONTHS_PER_YEAR]; /* how many of them came in each month */
    struct elder_index elder_index;
    struct orders orders;
    struct by_community orders_from, orders_to; /* orders by either end */
    struct by_community arriving;               /* movers by destination */
    const struct mover **mover; /* owned; all movers of the month in order */
    size_t mover_capacity;
    struct services *services; /* owned, or NULL: demography only */
    struct books *books;       /* owned, or NULL: sites keep no books */
    void *market;              /* owned; arrays of the couple market */
    size_t market_bytes;
};

/* What a run is made of; everything is borrowed and must outlive the world. */
struct world_options {
    const struct city *city;
    const struct rates *rates;
    const struct parameters *parameters;
    const struct community_plan *plans;
    double base_nonlocal;  /* of them without local registration */
    double base_residents; /* of the whole city after scaling */
    uint64_t seed, population_seed;
    month from, until; /* first and last month; the latter matters to services only */
    int threads;
    const struct catalogue *catalogue; /* both or neither: services */
    const struct supply *supply;
    const struct costs *costs; /* rebased to 2023; both or neither, with services: */
    const struct indices *indices; /* books */
    const struct policy *policy;   /* instruments in force; NULL: none */
    const struct policy_scope *scope;
};

/* Makes the base population of every community. Fails with MEMORY or what populate
 * fails with. */
int world_init(struct world *world, const struct world_options *options,
               struct error *err) MUST_CHECK;
void world_free(struct world *world);
/* After a parallel loop: 0 when no worker failed, else -1 and the error of the lowest
 * community in `err`. */
int world_failure(struct world *world, struct error *err) MUST_CHECK;
/* Residents now. */
int64_t world_residents(const struct world *world);
/* Every law of every block, and that no id lives twice in the city. Dear. */
int world_check(const struct world *world, struct error *err) MUST_CHECK;

#endif
