/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* linli info: says what a results file is, with its headline numbers. */
#include "cli/cli.h"
#include "cli/info_page.h"
#include "io/result_read.h"

#include <getopt.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { OPTION_DIGEST = 256, OPTION_MARKDOWN };

const struct cli_option command_info_options[] = {
    {"digest", OPTION_DIGEST, NULL, "print only the sealed SHA-256 of the HDF5 bytes",
     "只输出封印中 HDF5 内容的 SHA-256"},
    {"markdown", OPTION_MARKDOWN, NULL, "print docs/RESULTS.md; takes no file",
     "输出 docs/RESULTS.md；不需要文件"},
    {NULL, 0, NULL, NULL, NULL},
};

/* Name of a line, padded to one width in both languages. */
static void print_key(enum language language, const char *en, const char *zh)
{
    if (language == LANGUAGE_ZH)
        printf("%s：", zh);
    else
        printf("%-13s", en);
}

static void print_period(const struct result_summary *summary, enum language language)
{
    char first[16], last[16];
    print_key(language, "period", "时段");
    printf(cli_text(language, "%s to %s, %d years reported\n",
                    "%s 至 %s，报告 %d 个年份\n"),
           month_text(summary->month_first, first),
           month_text(summary->month_first + summary->months - 1, last),
           summary->years);
}

static void print_origin(const struct result_summary *summary, enum language language)
{
    char digest[DIGEST_TEXT];
    digest_text(summary->seal.digest, digest);
    print_key(language, "written by", "程序");
    printf(cli_text(language, "Linli %s, model version %d, schema %d; %s\n",
                    "邻里 %s，模型版本 %d，格式版本 %d；%s\n"),
           summary->code_version, summary->model, summary->seal.schema,
           summary->seal.build);
    print_key(language, "command", "命令");
    printf("%s\n", summary->command);
    print_key(language, "inputs", "输入");
    printf(cli_text(language, "%d files inside\n", "文件内含 %d 个输入文件\n"),
           summary->inputs);
    print_key(language, "digest", "摘要");
    printf("%s\n", digest);
}

static void print_summary(const char *path, const struct result_summary *summary,
                          enum language language)
{
    static const double MEGABYTE = 1e6;
    print_key(language, "title", "标题");
    printf("%s\n", cli_text(language, summary->title_en, summary->title_zh));
    print_key(language, "file", "文件");
    printf(cli_text(language, "%s, %.1f MB, complete and undamaged\n",
                    "%s，%.1f MB，完整无损\n"),
           path, (double)summary->file_size / MEGABYTE);
    print_key(language, "city", "城市");
    printf(cli_text(language, "%s, %d communities in %d districts reported\n",
                    "%s，报告 %d 个社区、%d 个区县\n"),
           cli_text(language, summary->city_en, summary->city_zh), summary->communities,
           summary->districts);
    print_period(summary, language);
    print_key(language, "rows", "行数");
    printf(cli_text(language,
                    "%d, seeds %" PRId64 " to %" PRId64 ", population seed %" PRId64
                    "\n",
                    "%d，随机种子 %" PRId64 " 至 %" PRId64 "，人口种子 %" PRId64 "\n"),
           summary->rows, summary->seed, summary->seed + summary->rows - 1,
           summary->population_seed);
    print_key(language, "panel", "追踪样本");
    printf(cli_text(language, "%" PRId64 " records\n", "%" PRId64 " 条记录\n"),
           summary->panel_records);
    print_origin(summary, language);
}

/* Mean, lowest and highest over rows. */
struct spread {
    double mean, low, high;
};

/* The sum of a period of a series, or its element `element` when that is not -1, over
 * the rows. */
static int measure(struct result *result, enum series series, int period, int element,
                   struct spread *spread, struct error *err)
{
    const int rows = result_summary(result)->rows;
    const int64_t elements = result_elements(result, series);
    const bool whole = series_info[series].type == SERIES_INT32;
    void *data = calloc((size_t)elements + 1, sizeof(double));
    if (data == NULL)
        return error_set(err, MESSAGE_MEMORY, series_info[series].name);
    *spread = (struct spread){0.0, INFINITY, -INFINITY};
    for (int run = 0; run < rows; run++) {
        double sum = 0.0;
        if (result_read_series(result, series, run, period, 1, data, err) != 0) {
            free(data);
            return -1;
        }
        for (int64_t i = 0; i < elements; i++)
            if (element < 0 || i == element)
                sum += whole ? ((const int32_t *)data)[i] : ((const double *)data)[i];
        spread->mean += sum / rows;
        spread->low = fmin(spread->low, sum);
        spread->high = fmax(spread->high, sum);
    }
    free(data);
    return 0;
}

