/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Rooms of each product by squares of the plane, a few to a square however many there
 * are, so that finding the nearest does not cost more where there are more of them. */
#include "state/services_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SQUARES = 400 }; /* most columns and lines */
static const double ROOMS_A_SQUARE = 2.0, SIDE_LEAST_KM = 0.05;
/* A point may stand this far outside its square by rounding. */
static const double ROUNDING_KM = 1e-9;

struct near_grid {
    double east, north, side; /* corner, and length of a square, km */
    int columns, lines;
    uint32_t *start, *room; /* owned; rooms of square q: room[start[q]..start[q+1]) */
};

struct near_index {
    int rooms; /* of the supply when this was made */
    struct near_grid grid[CATALOGUE_PRODUCTS];
};

static int clamp(int value, int count)
{
    return value < 0 ? 0 : value >= count ? count - 1 : value;
}

static int column_of(const struct near_grid *grid, double east)
{
    return clamp((int)((east - grid->east) / grid->side), grid->columns);
}

static int line_of(const struct near_grid *grid, double north)
{
    return clamp((int)((north - grid->north) / grid->side), grid->lines);
}

static const struct site *site_of(const struct supply *supply, uint32_t room)
{
    return &supply->sites[supply->rooms[room].site];
}

/* The corner and the squares of a product's `count` rooms. */
static void measure(struct near_grid *grid, const struct supply *supply,
                    const uint32_t *room, size_t count)
{
    double east = 0.0, north = 0.0;
    for (size_t k = 0; k < count; k++) {
        const struct site *site = site_of(supply, room[k]);
        grid->east = k == 0 ? site->east_km : fmin(grid->east, site->east_km);
        grid->north = k == 0 ? site->north_km : fmin(grid->north, site->north_km);
        east = k == 0 ? site->east_km : fmax(east, site->east_km);
        north = k == 0 ? site->north_km : fmax(north, site->north_km);
    }
    const double width = east - grid->east, height = north - grid->north;
    const double even = sqrt(width * height * ROOMS_A_SQUARE / ((double)count + 1.0));
    grid->side = fmax(fmax(even, SIDE_LEAST_KM), fmax(width, height) / (SQUARES - 1));
    grid->columns = (int)(width / grid->side) + 1;
    grid->lines = (int)(height / grid->side) + 1;
}

static int grid_make(struct near_grid *grid, const struct supply *supply,
                     const uint32_t *room, size_t count, struct error *err)
{
    measure(grid, supply, room, count);
    const size_t squares = (size_t)grid->columns * (size_t)grid->lines;
    grid->start = calloc(squares + 2, sizeof *grid->start);
    grid->room = malloc((count + 1) * sizeof *grid->room);
    if (!grid->start || !grid->room)
        return error_set(err, MESSAGE_MEMORY, "services");
    for (int pass = 0; pass < 2; pass++) {
        for (size_t k = 0; k < count; k++) {
            const struct site *site = site_of(supply, room[k]);
            const size_t q =
                (size_t)line_of(grid, site->north_km) * (size_t)grid->columns +
                (size_t)column_of(grid, site->east_km);
            if (pass == 0)
                grid->start[q + 2]++;
            else
                grid->room[grid->start[q + 1]++] = room[k];
        }
        for (size_t q = 0; pass == 0 && q < squares; q++)
            grid->start[q + 2] += grid->start[q + 1];
    }
    return 0;
}

void services_near_free(struct services *services)
{
    for (int p = 0; services->near_index && p < CATALOGUE_PRODUCTS; p++) {
        free(services->near_index->grid[p].start);
        free(services->near_index->grid[p].room);
    }
    free(services->near_index);
    services->near_index = NULL;
}

/* Rooms of one product, in their order. */
static size_t list_rooms(const struct supply *supply, int product, uint32_t *room)
{
    size_t count = 0;
    for (int k = 0; k < supply->room_count; k++)
        if (supply->rooms[k].product == product)
            room[count++] = (uint32_t)k;
    return count;
}

int services_near_make(struct services *services, struct error *err)
{
    const struct supply *supply = services->supply;
    if (services->near_index && services->near_index->rooms == supply->room_count)
        return 0;
    services_near_free(services);
    services->near_index = calloc(1, sizeof *services->near_index);
    uint32_t *room = malloc(((size_t)supply->room_count + 1) * sizeof *room);
    int status =
        services->near_index && room ? 0 : error_set(err, MESSAGE_MEMORY, "services");
    for (int p = 0; p < services->catalogue->product_count && status == 0; p++)
        status = grid_make(&services->near_index->grid[p], supply, room,
                           list_rooms(supply, p, room), err);
    if (status == 0)
        services->near_index->rooms = supply->room_count;
    free(room);
    return status;
}

/* Keeps the room among the nearest; of equal distance the lower room. */
static void consider(struct near *near, const struct near_room *room)
{
    struct near_room *list = near->room;
    int at = near->count;
    while (at > 0 && (list[at - 1].distance > room->distance ||
                      (list[at - 1].distance == room->distance &&
                       list[at - 1].room > room->room)))
        at--;
    if (at == near->most)
        return;
    if (near->count < near->most)
        near->count++;
    for (int k = near->count - 1; k > at; k--)
        list[k] = list[k - 1];
    list[at] = *room;
}

static void look_at_square(const struct services *services,
                           const struct near_grid *grid, int column, int line,
                           struct near *near)
{
    const size_t q = (size_t)line * (size_t)grid->columns + (size_t)column;
    for (uint32_t k = grid->start[q]; k < grid->start[q + 1]; k++) {
        const struct site *site = site_of(services->supply, grid->room[k]);
        const double x = site->east_km - near->east, y = site->north_km - near->north;
        const double distance = sqrt(x * x + y * y);
        const struct near_room room = {
            .room = grid->room[k], .distance = distance, .east = x, .north = y};
        if (services->rooms[grid->room[k]].open && distance <= near->far)
            consider(near, &room);
    }
}

/* Squares exactly `out` steps from the middle one. */
static void look_at_ring(const struct services *services, const struct near_grid *grid,
                         int out, struct near *near)
{
    const int column = column_of(grid, near->east), line = line_of(grid, near->north);
    for (int y = line - out; y <= line + out; y++) {
        const int step = y == line - out || y == line + out || out == 0 ? 1 : 2 * out;
        if (y < 0 || y >= grid->lines)
            continue;
        for (int x = column - out; x <= column + out; x += step)
            if (x >= 0 && x < grid->columns)
                look_at_square(services, grid, x, y, near);
    }
}

/* Nothing that was not looked at lies nearer: the least way out of the squares seen. */
static double seen_km(const struct near_grid *grid, int out, const struct near *near)
{
    const int column = column_of(grid, near->east), line = line_of(grid, near->north);
    const double west = near->east - (grid->east + grid->side * (column - out));
    const double east = grid->east + grid->side * (column + out + 1) - near->east;
    const double south = near->north - (grid->north + grid->side * (line - out));
    const double north = grid->north + grid->side * (line + out + 1) - near->north;
    return fmin(fmin(west, east), fmin(south, north)) - ROUNDING_KM;
}

void services_near_find(const struct services *services, int product, struct near *near)
{
    const struct near_grid *grid = &services->near_index->grid[product];
    const int rings = grid->columns > grid->lines ? grid->columns : grid->lines;
    near->count = 0;
    for (int out = 0; out < rings; out++) {
        look_at_ring(services, grid, out, near);
        const double seen = seen_km(grid, out, near);
        if (seen > near->far ||
            (near->count == near->most && seen > near->room[near->most - 1].distance))
            return;
    }
}
