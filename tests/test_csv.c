/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Tests of core/csv.c on files held in memory. */
#include "support/check.h"

#include "core/csv.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* cmocka's own comparison is in single precision. */
#define assert_near(value, wanted, tolerance) \
    assert_true(fabs((value) - (wanted)) <= (tolerance))

/* Reads `bytes` as a table; returns csv_read's status. */
static int read_bytes(const char *bytes, size_t size, struct csv *csv,
                      struct error *err, struct inputs *inputs)
{
    inputs_init(inputs);
    inputs->sealed = true;
    assert_int_equal(inputs_add(inputs, "t/a.csv", bytes, size, err), 0);
    return csv_read(inputs, "t/a.csv", csv, err);
}

static int read_text(const char *text, struct csv *csv, struct error *err,
                     struct inputs *inputs)
{
    return read_bytes(text, strlen(text), csv, err, inputs);
}

static void csv_reads_cells_and_knows_their_lines(void **state)
{
    static const char text[] = "\xEF\xBB\xBF# a comment\n"
                               "\n"
                               "name,value\r\n"
                               "东区, 2.385 \n"
                               "# between rows, with a \" quote\n"
                               "\"a, \"\"b\"\"\n#not a comment\",17\n"
                               "   \n"
                               "last,";
    struct inputs inputs;
    struct error err;
    struct csv csv;

    (void)state;
    assert_int_equal(read_text(text, &csv, &err, &inputs), 0);
    assert_int_equal(csv.rows, 3);
    assert_int_equal(csv.columns, 2);
    assert_int_equal(csv.header_line, 3);
    assert_string_equal(csv.header[1], "value");
    assert_string_equal(csv_text(&csv, 0, 0), "东区");
    assert_string_equal(csv_text(&csv, 0, 1), "2.385");
    assert_int_equal(csv.lines[0], 4);
    assert_string_equal(csv_text(&csv, 1, 0), "a, \"b\"\n#not a comment");
    assert_int_equal(csv.lines[1], 6);
    assert_string_equal(csv_text(&csv, 2, 0), "last");
    assert_string_equal(csv_text(&csv, 2, 1), "");
    assert_string_equal(csv_text(&csv, 2, -1), "");
    assert_int_equal(csv.lines[2], 9);
    csv_free(&csv);
    csv_free(&csv);
    inputs_free(&inputs);
}

static void csv_counts_lines_that_end_in_a_bare_return(void **state)
{
    struct inputs inputs;
    struct error err;
    struct csv csv;

    (void)state;
    assert_int_equal(read_text("a,b\r#x\r1,2\r3,4", &csv, &err, &inputs), 0);
    assert_int_equal(csv.rows, 2);
    assert_int_equal(csv.lines[0], 3);
    assert_int_equal(csv.lines[1], 4);
    csv_free(&csv);
    inputs_free(&inputs);
}

