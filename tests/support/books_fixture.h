/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A small city whose sites keep books: one product, childcare by the month, that everybody
 * of any age may need, so that everything can be reckoned by hand. Include check.h first. */
#ifndef LINLI_TESTS_SUPPORT_BOOKS_FIXTURE_H
#define LINLI_TESTS_SUPPORT_BOOKS_FIXTURE_H

#include "process/found.h"
#include "process/pay.h"
#include "process/withdraw_parts.h"
#include "state/books.h"
#include "support/services_fixture.h"

enum { RESIDENTS = 2000, PLACES = 40, SITES = 2, SEED = 3 };

struct city_of_books {
    struct services_fixture f;
    struct world world;
};

static inline void must(int status, const struct error *err)
{
    if (status != 0)
        fail_msg("%s", err->en);
}

/* What the model does not know of sites at the start is nothing: books can be reckoned
 * by hand. */
static inline void nothing_unknown(struct scenario *scenario)
{
    change_value(scenario, PARAMETER_operators_start_margin, -10.0);
    change_value(scenario, PARAMETER_operators_landlord_share, 0.0);
    change_value(scenario, PARAMETER_operators_let_floor, 0.0);
}

static inline void one_nursery(struct catalogue *catalogue)
{
    services_one_product(catalogue, "childcare_full");
}

/* Every second site is a chain's in private space; of the others the first of each
 * community is public, the rest are companies'. */
static inline void name_operators(struct supply *supply)
{
    for (int s = 0; s < supply->site_count; s++) {
        struct site *site = &supply->sites[s];
        const bool chain = s % SITES == 1;
        site->kind = chain ? OPERATOR_CHAIN : OPERATOR_PUBLIC;
        site->mode = chain ? MODE_MARKET : MODE_PUBLIC_RUN;
        site->owner = chain ? OWNER_PRIVATE : OWNER_PUBLIC;
    }
}

static inline void open_city_with(struct city_of_books *city, int threads,
                                  void (*change)(struct scenario *))
{
    struct error err = {0};
    *city = (struct city_of_books){0};
    assert_int_equal(services_fixture_open_with(&city->f, RESIDENTS, month_of(2022, 12),
                                                SITES, PLACES, change, one_nursery),
                     0);
    assert_int_equal(services_books(&city->f), 0);
    name_operators(&city->f.supply);
    must(services_world(&city->f, threads, SEED, &city->world, &err), &err);
    city->world.laws = true;
}

static inline void open_city(struct city_of_books *city, int threads)
{
    open_city_with(city, threads, nothing_unknown);
}

static inline void close_city(struct city_of_books *city)
{
    world_free(&city->world);
    services_fixture_close(&city->f);
}

static inline void live(struct world *world, int months)
{
    struct error err = {0};
    for (int k = 0; k < months; k++)
        must(cycle_month(world, &err), &err);
}

/* The month up to its facilities, then the verbs of books up to and with `last`. */
static inline void live_up_to(struct world *world, const struct process *last)
{
    struct error err = {0};
    must(cycle_enact(world, &err), &err);
    must(books_enact(world, &err), &err);
    must(services_enact(world, &err), &err);
    must(pass_homes(world, cycle_home, cycle_services, &err), &err);
    for (int k = 0; cycle_facilities[k]; k++)
        must(cycle_facilities[k]->city(world, &err), &err);
    for (int k = 0; cycle_books[k]; k++) {
        must(cycle_books[k]->city(world, &err), &err);
        must(books_check(world, &err), &err);
        if (cycle_books[k] == last)
            return;
    }
    fail_msg("no such verb");
}

/* Fen of a month of a site at its start, line by line. */
enum { HAND_LINES = 10 };
static const enum book_line hand_line[HAND_LINES] = {
    BOOK_FEES,  BOOK_FOOD,   BOOK_CONSUMABLES, BOOK_UTILITIES, BOOK_TAX,
    BOOK_WAGES, BOOK_SOCIAL, BOOK_RENT,        BOOK_RENEWAL,   BOOK_OVERHEAD};

static inline void month_by_hand(const struct books *books, int site, double overhead,
                                 money fen[HAND_LINES])
{
    static const double social = 0.28, life_months = 96;
    const int r = books->supply.sites[site].room;
    const struct room *room = &books->supply.rooms[r];
    const double children = books->rooms[r].users[0];
    const struct product *product = &books->catalogue->products[0];
    const double fee =
        dated_at(&product->price, books->ledger.now) * books->levels.prices;
    const struct cost_levels *now = &books->levels;
    const struct site_state *state = &books->sites[site];
    fen[0] = fen[5] = fen[6] = 0;
    for (int q = 0; q < QUINTILES; q++)
        fen[0] += money_from_yuan(books->rooms[r].units[q] * fee);
    fen[1] = money_from_yuan(children * costs_now(books->costs, 0, COST_food, now));
    fen[2] =
        money_from_yuan(children * costs_now(books->costs, 0, COST_consumables, now));
    fen[3] =
        money_from_yuan(room->m2 * costs_now(books->costs, 0, COST_utilities, now));
    fen[4] = money_from_yuan(children * fee * 0.01);
    for (int t = 0; t < CATALOGUE_TRADES; t++) {
        const double wages = children * product->classes[0].posts[t] *
                             books->catalogue->trades[t].wage * books->wage_level;
        fen[5] += money_from_yuan(wages);
        fen[6] += money_from_yuan(wages * social);
    }
    fen[7] = money_from_yuan(state->contract.rent * (1 - state->contract.relief));
    fen[8] = money_from_yuan(state->invested / life_months);
    fen[9] = money_from_yuan(overhead);
}

static inline money cost_by_hand(const struct books *books, int site, double overhead)
{
    money fen[HAND_LINES], sum = 0;
    month_by_hand(books, site, overhead, fen);
    for (int k = 1; k < HAND_LINES; k++)
        sum += fen[k];
    return sum;
}

#endif
