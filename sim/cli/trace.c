/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* linli trace: simulates a row of a results file again, from the file alone, and tells
 * in words how one resident, one facility or one operator fared. */
#include "cli/again.h"
#include "cli/stop.h"
#include "cli/trace_parts.h"
#include "core/text.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    OPTION_RESIDENT = 256,
    OPTION_FACILITY,
    OPTION_OPERATOR,
    OPTION_ROW,
    OPTION_THREADS
};
enum { DECIMAL = 10 };

const struct cli_option command_trace_options[] = {
    {"resident", OPTION_RESIDENT, "ID", "a resident by id (group 'panel' of the file)",
     "居民编号（见文件的 panel 组）"},
    {"facility", OPTION_FACILITY, "ID", "a facility by code or name",
     "设施的代码或名称"},
    {"operator", OPTION_OPERATOR, "ID",
     "an operator by code, with its books (group 'operators' of the file)",
     "运营主体代码（见文件的 operators 组），给出其账目"},
    {"row", OPTION_ROW, "N", "which row (default 0)", "第几行（缺省 0）"},
    {"threads", OPTION_THREADS, "N", "threads (default: one a core)",
     "线程数（缺省为处理器核数）"},
    {NULL, 0, NULL, NULL, NULL},
};

struct request {
    const char *path, *facility, *wanted; /* an operator */
    entity_id resident;                   /* ID_NONE: a facility or an operator */
    uint32_t operator_code;
    int64_t row, threads;
    const volatile int *stop;
    enum language language;
};

const char *trace_site(const struct story *story, int32_t room, char text[TRACE_NAME])
{
    const struct supply *supply = &story->retrace->supply;
    const struct site *site = &supply->sites[supply->rooms[room].site];
    snprintf(
        text, TRACE_NAME, cli_text(story->language, "%s (site %u)", "%s（设施 %u）"),
        site->name[0] ? site->name : cli_text(story->language, "unnamed", "未命名"),
        site->code);
    return text;
}

const char *trace_community(const struct story *story, uint32_t community,
                            char text[TRACE_NAME])
{
    const struct community *c = &story->retrace->study->city.communities[community];
    snprintf(text, TRACE_NAME,
             cli_text(story->language, "%s (%" PRId64 ")", "%s（%" PRId64 "）"),
             c->name_zh, c->code);
    return text;
}

const char *trace_product(const struct story *story, int product)
{
    const struct product *p = &story->retrace->study->catalogue->products[product];
    return cli_text(story->language, p->en, p->zh);
}

const char *trace_slot(const struct story *story, int slot)
{
    return cli_text(story->language, catalogue_slot_words[slot],
                    catalogue_slot_words_zh[slot]);
}

/* The nearest name of a facility, for who mistypes one. */
static int fail_facility(const struct request *request, const struct supply *supply,
                         struct error *err)
{
    const char **names = calloc((size_t)supply->site_count + 1, sizeof *names);
    if (!names)
        return error_set(err, MESSAGE_MEMORY, "names");
    for (int s = 0; s < supply->site_count; s++)
        names[s] = supply->sites[s].name;
    const int near = text_nearest(request->facility, names, supply->site_count);
    free(names);
    return near < 0 ? error_set(err, MESSAGE_TRACE_FACILITY, request->facility,
                                request->path)
                    : error_set(err, MESSAGE_TRACE_FACILITY_NEAR, request->facility,
                                request->path, supply->sites[near].name);
}

/* Whether the text is a code of 32 bits. */
static bool read_code(const char *text, uint32_t *code)
{
    char *end;
    errno = 0;
    const unsigned long long number = strtoull(text, &end, DECIMAL);
    *code = (uint32_t)number;
    return text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0 &&
           number <= UINT32_MAX;
}

/* The site of that code or name. Where sites keep books, a code that is not there may be
 * one of a site that opens in the run: *site is then -1. */
static int find_site(const struct request *request, const struct study *study,
                     int *site, struct error *err)
{
    const struct supply *supply = &study->supply;
    uint32_t code;
    const bool number = read_code(request->facility, &code);
    int named = 0, first = -1, last = -1;
    for (int s = 0; s < supply->site_count; s++) {
        if (number && supply->sites[s].code == code) {
            *site = s;
            return 0;
        }
        if (supply->sites[s].name[0] == '\0' ||
            strcmp(supply->sites[s].name, request->facility) != 0)
            continue;
        named++;
        first = first < 0 ? s : first;
        last = s;
    }
    if (named == 0 && number && study->costs)
        return 0;
    if (named == 0)
        return fail_facility(request, supply, err);
    *site = first;
    return named == 1
               ? 0
               : error_set(err, MESSAGE_TRACE_FACILITY_MANY, request->facility, named,
                           supply->sites[first].code, supply->sites[last].code);
}

