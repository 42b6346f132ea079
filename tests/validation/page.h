/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The page docs/VALIDATION.md while it is made: text goes to `out`, judgements to the
 * list that stands at its head, so that no verdict is written by hand. */
#ifndef LINLI_TESTS_VALIDATION_PAGE_H
#define LINLI_TESTS_VALIDATION_PAGE_H

#include "validation/course.h"
#include "validation/portrait.h"

#include "run/study.h"

#include <stdio.h>

enum { VERDICTS_MOST = 64, VERDICT_TEXT = 160 };

struct verdict {
    char what[VERDICT_TEXT], found[VERDICT_TEXT], asked[VERDICT_TEXT];
    bool met;
};

struct page {
    FILE *out;
    struct verdict verdict[VERDICTS_MOST];
    int verdicts;
};

/* Notes a judgement; `asked` says what was asked for. */
void page_judge(struct page *page, bool met, const char *what, const char *asked,
                const char *found, ...) __attribute__((format(printf, 5, 6)));
/* Whether `value` lies in [low, high]; notes it with what was found. */
void page_judge_range(struct page *page, const char *what, double value, double low,
                      double high);
double page_share(int64_t part, int64_t whole);

/* The base population of the whole city beside the tables of the pack: `pack` as read
 * anew, `district` [pack->district_count] portraits of what was made. */
void margins_print(struct page *page, const struct city *pack,
                   const struct portrait *district);
/* How communities differ; `one` [city->community_count] portraits' figures. */
struct community_figures {
    double residents, elders, nonlocal, mean_size;
};
void communities_print(struct page *page, const struct city *city,
                       const struct community_figures *one);
/* Couples, mothers, elders' homes, sizes of the base population. */
void families_print(struct page *page, const struct rates *rates,
                    const struct city *pack, const struct portrait *city);
/* What a run shows: deaths, births, care, migration; then homes over time. */
void life_print(struct page *page, const struct study *study,
                const struct course *course);
void homes_print(struct page *page, const struct study *study,
                 const struct course *course);
/* The country at national rates beside the projection they come from. */
void country_print(struct page *page, const struct course *course);
/* The levels of services beside their targets; fails with what reading them fails
 * with. */
int levels_print(struct page *page, struct error *err) MUST_CHECK;

/* Whether sites last: runs the months of the study, which keeps books. Fails as these do. */
int lasting_print(struct page *page, const struct study *study,
                  struct error *err) MUST_CHECK;

#endif
