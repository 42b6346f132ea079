/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads the long tables whole, joins them and prints them. */
#include "analysis/bookkeeping.h"

#include "analysis/sheet.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const double FEN_PER_YUAN = 100.0;

/* A whole table: its own columns, then row and year. */
struct whole {
    enum tables_table table;
    int64_t count;
    int columns;
    int64_t *values; /* owned; [columns + 2][count] */
};

static int read_whole(struct result *result, enum tables_table table,
                      struct whole *whole, struct error *err)
{
    const int columns = tables_columns(table);
    const int64_t count = result_table_records(result, table);
    *whole = (struct whole){.table = table, .count = count, .columns = columns};
    whole->values = calloc((size_t)count * (size_t)(columns + 2) + 1, sizeof(int64_t));
    if (!whole->values)
        return error_set(err, MESSAGE_MEMORY, tables_name(table));
    for (int k = 0; k < columns + 2 && count > 0; k++) {
        const int column = k < columns    ? k
                           : k == columns ? RESULT_COLUMN_ROW
                                          : RESULT_COLUMN_YEAR;
        if (column == RESULT_COLUMN_YEAR && !tables_yearly(table))
            continue;
        TRY(result_read_column(result, table, column, 0, count,
                               whole->values + k * count, err));
    }
    return 0;
}

static int64_t at(const struct whole *whole, enum tables_column column, int64_t i)
{
    return whole->values[tables_place(column) * whole->count + i];
}

static int row_of(const struct whole *whole, int64_t i)
{
    return (int)whole->values[whole->columns * whole->count + i];
}

static int year_of(const struct whole *whole, int64_t i)
{
    return (int)whole->values[(whole->columns + 1) * whole->count + i];
}

/* Words of the columns, in both languages. */
struct names {
    char **account, **account_name, **purpose, **purpose_name, **product,
        **product_name;
    char **kind, **mode, **cause;
    double *level; /* owned; [row][year], consumer prices */
};

static void free_names(struct names *names)
{
    result_free_labels(names->account);
    result_free_labels(names->account_name);
    result_free_labels(names->purpose);
    result_free_labels(names->purpose_name);
    result_free_labels(names->product);
    result_free_labels(names->product_name);
    result_free_labels(names->kind);
    result_free_labels(names->mode);
    result_free_labels(names->cause);
    free(names->level);
}

static int read_level(struct result *result, struct names *names, struct error *err)
{
    const struct result_summary *summary = result_summary(result);
    names->level =
        calloc((size_t)summary->rows * (size_t)summary->years, sizeof *names->level);
    if (!names->level)
        return error_set(err, MESSAGE_MEMORY, "price_level");
    for (int run = 0; run < summary->rows; run++)
        TRY(result_read_series(result, SERIES_price_level, run, 0, summary->years,
                               names->level + run * summary->years, err));
    return 0;
}

static int read_names(struct result *result, enum language language,
                      struct names *names, struct error *err)
{
    TRY(result_read_labels(result, DIMENSION_ACCOUNT, LANGUAGE_EN, &names->account,
                           err));
    TRY(result_read_labels(result, DIMENSION_ACCOUNT, language, &names->account_name,
                           err));
    TRY(result_read_labels(result, DIMENSION_PURPOSE, LANGUAGE_EN, &names->purpose,
                           err));
    TRY(result_read_labels(result, DIMENSION_PURPOSE, language, &names->purpose_name,
                           err));
    TRY(result_read_labels(result, DIMENSION_PRODUCT, LANGUAGE_EN, &names->product,
                           err));
    TRY(result_read_names(result, DIMENSION_PRODUCT, language, &names->product_name,
                          err));
    TRY(result_read_labels(result, DIMENSION_KIND, language, &names->kind, err));
    TRY(result_read_labels(result, DIMENSION_MODE, language, &names->mode, err));
    TRY(result_read_labels(result, DIMENSION_CAUSE, language, &names->cause, err));
    return read_level(result, names, err);
}

/* The word at a position; "" at none, or at one that a damaged file makes up. */
static const char *word_at(char *const *words, int64_t position)
{
    int64_t count = 0;
    while (words[count] != NULL)
        count++;
    return position >= 0 && position < count ? words[position] : "";
}

static int check_books(const struct result *result, const char *path, struct error *err)
{
    return result_summary(result)->trades > 0
               ? 0
               : error_set(err, MESSAGE_EXPORT_NO_BOOKS, path);
}

