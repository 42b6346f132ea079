/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What every room was used for this month, which fees and costs follow from. */
#include "process/process.h"
#include "process/view.h"

#include <math.h>
#include <string.h>

static void reckon_room(struct world *world, int r)
{
    struct books *books = world->books;
    const struct room_state *state = &world->services->rooms[r];
    const struct room *room = &books->supply.rooms[r];
    const struct product *product = &books->catalogue->products[room->product];
    struct books_room *business = &books->rooms[r];
    memset(business->users, 0, sizeof business->users);
    business->capacity = 0.0;
    business->discounts = 0.0;
    if (!state->open)
        return;
    business->capacity =
        view_capacity(room, product, books_places(books, room, (uint32_t)r));
    if (product->use == USE_PLACE)
        for (int k = 0; k < CATALOGUE_CLASSES; k++)
            business->users[k] = state->held[k];
    else
        for (int k = 0; k < SLOTS; k++)
            business->users[0] += (double)(state->served[k] + state->served_again[k]);
}

/* Users by income. Visits served at a second site stand with the tie's first: there the
 * incomes of those who come first stand for all. */
static void reckon_payers(struct books *books, int r)
{
    struct books_room *business = &books->rooms[r];
    uint64_t count[QUINTILES] = {0}, all = 0;
    double users = 0.0;
    for (int q = 0; q < QUINTILES; q++)
        for (int t = 0; t < books->threads; t++) {
            count[q] += books->desks[t].units[r][q];
            books->desks[t].units[r][q] = 0;
        }
    for (int q = 0; q < QUINTILES; q++)
        all += count[q];
    for (int k = 0; k < CATALOGUE_CLASSES; k++)
        users += business->users[k];
    for (int q = 0; q < QUINTILES; q++)
        business->units[q] =
            all > 0 ? users * ((double)count[q] / (double)all) : users / QUINTILES;
}

/* Everybody who is served has an income, and of places one each. */
static int check(const struct books *books, struct error *err)
{
    static const double rounding = 1e-6;
    for (int r = 0; r < books->supply.room_count; r++) {
        double users = 0.0, units = 0.0;
        for (int k = 0; k < CATALOGUE_CLASSES; k++)
            users += books->rooms[r].users[k];
        for (int q = 0; q < QUINTILES; q++)
            units += books->rooms[r].units[q];
        if (fabs(users - units) > rounding)
            return error_set(err, MESSAGE_LAW, "users of a room are its payers");
    }
    return 0;
}

static int reckon(struct world *world, struct error *err)
{
#pragma omp parallel for schedule(static) num_threads(world->threads)
    for (int r = 0; r < world->books->supply.room_count; r++) {
        reckon_room(world, r);
        reckon_payers(world->books, r);
    }
    for (int s = 0; s < world->books->supply.site_count; s++)
        if (world->books->sites[s].contract.start > 0 &&
            books_runs(world->books, s, world->now))
            world->books->sites[s].months_open++;
    return world->laws ? check(world->books, err) : 0;
}

const struct process process_reckon = {
    .name = "reckon",
    .text = "what every room was used for: the ground of fees and costs",
    .reads = "rooms",
    .writes = WRITES_BOOKS,
    .city = reckon,
};
