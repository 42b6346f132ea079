/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Tables made to agree with their margins: iterative proportional fitting, and rounding
 * that keeps a total. Only + - * / are used, so the results are the same everywhere. */
#ifndef LINLI_STATE_RAKE_H
#define LINLI_STATE_RAKE_H

#include "core/error.h"

#include <stdint.h>

/* Fits a table to its margins (Deming and Stephan 1940): scales rows and columns in
 * turn until both agree.
 *
 *   cells    in: the shape, >= 0; out: the fitted table; [rows][columns]
 *   row      total wanted of each row, >= 0; the last step fits the columns, so rows
 *            agree to within rounding only when both margins have one sum
 *   column   total wanted of each column, >= 0
 *
 * A column without any weight is spread as the rows are. */
void rake_fit(double *cells, int rows, int columns, const double *row,
              const double *column);

/* Shares a whole number out in proportion to weights, within bounds: finds the factor
 * that makes the bounded shares add up, then rounds by largest remainder (ties: lower
 * index first).
 *
 *   total    what is to be shared
 *   weight   [count], >= 0; those of 0 get something only when the others are full
 *   low      [count] least for each, or NULL: 0
 *   high     [count] most for each, or NULL: no limit
 *   out      [count] whole shares, which add up to the total exactly
 *
 * Returns -1, with `out` unset, when the bounds exclude the total. */
int rake_allocate(int64_t total, int count, const double *weight, const int64_t *low,
                  const int64_t *high, int64_t *out) MUST_CHECK;

#endif
