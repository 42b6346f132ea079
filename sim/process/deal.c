/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Who gets the visits that rooms serve (state/sessions.h). Most ties ask where all are
 * served and are passed over without a look at the room; those who may have been refused
 * are noted, so that their second round costs by the refused and not by the ties. */
#include "process/meet.h"

#include "core/list.h"

#include <omp.h>
#include <string.h>

enum { FIRST, AGAIN };
/* What `given` says of ties at the margin, above the number of visits. */
enum { MARGINAL = 0x80, VISITS_BITS = 0x1f };

static struct tie *tie_at(const struct world *world, const struct meet_tie *at)
{
    return &world->blocks[at->community].ties.item[at->tie];
}

/* Visits asked; places have another meaning for the column. */
static inline int visits_of(const struct tie *tie)
{
    return tie->kind == TIE_VISITS ? tie->asked : 0;
}

/* The deals of a community's offers. */
static void look_at_deals(const struct world *world, const struct meet *meet, int c,
                          struct meet_sight *sight)
{
    const struct offers *offers = &world->services->offers[c];
    sight->count = 0;
    for (int k = 0; k < offers->count; k++) {
        const int32_t *dealing = meet->dealing[offers->item[k].room];
        for (int p = 0; p < MEET_PARTS; p++) {
            const bool any = dealing[p] >= 0;
            sight->deal[sight->count + 1] = (uint32_t)dealing[p];
            sight->count += any;
            sight->number[k][p] = (uint16_t)(any ? sight->count : 0);
        }
    }
}

/* Counts the ties of a community by the visits that they ask for. */
static void count_by_visits(const struct world *world, const struct meet *meet, int c,
                            struct meet_desk *desk)
{
    const struct ties *ties = &world->blocks[c].ties;
    struct meet_sight *sight = desk->sight;
    look_at_deals(world, meet, c, sight);
    if (sight->count == 0)
        return;
    memset(sight->by_visits, 0, ((size_t)sight->count + 1) * sizeof *sight->by_visits);
    for (uint32_t k = 0; k < ties->count; k++) {
        const struct tie *tie = &ties->item[k];
        sight->by_visits[sight->number[tie->offer][tie->part]][visits_of(tie)]++;
    }
    for (int d = 1; d <= sight->count; d++)
        for (int v = 1; v <= SESSIONS_VISITS; v++)
            desk->by_visits[sight->deal[d]][v] += sight->by_visits[d][v];
}

/* Tables for the deals of the round, all zero. */
static int clear_counts(const struct world *world, struct meet *meet, struct error *err)
{
    for (int t = 0; t < world->threads; t++) {
        struct meet_desk *desk = world->workers[t].desk;
        desk->keys.count = 0;
        if (meet->deal_count > desk->by_visits_capacity)
            TRY(list_grow((void **)&desk->by_visits, &desk->by_visits_capacity,
                          meet->deal_count, sizeof *desk->by_visits, err));
        if (meet->deal_count > 0)
            memset(desk->by_visits, 0, meet->deal_count * sizeof *desk->by_visits);
    }
    return 0;
}

static void make_deals(const struct world *world, struct meet *meet, int round)
{
    const struct services *services = world->services;
#pragma omp parallel for schedule(static) num_threads(world->threads)
    for (int r = 0; r < services->supply->room_count; r++)
        for (int k = 0; k < MEET_PARTS; k++) {
            const struct room_state *room = &services->rooms[r];
            const int32_t d = meet->dealing[r][k];
            if (d < 0)
                continue;
            int64_t ties[SESSIONS_VISITS + 1] = {0};
            for (int t = 0; t < world->threads; t++)
                for (int v = 1; v <= SESSIONS_VISITS; v++)
                    ties[v] += world->workers[t].desk->by_visits[d][v];
            sessions_deal(&meet->deals[d], ties,
                          round == FIRST ? room->served[k] : room->served_again[k]);
        }
}

static int note_key(struct meet_desk *desk, uint32_t deal, struct meet_tie at,
                    struct error *err)
{
    TRY(LIST_RESERVE(&desk->keys, 1, err));
    desk->keys.item[desk->keys.count++] = (struct meet_key){.deal = deal, .at = at};
    return 0;
}