/* Tells, or says that who is wanted never was. */
static int tell(const struct request *request, const struct story *story,
                struct error *err)
{
    const struct retrace *retrace = story->retrace;
    if (request->facility && retrace->site < 0)
        return fail_facility(request, &retrace->supply, err);
    if (request->wanted && retrace->operator_row < 0)
        return error_set(err, MESSAGE_TRACE_OPERATOR, request->operator_code,
                         request->path, (int)request->row, retrace->first_operator);
    if (!request->facility && !request->wanted && retrace->trace.lives.count == 0)
        return error_set(err, MESSAGE_TRACE_RESIDENT,
                         (unsigned long long)request->resident, request->path,
                         (int)request->row, (unsigned long long)retrace->nearest);
    if (request->facility)
        trace_tell_facility(story);
    else if (request->wanted)
        trace_tell_operator(story);
    else
        trace_tell_resident(story);
    return 0;
}

static int live_and_tell(const struct request *request, const struct study *study,
                         uint64_t seed, struct error *err)
{
    struct retrace retrace = {
        .study = study,
        .seed = seed,
        .threads = (int)request->threads,
        .stop = request->stop,
        .resident = request->resident,
        .site = -1,
        .operator_wanted = request->wanted != NULL,
        .operator_code = request->operator_code,
    };
    const struct story story = {.retrace = &retrace,
                                .path = request->path,
                                .row = (int)request->row,
                                .language = request->language};
    if (!study->catalogue)
        return error_set(err, MESSAGE_TRACE_SERVICES, request->path);
    if (request->wanted && !study->costs)
        return error_set(err, MESSAGE_TRACE_BOOKS, request->path);
    if (request->facility)
        TRY(find_site(request, study, &retrace.site, err));
    if (request->facility && retrace.site < 0)
        (void)read_code(request->facility, &retrace.site_code);
    int status = retrace_run(&retrace, err);
    if (status == 0)
        status = tell(request, &story, err);
    retrace_free(&retrace);
    return status;
}

static int trace_inputs(const struct request *request, struct result *result,
                        struct inputs *inputs, struct report *report)
{
    struct error err = {0};
    struct scenario scenario;
    struct study study;
    uint64_t seed = 0;
    TRY(again_read(request->path, result_summary(result), inputs, &scenario, report));
    int status = study_open(&study, &scenario, inputs, report);
    if (status == 0) {
        status = again_seed(result, request->row, &seed, &err);
        if (status == 0)
            status = live_and_tell(request, &study, seed, &err);
        if (status != 0)
            report_add(report, &err);
        study_close(&study);
    }
    scenario_free(&scenario);
    return status;
}

static int check(const struct request *request, const struct result_summary *summary,
                 struct error *err)
{
    if (request->row >= summary->rows)
        return error_set(err, MESSAGE_TRACE_ROW, (long long)request->row,
                         summary->rows - 1, request->path, summary->rows);
    return again_check_model(request->path, summary, err);
}

static int trace(const struct request *request)
{
    struct result *result;
    struct inputs inputs;
    struct report report;
    struct error err;
    int status = EXIT_OK;
    if (result_open(request->path, &result, &err) != 0)
        return cli_fail(&err, request->language);
    if (check(request, result_summary(result), &err) != 0 ||
        result_read_inputs(result, &inputs, &err) != 0) {
        status = cli_fail(&err, request->language);
    } else {
        report_init(&report);
        if (trace_inputs(request, result, &inputs, &report) != 0)
            status = cli_report(&report, request->language);
        report_free(&report);
        inputs_free(&inputs);
    }
    result_close(result);
    return status;
}

/* Returns 0, or -1 after printing what is wrong. */
static int read_id(const char *text, struct request *request)
{
    struct error err;
    char *end;
    errno = 0;
    request->resident = strtoull(text, &end, DECIMAL);
    if (text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0 &&
        request->resident != ID_NONE)
        return 0;
    error_set(&err, MESSAGE_TRACE_ID, text);
    cli_fail(&err, request->language);
    return -1;
}

static int read_operator(const char *text, struct request *request)
{
    struct error err;
    request->wanted = text;
    if (read_code(text, &request->operator_code))
        return 0;
    error_set(&err, MESSAGE_TRACE_OPERATOR_CODE, text);
    cli_fail(&err, request->language);
    return -1;
}

static int read_option(int letter, const char *value, struct request *request)
{
    switch (letter) {
    case OPTION_RESIDENT: return read_id(value, request);
    case OPTION_FACILITY: request->facility = value; return 0;
    case OPTION_OPERATOR: return read_operator(value, request);
    case OPTION_ROW:
        return cli_integer("row", value, 0, INT32_MAX, request->language,
                           &request->row);
    case OPTION_THREADS:
        return cli_integer("threads", value, 1, CLI_THREADS_MOST, request->language,
                           &request->threads);
    default: return -1;
    }
}

int command_trace(int argc, char **argv, enum language language)
{
    struct request request = {.resident = ID_NONE, .language = language};
    const char *value;
    struct error err;
    int letter;
    while ((letter = cli_next(argc, argv, command_trace_options, language, &value)) !=
           CLI_END)
        if (read_option(letter, value, &request) != 0)
            return EXIT_USAGE;
    if ((request.resident != ID_NONE) + (request.facility != NULL) +
            (request.wanted != NULL) !=
        1) {
        error_set(&err, MESSAGE_TRACE_WHAT);
        return cli_fail(&err, language);
    }
    if (cli_operands(argc, argv, 1, 1, language) != 0)
        return EXIT_USAGE;
    request.path = argv[optind];
    request.stop = stop_listen();
    return trace(&request);
}
