/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Puts the supposed policy into the place of the true one, asks what each instrument owes
 * to whom, and puts all back. */
#include "process/suppose.h"

#include "process/process.h"
#include "process/subsidise.h"

#include <stdlib.h>
#include <string.h>

void suppose_free(struct suppose *suppose)
{
    if (suppose->free_instruments)
        suppose->free_instruments(suppose->instruments);
    free(suppose->fen);
    free(suppose->relief);
    free(suppose->units);
    *suppose = (struct suppose){0};
}

/* Room for sites that were added. */
static int reserve(const struct world *world, struct suppose *suppose,
                   struct error *err)
{
    const struct supply *supply = &world->books->supply;
    const size_t count = suppose->policy->count + 1;
    const size_t sites = (size_t)supply->site_count + 1;
    const size_t held = (size_t)suppose->sites * (count - 1);
    const size_t units = ((size_t)supply->room_count + 1) * QUINTILES;
    money *fen = realloc(suppose->fen, sites * count * sizeof *fen);
    double *relief = realloc(suppose->relief, sites * sizeof *relief);
    double *used = realloc(suppose->units, units * sizeof *used);
    suppose->fen = fen ? fen : suppose->fen;
    suppose->relief = relief ? relief : suppose->relief;
    suppose->units = used ? used : suppose->units;
    if (!fen || !relief || !used)
        return error_set(err, MESSAGE_MEMORY, "what a policy would pay");
    memset(fen + held, 0, (sites * count - held) * sizeof *fen);
    suppose->sites = supply->site_count;
    return 0;
}

/* The supposed policy in place of the true one, and back. */
static void swap(struct books *books, struct suppose *suppose)
{
    const struct suppose other = *suppose;
    suppose->policy = books->policy;
    suppose->scope = books->scope;
    suppose->instruments = books->instruments;
    suppose->free_instruments = books->free_instruments;
    books->policy = other.policy;
    books->scope = other.scope;
    books->instruments = other.instruments;
    books->free_instruments = other.free_instruments;
}

static void keep(const struct books *books, struct suppose *suppose)
{
    for (int s = 0; s < books->supply.site_count; s++)
        suppose->relief[s] = books->sites[s].contract.relief;
    for (int r = 0; r < books->supply.room_count; r++)
        memcpy(suppose->units + (size_t)r * QUINTILES, books->rooms[r].units,
               sizeof books->rooms[r].units);
}

static void restore(struct books *books, const struct suppose *suppose)
{
    for (int s = 0; s < books->supply.site_count; s++)
        books->sites[s].contract.relief = suppose->relief[s];
    for (int r = 0; r < books->supply.room_count; r++)
        memcpy(books->rooms[r].units, suppose->units + (size_t)r * QUINTILES,
               sizeof books->rooms[r].units);
}

/* Rent that the site is relieved of, whoever bears it. */
static int ask_rents(struct world *world, int index, struct subsidise_asked *asked,
                     struct error *err)
{
    const struct books *books = world->books;
    for (int k = 0; k < books->supply.site_count; k++) {
        const int32_t site = force_of(world)->by_code[k];
        const struct contract *contract = &books->sites[site].contract;
        if (!books_runs(books, site, world->now) ||
            contract->relief <= contract->agreed)
            continue;
        const struct force_relief relief = force_relief(world, index, site);
        const struct subsidise_due due = {.product = LEDGER_NO_PRODUCT, .site = site};
        TRY(subsidise_ask(asked, &due, money_from_yuan(relief.before - relief.after),
                          err));
    }
    return 0;
}

/* Promises to sites whose works ended with this month's opening: of their own money. */
static int promise(struct world *world, struct error *err)
{
    const struct books *books = world->books;
    for (int k = 0; k < books->supply.site_count; k++) {
        const int32_t site = force_of(world)->by_code[k];
        const double invested = books->sites[site].invested;
        if (books->supply.sites[site].opened == world->now && invested > 0.0 &&
            books_runs(books, site, world->now))
            TRY(subsidise_project(world, site, invested, invested, err));
    }
    return 0;
}

static int ask_promises(struct world *world, int index, struct subsidise_asked *asked,
                        struct error *err)
{
    const struct force *force = force_of(world);
    for (size_t k = 0; k < force->promises.count; k++) {
        const struct force_promise *promise = &force->promises.item[k];
        const struct subsidise_due due = {.product = LEDGER_NO_PRODUCT,
                                          .site = promise->site};
        if (promise->instrument == index)
            TRY(subsidise_ask(asked, &due, promise->fen, err));
    }
    return 0;
}

static int add_instrument(struct world *world, int index, money *fen,
                          struct subsidise_asked *asked, struct error *err)
{
    struct force *force = force_of(world);
    const enum instrument_kind kind = force->policy->item[index].kind;
    asked->count = 0;
    if (!instrument_in_force(&force->policy->item[index], world->now) ||
        kind == INSTRUMENT_benefit)
        return 0;
    if (kind == INSTRUMENT_rent)
        TRY(ask_rents(world, index, asked, err));
    else if (kind == INSTRUMENT_capital_grant)
        TRY(ask_promises(world, index, asked, err));
    else
        TRY(subsidise_claims(world, index, asked, err));
    if (kind == INSTRUMENT_rent || kind == INSTRUMENT_capital_grant ||
        kind == INSTRUMENT_operating_grant) /* bills are rationed as they are made */
        policy_ration(&force->spent, force->policy, index, asked->fen, asked->count,
                      world->now);
    for (size_t k = 0; k < asked->count; k++)
        fen[(size_t)asked->due[k].site * force->policy->count + (size_t)index] +=
            asked->fen[k];
    return 0;
}

static int reckon(struct world *world, money *fen, struct subsidise_asked *asked,
                  struct error *err)
{
    TRY(force_look(world, err));
    TRY(process_bill.city(world, err));
    TRY(promise(world, err));
    for (int i = 0; i < (int)force_of(world)->policy->count; i++)
        TRY(add_instrument(world, i, fen, asked, err));
    force_of(world)->promises.count = 0;
    return 0;
}

int suppose_month(struct world *world, struct suppose *suppose, struct error *err)
{
    struct subsidise_asked asked = {0};
    TRY(reserve(world, suppose, err));
    keep(world->books, suppose);
    swap(world->books, suppose);
    const int status = reckon(world, suppose->fen, &asked, err);
    swap(world->books, suppose);
    restore(world->books, suppose);
    free(asked.due);
    free(asked.fen);
    return status;
}
