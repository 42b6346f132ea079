/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

#include "core/stream.h"
#include "state/sessions.h"
#include "support/check.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HALF = 1 << 30 };

static struct sessions_table *table; /* made once: it takes some milliseconds */

static int make_table(void **state)
{
    (void)state;
    table = malloc(sizeof *table);
    if (table == NULL)
        return -1;
    sessions_make(table);
    return 0;
}

static int free_table(void **state)
{
    (void)state;
    free(table);
    return 0;
}

/* E[min(D, c)] by GSL: c less the places that stay free. */
static double served_by_gsl(double mean, unsigned places)
{
    if (places == 0 || mean <= 0)
        return 0;
    const double below = places == 1 ? 0 : gsl_cdf_poisson_P(places - 2, mean);

    return mean * below + places * gsl_cdf_poisson_Q(places - 1, mean);
}

static const double means[] = {0,     0.0011, 0.0039, 0.02385, 0.31,  0.999,
                               1,     2.385,  7.7,    19.3,    47.1,  63.999,
                               101.7, 199,    255.5,  400,     511.9, 900.3};
static const unsigned capacities[] = {0,  1,   2,   3,   5,   12,  20,  31,
                                      64, 100, 150, 199, 200, 201, 250, 731};
enum {
    MEANS = sizeof means / sizeof *means,
    CAPACITIES = sizeof capacities / sizeof *capacities
};

static void the_table_agrees_with_the_closed_form(void **state)
{
    (void)state;
    for (int i = 0; i < MEANS; i++)
        for (int j = 0; j < CAPACITIES; j++) {
            const double expected = served_by_gsl(means[i], capacities[j]);
            const double value = sessions_mean_served(table, means[i], capacities[j]);
            const double bound = capacities[j] <= SESSIONS_EXACT ? 1e-4 : 2e-4;
            const double small = means[i] < 0x1p-8 ? 2e-3 : bound;

            if (!(fabs(value - expected) <= small * expected))
                fail_msg("mean %g, places %u: %.9g is not %.9g", means[i],
                         capacities[j], value, expected);
        }
}

static void served_rises_with_requests_and_places_and_stays_below_both(void **state)
{
    const double rounding = 1e-15;

    (void)state;
    for (int64_t places = 0; places <= SESSIONS_EXACT + 3; places++) {
        double last = 0;

        for (double mean = 0; mean < 600; mean += 0.003 + mean / 97.31) {
            const double value = sessions_mean_served(table, mean, places);

            assert_true(value <= mean && value <= (double)places);
            assert_true(value >= last - rounding * last);
            if (places < SESSIONS_EXACT)
                assert_true(sessions_mean_served(table, mean, places + 1) >= value);
            last = value;
        }
    }
}

static void more_sessions_requests_or_places_never_serve_fewer(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 4000; k++) {
        const uint64_t luck = stream_mix(k);
        const uint32_t word = (uint32_t)stream_mix(k + 99);
        const int64_t requests = (int64_t)(luck % 700),
                      places = (int64_t)(luck >> 20) & 31;
        const double sessions = (double)(luck >> 32 & 1023) / 23.85;
        const int64_t served = sessions_served(table, requests, sessions, places, word);

        assert_true(served >= 0 && served <= requests);
        assert_true((double)served <= sessions * (double)places);
        assert_true(sessions_served(table, requests + 1, sessions, places, word) >=
                    served);
        assert_true(sessions_served(table, requests, sessions + 0.27, places, word) >=
                    served);
        assert_true(sessions_served(table, requests, sessions, places + 1, word) >=
                    served);
    }
}

/* Serves session by session: in every one, all until it is full. Nobody is refused in a
 * session that has room. */
static int64_t serve_by_session(gsl_rng *rng, double mean, int sessions,
                                unsigned places, int64_t *asked)
{
    int64_t served = 0;

    for (int s = 0; s < sessions; s++) {
        const unsigned came = gsl_ran_poisson(rng, mean);

        *asked += came;
        served += came < places ? came : places;
    }
    return served;
}

static void the_share_served_is_that_of_sessions_served_one_by_one(void **state)
{
    static const struct {
        double mean;
        unsigned places;
    } cases[] = {{0.7, 1},   {2.385, 3},   {18.2, 20},
                 {31.5, 25}, {190.1, 200}, {260.0, 250}};
    enum { ROUNDS = 3000, PER_MONTH = 21 };
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        double sum = 0, square = 0;

        gsl_rng_set(rng, 2385 + k);
        for (int r = 0; r < ROUNDS; r++) {
            int64_t asked = 0;
            const double served = (double)serve_by_session(
                rng, cases[k].mean, PER_MONTH, cases[k].places, &asked);

            assert_true(served <= (double)asked);
            sum += served;
            square += served * served;
        }
        const double mean = sum / ROUNDS;
        const double error = sqrt((square / ROUNDS - mean * mean) / ROUNDS);
        const double expected =
            PER_MONTH * sessions_mean_served(table, cases[k].mean, cases[k].places);
        assert_true(fabs(mean - expected) < 4 * error + 2e-4 * expected);
    }
    gsl_rng_free(rng);
}

