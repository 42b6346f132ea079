/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What chance does to a mean over rows: intervals from seeds (docs/MODEL.md). They say
 * nothing of parameters that nobody knows. */
#ifndef LINLI_ANALYSIS_INTERVAL_H
#define LINLI_ANALYSIS_INTERVAL_H

#include "core/error.h"

enum interval_kind {
    INTERVAL_NONE,      /* no row has a number */
    INTERVAL_RANGE,     /* under 5 rows: lowest and highest, no interval */
    INTERVAL_T,         /* 5 to 19 rows: mean +- t * standard error */
    INTERVAL_BOOTSTRAP, /* 20 rows and more: percentiles of means of resamples */
    INTERVAL_KINDS
};
enum { INTERVAL_ROWS_T = 5, INTERVAL_ROWS_BOOTSTRAP = 20, INTERVAL_RESAMPLES = 2000 };

struct interval {
    enum interval_kind kind;
    int rows, missing; /* rows with a number, rows without (NaN) */
    double mean;       /* NaN when rows is 0 */
    double low, high;  /* 5 and 95 percent; lowest and highest for a range */
    double p;          /* two-sided, that the mean is zero, by t; NaN under 5 rows */
};

/* The interval of the mean of `values`, [count], of which NaN are missing. Resamples of
 * equally many rows are the same for every set of values, so that intervals of several
 * indicators are joint. Fails with MEMORY. */
int interval_of(const double *values, int count, struct interval *interval,
                struct error *err) MUST_CHECK;
/* Whether zero lies outside, with at least five rows. */
bool interval_excludes_zero(const struct interval *interval);
/* Holm (1979), "A simple sequentially rejective multiple test procedure", Scandinavian
 * Journal of Statistics 6: adjusts `count` p-values of one family in place; NaN stay. */
int interval_holm(double *p, int count, struct error *err) MUST_CHECK;
/* The share `q` in [0, 1] of sorted values, linear between neighbours. */
double interval_quantile(const double *sorted, int count, double q);
/* Sorts ascending. */
void interval_sort(double *values, int count);

#endif
