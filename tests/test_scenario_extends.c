/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What extends what, `--set`, and that the effective scenario means the same. */
#include "support/scenario.h"

#include "io/scenario_parts.h"

#include <stdlib.h>

static void extends_lays_one_file_over_the_other(void **state)
{
    struct reading reading;

    (void)state;
    start(&reading);
    add(&reading, "s/base.yaml",
        BASE "title: {zh: 甲, en: a}\ndistricts: [a, b, c]\nrim: 3 km\nparameters:\n"
             "  migrate.net_rate: {2020: 0.02, 2021: 0.03, 2024: 0.04}\n"
             "  bear.level: {value: 1.1, low: 0.9, high: 1.3}\n"
             "  die.level: {value: 1.1, low: 0.9, high: 1.3}\n  work.level: 0.95\n");
    add(&reading, "s/sub/a.yaml",
        "linli: 1\nextends: ../base.yaml\ntitle.en: b\ndistricts: [d]\nparameters:\n"
        "  migrate: {net_rate: {2022: 0.01}}\n  bear.level: {value: 1.2}\n"
        "  die.level: 1.4\n  work.level: {2025: 0.97}\n");
    read_file(&reading, "s/sub/a.yaml", NULL, 0);
    assert_int_equal(reading.status, 0);
    assert_string_equal(reading.scenario.title_zh, "甲");
    assert_string_equal(reading.scenario.title_en, "b");
    assert_int_equal(reading.scenario.districts.count, 1);
    assert_true(near(reading.scenario.rim_km, 3));
    assert_string_equal(reading.scenario.city, "s/pack");
    /* The base's schedule holds before the first date given here, and no later. */
    assert_true(near(value_at(&reading, PARAMETER_migrate_net_rate, 2021, 12), 0.03));
    assert_true(near(value_at(&reading, PARAMETER_migrate_net_rate, 2022, 1), 0.01));
    assert_true(near(value_at(&reading, PARAMETER_migrate_net_rate, 2030, 1), 0.01));
    assert_true(near(value_at(&reading, PARAMETER_bear_level, 2030, 1), 1.2));
    assert_true(near(reading.scenario.parameters.high[PARAMETER_bear_level], 1.3));
    /* A scalar replaces the whole map, and with it the range. */
    assert_true(near(value_at(&reading, PARAMETER_die_level, 2030, 1), 1.4));
    assert_true(near(reading.scenario.parameters.high[PARAMETER_die_level],
                     parameter_info[PARAMETER_die_level].high));
    assert_true(near(value_at(&reading, PARAMETER_work_level, 2024, 12), 0.95));
    assert_true(near(value_at(&reading, PARAMETER_work_level, 2025, 1), 0.97));
    assert_string_equal(reading.scenario.setting_origin[SETTING_rim_km].file,
                        "s/base.yaml");
    assert_int_equal(reading.scenario.setting_origin[SETTING_title_en].line, 3);
    assert_string_equal(reading.scenario.setting_origin[SETTING_seed].file, "");
    assert_int_equal(
        reading.scenario.parameter_origin[PARAMETER_migrate_net_rate][3].line, 6);
    finish(&reading);
}

/* A chain of `count` files that extend one another. */
static void read_chain(struct reading *reading, int count)
{
    start(reading);
    for (int i = 0; i < count; i++) {
        char path[32], text[1024];

        snprintf(path, sizeof(path), "s/%d.yaml", i);
        snprintf(text, sizeof(text), "%sseed: %d\n", BASE, 100 + i);
        if (i + 1 < count)
            snprintf(text, sizeof(text), "linli: 1\nextends: %d.yaml\n", i + 1);
        add(reading, path, text);
    }
    read_file(reading, "s/0.yaml", NULL, 0);
}

static void extends_goes_eight_levels_deep_and_no_deeper(void **state)
{
    struct reading reading;

    (void)state;
    read_chain(&reading, 9);
    assert_int_equal(reading.status, 0);
    assert_int_equal(reading.scenario.seed, 108);
    finish(&reading);
    read_chain(&reading, 10);
    assert_int_equal(reading.status, -1);
    assert_int_equal(reading.report.count, 1);
    assert_int_equal(reading.report.errors[0].message, MESSAGE_EXTENDS_DEEP);
    assert_string_equal(reading.report.errors[0].file, "s/8.yaml");
    finish(&reading);
}