/* The headline numbers: series, element (-1: all), decimals. */
static const struct headline {
    enum series series;
    int element, decimals;
    const char *en, *zh;
} headlines[] = {
    {SERIES_residents, -1, 0, "residents", "常住人口"},
    {SERIES_births, -1, 0, "births", "出生"},
    {SERIES_deaths, -1, 0, "deaths", "死亡"},
    {SERIES_life_expectancy, SEX_MALE, 1, "life expectancy, men", "预期寿命（男）"},
    {SERIES_life_expectancy, SEX_FEMALE, 1, "life expectancy, women", "预期寿命（女）"},
    {SERIES_total_fertility, 0, 2, "total fertility", "总和生育率"},
};

static int print_headline(struct result *result, const struct headline *headline,
                          const int periods[2], enum language language,
                          struct error *err)
{
    const struct result_summary *summary = result_summary(result);
    if (language == LANGUAGE_ZH)
        printf("%s：", headline->zh);
    else
        printf("%-24s", headline->en);
    for (int i = 0; i < 2; i++) {
        struct spread spread = {0};
        TRY(measure(result, headline->series, periods[i], headline->element, &spread,
                    err));
        printf(" %d: %.*f", summary->year_first + periods[i], headline->decimals,
               spread.mean);
        if (summary->rows > 1)
            printf(" (%.*f-%.*f)", headline->decimals, spread.low, headline->decimals,
                   spread.high);
    }
    printf("\n");
    return 0;
}

/* Of the first whole year and the last, so that flows can be compared. */
static int print_headlines(struct result *result, enum language language,
                           struct error *err)
{
    const struct result_summary *summary = result_summary(result);
    const bool partial = month_number(summary->month_first) != 1 && summary->years > 1;
    const int periods[2] = {partial ? 1 : 0, summary->years - 1};
    printf("\n%s\n",
           summary->rows > 1
               ? cli_text(language,
                          "Mean over rows (lowest-highest):", "各行均值（最低-最高）：")
               : cli_text(language, "Numbers of the one row:", "唯一一行的数值："));
    for (size_t i = 0; i < sizeof headlines / sizeof *headlines; i++)
        TRY(print_headline(result, &headlines[i], periods, language, err));
    return 0;
}

static void print_series(const struct result *result, enum language language)
{
    printf("\n%s\n", cli_text(language, "Series:", "序列："));
    for (enum series series = 0; series < SERIES_COUNT; series++) {
        const struct series_info *info = &series_info[series];
        enum dimension dimension[SERIES_DIMENSIONS];
        int64_t size[SERIES_DIMENSIONS];
        if (result_periods(result, series) == 0)
            continue;
        const int rank = result_dimensions(result, series, dimension, size);
        printf("  %s(row %d, %s %d", info->name, result_summary(result)->rows,
               info->when == SERIES_YEAR ? "year" : "month",
               result_periods(result, series));
        for (int i = 0; i < rank; i++)
            printf(", %s %" PRId64, series_dimension(dimension[i]), size[i]);
        printf(cli_text(language, "): %s\n", ")：%s\n"),
               cli_text(language, info->en, info->zh));
    }
}

static int show(const char *path, enum language language)
{
    struct result *result;
    struct error err;
    if (result_open(path, &result, &err) != 0)
        return cli_fail(&err, language);
    print_summary(path, result_summary(result), language);
    int status = EXIT_OK;
    if (print_headlines(result, language, &err) == 0)
        print_series(result, language);
    else
        status = cli_fail(&err, language);
    result_close(result);
    return status;
}

static int show_digest(const char *path, enum language language)
{
    struct seal seal;
    struct error err;
    char digest[DIGEST_TEXT];
    if (seal_check(path, &seal, &err) != 0)
        return cli_fail(&err, language);
    digest_text(seal.digest, digest);
    printf("%s\n", digest);
    return EXIT_OK;
}

int command_info(int argc, char **argv, enum language language)
{
    bool digest = false, markdown = false;
    const char *value;
    int letter;
    while ((letter = cli_next(argc, argv, command_info_options, language, &value)) !=
           CLI_END)
        switch (letter) {
        case OPTION_DIGEST: digest = true; break;
        case OPTION_MARKDOWN: markdown = true; break;
        default: return EXIT_USAGE;
        }
    if (cli_operands(argc, argv, markdown ? 0 : 1, markdown ? 0 : 1, language) != 0)
        return EXIT_USAGE;
    if (markdown) {
        info_page_print();
        return EXIT_OK;
    }
    return digest ? show_digest(argv[optind], language) : show(argv[optind], language);
}