static void csv_refuses_broken_files_at_their_line(void **state)
{
    static const struct {
        const char *text;
        enum message message;
        int line;
    } cases[] = {
        {"", MESSAGE_CSV_NO_HEADER, 0},
        {"# only\n\n# comments\n", MESSAGE_CSV_NO_HEADER, 0},
        {"# x\na,,c\n1,2,3\n", MESSAGE_CSV_COLUMN_EMPTY, 2},
        {"a,b,a\n1,2,3\n", MESSAGE_CSV_COLUMN_DOUBLED, 1},
        {"a,b\n1,2\n3\n", MESSAGE_CSV_ROW_WIDTH, 3},
        {"a,b\n1,2,3\n", MESSAGE_CSV_ROW_WIDTH, 2},
        {"a,b\n1,\"2\n3,4\n", MESSAGE_CSV_BAD_QUOTE, 2},
        {"a,b\n1,2\n3,\"x\"y\n", MESSAGE_CSV_BAD_QUOTE, 3},
        {"a;b\n1;2\n", MESSAGE_CSV_SEPARATOR, 1},
        {"a\tb\n1\t2\n", MESSAGE_CSV_SEPARATOR, 1},
        {"名称，值\n", MESSAGE_CSV_SEPARATOR, 1},
        {"\xC3\xFB\xB3\xC6,\xD6\xB5\n", MESSAGE_IS_GB18030, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct inputs inputs;
        struct error err;
        struct csv csv;

        assert_int_equal(read_text(cases[i].text, &csv, &err, &inputs), -1);
        assert_int_equal(err.message, cases[i].message);
        assert_int_equal(err.line, cases[i].line);
        assert_string_equal(err.file, "t/a.csv");
        assert_null(csv.text);
        inputs_free(&inputs);
    }
}

static void csv_refuses_a_byte_of_zero_and_too_many_columns(void **state)
{
    char wide[2 * CSV_COLUMNS_MAX + 4];
    struct inputs inputs;
    struct error err;
    struct csv csv;

    (void)state;
    assert_int_equal(read_bytes("a,b\n1,\0002\n", 9, &csv, &err, &inputs), -1);
    assert_int_equal(err.message, MESSAGE_HAS_NUL);
    inputs_free(&inputs);
    memset(wide, ',', sizeof(wide));
    assert_int_equal(read_bytes(wide, sizeof(wide), &csv, &err, &inputs), -1);
    assert_int_equal(err.message, MESSAGE_CSV_TOO_LARGE);
    inputs_free(&inputs);
}

static void csv_names_the_nearest_column(void **state)
{
    struct inputs inputs;
    struct error err;
    struct csv csv;
    int column;

    (void)state;
    assert_int_equal(read_text("\nresident,code\n1,2\n", &csv, &err, &inputs), 0);
    assert_int_equal(csv_require(&csv, "code", &column, &err), 0);
    assert_int_equal(column, 1);
    assert_int_equal(csv_require(&csv, "residents", &column, &err), -1);
    assert_int_equal(err.message, MESSAGE_CSV_NO_COLUMN);
    assert_int_equal(err.line, 2);
    assert_non_null(strstr(err.en, "'resident'"));
    assert_int_equal(csv_require(&csv, "longitude", &column, &err), -1);
    assert_int_equal(err.message, MESSAGE_CSV_COLUMN_ABSENT);
    csv_free(&csv);
    inputs_free(&inputs);
}

static void csv_reads_numbers_and_refuses_what_only_looks_like_one(void **state)
{
    static const char *const bad[] = {"",    "abc", "1,5",  "0x1F", "inf",  "nan",
                                      "1 2", "12%", "1.5e", "--3",  "１２", "."};
    struct inputs inputs;
    struct error err;
    struct csv csv;
    double value;
    int64_t whole;

    (void)state;
    assert_int_equal(read_text("x\n-2.385e1\n123456789012\n", &csv, &err, &inputs), 0);
    assert_int_equal(csv_number(&csv, 0, 0, -100, 100, &value, &err), 0);
    assert_near(value, -23.85, 1e-12);
    assert_int_equal(csv_number(&csv, 0, 0, 0, 100, &value, &err), -1);
    assert_int_equal(err.message, MESSAGE_CSV_OUT_OF_RANGE);
    assert_non_null(strstr(err.en, "'x' is -2.385e1, outside [0, 100]"));
    assert_int_equal(csv_integer(&csv, 0, 0, -100, 100, &whole, &err), -1);
    assert_int_equal(err.message, MESSAGE_CSV_NOT_WHOLE);
    assert_int_equal(csv_integer(&csv, 1, 0, 0, INT64_MAX, &whole, &err), 0);
    assert_true(whole == INT64_C(123456789012));
    assert_int_equal(csv_integer(&csv, 1, 0, 0, 1000, &whole, &err), -1);
    assert_int_equal(err.message, MESSAGE_CSV_OUT_OF_RANGE);
    assert_int_equal(err.line, 3);
    csv_free(&csv);
    inputs_free(&inputs);
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        char text[64];

        snprintf(text, sizeof(text), "x,y\n\"%s\",0\n", bad[i]);
        assert_int_equal(read_text(text, &csv, &err, &inputs), 0);
        assert_int_equal(csv_number(&csv, 0, 0, -1e9, 1e9, &value, &err), -1);
        assert_int_equal(err.message, MESSAGE_CSV_NOT_A_NUMBER);
        assert_int_equal(csv_integer(&csv, 0, 0, -100, 100, &whole, &err), -1);
        csv_free(&csv);
        inputs_free(&inputs);
    }
}

static void csv_refuses_an_integer_beyond_64_bits(void **state)
{
    struct inputs inputs;
    struct error err;
    struct csv csv;
    int64_t whole;

    (void)state;
    assert_int_equal(read_text("x\n99999999999999999999\n", &csv, &err, &inputs), 0);
    assert_int_equal(csv_integer(&csv, 0, 0, 0, INT64_MAX, &whole, &err), -1);
    assert_int_equal(err.message, MESSAGE_CSV_OUT_OF_RANGE);
    csv_free(&csv);
    inputs_free(&inputs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_reads_cells_and_knows_their_lines),
        cmocka_unit_test(csv_counts_lines_that_end_in_a_bare_return),
        cmocka_unit_test(csv_refuses_broken_files_at_their_line),
        cmocka_unit_test(csv_refuses_a_byte_of_zero_and_too_many_columns),
        cmocka_unit_test(csv_names_the_nearest_column),
        cmocka_unit_test(csv_reads_numbers_and_refuses_what_only_looks_like_one),
        cmocka_unit_test(csv_refuses_an_integer_beyond_64_bits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
