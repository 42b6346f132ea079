/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What going on with a site is worth, from what its books and rooms say. */
#include "process/expect.h"
#include "process/found.h"
#include "process/subsidise.h"
#include "process/withdraw_parts.h"

/* Yuan that a user of the room leaves after what he costs. */
static double contribution_of(const struct world *world, int32_t r,
                              const double wages[CATALOGUE_TRADES])
{
    const struct books *books = world->books;
    const int product = books->supply.rooms[r].product;
    const struct books_room *room = &books->rooms[r];
    const struct contract *contract =
        &books->sites[books->supply.rooms[r].site].contract;
    const struct spend_basis basis = {.costs = books->costs,
                                      .levels = &books->levels,
                                      .product = &books->catalogue->products[product],
                                      .index = product,
                                      .wages = wages};
    const double tax = books->costs->of[product][COST_sales_tax].value *
                       force_taxed(world, books->supply.rooms[r].site, product);
    double users = 0.0, cost = 0.0;
    for (int k = 0; k < basis.product->class_count; k++) {
        users += room->users[k];
        cost += room->users[k] * spend_marginal(&world->values, &basis, k);
    }
    cost = users > 0.0 ? cost / users : spend_marginal(&world->values, &basis, 0);
    return books_price(world, r) * (1.0 - tax - contract->trustee_share) +
           costs_now(books->costs, product, COST_earned, &books->levels) - cost;
}

/* The ramp that is expected of a room. */
static double tau_of(const struct books *books, int32_t r)
{
    const int32_t site = books->supply.rooms[r].site;
    return expect_tau(&books->operators[books->sites[site].operator_row],
                      &books->rooms[r].expectation);
}

/* That of a site is its largest room's. */
static double site_tau(const struct books *books, const struct site *place)
{
    int32_t largest = place->room;
    for (int32_t r = place->room; r < place->room + place->rooms; r++)
        if (books->supply.rooms[r].m2 > books->supply.rooms[largest].m2)
            largest = r;
    return tau_of(books, largest);
}

/* Users of a room in yuan of what they leave: a yuan is then a user. */
static void add_room(const struct world *world, int32_t r, struct withdraw_path *path)
{
    const struct books *books = world->books;
    const struct expectation *expectation = &books->rooms[r].expectation;

    double wages[CATALOGUE_TRADES];
    for (int t = 0; t < CATALOGUE_TRADES; t++)
        wages[t] = books->market[t].wage;
    const double yuan = contribution_of(world, r, wages);
    path->contribution = 1.0;
    path->expected += yuan * expect_use(expectation, tau_of(books, r));
    path->plan += yuan * expectation->plan;
    path->fixed += books->supply.rooms[r].m2 *
                   costs_now(books->costs, books->supply.rooms[r].product,
                             COST_utilities, &books->levels);
}

/* Margins of the months from all rooms; one that was turned to something else fills from
 * its own opening on. */
static void margins_of(const struct world *world, const struct site *place,
                       const double *grants, int months, struct withdraw_path *path,
                       double *margin)
{
    const struct books *books = world->books;
    double more[WITHDRAW_MONTHS];
    for (int32_t r = place->room; r < place->room + place->rooms; r++)
        if (books->supply.rooms[r].from == 0)
            add_room(world, r, path);
    withdraw_margins(path, grants, months, margin);
    for (int32_t r = place->room; r < place->room + place->rooms; r++) {
        struct withdraw_path turned = {.tau = tau_of(books, r),
                                       .age = books->rooms[r].expectation.age};
        if (books->supply.rooms[r].from == 0)
            continue;
        add_room(world, r, &turned);
        withdraw_margins(&turned, NULL, months, more);
        for (int k = 0; k < months; k++)
            margin[k] += more[k];
    }
}

/* Yuan a month of purchases, and of grants where `all`, as in the year past. */
static double grants_of(const struct books *books, int32_t site, month now, bool all)
{
    const struct site_book *book = &books->ledger.site_books[site];
    const int open = books->sites[site].remembered; /* months of books */
    const int months = open < MONTHS_PER_YEAR ? open : MONTHS_PER_YEAR;
    if (months < 1)
        return 0.0;
    return money_to_yuan((all ? book_sum(book, BOOK_GRANTS, now, months) : 0) +
                         book_sum(book, BOOK_PURCHASES, now, months)) /
           months;
}

