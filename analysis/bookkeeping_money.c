/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Who paid whom for what, after a check that it adds up. */
#include "analysis/bookkeeping_parts.h"

#include <math.h>
#include <stdlib.h>

static const double FEN_PER_YUAN = 100.0;

/* Adds what every account received less what it paid, in fen, to `change`, [row][year]
 * [account]. */
static void add_flows(const struct bookkeeping_table *flows,
                      const struct result_summary *summary, int accounts,
                      int64_t *change)
{
    for (int64_t i = 0; i < flows->count; i++) {
        const int64_t payer = bookkeeping_at(flows, TABLES_flows_payer, i);
        const int64_t payee = bookkeeping_at(flows, TABLES_flows_payee, i);
        const int run = bookkeeping_row_of(flows, i);
        const int year = bookkeeping_year_of(flows, i) - summary->year_first;
        if (payer < 0 || payer >= accounts || payee < 0 || payee >= accounts ||
            run < 0 || run >= summary->rows || year < 0 || year >= summary->years)
            continue; /* of a damaged file: the sum will not be right */
        int64_t *of = change + (run * summary->years + year) * accounts;
        of[payer] -= bookkeeping_at(flows, TABLES_flows_fen, i);
        of[payee] += bookkeeping_at(flows, TABLES_flows_fen, i);
    }
}

/* Whether balances changed by what was paid, in every row and year. */
static int check_balance(struct result *result, const struct bookkeeping_table *flows,
                         const char *path, const struct bookkeeping_names *names,
                         struct error *err)
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

/* A key and what people call it. */
static void put_named(struct sheet *sheet, char *const *keys, char *const *names,
                      int64_t position)
{
    sheet_text(sheet, bookkeeping_word_at(keys, position));
    sheet_text(sheet, bookkeeping_word_at(names, position));
}

static const char *place_word(int64_t place)
{
    static const char *const words[] = {"", "reported", "rim"};
    return place >= 0 && place < (int64_t)(sizeof words / sizeof *words) ? words[place]
                                                                         : "";
}

static void put_flows(const struct result *result, struct sheet *sheet,
                      const struct bookkeeping_table *flows,
                      const struct bookkeeping_names *names)
{
    const struct result_summary *summary = result_summary(result);
    for (int64_t i = 0; i < flows->count; i++) {
        const int year = bookkeeping_year_of(flows, i),
                  run = bookkeeping_row_of(flows, i);
        const double yuan =
            (double)bookkeeping_at(flows, TABLES_flows_fen, i) / FEN_PER_YUAN;
        if (year < bookkeeping_first_year(result) ||
            year >= summary->year_first + summary->years || run < 0 ||
            run >= summary->rows)
            continue;
        sheet_whole(sheet, run);
        sheet_whole(sheet, year);
        put_named(sheet, names->account, names->account_name,
                  bookkeeping_at(flows, TABLES_flows_payer, i));
        put_named(sheet, names->account, names->account_name,
                  bookkeeping_at(flows, TABLES_flows_payee, i));
        put_named(sheet, names->purpose, names->purpose_name,
                  bookkeeping_at(flows, TABLES_flows_purpose, i));
        put_named(sheet, names->product, names->product_name,
                  bookkeeping_at(flows, TABLES_flows_product, i));
        sheet_text(sheet, place_word(bookkeeping_at(flows, TABLES_flows_place, i)));
        sheet_whole(sheet, bookkeeping_at(flows, TABLES_flows_payments, i));
        sheet_number(sheet, yuan);
        sheet_number(
            sheet,
            yuan / names->level[run * summary->years + year - summary->year_first]);
        sheet_end_line(sheet);
    }
}

static int write_flows(const struct result *result, const char *out,
                       const struct bookkeeping_options *options,
                       const struct bookkeeping_table *flows,
                       const struct bookkeeping_names *names, struct error *err)
{
    static const char *const header[][2] = {
        {"row", "运行序号"},         {"year", "年份"},
        {"payer", "付款方代码"},     {"payer_name", "付款方"},
        {"payee", "收款方代码"},     {"payee_name", "收款方"},
        {"purpose", "用途代码"},     {"purpose_name", "用途"},
        {"product", "服务项目代码"}, {"product_name", "服务项目"},
        {"place", "所属范围代码"},   {"payments", "支付笔数"},
        {"yuan", "金额（现价元）"},  {"yuan_2023", "金额（2023年不变价元）"}};
    struct sheet sheet;
    TRY(sheet_open(&sheet, out, options->bom, err));
    bookkeeping_put_header(&sheet, header, sizeof header / sizeof *header,
                           options->language);
    sheet_end_line(&sheet);
    put_flows(result, &sheet, flows, names);
    return sheet_close(&sheet, err);
}

int bookkeeping_money(struct result *result, const char *out,
                      const struct bookkeeping_options *options, struct error *err)
{
    struct bookkeeping_names names = {0};
    struct bookkeeping_table flows = {0};
    TRY(bookkeeping_check_books(result, options->path, err));
    int status = bookkeeping_read_names(result, options->language, &names, err);
    if (status == 0)
        status = bookkeeping_read_whole(result, TABLES_flows, &flows, err);
    if (status == 0)
        status = check_balance(result, &flows, options->path, &names, err);
    if (status == 0)
        status = write_flows(result, out, options, &flows, &names, err);
    free(flows.values);
    bookkeeping_free_names(&names);
    return status;
}
