/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Text as people see it, and how problems are rendered. */
#include "support/check.h"

#include "core/error.h"
#include "core/text.h"

#include <string.h>

static void text_check_accepts_utf8_with_byte_order_mark(void **state)
{
    const char text[] = "\xEF\xBB\xBF越秀区: 1\n";

    (void)state;
    assert_int_equal(text_check("a.yaml", text, sizeof(text) - 1, NULL), 0);
    assert_int_equal(text_bom(text, sizeof(text) - 1), 3);
    assert_int_equal(text_bom("\xEF\xBB", 2), 0);
    assert_int_equal(text_check("a.yaml", "", 0, NULL), 0);
}

static void text_check_recognises_gb18030_and_prints_the_command(void **state)
{
    const char text[] = "city: \xB9\xE3\xD6\xDD\n"; /* 广州 */
    struct error err;

    (void)state;
    assert_int_equal(text_check("gz.yaml", text, sizeof(text) - 1, &err), -1);
    assert_int_equal(err.message, MESSAGE_IS_GB18030);
    assert_non_null(strstr(err.en, "iconv -f GB18030 -t UTF-8 'gz.yaml'"));
    assert_non_null(strstr(err.zh, "iconv -f GB18030 -t UTF-8 'gz.yaml'"));
}

static void text_check_tells_the_offset_of_what_is_no_text(void **state)
{
    struct error err;

    (void)state;
    assert_int_equal(text_check("a", "ab\xFF\xFF", 4, &err), -1);
    assert_int_equal(err.message, MESSAGE_NOT_UTF8);
    assert_non_null(strstr(err.en, "offset 2"));
    assert_int_equal(text_check("a", "abc\0d", 5, &err), -1);
    assert_int_equal(err.message, MESSAGE_HAS_NUL);
    assert_non_null(strstr(err.en, "offset 3"));
}

static void text_width_counts_wide_characters_twice(void **state)
{
    const char text[] = "a越：b";

    (void)state;
    assert_int_equal(text_width(text, strlen(text)), 6);
    assert_int_equal(text_length(text, strlen(text)), 4);
}

static void text_nearest_finds_slips_and_refuses_strangers(void **state)
{
    static const char *const names[] = {"fertility", "mortality", "until", "外围距离"};
    static const struct {
        const char *word;
        int nearest;
    } cases[] = {
        {"fertilty", 0}, {"mortaltiy", 1}, {"utnil", 2}, {"Until", 2}, {"外围距里", 3},
        {"xyz", -1},     {"morality", 1},  {"", -1},     {"fert", -1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(text_nearest(cases[i].word, names, 4), cases[i].nearest);
}

static void text_same_ignores_case_of_ascii_only(void **state)
{
    (void)state;
    assert_true(text_same("KM", "km"));
    assert_false(text_same("km", "km2"));
    assert_false(text_same("É", "é"));
}

static void error_format_puts_the_caret_below_wide_characters(void **state)
{
    const char line[] = "标题：广州";
    struct error err;
    char text[1024];

    (void)state;
    error_set(&err, MESSAGE_FULLWIDTH_COLON, "标题");
    error_at(&err, "a.yaml", 7, 3);
    error_quote(&err, line, strlen(line), 1);
    error_format(&err, LANGUAGE_ZH, text, sizeof(text));
    assert_non_null(strstr(text, "a.yaml:7:3: S111: "));
    assert_non_null(strstr(text, "\n  标题：广州\n      ^~\n"));
}

static void error_at_keeps_the_place_already_there(void **state)
{
    struct error err;

    (void)state;
    error_set(&err, MESSAGE_TAB_INDENT);
    error_at(&err, "inner.yaml", 3, 1);
    error_at(&err, "outer.yaml", 9, 9);
    assert_string_equal(err.file, "inner.yaml");
    assert_int_equal(err.line, 3);
}

static void error_set_cuts_at_whole_characters_and_hides_controls(void **state)
{
    char name[2048];
    struct error err;

    (void)state;
    for (size_t i = 0; i + 3 < sizeof(name); i += 3)
        memcpy(name + i, "区", 4);
    assert_int_equal(error_set(&err, MESSAGE_YAML_ALIAS, name), -1);
    assert_int_equal(text_check("x", err.en, strlen(err.en), NULL), 0);
    assert_int_equal(text_check("x", err.zh, strlen(err.zh), NULL), 0);
    error_set(&err, MESSAGE_YAML_ALIAS, "\033[31m");
    assert_null(strchr(err.en, '\033'));
    assert_int_equal(error_set(NULL, MESSAGE_YAML_ALIAS, "a"), -1);
}

static void report_keeps_every_error_in_order(void **state)
{
    struct report report;
    struct error err;

    (void)state;
    report_init(&report);
    for (int i = 1; i <= 37; i++) {
        error_set(&err, MESSAGE_YAML_DEPTH, i);
        report_add(&report, &err);
    }
    assert_int_equal(report.count, 37);
    assert_non_null(strstr(report.errors[36].en, "37"));
    assert_non_null(strstr(report.errors[0].en, "than 1 "));
    report_free(&report);
    assert_int_equal(report.count, 0);
    report_free(&report);
}

static void error_codes_and_statuses_are_those_of_the_list(void **state)
{
    (void)state;
    assert_string_equal(error_code(MESSAGE_FULLWIDTH_COLON), "S111");
    assert_int_equal(error_status(MESSAGE_FULLWIDTH_COLON), EXIT_SCENARIO);
    assert_int_equal(error_status(MESSAGE_FILE_MISSING), EXIT_NO_INPUT);
    assert_int_equal(error_status(MESSAGE_CLI_OPTION), EXIT_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_check_accepts_utf8_with_byte_order_mark),
        cmocka_unit_test(text_check_recognises_gb18030_and_prints_the_command),
        cmocka_unit_test(text_check_tells_the_offset_of_what_is_no_text),
        cmocka_unit_test(text_width_counts_wide_characters_twice),
        cmocka_unit_test(text_nearest_finds_slips_and_refuses_strangers),
        cmocka_unit_test(text_same_ignores_case_of_ascii_only),
        cmocka_unit_test(error_format_puts_the_caret_below_wide_characters),
        cmocka_unit_test(error_at_keeps_the_place_already_there),
        cmocka_unit_test(error_set_cuts_at_whole_characters_and_hides_controls),
        cmocka_unit_test(report_keeps_every_error_in_order),
        cmocka_unit_test(error_codes_and_statuses_are_those_of_the_list),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
