/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Quantities: what is read, to the last bit, and what is refused. */
#include "support/check.h"

#include "param/units.h"

#include <locale.h>
#include <string.h>

static void units_read_converts_to_the_canonical_unit(void **state)
{
    static const struct {
        const char *text, *unit;
        double value;
    } cases[] = {
        {"0.385", "1", 0.385},
        {"38.5 %", "1", 0.385},
        {"38.5%", "1", 0.385},
        {"38.5％", "1", 0.385},
        {"2.7 ‰", "1", 0.0027},
        {"2.5 %/year", "1/year", 0.025},
        {"1.2 ‰/year", "1/year", 0.0012},
        {"0.02/year", "1/year", 0.02},
        {"0.02 1/year", "1/year", 0.02},
        {"0.2 %/month", "1/year", 0.024},
        {"5 years", "year", 5},
        {"18 个月", "year", 1.5},
        {"18个月", "month", 18},
        {"3 年", "month", 36},
        {"2 km", "km", 2},
        {"350 米", "km", 0.35},
        {"350 M", "km", 0.35},
        {"0.4 万元/床/年", "yuan/bed/year", 4000},
        {"333 yuan/bed/month", "yuan/bed/year", 3996},
        {"3.6 万元 / 床 / 年", "yuan/bed/month", 3000},
        {"2.5 亿元", "yuan", 2.5e8},
        {"5 元/千人", "yuan/person", 0.005},
        {"20 万", "1", 200000},
        {"1500 m2", "km2", 0.0015},
        {"12.5 元/小时", "yuan/hour", 12.5},
        {"-1.9", "year", -1.9},
        {"+.5e1", "1", 5},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        double value = -999;
        struct error err = {0};

        if (units_read("x", cases[i].text, cases[i].unit, &value, NULL, &err) != 0)
            fail_msg("%s: %s", cases[i].text, err.en);
        if (memcmp(&value, &cases[i].value, sizeof(value)) != 0)
            fail_msg("%s is %.17g", cases[i].text, value);
    }
}

static void units_read_refuses_with_a_message_of_its_own(void **state)
{
    static const struct {
        const char *text, *unit;
        enum message message;
        int at, span;
    } cases[] = {
        {"abc", "1", MESSAGE_NUMBER_SYNTAX, 0, 3},
        {"", "1", MESSAGE_NUMBER_SYNTAX, 0, 0},
        {"0x10", "1", MESSAGE_UNIT_UNKNOWN, 1, 3},
        {"nan", "1", MESSAGE_NUMBER_NOT_FINITE, 0, 3},
        {"-.inf", "1", MESSAGE_NUMBER_NOT_FINITE, 0, 5},
        {"1e999", "1", MESSAGE_NUMBER_NOT_FINITE, 0, 5},
        {"1e99999999999999999999", "1", MESSAGE_NUMBER_NOT_FINITE, 0, 22},
        {"1,000", "1", MESSAGE_NUMBER_SEPARATOR, 0, 5},
        {"1，000", "1", MESSAGE_NUMBER_SEPARATOR, 0, 5},
        {"1 000", "1", MESSAGE_NUMBER_SEPARATOR, 0, 5},
        {"1_000", "1", MESSAGE_NUMBER_SEPARATOR, 0, 5},
        {"２0", "1", MESSAGE_NUMBER_FULLWIDTH, 0, 1},
        {"20 元／床", "yuan/bed", MESSAGE_NUMBER_FULLWIDTH, 4, 1},
        {"20\u3000元", "yuan", MESSAGE_FULLWIDTH_SPACE, 2, 1},
        {"20\u00A0元", "yuan", MESSAGE_FULLWIDTH_SPACE, 2, 1},
        {"333 yuan/bet/month", "yuan/bed/month", MESSAGE_UNIT_UNKNOWN_NEAR, 9, 3},
        {"3 公理", "km", MESSAGE_UNIT_UNKNOWN_NEAR, 2, 2},
        {"3 furlong", "km", MESSAGE_UNIT_UNKNOWN, 2, 7},
        {"3 yuan/", "yuan", MESSAGE_UNIT_UNKNOWN, 7, 0},
        {"3 km", "year", MESSAGE_UNIT_KIND, 2, 2},
        {"0.4 万元/年", "yuan/bed/year", MESSAGE_UNIT_KIND, 4, 4},
        {"2 %", "1/year", MESSAGE_UNIT_KIND, 2, 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct units_where where = {-1, -1};
        struct error err = {0};
        double value;

        assert_int_equal(
            units_read("x", cases[i].text, cases[i].unit, &value, &where, &err), -1);
        if (err.message != cases[i].message || where.at != cases[i].at ||
            where.span != cases[i].span)
            fail_msg("%s: %s %s at %d+%d", cases[i].text, error_code(err.message),
                     err.en, where.at, where.span);
    }
}

static void units_read_names_both_kinds(void **state)
{
    struct error err;
    double value;

    (void)state;
    assert_int_equal(units_read("rim", "3 元/床/月", "km", &value, NULL, &err), -1);
    assert_non_null(strstr(err.en, "time"));
    assert_non_null(strstr(err.en, "money"));
    assert_non_null(strstr(err.en, "length"));
    assert_non_null(strstr(err.zh, "金额"));
    assert_non_null(strstr(err.zh, "长度"));
    assert_non_null(strstr(err.en, "2 km"));
}

static void units_text_reads_back_to_the_same_bits(void **state)
{
    static const double values[] = {0.1,    1.0 / 3,  2.385e-11, 0.025, 1e300,
                                    5e-324, -0.00137, 12345678,  0,     1.9};
    static const char *const units[] = {"1", "1/year", "km", "year"};

    (void)state;
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        for (size_t k = 0; k < 4; k++) {
            char text[64];
            double value;

            units_text(values[i], units[k], text);
            assert_int_equal(units_read("x", text, units[k], &value, NULL, NULL), 0);
            assert_memory_equal(&value, &values[i], sizeof(value));
        }
}

static void units_read_does_not_heed_the_locale(void **state)
{
    double value;

    (void)state;
    if (setlocale(LC_ALL, "de_DE.UTF-8") == NULL)
        setlocale(LC_ALL, "");
    assert_int_equal(units_read("x", "2.385", "1", &value, NULL, NULL), 0);
    setlocale(LC_ALL, "C");
    assert_true(value > 2.3849 && value < 2.3851);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_read_converts_to_the_canonical_unit),
        cmocka_unit_test(units_read_refuses_with_a_message_of_its_own),
        cmocka_unit_test(units_read_names_both_kinds),
        cmocka_unit_test(units_text_reads_back_to_the_same_bits),
        cmocka_unit_test(units_read_does_not_heed_the_locale),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
