/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Means over rows and their intervals. */
#include "analysis/interval.h"

#include "core/stream.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

#include <assert.h>
#include <math.h>
#include <stdlib.h>

static const double LOW = 0.05, HIGH = 0.95;

void interval_sort(double *values, int count)
{
    gsl_sort(values, 1, (size_t)count);
}

double interval_quantile(const double *sorted, int count, double q)
{
    assert(count > 0);
    return gsl_stats_quantile_from_sorted_data(sorted, 1, (size_t)count, q);
}

bool interval_excludes_zero(const struct interval *interval)
{
    return interval->rows >= INTERVAL_ROWS_T &&
           (interval->low > 0.0 || interval->high < 0.0);
}

/* In the order of rows, so that the sum is always rounded alike. */
static double mean_of(const double *values, int count)
{
    double sum = 0.0;
    for (int i = 0; i < count; i++)
        sum += values[i];
    return sum / count;
}

/* Standard error of the mean. Exactly zero when all are equal, whatever rounding of the
 * mean would leave. */
static double error_of_mean(const double *values, int count, double mean)
{
    double squares = 0.0;
    bool equal = true;
    for (int i = 0; i < count; i++) {
        squares += (values[i] - mean) * (values[i] - mean);
        equal = equal && values[i] == values[0];
    }
    return equal ? 0.0 : sqrt(squares / ((double)count - 1) / count);
}

static double p_of(double mean, double error, int rows)
{
    if (error > 0.0)
        return 2.0 * gsl_cdf_tdist_Q(fabs(mean) / error, rows - 1);
    return mean == 0.0 ? 1.0 : 0.0;
}

static void take_t(double error, struct interval *interval)
{
    const double half = gsl_cdf_tdist_Pinv(HIGH, interval->rows - 1) * error;
    interval->kind = INTERVAL_T;
    interval->low = interval->mean - half;
    interval->high = interval->mean + half;
}

/* Efron and Tibshirani (1993), "An introduction to the bootstrap", chapter 13. One call
 * of chance draws four rows. */
static void take_bootstrap(const double *values, double *means,
                           struct interval *interval)
{
    enum { WORDS = 4, BLOCKS = 1 << 16 };
    const int rows = interval->rows;
    struct stream_address address = {.purpose = PURPOSE_RESAMPLE};
    uint32_t word[WORDS] = {0};
    for (int sample = 0; sample < INTERVAL_RESAMPLES; sample++) {
        double sum = 0.0;
        for (int i = 0; i < rows; i++) {
            if (i % WORDS == 0) {
                address.when = i / WORDS % BLOCKS;
                address.code = (uint32_t)(i / WORDS / BLOCKS);
                stream_words(&address, (uint64_t)sample, word);
            }
            sum += values[(uint64_t)word[i % WORDS] * (uint64_t)rows >> 32];
        }
        means[sample] = sum / rows;
    }
    interval_sort(means, INTERVAL_RESAMPLES);
    interval->kind = INTERVAL_BOOTSTRAP;
    interval->low = interval_quantile(means, INTERVAL_RESAMPLES, LOW);
    interval->high = interval_quantile(means, INTERVAL_RESAMPLES, HIGH);
}

static void take_range(const double *values, struct interval *interval)
{
    interval->kind = INTERVAL_RANGE;
    interval->low = interval->high = values[0];
    for (int i = 1; i < interval->rows; i++) {
        interval->low = fmin(interval->low, values[i]);
        interval->high = fmax(interval->high, values[i]);
    }
}

int interval_of(const double *values, int count, struct interval *interval,
                struct error *err)
{
    double *there = calloc((size_t)count + INTERVAL_RESAMPLES, sizeof *there);
    if (there == NULL)
        return error_set(err, MESSAGE_MEMORY, "an interval");
    *interval = (struct interval){.kind = INTERVAL_NONE,
                                  .mean = (double)NAN,
                                  .low = (double)NAN,
                                  .high = (double)NAN,
                                  .p = (double)NAN};
    for (int i = 0; i < count; i++)
        if (!isnan(values[i]))
            there[interval->rows++] = values[i];
    interval->missing = count - interval->rows;
    if (interval->rows > 0)
        interval->mean = mean_of(there, interval->rows);
    if (interval->rows >= INTERVAL_ROWS_T) {
        const double error = error_of_mean(there, interval->rows, interval->mean);
        interval->p = p_of(interval->mean, error, interval->rows);
        if (interval->rows >= INTERVAL_ROWS_BOOTSTRAP)
            take_bootstrap(there, there + count, interval);
        else
            take_t(error, interval);
    } else if (interval->rows > 0) {
        take_range(there, interval);
    }
    free(there);
    return 0;
}

int interval_holm(double *p, int count, struct error *err)
{
    size_t *order = calloc((size_t)count + 1, sizeof *order);
    int tested = 0;
    double largest = 0.0;
    if (order == NULL)
        return error_set(err, MESSAGE_MEMORY, "tests");
    for (int i = 0; i < count; i++)
        if (!isnan(p[i]))
            order[tested++] = (size_t)i;
    /* Few: insertion keeps equal values in their order. */
    for (int i = 1; i < tested; i++)
        for (int j = i; j > 0 && p[order[j]] < p[order[j - 1]]; j--) {
            const size_t swap = order[j];
            order[j] = order[j - 1];
            order[j - 1] = swap;
        }
    for (int i = 0; i < tested; i++) {
        largest = fmax(largest, fmin(1.0, p[order[i]] * (tested - i)));
        p[order[i]] = largest;
    }
    free(order);
    return 0;
}
