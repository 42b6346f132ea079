/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* One comparison: levels and paired differences of the headline indicators, by rows that
 * all files have. Computed once here; compare_text.c, compare_csv.c and compare_page.c
 * only write it down. */
#ifndef LINLI_ANALYSIS_COMPARE_H
#define LINLI_ANALYSIS_COMPARE_H

#include "analysis/headline.h"
#include "analysis/interval.h"
#include "analysis/pairing.h"

#include <stdio.h>

/* What may be said of a difference. */
enum compare_verb {
    COMPARE_TOO_FEW,  /* under five rows, or none */
    COMPARE_SAME,     /* zero in every row */
    COMPARE_NO_CLEAR, /* the interval holds zero, or Holm's test does not reject */
    COMPARE_RAISES,
    COMPARE_LOWERS,
    COMPARE_VERBS
};

struct compare_value {
    struct interval level, difference; /* difference from the base, row by row */
    double p;                          /* adjusted by Holm over the family */
    enum compare_verb verb;
};

/* An indicator drawn year by year (the first of the set; with services the first two: need
 * met by any provider, and by a community service) in one year, over rows: mean, and lowest and highest
 * row or, from 20 rows on, their 5 and 95 percent. */
struct compare_band {
    double mean, low, high;
};

/* A paired row of a file that has no number for an indicator in some year. */
struct compare_gap {
    int file, headline, pair;
};

struct compare {
    struct pairing pairing;
    enum headline_set set;
    struct headline_years years;
    const struct headline_info *headline;
    const struct headline_bar *bar;
    int headline_count, bar_count;
    struct compare_value value[PAIRING_FILES][HEADLINE_MOST];
    struct compare_value share[PAIRING_FILES][HEADLINE_BARS];
    int drawn;                 /* indicators drawn year by year, from the first on */
    struct compare_band *band; /* owned; [drawn][file][year] */
    char *synthetic[2]; /* owned; by language, of the first file that has any: products
                           whose sites were drawn */
    struct {
        struct compare_gap *item;
        size_t count, capacity;
    } gaps; /* owned; by file, row, indicator */
};

/* First and last month wished; -1 where the user did not say: then from 2024-01, or
 * whenever the warm start is over, to the end. Only whole years between them count. */
struct compare_window {
    month from, until;
};

/* Opens, pairs and compares `count` files, the base first. Fails as pairing_open does,
 * with COMPARE_WINDOW, MEMORY, or as reading does; `compare` is empty then. */
int compare_files(struct compare *compare, char *const *paths, int count,
                  struct compare_window window, struct error *err) MUST_CHECK;
void compare_free(struct compare *compare);

/* The years of a drawn indicator in a file, [years.count]. */
static inline const struct compare_band *compare_years(const struct compare *compare,
                                                       int indicator, int file)
{
    return compare->band +
           (indicator * compare->pairing.file_count + file) * compare->years.count;
}

/* Title of a file's scenario in the language. */
const char *compare_title(const struct compare *compare, int file,
                          enum language language);
/* Stable word of a verb for tables: "raises"; and for people. */
const char *compare_verb_name(enum compare_verb verb);
const char *compare_verb_text(enum compare_verb verb, enum language language);
/* Stable word of an interval's kind: "bootstrap"; and for people. */
const char *compare_kind_name(enum interval_kind kind);
const char *compare_kind_text(enum interval_kind kind, enum language language);

/* Sentences, owned by the caller; NULL without memory. What was compared, over which
 * rows and years, and what the intervals do not say. */
char *compare_intro(const struct compare *compare, enum language language);
/* The rows left out, whole or for an indicator, or "" (owned too). */
char *compare_left_out(const struct compare *compare, enum language language);
/* Findings that stand above the charts. */
char *compare_finding_headlines(const struct compare *compare, enum language language);
char *compare_finding_years(const struct compare *compare, enum language language);
char *compare_finding_bars(const struct compare *compare, enum language language);

/* Writers; errors of the stream are the caller's to ask for with ferror(). */
void compare_text(FILE *out, const struct compare *compare, enum language language);
void compare_csv(FILE *out, const struct compare *compare);
void compare_page(FILE *out, const struct compare *compare, enum language language);

#endif
