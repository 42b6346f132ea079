/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Tests of state/indices.c on tables held in memory and on the one that is shipped. */
#include "support/check.h"

#include "state/indices.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define assert_near(value, wanted, tolerance) \
    assert_true(fabs((value) - (wanted)) <= (tolerance))

static const char head[] = "index,year,level,low,high,source,grade\n";
static const char good[] = "prices,2022,0.98,0.9,1,X,A\nprices,2023,1,1,1,X,A\n"
                           "wages,2022,0.95,0.9,1,X,B\nwages,2023,1,1,1,X,B\n"
                           "rents,2021,0.9,0.9,1,X,C\nrents,2022,0.95,0.9,1,X,C\n"
                           "rents,2023,1,1,1,X,C\n"
                           "construction,2023,1,0.9,1.1,assumed,D\n"
                           "construction,2024,1.03,0.9,1.1,assumed,D\n";

/* Reads the texts as a table; returns indices_read's status. */
static int read_text(const char *a, const char *b, struct indices *indices,
                     const struct parameters *parameters, struct report *report)
{
    struct parameters defaults;
    struct inputs inputs;
    struct error err;
    char text[4096];
    int status;

    parameters_init(&defaults);
    snprintf(text, sizeof(text), "%s%s", a, b);
    inputs_init(&inputs);
    inputs.sealed = true;
    assert_int_equal(inputs_add(&inputs, "i.csv", text, strlen(text), &err), 0);
    report_init(report);
    status = indices_read(&inputs, "i.csv", parameters ? parameters : &defaults,
                          indices, report);
    inputs_free(&inputs);
    return status;
}

static void levels_are_met_in_the_middle_of_years_and_joined_by_lines(void **state)
{
    struct indices indices;
    struct report report;

    (void)state;
    assert_int_equal(read_text(head, good, &indices, NULL, &report), 0);
    assert_near(indices_year(&indices, INDICES_PRICES, 2022), 0.98, 0);
    /* Half a month before and behind the middle of 2023. */
    assert_near(indices_at(&indices, INDICES_PRICES, month_of(2023, 6)), 1 - 0.02 / 24,
                1e-15);
    assert_near(indices_at(&indices, INDICES_PRICES, month_of(2023, 7)), 1 + 0.015 / 24,
                1e-15);
    /* December and January are as far apart as any two months. */
    assert_near(indices_at(&indices, INDICES_WAGES, month_of(2023, 1)) -
                    indices_at(&indices, INDICES_WAGES, month_of(2022, 12)),
                0.05 / 12, 1e-15);
    /* Before the table: as in its first year. */
    assert_near(indices_at(&indices, INDICES_RENTS, month_of(2019, 3)), 0.9, 0);
    assert_near(indices_year(&indices, INDICES_RENTS, 1066), 0.9, 0);
    report_free(&report);
}

static void growth_starts_behind_the_table_and_may_change(void **state)
{
    struct parameters parameters;
    struct indices indices;
    struct report report;

    (void)state;
    parameters_init(&parameters);
    assert_int_equal(
        dated_set(&parameters.value[PARAMETER_indices_construction], -1, 0.1), 0);
    assert_int_equal(dated_set(&parameters.value[PARAMETER_indices_construction],
                               month_of(2026, 1), 0.2),
                     0);
    assert_int_equal(read_text(head, good, &indices, &parameters, &report), 0);
    assert_near(indices_year(&indices, INDICES_CONSTRUCTION, 2024), 1.03, 0);
    assert_near(indices_year(&indices, INDICES_CONSTRUCTION, 2025), 1.03 * 1.1, 1e-15);
    assert_near(indices_year(&indices, INDICES_CONSTRUCTION, 2026), 1.03 * 1.1 * 1.2,
                1e-15);
    assert_near(indices_year(&indices, INDICES_PRICES, 2024), 1.015, 1e-15);
    assert_near(indices_year(&indices, INDICES_PRICES, 2400),
                indices_year(&indices, INDICES_PRICES, 2150), 0);
    report_free(&report);
}

static void every_error_is_told_with_its_line(void **state)
{
    static const struct {
        const char *text;
        enum message message;
        int line;
    } cases[] = {
        {"price,2023,1,1,1,X,A\n", MESSAGE_INDICES_UNKNOWN, 2},
        {"prices,2023,1,1,1,X,A\nprices,2023,1,1,1,X,A\n", MESSAGE_INDICES_TWICE, 3},
        {"prices,2023,1.01,1,2,X,A\n", MESSAGE_INDICES_BASE, 2},
        {"prices,2022,0.9,0.95,1,X,A\n", MESSAGE_INDICES_RANGE, 2},
        {"prices,2022,0.9,0.8,1,,A\n", MESSAGE_INDICES_SOURCE, 2},
        {"prices,2022,0.9,0.8,1,X,E\n", MESSAGE_INDICES_SOURCE, 2},
        {"prices,2022,0.9,0.8,1,assumed,A\n", MESSAGE_INDICES_SOURCE, 2},
        {"prices,1979,0.9,0.8,1,X,A\n", MESSAGE_CSV_OUT_OF_RANGE, 2},
        {"prices,2022.5,0.9,0.8,1,X,A\n", MESSAGE_CSV_NOT_WHOLE, 2},
        {"prices,2022,0,0,1,X,A\n", MESSAGE_CSV_OUT_OF_RANGE, 2},
        {"prices,2022,nan,0.8,1,X,A\n", MESSAGE_CSV_NOT_A_NUMBER, 2},
        {"prices,2021,0.9,0.8,1,X,A\nprices,2023,1,1,1,X,A\n", MESSAGE_INDICES_GAP, 0},
        {"", MESSAGE_INDICES_GAP, 0},
    };
    struct indices indices;
    struct report report;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(read_text(head, cases[i].text, &indices, NULL, &report), -1);
        assert_int_equal(report.errors[0].message, cases[i].message);
        assert_int_equal(report.errors[0].line, cases[i].line);
        assert_string_equal(report.errors[0].file, "i.csv");
        report_free(&report);
    }
    assert_int_equal(
        read_text("index,year,level,low,source,grade\n", "", &indices, NULL, &report),
        -1);
    assert_int_equal(report.errors[0].message, MESSAGE_CSV_COLUMN_ABSENT);
    report_free(&report);
}

static void the_shipped_table_is_sound(void **state)
{
    struct parameters parameters;
    struct indices indices;
    struct inputs inputs;
    struct report report;

    (void)state;
    parameters_init(&parameters);
    inputs_init(&inputs);
    report_init(&report);
    assert_int_equal(indices_read(&inputs, "scenarios/data/indices.csv", &parameters,
                                  &indices, &report),
                     0);
    for (int i = 0; i < INDICES; i++) {
        assert_int_equal(indices.first[i], 2000);
        assert_int_equal(indices.last[i], INDICES_BASE);
        assert_true(indices_year(&indices, (enum indices_kind)i, 2010) < 1);
        assert_true(indices_year(&indices, (enum indices_kind)i, 2040) > 1);
    }
    report_free(&report);
    inputs_free(&inputs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_are_met_in_the_middle_of_years_and_joined_by_lines),
        cmocka_unit_test(growth_starts_behind_the_table_and_may_change),
        cmocka_unit_test(every_error_is_told_with_its_line),
        cmocka_unit_test(the_shipped_table_is_sound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
