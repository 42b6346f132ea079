/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Money in a run is nominal. Four dated indices carry amounts from one year's prices to
 * another's: consumer prices, wages, rents, construction, each 1 in 2023. Levels of past
 * years come from a table, those after it grow at parameters (docs/MODEL.md). */
#ifndef LINLI_STATE_INDICES_H
#define LINLI_STATE_INDICES_H

#include "core/input.h"
#include "core/calendar.h"
#include "param/parameters.h"

enum indices_kind {
    INDICES_PRICES,
    INDICES_WAGES,
    INDICES_RENTS,
    INDICES_CONSTRUCTION,
    INDICES
};

enum {
    INDICES_BASE = 2023,
    INDICES_YEAR_FIRST = 1980,
    INDICES_YEAR_LAST = 2150,
    INDICES_YEARS = INDICES_YEAR_LAST - INDICES_YEAR_FIRST + 1
};

struct indices {
    double level[INDICES][INDICES_YEARS]; /* the mean of the year; from 1980 on */
    double low[INDICES][INDICES_YEARS], high[INDICES][INDICES_YEARS]; /* as given */
    int first[INDICES], last[INDICES]; /* years of the table */
};

extern const char *const indices_words[INDICES], *const indices_words_zh[INDICES];

/* Reads the table (columns index, year, level, low, high, source, grade) and lets it grow
 * from the last year on at the parameters in force each January. Before its first year
 * an index stays as it was then. Every error of the file goes to `report`: columns
 * missing, CSV_NOT_A_NUMBER, CSV_OUT_OF_RANGE, INDICES_UNKNOWN, INDICES_TWICE,
 * INDICES_GAP, INDICES_BASE, INDICES_RANGE, INDICES_SOURCE. Returns -1 when any was
 * found. */
int indices_read(struct inputs *inputs, const char *path,
                 const struct parameters *parameters, struct indices *indices,
                 struct report *report) MUST_CHECK;
/* Level in a year, outside of [1980, 2150] that of the nearest. */
double indices_year(const struct indices *indices, enum indices_kind kind, int year);
/* Level in a month: on the straight line between the middles of years, so that an index
 * has no step in January. + - * / only, and so equal on every machine. */
double indices_at(const struct indices *indices, enum indices_kind kind, month when);

#endif
