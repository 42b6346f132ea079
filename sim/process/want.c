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

static void terms_of(const struct home *home, const struct weights *w, int k, int q,
                     double term[TERMS])
{
    const struct services *services = home->world->services;
    const struct asking *asking = home->worker->asking;
    const struct offers *offers = &services->offers[home->community];
    const struct product *product = w->product;
    const int at = offers->near[product - services->catalogue->products][k];
    const struct room_state *room = &services->rooms[offers->item[at].room];
    const double crowd = services_crowd(room) - CROWD_FREE;
    term[TERM_TASTE] = product->taste;
    term[TERM_FORMAL] = w->formal;
    term[TERM_OWN] = quantile_at(&services->tables->gumbel, asking->taste[k][0][q]);
    term[TERM_YEAR] = product->year_spread * year_taste(home, k, q);
    term[TERM_CROWD] = -product->crowd_weight * (crowd > 0.0 ? crowd : 0.0);
    term[TERM_QUALITY] = product->quality_weight * room->quality;
    term[TERM_PRICE] =
        -w->per_yuan * want_price(services, product, room, w->query->amount);
    term[TERM_WALK] = -w->per_minute * w->query->minutes[k];
    term[TERM_HABIT] = 0.0;
    if (w->query->old < 0)
        return;
    const struct tie *tie = &asking->old.item[w->query->old].tie;
    if (tie->offer == at && tie->kind != TIE_WAITS)
        term[TERM_HABIT] = product->habit + product->trust_weight *
                                                ((double)tie->mood - TIE_MOOD_MIDDLE) /
                                                TIE_MOOD_MIDDLE;
}

static double value_of(const struct home *home, const struct weights *w, int k, int q,
                       enum relax relax)
{
    double term[TERMS], value = 0.0;
    terms_of(home, w, k, q, term);
    if (relax == RELAX_PRICE)
        term[TERM_PRICE] = 0.0;
    if (relax == RELAX_WALK)
        term[TERM_WALK] = 0.0;
    if (relax == RELAX_QUALITY)
        term[TERM_QUALITY] = w->product->quality_weight;
    for (int t = 0; t < TERMS; t++)
        value += term[t];
    return value;
}

/* What the alternatives are worth; one that cannot be chosen is not looked at. */
static bool has_family(const struct home *home, const struct weights *w)
{
    const struct chooser *who = &home->worker->asking->choosers.item[w->query->chooser];
    const uint32_t no_hands = UINT32_C(1) << (TRAIT_HANDS + HANDS_NONE);
    return w->query->need && w->product->family && !(who->traits & no_hands);
}

static double family_value(const struct home *home, const struct weights *w, int q)
{
    return w->product->family_taste +
           quantile_at(&home->world->services->tables->gumbel,
                       home->worker->asking->person[1][q]);
}

static double market_price(const struct weights *w)
{
    const double times = w->product->use == USE_VISIT ? w->query->amount : 1.0;
    return w->product->market_price * times;
}

static double market_value(const struct home *home, const struct weights *w, int q)
{
    return w->product->market_taste + w->formal - w->per_yuan * market_price(w) +
           quantile_at(&home->world->services->tables->gumbel,
                       home->worker->asking->person[2][q]);
}

static double nothing_value(const struct home *home, int q)
{
    return quantile_at(&home->world->services->tables->gumbel,
                       home->worker->asking->person[3][q]);
}

/* The best of what is not a community service. */
static double best_alternative(const struct home *home, const struct weights *w, int q,
                               enum relax relax, int *which)
{
    double best = nothing_value(home, q);
    *which = CHOICE_NONE;
    if (relax != RELAX_FAMILY && has_family(home, w)) {
        const double family = family_value(home, w, q);
        if (family > best) {
            best = family;
            *which = CHOICE_FAMILY;
        }
    }
    if (w->product->outside && market_price(w) <= w->limit) {
        const double market = market_value(home, w, q);
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

void want_explain(const struct home *home, int number, int q,
                  struct trace_choice *choice)
{
    const struct services *services = home->world->services;
    const struct offers *offers = &services->offers[home->community];
    const struct query *query = &home->worker->asking->query[q];
    const struct weights w = weigh(home, number, q);
    choice->offers = offers->near_count[number];
    for (int k = 0; k < choice->offers; k++) {
        const uint32_t room = offers->item[offers->near[number][k]].room;
        struct trace_offer *offer = &choice->offer[k];
        offer->room = (int32_t)room;
        offer->in_reach = query->in_reach >> k & 1;
        offer->knows = query->knows >> k & 1;
        offer->in_slot = query->in_slot >> k & 1;
        offer->minutes = query->minutes[k];
        offer->price =
            want_price(services, w.product, &services->rooms[room], query->amount);
        offer->affordable = offer->price <= w.limit;
        terms_of(home, &w, k, q, offer->term);
        offer->value = value_of(home, &w, k, q, RELAX_NONE);
    }
    choice->nothing = nothing_value(home, q);
    choice->has_family = has_family(home, &w);
    choice->family = family_value(home, &w, q);
    choice->market_price = market_price(&w);
    choice->has_market = w.product->outside && choice->market_price <= w.limit;
    choice->market = market_value(home, &w, q);
}
