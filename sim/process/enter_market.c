/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The market that entrants see (docs/MODEL.md 7.13), counted from the ties of a month. What
 * users weigh rooms against is not known to entrants: it is inferred, as the weight at
 * which a logit gives the use there is (Berry 1994, Estimating Discrete-Choice Models of
 * Product Differentiation). */
#include "process/enter_market.h"

#include "core/exact.h"
#include "process/adapt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A family point takes at most as many (rules of family childcare points). */
static const double FAMILY_MOST = 5.0;
/* Nobody knows how many would use what nobody uses: at least this share of those who
 * might is taken to be served, so that the weight of all else stays finite. */
static const double SHARE_LEAST = 1e-4, SHARE_MOST = 0.999;

static size_t cell_of(const struct enter_market *market, int community, int product)
{
    return (size_t)community * (size_t)market->view.products + (size_t)product;
}

/* Persons of a community who may want each product and can pay for it, in users a
 * month. */
static void count_needers(const struct world *world, int c, struct enter_market *market)
{
    const struct services *services = world->services;
    for (int p = 0; p < market->view.products; p++)
        market->view.needers[cell_of(market, c, p)] =
            services->needers[(size_t)c * CATALOGUE_PRODUCTS + (size_t)p] *
            adapt_amount(&services->catalogue->products[p]) * market->product[p].able;
}

/* What the residents of a community use and ask for in vain. */
static void count_ties(const struct world *world, int c, struct enter_market *market)
{
    const struct ties *ties = &world->blocks[c].ties;
    const struct offers *offers = &world->services->offers[c];
    for (uint32_t k = 0; k < ties->count; k++) {
        const struct tie *tie = &ties->item[k];
        const size_t cell = cell_of(market, c, offers->item[tie->offer].product);
        if (tie->kind == TIE_VISITS) {
            market->used[cell] += tie->served;
            market->view.unmet[cell] +=
                tie->asked > tie->served ? tie->asked - tie->served : 0;
        } else {
            market->used[cell] += tie->kind == TIE_HOLDS;
            market->view.unmet[cell] += tie->kind == TIE_WAITS;
        }
    }
}

/* exp(V) of a product at the door of a site, for the mean resident who can pay. */
static double attraction_of(const struct world *world, int number, double price,
                            double quality, double relative)
{
    const struct product *product = &world->services->catalogue->products[number];
    const double slope = adapt_slope(world, product) / world->services->relative_mean;
    return exact_exp(product->taste + product->quality_weight * quality -
                     slope * relative * price);
}

/* What a room among the offers is to a community: as far as it has been heard of. */
static double rival_of(const struct world *world, int c, int p,
                       const struct offer *offer, const struct enter_product *product)
{
    const struct enter_reach *reach = &product->reach;
    const struct services *services = world->services;
    const struct offers *offers = &services->offers[c];
    const struct site *site =
        &services->supply->sites[services->supply->rooms[offer->room].site];
    const double age = world->now > site->opened ? world->now - site->opened : 1;
    const double hazard = offers->hearings[offer->hearing].heard / age;
    return enter_heard(reach, hazard, age) *
           enter_felt(reach, offer->distance_km,
                      world->city->communities[c].radius_km) *
           attraction_of(world, p, books_price(world, (int32_t)offer->room),
                         services->rooms[offer->room].quality, product->relative);
}

/* The rooms that a community is offered; and how far from it another would be. */
static void count_rivals(const struct world *world, int c, struct enter_market *market)
{
    const struct services *services = world->services;
    const struct offers *offers = &services->offers[c];

    for (int p = 0; p < market->view.products; p++) {
        const size_t cell = cell_of(market, c, p);
        const int count = offers->near_count[p];
        for (int k = 0; k < count; k++)
            market->view.rivals[cell] += rival_of(
                world, c, p, &offers->item[offers->near[p][k]], &market->product[p]);
        market->view.farthest[cell] =
            count < OFFERS_NEAR ? INFINITY
                                : offers->item[offers->near[p][count - 1]].distance_km;
    }
}

