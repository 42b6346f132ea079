/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* linli run: simulates every row of a scenario into a results file. */
#include "cli/cli.h"

#include "core/stream.h"
#include "run/ensemble.h"

#include <omp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    OPTION_ROWS = 256,
    OPTION_JOBS,
    OPTION_THREADS,
    OPTION_RESUME,
    OPTION_SET,
    OPTION_BENCH,
    OPTION_QUIET
};
enum { ROWS_MOST = 100000, THREADS_MOST = 1024, YEARS_MOST = 1000 };

const struct cli_option command_run_options[] = {
    {"out", 'o', "FILE", "results file (default: the scenario's name with .h5)",
     "结果文件（缺省为情景文件名加 .h5）"},
    {"rows", OPTION_ROWS, "N", "rows: runs with seeds seed, seed + 1, ... (default 1)",
     "行数：依次使用种子 seed、seed + 1……（缺省 1）"},
    {"jobs", OPTION_JOBS, "N", "rows at a time (default 1)", "同时运行的行数（缺省 1）"},
    {"threads", OPTION_THREADS, "N", "threads in all (default: one a core)",
     "线程总数（缺省为处理器核数）"},
    {"resume", OPTION_RESUME, NULL, "keep the finished rows of an earlier run",
     "保留此前已完成的行并继续"},
    {"set", OPTION_SET, "KEY=VALUE", "change one value, as a scenario file does",
     "修改一个取值，作用与情景文件相同"},
    {"quiet", OPTION_QUIET, NULL, "no progress, no table", "不显示进度与表格"},
    {"bench", OPTION_BENCH, NULL, "write nothing, print one line of timings",
     "不写结果，只输出一行计时"},
    {NULL, 0, NULL, NULL, NULL},
};

/* Set by the signal handler alone: the one object a handler may write. */
static volatile sig_atomic_t stop_asked;

static void ask_stop(int signal_number)
{
    (void)signal_number;
    stop_asked = 1;
}

struct request {
    const char *scenario, *out;
    char *default_out; /* owned */
    int64_t rows, jobs, threads;
    bool resume, bench, quiet, terminal;
    struct cli_sets sets;
    enum language language;
    double shown; /* when progress was last shown */
};

/* Progress on stderr: one line that moves on a terminal, else a line now and then. */
static void show_progress(void *context, int rows_done, int rows, month now,
                          double share)
{
    static const double EVERY_TERMINAL = 0.2, EVERY_FILE = 30.0;
    struct request *request = context;
#pragma omp critical(cli_progress)
    {
        const double time = omp_get_wtime();
        const double every = request->terminal ? EVERY_TERMINAL : EVERY_FILE;
        if (time - request->shown >= every) {
            char text[16];
            request->shown = time;
            fprintf(stderr,
                    cli_text(request->language, "%s%s  %3.0f %%  row %d of %d%s",
                             "%s%s  %3.0f %%  第 %d 行，共 %d 行%s"),
                    request->terminal ? "\r" : "", month_text(now, text), 100.0 * share,
                    rows_done + 1 < rows ? rows_done + 1 : rows, rows,
                    request->terminal ? "" : "\n");
        }
    }
}

static int read_request(int argc, char **argv, struct request *request)
{
    const char *value;
    int letter;
    const enum language language = request->language;
    while ((letter = cli_next(argc, argv, command_run_options, language, &value)) !=
           CLI_END) {
        int bad = 0;
        switch (letter) {
        case 'o': request->out = value; break;
        case OPTION_ROWS:
            bad = cli_integer("rows", value, 1, ROWS_MOST, language, &request->rows);
            break;
        case OPTION_JOBS:
            bad = cli_integer("jobs", value, 1, THREADS_MOST, language, &request->jobs);
            break;
        case OPTION_THREADS:
            bad = cli_integer("threads", value, 1, THREADS_MOST, language,
                              &request->threads);
            break;
        case OPTION_RESUME: request->resume = true; break;
        case OPTION_SET: bad = cli_sets_add(&request->sets, value, language); break;
        case OPTION_BENCH: request->bench = true; break;
        case OPTION_QUIET: request->quiet = true; break;
        default: return -1;
        }
        if (bad)
            return -1;
    }
    if (cli_operands(argc, argv, 1, 1, language) != 0)
        return -1;
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

static void print_table(const struct ensemble_options *options, enum language language)
{
    fprintf(stderr, "%s",
            cli_text(language,
                     "year    residents   under 3       65+   births   deaths   arrived"
                     "      left    e0   TFR\n",
                     "年份     常住人口   三岁以下   65 岁+     出生     死亡      迁入"
                     "      迁出  预期寿命 总和生育率\n"));
    for (int y = 0; y < options->years; y++) {
        const struct summary_year *s = &options->summary[y];
        fprintf(stderr, "%d %12lld %9lld %9lld %8lld %8lld %9lld %9lld %5.1f %5.2f\n",
                s->year, (long long)s->residents, (long long)s->children,
                (long long)s->elders, (long long)s->births, (long long)s->deaths,
                (long long)s->immigrated, (long long)s->emigrated, s->life_expectancy,
                s->total_fertility);
    }
}

static void print_bench(const struct ensemble_options *options,
                        const struct scenario *scenario)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    const int threads =
        options->threads > 0 ? options->threads : omp_get_num_procs();
    printf("months=%d resident_months=%lld seconds=%.6f ns=%.3f threads=%d vectors=%s "
           "residents=%lld peak_rss=%ld populate_seconds=%.3f\n",
           (int)(scenario->until - scenario->from + 1),
           (long long)options->resident_months, options->month_seconds,
           options->month_seconds * 1e9 / (double)options->resident_months, threads,
           stream_vectors_name(stream_vectors_here()),
           (long long)options->residents_last, usage.ru_maxrss * 1024L,
           options->populate_seconds);
}

