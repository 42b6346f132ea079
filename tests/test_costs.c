/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The table of unit costs: which row speaks of a product, carrying figures between
 * years, and every error a file can hold. */
#include "support/check.h"

#include "io/catalogue_read.h"
#include "state/costs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct catalogue catalogue;

/* Two services: care with two products, food with one. */
static int make_catalogue(void **state)
{
    (void)state;
    const char *const services[] = {"care", "food"};
    const char *const products[] = {"care_day", "care_night", "meal"};
    memset(&catalogue, 0, sizeof catalogue);
    catalogue.service_count = 2;
    catalogue.product_count = 3;
    for (int i = 0; i < 2; i++)
        strcpy(catalogue.services[i].key, services[i]);
    for (int i = 0; i < 3; i++) {
        strcpy(catalogue.products[i].key, products[i]);
        catalogue.products[i].service = i / 2;
    }
    return 0;
}

#define HEAD "cost,scope,value,low,high,year,source,grade\n"

/* A row for all of every cost but those whose name is `but`. */
static void rest(char *text, size_t size, const char *but)
{
    for (int i = 0; i < COSTS; i++) {
        const size_t used = strlen(text);
        if (strcmp(costs_info[i].name, but) != 0)
            snprintf(text + used, size - used, "%s,all,0.25,0,0.5,2023,assumed,D\n",
                     costs_info[i].name);
    }
}

static int read_text(const char *text, struct costs *costs, struct report *report)
{
    struct inputs inputs;
    inputs_init(&inputs);
    report_init(report);
    assert_int_equal(inputs_add(&inputs, "costs.csv", text, strlen(text), NULL), 0);
    inputs.sealed = true;
    const int status = costs_read(&inputs, "costs.csv", &catalogue, costs, report);
    inputs_free(&inputs);
    return status;
}

static void the_narrowest_row_stands_whatever_the_order(void **state)
{
    (void)state;
    const char *const rows[] = {"rent,all,60,30,115,2024,assumed,D\n",
                                "rent,care,83,33,115,2019,some.key,C\n",
                                "rent,care_night,91.5,33,115,2019,other.key,B\n"};
    for (int turn = 0; turn < 3; turn++) {
        char text[4096] = HEAD;
        struct costs costs;
        struct report report;
        for (int i = 0; i < 3; i++)
            strcat(text, rows[(turn + 2 * i) % 3]);
        rest(text, sizeof text, "rent");
        assert_int_equal(read_text(text, &costs, &report), 0);
        assert_int_equal(report.count, 0);
        assert_true(costs.of[0][COST_rent].value == 83);
        assert_true(costs.of[1][COST_rent].value == 91.5);
        assert_true(costs.of[2][COST_rent].value == 60);
        assert_string_equal(costs.of[1][COST_rent].source.key, "other.key");
        assert_int_equal(costs.of[0][COST_rent].source.grade, 'C');
        report_free(&report);
    }
}

static void a_figure_is_carried_from_its_own_year_to_the_month(void **state)
{
    (void)state;
    char text[4096] = HEAD "fitout,all,1852,1400,2400,2015,some.key,A\n";
    struct costs costs;
    struct report report;
    double level[COSTS_YEARS];
    const struct cost_levels now = {.prices = 1.07, .rents = 0.9, .construction = 1.25};
    for (int i = 0; i < COSTS_YEARS; i++)
        level[i] = 1 + 0.02 * (COSTS_YEAR_FIRST + i - 2023);
    rest(text, sizeof text, "fitout");
    assert_int_equal(read_text(text, &costs, &report), 0);
    costs_rebase(&costs, INDEX_CONSTRUCTION, level);
    const double wanted = 1852 / 0.84 * 1.25;
    assert_true(costs_now(&costs, 0, COST_fitout, &now) - wanted < 1e-9 &&
                wanted - costs_now(&costs, 0, COST_fitout, &now) < 1e-9);
    assert_true(costs_now(&costs, 0, COST_rent, &now) == 0.25 * 0.9);
    assert_true(costs_now(&costs, 0, COST_food, &now) == 0.25 * 1.07);
    assert_true(costs_now(&costs, 0, COST_sales_tax, &now) == 0.25);
    report_free(&report);
}

static void works_cost_fire_protection_only_where_converted(void **state)
{
    (void)state;
    char text[4096] = HEAD "fitout,all,1000,0,2000,2023,assumed,D\n";
    struct costs costs;
    struct report report;
    const struct cost_levels now = {1, 1, 1};
    rest(text, sizeof text, "fitout");
    assert_int_equal(read_text(text, &costs, &report), 0);
    report_free(&report);
    /* 1000 + 0.25 of equipment (+ 0.25 of fire), over 40 m2. */
    assert_true(costs_works(&costs, 0, 40, true, &now).yuan == 40020);
    const struct cost_works works = costs_works(&costs, 0, 40, false, &now);
    assert_true(works.yuan == 40010 && works.months == 0.5);
}

