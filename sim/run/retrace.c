/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Runs the months of a row and notes how the watched resident or facility fares; its
 * books: retrace_books.c. */
#include "run/retrace.h"

#include "core/list.h"
#include "cycle/cycle.h"
#include "state/books.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

static entity_id distance(entity_id a, entity_id b)
{
    return a > b ? a - b : b - a;
}

/* For who mistypes an id. */
static void find_nearest(struct retrace *retrace, const struct world *world)
{
    for (int c = 0; c < world->count; c++) {
        const struct residents *p = &world->blocks[c].residents;
        for (row i = 0; i < p->count; i++)
            if (retrace->nearest == ID_NONE ||
                distance(p->id[i], retrace->resident) <
                    distance(retrace->nearest, retrace->resident))
                retrace->nearest = p->id[i];
    }
}

/* Row of the resident in a community, or ROW_NONE. */
static row find_in(const struct world *world, uint32_t community, entity_id resident)
{
    const struct residents *p = &world->blocks[community].residents;
    for (row i = 0; i < p->count; i++)
        if (p->id[i] == resident)
            return i;
    return ROW_NONE;
}

static void note_life(struct trace *trace, const struct world *world, month when)
{
    uint32_t community = trace->lives.count > 0
                             ? trace->lives.item[trace->lives.count - 1].community
                             : 0;
    row i = find_in(world, community, trace->resident);
    for (uint32_t c = 0; i == ROW_NONE && c < (uint32_t)world->count; c++) {
        i = find_in(world, c, trace->resident);
        community = c;
    }
    if (i == ROW_NONE)
        return;
    const struct block *block = &world->blocks[community];
    const struct residents *p = &block->residents;
    const row h = p->household[i];
    trace->birth = p->birth[i];
    trace->lives.item[trace->lives.count++] = (struct trace_life){
        .when = when,
        .community = community,
        .age = age_years(p->birth[i], when),
        .bits = p->bits[i],
        .income = p->income[i],
        .household_size = block->households.size[h],
        .household_kind = (int8_t)block->households.kind[h],
    };
}

/* Who waits and lists the room first. */
static int64_t count_waiting(const struct world *world, uint32_t room)
{
    const struct services *services = world->services;
    const struct room_state *state = &services->rooms[room];
    int64_t waiting = 0;
    for (uint32_t a = state->audience; a < state->audience + state->audiences; a++) {
        const struct audience *audience = &services->audience[a];
        const struct ties *ties = &world->blocks[audience->community].ties;
        for (uint32_t k = 0; k < ties->count; k++)
            waiting += ties->item[k].kind == TIE_WAITS &&
                       ties->item[k].offer == audience->offer;
    }
    return waiting;
}

static int note_rooms(struct retrace *retrace, const struct world *world, month when,
                      struct error *err)
{
    const struct services *services = world->services;
    const struct site *site = &services->supply->sites[retrace->site];
    TRY(LIST_RESERVE(&retrace->rooms, (size_t)site->rooms, err));
    for (int r = site->room; r < site->room + site->rooms; r++) {
        const struct room_state *state = &services->rooms[r];
        struct retrace_room *room = &retrace->rooms.item[retrace->rooms.count++];
        *room = (struct retrace_room){
            .when = when,
            .room = r,
            .open = state->open,
            .waiting = count_waiting(world, (uint32_t)r),
            .crowd = state->crowd[0],
            .price = world->books ? books_price(world, r) : state->price,
        };
        for (int k = 0; k < CATALOGUE_CLASSES; k++) {
            room->capacity += state->capacity[k];
            room->held += state->held[k];
        }
        for (int k = 0; k < SLOTS; k++) {
            room->asked[k] = state->asked[k];
            room->again[k] = state->again[k];
            room->served[k] = state->served[k] + state->served_again[k];
        }
    }
    return 0;
}

/* The first offer of the site to a community, or NULL. */
static const struct offer *find_offer(const struct services *services, int community,
                                      int site)
{
    const struct offers *offers = &services->offers[community];
    for (int k = 0; k < offers->count; k++)
        if (services->supply->rooms[offers->item[k].room].site == site)
            return &offers->item[k];
    return NULL;
}

