/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Entry of operators, one at a time (enter.h). */
#include "process/enter.h"

#include "core/exact.h"
#include "core/stream.h"
#include "process/expect.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

static const double PER_RESIDENTS = 100000;

static double rate_of(const struct values *values, enum operator_kind kind)
{
    switch (kind) {
    case OPERATOR_COMPANY: return values->entry_companies;
    case OPERATOR_CHAIN: return values->entry_chains;
    case OPERATOR_NON_PROFIT: return values->entry_non_profits;
    case OPERATOR_PROPERTY: return values->entry_property;
    case OPERATOR_SELF_HELP: return values->entry_self_help;
    case OPERATOR_FAMILY: return values->entry_families;
    case OPERATOR_PUBLIC:
    case OPERATOR_KINDS: break;
    }
    return 0;
}

int64_t enter_count(const struct values *values, uint64_t seed, enum operator_kind kind,
                    double residents, int year)
{
    const struct stream_address address = {seed, month_of(year, 1), PURPOSE_ENTRANTS,
                                           0};
    uint32_t word[4];

    stream_words(&address, (uint64_t)kind, word);
    return exact_poisson(rate_of(values, kind) * residents / PER_RESIDENTS, word[0]);
}

int enter_fill(uint64_t seed, uint32_t city, enum operator_kind kind, int year,
               int64_t count, struct enter_entrant *pool, int room)
{
    const struct stream_address address = {seed, month_of(year, 1), PURPOSE_ENTRANT, 0};
    const int made = count < room ? (int)count : room;
    uint32_t word[4];

    for (int k = 0; k < made; k++) {
        pool[k].code = operator_code(kind, city, year, k);
        pool[k].kind = kind;
        stream_words(&address, pool[k].code, word);
        pool[k].key = word[0];
    }
    return made;
}

static int compare(const void *left, const void *right)
{
    const struct enter_entrant *a = left, *b = right;

    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->code > b->code) - (a->code < b->code);
}

void enter_order(struct enter_entrant *pool, int count)
{
    if (count > 0)
        qsort(pool, (size_t)count, sizeof *pool, compare);
}

static const struct enter_terms *terms_of(const struct enter_round *round,
                                          enum operator_kind kind, int product)
{
    return &round->terms[(int)kind * round->market->products + product];
}

struct enter_terms enter_terms_of(const struct values *values,
                                  const struct spend_basis *basis, const double *mix,
                                  month when)
{
    const struct product *product = basis->product;
    const struct cost_works works =
        costs_works(basis->costs, basis->index, 1, true, basis->levels);
    struct enter_terms terms = {
        .price = dated_at(&product->price, when),
        /* Utilities, and fit-out renewed as it wears (spend_month). */
        .fixed_m2 =
            costs_now(basis->costs, basis->index, COST_utilities, basis->levels) +
            works.yuan / (values->operators_fitout_years * MONTHS_PER_YEAR),
        .rent_m2 = costs_now(basis->costs, basis->index, COST_rent, basis->levels),
        .m2_per_user = product->m2_per_place / spend_per_place(product),
        .invest_m2 = works.yuan,
        .idle = works.months,
    };

    for (int k = 0; k < product->class_count; k++)
        terms.variable += mix[k] * spend_marginal(values, basis, k);
    return terms;
}

/* Fixed cost a month of a site of `m2`, rent apart. */
static double fixed_cost(const struct enter_terms *terms, double m2)
{
    return terms->fixed + terms->fixed_m2 * m2;
}

static double rent_cost(const struct enter_round *round,
                        const struct enter_terms *terms, const struct enter_plan *plan)
{
    return round->market->rent[plan->place.community] * terms->rent_m2 * plan->m2;
}

/* Ramp of a site that holds `share` of those who would come: it is full long before all
 * know it. The same area is missing to full use, the integral of full - min(full, curve). */
static double ramp_to(double tau, double share)
{
    return share < 1.0 ? tau * (1.0 + exact_log(1.0 - share) * (1.0 / share - 1.0))
                       : tau;
}

/* Floor area and users: as many as would come, as far as space and rules allow. */
static void size_plan(const struct enter_round *round, const struct enter_terms *terms,
                      struct enter_plan *plan)
{
    const struct market_view *market = round->market;
    const double vacant = market->vacant_m2[plan->place.community];
    if (terms->users_most <= 0.0 || vacant < terms->m2_least)
        return;
    const struct enter_demand demand =
        enter_demand(market, terms, &plan->place, plan->product);
    double users = demand.users;

