/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Columns of residents: allocation, appending, copying. Who lives with whom is
 * household.c's. */
#include "state/resident.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Columns start at whole cache lines and are padded to whole vectors. */
enum { ALIGNMENT = 64, PADDING = 64 };

void residents_init(struct residents *residents)
{
    *residents = (struct residents){0};
}

static void give(struct heap *heap, void *memory, size_t bytes)
{
    if (heap)
        heap_give(heap, memory, bytes);
    else
        free(memory);
}

void residents_free(struct residents *residents)
{
    struct heap *heap = residents->heap;
    give(heap, residents->memory, residents->bytes);
    residents_init(residents);
    residents->heap = heap;
}

int residents_reserve(struct residents *residents, row capacity, struct error *err)
{
    if (capacity <= residents->capacity)
        return 0;
    const size_t rows = ((size_t)capacity + PADDING - 1) / PADDING * PADDING;
    struct residents larger = {
        .count = residents->count, .capacity = (row)rows, .heap = residents->heap};
    size_t bytes = 0;
#define COLUMN(type, name) bytes += rows * sizeof(type);
    RESIDENT_COLUMNS(COLUMN)
#undef COLUMN
    larger.bytes = bytes;
    char *memory =
        larger.heap ? heap_take(larger.heap, bytes) : aligned_alloc(ALIGNMENT, bytes);
    if (!memory)
        return error_set(err, MESSAGE_MEMORY, "residents");
    larger.memory = memory;
#define COLUMN(type, name)                                                     \
    larger.name = (type *)(void *)memory;                                      \
    if (residents->count > 0)                                                  \
        memcpy(larger.name, residents->name, residents->count * sizeof(type)); \
    memory += rows * sizeof(type);
    RESIDENT_COLUMNS(COLUMN)
#undef COLUMN
    give(residents->heap, residents->memory, residents->bytes);
    *residents = larger;
    return 0;
}

row residents_add(struct residents *residents, const struct resident *resident)
{
    assert(residents->count < residents->capacity);
    const row i = residents->count++;
#define COLUMN(type, name) residents->name[i] = resident->name;
    RESIDENT_COLUMNS(COLUMN)
#undef COLUMN
    return i;
}

struct resident residents_get(const struct residents *residents, row i)
{
    assert(i < residents->count);
    struct resident resident;
#define COLUMN(type, name) resident.name = residents->name[i];
    RESIDENT_COLUMNS(COLUMN)
#undef COLUMN
    return resident;
}
