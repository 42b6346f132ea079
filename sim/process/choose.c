/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A choice becomes a tie: a usual provider for visits, a place kept, or a list of sites at
 * which a place is asked for. What is not a community service leaves no tie. */
#include "process/ask.h"

#include "core/list.h"

/* The tie that follows from the list of sites, best first. */
static struct tie make_tie(const struct home *home, int number,
                           const struct query *query, const int list[ASK_LIST],
                           int listed)
{
    const struct asking *asking = home->worker->asking;
    const struct product *product = &home->world->services->catalogue->products[number];
    const struct near_offer *near = asking->near;
    const struct tie *old = query->old >= 0 ? &asking->old.item[query->old].tie : NULL;
    struct tie tie = {.row = asking->choosers.item[query->chooser].row,
                      .offer = near[list[0]].number & TIE_BITS,
                      .second = listed > 1 ? near[list[1]].number & TIE_BITS : TIE_NONE,
                      .third = listed > 2 ? near[list[2]].number & TIE_BITS : TIE_NONE,
                      .kind = TIE_VISITS,
                      .part = query->slot & 3U,
                      .mood = TIE_MOOD_MIDDLE,
                      .priority = query->priority & 3U};
    if (old && old->offer == tie.offer) {
        tie.mood = old->mood;
        tie.months = old->months;
        tie.full = old->full;
    }
    if (product->use == USE_VISIT) {
        tie.third = query->rule;
        return tie;
    }
    tie.part = query->place_class & 3U;
    tie.kind = TIE_WAITS;
    if (old && old->kind == TIE_WAITS)
        tie.months = old->months; /* who has waited keeps his turn */
    if (old && old->kind == TIE_HOLDS) {
        /* Keeps the place; asks to move where another is better. */
        tie = *old;
        const uint16_t best = near[list[0]].number;
        tie.second = old->offer == best ? TIE_NONE : best & TIE_BITS;
        if (query->place_class < product->class_count)
            tie.part = query->place_class & 3U;
    }
    return tie;
}

/* What the survey of the birthday says of a need that no service will meet. */
static void answer(struct home *home, int product, int q, int best)
{
    struct asking *asking = home->worker->asking;
    const struct query *query = &asking->query[q];
    const struct chooser *who = &asking->choosers.item[query->chooser];
    struct survey *survey = &asking->surveys.item[who->survey];
    struct product_tally *tally = &home->worker->outcome->product[product];
    const int64_t minutes = survey_minutes(home->world, product, query->amount);
    unsigned relaxed = 0;
    enum outcome outcome = best == CHOICE_FAMILY   ? OUTCOME_FAMILY
                           : best == CHOICE_MARKET ? OUTCOME_MARKET
                                                   : OUTCOME_DOES_NOT_WANT;
    if (best == CHOICE_NONE && survey->tenth) {
        outcome = want_reason(home, product, q, &relaxed);
        for (int k = 0; k < 4; k++)
            tally->relaxed[k] += relaxed >> k & 1;
    }
    if ((int)outcome < OUTCOME_MET)
        survey->met_any |= UINT64_C(1) << product;
    if (best == CHOICE_FAMILY)
        tally->minutes_family += minutes;
    else if (best == CHOICE_MARKET)
        tally->minutes_market += minutes;
    survey_reason(home, product, survey, outcome);
}

static int settle_survey(struct home *home, int product, int q, int best,
                         struct error *err)
{
    struct asking *asking = home->worker->asking;
    const struct query *query = &asking->query[q];
    const struct chooser *who = &asking->choosers.item[query->chooser];
    if (who->survey < 0)
        return 0;
    struct survey *survey = &asking->surveys.item[who->survey];
    const int measure = query->latent ? PLACE_LATENT : PLACE_NEED;
    struct services *services = home->world->services;
    const size_t cell = (size_t)home->community * CATALOGUE_PRODUCTS + (size_t)product;
    if (query->need || query->latent)
        services->place[cell][measure]++;
    if (query->latent)
        survey_add(home->worker->outcome->product[product].latent, survey, 1);
    if (!query->need)
        return 0;
    survey->need |= UINT64_C(1) << product;
    home->worker->outcome->product[product].minutes_needed +=
        survey_minutes(home->world, product, query->amount);
    if (best < 0) {
        answer(home, product, q, best);
        return 0;
    }
    TRY(LIST_RESERVE(&asking->pendings, 1, err));
    asking->pendings.item[asking->pendings.count++] =
        (struct pending){.survey = (uint32_t)who->survey & PENDING_SURVEYS,
                         .tie = home->block->ties.count - 1,
                         .product = (uint32_t)product & PENDING_PRODUCTS,
                         .amount = query->amount};
    return 0;
}

/* Notes the tie and what it costs. */
static void take_up(struct home *home, const struct query *query, const struct tie *tie)
{
    struct asking *asking = home->worker->asking;
    const struct services *services = home->world->services;
    const struct offer *offer = &services->offers[home->community].item[tie->offer];
    struct ties *ties = &home->block->ties;
    const double price = want_price(home, tie->row, offer->room, query->amount);
    const int32_t survey = asking->choosers.item[query->chooser].survey;
    ties->item[ties->count++] = *tie;
    ask_spend(home, tie->row, price);
    /* What is spent on a need is known when the month is over (survey.c). */
    if (survey >= 0 && !query->need && tie->kind != TIE_WAITS)
        survey_spend(&asking->surveys.item[survey], price);
}

/* Tells the watcher what the watched resident chose and why. */
static void tell(const struct home *home, int number, int q, int best,
                 const int list[ASK_LIST], int listed)
{
    struct trace_choice chosen = {.choice = best, .listed = listed, .reason = OUTCOMES};
    unsigned relaxed;
    for (int k = 0; k < listed; k++)
        chosen.list[k] = list[k];
    if (best == CHOICE_NONE && home->worker->asking->query[q].need)
        chosen.reason = want_reason(home, number, q, &relaxed);
    watch_choice(home, number, q, &chosen);
}

int choose_product(struct home *home, int number, struct error *err)
{
    struct asking *asking = home->worker->asking;
    struct services *services = home->world->services;
    double *needers =
        &services
             ->needers[(size_t)home->community * CATALOGUE_PRODUCTS + (size_t)number];
    const int watched = services->trace ? watch_find(home) : -1;
    TRY(ties_reserve(&home->block->ties,
                     home->block->ties.count + (uint32_t)asking->count, err));
    for (int q = 0; q < asking->count; q++) {
        const struct query *query = &asking->query[q];
        int list[ASK_LIST], listed = 0, best = CHOICE_NONE;
        if (query->chooses)
            best = want_best(home, number, q, list, &listed);
        if (q == watched)
            tell(home, number, q, best, list, listed);
        if (best >= 0) {
            const struct tie tie = make_tie(home, number, query, list, listed);
            take_up(home, query, &tie);
        }
        if (home->reported)
            TRY(settle_survey(home, number, q, best, err));
        /* Who chooses again within the year is not another needer. */
        *needers += asking->choosers.item[query->chooser].yearly;
    }
    return 0;
}
