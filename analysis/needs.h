/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The needs ledger of a year, per community and product, as a city check-up prints it. */
#ifndef LINLI_ANALYSIS_NEEDS_H
#define LINLI_ANALYSIS_NEEDS_H

#include "analysis/precision.h"
#include "io/standards.h"

/* What is wrong, by the classes of city check-ups. The first that holds, in the order
 * missing, below standard, not serving. */
enum needs_gap {
    NEEDS_NO_GAP,
    NEEDS_BELOW_STANDARD, /* too few places or too little floor area */
    NEEDS_MISSING, /* required, and fewer than half of the residents within its walk */
    NEEDS_NOT_SERVING, /* within the walk of half of them, but fewer than 80 % of those
                           in need are served by anybody */
    NEEDS_GAPS
};

/* Why a service that is there does not serve: the most frequent of three reasons for which
 * needs of every tenth resident were unmet. Posts are filled at the ratio, so that places
 * and staff run out together. */
enum needs_cause {
    NEEDS_NO_CAUSE, /* it serves, or too few were asked to say */
    NEEDS_HOURS,
    NEEDS_STAFF, /* full: places, and the staff for them */
    NEEDS_QUALITY,
    NEEDS_OTHER, /* these three are less than half: price, not known, not wanted */
    NEEDS_CAUSES
};

/* One community and product, or (product -1) all products of a community. Numbers are
 * means over rows, NaN where there is none. */
struct needs_line {
    int community, product;
    double need, met_service, met_any, shortfall; /* persons */
    int rank; /* by shortfall among communities, 1 the largest; 0 for all products */
    double access, reach, places_per_1000, m2_per_100_households;
    int minutes; /* the walk of `reach`: that of the standard where positions allow it,
                    else 15; 0 for all products */
    enum needs_gap gap;
    enum needs_cause cause;
};

struct needs {
    struct needs_line *line; /* owned; by community, product, then all products */
    int count, year;
    struct precision precision;
};

/* Counts below this are masked unless told otherwise. */
enum { NEEDS_MASK = 10 };

struct needs_options {
    int year;
    bool unmasked, bom;
    enum language language; /* of headers and names; keys stand beside */
};

/* Fails with EXPORT_NO_SERVICES, EXPORT_NO_YEAR, EXPORT_WARM_START, MEMORY or what reading fails with.
 * `path` is the file's, for messages. */
int needs_make(struct result *result, const char *path,
               const struct standards *standards, int year, struct needs *needs,
               struct error *err) MUST_CHECK;
void needs_free(struct needs *needs);
/* The cause of a gap from needs unmet because of each (of every tenth resident) and the
 * persons short, all means over `rows` rows. */
enum needs_cause needs_find_cause(const double count[NEEDS_CAUSES], double shortfall,
                                  int rows);
/* A count of fewer than NEEDS_MASK persons is printed "<10", and every larger count of its
 * line from which it could be computed "x". */
int needs_write(struct result *result, const struct needs *needs, const char *path,
                const struct needs_options *options, struct error *err) MUST_CHECK;

#endif
