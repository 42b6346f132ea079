/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* One community's block: removal that keeps rows dense, and the laws a block obeys. */
#include "state/block.h"

#include "core/list.h"
#include "state/stage.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

void block_init(struct block *block)
{
    residents_init(&block->residents);
    households_init(&block->households);
    ties_init(&block->ties);
    block->stirred = (struct rows){0};
    block->moves = NULL;
    block->moves_capacity = 0;
    block->left = NULL;
    for (int k = 0; k < ROOMS; k++)
        block->open_room[k] = ROW_NONE;
}

void block_free(struct block *block)
{
    residents_free(&block->residents);
    households_free(&block->households);
    ties_free(&block->ties);
    LIST_FREE(&block->stirred);
    free(block->moves);
    block->moves = NULL;
    block->moves_capacity = 0;
}

int block_stir(struct block *block, row i, struct error *err)
{
    TRY(LIST_RESERVE(&block->stirred, 1, err));
    block->stirred.item[block->stirred.count++] = i;
    return 0;
}

row block_room(struct block *block, enum sex sex, int age, uint32_t key)
{
    const enum shared_room kind = age >= STAGE_ELDER  ? ROOM_ELDERS
                                  : sex == SEX_FEMALE ? ROOM_WOMEN
                                                      : ROOM_MEN;
    const int full = kind == ROOM_ELDERS ? ROOM_ELDERS_FULL : ROOM_YOUNG_FULL;
    const row last = block->open_room[kind];
    /* The household may have emptied and become a family's since. */
    if (last != ROW_NONE && block->households.kind[last] == HOUSEHOLD_COLLECTIVE &&
        block->households.size[last] > 0 && block->households.size[last] < full)
        return last;
    return block->open_room[kind] =
               households_add(&block->households, HOUSEHOLD_COLLECTIVE, key);
}

/* Moves the last row into hole `i`, so that rows stay dense. */
static void fill_hole(struct block *block, row i)
{
    struct residents *p = &block->residents;
    const row last = --p->count;
    if (i == last)
        return;
    row k = last;
    while (p->next[k] != last)
        k = p->next[k];
    p->next[k] = i;
    const row h = p->household[last];
    if (block->households.first[h] == last)
        block->households.first[h] = i;
    const row next = p->next[last];
#define COLUMN(type, name) p->name[i] = p->name[last];
    RESIDENT_COLUMNS(COLUMN)
#undef COLUMN
    p->next[i] = next == last ? i : next;
}

/* Where the rows behind the new end will go. A row may be moved more than once: a hole
 * behind the new end is filled first, and then empties again. */
static void plan_moves(struct block *block, const row *gone, row count)
{
    const row staying = block->residents.count - count;
    row *to = block->moves, *origin = block->moves + count;
    for (row k = 0; k < count; k++) {
        to[k] = ROW_NONE;
        origin[k] = staying + k;
    }
    row last = block->residents.count;
    for (row k = count; k-- > 0;) {
        last--;
        const row from = origin[last - staying];
        if (gone[k] >= staying)
            origin[gone[k] - staying] = from;
        else
            to[from - staying] = gone[k];
    }
}

/* Ties and stirred rows, before anybody moves. */
static int follow_moves(struct block *block, const row *gone, row count,
                        struct error *err)
{
    struct residents *p = &block->residents;
    if (block->moves_capacity < count) {
        free(block->moves);
        block->moves_capacity = 0;
        block->moves = malloc((size_t)count * 4 * sizeof *block->moves);
        if (!block->moves)
            return error_set(err, MESSAGE_MEMORY, "ties");
        block->moves_capacity = count * 2;
    }
    plan_moves(block, gone, count);
    for (row k = 0; k < count; k++)
        p->bits[gone[k]] |= BITS_GONE;
    const struct ties_moves moves = {.count = p->count - count,
                                     .to = block->moves,
                                     .bits = p->bits,
                                     .left = block->left};
    ties_follow(&block->ties, &moves);
    ties_follow_rows(&block->stirred, &moves);
    return 0;
}

