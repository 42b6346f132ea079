/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The indicators that a comparison is judged by, declared before the results are seen
 * (headline.def), and how they are read from a results file. */
#ifndef LINLI_ANALYSIS_HEADLINE_H
#define LINLI_ANALYSIS_HEADLINE_H

#include "io/result_read.h"

enum headline_set {
    HEADLINE_SERVICES, /* of files that all have services */
    HEADLINE_BOOKS,    /* of files that all have books: the same, and those of money */
    HEADLINE_DEMOGRAPHY, /* of others */
    HEADLINE_SETS
};
enum headline_unit {
    HEADLINE_PERSONS,
    HEADLINE_PER_YEAR,
    HEADLINE_PERCENT,
    HEADLINE_MONTHS,
    HEADLINE_POINTS,
    HEADLINE_YUAN,
    HEADLINE_UNITS
};
enum headline_direction { HEADLINE_LESS = -1, HEADLINE_NEITHER, HEADLINE_MORE };
enum headline_how { HEADLINE_LAST, HEADLINE_SUM };

enum {
    HEADLINE_MOST = 11,   /* indicators of a set */
    HEADLINE_BARS = 12,   /* pieces of a bar, at most */
    HEADLINE_SELECTED = 2 /* dimensions a part chooses from */
};

/* A sum over a part of a series. */
struct headline_part {
    bool one; /* no series: the number one */
    enum series series;
    enum series
        weight; /* elements are multiplied by those of this series, which has the
                           same dimensions; SERIES_COUNT: by one */
    enum headline_how how;
    struct {
        enum dimension dimension; /* DIMENSION_NONE: all */
        uint64_t positions;       /* a bit each; dimensions of at most 64 */
    } select[HEADLINE_SELECTED];
};

struct headline_info {
    enum headline_set set;
    const char *key;
    enum headline_unit unit;
    enum headline_direction direction;
    int decimals;
    const char *en, *zh;
    struct headline_part top, bottom;
};

struct headline_bar {
    enum headline_set set;
    const char *key, *colour, *en, *zh;
    struct headline_part part;
};

/* Whole calendar years. */
struct headline_years {
    int first, count;
};

/* Indicators and pieces of a set, in order; *count of them. */
const struct headline_info *headline_list(enum headline_set set, int *count);
const struct headline_bar *headline_bars(enum headline_set set, int *count);
/* "persons"; of a difference, "percentage points". */
const char *headline_unit(enum headline_unit unit, bool difference,
                          enum language language);

/* Reads an indicator of row `run` year by year into `values`, [years.count]; NaN where
 * the file has none. Fails with MEMORY or as result_read_series does. */
int headline_read(struct result *result, const struct headline_info *info, int run,
                  struct headline_years years, double *values,
                  struct error *err) MUST_CHECK;
/* Reads the shares of the pieces of a set, in percent, mean over the years, into
 * `shares`, [count of headline_bars]; NaN in a row without any. */
int headline_read_bars(struct result *result, enum headline_set set, int run,
                       struct headline_years years, double *shares,
                       struct error *err) MUST_CHECK;

#endif
