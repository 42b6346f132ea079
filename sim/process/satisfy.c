/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Five parts: need met, price burden, walk, quality, wait (docs/MODEL.md 7.18). That a
 * part is 0 at the limit of choice (budget, reach) spares scales of its own. */
#include "process/satisfy.h"

/* 1 at 0, in a straight line to 0 at `limit` and beyond. */
static double falls(double value, double limit)
{
    return value <= 0.0 ? 1.0 : value < limit ? 1.0 - value / limit : 0.0;
}

int satisfy_score(const struct values *values, const struct satisfy_view *view)
{
    static const double most = 100.0;
    const double all = values->satisfy_met + values->satisfy_price +
                       values->satisfy_walk + values->satisfy_quality +
                       values->satisfy_wait;
    double sum = values->satisfy_wait *
                 falls(view->waited, values->satisfy_wait_limit) *
                 (1.0 - view->refused);
    if (view->served)
        sum +=
            values->satisfy_met * (view->met ? 1.0 : 0.0) +
            values->satisfy_price * falls(view->burden, values->choose_budget_share) +
            values->satisfy_walk * falls(view->walk, 1.0) +
            values->satisfy_quality * view->quality;
    return (int)(most * sum / all + 0.5);
}

/* Minutes from home to the site over those of its reach; 0 where it comes home. */
static double walk_of(const struct home *home, row i, const struct offer *offer)
{
    const struct world *world = home->world;
    const struct services *services = world->services;
    const struct product *product = &services->catalogue->products[offer->product];
    const struct block *block = home->block;
    if (product->delivery != DELIVERY_SITE || product->reach <= 0.0)
        return 0.0;
    const uint32_t care = UINT32_C(1)
                          << (TRAIT_CARE + (int)bits_care(block->residents.bits[i]));
    return services_distance(world, (int)home->community, i, offer) *
           know_pace(world, product, care, world->now - block->residents.birth[i]) /
           product->reach;
}

struct satisfy_view satisfy_see(const struct home *home, const struct tie *tie,
                                const struct pending *pending)
{
    const struct services *services = home->world->services;
    const struct offer *offer = &services->offers[home->community].item[tie->offer];
    const struct room_state *room = &services->rooms[offer->room];
    const struct residents *p = &home->block->residents;
    const int members = p->bits[tie->row] & BITS_COLLECTIVE
                            ? 1
                            : home->block->households.size[p->household[tie->row]];
    const double income = services->income[p->income[tie->row] >> 8] * members;
    const bool visits = tie->kind == TIE_VISITS && tie->asked > 0;
    /* A holder's months are those of the place; `third` keeps those on the list. */
    const int waited = tie->kind == TIE_WAITS ? tie->months
                       : tie->kind == TIE_HOLDS && tie->months < MONTHS_PER_YEAR
                           ? (int)tie->third
                           : 0;
    return (struct satisfy_view){
        .served = tie->kind == TIE_HOLDS ||
                  (tie->kind == TIE_VISITS && (tie->asked == 0 || tie->served > 0)),
        .met = tie->placed,
        .burden = want_price(home, tie->row, offer->room, pending->amount) / income,
        .walk = walk_of(home, tie->row, offer),
        .quality = room->quality,
        .waited = waited,
        .refused = visits ? 1.0 - (double)tie->served / tie->asked : 0.0,
    };
}
