/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* `test_result_services --write FILE` leaves the made-up results file of a run with
 * services for tests/readers.sh. */
#include "io/h5.h"
#include "io/result_read.h"
#include "support/result_fixture.h"

static void every_number_of_services_comes_back(void **state)
{
    struct result_fixture *f = *state;
    result_fixture_add_services(f);
    fixture_write_file(f);
    struct result *result = fixture_open_file(f->out);
    assert_int_equal(result_summary(result)->products, 3);
    assert_int_equal(result_summary(result)->services, 2);
    for (enum series series = 0; series < SERIES_COUNT; series++) {
        const bool there = series_info[series].domain != DOMAIN_BOOKS;
        assert_int_equal(result_periods(result, series),
                         !there                                    ? 0
                         : series_info[series].when == SERIES_YEAR ? 2
                                                                   : 22);
        for (int run = 0; run < 2; run++)
            fixture_check_series(result, f, series, run);
    }
    assert_int_equal(result_elements(result, SERIES_waterfall), 3 * GROUPS * OUTCOMES);
    assert_int_equal(result_elements(result, SERIES_community_need), 3 * 3);
    result_close(result);
}

static void a_run_without_services_has_none_of_their_variables(void **state)
{
    static const char *const absent[] = {"/product", "/service", "/group", "/outcome",
                                         "/slot",    "/minutes", "/need",  "/users"};
    const struct result_fixture *f = *state;
    struct h5_file *file;
    struct error err;
    fixture_write_file(f);
    struct result *result = fixture_open_file(f->out);
    assert_int_equal(result_summary(result)->products, 0);
    for (enum series series = 0; series < SERIES_COUNT; series++)
        assert_int_equal(result_periods(result, series) == 0,
                         series_info[series].domain != DOMAIN_CITY);
    result_close(result);
    assert_int_equal(h5_open(f->out, &file, &err), 0);
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        assert_false(h5_has(file, absent[i]));
    h5_abandon(file);
}

/* The run-in is in the file, and every variable of services says where it ends. */
static void variables_of_services_name_the_end_of_the_run_in(void **state)
{
    struct result_fixture *f = *state;
    struct error err;
    struct h5_file *file = NULL;
    char *comment = NULL, from[16];
    result_fixture_add_services(f);
    fixture_write_file(f);
    month_text(f->layout.month_first + 24, from);
    assert_int_equal(h5_open(f->out, &file, &err), 0);
    assert_int_equal(h5_get_text(file, "/waterfall", "comment", &comment, &err), 0);
    assert_non_null(strstr(comment, from));
    free(comment);
    comment = NULL;
    assert_int_not_equal(h5_get_text(file, "/residents", "comment", &comment, &err), 0);
    free(comment);
    h5_abandon(file);
}

/* What is told of people does not depend on services being told too. */
static void services_leave_the_other_series_as_they_are(void **state)
{
    struct result_fixture *f = *state;
    fixture_write_file(f);
    for (int pass = 0; pass < 2; pass++) {
        struct result *result = fixture_open_file(f->out);
        for (enum series series = 0; series < SERIES_COUNT; series++)
            if (series_info[series].domain == DOMAIN_CITY)
                fixture_check_series(result, f, series, 1);
        result_close(result);
        if (pass == 0) {
            unlink(f->out);
            result_fixture_add_services(f);
            fixture_write_file(f);
        }
    }
}

static void rows_without_services_are_not_taken_for_rows_with_them(void **state)
{
    struct result_fixture *f = *state;
    struct part_view view;
    struct error err;
    fixture_write_row(f, 0);
    assert_true(part_exists(&f->layout, f->out, 0));
    result_fixture_add_services(f);
    assert_false(part_exists(&f->layout, f->out, 0));
    assert_int_equal(part_map(&f->layout, f->out, 0, &view, &err), -1);
    assert_int_equal(err.message, MESSAGE_PART_OTHER);
}

static void check_labels(struct result *result, enum dimension dimension,
                         enum language language, int count, const char *last)
{
    char **labels;
    struct error err;
    assert_int_equal(result_read_labels(result, dimension, language, &labels, &err), 0);
    for (int i = 0; i < count; i++)
        assert_non_null(labels[i]);
    assert_null(labels[count]);
    assert_string_equal(labels[count - 1], last);
    result_free_labels(labels);
}

static void every_dimension_says_what_its_positions_are_called(void **state)
{
    struct result_fixture *f = *state;
    result_fixture_add_services(f);
    fixture_write_file(f);
    struct result *result = fixture_open_file(f->out);
    check_labels(result, DIMENSION_PRODUCT, LANGUAGE_EN, 3, "meal_in");
    check_labels(result, DIMENSION_PRODUCT, LANGUAGE_ZH, 3, "堂食");
    check_labels(result, DIMENSION_SERVICE, LANGUAGE_EN, 2, "meals");
    check_labels(result, DIMENSION_SERVICE, LANGUAGE_ZH, 2, "助餐");
    check_labels(result, DIMENSION_GROUP, LANGUAGE_EN, GROUPS, "care_severe");
    check_labels(result, DIMENSION_GROUP, LANGUAGE_ZH, GROUPS, "重度失能");
    check_labels(result, DIMENSION_OUTCOME, LANGUAGE_EN, OUTCOMES, "does_not_want");
    check_labels(result, DIMENSION_MINUTES, LANGUAGE_ZH, 3, "15");
    check_labels(result, DIMENSION_AGE, LANGUAGE_EN, AGES, "100");
    check_labels(result, DIMENSION_COMMUNITY, LANGUAGE_EN, 3, "440105003007");
    check_labels(result, DIMENSION_COMMUNITY, LANGUAGE_ZH, 3, "赤岗社区");
    check_labels(result, DIMENSION_DISTRICT, LANGUAGE_EN, 2, "440105");
    result_close(result);
}

static void labels_of_services_are_refused_where_there_are_none(void **state)
{
    const struct result_fixture *f = *state;
    char **labels;
    struct error err;
    fixture_write_file(f);
    struct result *result = fixture_open_file(f->out);
    assert_int_equal(
        result_read_labels(result, DIMENSION_PRODUCT, LANGUAGE_EN, &labels, &err), -1);
    assert_int_equal(err.message, MESSAGE_RESULT_SHAPE);
    assert_null(labels);
    result_close(result);
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--write") == 0)
        return fixture_write_sample(argv[2], true, false);
#define CASE(name) \
    cmocka_unit_test_setup_teardown(name, result_fixture_start, result_fixture_end)
    const struct CMUnitTest tests[] = {
        CASE(every_number_of_services_comes_back),
        CASE(a_run_without_services_has_none_of_their_variables),
        CASE(variables_of_services_name_the_end_of_the_run_in),
        CASE(services_leave_the_other_series_as_they_are),
        CASE(rows_without_services_are_not_taken_for_rows_with_them),
        CASE(every_dimension_says_what_its_positions_are_called),
        CASE(labels_of_services_are_refused_where_there_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
