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
/* Lists of ties are read this far ahead. */
enum { AHEAD = 12 };

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

/* Keys of up to MEET_DRAWN ties, to be drawn together. Ids lie all over a block that has
 * left the cache: they are fetched ahead and read when the batch is full. */
struct key_batch {
    int count;
    const entity_id *id[MEET_DRAWN];
    uint32_t code[MEET_DRAWN]; /* of the product */
};

/* Draws the keys of the batch, which are the desk's last, and empties it. */
static void draw_keys(const struct world *world, struct meet_desk *desk, int round,
                      struct key_batch *batch)
{
    const struct stream_address visit = meet_stream(world);
    struct meet_key *key = desk->keys.item + desk->keys.count - batch->count;
    entity_id id[MEET_DRAWN];
    uint64_t address[MEET_DRAWN];
    uint32_t words[4][MEET_DRAWN];
    uint32_t *const word[4] = {words[0], words[1], words[2], words[3]};
    for (int k = 0; k < batch->count; k++) {
        id[k] = *batch->id[k];
        address[k] = meet_address(id[k], batch->code[k]);
    }
    stream_batch(world->vectors, &visit, address, (size_t)batch->count, word);
    for (int k = 0; k < batch->count; k++)
        key[k].key = sessions_key(words[1 + round][k], id[k]);
    batch->count = 0;
}

