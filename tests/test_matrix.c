/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Small matrices against closed forms. */
#include "core/matrix.h"

#include "support/check.h"

#include <math.h>
#include <string.h>

/* Largest difference of two matrices' elements. */
static double difference(const struct matrix *a, const struct matrix *b)
{
    double most = 0;
    for (int i = 0; i < MATRIX_SIZE; i++)
        for (int j = 0; j < MATRIX_SIZE; j++)
            most = fmax(most, fabs(a->at[i][j] - b->at[i][j]));
    return most;
}

/* A generator of no special shape whose last state is absorbing. */
static const struct matrix GENERATOR = {.at = {
                                            {-0.37, 0.21, 0.04, 0.01, 0.11},
                                            {0.13, -0.62, 0.29, 0.05, 0.15},
                                            {0.02, 0.17, -0.83, 0.41, 0.23},
                                            {0.0, 0.03, 0.09, -0.71, 0.59},
                                            {0.0, 0.0, 0.0, 0.0, 0.0},
                                        }};

static void the_inverse_times_the_matrix_is_the_identity(void **state)
{
    (void)state;
    /* A zero on the diagonal asks for a change of rows. */
    struct matrix a = GENERATOR, inverse, product, identity;
    a.at[0][0] = 0;
    a.at[4][2] = 2.385;
    assert_true(matrix_invert(&a, &inverse));
    matrix_multiply(&a, &inverse, &product);
    matrix_identity(&identity);
    assert_true(difference(&product, &identity) < 1e-13);
}

static void a_singular_matrix_has_no_inverse_and_no_logarithm(void **state)
{
    (void)state;
    struct matrix out = {.at = {{7.5}}};
    assert_false(matrix_invert(&GENERATOR, &out)); /* the last row is empty */
    assert_true(out.at[0][0] == 7.5);
    assert_false(matrix_log(&GENERATOR, &out));
}

static void the_square_of_the_root_is_the_matrix(void **state)
{
    (void)state;
    struct matrix a, root, square;
    matrix_exp(&GENERATOR, &a);
    assert_true(matrix_sqrt(&a, &root));
    matrix_multiply(&root, &root, &square);
    assert_true(difference(&square, &a) < 1e-14);
}

static void a_matrix_that_swaps_two_states_has_no_real_root(void **state)
{
    (void)state;
    struct matrix swap, root;
    matrix_identity(&swap);
    swap.at[0][0] = swap.at[1][1] = 0.07;
    swap.at[0][1] = swap.at[1][0] = 0.93; /* eigenvalue -0.86 */
    assert_false(matrix_sqrt(&swap, &root));
}

static void exponential_of_two_states_meets_the_closed_form(void **state)
{
    (void)state;
    const double go = 0.731, back = 0.2385;
    struct matrix generator = {.at = {{-go, go}, {back, -back}}}, out;
    matrix_exp(&generator, &out);
    const double stay = exp(-(go + back));
    assert_true(fabs(out.at[0][1] - go / (go + back) * (1 - stay)) < 1e-15);
    assert_true(fabs(out.at[1][0] - back / (go + back) * (1 - stay)) < 1e-15);
    assert_true(out.at[2][2] == 1 && out.at[0][2] == 0);
}

static void exponential_of_a_nilpotent_matrix_is_a_polynomial(void **state)
{
    (void)state;
    /* 1, x, x^2/2, x^3/6, x^4/24: also with a norm that asks for halvings. */
    for (double x = 0.01; x < 40; x *= 7.3) {
        struct matrix shift = {0}, out;
        for (int i = 0; i + 1 < MATRIX_SIZE; i++)
            shift.at[i][i + 1] = x;
        matrix_exp(&shift, &out);
        double expected = 1;
        for (int j = 0; j < MATRIX_SIZE; j++) {
            assert_true(fabs(out.at[0][j] - expected) <= 1e-12 * expected);
            expected *= x / (j + 1);
        }
    }
}

static void logarithm_undoes_the_exponential(void **state)
{
    (void)state;
    for (double factor = 0.003; factor < 4; factor *= 5.1) {
        struct matrix generator = GENERATOR, a, back;
        for (int i = 0; i < MATRIX_SIZE; i++)
            for (int j = 0; j < MATRIX_SIZE; j++)
                generator.at[i][j] *= factor;
        matrix_exp(&generator, &a);
        assert_true(matrix_log(&a, &back));
        assert_true(difference(&back, &generator) < 1e-11);
    }
}

static void the_norm_is_the_largest_row_and_keeps_what_is_no_number(void **state)
{
    (void)state;
    struct matrix a = GENERATOR;
    assert_true(fabs(matrix_norm(&a) - 1.66) < 1e-15);
    a.at[1][1] = NAN;
    assert_true(isnan(matrix_norm(&a)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_inverse_times_the_matrix_is_the_identity),
        cmocka_unit_test(a_singular_matrix_has_no_inverse_and_no_logarithm),
        cmocka_unit_test(the_square_of_the_root_is_the_matrix),
        cmocka_unit_test(a_matrix_that_swaps_two_states_has_no_real_root),
        cmocka_unit_test(exponential_of_two_states_meets_the_closed_form),
        cmocka_unit_test(exponential_of_a_nilpotent_matrix_is_a_polynomial),
        cmocka_unit_test(logarithm_undoes_the_exponential),
        cmocka_unit_test(the_norm_is_the_largest_row_and_keeps_what_is_no_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
