/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The books of operators and sites, with what they are joined from the other tables. */
#include "analysis/bookkeeping_parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Tables that are joined by position within a row. */
struct joined {
    const struct result *result;
    const struct bookkeeping_options *options;
    struct bookkeeping_names names;
    struct bookkeeping_table books, facilities, operators;
    struct bookkeeping_table
        sites; /* /facility_books, of which books of operators are made */
    int64_t *first_facility,
        *first_operator; /* owned; [rows]: record at which it begins */
};

static void find_rows(const struct bookkeeping_table *whole, int rows, int64_t *first)
{
    for (int64_t i = whole->count - 1; i >= 0; i--)
        if (bookkeeping_row_of(whole, i) >= 0 && bookkeeping_row_of(whole, i) < rows)
            first[bookkeeping_row_of(whole, i)] = i;
}

/* Record of `whole` that is the k-th of a row; -1 when there is none. */
static int64_t record_of(const struct bookkeeping_table *whole, const int64_t *first,
                         int run, int64_t k)
{
    const int64_t i = first[run] + k;
    return k >= 0 && i < whole->count && bookkeeping_row_of(whole, i) == run ? i : -1;
}

static void add_lines(const struct joined *joined, int64_t site, int64_t held)
{
    const struct bookkeeping_table *books = &joined->books, *sites = &joined->sites;
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
    const int run = bookkeeping_row_of(&joined->sites, i);
    if (run < 0 || run >= result_summary(joined->result)->rows)
        return -1;
    const int64_t site =
        record_of(&joined->facilities, joined->first_facility, run,
                  bookkeeping_at(&joined->sites, TABLES_facility_books_facility, i));
    return site < 0
               ? -1
               : bookkeeping_at(&joined->facilities, TABLES_facilities_operator, site);
}

/* Adds the books of sites to those of the operators that ran them last. Both tables
 * ascend by row and year; `place` [operators] is where an operator stands in that of the
 * row and year at hand. */