static void rounding_is_right_on_average_over_words(void **state)
{
    enum { WORDS = 40000 };
    static const struct {
        int64_t requests, places;
        double sessions;
    } cases[] = {{7, 1, 9.3}, {40, 2, 21}, {3, 1, 4.4}, {2, 5, 0.31}};

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        const double n = (double)cases[k].requests, s = cases[k].sessions;
        const double expected = s * sessions_mean_served(table, n / s, cases[k].places);
        const double most = floor(s * (double)cases[k].places);
        double sum = 0;

        for (uint64_t w = 0; w < WORDS; w++)
            sum += (double)sessions_served(table, cases[k].requests, s, cases[k].places,
                                           (uint32_t)stream_mix(w + 5));
        if (expected > most) /* part of a session holds no part of a person */
            assert_true(fabs(sum / WORDS - most) < 1e-9);
        else
            assert_true(fabs(sum / WORDS - expected) < 4 * 0.5 / sqrt(WORDS));
    }
}

static void a_session_with_room_for_all_refuses_nobody(void **state)
{
    (void)state;
    for (int64_t requests = 0; requests < 40; requests++)
        for (int64_t places = requests; places < 60; places += 7)
            for (double sessions = 1; sessions < 30; sessions *= 1.7)
                assert_int_equal(sessions_served(table, requests, sessions, places, 0),
                                 requests);
}

static void no_session_no_place_or_no_request_serves_nobody(void **state)
{
    (void)state;
    assert_int_equal(sessions_served(table, 10, 0, 5, HALF), 0);
    assert_int_equal(sessions_served(table, 10, 21, 0, HALF), 0);
    assert_int_equal(sessions_served(table, 0, 21, 5, HALF), 0);
    assert_int_equal(sessions_served(table, 10, 0.1, 5, UINT32_MAX), 0);
    assert_int_equal(sessions_served(table, 1000000, 21.5, 3, UINT32_MAX), 64);
}

enum { TIES_MOST = 400 };
struct tie {
    uint64_t key;
    int64_t remainder;
    int asked, dealt;
};

static int compare_ties(const void *a, const void *b)
{
    const struct tie *x = a, *y = b;

    if (x->remainder != y->remainder)
        return x->remainder > y->remainder ? -1 : 1;
    return (x->key > y->key) - (x->key < y->key);
}

/* The definition: floors, then one more each in the order of remainder and key. */
static void deal_slowly(struct tie *ties, int count, int64_t requests, int64_t served)
{
    int64_t left = served;

    for (int i = 0; i < count; i++) {
        ties[i].dealt = (int)(ties[i].asked * served / requests);
        ties[i].remainder = ties[i].asked * served % requests;
        left -= ties[i].dealt;
    }
    qsort(ties, (size_t)count, sizeof *ties, compare_ties);
    assert_true(left >= 0 && left <= count);
    for (int i = 0; i < left; i++)
        ties[i].dealt++;
}

/* Ties of one case; `kinds` different numbers of visits. */
static int64_t make_ties(uint64_t k, struct tie *ties, int count, int kinds,
                         int64_t asked[SESSIONS_VISITS + 1])
{
    int64_t requests = 0;

    memset(asked, 0, (SESSIONS_VISITS + 1) * sizeof *asked);
    for (int i = 0; i < count; i++) {
        const uint64_t luck = stream_mix(k * 1009 + (uint64_t)i);

        ties[i].key = sessions_key((uint32_t)(luck >> 40) & 0xff, stream_mix(luck));
        ties[i].asked = 1 + (int)((luck & 0xffff) % (uint64_t)kinds);
        requests += ties[i].asked;
        asked[ties[i].asked]++;
    }
    return requests;
}

