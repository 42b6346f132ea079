/* SPDX-License-Identifier: MIT
 * Copyright the Linli authors */

/* Scenario files in memory: what they mean, what is refused and where, what extends
 * what, and that the effective scenario means the same. */
#include "support/check.h"

#include "core/text.h"
#include "io/explain.h"
#include "io/scenario.h"
#include "io/scenario_parts.h"
#include "param/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Everything that is required; the cases add to it. */
#define BASE                                                               \
    "linli: 1\n"                                                           \
    "city: pack\n"                                                         \
    "demography: {mortality: d.csv, fertility: d.csv, sex_ratio: d.csv,\n" \
    "  care: d.csv, employment: d.csv, retirement: d.csv, marriage: d.csv}\n"

/* Lines of BASE. */
enum { BASE_LINES = 4, SETS_MAX = 4, FILES_MAX = 12 };

struct reading {
    struct inputs inputs;
    struct report report;
    struct scenario scenario;
    int status;
};

static void add(struct reading *reading, const char *path, const char *text)
{
    assert_int_equal(inputs_add(&reading->inputs, path, text, strlen(text), NULL), 0);
}

static void start(struct reading *reading)
{
    inputs_init(&reading->inputs);
    report_init(&reading->report);
    reading->inputs.sealed = true;
    add(reading, "s/pack/communities.csv", "code\n");
    add(reading, "s/d.csv", "year\n");
}

static void read_file(struct reading *reading, const char *path,
                      const char *const *sets, int count)
{
    reading->status = scenario_read(&reading->inputs, path, sets, count,
                                    &reading->scenario, &reading->report);
}

/* Reads one file that must be in order. */
static void read_good(struct reading *reading, const char *text)
{
    start(reading);
    add(reading, "s/a.yaml", text);
    read_file(reading, "s/a.yaml", NULL, 0);
    if (reading->status != 0)
        fail_msg("%d: %s", reading->report.errors[0].line,
                 reading->report.errors[0].en);
}

static void finish(struct reading *reading)
{
    if (reading->status == 0)
        scenario_free(&reading->scenario);
    report_free(&reading->report);
    inputs_free(&reading->inputs);
}

static double value_at(const struct reading *reading, enum parameter parameter,
                       int year, int number)
{
    return dated_at(&reading->scenario.parameters.value[parameter],
                    month_of(year, number));
}

static bool near(double a, double b)
{
    return a > b - 1e-12 && a < b + 1e-12;
}

static void values_are_read_by_their_declared_kind(void **state)
{
    struct reading reading;
    const struct scenario *scenario = &reading.scenario;

    (void)state;
    read_good(&reading, BASE "title: {zh: \"甲：乙\", en: a b}\n"
                             "districts: [越秀区, Haizhu]\n"
                             "rim: 350 m\nagents: 2.5 万人\nfrom: 2020年11月\n"
                             "until: 2031-03\nseed: 9007199254740991\npanel: 2.5 ‰\n");
    assert_string_equal(scenario->title_zh, "甲：乙");
    assert_string_equal(scenario->title_en, "a b");
    assert_string_equal(scenario->city, "s/pack");
    assert_string_equal(scenario->care, "s/d.csv");
    assert_string_equal(scenario->migration, "");
    assert_int_equal(scenario->districts.count, 2);
    assert_string_equal(scenario->districts.name[1], "Haizhu");
    assert_true(near(scenario->rim_km, 0.35));
    assert_int_equal(scenario->agents, 25000);
    assert_int_equal(scenario->from, month_of(2020, 11));
    assert_int_equal(scenario->until, month_of(2031, 3));
    assert_true(scenario->seed == INT64_C(9007199254740991));
    assert_int_equal(scenario->population_seed, 1);
    assert_true(near(scenario->panel_share, 0.0025));
    finish(&reading);
}

