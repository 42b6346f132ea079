/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

#include "core/exact.h"
#include "core/stream.h"
#include "support/check.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

enum { DRAWS = 20000 };

/* A word for the i-th case, spread over the whole range. */
static uint32_t word_of(uint64_t i)
{
    return (uint32_t)(stream_mix(i + 0x2385) >> 32);
}

static uint64_t bits_of(double x)
{
    uint64_t bits;

    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static void close_to(double value, double expected, double relative)
{
    if (!(fabs(value - expected) <= relative * fabs(expected)))
        fail_msg("%.17g is not within %g of %.17g", value, relative, expected);
}

static void exp_and_log_agree_with_libm_to_two_ulp(void **state)
{
    const double two_ulp = 4.5e-16;

    (void)state;
    for (uint64_t i = 0; i < DRAWS; i++) {
        const double x = stream_uniform(word_of(i)), y = (x - 0.5) * 1000;

        close_to(exact_exp(y), exp(y), two_ulp);
        close_to(exact_log(x), log(x), two_ulp);
        close_to(exact_log(x * 1e9), log(x * 1e9), two_ulp);
    }
}

/* The sum of all bits was printed once and holds on every machine and compiler: it
 * changes when SLEEF's routine is another than the one without fused operations. */
static void exact_functions_give_the_bits_they_always_gave(void **state)
{
    uint64_t sum = 0;

    (void)state;
    for (uint64_t i = 0; i < DRAWS; i++) {
        const uint32_t word = word_of(i);
        const double u = stream_uniform(word);

        sum = stream_mix(sum + bits_of(exact_exp(u * 40 - 20)));
        sum = stream_mix(sum + bits_of(exact_log(u)));
        sum = stream_mix(sum + bits_of(exact_pow(u, 2.385)));
        sum = stream_mix(sum + bits_of(exact_normal(word)));
        sum = stream_mix(sum + (uint64_t)exact_poisson(u * 71.3, word * 2654435761u));
    }
    assert_int_equal(sum, UINT64_C(0xde7f6d8214772a97));
}

static void pow_takes_fractions_and_negative_exponents(void **state)
{
    (void)state;
    close_to(exact_pow(2.385, 0.5), sqrt(2.385), 1e-15);
    close_to(exact_pow(1.37, -3), 1 / (1.37 * 1.37 * 1.37), 1e-15);
    close_to(exact_pow(0.993, 240), pow(0.993, 240), 1e-14);
    assert_true(exact_pow(17.5, 0) == 1.0);
    assert_true(exact_pow(1, 123.4) == 1.0);
}

static void normal_is_the_quantile_gsl_gives(void **state)
{
    static const uint32_t edges[] = {0,          1,          2,          0x7fffffff,
                                     0x80000000, 0xfffffffe, 0xffffffff, 0x13333333,
                                     0x13333334, 0xeccccccc};

    (void)state;
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++)
        close_to(exact_normal(edges[i]),
                 gsl_cdf_ugaussian_Pinv(stream_uniform(edges[i])), 1e-9);
    for (uint64_t i = 0; i < DRAWS; i++) {
        const double u = stream_uniform(word_of(i));
        /* Near 1 GSL's argument has lost digits that the mirror image has. */
        const double expected =
            u < 0.5 ? gsl_cdf_ugaussian_Pinv(u) : gsl_cdf_ugaussian_Qinv(1 - u);

        close_to(exact_normal(word_of(i)), expected, 1e-13);
    }
}

static void normal_is_symmetric_and_rises_with_the_word(void **state)
{
    double before = -10;

    (void)state;
    for (uint64_t word = 0; word <= UINT32_MAX; word += 70001) {
        const double x = exact_normal((uint32_t)word);

        assert_true(x > before);
        assert_true(exact_normal(~(uint32_t)word) == -x);
        before = x;
    }
    /* From tail to centre, at a chance of 0.075. */
    for (uint32_t word = 322122547 - 50; word < 322122547 + 50; word++)
        assert_true(exact_normal(word) < exact_normal(word + 1));
}

