/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What allocate, share and serve hand to each other while requests meet capacity. */
#ifndef LINLI_PROCESS_MEET_H
#define LINLI_PROCESS_MEET_H

#include "process/process.h"

struct meet_tie {
    uint32_t community, tie;
};
/* The key of a tie at the margin of a deal. */
struct meet_key {
    uint32_t deal;
    uint64_t key;
};
struct meet_keys {
    struct meet_key *item;
    size_t count, capacity;
};

struct meet {
    struct {
        struct asker *item;
        size_t count, capacity;
    } askers;
    struct {
        struct meet_tie *item;
        size_t count, capacity;
    } from; /* of askers */
    int8_t *placed;
    size_t placed_capacity;
    int32_t *places;                           /* [rooms * CATALOGUE_CLASSES] */
    int64_t (*by_visits)[SESSIONS_VISITS + 1]; /* [threads * deals] */
    size_t by_visits_capacity;
    struct meet_keys *keys; /* [threads] */
    uint64_t *key;
    size_t key_capacity;
};

/* The scratch of the world, made at its first use; NULL after setting `err`. */
struct meet *meet_scratch(struct world *world, struct error *err);
void meet_free(struct meet *meet, int threads);
/* Sessions a month of a product in a slot. */
double share_sessions(const struct product *product, int slot);
/* The address of the visits of (resident, product), for PURPOSE_VISIT: word 0 says how
 * many, words 1 and 2 the order when they are shared. */
static inline uint64_t meet_address(entity_id id, uint32_t product_code)
{
    return stream_mix(id ^ (uint64_t)product_code << 32);
}
void meet_words(const struct world *world, uint64_t address, uint32_t word[4]);
/* share.c: how many visits each room serves of those asked and, once more, of those
 * that their first site refused. */
int share_visits(struct world *world, struct meet *meet, struct error *err) MUST_CHECK;
#endif
