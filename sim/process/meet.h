/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What request, allocate, share and serve hand to each other while requests meet
 * capacity. Ties are many and rooms few, so that what is asked of a room is added up in
 * a table per thread, in whole numbers: which thread did what cannot matter. */
#ifndef LINLI_PROCESS_MEET_H
#define LINLI_PROCESS_MEET_H

#include "process/process.h"

/* A room's requests are told apart by slot where it is visited, by class where it has
 * places; a tie's `part` is either. */
enum { MEET_PARTS = 4 };
_Static_assert((int)MEET_PARTS == SLOTS && (int)MEET_PARTS == CATALOGUE_CLASSES,
               "a part is a slot or a class");

struct meet_tie {
    uint32_t community, tie;
};
struct meet_ties {
    struct meet_tie *item;
    size_t count, capacity;
};
/* Visits that the first site refused, or may refuse, for a tie with a second site. */
struct meet_refusal {
    struct meet_tie at;
    uint32_t room; /* of the second site */
    uint8_t part, visits;
    uint8_t tried; /* visits asked of the second site: not served at the first */
};
struct meet_refusals {
    struct meet_refusal *item;
    size_t count, capacity;
};
/* A tie at the margin of a deal: by its key it may get one visit more. */
enum { MEET_NO_REFUSAL = UINT32_MAX };
struct meet_key {
    uint64_t key;
    uint32_t deal;
    struct meet_tie at;
    uint32_t refusal; /* number of the tie's refusal, or MEET_NO_REFUSAL */
};
struct meet_keys {
    struct meet_key *item;
    size_t count, capacity;
};

/* One community's sight of the deals: those of its offers have numbers from 1, and 0
 * stands for a room and slot that serves all. */
enum { MEET_DEALS = OFFERS_MOST * MEET_PARTS };
struct meet_sight {
    uint16_t number[OFFERS_MOST][MEET_PARTS];
    int count;
    uint32_t deal[MEET_DEALS + 1];
    uint32_t by_visits[MEET_DEALS + 1][SESSIONS_VISITS + 1]; /* ties that ask for v */
    uint8_t given[MEET_DEALS + 1][SESSIONS_VISITS + 1];
};

/* What one thread writes. */
struct meet_desk {
    int rooms;                     /* of the supply when `count` was made */
    uint32_t (*count)[MEET_PARTS]; /* owned; [rooms]; zero between uses */
    struct meet_ties askers;       /* who asks for a place, or to move to another */
    struct meet_refusals refused;
    struct meet_keys keys;
    uint32_t (*by_visits)[SESSIONS_VISITS + 1]; /* owned; [deals] */
    size_t by_visits_capacity;
    uint32_t *number; /* owned; of ties of one community */
    size_t number_capacity;
    struct meet_sight *sight; /* owned */
};

struct meet {
    int rooms; /* of the supply when this was made */
    struct {
        struct asker *item;
        size_t count, capacity;
    } askers;
    struct meet_ties from; /* of askers */
    int8_t *placed;
    size_t placed_capacity;
    int32_t *places; /* owned; [rooms * CATALOGUE_CLASSES] */
    /* Rooms and slots that cannot serve all who ask in a round, numbered from 0. */
    int32_t (*dealing)[MEET_PARTS]; /* owned; [rooms] number of the deal, or -1 */
    struct sessions_deal *deals;    /* owned */
    size_t deal_count, deal_capacity;
    uint64_t *key; /* owned; keys by deal */
    size_t key_capacity;
};

/* The scratch of the world, and a desk for every worker, made at their first use and when
 * sites were added; NULL after setting `err`. */
struct meet *meet_scratch(struct world *world, struct error *err);
/* The worker's desk, made at its first use; NULL without memory. */
struct meet_desk *meet_desk(const struct world *world, struct worker *worker);
/* What all threads counted for a room; their tables are cleared. */
void meet_pull(const struct world *world, int room, int64_t sum[MEET_PARTS]);

/* The address of the visits of (resident, product), for PURPOSE_VISIT: word 0 says how
 * many, words 1 and 2 the order when they are shared. */
static inline uint64_t meet_address(entity_id id, uint32_t product_code)
{
    return stream_mix(id ^ (uint64_t)product_code << 32);
}
/* What PURPOSE_VISIT is drawn with this month. */
static inline struct stream_address meet_stream(const struct world *world)
{
    return (struct stream_address){
        .seed = world->seed, .when = world->now, .purpose = PURPOSE_VISIT};
}
/* Addresses of PURPOSE_VISIT drawn at a time: their words stay in the cache. */
enum { MEET_DRAWN = 256 };

/* Sessions a month of a product in a slot. */
double share_sessions(const struct product *product, int slot);
/* share.c: how many visits each room serves of those asked and, once more, of those
 * that their first site refused. */
int share_visits(struct world *world, struct meet *meet, struct error *err) MUST_CHECK;
/* deal.c: deals what rooms serve in the first round to all ties, and notes who may try
 * again; in the second round to those. Fails with MEMORY. */
int deal_first(struct world *world, struct meet *meet, struct error *err) MUST_CHECK;
int deal_again(struct world *world, struct meet *meet, struct error *err) MUST_CHECK;
#endif
