/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Utilities (docs/MODEL.md 7.15): a mixed logit with an error component that makes formal
 * services nearer to each other than to the family (Train 2009, Discrete Choice Methods
 * with Simulation, ch. 6). Every shock is fixed for (resident, product, alternative).
 * Offer by offer, to those who have it in reach; who could prefer it is then asked whether
 * he or she has heard of it. */
#include "process/ask.h"

#include "policy/force.h"

#include <math.h>

double want_times(const struct product *product, double amount)
{
    return product->use == USE_VISIT ? amount : 1.0;
}

/* What instruments leave of a price to be paid by a member of the group; what is paid
 * beside it, is not theirs. */
static double leave(const struct world *world, const struct product *product,
                    uint32_t room, int group, double times)
{
    const struct tariff_bill bill = {world->services->rooms[room].price, times,
                                     force_hours(product) * times};
    return tariff_net(&force_of(world)->tariffs, room, group, &bill) +
           product->extra_cost * times;
}

double want_asked(const struct home *home, const struct near_offer *near, int q)
{
    const struct services *services = home->world->services;
    const struct weighing *w = &home->worker->asking->weighing;
    if (near->tariff == 0)
        return near->price * w->times[q];
    const int product = services->supply->rooms[near->room].product;
    return leave(home->world, &services->catalogue->products[product], near->room,
                 w->group[q], w->times[q]);
}

double want_price(const struct home *home, row i, uint32_t room, double amount)
{
    const struct world *world = home->world;
    const struct services *services = world->services;
    const struct product *product =
        &services->catalogue->products[services->supply->rooms[room].product];
    const struct force *force = force_of(world);
    const double times = want_times(product, amount);
    return force && force->tariffs.of_room[room] != 0
               ? leave(world, product, room, force_group(world, home->block, i), times)
               : (services->rooms[room].price + product->extra_cost) * times;
}

/* The weight of a yuan at an income that is no rank's: on the line between two ranks. */
static double relative_at(const struct services *services, double income)
{
    enum { RANKS = 256 };
    int low = 0, high = RANKS - 1;
    if (income >= services->income[high])
        return services->relative[high];
    while (high - low > 1) {
        const int middle = (low + high) / 2;
        if (services->income[middle] <= income)
            low = middle;
        else
            high = middle;
    }
    const double part = (income - services->income[low]) /
                        (services->income[high] - services->income[low]);
    return services->relative[low] +
           part * (services->relative[high] - services->relative[low]);
}

/* Benefits raise what the household may spend, and lower what a yuan weighs. */
static void add_benefit(const struct home *home, const struct chooser *who,
                        const struct product *product, int q)
{
    const struct services *services = home->world->services;
    struct weighing *w = &home->worker->asking->weighing;
    const double income = services->income[who->income >> 8];
    const double more =
        force_benefit(home->world, (int)home->community, home->block, who->row);
    if (more <= 0.0)
        return;
    w->purse[q] += more * home->world->values.choose_budget_share;
    w->per_yuan[q] =
        product->price_weight * relative_at(services, income + more / who->members);
}

double want_limit(const struct asking *asking, int q)
{
    const struct chooser *who = &asking->choosers.item[asking->query[q].chooser];
    return asking->weighing.purse[q] -
           (who->collective ? 0.0 : (double)asking->spend[who->household] / ASK_FEN);
}

double want_year(const struct services *services, uint32_t high, uint32_t low,
                 month now)
{
    const uint64_t person = (uint64_t)high << 32 | low;
    const uint64_t year = (uint64_t)month_year(now);
    const uint32_t word =
        (uint32_t)(stream_mix(person ^ year * UINT64_C(0x9e3779b97f4a7c15)) >> 32);
    return quantile_at(&services->tables->normal, word);
}

static bool has_family(const struct product *product, const struct query *query,
                       const struct chooser *who)
{
    const uint32_t no_hands = UINT32_C(1) << (TRAIT_HANDS + HANDS_NONE);
    return query->need && product->family && !(who->traits & no_hands);
}

