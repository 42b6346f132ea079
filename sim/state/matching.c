/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Deferred acceptance, one asker after another (McVitie and Wilson 1971, Communications
 * of the ACM 14): an asker proposes down the list until a room holds him; whom the room
 * drops for him goes on at once where his own list stands. The result is the same as
 * that of Gale and Shapley's rounds, whatever the order, and nothing needs sorting:
 * rooms without a free place never see an asker, and a room that is not full by the end
 * never compares two. */
#include "state/matching.h"

#include "core/list.h"
#include "state/catalogue.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Places of one class in one room. */
struct matching_cell {
    uint32_t start; /* of its part of `held` */
    uint32_t count; /* while counting: wishes for it; then: who holds a place for now */
    uint32_t most;  /* places, or wishes where these are fewer */
};

struct matching_held {
    uint64_t rank; /* lower is better */
    uint64_t id;   /* settles equal ranks */
    uint32_t asker;
    uint32_t entry; /* of the asker's list */
};

enum {
    MONTHS_MOST = UINT16_MAX,
    ASKERS_LIMIT = 1 << 30, /* so that all wishes fit 32 bits */
    ROOMS_LIMIT = 1 << 29,
};

void matching_free(struct matching *matching)
{
    free(matching->cells);
    matching->cells = NULL;
    matching->cell_capacity = 0;
    LIST_FREE(&matching->touched);
    LIST_FREE(&matching->held);
}

static size_t cell_of(const struct asker *asker, int entry)
{
    return (size_t)asker->room[entry] * CATALOGUE_CLASSES + asker->place_class;
}

/* Priority, months and key as one number. */
static struct matching_held hold(const struct matching_market *market, size_t i,
                                 int entry)
{
    const struct asker *asker = &market->askers[i];
    const uint64_t waited = MONTHS_MOST - asker->months;

    return (struct matching_held){(uint64_t)asker->priority << 48 | waited << 32 |
                                      asker->key[entry],
                                  asker->id, (uint32_t)i, (uint32_t)entry};
}

static bool worse(const struct matching_held *a, const struct matching_held *b)
{
    return a->rank != b->rank ? a->rank > b->rank : a->id > b->id;
}

/* Cells for all rooms, the new ones zero. */
static int reserve_cells(struct matching *matching, size_t cells, struct error *err)
{
    const size_t before = matching->cell_capacity;

    if (cells <= before)
        return 0;
    TRY(list_grow((void **)&matching->cells, &matching->cell_capacity, cells,
                  sizeof *matching->cells, err));
    memset(matching->cells + before, 0,
           (matching->cell_capacity - before) * sizeof *matching->cells);
    return 0;
}

/* Counts the wishes per cell with free places and lists these cells. */
static int count_wishes(struct matching *matching, const struct matching_market *market,
                        struct error *err)
{
    for (size_t i = 0; i < market->count; i++) {
        const struct asker *asker = &market->askers[i];

        assert(asker->listed <= MATCHING_LIST);
        assert(asker->place_class < CATALOGUE_CLASSES);
        TRY(LIST_RESERVE(&matching->touched, MATCHING_LIST, err));
        for (int e = 0; e < asker->listed; e++) {
            assert(asker->room[e] < market->rooms);
            const size_t at = cell_of(asker, e);

            if (market->places[at] <= 0)
                continue;
            if (matching->cells[at].count++ == 0)
                matching->touched.item[matching->touched.count++] = (uint32_t)at;
        }
    }
    return 0;
}

/* Zero cells again, those of the month that were used. */
static void clear(struct matching *matching)
{
    for (size_t k = 0; k < matching->touched.count; k++)
        matching->cells[matching->touched.item[k]] = (struct matching_cell){0};
    matching->touched.count = 0;
}

/* Gives every wished-for cell its part of `held`. */
static int lay_out(struct matching *matching, const struct matching_market *market,
                   struct error *err)
{
    size_t total = 0;

    assert(market->count < ASKERS_LIMIT && market->rooms < ROOMS_LIMIT);
    TRY(reserve_cells(matching, market->rooms * CATALOGUE_CLASSES, err));
    TRY(count_wishes(matching, market, err));
    for (size_t k = 0; k < matching->touched.count; k++) {
        struct matching_cell *cell = &matching->cells[matching->touched.item[k]];
        const uint32_t places = (uint32_t)market->places[matching->touched.item[k]];

        cell->start = (uint32_t)total;
        cell->most = cell->count < places ? cell->count : places;
        cell->count = 0;
        total += cell->most;
    }
    matching->held.count = 0;
    return LIST_RESERVE(&matching->held, total, err);
}

