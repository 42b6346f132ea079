/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Staff of sites and the market of each trade (MODEL 19): load, leaving, agency hours,
 * hiring, the trade's wage, and the quality that follows. Pure functions over one site's
 * posts or one trade's market. */
#ifndef LINLI_PROCESS_STAFF_H
#define LINLI_PROCESS_STAFF_H

#include "param/parameters.h"
#include "state/operator.h"

/* Hours asked for over hours of staff in post, 0 to STAFF_LOAD_MOST: more is bought. */
#define STAFF_LOAD_MOST 1.3
double staff_load(double posts, double in_post);
/* Rate of leaving per month: q0 * exp(-wage_slope * (wage / market - 1) + load_slope *
 * (load - load_normal)), at most 3 q0. */
double staff_hazard(const struct values *values, double wage_ratio, double load);
/* Posts of own staff that leave this month: whole persons, by one draw for (site, month,
 * trade). A part of a post is a person in part time. Recorded in `post`. */
double staff_leave(const struct values *values, uint64_t seed, uint32_t site,
                   double market_wage, month when, struct staff_post *post);

/* What the month's staff costs, and what it could not pay. */
struct staff_cover {
    double wages;       /* yuan, own staff, before contributions */
    double social;      /* employer's contributions on them */
    double agency;      /* yuan */
    double short_posts; /* posts nobody fills: too dear */
};
/* Covers the posts asked for: own staff first, the rest by an agency at the premium as
 * far as `purse` yuan go (wages of own staff are not taken from it). Sets post->agency. */
struct staff_cover staff_cover(const struct values *values, double market_wage,
                               double purse, struct staff_post *post);
/* How many of those enrolled are suspended for lack of `short_posts`: the last in first.
 * `posts_per_place[i]` is what the i-th last to come takes. */
int staff_suspend(double short_posts, const double *posts_per_place, int enrolled);

/* A market that clears at its wage with `posts` posts: pool = posts * (1 + slack). */
struct staff_market staff_market_of(const struct values *values, double wage,
                                    double posts);
/* Carries the wage to another level of the general wage index: that moves all trades at
 * once and is no scarcity, so the bound on steps does not hold it. */
void staff_carry(struct staff_market *market, double index);
/* People in the trade at today's wage: pool * (wage / (base * index))^elasticity. */
double staff_pool(const struct values *values, const struct staff_market *market);
/* Vacancies filled this month: filling * min(vacancies, those looking). */
double staff_filled(const struct values *values, double vacancies, double looking);
/* Moves the wage towards what clears `posts` posts, at most `staff.wage_step`; each
 * quarter. The wage never falls under a hundredth of the base. */
void staff_clear(const struct values *values, double posts,
                 struct staff_market *market);

/* One site's vacancies in a trade. */
struct staff_vacancy {
    uint32_t site;
    double wage;
    double wanted; /* posts */
    double filled; /* out */
    uint32_t key;  /* staff_key() */
};
uint32_t staff_key(uint64_t seed, uint32_t site, uint32_t trade, month when);
/* Deals `filled` posts: the best wage first, ties by key, then site. Sorts the list. */
void staff_hire(struct staff_vacancy *vacancies, int count, double filled);

/* What quality depends on. */
struct staff_quality {
    double staffed;      /* own staff in post over posts, 0 to 1 */
    double turnover;     /* of twelve months (operator_turnover) */
    double trained, fit; /* 0 to 1 */
    double age_years;    /* of fit-out */
};
/* base + a1 (staffed - 1) - a2 turnover + a3 training + a4 fit - a5 age, in [0, 1]. */
double staff_quality_target(const struct values *values,
                            const struct staff_quality *quality);
double staff_quality_next(const struct values *values, double now, double target);
/* Staffed share and turnover of a site, weighted by posts; 1 and 0 without any posts. */
struct staff_quality staff_quality_of(const struct site_state *site, month when);

#endif
