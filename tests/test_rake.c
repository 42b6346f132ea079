/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Tables agree with their margins, and whole shares add up within their bounds. */
#include "support/check.h"

#include "state/rake.h"

static double sum_of(const double *values, int count, int step)
{
    double sum = 0.0;
    for (int i = 0; i < count; i++)
        sum += values[i * step];
    return sum;
}

static void near(double is, double should, double tolerance)
{
    assert_true(is - should < tolerance && should - is < tolerance);
}

static void a_fitted_table_has_both_margins(void **state)
{
    (void)state;
    double cells[6] = {1.5, 2.25, 0.1, 3.0, 0.7, 8.0};
    const double row[2] = {37.0, 101.0}, column[3] = {50.0, 71.5, 16.5};
    rake_fit(cells, 2, 3, row, column);
    for (int i = 0; i < 2; i++)
        near(sum_of(cells + 3 * i, 3, 1), row[i], 1e-6);
    for (int j = 0; j < 3; j++)
        near(sum_of(cells + j, 2, 3), column[j], 1e-9);
}

static void fitting_keeps_the_odds_ratios_of_the_shape(void **state)
{
    (void)state;
    double cells[4] = {1.0, 2.0, 3.0, 5.0};
    const double row[2] = {11.0, 13.0}, column[2] = {17.0, 7.0};
    rake_fit(cells, 2, 2, row, column);
    near(cells[0] * cells[3] / (cells[1] * cells[2]), 5.0 / 6.0, 1e-9);
}

static void a_column_without_weight_is_spread_as_the_rows_are(void **state)
{
    (void)state;
    double cells[4] = {1.0, 0.0, 1.0, 0.0};
    const double row[2] = {30.0, 10.0}, column[2] = {24.0, 16.0};
    rake_fit(cells, 2, 2, row, column);
    near(cells[1] + cells[3], 16.0, 1e-9);
    assert_true(cells[1] > cells[3]);
}

static void shares_are_rounded_by_largest_remainder(void **state)
{
    (void)state;
    const double weight[4] = {1.4, 2.3, 3.35, 2.95}; /* sum 10 */
    int64_t out[4];
    assert_int_equal(rake_allocate(10, 4, weight, NULL, NULL, out), 0);
    const int64_t expected[4] = {2, 2, 3, 3}; /* remainders .4 .3 .35 .95 */
    assert_memory_equal(out, expected, sizeof out);
}

static void ties_go_to_the_lower_index(void **state)
{
    (void)state;
    const double weight[5] = {1.0, 1.0, 1.0, 1.0, 1.0};
    int64_t out[5];
    assert_int_equal(rake_allocate(7, 5, weight, NULL, NULL, out), 0);
    const int64_t expected[5] = {2, 2, 1, 1, 1};
    assert_memory_equal(out, expected, sizeof out);
}

static void shares_keep_to_their_bounds_and_add_up(void **state)
{
    (void)state;
    enum { COUNT = 97 };
    double weight[COUNT];
    int64_t low[COUNT], high[COUNT], out[COUNT];
    uint32_t word = 12345;
    for (int trial = 0; trial < 300; trial++) {
        int64_t least = 0, most = 0;
        for (int i = 0; i < COUNT; i++) {
            word = word * 1664525u + 1013904223u;
            weight[i] = word >> 28 == 0 ? 0.0 : (double)(word >> 8) * 1e-5;
            low[i] = (int64_t)(word >> 12 & 7);
            high[i] = low[i] + (int64_t)(word >> 5 & 63);
            least += low[i];
            most += high[i];
        }
        const int64_t total = least + (most - least) * trial / 299;
        assert_int_equal(rake_allocate(total, COUNT, weight, low, high, out), 0);
        int64_t sum = 0;
        for (int i = 0; i < COUNT; i++) {
            assert_true(out[i] >= low[i] && out[i] <= high[i]);
            sum += out[i];
        }
        assert_int_equal(sum, total);
    }
}

static void
those_without_weight_get_something_only_when_the_others_are_full(void **state)
{
    (void)state;
    const double weight[3] = {0.0, 2.385, 1.0};
    const int64_t high[3] = {9, 4, 3};
    int64_t out[3];
    assert_int_equal(rake_allocate(7, 3, weight, NULL, high, out), 0);
    assert_int_equal(out[0], 0);
    assert_int_equal(rake_allocate(12, 3, weight, NULL, high, out), 0);
    assert_int_equal(out[0], 5);
}

static void totals_outside_the_bounds_are_refused(void **state)
{
    (void)state;
    const double weight[2] = {1.0, 1.0};
    const int64_t low[2] = {2, 3}, high[2] = {4, 9}, crossed[2] = {1, 9};
    int64_t out[2];
    assert_int_equal(rake_allocate(4, 2, weight, low, high, out), -1);
    assert_int_equal(rake_allocate(14, 2, weight, low, high, out), -1);
    assert_int_equal(rake_allocate(7, 2, weight, low, crossed, out), -1);
    assert_int_equal(rake_allocate(13, 2, weight, low, high, out), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fitted_table_has_both_margins),
        cmocka_unit_test(fitting_keeps_the_odds_ratios_of_the_shape),
        cmocka_unit_test(a_column_without_weight_is_spread_as_the_rows_are),
        cmocka_unit_test(shares_are_rounded_by_largest_remainder),
        cmocka_unit_test(ties_go_to_the_lower_index),
        cmocka_unit_test(shares_keep_to_their_bounds_and_add_up),
        cmocka_unit_test(
            those_without_weight_get_something_only_when_the_others_are_full),
        cmocka_unit_test(totals_outside_the_bounds_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
