/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* How an operator sets the price of a product at a site: closed-form mark-up under logit
 * demand (Anderson, de Palma and Thisse 1992, Discrete Choice Theory of Product
 * Differentiation, chapter 7), never average cost, and never higher because use fell.
 * Pure functions; the verb that calls them is left to others. */
#ifndef LINLI_PROCESS_PRICE_H
#define LINLI_PROCESS_PRICE_H

#include "param/parameters.h"
#include "state/operator.h"

/* What the site knows when its turn comes. Amounts in yuan a user (month or visit). */
struct price_view {
    enum operator_aim aim;
    double now;      /* the price asked today, >= 0 */
    double cost;     /* marginal cost of one more user, less what is granted for each */
    double granted;  /* yuan of that */
    double fixed;    /* yuan a month that use does not change */
    double slope;    /* b: fall of utility per yuan, by survey or custom; > 0 */
    double expected; /* users a month at today's price (expect_use) */
    double wanted;   /* users a month who ask at today's price, waiting ones included */
    double capacity; /* users a month; < 0: without limit */
    double needers;  /* those in reach who may want it */
    double cap;      /* inclusive price, or < 0: none. 0: must be free */
    double
        margin_most; /* reasonable profit over average cost, share; < 0: no ceiling */
};

/* Whether the site's turn falls in this month: every `price.interval` months, in a month
 * by its code. */
bool price_due(const struct values *values, uint32_t site, month when);
/* Whether it lets its price stand although its turn came. */
bool price_stays(const struct values *values, uint64_t seed, uint32_t site, month when);
/* The operator's estimate of b: `slope` corrected by its own last change of price with
 * weight `price.own_weight`. The own observation is -(change of the log odds of being
 * used) / (change of price), kept within a quarter and four times of `slope`; none where
 * the price moved less than 1 % or nobody or everybody used it. */
double price_slope(const struct values *values, const struct price_view *view,
                   const struct price_record *record);
/* The price it would like: mark-up, or the price that fills the capacity where that is
 * higher; for AIM_BREAK_EVEN what covers cost at expected use, if that is lower. Never
 * higher at less use than the record's with all else equal: fixed cost is spread over
 * the most users expected so far, and falling use teaches no flatter slope. */
double price_target(const struct price_view *view, double slope,
                    const struct price_record *record);
/* The price it asks from now on, whole fen: target, within cap and ceiling, at most
 * `price.step` away from today's; today's where `stays`. A cap binds at once whatever
 * the step, as it is law. A free product moves in steps of its marginal cost. */
double price_next(const struct values *values, const struct price_view *view,
                  const struct price_record *record, bool stays);
/* What is remembered of a decision: `view` as it was, the estimate of b, and of the
 * record before it the most users expected. */
struct price_record price_remember(const struct price_view *view, double slope,
                                   const struct price_record *record);

#endif
