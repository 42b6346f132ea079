/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Prices of rooms (docs/MODEL.md 8.6): what a site knows when its turn comes, and what it
 * asks from then on. Its operator's first look at a room takes the mark-up that is there
 * as the one that custom has found: a share `price.custom` of its belief about how users
 * respond; the rest is the slope of the survey. */
#include "process/adapt.h"

#include "policy/force.h"
#include "process/expect.h"
#include "process/subsidise.h"

#include <math.h>

/* A custom without any mark-up says nothing of users: at least this part of cost. */
static const double MARK_UP_LEAST = 0.01;
static const double MARK_UP_YUAN = 0.01;

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

static const struct product *product_of(const struct books *books, int32_t room)
{
    return &books->catalogue->products[books->supply.rooms[room].product];
}

static const struct operator_ *operator_of(const struct books *books, int32_t room)
{
    const int32_t site = books->supply.rooms[room].site;
    return &books->operators[books->sites[site].operator_row];
}

double adapt_cap(const struct world *world, int32_t room)
{
    const struct books *books = world->books;
    const double listed =
        services_listed(world->services, &books->supply.rooms[room], world->now);
    double cap = force_cap(world, room);
    if (listed <= 0.0)
        return 0.0;
    if (operator_of(books, room)->budget >= 0)
        cap = smaller(cap, listed / books->told);
    return cap < INFINITY ? cap : -1.0;
}

double adapt_amount(const struct product *product)
{
    double amount = 0.0, share = 0.0;
    if (product->use == USE_PLACE)
        return 1.0;
    for (int k = 0; k < product->needs; k++) {
        amount += product->need[k].share * product->need[k].amount;
        share += product->need[k].share;
    }
    for (int k = 0; k < product->wants; k++) {
        amount += product->want[k].share * product->want[k].amount;
        share += product->want[k].share;
    }
    return share > 0.0 && amount > 0.0 ? amount / share : 1.0;
}

double adapt_cost(const struct world *world, int32_t room)
{
    const struct books *books = world->books;
    const struct product *product = product_of(books, room);
    double wages[CATALOGUE_TRADES] = {0}, users = 0.0, yuan = 0.0;
    for (int t = 0; t < books->catalogue->trade_count; t++)
        wages[t] = books->market[t].wage;
    const struct spend_basis basis = {.costs = books->costs,
                                      .levels = &books->levels,
                                      .product = product,
                                      .index = books->supply.rooms[room].product,
                                      .wages = wages};
    for (int k = 0; k < product->class_count; k++)
        users += books->rooms[room].users[k];
    for (int k = 0; k < product->class_count; k++) {
        const double share = users > 0.0 ? books->rooms[room].users[k] / users
                                         : 1.0 / product->class_count;
        if (share > 0.0)
            yuan += share * spend_marginal(&world->values, &basis, k);
    }
    return yuan - costs_now(books->costs, basis.index, COST_earned, &books->levels);
}

double adapt_slope(const struct world *world, const struct product *product)
{
    return product->price_weight * world->services->relative_mean *
           adapt_amount(product) * world->books->told;
}

/* Persons who need or may want the product where the room is offered, in users a
 * month. */
static double needers_of(const struct world *world, int32_t number)
{
    const struct services *services = world->services;
    const struct room_state *room = &services->rooms[number];
    const int product = services->supply->rooms[number].product;
    double persons = 0.0;
    for (uint32_t a = room->audience; a < room->audience + room->audiences; a++) {
        const struct audience *audience = &services->audience[a];
        if (services->offers[audience->community].item[audience->offer].open)
            persons +=
                services->needers[(size_t)audience->community * CATALOGUE_PRODUCTS +
                                  (size_t)product];
    }
    return persons * adapt_amount(&services->catalogue->products[product]);
}

/* Yuan a month that governments have given for the site, the mean of a year; what makes
 * good the deficit of an institution is no income that it could count on. */
