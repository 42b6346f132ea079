/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Memory for the residents of a city: large extents on huge pages, which the general
 * allocator asks for only when an environment variable tells it to. On 2-megabyte pages
 * a month costs about a fifth less, because a block's columns and the places where
 * movers arrive no longer miss the translation cache. */
#ifndef LINLI_CORE_HEAP_H
#define LINLI_CORE_HEAP_H

#include <stddef.h>

/* A free stretch of one region. */
struct heap_extent {
    char *start;
    size_t size;
};

struct heap {
    struct heap_extent *free; /* owned; by address, neighbours joined */
    size_t free_count, free_capacity;
    struct heap_extent *region; /* owned; mapped regions */
    size_t region_count, region_capacity;
};

void heap_init(struct heap *heap);
/* Unmaps everything. */
void heap_free(struct heap *heap);
/* `size` bytes aligned to 64, zeroed when new but not when used before; NULL without
 * memory. Threads may call at the same time. */
void *heap_take(struct heap *heap, size_t size);
/* Gives back what heap_take returned for the same size; NULL is allowed. */
void heap_give(struct heap *heap, void *memory, size_t size);

#endif
