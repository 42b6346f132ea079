/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* How many visits of a product somebody asks for in a month: the declared amount,
 * thinned by chance. Of N occasions each is taken with chance p, so that the mean is
 * exactly the amount and nobody exceeds N: Binomial(N, p) with N = ceil(amount *
 * occasions), at most VISITS_MOST, and p = amount / N. The variance is amount * (1 - p):
 * with 2 occasions per visit half that of a Poisson number. One word decides, and a word
 * that is higher never gives fewer visits. */
#ifndef LINLI_STATE_VISITS_H
#define LINLI_STATE_VISITS_H

#include <stdint.h>

enum {
    VISITS_MOST = 31, /* as SESSIONS_VISITS */
    VISITS_STARTS = 256,
};

/* The inverse of the distribution for one amount; 384 bytes. */
struct visits_table {
    uint32_t last[VISITS_MOST + 1]; /* the last word that gives so many visits */
    uint8_t start[VISITS_STARTS];   /* visits of the first word with this high byte */
};

/* `amount` visits a month in [0, VISITS_MOST], as a mean; `occasions` per visit, at
 * least 1: with 1 and a whole amount nothing is left to chance. */
void visits_make(struct visits_table *table, double amount, double occasions);

/* Visits of the month. */
static inline int visits_draw(const struct visits_table *table, uint32_t word)
{
    int visits = table->start[word >> 24];

    while (word > table->last[visits])
        visits++;
    return visits;
}

#endif
