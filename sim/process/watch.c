/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Notes on the one resident whose story is told (state/trace.h). He or she lives in one
 * community at a time, so that one thread writes; room was reserved before the month. */
#include "process/ask.h"

#include <assert.h>

int watch_find(const struct home *home)
{
    const struct asking *asking = home->worker->asking;
    const entity_id resident = home->world->services->trace->resident;
    for (int q = 0; q < asking->count; q++)
        if (asking->id[q] == resident)
            return q;
    return -1;
}

void watch_choice(const struct home *home, int product, int q,
                  const struct trace_choice *chosen)
{
    struct trace *trace = home->world->services->trace;
    const struct query *query = &home->worker->asking->query[q];
    assert(trace->choices.count < trace->choices.capacity);
    struct trace_choice *choice = &trace->choices.item[trace->choices.count++];
    *choice = *chosen;
    choice->when = home->world->now;
    choice->community = home->community;
    choice->product = (uint8_t)product;
    choice->need = query->need;
    choice->latent = query->latent;
    choice->entitled = query->entitled;
    choice->amount = query->amount;
    choice->slot = query->slot;
    want_explain(home, product, q, choice);
}

void watch_death(const struct home *home, row i)
{
    struct trace *trace = home->world->services->trace;
    if (home->block->residents.id[i] == trace->resident)
        trace->died = home->world->now;
}

void watch_use(const struct world *world, const struct offers *offers,
               const struct tie *tie, int served)
{
    const struct services *services = world->services;
    struct trace *trace = services->trace;
    const struct offer *offer = &offers->item[tie->offer];
    assert(trace->uses.count < trace->uses.capacity);
    trace->uses.item[trace->uses.count++] = (struct trace_use){
        .when = world->now,
        .product = offer->product,
        .kind = tie->kind,
        .part = tie->part,
        .months = tie->months,
        .room = (int32_t)offer->room,
        .second = tie->second == TIE_NONE ? TRACE_NOWHERE
                                          : (int32_t)offers->item[tie->second].room,
        .asked = tie->kind == TIE_VISITS ? tie->asked : 0,
        .served = served,
        .price = services->rooms[offer->room].price,
    };
}