/* Of the coming months: what governments gave last year goes on, but grants by terms that
 * are known end and fall as these say. */
static void look_at_grants(const struct world *world, int32_t site, double *grants,
                           int months)
{
    const struct books *books = world->books;
    const struct site_state *state = &books->sites[site];
    const bool terms =
        force_of(world) && books->operators[state->operator_row].budget < 0;
    const double side = state->side * books->levels.prices + view_let(world, site);
    const double before = grants_of(books, site, world->now, !terms);
    for (int k = 0; k < months; k++)
        grants[k] =
            before + side +
            (terms ? money_to_yuan(subsidise_ahead(world, site, world->now + 1 + k))
                   : 0.0);
}

double withdraw_look(const struct world *world, int32_t site,
                     struct withdraw_terms *terms)
{
    const struct books *books = world->books;
    const struct values *values = &world->values;
    const struct site_state *state = &books->sites[site];
    const bool ends = operator_months_left(&state->contract, world->now) == 0;
    const struct contract next =
        ends ? found_contract(world, site, 1) : state->contract;
    struct withdraw_path path = {.tau = site_tau(books, &books->supply.sites[site]),
                                 .age = state->months_open};
    const int months =
        withdraw_ahead(values, &state->contract, path.age, path.tau, world->now);
    double grants[WITHDRAW_MONTHS], margin[WITHDRAW_MONTHS], wages = 0.0;
    path.fixed = operator_rent(&next) +
                 state->invested / (values->operators_fitout_years * MONTHS_PER_YEAR);
    look_at_grants(world, site, grants, months);
    for (int k = 0; k < state->trades; k++)
        wages += state->staff[k].in_post * state->staff[k].wage;
    *terms = withdraw_terms(values, state, wages, 0.0, world->now);
    terms->months = months;
    const month soonest = world->now + 1 + terms->notice;
    terms->clawback = money_to_yuan(subsidise_back(world, site, soonest));
    terms->clawback_later =
        money_to_yuan(subsidise_back(world, site, world->now + 1 + months));
    margins_of(world, &books->supply.sites[site], grants, months, &path, margin);
    return withdraw_value(values, margin, terms);
}

double withdraw_look_share(const struct supply *supply, int32_t room)
{
    const struct site *place = &supply->sites[supply->rooms[room].site];
    double floor = 0.0;
    for (int32_t r = place->room; r < place->room + place->rooms; r++)
        floor += supply->rooms[r].m2;
    return floor > 0.0 ? supply->rooms[room].m2 / floor : 1.0 / place->rooms;
}

double withdraw_look_room(const struct world *world, int32_t room)
{
    const struct books *books = world->books;
    const struct values *values = &world->values;
    const struct site_state *state = &books->sites[books->supply.rooms[room].site];
    const double share = withdraw_look_share(&books->supply, room);
    struct withdraw_path path = {.tau = tau_of(books, room),
                                 .age = books->rooms[room].expectation.age};
    const int months =
        withdraw_ahead(values, &state->contract, path.age, path.tau, world->now);
    const struct withdraw_terms terms = {
        .months = months,
        .clawback = money_to_yuan(subsidise_back_room(world, room, world->now + 1)),
        .clawback_later =
            money_to_yuan(subsidise_back_room(world, room, world->now + 1 + months))};

    double grants[WITHDRAW_MONTHS], margin[WITHDRAW_MONTHS];
    path.fixed =
        share * state->invested / (values->operators_fitout_years * MONTHS_PER_YEAR);
    add_room(world, room, &path);
    for (int k = 0; k < months; k++)
        grants[k] = share * state->side * books->levels.prices +
                    money_to_yuan(subsidise_room(world, room, world->now + 1 + k));
    withdraw_margins(&path, grants, months, margin);
    return withdraw_value(values, margin, &terms);
}
