/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Leaving: young adults leave a parent's home for one of their own, or a family home for
 * a dormitory; those in dormitories leave for a home of their own. */
#include "process/process.h"

/* Whether `i` lives with a parent or grandparent. */
static bool lives_with_parent(const struct residents *p, row i)
{
    for (row k = p->next[i]; k != i; k = p->next[k])
        if (!(p->bits[k] & BITS_GONE) &&
            (p->id[k] == p->mother[i] ||
             p->birth[i] - p->birth[k] >= STAGE_GENERATION * MONTHS_PER_YEAR))
            return true;
    return false;
}

/* Whether the word, counted from where leaving begins, means a home of one's own. */
static bool leaves(const struct home *home, row i, int age, uint32_t word)
{
    const struct residents *p = &home->block->residents;
    const struct rates_month *chances = &home->world->chances;
    if (p->bits[i] & BITS_COLLECTIVE)
        return word < chances->leave_dormitory[age];
    return word < chances->leave_home[age] && lives_with_parent(p, i);
}

static int go(struct home *home, row i, bool to_dormitory, struct error *err)
{
    const struct residents *p = &home->block->residents;
    row group[255];
    const int count = home_group(home->block, i, false, home->world->now, group);
    if (to_dormitory && count > 1)
        return 0; /* with a child nobody goes there */
    const size_t first = home->worker->movers.count;
    TRY(home_send(home, group, count,
                  home_destination(home->world, home->community, p->id[i]), err));
    home->worker->movers.item[first].collective = to_dormitory;
    home_count(home, to_dormitory ? EVENT_ENTER_DORMITORY : EVENT_LEAVE_HOME, 1);
    return 0;
}

static int leave_home(struct home *home, struct error *err)
{
    struct residents *p = &home->block->residents;
    const struct awake_list *list = &home->list[AWAKE_MOVE];
    /* Their households are asked for now, and read here and by `migrate`. */
    for (int k = 0; k < list->count; k++)
        __builtin_prefetch(&home->block->households
                                .first[p->household[home_row(home, list->index[k])]]);
    for (int k = 0; k < list->count; k++) {
        const unsigned awake = list->index[k];
        const row i = home_row(home, awake);
        if (p->bits[i] & BITS_GONE)
            continue;
        const int age = home_age(home, awake);
        const struct move_chances chance = home_move_chances(
            &home->world->chances, home->cell[home->awake[awake]], age);
        const uint32_t word = home->word[2][awake];
        if (word < chance.emigrate)
            continue;
        const uint32_t from = word - chance.emigrate;
        if (from < chance.leave_home) {
            if (leaves(home, i, age, from))
                TRY(go(home, i, false, err));
        } else if (from - chance.leave_home < chance.enter_dormitory &&
                   !(p->bits[i] & BITS_COLLECTIVE)) {
            TRY(go(home, i, true, err));
        }
    }
    return 0;
}

const struct process process_leave_home = {
    .name = "leave_home",
    .text = "adults leave a parent's home or a dormitory, or enter a dormitory",
    .reads = "birth, bits, ring, mother",
    .writes = WRITES(bits) | WRITES_MESSAGES,
    .home = leave_home,
};