/* The provider one has, unless one still waits for it: habit and experience. */
static void weigh_own(struct asking *asking, const struct product *product, int q)
{
    struct weighing *w = &asking->weighing;
    w->own[q] = TIE_NONE;
    w->habit[q] = 0.0;
    if (asking->query[q].old < 0)
        return;
    const struct tie *tie = &asking->old.item[asking->query[q].old].tie;
    w->own[q] = tie->offer;
    if (tie->kind != TIE_WAITS)
        w->habit[q] = product->habit + product->trust_weight *
                                           ((double)tie->mood - TIE_MOOD_MIDDLE) /
                                           TIE_MOOD_MIDDLE;
}

/* What the person brings, and what is not a community service. */
static void weigh(struct home *home, int number, int q)
{
    const struct services *services = home->world->services;
    const struct product *product = &services->catalogue->products[number];
    const struct quantile *gumbel = &services->tables->gumbel;
    struct asking *asking = home->worker->asking;
    struct weighing *w = &asking->weighing;
    const struct query *query = &asking->query[q];
    const struct chooser *who = &asking->choosers.item[query->chooser];
    const uint32_t dependent = UINT32_C(1) << (TRAIT_CARE + CARE_MODERATE) |
                               UINT32_C(1) << (TRAIT_CARE + CARE_SEVERE);
    const double income = services->income[who->income >> 8] * who->members;
    w->purse[q] = income * home->world->values.choose_budget_share;
    w->per_yuan[q] = product->price_weight * services->relative[who->income >> 8];
    w->group[q] = 0;
    if (home->world->books && home->world->books->instruments) {
        w->group[q] = force_group(home->world, home->block, who->row);
        add_benefit(home, who, product, q);
    }
    w->per_minute[q] = product->time_weight *
                       (who->traits & dependent ? product->time_weight_dependent : 1.0);
    w->formal[q] = product->formal_spread *
                   quantile_at(&services->tables->normal, asking->person[0][q]);
    w->nothing[q] = quantile_at(gumbel, asking->person[3][q]);
    w->least[q] = w->nothing[q];
    w->has_family[q] = has_family(product, query, who);
    if (w->has_family[q]) {
        w->family[q] =
            product->family_taste + quantile_at(gumbel, asking->person[1][q]);
        w->least[q] = w->family[q] > w->least[q] ? w->family[q] : w->least[q];
    }
    if (product->outside)
        w->market[q] = product->market_taste + w->formal[q] -
                       w->per_yuan[q] * (product->market_price * w->times[q]) +
                       quantile_at(gumbel, asking->person[2][q]);
    w->better[q] = 0;
}

static struct stream_address taste_address(const struct home *home, uint32_t code)
{
    return (struct stream_address){
        .seed = home->world->seed, .purpose = PURPOSE_TASTE, .code = code};
}

/* What near offer `k` would cost the resident of the query, as a term. */
static inline double price_term(const struct home *home, const struct near_offer *near,
                                int q)
{
    const struct weighing *w = &home->worker->asking->weighing;
    return -w->per_yuan[q] *
           (near->tariff == 0 ? near->price * w->times[q] : want_asked(home, near, q));
}

/* Leaves among those who consider near offer `k` for whom it may be worth more than every
 * alternative: whatever the taste of the year, and with the largest taste for the site
 * that the first bits of its word allow. Most go. */
static void taste_offer(struct home *home, const struct product *product, int k)
{
    static const double normal_most = 6.5; /* beyond any word, rounding included */
    const double *gumbel_most = home->world->services->tables->gumbel_most;
    struct asking *asking = home->worker->asking;
    const struct weighing *w = &asking->weighing;
    const struct near_offer *near = &asking->near[k];
    const bool walks = product->delivery == DELIVERY_SITE;
    const double most = product->taste + near->crowd + near->quality +
                        product->year_spread * normal_most;
    int count = 0;
    for (int n = 0; n < asking->considering; n++) {
        const struct considered *from = &asking->considered[n];
        const int q = from->query;
        const uint32_t own = asking->word[0][n];
        const double price = price_term(home, near, q);
        const double habit = w->own[q] == near->number ? w->habit[q] : 0.0;
        const double minutes = walks ? sqrt(from->km2) * w->pace[q] : 0.0;
        const double walk = -w->per_minute[q] * minutes;
        asking->considered_id[count] = asking->considered_id[n];
        asking->considered[count] = (struct considered){.query = (uint16_t)q,
                                                        .own = own,
                                                        .high = asking->word[1][n],
                                                        .low = asking->word[2][n],
                                                        .price = price,
                                                        .walk = walk};
        count += w->formal[q] + gumbel_most[own >> SERVICES_GUMBEL_SHIFT] + price +
                     walk + habit + most >
                 w->least[q];
    }
    asking->considering = count;
}