/* Notes that the tie is at the margin of a deal. */
static int note_key(const struct world *world, struct meet_desk *desk, int round,
                    const struct meet_key *key, struct key_batch *batch)
{
    const struct services *services = world->services;
    const uint32_t c = key->at.community;
    const struct tie *tie = tie_at(world, &key->at);
    const int product = services->offers[c].item[tie->offer].product;
    TRY(LIST_RESERVE(&desk->keys, 1, NULL));
    desk->keys.item[desk->keys.count++] = *key;
    batch->id[batch->count] = &world->blocks[c].residents.id[tie->row];
    __builtin_prefetch(batch->id[batch->count]);
    batch->code[batch->count++] = services->catalogue->products[product].code;
    if (batch->count == MEET_DRAWN)
        draw_keys(world, desk, round, batch);
    return 0;
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

/* One visit more for those whose keys were picked; it is then not refused. */
static int give_more(const struct world *world, struct meet *meet, struct error *err)
{
    TRY(pick(world, meet, err));
#pragma omp parallel for schedule(static, 1) num_threads(world->threads)
    for (int t = 0; t < world->threads; t++) {
        struct meet_desk *desk = world->workers[t].desk;
        for (size_t k = 0; k < desk->keys.count; k++) {
            const struct meet_key *key = &desk->keys.item[k];
            const struct sessions_deal *deal = &meet->deals[key->deal];
            if (k + AHEAD < desk->keys.count)
                __builtin_prefetch(tie_at(world, &key[AHEAD].at), 1);
            if (deal->by_key == 0 || key->key > deal->last)
                continue;
            tie_at(world, &key->at)->served++;
            if (key->refusal != MEET_NO_REFUSAL)
                desk->refused.item[key->refusal].visits--;
        }
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
        tie->served = (unsigned)given & VISITS_BITS;
        desk->number[noted] = k;
        noted += given != asked;
    }
    return noted;
}

/* Notes a tie that may get one more, or may try again elsewhere. */
static int note(const struct world *world, struct meet_desk *desk, struct meet_tie at,
                struct key_batch *batch)
{
    const struct offers *offers = &world->services->offers[at.community];
    const struct tie *tie = tie_at(world, &at);
    const int d = desk->sight->number[tie->offer][tie->part];
    struct meet_key key = {
        .deal = desk->sight->deal[d], .at = at, .refusal = MEET_NO_REFUSAL};
    if (tie->second != TIE_NONE) {
        key.refusal = (uint32_t)desk->refused.count;
        desk->refused.item[desk->refused.count++] =
            (struct meet_refusal){.at = at,
                                  .room = offers->item[tie->second].room,
                                  .part = tie->part,
                                  .visits = (uint8_t)(tie->asked - tie->served)};
    }
    if (desk->sight->given[d][tie->asked] & MARGINAL)
        TRY(note_key(world, desk, FIRST, &key, batch));
    return 0;
}

static int hand_out(const struct world *world, const struct meet *meet, int c,
                    struct meet_desk *desk)
{
    const struct ties *ties = &world->blocks[c].ties;
    struct key_batch batch;
    look_at_deals(world, meet, c, desk->sight);
    if (desk->sight->count == 0)
        return 0;
    look_at_gifts(meet, desk->sight);
    if (ties->count > desk->number_capacity)
        TRY(list_grow((void **)&desk->number, &desk->number_capacity, ties->count,
                      sizeof *desk->number, NULL));
    const size_t noted = give_least(world, c, desk);
    TRY(LIST_RESERVE(&desk->refused, noted, NULL));
    batch.count = 0;
    for (size_t k = 0; k < noted; k++) {
        const struct meet_tie at = {(uint32_t)c, desk->number[k]};
        TRY(note(world, desk, at, &batch));
    }
    draw_keys(world, desk, FIRST, &batch);
    return 0;
}

/* Adds up what is asked again of each room. */
static void ask_again(struct meet_desk *desk)
{
    for (size_t k = 0; k < desk->refused.count; k++) {
        struct meet_refusal *refusal = &desk->refused.item[k];
        desk->count[refusal->room][refusal->part] += refusal->visits;
        refusal->tried = refusal->visits;
    }
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
        failed +=
            hand_out(world, meet, c, world->workers[omp_get_thread_num()].desk) != 0;
    if (failed)
        return error_set(err, MESSAGE_MEMORY, "services");
    TRY(give_more(world, meet, err));
#pragma omp parallel for schedule(static, 1) num_threads(world->threads)
    for (int t = 0; t < world->threads; t++)
        ask_again(world->workers[t].desk);
    return 0;
}

static void count_refused(const struct meet *meet, struct meet_desk *desk)
{
    for (size_t k = 0; k < desk->refused.count; k++) {
        const struct meet_refusal *refusal = &desk->refused.item[k];
        const int32_t deal = meet->dealing[refusal->room][refusal->part];
        if (deal >= 0)
            desk->by_visits[deal][refusal->visits]++;
    }
}

static int hand_out_again(const struct world *world, const struct meet *meet,
                          struct meet_desk *desk)
{
    struct key_batch batch;
    batch.count = 0;
    for (size_t k = 0; k < desk->refused.count; k++) {
        const struct meet_refusal *refusal = &desk->refused.item[k];
        const int32_t number = meet->dealing[refusal->room][refusal->part];
        const int asked = refusal->visits;
        int given = asked;
        if (k + AHEAD < desk->refused.count)
            __builtin_prefetch(tie_at(world, &refusal[AHEAD].at), 1);
        if (number >= 0) {
            const struct sessions_deal *deal = &meet->deals[number];
            const struct meet_key key = {
                .deal = (uint32_t)number, .at = refusal->at, .refusal = (uint32_t)k};
            given = deal->least[asked];
            if (deal->by_key > 0 && sessions_marginal(deal, asked))
                TRY(note_key(world, desk, AGAIN, &key, &batch));
        }
        if (given > 0) {
            struct tie *tie = tie_at(world, &refusal->at);
            tie->served = (unsigned)(tie->served + given) & VISITS_BITS;
        }
    }
    draw_keys(world, desk, AGAIN, &batch);
    return 0;
}

int deal_again(struct world *world, struct meet *meet, struct error *err)
{
    int failed = 0;
    TRY(clear_counts(world, meet, err));
#pragma omp parallel for schedule(static, 1) num_threads(world->threads)
    for (int t = 0; t < world->threads; t++)
        count_refused(meet, world->workers[t].desk);
    make_deals(world, meet, AGAIN);
#pragma omp parallel for schedule(static, 1) num_threads(world->threads) \
    reduction(+ : failed)
    for (int t = 0; t < world->threads; t++)
        failed += hand_out_again(world, meet, world->workers[t].desk) != 0;
    if (failed)
        return error_set(err, MESSAGE_MEMORY, "services");
    return give_more(world, meet, err);
}
