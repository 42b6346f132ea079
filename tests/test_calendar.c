/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

#include "core/calendar.h"
#include "support/check.h"

#include <string.h>

static void month_counts_from_january_of_year_0(void **state)
{
    (void)state;
    assert_int_equal(month_of(2020, 11), 2020 * 12 + 10);
    assert_int_equal(month_year(month_of(2023, 12)), 2023);
    assert_int_equal(month_number(month_of(2023, 12)), 12);
    assert_int_equal(month_number(month_of(2024, 1)), 1);
}

static void month_is_read_in_each_of_its_forms(void **state)
{
    static const struct {
        const char *text;
        int year, number;
    } cases[] = {
        {"2020-11", 2020, 11}, {"2020年11月", 2020, 11}, {"2020", 2020, 1},
        {"2021-07", 2021, 7},  {"2021年7月", 2021, 7},   {"2021年07月", 2021, 7},
        {"0001-01", 1, 1},     {"5460-12", 5460, 12},    {"937", 937, 1}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        month when = -1;

        assert_int_equal(month_from_text(cases[i].text, &when), 0);
        assert_int_equal(when, month_of(cases[i].year, cases[i].number));
    }
}

static void month_refuses_what_is_not_wholly_a_date(void **state)
{
    static const char *const cases[] = {"",
                                        " 2020",
                                        "2020 ",
                                        "2020-",
                                        "2020-00",
                                        "2020-13",
                                        "2020-011",
                                        "2020-1x",
                                        "2020/11",
                                        "2020年",
                                        "2020年月",
                                        "2020年11",
                                        "2020-11月",
                                        "2020年11月 ",
                                        "2020年13月",
                                        "-2020",
                                        "+2020",
                                        "0000-01",
                                        "5461",
                                        "20200-01",
                                        "99999999999999999999",
                                        "2020--1",
                                        "November",
                                        "2020-1-1",
                                        "2020\xe5\xb9"};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        month when = 17;

        assert_int_equal(month_from_text(cases[i], &when), -1);
        assert_int_equal(when, 17);
    }
}

static void month_text_reads_back_as_the_same_month(void **state)
{
    (void)state;
    for (month when = month_of(1, 1); when <= month_of(5460, 12); when++) {
        char buffer[16];
        month again = -1;

        assert_int_equal(month_from_text(month_text(when, buffer), &again), 0);
        assert_int_equal(again, when);
    }
}

static void month_text_is_year_dash_two_digits(void **state)
{
    char buffer[16];

    (void)state;
    assert_string_equal(month_text(month_of(2020, 3), buffer), "2020-03");
    assert_ptr_equal(month_text(month_of(987, 11), buffer), buffer);
    assert_string_equal(buffer, "0987-11");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(month_counts_from_january_of_year_0),
        cmocka_unit_test(month_is_read_in_each_of_its_forms),
        cmocka_unit_test(month_refuses_what_is_not_wholly_a_date),
        cmocka_unit_test(month_text_reads_back_as_the_same_month),
        cmocka_unit_test(month_text_is_year_dash_two_digits),
    };

    return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