static double granted(const struct world *world, int32_t site)
{
    const int32_t index = world->books->sites[site].operator_row;
    if (world->books->operators[index].budget >= 0)
        return 0.0;
    const struct site_book *book = &world->books->ledger.site_books[site];
    const int seen = world->books->sites[site].remembered; /* months of books */
    const int months = seen < 1 ? 1 : seen < MONTHS_PER_YEAR ? seen : MONTHS_PER_YEAR;
    return money_to_yuan(book_sum(book, BOOK_GRANTS, world->now, months) +
                         book_sum(book, BOOK_PURCHASES, world->now, months)) /
           months;
}

/* Yuan that expected users of a room that may ask for money cost a month. */
static double direct_cost(const struct world *world, int32_t number, double tau)
{
    const struct books_room *room = &world->books->rooms[number];
    const double each = adapt_cost(world, number);
    const double users = expect_use(&room->expectation, tau);
    return each > 0.0 && users > 0.0 && adapt_cap(world, number) != 0.0 ? each * users
                                                                        : 0.0;
}

/* The room's part of what its site pays as a whole: by what its users cost, as
 * accountants spread overheads, so that the rooms that have users carry them and the site
 * can break even; by floor where nobody is expected anywhere. */
static double room_part(const struct world *world, int32_t number, double tau)
{
    const struct books *books = world->books;
    const struct room *room = &books->supply.rooms[number];
    const struct site *place = &books->supply.sites[room->site];
    double floor = 0.0, direct = 0.0;
    for (int r = place->room; r < place->room + place->rooms; r++) {
        floor += books->supply.rooms[r].m2;
        direct += direct_cost(world, r, tau);
    }
    if (place->rooms == 1)
        return 1.0;
    return direct > 0.0  ? direct_cost(world, number, tau) / direct
           : floor > 0.0 ? room->m2 / floor
                         : 1.0 / place->rooms;
}

/* Yuan a month that who aims to break even asks for beyond cost while its own money is
 * less than what it began with: nobody else makes its bad months good. */
static double refill(const struct world *world, int32_t site)
{
    const struct books *books = world->books;
    const struct site_state *state = &books->sites[site];
    const struct operator_ *runner = &books->operators[state->operator_row];
    const double cash =
        money_to_yuan(books->ledger.operators[state->operator_row].cash);
    const struct site_month_past past =
        operator_recent(state, world->now, MONTHS_PER_YEAR);
    const int months =
        state->remembered < MONTHS_PER_YEAR ? state->remembered : MONTHS_PER_YEAR;
    if (runner->aim != AIM_BREAK_EVEN || runner->budget >= 0 || months < 1)
        return 0.0;
    const double cost = money_to_yuan(past.cost) / months;
    return cash / runner->sites < world->values.operators_opening_months * cost
               ? world->values.price_refill * cost
               : 0.0;
}

/* Yuan a month of the room that use does not change: its part of what the site pays for
 * space and management, less what it is granted and has beside; its utilities. */
static double fixed_cost(const struct world *world, int32_t number, double tau)
{
    const struct books *books = world->books;
    const struct room *room = &books->supply.rooms[number];
    const struct site_state *site = &books->sites[room->site];
    const struct operator_ *runner = operator_of(books, number);
    const double overhead =
        operator_overhead(&world->values, runner->sites) / runner->sites *
        books->wage_level *
        view_overhead_share(books, &books->supply.sites[room->site]);
    const double renewal =
        site->invested / (world->values.operators_fitout_years * MONTHS_PER_YEAR);
    const double yuan = operator_rent(&site->contract) + overhead + renewal +
                        refill(world, room->site) - granted(world, room->site) -
                        view_let(world, room->site) - site->side * books->levels.prices;
    return yuan * room_part(world, number, tau) +
           room->m2 *
               costs_now(books->costs, room->product, COST_utilities, &books->levels);
}

/* Users or visits that would be asked for: those there are and who waits; of visits three
 * months' crowding, as one month's is chance. */
