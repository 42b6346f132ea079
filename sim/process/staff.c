/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Staff: load, leaving, cover, the market of a trade, quality (staff.h). */
#include "process/staff.h"

#include "core/exact.h"
#include "core/stream.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* Most by which load and pay together raise the rate of leaving. */
static const double LEAVING_TIMES = 3;
/* The wage of a trade that nobody wants stops here, relative to base. */
static const double WAGE_LEAST = 0.01;

static double clamp(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

double staff_load(double posts, double in_post)
{
    if (posts <= 0)
        return 0;
    return posts < STAFF_LOAD_MOST * in_post ? posts / in_post : STAFF_LOAD_MOST;
}

double staff_hazard(const struct values *values, double wage_ratio, double load)
{
    const double times =
        exact_exp(-values->staff_wage_slope * (wage_ratio - 1) +
                  values->staff_load_slope * (load - values->staff_load_normal));
    const double base = values->staff_leaving / MONTHS_PER_YEAR;

    return base * (times < LEAVING_TIMES ? times : LEAVING_TIMES);
}

/* Smallest k with P(X <= k) > u, X binomial of n and p: monotone in p. */
static int binomial(int n, double p, double u)
{
    double chance = exact_pow(1 - p, n), sum = chance;
    int k = 0;

    while (k < n && sum <= u) {
        chance *= (double)(n - k) / (k + 1) * p / (1 - p);
        sum += chance;
        k++;
    }
    return k;
}

/* Above this many persons the expected number leaves: chance matters no more, and
 * (1 - p)^n stays far from underflow below. */
enum { PERSONS_DRAWN = 200 };
/* A rate per month above which all but this share would leave. */
static const double CHANCE_MOST = 0.95;

double staff_leave(const struct values *values, uint64_t seed, uint32_t site,
                   double market_wage, month when, struct staff_post *post)
{
    const struct stream_address address = {seed, when, PURPOSE_STAFF, post->trade};
    const double ratio = market_wage > 0 ? post->wage / market_wage : 1;
    const double hazard =
        staff_hazard(values, ratio, staff_load(post->posts, post->in_post));
    const double chance = clamp(1 - exact_exp(-hazard), 0, CHANCE_MOST);
    const int persons = (int)ceil(post->in_post);
    double left = post->in_post * chance;
    uint32_t word[4];

    if (persons > 0 && persons <= PERSONS_DRAWN) {
        stream_words(&address, site, word);
        left = post->in_post * binomial(persons, chance, stream_uniform(word[0])) /
               persons;
    }
    post->in_post -= left;
    post->left[when % MONTHS_PER_YEAR] = left;
    return left;
}

struct staff_cover staff_cover(const struct values *values, double market_wage,
                               double purse, struct staff_post *post)
{
    const double price =
        market_wage * (1 + values->staff_social_rate) * values->staff_agency_premium;
    struct staff_cover cover = {.wages = post->in_post * post->wage};
    double lacking = post->posts - post->in_post;

    if (lacking < 0)
        lacking = 0;
    post->agency = lacking;
    if (lacking * price > purse)
        post->agency = purse > 0 ? purse / price : 0;
    cover.social = cover.wages * values->staff_social_rate;
    cover.agency = post->agency * price;
    cover.short_posts = lacking - post->agency;
    return cover;
}

/* Posts are sums of ratios such as 1/3: a shortfall below this is rounding. */
static const double POSTS_ROUNDING = 1e-9;

int staff_suspend(double short_posts, const double *posts_per_place, int enrolled)
{
    int suspended = 0;

    while (suspended < enrolled && short_posts > POSTS_ROUNDING)
        short_posts -= posts_per_place[suspended++];
    return suspended;
}

struct staff_market staff_market_of(const struct values *values, double wage,
                                    double posts)
{
    return (struct staff_market){.wage = wage,
                                 .base_wage = wage,
                                 .pool = posts * (1 + values->staff_slack),
                                 .index = 1};
}

void staff_carry(struct staff_market *market, double index)
{
    assert(index > 0);
    market->wage *= index / market->index;
    market->index = index;
}

double staff_pool(const struct values *values, const struct staff_market *market)
{
    const double real = market->wage / (market->base_wage * market->index);

    return market->pool * exact_pow(real, values->staff_supply_elasticity);
}

double staff_filled(const struct values *values, double vacancies, double looking)
{
    const double meet = vacancies < looking ? vacancies : looking;

    return meet > 0 ? values->staff_filling * meet : 0;
}

void staff_clear(const struct values *values, double posts, struct staff_market *market)
{
    const double step = values->staff_wage_step;
    const double base = market->base_wage * market->index;
    const double least = WAGE_LEAST * base;

    assert(market->wage > 0 && base > 0);
    if (market->pool <= 0)
        return;
    const double need = posts * (1 + values->staff_slack) / market->pool;
    const double clears =
        need > 0 ? base * exact_pow(need, 1 / values->staff_supply_elasticity) : 0;
    market->wage *= clamp(clears / market->wage, 1 - step, 1 + step);
    if (market->wage < least)
        market->wage = least;
}

uint32_t staff_key(uint64_t seed, uint32_t site, uint32_t trade, month when)
{
    const struct stream_address address = {seed, when, PURPOSE_STAFF, trade};
    uint32_t word[4];

    stream_words(&address, site, word);
    return word[1];
}

static int compare(const void *left, const void *right)
{
    const struct staff_vacancy *a = left, *b = right;

    if (a->wage != b->wage)
        return a->wage > b->wage ? -1 : 1;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->site > b->site) - (a->site < b->site);
}

void staff_hire(struct staff_vacancy *vacancies, int count, double filled)
{
    if (count == 0)
        return;
    qsort(vacancies, (size_t)count, sizeof *vacancies, compare);
    for (int i = 0; i < count; i++) {
        struct staff_vacancy *vacancy = &vacancies[i];
        vacancy->filled = filled < vacancy->wanted ? filled : vacancy->wanted;
        if (vacancy->filled < 0)
            vacancy->filled = 0;
        filled -= vacancy->filled;
    }
}

double staff_quality_target(const struct values *values,
                            const struct staff_quality *quality)
{
    return clamp(values->staff_quality_base +
                     values->staff_quality_staffed * (quality->staffed - 1) -
                     values->staff_quality_turnover * quality->turnover +
                     values->staff_quality_training * quality->trained +
                     values->staff_quality_fit * quality->fit -
                     values->staff_quality_age * quality->age_years,
                 0, 1);
}

double staff_quality_next(const struct values *values, double now, double target)
{
    return now + values->staff_quality_speed * (target - now);
}

struct staff_quality staff_quality_of(const struct site_state *site, month when)
{
    struct staff_quality quality = {.staffed = 1,
                                    .trained = site->trained,
                                    .fit = site->fit,
                                    .age_years = (double)(when - site->fitted) /
                                                 MONTHS_PER_YEAR};
    double posts = 0, staffed = 0, turnover = 0;

    for (int i = 0; i < site->trades; i++) {
        const struct staff_post *post = &site->staff[i];
        const double own = post->in_post < post->posts ? post->in_post : post->posts;
        posts += post->posts;
        staffed += own;
        turnover += post->posts * operator_turnover(post);
    }
    if (posts > 0) {
        quality.staffed = staffed / posts;
        quality.turnover = turnover / posts;
    }
    return quality;
}