/* The value of near offer `k` to those who know it; terms in the order of enum
 * trace_term. */
static void value_offer(struct home *home, const struct product *product, int k)
{
    const struct services *services = home->world->services;
    struct asking *asking = home->worker->asking;
    struct weighing *w = &asking->weighing;
    const struct near_offer *near = &asking->near[k];
    for (int n = 0; n < asking->considering; n++) {
        const struct considered *who = &asking->considered[n];
        const int q = who->query;
        const double own = quantile_at(&services->tables->gumbel, who->own);
        const double year = product->year_spread *
                            want_year(services, who->high, who->low, home->world->now);
        const double habit = w->own[q] == near->number ? w->habit[q] : 0.0;
        const double value = product->taste + w->formal[q] + own + year + near->crowd +
                             near->quality + who->price + who->walk + habit;
        w->value[k][q] = value;
        w->better[q] |= (uint8_t)((value > w->least[q]) << k);
    }
}

void want_product(struct home *home, int number)
{
    const struct product *product = &home->world->services->catalogue->products[number];
    struct asking *asking = home->worker->asking;
    struct choosing *choosing = &home->worker->choosing;
    struct stream_address address = taste_address(home, product->code);
    uint32_t *const person[4] = {asking->person[0], asking->person[1],
                                 asking->person[2], asking->person[3]};
    uint32_t *const word[4] = {asking->word[0], asking->word[1], asking->word[2],
                               asking->word[3]};
    stream_batch_whole(home->world->vectors, &address, asking->id,
                       (size_t)asking->count, person);
    for (int q = 0; q < asking->count; q++) {
        weigh_own(asking, product, q);
        weigh(home, number, q);
    }
    for (int k = 0; k < asking->near_count; k++) {
        know_reach(asking, k);
        choosing->weighed += asking->considering;
        address.code = asking->near[k].taste_code;
        stream_batch_whole(home->world->vectors, &address, asking->considered_id,
                           (size_t)asking->considering, word);
        taste_offer(home, product, k);
        know_heard(home, k);
        value_offer(home, product, k);
    }
    choosing->queries += asking->count;
    choosing->alternatives += (int64_t)asking->count * asking->near_count;
}

/* The best of what is not a community service. */
static double best_alternative(const struct asking *asking,
                               const struct product *product, int q, double limit,
                               int *which)
{
    const struct weighing *w = &asking->weighing;
    double best = w->nothing[q];
    *which = CHOICE_NONE;
    if (w->has_family[q] && w->family[q] > best) {
        best = w->family[q];
        *which = CHOICE_FAMILY;
    }
    if (product->outside && product->market_price * w->times[q] <= limit &&
        w->market[q] > best) {
        best = w->market[q];
        *which = CHOICE_MARKET;
    }
    return best;
}

int want_best(const struct home *home, int number, int q, int list[ASK_LIST],
              int *listed)
{
    const struct product *product = &home->world->services->catalogue->products[number];
    const struct asking *asking = home->worker->asking;
    const struct weighing *w = &asking->weighing;
    const double limit = want_limit(asking, q);
    double value[ASK_LIST];
    int alternative, count = 0;
    const double least = best_alternative(asking, product, q, limit, &alternative);
    for (unsigned left = w->better[q]; left; left &= left - 1) {
        const int k = __builtin_ctz(left);
        const double here = w->value[k][q];
        if (here <= least || want_asked(home, &asking->near[k], q) > limit)
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