    if (users > terms->users_most)
        users = terms->users_most;
    plan->m2 = users * terms->m2_per_user;
    if (plan->m2 < terms->m2_least)
        plan->m2 = terms->m2_least;
    if (plan->m2 > vacant)
        plan->m2 = vacant;
    if (users * terms->m2_per_user > plan->m2)
        users = plan->m2 / terms->m2_per_user;
    plan->users = users;
    if (users > 0.0)
        plan->tau = ramp_to(demand.tau, users / demand.users);
}

/* Asks what instruments would do; without any, nothing. */
static void ask_help(const struct enter_round *round, enum operator_kind kind,
                     const struct enter_terms *terms, const struct enter_plan *plan,
                     struct enter_help *help)
{
    *help = (struct enter_help){.cap = INFINITY};
    for (int k = 0; k < ENTER_QUARTERS; k++)
        help->quarter[k].rent = 1.0;
    if (round->help)
        round->help(round->world, kind, terms, plan, help);
}

static const struct enter_aid *aid_at(const struct enter_help *help, int age)
{
    const int quarter = (age - 1) / ENTER_QUARTER;
    return &help->quarter[quarter < ENTER_QUARTERS ? quarter : ENTER_QUARTERS - 1];
}

/* Part of what an opening costs is lent (MODEL 16). Paying it back deepens the ramp's loss,
 * and is worth as much less as its interest is below what the operator discounts by; none
 * is asked for before the site opens. */
static void borrow(const struct enter_round *round, const struct enter_terms *terms,
                   const struct expect_opening *opening, double discount,
                   struct enter_plan *plan)
{
    const struct values *values = round->values;
    const int months = (int)(values->operators_loan_months + 0.5);
    const double monthly = values->operators_interest / MONTHS_PER_YEAR;
    double weight = 1;

    plan->loan = terms->loan_share * (plan->invest + plan->reserve);
    if (plan->loan <= 0)
        return;
    const double part = plan->loan / months;
    const struct expect_opening burdened = {.contribution = opening->contribution,
                                            .fixed = opening->fixed + part +
                                                     plan->loan * monthly,
                                            .plan = opening->plan,
                                            .tau = opening->tau,
                                            .rent = opening->rent + part,
                                            .idle = opening->idle};
    plan->reserve = expect_reserve(values, &burdened);
    plan->value += plan->loan;
    for (int t = 1; t <= months; t++) {
        const double left = plan->loan - part * (t - 1);
        weight *= discount;
        plan->value -= weight * (part + (t > terms->idle ? left * monthly : 0));
    }
}

/* Present value of the months of the term and of capital grants; what is asked for to get
 * through the ramp, with the help of the end of its first year. */
static void value_plan(const struct enter_round *round, const struct enter_terms *terms,
                       const struct enter_help *help, struct enter_plan *plan)
{
    const double discount =
        exact_pow(1 + round->values->operators_discount, -1.0 / MONTHS_PER_YEAR);
    const double rent = rent_cost(round, terms, plan);
    const double fixed = fixed_cost(terms, plan->m2);
    const double contribution = terms->price - terms->variable;
    const struct enter_aid *first = aid_at(help, MONTHS_PER_YEAR);
    const struct expect_opening opening = {.contribution = contribution + first->each,
                                           .fixed = fixed + rent * first->rent -
                                                    first->fixed,
                                           .plan = plan->users,
                                           .tau = plan->tau,
                                           .rent = rent,
                                           .idle = terms->idle};
    double weight = exact_pow(discount, terms->idle);
    plan->value = help->capital * weight * exact_pow(discount, help->capital_after);
    for (int t = 1; t <= terms->term; t++) {
        const struct enter_aid *aid = aid_at(help, t);
        const double come = plan->users * expect_ramp(t, plan->tau);
        weight *= discount;
        plan->value += weight * ((contribution + aid->each) * come + aid->fixed -
                                 fixed - rent * aid->rent);
    }
    plan->invest = terms->invest + terms->invest_m2 * plan->m2 + rent * terms->idle;
    plan->reserve = expect_reserve(round->values, &opening);
    borrow(round, terms, &opening, discount, plan);
}

