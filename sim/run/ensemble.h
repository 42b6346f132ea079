/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* All rows of a run: several at a time, each finished row safe on the disk, then put
 * together into one sealed file. */
#ifndef LINLI_RUN_ENSEMBLE_H
#define LINLI_RUN_ENSEMBLE_H

#include "io/scenario.h"
#include "run/estimate.h"
#include "run/simulate.h"

struct ensemble_options {
    const struct scenario *scenario;
    struct inputs *inputs;    /* that the scenario was read through */
    const char *out;          /* path of the results file */
    int rows, jobs, threads;  /* jobs rows at a time, threads in all (0: one a core) */
    bool resume;              /* keep the finished rows of an earlier run */
    bool force;               /* a results file of this name may be replaced */
    bool dry;                 /* only read, check and estimate */
    bool bench;               /* simulate, write nothing */
    volatile const int *stop; /* or NULL */
    /* Told now and then: rows done, month of the row that moved, share of all done. */
    void (*progress)(void *context, int rows_done, int rows, month now, double share);
    void *context;
    struct summary_year *summary; /* [years] of row 0 when it was run here, or NULL */
    int summary_years;            /* room in `summary` */
    /* Out: */
    int years; /* filled of `summary` */
    int chosen, rim;
    struct estimate estimate;
    bool complete; /* resumed, and there was nothing left to do */
    double populate_seconds, month_seconds, cpu_seconds, first_cpu_seconds;
    int64_t resident_months, residents_first, residents_last;
    struct choosing choosing;
};

/* Problems of the inputs go to `report`, one of the run itself is its last entry. What
 * can be known before is said before: that `out` is taken or cannot be written, and that
 * memory or disk do not suffice. A dry run says the latter two only. */
int ensemble_run(struct ensemble_options *options, struct report *report) MUST_CHECK;

#endif
