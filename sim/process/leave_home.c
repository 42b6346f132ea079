/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Young adults leave a parent's home, or a dormitory, for a home of their own. */
#include "process/process.h"

/* Years by which somebody must be older to count as a parent. */
enum { GENERATION = 16 };

/* Whether `i` lives with a parent or grandparent, or in a dormitory. */
static bool has_home_to_leave(const struct residents *p, row i)
{
    if (p->bits[i] & BITS_COLLECTIVE)
        return true;
    for (row k = p->next[i]; k != i; k = p->next[k])
        if (!(p->bits[k] & BITS_GONE) &&
            (p->id[k] == p->mother[i] ||
             p->birth[i] - p->birth[k] >= GENERATION * MONTHS_PER_YEAR))
            return true;
    return false;
}

static int leave_home(struct home *home, struct error *err)
{
    struct residents *p = &home->block->residents;
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
        if (word < chance.emigrate || word - chance.emigrate >= chance.leave_home ||
            !has_home_to_leave(p, i))
            continue;
        row group[255];
        const int count = home_group(home->block, i, false, home->world->now, group);
        home_count(home, EVENT_LEAVE_HOME, 1);
        TRY(home_send(home, group, count,
                      home_destination(home->world, home->community, p->id[i]), err));
    }
    return 0;
}

const struct process process_leave_home = {
    .name = "leave_home",
    .text = "adults of 18 to 34 leave a parent's home or a dormitory",
    .reads = "birth, bits, ring, mother",
    .writes = WRITES(bits) | WRITES_MESSAGES,
    .home = leave_home,
};
