/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The words of `linli run`: progress, the table, estimates, the command to go on. */
#include "cli/run_tell.h"

#include "core/stream.h"
#include "io/place.h"

#include <errno.h>
#include <inttypes.h>
#include <omp.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

/* "1:02:03" or "2:03". */
static char *clock_text(double seconds, char text[24])
{
    enum { MINUTE = 60, HOUR = 3600 };
    static const double LONGEST = 1e9;
    const long whole = (long)(seconds < LONGEST ? seconds + 0.5 : LONGEST);
    if (whole >= HOUR)
        snprintf(text, 24, "%ld:%02ld:%02ld", whole / HOUR, whole / MINUTE % MINUTE,
                 whole % MINUTE);
    else
        snprintf(text, 24, "%ld:%02ld", whole / MINUTE, whole % MINUTE);
    return text;
}

void run_tell_progress(void *context, int rows_done, int rows, month now, double share)
{
    static const double EVERY_TERMINAL = 0.2, EVERY_FILE = 30.0;
    struct run_progress *progress = context;
#pragma omp critical(cli_progress)
    {
        const double time = omp_get_wtime();
        if (time - progress->shown >=
            (progress->terminal ? EVERY_TERMINAL : EVERY_FILE)) {
            char when[16], left[24];
            progress->shown = time;
            const double rest =
                share > 0 ? (time - progress->start) * (1 - share) / share : 0.0;
            const int width = fprintf(
                stderr,
                cli_text(progress->language, "%s%s  %3.0f %%  row %d of %d  %s left%s",
                         "%s%s  %3.0f %%  第 %d 行，共 %d 行  剩余 %s%s"),
                progress->terminal ? "\r" : "", month_text(now, when), 100.0 * share,
                rows_done + 1 < rows ? rows_done + 1 : rows, rows,
                clock_text(rest, left), progress->terminal ? "  " : "\n");
            progress->width = width > progress->width ? width : progress->width;
        }
    }
}

void run_tell_progress_end(const struct run_progress *progress)
{
    if (progress->terminal && progress->width > 0)
        fprintf(stderr, "\r%*s\r", progress->width, "");
}

void run_tell_table(const struct ensemble_options *options, enum language language)
{
    const struct scenario *scenario = options->scenario;
    fprintf(stderr,
            cli_text(language, "%s\n%d communities, and %d around them\n",
                     "%s\n报告社区 %d 个，外围社区 %d 个\n"),
            cli_text(language, scenario->title_en, scenario->title_zh), options->chosen,
            options->rim);
    if (options->years == 0)
        return;
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

void run_tell_bench(const struct ensemble_options *options)
{
    const struct scenario *scenario = options->scenario;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    const int threads = options->threads > 0 ? options->threads : omp_get_num_procs();
    printf(
        "months=%d resident_months=%lld seconds=%.6f cpu=%.6f first_cpu=%.6f ns=%.3f "
        "threads=%d vectors=%s residents_first=%lld residents=%lld "
        "peak_rss=%ld populate_seconds=%.3f",
        (int)(scenario->until - scenario->from + 1),
        (long long)options->resident_months, options->month_seconds,
        options->cpu_seconds, options->first_cpu_seconds,
        options->month_seconds * 1e9 / (double)options->resident_months, threads,
        stream_vectors_name(stream_vectors_here()), (long long)options->residents_first,
        (long long)options->residents_last, usage.ru_maxrss * 1024L,
        options->populate_seconds);
    const struct choosing *choosing = &options->choosing;
    if (choosing->ties > 0) {
        for (int k = 0; k < CHOOSING_TRIGGERS; k++)
            printf(" %s=%" PRId64, choosing_words[k], choosing->choosers[k]);
        printf(" looked=%" PRId64 " queries=%" PRId64 " alternatives=%" PRId64
               " weighed=%" PRId64 " ties=%" PRId64,
               choosing->looked, choosing->queries, choosing->alternatives,
               choosing->weighed, choosing->ties);
    }
    printf("\n");
}

/* Bytes wanted beside bytes there are. */
static void print_room(const char *en, const char *zh, int64_t wanted, int64_t room,
                       enum language language)
{
    char need[16], left[16];
    printf(cli_text(language, "%-13sabout %s", "%s：约 %s"), cli_text(language, en, zh),
           estimate_bytes(wanted, need));
    if (room >= 0)
        printf(cli_text(language, ", of %s free", "，可用 %s"),
               estimate_bytes(room, left));
    printf("\n");
}

void run_tell_estimate(const struct ensemble_options *options, enum language language)
{
    const struct estimate *e = &options->estimate;
    char time[24];
    printf(cli_text(language, "%-13s%d reported, %d around them\n",
                    "%s：报告 %d 个，外围 %d 个\n"),
           cli_text(language, "communities", "社区"), e->communities, e->rim);
    printf(cli_text(language, "%-13s%" PRId64 " at the start\n",
                    "%s：起始 %" PRId64 " 人\n"),
           cli_text(language, "residents", "居民"), e->residents);
    printf(cli_text(language, "%-13s%d of %d months, %d at a time\n",
                    "%s：%d 行，每行 %d 个月，同时运行 %d 行\n"),
           cli_text(language, "rows", "行数"), e->rows, e->months, e->jobs);
    print_room("memory", "内存", e->memory, e->memory_free, language);
    print_room("disk", "磁盘", e->disk, place_free(options->out), language);
    printf(cli_text(language, "%-13sabout %s with %d threads\n",
                    "%s：约 %s（%d 个线程）\n"),
           cli_text(language, "time", "时间"), clock_text(e->seconds, time),
           e->threads * e->jobs);
}

/* For a shell, in quotes where it would read the text as something else. */
static void print_word(const char *text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ_-./=:,+%@";
    if (text[0] != '\0' && text[strspn(text, plain)] == '\0') {
        fprintf(stderr, " %s", text);
        return;
    }
    fputs(" '", stderr);
    for (; *text != '\0'; text++)
        if (*text == '\'')
            fputs("'\\''", stderr);
        else
            fputc(*text, stderr);
    fputc('\'', stderr);
}

void run_tell_resume(const struct run_command *command, enum language language)
{
    fprintf(stderr, "%s\n ",
            cli_text(language, "Finished rows are kept. To continue:",
                     "已完成的行均已保留。继续运行请输入："));
    print_word(program_invocation_name);
    fputs(" run", stderr);
    print_word(command->scenario);
    fputs(" -o", stderr);
    print_word(command->out);
    fprintf(stderr, " --rows %" PRId64 " --jobs %" PRId64, command->rows,
            command->jobs);
    if (command->threads > 0)
        fprintf(stderr, " --threads %" PRId64, command->threads);
    for (int k = 0; k < command->sets->count; k++) {
        fputs(" --set", stderr);
        print_word(command->sets->items[k]);
    }
    fprintf(stderr, "%s --resume\n", command->force ? " --force" : "");
}
