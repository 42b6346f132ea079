/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The month at the facilities is over: what every tie got, how crowded rooms were, and
 * what is counted of it. */
#include "process/meet.h"

#include "process/ask.h"

#include <omp.h>

enum { FEN = 100 };

/* What one tie got this month; marks whether that is what was needed. */
static int64_t serve_tie(const struct world *world, struct tie *tie)
{
    if (tie->kind != TIE_VISITS) {
        tie->placed = tie->kind == TIE_HOLDS;
        return tie->placed;
    }
    tie->placed = tie->served >= world->values.need_met_share * tie->asked;
    return tie->served;
}

/* Counts of a tie: flows of the month, places of the year. */
static void count_tie(struct world *world, struct worker *worker, int c,
                      const struct tie *tie, int product, int64_t served, double price)
{
    struct flow_tally *flow = &worker->flow[product];
    int32_t *place =
        world->services->place[(size_t)c * CATALOGUE_PRODUCTS + (size_t)product];
    const int64_t asked = tie->kind == TIE_VISITS ? tie->asked : tie->kind == TIE_WAITS;
    const int64_t refused = tie->kind == TIE_VISITS ? asked - served : asked;
    flow->users += served > 0;
    flow->asked += asked;
    flow->turned_away += refused;
    flow->waiting += tie->kind == TIE_WAITS;
    flow->visits += served;
    flow->fees += (int64_t)(price * (double)served * FEN + 0.5);
    place[PLACE_USERS] += served > 0;
    place[PLACE_ASKED] += (int32_t)asked;
    place[PLACE_TURNED_AWAY] += (int32_t)refused;
}

static void serve_community(struct world *world, int c, struct worker *worker)
{
    struct services *services = world->services;
    struct block *block = &world->blocks[c];
    struct offers *offers = &services->offers[c];
    const bool reported = world->city->communities[c].reported;
    const struct trace *trace = services->trace;
    for (uint32_t k = 0; k < block->ties.count; k++) {
        struct tie *tie = &block->ties.item[k];
        const struct offer *offer = &offers->item[tie->offer];
        const int64_t served = serve_tie(world, tie);
        if (trace && block->residents.id[tie->row] == trace->resident)
            watch_use(world, offers, tie, (int)served);
        if (served > 0)
            offers->hearings[offer->hearing].users++;
        if (reported)
            count_tie(world, worker, c, tie, offer->product, served,
                      services->rooms[offer->room].price);
    }
    if (!reported)
        return;
    struct home home = {.world = world,
                        .worker = worker,
                        .block = block,
                        .community = (uint32_t)c,
                        .reported = true};
    const struct segment *segment = &world->segments[c];
    survey_close(&home, world->workers[segment->thread].asking, segment);
}

/* Capacity and use of a room by slot; places are used in each of the slots. */
static void count_room(struct world *world, int number, struct flow_tally *flow)
{
    struct services *services = world->services;
    struct room_state *room = &services->rooms[number];
    const struct room *plan = &services->supply->rooms[number];
    const struct site *site = &services->supply->sites[plan->site];
    const struct product *product = &services->catalogue->products[plan->product];
    double asked = 0.0, capacity = 0.0, served = 0.0;
    int64_t held = 0;
    for (int k = 0; k < CATALOGUE_CLASSES; k++)
        held += room->held[k];
    const bool counted =
        room->open && world->city->communities[site->community].reported;
    for (int k = 0; k < SLOTS; k++) {
        if (!room->open || !(plan->slots >> k & 1))
            continue;
        const bool visits = product->use == USE_VISIT;
        const double here =
            visits ? share_sessions(product, k) * plan->places : plan->places;
        const double used =
            visits ? (double)(room->served[k] + room->served_again[k]) : (double)held;
        asked += visits ? (double)room->asked[k] : (double)held;
        capacity += here;
        served += used;
        if (counted) {
            flow[plan->product].slot_capacity[k] += (int64_t)(here + 0.5);
            flow[plan->product].slot_served[k] += (int64_t)(used + 0.5);
        }
    }
    room->crowd[2] = room->crowd[1];
    room->crowd[1] = room->crowd[0];
    room->crowd[0] = capacity > 0.0 ? asked / capacity : 0.0;
    if (!counted)
        return;
    const double idle = capacity > 0.0 && served < capacity ? 1.0 - served / capacity
                        : capacity > 0.0                    ? 0.0
                                                            : 1.0;
    flow[plan->product].m2 += (int64_t)(plan->m2 + 0.5);
    flow[plan->product].m2_idle += (int64_t)(plan->m2 * idle + 0.5);
}

/* Who waits at the first site of the list, by class: what places are split by. */
static void count_waiting(struct world *world)
{
    struct services *services = world->services;
    for (int r = 0; r < services->supply->room_count; r++)
        for (int k = 0; k < CATALOGUE_CLASSES; k++)
            services->rooms[r].waiting[k] = 0;
    for (int c = 0; c < world->count; c++) {
        const struct ties *ties = &world->blocks[c].ties;
        const struct offers *offers = &services->offers[c];
        for (uint32_t k = 0; k < ties->count; k++) {
            const struct tie *tie = &ties->item[k];
            if (tie->kind == TIE_WAITS)
                services->rooms[offers->item[tie->offer].room].waiting[tie->part]++;
        }
    }
}

static int serve(struct world *world, struct error *err)
{
    enum { QUARTER = 3 };
#pragma omp parallel for schedule(dynamic, 16) num_threads(world->threads)
    for (int c = 0; c < world->count; c++)
        serve_community(world, c, &world->workers[omp_get_thread_num()]);
    for (int k = 0; k < world->services->supply->room_count; k++)
        count_room(world, k, world->workers[0].flow);
    /* Only the month before places are split needs it. */
    if (month_number(world->now) % QUARTER == 0)
        count_waiting(world);
    for (int t = 0; t < world->threads; t++)
        if (world->workers[t].asking) {
            world->workers[t].asking->surveys.count = 0;
            world->workers[t].asking->pendings.count = 0;
        }
    (void)err;
    return 0;
}

const struct process process_serve = {
    .name = "serve",
    .text = "what every user got, how crowded rooms were, what the year's surveys say",
    .reads = "ties, offers, rooms",
    .writes = WRITES_TIES,
    .city = serve,
};
