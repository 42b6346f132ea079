/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* linli reproduce: computes a results file again from nothing but itself and compares.
 * Equal bytes say it all; else the first number that differs is looked for. */
#include "cli/again.h"
#include "cli/cli.h"
#include "cli/stop.h"
#include "io/result_read.h"
#include "run/ensemble.h"

#include <getopt.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OPTION_JOBS = 256, OPTION_THREADS };

const struct cli_option command_reproduce_options[] = {
    {"jobs", OPTION_JOBS, "N", "rows at a time (default 1)",
     "同时运行的行数（缺省 1）"},
    {"threads", OPTION_THREADS, "N", "threads in all (default: one a core)",
     "线程总数（缺省为处理器核数）"},
    {NULL, 0, NULL, NULL, NULL},
};

struct request {
    const char *path;
    int64_t jobs, threads;
    const volatile int *stop;
    enum language language;
};

/* A temporary folder, and the results file in it. */
struct place {
    char *folder, *out; /* owned */
};

/* Beside the file, for there is likely room for one more; else in TMPDIR. */
static int make_place(const char *path, struct place *place, struct error *err)
{
    const char *temporary = getenv("TMPDIR");
    char *beside = input_path(path, ".");
    const bool writable = beside != NULL && access(beside, W_OK) == 0;
    if (temporary == NULL || temporary[0] == '\0')
        temporary = "/tmp";
    *place = (struct place){NULL, NULL};
    const int made = asprintf(&place->folder, "%s/linli-reproduce-XXXXXX",
                              writable ? beside : temporary);
    free(beside);
    if (made < 0) {
        place->folder = NULL;
        return error_set(err, MESSAGE_MEMORY, path);
    }
    if (mkdtemp(place->folder) == NULL) {
        error_set(err, MESSAGE_FILE_WRITE, place->folder, "no temporary folder");
        free(place->folder);
        place->folder = NULL;
        return -1;
    }
    if (asprintf(&place->out, "%s/again.h5", place->folder) < 0) {
        place->out = NULL;
        return error_set(err, MESSAGE_MEMORY, path);
    }
    return 0;
}

/* Leaves nothing behind, also after an interruption. */
static void remove_place(struct place *place)
{
    struct error err;
    if (place->out != NULL) {
        unlink(place->out);
        if (part_clear(place->out, &err) != 0)
            fprintf(stderr, "%s\n", err.en);
    }
    if (place->folder != NULL)
        rmdir(place->folder);
    free(place->folder);
    free(place->out);
}

/* Runs all rows of the inputs into `out`. */
static int run_again(const struct request *request,
                     const struct result_summary *summary, struct inputs *inputs,
                     const char *out, struct report *report)
{
    struct scenario scenario;
    TRY(again_read(request->path, summary, inputs, &scenario, report));
    struct ensemble_options options = {
        .scenario = &scenario,
        .inputs = inputs,
        .out = out,
        .rows = summary->rows,
        .jobs = (int)request->jobs,
        .threads = (int)request->threads,
        .stop = request->stop,
    };
    const int status = ensemble_run(&options, report);
    scenario_free(&scenario);
    return status;
}

/* Element of a period that differs first, or -1. Missing equals missing. */
static int64_t find_difference(enum series series, const void *a, const void *b,
                               int64_t elements)
{
    if (series_info[series].type == SERIES_INT32) {
        for (int64_t i = 0; i < elements; i++)
            if (((const int32_t *)a)[i] != ((const int32_t *)b)[i])
                return i;
        return -1;
    }
    const double *one = a, *two = b;
    for (int64_t i = 0; i < elements; i++)
        if (!(one[i] == two[i] || (isnan(one[i]) && isnan(two[i]))))
            return i;
    return -1;
}

/* "sex female, age 83" for an element of a period. */
static void print_element(struct result *result, enum series series, int64_t element)
{
    enum dimension dimension[SERIES_DIMENSIONS];
    int64_t size[SERIES_DIMENSIONS], index[SERIES_DIMENSIONS];
    const int rank = result_dimensions(result, series, dimension, size);
    for (int i = rank - 1; i >= 0; i--) {
        index[i] = element % size[i];
        element /= size[i];
    }
    for (int i = 0; i < rank; i++) {
        int count = 0;
        const char *const *labels = series_labels(dimension[i], &count);
        printf(", %s ", series_dimension(dimension[i]));
        char **keys = NULL;
        if (labels != NULL)
            printf("%s", labels[index[i]]);
        else if (dimension[i] == DIMENSION_PRODUCT &&
                 result_read_labels(result, dimension[i], LANGUAGE_EN, &keys, NULL) ==
                     0)
            printf("%s", keys[index[i]]);
        else
            printf("#%" PRId64, index[i]);
        result_free_labels(keys);
    }
}

/* Where two files first differ. */
struct difference {
    enum series series;
    int run, period;
    int64_t element;
    double was, is;
};

static void print_difference(struct result *result, const struct difference *difference,
                             enum language language)
{
    const struct result_summary *summary = result_summary(result);
    const struct series_info *info = &series_info[difference->series];
    char text[16];
    printf(cli_text(language, "different: first in %s, row %d, ",
                    "不一致：首个差异位于 %s，第 %d 行，"),
           info->name, difference->run);
    if (info->when == SERIES_YEAR)
        printf("%d", summary->year_first + difference->period);
    else
        printf("%s", month_text(summary->month_first + difference->period, text));
    print_element(result, difference->series, difference->element);
    printf(cli_text(language, ": was %.17g, now %.17g\n", "：原为 %.17g，现为 %.17g\n"),
           difference->was, difference->is);
}

