/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What every room was used for this month, which fees and costs follow from. */
#include "process/process.h"
#include "process/view.h"

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
    if (!state->open)
        return;
    business->capacity = view_capacity(room, product);
    if (product->use == USE_PLACE)
        for (int k = 0; k < CATALOGUE_CLASSES; k++)
            business->users[k] = state->held[k];
    else
        for (int k = 0; k < SLOTS; k++)
            business->users[0] += (double)(state->served[k] + state->served_again[k]);
}

static int reckon(struct world *world, struct error *err)
{
    (void)err;
#pragma omp parallel for schedule(static) num_threads(world->threads)
    for (int r = 0; r < world->books->supply.room_count; r++)
        reckon_room(world, r);
    for (int s = 0; s < world->books->supply.site_count; s++)
        if (world->books->sites[s].contract.start > 0 &&
            books_runs(world->books, s, world->now))
            world->books->sites[s].months_open++;
    return 0;
}

const struct process process_reckon = {
    .name = "reckon",
    .text = "what every room was used for: the ground of fees and costs",
    .reads = "rooms",
    .writes = WRITES_BOOKS,
    .city = reckon,
};
