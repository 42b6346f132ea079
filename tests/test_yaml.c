/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The tree with its places, and each slip and each thing refused by name. */
#include "support/check.h"

#include "core/text.h"
#include "io/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reading {
    struct yaml yaml;
    struct report report;
    struct yaml_node *root;
    int status;
};

static void read_text(struct reading *reading, const char *text)
{
    report_init(&reading->report);
    yaml_open(&reading->yaml, &reading->report);
    reading->status =
        yaml_read(&reading->yaml, "a.yaml", text, strlen(text), &reading->root);
}

static void free_reading(struct reading *reading)
{
    yaml_close(&reading->yaml);
    report_free(&reading->report);
}

static void the_tree_knows_line_column_and_span(void **state)
{
    struct reading reading;
    const struct yaml_node *node;

    (void)state;
    read_text(&reading,
              "\xEF\xBB\xBF# 说明\r\n标题: {zh: 广州, en: \"a b\"}\r\nlist:\r\n"
              "  - 甲\r\n  - {x: 2.385}\r\n");
    assert_int_equal(reading.status, 0);
    node = yaml_find(reading.root, "标题");
    assert_non_null(node);
    assert_int_equal(node->key_place.line, 2);
    assert_int_equal(node->key_place.span, 2);
    assert_int_equal(node->place.column, 5);
    node = yaml_find(node, "en");
    assert_string_equal(node->text, "a b");
    assert_true(node->quoted);
    assert_int_equal(node->place.column, 18);
    node = yaml_find(reading.root, "list")->last;
    assert_int_equal(node->kind, YAML_MAP);
    assert_string_equal(node->first->text, "2.385");
    assert_int_equal(node->first->place.line, 5);
    assert_int_equal(node->first->place.column, 9);
    assert_int_equal(node->first->place.span, 5);
    free_reading(&reading);
}

static void an_empty_file_is_an_empty_map(void **state)
{
    static const char *const texts[] = {"", "\n", "# only a comment", "---\n",
                                        "---\n...\n"};

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct reading reading;

        read_text(&reading, texts[i]);
        assert_int_equal(reading.status, 0);
        assert_int_equal(reading.root->kind, YAML_MAP);
        assert_null(reading.root->first);
        free_reading(&reading);
    }
}

/* Every message at its place; `root` tells whether the rest is still checked. */
static const struct {
    const char *text;
    enum message message;
    int line, column;
    bool root;
} wrong[] = {
    {"rim：2 km\n", MESSAGE_FULLWIDTH_COLON, 1, 4, true},
    {"标题：广州\n", MESSAGE_FULLWIDTH_COLON, 1, 3, true},
    {"a:\n  - kind：x\n", MESSAGE_FULLWIDTH_COLON, 2, 9, true},
    {"a: {zh：甲}\n", MESSAGE_FULLWIDTH_COLON, 1, 7, true},
    {"a: [越秀区，海珠区]\n", MESSAGE_FULLWIDTH_COMMA, 1, 8, true},
    {"a: [越秀区、海珠区]\n", MESSAGE_FULLWIDTH_COMMA, 1, 8, true},
    {"a: {low: 1，high: 2}\n", MESSAGE_FULLWIDTH_COMMA, 1, 11, true},
    {"a: {low: 1， 高: 2}\n", MESSAGE_FULLWIDTH_COMMA, 1, 11, true},
    {"rim:\u30002 km\n", MESSAGE_FULLWIDTH_SPACE, 1, 5, true},
    {"rim\u3000: 2 km\n", MESSAGE_FULLWIDTH_SPACE, 1, 4, true},
    {"a:\n\u3000rim: 2 km\n", MESSAGE_FULLWIDTH_SPACE, 2, 1, true},
    {"a: [甲,\u3000乙]\n", MESSAGE_FULLWIDTH_SPACE, 1, 7, true},
    {"rim:\u00A02 km\n", MESSAGE_FULLWIDTH_SPACE, 1, 5, true},
    {"rim:2 km\n", MESSAGE_MISSING_SPACE, 1, 4, true},
    {"a: {low:0.7, high: 1}\n", MESSAGE_MISSING_SPACE, 1, 8, true},
    {"a:\n\trim: 2\n", MESSAGE_TAB_INDENT, 2, 1, true},
    {"a: \"x\001y\"\n", MESSAGE_CONTROL_CHARACTER, 1, 6, true},
    {"a: x\uFEFFy\n", MESSAGE_CONTROL_CHARACTER, 1, 5, true},
    {"a: \"x\\0y\"\n", MESSAGE_CONTROL_CHARACTER, 1, 4, true},
    {"a: &x 1\n", MESSAGE_YAML_ANCHOR, 1, 4, true},
    {"a: *x\n", MESSAGE_YAML_ALIAS, 1, 4, true},
    {"a: *重要*\n", MESSAGE_YAML_ALIAS, 1, 4, false},
    {"a: !!int 1\n", MESSAGE_YAML_TAG, 1, 4, true},
    {"a: 1\n---\nb: 2\n", MESSAGE_YAML_SECOND_DOCUMENT, 2, 1, true},
    {"- a\n- b\n", MESSAGE_YAML_ROOT, 1, 1, false},
    {"just words\n", MESSAGE_YAML_ROOT, 1, 1, false},
    {"? [a]\n: 1\n", MESSAGE_YAML_KEY, 1, 3, true},
    {"a: 1\nb: 2\na: 3\n", MESSAGE_YAML_DUPLICATE, 3, 1, true},
    {"a: [1, 2\n", MESSAGE_YAML_SYNTAX, 2, 1, false},
    {"a: \"b\n", MESSAGE_YAML_SYNTAX, 2, 1, false},
    {"a: 1\n  b: 2\n", MESSAGE_YAML_SYNTAX, 2, 4, false},
    {"a: [[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]\n", MESSAGE_YAML_DEPTH, 1, 19, false},
};