/* Adds what every account received less what it paid, in fen, to `change`, [row][year]
 * [account]. */
static void add_flows(const struct whole *flows, const struct result_summary *summary,
                      int accounts, int64_t *change)
{
    for (int64_t i = 0; i < flows->count; i++) {
        const int64_t payer = at(flows, TABLES_flows_payer, i);
        const int64_t payee = at(flows, TABLES_flows_payee, i);
        const int run = row_of(flows, i);
        const int year = year_of(flows, i) - summary->year_first;
        if (payer < 0 || payer >= accounts || payee < 0 || payee >= accounts ||
            run < 0 || run >= summary->rows || year < 0 || year >= summary->years)
            continue; /* of a damaged file: the sum will not be right */
        int64_t *of = change + (run * summary->years + year) * accounts;
        of[payer] -= at(flows, TABLES_flows_fen, i);
        of[payee] += at(flows, TABLES_flows_fen, i);
    }
}

/* Whether balances changed by what was paid, in every row and year. */
static int check_balance(struct result *result, const struct whole *flows,
                         const char *path, const struct names *names, struct error *err)
{
    const struct result_summary *summary = result_summary(result);
    const int accounts = (int)result_elements(result, SERIES_account_balance);
    const int years = summary->years;
    int64_t *change =
        calloc((size_t)summary->rows * (size_t)(years * accounts) + 1, sizeof *change);
    double *balance = calloc((size_t)(years * accounts) + 1, sizeof *balance);
    int status = change && balance ? 0 : error_set(err, MESSAGE_MEMORY, path);
    if (status == 0)
        add_flows(flows, summary, accounts, change);
    for (int run = 0; run < summary->rows && status == 0; run++) {
        status = result_read_series(result, SERIES_account_balance, run, 0, years,
                                    balance, err);
        for (int k = 0; k < years * accounts && status == 0; k++) {
            const int64_t before =
                k < accounts ? 0 : llround(balance[k - accounts] * FEN_PER_YUAN);
            const int64_t gap = llround(balance[k] * FEN_PER_YUAN) - before -
                                change[run * years * accounts + k];
            if (gap != 0)
                status = error_set(err, MESSAGE_EXPORT_UNBALANCED, path, run,
                                   summary->year_first + k / accounts,
                                   names->account[k % accounts], (long long)gap);
        }
    }
    free(change);
    free(balance);
    return status;
}

/* The first year that may be reported. */
static int first_year(const struct result *result)
{
    return result_summary(result)->year_first +
           result_first_reported(result, SERIES_margin);
}

static void put_header(struct sheet *sheet, const char *const (*header)[2],
                       size_t count, enum language language)
{
    for (size_t i = 0; i < count; i++)
        sheet_text(sheet, header[i][language == LANGUAGE_ZH]);
}

static void put_flows(const struct result *result, struct sheet *sheet,
                      const struct whole *flows, const struct names *names)
{
    const struct result_summary *summary = result_summary(result);
    for (int64_t i = 0; i < flows->count; i++) {
        const int64_t product = at(flows, TABLES_flows_product, i);
        const int year = year_of(flows, i), run = row_of(flows, i);
        const double yuan = (double)at(flows, TABLES_flows_fen, i) / FEN_PER_YUAN;
        if (year < first_year(result) || run >= summary->rows)
            continue;
        sheet_whole(sheet, run);
        sheet_whole(sheet, year);
        sheet_text(sheet, word_at(names->account, at(flows, TABLES_flows_payer, i)));
        sheet_text(sheet,
                   word_at(names->account_name, at(flows, TABLES_flows_payer, i)));
        sheet_text(sheet, word_at(names->account, at(flows, TABLES_flows_payee, i)));
        sheet_text(sheet,
                   word_at(names->account_name, at(flows, TABLES_flows_payee, i)));
        sheet_text(sheet, word_at(names->purpose, at(flows, TABLES_flows_purpose, i)));
        sheet_text(sheet,
                   word_at(names->purpose_name, at(flows, TABLES_flows_purpose, i)));
        sheet_text(sheet, word_at(names->product, product));
        sheet_text(sheet, word_at(names->product_name, product));
        sheet_whole(sheet, at(flows, TABLES_flows_payments, i));
        sheet_number(sheet, yuan);
        sheet_number(
            sheet,
            yuan / names->level[run * summary->years + year - summary->year_first]);
        sheet_end_line(sheet);
    }
}

