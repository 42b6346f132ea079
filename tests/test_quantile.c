/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

#include "core/quantile.h"
#include "core/stream.h"
#include "support/check.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS = 1 << 20 };

static double gumbel_by_libm(uint32_t word)
{
    const double below = stream_uniform(word), above = stream_uniform(~word);

    return -log(below < 0.5 ? -log(below) : -log1p(-above));
}

static double exponential_by_libm(uint32_t word)
{
    return word >> 31 ? -log(stream_uniform(~word)) : -log1p(-stream_uniform(word));
}

static double normal_by_gsl(uint32_t word)
{
    return word >> 31 ? gsl_cdf_ugaussian_Qinv(stream_uniform(~word))
                      : gsl_cdf_ugaussian_Pinv(stream_uniform(word));
}

/* The laws, with what is known of them. */
static const struct law {
    const char *name;
    void (*make)(struct quantile *);
    double (*exact)(uint32_t);
    double mean, variance, skewness, fourth; /* fourth: central moment / variance^2 */
    uint64_t bits;                           /* sum over words, printed once */
} laws[] = {
    {"gumbel", quantile_make_gumbel, gumbel_by_libm, 0.57721566490153286,
     1.6449340668482264, 1.1395470994046486, 5.4, UINT64_C(0x6ea893392b1f866c)},
    {"normal", quantile_make_normal, normal_by_gsl, 0, 1, 0, 3,
     UINT64_C(0x6df7881856407774)},
    {"exponential", quantile_make_exponential, exponential_by_libm, 1, 1, 2, 9,
     UINT64_C(0xa30aab3a95813af5)},
};
enum { LAWS = sizeof laws / sizeof *laws };

static struct quantile *table_of(const struct law *law)
{
    struct quantile *quantile = malloc(sizeof *quantile);

    assert_non_null(quantile);
    law->make(quantile);
    return quantile;
}

/* Words of all sizes on both sides: ends, octaves and their neighbours, and any. */
static uint32_t word_at(uint64_t i)
{
    const uint32_t any = (uint32_t)stream_mix(i);
    const uint32_t small = any >> (i >> 3) % 32;

    switch (i % 8) {
    case 0: return small;
    case 1: return ~small;
    case 2: return (UINT32_C(1) << (i >> 3) % 32) - (any & 1);
    case 3: return ~((UINT32_C(1) << (i >> 3) % 32) - (any & 1));
    default: return any;
    }
}

static void quantiles_are_within_8_millionths(void **state)
{
    const double bound = 8e-6;

    (void)state;
    for (int l = 0; l < LAWS; l++) {
        struct quantile *quantile = table_of(&laws[l]);

        for (uint64_t i = 0; i < WORDS; i++) {
            const uint32_t word = word_at(i);
            const double value = quantile_at(quantile, word);
            const double exact = laws[l].exact(word);

            if (!(fabs(value - exact) <= bound))
                fail_msg("%s at %u: %.9g is not %.9g", laws[l].name, word, value,
                         exact);
        }
        free(quantile);
    }
}

static void quantiles_never_fall_as_the_word_rises(void **state)
{
    (void)state;
    for (int l = 0; l < LAWS; l++) {
        struct quantile *quantile = table_of(&laws[l]);

        for (uint64_t i = 0; i < WORDS; i++) {
            const uint32_t word = word_at(i);

            if (word < UINT32_MAX)
                assert_true(quantile_at(quantile, word) <=
                            quantile_at(quantile, word + 1));
            assert_true(
                word >> 31
                    ? quantile_at(quantile, word) >= quantile->at[0][QUANTILE_POINTS]
                    : quantile_at(quantile, word) <= quantile->at[0][QUANTILE_POINTS]);
        }
        free(quantile);
    }
}

/* Over words evenly spaced, so that what is left is the table's own error and that of
 * the spacing: it makes the middle of each of 2^20 strata stand for it. */
static void moments_are_those_of_the_laws(void **state)
{
    (void)state;
    for (int l = 0; l < LAWS; l++) {
        struct quantile *quantile = table_of(&laws[l]);
        double sum[5] = {0};

        for (uint32_t i = 0; i < WORDS; i++) {
            const uint32_t word = (i << 12) + (1 << 11);
            double power = 1;

            for (int k = 1; k <= 4; k++) {
                power *= quantile_at(quantile, word) - laws[l].mean;
                sum[k] += power / WORDS;
            }
        }
        const double deviation = sqrt(laws[l].variance);
        assert_true(fabs(sum[1]) < 1e-5);
        assert_true(fabs(sum[2] - laws[l].variance) < 1e-4);
        assert_true(fabs(sum[3] / pow(deviation, 3) - laws[l].skewness) < 1e-3);
        assert_true(fabs(sum[4] / pow(deviation, 4) - laws[l].fourth) < 2e-2);
        free(quantile);
    }
}

static void the_normal_table_is_symmetric(void **state)
{
    struct quantile *quantile = table_of(&laws[1]);

    (void)state;
    for (uint64_t i = 0; i < WORDS; i++) {
        const uint32_t word = word_at(i);

        assert_true(quantile_at(quantile, word) == -quantile_at(quantile, ~word));
    }
    free(quantile);
}

/* The sums were printed once and hold on every machine, compiler and set of
 * instructions. */
static void quantiles_are_the_bits_they_always_were(void **state)
{
    enum { COUNT = 4093 };

    (void)state;
    for (int l = 0; l < LAWS; l++) {
        struct quantile *quantile = table_of(&laws[l]);
        uint64_t sum = 0;

        for (uint64_t i = 0; i < COUNT; i++) {
            const double value = quantile_at(quantile, word_at(i));
            uint64_t bits;

            memcpy(&bits, &value, sizeof bits);
            sum = stream_mix(sum + bits);
        }
        if (sum != laws[l].bits)
            fail_msg("%s: %#llx", laws[l].name, (unsigned long long)sum);
        free(quantile);
    }
}

static void the_word_of_a_value_is_the_first_that_reaches_it(void **state)
{
    const double values[] = {1e-12, 0.015625, 0.6931, 2.385, 11.0, 22.8};
    struct quantile *quantile = table_of(&laws[2]);
    (void)state;
    for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
        const uint32_t word = quantile_word(quantile, values[k]);
        assert_true(quantile_at(quantile, word) >= values[k]);
        assert_true(word == 0 || quantile_at(quantile, word - 1) < values[k]);
    }
    assert_int_equal(quantile_word(quantile, 0.0), 0);
    assert_int_equal(quantile_word(quantile, 23.0), UINT32_MAX);
    free(quantile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_are_within_8_millionths),
        cmocka_unit_test(quantiles_never_fall_as_the_word_rises),
        cmocka_unit_test(moments_are_those_of_the_laws),
        cmocka_unit_test(the_normal_table_is_symmetric),
        cmocka_unit_test(quantiles_are_the_bits_they_always_were),
        cmocka_unit_test(the_word_of_a_value_is_the_first_that_reaches_it),
    };

    return cmocka_run_group_tests_name("quantile", tests, NULL, NULL);
}
