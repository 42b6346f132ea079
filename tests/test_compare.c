/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A whole comparison of made-up results with services. tests/test_compare.sh runs the
 * command on simulated ones. */
#include "analysis/compare.h"
#include "support/result_fixture.h"

/* Two results with services, from 2021-03 to 2024-12, and a comparison of them. */
struct two {
    struct result_fixture a, b;
    struct compare compare;
};

static void start_fixture(struct result_fixture *f, bool services)
{
    result_fixture_init(f);
    f->scenario.until = month_of(2024, 12);
    if (services)
        result_fixture_add_services(f);
    result_layout_free(&f->layout);
    fixture_layout(f, 6);
}

static int start(void **state)
{
    static struct two two;
    static char title[] = "另一情景";
    start_fixture(&two.a, true);
    start_fixture(&two.b, true);
    two.b.scenario.title_zh = title;
    *state = &two;
    return 0;
}

static int end(void **state)
{
    struct two *two = *state;
    compare_free(&two->compare);
    result_fixture_free(&two->a);
    result_fixture_free(&two->b);
    return 0;
}

/* Writes a fixture as it stands now, and compares. */
static struct compare *compare_two(struct two *two)
{
    char *paths[] = {two->a.out, two->b.out};
    struct result_fixture *fixtures[] = {&two->a, &two->b};
    struct error err = {0};
    for (int i = 0; i < 2; i++) {
        result_layout_free(&fixtures[i]->layout);
        fixture_layout(fixtures[i], 6);
        fixture_write_file(fixtures[i]);
    }
    if (compare_files(&two->compare, paths, 2, (struct compare_window){-1, -1}, &err) !=
        0)
        fail_msg("%s", err.en);
    return &two->compare;
}

static char *page_of(const struct compare *compare, enum language language)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    compare_page(out, compare, language);
    assert_int_equal(fclose(out), 0);
    return text;
}

static int count_of(const char *text, const char *words)
{
    int count = 0;
    while ((text = strstr(text, words)) != NULL) {
        text += strlen(words);
        count++;
    }
    return count;
}

static void files_with_services_are_judged_by_services(void **state)
{
    const struct compare *compare = compare_two(*state);
    assert_int_equal(compare->set, HEADLINE_SERVICES);
    assert_int_equal(compare->headline_count, 8);
    assert_int_equal(compare->bar_count, OUTCOMES);
    assert_int_equal(compare->years.first, 2024);
    assert_int_equal(compare->years.count, 1);
    char *page = page_of(compare, LANGUAGE_ZH);
    assert_int_equal(count_of(page, "role=\"img\""), 3);
    assert_int_equal(count_of(page, "不要读取单个社区的数字（合成：计时托）"), 1);
    assert_int_equal(count_of(page, "不知晓</text>"), 1);
    free(page);
}

/* Only where all files have books. */
static void files_with_books_are_judged_by_money_too(void **state)
{
    struct two *two = *state;
    free(two->a.catalogue);
    free(two->b.catalogue);
    result_fixture_add_books(&two->a);
    result_fixture_add_books(&two->b);
    const struct compare *compare = compare_two(two);
    assert_int_equal(compare->set, HEADLINE_BOOKS);
    assert_int_equal(compare->headline_count, 11);
    assert_string_equal(compare->headline[0].key, "need_met_any");
    assert_string_equal(compare->headline[8].key, "margin");
    assert_int_equal(compare->bar_count, OUTCOMES);
    char *page = page_of(compare, LANGUAGE_EN);
    assert_int_equal(count_of(page, "role=\"img\""), 3);
    assert_true(count_of(page, "public money per need met") > 0);
    free(page);
}

static void files_of_which_one_lacks_books_are_judged_by_services(void **state)
{
    struct two *two = *state;
    free(two->b.catalogue);
    result_fixture_add_books(&two->b);
    assert_int_equal(compare_two(two)->set, HEADLINE_SERVICES);
}

/* Both follow the same rule, so that nothing differs, and nothing may be found. */
static void equal_numbers_are_said_to_be_identical(void **state)
{
    const struct compare *compare = compare_two(*state);
    for (int i = 0; i < compare->headline_count; i++) {
        assert_int_equal(compare->value[1][i].verb, COMPARE_SAME);
        assert_true(compare->value[1][i].difference.mean == 0.0);
    }
    char *page = page_of(compare, LANGUAGE_EN);
    assert_int_equal(count_of(page, " raises "), 0);
    assert_int_equal(count_of(page, " lowers "), 0);
    assert_true(count_of(page, "no clear difference to any of the 8") > 0);
    free(page);
}

/* Rows of other seeds stand elsewhere, and the rule tells rows apart: each pair differs
 * by the same two steps. */
static void a_difference_is_that_of_the_paired_rows(void **state)
{
    struct two *two = *state;
    two->b.scenario.seed = two->a.scenario.seed - 1;
    const struct compare *compare = compare_two(two);
    assert_int_equal(compare->pairing.row_count, 5);
    assert_int_equal(compare->pairing.lone_count, 2);
    const struct compare_value *any = &compare->value[1][0];
    /* Row r of the base is row r + 1 of the other: 1000003 more, in eighths, as percent. */
    assert_true(fabs(any->difference.mean - 1000003.0 / 8.0 * 100.0) < 1e-3);
    assert_int_equal(any->verb, COMPARE_RAISES);
    char *left_out = compare_left_out(compare, LANGUAGE_EN);
    assert_non_null(strstr(left_out, "2 rows: row 0"));
    free(left_out);
}

static void one_file_without_services_leaves_the_residents(void **state)
{
    struct two *two = *state;
    result_fixture_free(&two->b);
    start_fixture(&two->b, false);
    const struct compare *compare = compare_two(two);
    assert_int_equal(compare->set, HEADLINE_DEMOGRAPHY);
    char *intro = compare_intro(compare, LANGUAGE_EN);
    assert_non_null(strstr(intro, "Files without services: 1"));
    free(intro);
}

static void no_whole_year_behind_the_warm_start_is_refused(void **state)
{
    struct two *two = *state;
    char *paths[] = {two->a.out, two->b.out};
    struct error err = {0};
    fixture_write_file(&two->a);
    fixture_write_file(&two->b);
    const struct compare_window early = {month_of(2021, 3), month_of(2023, 12)};
    assert_int_equal(compare_files(&two->compare, paths, 2, early, &err), -1);
    assert_int_equal(err.message, MESSAGE_COMPARE_WINDOW);
    assert_null(two->compare.band);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)
    const struct CMUnitTest tests[] = {
        TEST(files_with_services_are_judged_by_services),
        TEST(files_with_books_are_judged_by_money_too),
        TEST(files_of_which_one_lacks_books_are_judged_by_services),
        TEST(equal_numbers_are_said_to_be_identical),
        TEST(a_difference_is_that_of_the_paired_rows),
        TEST(one_file_without_services_leaves_the_residents),
        TEST(no_whole_year_behind_the_warm_start_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
