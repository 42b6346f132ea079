/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What the sites of the start live on (docs/MODEL.md 7.13). A site that is there is there
 * because it lives: who runs one for the public is paid what it lacks; on the market a
 * site asks the price it needs, as far as published prices go and users bear it, and its
 * landlord asks what the place is worth, within published rents. What lacks then is not
 * known. Until residents have found their sites, everything that lacks is such income:
 * prices follow after a year, rents and what is left at the end of the run-in, from the
 * books of a year. Sites of later find the terms of the day. */
#include "process/found.h"

#include "core/exact.h"
#include "policy/force.h"
#include "process/adapt.h"

#include <math.h>

/* Halvings that find a price to far below a fen. */
enum { HALVINGS = 40 };

/* A room whose price may be moved: `most` is where published prices end, or where one
 * yuan more brings less. */
struct asked {
    int32_t room;
    double now, most; /* yuan */
    double cost;      /* of one more user, what goes by the fee on top */
    double kept;      /* of a yuan of fees */
    double slope, wanted, capacity, users;
};

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static bool assisted(const struct site_state *state)
{
    return state->contract.mode == MODE_PUBLIC_BUILT_PRIVATE_RUN ||
           state->contract.mode == MODE_PRIVATE_RUN_PUBLIC_ASSISTED;
}

/* Least result over cost at which a site is there. */
static double least_margin(const struct world *world)
{
    return larger(world->values.operators_start_margin, 0.0);
}

/* Where prices that the catalogue knows of the product end: those of community services,
 * and what it costs elsewhere in the market. */
static double dearest(const struct product *product)
{
    return product->outside ? larger(product->price_source.high, product->market_price)
                            : product->price_source.high;
}

static struct asked ask(const struct world *world, int32_t r)
{
    const struct books *books = world->books;
    const struct room *room = &books->supply.rooms[r];
    const struct product *product = &books->catalogue->products[room->product];
    const struct price_view view = adapt_view(world, r);
    const double share =
        view.needers > view.expected ? view.expected / view.needers : 0.0;
    struct asked asked = {
        .room = r,
        .now = view.now,
        .cost = view.cost,
        .kept = 1.0 -
                costs_now(books->costs, room->product, COST_sales_tax, &books->levels) -
                books->sites[room->site].contract.trustee_share,
        .slope = adapt_slope(world, product),
        .wanted = larger(view.wanted, view.expected),
        .capacity = view.capacity,
        .users = view.expected,
    };
    asked.most = smaller(dearest(product) / books->told,
                         view.cost + 1.0 / (asked.slope * (1.0 - share)));
    if (view.cap >= 0.0)
        asked.most = smaller(asked.most, view.cap);
    asked.most =
        smaller(asked.most, asked.now * (1.0 + force_step(world, r, INFINITY)));
    asked.most = larger(asked.most, asked.now);
    return asked;
}

static double users_at(const struct asked *asked, double price)
{
    return smaller(asked->wanted * exact_exp(-asked->slope * (price - asked->now)),
                   asked->capacity);
}

static double price_at(const struct asked *asked, double times)
{
    return smaller(asked->now * times, asked->most);
}

/* Yuan a month that prices `times` those of now leave more than these. */
static double gain(const struct asked *asked, int count, double times)
{
    double yuan = 0.0;
    for (int k = 0; k < count; k++) {
        const double price = price_at(&asked[k], times);
        yuan += asked[k].kept * ((price - asked[k].cost) * users_at(&asked[k], price) -
                                 (asked[k].now - asked[k].cost) *
                                     smaller(asked[k].users, asked[k].capacity));
    }
    return yuan;
}

/* Sets what a room asks, and what its operator expects at that; the mark-up is then what
 * its operator takes for custom. */
static void set_price(struct world *world, const struct asked *asked, double times)
{
    struct books_room *room = &world->books->rooms[asked->room];
    const double price = price_at(asked, times);
    const double kept =
        asked->users > 0.0 ? users_at(asked, price) / asked->users : 1.0;
    if (!(price > asked->now))
        return;
    room->price = money_to_yuan(money_from_yuan(price));
    room->custom = 0.0;
    room->record.price = -1.0;
    room->expectation.plan *= kept;
    room->expectation.sum *= kept;
}

/* What users paid the site in a month of the last year, of what expected users would pay:
 * what was expected still holds the first months. */
static double paid_of(const struct books *books, int32_t site,
                      const struct asked *asked, int count)
{
    const int seen = books->sites[site].remembered;
    const int months = seen < MONTHS_PER_YEAR ? seen : MONTHS_PER_YEAR;
    double expected = 0.0;
    for (int k = 0; k < count; k++)
        expected += asked[k].now * asked[k].users;
    if (months < 1 || !(expected > 0.0))
        return 1.0;
    return money_to_yuan(book_sum(&books->ledger.site_books[site], BOOK_FEES,
                                  books->ledger.now - 1, months)) /
           months / expected;
}

