/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What `linli run` prints. */
#ifndef LINLI_CLI_RUN_TELL_H
#define LINLI_CLI_RUN_TELL_H

#include "cli/cli.h"
#include "run/ensemble.h"

/* Progress on standard error: one line that moves on a terminal, else a line every half
 * minute. */
struct run_progress {
    enum language language;
    bool terminal;
    double start, shown; /* seconds of omp_get_wtime() */
    int width;           /* of the line on the terminal, to be wiped */
};

/* For ensemble_options.progress; `context` is a struct run_progress. */
void run_tell_progress(void *context, int rows_done, int rows, month now, double share);
/* Wipes the line that moves. */
void run_tell_progress_end(const struct run_progress *progress);
/* The table of what happened, on standard error. */
void run_tell_table(const struct ensemble_options *options, enum language language);
/* One line of timings, on standard output. */
void run_tell_bench(const struct ensemble_options *options);
/* What a run will take, on standard output. */
void run_tell_estimate(const struct ensemble_options *options, enum language language);

/* What was typed, as far as a run that goes on needs it again. */
struct run_command {
    const char *scenario, *out;
    int64_t rows, jobs, threads; /* threads 0: not given */
    bool force;
    const struct cli_sets *sets;
};

/* The command that goes on after an interruption, on standard error. */
void run_tell_resume(const struct run_command *command, enum language language);

#endif
