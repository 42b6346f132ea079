/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* One call of the generator a resident and month gives four words, shared by the verbs.
 * Eight bits of each against an envelope find the few who may have an event; the exact
 * chance is the verb's business. */
#include "cycle/chance.h"

#include <stdlib.h>
#include <string.h>

/* Bits of a cell below the age. */
enum { CELL_AGE_SHIFT = 5, CELL_BITS = (1 << CELL_AGE_SHIFT) - 1, CELL_AGE_LAST = 127 };

static uint32_t cell_envelope(const struct rates_month *chances,
                              enum residence residence, unsigned cell)
{
    const int age = cell_age(cell);
    const enum sex sex = bits_sex(cell);
    const uint32_t *chain = chances->chain[residence][sex][age][bits_care(cell)];
    const struct move_chances move = home_move_chances(chances, cell, age);
    const struct pair_chances pair = home_pair_chances(chances, cell, age);
    const uint32_t bear = sex == SEX_FEMALE ? chances->bear[residence][age] : 0;
    return stream_envelope(chain[CARES - 1]) | stream_envelope(bear) << 8 |
           stream_envelope(move.emigrate + move.leave_home + move.enter_dormitory +
                           move.move)
               << 16 |
           stream_envelope(pair.registering + pair.part + pair.seek) << 24;
}

void chance_envelopes(struct world *world)
{
    for (int r = 0; r < RESIDENCES; r++)
        for (unsigned cell = 0; cell < STREAM_CELLS; cell++)
            world->envelope[r][cell] =
                cell_envelope(&world->chances, (enum residence)r, cell);
}

/* Age in years, the five low bits, and the flags of who is awake without chance. */
static void make_cells(const struct residents *p, row count, month now,
                       uint16_t *restrict cell)
{
    const uint16_t *birth = p->birth, *bits = p->bits;
    /* Sixteen-bit arithmetic throughout, so that a vector holds twice as many. */
    for (row i = 0; i < count; i++) {
        const uint16_t months = (uint16_t)((uint16_t)now - birth[i]);
        /* Division by 12 as a product: exact for every 16-bit number of months. */
        uint16_t years = (uint16_t)((uint32_t)months * 43691U >> 16) >> 3;
        const uint16_t birthday = (uint16_t)(years * MONTHS_PER_YEAR) == months;
        years = years > CELL_AGE_LAST ? CELL_AGE_LAST : years;
        const uint16_t seeking = (bits[i] & BITS_SEEKING) != 0;
        cell[i] = (uint16_t)(years << CELL_AGE_SHIFT | (bits[i] & CELL_BITS) |
                             birthday * CELL_BIRTHDAY | seeking * CELL_SEEKING);
    }
}

/* Adds the cells of a block to the worker's counts. Two short tables in turn: equal
 * neighbours do not wait for each other, and both stay in the first cache. */
static void count_cells(const uint16_t *cell, row count, uint32_t *total)
{
    enum { FEW = 2048, MOST = 2 * UINT16_MAX };
    if (count < FEW) { /* not worth clearing and adding the tables */
        for (row i = 0; i < count; i++)
            total[cell[i] & (STREAM_CELLS - 1)]++;
        return;
    }
    for (row start = 0; start < count; start += MOST) {
        uint16_t table[2][STREAM_CELLS];
        memset(table, 0, sizeof table);
        const row end = count - start < MOST ? count : start + MOST;
        row i = start;
        for (; i + 1 < end; i += 2) {
            table[0][cell[i] & (STREAM_CELLS - 1)]++;
            table[1][cell[i + 1] & (STREAM_CELLS - 1)]++;
        }
        if (i < end)
            table[0][cell[i] & (STREAM_CELLS - 1)]++;
        for (int k = 0; k < STREAM_CELLS; k++)
            total[k] += (uint32_t)table[0][k] + table[1][k];
    }
}

/* Rows scanned at a time, so that room for the awake is asked for in steps. */
enum { SLICE = 4096, SCAN_SLACK = 16 };

static int reserve_cells(struct home *home, row count, struct error *err)
{
    if (count <= home->cell_capacity)
        return 0;
    free(home->worker->cell_memory);
    home->cell_capacity = 0;
    home->cell = home->worker->cell_memory =
        malloc(((size_t)count + 64) * sizeof *home->cell);
    if (!home->cell)
        return error_set(err, MESSAGE_MEMORY, "the pass");
    home->cell_capacity = count;
    return 0;
}

