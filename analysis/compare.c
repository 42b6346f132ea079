/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Computes a comparison: window of years, values of rows, intervals, what may be said. */
#include "analysis/compare.h"

#include "analysis/precision.h"
#include "core/list.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Start of the policy in every scenario of Linli (docs/MODEL.md). */
enum { POLICY_YEAR = 2024 };

void compare_free(struct compare *compare)
{
    pairing_close(&compare->pairing);
    free(compare->band);
    free(compare->synthetic[LANGUAGE_EN]);
    free(compare->synthetic[LANGUAGE_ZH]);
    LIST_FREE(&compare->gaps);
    memset(compare, 0, sizeof *compare);
}

static int choose_years(struct compare *compare, struct compare_window window,
                        struct error *err)
{
    const struct result_summary *summary = pairing_summary(&compare->pairing, 0);
    const month end = summary->month_first + summary->months - 1;
    const month warm = summary->month_first + SERIES_WARM_MONTHS;
    const month policy = month_of(POLICY_YEAR, 1);
    month from = window.from >= 0 ? window.from : policy;
    month until = window.until >= 0 && window.until < end ? window.until : end;
    from = from > warm ? from : warm;
    const int first = month_year(from + MONTHS_PER_YEAR - 1);
    const int last = month_year(until + 1) - 1;
    compare->years = (struct headline_years){first, last - first + 1};
    if (last >= first)
        return 0;
    char text[4][16];
    until = window.until >= 0 ? window.until : end;
    from = window.from >= 0 ? window.from : policy;
    return error_set(err, MESSAGE_COMPARE_WINDOW, month_text(from, text[0]),
                     month_text(until, text[1]),
                     month_text(summary->month_first, text[2]),
                     month_text(end, text[3]), SERIES_WARM_MONTHS);
}

/* The numbers of all rows: value and share are means over the years, [file][indicator]
 * [row]; year is [drawn][file][year][row]. */
struct numbers {
    double *value, *share, *year; /* owned */
    double *scratch;              /* owned; one row, or the years of an indicator */
    int rows;
};

static void free_numbers(struct numbers *numbers)
{
    free(numbers->value);
    free(numbers->share);
    free(numbers->year);
    free(numbers->scratch);
}

static int make_numbers(const struct compare *compare, struct numbers *numbers,
                        struct error *err)
{
    const size_t rows = (size_t)compare->pairing.row_count;
    const size_t years = (size_t)compare->years.count;
    const size_t size = PAIRING_FILES * rows * sizeof(double);
    *numbers = (struct numbers){
        .value = calloc(HEADLINE_MOST, size),
        .share = calloc(HEADLINE_BARS, size),
        .year = calloc(years * (size_t)compare->drawn, size),
        .scratch = calloc(rows + years + HEADLINE_BARS, sizeof(double)),
        .rows = (int)rows,
    };
    if (numbers->value != NULL && numbers->share != NULL && numbers->year != NULL &&
        numbers->scratch != NULL)
        return 0;
    free_numbers(numbers);
    return error_set(err, MESSAGE_MEMORY, compare->pairing.files[0].path);
}

static double mean_of(const double *values, int count)
{
    double sum = 0.0;
    for (int i = 0; i < count; i++)
        sum += values[i];
    return sum / count;
}

static int read_row(const struct compare *compare, int file, int run,
                    struct numbers *numbers, struct error *err)
{
    struct result *result = compare->pairing.files[file].result;
    const int at = compare->pairing.rows[run].at[file];
    const int years = compare->years.count;
    double *scratch = numbers->scratch;
    for (int i = 0; i < compare->headline_count; i++) {
        TRY(headline_read(result, &compare->headline[i], at, compare->years, scratch,
                          err));
        numbers->value[(file * HEADLINE_MOST + i) * numbers->rows + run] =
            mean_of(scratch, years);
        for (int year = 0; i < compare->drawn && year < years; year++)
            numbers->year[((i * compare->pairing.file_count + file) * years + year) *
                              numbers->rows +
                          run] = scratch[year];
    }
    TRY(headline_read_bars(result, compare->set, at, compare->years, scratch, err));
    for (int i = 0; i < compare->bar_count; i++)
        numbers->share[(file * HEADLINE_BARS + i) * numbers->rows + run] = scratch[i];
    return 0;
}

static bool all_zero(const struct interval *difference)
{
    return difference->rows > 0 && difference->missing == 0 &&
           difference->mean == 0.0 && difference->low == 0.0 && difference->high == 0.0;
}

/* Zero in every row needs no test: the scenarios share their chance, and where a policy
 * does not reach an indicator it stays the same to the last person. */
static enum compare_verb choose_verb(const struct compare_value *value)
{
    static const double LEVEL = 0.1; /* of the test that 5 to 95 percent stand for */
    const struct interval *difference = &value->difference;
    if (all_zero(difference))
        return COMPARE_SAME;
    if (difference->rows < INTERVAL_ROWS_T)
        return COMPARE_TOO_FEW;
    if (!interval_excludes_zero(difference) || !(value->p < LEVEL))
        return COMPARE_NO_CLEAR;
    return difference->mean > 0.0 ? COMPARE_RAISES : COMPARE_LOWERS;
}

/* Fills one value of a file from its rows and the base's. */
static int take_value(const double *base, const double *rows, int count,
                      double *scratch, struct compare_value *value, struct error *err)
{
    for (int run = 0; run < count; run++)
        scratch[run] = rows[run] - base[run];
    TRY(interval_of(rows, count, &value->level, err));
    TRY(interval_of(scratch, count, &value->difference, err));
    value->p = value->difference.p;
    return 0;
}

