/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* How much choosing of services there was: what a month costs follows from it. Counted by
 * each thread for itself; whole numbers, so that the order of threads cannot matter. */
#ifndef LINLI_STATE_CHOOSING_H
#define LINLI_STATE_CHOOSING_H

#include <stdint.h>

/* Why somebody chooses: the first reason found. */
enum choosing_trigger {
    CHOOSING_START,    /* everybody in the first month */
    CHOOSING_BIRTHDAY, /* once a year, infants at six months as well */
    CHOOSING_OFFER,    /* heard of an offer that is new, or terms near changed */
    CHOOSING_EVENT,    /* care, activity, household or home changed */
    CHOOSING_LEFT,     /* a site of the tie closed, a place or a list was left */
    CHOOSING_PRICE,    /* of the own site moved */
    CHOOSING_FULL,     /* the own site could not serve */
    CHOOSING_TRIGGERS
};

struct choosing {
    int64_t choosers[CHOOSING_TRIGGERS]; /* residents, each once a month */
    int64_t looked;  /* pairs of a chooser and a product asked whether needed */
    int64_t queries; /* of them needed or wanted: a choice is made */
    int64_t
        alternatives; /* offers of the queries' products, near or not, known or not */
    int64_t weighed;  /* of them in reach and open: tastes are drawn */
    int64_t ties;     /* of residents to services at the end of asking */
};

/* Words of the triggers, for the line of figures. */
extern const char *const choosing_words[CHOOSING_TRIGGERS];
void choosing_add(struct choosing *sum, const struct choosing *part);

#endif