/* The rooms of a site that may ask for more; how many. */
static int list_asked(const struct world *world, int32_t site, struct asked *asked)
{
    const struct site *place = &world->books->supply.sites[site];
    int count = 0;
    for (int r = place->room; r < place->room + place->rooms; r++) {
        if (adapt_cap(world, r) == 0.0)
            continue;
        asked[count] = ask(world, r);
        count += asked[count].now > 0.0 && asked[count].users > 0.0;
    }
    const double paid = paid_of(world->books, site, asked, count);
    for (int k = 0; k < count; k++) {
        asked[k].wanted += asked[k].users * (paid - 1.0);
        asked[k].users *= paid;
    }
    return count;
}

/* Raises the prices of a site by the same part, as little as brings the yuan a month that
 * it lacks. */
static void raise_prices(struct world *world, int32_t site, double lacking)
{
    struct asked asked[CATALOGUE_PRODUCTS] = {0};
    const int count = list_asked(world, site, asked);
    double low = 1.0, high = 1.0;
    for (int k = 0; k < count; k++)
        high = larger(high, asked[k].most / asked[k].now);
    if (gain(asked, count, high) > lacking)
        for (int k = 0; k < HALVINGS; k++) {
            const double middle = (low + high) / 2.0;
            if (gain(asked, count, middle) > lacking)
                high = middle;
            else
                low = middle;
        }
    for (int k = 0; k < count; k++)
        set_price(world, &asked[k], high);
}

/* Nobody sells below what one more user costs: else each whom residents' finding a site
 * brings would be a loss. */
static void cover_users(struct world *world, int32_t site)
{
    struct asked asked[CATALOGUE_PRODUCTS] = {0};
    const int count = list_asked(world, site, asked);
    for (int k = 0; k < count; k++)
        if (asked[k].now < asked[k].cost)
            set_price(world, &asked[k], asked[k].cost / asked[k].now);
}

/* Where published rents end for the floor of a site, of what is usual where it is. */
static void rent_range(const struct books *books, int32_t site, double *low,
                       double *high)
{
    const struct site *place = &books->supply.sites[site];
    double value = 0.0, least = 0.0, most = 0.0;
    for (int r = place->room; r < place->room + place->rooms; r++) {
        const struct room *room = &books->supply.rooms[r];
        const struct cost_figure *rent = &books->costs->of[room->product][COST_rent];
        value += room->m2 * rent->value;
        least += room->m2 * rent->source.low;
        most += room->m2 * rent->source.high;
    }
    value *= books->rent[place->community];
    *low = value > 0.0 ? least / value : 1.0;
    *high = value > 0.0 ? most / value : 1.0;
}

/* Puts the site's rent at a level of what is usual there; the deposit stays what was paid. */
static void set_rent(struct world *world, int32_t site, double over)
{
    struct site_state *state = &world->books->sites[site];
    const struct contract before = state->contract;
    state->rent_over = over;
    state->contract = found_contract(world, site, 1);
    state->contract.start = before.start;
    state->contract.end = before.end;
    state->contract.deposit = before.deposit;
}

/* A private landlord asks less where users are few, and takes a part of what a good place
 * brings beyond an ordinary result. What the site lacks then. */
static double find_rent(struct world *world, int32_t site, double lacking)
{
    const struct site_state *state = &world->books->sites[site];
    const double margin = least_margin(world), before = operator_rent(&state->contract);
    const double market = books_market_rent(world->books, site);
    double low, high;
    if (!(before > 0.0 && market > 0.0) ||
        world->books->supply.sites[site].owner == OWNER_PUBLIC)
        return lacking;
    rent_range(world->books, site, &low, &high);
    const double whole = state->rent_over - lacking / ((1.0 + margin) * market);
    const double part =
        whole > 0.0 ? whole * world->values.operators_landlord_share : whole;
    set_rent(world, site, larger(low - 1.0, smaller(high - 1.0, part)));
    return lacking + (1.0 + margin) * (operator_rent(&state->contract) - before);
}

/* Yuan a month that the site lacks to a result of `margin` over cost without what others
 * give it for that: in the first month as it stands, later by its books of a year. */
