/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* linli run: simulates every row of a scenario into a results file. */
#include "cli/cli.h"
#include "cli/run_tell.h"

#include <getopt.h>
#include <omp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    OPTION_ROWS = 256,
    OPTION_JOBS,
    OPTION_THREADS,
    OPTION_RESUME,
    OPTION_FORCE,
    OPTION_DRY,
    OPTION_BENCH,
    OPTION_QUIET
};
enum { ROWS_MOST = 100000, YEARS_MOST = 1000 };

const struct cli_option command_run_options[] = {
    {"out", 'o', "FILE", "results file (default: the scenario's name with .h5)",
     "结果文件（缺省为情景文件名加 .h5）"},
    {"rows", OPTION_ROWS, "N", "rows: runs with seeds seed, seed + 1, ... (default 1)",
     "行数：依次使用种子 seed、seed + 1……（缺省 1）"},
    {"jobs", OPTION_JOBS, "N", "rows at a time (default 1)",
     "同时运行的行数（缺省 1）"},
    {"threads", OPTION_THREADS, "N", "threads in all (default: one a core)",
     "线程总数（缺省为处理器核数）"},
    {"resume", OPTION_RESUME, NULL, "keep the finished rows of an earlier run",
     "保留此前已完成的行并继续"},
    {"force", OPTION_FORCE, NULL, "replace a results file of that name",
     "覆盖已有的同名结果文件"},
    {"dry-run", OPTION_DRY, NULL, "only say how large it is: memory, disk, time",
     "只估计规模：内存、磁盘与时间"},
    {"set", 's', "KEY=VALUE", "overrides a value; may be repeated",
     "覆盖某个值；可重复"},
    {"quiet", OPTION_QUIET, NULL, "no progress, no table", "不显示进度与表格"},
    {"bench", OPTION_BENCH, NULL, "write nothing, print one line of timings",
     "不写结果，只输出一行计时"},
    {NULL, 0, NULL, NULL, NULL},
};

/* Set by the signal handler alone, to the signal: the one object a handler may write. */
static volatile sig_atomic_t stop_asked;

static void ask_stop(int signal_number)
{
    stop_asked = signal_number;
}

/* The first signal ends the run in order, a second one at once. */
static void catch_signals(void)
{
    const struct sigaction stop = {.sa_handler = ask_stop, .sa_flags = SA_RESETHAND};
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGTERM, &stop, NULL);
}

struct request {
    const char *scenario, *out;
    char *default_out; /* owned */
    int64_t rows, jobs, threads;
    bool resume, force, dry, bench, quiet;
    struct cli_sets sets;
    enum language language;
};

static int read_option(int letter, const char *value, struct request *request)
{
    const enum language language = request->language;
    switch (letter) {
    case 'o': request->out = value; return 0;
    case 's': return cli_sets_add(&request->sets, value, language);
    case OPTION_ROWS:
        return cli_integer("rows", value, 1, ROWS_MOST, language, &request->rows);
    case OPTION_JOBS:
        return cli_integer("jobs", value, 1, CLI_THREADS_MOST, language,
                           &request->jobs);
    case OPTION_THREADS:
        return cli_integer("threads", value, 1, CLI_THREADS_MOST, language,
                           &request->threads);
    case OPTION_RESUME: request->resume = true; return 0;
    case OPTION_FORCE: request->force = true; return 0;
    case OPTION_DRY: request->dry = true; return 0;
    case OPTION_BENCH: request->bench = true; return 0;
    case OPTION_QUIET: request->quiet = true; return 0;
    default: return -1;
    }
}

static int read_request(int argc, char **argv, struct request *request)
{
    const char *value;
    int letter;
    const enum language language = request->language;
    while ((letter = cli_next(argc, argv, command_run_options, language, &value)) !=
           CLI_END)
        TRY(read_option(letter, value, request));
    TRY(cli_operands(argc, argv, 1, 1, language));
    request->scenario = argv[optind];
    return 0;
}

/* "scenarios/free.yaml" gives "free.h5" in the current folder. */
static char *name_from(const char *scenario)
{
    const char *slash = strrchr(scenario, '/');
    const char *name = slash ? slash + 1 : scenario;
    const char *dot = strrchr(name, '.');
    const size_t stem = dot && dot > name ? (size_t)(dot - name) : strlen(name);
    char *out = malloc(stem + sizeof ".h5");
    if (out)
        sprintf(out, "%.*s.h5", (int)stem, name);
    return out;
}

