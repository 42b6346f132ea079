/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What each community is offered: of every product the nearest open rooms in reach. Made
 * anew when a door opens or closes; numbers of offers stay while residents use them. */
#include "state/services_parts.h"

#include "core/list.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Sites by squares of the plane, so that a community looks at its surroundings only. */
struct grid {
    double east, north, side; /* corner, and length of a square, km */
    int columns, lines;
    uint32_t *start, *site; /* owned; sites of square q: site[start[q]..start[q+1]) */
};

struct near_room {
    uint32_t room;
    double distance, east, north;
};

struct nearest {
    struct near_room room[CATALOGUE_PRODUCTS][OFFERS_NEAR];
    int count[CATALOGUE_PRODUCTS];
};

static int square_of(const struct grid *grid, double east, double north)
{
    int column = (int)((east - grid->east) / grid->side);
    int line = (int)((north - grid->north) / grid->side);
    column = column < 0 ? 0 : column >= grid->columns ? grid->columns - 1 : column;
    line = line < 0 ? 0 : line >= grid->lines ? grid->lines - 1 : line;
    return line * grid->columns + column;
}

static void grid_free(struct grid *grid)
{
    free(grid->start);
    free(grid->site);
}

static void grid_extent(struct grid *grid, const struct supply *supply)
{
    enum { SQUARES = 400 }; /* most columns and lines */
    double east = 0.0, north = 0.0;
    for (int s = 0; s < supply->site_count; s++) {
        const struct site *site = &supply->sites[s];
        grid->east = s == 0 || site->east_km < grid->east ? site->east_km : grid->east;
        grid->north =
            s == 0 || site->north_km < grid->north ? site->north_km : grid->north;
        east = s == 0 || site->east_km > east ? site->east_km : east;
        north = s == 0 || site->north_km > north ? site->north_km : north;
    }
    grid->side = 2.0;
    while ((east - grid->east) / grid->side > SQUARES ||
           (north - grid->north) / grid->side > SQUARES)
        grid->side *= 2.0;
    grid->columns = (int)((east - grid->east) / grid->side) + 1;
    grid->lines = (int)((north - grid->north) / grid->side) + 1;
}

static int grid_make(struct grid *grid, const struct supply *supply, struct error *err)
{
    grid_extent(grid, supply);
    const size_t squares = (size_t)grid->columns * (size_t)grid->lines;
    grid->start = calloc(squares + 2, sizeof *grid->start);
    grid->site = malloc(((size_t)supply->site_count + 1) * sizeof *grid->site);
    if (!grid->start || !grid->site)
        return error_set(err, MESSAGE_MEMORY, "services");
    for (int s = 0; s < supply->site_count; s++)
        grid->start[square_of(grid, supply->sites[s].east_km,
                              supply->sites[s].north_km) +
                    2]++;
    for (size_t q = 0; q < squares; q++)
        grid->start[q + 2] += grid->start[q + 1];
    for (int s = 0; s < supply->site_count; s++)
        grid->site[grid->start[square_of(grid, supply->sites[s].east_km,
                                         supply->sites[s].north_km) +
                               1]++] = (uint32_t)s;
    return 0;
}

/* Keeps the room among the nearest of its product; of equal distance the lower room. */
static void consider(struct nearest *nearest, int product, const struct near_room *room)
{
    struct near_room *list = nearest->room[product];
    int *count = &nearest->count[product];
    int at = *count;
    while (at > 0 && (list[at - 1].distance > room->distance ||
                      (list[at - 1].distance == room->distance &&
                       list[at - 1].room > room->room)))
        at--;
    if (at == OFFERS_NEAR)
        return;
    if (*count < OFFERS_NEAR)
        ++*count;
    for (int k = *count - 1; k > at; k--)
        list[k] = list[k - 1];
    list[at] = *room;
}

static void look_at_site(const struct world *world, uint32_t number, double east,
                         double north, double radius, struct nearest *nearest)
{
    const struct services *services = world->services;
    const struct site *site = &services->supply->sites[number];
    const double x = site->east_km - east, y = site->north_km - north;
    const double distance = sqrt(x * x + y * y);
    for (int k = site->room; k < site->room + site->rooms; k++) {
        const int product = services->supply->rooms[k].product;
        const double reach =
            services_reach_km(world, &services->catalogue->products[product]);
        if (!services->rooms[k].open || distance > reach + radius)
            continue;
        const struct near_room room = {
            .room = (uint32_t)k, .distance = distance, .east = x, .north = y};
        consider(nearest, product, &room);
    }
}

