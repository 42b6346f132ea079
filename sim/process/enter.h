/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Entry (MODEL 17): each January a finite pool of would-be entrants looks, one after
 * another, at a few openings each, and opens where the value of the best clears its
 * investment by a hurdle that grows with risk (Dixit and Pindyck 1994, Investment under
 * Uncertainty). The next sees what the last one planned. Works on a plain description of
 * the market, no world. */
#ifndef LINLI_PROCESS_ENTER_H
#define LINLI_PROCESS_ENTER_H

#include "param/parameters.h"
#include "process/spend.h"
#include "state/operator.h"

enum { ENTER_OPTIONS = 8 };

struct enter_entrant {
    uint32_t code; /* operator_code(kind, city, year, k) */
    enum operator_kind kind;
    uint32_t key; /* place in the order */
};

/* How many of a kind look in a year: Poisson of its parameter and the residents. Public
 * operators never enter by themselves. */
int64_t enter_count(const struct values *values, uint64_t seed, enum operator_kind kind,
                    double residents, int year);
/* Writes at most `room` entrants of a kind behind `pool` and returns how many. */
int enter_fill(uint64_t seed, uint32_t city, enum operator_kind kind, int year,
               int64_t count, struct enter_entrant *pool, int room);
/* Sorts the whole pool by key, then code. */
void enter_order(struct enter_entrant *pool, int count);

/* What may be opened where; arrays are [communities * products], community by community,
 * unless said otherwise. enter_year changes unmet, latent, rivals and vacant_m2. */
struct market_view {
    int communities, products;
    double *unmet;   /* persons who asked and were turned away */
    double *latent;  /* persons who would want it */
    double *needers; /* persons in reach who may want it */
    double *rivals;  /* sum of exp(V) over all they can choose now, going without too */
    double *rent;    /* [communities] level of rents, 1: the city's mean */
    double *vacant_m2; /* [communities] */
    /* Communities in reach of one (itself apart): near[near_start[c] .. near_start[c+1]),
     * and the part of a site's attraction that is felt there. NULL: none. */
    const int32_t *near_start, *near;
    const double *near_part;
};

/* Terms of opening a product for a kind of operator. Amounts in yuan. */
struct enter_terms {
    double attraction; /* exp(V) of a new site at this price and ordinary quality */
    double price;      /* of a user and month */
    double variable;   /* cost of a user and month */
    double fixed;      /* a month and site: overhead, posts that use does not change */
    double fixed_m2;   /* a month and m2 beside rent: utilities */
    double rent_m2;    /* a month and m2 at the mean level; 0: none (family points) */
    double m2_per_user, m2_least;
    double users_most; /* by rule, such as 5 in a family point; 0: not opened at all */
    double invest_m2, invest; /* once */
    double idle;              /* months paid for before opening */
    double tau;               /* months of the awareness curve */
    int term;                 /* months of lease or contract */
};

struct enter_plan {
    int entrant; /* in the pool */
    int community, product;
    double m2, users;     /* users a month once known */
    double value, invest; /* present value of margins; what is spent before opening */
    double reserve;       /* cash or credit asked for beside (expect_reserve) */
};

struct enter_round {
    const struct values *values;
    uint64_t seed;
    int year;
    struct market_view *market;
    const struct enter_terms *terms; /* [OPERATOR_KINDS * products] */
    double *cumulative;              /* scratch, [communities * products] */
};

/* Terms as the catalogue and the table of costs give them, for users spread over the
 * classes by `mix` (shares, sum 1): price (2023, not yet
 * dated), variable, fixed_m2, rent_m2, m2_per_user, invest_m2 and idle. The rest is the
 * operator's and stays 0. */
struct enter_terms enter_terms_of(const struct values *values,
                                  const struct spend_basis *basis, const double *mix,
                                  month when);

/* Values an opening in a community as the market now is. users is 0 where it cannot be
 * opened. `entrant` is left alone. */
struct enter_plan enter_value(const struct enter_round *round, enum operator_kind kind,
                              int community, int product);
/* Value over investment that is asked for at this plan. */
double enter_asked(const struct values *values, const struct enter_plan *plan);
/* Months from opening until what was invested is back, at most the term; -1: never. */
int enter_payback(const struct enter_round *round, enum operator_kind kind,
                  const struct enter_plan *plan);
/* Lets the pool enter in its order; writes at most one plan an entrant into `plans`,
 * which holds `count`, and returns how many. */
int enter_year(const struct enter_round *round, const struct enter_entrant *pool,
               int count, struct enter_plan *plans);

#endif
