/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* One reader for all tables of rates: a CSV file whose rows are addressed by some of
 * year, residence, sex and age becomes a dense array without holes. */
#ifndef LINLI_STATE_RATES_TABLE_H
#define LINLI_STATE_RATES_TABLE_H

#include "core/csv.h"
#include "state/community.h"

enum { RATES_TABLE_VALUES = 12 };

/* What a file looks like. A key column of NULL is no key of the table. */
struct rates_shape {
    const char *path;
    const char *year, *residence, *sex, *age;
    bool groups;   /* `age` holds groups ("0-4", "85+", "30") and the values are counts,
                      spread evenly over the ages of a group; ages not named have 0 */
    int age_limit; /* the last row's value holds up to this age, 0 beyond; else 0 */
    int values;
    struct {
        const char *column;
        double low, high;
    } value[RATES_TABLE_VALUES];
    /* What a residence or low age without rows has; where it is not `optional`, a
     * missing one is reported. */
    bool optional;
    double missing;
};

struct rates_table {
    int first, last;                     /* years; both 0 without a year column */
    int residences, sexes, ages, values; /* extent of each dimension, 1 when no key */
    double *cells; /* owned; [years][residences][sexes][ages][values] */
    int *lines;    /* owned; [years][residences][sexes][ages]: the line of the file
                         that gave the cell, 0 where it was filled */
};

/* Reads an opened file. All problems go to `report`; returns -1 when there is any, and
 * leaves the table empty. Rows of the residences "all", "total" and "urban" are skipped.
 * Fails with RATES_WORD, RATES_TWICE, RATES_MISSING, RATES_AGE_GROUP, RATES_EMPTY, and
 * as csv_require, csv_number and csv_integer do. */
int rates_table_read(const struct csv *csv, const struct rates_shape *shape,
                     struct rates_table *table, struct report *report) MUST_CHECK;
void rates_table_free(struct rates_table *table);
/* The values of one cell; keys the table does not have are 0. `year` within the span. */
const double *rates_table_at(const struct rates_table *table, int year, int residence,
                             int sex, int age);

/* The line that gave it, or 0. */
int rates_table_line(const struct rates_table *table, int year, int residence, int sex,
                     int age);

#endif
