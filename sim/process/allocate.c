/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Requests meet capacity: rooms hear who holds a place with them and what visits are
 * asked (request.c), split places over classes once a quarter, and fill what is free by
 * deferred acceptance (state/matching.h). Visits are shared in share.c. */
#include "process/meet.h"

#include "core/list.h"
#include "state/books.h"
#include "state/classes.h"

#include <string.h>

/* What is held or asked of a room. */
static void pull_room(struct world *world, int number)
{
    struct services *services = world->services;
    struct room_state *room = &services->rooms[number];
    const int product = services->supply->rooms[number].product;
    int64_t sum[MEET_PARTS];
    meet_pull(world, number, sum);
    if (services->catalogue->products[product].use == USE_VISIT)
        memcpy(room->asked, sum, sizeof room->asked);
    else
        for (int k = 0; k < CATALOGUE_CLASSES; k++)
            room->held[k] = (int32_t)sum[k];
}

/* Places by class, by demand, once a quarter, and whenever those who hold places have
 * grown into another class; posts are filled at the ratio. */
static void split_room(struct world *world, int number)
{
    enum { QUARTER = 3 };
    struct services *services = world->services;
    struct room_state *room = &services->rooms[number];
    const struct room *plan = &services->supply->rooms[number];
    const struct product *product = &services->catalogue->products[plan->product];
    if (product->use != USE_PLACE)
        return;
    if (!room->open) {
        memset(room->capacity, 0, sizeof room->capacity);
        return;
    }
    int64_t holders[CATALOGUE_CLASSES], waiting[CATALOGUE_CLASSES];
    int32_t total = 0;
    bool outgrown = false; /* children who grew into a class without a place for them */
    for (int k = 0; k < product->class_count; k++) {
        holders[k] = room->held[k];
        waiting[k] = room->waiting[k];
        total += room->capacity[k];
        outgrown |= room->held[k] > room->capacity[k];
    }
    const int32_t places = books_places(world->books, plan, (uint32_t)number);
    if (total > 0 && total == places && !outgrown &&
        month_number(world->now) % QUARTER != 1)
        return;
    classes_split(holders, waiting, product->class_count, places, room->capacity);
}

/* Rooms a tie lists; those of a holder are where he would move. */
static int listed_rooms(const struct offers *offers, const struct tie *tie,
                        uint32_t room[MATCHING_LIST], uint16_t offer[MATCHING_LIST])
{
    const uint16_t wish[MATCHING_LIST] = {tie->offer, tie->second, tie->third};
    const int first = tie->kind == TIE_HOLDS;
    int count = 0;
    for (int k = first; k < (first ? 2 : MATCHING_LIST); k++) {
        if (wish[k] == TIE_NONE || !offers->item[wish[k]].open)
            continue;
        offer[count] = wish[k];
        room[count++] = offers->item[wish[k]].room;
    }
    return count;
}

static uint32_t admit_key(const struct world *world, entity_id id, uint32_t site)
{
    const int year = month_year(world->now) - (month_number(world->now) < SCHOOL_YEAR);
    const struct stream_address address = {
        .seed = world->seed, .when = year, .purpose = PURPOSE_ADMIT, .code = site};
    uint32_t word[4];
    stream_words(&address, id, word);
    return word[0];
}

static void make_asker(const struct world *world, int c, const struct tie *tie,
                       struct asker *asker)
{
    const struct services *services = world->services;
    uint16_t offer[MATCHING_LIST];
    asker->id = world->blocks[c].residents.id[tie->row];
    asker->listed =
        (uint8_t)listed_rooms(&services->offers[c], tie, asker->room, offer);
    for (int k = 0; k < asker->listed; k++) {
        const int32_t site = services->supply->rooms[asker->room[k]].site;
        asker->key[k] = admit_key(world, asker->id, services->supply->sites[site].code);
    }
    asker->months = tie->kind == TIE_WAITS ? tie->months : 0;
    asker->place_class = tie->part;
    asker->priority = tie->priority;
}

/* Whether a room on the list has a free place of the class. */
static bool may_hope(const struct meet *meet, const struct offers *offers,
                     const struct tie *tie)
{
    uint32_t room[MATCHING_LIST];
    uint16_t offer[MATCHING_LIST];
    bool hope = false;
    const int listed = listed_rooms(offers, tie, room, offer);
    for (int r = 0; r < listed; r++)
        hope |= meet->places[(size_t)room[r] * CATALOGUE_CLASSES + tie->part] > 0;
    return hope;
}

