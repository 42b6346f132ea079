/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Operators adapt to the month behind them: prices, staff, quality, and how many can be
 * served with the staff there is. What sites decide for themselves goes on at the same
 * time; what they share, the staff of the city, is one thread's. */
#include "process/adapt.h"

#include "process/process.h"

static bool keeps_books(const struct world *world, int32_t site)
{
    return books_runs(world->books, site, world->now) &&
           world->books->sites[site].contract.start > 0;
}

static int adapt(struct world *world, struct error *err)
{
    struct books *books = world->books;
    TRY(adapt_suspension(world, err));
#pragma omp parallel for schedule(dynamic, 64) num_threads(world->threads)
    for (int32_t s = 0; s < books->supply.site_count; s++)
        if (keeps_books(world, s)) {
            adapt_prices(world, s);
            adapt_leaving(world, s);
        }
    TRY(adapt_hiring(world, err));
#pragma omp parallel for schedule(static) num_threads(world->threads)
    for (int32_t s = 0; s < books->supply.site_count; s++)
        if (keeps_books(world, s))
            adapt_quality(world, s);
    return 0;
}

const struct process process_adapt = {
    .name = "adapt",
    .text = "prices, staff, wages and quality follow what sites were used for",
    .reads = "rooms, offers, books",
    .writes = WRITES_BOOKS | WRITES_TIES,
    .city = adapt,
};
