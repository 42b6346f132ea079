/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Which residents have no local registration: whole households in the order of a keyed
 * draw over a weight, until the community's planned number is reached exactly. */
#include "state/populate_parts.h"

#include <stdlib.h>

enum { BINS = 2048 };

/* How readily a household is non-local, relative to a family with children. Assumed:
 * migrants are young, alone, without elders; those in dormitories more than eight in
 * ten where the community's number allows it. */
static double weight_of(const struct maker *maker, const struct home *home)
{
    const struct seat *first = &maker->seats[home->seat];
    if (home->kind == HOUSEHOLD_COLLECTIVE)
        return first->age < AGE_ELDER ? 8.0 : 0.3;
    if (home->elders > 0)
        return home->children > 0 ? 0.4 : 0.2;
    if (home->size == 1)
        return first->age < 40 ? 4.0 : first->age < 55 ? 2.0 : 1.0;
    if (home->children == 0)
        return first->age < 40 ? 2.5 : 1.0;
    return 1.0;
}

static void make_nonlocal(struct residents *people, const struct home *home,
                          int64_t count)
{
    for (int64_t k = 0; k < count && k < home->size; k++)
        people->bits[home->seat + (uint32_t)k] |= BITS_NONLOCAL;
}

/* Households of one bin still to be ordered: key, then row. */
struct entry {
    uint32_t key, home;
};

static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->home < y->home ? -1 : x->home > y->home;
}

/* Keys of all households: low keys become non-local first. 32 bits cover [0, 8). */
static void draw_keys(struct maker *maker, uint32_t *keys)
{
    const struct stream_address address = {maker->population_seed, 0, PURPOSE_SYNTHESIS,
                                           1};
    for (uint32_t h = 0; h < maker->home_count; h++)
        maker->order[h] = maker->homes[h].seat;
    uint64_t ids[SEQUENCE_BLOCK];
    for (uint32_t from = 0; from < maker->home_count; from += SEQUENCE_BLOCK) {
        uint32_t count = maker->home_count - from;
        count = count < SEQUENCE_BLOCK ? count : SEQUENCE_BLOCK;
        for (uint32_t k = 0; k < count; k++)
            ids[k] = maker->ids[maker->order[from + k]];
        uint32_t *const word[4] = {maker->word[0] + from, maker->word[1] + from,
                                   maker->word[2] + from, maker->word[3] + from};
        stream_batch(maker->pool.sequence.vectors, &address, ids, count, word);
    }
    for (uint32_t h = 0; h < maker->home_count; h++) {
        const double key = stream_uniform(maker->word[0][h]) /
                           weight_of(maker, &maker->homes[h]) * 0x1p29;
        keys[h] = (uint32_t)key;
    }
}

void populate_register_draw(struct maker *maker, struct block *block)
{
    uint32_t *const keys = maker->word[3]; /* the fourth words are not used */
    uint32_t bin[BINS] = {0};
    int64_t left = maker->plan->nonlocal;
    draw_keys(maker, keys);
    for (uint32_t h = 0; h < maker->home_count; h++)
        bin[keys[h] / (UINT32_MAX / BINS + 1)] += maker->homes[h].size;
    uint32_t split = 0; /* the bin in which the number is reached */
    for (int64_t sum = 0; split < BINS && sum + bin[split] <= left; split++)
        sum += bin[split];
    struct entry *const tied = (struct entry *)(void *)maker->spare;
    uint32_t count = 0;
    for (uint32_t h = 0; h < maker->home_count; h++) {
        const uint32_t at = keys[h] / (UINT32_MAX / BINS + 1);
        if (at < split) {
            make_nonlocal(&block->residents, &maker->homes[h], maker->homes[h].size);
            left -= maker->homes[h].size;
        } else if (at == split) {
            tied[count++] = (struct entry){keys[h], h};
        }
    }
    qsort(tied, count, sizeof *tied, compare_entries);
    for (uint32_t k = 0; k < count && left > 0; k++) {
        const struct home *home = &maker->homes[tied[k].home];
        make_nonlocal(&block->residents, home, left);
        left -= home->size;
    }
}