/* Askers who list a room with a free place; the others need not be sorted. In any order:
 * the result does not depend on it. */
static int gather_askers(struct world *world, struct meet *meet,
                         struct meet_ties *asking, struct error *err)
{
    for (size_t k = 0; k < asking->count; k++) {
        const struct meet_tie from = asking->item[k];
        const int c = (int)from.community;
        const struct tie *tie = &world->blocks[c].ties.item[from.tie];
        if (!may_hope(meet, &world->services->offers[c], tie))
            continue;
        TRY(LIST_RESERVE(&meet->askers, 1, err));
        TRY(LIST_RESERVE(&meet->from, 1, err));
        struct asker *asker = &meet->askers.item[meet->askers.count];
        *asker = (struct asker){.tag = (uint32_t)meet->askers.count++};
        make_asker(world, c, tie, asker);
        meet->from.item[meet->from.count++] = from;
    }
    asking->count = 0;
    return 0;
}

static void give_place(struct world *world, const struct meet_tie *from, int wish)
{
    struct services *services = world->services;
    struct offers *offers = &services->offers[from->community];
    struct tie *tie = &world->blocks[from->community].ties.item[from->tie];
    uint32_t room[MATCHING_LIST];
    uint16_t offer[MATCHING_LIST];
    listed_rooms(offers, tie, room, offer);
    if (tie->kind == TIE_HOLDS)
        services->rooms[offers->item[tie->offer].room].held[tie->part]--;
    services->rooms[room[wish]].held[tie->part]++;
    if (world->city->communities[from->community].reported) {
        struct flow_tally *flow =
            &world->workers[0].flow[offers->item[tie->offer].product];
        flow->placed++;
        flow->asked++;
        services->place[(size_t)from->community * CATALOGUE_PRODUCTS +
                        offers->item[tie->offer].product][PLACE_ASKED]++;
        flow->waited_months += tie->kind == TIE_WAITS ? tie->months : 0;
    }
    tie->third = tie->kind == TIE_WAITS ? tie->months : 0;
    tie->kind = TIE_HOLDS;
    tie->offer = offer[wish] & TIE_BITS;
    tie->second = TIE_NONE;
    tie->months = 0;
    tie->placed = 1;
}

static int fill_places(struct world *world, struct meet *meet, struct error *err)
{
    struct services *services = world->services;
    const size_t rooms = (size_t)services->supply->room_count;
    for (size_t r = 0; r < rooms; r++)
        for (int k = 0; k < CATALOGUE_CLASSES; k++)
            meet->places[r * CATALOGUE_CLASSES + (size_t)k] =
                services->rooms[r].capacity[k] - services->rooms[r].held[k];
    meet->askers.count = meet->from.count = 0;
    for (int t = 0; t < world->threads; t++)
        TRY(gather_askers(world, meet, &world->workers[t].desk->askers, err));
    if (meet->askers.count > meet->placed_capacity)
        TRY(list_grow((void **)&meet->placed, &meet->placed_capacity,
                      meet->askers.count, sizeof *meet->placed, err));
    const struct matching_market market = {.askers = meet->askers.item,
                                           .count = meet->askers.count,
                                           .places = meet->places,
                                           .rooms = rooms};
    TRY(matching_place(&services->matching, &market, meet->placed, err));
    if (world->laws)
        TRY(matching_check(&services->matching, &market, meet->placed, err));
    for (size_t k = 0; k < meet->askers.count; k++)
        if (meet->placed[k] >= 0)
            give_place(world, &meet->from.item[meet->askers.item[k].tag],
                       meet->placed[k]);
    return 0;
}

static int allocate(struct world *world, struct error *err)
{
    struct services *services = world->services;
    struct meet *meet = meet_scratch(world, err);
    if (!meet)
        return -1;
#pragma omp parallel for schedule(dynamic, 64) num_threads(world->threads)
    for (int k = 0; k < services->supply->room_count; k++) {
        pull_room(world, k);
        split_room(world, k);
    }
    TRY(fill_places(world, meet, err));
    return share_visits(world, meet, err);
}

const struct process process_allocate = {
    .name = "allocate",
    .text = "places go by deferred acceptance, visits are shared by session",
    .reads = "ties, offers, rooms, id",
    .writes = WRITES_TIES,
    .city = allocate,
};