static void parameters_take_numbers_ranges_and_dates(void **state)
{
    struct reading reading;
    const struct parameters *parameters = &reading.scenario.parameters;

    (void)state;
    read_good(&reading,
              BASE "parameters:\n"
                   "  bear.level: {value: 1.04, low: 0.93, high: 1.21}\n"
                   "  couple: {gap_years: 27 个月, rate: 1.2 %/month}\n"
                   "  migrate:\n"
                   "    net_rate: {2021: 1.2 %/year, 2022-07: -0.3 %/year}\n");
    assert_true(near(value_at(&reading, PARAMETER_bear_level, 2030, 1), 1.04));
    assert_true(near(parameters->low[PARAMETER_bear_level], 0.93));
    assert_true(near(parameters->high[PARAMETER_bear_level], 1.21));
    assert_true(near(value_at(&reading, PARAMETER_couple_gap_years, 2030, 1), 2.25));
    assert_true(near(value_at(&reading, PARAMETER_couple_rate, 2030, 1), 0.144));
    assert_true(near(value_at(&reading, PARAMETER_migrate_net_rate, 2020, 12), 0.002));
    assert_true(near(value_at(&reading, PARAMETER_migrate_net_rate, 2022, 6), 0.012));
    assert_true(near(value_at(&reading, PARAMETER_migrate_net_rate, 2022, 7), -0.003));
    finish(&reading);
}

