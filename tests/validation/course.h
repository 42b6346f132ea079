/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A run looked at from outside: portraits at the end of every year, and what happened by
 * age and sex. */
#ifndef LINLI_TESTS_VALIDATION_COURSE_H
#define LINLI_TESTS_VALIDATION_COURSE_H

#include "validation/portrait.h"

#include "run/study.h"

enum {
    COURSE_FIRST = 2020,
    COURSE_LAST = 2040,
    COURSE_YEARS = COURSE_LAST - COURSE_FIRST + 1
};

struct course {
    struct portrait start, end[COURSE_YEARS];
    /* By residence of the community, then of all together. */
    struct tally tally[RESIDENCES + 1][COURSE_YEARS];
    /* Over the border of the city, 2021 on, by age at the start of the month. */
    int64_t arrived[SEXES][AGES], left[SEXES][AGES];
};

/* Lives through the study, once for all communities and, where `residences`, once more
 * for each residence, with the same people. */
int course_run(struct study *study, uint64_t seed, bool residences,
               struct course *course, struct error *err) MUST_CHECK;

#endif
