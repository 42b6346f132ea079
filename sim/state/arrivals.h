/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Households that come from outside the city: units of a woman, a man or a couple, with
 * children, whose expected ages and sexes are those that rates_arrivals asks for.
 *
 * Women arrive at the wanted rate of their age, a share of them with a partner; men
 * arrive alone at the wanted rate less those who come as partners; each wanted child
 * comes with a woman about 29 years older, at most three with one woman. */
#ifndef LINLI_STATE_ARRIVALS_H
#define LINLI_STATE_ARRIVALS_H

#include "state/rates.h"

enum { UNIT_WOMAN, UNIT_COUPLE, UNIT_MAN, UNITS };
/* Ages of children who come with somebody. */
enum { CHILD_AGES = 18, CHILDREN_MOST = 3 };

struct arrivals {
    double households;           /* per base-year resident and year */
    uint32_t unit[UNITS * AGES]; /* cumulative thresholds over (unit, age of the
                                          woman, or of the man alone) */
    uint32_t children[AGES]
                     [CHILDREN_MOST];     /* word < children[w][n]: more than n children
                                          come with a woman of age w */
    uint32_t boy[CHILD_AGES];             /* a child of this age is male */
    uint32_t child_age[AGES][CHILD_AGES]; /* cumulative thresholds over the age */
};

/* What one household that arrives is made of. */
struct arrival_unit {
    int kind;        /* UNIT_* */
    int age;         /* of the woman, or of the man alone */
    int partner_age; /* of the man in a couple */
    int children;
    int child_age[CHILDREN_MOST]; /* ascending order is not promised */
};

/* Makes the tables from the arrivals wanted by sex and age (persons a year per base-year
 * resident), the share of residents with a partner, and that of arriving women relative
 * to it. */
void arrivals_prepare(struct arrivals *arrivals, double wanted[SEXES][AGES],
                      const double partnered[SEXES][AGES], double partnered_relative);
/* One household: word[0] its unit, word[1] the number of children, age[n] the age of the
 * n-th child. */
struct arrival_unit arrivals_unit(const struct arrivals *arrivals,
                                  const uint32_t word[4],
                                  const uint32_t age[CHILDREN_MOST]);

#endif
