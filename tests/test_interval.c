/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

#include "analysis/interval.h"
#include "core/exact.h"
#include "core/stream.h"
#include "support/check.h"

#include <math.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>

/* cmocka's own takes floats, which would hide what doubles get wrong. */
static void check_near(double value, double wanted, double tolerance)
{
    if (!(fabs(value - wanted) <= tolerance))
        fail_msg("%.15g is not %.15g within %g", value, wanted, tolerance);
}

static struct interval interval_here(const double *values, int count)
{
    struct interval interval;
    struct error err;
    assert_int_equal(interval_of(values, count, &interval, &err), 0);
    return interval;
}

/* Quantiles of Student's t from printed tables: 2.132 for 4 degrees of freedom, 1.796
 * for 11. */
static void five_to_nineteen_rows_have_a_t_interval(void **state)
{
    const double five[] = {2.385, 1.25, -0.75, 3.5, 0.875};
    const double mean = gsl_stats_mean(five, 1, 5);
    const double error = gsl_stats_sd(five, 1, 5) / sqrt(5.0);
    const struct interval interval = interval_here(five, 5);
    (void)state;
    assert_int_equal(interval.kind, INTERVAL_T);
    assert_int_equal(interval.rows, 5);
    check_near(interval.mean, mean, 1e-12);
    check_near(interval.low, mean - 2.132 * error, 1e-3 * error);
    check_near(interval.high, mean + 2.132 * error, 1e-3 * error);
    check_near(interval.p, 2.0 * gsl_cdf_tdist_Q(mean / error, 4.0), 1e-12);
}

static void fewer_rows_have_their_range_and_no_test(void **state)
{
    const double four[] = {2.385, -1.25, 7.5, 3.5};
    const struct interval interval = interval_here(four, 4);
    (void)state;
    assert_int_equal(interval.kind, INTERVAL_RANGE);
    assert_true(interval.low == -1.25 && interval.high == 7.5);
    assert_true(isnan(interval.p));
    assert_false(interval_excludes_zero(&interval));
    const double positive[] = {2.385, 1.25};
    const struct interval two = interval_here(positive, 2);
    assert_false(interval_excludes_zero(&two));
}

static void missing_rows_are_counted_and_take_no_part(void **state)
{
    const double values[] = {(double)NAN, 2.385, 1.25, (double)NAN, -0.75, 3.5, 0.875};
    const double five[] = {2.385, 1.25, -0.75, 3.5, 0.875};
    const struct interval with = interval_here(values, 7);
    const struct interval without = interval_here(five, 5);
    (void)state;
    assert_int_equal(with.rows, 5);
    assert_int_equal(with.missing, 2);
    assert_true(with.low == without.low && with.high == without.high);
    const struct interval none = interval_here(values, 1);
    assert_int_equal(none.kind, INTERVAL_NONE);
    assert_int_equal(none.missing, 1);
    assert_true(isnan(none.mean));
}

/* Standard normal values with an address each. */
static void draw_normals(uint64_t world, double *values, int count)
{
    const struct stream_address address = {.seed = 2385, .purpose = PURPOSE_FOUNDER};
    for (int i = 0; i < count; i++) {
        uint32_t word[4];
        stream_words(&address, world * 1000 + (uint64_t)i, word);
        values[i] = exact_normal(word[0]);
    }
}

/* How often the interval holds the true mean, zero, in 4,000 worlds. */
static double coverage(int rows)
{
    enum { WORLDS = 4000 };
    double values[64];
    int held = 0;
    for (int world = 0; world < WORLDS; world++) {
        draw_normals((uint64_t)world, values, rows);
        const struct interval interval = interval_here(values, rows);
        held += interval.low <= 0.0 && interval.high >= 0.0;
    }
    return (double)held / WORLDS;
}

/* Three standard errors of a share of 0.9 in 4,000 are 0.0142. */
static void a_t_interval_holds_the_truth_nine_times_in_ten(void **state)
{
    (void)state;
    check_near(coverage(5), 0.9, 0.0142);
    check_near(coverage(12), 0.9, 0.0142);
}

/* Percentile intervals of a mean are too short by about sqrt((n - 1) / n) and by the t
 * quantile: 0.9 becomes P(|t| < 1.645 sqrt((n-1)/n)) with n - 1 degrees. */
static void a_bootstrap_interval_holds_the_truth_as_often_as_theory_says(void **state)
{
    const int rows[] = {20, 40};
    (void)state;
    for (int i = 0; i < 2; i++) {
        const double n = rows[i];
        const double q = gsl_cdf_ugaussian_Pinv(0.95) * sqrt((n - 1.0) / n);
        const double expected = 1.0 - 2.0 * gsl_cdf_tdist_Q(q, n - 1.0);
        check_near(coverage(rows[i]), expected, 0.0165);
    }
}

static void a_bootstrap_is_the_same_again_and_moves_with_its_values(void **state)
{
    double values[25], moved[25];
    (void)state;
    draw_normals(7, values, 25);
    for (int i = 0; i < 25; i++)
        moved[i] = 8.0 * values[i];
    const struct interval one = interval_here(values, 25);
    const struct interval again = interval_here(values, 25);
    const struct interval scaled = interval_here(moved, 25);
    assert_int_equal(one.kind, INTERVAL_BOOTSTRAP);
    assert_true(one.low == again.low && one.high == again.high);
    assert_true(one.low < one.mean && one.mean < one.high);
    /* The same resamples: a power of two scales them without rounding. */
    check_near(scaled.low, 8.0 * one.low, 1e-12);
    check_near(scaled.high, 8.0 * one.high, 1e-12);
}

static void equal_rows_have_no_width_and_a_sure_sign(void **state)
{
    double values[6] = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1};
    (void)state;
    const struct interval some = interval_here(values, 6);
    assert_true(some.low == some.high && some.p == 0.0);
    assert_true(interval_excludes_zero(&some));
    for (int i = 0; i < 6; i++)
        values[i] = 0.0;
    const struct interval zero = interval_here(values, 6);
    assert_true(zero.low == 0.0 && zero.high == 0.0 && zero.p == 1.0);
    assert_false(interval_excludes_zero(&zero));
}

/* By hand: 0.01 * 4, 0.02 * 3, 0.03 * 2, then the largest so far. */
static void holm_adjusts_step_by_step_and_leaves_missing_ones(void **state)
{
    double p[] = {0.03, 0.01, (double)NAN, 0.02, 0.04};
    struct error err;
    (void)state;
    assert_int_equal(interval_holm(p, 5, &err), 0);
    check_near(p[1], 0.04, 1e-15);
    check_near(p[3], 0.06, 1e-15);
    check_near(p[0], 0.06, 1e-15);
    check_near(p[4], 0.06, 1e-15);
    assert_true(isnan(p[2]));
    double large[] = {0.9, 0.8};
    assert_int_equal(interval_holm(large, 2, &err), 0);
    assert_true(large[0] == 1.0 && large[1] == 1.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(five_to_nineteen_rows_have_a_t_interval),
        cmocka_unit_test(fewer_rows_have_their_range_and_no_test),
        cmocka_unit_test(missing_rows_are_counted_and_take_no_part),
        cmocka_unit_test(a_t_interval_holds_the_truth_nine_times_in_ten),
        cmocka_unit_test(a_bootstrap_interval_holds_the_truth_as_often_as_theory_says),
        cmocka_unit_test(a_bootstrap_is_the_same_again_and_moves_with_its_values),
        cmocka_unit_test(equal_rows_have_no_width_and_a_sure_sign),
        cmocka_unit_test(holm_adjusts_step_by_step_and_leaves_missing_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