static int write_flows(const struct result *result, const char *out,
                       const struct bookkeeping_options *options,
                       const struct whole *flows, const struct names *names,
                       struct error *err)
{
    static const char *const header[][2] = {{"row", "运行序号"},
                                            {"year", "年份"},
                                            {"payer", "付款方代码"},
                                            {"payer_name", "付款方"},
                                            {"payee", "收款方代码"},
                                            {"payee_name", "收款方"},
                                            {"purpose", "用途代码"},
                                            {"purpose_name", "用途"},
                                            {"product", "服务项目代码"},
                                            {"product_name", "服务项目"},
                                            {"payments", "支付笔数"},
                                            {"yuan", "金额（现价元）"},
                                            {"yuan_2023", "金额（2023年不变价元）"}};
    struct sheet sheet;
    TRY(sheet_open(&sheet, out, options->bom, err));
    put_header(&sheet, header, sizeof header / sizeof *header, options->language);
    sheet_end_line(&sheet);
    put_flows(result, &sheet, flows, names);
    return sheet_close(&sheet, err);
}

int bookkeeping_money(struct result *result, const char *out,
                      const struct bookkeeping_options *options, struct error *err)
{
    struct names names = {0};
    struct whole flows = {0};
    TRY(check_books(result, options->path, err));
    int status = read_names(result, options->language, &names, err);
    if (status == 0)
        status = read_whole(result, TABLES_flows, &flows, err);
    if (status == 0)
        status = check_balance(result, &flows, options->path, &names, err);
    if (status == 0)
        status = write_flows(result, out, options, &flows, &names, err);
    free(flows.values);
    free_names(&names);
    return status;
}

/* Tables that are joined by position within a row. */
struct joined {
    const struct result *result;
    const struct bookkeeping_options *options;
    struct names names;
    struct whole books, facilities, operators;
    struct whole sites; /* /facility_books, of which books of operators are made */
    int64_t *first_facility,
        *first_operator; /* owned; [rows]: record at which it begins */
};

static void find_rows(const struct whole *whole, int rows, int64_t *first)
{
    for (int64_t i = whole->count - 1; i >= 0; i--)
        if (row_of(whole, i) >= 0 && row_of(whole, i) < rows)
            first[row_of(whole, i)] = i;
}

/* Record of `whole` that is the k-th of a row; -1 when there is none. */
static int64_t record_of(const struct whole *whole, const int64_t *first, int run,
                         int64_t k)
{
    const int64_t i = first[run] + k;
    return k >= 0 && i < whole->count && row_of(whole, i) == run ? i : -1;
}

static void add_lines(const struct joined *joined, int64_t site, int64_t held)
{
    const struct whole *books = &joined->books, *sites = &joined->sites;
    for (enum book_line line = 0; line < BOOK_LINES; line++) {
        const int into = tables_place_of_line(TABLES_operator_books, line);
        const int from = tables_place_of_line(TABLES_facility_books, line);
        books->values[into * books->count + held] +=
            sites->values[from * sites->count + site];
    }
}

/* The operator that ran the site of a record of books last, by its position in the row;
 * -1 for none. */
static int64_t held_by(const struct joined *joined, int64_t i)
{
    const int run = row_of(&joined->sites, i);
    if (run < 0 || run >= result_summary(joined->result)->rows)
        return -1;
    const int64_t site =
        record_of(&joined->facilities, joined->first_facility, run,
                  at(&joined->sites, TABLES_facility_books_facility, i));
    return site < 0 ? -1 : at(&joined->facilities, TABLES_facilities_operator, site);
}

/* Adds the books of sites to those of the operators that ran them last. Both tables
 * ascend by row and year; `place` [operators] is where an operator stands in that of the
 * row and year at hand. */
