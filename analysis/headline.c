/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The list of headline indicators as tables, and reading them. */
#include "analysis/headline.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#define BITS(first, last)                  ((UINT64_C(2) << (last)) - (UINT64_C(1) << (first)))
#define BIT(at)                            BITS(at, at)

/* What is selected may come as one macro that stands for two arguments or four; they
 * count only after they were expanded, hence two steps. */
#define PART(series, how, ...)             PART_OF(series, COUNT, how, __VA_ARGS__)
#define WEIGHTED(series, weight, how, ...) PART_OF(series, weight, how, __VA_ARGS__)
/* clang-format off */
#define PART_OF(name, weight, how, d1, positions1, d2, positions2) \
    {false, SERIES_##name, SERIES_##weight, HEADLINE_##how,        \
     {{DIMENSION_##d1, positions1}, {DIMENSION_##d2, positions2}}}
#define ONE {.one = true}
/* clang-format on */

static const struct headline_info headlines[] = {
#define HEADLINE(set, key, unit, direction, decimals, en, zh, ...)                  \
    {HEADLINE_##set, #key, HEADLINE_##unit, HEADLINE_##direction, decimals, en, zh, \
     __VA_ARGS__},
#define BAR(...)
#include "analysis/headline.def"
#undef HEADLINE
#undef BAR
};

static const struct headline_bar bars[] = {
#define HEADLINE(...)
#define BAR(set, key, colour, en, zh, ...) \
    {HEADLINE_##set, #key, colour, en, zh, __VA_ARGS__},
#include "analysis/headline.def"
#undef HEADLINE
#undef BAR
};

enum {
    HEADLINE_COUNT = sizeof headlines / sizeof *headlines,
    BAR_COUNT = sizeof bars / sizeof *bars
};

const struct headline_info *headline_list(enum headline_set set, int *count)
{
    const struct headline_info *first = NULL;
    *count = 0;
    for (int i = 0; i < HEADLINE_COUNT; i++)
        if (headlines[i].set == set ||
            (set == HEADLINE_BOOKS && headlines[i].set == HEADLINE_SERVICES)) {
            first = first == NULL ? &headlines[i] : first;
            (*count)++;
        }
    assert(*count > 0 && *count <= HEADLINE_MOST &&
           first + *count <= headlines + HEADLINE_COUNT);
    return first;
}

const struct headline_bar *headline_bars(enum headline_set set, int *count)
{
    const struct headline_bar *first = NULL;
    *count = 0;
    if (set == HEADLINE_BOOKS)
        set = HEADLINE_SERVICES;
    for (int i = 0; i < BAR_COUNT; i++)
        if (bars[i].set == set) {
            first = first == NULL ? &bars[i] : first;
            (*count)++;
        }
    assert(*count > 0 && *count <= HEADLINE_BARS);
    return first;
}

const char *headline_unit(enum headline_unit unit, bool difference,
                          enum language language)
{
    static const struct {
        const char *level[2], *difference[2];
    } units[HEADLINE_UNITS] = {
        [HEADLINE_PERSONS] = {{"persons", "人"}, {"persons", "人"}},
        [HEADLINE_PER_YEAR] = {{"persons/year", "人/年"}, {"persons/year", "人/年"}},
        [HEADLINE_PERCENT] = {{"%", "%"}, {"percentage points", "个百分点"}},
        [HEADLINE_MONTHS] = {{"months", "个月"}, {"months", "个月"}},
        [HEADLINE_POINTS] = {{"of 100", "分，满分100"}, {"points", "分"}},
        [HEADLINE_YUAN] = {{"yuan of 2023", "元，2023年价"},
                           {"yuan of 2023", "元，2023年价"}},
    };
    const int column = language == LANGUAGE_ZH;
    return difference ? units[unit].difference[column] : units[unit].level[column];
}

/* Whether an element of a period belongs to the part. */
static bool selected(const struct headline_part *part, int rank,
                     const enum dimension *dimension, const int64_t *size,
                     int64_t element)
{
    for (int i = rank - 1; i >= 0; i--) {
        const int64_t at = element % size[i];
        element /= size[i];
        for (int j = 0; j < HEADLINE_SELECTED; j++)
            if (part->select[j].dimension == dimension[i] &&
                (part->select[j].positions >> at & 1) == 0)
                return false;
    }
    return true;
}

/* Sums the selected elements of every period, in order. */
static void sum_periods(struct result *result, const struct headline_part *part,
                        const double *data, int periods, double *sums)
{
    enum dimension dimension[SERIES_DIMENSIONS];
    int64_t size[SERIES_DIMENSIONS];
    const int rank = result_dimensions(result, part->series, dimension, size);
    const int64_t elements = result_elements(result, part->series);
    for (int period = 0; period < periods; period++)
        sums[period] = (double)NAN;
    for (int64_t i = 0; i < elements; i++) {
        if (!selected(part, rank, dimension, size, i))
            continue;
        for (int period = 0; period < periods; period++) {
            const double value = data[period * elements + i];
            if (!isnan(value))
                sums[period] = isnan(sums[period]) ? value : sums[period] + value;
        }
    }
}

/* Reads periods of a series as doubles, whatever it is stored as; freed by the caller.
 * NULL after a failure. */
static double *read_doubles(struct result *result, enum series series, int run,
                            int first, int periods, struct error *err)
{
    const int64_t count = result_elements(result, series) * periods;
    double *data = calloc((size_t)count + 1, sizeof *data);
    int32_t *whole = calloc((size_t)count + 1, sizeof *whole);
    const bool is_whole = series_info[series].type == SERIES_INT32;
    int status = -1;
    if (data == NULL || whole == NULL)
        error_set(err, MESSAGE_MEMORY, series_info[series].name);
    else
        status = result_read_series(result, series, run, first, periods,
                                    is_whole ? (void *)whole : (void *)data, err);
    for (int64_t i = 0; i < count && status == 0 && is_whole; i++)
        data[i] = whole[i];
    free(whole);
    if (status == 0)
        return data;
    free(data);
    return NULL;
}

/* The elements of a part in every period, times their weights. */
static double *read_weighted(struct result *result, const struct headline_part *part,
                             int run, int first, int periods, struct error *err)
{
    double *data = read_doubles(result, part->series, run, first, periods, err);
    if (data == NULL || part->weight == SERIES_COUNT)
        return data;
    const int64_t elements = result_elements(result, part->series);
    assert(elements == result_elements(result, part->weight));
    double *weight = read_doubles(result, part->weight, run, first, periods, err);
    for (int64_t i = 0; i < elements * periods && weight != NULL; i++)
        data[i] *= weight[i];
    if (weight == NULL) {
        free(data);
        data = NULL;
    }
    free(weight);
    return data;
}

static double year_of_months(enum headline_how how, const double *months)
{
    double sum = 0.0;
    if (how == HEADLINE_LAST)
        return months[MONTHS_PER_YEAR - 1];
    int there = 0;
    for (int i = 0; i < MONTHS_PER_YEAR; i++)
        if (!isnan(months[i])) {
            sum += months[i];
            there++;
        }
    return there > 0 ? sum : (double)NAN;
}

/* The part in each year. The periods are read in one call: opening a series takes longer
 * than reading a small one. */
static int read_part(struct result *result, const struct headline_part *part, int run,
                     struct headline_years years, double *values, struct error *err)
{
    const struct result_summary *summary = result_summary(result);
    for (int i = 0; i < years.count; i++)
        values[i] = 1.0;
    if (part->one)
        return 0;
    const bool yearly = series_info[part->series].when == SERIES_YEAR;
    const int first = yearly ? years.first - summary->year_first
                             : month_of(years.first, 1) - summary->month_first;
    const int periods = yearly ? years.count : years.count * MONTHS_PER_YEAR;
    double *sums = calloc((size_t)periods + 1, sizeof *sums);
    if (sums == NULL)
        return error_set(err, MESSAGE_MEMORY, series_info[part->series].name);
    double *data = read_weighted(result, part, run, first, periods, err);
    if (data != NULL)
        sum_periods(result, part, data, periods, sums);
    for (int i = 0; i < years.count; i++)
        values[i] =
            yearly ? sums[i] : year_of_months(part->how, sums + i * MONTHS_PER_YEAR);
    const int status = data == NULL ? -1 : 0;
    free(sums);
    free(data);
    return status;
}

int headline_read(struct result *result, const struct headline_info *info, int run,
                  struct headline_years years, double *values, struct error *err)
{
    static const double PERCENT = 100.0;
    double *bottom = calloc((size_t)years.count + 1, sizeof *bottom);
    int status = -1;
    if (bottom == NULL)
        return error_set(err, MESSAGE_MEMORY, info->key);
    TRY_OR(done, read_part(result, &info->top, run, years, values, err));
    TRY_OR(done, read_part(result, &info->bottom, run, years, bottom, err));
    for (int i = 0; i < years.count; i++) {
        /* Nothing of nothing is no number, and not infinite either. */
        values[i] = bottom[i] > 0.0 ? values[i] / bottom[i] : (double)NAN;
        if (info->unit == HEADLINE_PERCENT)
            values[i] *= PERCENT;
    }
    status = 0;
done:
    free(bottom);
    return status;
}

/* Turns amounts, [count][years], into shares in percent, mean over the years. */
static void share_bars(const double *amounts, int count, int years, double *shares)
{
    static const double PERCENT = 100.0;
    for (int i = 0; i < count; i++)
        shares[i] = 0.0;
    for (int year = 0; year < years; year++) {
        double total = 0.0;
        for (int i = 0; i < count; i++)
            total += amounts[i * years + year];
        for (int i = 0; i < count; i++)
            shares[i] += total > 0.0
                             ? amounts[i * years + year] / total * PERCENT / years
                             : (double)NAN;
    }
}

int headline_read_bars(struct result *result, enum headline_set set, int run,
                       struct headline_years years, double *shares, struct error *err)
{
    int count;
    const struct headline_bar *list = headline_bars(set, &count);
    double *amounts = calloc((size_t)(count * years.count) + 1, sizeof *amounts);
    int status = -1;
    if (amounts == NULL)
        return error_set(err, MESSAGE_MEMORY, list->key);
    for (int i = 0; i < count; i++)
        TRY_OR(done, read_part(result, &list[i].part, run, years,
                               amounts + i * years.count, err));
    share_bars(amounts, count, years.count, shares);
    status = 0;
done:
    free(amounts);
    return status;
}
