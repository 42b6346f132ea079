/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Capital grants: promised when works are finished, by the terms of that month, and paid
 * once the site has been run for as long as the terms ask. */
#include "process/subsidise.h"

#include "core/list.h"

int subsidise_project(struct world *world, int32_t site, double cost, double own,
                      struct error *err)
{
    struct force *force = force_of(world);
    const struct books *books = world->books;
    const struct site *place = &books->supply.sites[site];
    for (int i = 0; force && i < (int)force->policy->count; i++) {
        const struct instrument *one = &force->policy->item[i];
        struct schedule_facts facts = {{0}};
        struct instrument_project project = {
            .cost = cost, .own = own, .months_open = INT32_MAX};
        if (one->kind != INSTRUMENT_capital_grant)
            continue;
        const uint64_t products = force_products(world, i, site);
        if (products == 0)
            continue;
        for (int r = place->room; r < place->room + place->rooms; r++)
            if (products >> books->supply.rooms[r].product & 1) {
                project.m2 += books->supply.rooms[r].m2;
                project.places += books->supply.rooms[r].places;
            }
        force_facts(world, site, products, &facts);
        const money fen = instrument_grant_project(one, &project, &facts,
                                                   force->level[i], world->now);
        const double after =
            instrument_value(one, TERM_capital_grant_after_months, &facts, world->now);
        if (fen <= 0)
            continue;
        TRY(LIST_RESERVE(&force->promises, 1, err));
        const month from = place->opened > world->now ? place->opened : world->now;
        const double keep =
            instrument_value(one, TERM_capital_grant_keep_open, &facts, world->now);
        force->promises.item[force->promises.count++] =
            (struct force_promise){.instrument = i,
                                   .site = site,
                                   .fen = fen,
                                   .when = from + (month)(after + 0.5),
                                   .opens = from,
                                   .keep_open = (int)(keep + 0.5),
                                   .products = products};
    }
    return 0;
}

static bool is_due(const struct force_promise *promise, int index, month now)
{
    return promise->instrument == index && promise->when <= now;
}

int subsidise_capital(struct world *world, int index, struct subsidise_asked *asked,
                      struct error *err)
{
    const struct books *books = world->books;
    const struct force *force = books->instruments;
    /* In the order of promises: that of months, and of codes in a month. */
    for (size_t k = 0; k < force->promises.count; k++) {
        const struct force_promise *promise = &force->promises.item[k];
        if (!is_due(promise, index, world->now) ||
            !books_runs(books, promise->site, world->now))
            continue;
        const struct subsidise_due to = {
            ledger_operator(books->sites[promise->site].operator_row),
            LEDGER_NO_PRODUCT, promise->site, LEDGER_SHARED};
        TRY(subsidise_ask(asked, &to, promise->fen, err));
    }
    return 0;
}

int subsidise_settle(struct world *world, int index,
                     const struct subsidise_asked *asked, struct error *err)
{
    const struct books *books = world->books;
    struct force *force = books->instruments;
    size_t kept = 0, granted = 0;
    TRY(LIST_RESERVE(&force->keeps, asked->count, err));
    for (size_t k = 0; k < force->promises.count; k++) {
        const struct force_promise promise = force->promises.item[k];
        const bool due = is_due(&promise, index, world->now);
        force->promises.item[kept] = promise;
        kept += !due;
        if (!due || !books_runs(books, promise.site, world->now))
            continue;
        const money fen = asked->fen[granted++];
        if (fen > 0 && promise.keep_open > 0)
            force->keeps.item[force->keeps.count++] =
                (struct force_keep){.instrument = index,
                                    .site = promise.site,
                                    .fen = fen,
                                    .opened = promise.opens,
                                    .months = promise.keep_open,
                                    .products = promise.products};
    }
    force->promises.count = kept;
    return 0;
}
