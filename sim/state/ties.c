/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The table of ties: growth, and how it follows when rows of residents move. */
#include "state/ties.h"

#include <stdlib.h>
#include <string.h>

void ties_init(struct ties *ties)
{
    *ties = (struct ties){0};
}

static void give(struct ties *ties)
{
    if (ties->heap)
        heap_give(ties->heap, ties->item, ties->bytes);
    else
        free(ties->item);
}

void ties_free(struct ties *ties)
{
    struct heap *heap = ties->heap;
    give(ties);
    *ties = (struct ties){.heap = heap};
}

int ties_reserve(struct ties *ties, uint32_t capacity, struct error *err)
{
    if (capacity <= ties->capacity)
        return 0;
    enum { GROWTH = 16, UNIT = 64 };
    const size_t wanted = (size_t)capacity + capacity / GROWTH + UNIT;
    const size_t bytes = wanted * sizeof(struct tie);
    struct tie *item = ties->heap ? heap_take(ties->heap, bytes) : malloc(bytes);
    if (!item)
        return error_set(err, MESSAGE_MEMORY, "ties");
    if (ties->count > 0)
        memcpy(item, ties->item, ties->count * sizeof *item);
    give(ties);
    ties->item = item;
    ties->bytes = bytes;
    ties->capacity = (uint32_t)wanted;
    return 0;
}

/* The row after the removal, or ROW_NONE. */
static inline row follow(row i, const struct ties_moves *moves)
{
    if (moves->bits[i] & BITS_GONE)
        return ROW_NONE;
    return i < moves->count ? i : moves->to[i - moves->count];
}

void ties_follow(struct ties *ties, const struct ties_moves *moves)
{
    uint32_t kept = 0;
    for (uint32_t k = 0; k < ties->count; k++) {
        const row i = follow(ties->item[k].row, moves);
        if (i == ROW_NONE) {
            if (moves->left && moves->left->count < moves->left->capacity)
                moves->left->item[moves->left->count++].tie = ties->item[k];
            continue;
        }
        if (kept != k)
            ties->item[kept] = ties->item[k];
        if (i != ties->item[kept].row)
            ties->item[kept].row = i;
        kept++;
    }
    ties->count = kept;
}

void ties_follow_rows(struct rows *rows, const struct ties_moves *moves)
{
    size_t kept = 0;
    for (size_t k = 0; k < rows->count; k++) {
        const row i = follow(rows->item[k], moves);
        rows->item[kept] = i;
        kept += i != ROW_NONE;
    }
    rows->count = kept;
}