static int note_audience(struct retrace *retrace, const struct world *world, int year,
                         struct error *err)
{
    const struct services *services = world->services;
    for (int c = 0; c < world->count; c++) {
        const struct offer *offer = find_offer(services, c, retrace->site);
        if (!offer)
            continue;
        const struct hearing *hearing = &services->offers[c].hearings[offer->hearing];
        TRY(LIST_RESERVE(&retrace->audience, 1, err));
        retrace->audience.item[retrace->audience.count++] = (struct retrace_audience){
            .year = year,
            .community = (uint32_t)c,
            .residents = world->blocks[c].residents.count,
            .users = hearing->users,
            .distance_km = offer->distance_km,
            .heard = hearing->heard,
        };
    }
    return 0;
}

/* A site that opens in the run. */
static void find_site(struct retrace *retrace, const struct world *world)
{
    const struct supply *supply = world->services->supply;
    for (int s = retrace->study->supply.site_count; s < supply->site_count; s++)
        if (retrace->site_code != 0 && supply->sites[s].code == retrace->site_code)
            retrace->site = s;
}

/* What is told needs names and rooms, those of sites that opened too. */
static int keep_supply(struct retrace *retrace, const struct world *world,
                       struct error *err)
{
    const struct supply *from = world->services->supply;
    const size_t sites = (size_t)from->site_count * sizeof *from->sites;
    const size_t rooms = (size_t)from->room_count * sizeof *from->rooms;
    struct supply *to = &retrace->supply;
    to->sites = malloc(sites + 1);
    to->rooms = malloc(rooms + 1);
    if (!to->sites || !to->rooms)
        return error_set(err, MESSAGE_MEMORY, "facilities");
    if (sites > 0)
        memcpy(to->sites, from->sites, sites);
    if (rooms > 0)
        memcpy(to->rooms, from->rooms, rooms);
    to->site_count = from->site_count;
    to->room_count = from->room_count;
    return 0;
}

static int note_site(struct retrace *retrace, const struct world *world, month now,
                     bool last, struct error *err)
{
    if (retrace->site < 0)
        find_site(retrace, world);
    if (retrace->site < 0)
        return 0;
    TRY(note_rooms(retrace, world, now, err));
    return month_number(now) == MONTHS_PER_YEAR || last
               ? note_audience(retrace, world, month_year(now), err)
               : 0;
}

static int live(struct retrace *retrace, struct world *world, struct error *err)
{
    const month until = retrace->study->scenario->until;
    if (retrace->resident != ID_NONE)
        world->services->trace = &retrace->trace;
    find_nearest(retrace, world);
    for (month now = world->now; now <= until; now++) {
        if (retrace->stop && *retrace->stop) {
            char text[16];
            return error_set(err, MESSAGE_INTERRUPTED, month_text(now, text));
        }
        TRY(trace_reserve(&retrace->trace, err));
        TRY(cycle_month(world, err));
        if (retrace->resident != ID_NONE)
            note_life(&retrace->trace, world, now);
        TRY(note_site(retrace, world, now, now == until, err));
        TRY(retrace_books(retrace, world, now, now == until, err));
    }
    return keep_supply(retrace, world, err);
}

int retrace_run(struct retrace *retrace, struct error *err)
{
    const struct study *study = retrace->study;
    const struct world_options options =
        study_world(study, retrace->seed,
                    retrace->threads > 0 ? retrace->threads : omp_get_num_procs());
    struct world world = {0};
    trace_init(&retrace->trace, retrace->resident);
    retrace->operator_row = -1;
    int status = world_init(&world, &options, err);
    if (status == 0)
        status = live(retrace, &world, err);
    world_free(&world);
    return status;
}

void retrace_free(struct retrace *retrace)
{
    trace_free(&retrace->trace);
    LIST_FREE(&retrace->rooms);
    LIST_FREE(&retrace->audience);
    LIST_FREE(&retrace->years);
    LIST_FREE(&retrace->events);
    LIST_FREE(&retrace->prices);
    supply_free(&retrace->supply);
}
