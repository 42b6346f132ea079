/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Standard Gumbel, normal and exponential numbers from a 32-bit word: quantiles at
 * (word + 0.5) / 2^32 from a table, by straight lines between its points. Reading takes
 * + - * only, so that results are the same bits everywhere; the tables are made with
 * core/exact.h.
 *
 * Points lie as floating-point numbers do, 128 to each halving of the tail on either
 * side, so that the far tails are as exact as the middle and need no branch. What is
 * read most, six halvings on either side, takes 12 kB. */
#ifndef LINLI_CORE_QUANTILE_H
#define LINLI_CORE_QUANTILE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
    QUANTILE_OCTAVE_BITS = 7,
    QUANTILE_OCTAVES = 32, /* tails from 2^-33 to 1/2 */
    QUANTILE_POINTS = QUANTILE_OCTAVES << QUANTILE_OCTAVE_BITS,
};

/* One law; 64 kB, made once and then only read. */
struct quantile {
    double at[2][QUANTILE_POINTS + 1]; /* by tail, low then high; ends in the median */
};

/* Standard Gumbel of greatest values, mean 0.5772: -log(-log(u)). */
void quantile_make_gumbel(struct quantile *quantile);
void quantile_make_normal(struct quantile *quantile);
/* Exponential of mean 1: -log(1 - u). */
void quantile_make_exponential(struct quantile *quantile);

/* The quantile of one word; rises with it. Off by at most 8e-6. */
static inline double quantile_at(const struct quantile *quantile, uint32_t word)
{
    /* The nearer tail in units of 2^-32, as a double whose exponent and first bits are
     * the index and whose other bits are the way to the next point. */
    const int shift = 52 - QUANTILE_OCTAVE_BITS;
    const uint64_t exponent_of_half = UINT64_C(1022), one = UINT64_C(1023);
    const uint64_t high = word >> 31;
    const double tail = (double)(int32_t)(word ^ (uint32_t)(-(int64_t)high)) + 0.5;
    uint64_t bits, way_bits;
    double way;

    memcpy(&bits, &tail, sizeof bits);
    const uint64_t cell = (bits >> shift) - (exponent_of_half << QUANTILE_OCTAVE_BITS);
    const double *at = &quantile->at[high][cell];
    way_bits = (bits << QUANTILE_OCTAVE_BITS & ((UINT64_C(1) << 52) - 1)) | one << 52;
    memcpy(&way, &way_bits, sizeof way);
    return at[0] + (way - 1.0) * (at[1] - at[0]);
}

/* The least word whose quantile is not below `value`; UINT32_MAX where none is. */
uint32_t quantile_word(const struct quantile *quantile, double value);

#endif
