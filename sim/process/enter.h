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

/* Openings that an entrant looks at; words of it that these do not use. */
enum { ENTER_OPTIONS = 8, ENTER_TRAITS = ENTER_OPTIONS };

struct world;

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
    double *needers; /* persons who may want it, in users a month */
    double *rivals; /* sum of exp(V) over all they can choose now, each as far as it has
                         been heard of, going without too */
    double *farthest; /* km from its middle beyond which it would not be offered a new
                         site: it is offered enough that are nearer */
    double *rent, *vacant_m2; /* [communities] level of rents, 1: the city's mean; m2 */
    const double *east, *north, *radius; /* [communities] km */
    const double (*position)[2]; /* [positions], a power of two: of the unit disc */
    uint32_t positions;
};

/* Where a site stands or would stand, km. */
struct enter_place {
    int community;
    double east, north;
};

/* How residents come to use a product at a new site. Times in months. */
struct enter_reach {
    double km;     /* from the site it is considered; INFINITY: anywhere */
    double per_km; /* utility that a km costs */
    double hear,
        hear_near;  /* hazard of hearing of it: everywhere, and at the site more */
    double contact; /* the same where all who may want it use it */
    double slow;    /* mean over residents of 1 / how much must be heard */
    double leaving; /* hazard at which who has heard is replaced by who has not */
};

/* Terms of opening a product for a kind of operator. Amounts in yuan. */
struct enter_terms {
    double attraction; /* exp(V) of a new site, at its door, at this price and ordinary
                          quality */
    struct enter_reach reach;
    double asked;    /* of a user and month, or visit; of which */
    double price;    /* is left after tax */
    double per_yuan; /* utility that a yuan asked costs */

    double variable; /* cost of a user and month */
    double fixed;    /* a month and site: overhead, posts that use does not change */
    double fixed_m2; /* a month and m2 beside rent: utilities, renewal of fit-out */
    double rent_m2;  /* a month and m2 at the mean level; 0: none (family points) */
    double m2_per_user, m2_least;
    double users_most; /* by rule, such as 5 in a family point; 0: not opened at all */
    double invest_m2, invest; /* once */
    double idle;              /* months paid for before opening */
    int term;                 /* months of lease or contract */
    double
        loan_share; /* of investment and reserve that a lender gives; 0: it serves none */
};

/* Users that a site would have: `users` a month once all who will hear of it have chosen
 * it; users * expect_ramp(t, tau) after t months. */
struct enter_demand {
    double users, tau;
};

struct enter_plan {
    int entrant; /* in the pool */
    struct enter_place place;
    int product;
    double m2, users, tau; /* users a month once known; months of the ramp */
    double asked;          /* price at opening: that of the terms, or what is allowed */
    double value, invest;  /* present value of margins; what is spent before opening */
    double reserve;        /* cash or credit asked for beside (expect_reserve) */
    double loan;           /* of both, lent; the rest is owners' */
};

/* What instruments would do for the site of a plan: from its opening on by quarters, the
 * last of which holds for ever. */
enum { ENTER_QUARTERS = 40, ENTER_QUARTER = 3 };
struct enter_help {
    double cap;        /* highest price; INFINITY: none */
    double capital;    /* yuan once, */
    int capital_after; /* months after opening */
    struct enter_aid {
        double rent; /* share of the market's rent that is paid */
        double fixed,
            each; /* yuan a month of grants; of a user, tax not asked for too */
    } quarter[ENTER_QUARTERS];
};

struct enter_round {
    /* Fills `help` for an entrant of the kind; at first for a plan without size, of which
     * only the cap is asked. NULL: there are no instruments. */
    void (*help)(const struct world *world, enum operator_kind kind,
                 const struct enter_terms *terms, const struct enter_plan *plan,
                 struct enter_help *help);
    const struct world *world; /* borrowed; only `help` looks at it */

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

/* enter_demand.c: what a site at a place would be used, as the market now is: in each
 * community that would be offered it the logit's share of who may want it, against
 * rivals. */
struct enter_demand enter_demand(const struct market_view *market,
                                 const struct enter_terms *terms,
                                 const struct enter_place *place, int product);
/* Part of exp(V) at the door of a site `far` km from the middle of a disc of `radius` km
 * that is felt by its mean resident: those out of reach feel nothing. */
double enter_felt(const struct enter_reach *reach, double far, double radius);
/* Share of residents who have heard, after `age` months at this hazard a month. */
double enter_heard(const struct enter_reach *reach, double hazard, double age);
/* The next who looks sees one rival more. */
void enter_announce(struct market_view *market, const struct enter_terms *terms,
                    const struct enter_place *place, int product);
/* Values an opening at a place as the market now is. users is 0 where it cannot be
 * opened. `entrant` is left alone. */
struct enter_plan enter_value(const struct enter_round *round, enum operator_kind kind,
                              const struct enter_place *place, int product);
/* The place in a community that an entrant looks at: of its code only. */
struct enter_place enter_place_of(const struct enter_round *round, uint32_t code,
                                  int community);
/* Value over investment that is asked for at this plan. */
double enter_asked(const struct values *values, const struct enter_plan *plan);
/* Lets the pool enter in its order; writes at most one plan an entrant into `plans`,
 * which holds `count`, and returns how many. */
int enter_year(const struct enter_round *round, const struct enter_entrant *pool,
               int count, struct enter_plan *plans);

#endif
