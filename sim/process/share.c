/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Visits of a month, shared per session without favour (state/sessions.h): first at the
 * usual provider, and what was refused there once more at the second site. */
#include "process/meet.h"

#include "core/list.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST, AGAIN, ROUNDS };

double share_sessions(const struct product *product, int slot)
{
    const double turns[SLOTS] = {product->turns_weekday, product->turns_evening,
                                 product->turns_weekend, product->turns_night};
    return turns[slot] * catalogue_slot_days[slot];
}

/* The visits a tie asks for in a round: what was refused is asked once more. */
static inline int asked_in(const struct tie *tie, int round)
{
    if (tie->kind != TIE_VISITS)
        return 0;
    if (round == FIRST)
        return tie->asked;
    return tie->second == TIE_NONE ? 0 : tie->asked - tie->served;
}

/* The deal of a tie in a round, or -1. */
static inline int32_t deal_of(const struct offers *offers, const struct tie *tie,
                              int round)
{
    return offers->item[round == FIRST ? tie->offer : tie->second]
        .dealing[round][tie->part];
}

static uint64_t key_of(const struct world *world, const struct block *block,
                       const struct offers *offers, const struct tie *tie, int round)
{
    const entity_id id = block->residents.id[tie->row];
    const int product = offers->item[tie->offer].product;
    uint32_t word[4];
    meet_words(world,
               meet_address(id, world->services->catalogue->products[product].code),
               word);
    return sessions_key(word[1 + round], id);
}

/* How many visits of a round each room serves; rooms that cannot serve all deal. */
static int serve_rooms(struct world *world, int round, struct error *err)
{
    struct services *services = world->services;
    for (int r = 0; r < services->supply->room_count; r++) {
        struct room_state *room = &services->rooms[r];
        const struct room *plan = &services->supply->rooms[r];
        const struct product *product = &services->catalogue->products[plan->product];
        uint32_t word[4] = {0};
        if (product->use == USE_VISIT)
            meet_words(
                world,
                meet_address(services->supply->sites[plan->site].code, product->code),
                word);
        for (int k = 0; k < SLOTS; k++) {
            const int64_t asked = round == FIRST ? room->asked[k] : room->again[k];
            const int64_t before = round == FIRST ? 0 : room->asked[k];
            const int64_t all =
                room->open && plan->slots >> k & 1
                    ? sessions_served(services->sessions, asked + before,
                                      share_sessions(product, k), plan->places, word[k])
                    : 0;
            int64_t served = round == FIRST ? all : all - room->served[k];
            served = served < 0 ? 0 : served > asked ? asked : served;
            *(round == FIRST ? &room->served[k] : &room->served_again[k]) = served;
            room->dealing[round][k] = -1;
            if (served == asked)
                continue;
            TRY(LIST_RESERVE(&services->deals, 1, err));
            room->dealing[round][k] = (int32_t)services->deals.count++;
        }
    }
    return 0;
}

/* Copies the deals beside the offers; whether there is any in the community. */
static bool look_up_deals(struct world *world, int c, int round)
{
    const struct services *services = world->services;
    struct offers *offers = &services->offers[c];
    bool any = false;
    for (int k = 0; k < offers->count; k++)
        for (int s = 0; s < SLOTS; s++) {
            const int32_t deal =
                services->rooms[offers->item[k].room].dealing[round][s];
            offers->item[k].dealing[round][s] = deal;
            any |= deal >= 0;
        }
    return any;
}

static void count_by_visits(struct world *world, struct meet *meet, int c, int round,
                            size_t deals)
{
    const struct block *block = &world->blocks[c];
    const struct offers *offers = &world->services->offers[c];
    int64_t(*mine)[SESSIONS_VISITS + 1] =
        meet->by_visits + (size_t)omp_get_thread_num() * deals;
    if (!look_up_deals(world, c, round))
        return;
    for (uint32_t k = 0; k < block->ties.count; k++) {
        const struct tie *tie = &block->ties.item[k];
        const int asked = asked_in(tie, round);
        const int32_t deal = asked > 0 ? deal_of(offers, tie, round) : -1;
        if (deal >= 0)
            mine[deal][asked]++;
    }
}

static int gather_keys(struct world *world, struct meet *meet, int c, int round,
                       struct error *err)
{
    const struct services *services = world->services;
    const struct block *block = &world->blocks[c];
    const struct offers *offers = &services->offers[c];
    struct meet_keys *keys = &meet->keys[omp_get_thread_num()];
    for (uint32_t k = 0; k < block->ties.count; k++) {
        const struct tie *tie = &block->ties.item[k];
        const int asked = asked_in(tie, round);
        const int32_t number = asked > 0 ? deal_of(offers, tie, round) : -1;
        if (number < 0)
            continue;
        const struct sessions_deal *deal = &services->deals.item[number];
        if (deal->by_key == 0 || !sessions_marginal(deal, asked))
            continue;
        TRY(LIST_RESERVE(keys, 1, err));
        keys->item[keys->count++] = (struct meet_key){
            .deal = (uint32_t)number, .key = key_of(world, block, offers, tie, round)};
    }
    return 0;
}

