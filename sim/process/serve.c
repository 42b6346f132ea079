/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The month at the facilities is over: what every tie got, how crowded rooms were, and
 * what is counted of it. */
#include "process/meet.h"

#include "process/ask.h"
#include "state/books.h"

#include <omp.h>
#include <string.h>

enum { FEN = 100, INCOME_BITS = 16 };

/* What the ties at one offer got. */
struct offer_use {
    uint32_t users, asked, served, waiting;
    int64_t fees;
};

/* Visits that must be served of those asked, so that the need is met. */
static void make_least(const struct world *world, uint8_t least[SESSIONS_VISITS + 1])
{
    for (int asked = 0; asked <= SESSIONS_VISITS; asked++) {
        int served = 0;
        while (served < world->values.need_met_share * asked)
            served++;
        least[asked] = (uint8_t)served;
    }
}

/* Marks whether ties got what was needed, and adds up what they got. */
static void add_ties(const struct world *world, int c, struct offer_use *uses)
{
    const struct services *services = world->services;
    const struct offers *offers = &services->offers[c];
    const struct ties *ties = &world->blocks[c].ties;
    uint8_t least[SESSIONS_VISITS + 1];
    double price[OFFERS_MOST];
    make_least(world, least);
    for (int k = 0; k < offers->count; k++) {
        const uint32_t room = offers->item[k].room;
        /* Nominal, as operators ask it; rooms tell residents what it is to an income. */
        price[k] = world->books ? books_price(world, (int32_t)room)
                                : services->rooms[room].price;
        uses[k] = (struct offer_use){0};
    }
    for (uint32_t k = 0; k < ties->count; k++) {
        struct tie *tie = &ties->item[k];
        struct offer_use *use = &uses[tie->offer];
        const bool visits = tie->kind == TIE_VISITS;
        const unsigned waits = tie->kind == TIE_WAITS;
        const unsigned served = visits ? tie->served : !waits;
        tie->placed = visits ? tie->served >= least[tie->asked] : !waits;
        use->users += served > 0;
        use->asked += visits ? tie->asked : waits;
        use->served += served;
        use->waiting += waits;
        use->fees += (int64_t)(price[tie->offer] * (double)served * FEN + 0.5);
    }
}

/* Flows of the month, places of the year. */
static void count_uses(const struct world *world, struct worker *worker, int c,
                       const struct offer_use *uses)
{
    const struct services *services = world->services;
    const struct offers *offers = &services->offers[c];
    int32_t(*places)[PLACE_MEASURES] = services->place + (size_t)c * CATALOGUE_PRODUCTS;
    for (int k = 0; k < offers->count; k++) {
        const struct offer_use *use = &uses[k];
        struct flow_tally *flow = &worker->flow[offers->item[k].product];
        int32_t *place = places[offers->item[k].product];
        /* Who got a place asked for it too: allocate.c counts it. */
        const bool held =
            services->catalogue->products[offers->item[k].product].use == USE_PLACE;
        const uint32_t refused = held ? use->asked : use->asked - use->served;
        flow->users += use->users;
        flow->asked += use->asked;
        flow->turned_away += refused;
        flow->waiting += use->waiting;
        flow->visits += use->served;
        flow->fees += use->fees;
        place[PLACE_USERS] += (int32_t)use->users;
        place[PLACE_ASKED] += (int32_t)use->asked;
        place[PLACE_TURNED_AWAY] += (int32_t)refused;
    }
}

static void watch(const struct world *world, int c)
{
    const struct block *block = &world->blocks[c];
    const entity_id resident = world->services->trace->resident;
    for (uint32_t k = 0; k < block->ties.count; k++) {
        const struct tie *tie = &block->ties.item[k];
        if (block->residents.id[tie->row] == resident)
            watch_use(world, &world->services->offers[c], tie,
                      tie->kind == TIE_VISITS ? tie->served : tie->kind == TIE_HOLDS);
    }
}

/* Who pays what follows from the income of users; a table by offer first, because
 * communities share few rooms. */
static void count_payers(const struct world *world, int c, struct books_desk *desk)
{
    const struct block *block = &world->blocks[c];
    const struct offers *offers = &world->services->offers[c];
    uint32_t units[OFFERS_MOST][QUINTILES];
    memset(units, 0, (size_t)offers->count * sizeof *units);
    for (uint32_t k = 0; k < block->ties.count; k++) {
        const struct tie *tie = &block->ties.item[k];
        const unsigned quintile =
            block->residents.income[tie->row] * (unsigned)QUINTILES >> INCOME_BITS;
        units[tie->offer][quintile] +=
            tie->kind == TIE_VISITS ? tie->served : tie->kind == TIE_HOLDS;
    }
    for (int k = 0; k < offers->count; k++)
        for (int q = 0; q < QUINTILES; q++)
            desk->units[offers->item[k].room][q] += units[k][q];
}

static void serve_community(struct world *world, int c, struct worker *worker)
{
    struct services *services = world->services;
    struct offers *offers = &services->offers[c];
    struct offer_use uses[OFFERS_MOST];
    add_ties(world, c, uses);
    if (world->books)
        count_payers(world, c, &world->books->desks[worker - world->workers]);
    for (int k = 0; k < offers->count; k++)
        offers->hearings[offers->item[k].hearing].users += uses[k].users;
    if (services->trace)
        watch(world, c);
    if (!world->city->communities[c].reported)
        return;
    count_uses(world, worker, c, uses);
    struct home home = {.world = world,
                        .worker = worker,
                        .block = &world->blocks[c],
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
    const int32_t places = books_places(world->books, plan, (uint32_t)number);
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
        const double here = visits ? share_sessions(product, k) * places : places;
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
    flow[plan->product].area += (int64_t)(plan->m2 * OUTCOME_AREA + 0.5);
    flow[plan->product].area_idle += (int64_t)(plan->m2 * OUTCOME_AREA * idle + 0.5);
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
        /* Whole numbers: which thread counts a room cannot matter. */
#pragma omp parallel for schedule(static) num_threads(world->threads)
    for (int k = 0; k < world->services->supply->room_count; k++)
        count_room(world, k, world->workers[omp_get_thread_num()].flow);
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