/* Prices, quality and users of the open rooms of each product. */
void enter_market_rooms(const struct world *world, struct enter_market *market)
{
    const struct books *books = world->books;
    double rooms[CATALOGUE_PRODUCTS] = {0};
    for (int r = 0; r < books->supply.room_count; r++) {
        const int p = books->supply.rooms[r].product;
        struct enter_product *product = &market->product[p];
        if (!world->services->rooms[r].open)
            continue;
        rooms[p]++;
        product->price += books_price(world, r);
        product->quality += world->services->rooms[r].quality;
        for (int k = 0; k < CATALOGUE_CLASSES; k++)
            product->mix[k] += books->rooms[r].users[k];
    }
    for (int p = 0; p < market->view.products; p++) {
        struct enter_product *product = &market->product[p];
        const struct product *of = &books->catalogue->products[p];
        double users = 0.0;
        for (int k = 0; k < of->class_count; k++)
            users += product->mix[k];
        for (int k = 0; k < of->class_count; k++)
            product->mix[k] =
                users > 0.0 ? product->mix[k] / users : 1.0 / of->class_count;
        product->price = rooms[p] > 0.0
                             ? product->price / rooms[p]
                             : dated_at(&of->price, world->now) * books->levels.prices;
        product->quality = rooms[p] > 0.0 ? product->quality / rooms[p]
                                          : world->values.supply_quality_mean;
    }
}

/* Users a month at a weight of all else. */
static double used_at(const struct world *world, int p,
                      const struct enter_market *market, double outside)
{
    double users = 0.0;
    for (int c = 0; c < world->count; c++) {
        const size_t cell = cell_of(market, c, p);
        const double inside = market->view.rivals[cell];
        if (inside > 0.0)
            users += market->view.needers[cell] * inside / (inside + outside);
    }
    return users;
}

/* The weight of all else at which the logit gives `wanted`, between bounds that differ by
 * a factor of 2^32 each way from `guess`. */
static double weigh_outside(const struct world *world, int p,
                            const struct enter_market *market, double wanted,
                            double guess)
{
    enum { HALVINGS = 48 };
    static const double wide = 4294967296.0;
    double low = guess / wide, high = guess * wide;
    for (int k = 0; k < HALVINGS; k++) {
        const double middle = sqrt(low * high);
        if (used_at(world, p, market, middle) > wanted)
            low = middle;
        else
            high = middle;
    }
    return sqrt(low * high);
}

/* The weight of all else, at which those in reach of rooms use them as much as they do or
 * ask to; then what a community would use, had it a share like theirs. */
static void infer_outside(const struct world *world, int p, struct enter_market *market)
{
    struct enter_product *product = &market->product[p];
    double inside = 0.0, reached = 0.0, asked = 0.0;
    for (int c = 0; c < world->count; c++) {
        const size_t cell = cell_of(market, c, p);
        const double needers = market->view.needers[cell];
        product->needers += needers;
        product->used += market->used[cell];
        product->unmet += market->view.unmet[cell];
        if (market->view.rivals[cell] <= 0.0)
            continue;
        reached += needers;
        inside += needers * market->view.rivals[cell];
        asked += market->used[cell] + market->view.unmet[cell];
    }
    double share = reached > 0.0 ? asked / reached
                                 : world->services->catalogue->products[p].take_up;
    share = share < SHARE_LEAST ? SHARE_LEAST : share > SHARE_MOST ? SHARE_MOST : share;
    product->outside =
        reached > 0.0
            ? weigh_outside(world, p, market, share * reached, inside / reached)
            : attraction_of(world, p, product->price, product->quality,
                            product->relative) *
                  (1.0 - share) / share;
    for (int c = 0; c < world->count; c++) {
        const size_t cell = cell_of(market, c, p);
        const double latent = share * market->view.needers[cell] - market->used[cell] -
                              market->view.unmet[cell];
        market->view.latent[cell] = latent > 0.0 ? latent : 0.0;
        market->view.rivals[cell] += product->outside;
    }
}

bool enter_market_listed(const struct world *world)
{
    const struct supply *supply = &world->books->supply;
    for (int k = 0; k < supply->stock_count; k++)
        if (supply->stock[k].from <= world->now)
            return true;
    return false;
}

double enter_market_vacant(const struct world *world, int community, bool listed)
{
    static const double thousand = 1000.0;
    const struct supply *supply = &world->books->supply;
    double m2 = 0.0;
    for (int k = 0; listed && k < supply->stock_count; k++)
        if (supply->stock[k].community == community &&
            supply->stock[k].from <= world->now)
            m2 += supply->stock[k].m2;
    if (!listed)
        m2 = world->values.entry_vacant_m2 / thousand *
             world->blocks[community].residents.count;
    return m2;
}

