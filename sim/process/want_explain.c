/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* One resident's choice with all its terms, drawn one by one: for the watched resident,
 * and for the reason why a need is not met. The terms add up to what want.c compares. */
#include "process/ask.h"

enum { RELAX_PRICE, RELAX_WALK, RELAX_QUALITY, RELAX_FAMILY, RELAXATIONS };

static void explain_terms(const struct home *home, const struct product *product, int q,
                          int k, double term[TERMS])
{
    const struct services *services = home->world->services;
    const struct asking *asking = home->worker->asking;
    const struct weighing *w = &asking->weighing;
    const struct near_offer *near = &asking->near[k];
    const struct stream_address address = {
        .seed = home->world->seed, .purpose = PURPOSE_TASTE, .code = near->taste_code};
    uint32_t word[4];
    stream_words(&address, asking->id[q], word);
    term[TERM_TASTE] = product->taste;
    term[TERM_FORMAL] = w->formal[q];
    term[TERM_OWN] = quantile_at(&services->tables->gumbel, word[0]);
    term[TERM_YEAR] =
        product->year_spread * want_year(services, word[1], word[2], home->world->now);
    term[TERM_CROWD] = near->crowd;
    term[TERM_QUALITY] = near->quality;
    term[TERM_PRICE] = -w->per_yuan[q] * want_asked(home, near, q);
    term[TERM_WALK] = -w->per_minute[q] * know_minutes(product, asking, k, q);
    term[TERM_HABIT] = w->own[q] == near->number ? w->habit[q] : 0.0;
}

static double sum(const double term[TERMS])
{
    double value = 0.0;
    for (int t = 0; t < TERMS; t++)
        value += term[t];
    return value;
}

void want_explain(const struct home *home, int number, int q,
                  struct trace_choice *choice)
{
    const struct services *services = home->world->services;
    const struct product *product = &services->catalogue->products[number];
    const struct offers *offers = &services->offers[home->community];
    const struct asking *asking = home->worker->asking;
    const struct weighing *w = &asking->weighing;
    const struct query *query = &asking->query[q];
    const double times = w->times[q];
    const double limit = want_limit(asking, q);
    choice->offers = asking->near_count;
    for (int k = 0; k < choice->offers; k++) {
        const struct near_offer *near = &asking->near[k];
        struct trace_offer *offer = &choice->offer[k];
        offer->room = (int32_t)offers->item[near->number].room;
        offer->in_reach = know_is_near(asking, k, q);
        offer->knows = know_has_heard(home, k, q);
        offer->in_slot = near->slots >> query->slot & 1;
        offer->minutes = know_minutes(product, asking, k, q);
        offer->price = want_asked(home, near, q);
        offer->affordable = offer->price <= limit;
        explain_terms(home, product, q, k, offer->term);
        offer->value = sum(offer->term);
    }
    choice->nothing = w->nothing[q];
    choice->has_family = w->has_family[q];
    choice->family = w->has_family[q] ? w->family[q] : 0.0;
    choice->market_price = product->market_price * times;
    choice->has_market = product->outside && choice->market_price <= limit;
    choice->market = product->outside ? w->market[q] : 0.0;
}

/* Whether a service would be the best of all with one term taken away. */
static bool would_choose(const struct trace_choice *choice,
                         const struct product *product, int relax)
{
    double least = choice->nothing;
    if (relax != RELAX_FAMILY && choice->has_family && choice->family > least)
        least = choice->family;
    if (choice->has_market && choice->market > least)
        least = choice->market;
    for (int k = 0; k < choice->offers; k++) {
        struct trace_offer offer = choice->offer[k];
        if (!offer.knows || !offer.in_slot ||
            !(offer.in_reach || relax == RELAX_WALK) ||
            !(offer.affordable || relax == RELAX_PRICE))
            continue;
        if (relax == RELAX_PRICE)
            offer.term[TERM_PRICE] = 0.0;
        if (relax == RELAX_WALK)
            offer.term[TERM_WALK] = 0.0;
        if (relax == RELAX_QUALITY)
            offer.term[TERM_QUALITY] = product->quality_weight;
        if (sum(offer.term) > least)
            return true;
    }
    return false;
}

enum outcome want_reason(const struct home *home, int number, int q, unsigned *relaxed)
{
    static const enum outcome meaning[RELAXATIONS] = {
        OUTCOME_UNAFFORDABLE, OUTCOME_TOO_FAR, OUTCOME_QUALITY, OUTCOME_PREFERS_FAMILY};
    const struct product *product = &home->world->services->catalogue->products[number];
    struct trace_choice choice;
    bool near = false, known = false, open = false;
    enum outcome reason = OUTCOME_DOES_NOT_WANT;
    *relaxed = 0;
    want_explain(home, number, q, &choice);
    for (int k = 0; k < choice.offers; k++) {
        const struct trace_offer *offer = &choice.offer[k];
        near |= offer->in_reach;
        known |= offer->in_reach && offer->knows;
        open |= offer->in_reach && offer->knows && offer->in_slot;
    }
    if (!near)
        return OUTCOME_TOO_FAR;
    if (!home->worker->asking->query[q].entitled)
        return OUTCOME_NOT_ENTITLED;
    if (!known)
        return OUTCOME_UNAWARE;
    if (!open)
        return OUTCOME_WRONG_HOURS;
    for (int k = RELAXATIONS - 1; k >= 0; k--)
        if (would_choose(&choice, product, k)) {
            *relaxed |= 1U << k;
            reason = meaning[k];
        }
    return reason;
}
