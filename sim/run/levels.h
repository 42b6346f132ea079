/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Levels: the constant `taste` of every product, set so that the first choice of a city
 * in which everybody has heard of everything and nothing is full meets a target. The
 * fixed point taste <- taste + ln(target / simulated) of Berry, Levinsohn and Pakes
 * (1995, Econometrica 63(4)); products without a target take their declared prior
 * take-up as one. */
#ifndef LINLI_RUN_LEVELS_H
#define LINLI_RUN_LEVELS_H

#include "io/scenario.h"
#include "run/study.h"

#include <stdio.h>

enum {
    LEVELS_TARGETS = CATALOGUE_PRODUCTS,
    LEVELS_JOINT = 4,   /* products that one target may be of together */
    LEVELS_YEAR = 2023, /* last year of a figure that may be a target */
    LEVELS_ROUNDS = 20,
};

/* What a target counts; the first three are of everybody, in reach of a site or not. */
enum levels_measure {
    LEVELS_USERS,       /* users of the group / residents of the group */
    LEVELS_VISITS,      /* visits of the group in a year / residents of the group */
    LEVELS_SITE_VISITS, /* visits of the group on a day / open sites of the first product */
    LEVELS_TAKE_UP,     /* users of the group / those of it who need or may want it and
                           have an open site in reach */
    LEVELS_MEASURES
};
extern const char *const levels_measure_words[LEVELS_MEASURES];
extern const char *const levels_measure_units[LEVELS_MEASURES];

struct levels_target {
    int product[LEVELS_JOINT], products;
    enum levels_measure measure;
    int age_low, age_high; /* completed years, [low, high] */
    double value; /* in the unit of the measure; a share of 1 where that is % */
    char source[CATALOGUE_KEY], group[CATALOGUE_KEY];
};

enum levels_state {
    LEVELS_BY_TARGET,
    LEVELS_BY_PRIOR,
    LEVELS_BEYOND,   /* by prior: the target is more than all in reach could give */
    LEVELS_NO_OFFER, /* left as declared: nobody has an open site in reach */
};

struct levels_product {
    enum levels_state state;
    int target;                   /* index into the targets, or -1 */
    double taste, goal, achieved; /* of its part of the measure */
    double miss;                  /* |ln(goal / achieved)| */
    double most; /* where the target is beyond: what all in reach would give of it */
    double users, reach, needers; /* choose it; could; need or may want it: agents */
};

struct levels {
    struct study study;
    struct levels_target targets[LEVELS_TARGETS];
    int target_count;
    struct levels_product product[CATALOGUE_PRODUCTS];
    double people[LEVELS_TARGETS], sites[LEVELS_TARGETS]; /* of each target's group */
    int rounds;
    int64_t residents, ties;
    uint8_t digest[DIGEST_SIZE]; /* of the scenario and what it reads */
};

struct levels_options {
    struct scenario *scenario; /* its agents and levels are changed */
    struct inputs *inputs;
    const char *targets; /* path, or NULL: targets.csv beside the services */
    double share;        /* of the scenario's residents that is simulated */
    int threads;
};

/* Finds the levels. Every problem goes to `report`; levels_free is to be called then
 * too. */
int levels_find(struct levels *levels, const struct levels_options *options,
                struct report *report) MUST_CHECK;
void levels_free(struct levels *levels);
/* The rounds alone, of a study that is open and targets that are read; the study's
 * catalogue has the levels found then. */
int levels_solve(struct levels *levels, int threads, struct error *err) MUST_CHECK;
/* Reads targets; the part of levels_find that does. */
int levels_targets_read(struct levels *levels, struct inputs *inputs, const char *path,
                        const struct catalogue *catalogue,
                        struct report *report) MUST_CHECK;
/* Writes the table that catalogue_levels_read reads, under a head that says how it was
 * made. Fails when the file cannot be written. */
int levels_write(const struct levels *levels, FILE *file) MUST_CHECK;
/* Of a target: the sum over its products, in the unit of the measure. */
double levels_achieved(const struct levels *levels, int target);

#endif
