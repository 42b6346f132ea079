/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* linli export: results as tables for other programs, the needs ledger, the books. */
#include "cli/cli.h"

#include "analysis/bookkeeping.h"
#include "analysis/export.h"
#include "analysis/needs.h"
#include "cli/again.h"
#include "core/text.h"
#include "io/scenario.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPTION_CSV = 256,
    OPTION_LEDGER,
    OPTION_YEAR,
    OPTION_BOM,
    OPTION_UNMASKED,
    OPTION_STANDARDS,
    OPTION_SERIES,
    OPTION_MONEY,
    OPTION_BOOKS
};

const struct cli_option command_export_options[] = {
    {"csv", OPTION_CSV, "DIR",
     "tidy tables, one CSV file a series, and datapackage.json",
     "整洁表：每个序列一个 CSV 文件，附 datapackage.json"},
    {"series", OPTION_SERIES, "NAME", "with --csv: only this series; may be repeated",
     "与 --csv 合用：只导出该序列；可重复给出"},
    {"ledger", OPTION_LEDGER, "OUT.csv", "the needs ledger per community and product",
     "分社区、分服务项目的需求台账"},
    {"money", OPTION_MONEY, "OUT.csv",
     "who paid whom for what by year and product, after a check that it adds up",
     "按年份、服务项目列出的付款方、收款方、用途与金额，先核对是否平衡"},
    {"books", OPTION_BOOKS, "DIR",
     "books by year: operator_books.csv, facility_books.csv (2023 yuan)",
     "年度账目：operator_books.csv、facility_books.csv（2023年不变价）"},
    {"year", OPTION_YEAR, "YEAR", "year of the ledger (default: the last)",
     "台账年份（缺省为最后一年）"},
    {"standards", OPTION_STANDARDS, "FILE.csv",
     "standards of the ledger instead of those in the file",
     "台账所用标准，替代文件内的标准"},
    {"unmasked", OPTION_UNMASKED, NULL, "print counts under 10 persons in the ledger",
     "台账中不遮蔽 10 人以下的数字"},
    {"bom", OPTION_BOM, NULL, "begin files with a byte order mark, for spreadsheets",
     "文件以 BOM 开头，便于电子表格识别中文"},
    {NULL, 0, NULL, NULL, NULL},
};

struct request {
    const char *path, *csv, *ledger, *standards, *money, *books;
    const char *series[SERIES_COUNT];
    int series_count;
    int64_t year; /* -1: the last */
    bool bom, unmasked;
    enum language language;
};

static int read_request(int argc, char **argv, struct request *request)
{
    enum { YEAR_MOST = 9999 };
    const enum language language = request->language;
    const char *value;
    int letter;
    while ((letter = cli_next(argc, argv, command_export_options, language, &value)) !=
           CLI_END)
        switch (letter) {
        case OPTION_CSV: request->csv = value; break;
        case OPTION_LEDGER: request->ledger = value; break;
        case OPTION_STANDARDS: request->standards = value; break;
        case OPTION_MONEY: request->money = value; break;
        case OPTION_BOOKS: request->books = value; break;
        case OPTION_BOM: request->bom = true; break;
        case OPTION_UNMASKED: request->unmasked = true; break;
        case OPTION_SERIES:
            if (request->series_count < SERIES_COUNT)
                request->series[request->series_count++] = value;
            break;
        case OPTION_YEAR:
            TRY(cli_integer("year", value, 0, YEAR_MOST, language, &request->year));
            break;
        default: return -1;
        }
    TRY(cli_operands(argc, argv, 1, 1, language));
    request->path = argv[optind];
    return 0;
}

/* Marks the series named. */
static int choose(const struct request *request, struct result *result,
                  bool chosen[SERIES_COUNT], struct error *err)
{
    const char *names[SERIES_COUNT];
    int count = 0;
    for (enum series series = 0; series < SERIES_COUNT; series++)
        if (result_periods(result, series) > 0)
            names[count++] = series_info[series].name;
    for (int k = 0; k < request->series_count; k++) {
        bool found = false;
        for (enum series series = 0; series < SERIES_COUNT; series++)
            if (strcmp(series_info[series].name, request->series[k]) == 0 &&
                result_periods(result, series) > 0)
                found = chosen[series] = true;
        const int nearest = text_nearest(request->series[k], names, count);
        if (!found)
            return error_set(err, MESSAGE_EXPORT_NO_SERIES, request->path,
                             request->series[k], names[nearest >= 0 ? nearest : 0]);
    }
    return 0;
}

/* What is not in the tables, on standard error: the path alone stands on the other. */
static void tell_warm_start(const struct result *result, enum language language)
{
    const struct result_summary *summary = result_summary(result);
    char from[16], to[16];
    if (summary->products == 0)
        return;
    fprintf(
        stderr,
        cli_text(language,
                 "left out: services in the months %s to %s and in years that begin "
                 "in them, the warm start of the run\n",
                 "未导出：%s 至 %s 各月及始于其间的年份中的服务数据（运行的预热期）\n"),
        month_text(summary->month_first, from),
        month_text(summary->month_first + SERIES_WARM_MONTHS - 1, to));
}

