/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The expected mix of care states by year, sex and age: cohorts by month of age, moved
 * month by month with the very chain that residents meet. It starts from the evidence's
 * prevalence and is a projection of tables alone.
 *
 * For each year the death rate of state none is solved so that the residents of an age,
 * in the mean mix they have over that year, die at the life table's chance. The mean mix
 * depends a little on that rate in turn, so a year is run ROUNDS times. The levels
 * die.level and care.incidence_level are those given to rates_prepare, for all years: a
 * later change of incidence is meant to change deaths. Cohorts weigh
 * what a stationary population of the first year's life table would hold. */
#include "state/rates_parts.h"

#include "core/exact.h"

#include <stdlib.h>
#include <string.h>

/* Months of age kept apart; the last is everybody of 100 years and over. */
enum { COHORT_OPEN = AGE_LAST * MONTHS_PER_YEAR, COHORTS = COHORT_OPEN + 1 };
/* Runs of each year: after the second the mix changes in the sixth digit. */
enum { ROUNDS = 3 };

/* Expected residents by month of age and state. */
struct cohorts {
    double people[SEXES][COHORTS][CARES];
};

struct work {
    struct cohorts start, now;
    struct matrix chain[SEXES][AGES];
    double exposed[SEXES][AGES][CARES]; /* resident-months of the year */
};

static int cohort_age(int cohort)
{
    return cohort / MONTHS_PER_YEAR;
}

/* A stationary population with the evidence's prevalences. */
static void fill_start(const struct rates *rates, int year, struct cohorts *cohorts)
{
    for (int sex = 0; sex < SEXES; sex++) {
        double alive = 1;
        for (int cohort = 0; cohort < COHORTS; cohort++) {
            const int age = cohort_age(cohort);
            const double hazard = rates_death_hazard(rates, year, (enum sex)sex, age);
            /* The open age holds all who are ever to be there. */
            const double people =
                cohort == COHORT_OPEN ? alive / (1 - exact_exp(-hazard)) : alive;
            for (int state = 0; state < CARES; state++)
                cohorts->people[sex][cohort][state] =
                    people * rates->prevalence[sex][age][state];
            alive *= exact_exp(-hazard);
        }
    }
}

/* Moves one cohort through a month. */
static void move_cohort(const struct matrix *chain, const double before[CARES],
                        double after[CARES])
{
    for (int to = 0; to < CARES; to++) {
        double sum = 0;
        for (int from = 0; from < CARES; from++)
            sum += before[from] * chain->at[from][to];
        after[to] = sum;
    }
}

/* One month: exposure is counted, everybody moves, grows a month older, and a newborn
 * cohort without care need enters. Newborns meet no chance in the month of birth. */
static void step_month(struct work *work, int sex)
{
    double(*people)[CARES] = work->now.people[sex];
    double open[CARES], moved[CARES];

    for (int cohort = 1; cohort < COHORTS; cohort++)
        for (int state = 0; state < CARES; state++)
            work->exposed[sex][cohort_age(cohort)][state] += people[cohort][state];
    move_cohort(&work->chain[sex][AGE_LAST], people[COHORT_OPEN], open);
    for (int cohort = COHORT_OPEN - 1; cohort >= 1; cohort--) {
        move_cohort(&work->chain[sex][cohort_age(cohort)], people[cohort], moved);
        memcpy(people[cohort + 1], moved, sizeof moved);
    }
    for (int state = 0; state < CARES; state++)
        people[COHORT_OPEN][state] += open[state];
    memcpy(people[1], people[0], sizeof people[0]);
    memset(people[0], 0, sizeof people[0]);
    people[0][CARE_NONE] = 1;
}

/* Remakes the chain of one year for a given mean mix. */
static void make_chain(const struct rates *rates, const struct values *values, int year,
                       double mix[SEXES][AGES][CARES], struct work *work)
{
    for (int sex = 0; sex < SEXES; sex++) {
        for (int age = 0; age < AGES; age++) {
            const double hazard = rates_death_hazard(rates, year, (enum sex)sex, age);
            const double chance = 1 - exact_exp(-hazard * values->die_level);
            const double death = rates_chain_solve(
                rates, (enum sex)sex, age, mix[sex][age], rates->incidence, chance);
            rates_chain_month(rates, (enum sex)sex, age, death, rates->incidence,
                              &work->chain[sex][age]);
        }
    }
}

/* The mean mix of the exposed; keeps what it was where nobody is. */
static void mean_mix(struct work *work, double mix[SEXES][AGES][CARES])
{
    for (int sex = 0; sex < SEXES; sex++) {
        for (int age = 0; age < AGES; age++) {
            const double *exposed = work->exposed[sex][age];
            double sum = 0;
            for (int state = 0; state < CARES; state++)
                sum += exposed[state];
            for (int state = 0; state < CARES && sum > 0; state++)
                mix[sex][age][state] = exposed[state] / sum;
        }
    }
}

/* Runs `months` of one year until the mix and the death rates agree. `mix` holds a first
 * guess and the result. */
static void run_year(const struct rates *rates, const struct values *values, int year,
                     int months, double mix[SEXES][AGES][CARES], struct work *work)
{
    work->start = work->now;
    for (int round = 0; round < ROUNDS; round++) {
        work->now = work->start;
        memset(work->exposed, 0, sizeof work->exposed);
        make_chain(rates, values, year, mix, work);
        for (int i = 0; i < months; i++)
            for (int sex = 0; sex < SEXES; sex++)
                step_month(work, sex);
        mean_mix(work, mix);
    }
}

int rates_mix_project(struct rates *rates, const struct values *values, month from,
                      month until, struct error *err)
{
    const int first = month_year(from), last = month_year(until);
    struct work *work = malloc(sizeof *work);

    free(rates->mix);
    rates->mix = malloc((size_t)(last - first + 1) * sizeof *rates->mix);
    if (work == NULL || rates->mix == NULL) {
        free(work);
        return error_set(err, MESSAGE_MEMORY, "rates");
    }
    rates->mix_first = first;
    rates->mix_last = last;
    fill_start(rates, first, &work->now);
    for (int year = first; year <= last; year++) {
        const int months =
            year == first ? MONTHS_PER_YEAR + 1 - month_number(from) : MONTHS_PER_YEAR;
        double(*mix)[AGES][CARES] = rates->mix[year - first];
        if (year == first)
            memcpy(mix, rates->prevalence, sizeof rates->prevalence);
        else
            memcpy(mix, rates->mix[year - first - 1], sizeof rates->prevalence);
        run_year(rates, values, year, months, mix, work);
    }
    free(work);
    return 0;
}
