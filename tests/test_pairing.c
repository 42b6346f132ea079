/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

#include "analysis/pairing.h"
#include "support/result_fixture.h"

/* Two made-up results, each in a folder of its own. */
struct two {
    struct result_fixture a, b;
};

static int start(void **state)
{
    static struct two two;
    static char title[] = "另一情景";
    result_fixture_init(&two.a);
    result_fixture_init(&two.b);
    two.b.scenario.title_zh = title;
    *state = &two;
    return 0;
}

static int end(void **state)
{
    struct two *two = *state;
    result_fixture_free(&two->a);
    result_fixture_free(&two->b);
    return 0;
}

/* Writes a fixture whose scenario or city was changed, with so many rows. */
static void write_changed(struct result_fixture *f, int rows)
{
    result_layout_free(&f->layout);
    fixture_layout(f, rows);
    fixture_write_file(f);
}

static int open_two(struct two *two, struct pairing *pairing, struct error *err)
{
    char *paths[] = {two->a.out, two->b.out};
    write_changed(&two->a, two->a.layout.rows);
    write_changed(&two->b, two->b.layout.rows);
    return pairing_open(pairing, paths, 2, err);
}

/* That the pair is refused, with these words in the message. */
static void refuse(struct two *two, enum message message, const char *words)
{
    struct pairing pairing;
    struct error err = {0};
    assert_int_equal(open_two(two, &pairing, &err), -1);
    if (err.message != message || strstr(err.en, words) == NULL)
        fail_msg("%s", err.en);
    assert_int_equal(pairing.file_count, 0);
}

static void rows_pair_by_seed_wherever_they_stand(void **state)
{
    struct two *two = *state;
    struct pairing pairing;
    struct error err = {0};
    two->a.layout.rows = 3; /* seeds 2385, 2386, 2387 */
    two->b.layout.rows = 2;
    two->b.scenario.seed = 2386; /* seeds 2386, 2387 */
    if (open_two(two, &pairing, &err) != 0)
        fail_msg("%s", err.en);
    assert_int_equal(pairing.row_count, 2);
    assert_int_equal(pairing.draws, 1);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pairing.rows[i].seed, 2386 + i);
        assert_int_equal(pairing.rows[i].at[0], 1 + i);
        assert_int_equal(pairing.rows[i].at[1], i);
    }
    assert_int_equal(pairing.lone_count, 1);
    assert_int_equal(pairing.lone[0].file, 0);
    assert_int_equal(pairing.lone[0].row, 0);
    assert_int_equal(pairing.lone[0].seed, 2385);
    assert_string_equal(pairing_summary(&pairing, 1)->title_zh, "另一情景");
    pairing_close(&pairing);
    pairing_close(&pairing);
}

static void files_without_a_common_row_are_refused(void **state)
{
    struct two *two = *state;
    two->b.scenario.seed = 9001;
    refuse(two, MESSAGE_COMPARE_NO_ROWS, two->b.out);
}

static void the_same_results_twice_are_refused(void **state)
{
    struct two *two = *state;
    two->b.scenario.title_zh = two->a.scenario.title_zh;
    refuse(two, MESSAGE_COMPARE_TWICE, "give each file once");
}

static void another_city_is_refused(void **state)
{
    struct two *two = *state;
    snprintf(two->b.city.name_en, NAME_SIZE, "Shenzhen");
    refuse(two, MESSAGE_COMPARE_CITY, "of Shenzhen");
}

static void other_communities_are_refused(void **state)
{
    struct two *two = *state;
    two->b.communities[3].code++;
    refuse(two, MESSAGE_COMPARE_COMMUNITIES, "other communities");
    two->b.communities[3].code--;
    two->b.communities[2].reported = true;
    refuse(two, MESSAGE_COMPARE_COMMUNITIES, "other communities");
}

static void another_population_is_refused(void **state)
{
    struct two *two = *state;
    two->b.scenario.population_seed = 18;
    refuse(two, MESSAGE_COMPARE_DIFFERS, "'population_seed' 17");
    two->b.scenario.population_seed = 17;
    two->b.scenario.agents = 4001;
    refuse(two, MESSAGE_COMPARE_DIFFERS, "'agents' 0");
}

static void other_months_are_refused(void **state)
{
    struct two *two = *state;
    two->b.scenario.until = month_of(2023, 12);
    refuse(two, MESSAGE_COMPARE_MONTHS, "2023-12");
    two->b.scenario.until = month_of(2022, 12);
    two->b.scenario.from = month_of(2021, 2);
    refuse(two, MESSAGE_COMPARE_MONTHS, "2021-02");
}

static void what_is_no_result_is_refused_with_nothing_left_open(void **state)
{
    struct two *two = *state;
    struct pairing pairing;
    struct error err = {0};
    char *paths[] = {two->a.out, two->b.out};
    write_changed(&two->a, 2);
    assert_int_equal(pairing_open(&pairing, paths, 2, &err), -1);
    assert_int_equal(err.message, MESSAGE_FILE_MISSING);
    fixture_spill(two->b.out, "no results", 10);
    assert_int_equal(pairing_open(&pairing, paths, 2, &err), -1);
    assert_int_equal(err.message, MESSAGE_RESULT_NOT_LINLI);
    assert_null(pairing.files[0].result);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)
    const struct CMUnitTest tests[] = {
        TEST(rows_pair_by_seed_wherever_they_stand),
        TEST(files_without_a_common_row_are_refused),
        TEST(the_same_results_twice_are_refused),
        TEST(another_city_is_refused),
        TEST(other_communities_are_refused),
        TEST(another_population_is_refused),
        TEST(other_months_are_refused),
        TEST(what_is_no_result_is_refused_with_nothing_left_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