static int write_tables(const struct request *request, struct result *result)
{
    bool chosen[SERIES_COUNT] = {false};
    const struct export_options options = {.folder = request->csv,
                                           .bom = request->bom,
                                           .chosen = request->series_count > 0 ? chosen
                                                                               : NULL};
    struct error err;
    if (choose(request, result, chosen, &err) != 0 ||
        export_tables(result, &options, &err) != 0)
        return cli_fail(&err, request->language);
    tell_warm_start(result, request->language);
    printf("%s/datapackage.json\n", request->csv);
    return EXIT_OK;
}

/* Standards of the command line, else of the file. */
static int read_standards(const struct request *request, struct result *result,
                          struct inputs *inputs, struct standards *standards,
                          struct report *report)
{
    struct scenario scenario = {0};
    struct error err;
    char **products = NULL;
    const char *path = request->standards;
    int status = 0;
    if (path == NULL) {
        /* For where its standards lie. */
        TRY(again_scenario(result_summary(result), inputs, &scenario, report));
        path = scenario.standards;
    }
    if (path[0] == '\0')
        status = error_set(&err, MESSAGE_EXPORT_NO_STANDARDS, request->path);
    else
        status =
            result_read_labels(result, DIMENSION_PRODUCT, LANGUAGE_EN, &products, &err);
    if (status != 0)
        report_add(report, &err);
    else
        status = standards_read(inputs, path, (const char *const *)products,
                                result_summary(result)->products, standards, report);
    result_free_labels(products);
    if (request->standards == NULL)
        scenario_free(&scenario);
    return status;
}

static int make_ledger(const struct request *request, struct result *result,
                       const struct standards *standards, struct error *err)
{
    const struct result_summary *summary = result_summary(result);
    struct needs needs;
    const struct needs_options options = {.bom = request->bom,
                                          .unmasked = request->unmasked,
                                          .language = request->language};
    const int year = request->year >= 0 ? (int)request->year
                                        : summary->year_first + summary->years - 1;
    TRY(needs_make(result, request->path, standards, year, &needs, err));
    const int status = needs_write(result, &needs, request->ledger, &options, err);
    if (status == 0 && precision_any(&needs.precision))
        fprintf(stderr, "%s\n", precision_warning(request->language));
    needs_free(&needs);
    return status;
}

static int write_ledger(const struct request *request, struct result *result)
{
    struct standards *standards = calloc(1, sizeof *standards);
    struct inputs inputs;
    struct report report;
    struct error err;
    int status = EXIT_OK;
    report_init(&report);
    inputs_init(&inputs);
    if (standards == NULL) {

        error_set(&err, MESSAGE_MEMORY, request->path);
        report_add(&report, &err);
    } else if (result_summary(result)->products == 0) {
        error_set(&err, MESSAGE_EXPORT_NO_SERVICES, request->path);
        report_add(&report, &err);
    } else if (request->standards == NULL &&
               result_read_inputs(result, &inputs, &err) != 0)
        report_add(&report, &err);
    else if (read_standards(request, result, &inputs, standards, &report) == 0 &&
             make_ledger(request, result, standards, &err) != 0)
        report_add(&report, &err);
    status = cli_report(&report, request->language);
    if (status == EXIT_OK)
        printf("%s\n", request->ledger);
    free(standards);
    inputs_free(&inputs);
    report_free(&report);
    return status;
}

static int write_money(const struct request *request, struct result *result)
{
    const struct bookkeeping_options options = {
        .path = request->path, .bom = request->bom, .language = request->language};
    struct error err;
    if ((request->money != NULL &&
         bookkeeping_money(result, request->money, &options, &err) != 0) ||
        (request->books != NULL &&
         bookkeeping_books(result, request->books, &options, &err) != 0))
        return cli_fail(&err, request->language);
    tell_warm_start(result, request->language);
    if (request->money != NULL)
        printf("%s\n", request->money);
    if (request->books != NULL)
        printf("%s/operator_books.csv\n%s/facility_books.csv\n", request->books,
               request->books);
    return EXIT_OK;
}

int command_export(int argc, char **argv, enum language language)
{
    struct request request = {.year = -1, .language = language};
    struct result *result;
    struct error err;
    if (read_request(argc, argv, &request) != 0)
        return EXIT_USAGE;
    if (request.csv == NULL && request.ledger == NULL && request.money == NULL &&
        request.books == NULL) {
        error_set(&err, MESSAGE_EXPORT_NOTHING);
        return cli_fail(&err, language);
    }
    if (result_open(request.path, &result, &err) != 0)
        return cli_fail(&err, language);
    int status = request.csv != NULL ? write_tables(&request, result) : EXIT_OK;
    if (status == EXIT_OK && request.ledger != NULL)
        status = write_ledger(&request, result);
    if (status == EXIT_OK && (request.money != NULL || request.books != NULL))
        status = write_money(&request, result);
    result_close(result);
    return status;
}
