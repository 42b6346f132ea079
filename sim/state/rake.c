/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Fitting tables to margins and rounding them to whole numbers. What the margins mean
 * is left to the callers. No memory is taken: the order of remainders is found by
 * halving an interval, not by sorting. */
#include "state/rake.h"

#include <assert.h>
#include <stdlib.h>

/* Rounds of fitting after which the rest is left to the rounding; the tables here need
 * about ten. */
enum { FIT_ROUNDS = 200, HALVINGS = 100 };
/* Relative difference of a row's sum from its total that counts as agreement. */
#define FIT_TOLERANCE 1e-9
/* A bound above every count of people. */
#define NO_LIMIT      (INT64_C(1) << 52)

static void fit_rows(double *cells, int rows, int columns, const double *row)
{
    for (int i = 0; i < rows; i++) {
        double *cell = cells + (size_t)i * (size_t)columns;
        double sum = 0.0;
        for (int j = 0; j < columns; j++)
            sum += cell[j];
        const double factor = sum > 0.0 ? row[i] / sum : 0.0;
        for (int j = 0; j < columns; j++)
            cell[j] *= factor;
    }
}

static void fit_columns(double *cells, int rows, int columns, const double *row,
                        const double *column)
{
    double all = 0.0;
    for (int i = 0; i < rows; i++)
        all += row[i];
    for (int j = 0; j < columns; j++) {
        double sum = 0.0;
        for (int i = 0; i < rows; i++)
            sum += cells[(size_t)i * (size_t)columns + (size_t)j];
        for (int i = 0; i < rows; i++) {
            double *cell = cells + (size_t)i * (size_t)columns + (size_t)j;
            if (sum > 0.0)
                *cell *= column[j] / sum;
            else
                *cell = all > 0.0 ? column[j] * row[i] / all : column[j] / rows;
        }
    }
}

/* Largest relative difference of a row's sum from its total. */
static double row_error(const double *cells, int rows, int columns, const double *row)
{
    double worst = 0.0;
    for (int i = 0; i < rows; i++) {
        double sum = 0.0;
        for (int j = 0; j < columns; j++)
            sum += cells[(size_t)i * (size_t)columns + (size_t)j];
        const double gap = sum > row[i] ? sum - row[i] : row[i] - sum;
        const double relative = gap / (row[i] > 1.0 ? row[i] : 1.0);
        if (relative > worst)
            worst = relative;
    }
    return worst;
}

void rake_fit(double *cells, int rows, int columns, const double *row,
              const double *column)
{
    assert(rows > 0 && columns > 0);
    for (int round = 0; round < FIT_ROUNDS; round++) {
        fit_rows(cells, rows, columns, row);
        fit_columns(cells, rows, columns, row, column);
        if (row_error(cells, rows, columns, row) < FIT_TOLERANCE)
            break;
    }
}

/* What is shared out: the arguments of rake_allocate in one. */
struct shares {
    int count;
    const double *weight;
    const int64_t *low, *high;
    double factor;
};

static int64_t least(const struct shares *shares, int i)
{
    return shares->low ? shares->low[i] : 0;
}

static int64_t most(const struct shares *shares, int i)
{
    return shares->high ? shares->high[i] : NO_LIMIT;
}

/* The share before rounding. */
static double share(const struct shares *shares, int i, double factor)
{
    const double value = factor * shares->weight[i];
    const double low = (double)least(shares, i), high = (double)most(shares, i);
    return value < low ? low : value > high ? high : value;
}

static double share_sum(const struct shares *shares, double factor)
{
    double sum = 0.0;
    for (int i = 0; i < shares->count; i++)
        sum += share(shares, i, factor);
    return sum;
}

static double remainder_of(const struct shares *shares, int i)
{
    const double value = share(shares, i, shares->factor);
    return value - (double)(int64_t)value;
}

/* Finds the factor by halving. Where no bound binds, the first guess is the answer. */
static void find_factor(struct shares *shares, int64_t total)
{
    const double wanted = (double)total;
    double weights = 0.0;
    for (int i = 0; i < shares->count; i++)
        weights += shares->weight[i];
    if (!(weights > 0.0)) {
        shares->factor = 0.0;
        return;
    }
    double low = 0.0, high = wanted > 0.0 ? wanted / weights : 1.0 / weights;
    const double first = share_sum(shares, high);
    if (first - wanted < 1e-6 && wanted - first < 1e-6) {
        shares->factor = high;
        return;
    }
    for (int i = 0; i < HALVINGS && share_sum(shares, high) < wanted; i++)
        high *= 2.0;
    for (int i = 0; i < HALVINGS; i++) {
        const double middle = 0.5 * (low + high);
        if (share_sum(shares, middle) < wanted)
            low = middle;
        else
            high = middle;
    }
    shares->factor = high;
}

static int above(const struct shares *shares, const int64_t *out, double limit)
{
    int count = 0;
    for (int i = 0; i < shares->count; i++)
        count += out[i] < most(shares, i) && remainder_of(shares, i) > limit;
    return count;
}

/* Gives one more to the `rest` largest remainders; returns what could not be given. */
static int64_t give_by_remainder(const struct shares *shares, int64_t rest,
                                 int64_t *out)
{
    double low = -1.0, high = 1.0; /* above(low) > rest >= above(high) */
    if (above(shares, out, low) > rest)
        for (int i = 0; i < HALVINGS; i++) {
            const double middle = 0.5 * (low + high);
            if (above(shares, out, middle) > rest)
                low = middle;
            else
                high = middle;
        }
    else
        high = low;
    for (int pass = 0; pass < 2; pass++) /* those clearly above, then those tied */
        for (int i = 0; i < shares->count && rest > 0; i++) {
            const double part = remainder_of(shares, i);
            const bool chosen = pass == 0 ? part > high : part > low && part <= high;
            if (chosen && out[i] < most(shares, i)) {
                out[i]++;
                rest--;
            }
        }
    return rest;
}

int rake_allocate(int64_t total, int count, const double *weight, const int64_t *low,
                  const int64_t *high, int64_t *out)
{
    struct shares shares = {count, weight, low, high, 0.0};
    int64_t floor_sum = 0, room = 0;
    for (int i = 0; i < count; i++) {
        if (least(&shares, i) > most(&shares, i))
            return -1;
        floor_sum += least(&shares, i);
        if (room < total) /* without limits the sum would leave the type */
            room += most(&shares, i);
    }
    if (floor_sum > total || room < total)
        return -1;
    find_factor(&shares, total);
    int64_t rest = total;
    for (int i = 0; i < count; i++) {
        out[i] = (int64_t)share(&shares, i, shares.factor);
        rest -= out[i];
    }
    if (rest > 0)
        rest = give_by_remainder(&shares, rest, out);
    /* Only weights of 0, or the last bits of the factor, leave anything here. */
    for (int i = 0; i < count && rest > 0; i++) {
        const int64_t more = most(&shares, i) - out[i];
        const int64_t given = more < rest ? more : rest;
        out[i] += given;
        rest -= given;
    }
    for (int i = count - 1; i >= 0 && rest < 0; i--) {
        const int64_t less = out[i] - least(&shares, i);
        const int64_t taken = less < -rest ? less : -rest;
        out[i] -= taken;
        rest += taken;
    }
    assert(rest == 0);
    return 0;
}
