/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads scenarios/data/costs.csv and answers what a cost is in a month. */
#include "state/costs.h"

#include "core/csv.h"
#include "core/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

const struct cost_info costs_info[COSTS] = {
#define COST(name, unit, index, min, max, en, zh) \
    {#name, unit, INDEX_##index, min, max, en, zh},
#include "state/costs.def"
#undef COST
};

static const char *const columns[] = {"cost", "scope", "value",  "low",
                                      "high", "year",  "source", "grade"};
enum {
    AT_COST,
    AT_SCOPE,
    AT_VALUE,
    AT_LOW,
    AT_HIGH,
    AT_YEAR,
    AT_SOURCE,
    AT_GRADE,
    ATS
};

/* How widely a row speaks; the narrower one stands. */
enum width { WIDTH_NONE, WIDTH_ALL, WIDTH_SERVICE, WIDTH_PRODUCT };

struct reader {
    const struct csv *csv;
    const struct catalogue *catalogue;
    struct report *report;
    struct costs *costs;
    int at[ATS];
    enum width width[CATALOGUE_PRODUCTS][COSTS];
    bool failed;
};

/* Keeps an error with its place in the file. */
static void complain(struct reader *reader, int record, struct error *err)
{
    if (err->line == 0)
        error_at(err, reader->csv->path,
                 record >= 0 ? reader->csv->lines[record] : reader->csv->header_line,
                 0);
    report_add(reader->report, err);
    reader->failed = true;
}

static double number(struct reader *reader, int record, int column, double low,
                     double high)
{
    struct error err;
    double value = low;

    if (csv_number(reader->csv, record, reader->at[column], low, high, &value, &err) !=
        0)
        complain(reader, record, &err);
    return value;
}

static int find_cost(struct reader *reader, int record)
{
    const char *word = csv_text(reader->csv, record, reader->at[AT_COST]);
    const char *names[COSTS];
    struct error err;

    for (int i = 0; i < COSTS; i++) {
        names[i] = costs_info[i].name;
        if (strcmp(word, names[i]) == 0)
            return i;
    }
    const int near = text_nearest(word, names, COSTS);
    error_set(&err, MESSAGE_COSTS_WORD, "cost", word,
              near >= 0 ? names[near] : costs_info[0].name);
    complain(reader, record, &err);
    return -1;
}

/* Which products the row speaks of, and how widely; WIDTH_NONE after an error. */
static enum width find_scope(struct reader *reader, int record, int *service,
                             int *product)
{
    const struct catalogue *catalogue = reader->catalogue;
    const char *word = csv_text(reader->csv, record, reader->at[AT_SCOPE]);
    const char *names[CATALOGUE_SERVICES + CATALOGUE_PRODUCTS + 1] = {"all"};
    int count = 1;
    struct error err;

    *service = catalogue_service(catalogue, word);
    *product = catalogue_product(catalogue, word);
    if (strcmp(word, "all") == 0)
        return WIDTH_ALL;
    if (*product >= 0)
        return WIDTH_PRODUCT;
    if (*service >= 0)
        return WIDTH_SERVICE;
    for (int i = 0; i < catalogue->service_count; i++)
        names[count++] = catalogue->services[i].key;
    for (int i = 0; i < catalogue->product_count; i++)
        names[count++] = catalogue->products[i].key;
    const int near = text_nearest(word, names, count);
    error_set(&err, MESSAGE_COSTS_WORD, "scope", word, names[near >= 0 ? near : 0]);
    complain(reader, record, &err);
    return WIDTH_NONE;
}

static void read_figure(struct reader *reader, int record, int cost,
                        struct cost_figure *figure)
{
    const struct cost_info *info = &costs_info[cost];
    const char *key = csv_text(reader->csv, record, reader->at[AT_SOURCE]);
    const char *grade = csv_text(reader->csv, record, reader->at[AT_GRADE]);
    struct error err;

    figure->line = reader->csv->lines[record];
    figure->value = number(reader, record, AT_VALUE, info->min, info->max);
    figure->source.low = number(reader, record, AT_LOW, info->min, info->max);
    figure->source.high = number(reader, record, AT_HIGH, info->min, info->max);
    figure->year =
        (int)number(reader, record, AT_YEAR, COSTS_YEAR_FIRST, COSTS_YEAR_LAST);
    if (!reader->failed && !(figure->source.low <= figure->value &&
                             figure->value <= figure->source.high)) {
        error_set(&err, MESSAGE_COSTS_RANGE, info->name, figure->value,
                  figure->source.low, figure->source.high);
        complain(reader, record, &err);
    }
    if (strlen(grade) != 1 || grade[0] < 'A' || grade[0] > 'D') {
        error_set(&err, MESSAGE_COSTS_WORD, "grade", grade, "A, B, C, D");
        complain(reader, record, &err);
    }
    if (key[0] == '\0' || strlen(key) >= sizeof figure->source.key) {
        error_set(&err, MESSAGE_COSTS_SOURCE, key, (int)sizeof figure->source.key - 1);
        complain(reader, record, &err);
        return;
    }
    snprintf(figure->source.key, sizeof figure->source.key, "%s", key);
    figure->source.grade = grade[0];
}

static void read_row(struct reader *reader, int record)
{
    struct cost_figure figure = {0};
    int service, product;
    struct error err;
    const int cost = find_cost(reader, record);
    const enum width width = find_scope(reader, record, &service, &product);

    if (cost < 0 || width == WIDTH_NONE)
        return;
    read_figure(reader, record, cost, &figure);
    for (int p = 0; p < reader->catalogue->product_count; p++) {
        struct cost_figure *slot = &reader->costs->of[p][cost];
        const bool meant = width == WIDTH_ALL ||
                           (width == WIDTH_PRODUCT && p == product) ||
                           (width == WIDTH_SERVICE &&
                            reader->catalogue->products[p].service == service);
        if (!meant || width < reader->width[p][cost])
            continue;
        if (width == reader->width[p][cost]) {
            error_set(&err, MESSAGE_COSTS_TWICE, costs_info[cost].name,
                      csv_text(reader->csv, record, reader->at[AT_SCOPE]), slot->line);
            complain(reader, record, &err);
            return;
        }
        *slot = figure;
        reader->width[p][cost] = width;
    }
}

static void check_whole(struct reader *reader)
{
    struct error err;

    for (int cost = 0; cost < COSTS; cost++) {
        for (int p = 0; p < reader->catalogue->product_count; p++) {
            if (reader->width[p][cost] != WIDTH_NONE)
                continue;
            error_set(&err, MESSAGE_COSTS_MISSING, costs_info[cost].name,
                      reader->catalogue->products[p].key);
            complain(reader, -1, &err);
            break;
        }
    }
}

int costs_read(struct inputs *inputs, const char *path,
               const struct catalogue *catalogue, struct costs *costs,
               struct report *report)
{
    struct csv csv = {0};
    struct reader reader = {
        .csv = &csv, .catalogue = catalogue, .report = report, .costs = costs};
    struct error err;

    memset(costs, 0, sizeof *costs);
    if (csv_read(inputs, path, &csv, &err) != 0) {
        report_add(report, &err);
        csv_free(&csv);
        return -1;
    }
    for (int i = 0; i < ATS; i++)
        if (csv_require(&csv, columns[i], &reader.at[i], &err) != 0)
            complain(&reader, -1, &err);
    if (!reader.failed) {
        for (int record = 0; record < csv.rows; record++)
            read_row(&reader, record);
        check_whole(&reader);
    }
    csv_free(&csv);
    return reader.failed ? -1 : 0;
}

void costs_rebase(struct costs *costs, enum cost_index index,
                  const double level[COSTS_YEARS])
{
    for (int p = 0; p < CATALOGUE_PRODUCTS; p++) {
        for (int cost = 0; cost < COSTS; cost++) {
            struct cost_figure *figure = &costs->of[p][cost];
            if (costs_info[cost].index != index || figure->year == 0)
                continue;
            const double then = level[figure->year - COSTS_YEAR_FIRST];
            assert(then > 0);
            figure->value /= then;
            figure->source.low /= then;
            figure->source.high /= then;
        }
    }
}

double costs_now(const struct costs *costs, int product, enum cost cost,
                 const struct cost_levels *now)
{
    const double value = costs->of[product][cost].value;

    switch (costs_info[cost].index) {
    case INDEX_PRICES: return value * now->prices;
    case INDEX_RENTS: return value * now->rents;
    case INDEX_CONSTRUCTION: return value * now->construction;
    case INDEX_NONE: break;
    }
    return value;
}

struct cost_works costs_works(const struct costs *costs, int product, double m2,
                              bool converted, const struct cost_levels *now)
{
    double yuan = costs_now(costs, product, COST_fitout, now) +
                  costs_now(costs, product, COST_equipment, now);
    const double months = costs_now(costs, product, COST_works, now) +
                          costs_now(costs, product, COST_idle, now);

    if (converted)
        yuan += costs_now(costs, product, COST_fire, now);
    return (struct cost_works){.yuan = yuan * m2, .months = months};
}
