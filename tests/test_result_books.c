/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* `test_result_books --write FILE` leaves the made-up results file of a run with books
 * for tests/readers.sh. */
#include "io/h5.h"
#include "io/result_read.h"
#include "support/result_fixture.h"

static void every_series_of_books_comes_back(void **state)
{
    struct result_fixture *f = *state;
    result_fixture_add_books(f);
    fixture_write_file(f);
    struct result *result = fixture_open_file(f->out);
    assert_int_equal(result_summary(result)->trades, 2);
    for (enum series series = 0; series < SERIES_COUNT; series++)
        for (int run = 0; run < 2; run++)
            fixture_check_series(result, f, series, run);
    /* 24 trades are possible, two are there. */
    const int accounts = ACCOUNTS - 24 + 2;
    assert_int_equal(result_elements(result, SERIES_money),
                     accounts * accounts * MONEY_PURPOSES);
    assert_int_equal(result_elements(result, SERIES_jobs), 2);
    assert_int_equal(result_elements(result, SERIES_open_sites),
                     3 * OPERATOR_KINDS * MODES);
    result_close(result);
}

/* The record of the file at which those of a row and year begin. */
static int64_t records_before(const struct result_fixture *f, enum tables_table table,
                              int run, int year)
{
    const int years = part_table_years(&f->layout, table);
    int64_t before = 0;
    for (int k = 0; k < run * years + year; k++)
        before += fixture_records(table, k / years, k % years);
    return before;
}

static void every_record_of_the_tables_comes_back(void **state)
{
    struct result_fixture *f = *state;
    struct error err;
    result_fixture_add_books(f);
    fixture_write_file(f);
    struct result *result = fixture_open_file(f->out);
    for (enum tables_table table = 0; table < TABLES; table++) {
        const int years = part_table_years(&f->layout, table);
        assert_int_equal(result_table_records(result, table),
                         records_before(f, table, 2, 0));
        for (int k = 0; k < 2 * years; k++) {
            const int run = k / years, year = k % years;
            int64_t value[8];
            const int count = fixture_records(table, run, year);
            const int64_t first = records_before(f, table, run, year);
            for (int column = 0; column < tables_columns(table); column++) {
                assert_int_equal(result_read_column(result, table, column, first, count,
                                                    value, &err),
                                 0);
                for (int i = 0; i < count; i++)
                    assert_int_equal(value[i],
                                     fixture_cell(table, column, run, year, i));
            }
            assert_int_equal(result_read_column(result, table, RESULT_COLUMN_ROW, first,
                                                count, value, &err),
                             0);
            for (int i = 0; i < count; i++)
                assert_int_equal(value[i], run);
        }
    }
    assert_int_equal(result_read_column(result, TABLES_flows, RESULT_COLUMN_YEAR, 0, 1,
                                        &(int64_t){0}, &err),
                     0);
    result_close(result);
}

static void records_beyond_the_last_are_refused(void **state)
{
    struct result_fixture *f = *state;
    struct error err;
    int64_t value[16];
    result_fixture_add_books(f);
    fixture_write_file(f);
    struct result *result = fixture_open_file(f->out);
    const int64_t records = result_table_records(result, TABLES_operators);
    assert_int_equal(
        result_read_column(result, TABLES_operators, 0, records - 1, 2, value, &err),
        -1);
    assert_int_equal(err.message, MESSAGE_RESULT_SHAPE);
    result_close(result);
}

static void a_run_without_books_has_none_of_their_variables(void **state)
{
    static const char *const absent[] = {"/payer", "/account",   "/trade",
                                         "/mode",  "/money",     "/margin",
                                         "/flows", "/operators", "/purpose"};
    struct result_fixture *f = *state;
    struct h5_file *file;
    struct error err;
    result_fixture_add_services(f);
    fixture_write_file(f);
    struct result *result = fixture_open_file(f->out);
    assert_int_equal(result_summary(result)->trades, 0);
    assert_int_equal(result_periods(result, SERIES_margin), 0);
    assert_int_equal(result_table_records(result, TABLES_flows), 0);
    result_close(result);
    assert_int_equal(h5_open(f->out, &file, &err), 0);
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        assert_false(h5_has(file, absent[i]));
    h5_abandon(file);
}

static void a_row_without_its_tables_is_not_complete(void **state)
{
    struct result_fixture *f = *state;
    struct part *part;
    struct error err;
    result_fixture_add_books(f);
    assert_int_equal(part_open(&part, &f->layout, f->out, 0, &err), 0);
    for (int m = 0; m < f->layout.months; m++)
        for (enum series series = 0; series < SERIES_COUNT; series++)
            if (m < part_periods(&f->layout, series))
                fixture_write_series(f, part, series, 0, m);
    for (int year = 0; year < 2; year++)
        fixture_write_panel(part, 0, year);
    assert_int_equal(part_close(part, &err), -1);
    assert_int_equal(err.message, MESSAGE_PART_INCOMPLETE);
    assert_non_null(strstr(err.en, "flows"));
}