static void each_slip_and_each_refusal_has_its_message_and_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct reading reading;
        const struct error *err;

        read_text(&reading, wrong[i].text);
        if (reading.report.count != 1)
            fail_msg("%s: %zu problems", wrong[i].text, reading.report.count);
        err = &reading.report.errors[0];
        if (err->message != wrong[i].message || err->line != wrong[i].line ||
            err->column != wrong[i].column)
            fail_msg("%s: %s %d:%d %s", wrong[i].text, error_code(err->message),
                     err->line, err->column, err->en);
        assert_int_equal(reading.status, -1);
        if ((reading.root != NULL) != wrong[i].root)
            fail_msg("%s: root", wrong[i].text);
        free_reading(&reading);
    }
}

static void what_only_looks_like_a_slip_is_left_alone(void **state)
{
    static const char *const texts[] = {
        "title: 关于：服务，照护\n",
        "title: {zh: 公建民营，加补贴：一, en: a:b}\n",
        "title: \"rim：2，3\"\n",
        "'键：一': 1\n",
        "a: [\"甲，乙\", '丙：丁']\n",
        "# 注释：rim：2\na: 1 # 说明：x\n",
        "a: |\n  rim：2\n  \tb:c\n  [甲，乙\nb: 1\n",
        "a: http://example.org/x\n",
        "a:\n  - http://example.org/x\n",
        "{\"a\":1, \"b\":[1,2]}\n",
        "a: 2024-07\n",
        "a: >\n  甲\n\n  乙：丙\nb: 2\n",
        "a: 'it''s：x'\nb: \"x\\\"：y\"\n",
        "a: [1,\n\t2]\n",
        "a: 甲\u3000乙\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct reading reading;

        read_text(&reading, texts[i]);
        if (reading.status != 0)
            fail_msg("%s: %s", texts[i], reading.report.errors[0].en);
        free_reading(&reading);
    }
}

static void a_mended_line_keeps_the_columns_of_the_file(void **state)
{
    struct reading reading;
    const struct yaml_node *node;

    (void)state;
    read_text(&reading, "甲：{乙：2.385，丙:7}\n\t\t丁: 8\n");
    assert_int_equal(reading.report.count, 5);
    free_reading(&reading);

    read_text(&reading, "甲：{乙：2.385，丙:7, 戊: 9}\n");
    assert_int_equal(reading.report.count, 4);
    node = yaml_find(yaml_find(reading.root, "甲"), "丙");
    assert_string_equal(node->text, "7");
    assert_int_equal(node->key_place.column, 12);
    assert_int_equal(node->place.column, 14);
    node = yaml_find(yaml_find(reading.root, "甲"), "戊");
    assert_int_equal(node->place.column, 20);
    free_reading(&reading);
}

