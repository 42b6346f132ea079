/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Utilities (docs/MODEL.md 7.15): a mixed logit with an error component that makes formal
 * services nearer to each other than to the family (Train 2009, Discrete Choice Methods
 * with Simulation, ch. 6). Every shock is fixed for (resident, product, alternative). */
#include "process/ask.h"

#include <math.h>

/* Crowding up to here is no nuisance. */
static const double CROWD_FREE = 0.8;

double want_price(const struct services *services, const struct product *product,
                  const struct room_state *room, double amount)
{
    (void)services;
    const double times = product->use == USE_VISIT ? amount : 1.0;
    return (room->price + product->extra_cost) * times;
}

/* What the term of a product weighs for one person. */
struct weights {
    const struct product *product;
    const struct query *query;
    double per_yuan, per_minute, formal;
    double limit; /* yuan a month the household can still spend */
};

static struct weights weigh(const struct home *home, int number, int q)
{
    const struct services *services = home->world->services;
    const struct asking *asking = home->worker->asking;
    const struct product *product = &services->catalogue->products[number];
    const struct query *query = &asking->query[q];
    const row i = asking->choosers.item[query->chooser].row;
    const struct residents *p = &home->block->residents;
    const row h = p->household[i];
    const uint32_t dependent = UINT32_C(1) << (TRAIT_CARE + CARE_MODERATE) |
                               UINT32_C(1) << (TRAIT_CARE + CARE_SEVERE);
    const bool slow = asking->choosers.item[query->chooser].traits & dependent;
    const int members =
        p->bits[i] & BITS_COLLECTIVE ? 1 : home->block->households.size[h];
    const double income = services->income[p->income[i] >> 8] * members;
    return (struct weights){
        .product = product,
        .query = query,
        .per_yuan = product->price_weight * services->relative[p->income[i] >> 8],
        .per_minute =
            product->time_weight * (slow ? product->time_weight_dependent : 1.0),
        .formal = product->formal_spread *
                  quantile_at(&services->tables->normal, asking->person[0][q]),
        .limit = income * home->world->values.choose_budget_share -
                 (p->bits[i] & BITS_COLLECTIVE ? 0.0 : asking->spend[h]),
    };
}

/* A taste that lasts for a calendar year. */
static double year_taste(const struct home *home, int k, int q)
{
    const struct asking *asking = home->worker->asking;
    const uint64_t person =
        (uint64_t)asking->taste[k][1][q] << 32 | asking->taste[k][2][q];
    const uint64_t year = (uint64_t)month_year(home->world->now);
    const uint32_t word =
        (uint32_t)(stream_mix(person ^ year * UINT64_C(0x9e3779b97f4a7c15)) >> 32);
    return quantile_at(&home->world->services->tables->normal, word);
}

static double value_of(const struct home *home, const struct weights *w, int k, int q,
                       enum relax relax)
{
    const struct services *services = home->world->services;
    const struct asking *asking = home->worker->asking;
    const struct offers *offers = &services->offers[home->community];
    const struct product *product = w->product;
    const int at = offers->near[product - services->catalogue->products][k];
    const struct room_state *room = &services->rooms[offers->item[at].room];
    const double crowd = services_crowd(room) - CROWD_FREE;
    double value =
        product->taste + w->formal +
        quantile_at(&services->tables->gumbel, asking->taste[k][0][q]) +
        product->year_spread * year_taste(home, k, q) -
        product->crowd_weight * (crowd > 0.0 ? crowd : 0.0) +
        product->quality_weight * (relax == RELAX_QUALITY ? 1.0 : room->quality);
    if (relax != RELAX_PRICE)
        value -= w->per_yuan * want_price(services, product, room, w->query->amount);
    if (relax != RELAX_WALK)
        value -= w->per_minute * w->query->minutes[k];
    if (w->query->old < 0)
        return value;
    const struct tie *tie = &asking->old.item[w->query->old].tie;
    if (tie->offer == at && tie->kind != TIE_WAITS)
        value += product->habit + product->trust_weight *
                                      ((double)tie->mood - TIE_MOOD_MIDDLE) /
                                      TIE_MOOD_MIDDLE;
    return value;
}

/* The best of what is not a community service. */
static double best_alternative(const struct home *home, const struct weights *w, int q,
                               enum relax relax, int *which)
{
    const struct services *services = home->world->services;
    const struct asking *asking = home->worker->asking;
    const struct quantile *gumbel = &services->tables->gumbel;
    const struct product *product = w->product;
    const struct chooser *who = &asking->choosers.item[w->query->chooser];
    const uint32_t no_hands = UINT32_C(1) << (TRAIT_HANDS + HANDS_NONE);
    double best = quantile_at(gumbel, asking->person[3][q]);
    *which = CHOICE_NONE;
    if (w->query->need && product->family && !(who->traits & no_hands) &&
        relax != RELAX_FAMILY) {
        const double family =
            product->family_taste + quantile_at(gumbel, asking->person[1][q]);
        if (family > best) {
            best = family;
            *which = CHOICE_FAMILY;
        }
    }
    const double times = product->use == USE_VISIT ? w->query->amount : 1.0;
    const double price = product->market_price * times;
    if (product->outside && price <= w->limit) {
        const double market = product->market_taste + w->formal - w->per_yuan * price +
                              quantile_at(gumbel, asking->person[2][q]);
        if (market > best) {
            best = market;
            *which = CHOICE_MARKET;
        }
    }
    return best;
}

int want_best(const struct home *home, int number, int q, enum relax relax,
              int list[ASK_LIST], int *listed)
{
    const struct services *services = home->world->services;
    const struct asking *asking = home->worker->asking;
    const struct offers *offers = &services->offers[home->community];
    const struct query *query = &asking->query[q];
    const struct weights w = weigh(home, number, q);
    double value[ASK_LIST];
    int alternative, count = 0;
    const double least = best_alternative(home, &w, q, relax, &alternative);
    const unsigned open = query->knows & query->in_slot &
                          (relax == RELAX_WALK ? query->open : query->in_reach);
    for (int k = 0; query->entitled && k < offers->near_count[number]; k++) {
        const struct room_state *room =
            &services->rooms[offers->item[offers->near[number][k]].room];
        if (!(open >> k & 1) ||
            (relax != RELAX_PRICE &&
             want_price(services, w.product, room, query->amount) > w.limit))
            continue;
        const double here = value_of(home, &w, k, q, relax);
        if (here <= least)
            continue;
        int at = count < ASK_LIST ? count++ : ASK_LIST;
        for (; at > 0 && value[at - 1] < here; at--)
            if (at < ASK_LIST) {
                value[at] = value[at - 1];
                list[at] = list[at - 1];
            }
        if (at < ASK_LIST) {
            value[at] = here;
            list[at] = k;
        }
    }
    *listed = count;
    return count > 0 ? list[0] : alternative;
}
