/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads standards.csv. */
#include "io/standards.h"

#include "core/csv.h"
#include "core/text.h"
#include "observe/series.h"
#include "state/pack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum column { TYPE, PRODUCT, REQUIRED, MINUTES, PLACES, M2, TARGET, COLUMNS };
static const char *const names[COLUMNS] = {
    "community_type",        "product",  "required", "minutes", "places_per_1000",
    "m2_per_100_households", "m2_target"};

/* No community has more than this of anything per 1,000 residents or 100 households. */
static const double MOST = 1e6;

struct reading {
    struct csv csv;
    int column[COLUMNS];
    const char *const *products;
    int product_count;
    struct standards *standards;
    struct report *report;
};

static int complain(struct reading *reading, int line, struct error *error)
{
    error_at(error, reading->csv.path, line, 0);
    report_add(reading->report, error);
    return -1;
}

/* Index of the word in a cell, or STANDARDS_ALL for *; -1 with *index unset otherwise. */
static int read_word(struct reading *reading, int i, enum column column,
                     const char *const *words, int count, int *index)
{
    const char *text = csv_text(&reading->csv, i, reading->column[column]);
    struct error error;
    *index = STANDARDS_ALL;
    if (strcmp(text, "*") == 0)
        return 0;
    for (int k = 0; k < count; k++)
        if (strcmp(text, words[k]) == 0) {
            *index = k;
            return 0;
        }
    const int nearest = text_nearest(text, words, count);
    error_set(&error, MESSAGE_STANDARDS_WORD, names[column], text,
              nearest >= 0 ? words[nearest] : "*");
    return complain(reading, reading->csv.lines[i], &error);
}

/* A number, NaN for an empty cell. */
static int read_amount(struct reading *reading, int i, enum column column,
                       double *value)
{
    struct error error;
    *value = (double)NAN;
    if (csv_text(&reading->csv, i, reading->column[column])[0] == '\0')
        return 0;
    if (csv_number(&reading->csv, i, reading->column[column], 0.0, MOST, value,
                   &error) == 0)
        return 0;
    report_add(reading->report, &error);
    return -1;
}

static int read_minutes(struct reading *reading, int i, int *band)
{
    double minutes;
    struct error error;
    *band = SERIES_MINUTES - 1;
    TRY(read_amount(reading, i, MINUTES, &minutes));
    if (isnan(minutes))
        return 0;
    for (int b = 0; b < SERIES_MINUTES; b++)
        if (minutes == series_minutes[b]) {
            *band = b;
            return 0;
        }
    error_set(&error, MESSAGE_STANDARDS_MINUTES, minutes);
    return complain(reading, reading->csv.lines[i], &error);
}

static int read_required(struct reading *reading, int i, bool *required)
{
    int64_t value = 0;
    struct error error;
    if (csv_integer(&reading->csv, i, reading->column[REQUIRED], 0, 1, &value,
                    &error) != 0) {
        report_add(reading->report, &error);
        return -1;
    }
    *required = value == 1;
    return 0;
}

static int refuse_doubled(struct reading *reading, int i,
                          const struct standard *standard)
{
    const struct standards *standards = reading->standards;
    for (int k = 0; k < standards->count; k++) {
        struct error error;
        if (standards->item[k].type != standard->type ||
            standards->item[k].product != standard->product)
            continue;
        error_set(&error, MESSAGE_STANDARDS_DOUBLED,
                  csv_text(&reading->csv, i, reading->column[PRODUCT]),
                  csv_text(&reading->csv, i, reading->column[TYPE]),
                  standards->item[k].line);
        return complain(reading, standard->line, &error);
    }
    return 0;
}

static int read_row(struct reading *reading, int i)
{
    struct standard standard = {.line = reading->csv.lines[i]};
    int status =
        read_word(reading, i, TYPE, pack_type_words, COMMUNITY_TYPES, &standard.type);
    status |= read_word(reading, i, PRODUCT, reading->products, reading->product_count,
                        &standard.product);
    status |= read_required(reading, i, &standard.required);
    status |= read_minutes(reading, i, &standard.band);
    status |= read_amount(reading, i, PLACES, &standard.places_per_1000);
    status |= read_amount(reading, i, M2, &standard.m2);
    status |= read_amount(reading, i, TARGET, &standard.m2_target);
    TRY(status);
    TRY(refuse_doubled(reading, i, &standard));
    reading->standards->item[reading->standards->count++] = standard;
    return 0;
}

int standards_read(struct inputs *inputs, const char *path, const char *const *products,
                   int product_count, struct standards *standards,
                   struct report *report)
{
    struct reading reading = {.products = products,
                              .product_count = product_count,
                              .standards = standards,
                              .report = report};
    struct error error;
    int status = csv_read(inputs, path, &reading.csv, &error);
    standards->count = 0;
    for (int k = 0; k < COLUMNS && status == 0; k++)
        status = csv_require(&reading.csv, names[k], &reading.column[k], &error);
    if (status == 0 && reading.csv.rows > STANDARDS_MOST)
        status = error_set(&error, MESSAGE_CSV_TOO_LARGE, path, STANDARDS_MOST);
    if (status != 0)
        report_add(report, &error);
    for (int i = 0; status >= 0 && i < reading.csv.rows; i++)
        if (read_row(&reading, i) != 0)
            status = 1; /* all problems of the file are told */
    csv_free(&reading.csv);
    return status == 0 ? 0 : -1;
}

const struct standard *standards_find(const struct standards *standards, int type,
                                      int product)
{
    const struct standard *all = NULL;
    for (int k = 0; k < standards->count; k++) {
        const struct standard *standard = &standards->item[k];
        if (standard->product != product)
            continue;
        if (standard->type == type)
            return standard;
        if (standard->type == STANDARDS_ALL)
            all = standard;
    }
    return all;
}