/* Adds what a round gave to every tie. */
static void hand_out(struct world *world, int c, int round)
{
    const struct services *services = world->services;
    struct block *block = &world->blocks[c];
    const struct offers *offers = &services->offers[c];
    for (uint32_t k = 0; k < block->ties.count; k++) {
        struct tie *tie = &block->ties.item[k];
        const int asked = asked_in(tie, round);
        const int32_t number = asked > 0 ? deal_of(offers, tie, round) : -1;
        int given = asked;
        if (number >= 0) {
            const struct sessions_deal *deal = &services->deals.item[number];
            const bool luck = sessions_marginal(deal, asked) && deal->by_key > 0;
            given = sessions_dealt(deal, asked,
                                   luck ? key_of(world, block, offers, tie, round) : 0);
        }
        tie->served = (uint8_t)((round == FIRST ? 0 : tie->served) + given);
    }
}

/* Picks who gets one more in each deal; the keys of a deal are brought together. */
static int pick(struct world *world, struct meet *meet, size_t first, struct error *err)
{
    struct services *services = world->services;
    size_t total = 0;
    const size_t deals = services->deals.count;
    for (int t = 0; t < world->threads; t++)
        total += meet->keys[t].count;
    if (total + deals + 2 > meet->key_capacity)
        TRY(list_grow((void **)&meet->key, &meet->key_capacity, total + deals + 2,
                      sizeof *meet->key, err));
    uint64_t *start = meet->key + total, *key = meet->key;
    memset(start, 0, (deals + 2) * sizeof *start);
    for (int t = 0; t < world->threads; t++)
        for (size_t k = 0; k < meet->keys[t].count; k++)
            start[meet->keys[t].item[k].deal + 2]++;
    for (size_t d = 2; d < deals + 2; d++)
        start[d] += start[d - 1];
    for (int t = 0; t < world->threads; t++)
        for (size_t k = 0; k < meet->keys[t].count; k++)
            key[start[meet->keys[t].item[k].deal + 1]++] = meet->keys[t].item[k].key;
    for (size_t d = first; d < deals; d++)
        if (services->deals.item[d].by_key > 0)
            sessions_pick(&services->deals.item[d], key + start[d],
                          (size_t)(start[d + 1] - start[d]));
    return 0;
}

static int deal_round(struct world *world, struct meet *meet, int round, size_t first,
                      struct error *err)
{
    struct services *services = world->services;
    const size_t deals = services->deals.count;
    const size_t cells = deals * (size_t)world->threads;
    if (cells > meet->by_visits_capacity)
        TRY(list_grow((void **)&meet->by_visits, &meet->by_visits_capacity, cells,
                      sizeof *meet->by_visits, err));
    if (cells > 0)
        memset(meet->by_visits, 0, cells * sizeof *meet->by_visits);
#pragma omp parallel for schedule(dynamic, 16) num_threads(world->threads)
    for (int c = 0; c < world->count; c++)
        count_by_visits(world, meet, c, round, deals);
    for (int r = 0; r < services->supply->room_count; r++)
        for (int k = 0; k < SLOTS; k++) {
            const struct room_state *room = &services->rooms[r];
            const int32_t d = room->dealing[round][k];
            if (d < 0)
                continue;
            for (int t = 1; t < world->threads; t++)
                for (int v = 0; v <= SESSIONS_VISITS; v++)
                    meet->by_visits[d][v] +=
                        meet->by_visits[(size_t)t * deals + (size_t)d][v];
            sessions_deal(&services->deals.item[d], meet->by_visits[d],
                          round == FIRST ? room->served[k] : room->served_again[k]);
        }
    for (int t = 0; t < world->threads; t++)
        meet->keys[t].count = 0;
    int failed = 0;
#pragma omp parallel for schedule(dynamic, 16) num_threads(world->threads) \
    reduction(+ : failed)
    for (int c = 0; c < world->count; c++)
        failed += gather_keys(world, meet, c, round, NULL) != 0;
    if (failed)
        return error_set(err, MESSAGE_MEMORY, "services");
    TRY(pick(world, meet, first, err));
#pragma omp parallel for schedule(dynamic, 16) num_threads(world->threads)
    for (int c = 0; c < world->count; c++)
        hand_out(world, c, round);
    return 0;
}

/* What each community's residents were refused and ask for again. */
static void ask_again(struct world *world, int c)
{
    const struct block *block = &world->blocks[c];
    struct offers *offers = &world->services->offers[c];
    for (uint32_t k = 0; k < block->ties.count; k++) {
        const struct tie *tie = &block->ties.item[k];
        const int refused = asked_in(tie, AGAIN);
        if (refused > 0)
            offers->item[tie->second].again[tie->part] += (uint32_t)refused;
    }
}

static void pull_again(struct world *world, int number)
{
    struct services *services = world->services;
    struct room_state *room = &services->rooms[number];
    memset(room->again, 0, sizeof room->again);
    for (uint32_t a = room->audience; a < room->audience + room->audiences; a++) {
        const struct audience *audience = &services->audience[a];
        const struct offer *offer =
            &services->offers[audience->community].item[audience->offer];
        for (int k = 0; k < SLOTS; k++)
            room->again[k] += offer->again[k];
    }
}

int share_visits(struct world *world, struct meet *meet, struct error *err)
{
    struct services *services = world->services;
    services->deals.count = 0;
    TRY(serve_rooms(world, FIRST, err));
    const size_t first = services->deals.count;
    TRY(deal_round(world, meet, FIRST, 0, err));
#pragma omp parallel for schedule(dynamic, 16) num_threads(world->threads)
    for (int c = 0; c < world->count; c++)
        ask_again(world, c);
#pragma omp parallel for schedule(dynamic, 64) num_threads(world->threads)
    for (int k = 0; k < services->supply->room_count; k++)
        pull_again(world, k);
    TRY(serve_rooms(world, AGAIN, err));
    return deal_round(world, meet, AGAIN, first, err);
}
