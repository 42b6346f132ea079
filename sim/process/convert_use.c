/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What space would bring as something else (docs/MODEL.md 7.13): users as an entrant
 * would count them, works by the table that opening, closing and letting anew go by. */
#include "process/convert_parts.h"

#include "process/expect.h"
#include "process/withdraw.h"

#include <math.h>

int convert_use_months(const struct convert_use *use)
{
    const int months = (int)ceil(use->works.months);
    return months > 0 ? months : 1;
}

/* Users that would come to `m2` of a product, as an entrant would count them. */
static double users_of(const struct enter_terms *terms, double users, double m2)
{
    const double room = terms->m2_per_user > 0.0 ? m2 / terms->m2_per_user : INFINITY;
    users = users < terms->users_most ? users : terms->users_most;
    return users < room ? users : room;
}

static struct enter_place place_of(const struct site *site)
{
    return (struct enter_place){site->community, site->east_km, site->north_km};
}

/* Yuan a month that it costs once converted, users or not. A whole site pays rent and
 * overhead of its own; a room's site pays them all the same. */
static double fixed_cost(const struct world *world, const struct enter_terms *terms,
                         const struct convert_space *space)
{
    const double rent = operator_rent(&world->books->sites[space->site].contract);
    return terms->fixed_m2 * space->m2 + (space->whole ? terms->fixed + rent : 0.0);
}

/* Whether so little space can be that at all: a site of its own has a least size. */
static bool fits(const struct world *world, const struct enter_terms *terms,
                 const struct convert_space *space, int product)
{
    if (space->without >> product & 1 || terms->users_most <= 0.0)
        return false;
    return space->whole ? space->m2 >= terms->m2_least
                        : supply_places(&world->books->catalogue->products[product],
                                        space->m2) > 0;
}

/* What the space would be as a product, for the term of a new contract: what an opening
 * is to an entrant (enter.c). */
static struct convert_use value_use(const struct world *world,
                                    const struct enter_market *market,
                                    const struct convert_space *space, int product)
{
    const struct values *values = &world->values;
    const struct books *books = world->books;
    const struct site *site = &books->supply.sites[space->site];
    const struct enter_terms *terms =
        &market->terms[site->kind * market->view.products + product];
    const struct enter_place place = place_of(site);
    const struct enter_demand demand =
        enter_demand(&market->view, terms, &place, product);
    const double idle_cost =
        space->whole ? operator_rent(&books->sites[space->site].contract) : 0.0;
    const double fixed = fixed_cost(world, terms, space);
    struct convert_use use = {
        .product = product,
        .users = users_of(terms, demand.users, space->m2),
        .tau = demand.tau,
        .works = costs_works(books->costs, product, space->m2, true, &books->levels)};
    const double contribution = terms->price - terms->variable;
    const struct convert_option option = {.margin_now = space->margin,
                                          .margin_then = -fixed,
                                          .filling = contribution * use.users,
                                          .tau = use.tau,
                                          .months = terms->term,
                                          .idle_cost = idle_cost,
                                          .works = use.works};
    const struct expect_opening opening = {.contribution = contribution,
                                           .fixed = fixed,
                                           .plan = use.users,
                                           .tau = use.tau,
                                           .rent = idle_cost,
                                           .idle = use.works.months};
    use.gain = convert_value(values, &option);
    use.value = use.gain + space->margin * withdraw_annuity(values, 0, terms->term);
    use.reserve = space->whole ? expect_reserve(values, &opening) : 0.0;
    return use;
}

/* Whether an entrant would take it up too: who puts money in asks as much for it. */
static bool pays(const struct world *world, const struct convert_space *space,
                 const struct convert_use *use)
{
    const double rent = operator_rent(&world->books->sites[space->site].contract);
    const double spent =
        use->works.yuan + (space->whole ? rent * use->works.months : 0.0);
    const struct enter_plan plan = {.users = use->users};
    return use->users > 0.0 && use->value > 0.0 &&
           use->gain + spent >= spent * enter_asked(&world->values, &plan);
}

struct convert_use convert_use_best(const struct world *world,
                                    const struct enter_market *market,
                                    const struct convert_space *space)
{
    const struct site *site = &world->books->supply.sites[space->site];
    struct convert_use best = {.product = -1};
    for (int p = 0; p < market->view.products; p++) {
        const struct enter_terms *terms =
            &market->terms[site->kind * market->view.products + p];
        if (!fits(world, terms, space, p))
            continue;
        const struct convert_use use = value_use(world, market, space, p);
        if (pays(world, space, &use) && use.value > best.value)
            best = use;
    }
    return best;
}

void convert_use_announce(struct enter_market *market, const struct site *place,
                          const struct convert_use *use)
{
    const size_t cell =
        (size_t)place->community * (size_t)market->view.products + (size_t)use->product;
    const struct enter_place at = place_of(place);
    double *unmet = &market->view.unmet[cell];
    *unmet = *unmet > use->users ? *unmet - use->users : 0.0;
    enter_announce(&market->view,
                   &market->terms[place->kind * market->view.products + use->product],
                   &at, use->product);
}
