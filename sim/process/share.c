/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Visits of a month, shared per session without favour (state/sessions.h): first at the
 * usual provider, and what was refused there once more at the second site. Here rooms
 * say how many they serve; deal.c says whom. */
#include "process/meet.h"

#include "core/list.h"
#include "state/books.h"

enum { FIRST, AGAIN };

double share_sessions(const struct product *product, int slot)
{
    const double turns[SLOTS] = {product->turns_weekday, product->turns_evening,
                                 product->turns_weekend, product->turns_night};
    return turns[slot] * catalogue_slot_days[slot];
}

/* How many visits of a round a room serves in each slot; where it cannot serve all,
 * there is a deal, whose number is given later. */
static void serve_room(const struct world *world, struct meet *meet, int r, int round)
{
    struct services *services = world->services;
    struct room_state *room = &services->rooms[r];
    const struct room *plan = &services->supply->rooms[r];
    const struct product *product = &services->catalogue->products[plan->product];
    const struct stream_address visit = meet_stream(world);
    const int64_t *asked = round == FIRST ? room->asked : room->again;
    int64_t *served = round == FIRST ? room->served : room->served_again;
    uint32_t word[4] = {0};
    bool any = false;
    for (int k = 0; k < SLOTS; k++) {
        any |= asked[k] > 0;
        served[k] = 0;
        meet->dealing[r][k] = -1;
    }
    if (!any)
        return;
    stream_words(&visit,
                 meet_address(services->supply->sites[plan->site].code, product->code),
                 word);
    for (int k = 0; k < SLOTS; k++) {
        const int64_t before = round == FIRST ? 0 : room->asked[k];
        const int64_t all =
            room->open && plan->slots >> k & 1
                ? sessions_served(
                      services->sessions, asked[k] + before, share_sessions(product, k),
                      books_places(world->books, plan, (uint32_t)r), word[k])
                : 0;
        const int64_t more = round == FIRST ? all : all - room->served[k];
        served[k] = more < 0 ? 0 : more > asked[k] ? asked[k] : more;
        if (served[k] < asked[k])
            meet->dealing[r][k] = 0;
    }
}

static int serve_rooms(struct world *world, struct meet *meet, int round,
                       struct error *err)
{
    const int rooms = world->services->supply->room_count;
    size_t deals = 0;
#pragma omp parallel for schedule(static) num_threads(world->threads)
    for (int r = 0; r < rooms; r++)
        serve_room(world, meet, r, round);
    for (int r = 0; r < rooms; r++)
        for (int k = 0; k < SLOTS; k++)
            if (meet->dealing[r][k] >= 0)
                meet->dealing[r][k] = (int32_t)deals++;
    meet->deal_count = deals;
    if (deals > meet->deal_capacity)
        return list_grow((void **)&meet->deals, &meet->deal_capacity, deals,
                         sizeof *meet->deals, err);
    return 0;
}

int share_visits(struct world *world, struct meet *meet, struct error *err)
{
    struct services *services = world->services;
    TRY(serve_rooms(world, meet, FIRST, err));
    TRY(deal_first(world, meet, err));
#pragma omp parallel for schedule(static) num_threads(world->threads)
    for (int r = 0; r < services->supply->room_count; r++)
        meet_pull(world, r, services->rooms[r].again);
    TRY(serve_rooms(world, meet, AGAIN, err));
    return deal_again(world, meet, err);
}