static const double means[] = {0,      1e-9,    0.0321, 0.7,     2.385,
                               9.99,   31.9999, 32,     32.01,   71.3,
                               499.73, 1234.56, 6551.2, 87654.3, 1e6};

static void poisson_is_the_quantile_of_gsl_s_distribution(void **state)
{
    static const uint32_t edges[] = {0, 1, 0x80000000, 0xfffffffe, 0xffffffff};
    const size_t edge_count = sizeof edges / sizeof *edges;

    (void)state;
    for (size_t m = 0; m < sizeof means / sizeof *means; m++) {
        const uint64_t draws = edge_count + (means[m] > 5000 ? 100 : 1000);

        for (uint64_t i = 0; i < draws; i++) {
            const uint32_t word = i < edge_count ? edges[i] : word_of(i);
            const double u = stream_uniform(word);
            const int64_t k = exact_poisson(means[m], word);
            /* GSL's own error for large means is about 1e-11 of the chance. */
            const double slack = 2e-11;

            assert_true(k >= 0 && k < 1100000);
            if (means[m] == 0) {
                assert_int_equal(k, 0);
                continue;
            }
            assert_true(gsl_cdf_poisson_P((unsigned)k, means[m]) > u - slack);
            if (k > 0)
                assert_true(gsl_cdf_poisson_P((unsigned)k - 1, means[m]) <= u + slack);
        }
    }
}

static void poisson_rises_with_the_word(void **state)
{
    (void)state;
    for (size_t m = 0; m < sizeof means / sizeof *means; m++) {
        int64_t before = 0;

        for (uint64_t word = 0; word <= UINT32_MAX; word += 7000001) {
            const int64_t k = exact_poisson(means[m], (uint32_t)word);

            assert_true(k >= before);
            before = k;
        }
    }
}

static void poisson_rises_with_the_mean(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 40; i++) {
        int64_t before = 0;

        for (double mean = 0.001; mean < 700; mean *= 1.0013) {
            const int64_t k = exact_poisson(mean, word_of(i));

            assert_true(k >= before);
            before = k;
        }
        for (double mean = 31.999; mean < 32.001; mean += 0.00001)
            assert_true(exact_poisson(mean, word_of(i)) <=
                        exact_poisson(mean + 0.00001, word_of(i)));
    }
}

static void poisson_has_the_mean_and_variance_asked_for(void **state)
{
    (void)state;
    for (size_t m = 3; m < 11; m++) {
        double sum = 0, squares = 0;

        for (uint64_t i = 0; i < DRAWS; i++) {
            const double away = (double)exact_poisson(means[m], word_of(i)) - means[m];

            sum += away;
            squares += away * away;
        }
        /* Four standard errors; the variance of a square is mean + 2 mean^2. */
        assert_true(fabs(sum / DRAWS) < 4 * sqrt(means[m] / DRAWS));
        assert_true(fabs(squares / DRAWS - means[m]) <
                    4 * sqrt((means[m] + 2 * means[m] * means[m]) / DRAWS));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exp_and_log_agree_with_libm_to_two_ulp),
        cmocka_unit_test(exact_functions_give_the_bits_they_always_gave),
        cmocka_unit_test(pow_takes_fractions_and_negative_exponents),
        cmocka_unit_test(normal_is_the_quantile_gsl_gives),
        cmocka_unit_test(normal_is_symmetric_and_rises_with_the_word),
        cmocka_unit_test(poisson_is_the_quantile_of_gsl_s_distribution),
        cmocka_unit_test(poisson_rises_with_the_word),
        cmocka_unit_test(poisson_rises_with_the_mean),
        cmocka_unit_test(poisson_has_the_mean_and_variance_asked_for),
    };

    return cmocka_run_group_tests_name("exact", tests, NULL, NULL);
}
