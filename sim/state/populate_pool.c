/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The people of a community who wait for a household, and the chance that places them.
 * Counts by age with a bit for every age left make the nearest age a matter of a few
 * instructions; a shuffled deck makes a random person a matter of one. */
#include "core/exact.h"
#include "state/populate_parts.h"

enum { CARD_AGE = 0x7f, CARD_SEX = 0x80, WORD_AGES = 64 };

static void refill(struct sequence *sequence)
{
    uint64_t ids[SEQUENCE_BLOCK];
    uint32_t *const word[4] = {sequence->word, sequence->word + SEQUENCE_BLOCK,
                               sequence->word + 2 * SEQUENCE_BLOCK,
                               sequence->word + 3 * SEQUENCE_BLOCK};
    for (int i = 0; i < SEQUENCE_BLOCK; i++)
        ids[i] = sequence->base | sequence->block++;
    stream_batch(sequence->vectors, &sequence->address, ids, SEQUENCE_BLOCK, word);
    sequence->at = 0;
}

uint32_t populate_pool_word(struct pool *pool)
{
    struct sequence *sequence = &pool->sequence;
    if (sequence->at == 4 * SEQUENCE_BLOCK)
        refill(sequence);
    return sequence->word[sequence->at++];
}

uint32_t populate_pool_below(struct pool *pool, uint32_t count)
{
    return (uint32_t)((uint64_t)populate_pool_word(pool) * count >> 32);
}

bool populate_pool_chance(struct pool *pool, double chance)
{
    return stream_uniform(populate_pool_word(pool)) < chance;
}

int populate_pool_years(struct pool *pool, double mean, double spread)
{
    const double years = mean + spread * exact_normal(populate_pool_word(pool));
    return (int)(years + 1000.5) - 1000; /* rounds negative numbers too */
}

static enum segment segment_of(int sex, int age)
{
    if (age < AGE_ADULT)
        return SEGMENT_CHILDREN;
    if (age < AGE_ELDER)
        return sex == SEX_MALE ? SEGMENT_MEN : SEGMENT_WOMEN;
    return sex == SEX_MALE ? SEGMENT_ELDER_MEN : SEGMENT_ELDER_WOMEN;
}

void populate_pool_shuffle(struct pool *pool)
{
    uint32_t count = 0;
    for (int s = 0; s < SEGMENTS; s++) {
        pool->segment[s].at = count;
        for (int sex = 0; sex < SEXES; sex++)
            for (int age = 0; age <= AGE_LAST; age++) {
                if ((int)segment_of(sex, age) != s)
                    continue;
                const uint8_t card = (uint8_t)(sex * CARD_SEX | age);
                for (uint32_t k = 0; k < pool->left[sex][age]; k++)
                    pool->deck[count++] = card;
                pool->debt[sex][age] = 0;
            }
        pool->segment[s].end = count;
        for (uint32_t i = count - pool->segment[s].at; i > 1; i--) {
            uint8_t *cards = pool->deck + pool->segment[s].at;
            const uint32_t k = populate_pool_below(pool, i);
            const uint8_t card = cards[i - 1];
            cards[i - 1] = cards[k];
            cards[k] = card;
        }
    }
}

void populate_pool_init(struct pool *pool, const struct maker *maker, uint8_t *deck)
{
    pool->deck = deck;
    pool->sequence = (struct sequence){
        .address = {maker->population_seed, 0, PURPOSE_SYNTHESIS, 0},
        .vectors = stream_vectors_here(),
        .base = (uint64_t)maker->community->code << FOUNDER_BITS,
        .at = 4 * SEQUENCE_BLOCK,
    };
    for (int sex = 0; sex < SEXES; sex++) {
        pool->mask[sex][0] = pool->mask[sex][1] = 0;
        for (int age = 0; age <= AGE_LAST; age++) {
            const int64_t left =
                maker->plan->people[sex][age] - maker->plan->collective[sex][age];
            pool->left[sex][age] = (uint32_t)left;
            if (left > 0)
                pool->mask[sex][age / WORD_AGES] |= UINT64_C(1) << age % WORD_AGES;
        }
    }
    populate_pool_shuffle(pool);
}

static void remove_one(struct pool *pool, int sex, int age)
{
    if (--pool->left[sex][age] == 0)
        pool->mask[sex][age / WORD_AGES] &= ~(UINT64_C(1) << age % WORD_AGES);
}

/* The oldest age left at or below `age`, or -1. */
static int age_below(const uint64_t mask[2], int age)
{
    if (age >= WORD_AGES) {
        const uint64_t word = mask[1] & (~UINT64_C(0) >> (2 * WORD_AGES - 1 - age));
        if (word)
            return 2 * WORD_AGES - 1 - __builtin_clzll(word);
        age = WORD_AGES - 1;
    }
    const uint64_t word = mask[0] & (~UINT64_C(0) >> (WORD_AGES - 1 - age));
    return word ? WORD_AGES - 1 - __builtin_clzll(word) : -1;
}

/* The youngest age left above `age`, or -1. */
static int age_above(const uint64_t mask[2], int age)
{
    age++;
    if (age < WORD_AGES) {
        const uint64_t word = mask[0] & (~UINT64_C(0) << age);
        if (word)
            return __builtin_ctzll(word);
        age = WORD_AGES;
    }
    const uint64_t word = mask[1] & (~UINT64_C(0) << (age - WORD_AGES));
    return word ? WORD_AGES + __builtin_ctzll(word) : -1;
}

int populate_pool_nearest(struct pool *pool, enum sex sex, int age, int low, int high)
{
    if (high > AGE_LAST)
        high = AGE_LAST;
    if (low < 0)
        low = 0;
    if (low > high)
        return -1;
    age = age < low ? low : age > high ? high : age;
    const int below = age_below(pool->mask[sex], age);
    const int above = age_above(pool->mask[sex], age);
    const bool low_fits = below >= low, high_fits = above >= 0 && above <= high;
    int found = -1;
    if (low_fits && (!high_fits || age - below <= above - age))
        found = below;
    else if (high_fits)
        found = above;
    if (found >= 0) {
        remove_one(pool, sex, found);
        pool->debt[sex][found]++;
    }
    return found;
}

bool populate_pool_peek(struct pool *pool, enum segment segment, struct seat *seat)
{
    while (pool->segment[segment].at < pool->segment[segment].end) {
        const uint8_t card = pool->deck[pool->segment[segment].at];
        const int sex = card & CARD_SEX ? SEX_FEMALE : SEX_MALE, age = card & CARD_AGE;
        if (pool->debt[sex][age] == 0) {
            *seat = (struct seat){.age = (uint8_t)age, .sex = (uint8_t)sex};
            return true;
        }
        pool->debt[sex][age]--;
        pool->segment[segment].at++;
    }
    return false;
}

void populate_pool_skip(struct pool *pool, enum segment segment)
{
    pool->segment[segment].at++;
}

bool populate_pool_draw(struct pool *pool, enum segment segment, struct seat *seat)
{
    if (!populate_pool_peek(pool, segment, seat))
        return false;
    pool->segment[segment].at++;
    remove_one(pool, seat->sex, seat->age);
    return true;
}