/* What a run that came to its end says. */
static void tell_end(const struct request *request,
                     const struct ensemble_options *options)
{
    const enum language language = request->language;
    if (request->bench) {
        run_tell_bench(options);
        return;
    }
    if (options->complete)
        fprintf(stderr,
                cli_text(language, "'%s' is complete already\n",
                         "“%s”已经完成，无需继续\n"),
                request->out);
    else if (!request->quiet)
        run_tell_table(options, language);
    printf("%s\n", request->out);
}

static int carry_out(const struct request *request, const struct scenario *scenario,
                     struct inputs *inputs, struct report *report)
{
    const bool told = !request->quiet && !request->bench;
    struct summary_year *summary = calloc(YEARS_MOST, sizeof *summary);
    struct run_progress progress = {.language = request->language,
                                    .terminal = isatty(STDERR_FILENO) != 0,
                                    .start = omp_get_wtime()};
    /* On a terminal the first month is told at once. */
    progress.shown = progress.terminal ? 0.0 : progress.start;
    struct ensemble_options options = {
        .scenario = scenario,
        .inputs = inputs,
        .out = request->out,
        .rows = (int)request->rows,
        .jobs = (int)request->jobs,
        .threads = (int)request->threads,
        .resume = request->resume,
        .force = request->force,
        .dry = request->dry,
        .bench = request->bench,
        .stop = &stop_asked,
        .progress = told ? run_tell_progress : NULL,
        .context = &progress,
        .summary = summary,
        .summary_years = summary ? YEARS_MOST : 0,
    };
    const int status = ensemble_run(&options, report);
    run_tell_progress_end(&progress);
    /* Also what does not fit is told in figures. */
    if (request->dry && options.estimate.rows > 0)
        run_tell_estimate(&options, request->language);
    else if (status == 0)
        tell_end(request, &options);
    free(summary);
    return status;
}

static int read_and_run(const struct request *request, struct inputs *inputs,
                        struct report *report)
{
    struct scenario scenario;
    struct error err;
    TRY(scenario_read(inputs, request->scenario, request->sets.items,
                      request->sets.count, &scenario, report));
    int status =
        inputs_add_sets(inputs, request->sets.items, request->sets.count, &err);
    if (status != 0)
        report_add(report, &err);
    else
        status = carry_out(request, &scenario, inputs, report);
    scenario_free(&scenario);
    return status;
}

/* How to go on with the rows that are finished. */
static void tell_resume(const struct request *request)
{
    const struct run_command command = {.scenario = request->scenario,
                                        .out = request->out,
                                        .rows = request->rows,
                                        .jobs = request->jobs,
                                        .threads = request->threads,
                                        .force = request->force,
                                        .sets = &request->sets};
    run_tell_resume(&command, request->language);
}

/* What a run that failed leaves with: a scheduler, which sends SIGTERM, can tell from
 * the status that it may be started again. */
static int end_failed(const struct request *request, const struct report *report)
{
    const int status = cli_report(report, request->language);
    const bool stopped = status == EXIT_INTERRUPTED;
    const bool full = report->count > 0 &&
                      report->errors[report->count - 1].message == MESSAGE_FILE_WRITE &&
                      part_count(request->out) > 0;
    if (!request->bench && (stopped || full))
        tell_resume(request);
    return stopped && stop_asked == SIGTERM ? EXIT_RESUMABLE : status;
}

static int run_scenario(const struct request *request)
{
    struct inputs inputs;
    struct report report;
    inputs_init(&inputs);
    report_init(&report);
    int status = EXIT_OK;
    if (read_and_run(request, &inputs, &report) != 0)
        status = end_failed(request, &report);
    report_free(&report);
    inputs_free(&inputs);
    return status;
}

int command_run(int argc, char **argv, enum language language)
{
    struct request request = {.rows = 1, .jobs = 1, .language = language};
    int status = EXIT_USAGE;
    if (read_request(argc, argv, &request) == 0) {
        if (!request.out)
            request.out = request.default_out = name_from(request.scenario);
        catch_signals();
        status = request.out ? run_scenario(&request) : EXIT_MODEL;
    }
    cli_sets_free(&request.sets);
    free(request.default_out);
    return status;
}