static void add_sites(const struct joined *joined, int64_t *place)
{
    const struct whole *books = &joined->books, *sites = &joined->sites;
    int64_t next = 0;
    for (int64_t i = 0; i < sites->count; i++) {
        const int run = row_of(sites, i), year = year_of(sites, i);
        if (i == 0 || run != row_of(sites, i - 1) || year != year_of(sites, i - 1))
            for (int64_t k = 0; k < joined->operators.count; k++)
                place[k] = -1;
        while (next < books->count &&
               (row_of(books, next) < run ||
                (row_of(books, next) == run && year_of(books, next) <= year))) {
            const int64_t held = at(books, TABLES_operator_books_operator, next);
            if (row_of(books, next) == run && year_of(books, next) == year &&
                held >= 0 && held < joined->operators.count)
                place[held] = next;
            next++;
        }
        const int64_t held = held_by(joined, i);
        if (held >= 0 && held < joined->operators.count && place[held] >= 0)
            add_lines(joined, i, place[held]);
    }
}

static int complete_operators(struct joined *joined, struct error *err)
{
    int64_t *place = calloc((size_t)joined->operators.count + 1, sizeof *place);
    if (!place)
        return error_set(err, MESSAGE_MEMORY, "operator_books");
    add_sites(joined, place);
    free(place);
    return 0;
}

/* The lines of books, and income less cost. */
static void put_lines(struct sheet *sheet, const struct whole *books, int64_t i)
{
    int64_t result = 0;
    for (enum book_line line = 0; line < BOOK_LINES; line++) {
        const int place = tables_place_of_line(books->table, line);
        const int64_t value = books->values[place * books->count + i];
        sheet_whole(sheet, value);
        if (account_lines[line].side == BOOK_SIDE_INCOME)
            result += value;
        else if (account_lines[line].side == BOOK_SIDE_COST)
            result -= value;
    }
    sheet_whole(sheet, result);
    sheet_end_line(sheet);
}

static void put_line_names(struct sheet *sheet, enum tables_table table,
                           enum language language)
{
    for (enum book_line line = 0; line < BOOK_LINES; line++) {
        const struct tables_info info =
            tables_info(table, tables_place_of_line(table, line));
        sheet_text(sheet, language == LANGUAGE_ZH ? info.zh : info.name);
    }
    sheet_text(sheet, language == LANGUAGE_ZH ? "结余" : "result");
    sheet_end_line(sheet);
}

static void put_operator(const struct joined *joined, struct sheet *sheet, int64_t i)
{
    const struct whole *books = &joined->books;
    const int run = row_of(books, i);
    const int64_t held = record_of(&joined->operators, joined->first_operator, run,
                                   at(books, TABLES_operator_books_operator, i));
    if (held < 0)
        return;
    sheet_whole(sheet, run);
    sheet_whole(sheet, year_of(books, i));
    sheet_whole(sheet, at(&joined->operators, TABLES_operators_code, held));
    sheet_text(sheet, word_at(joined->names.kind,
                              at(&joined->operators, TABLES_operators_kind, held)));
    sheet_whole(sheet, at(books, TABLES_operator_books_sites, i));
    sheet_whole(sheet, at(books, TABLES_operator_books_cash, i));
    sheet_whole(sheet, at(books, TABLES_operator_books_debt, i));
    sheet_whole(sheet, at(books, TABLES_operator_books_arrears, i));
    put_lines(sheet, books, i);
}

/* yyyymm, or nothing. */
static void put_month(struct sheet *sheet, int64_t yyyymm)
{
    if (yyyymm > 0)
        sheet_whole(sheet, yyyymm);
    else
        sheet_text(sheet, "");
}

static void put_facility(const struct joined *joined, struct sheet *sheet, int64_t i)
{
    static const double PER_MILLE = 1000.0;
    const struct whole *books = &joined->books, *sites = &joined->facilities;
    const struct names *names = &joined->names;
    const int run = row_of(books, i);
    const int64_t site = record_of(sites, joined->first_facility, run,
                                   at(books, TABLES_facility_books_facility, i));
    if (site < 0)
        return;
    const int64_t held = record_of(&joined->operators, joined->first_operator, run,
                                   at(sites, TABLES_facilities_operator, site));
    sheet_whole(sheet, run);
    sheet_whole(sheet, year_of(books, i));
    sheet_whole(sheet, at(sites, TABLES_facilities_code, site));
    sheet_whole(sheet, at(sites, TABLES_facilities_community, site));
    if (held >= 0)
        sheet_whole(sheet, at(&joined->operators, TABLES_operators_code, held));
    else
        sheet_text(sheet, "");
    sheet_text(sheet,
               word_at(names->product, at(sites, TABLES_facilities_product, site)));
    sheet_text(sheet, word_at(names->kind, at(sites, TABLES_facilities_kind, site)));
    sheet_text(sheet, word_at(names->mode, at(sites, TABLES_facilities_mode, site)));
    put_month(sheet, at(sites, TABLES_facilities_opened, site));
    put_month(sheet, at(sites, TABLES_facilities_closed, site));
    sheet_text(sheet, word_at(names->cause, at(sites, TABLES_facilities_cause, site)));
    sheet_number(sheet,
                 (double)at(books, TABLES_facility_books_occupancy, i) / PER_MILLE);
    put_lines(sheet, books, i);
}