static void add_sites(const struct joined *joined, int64_t *place)
{
    const struct bookkeeping_table *books = &joined->books, *sites = &joined->sites;
    int64_t next = 0;
    for (int64_t i = 0; i < sites->count; i++) {
        const int run = bookkeeping_row_of(sites, i),
                  year = bookkeeping_year_of(sites, i);
        if (i == 0 || run != bookkeeping_row_of(sites, i - 1) ||
            year != bookkeeping_year_of(sites, i - 1))
            for (int64_t k = 0; k < joined->operators.count; k++)
                place[k] = -1;
        while (next < books->count && (bookkeeping_row_of(books, next) < run ||
                                       (bookkeeping_row_of(books, next) == run &&
                                        bookkeeping_year_of(books, next) <= year))) {
            const int64_t held =
                bookkeeping_at(books, TABLES_operator_books_operator, next);
            if (bookkeeping_row_of(books, next) == run &&
                bookkeeping_year_of(books, next) == year && held >= 0 &&
                held < joined->operators.count)
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
static void put_lines(struct sheet *sheet, const struct bookkeeping_table *books,
                      int64_t i)
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
    const struct bookkeeping_table *books = &joined->books;
    const int run = bookkeeping_row_of(books, i);
    const int64_t held =
        record_of(&joined->operators, joined->first_operator, run,
                  bookkeeping_at(books, TABLES_operator_books_operator, i));
    if (held < 0)
        return;
    sheet_whole(sheet, run);
    sheet_whole(sheet, bookkeeping_year_of(books, i));
    sheet_whole(sheet, bookkeeping_at(&joined->operators, TABLES_operators_code, held));
    sheet_text(sheet, bookkeeping_word_at(joined->names.kind,
                                          bookkeeping_at(&joined->operators,
                                                         TABLES_operators_kind, held)));
    sheet_whole(sheet, bookkeeping_at(books, TABLES_operator_books_sites, i));
    sheet_whole(sheet, bookkeeping_at(books, TABLES_operator_books_cash, i));
    sheet_whole(sheet, bookkeeping_at(books, TABLES_operator_books_debt, i));
    sheet_whole(sheet, bookkeeping_at(books, TABLES_operator_books_arrears, i));
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
    static const double PERCENT = 100.0;
    const struct bookkeeping_table *books = &joined->books,
                                   *sites = &joined->facilities;
    const struct bookkeeping_names *names = &joined->names;
    const int run = bookkeeping_row_of(books, i);
    const int64_t site =
        record_of(sites, joined->first_facility, run,
                  bookkeeping_at(books, TABLES_facility_books_facility, i));
    if (site < 0)
        return;
    const int64_t held =
        record_of(&joined->operators, joined->first_operator, run,
                  bookkeeping_at(sites, TABLES_facilities_operator, site));
    sheet_whole(sheet, run);
    sheet_whole(sheet, bookkeeping_year_of(books, i));
    sheet_whole(sheet, bookkeeping_at(sites, TABLES_facilities_code, site));
    sheet_whole(sheet, bookkeeping_at(sites, TABLES_facilities_community, site));
    if (held >= 0)
        sheet_whole(sheet,
                    bookkeeping_at(&joined->operators, TABLES_operators_code, held));
    else
        sheet_text(sheet, "");
    sheet_text(sheet, bookkeeping_word_at(
                          names->product,
                          bookkeeping_at(sites, TABLES_facilities_product, site)));
    sheet_text(sheet,
               bookkeeping_word_at(
                   names->kind, bookkeeping_at(sites, TABLES_facilities_kind, site)));
    sheet_text(sheet,
               bookkeeping_word_at(
                   names->mode, bookkeeping_at(sites, TABLES_facilities_mode, site)));
    put_month(sheet, bookkeeping_at(sites, TABLES_facilities_opened, site));
    put_month(sheet, bookkeeping_at(sites, TABLES_facilities_closed, site));
    sheet_text(sheet,
               bookkeeping_word_at(
                   names->cause, bookkeeping_at(sites, TABLES_facilities_cause, site)));
    sheet_number(sheet,
                 (double)bookkeeping_at(books, TABLES_facility_books_occupancy, i) /
                     PERCENT);
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
    TRY(bookkeeping_read_whole(result, table, &joined->books, err));
    if (!sites)
        TRY(complete_operators(joined, err));
    if (asprintf(&path, "%s/%s.csv", folder, tables_name(table)) < 0)
        return error_set(err, MESSAGE_MEMORY, folder);
    int status = sheet_open(&sheet, path, options->bom, err);
    free(path);
    TRY(status);
    if (sites)
        bookkeeping_put_header(&sheet, facility_header,
                               sizeof facility_header / sizeof *facility_header,
                               options->language);
    else
        bookkeeping_put_header(&sheet, operator_header,
                               sizeof operator_header / sizeof *operator_header,
                               options->language);
    put_line_names(&sheet, table, options->language);
    for (int64_t i = 0; i < joined->books.count; i++) {
        const int run = bookkeeping_row_of(&joined->books, i);
        if (run < 0 || run >= result_summary(result)->rows ||
            bookkeeping_year_of(&joined->books, i) < bookkeeping_first_year(result))
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
    TRY(bookkeeping_read_names(result, joined->options->language, &joined->names, err));
    TRY(bookkeeping_read_whole(result, TABLES_facilities, &joined->facilities, err));
    TRY(bookkeeping_read_whole(result, TABLES_operators, &joined->operators, err));
    TRY(bookkeeping_read_whole(result, TABLES_facility_books, &joined->sites, err));
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
    TRY(bookkeeping_check_books(result, options->path, err));
    const int status = write_books(&joined, result, folder, err);
    bookkeeping_free_names(&joined.names);
    free(joined.books.values);
    free(joined.facilities.values);
    free(joined.sites.values);
    free(joined.operators.values);
    free(joined.first_facility);
    free(joined.first_operator);
    return status;
}
