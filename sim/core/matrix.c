/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Small matrices: product, inverse, square root, logarithm, exponential. What they mean
 * is left to those who use them. */
#include "core/matrix.h"

/* Iterations of a square root: it converges quadratically, 6 to 9 are usual. */
enum { SQRT_ITERATIONS = 40 };
/* Square roots of a logarithm and halvings of an exponential. */
enum { ROOTS_MOST = 60, HALVINGS_MOST = 60 };
/* Terms of 2 artanh(z) for |z| below 1/15: the last is below 1e-17. */
enum { ARTANH_TERMS = 8 };
/* Degree of the Taylor polynomial: 0.25^11 / 11! is below 1e-14. */
enum { TAYLOR_DEGREE = 10 };

/* A matrix this near to the identity needs no further root. */
static const double ROOT_NEAR = 0.125;
/* A norm this small needs no further halving. */
static const double EXP_NEAR = 0.25;
/* Largest relative residual of a square root that counts as found. */
static const double SQRT_RESIDUAL = 1e-10;

static double absolute(double x)
{
    return x < 0 ? -x : x;
}

void matrix_identity(struct matrix *out)
{
    for (int i = 0; i < MATRIX_SIZE; i++)
        for (int j = 0; j < MATRIX_SIZE; j++)
            out->at[i][j] = i == j;
}

void matrix_multiply(const struct matrix *a, const struct matrix *b, struct matrix *out)
{
    for (int i = 0; i < MATRIX_SIZE; i++) {
        for (int j = 0; j < MATRIX_SIZE; j++) {
            double sum = 0;
            for (int k = 0; k < MATRIX_SIZE; k++)
                sum += a->at[i][k] * b->at[k][j];
            out->at[i][j] = sum;
        }
    }
}

double matrix_norm(const struct matrix *a)
{
    double most = 0;
    for (int i = 0; i < MATRIX_SIZE; i++) {
        double sum = 0;
        for (int j = 0; j < MATRIX_SIZE; j++)
            sum += absolute(a->at[i][j]);
        /* What is no number must not get lost among the numbers. */
        if (sum != sum)
            return sum;
        if (sum > most)
            most = sum;
    }
    return most;
}

/* out = a + factor * b; `out` may be either. */
static void add(const struct matrix *a, double factor, const struct matrix *b,
                struct matrix *out)
{
    for (int i = 0; i < MATRIX_SIZE; i++)
        for (int j = 0; j < MATRIX_SIZE; j++)
            out->at[i][j] = a->at[i][j] + factor * b->at[i][j];
}

static void scale(struct matrix *a, double factor)
{
    for (int i = 0; i < MATRIX_SIZE; i++)
        for (int j = 0; j < MATRIX_SIZE; j++)
            a->at[i][j] *= factor;
}

static void swap_rows(struct matrix *a, int i, int j)
{
    for (int k = 0; k < MATRIX_SIZE; k++) {
        const double kept = a->at[i][k];
        a->at[i][k] = a->at[j][k];
        a->at[j][k] = kept;
    }
}

/* Clears column `column` of `work` but for its pivot; does the same to `inverse`. */
static void eliminate(struct matrix *work, struct matrix *inverse, int column)
{
    const double pivot = work->at[column][column];
    for (int k = 0; k < MATRIX_SIZE; k++) {
        work->at[column][k] /= pivot;
        inverse->at[column][k] /= pivot;
    }
    for (int i = 0; i < MATRIX_SIZE; i++) {
        const double factor = work->at[i][column];
        if (i == column)
            continue;
        for (int k = 0; k < MATRIX_SIZE; k++) {
            work->at[i][k] -= factor * work->at[column][k];
            inverse->at[i][k] -= factor * inverse->at[column][k];
        }
    }
}

bool matrix_invert(const struct matrix *a, struct matrix *out)
{
    struct matrix work = *a, inverse;

    matrix_identity(&inverse);
    for (int column = 0; column < MATRIX_SIZE; column++) {
        int best = column;
        for (int i = column + 1; i < MATRIX_SIZE; i++)
            if (absolute(work.at[i][column]) > absolute(work.at[best][column]))
                best = i;
        if (!(absolute(work.at[best][column]) > 0))
            return false;
        swap_rows(&work, column, best);
        swap_rows(&inverse, column, best);
        eliminate(&work, &inverse, column);
    }
    *out = inverse;
    return true;
}

bool matrix_sqrt(const struct matrix *a, struct matrix *out)
{
    struct matrix root = *a, dual, square;

    matrix_identity(&dual);
    for (int i = 0; i < SQRT_ITERATIONS; i++) {
        struct matrix root_inverse, dual_inverse;
        if (!matrix_invert(&root, &root_inverse) ||
            !matrix_invert(&dual, &dual_inverse))
            return false;
        const struct matrix before = root;
        add(&root, 1, &dual_inverse, &root);
        add(&dual, 1, &root_inverse, &dual);
        scale(&root, 0.5);
        scale(&dual, 0.5);
        struct matrix change;
        add(&root, -1, &before, &change);
        if (matrix_norm(&change) <= 1e-15 * matrix_norm(&root))
            break;
    }
    matrix_multiply(&root, &root, &square);
    add(&square, -1, a, &square);
    if (!(matrix_norm(&square) <= SQRT_RESIDUAL * matrix_norm(a)))
        return false;
    *out = root;
    return true;
}

/* out = 2 artanh((a - 1)(a + 1)^-1), the logarithm of an `a` near the identity. */
static bool log_near_identity(const struct matrix *a, struct matrix *out)
{
    struct matrix identity, below, above, z, square, power;

    matrix_identity(&identity);
    add(a, -1, &identity, &below);
    add(a, 1, &identity, &above);
    if (!matrix_invert(&above, &above))
        return false;
    matrix_multiply(&below, &above, &z);
    matrix_multiply(&z, &z, &square);
    power = z;
    *out = z;
    for (int term = 1; term < ARTANH_TERMS; term++) {
        struct matrix next;
        matrix_multiply(&power, &square, &next);
        power = next;
        add(out, 1.0 / (2 * term + 1), &power, out);
    }
    scale(out, 2);
    return true;
}

bool matrix_log(const struct matrix *a, struct matrix *out)
{
    struct matrix root = *a, identity, distance;
    double factor = 1;

    matrix_identity(&identity);
    for (int i = 0; i < ROOTS_MOST; i++) {
        add(&root, -1, &identity, &distance);
        if (matrix_norm(&distance) <= ROOT_NEAR)
            break;
        if (!matrix_sqrt(&root, &root))
            return false;
        factor *= 2;
    }
    if (!log_near_identity(&root, out))
        return false;
    scale(out, factor);
    return true;
}

void matrix_exp(const struct matrix *a, struct matrix *out)
{
    struct matrix scaled = *a, identity, next;
    int halvings = 0;

    matrix_identity(&identity);
    for (double norm = matrix_norm(a); norm > EXP_NEAR && halvings < HALVINGS_MOST;
         norm /= 2) {
        scale(&scaled, 0.5);
        halvings++;
    }
    /* Horner's scheme: 1 + a (1 + a/2 (1 + a/3 (...))). */
    *out = identity;
    for (int degree = TAYLOR_DEGREE; degree > 0; degree--) {
        matrix_multiply(&scaled, out, &next);
        add(&identity, 1.0 / degree, &next, out);
    }
    for (int i = 0; i < halvings; i++) {
        matrix_multiply(out, out, &next);
        *out = next;
    }
}
