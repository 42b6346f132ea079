/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* `linli calibrate --levels FILE.yaml`: finds the levels of products. */
#include "cli/cli.h"

#include "run/levels.h"

#include <errno.h>
#include <getopt.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OPTION_LEVELS = 256, OPTION_TARGETS, OPTION_SHARE, OPTION_THREADS };
enum { PERCENT = 100, SHARE = 5 };

const struct cli_option command_calibrate_options[] = {
    {"levels", OPTION_LEVELS, NULL, "the constants of products", "各服务项目的常数"},
    {"out", 'o', "FILE", "table of levels (default: printed)",
     "水平表文件（缺省为直接输出）"},
    {"targets", OPTION_TARGETS, "FILE",
     "what is known (default: targets.csv beside the services)",
     "已知数字（缺省为服务目录旁的 targets.csv）"},
    {"share", OPTION_SHARE, "PERCENT", "of the residents simulated (default 5)",
     "参与模拟的居民比例（百分数，缺省 5）"},
    {"threads", OPTION_THREADS, "N", "threads in all (default: one a core)",
     "线程总数（缺省为处理器核数）"},
    {"set", 's', "KEY=VALUE", "overrides a value; may be repeated",
     "覆盖某个值；可重复"},
    {NULL, 0, NULL, NULL, NULL},
};

struct request {
    const char *scenario, *out, *targets;
    int64_t share, threads;
    bool levels;
    struct cli_sets sets;
    enum language language;
};

static int read_option(int letter, const char *value, struct request *request)
{
    const enum language language = request->language;
    switch (letter) {
    case 'o': request->out = value; return 0;
    case 's': return cli_sets_add(&request->sets, value, language);
    case OPTION_LEVELS: request->levels = true; return 0;
    case OPTION_TARGETS: request->targets = value; return 0;
    case OPTION_SHARE:
        return cli_integer("share", value, 1, PERCENT, language, &request->share);
    case OPTION_THREADS:
        return cli_integer("threads", value, 1, CLI_THREADS_MOST, language,
                           &request->threads);
    default: return -1;
    }
}

static int read_request(int argc, char **argv, struct request *request)
{
    const char *value;
    int letter;
    while ((letter = cli_next(argc, argv, command_calibrate_options, request->language,
                              &value)) != CLI_END)
        TRY(read_option(letter, value, request));
    if (!request->levels) {
        struct error err;
        error_set(&err, MESSAGE_LEVELS_WHAT);
        cli_fail(&err, request->language);
        return -1;
    }
    TRY(cli_operands(argc, argv, 1, 1, request->language));
    request->scenario = argv[optind];
    return 0;
}

/* A file under its name is whole. */
static int write_file(const struct levels *levels, const char *path, struct error *err)
{
    char *temporary = NULL;
    if (asprintf(&temporary, "%s.partial", path) < 0)
        return error_set(err, MESSAGE_MEMORY, path);
    FILE *file = fopen(temporary, "w");
    bool whole = file && levels_write(levels, file) == 0 && fflush(file) == 0;
    int reason = errno;
    if (file && fclose(file) != 0 && whole) {
        reason = errno;
        whole = false;
    }
    if (whole && rename(temporary, path) != 0) {
        reason = errno;
        whole = false;
    }
    if (!whole && file)
        unlink(temporary);
    free(temporary);
    return whole ? 0 : error_set(err, MESSAGE_FILE_WRITE, path, strerror(reason));
}

static void tell(const struct levels *levels, enum language language)
{
    static const double close = 0.01;
    int count[LEVELS_NO_OFFER + 1] = {0}, far = 0;
    for (int p = 0; p < levels->study.catalogue->product_count; p++) {
        const struct levels_product *product = &levels->product[p];
        count[product->state]++;
        far += product->state != LEVELS_NO_OFFER && product->miss >= close;
    }
    fprintf(
        stderr,
        cli_text(language,
                 "%d rounds: %d products by target, %d by prior, %d of them because "
                 "the target is out of reach, %d without a site; %d miss by 1 %% or "
                 "more\n",
                 "迭代 %d 轮：%d 项按目标，%d 项按先验（其中 %d 项因目标无法达到），%d "
                 "项没有可达设施；%d 项误差不小于 1%%\n"),
        levels->rounds, count[LEVELS_BY_TARGET],
        count[LEVELS_BY_PRIOR] + count[LEVELS_BEYOND], count[LEVELS_BEYOND],
        count[LEVELS_NO_OFFER], far);
}

static void carry_out(const struct request *request, struct scenario *scenario,
                      struct inputs *inputs, struct report *report)
{
    const struct levels_options options = {
        .scenario = scenario,
        .inputs = inputs,
        .targets = request->targets,
        .share = (double)request->share / PERCENT,
        .threads = (int)request->threads,
    };
    struct levels *levels = malloc(sizeof *levels);
    struct error err;
    if (!levels) {
        error_set(&err, MESSAGE_MEMORY, "the levels");
        report_add(report, &err);
        return;
    }
    if (levels_find(levels, &options, report) == 0) {
        const int status = request->out ? write_file(levels, request->out, &err)
                                        : levels_write(levels, stdout);
        if (status != 0 && !request->out)
            error_set(&err, MESSAGE_FILE_WRITE, "stdout", strerror(errno));
        if (status != 0)
            report_add(report, &err);
        else
            tell(levels, request->language);
    }
    levels_free(levels);
    free(levels);
}

int command_calibrate(int argc, char **argv, enum language language)
{
    struct request request = {
        .share = SHARE, .threads = omp_get_num_procs(), .language = language};
    struct scenario scenario;
    struct inputs inputs;
    struct report report;
    int status = EXIT_USAGE;
    inputs_init(&inputs);
    report_init(&report);
    if (read_request(argc, argv, &request) == 0) {
        if (scenario_read(&inputs, request.scenario, request.sets.items,
                          request.sets.count, &scenario, &report) == 0) {
            carry_out(&request, &scenario, &inputs, &report);
            scenario_free(&scenario);
        }
        status = cli_report(&report, language);
    }
    report_free(&report);
    inputs_free(&inputs);
    cli_sets_free(&request.sets);
    return status;
}