/* All values of a family, [file][width], of which `used` stand in every file. */
static int take_family(const struct compare *compare, const double *rows, int width,
                       int used, double *scratch, struct compare_value *values,
                       struct error *err)
{
    const int files = compare->pairing.file_count;
    const int count = compare->pairing.row_count;
    double p[PAIRING_FILES * HEADLINE_BARS];
    int tests = 0;
    for (int file = 0; file < files; file++)
        for (int i = 0; i < used; i++) {
            struct compare_value *value = &values[file * width + i];
            TRY(take_value(rows + (ptrdiff_t)i * count,
                           rows + (ptrdiff_t)(file * width + i) * count, count, scratch,
                           value, err));
            if (file > 0)
                p[tests++] = value->p;
        }
    TRY(interval_holm(p, tests, err));
    tests = 0;
    for (int file = 1; file < files; file++)
        for (int i = 0; i < used; i++) {
            values[file * width + i].p = p[tests++];
            values[file * width + i].verb = choose_verb(&values[file * width + i]);
        }
    return 0;
}

/* Notes which numbers are missing, so that they can be named. */
static int find_gaps(struct compare *compare, const struct numbers *numbers,
                     struct error *err)
{
    for (int file = 0; file < compare->pairing.file_count; file++)
        for (int run = 0; run < numbers->rows; run++)
            for (int i = 0; i < compare->headline_count; i++) {
                const int at = (file * HEADLINE_MOST + i) * numbers->rows + run;
                if (!isnan(numbers->value[at]))
                    continue;
                TRY(LIST_RESERVE(&compare->gaps, 1, err));
                compare->gaps.item[compare->gaps.count++] =
                    (struct compare_gap){file, i, run};
            }
    return 0;
}

static void take_band(double *rows, int count, struct compare_band *band)
{
    static const double LOW = 0.05, HIGH = 0.95;
    int there = 0;
    *band = (struct compare_band){(double)NAN, (double)NAN, (double)NAN};
    for (int i = 0; i < count; i++)
        if (!isnan(rows[i]))
            rows[there++] = rows[i];
    if (there == 0)
        return;
    const bool many = there >= INTERVAL_ROWS_BOOTSTRAP;
    band->mean = mean_of(rows, there);
    interval_sort(rows, there);
    band->low = interval_quantile(rows, there, many ? LOW : 0.0);
    band->high = interval_quantile(rows, there, many ? HIGH : 1.0);
}

static int take_all(struct compare *compare, struct numbers *numbers, struct error *err)
{
    const int files = compare->pairing.file_count, rows = numbers->rows;
    for (int file = 0; file < files; file++)
        for (int run = 0; run < rows; run++)
            TRY(read_row(compare, file, run, numbers, err));
    TRY(find_gaps(compare, numbers, err));
    TRY(take_family(compare, numbers->value, HEADLINE_MOST, compare->headline_count,
                    numbers->scratch, compare->value[0], err));
    TRY(take_family(compare, numbers->share, HEADLINE_BARS, compare->bar_count,
                    numbers->scratch, compare->share[0], err));
    for (int i = 0; i < compare->drawn * files * compare->years.count; i++)
        take_band(numbers->year + (ptrdiff_t)i * rows, rows, &compare->band[i]);
    return 0;
}

/* Of files with services. */
static int name_synthetic(struct compare *compare, struct error *err)
{
    for (int k = LANGUAGE_EN; k <= LANGUAGE_ZH; k++)
        for (int file = 0; file < compare->pairing.file_count; file++) {
            if (compare->synthetic[k] != NULL && compare->synthetic[k][0] != '\0')
                continue;
            free(compare->synthetic[k]);
            compare->synthetic[k] = precision_names(compare->pairing.files[file].result,
                                                    (enum language)k, err);
            if (compare->synthetic[k] == NULL)
                return -1;
        }
    return 0;
}

static int compute(struct compare *compare, struct error *err)
{
    struct numbers numbers;
    compare->set = HEADLINE_BOOKS;
    for (int file = 0; file < compare->pairing.file_count; file++) {
        const struct result_summary *summary = pairing_summary(&compare->pairing, file);
        if (summary->products == 0)
            compare->set = HEADLINE_DEMOGRAPHY;
        else if (summary->trades == 0 && compare->set == HEADLINE_BOOKS)
            compare->set = HEADLINE_SERVICES;
    }
    compare->headline = headline_list(compare->set, &compare->headline_count);
    compare->drawn = compare->set == HEADLINE_DEMOGRAPHY ? 1 : 2;
    compare->bar = headline_bars(compare->set, &compare->bar_count);
    compare->band = calloc(
        (size_t)(compare->drawn * compare->pairing.file_count * compare->years.count),
        sizeof *compare->band);
    if (compare->band == NULL)
        return error_set(err, MESSAGE_MEMORY, compare->pairing.files[0].path);
    TRY(name_synthetic(compare, err));
    TRY(make_numbers(compare, &numbers, err));
    const int status = take_all(compare, &numbers, err);
    free_numbers(&numbers);
    return status;
}

int compare_files(struct compare *compare, char *const *paths, int count,
                  struct compare_window window, struct error *err)
{
    memset(compare, 0, sizeof *compare);
    TRY(pairing_open(&compare->pairing, paths, count, err));
    if (choose_years(compare, window, err) == 0 && compute(compare, err) == 0)
        return 0;
    compare_free(compare);
    return -1;
}