/* Compares one series of one row; 1 when it differs, 0 when not. */
static int compare_row(struct result *a, struct result *b,
                       struct difference *difference, void *was, void *is,
                       struct error *err)
{
    const enum series series = difference->series;
    const int64_t elements = result_elements(a, series);
    for (int period = 0; period < result_periods(a, series); period++) {
        TRY(result_read_series(a, series, difference->run, period, 1, was, err));
        TRY(result_read_series(b, series, difference->run, period, 1, is, err));
        const int64_t element = find_difference(series, was, is, elements);
        if (element < 0)
            continue;
        const bool whole = series_info[series].type == SERIES_INT32;
        difference->period = period;
        difference->element = element;
        difference->was = whole ? ((int32_t *)was)[element] : ((double *)was)[element];
        difference->is = whole ? ((int32_t *)is)[element] : ((double *)is)[element];
        return 1;
    }
    return 0;
}

/* Looks for the first number that differs; the series of totals tell most, and they
 * stand in the order of the list. 1 when one does, 0 when none, -1 after an error. */
static int compare_series(struct result *a, struct result *b,
                          struct difference *difference, struct error *err)
{
    for (enum series series = 0; series < SERIES_COUNT; series++) {
        const size_t elements = (size_t)result_elements(a, series) + 1;
        void *was = calloc(elements, sizeof(double));
        void *is = calloc(elements, sizeof(double));
        int status = 0;
        if (was == NULL || is == NULL) {
            error_set(err, MESSAGE_MEMORY, series_info[series].name);
            status = -1;
        }
        difference->series = series;
        for (int run = 0; status == 0 && run < result_summary(a)->rows; run++) {
            difference->run = run;
            status = compare_row(a, b, difference, was, is, err);
        }
        free(was);
        free(is);
        if (status != 0)
            return status;
    }
    return 0;
}

static int compare(const struct request *request, struct result *a, struct result *b)
{
    const struct result_summary *one = result_summary(a), *two = result_summary(b);
    const enum language language = request->language;
    struct difference difference = {0};
    struct error err;
    if (one->seal.bytes == two->seal.bytes &&
        memcmp(one->seal.digest, two->seal.digest, DIGEST_SIZE) == 0) {
        char digest[DIGEST_TEXT];
        digest_text(two->seal.digest, digest);
        printf(cli_text(language, "identical: %" PRIu64 " bytes, SHA-256 %s\n",
                        "完全一致：%" PRIu64 " 字节，SHA-256 %s\n"),
               two->seal.bytes, digest);
        return EXIT_OK;
    }
    if (one->communities != two->communities || one->districts != two->districts ||
        one->months != two->months || one->products != two->products ||
        one->services != two->services) {
        error_set(&err, MESSAGE_RESULT_SCENARIO_DIFFERS, request->path);
        return cli_fail(&err, language);
    }
    const int differs = compare_series(a, b, &difference, &err);
    if (differs < 0)
        return cli_fail(&err, language);
    if (differs > 0)
        print_difference(a, &difference, language);
    else
        printf(
            "%s\n",
            cli_text(language,
                     "different: all series are equal, but not the panel, the "
                     "provenance or how HDF5 stores them",
                     "不一致：全部序列相同，但追踪样本、来源信息或 HDF5 存储方式不同"));
    return EXIT_MODEL;
}

static int run_and_compare(const struct request *request, struct result *result,
                           const struct place *place)
{
    struct inputs inputs;
    struct report report;
    struct result *again = NULL;
    struct error err;
    if (result_read_inputs(result, &inputs, &err) != 0)
        return cli_fail(&err, request->language);
    report_init(&report);
    int status = EXIT_OK;
    if (run_again(request, result_summary(result), &inputs, place->out, &report) != 0)
        status = cli_report(&report, request->language);
    else if (result_open(place->out, &again, &err) != 0)
        status = cli_fail(&err, request->language);
    else
        status = compare(request, result, again);
    result_close(again);
    report_free(&report);
    inputs_free(&inputs);
    return status;
}

static int reproduce(const struct request *request)
{
    struct result *result;
    struct place place;
    struct error err;
    if (result_open(request->path, &result, &err) != 0)
        return cli_fail(&err, request->language);
    int status = EXIT_OK;
    if (again_check_model(request->path, result_summary(result), &err) != 0) {
        status = cli_fail(&err, request->language);
    } else if (make_place(request->path, &place, &err) != 0) {
        remove_place(&place);
        status = cli_fail(&err, request->language);
    } else {
        status = run_and_compare(request, result, &place);
        remove_place(&place);
    }
    result_close(result);
    return status;
}

int command_reproduce(int argc, char **argv, enum language language)
{
    struct request request = {.jobs = 1, .language = language};
    const char *value;
    int letter, bad = 0;
    while ((letter = cli_next(argc, argv, command_reproduce_options, language,
                              &value)) != CLI_END) {
        if (letter == OPTION_JOBS)
            bad = cli_integer("jobs", value, 1, CLI_THREADS_MOST, language,
                              &request.jobs);
        else if (letter == OPTION_THREADS)
            bad = cli_integer("threads", value, 1, CLI_THREADS_MOST, language,
                              &request.threads);
        else
            return EXIT_USAGE;
        if (bad)
            return EXIT_USAGE;
    }
    if (cli_operands(argc, argv, 1, 1, language) != 0)
        return EXIT_USAGE;
    request.path = argv[optind];
    request.stop = stop_listen();
    return reproduce(&request);
}