/* Draws the keys from number `first` on. */
static void draw_keys(const struct world *world, struct meet_desk *desk, size_t first,
                      int round)
{
    const struct services *services = world->services;
    const struct stream_address visit = meet_stream(world);
    entity_id id[MEET_DRAWN];
    uint64_t address[MEET_DRAWN];
    uint32_t words[4][MEET_DRAWN];
    uint32_t *const word[4] = {words[0], words[1], words[2], words[3]};
    size_t count;
    for (; first < desk->keys.count; first += count) {
        struct meet_key *key = desk->keys.item + first;
        count = desk->keys.count - first;
        count = count < MEET_DRAWN ? count : MEET_DRAWN;
        for (size_t k = 0; k < count; k++) {
            const struct tie *tie = tie_at(world, &key[k].at);
            const int product =
                services->offers[key[k].at.community].item[tie->offer].product;
            id[k] = world->blocks[key[k].at.community].residents.id[tie->row];
            address[k] =
                meet_address(id[k], services->catalogue->products[product].code);
        }
        stream_batch(world->vectors, &visit, address, count, word);
        for (size_t k = 0; k < count; k++)
            key[k].key = sessions_key(words[1 + round][k], id[k]);
    }
}

/* Picks who gets one more in each deal; the keys of a deal are brought together. */
static int pick(const struct world *world, struct meet *meet, struct error *err)
{
    const size_t deals = meet->deal_count;
    size_t total = 0;
    for (int t = 0; t < world->threads; t++)
        total += world->workers[t].desk->keys.count;
    if (total + deals + 2 > meet->key_capacity)
        TRY(list_grow((void **)&meet->key, &meet->key_capacity, total + deals + 2,
                      sizeof *meet->key, err));
    uint64_t *start = meet->key + total, *key = meet->key;
    memset(start, 0, (deals + 2) * sizeof *start);
    for (int t = 0; t < world->threads; t++)
        for (size_t k = 0; k < world->workers[t].desk->keys.count; k++)
            start[world->workers[t].desk->keys.item[k].deal + 2]++;
    for (size_t d = 2; d < deals + 2; d++)
        start[d] += start[d - 1];
    for (int t = 0; t < world->threads; t++)
        for (size_t k = 0; k < world->workers[t].desk->keys.count; k++) {
            const struct meet_key *item = &world->workers[t].desk->keys.item[k];
            key[start[item->deal + 1]++] = item->key;
        }
#pragma omp parallel for schedule(static) num_threads(world->threads)
    for (size_t d = 0; d < deals; d++)
        if (meet->deals[d].by_key > 0)
            sessions_pick(&meet->deals[d], key + start[d],
                          (size_t)(start[d + 1] - start[d]));
    return 0;
}

/* One visit more for those whose keys were picked. */
static int give_more(const struct world *world, struct meet *meet, struct error *err)
{
    TRY(pick(world, meet, err));
#pragma omp parallel for schedule(static, 1) num_threads(world->threads)
    for (int t = 0; t < world->threads; t++)
        for (size_t k = 0; k < world->workers[t].desk->keys.count; k++) {
            const struct meet_key *key = &world->workers[t].desk->keys.item[k];
            const struct sessions_deal *deal = &meet->deals[key->deal];
            if (deal->by_key > 0 && key->key <= deal->last)
                tie_at(world, &key->at)->served++;
        }
    return 0;
}

/* What a tie is given that asks for v visits, by deal. */
static void look_at_gifts(const struct meet *meet, struct meet_sight *sight)
{
    for (int v = 0; v <= SESSIONS_VISITS; v++)
        sight->given[0][v] = (uint8_t)v;
    for (int d = 1; d <= sight->count; d++) {
        const struct sessions_deal *deal = &meet->deals[sight->deal[d]];
        const int marginal = deal->by_key > 0 ? MARGINAL : 0;
        for (int v = 0; v <= SESSIONS_VISITS; v++)
            sight->given[d][v] =
                (uint8_t)(deal->least[v] | (deal->margin[v] ? marginal : 0));
    }
}

/* Gives every tie what the first round has for it without a look at keys; the numbers
 * of those that may get one more, or may try again, are written to the desk. */
static size_t give_least(const struct world *world, int c, struct meet_desk *desk)
{
    struct ties *ties = &world->blocks[c].ties;
    const struct meet_sight *sight = desk->sight;
    size_t noted = 0;
    for (uint32_t k = 0; k < ties->count; k++) {
        struct tie *tie = &ties->item[k];
        const int asked = visits_of(tie);
        const int given = sight->given[sight->number[tie->offer][tie->part]][asked];
        tie->served = given & VISITS_BITS;
        desk->number[noted] = k;
        noted += given != asked;
    }
    return noted;
}

