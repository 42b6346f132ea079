/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* One room with a queue is a chain whose long-run law is known: places given by
 * matching_place() month after month, with draws by address, must follow it. */
#include "core/exact.h"
#include "core/stream.h"
#include "state/catalogue.h"
#include "state/matching.h"
#include "support/check.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    STATES = 60,     /* persons in a room and its queue; beyond is negligible here */
    STEPS = 4000,    /* months until the exact chain has settled */
    QUEUE_MOST = 60, /* persons of a simulated room */
};

/* A room of `places`; every month each holder leaves with chance `leave`, each of those
 * who wait gives up with chance `give_up` (1: who is refused is lost), and a Poisson
 * number of askers comes. */
struct room_law {
    int places;
    double leave, give_up, arrivals;
};

struct person {
    uint64_t id;
    uint16_t months;
};

struct queue {
    struct person person[QUEUE_MOST]; /* holders first */
    int holders, count;
};

/* Law of the sum of two independent numbers. */
static void convolve(const double *one, const double *other, double *sum)
{
    for (int n = 0; n < STATES; n++)
        sum[n] = 0;
    for (int a = 0; a < STATES; a++)
        for (int b = 0; a + b < STATES; b++)
            sum[a + b] += one[a] * other[b];
}

static void binomial(int count, double chance, double *law)
{
    for (int k = 0; k < STATES; k++)
        law[k] = k > count ? 0 : gsl_ran_binomial_pdf(k, chance, (unsigned)count);
}

/* Next month's persons, given this month's. */
static void make_row(const struct room_law *law, int persons, double *next)
{
    const int holders = persons < law->places ? persons : law->places;
    double stay[STATES], wait[STATES], come[STATES], both[STATES];

    binomial(holders, 1 - law->leave, stay);
    binomial(persons - holders, 1 - law->give_up, wait);
    for (int k = 0; k < STATES; k++)
        come[k] = gsl_ran_poisson_pdf((unsigned)k, law->arrivals);
    convolve(stay, wait, both);
    convolve(both, come, next);
}

/* Stationary law of persons in a room just after places are given, by iteration. */
static void solve(const struct room_law *law, double *stationary)
{
    double(*to)[STATES] = calloc(STATES, sizeof *to);

    assert_non_null(to);
    for (int n = 0; n < STATES; n++)
        make_row(law, n, to[n]);
    for (int n = 0; n < STATES; n++)
        stationary[n] = n == 0;
    for (int s = 0; s < STEPS; s++) {
        double next[STATES] = {0};

        for (int n = 0; n < STATES; n++)
            for (int m = 0; m < STATES; m++)
                next[m] += stationary[n] * to[n][m];
        memcpy(stationary, next, sizeof next);
    }
    free(to);
}

/* Share of askers who are lost where nobody waits. */
static double lost_share(const struct room_law *law)
{
    double stationary[STATES], beyond = 0;

    solve(law, stationary);
    for (int n = law->places + 1; n < STATES; n++)
        beyond += (n - law->places) * stationary[n];
    return beyond / law->arrivals;
}

/* Erlang's formula of lost calls, by its recursion. */
static double erlang_b(double load, int places)
{
    double lost = 1;

    for (int k = 1; k <= places; k++)
        lost = load * lost / (k + load * lost);
    return lost;
}

static uint32_t word_of(enum purpose purpose, uint64_t id, int when)
{
    const struct stream_address address = {UINT64_C(0x5a2385), when, purpose, 11};
    uint32_t word[4];

    stream_words(&address, id, word);
    return word[0];
}

/* Departures, giving up, arrivals. */
static void before_places(const struct room_law *law, struct queue *queue,
                          uint64_t room, int when)
{
    int kept = 0, holders = 0;

    for (int i = 0; i < queue->count; i++) {
        const double chance = i < queue->holders ? law->leave : law->give_up;

        if (stream_uniform(word_of(PURPOSE_LEAVE, queue->person[i].id, when)) < chance)
            continue;
        holders += i < queue->holders;
        queue->person[kept] = queue->person[i];
        queue->person[kept++].months++;
    }
    queue->holders = holders;
    const int64_t come =
        exact_poisson(law->arrivals, word_of(PURPOSE_IMMIGRANTS, room, when));
    for (int64_t k = 0; k < come; k++) {
        assert_true(kept < QUEUE_MOST);
        queue->person[kept++] = (struct person){
            stream_mix(stream_mix(room * 100000 + (uint64_t)when) + (uint64_t)k), 0};
    }
    queue->count = kept;
}

struct town {
    struct queue *queues;
    struct asker *askers;
    int32_t *places;
    int8_t *placed;
    struct matching matching;
    size_t rooms;
};

static struct town town_of(size_t rooms)
{
    struct town town = {.queues = calloc(rooms, sizeof *town.queues),
                        .askers = calloc(rooms * QUEUE_MOST, sizeof *town.askers),
                        .places = calloc(rooms * CATALOGUE_CLASSES, sizeof(int32_t)),
                        .placed = calloc(rooms * QUEUE_MOST, 1),
                        .rooms = rooms};

    assert_true(town.queues && town.askers && town.places && town.placed);
    return town;
}

static void town_free(struct town *town)
{
    matching_free(&town->matching);
    free(town->queues);
    free(town->askers);
    free(town->places);
    free(town->placed);
}

