/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The expected residents of the city by year, sex and age: cohorts by month of age from
 * the base residents on, with the tables' deaths and births and the migration asked for.
 * A projection of tables alone, as that of care states (rates_mix.c): who in fact lives
 * in the city changes nobody's chance.
 *
 * Departures and arrivals of a year depend on its mean residents, and these on them, so
 * a year is run ROUNDS times. Ratios of residences are averaged with the base's shares
 * of residents. */
#include "state/rates_parts.h"

#include "core/exact.h"

#include <stdlib.h>
#include <string.h>

/* Months of age kept apart; the last is everybody of 100 years and over. */
enum { COHORT_OPEN = AGE_LAST * MONTHS_PER_YEAR, COHORTS = COHORT_OPEN + 1 };
/* Runs of each year: flows are a few per cent of the residents, so an error in these
 * shrinks that much with each run. */
enum { ROUNDS = 3 };
static const double PER_100 = 100;

/* Expected residents per base-year resident, by month of age. */
struct cohorts {
    double people[SEXES][COHORTS];
};

/* What happens in one month. */
struct turn {
    double stay[SEXES][AGES]; /* share that does not die */
    double go[SEXES][AGES];   /* share that leaves */
    double come[SEXES][AGES]; /* who arrive, per base-year resident */
    double bear[AGES];        /* births per woman */
    double boys;              /* share of births */
};

struct work {
    struct cohorts start, now;
    struct turn turn;
};

static int cohort_age(int cohort)
{
    return cohort / MONTHS_PER_YEAR;
}

/* Mean of a ratio over the base's residences; 1 where these are not known. */
static double mean_ratio(const struct rates *rates, const double *ratio, size_t step)
{
    double sum = 0, shares = 0;

    for (int residence = 0; residence < RESIDENCES; residence++) {
        sum += rates->residence_share[residence] * ratio[(size_t)residence * step];
        shares += rates->residence_share[residence];
    }
    return shares > 0 ? sum / shares : 1;
}

static void make_births(const struct rates *rates, const struct values *values,
                        int year, struct turn *turn)
{
    const double *fertility = rates_fertility(rates, year);
    const double males = rates_males(rates, year);

    for (int age = 0; age < AGES; age++)
        turn->bear[age] =
            rates_monthly(fertility[age] * values->bear_level *
                          mean_ratio(rates, &rates->birth_ratio[0][age], AGES));
    turn->boys = males / (PER_100 + males);
}

static void make_turn(const struct rates *rates, const struct values *values,
                      month when, struct turn *turn)
{
    const int year = month_year(when);
    double net[SEXES][AGES], leave[SEXES][AGES];

    make_births(rates, values, year, turn);
    rates_migrate_flows(rates, values, year, net, leave);
    rates_migrate_going(rates, year, leave, turn->go);
    rates_arrivals(rates, values, when, turn->come);
    for (int sex = 0; sex < SEXES; sex++) {
        for (int age = 0; age < AGES; age++) {
            const double ratio =
                mean_ratio(rates, &rates->death_ratio[0][sex][age], SEXES * AGES);
            const double hazard =
                rates_death_hazard(rates, year, (enum sex)sex, age) * ratio;
            turn->stay[sex][age] = exact_exp(-hazard * values->die_level);
            turn->go[sex][age] /= MONTHS_PER_YEAR;
            turn->come[sex][age] /= MONTHS_PER_YEAR;
        }
    }
}

static double count_births(const struct cohorts *cohorts, const struct turn *turn)
{
    double births = 0;

    for (int cohort = 0; cohort < COHORTS; cohort++)
        births += cohorts->people[SEX_FEMALE][cohort] * turn->bear[cohort_age(cohort)];
    return births;
}

/* One month in the order of the agents' month: deaths, births, then departures. Adds
 * those who could have left to `mean`, whose sum is to be divided by the months. */
static void step_month(const struct turn *turn, struct cohorts *cohorts,
                       double mean[SEXES][AGES])
{
    const double births = count_births(cohorts, turn);

    for (int sex = 0; sex < SEXES; sex++) {
        double *people = cohorts->people[sex];
        people[0] = births * (sex == SEX_MALE ? turn->boys : 1 - turn->boys);
        for (int cohort = 0; cohort < COHORTS; cohort++) {
            const int age = cohort_age(cohort);
            const double here = people[cohort] * turn->stay[sex][age];
            mean[sex][age] += here;
            people[cohort] =
                here * (1 - turn->go[sex][age]) +
                turn->come[sex][age] / (cohort == COHORT_OPEN ? 1 : MONTHS_PER_YEAR);
        }
        people[COHORT_OPEN] += people[COHORT_OPEN - 1];
        memmove(people + 1, people, (COHORT_OPEN - 1) * sizeof *people);
        people[0] = 0;
    }
}

/* Residents by sex and completed age. */
static void count_ages(const struct cohorts *cohorts, double people[SEXES][AGES])
{
    memset(people, 0, SEXES * sizeof *people);
    for (int sex = 0; sex < SEXES; sex++)
        for (int cohort = 0; cohort < COHORTS; cohort++)
            people[sex][cohort_age(cohort)] += cohorts->people[sex][cohort];
}

/* Runs the months from `first` to `last` of one year until flows and residents agree. */
static void run_year(struct rates *rates, const struct parameters *parameters,
                     month first, month last, struct work *work)
{
    double(*people)[AGES] = rates->people[month_year(first) - rates->people_first];
    const int months = last - first + 1;
    struct values values;

    work->start = work->now;
    count_ages(&work->start, people);
    for (int round = 0; round < ROUNDS; round++) {
        double mean[SEXES][AGES] = {{0}};
        work->now = work->start;
        for (month when = first; when <= last; when++) {
            parameters_at(parameters, when, &values);
            make_turn(rates, &values, when, &work->turn);
            step_month(&work->turn, &work->now, mean);
        }
        for (int sex = 0; sex < SEXES; sex++)
            for (int age = 0; age < AGES; age++)
                people[sex][age] = mean[sex][age] / months;
    }
}

/* The base residents, spread evenly over the months of their year of age. */
static void fill_start(const struct rates *rates, struct cohorts *cohorts)
{
    for (int sex = 0; sex < SEXES; sex++) {
        for (int cohort = 0; cohort < COHORT_OPEN; cohort++)
            cohorts->people[sex][cohort] =
                rates->base_share[sex][cohort_age(cohort)] / MONTHS_PER_YEAR;
        cohorts->people[sex][COHORT_OPEN] = rates->base_share[sex][AGE_LAST];
    }
}

int rates_people_project(struct rates *rates, const struct parameters *parameters,
                         month from, month until, struct error *err)
{
    const int first = month_year(from), last = month_year(until);
    struct work *work = malloc(sizeof *work);

    free(rates->people);
    rates->people = malloc((size_t)(last - first + 1) * sizeof *rates->people);
    if (work == NULL || rates->people == NULL) {
        free(work);
        return error_set(err, MESSAGE_MEMORY, "rates");
    }
    rates->people_first = rates->people_last = first;
    fill_start(rates, &work->now);
    for (int year = first; year <= last; year++) {
        const month start = year == first ? from : month_of(year, 1);
        rates->people_last = year;
        run_year(rates, parameters, start, month_of(year, MONTHS_PER_YEAR), work);
    }
    free(work);
    return 0;
}
