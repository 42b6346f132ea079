/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Benefits: money for residents, whatever they buy, by group and income. */
#include "process/subsidise.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

enum { GLANCE = 64 };

/* Residents of a community of these ages, by group and quintile. Few are of them, so 64
 * are looked at in one loop first. */
static void count_community(const struct world *world, int c, struct groups_ages ages,
                            int64_t *count)
{
    const struct force *force = force_of(world);
    const struct block *block = &world->blocks[c];
    const uint16_t *birth = block->residents.birth;
    const row residents = block->residents.count;
    for (row from = 0; from < residents; from += GLANCE) {
        const int more = residents - from < GLANCE ? (int)(residents - from) : GLANCE;
        uint8_t within[GLANCE];
        for (int k = 0; k < more; k++)
            within[k] = groups_within(ages, birth[from + (row)k], world->now);
        for (int k = 0; k < more; k++) {
            const row i = from + (row)k;
            if (within[k])
                count[groups_of(&force->groups, block, i, world->now) * QUINTILES +
                      groups_quintile(block, i)]++;
        }
    }
}

/* Counts into `count` [groups * QUINTILES] those of the communities in `set`, or of all. */
static int count_people(const struct world *world, const uint64_t *set,
                        struct groups_ages ages, int64_t *count, struct error *err)
{
    const size_t cells = (size_t)force_of(world)->groups.count * QUINTILES;
    int64_t *part = calloc(cells * (size_t)world->threads, sizeof *part);
    if (!part)
        return error_set(err, MESSAGE_MEMORY, "benefits");
#pragma omp parallel for schedule(dynamic, 16) num_threads(world->threads)
    for (int c = 0; c < world->count; c++)
        if (!set || set[c / 64] >> (c % 64) & 1)
            count_community(world, c, ages,
                            part + (size_t)omp_get_thread_num() * cells);
    for (size_t k = 0; k < cells; k++) {
        count[k] = 0;
        for (int t = 0; t < world->threads; t++)
            count[k] += part[(size_t)t * cells + k];
    }
    free(part);
    return 0;
}

/* The same, kept for the next instrument that pays those of the same ages everywhere: a
 * benefit that several governments pay is one of each. */
static int look_up_people(const struct world *world, const uint64_t *set,
                          struct groups_ages ages, struct error *err)
{
    struct force *force = force_of(world);
    if (!set && force->people.count && force->people.when == world->now &&
        force->people.ages.low == ages.low && force->people.ages.span == ages.span)
        return 0;
    if (!force->people.count)
        force->people.count =
            calloc((size_t)force->groups.count * QUINTILES, sizeof(int64_t));
    if (!force->people.count)
        return error_set(err, MESSAGE_MEMORY, "benefits");
    force->people.ages = ages;
    force->people.when = set ? -1 : world->now;
    return count_people(world, set, ages, force->people.count, err);
}

/* Yuan, nominal, for one of each group: [groups], malloc'ed, or NULL. */
static double *amounts_of(const struct world *world, int index)
{
    const struct force *force = force_of(world);
    struct schedule_facts facts = {{0}};
    double *yuan = calloc((size_t)force->groups.count, sizeof *yuan);
    facts.value[SCHEDULE_month] = month_number(world->now);
    for (int g = 0; yuan && g < force->groups.count; g++) {
        groups_facts(&force->groups, g, &facts);
        yuan[g] = instrument_benefit(&force->policy->item[index], &facts,
                                     force->level[index], world->now);
    }
    return yuan;
}

int subsidise_benefit(struct world *world, int index, struct subsidise_asked *asked,
                      struct error *err)
{
    const struct force *force = force_of(world);
    const struct groups *groups = &force->groups;
    double *yuan = amounts_of(world, index);
    money fen[QUINTILES] = {0};
    if (!yuan)
        return error_set(err, MESSAGE_MEMORY, "benefits");
    int status = look_up_people(world, force->scope->reach[index].communities,
                                groups_ages(groups, yuan), err);
    for (int k = 0; status == 0 && k < groups->count * QUINTILES; k++)
        fen[k % QUINTILES] +=
            money_from_yuan((double)force->people.count[k] * yuan[k / QUINTILES]);
    free(yuan);
    for (int q = 0; q < QUINTILES && status == 0; q++) {
        const struct subsidise_due due = {ledger_free_party(ACCOUNT_USERS + q),
                                          LEDGER_NO_PRODUCT, LEDGER_NO_SITE};
        status = subsidise_ask(asked, &due, fen[q], err);
    }
    return status;
}