static void the_caret_stands_below_the_slip_in_a_chinese_line(void **state)
{
    struct reading reading;
    char text[2048];

    (void)state;
    read_text(&reading, "linli: 1\n区县: [越秀区，海珠区]\n");
    assert_int_equal(reading.report.count, 1);
    error_format(&reading.report.errors[0], LANGUAGE_ZH, text, sizeof(text));
    assert_non_null(strstr(text, "a.yaml:2:9: S112: "));
    /* 4 cells of 区县, ": [" and 6 of 越秀区 stand before it. */
    assert_non_null(strstr(text, "\n  区县: [越秀区，海珠区]\n               ^~\n"));
    free_reading(&reading);
}

static void too_many_nodes_are_refused(void **state)
{
    const size_t items = YAML_NODES;
    char *text = malloc(items * 2 + 16);
    struct reading reading;
    size_t used = 4;

    (void)state;
    assert_non_null(text);
    memcpy(text, "a: [", 4);
    for (size_t i = 0; i < items; i++) {
        text[used++] = '1';
        text[used++] = ',';
    }
    memcpy(text + used, "1]\n", 4);
    read_text(&reading, text);
    assert_int_equal(reading.report.count, 1);
    assert_int_equal(reading.report.errors[0].message, MESSAGE_YAML_NODES);
    free_reading(&reading);
    free(text);
}

static void too_many_problems_are_counted_and_then_left_out(void **state)
{
    const int lines = YAML_PROBLEMS + 500;
    char *text = malloc((size_t)lines * 16 + 1);
    struct reading reading;
    size_t used = 0;

    (void)state;
    assert_non_null(text);
    for (int i = 0; i < lines; i++)
        used += (size_t)sprintf(text + used, "k%d:1\n", i);
    read_text(&reading, text);
    assert_int_equal(reading.report.count, YAML_PROBLEMS + 1);
    assert_int_equal(reading.report.errors[YAML_PROBLEMS].message,
                     MESSAGE_TOO_MANY_PROBLEMS);
    free_reading(&reading);
    free(text);
}

static void a_set_text_is_read_as_a_line_of_a_file(void **state)
{
    struct report report;
    struct yaml yaml;
    struct yaml_node *root;

    (void)state;
    report_init(&report);
    yaml_open(&yaml, &report);
    assert_int_equal(yaml_read_set(&yaml, "demography.care=c=d.csv", &root), 0);
    assert_string_equal(root->first->key, "demography.care");
    assert_string_equal(root->first->text, "c=d.csv");
    assert_int_equal(root->first->place.column, 17);
    assert_int_equal(yaml_read_set(&yaml, "a={b: 1, c: [2, 3]}", &root), 0);
    assert_int_equal(yaml_find(root, "a")->kind, YAML_MAP);
    assert_int_equal(yaml_read_set(&yaml, "no equals sign", &root), -1);
    assert_int_equal(report.errors[0].message, MESSAGE_SET_FORM);
    assert_int_equal(yaml_read_set(&yaml, "a=[1，2]", &root), -1);
    assert_int_equal(report.errors[1].message, MESSAGE_FULLWIDTH_COMMA);
    assert_int_equal(report.errors[1].column, 5);
    yaml_close(&yaml);
    report_free(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tree_knows_line_column_and_span),
        cmocka_unit_test(an_empty_file_is_an_empty_map),
        cmocka_unit_test(each_slip_and_each_refusal_has_its_message_and_place),
        cmocka_unit_test(what_only_looks_like_a_slip_is_left_alone),
        cmocka_unit_test(a_mended_line_keeps_the_columns_of_the_file),
        cmocka_unit_test(the_caret_stands_below_the_slip_in_a_chinese_line),
        cmocka_unit_test(too_many_nodes_are_refused),
        cmocka_unit_test(too_many_problems_are_counted_and_then_left_out),
        cmocka_unit_test(a_set_text_is_read_as_a_line_of_a_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
