/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What space would bring as something else (docs/MODEL.md 7.13): users as an entrant
 * would count them, works by the table that opening, closing and letting anew go by. */
#include "process/convert_parts.h"

#include "process/withdraw.h"

#include <math.h>

int convert_use_months(const struct convert_use *use)
{
    const int months = (int)ceil(use->works.months);
    return months > 0 ? months : 1;
}

/* Users that would come to `m2` of a product, as an entrant would count them. */
static double users_of(const struct enter_market *market,
                       const struct enter_terms *terms, size_t cell, double m2)
{
    const double all = terms->attraction + market->view.rivals[cell];
    const double room = terms->m2_per_user > 0.0 ? m2 / terms->m2_per_user : INFINITY;
    double users =
        all > 0.0 ? market->view.needers[cell] * terms->attraction / all : 0.0;
    users = users < terms->users_most ? users : terms->users_most;
    return users < room ? users : room;
}

/* Yuan a month once it is converted. A whole site pays rent and overhead of its own; a
 * room's site pays them all the same, and renews what works cost. */
static double margin_then(const struct world *world, const struct enter_terms *terms,
                          const struct convert_space *space,
                          const struct convert_use *use)
{
    const double life = world->values.operators_fitout_years * MONTHS_PER_YEAR;
    const double rent = operator_rent(&world->books->sites[space->site].contract);
    const double margin =
        (terms->price - terms->variable) * use->users - terms->fixed_m2 * space->m2;
    return space->whole ? margin - terms->fixed - rent
                        : margin - use->works.yuan / life;
}

/* Whether so little space can be that at all: a site of its own has a least size. */
static bool fits(const struct world *world, const struct enter_terms *terms,
                 const struct convert_space *space, int product)
{
    if (space->without >> product & 1)
        return false;
    return space->whole ? space->m2 >= terms->m2_least
                        : supply_places(&world->books->catalogue->products[product],
                                        space->m2) > 0;
}

struct convert_use convert_use_best(const struct world *world,
                                    const struct enter_market *market,
                                    const struct convert_space *space)
{
    const struct books *books = world->books;
    const struct site *place = &books->supply.sites[space->site];
    struct convert_use best = {.product = -1};
    for (int p = 0; p < market->view.products; p++) {
        const struct enter_terms *terms =
            &market->terms[place->kind * market->view.products + p];
        const size_t cell =
            (size_t)place->community * (size_t)market->view.products + (size_t)p;
        struct convert_use use = {.product = p};
        if (!fits(world, terms, space, p))
            continue;
        use.users = users_of(market, terms, cell, space->m2);
        use.works = convert_works(&world->values, books->costs, p, space->m2, false,
                                  &books->levels);
        const struct convert_option option = {
            .margin_now = space->margin,
            .margin_then = margin_then(world, terms, space, &use),
            .idle_cost =
                space->whole ? operator_rent(&books->sites[space->site].contract) : 0.0,
            .works = use.works};
        use.value = space->worth + convert_value(&world->values, &option);
        if (use.users > 0.0 && use.value > 0.0 && use.value > best.value)
            best = use;
    }
    return best;
}

void convert_use_announce(struct enter_market *market, const struct site *place,
                          const struct convert_use *use)
{
    const size_t cell =
        (size_t)place->community * (size_t)market->view.products + (size_t)use->product;
    double *unmet = &market->view.unmet[cell];
    *unmet = *unmet > use->users ? *unmet - use->users : 0.0;
    market->view.rivals[cell] +=
        market->terms[place->kind * market->view.products + use->product].attraction;
}