static void dealing_is_by_largest_remainder_and_exact(void **state)
{
    int marginal = 0;

    (void)state;
    for (uint64_t k = 0; k < 1500; k++) {
        struct tie ties[TIES_MOST];
        int64_t asked[SESSIONS_VISITS + 1], dealt = 0;
        uint64_t keys[TIES_MOST];
        struct sessions_deal deal;
        size_t at_margin = 0;
        const int count = 1 + (int)(stream_mix(k) % TIES_MOST);
        const int64_t requests =
            make_ties(k, ties, count, 1 + (int)(k % SESSIONS_VISITS), asked);
        const int64_t served = (int64_t)(stream_mix(k + 7) % ((uint64_t)requests + 1));

        deal_slowly(ties, count, requests, served);
        sessions_deal(&deal, asked, served);
        /* From the end, as the order in which communities gather does not matter. */
        for (int i = count - 1; i >= 0; i--)
            if (sessions_marginal(&deal, ties[i].asked))
                keys[at_margin++] = ties[i].key;
        sessions_pick(&deal, keys, at_margin);
        marginal += at_margin > 0;
        for (int i = 0; i < count; i++) {
            const int visits = sessions_dealt(&deal, ties[i].asked, ties[i].key);

            assert_int_equal(visits, ties[i].dealt);
            assert_true(visits <= ties[i].asked);
            dealt += visits;
        }
        assert_int_equal(dealt, served);
    }
    assert_true(marginal > 500);
}

static void one_visit_more_to_deal_moves_nobody_by_more_than_one(void **state)
{
    struct tie ties[TIES_MOST];
    int64_t asked[SESSIONS_VISITS + 1];
    const int64_t requests = make_ties(4, ties, TIES_MOST, 20, asked);
    int before[TIES_MOST] = {0};

    (void)state;
    for (int64_t served = 0; served <= requests; served++) {
        struct sessions_deal deal;
        uint64_t keys[TIES_MOST];
        size_t count = 0;

        sessions_deal(&deal, asked, served);
        for (int i = 0; i < TIES_MOST; i++)
            if (sessions_marginal(&deal, ties[i].asked))
                keys[count++] = ties[i].key;
        sessions_pick(&deal, keys, count);
        for (int i = 0; i < TIES_MOST; i++) {
            const int now = sessions_dealt(&deal, ties[i].asked, ties[i].key);

            assert_true(abs(now - before[i]) <= 1);
            before[i] = now;
        }
    }
}

static void equal_keys_at_the_threshold_are_left_out_both(void **state)
{
    const int64_t asked[SESSIONS_VISITS + 1] = {0, 4};
    uint64_t keys[] = {9, 5, 5, 3}, zeros[] = {0, 0, 0, 0};
    struct sessions_deal deal;

    (void)state;
    sessions_deal(&deal, asked, 2);
    assert_int_equal(deal.by_key, 2);
    sessions_pick(&deal, keys, 4);
    assert_int_equal(sessions_dealt(&deal, 1, 3), 1);
    assert_int_equal(sessions_dealt(&deal, 1, 5), 0);
    assert_int_equal(sessions_dealt(&deal, 1, 9), 0);
    sessions_deal(&deal, asked, 2);
    sessions_pick(&deal, zeros, 4);
    assert_int_equal(sessions_dealt(&deal, 1, 0), 0);
}

static int compare_values(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static void the_nth_value_is_that_of_the_sorted_list(void **state)
{
    enum { MOST = 300 };
    (void)state;
    for (uint64_t k = 0; k < 600; k++) {
        uint64_t values[MOST], sorted[MOST];
        const size_t count = 1 + stream_mix(k) % MOST, n = stream_mix(k + 3) % count;

        for (size_t i = 0; i < count; i++)
            values[i] = stream_mix(k * 997 + i) & (k % 3 == 0 ? 0xff00ff : UINT64_MAX);
        memcpy(sorted, values, sizeof sorted);
        qsort(sorted, count, sizeof *sorted, compare_values);
        assert_true(sessions_nth(values, count, n) == sorted[n]);
        qsort(values, count, sizeof *values, compare_values);
        assert_memory_equal(values, sorted, count * sizeof *values);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_agrees_with_the_closed_form),
        cmocka_unit_test(served_rises_with_requests_and_places_and_stays_below_both),
        cmocka_unit_test(more_sessions_requests_or_places_never_serve_fewer),
        cmocka_unit_test(the_share_served_is_that_of_sessions_served_one_by_one),
        cmocka_unit_test(rounding_is_right_on_average_over_words),
        cmocka_unit_test(a_session_with_room_for_all_refuses_nobody),
        cmocka_unit_test(no_session_no_place_or_no_request_serves_nobody),
        cmocka_unit_test(dealing_is_by_largest_remainder_and_exact),
        cmocka_unit_test(one_visit_more_to_deal_moves_nobody_by_more_than_one),
        cmocka_unit_test(equal_keys_at_the_threshold_are_left_out_both),
        cmocka_unit_test(the_nth_value_is_that_of_the_sorted_list),
    };

    return cmocka_run_group_tests_name("sessions", tests, make_table, free_table);
}