static void every_error_is_told_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *rows;
        enum message message;
        int line;
    } cases[] = {
        {"rnt,all,60,30,115,2024,assumed,D\n", MESSAGE_COSTS_WORD, 2},
        {"rent,carre,60,30,115,2024,assumed,D\n", MESSAGE_COSTS_WORD, 2},
        {"rent,all,60,30,115,2024,assumed,E\n", MESSAGE_COSTS_WORD, 2},
        {"rent,all,6O,30,115,2024,assumed,D\n", MESSAGE_CSV_NOT_A_NUMBER, 2},
        {"rent,all,-1,-2,115,2024,assumed,D\n", MESSAGE_CSV_OUT_OF_RANGE, 2},
        {"rent,all,60,30,115,24,assumed,D\n", MESSAGE_CSV_OUT_OF_RANGE, 2},
        {"rent,all,60,70,115,2024,assumed,D\n", MESSAGE_COSTS_RANGE, 2},
        {"rent,all,60,30,115,2024,,D\n", MESSAGE_COSTS_SOURCE, 2},
        {"rent,all,60,30,115,2024,assumed,D\nrent,all,61,30,115,2024,assumed,D\n",
         MESSAGE_COSTS_TWICE, 3},
        {"rent,care,60,30,115,2024,assumed,D\n", MESSAGE_COSTS_MISSING, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[4096] = HEAD;
        struct costs costs;
        struct report report;
        strcat(text, cases[i].rows);
        rest(text, sizeof text, "rent");
        assert_int_equal(read_text(text, &costs, &report), -1);
        assert_true(report.count >= 1);
        assert_int_equal(report.errors[0].message, cases[i].message);
        assert_int_equal(report.errors[0].line, cases[i].line);
        report_free(&report);
    }
}

static void a_file_without_a_column_or_absent_is_refused(void **state)
{
    (void)state;
    struct costs costs;
    struct report report;
    assert_int_equal(read_text("cost,scope,value\nrent,all,1\n", &costs, &report), -1);
    assert_int_equal(report.count, 5);
    assert_int_equal(report.errors[0].message, MESSAGE_CSV_COLUMN_ABSENT);
    report_free(&report);
    struct inputs inputs;
    inputs_init(&inputs);
    report_init(&report);
    assert_int_equal(costs_read(&inputs, "no/such.csv", &catalogue, &costs, &report),
                     -1);
    assert_int_equal(report.errors[0].message, MESSAGE_FILE_MISSING);
    report_free(&report);
    inputs_free(&inputs);
}

/* The shipped table speaks of the shipped services and products only. */
static void the_shipped_table_is_whole(void **state)
{
    (void)state;
    struct catalogue *shipped = calloc(1, sizeof *shipped);
    struct inputs inputs;
    struct report report;
    struct costs costs;
    assert_non_null(shipped);
    inputs_init(&inputs);
    report_init(&report);
    assert_int_equal(
        catalogue_read(&inputs, "scenarios/data/services.yaml", shipped, &report), 0);
    if (costs_read(&inputs, "scenarios/data/costs.csv", shipped, &costs, &report) != 0)
        fail_msg("%d: %s", report.errors[0].line, report.errors[0].en);
    const int full = catalogue_product(shipped, "childcare_full");
    const int hour = catalogue_product(shipped, "childcare_hour");
    assert_true(costs.of[full][COST_idle].value == 6);
    assert_true(costs.of[hour][COST_food].value == 0); /* by the visit */
    for (int i = 0; i < shipped->product_count; i++) {
        for (int k = 0; k < COSTS; k++) {
            assert_true(costs.of[i][k].source.grade >= 'A');
            /* A published figure has its key, an assumption says so. */
            if (strcmp(costs.of[i][k].source.key, "assumed") == 0)
                assert_int_equal(costs.of[i][k].source.grade, 'D');
        }
    }
    report_free(&report);
    inputs_free(&inputs);
    free(shipped);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_narrowest_row_stands_whatever_the_order,
                               make_catalogue),
        cmocka_unit_test_setup(a_figure_is_carried_from_its_own_year_to_the_month,
                               make_catalogue),
        cmocka_unit_test_setup(works_cost_fire_protection_only_where_converted,
                               make_catalogue),
        cmocka_unit_test_setup(every_error_is_told_with_its_line, make_catalogue),
        cmocka_unit_test_setup(a_file_without_a_column_or_absent_is_refused,
                               make_catalogue),
        cmocka_unit_test(the_shipped_table_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
