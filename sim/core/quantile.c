/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Making the tables of quantiles. */
#include "core/quantile.h"

#include "core/exact.h"

/* Quantile of a law where its tail on one side is `tail`. */
typedef double (*tail_quantile)(double tail, int high);

/* 1 - tail is exact, as the tail has few bits and none below 2^-53. */
static double gumbel(double tail, int high)
{
    return -exact_log(-exact_log(high ? 1 - tail : tail));
}

static double normal(double tail, int high)
{
    const double distance = exact_normal_tail(tail);

    return high ? distance : -distance;
}

static double exponential(double tail, int high)
{
    return -exact_log(high ? tail : 1 - tail);
}

static void make(struct quantile *quantile, tail_quantile law)
{
    const int points = 1 << QUANTILE_OCTAVE_BITS;

    for (int high = 0; high < 2; high++) {
        double low = 0x1p-33; /* where the octave starts */

        for (int octave = 0; octave < QUANTILE_OCTAVES; octave++, low *= 2)
            for (int k = 0; k < points; k++)
                quantile->at[high][octave * points + k] =
                    law(low + low * k / points, high);
        quantile->at[high][QUANTILE_POINTS] = law(0.5, high);
    }
}

void quantile_make_gumbel(struct quantile *quantile)
{
    make(quantile, gumbel);
}

void quantile_make_normal(struct quantile *quantile)
{
    make(quantile, normal);
}

void quantile_make_exponential(struct quantile *quantile)
{
    make(quantile, exponential);
}

uint32_t quantile_word(const struct quantile *quantile, double value)
{
    uint32_t low = 0, high = UINT32_MAX;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;

        if (quantile_at(quantile, middle) < value)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