static double wanted_of(const struct world *world, int32_t number)
{
    const struct room_state *room = &world->services->rooms[number];
    const struct books_room *business = &world->books->rooms[number];
    double wanted = 0.0;
    if (product_of(world->books, number)->use == USE_VISIT)
        return services_crowd(room) * business->capacity;
    for (int k = 0; k < CATALOGUE_CLASSES; k++)
        wanted += business->users[k] + room->waiting[k];
    return wanted;
}

struct price_view adapt_view(const struct world *world, int32_t number)
{
    const struct books *books = world->books;
    const struct books_room *room = &books->rooms[number];
    const struct product *product = product_of(books, number);
    const struct operator_ *runner = operator_of(books, number);
    const struct site_state *site = &books->sites[books->supply.rooms[number].site];
    const int of = books->supply.rooms[number].product;
    const double by_fee = costs_now(books->costs, of, COST_sales_tax, &books->levels) *
                              force_taxed(world, books->supply.rooms[number].site, of) +
                          site->contract.trustee_share;
    const double tau = expect_tau(runner, &room->expectation);
    struct price_view view = {
        .aim = (enum operator_aim)runner->aim,
        .now = books_price(world, number),
        /* What goes by the fee makes a yuan of price worth less to the operator. */
        .cost = adapt_cost(world, number) / (1.0 - by_fee),
        .fixed = fixed_cost(world, number, tau),
        .slope = adapt_slope(world, product),
        .expected = expect_use(&room->expectation, tau),
        .wanted = wanted_of(world, number),
        .capacity = room->capacity,
        .needers = needers_of(world, number),
        .cap = adapt_cap(world, number),
        .margin_most = force_margin(world, number),
    };
    /* What is granted for each user is a cost less of one more, not of the site. */
    const double each = subsidise_each(world, number);
    double users = 0.0;
    for (int k = 0; k < CATALOGUE_CLASSES; k++)
        users += room->users[k];
    view.granted = each / (1.0 - by_fee);
    view.cost -= view.granted;
    view.fixed += each * users;
    if (room->custom > 0.0)
        view.slope = 1.0 / (world->values.price_custom * room->custom / books->told +
                            (1.0 - world->values.price_custom) / view.slope);
    return view;
}

/* The mark-up of the price as it stands, in yuan at the incomes of the start: what the
 * first look takes for custom. */
static double custom_of(const struct world *world, const struct price_view *view)
{
    const double share = view->needers > view->expected && view->expected > 0.0
                             ? view->expected / view->needers
                             : 0.0;
    /* Of what users pay for: a grant that began before the first look is no custom. */
    const double cost = view->cost + view->granted;
    const double least = cost * MARK_UP_LEAST + MARK_UP_YUAN;
    const double mark_up = (view->now - cost) * (1.0 - share);
    return (mark_up > least ? mark_up : least) * world->books->told;
}

static void decide(struct world *world, int32_t number, bool stays)
{
    struct books_room *room = &world->books->rooms[number];
    struct price_view view = adapt_view(world, number);
    if (room->custom <= 0.0) {
        room->custom = custom_of(world, &view);
        view = adapt_view(world, number);
    }
    const double slope = price_slope(&world->values, &view, &room->record);
    struct values values = world->values;
    values.price_step = force_step(world, number, values.price_step);
    room->price = price_next(&values, &view, &room->record, stays);
    if (room->price != view.now)
        room->record = price_remember(&view, slope, &room->record);
}

void adapt_prices(struct world *world, int32_t site)
{
    struct books *books = world->books;
    const struct site *place = &books->supply.sites[site];
    const bool due = price_due(&world->values, place->code, world->now);
    const bool stays =
        due && price_stays(&world->values, world->seed, place->code, world->now);
    for (int32_t r = place->room; due && r < place->room + place->rooms; r++)
        if (books->supply.rooms[r].next == 0)
            decide(world, r, stays);
}
