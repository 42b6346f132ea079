/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

#include "analysis/number.h"
#include "support/check.h"

#include <math.h>

static void numbers_are_grouped_signed_and_never_minus_zero(void **state)
{
    static const struct {
        double value;
        int decimals;
        bool sign;
        const char *text;
    } cases[] = {
        {1234567.891, 1, false, "1,234,567.9"},
        {-1234.0, 0, false, "-1,234"},
        {999.0, 0, true, "+999"},
        {-123456.0, 2, true, "-123,456.00"},
        {-0.04, 1, true, "0.0"},
        {0.04, 1, true, "0.0"},
        {0.0, 0, true, "0"},
        {2.385, 2, true, "+2.38"},
    };
    char text[NUMBER_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(
            number_text(text, cases[i].value, cases[i].decimals, cases[i].sign),
            cases[i].text);
    assert_string_equal(number_text(text, (double)NAN, 2, true), "n/a");
    assert_string_equal(number_text(text, 1e300, 4, true), "n/a");
}

static void a_spread_decides_the_decimals(void **state)
{
    (void)state;
    assert_int_equal(number_decimals(23.85), 0);
    assert_int_equal(number_decimals(2.385), 1);
    assert_int_equal(number_decimals(0.2385), 2);
    assert_int_equal(number_decimals(0.000002385), 3);
    assert_int_equal(number_decimals(0.0), 1);
    assert_int_equal(number_decimals((double)NAN), 1);
}

static void steps_of_an_axis_are_round(void **state)
{
    (void)state;
    assert_true(fabs(number_step(238.5, 5) - 50.0) < 1e-9);
    assert_true(fabs(number_step(9.0, 5) - 2.0) < 1e-9);
    assert_true(fabs(number_step(0.0385, 5) - 0.01) < 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_grouped_signed_and_never_minus_zero),
        cmocka_unit_test(a_spread_decides_the_decimals),
        cmocka_unit_test(steps_of_an_axis_are_round),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
