/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Benefits: money for residents, whatever they buy, by group and income. */
#include "process/subsidise.h"

#include <omp.h>
#include <stdlib.h>

/* Residents of a community by group and quintile. */
static void count_community(const struct world *world, int c, int64_t *count)
{
    const struct force *force = force_of(world);
    const struct block *block = &world->blocks[c];
    for (row i = 0; i < block->residents.count; i++) {
        const int group = groups_of(&force->groups, block, i, world->now);
        count[group * QUINTILES + groups_quintile(block, i)]++;
    }
}

int subsidise_benefit(struct world *world, int index, struct subsidise_asked *asked,
                      struct error *err)
{
    const struct force *force = force_of(world);
    const struct instrument *one = &force->policy->item[index];
    const uint64_t *set = force->scope->reach[index].communities;
    const size_t cells = (size_t)force->groups.count * QUINTILES;
    int64_t *count = calloc(cells * (size_t)world->threads, sizeof *count);
    struct schedule_facts facts = {{0}};
    money fen[QUINTILES] = {0};
    int status = 0;
    if (!count)
        return error_set(err, MESSAGE_MEMORY, "benefits");
#pragma omp parallel for schedule(dynamic, 16) num_threads(world->threads)
    for (int c = 0; c < world->count; c++)
        if (!set || set[c / 64] >> (c % 64) & 1)
            count_community(world, c, count + (size_t)omp_get_thread_num() * cells);
    facts.value[SCHEDULE_month] = month_number(world->now);
    for (size_t k = 0; k < cells; k++) {
        int64_t persons = 0;
        for (int t = 0; t < world->threads; t++)
            persons += count[(size_t)t * cells + k];
        groups_facts(&force->groups, (int)(k / QUINTILES), &facts);
        fen[k % QUINTILES] += money_from_yuan(
            (double)persons *
            instrument_benefit(one, &facts, force->level[index], world->now));
    }
    for (int q = 0; q < QUINTILES && status == 0; q++) {
        const struct subsidise_due due = {ledger_free_party(ACCOUNT_USERS + q),
                                          LEDGER_NO_PRODUCT, LEDGER_NO_SITE};
        status = subsidise_ask(asked, &due, fen[q], err);
    }
    free(count);
    return status;
}