static void find_nearest(const struct world *world, const struct grid *grid, int c,
                         double longest, struct nearest *nearest)
{
    const struct community *community = &world->city->communities[c];
    double east, north;
    supply_plane(world->city, community->longitude, community->latitude, &east, &north);
    memset(nearest->count, 0, sizeof nearest->count);
    const double far = longest + community->radius_km;
    const int low = square_of(grid, east - far, north - far);
    const int high = square_of(grid, east + far, north + far);
    for (int line = low / grid->columns; line <= high / grid->columns; line++)
        for (int column = low % grid->columns; column <= high % grid->columns;
             column++) {
            const int q = line * grid->columns + column;
            for (uint32_t k = grid->start[q]; k < grid->start[q + 1]; k++)
                look_at_site(world, grid->site[k], east, north, community->radius_km,
                             nearest);
        }
}

/* The number of the offer of a room: the old one, an unused one, or a new one. */
static int number_of(struct offers *offers, uint32_t room)
{
    int unused = -1;
    for (int k = 0; k < offers->count; k++) {
        if (offers->item[k].room == room)
            return k;
        if (unused < 0 && !offers->item[k].open && offers->item[k].used == 0)
            unused = k;
    }
    if (unused >= 0)
        return unused;
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

static int enlist(struct world *world, int c, int product, const struct near_room *near)
{
    struct services *services = world->services;
    struct offers *offers = &services->offers[c];
    const int number = number_of(offers, near->room);
    if (number < 0)
        return offers->count == OFFERS_MOST ? 0 : -1;
    const uint32_t site = (uint32_t)services->supply->rooms[near->room].site;
    const double edge =
        services_reach_km(world, &services->catalogue->products[product]) +
        world->city->communities[c].radius_km;
    const double share = edge > 0.0 ? near->distance / edge : 0.0;
    const int hearing =
        services_hearing(world, c, site, share < 1.0 ? 1.0 - share : 0.0);
    if (hearing < 0)
        return -1;
    struct offer *offer = &offers->item[number];
    if (offer->room != near->room || !offer->open) {
        offers->changed |= UINT64_C(1) << product;
        *offer = (struct offer){.room = near->room, .used = offer->used};
    }
    offer->product = (uint8_t)product;
    offer->open = 1;
    offer->hearing = (uint8_t)hearing;
    offer->east_km = near->east;
    offer->north_km = near->north;
    offer->distance_km = near->distance;
    offers->near[product][offers->near_count[product]++] = (uint8_t)number;
    return 0;
}

static int offer_community(struct world *world, const struct grid *grid, int c,
                           double longest, struct nearest *nearest)
{
    struct services *services = world->services;
    struct offers *offers = &services->offers[c];
    find_nearest(world, grid, c, longest, nearest);
    for (int k = 0; k < offers->count; k++)
        if (offers->item[k].open && (!services->rooms[offers->item[k].room].open ||
                                     offers->item[k].used == 0)) {
            if (!services->rooms[offers->item[k].room].open)
                offers->changed |= UINT64_C(1) << offers->item[k].product;
            offers->item[k].open = services->rooms[offers->item[k].room].open;
        }
    memset(offers->near_count, 0, sizeof offers->near_count);
    for (int p = 0; p < services->catalogue->product_count; p++)
        for (int k = 0; k < nearest->count[p]; k++)
            if (enlist(world, c, p, &nearest->room[p][k]) != 0)
                return -1;
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
                (struct audience){.community = (uint32_t)c, .offer = (uint8_t)k};
        }
    return 0;
}

int services_offer(struct world *world, struct error *err)
{
    const struct services *services = world->services;
    struct grid grid = {0};
    double longest = 0.0;
    int failed = 0;
    for (int p = 0; p < services->catalogue->product_count; p++) {
        const double reach =
            services_reach_km(world, &services->catalogue->products[p]);
        longest = reach > longest ? reach : longest;
    }
    if (grid_make(&grid, services->supply, err) != 0) {
        grid_free(&grid);
        return -1;
    }
#pragma omp parallel num_threads(world->threads) reduction(+ : failed)
    {
        struct nearest *nearest = malloc(sizeof *nearest);
#pragma omp for schedule(dynamic, 16)
        for (int c = 0; c < world->count; c++)
            failed +=
                !nearest || offer_community(world, &grid, c, longest, nearest) != 0;
        free(nearest);
    }
    grid_free(&grid);
    if (failed)
        return error_set(err, MESSAGE_MEMORY, "services");
    return make_audience(world, err);
}
