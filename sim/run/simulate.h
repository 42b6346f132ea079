/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* One row of a run: one base population lived through from the first month to the last,
 * its series written to a part file. */
#ifndef LINLI_RUN_SIMULATE_H
#define LINLI_RUN_SIMULATE_H

#include "io/result.h"
#include "run/study.h"

/* What a run tells at the end of each year, of the reported communities. */
struct summary_year {
    int year;
    int64_t residents, children, elders; /* at the end of the year; under 3, 65+ */
    int64_t births, deaths, immigrated, emigrated;
    double life_expectancy, total_fertility;
};

struct simulation {
    const struct study *study;
    const struct result_layout *layout;
    struct part *part; /* where series go, or NULL: nowhere (bench) */
    int row, threads;
    volatile const int *stop;                            /* nonzero: give up; or NULL */
    void (*progress)(void *context, int row, month now); /* after each month, or NULL */
    void *context;
    struct summary_year *summary;           /* [layout->years], or NULL */
    double populate_seconds, month_seconds; /* out */
    double cpu_seconds;                     /* out; of months, all threads together */
    double first_cpu_seconds;               /* out; of the first, in which all choose */
    int64_t resident_months;                /* out; of all communities simulated */
    int64_t residents_first;                /* out */
    int64_t residents_last;                 /* out */
    struct choosing choosing;               /* out */
};

/* Fails with INTERRUPTED when stopped. */
int simulate_row(struct simulation *simulation, struct error *err) MUST_CHECK;

#endif
