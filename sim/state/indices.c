/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The table of past levels and its growth. */
#include "state/indices.h"

#include "core/csv.h"
#include "core/text.h"

#include <stdio.h>
#include <string.h>

const char *const indices_words[INDICES] = {"prices", "wages", "rents", "construction"};
const char *const indices_words_zh[INDICES] = {"消费价格", "工资", "租金", "建筑造价"};

static const enum parameter growth[INDICES] = {
    PARAMETER_indices_prices, PARAMETER_indices_wages, PARAMETER_indices_rents,
    PARAMETER_indices_construction};

static const char *const column_names[] = {"index", "year",   "level", "low",
                                           "high",  "source", "grade"};
enum { INDEX, YEAR, LEVEL, LOW, HIGH, SOURCE, GRADE, COLUMNS };

/* What a level may be, 2023 being 1. */
static const double level_least = 0.001, level_most = 1000;

/* A table being read. */
struct reading {
    struct csv csv;
    struct indices *indices;
    struct report *report;
    int column[COLUMNS];
    int line[INDICES][INDICES_YEARS]; /* of the file; 0: not given */
};

/* Reports `err` at the row (-1: at none). */
static void tell(struct reading *reading, int row, struct error *err)
{
    error_at(err, reading->csv.path, row < 0 ? 0 : reading->csv.lines[row], 0);
    report_add(reading->report, err);
}

static const char *cell(const struct reading *reading, int row, int column)
{
    return csv_text(&reading->csv, row, reading->column[column]);
}

/* The index of a row, or -1 after a report. */
static int read_kind(struct reading *reading, int row)
{
    const char *word = cell(reading, row, INDEX);
    struct error err;

    for (int i = 0; i < INDICES; i++)
        if (strcmp(word, indices_words[i]) == 0)
            return i;
    error_set(&err, MESSAGE_INDICES_UNKNOWN, word,
              "prices, wages, rents, construction");
    tell(reading, row, &err);
    return -1;
}

static void check_source(struct reading *reading, int row)
{
    const char *source = cell(reading, row, SOURCE), *grade = cell(reading, row, GRADE);
    const bool assumed = strcmp(source, "assumed") == 0;
    struct error err;

    if (source[0] != '\0' && grade[0] >= 'A' && grade[0] <= 'D' && grade[1] == '\0' &&
        (!assumed || grade[0] == 'D'))
        return;
    error_set(&err, MESSAGE_INDICES_SOURCE, source, grade);
    tell(reading, row, &err);
}

static void keep(struct reading *reading, int row, int kind, int year,
                 const double value[3])
{
    const int at = year - INDICES_YEAR_FIRST;
    struct error err;

    if (reading->line[kind][at] != 0) {
        error_set(&err, MESSAGE_INDICES_TWICE, indices_words[kind], year,
                  reading->line[kind][at]);
        tell(reading, row, &err);
        return;
    }
    reading->line[kind][at] = reading->csv.lines[row];
    reading->indices->level[kind][at] = value[0];
    reading->indices->low[kind][at] = value[1];
    reading->indices->high[kind][at] = value[2];
    if (value[0] < value[1] || value[0] > value[2]) {
        error_set(&err, MESSAGE_INDICES_RANGE, value[0], value[1], value[2]);
        tell(reading, row, &err);
    }
    if (year == INDICES_BASE && (value[0] < 1 || value[0] > 1)) {
        error_set(&err, MESSAGE_INDICES_BASE, indices_words[kind], value[0], year);
        tell(reading, row, &err);
    }
}

static void read_row(struct reading *reading, int row)
{
    const int kind = read_kind(reading, row);
    double value[3] = {0};
    int64_t year = 0;
    bool good = kind >= 0;
    struct error err;

    if (csv_integer(&reading->csv, row, reading->column[YEAR], INDICES_YEAR_FIRST,
                    INDICES_YEAR_LAST, &year, &err) != 0) {
        tell(reading, row, &err);
        good = false;
    }
    for (int i = 0; i < 3; i++)
        if (csv_number(&reading->csv, row, reading->column[LEVEL + i], level_least,
                       level_most, &value[i], &err) != 0) {
            tell(reading, row, &err);
            good = false;
        }
    check_source(reading, row);
    if (good)
        keep(reading, row, kind, (int)year, value);
}

/* Each index has every year from its first to its last, and the base year among them. */
static void check_years(struct reading *reading, int kind)
{
    struct indices *indices = reading->indices;
    const int base = INDICES_BASE - INDICES_YEAR_FIRST;
    int first = 0, last = INDICES_YEARS - 1;
    struct error err;

    while (first < base && reading->line[kind][first] == 0)
        first++;
    while (last > base && reading->line[kind][last] == 0)
        last--;
    for (int i = first; i <= last; i++)
        if (reading->line[kind][i] == 0) {
            error_set(&err, MESSAGE_INDICES_GAP, indices_words[kind],
                      i + INDICES_YEAR_FIRST, last + INDICES_YEAR_FIRST);
            tell(reading, -1, &err);
        }
    indices->first[kind] = first + INDICES_YEAR_FIRST;
    indices->last[kind] = last + INDICES_YEAR_FIRST;
}

static void grow(struct indices *indices, const struct parameters *parameters, int kind)
{
    double *level = indices->level[kind];
    const int first = indices->first[kind] - INDICES_YEAR_FIRST;
    const int last = indices->last[kind] - INDICES_YEAR_FIRST;

    for (int i = 0; i < first; i++)
        level[i] = level[first];
    for (int i = last + 1; i < INDICES_YEARS; i++)
        level[i] = level[i - 1] * (1 + dated_at(&parameters->value[growth[kind]],
                                                month_of(i + INDICES_YEAR_FIRST, 1)));
}

int indices_read(struct inputs *inputs, const char *path,
                 const struct parameters *parameters, struct indices *indices,
                 struct report *report)
{
    struct reading reading = {.indices = indices, .report = report};
    const size_t before = report->count;
    struct error err;

    memset(indices, 0, sizeof(*indices));
    if (csv_read(inputs, path, &reading.csv, &err) != 0) {
        report_add(report, &err);
        return -1;
    }
    for (int i = 0; i < COLUMNS; i++)
        if (csv_require(&reading.csv, column_names[i], &reading.column[i], &err) != 0)
            report_add(report, &err);
    for (int i = 0; report->count == before && i < reading.csv.rows; i++)
        read_row(&reading, i);
    for (int i = 0; report->count == before && i < INDICES; i++)
        check_years(&reading, i);
    for (int i = 0; report->count == before && i < INDICES; i++)
        grow(indices, parameters, i);
    csv_free(&reading.csv);
    return report->count == before ? 0 : -1;
}

double indices_year(const struct indices *indices, enum indices_kind kind, int year)
{
    if (year < INDICES_YEAR_FIRST)
        year = INDICES_YEAR_FIRST;
    if (year > INDICES_YEAR_LAST)
        year = INDICES_YEAR_LAST;
    return indices->level[kind][year - INDICES_YEAR_FIRST];
}

double indices_at(const struct indices *indices, enum indices_kind kind, month when)
{
    const int year = month_year(when);
    /* In half months from the middle of the year: -11 to 11. */
    const int from_middle = 2 * month_number(when) - 13;
    const double here = indices_year(indices, kind, year);
    const double there =
        indices_year(indices, kind, from_middle < 0 ? year - 1 : year + 1);

    return here + (there - here) * (from_middle < 0 ? -from_middle : from_middle) / 24;
}