static int hand_out(const struct world *world, const struct meet *meet, int c,
                    struct meet_desk *desk, struct error *err)
{
    const struct ties *ties = &world->blocks[c].ties;
    struct meet_sight *sight = desk->sight;
    const size_t first = desk->keys.count;
    look_at_deals(world, meet, c, sight);
    if (sight->count == 0)
        return 0;
    look_at_gifts(meet, sight);
    if (ties->count > desk->number_capacity)
        TRY(list_grow((void **)&desk->number, &desk->number_capacity, ties->count,
                      sizeof *desk->number, err));
    const size_t noted = give_least(world, c, desk);
    TRY(LIST_RESERVE(&desk->refused, noted, err));
    for (size_t k = 0; k < noted; k++) {
        const struct tie *tie = &ties->item[desk->number[k]];
        const int d = sight->number[tie->offer][tie->part];
        const struct meet_tie at = {(uint32_t)c, desk->number[k]};
        if (sight->given[d][tie->asked] & MARGINAL)
            TRY(note_key(desk, sight->deal[d], at, err));
        if (tie->second != TIE_NONE)
            desk->refused.item[desk->refused.count++] = at;
    }
    draw_keys(world, desk, first, FIRST);
    return 0;
}

/* Counts at the second sites what was refused; who got all after all is forgotten. */
static void ask_again(const struct world *world, struct meet_desk *desk)
{
    size_t kept = 0;
    for (size_t k = 0; k < desk->refused.count; k++) {
        const struct meet_tie at = desk->refused.item[k];
        const struct tie *tie = tie_at(world, &at);
        const struct offer *second =
            &world->services->offers[at.community].item[tie->second];
        const int refused = tie->asked - tie->served;
        desk->count[second->room][tie->part] += (uint32_t)refused;
        desk->refused.item[kept] = at;
        kept += refused > 0;
    }
    desk->refused.count = kept;
}

int deal_first(struct world *world, struct meet *meet, struct error *err)
{
    int failed = 0;
    TRY(clear_counts(world, meet, err));
    for (int t = 0; t < world->threads; t++)
        world->workers[t].desk->refused.count = 0;
#pragma omp parallel for schedule(dynamic, 16) num_threads(world->threads)
    for (int c = 0; c < world->count; c++)
        count_by_visits(world, meet, c, world->workers[omp_get_thread_num()].desk);
    make_deals(world, meet, FIRST);
#pragma omp parallel for schedule(dynamic, 16) num_threads(world->threads) \
    reduction(+ : failed)
    for (int c = 0; c < world->count; c++)
        failed += hand_out(world, meet, c, world->workers[omp_get_thread_num()].desk,
                           NULL) != 0;
    if (failed)
        return error_set(err, MESSAGE_MEMORY, "services");
    TRY(give_more(world, meet, err));
#pragma omp parallel for schedule(static, 1) num_threads(world->threads)
    for (int t = 0; t < world->threads; t++)
        ask_again(world, world->workers[t].desk);
    return 0;
}

/* The deal in which a tie tries again, or -1. */
static int32_t second_deal(const struct world *world, const struct meet *meet,
                           const struct meet_tie *at, const struct tie *tie)
{
    const struct offer *second =
        &world->services->offers[at->community].item[tie->second];
    return meet->dealing[second->room][tie->part];
}

static void count_refused(const struct world *world, const struct meet *meet,
                          struct meet_desk *desk)
{
    for (size_t k = 0; k < desk->refused.count; k++) {
        const struct meet_tie *at = &desk->refused.item[k];
        const struct tie *tie = tie_at(world, at);
        const int32_t deal = second_deal(world, meet, at, tie);
        if (deal >= 0)
            desk->by_visits[deal][tie->asked - tie->served]++;
    }
}

static int hand_out_again(const struct world *world, const struct meet *meet,
                          struct meet_desk *desk, struct error *err)
{
    for (size_t k = 0; k < desk->refused.count; k++) {
        const struct meet_tie *at = &desk->refused.item[k];
        struct tie *tie = tie_at(world, at);
        const int32_t number = second_deal(world, meet, at, tie);
        const int asked = tie->asked - tie->served;
        int given = asked;
        if (number >= 0) {
            const struct sessions_deal *deal = &meet->deals[number];
            given = deal->least[asked];
            if (deal->by_key > 0 && sessions_marginal(deal, asked))
                TRY(note_key(desk, (uint32_t)number, *at, err));
        }
        tie->served = (uint8_t)(tie->served + given);
    }
    draw_keys(world, desk, 0, AGAIN);
    return 0;
}

int deal_again(struct world *world, struct meet *meet, struct error *err)
{
    int failed = 0;
    TRY(clear_counts(world, meet, err));
#pragma omp parallel for schedule(static, 1) num_threads(world->threads)
    for (int t = 0; t < world->threads; t++)
        count_refused(world, meet, world->workers[t].desk);
    make_deals(world, meet, AGAIN);
#pragma omp parallel for schedule(static, 1) num_threads(world->threads) \
    reduction(+ : failed)
    for (int t = 0; t < world->threads; t++)
        failed += hand_out_again(world, meet, world->workers[t].desk, NULL) != 0;
    if (failed)
        return error_set(err, MESSAGE_MEMORY, "services");
    return give_more(world, meet, err);
}
