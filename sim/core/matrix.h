/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Square matrices of one small size, for chains of states. Everything is made of
 * + - * / alone, in a fixed order, so that the bits are the same on every machine. */
#ifndef LINLI_CORE_MATRIX_H
#define LINLI_CORE_MATRIX_H

#include "core/error.h"

enum { MATRIX_SIZE = 5 };

struct matrix {
    double at[MATRIX_SIZE][MATRIX_SIZE]; /* [row][column] */
};

void matrix_identity(struct matrix *out);
/* out = a b; `out` may be neither of them. */
void matrix_multiply(const struct matrix *a, const struct matrix *b,
                     struct matrix *out);
/* Largest sum of absolute values in a row. */
double matrix_norm(const struct matrix *a);
/* Gauss-Jordan elimination with partial pivoting; `out` may be `a`. Returns false, and
 * leaves `out` alone, when `a` is singular. */
bool matrix_invert(const struct matrix *a, struct matrix *out) MUST_CHECK;
/* Principal square root by the product form of Denman and Beavers (1976), "The matrix
 * sign function and computations in systems". Returns false when it does not converge:
 * `a` is singular or has an eigenvalue on the closed negative axis. */
bool matrix_sqrt(const struct matrix *a, struct matrix *out) MUST_CHECK;
/* Principal logarithm by inverse scaling and squaring: square roots until the matrix is
 * near the identity, then the series of 2 artanh. Returns false where matrix_sqrt
 * does. */
bool matrix_log(const struct matrix *a, struct matrix *out) MUST_CHECK;
/* Exponential by scaling and squaring around a Taylor polynomial; relative error near
 * 1e-15 for norms up to some hundred. */
void matrix_exp(const struct matrix *a, struct matrix *out);

#endif
