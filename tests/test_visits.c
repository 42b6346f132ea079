/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

#include "core/stream.h"
#include "state/sessions.h"
#include "state/visits.h"
#include "support/check.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

static const struct {
    double amount, occasions;
} cases[] = {{0, 2},        {0.0004, 2},      {0.31, 2},     {1, 1},  {1, 2},
             {2.385, 1.25}, {4.4, 2},         {8.7, 1.5},    {12, 1}, {15.5, 2},
             {21.7, 1.2},   {22, 2},          {30.99999, 1}, {31, 1}, {31, 2},
             {1e-12, 3},    {30.999999999, 2}};
enum { CASES = sizeof cases / sizeof *cases };

static int occasions_of(int i)
{
    const double wanted = ceil(cases[i].amount * cases[i].occasions);

    return wanted < VISITS_MOST ? (int)wanted : VISITS_MOST;
}

/* Words that give at most k visits, counted on the table by bisection, over 2^32. */
static double below(const struct visits_table *table, int k)
{
    uint64_t low = 0, high = UINT64_C(1) << 32;

    while (low < high) {
        const uint64_t middle = (low + high) / 2;

        if (visits_draw(table, (uint32_t)middle) <= k)
            low = middle + 1;
        else
            high = middle;
    }
    return (double)low * 0x1p-32;
}

static void the_distribution_is_binomial_to_a_word(void **state)
{
    (void)state;
    for (int i = 0; i < CASES; i++) {
        struct visits_table table;
        const int most = occasions_of(i);

        visits_make(&table, cases[i].amount, cases[i].occasions);
        for (int k = 0; k < most; k++) {
            const double expected =
                gsl_cdf_binomial_P((unsigned)k, cases[i].amount / most, (unsigned)most);

            assert_true(fabs(below(&table, k) - expected) < 1e-9);
        }
        assert_true(below(&table, most) == 1);
    }
}

static void mean_and_variance_are_those_declared(void **state)
{
    (void)state;
    for (int i = 0; i < CASES; i++) {
        struct visits_table table;
        const double amount = cases[i].amount;
        double mean = 0, square = 0;

        visits_make(&table, amount, cases[i].occasions);
        for (int k = 0; k < VISITS_MOST; k++) {
            const double above = 1 - below(&table, k);

            mean += above;
            square += (2 * k + 1) * above;
        }
        const double p = amount > 0 ? amount / occasions_of(i) : 0;
        assert_true(fabs(mean - amount) < 1e-8);
        assert_true(fabs(square - mean * mean - amount * (1 - p)) < 1e-6);
    }
}

static void visits_drawn_by_address_have_the_mean_within_its_error(void **state)
{
    enum { DRAWS = 200000 };
    struct stream_address address = {2385, 2024 * MONTHS_PER_YEAR, PURPOSE_VISIT, 7};

    (void)state;
    for (int i = 0; i < CASES; i++) {
        struct visits_table table;
        const double amount = cases[i].amount;
        double sum = 0;

        visits_make(&table, amount, cases[i].occasions);
        for (uint64_t id = 0; id < DRAWS; id++) {
            uint32_t word[4];

            stream_words(&address, id, word);
            sum += visits_draw(&table, word[0]);
        }
        const double p = amount > 0 ? amount / occasions_of(i) : 0;
        const double error = sqrt(amount * (1 - p) / DRAWS);
        assert_true(fabs(sum / DRAWS - amount) <= 4 * error + 1e-9 * amount);
        address.code++;
    }
}

static void a_higher_word_never_gives_fewer_visits(void **state)
{
    (void)state;
    for (int i = 0; i < CASES; i++) {
        struct visits_table table;
        int last = 0;

        visits_make(&table, cases[i].amount, cases[i].occasions);
        for (uint64_t word = 0; word <= UINT32_MAX; word += 65521) {
            const int visits = visits_draw(&table, (uint32_t)word);

            assert_true(visits >= last && visits <= occasions_of(i));
            last = visits;
        }
        assert_true(visits_draw(&table, UINT32_MAX) >= last);
    }
}

static void a_whole_amount_with_one_occasion_each_leaves_nothing_to_chance(void **state)
{
    (void)state;
    for (int amount = 0; amount <= VISITS_MOST; amount++) {
        struct visits_table table;

        visits_make(&table, amount, 1);
        assert_int_equal(visits_draw(&table, 0), amount);
        assert_int_equal(visits_draw(&table, 0x9e3779b9), amount);
        assert_int_equal(visits_draw(&table, UINT32_MAX), amount);
    }
}

static void visits_fit_what_can_be_dealt(void **state)
{
    (void)state;
    assert_int_equal(VISITS_MOST, SESSIONS_VISITS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_distribution_is_binomial_to_a_word),
        cmocka_unit_test(mean_and_variance_are_those_declared),
        cmocka_unit_test(visits_drawn_by_address_have_the_mean_within_its_error),
        cmocka_unit_test(a_higher_word_never_gives_fewer_visits),
        cmocka_unit_test(
            a_whole_amount_with_one_occasion_each_leaves_nothing_to_chance),
        cmocka_unit_test(visits_fit_what_can_be_dealt),
    };

    return cmocka_run_group_tests_name("visits", tests, NULL, NULL);
}