static void each_wrong_value_has_its_message_and_place(void **state)
{
    /* Appended to BASE; the line counts from the first line behind it. */
    static const struct {
        const char *text;
        enum message message;
        int line, column;
        const char *says; /* within the English text, or NULL */
    } cases[] = {
        {"agent: 5\n", MESSAGE_KEY_UNKNOWN_NEAR, 1, 1, "'agents'"},
        {"demography.mortalty: d.csv\n", MESSAGE_KEY_UNKNOWN_NEAR, 1, 1, "mortality"},
        {"completely: 5\n", MESSAGE_KEY_UNKNOWN, 1, 1, NULL},
        {"外围距离: 2 km\n", MESSAGE_KEY_LABEL, 1, 1, "'rim'"},
        {"parameters:\n  生育水平: 1\n", MESSAGE_KEY_LABEL, 2, 3, "'bear.level'"},
        {"bear.level: 1\n", MESSAGE_KEY_IS_PARAMETER, 1, 1, NULL},
        {"parameters: {rim: 2}\n", MESSAGE_KEY_IS_SETTING, 1, 14, NULL},
        {"parameters: {bear: {levle: 1}}\n", MESSAGE_KEY_UNKNOWN_NEAR, 1, 21,
         "'bear.level'"},
        {"parameters: 5\n", MESSAGE_VALUE_NOT_MAP, 1, 13, "a text"},
        {"title: x\n", MESSAGE_VALUE_NOT_MAP, 1, 8, NULL},
        {"title:\n", MESSAGE_VALUE_EMPTY, 1, 1, NULL},
        {"rim:\n", MESSAGE_VALUE_EMPTY, 1, 1, "'rim'"},
        {"rim: [1, 2]\n", MESSAGE_VALUE_NOT_TEXT, 1, 6, "a list"},
        {"districts: {a: b}\n", MESSAGE_VALUE_NOT_LIST, 1, 12, "a map"},
        {"districts: [[a]]\n", MESSAGE_VALUE_NOT_TEXT, 1, 13, NULL},
        {"rim: two\n", MESSAGE_NUMBER_SYNTAX, 1, 6, NULL},
        {"rim: .inf\n", MESSAGE_NUMBER_NOT_FINITE, 1, 6, NULL},
        {"agents: 10,000\n", MESSAGE_NUMBER_SEPARATOR, 1, 9, NULL},
        {"agents: １0\n", MESSAGE_NUMBER_FULLWIDTH, 1, 9, NULL},
        {"rim: 2\u3000km\n", MESSAGE_FULLWIDTH_SPACE, 1, 7, "U+3000"},
        {"agents: 2.385\n", MESSAGE_NUMBER_NOT_WHOLE, 1, 9, NULL},
        {"rim: 51 km\n", MESSAGE_OUT_OF_RANGE, 1, 6, "[0 km, 50 km]"},
        {"seed: -1\n", MESSAGE_OUT_OF_RANGE, 1, 7, "9007199254740991"},
        {"seed: 9007199254740992\n", MESSAGE_OUT_OF_RANGE, 1, 7, NULL},
        {"rim: 2 furlongs\n", MESSAGE_UNIT_UNKNOWN, 1, 8, "'furlongs'"},
        {"rim: 2 kn\n", MESSAGE_UNIT_UNKNOWN_NEAR, 1, 8, "'km'"},
        {"rim: \"3 元\"\n", MESSAGE_UNIT_KIND, 1, 9, "money"},
        {"from: 2020-13\n", MESSAGE_NOT_A_MONTH, 1, 7, NULL},
        {"until: 2020-11\n", MESSAGE_UNTIL_NOT_AFTER, 1, 8, NULL},
        {"demography.migration: e.csv\n", MESSAGE_FILE_NAMED_MISSING, 1, 23, "s/e.csv"},
        {"parameters: {bear.level: 10.5}\n", MESSAGE_OUT_OF_RANGE, 1, 26, "[0, 10]"},
        {"parameters: {populate.size_cv: {2024: 1}}\n", MESSAGE_NOT_DATED, 1, 33, NULL},
        {"parameters: {bear.level: {2024: 1, 2023: 1}}\n", MESSAGE_DATES_ORDER, 1, 36,
         "2024-01"},
        {"parameters: {bear.level: {2024: 1, 2024-01: 1}}\n", MESSAGE_DATES_ORDER, 1,
         36, NULL},
        {"parameters: {bear.level: {2024-13: 1}}\n", MESSAGE_NOT_A_MONTH, 1, 27, NULL},
        {"parameters: {bear.level: {vlaue: 1}}\n", MESSAGE_KEY_UNKNOWN_NEAR, 1, 27,
         "'value'"},
        {"parameters: {bear.level: {middle: 1}}\n", MESSAGE_KEY_UNKNOWN, 1, 27, NULL},
        {"parameters: {bear.level: {2024: x}}\n", MESSAGE_NUMBER_SYNTAX, 1, 33, NULL},
        {"parameters: {bear.level: {value: 1, low: 1.3}}\n", MESSAGE_RANGE_ORDER, 1, 42,
         NULL},
        {"parameters: {bear.level: {value: 1, low: 1.1, high: 2}}\n",
         MESSAGE_RANGE_WITHOUT, 1, 34, "[1.1, 2]"},
        {"parameters: {bear.level: {high: 11}}\n", MESSAGE_OUT_OF_RANGE, 1, 33, NULL},
        {"parameters: {bear.level: [1]}\n", MESSAGE_VALUE_NOT_TEXT, 1, 26, NULL},
        {"title.zh: a\ntitle: {zh: b}\n", MESSAGE_YAML_DUPLICATE, 2, 9, "line 5"},
        {"rim: 1\nrim: 2\n", MESSAGE_YAML_DUPLICATE, 2, 1, NULL},
        {"extends: [a]\n", MESSAGE_VALUE_NOT_TEXT, 1, 10, NULL},
        {"extends:\n", MESSAGE_VALUE_EMPTY, 1, 1, NULL},
        {"extends: a.yaml\n", MESSAGE_EXTENDS_CYCLE, 1, 10, "s/a.yaml"},
        {"extends: no.yaml\n", MESSAGE_FILE_MISSING, 1, 10, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct reading reading;
        const struct error *err;
        char text[1024];

        start(&reading);
        snprintf(text, sizeof(text), "%s%s", BASE, cases[i].text);
        add(&reading, "s/a.yaml", text);
        read_file(&reading, "s/a.yaml", NULL, 0);
        assert_int_equal(reading.status, -1);
        if (reading.report.count != 1)
            fail_msg("%s: %zu problems", cases[i].text, reading.report.count);
        err = &reading.report.errors[0];
        if (err->message != cases[i].message ||
            err->line != BASE_LINES + cases[i].line || err->column != cases[i].column ||
            (cases[i].says != NULL && strstr(err->en, cases[i].says) == NULL))
            fail_msg("%s: %s %d:%d %s", cases[i].text, error_code(err->message),
                     err->line - BASE_LINES, err->column, err->en);
        assert_string_equal(err->file, "s/a.yaml");
        finish(&reading);
    }
}

static void version_and_required_keys_must_be_given(void **state)
{
    struct reading reading;
    size_t missing = 0;

    (void)state;
    start(&reading);
    add(&reading, "s/a.yaml", "seed: 3\n");
    read_file(&reading, "s/a.yaml", NULL, 0);
    for (size_t i = 0; i < reading.report.count; i++)
        missing += reading.report.errors[i].message == MESSAGE_KEY_MISSING;
    assert_int_equal(missing, 8);
    assert_int_equal(reading.report.count, 9);
    assert_int_equal(reading.report.errors[8].message, MESSAGE_VERSION_MISSING);
    finish(&reading);

    start(&reading);
    add(&reading, "s/a.yaml", "linli: 2\ncity: \"\"\n");
    read_file(&reading, "s/a.yaml", NULL, 0);
    assert_int_equal(reading.report.count, 9);
    assert_int_equal(reading.report.errors[0].message, MESSAGE_VERSION_UNKNOWN);
    assert_int_equal(reading.report.errors[8].message, MESSAGE_KEY_MISSING);
    assert_int_equal(reading.report.errors[8].column, 7);
    finish(&reading);
}

static void all_problems_of_a_file_come_in_the_order_of_its_lines(void **state)
{
    static const enum message wanted[] = {
        MESSAGE_FULLWIDTH_COLON, MESSAGE_OUT_OF_RANGE,    MESSAGE_KEY_UNKNOWN_NEAR,
        MESSAGE_YAML_ANCHOR,     MESSAGE_NUMBER_SYNTAX,   MESSAGE_KEY_LABEL,
        MESSAGE_UNIT_KIND,       MESSAGE_FULLWIDTH_COMMA,
    };
    struct reading reading;

    (void)state;
    start(&reading);
    add(&reading, "s/a.yaml",
        BASE "rim：99 km\nsede: 1\nagents: &a x\n随机种子: 3\nparameters:\n"
             "  die.level: 2 %/year\ndistricts: [越秀区，海珠区]\n");
    read_file(&reading, "s/a.yaml", NULL, 0);
    assert_int_equal(reading.report.count, sizeof(wanted) / sizeof(wanted[0]));
    for (size_t i = 0; i < reading.report.count; i++)
        assert_int_equal(reading.report.errors[i].message, wanted[i]);
    finish(&reading);
}

static void the_caret_of_a_wrong_unit_stands_below_it_in_a_chinese_line(void **state)
{
    struct reading reading;
    char text[2048];

    (void)state;
    start(&reading);
    add(&reading, "s/a.yaml",
        BASE "title: {zh: 越秀区情景, en: x}\n"
             "parameters: {couple.gap_years: 0.4 万元/床}\n");
    read_file(&reading, "s/a.yaml", NULL, 0);
    assert_int_equal(reading.report.count, 1);
    error_format(&reading.report.errors[0], LANGUAGE_ZH, text, sizeof(text));
    assert_non_null(strstr(text, "s/a.yaml:6:36: S219: "));
    assert_non_null(strstr(text, "0.4 万元/床}\n"
                                 "                                     ^~~~~~~\n"));
    assert_non_null(strstr(text, "金额/床位"));
    finish(&reading);
}

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
    };
    struct report report;
    struct yaml yaml;
    struct yaml_node *root[3], *list, *merged;

    (void)state;
    report_init(&report);
    yaml_open(&yaml, &report);
    for (int i = 0; i < 3; i++)
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
    scenario_merge(&yaml, merged, root[2]);
    assert_int_equal(report.count, 1);
    assert_int_equal(report.errors[0].message, MESSAGE_LIST_ID);
    yaml_close(&yaml);
    report_free(&report);
}

