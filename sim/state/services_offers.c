/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What each community is offered: of every product the nearest open rooms in reach. Made
 * anew when a door opens or closes; numbers of offers stay while residents use them. */
#include "state/services_parts.h"

#include "core/list.h"

#include <stdlib.h>

/* The number of the offer of a room that is among the offers, or -1. */
static int find_number(const struct offers *offers, uint32_t room)
{
    for (int k = 0; k < offers->count; k++)
        if (offers->item[k].room == room)
            return k;
    return -1;
}

_Static_assert((int)OFFERS_MOST<(int)TIE_NONE && (int)OFFERS_MOST>(int)
                   CATALOGUE_PRODUCTS *OFFERS_NEAR,
               "a tie can name every offer, and every product has its near ones");

/* Which offers ties of a community name, looked up when it is first asked. */
struct named {
    const struct ties *ties;
    bool known, offer[TIE_NONE + 1];
};

static bool is_named(struct named *named, int offer)
{
    for (uint32_t k = 0; !named->known && k < named->ties->count; k++) {
        const struct tie *tie = &named->ties->item[k];
        named->offer[tie->offer] = named->offer[tie->second] = true;
        if (tie->kind == TIE_WAITS)
            named->offer[tie->third] = true;
    }
    named->known = true;
    return named->offer[offer];
}

/* The number of the offer of a room: the old one, one that nobody names, or a new one. */
static int number_of(struct offers *offers, uint32_t room, struct named *named)
{
    const int old = find_number(offers, room);
    if (old >= 0)
        return old;
    for (int k = 0; k < offers->count; k++)
        if (!offers->item[k].open && !is_named(named, k))
            return k;
    if (offers->count == OFFERS_MOST)
        return -1;
    if (offers->count == offers->capacity) {
        size_t capacity = (size_t)offers->capacity;
        if (list_grow((void **)&offers->item, &capacity, capacity + 1,
                      sizeof *offers->item, NULL) != 0)
            return -1;
        offers->capacity = (int)capacity;
    }
    offers->item[offers->count] = (struct offer){.room = UINT32_MAX};
    return offers->count++;
}

/* Adds a room to what is near; `edge`: km at which it would not be heard of. */
static int enlist(struct world *world, int c, int product, double edge,
                  const struct near_room *near, struct named *named)
{
    struct services *services = world->services;
    struct offers *offers = &services->offers[c];
    const int number = number_of(offers, near->room, named);
    if (number < 0)
        return offers->count == OFFERS_MOST ? 0 : -1;
    const uint32_t site = (uint32_t)services->supply->rooms[near->room].site;
    const double share = edge > 0.0 ? near->distance / edge : 0.0;
    const int hearing =
        services_hearing(world, c, site, share < 1.0 ? 1.0 - share : 0.0);
    if (hearing < 0)
        return -1;
    struct offer *offer = &offers->item[number];
    if (offer->room != near->room || !offer->open) {
        /* One that only comes nearest where another closed, was there before: whom it
         * may suit sees it at the next choice. */
        const bool fresh = services->rooms[near->room].opened;
        *offer = (struct offer){.room = near->room, .fresh = fresh};
        offers->fresh |= fresh;
    }
    offer->product = (uint8_t)product;
    offer->open = 1;
    offer->hearing = (uint16_t)hearing;
    offer->east_km = near->east;
    offer->north_km = near->north;
    offer->distance_km = near->distance;
    offers->near[product][offers->near_count[product]++] = (uint16_t)number;
    return 0;
}

/* Closes the offers of rooms that closed, and those that nobody names and that are no
 * longer near, so that their numbers can be given to others. */
static void close_offers(struct services *services, struct offers *offers,
                         uint64_t products, const struct near near[CATALOGUE_PRODUCTS],
                         struct named *named)
{
    bool kept[OFFERS_MOST] = {0};
    for (int p = 0; p < services->catalogue->product_count; p++) {
        const bool anew = products >> p & 1;
        for (int k = 0; k < (anew ? near[p].count : offers->near_count[p]); k++) {
            const int number =
                anew ? find_number(offers, near[p].room[k].room) : offers->near[p][k];
            if (number >= 0)
                kept[number] = true;
        }
    }
    for (int k = 0; k < offers->count; k++) {
        struct offer *offer = &offers->item[k];
        if (!offer->open)
            continue;
        if (!services->rooms[offer->room].open) {
            offers->closed = true;
            offer->open = 0;
        } else if (!kept[k] && !is_named(named, k)) {
            offer->open = 0;
        }
    }
}

static int offer_community(struct world *world, int c, uint64_t products,
                           struct near near[CATALOGUE_PRODUCTS])
{
    struct services *services = world->services;
    struct offers *offers = &services->offers[c];
    struct named named = {.ties = &world->blocks[c].ties};
    const struct community *community = &world->city->communities[c];
    double east, north;
    supply_plane(world->city, community->longitude, community->latitude, &east, &north);
    for (int p = 0; p < services->catalogue->product_count; p++)
        if (products >> p & 1) {
            near[p].east = east;
            near[p].north = north;
            near[p].most = OFFERS_NEAR;
            near[p].far = services_reach_km(world, &services->catalogue->products[p]) +
                          community->radius_km;
            services_near_find(services, p, &near[p]);
        }
    close_offers(services, offers, products, near, &named);
    for (int p = 0; p < services->catalogue->product_count; p++) {
        if (!(products >> p & 1))
            continue;
        offers->near_count[p] = 0;
        for (int k = 0; k < near[p].count; k++)
            if (enlist(world, c, p, near[p].far, &near[p].room[k], &named) != 0)
                return -1;
    }
    return 0;
}

/* Who sees each room, in the order of communities. */
static int make_audience(struct world *world, struct error *err)
{
    struct services *services = world->services;
    const int rooms = services->supply->room_count;
    size_t total = 0;
    for (int k = 0; k < rooms; k++)
        services->rooms[k].audiences = 0;
    for (int c = 0; c < world->count; c++)
        for (int k = 0; k < services->offers[c].count; k++, total++)
            services->rooms[services->offers[c].item[k].room].audiences++;
    if (total + 1 > services->audience_capacity)
        TRY(list_grow((void **)&services->audience, &services->audience_capacity,
                      total + 1, sizeof *services->audience, err));
    services->audience_count = total;
    uint32_t next = 0;
    for (int k = 0; k < rooms; k++) {
        services->rooms[k].audience = next;
        next += services->rooms[k].audiences;
        services->rooms[k].audiences = 0;
    }
    for (int c = 0; c < world->count; c++)
        for (int k = 0; k < services->offers[c].count; k++) {
            struct room_state *room =
                &services->rooms[services->offers[c].item[k].room];
            services->audience[room->audience + room->audiences++] =
                (struct audience){.community = (uint32_t)c, .offer = (uint16_t)k};
        }
    return 0;
}

int services_offer(struct world *world, uint64_t products, struct error *err)
{
    int failed = 0;
    TRY(services_near_make(world->services, err));
#pragma omp parallel num_threads(world->threads) reduction(+ : failed)
    {
        struct near *near = malloc(CATALOGUE_PRODUCTS * sizeof *near);
#pragma omp for schedule(dynamic, 16)
        for (int c = 0; c < world->count; c++)
            failed += !near || offer_community(world, c, products, near) != 0;
        free(near);
    }
    if (failed)
        return error_set(err, MESSAGE_MEMORY, "services");
    return make_audience(world, err);
}