static double lacking_of(struct world *world, int32_t site, double margin)
{
    const struct books *books = world->books;
    const struct site_state *state = &books->sites[site];
    const struct site_book *book = &books->ledger.site_books[site];
    const int months =
        state->remembered < MONTHS_PER_YEAR ? state->remembered : MONTHS_PER_YEAR;
    if (world->now == books->founded || months < 1)
        return (1.0 + margin) * found_cost(world, site) - view_income(world, site);
    const money cost = book_side_sum(book, BOOK_SIDE_COST, world->now - 1, months);
    const money income = book_side_sum(book, BOOK_SIDE_INCOME, world->now - 1, months);
    return ((1.0 + margin) * money_to_yuan(cost) - money_to_yuan(income)) / months +
           (state->support + state->side) * books->levels.prices;
}

/* The site as it can live from now on. */
static void live_on(struct world *world, int32_t site)
{
    struct books *books = world->books;
    struct site_state *state = &books->sites[site];
    const double prices = books->levels.prices;
    const int months = world->now - books->founded;
    if (books->operators[state->operator_row].budget >= 0)
        return;
    if (assisted(state)) {
        state->support = world->values.operators_public_support *
                         larger(lacking_of(world, site, least_margin(world)), 0.0) /
                         prices;
        return;
    }
    if (view_free(world, site))
        return;
    double lacking = lacking_of(world, site, world->values.operators_start_margin);
    if (months == 0 && lacking > 0.0) {
        cover_users(world, site);
        lacking = lacking_of(world, site, world->values.operators_start_margin);
    }
    if (months == FOUND_USED) {
        if (lacking > 0.0)
            raise_prices(world, site, lacking);
        return; /* what is not known goes on until it is seen what prices bring */
    }
    if (months == FOUND_KNOWN)
        lacking = find_rent(world, site, lacking);
    state->side = larger(lacking, 0.0) / prices;
}

/* Sites of a product whose terms were found, and yuan a month that they live on beside
 * their own: support (assisted) or what nobody explains (the market). */
struct mean {
    int sites;
    double yuan;
};

static void set_mean(const struct mean mean[CATALOGUE_PRODUCTS],
                     double out[CATALOGUE_PRODUCTS])
{
    for (int p = 0; p < CATALOGUE_PRODUCTS; p++)
        if (mean[p].sites > 0)
            out[p] = mean[p].yuan / mean[p].sites;
}

/* What sites get that are there later, because they were counted or because somebody
 * begins to run one for the public: the mean of those at the start. */
static void remember_means(struct books *books, month now)
{
    struct mean support[CATALOGUE_PRODUCTS] = {{0}}, beside[CATALOGUE_PRODUCTS] = {{0}};
    for (int s = 0; s < books->supply.site_count; s++) {
        const struct site_state *state = &books->sites[s];
        const int product = books_product(books, s);
        if (!books_runs(books, s, now) ||
            books->supply.sites[s].opened > books->founded ||
            books->operators[state->operator_row].budget >= 0)
            continue;
        struct mean *mean = assisted(state) ? &support[product] : &beside[product];
        mean->yuan += assisted(state) ? state->support : state->side;
        mean->sites++;
    }
    set_mean(support, books->support);
    set_mean(beside, books->beside);
}

void found_later(struct world *world, int32_t site)
{
    struct books *books = world->books;
    struct site_state *state = &books->sites[site];
    const int product = books_product(books, site);
    state->support = books->support[product];
    state->side = state->contract.mode == MODE_MARKET &&
                          books->operators[state->operator_row].budget < 0 &&
                          books->supply.sites[site].origin == ORIGIN_SYNTHETIC
                      ? books->beside[product]
                      : 0.0;
}

/* What was learned while residents found the site counts for few months, and makes the
 * plan. */
static void forget(struct books *books, int32_t site)
{
    const struct site *place = &books->supply.sites[site];
    for (int r = place->room; r < place->room + place->rooms; r++) {
        struct expectation *expectation = &books->rooms[r].expectation;
        if (expectation->months > FOUND_SEEN) {
            const double use = expectation->sum / expectation->months;
            expectation->sum = use * FOUND_SEEN;
            expectation->months = FOUND_SEEN;
            expectation->plan = found_plan(expectation, use);
        }
    }
}

void found_terms(struct world *world)
{
    struct books *books = world->books;
    const int months = world->now - books->founded;
    if (months != 0 && months != FOUND_USED && months != FOUND_KNOWN)
        return;
    for (int32_t s = 0; s < books->supply.site_count; s++)
        if (books_runs(books, s, world->now) &&
            books->supply.sites[s].opened <= books->founded) {
            live_on(world, s);
            if (months == FOUND_USED)
                forget(books, s);
        }
    remember_means(books, world->now);
    for (int32_t s = 0; months > 0 && s < books->supply.site_count; s++)
        if (books_runs(books, s, world->now) &&
            books->supply.sites[s].opened > books->founded &&
            books->supply.sites[s].origin != ORIGIN_ENTRY)
            found_later(world, s);
}
