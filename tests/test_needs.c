/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The needs ledger: what it calls a gap, and what it masks. */
#include "analysis/needs.h"
#include "support/result_fixture.h"

/* The first year behind the warm start of a run from 2021-03, and its number. */
enum { YEAR = 2024, PERIOD = 3 };

static struct result *start_result(struct result_fixture *f)
{
    struct result *result;
    struct error err;
    result_fixture_init(f);
    f->scenario.until = month_of(YEAR, 12);
    result_fixture_add_services(f);
    fixture_write_file(f);
    if (result_open(f->out, &result, &err) != 0)
        fail_msg("%s", err.en);
    return result;
}

/* What the made-up file says, by its rule: means over two rows. */
static double rule(enum series series, int period, int64_t element)
{
    return (fixture_value(series, 0, period, element) +
            fixture_value(series, 1, period, element)) /
           2.0;
}

static void each_gap_is_found_where_it_is(void **state)
{
    struct result_fixture f;
    struct result *result = start_result(&f);
    struct standards standards = {.count = 0};
    struct needs needs;
    struct error err;
    (void)state;
    /* Elements 3, 8, 13, ... of doubles are missing: reach of product 0 in community 0
       at 15 minutes is element 2, of product 1 in 5; the rest is there (> 0.5). */
    const double nan = (double)NAN;
    assert_int_equal(needs_make(result, f.out, &standards, YEAR, &needs, &err), 0);
    assert_int_equal(needs.count, 3 * 4);
    for (int i = 0; i < needs.count; i++) /* met exceeds need in the rule */
        assert_int_equal(needs.line[i].gap, NEEDS_NO_GAP);
    assert_true(fabs(needs.line[1].need - rule(SERIES_community_need, PERIOD, 1)) <
                1e-9);
    needs_free(&needs);
    /* A floor for everything below standard. */
    standards.item[0] = (struct standard){STANDARDS_ALL, 0, true, 2, 1e9, nan, nan, 1};
    standards.item[1] =
        (struct standard){STANDARDS_ALL, STANDARDS_ALL, false, 2, nan, 1e9, 2e9, 2};
    /* Reach at 10 minutes of product 2 in community 0, element 7, is there; at 15
       minutes, element 8, it is missing: nobody is known to be near. */
    standards.item[2] = (struct standard){STANDARDS_ALL, 2, true, 2, nan, nan, nan, 3};
    standards.count = 3;
    assert_int_equal(needs_make(result, f.out, &standards, YEAR, &needs, &err), 0);
    assert_int_equal(needs.line[0].gap, NEEDS_BELOW_STANDARD);
    assert_int_equal(needs.line[1].gap, NEEDS_NO_GAP);
    assert_int_equal(needs.line[2].gap, NEEDS_MISSING);
    assert_int_equal(needs.line[3].gap, NEEDS_BELOW_STANDARD);
    needs_free(&needs);
    needs_free(&needs);
    result_close(result);
    result_fixture_free(&f);
}

static void a_function_that_is_there_must_serve(void **state)
{
    struct result_fixture f;
    struct result *result;
    const struct standards standards = {.count = 0};
    struct needs needs;
    struct error err;
    (void)state;
    result_fixture_init(&f);
    f.scenario.until = month_of(YEAR, 12);
    result_fixture_add_services(&f);
    f.met_none = true;
    fixture_write_file(&f);
    assert_int_equal(result_open(f.out, &result, &err), 0);
    assert_int_equal(needs_make(result, f.out, &standards, YEAR, &needs, &err), 0);
    assert_int_equal(needs.line[0].gap, NEEDS_NOT_SERVING);
    assert_true(needs.line[0].shortfall == needs.line[0].need);
    /* By the rule quality is the most frequent, by a little. */
    assert_int_equal(needs.line[0].cause, NEEDS_QUALITY);
    needs_free(&needs);
    result_close(result);
    result_fixture_free(&f);
}

