/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Notes on the one resident whose story is told (state/trace.h). He or she lives in one
 * community at a time, so that one thread writes; room was reserved before the month. */
#include "process/ask.h"

#include "state/books.h"

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

/* Prices are weighed over incomes, which rise; they are told as they are asked. */
static void make_nominal(const struct world *world, struct trace_choice *choice)
{
    if (!world->books)
        return;
    for (int k = 0; k < choice->offers; k++)
        choice->offer[k].price /= world->books->told;
    choice->market_price /= world->books->told;
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
    choice->product = (uint8_t)product;
    choice->need = query->need;
    choice->entitled = query->entitled;
    choice->amount = query->amount;
    choice->slot = query->slot;
    want_explain(home, product, q, choice);
    make_nominal(home->world, choice);
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
    struct trace *trace = world->services->trace;
    const struct offer *offer = &offers->item[tie->offer];
    assert(trace->uses.count < trace->uses.capacity);
    trace->uses.item[trace->uses.count++] = (struct trace_use){
        .when = world->now,
        .product = offer->product,
        .kind = tie->kind,
        .room = (int32_t)offer->room,
        .asked = tie->kind == TIE_VISITS ? tie->asked : 0,
        .served = served,
    };
}