struct enter_plan enter_value(const struct enter_round *round, enum operator_kind kind,
                              const struct enter_place *place, int product)
{
    struct enter_terms terms = *terms_of(round, kind, product);
    struct enter_plan plan = {.place = *place, .product = product};
    struct enter_help help;

    ask_help(round, kind, &terms, &plan, &help);
    if (help.cap < terms.asked) {
        /* Less from each, but more who would pay it. */
        terms.price *= help.cap / terms.asked;
        terms.attraction *= exact_exp(terms.per_yuan * (terms.asked - help.cap));
        terms.asked = help.cap;
    }
    plan.asked = terms.asked;
    size_plan(round, &terms, &plan);
    if (plan.users <= 0)
        return plan;
    ask_help(round, kind, &terms, &plan, &help);
    value_plan(round, &terms, &help, &plan);
    return plan;
}

double enter_asked(const struct values *values, const struct enter_plan *plan)
{
    const double cv = values->entry_demand_cv;

    assert(plan->users > 0);
    return 1 + values->entry_hurdle +
           values->entry_risk_weight * sqrt(1 / plan->users + cv * cv);
}

/* Running sums of how many would be served, over all cells. */
static double weigh(const struct enter_round *round)
{
    const struct market_view *market = round->market;
    const int cells = market->communities * market->products;
    double sum = 0;

    for (int i = 0; i < cells; i++) {
        sum +=
            market->unmet[i] + round->values->entry_latent_weight * market->latent[i];
        round->cumulative[i] = sum;
    }
    return sum;
}

/* First cell whose running sum exceeds `at`. */
static int find_cell(const double *cumulative, int cells, double at)
{
    int low = 0, high = cells - 1;

    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (cumulative[middle] > at)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

struct enter_place enter_place_of(const struct enter_round *round, uint32_t code,
                                  int community)
{
    const struct market_view *market = round->market;
    const struct stream_address address = {.seed = round->seed,
                                           .when = 0,
                                           .purpose = PURPOSE_ENTRANT,
                                           .code = ENTER_TRAITS};
    struct enter_place place = {community, market->east[community],
                                market->north[community]};
    uint32_t word[4];
    if (market->positions == 0)
        return place;
    stream_words(&address, code, word);
    const double *at = market->position[word[0] & (market->positions - 1)];
    place.east += at[0] * market->radius[community];
    place.north += at[1] * market->radius[community];
    return place;
}

/* The best of the openings an entrant sees; users 0 where none is any good. */
static struct enter_plan look(const struct enter_round *round,
                              const struct enter_entrant *entrant, double sum)
{
    const struct market_view *market = round->market;
    struct enter_plan best = {0};

    for (uint32_t k = 0; k < ENTER_OPTIONS; k++) {
        const struct stream_address address = {round->seed, month_of(round->year, 1),
                                               PURPOSE_ENTRANT, k};
        uint32_t word[4];
        stream_words(&address, entrant->code, word);
        const int cell =
            find_cell(round->cumulative, market->communities * market->products,
                      stream_uniform(word[1]) * sum);
        const struct enter_place place =
            enter_place_of(round, entrant->code, cell / market->products);
        const struct enter_plan plan =
            enter_value(round, entrant->kind, &place, cell % market->products);
        if (plan.users > 0 &&
            (best.users <= 0 || plan.value - plan.invest > best.value - best.invest))
            best = plan;
    }
    return best;
}

static void take(double *stock, double amount)
{
    *stock = *stock > amount ? *stock - amount : 0;
}

/* What the next entrant sees of this plan. */
static void announce(const struct enter_round *round, enum operator_kind kind,
                     const struct enter_plan *plan)
{
    struct market_view *market = round->market;
    const int cell = plan->place.community * market->products + plan->product;
    const double rest = plan->users - market->unmet[cell];

    take(&market->unmet[cell], plan->users);
    if (rest > 0)
        take(&market->latent[cell], rest);
    take(&market->vacant_m2[plan->place.community], plan->m2);
    enter_announce(market, terms_of(round, kind, plan->product), &plan->place,
                   plan->product);
}

int enter_year(const struct enter_round *round, const struct enter_entrant *pool,
               int count, struct enter_plan *plans)
{
    double sum = weigh(round);
    int entered = 0;

    for (int i = 0; i < count && sum > 0; i++) {
        struct enter_plan plan = look(round, &pool[i], sum);
        if (plan.users <= 0 ||
            plan.value < plan.invest * enter_asked(round->values, &plan) ||
            plan.value <= 0)
            continue;
        plan.entrant = i;
        plans[entered++] = plan;
        announce(round, pool[i].kind, &plan);
        sum = weigh(round);
    }
    return entered;
}