static const char *const operator_header[][2] = {
    {"row", "运行序号"},      {"year", "年份"},       {"operator", "运营主体代码"},
    {"kind", "运营主体类型"}, {"sites", "站点数"},    {"cash", "年末现金"},
    {"debt", "年末借款"},     {"arrears", "年末欠款"}};
static const char *const facility_header[][2] = {
    {"row", "运行序号"},          {"year", "年份"},
    {"facility", "站点代码"},     {"community", "社区代码"},
    {"operator", "运营主体代码"}, {"product", "服务项目代码"},
    {"kind", "运营主体类型"},     {"mode", "运营模式"},
    {"opened", "开放年月"},       {"closed", "关闭年月"},
    {"cause", "退出原因"},        {"occupancy", "使用率"}};

/* One table of the folder. */
static int write_table(struct joined *joined, struct result *result, const char *folder,
                       enum tables_table table, struct error *err)
{
    const struct bookkeeping_options *options = joined->options;
    const bool sites = table == TABLES_facility_books;
    struct sheet sheet;
    char *path = NULL;
    free(joined->books.values);
    TRY(read_whole(result, table, &joined->books, err));
    if (!sites)
        TRY(complete_operators(joined, err));
    if (asprintf(&path, "%s/%s.csv", folder, tables_name(table)) < 0)
        return error_set(err, MESSAGE_MEMORY, folder);
    int status = sheet_open(&sheet, path, options->bom, err);
    free(path);
    TRY(status);
    if (sites)
        put_header(&sheet, facility_header,
                   sizeof facility_header / sizeof *facility_header, options->language);
    else
        put_header(&sheet, operator_header,
                   sizeof operator_header / sizeof *operator_header, options->language);
    put_line_names(&sheet, table, options->language);
    for (int64_t i = 0; i < joined->books.count; i++) {
        const int run = row_of(&joined->books, i);
        if (run < 0 || run >= result_summary(result)->rows ||
            year_of(&joined->books, i) < first_year(result))
            continue;
        if (sites)
            put_facility(joined, &sheet, i);
        else
            put_operator(joined, &sheet, i);
    }
    return sheet_close(&sheet, err);
}

static int write_books(struct joined *joined, struct result *result, const char *folder,
                       struct error *err)
{
    const int rows = result_summary(result)->rows;
    TRY(read_names(result, joined->options->language, &joined->names, err));
    TRY(read_whole(result, TABLES_facilities, &joined->facilities, err));
    TRY(read_whole(result, TABLES_operators, &joined->operators, err));
    TRY(read_whole(result, TABLES_facility_books, &joined->sites, err));
    joined->first_facility = calloc((size_t)rows, sizeof *joined->first_facility);
    joined->first_operator = calloc((size_t)rows, sizeof *joined->first_operator);
    if (!joined->first_facility || !joined->first_operator)
        return error_set(err, MESSAGE_MEMORY, folder);
    find_rows(&joined->facilities, rows, joined->first_facility);
    find_rows(&joined->operators, rows, joined->first_operator);
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return error_set(err, MESSAGE_FILE_WRITE, folder, strerror(errno));
    TRY(write_table(joined, result, folder, TABLES_operator_books, err));
    return write_table(joined, result, folder, TABLES_facility_books, err);
}

int bookkeeping_books(struct result *result, const char *folder,
                      const struct bookkeeping_options *options, struct error *err)
{
    struct joined joined = {.result = result, .options = options};
    TRY(check_books(result, options->path, err));
    const int status = write_books(&joined, result, folder, err);
    free_names(&joined.names);
    free(joined.books.values);
    free(joined.facilities.values);
    free(joined.sites.values);
    free(joined.operators.values);
    free(joined.first_facility);
    free(joined.first_operator);
    return status;
}