/* Room for `count` awake; the rows noted so far are kept. */
static int reserve_awake(struct home *home, size_t count, struct error *err)
{
    if (count <= home->awake_capacity)
        return 0;
    const size_t n = (count + count / 2 + 63) / 64 * 64;
    const size_t words = 1 + 4 + AWAKE_KINDS;
    char *memory =
        aligned_alloc(64, n * (sizeof(entity_id) + words * sizeof(uint32_t)));
    if (!memory)
        return error_set(err, MESSAGE_MEMORY, "the pass");
    entity_id *id = (entity_id *)(void *)memory;
    uint32_t *next = (uint32_t *)(void *)(memory + n * sizeof(entity_id));
    if (home->awake_count > 0)
        memcpy(next, home->awake, (size_t)home->awake_count * sizeof *next);
    free(home->worker->awake_memory);
    home->worker->awake_memory = memory;
    home->awake_capacity = n;
    home->id = id;
    home->awake = next;
    for (int k = 0; k < 4; k++)
        home->word[k] = next += n;
    for (int k = 0; k < AWAKE_KINDS; k++)
        home->list[k].index = next += n;
    return 0;
}

static void enlist(struct home *home, enum awake_kind kind, int k, bool awake)
{
    struct awake_list *list = &home->list[kind];
    list->index[list->count] = (uint32_t)k;
    list->count += awake;
}

/* Deals the awake to the lists of the verbs. Most are there for their birthday only. The
 * columns that verbs read first, and no pass has read yet, are asked for here, so that
 * they are under way while the rest is dealt. */
static void deal(struct home *home, const uint32_t *envelope)
{
    const struct residents *p = &home->block->residents;
    for (int kind = 0; kind < AWAKE_KINDS; kind++)
        home->list[kind].count = 0;
    for (int k = 0; k < home->awake_count; k++) {
        const row i = home->awake[k];
        const unsigned cell = home->cell[i];
        const uint32_t bound = envelope[cell & (STREAM_CELLS - 1)];
        __builtin_prefetch(&p->mother[i]);
        __builtin_prefetch(&p->next[i]);
        const bool chain = home->word[0][k] >> 24 < (bound & 255);
        const bool bear = home->word[1][k] >> 24 < (bound >> 8 & 255);
        const bool move = home->word[2][k] >> 24 < (bound >> 16 & 255);
        const bool pair =
            home->word[3][k] >> 24 < bound >> 24 || (cell & CELL_SEEKING) != 0;
        enlist(home, AWAKE_BIRTHDAY, k, (cell & CELL_BIRTHDAY) != 0);
        if (!(chain | bear | move | pair))
            continue;
        __builtin_prefetch(&p->household[i]);
        enlist(home, AWAKE_CHAIN, k, chain);
        enlist(home, AWAKE_BEAR, k, bear);
        enlist(home, AWAKE_MOVE, k, move);
        enlist(home, AWAKE_PAIR, k, pair);
    }
}

int chance_wake(struct home *home, struct error *err)
{
    const struct world *world = home->world;
    const struct residents *p = &home->block->residents;
    const uint32_t *envelope = world->envelope[home->residence];
    const struct stream_address address = {
        .seed = world->seed, .when = world->now, .purpose = PURPOSE_LIFE};
    TRY(reserve_cells(home, home->count, err));
    make_cells(p, home->count, world->now, home->cell);
    if (home->reported)
        count_cells(home->cell, home->count, home->worker->cells);
    size_t awake = 0;
    home->awake_count = 0;
    for (row start = 0; start < home->count; start += SLICE) {
        const row rest = home->count - start, count = rest < SLICE ? rest : SLICE;
        TRY(reserve_awake(home, awake + count + SCAN_SLACK, err));
        const size_t found =
            stream_scan(world->vectors, &address, p->id + start, home->cell + start,
                        count, envelope, home->awake + awake);
        for (size_t k = awake; k < awake + found; k++)
            home->awake[k] += start;
        awake += found;
        home->awake_count = (int)awake;
    }
    for (size_t k = 0; k < awake; k++)
        home->id[k] = p->id[home->awake[k]];
    stream_batch(world->vectors, &address, home->id, awake, home->word);
    deal(home, envelope);
    return 0;
}
