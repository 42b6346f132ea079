/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Near kin: adults get a mother among the women of the same community who
 * live in other households, as a link by id, so that hands within reach are real
 * people. Then the number of children born to each woman, at least those known. */
#include "core/exact.h"
#include "state/populate_parts.h"

/* Adults for whom a mother nearby is sought; her age above theirs; how far from the age
 * sought she may be; children a woman gets at most. Ranges assumed. */
enum { SEEK_FROM = 25, SEEK_UNTIL = 60, GAP_LEAST = 16, GAP_MOST = 48, REACH = 3 };
enum { CHILDREN_MOST = 5, WOMEN_FROM = SEEK_FROM + GAP_LEAST };
#define KIN_GAP    27.0
#define KIN_SPREAD 4.5

/* Women of one age as rows: order[first[age]] up to order[first[age + 1]]. */
struct women {
    uint32_t first[AGES + 1];
    const uint32_t *order;
};

static bool may_be_mother(const struct maker *maker, const struct block *block, row i)
{
    return maker->seats[i].sex == SEX_FEMALE && maker->seats[i].age >= WOMEN_FROM &&
           !(block->residents.bits[i] & BITS_COLLECTIVE);
}

static void sort_women(const struct maker *maker, const struct block *block,
                       struct women *women)
{
    uint32_t next[AGES] = {0};
    for (row i = 0; i < maker->people; i++)
        if (may_be_mother(maker, block, i))
            next[maker->seats[i].age]++;
    women->first[0] = 0;
    for (int age = 0; age <= AGE_LAST; age++) {
        women->first[age + 1] = women->first[age] + next[age];
        next[age] = women->first[age];
    }
    for (row i = 0; i < maker->people; i++)
        if (may_be_mother(maker, block, i))
            maker->order[next[maker->seats[i].age]++] = i;
    women->order = maker->order;
}

/* A woman of the age sought or near it, or ROW_NONE. */
static row find_woman(const struct women *women, int age, uint32_t word)
{
    for (int off = 0; off <= REACH; off++)
        for (int side = -1; side <= 1; side += 2) {
            const int other = age + side * off;
            if (other < WOMEN_FROM || other > AGE_LAST)
                continue;
            const uint32_t count = women->first[other + 1] - women->first[other];
            if (count > 0)
                return women->order[women->first[other] +
                                    (uint32_t)((uint64_t)word * count >> 32)];
        }
    return ROW_NONE;
}

static bool seeks(const struct maker *maker, const struct block *block, row i,
                  const uint32_t near[REGISTRATIONS])
{
    const struct residents *people = &block->residents;
    const int age = maker->seats[i].age;
    return age >= SEEK_FROM && age <= SEEK_UNTIL && people->mother[i] == ID_NONE &&
           !(people->bits[i] & BITS_COLLECTIVE) &&
           maker->word[0][i] < near[bits_registration(people->bits[i])];
}

/* Children born to women of an age, from its start on: share with none, at most one, at
 * most two, at most three. Assumed, after completed fertility of the cohorts. */
struct parity_class {
    int from;
    double until[4];
};
static const struct parity_class PARITY[] = {
    {70, {0.03, 0.12, 0.38, 0.68}}, {60, {0.04, 0.32, 0.74, 0.93}},
    {50, {0.05, 0.52, 0.91, 0.98}}, {40, {0.08, 0.54, 0.93, 0.99}},
    {30, {0.35, 0.75, 0.97, 1.00}}, {20, {0.90, 0.98, 1.00, 1.00}},
};

static int born_by(int age, uint32_t word)
{
    const double u = stream_uniform(word);
    for (size_t k = 0; k < sizeof PARITY / sizeof PARITY[0]; k++)
        if (age >= PARITY[k].from) {
            int children = 0;
            while (children < 4 && u >= PARITY[k].until[children])
                children++;
            return children;
        }
    return 0;
}

static void give_parity(struct maker *maker, struct block *block)
{
    struct residents *people = &block->residents;
    for (row i = 0; i < maker->people; i++) {
        if (maker->seats[i].sex != SEX_FEMALE)
            continue;
        const int known = maker->children[i];
        const int born = born_by(maker->seats[i].age, maker->word[3][i]);
        people->bits[i] =
            bits_with_parity(people->bits[i], born > known ? born : known);
    }
}

void populate_kin_link(struct maker *maker, struct block *block)
{
    const struct stream_address address = {maker->population_seed, 0, PURPOSE_FOUNDER,
                                           1};
    struct residents *people = &block->residents;
    const uint32_t near[REGISTRATIONS] = {
        [REGISTRATION_LOCAL] = stream_threshold(maker->values->kin_near_local),
        [REGISTRATION_NONLOCAL] = stream_threshold(maker->values->kin_near_nonlocal),
    };
    struct women women;
    sort_women(maker, block, &women);
    stream_batch(maker->pool.sequence.vectors, &address, maker->ids, maker->people,
                 maker->word);
    for (row i = 0; i < maker->people; i++) {
        if (!seeks(maker, block, i, near))
            continue;
        const int age = maker->seats[i].age;
        const int gap =
            (int)(KIN_GAP + KIN_SPREAD * exact_normal(maker->word[1][i]) + 0.5);
        const row mother = find_woman(&women, age + gap, maker->word[2][i]);
        if (mother == ROW_NONE || people->household[mother] == people->household[i] ||
            maker->children[mother] >= CHILDREN_MOST)
            continue;
        const int years = maker->seats[mother].age - age;
        if (years < GAP_LEAST || years > GAP_MOST)
            continue;
        people->mother[i] = people->id[mother];
        maker->children[mother]++;
    }
    give_parity(maker, block);
}
