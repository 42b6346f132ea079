/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Best fit over a list of free extents in the order of addresses. Takes and gives are
 * few (a community grows a few times in a run), so the list is simply searched. */
#include "core/heap.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Extents are whole cache lines; regions whole huge pages, at least REGION bytes. */
static const size_t LINE = 64, HUGE_PAGE = (size_t)2 << 20, REGION = (size_t)32 << 20;

static size_t round_up(size_t size, size_t unit)
{
    return (size + unit - 1) / unit * unit;
}

void heap_init(struct heap *heap)
{
    *heap = (struct heap){0};
}

void heap_free(struct heap *heap)
{
    for (size_t k = 0; k < heap->region_count; k++)
        munmap(heap->region[k].start, heap->region[k].size);
    free(heap->region);
    free(heap->free);
    heap_init(heap);
}

/* Room for one more extent in a list. */
static bool reserve(struct heap_extent **list, size_t *capacity, size_t count)
{
    if (count < *capacity)
        return true;
    const size_t larger = *capacity ? 2 * *capacity : 64;
    struct heap_extent *memory = realloc(*list, larger * sizeof *memory);
    if (!memory)
        return false;
    *list = memory;
    *capacity = larger;
    return true;
}

/* Puts an extent into the free list, joined with its neighbours. The caller has reserved
 * room for one more. */
static void put(struct heap *heap, char *start, size_t size)
{
    size_t k = 0;
    while (k < heap->free_count && heap->free[k].start < start)
        k++;
    struct heap_extent *at = heap->free + k;
    const bool left = k > 0 && at[-1].start + at[-1].size == start;
    const bool right = k < heap->free_count && start + size == at->start;
    if (left && right) {
        at[-1].size += size + at->size;
        memmove(at, at + 1, (--heap->free_count - k) * sizeof *at);
    } else if (left) {
        at[-1].size += size;
    } else if (right) {
        at->start = start;
        at->size += size;
    } else {
        memmove(at + 1, at, (heap->free_count++ - k) * sizeof *at);
        *at = (struct heap_extent){start, size};
    }
}

/* Maps a region that holds `size` and puts it into the free list. */
static bool map_region(struct heap *heap, size_t size)
{
    const size_t whole = round_up(size > REGION ? size : REGION, HUGE_PAGE);
    if (!reserve(&heap->region, &heap->region_capacity, heap->region_count))
        return false;
    char *memory = mmap(NULL, whole + HUGE_PAGE, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        return false;
    /* Only a region that begins on a huge page is backed by huge pages throughout. */
    const size_t skip = (HUGE_PAGE - (uintptr_t)memory % HUGE_PAGE) % HUGE_PAGE;
    if (skip > 0)
        munmap(memory, skip);
    munmap(memory + skip + whole, HUGE_PAGE - skip);
    memory += skip;
    /* Advice: where it is refused the program is slower, not wrong. */
    (void)madvise(memory, whole, MADV_HUGEPAGE);
    heap->region[heap->region_count++] = (struct heap_extent){memory, whole};
    put(heap, memory, whole);
    return true;
}

/* The smallest free extent that is large enough, or NULL: large ones are kept for large
 * blocks. Taking the first that fits left 7 bytes a resident unused after five years,
 * this 2. */
static struct heap_extent *find(struct heap *heap, size_t size)
{
    struct heap_extent *best = NULL;
    for (size_t k = 0; k < heap->free_count; k++) {
        struct heap_extent *at = heap->free + k;
        if (at->size >= size && (!best || at->size < best->size))
            best = at;
    }
    return best;
}

static void *take(struct heap *heap, size_t size)
{
    if (!reserve(&heap->free, &heap->free_capacity, heap->free_count + 2))
        return NULL;
    struct heap_extent *best = find(heap, size);
    if (!best) {
        if (!map_region(heap, size))
            return NULL;
        best = find(heap, size);
    }
    char *memory = best->start;
    best->start += size;
    best->size -= size;
    if (best->size == 0) {
        heap->free_count--;
        memmove(best, best + 1,
                (size_t)(heap->free + heap->free_count - best) * sizeof *best);
    }
    return memory;
}

void *heap_take(struct heap *heap, size_t size)
{
    void *memory;
#pragma omp critical(heap)
    memory = take(heap, round_up(size, LINE));
    return memory;
}

void heap_give(struct heap *heap, void *memory, size_t size)
{
    if (!memory)
        return;
#pragma omp critical(heap)
    {
        /* Without room to note it the extent is lost until heap_free, not corrupted. */
        if (reserve(&heap->free, &heap->free_capacity, heap->free_count + 1))
            put(heap, memory, round_up(size, LINE));
    }
}
