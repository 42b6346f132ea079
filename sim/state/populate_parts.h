/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What the files of the synthesis share among themselves; nobody else includes this. */
#ifndef LINLI_STATE_POPULATE_PARTS_H
#define LINLI_STATE_POPULATE_PARTS_H

#include "core/stream.h"
#include "state/populate.h"

/* Ages that divide the tables: adults from 18, elders from 65 as the census counts
 * them; the young of collective households are 15 to 34. */
enum { AGE_ADULT = 18, AGE_ELDER = 65, AGE_YOUNG = 15, AGE_MIDDLE = 35 };

/* Margins (populate_margin.c). Scales the districts to `agents` residents when that is
 * > 0, fills districts[].ages, and checks that the margins of each district agree.
 * Fails with POPULATE_SUM. */
int populate_margin_ready(struct city *city, int64_t agents,
                          struct error *err) MUST_CHECK;

/* Sums of a community that its households must agree with. */
struct holding {
    int64_t residents, elders; /* all; of whom 65 and over */
    int64_t collective, collective_elders;
    int64_t children, adults; /* in family households: 0-17, 18-64 */
    int64_t one, more, extra; /* one-person households; larger ones; elders beyond
                                        three in households of three and more elders */
};

/* The communities of one district while they are planned. */
struct share {
    struct district *district;
    const struct city *city;
    const struct values *values;
    const struct community *communities; /* [count] */
    struct community_plan *plans;        /* [count] */
    struct holding *holdings;            /* [count] */
    int count;
    bool soft; /* a scaled city: margins may give way where communities are tiny */
    uint64_t population_seed;
    double *weight, *size;     /* [count], scratch and wanted residents */
    int64_t *low, *high, *out; /* [count], scratch */
    double *cells;             /* [count][SEXES][AGES], scratch */
};

/* Shares `*total` out by share->weight within share->low and high into share->out. A
 * total that does not fit gives way when the city is scaled, and else fails with
 * POPULATE_ROOM naming the margin. */
int populate_share_out(struct share *share, const char *margin, int64_t *total,
                       struct error *err) MUST_CHECK;
/* Plans the households of the district's communities from their people by age: elders,
 * collective members, one-person and larger households, sizes. */
int populate_share_households(struct share *share, struct error *err) MUST_CHECK;
/* Plans who lives in collective households, care homes' elders having been counted
 * (populate_collective.c). */
int populate_collective_share(struct share *share, struct error *err) MUST_CHECK;
/* Sizes of the larger households of one community that hold `persons` people in `count`
 * households, at least `big` of them with `big_size` members or more. */
int populate_size_fill(struct community_plan *plan, const struct district *district,
                       int64_t count, int64_t persons, int64_t big,
                       int big_size) MUST_CHECK;

/* Words in order for what is drawn while households are filled: keyed by community, so
 * no other community's people depend on it. */
enum { SEQUENCE_BLOCK = 64 };
struct sequence {
    struct stream_address address;
    enum stream_vectors vectors;
    uint64_t base;  /* community code in the high bits */
    uint64_t block; /* next block to be drawn */
    int at;         /* next word of the buffer */
    uint32_t word[4 * SEQUENCE_BLOCK];
};

/* Parts of the pool that are drawn from apart. */
enum segment {
    SEGMENT_CHILDREN,
    SEGMENT_MEN,
    SEGMENT_WOMEN,
    SEGMENT_ELDER_MEN,
    SEGMENT_ELDER_WOMEN,
    SEGMENTS
};

/* People of the community who have no household yet, as counts by sex and age. Two ways
 * to take one: by age (nearest), or at random from a shuffled deck. Who is taken by age
 * leaves a debt with his card, so that it is skipped when it comes up. */
struct pool {
    uint32_t left[SEXES][AGES];
    uint32_t debt[SEXES][AGES];
    uint64_t mask[SEXES][2]; /* ages of which any are left */
    uint8_t *deck;           /* borrowed; sex << 7 | age */
    struct {
        uint32_t at, end;
    } segment[SEGMENTS];
    struct sequence sequence;
};