static void sets_do_what_a_file_does(void **state)
{
    static const char *const good[SETS_MAX] = {
        "bear.level=1.07", "parameters.migrate.net_rate={2024: 1 %/year}",
        "districts=[越秀区, 海珠区]", "demography.care=s/d.csv"};
    static const char *const bad[SETS_MAX] = {"bear.levle=1", "rim=2 元", "seed",
                                              "随机种子=3"};
    struct reading reading;

    (void)state;
    start(&reading);
    add(&reading, "s/a.yaml", BASE);
    read_file(&reading, "s/a.yaml", good, SETS_MAX);
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
    read_file(&reading, "s/a.yaml", bad, SETS_MAX);
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

static void broken_encodings_and_missing_files_are_told(void **state)
{
    struct reading reading;

    (void)state;
    start(&reading);
    add(&reading, "s/a.yaml", "city: \xB9\xE3\xD6\xDD\n");
    read_file(&reading, "s/a.yaml", NULL, 0);
    assert_int_equal(reading.report.count, 1);
    assert_int_equal(reading.report.errors[0].message, MESSAGE_IS_GB18030);
    finish(&reading);

    start(&reading);
    read_file(&reading, "s/none.yaml", NULL, 0);
    assert_int_equal(reading.report.count, 1);
    assert_int_equal(error_status(reading.report.errors[0].message), EXIT_NO_INPUT);
    finish(&reading);
}

static void more_dates_than_fit_are_refused_once(void **state)
{
    struct reading reading;
    char text[4096] = BASE "parameters:\n  bear.level:\n";

    (void)state;
    for (int i = 0; i < DATED_STEPS + 3; i++)
        snprintf(text + strlen(text), sizeof(text) - strlen(text), "    %d: 1.1\n",
                 2000 + i);
    start(&reading);
    add(&reading, "s/a.yaml", text);
    read_file(&reading, "s/a.yaml", NULL, 0);
    assert_int_equal(reading.report.count, 1);
    assert_int_equal(reading.report.errors[0].message, MESSAGE_DATES_MANY);
    finish(&reading);
}

static void explain_finds_keys_labels_and_groups(void **state)
{
    static const struct {
        const char *key, *says;
    } cases[] = {
        {"bear.level", "生育水平"}, {"生育水平", "bear.level"},
        {"外围距离", "50 km"},      {"migrate", "migrate.move_rate"},
        {"city", "must be given"},  {"parameters.register.rate", "0.004/year"},
    };
    struct error err;
    char *text;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(explain_key(cases[i].key, LANGUAGE_EN, &text, &err), 0);
        assert_non_null(strstr(text, cases[i].says));
        free(text);
    }
    assert_int_equal(explain_key("bear.levle", LANGUAGE_EN, &text, &err), -1);
    assert_int_equal(err.message, MESSAGE_EXPLAIN_NEAR);
    assert_non_null(strstr(err.en, "bear.level"));
    assert_int_equal(explain_key("quite unknown", LANGUAGE_EN, &text, &err), -1);
    assert_int_equal(err.message, MESSAGE_EXPLAIN_UNKNOWN);
    text = explain_list(LANGUAGE_ZH);
    for (int i = 0; i < PARAMETERS; i++)
        assert_non_null(strstr(text, parameter_info[i].zh));
    free(text);
}

