/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What becomes of the ties of those who move. */
#include "cycle/carry.h"

#include "core/list.h"

enum { MINUTES_PER_HOUR = 60 };

int carry_ready(struct home *home, struct error *err)
{
    enum { EACH = 12 }; /* ties of one resident that are carried at most, on average */
    struct carried *carried = &home->worker->carried;
    TRY(LIST_RESERVE(carried, home->worker->gone_count * EACH + EACH, err));
    home->block->left = carried;
    return 0;
}

/* The mover who left row `i`, or NULL. */
static struct mover *mover_of(struct movers *movers, size_t first, row i)
{
    for (size_t k = first; k < movers->count; k++)
        if (movers->item[k].from == i)
            return &movers->item[k];
    return NULL;
}

void carry_take(struct home *home, size_t movers, size_t first)
{
    struct worker *worker = home->worker;
    struct carried *carried = &worker->carried;
    const struct offers *offers = &home->world->services->offers[home->community];
    size_t kept = first;
    for (size_t k = first; k < carried->count; k++) {
        const struct tie *tie = &carried->item[k].tie;
        struct mover *mover = mover_of(&worker->movers, movers, tie->row);
        if (!mover || tie->kind == TIE_WAITS)
            continue; /* a list is made anew */
        carried->item[kept] = (struct carried_tie){
            .tie = *tie,
            .room = offers->item[tie->offer].room,
            .second =
                tie->second == TIE_NONE ? UINT32_MAX : offers->item[tie->second].room,
            .next = mover->ties ? mover->first_tie : UINT32_MAX,
        };
        mover->ties = carried;
        mover->first_tie = (uint32_t)kept++;
    }
    carried->count = kept;
    home->block->left = NULL;
}

/* The offer of a room in a community, or TIE_NONE. */
static unsigned offer_of(const struct offers *offers, uint32_t room)
{
    for (int k = 0; k < offers->count; k++)
        if (offers->item[k].room == room && offers->item[k].open)
            return (unsigned)k;
    return TIE_NONE;
}

static bool in_reach(const struct world *world, int c, row i, const struct offer *offer)
{
    const struct services *services = world->services;
    const struct product *product = &services->catalogue->products[offer->product];
    const double detour =
        product->delivery == DELIVERY_SITE ? world->values.walk_detour : 1.0;
    return product->delivery == DELIVERY_ONLINE ||
           services_distance(world, c, i, offer) * detour * MINUTES_PER_HOUR <=
               product->reach * world->values.walk_speed;
}

int carry_bring(struct world *world, int c, const struct mover *mover, row i,
                struct error *err)
{
    struct offers *offers = &world->services->offers[c];
    struct ties *ties = &world->blocks[c].ties;
    uint32_t next = mover->ties ? mover->first_tie : UINT32_MAX;
    while (next != UINT32_MAX) {
        const struct carried_tie *carried = &mover->ties->item[next];
        const unsigned number = offer_of(offers, carried->room);
        next = carried->next;
        if (number == TIE_NONE || !in_reach(world, c, i, &offers->item[number]))
            continue;
        TRY(ties_reserve(ties, ties->count + 1, err));
        struct tie *tie = &ties->item[ties->count++];
        *tie = carried->tie;
        tie->row = i;
        tie->offer = number & TIE_BITS;
        tie->second = carried->second == UINT32_MAX
                          ? TIE_NONE
                          : offer_of(offers, carried->second) & TIE_BITS;
    }
    return 0;
}