/* A seat in a household: who sits in it. 4 bytes, as every resident has one. */
struct seat {
    uint8_t age, sex;
    uint8_t mother;  /* 1 + seat of the mother in the household, or 0 */
    uint8_t partner; /* 1: partner of the seat before */
};

/* A household while it is filled. */
struct home {
    uint32_t seat; /* first of its seats */
    uint8_t size, filled;
    uint8_t elders, children; /* seats meant for them */
    uint8_t kind;             /* enum household_kind */
    uint8_t fixed; /* seats that others may not take: for elders beyond three */
};

/* Everything in hand while a community is made. */
struct maker {
    const struct community *community;
    const struct city *city;
    const struct community_plan *plan;
    const struct rates *rates;
    const struct values *values;
    month now;
    uint64_t population_seed;
    uint32_t people, family_people, home_count;
    struct pool pool;
    int64_t couples_left[AGES]; /* women who may still be given a partner, by age */
    struct home *homes;         /* [home_count] */
    struct seat *seats;         /* [people] */
    uint32_t *word[4];          /* [people] scratch for batches of draws */
    uint64_t *ids;              /* [people] */
    uint32_t *order;            /* [people] scratch */
    uint64_t *spare;            /* [people] scratch */
    uint8_t *children;          /* [people] children known of each woman */
    uint8_t *infants;           /* [people] of whom under three in the household */
    void *memory;               /* owned; holds all of the above */
};

/* Bits of an address below the community's code, which has twelve digits (40 bits), and
 * the most residents a community can start with: their draws need half of the range. */
enum { FOUNDER_BITS = 24, FOUNDERS_MOST = 1 << (FOUNDER_BITS - 1) };

/* Id of the k-th founder of a community; never ID_NONE, as no code is 0. The mixing is
 * one to one, so no two founders share an id. */
static inline entity_id populate_id(int64_t community, uint32_t k)
{
    return stream_mix((uint64_t)community << FOUNDER_BITS | k);
}

uint32_t populate_pool_word(struct pool *pool);
/* A whole number below `count`. */
uint32_t populate_pool_below(struct pool *pool, uint32_t count);
/* Whether an event of this chance happens. */
bool populate_pool_chance(struct pool *pool, double chance);
/* Draws from the normal distribution and rounds to whole years. */
int populate_pool_years(struct pool *pool, double mean, double spread);
/* Starts the draws of a community and fills the pool with those of its people who live
 * in family households. `deck` must hold them all. */
void populate_pool_init(struct pool *pool, const struct maker *maker, uint8_t *deck);
/* Shuffles a new deck from those who are left. */
void populate_pool_shuffle(struct pool *pool);
/* Takes one of the sex of the age nearest to `age` in [low, high]; returns the age, or
 * -1 when there is none. */
int populate_pool_nearest(struct pool *pool, enum sex sex, int age, int low, int high);
/* Takes the next card of a segment; false when it is empty. */
bool populate_pool_draw(struct pool *pool, enum segment segment, struct seat *seat);
/* Looks at the next card of a segment without taking it; false when there is none. */
bool populate_pool_peek(struct pool *pool, enum segment segment, struct seat *seat);
/* Puts the card looked at aside: the person stays in the pool, the deck goes on. */
void populate_pool_skip(struct pool *pool, enum segment segment);

/* Decides how many family households there are of each size, number of elders and
 * children (populate_home.c), in the order in which they are to be filled, and forms
 * the rooms of the collective households behind them. */
void populate_home_shape(struct maker *maker);
/* Puts people into all the family households (populate_fill.c). */
void populate_fill_homes(struct maker *maker);
/* Turns seats into rows and rings (populate_trait.c). */
void populate_trait_settle(struct maker *maker, struct block *block);
/* Makes the planned number of residents non-local (populate_register.c). */
void populate_register_draw(struct maker *maker, struct block *block);
/* Gives rows their activity, arrival, income. */
void populate_trait_give(struct maker *maker, struct block *block);
/* Names mothers who live in other households of the community, then the number of
 * children born (populate_kin.c). */
void populate_kin_link(struct maker *maker, struct block *block);

#endif
