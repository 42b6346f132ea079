/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Benefits: money for residents, whatever they buy, by group and income. */
#include "process/subsidise.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

enum { GLANCE = 64, SIDES = 2 }; /* reported and rim */

/* Residents of a community of these ages, by side, group and quintile. Few are of them, so 64
 * are looked at in one loop first. */
static void count_community(const struct world *world, int c, struct groups_ages ages,
                            int64_t *count)
{
    const struct force *force = force_of(world);
    const struct block *block = &world->blocks[c];
    const uint16_t *birth = block->residents.birth;
    const row residents = block->residents.count;
    if (!world->city->communities[c].reported)
        count += force->groups.count * QUINTILES;
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

/* Counts into `count` [reported, rim][groups * QUINTILES] those of the communities in `set`, or of all. */
static int count_people(const struct world *world, const uint64_t *set,
                        struct groups_ages ages, int64_t *count, struct error *err)
{
    const size_t cells = (size_t)force_of(world)->groups.count * QUINTILES * SIDES;
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
            calloc((size_t)force->groups.count * QUINTILES * SIDES, sizeof(int64_t));
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

/* Asks for those of one side: 0 reported, 1 rim. */
static int ask_side(const struct world *world, const double *yuan, int side,
                    struct subsidise_asked *asked, struct error *err)
{
    const struct force *force = force_of(world);
    const int cells = force->groups.count * QUINTILES;
    const int64_t *count = force->people.count + side * cells;
    money fen[QUINTILES] = {0};
    for (int k = 0; k < cells; k++)
        fen[k % QUINTILES] += money_from_yuan((double)count[k] * yuan[k / QUINTILES]);
    for (int q = 0; q < QUINTILES; q++) {
        const struct subsidise_due due = {ledger_free_party(ACCOUNT_USERS + q),
                                          LEDGER_NO_PRODUCT, LEDGER_NO_SITE,
                                          side == 0 ? LEDGER_REPORTED : LEDGER_RIM};
        TRY(subsidise_ask(asked, &due, fen[q], err));
    }
    return 0;
}

int subsidise_benefit(struct world *world, int index, struct subsidise_asked *asked,
                      struct error *err)
{
    const struct force *force = force_of(world);
    double *yuan = amounts_of(world, index);
    if (!yuan)
        return error_set(err, MESSAGE_MEMORY, "benefits");
    int status = look_up_people(world, force->scope->reach[index].communities,
                                groups_ages(&force->groups, yuan), err);
    for (int side = 0; side < SIDES && status == 0; side++)
        status = ask_side(world, yuan, side, asked, err);
    free(yuan);
    return status;
}
