/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What the validation tables look at: residents and households of one community, one
 * district or the whole city, counted apart from the code under test. */
#ifndef LINLI_TESTS_VALIDATION_PORTRAIT_H
#define LINLI_TESTS_VALIDATION_PORTRAIT_H

#include "state/world.h"

/* With whom residents of 65 and over in family households live. */
enum arrangement {
    ARRANGEMENT_ALONE,
    ARRANGEMENT_COUPLE, /* with the partner, nobody else */
    ARRANGEMENT_TWO,    /* with somebody of the next generation, no third */
    ARRANGEMENT_THREE,  /* three generations */
    ARRANGEMENT_OTHER,
    ARRANGEMENTS
};

/* Years by which a mother is older than her child, in tables. */
enum { GAPS = 61 };

struct portrait {
    int64_t people[SEXES][AGES], partnered[SEXES][AGES], collective[SEXES][AGES];
    int64_t care[SEXES][AGES][CARES];
    int64_t residents, nonlocal;
    int64_t homes, family_people,
        size[SIZES];        /* family households; size[7]: 8 and more */
    int64_t with_elders[4]; /* of them with 0, 1, 2, 3 and more of 65+ */
    int64_t without_adult,
        children_without; /* homes of children alone, and their members */
    int64_t arrangement[ARRANGEMENTS];
    int64_t mother_gap[GAPS]; /* children under 18 who live with their mother */
    int64_t
        couple_gap[GAPS]; /* man less woman, plus GAPS / 2, at the ends all beyond */
};

/* Adds one community to `portrait`, at the start of month `now`. */
void portrait_add(struct portrait *portrait, const struct block *block, month now);
/* Adds `one` to `sum`. */
void portrait_sum(struct portrait *sum, const struct portrait *one);
/* Residents of both sexes in [low, high] of one of the tables of a portrait. */
int64_t portrait_between(int64_t table[SEXES][AGES], int low, int high);
double portrait_mean_size(const struct portrait *portrait);

#endif
