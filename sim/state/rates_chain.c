/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The care chain: the evidence's three classes become four states, its yearly chances
 * generators, and generators the transitions of a month.
 *
 * The middle class is split into mild and moderate by care.moderate_share, m, so that
 * - onset from none enters both in the shares 1 - m and m;
 * - moderate becomes severe care.moderate_progress times as often as mild, with the
 *   class's mean chance kept;
 * - mild recovers RECOVERY_MILD times as often as moderate, with the mean kept;
 * - moderate improves to mild as often as it recovers to none, and mild worsens to
 *   moderate as often as keeps the share m after one year, given the evidence's
 *   prevalences (moderate loses more to severe than mild does, and must be refilled);
 * - severe improves to moderate; death strikes mild and moderate alike, because the
 *   evidence tells them not apart.
 * In a year of the evidence death comes first, then the move among survivors. */
#include "state/rates_parts.h"

#include "core/exact.h"

#include <string.h>

_Static_assert((int)CHAIN_STATES == (int)MATRIX_SIZE, "the chain has a state per row");

/* Recovery of mild over that of moderate (assumed). */
static const double RECOVERY_MILD = 1.3;
/* Largest chance to move within a year: beyond it a year's matrix says little of what
 * happens inside it, and has no real logarithm in the end. */
static const double MOVE_MOST = 0.9;
/* Death rates below this tell nothing of their ratios. */
static const double DEATH_LEAST = 1e-9;
/* Rounds of the search for a death rate, and the relative error it stops at. */
enum { SOLVE_ROUNDS = 12 };
static const double SOLVE_ERROR = 1e-11;

static double at_most(double x, double most)
{
    return x < most ? x : most;
}

/* The prevalences of a row, the middle class split, adding up to 1. */
static void split_prevalence(const double care[RATES_CARE], double moderate,
                             double prevalence[CARES])
{
    const double sum =
        care[RATES_PREV_NONE] + care[RATES_PREV_MIDDLE] + care[RATES_PREV_SEVERE];

    prevalence[CARE_NONE] = care[RATES_PREV_NONE] / sum;
    prevalence[CARE_MILD] = care[RATES_PREV_MIDDLE] / sum * (1 - moderate);
    prevalence[CARE_MODERATE] = care[RATES_PREV_MIDDLE] / sum * moderate;
    prevalence[CARE_SEVERE] = care[RATES_PREV_SEVERE] / sum;
}

/* Divides a class's mean chance between mild and moderate, whose chance is `ratio` times
 * that of mild; `m` is the share that is moderate. */
static void split_chance(double mean, double m, double ratio, double *mild,
                         double *moderate)
{
    *moderate = at_most(ratio * mean / (1 - m + m * ratio), MOVE_MOST);
    *mild = (mean - m * *moderate) / (1 - m);
}

/* Sets the moves between mild and moderate so that the share m is kept. `move` holds
 * all other chances of survivors. */
static void keep_share(const double prevalence[CARES], const double deaths[CARES],
                       double m, double move[CARES][CARES])
{
    double mild = 0, moderate = 0, survivors[CARES];

    for (int state = 0; state < CARES; state++)
        survivors[state] = prevalence[state] * (1 - deaths[state]);
    for (int state = 0; state < CARES; state++) {
        if (state != CARE_MILD && state != CARE_MODERATE) {
            mild += survivors[state] * move[state][CARE_MILD];
            moderate += survivors[state] * move[state][CARE_MODERATE];
        }
    }
    mild += survivors[CARE_MILD] *
            (1 - move[CARE_MILD][CARE_NONE] - move[CARE_MILD][CARE_SEVERE]);
    moderate += survivors[CARE_MODERATE] *
                (1 - move[CARE_MODERATE][CARE_NONE] - move[CARE_MODERATE][CARE_SEVERE]);
    double improve = move[CARE_MODERATE][CARE_NONE], worsen = improve * m / (1 - m);
    if (survivors[CARE_MILD] > 0 && survivors[CARE_MODERATE] > 0) {
        const double lacking = m * (mild + moderate) - moderate;
        worsen = (lacking + survivors[CARE_MODERATE] * improve) / survivors[CARE_MILD];
        if (worsen < 0) {
            improve -= worsen * survivors[CARE_MILD] / survivors[CARE_MODERATE];
            worsen = 0;
        }
    }
    const double room_mild =
        MOVE_MOST - move[CARE_MILD][CARE_NONE] - move[CARE_MILD][CARE_SEVERE];
    const double room_moderate =
        MOVE_MOST - move[CARE_MODERATE][CARE_NONE] - move[CARE_MODERATE][CARE_SEVERE];
    move[CARE_MILD][CARE_MODERATE] = room_mild > 0 ? at_most(worsen, room_mild) : 0;
    move[CARE_MODERATE][CARE_MILD] =
        room_moderate > 0 ? at_most(improve, room_moderate) : 0;
}

/* The yearly matrix of one row of the care file, death last; `progress` is
 * care.moderate_progress. */