/* What to type to go on after an interruption. */
static void print_resume(const struct request *request)
{
    fprintf(stderr, "%s\n  linli run '%s' -o '%s' --rows %lld",
            cli_text(request->language, "Finished rows are kept. To continue:",
                     "已完成的行均已保留。继续运行请输入："),
            request->scenario, request->out, (long long)request->rows);
    for (int k = 0; k < request->sets.count; k++)
        fprintf(stderr, " --set '%s'", request->sets.items[k]);
    fprintf(stderr, " --resume\n");
}

static int carry_out(struct request *request, const struct scenario *scenario,
                     struct inputs *inputs, struct report *report)
{
    struct summary_year *summary = calloc(YEARS_MOST, sizeof *summary);
    struct ensemble_options options = {
        .scenario = scenario,
        .inputs = inputs,
        .out = request->out,
        .rows = (int)request->rows,
        .jobs = (int)request->jobs,
        .threads = (int)request->threads,
        .resume = request->resume,
        .bench = request->bench,
        .stop = &stop_asked,
        .progress = request->quiet || request->bench ? NULL : show_progress,
        .context = request,
        .summary = summary,
        .summary_years = summary ? YEARS_MOST : 0,
    };
    const int status = ensemble_run(&options, report);
    if (request->terminal && !request->quiet && !request->bench)
        fprintf(stderr, "\r%60s\r", "");
    if (status == 0 && request->bench)
        print_bench(&options, scenario);
    if (status == 0 && !request->bench) {
        if (!request->quiet) {
            fprintf(stderr,
                    cli_text(request->language, "%s\n%d communities, and %d around them\n",
                             "%s\n报告社区 %d 个，外围社区 %d 个\n"),
                    cli_text(request->language, scenario->title_en, scenario->title_zh),
                    options.chosen, options.rim);
            print_table(&options, request->language);
        }
        printf("%s\n", request->out);
    }
    free(summary);
    return status;
}

static int run_scenario(struct request *request)
{
    struct inputs inputs;
    struct scenario scenario;
    struct report report;
    inputs_init(&inputs);
    report_init(&report);
    int status = scenario_read(&inputs, request->scenario, request->sets.items,
                               request->sets.count, &scenario, &report);
    if (status == 0) {
        struct error error;
        /* The result keeps them, so that `reproduce` can apply them again. */
        status = inputs_add_sets(&inputs, request->sets.items, request->sets.count,
                                 &error);
        if (status != 0)
            report_add(&report, &error);
        else
            status = carry_out(request, &scenario, &inputs, &report);
        scenario_free(&scenario);
    }
    int exit_status = EXIT_OK;
    if (status != 0)
        exit_status = cli_report(&report, request->language);
    if (exit_status == EXIT_INTERRUPTED)
        print_resume(request);
    report_free(&report);
    inputs_free(&inputs);
    return exit_status;
}

int command_run(int argc, char **argv, enum language language)
{
    struct request request = {.rows = 1,
                              .jobs = 1,
                              .language = language,
                              .terminal = isatty(STDERR_FILENO) != 0};
    if (read_request(argc, argv, &request) != 0)
        return EXIT_USAGE;
    if (!request.out)
        request.out = request.default_out = name_from(request.scenario);
    int status = EXIT_MODEL;
    if (request.out) {
        const struct sigaction action = {.sa_handler = ask_stop, .sa_flags = SA_RESETHAND};
        sigaction(SIGINT, &action, NULL);
        sigaction(SIGTERM, &action, NULL);
        request.shown = omp_get_wtime();
        status = run_scenario(&request);
    }
    cli_sets_free(&request.sets);
    free(request.default_out);
    return status;
}