int block_remove(struct block *block, const row *gone, row count, struct error *err)
{
    if (count > 0 && block->ties.count + block->stirred.count > 0)
        TRY(follow_moves(block, gone, count, err));
    for (row k = 0; k < count; k++) {
        assert(k == 0 || gone[k] > gone[k - 1]);
        household_leave(&block->households, &block->residents, gone[k]);
    }
    /* From the end, so that a hole is never filled with a row that is to go. */
    for (row k = count; k-- > 0;)
        fill_hole(block, gone[k]);
    return 0;
}

static int broken(struct error *err, const char *law, unsigned long at)
{
    char text[128];
    snprintf(text, sizeof text, "%s (at %lu)", law, at);
    return error_set(err, MESSAGE_LAW, text);
}

static int compare_ids(const void *a, const void *b)
{
    const entity_id x = *(const entity_id *)a, y = *(const entity_id *)b;
    return (x > y) - (x < y);
}

static int check_ids(const struct residents *p, struct error *err)
{
    entity_id *ids = malloc((p->count + 1) * sizeof *ids);
    if (!ids)
        return error_set(err, MESSAGE_MEMORY, "law_check");
    for (row i = 0; i < p->count; i++)
        ids[i] = p->id[i];
    qsort(ids, p->count, sizeof *ids, compare_ids);
    int status = 0;
    for (row i = 0; i < p->count && !status; i++)
        if (ids[i] == ID_NONE || (i > 0 && ids[i] == ids[i - 1]))
            status = broken(err, "ids are unique and not 0", i);
    free(ids);
    return status;
}

/* One household: its ring has `size` members that name it, and couples are whole. */
static int check_household(const struct block *block, row h, struct error *err)
{
    const struct residents *p = &block->residents;
    const row first = block->households.first[h];
    const bool collective = block->households.kind[h] == HOUSEHOLD_COLLECTIVE;
    row i = first;
    for (int k = 0; k < block->households.size[h]; k++) {
        if (i >= p->count || p->household[i] != h || (k > 0 && i == first))
            return broken(err, "members of a ring name their household", h);
        if (!(p->bits[i] & BITS_COLLECTIVE) == collective)
            return broken(err, "members know whether they live in a collective", h);
        if (p->bits[i] & BITS_COUPLE_FIRST &&
            (!(p->bits[i] & BITS_PARTNERED) || !(p->bits[p->next[i]] & BITS_PARTNERED)))
            return broken(err, "partners stand next to each other", h);
        i = p->next[i];
    }
    row last = first;
    for (int k = 1; k < block->households.size[h]; k++)
        last = p->next[last];
    if (p->bits[last] & BITS_COUPLE_FIRST)
        return broken(err, "no couple is split by the start of its ring", h);
    return i == first ? 0 : broken(err, "a ring has as many members as its size", h);
}

static int check_couples(const struct residents *p, bool open, struct error *err)
{
    unsigned long firsts = 0, partners = 0;
    for (row i = 0; i < p->count; i++) {
        firsts += (p->bits[i] & BITS_COUPLE_FIRST) != 0;
        partners += (p->bits[i] & BITS_PARTNERED) != 0;
        if (!open && p->bits[i] & (BITS_GONE | BITS_PROMISED))
            return broken(err, "nobody marked gone or promised stays", i);
    }
    return partners == 2 * firsts ? 0 : broken(err, "partners come in pairs", partners);
}

static int check_free_list(const struct households *hh, struct error *err)
{
    row unused = 0;
    for (row h = hh->free; h != ROW_NONE; h = hh->first[h])
        if (h >= hh->count || hh->size[h] != 0 || ++unused > hh->count)
            return broken(err, "the list of free households is sound", h);
    for (row h = 0; h < hh->count; h++)
        unused -= hh->size[h] == 0;
    return unused == 0 ? 0 : broken(err, "every free household is listed", unused);
}

static int check(const struct block *block, bool open, struct error *err)
{
    const struct households *hh = &block->households;
    unsigned long members = 0;
    for (row h = 0; h < hh->count; h++) {
        if (hh->size[h] == 0)
            continue;
        TRY(check_household(block, h, err));
        members += hh->size[h];
    }
    if (members != block->residents.count)
        return broken(err, "everybody is in one household", members);
    TRY(check_couples(&block->residents, open, err));
    return check_free_list(hh, err);
}

int block_check_open(const struct block *block, struct error *err)
{
    return check(block, true, err);
}

int block_check(const struct block *block, struct error *err)
{
    TRY(check_ids(&block->residents, err));
    return check(block, false, err);
}
