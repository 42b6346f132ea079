/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Scenario files in memory: what they mean, what is refused and where. */
#include "support/scenario.h"

#include "core/text.h"
#include "param/settings.h"

#include <stdlib.h>

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

/* Appended to BASE; the line counts from the first line behind it. */
static const struct {
    const char *text;
    enum message message;
    int line, column;
    const char *says; /* within the English text, or NULL */
} wrong[] = {
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
    {"parameters: {bear.level: {2024: 1, 2024-01: 1}}\n", MESSAGE_DATES_ORDER, 1, 36,
     NULL},
    {"parameters: {bear.level: {2024-13: 1}}\n", MESSAGE_NOT_A_MONTH, 1, 27, NULL},
    {"parameters: {bear.level: {vlaue: 1}}\n", MESSAGE_KEY_UNKNOWN_NEAR, 1, 27,
     "'value'"},
    {"parameters: {bear.level: {middle: 1}}\n", MESSAGE_KEY_UNKNOWN, 1, 27, NULL},
    {"parameters: {bear.level: {2024: x}}\n", MESSAGE_NUMBER_SYNTAX, 1, 33, NULL},
    {"parameters: {bear.level: {value: 1, low: 1.3}}\n", MESSAGE_RANGE_ORDER, 1, 42,
     NULL},
    {"parameters: {bear.level: {value: 1, low: 1.1, high: 2}}\n", MESSAGE_RANGE_WITHOUT,
     1, 34, "[1.1, 2]"},
    {"parameters: {bear.level: {high: 11}}\n", MESSAGE_OUT_OF_RANGE, 1, 33, NULL},
    {"parameters: {bear.level: [1]}\n", MESSAGE_VALUE_NOT_TEXT, 1, 26, NULL},
    {"title.zh: a\ntitle: {zh: b}\n", MESSAGE_YAML_DUPLICATE, 2, 9, "line 5"},
    {"rim: 1\nrim: 2\n", MESSAGE_YAML_DUPLICATE, 2, 1, NULL},
    {"extends: [a]\n", MESSAGE_VALUE_NOT_TEXT, 1, 10, NULL},
    {"extends:\n", MESSAGE_VALUE_EMPTY, 1, 1, NULL},
    {"extends: a.yaml\n", MESSAGE_EXTENDS_CYCLE, 1, 10, "s/a.yaml"},
    {"extends: no.yaml\n", MESSAGE_FILE_MISSING, 1, 10, NULL},
};

static void each_wrong_value_has_its_message_and_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct reading reading;
        const struct error *err;
        char text[1024];

        start(&reading);
        snprintf(text, sizeof(text), "%s%s", BASE, wrong[i].text);
        add(&reading, "s/a.yaml", text);
        read_file(&reading, "s/a.yaml", NULL, 0);
        assert_int_equal(reading.status, -1);
        if (reading.report.count != 1)
            fail_msg("%s: %zu problems", wrong[i].text, reading.report.count);
        err = &reading.report.errors[0];
        if (err->message != wrong[i].message ||
            err->line != BASE_LINES + wrong[i].line || err->column != wrong[i].column ||
            (wrong[i].says != NULL && strstr(err->en, wrong[i].says) == NULL))
            fail_msg("%s: %s %d:%d %s", wrong[i].text, error_code(err->message),
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_read_by_their_declared_kind),
        cmocka_unit_test(parameters_take_numbers_ranges_and_dates),
        cmocka_unit_test(each_wrong_value_has_its_message_and_place),
        cmocka_unit_test(version_and_required_keys_must_be_given),
        cmocka_unit_test(all_problems_of_a_file_come_in_the_order_of_its_lines),
        cmocka_unit_test(the_caret_of_a_wrong_unit_stands_below_it_in_a_chinese_line),
        cmocka_unit_test(broken_encodings_and_missing_files_are_told),
        cmocka_unit_test(more_dates_than_fit_are_refused_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