/* Those of a room who hold no place ask for one. */
static size_t ask(struct town *town, uint32_t room, size_t count)
{
    const struct queue *queue = &town->queues[room];

    for (int i = queue->holders; i < queue->count; i++)
        town->askers[count++] =
            (struct asker){.id = queue->person[i].id,
                           .room = {room},
                           .key = {word_of(PURPOSE_ADMIT, queue->person[i].id, 0)},
                           .tag = (uint32_t)i,
                           .months = queue->person[i].months,
                           .listed = 1};
    return count;
}

/* Moves who got a place to the holders; the others keep waiting. */
static void answer(struct queue *queue, const struct asker *askers,
                   const int8_t *placed, size_t count)
{
    for (size_t k = 0; k < count; k++)
        if (placed[k] == 0) {
            const struct person person = queue->person[askers[k].tag];

            queue->person[askers[k].tag] = queue->person[queue->holders];
            queue->person[queue->holders++] = person;
        }
}

/* One month of all rooms; returns who asked, and `refused` of them. */
static size_t step(struct town *town, const struct room_law *law, int when,
                   size_t *refused)
{
    size_t count = 0, at = 0;

    for (uint32_t r = 0; r < town->rooms; r++) {
        before_places(law, &town->queues[r], r, when);
        town->places[r * CATALOGUE_CLASSES] = law->places - town->queues[r].holders;
        count = ask(town, r, count);
    }
    const struct matching_market market = {town->askers, count, town->places,
                                           town->rooms};
    assert_int_equal(matching_place(&town->matching, &market, town->placed, NULL), 0);
    assert_int_equal(matching_check(&town->matching, &market, town->placed, NULL), 0);
    for (uint32_t r = 0; r < town->rooms; r++) {
        const size_t asked = (size_t)(town->queues[r].count - town->queues[r].holders);

        answer(&town->queues[r], town->askers + at, town->placed + at, asked);
        at += asked;
    }
    *refused = 0;
    for (size_t i = 0; i < count; i++)
        *refused += town->placed[i] < 0;
    return count;
}

/* Persons in each of many rooms after many months, against the exact law: rooms are
 * independent, so every state's count has a binomial error. */
static void follows(const struct room_law *law, size_t rooms, int months)
{
    struct town town = town_of(rooms);
    double stationary[STATES], counted[STATES] = {0};
    size_t refused;

    for (int when = 1; when <= months; when++)
        step(&town, law, when, &refused);
    for (size_t r = 0; r < rooms; r++) {
        const struct queue *queue = &town.queues[r];
        const int most = queue->count < law->places ? queue->count : law->places;

        assert_int_equal(queue->holders, most);
        counted[queue->count]++;
    }
    solve(law, stationary);
    for (int n = 0; n < STATES; n++) {
        const double expected = (double)rooms * stationary[n];
        const double error = sqrt(expected * (1 - stationary[n]));

        if (!(fabs(counted[n] - expected) <= 4.5 * error + 3))
            fail_msg("%d persons: %g rooms, expected %g", n, counted[n], expected);
    }
    town_free(&town);
}

static void occupancy_without_waiting_follows_the_exact_chain(void **state)
{
    static const struct room_law laws[] = {{5, 0.21, 1, 1.3}, {12, 0.12, 1, 1.7}};

    (void)state;
    for (size_t k = 0; k < sizeof laws / sizeof *laws; k++)
        follows(&laws[k], 4000, 60);
}

static void occupancy_and_queue_with_waiting_follow_the_exact_chain(void **state)
{
    static const struct room_law laws[] = {{5, 0.21, 0.08, 1.3}, {8, 0.15, 0.3, 1.9}};

    (void)state;
    for (size_t k = 0; k < sizeof laws / sizeof *laws; k++)
        follows(&laws[k], 4000, 90);
}

static void erlang_b_is_the_limit_of_long_stays_only(void **state)
{
    const int places = 5;
    const double load = 4.7;
    const struct room_law brief = {places, 1.0 / 3, 1, load / 3},
                          lasting = {places, 1.0 / 120, 1, load / 120};

    (void)state;
    assert_true(fabs(lost_share(&lasting) / erlang_b(load, places) - 1) < 0.05);
    assert_true(fabs(lost_share(&brief) / erlang_b(load, places) - 1) > 0.05);
}

static void who_is_refused_at_long_stays_is_within_5_percent_of_erlang_b(void **state)
{
    enum { ROOMS = 3000, SETTLED = 500, MONTHS = 800 };
    const double load = 4.7;
    const struct room_law law = {5, 1.0 / 120, 1, load / 120};
    struct town town = town_of(ROOMS);
    size_t asked = 0, lost = 0;

    (void)state;
    for (int when = 1; when <= MONTHS; when++) {
        size_t refused;
        const size_t count = step(&town, &law, when, &refused);

        if (when > SETTLED) {
            asked += count;
            lost += refused;
        }
    }
    const double share = (double)lost / (double)asked;
    assert_true(fabs(share / erlang_b(load, 5) - 1) < 0.05);
    town_free(&town);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(occupancy_without_waiting_follows_the_exact_chain),
        cmocka_unit_test(occupancy_and_queue_with_waiting_follow_the_exact_chain),
        cmocka_unit_test(erlang_b_is_the_limit_of_long_stays_only),
        cmocka_unit_test(who_is_refused_at_long_stays_is_within_5_percent_of_erlang_b),
    };

    return cmocka_run_group_tests_name("matching_chain", tests, NULL, NULL);
}
