/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What a site did this month (view.h). */
#include "process/view.h"

#include "policy/force.h"
#include "process/meet.h"

#include <assert.h>

double view_capacity(const struct room *room, const struct product *product,
                     int32_t places)
{
    double users = 0.0;
    if (product->use == USE_PLACE)
        return places;
    for (int k = 0; k < SLOTS; k++)
        if (room->slots >> k & 1)
            users += share_sessions(product, k) * places;
    return users;
}

double view_posts(const struct books *books, int32_t site, int trade)
{
    const struct site *place = &books->supply.sites[site];
    double posts = 0.0;
    for (int r = place->room; r < place->room + place->rooms; r++)
        posts +=
            spend_posts(&books->catalogue->products[books->supply.rooms[r].product],
                        books->rooms[r].users, trade);
    return posts;
}

double view_overhead_share(const struct books *books, const struct site *site)
{
    double most = 0.0;
    if (site->kind == OPERATOR_FAMILY || site->kind == OPERATOR_SELF_HELP)
        return 0.0; /* who lives there runs it */
    for (int r = site->room; r < site->room + site->rooms; r++) {
        const double share =
            books->costs->of[books->supply.rooms[r].product][COST_overhead].value;
        most = share > most ? share : most;
    }
    return most;
}

double view_let(const struct world *world, int32_t site)
{
    const struct books *books = world->books;
    const struct site_state *state = &books->sites[site];
    const bool lets = state->contract.mode == MODE_PUBLIC_BUILT_PRIVATE_RUN &&
                      books->supply.sites[site].owner == OWNER_PUBLIC &&
                      books->operators[state->operator_row].budget < 0;
    return lets ? world->values.operators_let_floor * books_market_rent(books, site)
                : 0.0;
}

double view_income(const struct world *world, int32_t site)
{
    const struct books *books = world->books;
    const struct site *place = &books->supply.sites[site];
    double yuan = view_let(world, site);
    for (int r = place->room; r < place->room + place->rooms; r++) {
        const double paid = books_price(world, r) +
                            costs_now(books->costs, books->supply.rooms[r].product,
                                      COST_earned, &books->levels);
        for (int q = 0; q < QUINTILES; q++)
            yuan += books->rooms[r].units[q] * paid;
    }
    return yuan;
}

bool view_free(const struct world *world, int32_t site)
{
    const struct books *books = world->books;
    const struct site *place = &books->supply.sites[site];
    for (int r = place->room; r < place->room + place->rooms; r++)
        if (services_listed(world->services, &books->supply.rooms[r], world->now) >
                0.0 ||
            books->costs->of[books->supply.rooms[r].product][COST_earned].value > 0.0)
            return false;
    return true;
}

/* Yuan that the operator owes its bank, shared by its sites. */
static double debt_of(const struct books *books, int32_t operator_row)
{
    const struct operator_ *runner = &books->operators[operator_row];
    const money cash = books->ledger.operators[operator_row].cash;
    const money owed = runner->loan + (cash < 0 ? -cash : 0);
    return money_to_yuan(owed) / runner->sites;
}

/* Yuan of overhead: the site's part of its operator's, by what its products ask for. */
static double overhead_of(const struct world *world, int32_t site)
{
    const struct books *books = world->books;
    const struct site *place = &books->supply.sites[site];
    const int sites = books->operators[books->sites[site].operator_row].sites;
    return operator_overhead(&world->values, sites) / sites * books->wage_level *
           view_overhead_share(books, place);
}

void view_make(const struct world *world, int32_t site, struct view_site *out)
{
    const struct books *books = world->books;
    const struct site *place = &books->supply.sites[site];
    const struct site_state *state = &books->sites[site];
    const int32_t index = state->operator_row;
    assert(index >= 0 && place->rooms <= CATALOGUE_PRODUCTS);
    for (int k = 0; k < place->rooms; k++) {
        const int r = place->room + k;
        struct spend_product *product = &out->products[k];
        const int of = books->supply.rooms[r].product;
        *product =
            (struct spend_product){.product = of,
                                   .price = books_price(world, r),
                                   .m2 = books->supply.rooms[r].m2,
                                   .discounts = books->rooms[r].discounts,
                                   .tax_relief = 1.0 - force_taxed(world, site, of)};
        for (int c = 0; c < CATALOGUE_CLASSES; c++)
            product->users[c] = books->rooms[r].users[c];
    }
    out->view = (struct spend_view){
        .costs = books->costs,
        .levels = &books->levels,
        .products = out->products,
        .count = place->rooms,
        .site = state,
        .cover = out->cover,
        .trades = state->trades,
        .overhead = overhead_of(world, site),
        .invested = state->invested,
        .debt = debt_of(books, index),
        .interest_rate = world->values.operators_interest,
    };
}