static void show_names_the_line_of_each_value(void **state)
{
    struct reading reading;
    char *text;

    (void)state;
    read_good(&reading, BASE "rim: 1.37 km\nparameters:\n"
                             "  migrate.net_rate:\n    2021-05: 1.2 %/year\n");
    text = explain_scenario(&reading.scenario, LANGUAGE_EN);
    assert_non_null(strstr(text, "s/a.yaml:5\n"));
    assert_non_null(strstr(text, "from 2021-05"));
    assert_non_null(strstr(text, "s/a.yaml:8\n"));
    free(text);
    finish(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_read_by_their_declared_kind),
        cmocka_unit_test(parameters_take_numbers_ranges_and_dates),
        cmocka_unit_test(each_wrong_value_has_its_message_and_place),
        cmocka_unit_test(version_and_required_keys_must_be_given),
        cmocka_unit_test(all_problems_of_a_file_come_in_the_order_of_its_lines),
        cmocka_unit_test(the_caret_of_a_wrong_unit_stands_below_it_in_a_chinese_line),
        cmocka_unit_test(extends_lays_one_file_over_the_other),
        cmocka_unit_test(extends_goes_eight_levels_deep_and_no_deeper),
        cmocka_unit_test(lists_of_items_with_id_merge_by_id),
        cmocka_unit_test(sets_do_what_a_file_does),
        cmocka_unit_test(the_effective_scenario_means_the_same),
        cmocka_unit_test(broken_encodings_and_missing_files_are_told),
        cmocka_unit_test(more_dates_than_fit_are_refused_once),
        cmocka_unit_test(explain_finds_keys_labels_and_groups),
        cmocka_unit_test(show_names_the_line_of_each_value),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
