/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Making the tables of visits: + - * / only. */
#include "state/visits.h"

#include <assert.h>
#include <math.h>

/* Chances of 0 to `occasions` visits, by adding one occasion after another: no power
 * that could underflow, and all terms positive. */
static void binomial(int occasions, double chance, double distribution[VISITS_MOST + 1])
{
    for (int k = 0; k <= VISITS_MOST; k++)
        distribution[k] = k == 0;
    for (int n = 1; n <= occasions; n++)
        for (int k = n; k >= 0; k--) {
            const double taken = k > 0 ? distribution[k - 1] * chance : 0;

            distribution[k] = distribution[k] * (1 - chance) + taken;
        }
}

void visits_make(struct visits_table *table, double amount, double occasions)
{
    const double words = 0x1p32;
    double distribution[VISITS_MOST + 1], below = 0;
    int visits = 0;

    assert(amount >= 0 && amount <= VISITS_MOST && occasions >= 1);
    const double wanted = ceil(amount * occasions);
    const int most = wanted < VISITS_MOST ? (int)wanted : VISITS_MOST;
    binomial(most, most > 0 ? amount / most : 0, distribution);
    uint64_t first[VISITS_MOST + 2] = {0}; /* first word that gives k; 2^32 if none */
    for (int k = 0; k <= VISITS_MOST; k++) {
        below += distribution[k];
        first[k + 1] = k < most ? (uint64_t)(below * words + 0.5) : UINT64_C(1) << 32;
        if (first[k + 1] > UINT64_C(1) << 32)
            first[k + 1] = UINT64_C(1) << 32;
        /* Where no word gives k or fewer, `start` leads past it. */
        table->last[k] = first[k + 1] > 0 ? (uint32_t)(first[k + 1] - 1) : 0;
    }
    for (uint64_t b = 0; b < VISITS_STARTS; b++) {
        while (first[visits + 1] <= b << 24)
            visits++;
        table->start[b] = (uint8_t)visits;
    }
}