/* The digest of a part that was altered fits it again. */
static void reseal(uint8_t *bytes, size_t size)
{
    digest_bytes(bytes, size - DIGEST_SIZE, bytes + size - DIGEST_SIZE);
}

static void a_table_of_broken_records_is_refused(void **state)
{
    struct result_fixture *f = *state;
    struct part_view view;
    struct error err;
    size_t size;
    result_fixture_add_books(f);
    fixture_write_row(f, 1);
    char *path = part_path(f->out, 1, false);
    uint8_t *bytes = fixture_slurp(path, &size);
    /* The first chunk of the table of sites: as if of a table with fewer columns. */
    size_t at = sizeof(struct part_header);
    struct part_chunk chunk;
    for (;;) {
        memcpy(&chunk, bytes + at, sizeof chunk);
        if (chunk.series == PART_TABLE + TABLES_facilities)
            break;
        at += sizeof chunk + chunk.bytes + -chunk.bytes % 8;
    }
    chunk.series = PART_TABLE + TABLES_operator_books;
    memcpy(bytes + at, &chunk, sizeof chunk);
    reseal(bytes, size);
    assert_int_equal(part_parse(bytes, size, &f->layout, 1, path, &view, &err), -1);
    assert_int_equal(err.message, MESSAGE_PART_BROKEN);
    free(bytes);
    free(path);
}

static void check_labels(struct result *result, enum dimension dimension,
                         enum language language, int at, const char *label)
{
    char **labels;
    struct error err;
    assert_int_equal(result_read_labels(result, dimension, language, &labels, &err), 0);
    assert_string_equal(labels[at], label);
    result_free_labels(labels);
}

static void accounts_are_called_by_what_they_are(void **state)
{
    struct result_fixture *f = *state;
    result_fixture_add_books(f);
    fixture_write_file(f);
    struct result *result = fixture_open_file(f->out);
    check_labels(result, DIMENSION_PAYER, LANGUAGE_EN, 0, "users_q1");
    check_labels(result, DIMENSION_PAYEE, LANGUAGE_EN, 5, "operator");
    check_labels(result, DIMENSION_ACCOUNT, LANGUAGE_EN, 7, "staff_cook");
    check_labels(result, DIMENSION_ACCOUNT, LANGUAGE_EN, 8, "suppliers");
    check_labels(result, DIMENSION_PAYEE, LANGUAGE_ZH, 7, "员工，厨师");
    check_labels(result, DIMENSION_PURPOSE, LANGUAGE_EN, MONEY_GRANT_OPERATING,
                 "grant_operating");
    check_labels(result, DIMENSION_PURPOSE, LANGUAGE_ZH, MONEY_GRANT_OPERATING,
                 "运营补贴");
    check_labels(result, DIMENSION_TRADE, LANGUAGE_EN, 1, "cook");
    check_labels(result, DIMENSION_TRADE, LANGUAGE_ZH, 1, "厨师");
    check_labels(result, DIMENSION_CAUSE, LANGUAGE_EN, 0, "cash");
    check_labels(result, DIMENSION_MODE, LANGUAGE_ZH, MODE_MARKET, "市场化");
    check_labels(result, DIMENSION_SITE_AGE, LANGUAGE_EN, 15, "15");
    result_close(result);
}

static void accounts_keep_their_place_without_trades_that_are_not_there(void **state)
{
    (void)state;
    for (int trades = 1; trades <= 24; trades++)
        for (int at = 0; at < series_accounts(trades); at++)
            assert_int_equal(series_account_at(trades, series_account(trades, at)), at);
    assert_int_equal(series_account(2, 8), ACCOUNT_SUPPLIERS);
    assert_int_equal(series_account_at(2, ACCOUNT_LOSS), series_accounts(2) - 1);
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--write") == 0)
        return fixture_write_sample(argv[2], true, true);
#define CASE(name) \
    cmocka_unit_test_setup_teardown(name, result_fixture_start, result_fixture_end)
    const struct CMUnitTest tests[] = {
        CASE(every_series_of_books_comes_back),
        CASE(every_record_of_the_tables_comes_back),
        CASE(records_beyond_the_last_are_refused),
        CASE(a_run_without_books_has_none_of_their_variables),
        CASE(a_row_without_its_tables_is_not_complete),
        CASE(a_table_of_broken_records_is_refused),
        CASE(accounts_are_called_by_what_they_are),
        CASE(accounts_keep_their_place_without_trades_that_are_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