/* Space that sites have freed or taken since the start. */
static void move_space(const struct world *world, double *vacant)
{
    const struct supply *supply = &world->books->supply;
    for (int s = 0; s < supply->site_count; s++) {
        const struct site *site = &supply->sites[s];
        const bool closed = site->closes >= 0 && site->closes <= world->now;
        if (site->origin == ORIGIN_ENTRY && !closed)
            vacant[site->community] -= site->floor_m2;
        else if (site->origin != ORIGIN_ENTRY && closed)
            vacant[site->community] += site->floor_m2;
    }
    for (int c = 0; c < world->count; c++)
        vacant[c] = vacant[c] > 0.0 ? vacant[c] : 0.0;
}

void enter_market_count(const struct world *world, int community,
                        struct enter_market *market)
{
    count_needers(world, community, market);
    count_ties(world, community, market);
    count_rivals(world, community, market);
}

void enter_market_finish(const struct world *world, struct enter_market *market)
{
    for (int p = 0; p < market->view.products; p++)
        infer_outside(world, p, market);
    move_space(world, market->view.vacant_m2);
}

/* Overhead of one more site, yuan a month, as its books will have it (view.c): who has no
 * other site bears all of it. `chains`: those who enter join one that has such sites. */
static double overhead_of(const struct world *world, enum operator_kind kind,
                          bool chains)
{
    const struct values *values = &world->values;
    const int sites = (int)(values->operators_chain_sites + 1.0);
    double yuan = operator_overhead(values, 1);
    if (kind == OPERATOR_CHAIN && chains)
        yuan = operator_overhead_saved(values, sites);
    if (kind == OPERATOR_SELF_HELP || kind == OPERATOR_FAMILY)
        yuan = 0.0; /* who lives there runs it */
    return yuan * world->books->wage_level;
}

/* Users a month at most that a kind of operator may take of a product. */
static double most_of(const struct values *values, const struct product *product,
                      enum operator_kind kind)
{
    const double most = values->entry_most_places * spend_per_place(product);
    bool paid = false;
    for (int k = 0; k < product->class_count; k++)
        for (int t = 0; t < CATALOGUE_TRADES; t++)
            paid |= product->classes[k].posts[t] > 0.0;
    switch (kind) {
    case OPERATOR_FAMILY:
        return product->use == USE_PLACE && product->family &&
                       product->delivery == DELIVERY_SITE
                   ? FAMILY_MOST
                   : 0.0;
    case OPERATOR_SELF_HELP: return paid ? 0.0 : most;
    default: return most;
    }
}

struct enter_terms enter_market_terms(const struct world *world,
                                      const struct enter_market *market, int number,
                                      enum operator_kind kind)
{
    const struct books *books = world->books;
    const struct product *product = &books->catalogue->products[number];
    const struct enter_product *of = &market->product[number];
    double wages[CATALOGUE_TRADES] = {0};
    for (int t = 0; t < books->catalogue->trade_count; t++)
        wages[t] = books->market[t].wage;
    const struct spend_basis basis = {.costs = books->costs,
                                      .levels = &books->levels,
                                      .product = product,
                                      .index = number,
                                      .wages = wages};
    struct enter_terms terms =
        enter_terms_of(&world->values, &basis, of->mix, world->now);
    const double tax = costs_now(books->costs, number, COST_sales_tax, &books->levels);
    const bool home = kind == OPERATOR_FAMILY || kind == OPERATOR_SELF_HELP;
    const double places = home ? 1.0 : world->values.entry_least_places;
    terms.asked = of->price;
    terms.price = of->price * (1.0 - tax);
    terms.per_yuan =
        adapt_slope(world, product) / world->services->relative_mean * of->relative;
    terms.attraction =
        attraction_of(world, number, of->price, of->quality, of->relative);
    terms.reach = of->reach;
    terms.variable -= costs_now(books->costs, number, COST_earned, &books->levels);
    terms.fixed =
        overhead_of(world, kind, enter_chain_of(books, product->service, 0) >= 0) *
        books->costs->of[number][COST_overhead].value;
    terms.rent_m2 = home ? 0.0 : terms.rent_m2;
    terms.m2_least = places * product->m2_per_place;
    terms.users_most = of->price > 0.0 ? most_of(&world->values, product, kind) : 0.0;
    terms.term = (int)(world->values.operators_contract_months + 0.5);
    if (operator_borrows(kind))
        terms.loan_share = world->values.operators_loan_share;
    return terms;
}
