/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Moves: adults leave the city by the chance of their age and sex, couples by the
 * woman's, taking their children; households move inside the city when their reference
 * person's chance says so. Hazards, not totals: that one leaves never makes another
 * stay. */
#include "process/process.h"

static int emigrate(struct home *home, row i, struct error *err)
{
    row group[255];
    const int count = home_group(home->block, i, true, home->world->now, group);
    for (int k = 0; k < count; k++)
        TRY(home_take(home, group[k], err));
    home->tally->emigrated += count;
    home_count(home, EVENT_EMIGRATION, count);
    return 0;
}

/* A family household moves whole when its reference person decides. Those in dormitories
 * and care homes move by `leave_home` alone. */
static int move(struct home *home, row i, struct error *err)
{
    const struct residents *p = &home->block->residents;
    if (p->bits[i] & BITS_COLLECTIVE ||
        home->block->households.first[p->household[i]] != i)
        return 0;
    row group[255];
    const int count = home_household(home->block, p->household[i], group);
    return home_send(home, group, count,
                     home_destination(home->world, home->community, p->id[i]), err);
}

static int migrate(struct home *home, struct error *err)
{
    const struct residents *p = &home->block->residents;
    const struct awake_list *list = &home->list[AWAKE_MOVE];
    for (int k = 0; k < list->count; k++) {
        const unsigned awake = list->index[k];
        const row i = home_row(home, awake);
        if (p->bits[i] & BITS_GONE)
            continue;
        const struct move_chances chance =
            home_move_chances(&home->world->chances, home->cell[home->awake[awake]],
                              home_age(home, awake));
        const uint32_t word = home->word[2][awake];
        const uint32_t move_from =
            chance.emigrate + chance.leave_home + chance.enter_dormitory;
        if (word < chance.emigrate)
            TRY(emigrate(home, i, err));
        else if (word >= move_from && word - move_from < chance.move)
            TRY(move(home, i, err));
    }
    return 0;
}

const struct process process_migrate = {
    .name = "migrate",
    .text = "adults with their families leave the city; households move inside it",
    .reads = "birth, bits, ring, mother, household",
    .writes = WRITES(bits) | WRITES_MESSAGES,
    .home = migrate,
};
