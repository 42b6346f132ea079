/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Rings of members, couples side by side, and the list of free households. */
#include "state/household.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE_LARGEST = 255 };

void households_init(struct households *households)
{
    *households = (struct households){.free = ROW_NONE};
}

static void give(struct heap *heap, void *memory, size_t bytes)
{
    if (heap)
        heap_give(heap, memory, bytes);
    else
        free(memory);
}

void households_free(struct households *households)
{
    struct heap *heap = households->heap;
    give(heap, households->memory, households->bytes);
    households_init(households);
    households->heap = heap;
}

int households_reserve(struct households *households, row capacity, struct error *err)
{
    if (capacity <= households->capacity)
        return 0;
    const size_t rows = ((size_t)capacity + 15) / 16 * 16;
    const size_t bytes = rows * (2 * sizeof(uint32_t) + 2 * sizeof(uint8_t));
    char *memory =
        households->heap ? heap_take(households->heap, bytes) : malloc(bytes);
    if (!memory)
        return error_set(err, MESSAGE_MEMORY, "households");
    struct households larger = *households;
    larger.memory = memory;
    larger.bytes = bytes;
    larger.capacity = (row)rows;
    larger.first = (row *)(void *)memory;
    larger.key = (uint32_t *)(void *)(memory + rows * sizeof(row));
    larger.size = (uint8_t *)memory + rows * 2 * sizeof(uint32_t);
    larger.kind = larger.size + rows;
    const size_t used = households->count;
    if (used > 0) {
        memcpy(larger.first, households->first, used * sizeof *larger.first);
        memcpy(larger.key, households->key, used * sizeof *larger.key);
        memcpy(larger.size, households->size, used);
        memcpy(larger.kind, households->kind, used);
    }
    give(households->heap, households->memory, households->bytes);
    *households = larger;
    return 0;
}

row households_add(struct households *households, enum household_kind kind,
                   uint32_t key)
{
    row h = households->free;
    if (h != ROW_NONE) {
        households->free = households->first[h];
    } else {
        assert(households->count < households->capacity);
        h = households->count++;
    }
    households->first[h] = ROW_NONE;
    households->key[h] = key;
    households->size[h] = 0;
    households->kind[h] = (uint8_t)kind;
    return h;
}

/* The member before `i` in its ring; `i` itself when alone. */
static row before(const struct residents *residents, row i)
{
    row k = i;
    while (residents->next[k] != i)
        k = residents->next[k];
    return k;
}

/* Links `i` behind member `k`. */
static void link_behind(struct residents *residents, row k, row i)
{
    residents->next[i] = residents->next[k];
    residents->next[k] = i;
}

void household_enter(struct households *households, struct residents *residents, row h,
                     row i)
{
    assert(households->size[h] < SIZE_LARGEST);
    residents->household[i] = h;
    const row first = households->first[h];
    if (first == ROW_NONE) {
        residents->next[i] = i;
        households->first[h] = i;
    } else {
        link_behind(residents, before(residents, first), i);
    }
    households->size[h]++;
    if (households->kind[h] == HOUSEHOLD_COLLECTIVE)
        residents->bits[i] |= BITS_COLLECTIVE;
    else
        residents->bits[i] &= (uint16_t)~BITS_COLLECTIVE;
}

void household_enter_partner(struct households *households, struct residents *residents,
                             row h, row i, row partner)
{
    household_enter(households, residents, h, i);
    household_pair(households, residents, partner, i);
}

row household_partner(const struct residents *residents, row i)
{
    const unsigned bits = residents->bits[i];
    if (!(bits & BITS_PARTNERED))
        return ROW_NONE;
    return bits & BITS_COUPLE_FIRST ? residents->next[i] : before(residents, i);
}

void household_pair(struct households *households, struct residents *residents, row a,
                    row b)
{
    assert(residents->household[a] == residents->household[b] && a != b);
    assert(!((residents->bits[a] | residents->bits[b]) & BITS_PARTNERED));
    const row h = residents->household[a];
    if (residents->next[a] != b) {
        residents->next[before(residents, b)] = residents->next[b];
        link_behind(residents, a, b);
    }
    if (households->first[h] == b)
        households->first[h] = a;
    residents->bits[a] |= BITS_PARTNERED | BITS_COUPLE_FIRST;
    residents->bits[b] |= BITS_PARTNERED;
    residents->bits[a] &= (uint16_t)~BITS_SEEKING;
    residents->bits[b] &= (uint16_t)~BITS_SEEKING;
}

void household_unpair(struct residents *residents, row i)
{
    const row partner = household_partner(residents, i);
    if (partner == ROW_NONE)
        return;
    residents->bits[i] &= (uint16_t) ~(BITS_PARTNERED | BITS_COUPLE_FIRST);
    residents->bits[partner] &= (uint16_t) ~(BITS_PARTNERED | BITS_COUPLE_FIRST);
}

/* Who follows `i` as reference person, from `start` on: the first who is of the same
 * generation or an older one and not the second of a couple, else `start`. */
static row successor(const struct residents *residents, row start, row i)
{
    enum { GENERATION_MONTHS = 16 * MONTHS_PER_YEAR };
    row last = before(residents, start), k = start;
    do {
        const bool second = residents->bits[last] & BITS_COUPLE_FIRST;
        if (!second && residents->birth[k] < residents->birth[i] + GENERATION_MONTHS)
            return k;
        last = k;
        k = residents->next[k];
    } while (k != start);
    return start;
}

void household_leave(struct households *households, struct residents *residents, row i)
{
    const row h = residents->household[i];
    household_unpair(residents, i);
    if (--households->size[h] == 0) {
        households->first[h] = households->free;
        households->free = h;
    } else {
        residents->next[before(residents, i)] = residents->next[i];
        if (households->first[h] == i)
            households->first[h] = successor(residents, residents->next[i], i);
    }
    residents->household[i] = ROW_NONE;
    residents->next[i] = i;
}
