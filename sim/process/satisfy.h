/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Satisfaction of somebody who asked for a community service, 0 to 100: a weighted mean
 * of parts, each 1 at best and 0 at a limit that the model itself knows. */
#ifndef LINLI_PROCESS_SATISFY_H
#define LINLI_PROCESS_SATISFY_H

#include "process/ask.h"

/* What one person met with at one service in a month. */
struct satisfy_view {
    bool served;    /* has a place, or was served a visit */
    bool met;       /* got what was needed */
    double burden;  /* yuan a month over the household's income */
    double walk;    /* minutes over the minutes beyond which no site is considered */
    double quality; /* of the room, 0 to 1 */
    double waited;  /* months on a list: still, or before a place of the last year */
    double refused; /* share of the month's visits that was refused */
};

/* The tie of `pending` as its owner sees it when the month is over. */
struct satisfy_view satisfy_see(const struct home *home, const struct tie *tie,
                                const struct pending *pending);
/* 0 to 100, rounded. Who was not served has only the part of waiting. */
int satisfy_score(const struct values *values, const struct satisfy_view *view);

#endif