static void the_cause_is_the_most_frequent_of_three_or_another(void **state)
{
    static const struct {
        double hours, full, quality, shortfall;
        int rows;
        enum needs_cause cause;
    } cases[] = {
        {6.5, 3, 2, 120, 1, NEEDS_HOURS},
        {3, 6.5, 2, 120, 1, NEEDS_STAFF},
        {2, 3, 6.5, 120, 1, NEEDS_QUALITY},
        {3, 3, 0, 120, 1, NEEDS_HOURS},   /* half of twelve */
        {2, 2.5, 1, 120, 1, NEEDS_OTHER}, /* less than half */
        {3, 0, 0, 49, 1, NEEDS_NO_CAUSE}, /* fewer than five asked */
        {3, 0, 0, 49, 2, NEEDS_HOURS},    /* in both rows together, enough */
    };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        const double count[NEEDS_CAUSES] = {[NEEDS_HOURS] = cases[k].hours,
                                            [NEEDS_STAFF] = cases[k].full,
                                            [NEEDS_QUALITY] = cases[k].quality};
        assert_int_equal(needs_find_cause(count, cases[k].shortfall, cases[k].rows),
                         cases[k].cause);
    }
}

/* Community 0 has an observed point, the others none; product 1 has drawn sites. */
static void short_walks_are_withheld_where_positions_are_uncertain(void **state)
{
    struct result_fixture f;
    struct result *result = start_result(&f);
    const double nan = (double)NAN;
    const struct standards standards = {
        .item = {{STANDARDS_ALL, 0, false, 1, nan, nan, nan, 1},
                 {STANDARDS_ALL, 1, false, 1, nan, nan, nan, 2}},
        .count = 2};
    static const int minutes[3][4] = {
        {10, 15, 15, 0}, {15, 15, 15, 0}, {15, 15, 15, 0}};
    struct needs needs;
    struct error err;
    (void)state;
    assert_int_equal(needs_make(result, f.out, &standards, YEAR, &needs, &err), 0);
    for (int i = 0; i < needs.count; i++)
        assert_int_equal(needs.line[i].minutes, minutes[i / 4][i % 4]);
    const struct precision *precision = &needs.precision;
    assert_true(precision_any(precision));
    assert_string_equal(precision_word(precision, 0, 0, LANGUAGE_EN), "listed");
    assert_string_equal(precision_word(precision, 1, 0, LANGUAGE_EN), "estimated");
    assert_string_equal(precision_word(precision, 0, 1, LANGUAGE_ZH), "合成");
    needs_free(&needs);
    char *names = precision_names(result, LANGUAGE_EN, &err);
    assert_string_equal(names, "childcare by the hour");
    free(names);
    result_close(result);
    result_fixture_free(&f);
}

static void a_year_of_the_warm_start_has_no_ledger(void **state)
{
    struct result_fixture f;
    struct result *result = start_result(&f);
    const struct standards standards = {.count = 0};
    struct needs needs;
    struct error err;
    (void)state;
    assert_int_equal(needs_make(result, f.out, &standards, YEAR - 1, &needs, &err), -1);
    assert_int_equal(err.message, MESSAGE_EXPORT_WARM_START);
    assert_int_equal(needs_make(result, f.out, &standards, YEAR + 1, &needs, &err), -1);
    assert_int_equal(err.message, MESSAGE_EXPORT_NO_YEAR);
    result_close(result);
    result_fixture_free(&f);
}