static void lists_of_items_with_id_merge_by_id(void **state)
{
    static const char *const texts[] = {
        "list: [{id: a, x: 1, y: 2}, {id: b, x: 3}]\nplain: [1, 2]\n",
        "list: [{id: c, x: 9}, {id: a, x: 5}]\nplain: [7]\n",
        "list: [{id: a, x: 5}, {id: a, x: 6}]\n",
        "list: [{x: 4}, {id: a, x: 8}]\n",
        "list: [{id: a, x: 5}]\n",
        "list: []\n",
        "list: [{id: a, x: 5}]\n",
    };
    enum { TEXTS = sizeof texts / sizeof *texts };
    struct report report;
    struct yaml yaml;
    struct yaml_node *root[TEXTS], *list, *merged;

    (void)state;
    report_init(&report);
    yaml_open(&yaml, &report);
    for (int i = 0; i < TEXTS; i++)
        assert_int_equal(
            yaml_read(&yaml, "a.yaml", texts[i], strlen(texts[i]), &root[i]), 0);
    merged = scenario_merge(&yaml, root[0], root[1]);
    list = yaml_find(merged, "list");
    assert_string_equal(yaml_find(list->first, "id")->text, "a");
    assert_string_equal(yaml_find(list->first, "x")->text, "5");
    assert_string_equal(yaml_find(list->first, "y")->text, "2");
    assert_string_equal(yaml_find(list->first->next, "x")->text, "3");
    assert_string_equal(yaml_find(list->last, "id")->text, "c");
    assert_ptr_equal(list->first->next->next, list->last);
    assert_string_equal(yaml_find(merged, "plain")->first->text, "7");
    assert_int_equal(report.count, 0);
    /* Items without an id are added; an empty list drops all. */
    merged = scenario_merge(&yaml, merged, root[3]);
    list = yaml_find(merged, "list");
    assert_string_equal(yaml_find(list->first, "x")->text, "8");
    assert_string_equal(yaml_find(list->last, "x")->text, "4");
    assert_null(yaml_find(list->last, "id"));
    assert_string_equal(yaml_find(list->first->next->next, "id")->text, "c");
    assert_null(yaml_find(scenario_merge(&yaml, root[4], root[5]), "list")->first);
    assert_int_equal(report.count, 0);
    scenario_merge(&yaml, root[6], root[2]);
    assert_int_equal(report.count, 1);
    assert_int_equal(report.errors[0].message, MESSAGE_LIST_ID);
    yaml_close(&yaml);
    report_free(&report);
}

static void sets_do_what_a_file_does(void **state)
{
    static const char *const good[] = {
        "bear.level=1.07", "parameters.migrate.net_rate={2024: 1 %/year}",
        "districts=[越秀区, 海珠区]", "demography.care=s/d.csv"};
    static const char *const bad[] = {"bear.levle=1", "rim=2 元", "seed", "随机种子=3"};
    struct reading reading;

    (void)state;
    start(&reading);
    add(&reading, "s/a.yaml", BASE);
    read_file(&reading, "s/a.yaml", good, 4);
    assert_int_equal(reading.status, 0);
    assert_true(near(value_at(&reading, PARAMETER_bear_level, 2030, 1), 1.07));
    assert_true(near(value_at(&reading, PARAMETER_migrate_net_rate, 2024, 1), 0.01));
    assert_int_equal(reading.scenario.districts.count, 2);
    assert_string_equal(reading.scenario.care, "s/d.csv");
    assert_string_equal(reading.scenario.setting_origin[SETTING_districts].file,
                        "--set");
    finish(&reading);

    start(&reading);
    add(&reading, "s/a.yaml", BASE);
    read_file(&reading, "s/a.yaml", bad, 4);
    assert_int_equal(reading.report.count, 4);
    for (size_t i = 0; i < 4; i++) {
        const struct error *err = &reading.report.errors[i];

        if (err->message == MESSAGE_UNIT_KIND)
            assert_int_equal(err->column, 7);
        else
            assert_true(err->message == MESSAGE_KEY_UNKNOWN_NEAR ||
                        err->message == MESSAGE_SET_FORM ||
                        err->message == MESSAGE_KEY_LABEL);
    }
    finish(&reading);
}

static void the_effective_scenario_means_the_same(void **state)
{
    struct reading reading;
    char *first, *second;

    (void)state;
    read_good(&reading,
              BASE "title: {zh: \"引号\\\"与\\\\反斜杠\", en: \"two\\nlines\"}\n"
                   "districts: [越秀区, \"a, b\"]\nrim: 1.37 km\npanel: 3.1 ‰\n"
                   "parameters:\n  bear.level: 2.385\n"
                   "  die.level: {value: 1.04, low: 0.93, high: 1.21, 2026-05: 1.1}\n"
                   "  migrate.net_rate: {2021: 1.2 %/year, 2022-07: -0.3 %/month}\n");
    first = scenario_effective(&reading.scenario);
    assert_non_null(first);
    finish(&reading);

    inputs_init(&reading.inputs);
    report_init(&reading.report);
    reading.inputs.sealed = true;
    add(&reading, "s/pack/communities.csv", "code\n");
    add(&reading, "s/d.csv", "year\n");
    add(&reading, "effective.yaml", first);
    read_file(&reading, "effective.yaml", NULL, 0);
    if (reading.status != 0)
        fail_msg("%d: %s", reading.report.errors[0].line, reading.report.errors[0].en);
    assert_true(near(value_at(&reading, PARAMETER_bear_level, 2030, 1), 2.385));
    assert_true(near(value_at(&reading, PARAMETER_die_level, 2026, 5), 1.1));
    second = scenario_effective(&reading.scenario);
    assert_string_equal(first, second);
    finish(&reading);
    free(first);
    free(second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(extends_lays_one_file_over_the_other),
        cmocka_unit_test(extends_goes_eight_levels_deep_and_no_deeper),
        cmocka_unit_test(lists_of_items_with_id_merge_by_id),
        cmocka_unit_test(sets_do_what_a_file_does),
        cmocka_unit_test(the_effective_scenario_means_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