/* Lets `held` sink to where nobody below is worse. */
static void sink(struct matching_held *heap, size_t count, size_t at,
                 struct matching_held held)
{
    for (;;) {
        size_t below = 2 * at + 1;

        if (below >= count)
            break;
        if (below + 1 < count && worse(&heap[below + 1], &heap[below]))
            below++;
        if (!worse(&heap[below], &held))
            break;
        heap[at] = heap[below];
        at = below;
    }
    heap[at] = held;
}

/* One proposal. Returns whether somebody is without a place after it; `held` is then
 * who, the proposer or whom he displaced. */
static bool refuse(struct matching *matching, size_t at, struct matching_held *held)
{
    struct matching_cell *cell = &matching->cells[at];
    struct matching_held *heap = matching->held.item + cell->start;

    if (cell->count < cell->most) {
        heap[cell->count++] = *held;
        /* The order is made when the cell is full: before, nobody is compared. */
        if (cell->count == cell->most)
            for (size_t k = cell->count / 2; k-- > 0;)
                sink(heap, cell->count, k, heap[k]);
        return false;
    }
    if (worse(&heap[0], held)) {
        const struct matching_held dropped = heap[0];

        sink(heap, cell->count, 0, *held);
        *held = dropped;
    }
    return true;
}

/* The asker proposes, and then whoever is displaced, until nobody is left to go on. */
static void propose(struct matching *matching, const struct matching_market *market,
                    size_t i, int8_t *placed)
{
    int entry = 0;

    for (;;) {
        const struct asker *asker = &market->askers[i];

        placed[i] = -1;
        while (entry < asker->listed && market->places[cell_of(asker, entry)] <= 0)
            entry++;
        if (entry == asker->listed)
            return;
        struct matching_held held = hold(market, i, entry);
        const bool refused = refuse(matching, cell_of(asker, entry), &held);

        if (!refused || held.asker != i)
            placed[i] = (int8_t)entry;
        if (!refused)
            return;
        i = held.asker;
        entry = (int)held.entry + 1;
    }
}

int matching_place(struct matching *matching, const struct matching_market *market,
                   int8_t *placed, struct error *err)
{
    const int status = lay_out(matching, market, err);

    if (status == 0)
        for (size_t i = 0; i < market->count; i++)
            propose(matching, market, i, placed);
    clear(matching);
    return status;
}

static int broken(const struct matching_market *market, size_t i, const char *law,
                  struct error *err)
{
    char text[120];

    snprintf(text, sizeof text, "resident %llx: %s",
             (unsigned long long)market->askers[i].id, law);
    return error_set(err, MESSAGE_LAW, text);
}

/* Counts who is placed where and finds the last in rank of every cell. */
static int check_places(struct matching *matching, const struct matching_market *market,
                        const int8_t *placed, struct error *err)
{
    for (size_t i = 0; i < market->count; i++) {
        if (placed[i] < -1 || placed[i] >= market->askers[i].listed)
            return broken(market, i, "placed in a room that was not listed", err);
        if (placed[i] < 0)
            continue;
        const size_t at = cell_of(&market->askers[i], placed[i]);
        struct matching_cell *cell = &matching->cells[at];

        if (market->places[at] <= 0 || cell->count >= (uint32_t)market->places[at])
            return broken(market, i, "placed beyond the places of a room", err);
        const struct matching_held held = hold(market, i, placed[i]);
        struct matching_held *last = &matching->held.item[cell->start];
        if (cell->count++ == 0 || worse(&held, last))
            *last = held;
    }
    return 0;
}

/* Looks for a wish of this asker that the room should have met. */
static int check_refusals(const struct matching *matching,
                          const struct matching_market *market, size_t i,
                          const int8_t *placed, struct error *err)
{
    const struct asker *asker = &market->askers[i];
    const int end = placed[i] < 0 ? asker->listed : placed[i];

    for (int e = 0; e < end; e++) {
        const size_t at = cell_of(asker, e);
        const struct matching_cell *cell = &matching->cells[at];
        const struct matching_held mine = hold(market, i, e);

        if (market->places[at] <= 0)
            continue;
        if (cell->count < (uint32_t)market->places[at])
            return broken(market, i, "refused beside a free place", err);
        if (worse(&matching->held.item[cell->start], &mine))
            return broken(market, i, "refused while a lower rank is placed", err);
    }
    return 0;
}

int matching_check(struct matching *matching, const struct matching_market *market,
                   const int8_t *placed, struct error *err)
{
    int status = lay_out(matching, market, err);

    if (status == 0)
        status = check_places(matching, market, placed, err);
    for (size_t i = 0; status == 0 && i < market->count; i++)
        status = check_refusals(matching, market, i, placed, err);
    clear(matching);
    return status;
}
