/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Divorce, at a rate of the couple by the woman's age. The man leaves for a home of his
 * own; children stay with their mother (most do; assumed). */
#include "process/process.h"

static int part(struct home *home, struct error *err)
{
    struct residents *p = &home->block->residents;
    const struct awake_list *list = &home->list[AWAKE_PAIR];
    for (int k = 0; k < list->count; k++) {
        const unsigned awake = list->index[k];
        const row i = home_row(home, awake);
        if (p->bits[i] & BITS_GONE || !(p->bits[i] & BITS_PARTNERED))
            continue;
        const struct pair_chances chance =
            home_pair_chances(&home->world->chances, home->cell[home->awake[awake]],
                              home_age(home, awake));
        const uint32_t word = home->word[3][awake];
        if (word < chance.registering || word - chance.registering >= chance.part)
            continue;
        const row man = household_partner(p, i);
        household_unpair(p, i);
        home_count(home, EVENT_PART, 1);
        if (p->bits[man] & BITS_GONE)
            continue;
        row group[255];
        const int count = home_group(home->block, man, false, home->world->now, group);
        TRY(home_send(home, group, count,
                      home_destination(home->world, home->community, p->id[man]), err));
    }
    return 0;
}

const struct process process_part = {
    .name = "part",
    .text = "couples divorce; the man leaves, children stay with their mother",
    .reads = "birth, bits, ring, mother",
    .writes = WRITES(bits) | WRITES_MESSAGES,
    .home = part,
};