static void make_yearly(const double care[RATES_CARE], double m, double progress,
                        const double prevalence[CARES], struct matrix *yearly)
{
    const double deaths[CARES] = {care[RATES_DEATH_NONE], care[RATES_DEATH_MIDDLE],
                                  care[RATES_DEATH_MIDDLE], care[RATES_DEATH_SEVERE]};
    double move[CARES][CARES] = {0};

    move[CARE_NONE][CARE_MILD] = care[RATES_NONE_TO_MIDDLE] * (1 - m);
    move[CARE_NONE][CARE_MODERATE] = care[RATES_NONE_TO_MIDDLE] * m;
    move[CARE_NONE][CARE_SEVERE] = care[RATES_NONE_TO_SEVERE];
    move[CARE_SEVERE][CARE_MODERATE] = care[RATES_SEVERE_TO_MIDDLE];
    split_chance(care[RATES_MIDDLE_TO_SEVERE], m, progress,
                 &move[CARE_MILD][CARE_SEVERE], &move[CARE_MODERATE][CARE_SEVERE]);
    split_chance(care[RATES_MIDDLE_TO_NONE], m, 1 / RECOVERY_MILD,
                 &move[CARE_MILD][CARE_NONE], &move[CARE_MODERATE][CARE_NONE]);
    keep_share(prevalence, deaths, m, move);
    memset(yearly, 0, sizeof *yearly);
    yearly->at[CHAIN_DEAD][CHAIN_DEAD] = 1;
    for (int from = 0; from < CARES; from++) {
        double leaving = 0;
        for (int to = 0; to < CARES; to++)
            leaving += move[from][to];
        const double kept = leaving > 1 ? 1 / leaving : 1;
        for (int to = 0; to < CARES; to++)
            yearly->at[from][to] = (1 - deaths[from]) * kept * move[from][to];
        yearly->at[from][from] = (1 - deaths[from]) * (1 - kept * leaving);
        yearly->at[from][CHAIN_DEAD] = deaths[from];
    }
}

/* Makes a generator of a logarithm: off-diagonals that the logarithm has below 0 (a
 * move that two steps explain already) are set to 0, and rows add up to 0. */
static void make_generator(const struct matrix *yearly, struct matrix *generator)
{
    /* A year so restless that it has no real logarithm: its chances stand for rates. */
    if (!matrix_log(yearly, generator))
        *generator = *yearly;
    for (int from = 0; from < CHAIN_STATES; from++) {
        double sum = 0;
        for (int to = 0; to < CHAIN_STATES; to++) {
            if (to == from)
                continue;
            if (from == CHAIN_DEAD || !(generator->at[from][to] > 0))
                generator->at[from][to] = 0;
            sum += generator->at[from][to];
        }
        generator->at[from][from] = -sum;
    }
}

void rates_chain_prepare(struct rates *rates, const struct values *values)
{
    const double m = values->care_moderate_share;

    rates->incidence = values->care_incidence_level;
    for (int sex = 0; sex < SEXES; sex++) {
        for (int age = 0; age < AGES; age++) {
            struct matrix *generator = &rates->generator[sex][age];
            split_prevalence(rates->care[sex][age], m, rates->prevalence[sex][age]);
            make_yearly(rates->care[sex][age], m, values->care_moderate_progress,
                        rates->prevalence[sex][age], &rates->yearly[sex][age]);
            make_generator(&rates->yearly[sex][age], generator);
            const double none = generator->at[CARE_NONE][CHAIN_DEAD];
            for (int state = 0; state < CARES; state++)
                rates->death_relative[sex][age][state] =
                    none > DEATH_LEAST ? generator->at[state][CHAIN_DEAD] / none : 1;
        }
    }
}

void rates_chain_month(const struct rates *rates, enum sex sex, int age, double death,
                       double incidence, struct matrix *out)
{
    const struct matrix *generator = &rates->generator[sex][age];
    struct matrix month_rates = {0};

    for (int from = 0; from < CARES; from++) {
        double *rate = month_rates.at[from];
        double sum = 0;
        for (int to = 0; to < CARES; to++) {
            if (to != from)
                rate[to] = generator->at[from][to] * (to > from ? incidence : 1) /
                           MONTHS_PER_YEAR;
            sum += rate[to];
        }
        rate[CHAIN_DEAD] =
            death * rates->death_relative[sex][age][from] / MONTHS_PER_YEAR;
        rate[from] = -(sum + rate[CHAIN_DEAD]);
    }
    matrix_exp(&month_rates, out);
}

double rates_chain_solve(const struct rates *rates, enum sex sex, int age,
                         const double mix[CARES], double incidence, double chance)
{
    const double wanted = -exact_log(1 - at_most(chance, RATES_CHANCE_MOST));
    double relative = 0;

    for (int state = 0; state < CARES; state++)
        relative += mix[state] * rates->death_relative[sex][age][state];
    if (!(wanted > 0) || !(relative > 0))
        return 0;
    /* Deaths are all but proportional to the rate, so correcting it by the ratio of
     * hazards gains two digits or more a round. */
    double death = wanted / relative * MONTHS_PER_YEAR;
    for (int round = 0; round < SOLVE_ROUNDS; round++) {
        struct matrix chain;
        double found = 0;
        rates_chain_month(rates, sex, age, death, incidence, &chain);
        for (int state = 0; state < CARES; state++)
            found += mix[state] * chain.at[state][CHAIN_DEAD];
        const double hazard = -exact_log(1 - found);
        const double error = hazard / wanted - 1;
        if (error < SOLVE_ERROR && error > -SOLVE_ERROR)
            break;
        death *= wanted / hazard;
    }
    return death;
}