/* Writes one line with these counts; returns its cells from need to rank. */
static void print_counts(struct result *result, const struct result_fixture *f,
                         const double counts[3], bool unmasked, char text[64])
{
    char path[160], line[512];
    struct error err;
    struct needs_line item = {.need = counts[0],
                              .met_service = counts[1],
                              .met_any = counts[2],
                              .shortfall = counts[0] - counts[2],
                              .rank = 2,
                              .access = 0.25};
    double point[3] = {KNOWN_OBSERVED, KNOWN_ASSUMED, KNOWN_ASSUMED};
    const struct needs needs = {.line = &item,
                                .count = 1,
                                .year = YEAR,
                                .precision = {.point = point, .products = 3}};
    const struct needs_options options = {
        .year = YEAR, .unmasked = unmasked, .language = LANGUAGE_EN};
    snprintf(path, sizeof path, "%s/ledger.csv", f->folder);
    assert_int_equal(needs_write(result, &needs, path, &options, &err), 0);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    assert_non_null(fgets(line, sizeof line, file));
    fclose(file);
    assert_int_equal(unlink(path), 0);
    const char *at = strstr(line, "full-day childcare,");
    assert_non_null(at);
    at += strlen("full-day childcare,");
    const char *end = strstr(at, ",0.25");
    assert_non_null(end);
    snprintf(text, 64, "%.*s", (int)(end - at), at);
}

/* None of the printed counts gives a masked one away. */
static void few_persons_are_masked_with_what_would_tell_them(void **state)
{
    static const struct {
        double counts[3]; /* need, met by service, met by any */
        const char *masked, *plain;
    } cases[] = {
        {{100, 30, 60}, "100,30,60,40,2", "100,30,60,40,2"},
        {{9, 9, 9}, "<10,<10,<10,<10,", "9,9,9,0,2"},
        {{100, 9, 60}, "100,<10,60,40,2", "100,9,60,40,2"},
        {{100, 3, 9}, "100,<10,<10,x,", "100,3,9,91,2"},
        {{100, 50, 97}, "100,50,x,<10,", "100,50,97,3,2"},
        {{100, 50, 100}, "100,50,x,<10,", "100,50,100,0,2"},
        {{10, 10, 10}, "10,10,x,<10,", "10,10,10,0,2"},
        {{9.5, 9.4, 9.4}, "10,<10,<10,<10,", "10,9,9,1,2"},
        /* Means of rows: what is printed subtracts, whatever was behind the point. */
        {{342.4, 188, 263.9}, "342,188,264,78,2", "342,188,264,78,2"},
        {{0, 0, 0}, "<10,<10,<10,<10,", "0,0,0,0,2"},
    };
    struct result_fixture f;
    struct result *result = start_result(&f);
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char text[64];
        print_counts(result, &f, cases[k].counts, false, text);
        assert_string_equal(text, cases[k].masked);
        print_counts(result, &f, cases[k].counts, true, text);
        assert_string_equal(text, cases[k].plain);
    }
    result_close(result);
    result_fixture_free(&f);
}

static void a_standard_of_the_very_type_stands_before_that_of_all(void **state)
{
    const struct standards standards = {
        .item = {{.type = STANDARDS_ALL, .product = 1, .line = 4},
                 {.type = 3, .product = 1, .line = 5},
                 {.type = 3, .product = STANDARDS_ALL, .line = 6}},
        .count = 3};
    (void)state;
    assert_int_equal(standards_find(&standards, 3, 1)->line, 5);
    assert_int_equal(standards_find(&standards, 2, 1)->line, 4);
    assert_int_equal(standards_find(&standards, 3, STANDARDS_ALL)->line, 6);
    assert_null(standards_find(&standards, 2, STANDARDS_ALL));
    assert_null(standards_find(&standards, 3, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_gap_is_found_where_it_is),
        cmocka_unit_test(a_function_that_is_there_must_serve),
        cmocka_unit_test(the_cause_is_the_most_frequent_of_three_or_another),
        cmocka_unit_test(short_walks_are_withheld_where_positions_are_uncertain),
        cmocka_unit_test(a_year_of_the_warm_start_has_no_ledger),
        cmocka_unit_test(few_persons_are_masked_with_what_would_tell_them),
        cmocka_unit_test(a_standard_of_the_very_type_stands_before_that_of_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
