/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What residents hold and ask for this month: how many visits each tie asks, who asks
 * for a place, and the sums for rooms; at home, while the block is in the cache. Whether
 * there is room is allocate's business. */
#include "process/meet.h"

#include "core/list.h"

#include <string.h>

/* What the ties of a community are read with, by offer. */
struct offer_view {
    const struct visits_table *visits[OFFERS_MOST]; /* by rule; NULL: none this month */
    uint32_t code[OFFERS_MOST];                     /* of the product */
    uint32_t count[OFFERS_MOST][MEET_PARTS];
};

static bool in_months(unsigned months, month now)
{
    return months >> (month_number(now) - 1) & 1;
}

static void look_at_offers(const struct world *world, const struct offers *offers,
                           struct offer_view *view)
{
    const struct services *services = world->services;
    for (int k = 0; k < offers->count; k++) {
        const int number = offers->item[k].product;
        const struct product *product = &services->catalogue->products[number];
        const bool given =
            product->use == USE_VISIT && in_months(product->months, world->now);
        view->visits[k] = given ? services->visits[number] : NULL;
        view->code[k] = product->code;
        memset(view->count[k], 0, sizeof view->count[k]);
    }
}

/* How many visits each of a few ties asks for. Until rooms have dealt, all are thought
 * to be served. */
static void draw_visits(const struct world *world, struct block *block,
                        const uint32_t number[MEET_DRAWN], int count,
                        struct offer_view *view)
{
    const struct stream_address visit = meet_stream(world);
    uint64_t address[MEET_DRAWN];
    uint32_t words[4][MEET_DRAWN];
    uint32_t *const word[4] = {words[0], words[1], words[2], words[3]};
    if (count <= 0)
        return;
    for (int k = 0; k < count; k++) {
        const struct tie *tie = &block->ties.item[number[k]];
        address[k] =
            meet_address(block->residents.id[tie->row], view->code[tie->offer]);
    }
    stream_batch(world->vectors, &visit, address, (size_t)count, word);
    for (int k = 0; k < count; k++) {
        struct tie *tie = &block->ties.item[number[k]];
        const int asked =
            visits_draw(&view->visits[tie->offer][tie->third], words[0][k]);
        tie->asked = tie->served = (unsigned)asked & VISITS_MOST;
        view->count[tie->offer][tie->part] += (uint32_t)asked;
    }
}

static bool asks(const struct world *world, const struct offers *offers,
                 const struct tie *tie)
{
    const struct services *services = world->services;
    const int product = offers->item[tie->offer].product;
    const bool first = world->now == services->from;
    if (!first && !in_months(services->catalogue->products[product].intake, world->now))
        return false;
    return tie->kind == TIE_WAITS || tie->second != TIE_NONE;
}

static int read_ties(const struct world *world, int c, struct meet_desk *desk,
                     struct offer_view *view, struct error *err)
{
    struct block *block = &world->blocks[c];
    const struct offers *offers = &world->services->offers[c];
    uint32_t visits[MEET_DRAWN];
    int count = 0;
    for (uint32_t k = 0; k < block->ties.count; k++) {
        struct tie *tie = &block->ties.item[k];
        if (tie->kind == TIE_VISITS) {
            tie->asked = tie->served = 0;
            visits[count] = k;
            count += view->visits[tie->offer] != NULL;
            if (count == MEET_DRAWN) {
                draw_visits(world, block, visits, count, view);
                count = 0;
            }
            continue;
        }
        view->count[tie->offer][tie->part] += tie->kind == TIE_HOLDS;
        if (!asks(world, offers, tie))
            continue;
        TRY(LIST_RESERVE(&desk->askers, 1, err));
        desk->askers.item[desk->askers.count++] =
            (struct meet_tie){.community = (uint32_t)c, .tie = k};
    }
    draw_visits(world, block, visits, count, view);
    return 0;
}

static int request(struct home *home, struct error *err)
{
    const struct world *world = home->world;
    const int c = (int)home->community;
    const struct offers *offers = &world->services->offers[c];
    struct meet_desk *desk = meet_desk(world, home->worker);
    struct offer_view view;
    if (!desk)
        return error_set(err, MESSAGE_MEMORY, "services");
    look_at_offers(world, offers, &view);
    TRY(read_ties(world, c, desk, &view, err));
    for (int k = 0; k < offers->count; k++)
        for (int p = 0; p < MEET_PARTS; p++)
            if (view.count[k][p] > 0)
                desk->count[offers->item[k].room][p] += view.count[k][p];
    return 0;
}

const struct process process_request = {
    .name = "request",
    .text = "how many visits every user asks for this month, and who asks for a place",
    .reads = "ties, offers, id",
    .writes = WRITES_TIES,
    .home = request,
};
