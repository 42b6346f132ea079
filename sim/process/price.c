/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Prices of operators (price.h). */
#include "process/price.h"

#include "core/exact.h"
#include "core/stream.h"

#include <assert.h>

/* Shares of needers are kept inside (0, 1), where log odds exist. */
static const double SHARE_LEAST = 1e-6, SHARE_MOST = 0.999;
/* Changes of price too small to learn from. */
static const double LEARN_LEAST = 0.01;
/* How far an own observation may lie from what was believed. */
static const double SLOPE_TIMES = 4;

static double clamp(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static double share_of(double users, double needers)
{
    return needers > 0 ? clamp(users / needers, SHARE_LEAST, SHARE_MOST) : SHARE_LEAST;
}

static double log_odds(double share)
{
    return exact_log(share / (1 - share));
}

bool price_due(const struct values *values, uint32_t site, month when)
{
    const uint32_t interval = (uint32_t)larger(values->price_interval, 1);

    return (uint32_t)when % interval == site % interval;
}

bool price_stays(const struct values *values, uint64_t seed, uint32_t site, month when)
{
    uint32_t word[4];
    const struct stream_address address = {seed, when, PURPOSE_PRICE, 0};

    stream_words(&address, site, word);
    return word[0] < stream_threshold(values->price_stay);
}

double price_slope(const struct values *values, const struct price_view *view,
                   const struct price_record *record)
{
    const double moved = view->now - record->price;
    const double size = moved < 0 ? -moved : moved;
    const double share = share_of(view->expected, view->needers);
    const bool seen = share > SHARE_LEAST && share < SHARE_MOST &&
                      record->share > SHARE_LEAST && record->share < SHARE_MOST;

    assert(view->slope > 0);
    if (record->price < 0 || size < LEARN_LEAST * record->price || size <= 0 || !seen)
        return record->slope > 0 ? record->slope : view->slope;
    const double own = clamp((log_odds(record->share) - log_odds(share)) / moved,
                             view->slope / SLOPE_TIMES, view->slope * SLOPE_TIMES);
    return (1 - values->price_own_weight) * view->slope +
           values->price_own_weight * own;
}

/* The price at which as many ask as there is room for; 0 where there is room. */
static double capacity_price(const struct price_view *view, double slope)
{
    if (view->capacity < 0 || view->wanted <= view->capacity)
        return 0;
    const double asked = log_odds(share_of(view->wanted, view->needers));
    const double held = log_odds(share_of(view->capacity, view->needers));
    return asked > held ? view->now + (asked - held) / slope : 0;
}

/* The use over which fixed cost is spread: expected, but never less than it was at an
 * earlier decision, or falling use would raise prices and fall on. */
static double basis_of(const struct price_view *view, const struct price_record *record)
{
    return record->price >= 0 ? larger(view->expected, record->use) : view->expected;
}

/* Marginal and fixed cost of a user; negative without any. */
static double average_cost(const struct price_view *view, double users)
{
    return users > 0 ? view->cost + view->fixed / users : -1;
}

double price_target(const struct price_view *view, double slope,
                    const struct price_record *record)
{
    const double share = share_of(view->expected, view->needers);
    const double even = average_cost(view, basis_of(view, record));

    /* Nor may what falling use seems to teach about the slope. */
    if (record->price >= 0 && view->expected < record->use)
        slope = larger(slope, record->slope);
    const double mark_up = view->cost + 1 / (slope * (1 - share));
    const double target = larger(mark_up, capacity_price(view, slope));
    if (view->aim == AIM_BREAK_EVEN && even >= 0)
        return smaller(target, larger(view->cost, even));
    return target;
}

double price_next(const struct values *values, const struct price_view *view,
                  const struct price_record *record, bool stays)
{
    const double slope = price_slope(values, view, record);
    double price = price_target(view, slope, record);
    const double even = average_cost(view, basis_of(view, record));
    const double base = view->now > 0 ? view->now : view->cost;
    const double step = values->price_step * base;

    if (view->margin_most >= 0 && even >= 0)
        price = smaller(price, even * (1 + view->margin_most));
    price = stays ? view->now : clamp(price, view->now - step, view->now + step);
    if (view->cap >= 0)
        price = smaller(price, view->cap);
    return money_to_yuan(money_from_yuan(larger(price, 0)));
}

struct price_record price_remember(const struct price_view *view, double slope,
                                   const struct price_record *record)
{
    return (struct price_record){.price = view->now,
                                 .use = basis_of(view, record),
                                 .share = share_of(view->expected, view->needers),
                                 .slope = slope};
}
