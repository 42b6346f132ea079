/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The chances of one month as thresholds. What a chance means, and its tables, are
 * described in rates.h; here tables, parameters and profiles over ages meet.
 *
 * Profiles that no evidence gives are assumed: divorce is level to DIVORCE_PEAK and then
 * falls in a straight line to age 60; leaving home peaks at LEAVE_PEAK. Both have mean 1
 * over the ages they cover, so that the parameter is the mean rate. */
#include "state/rates.h"

#include "core/exact.h"
#include "core/stream.h"
#include "state/rates_parts.h"
#include "state/stage.h"

#include <string.h>

/* Divorce, by the woman's age: this at 20 to 30, falling by 1/30 a year to 60, has the
 * mean 1 over 20 to 59 (the falls add up to 14.5 over 40 ages). */
enum { DIVORCE_PEAK = 30, DIVORCE_END = 60 };
static const double DIVORCE_TOP = 1.3625;
/* Leaving home: 1.5 at the peak age, less by this for each year away from it, which
 * makes the mean over 18 to 34 equal 1 (the distances add up to 72 over 17 ages). */
enum { LEAVE_FIRST = 18, LEAVE_PEAK = 26, LEAVE_LAST = 34 };
static const double LEAVE_TOP = 1.5, LEAVE_SLOPE = 0.5 * 17 / 72;
/* Values of rates_made that concern the chain. */
enum { CHAIN_VALUES = 2 };

static uint32_t monthly_threshold(double rate)
{
    return stream_threshold(rates_monthly(rate));
}

static double divorce_profile(int age)
{
    if (age >= DIVORCE_END)
        return 0;
    const int years = age > DIVORCE_PEAK ? age - DIVORCE_PEAK : 0;
    return DIVORCE_TOP - (double)years / (DIVORCE_END - DIVORCE_PEAK);
}

static double leave_profile(int age)
{
    if (age < LEAVE_FIRST || age > LEAVE_LAST)
        return 0;
    return LEAVE_TOP -
           LEAVE_SLOPE * (age > LEAVE_PEAK ? age - LEAVE_PEAK : LEAVE_PEAK - age);
}

/* Cumulative thresholds of one row of a month's matrix: death first, then the other
 * living states in ascending order. */
static void fill_row(const struct matrix *chain, int from, uint32_t ordered[CARES])
{
    double sum = chain->at[from][CHAIN_DEAD];
    int slot = 0;

    ordered[slot++] =
        stream_threshold(sum < RATES_CHANCE_MOST ? sum : RATES_CHANCE_MOST);
    for (int to = 0; to < CARES; to++) {
        if (to == from)
            continue;
        sum += chain->at[from][to];
        ordered[slot++] =
            stream_threshold(sum < RATES_CHANCE_MOST ? sum : RATES_CHANCE_MOST);
    }
}

/* The chain of one sex and age for every residence: deaths of all states together meet
 * the life table times ratio and level, on the scale of hazards. The search uses the
 * incidence the mix was made with, so that a later change of incidence changes deaths
 * too. */
static void fill_chain(const struct rates *rates, const struct values *values, int year,
                       enum sex sex, int age, struct rates_month *out)
{
    const double hazard = rates_death_hazard(rates, year, sex, age) * values->die_level;
    const int nearest = rates_nearest(year, rates->mix_first, rates->mix_last);
    const double *mix = rates->mix[nearest - rates->mix_first][sex][age];

    for (int residence = 0; residence < RESIDENCES; residence++) {
        const double ratio = rates->death_ratio[residence][sex][age];
        struct matrix chain;
        if (residence > 0 && ratio == rates->death_ratio[residence - 1][sex][age]) {
            memcpy(out->chain[residence][sex][age], out->chain[residence - 1][sex][age],
                   sizeof out->chain[residence][sex][age]);
            continue;
        }
        const double chance = 1 - exact_exp(-hazard * ratio);
        const double death =
            rates_chain_solve(rates, sex, age, mix, rates->incidence, chance);
        rates_chain_month(rates, sex, age, death, values->care_incidence_level, &chain);
        for (int from = 0; from < CARES; from++)
            fill_row(&chain, from, out->chain[residence][sex][age][from]);
    }
}

static void fill_births(const struct rates *rates, const struct values *values,
                        int year, struct rates_month *out)
{
    const double *fertility = rates_fertility(rates, year);
    const double males = rates_males(rates, year);

    for (int residence = 0; residence < RESIDENCES; residence++)
        for (int age = 0; age < AGES; age++)
            out->bear[residence][age] =
                monthly_threshold(fertility[age] * rates->birth_ratio[residence][age] *
                                  values->bear_level);
    out->boy = stream_threshold(males / (100 + males));
}

/* Last age at which people enter dormitories (assumed: the end of studies). */
enum { DORMITORY_ENTRY_LAST = 24 };

static void fill_homes(const struct rates *rates, const struct values *values,
                       struct rates_month *out)
{
    for (int age = 0; age < AGES; age++) {
        for (int sex = 0; sex < SEXES; sex++)
            out->seek[sex][age] =
                monthly_threshold(values->couple_rate * rates->seek[sex][age]);
        out->part[age] = monthly_threshold(values->part_rate * divorce_profile(age));
        out->leave_home[age] =
            monthly_threshold(values->leave_home_rate * leave_profile(age));
        out->enter_dormitory[age] =
            age >= STAGE_ADULT && age <= DORMITORY_ENTRY_LAST
                ? monthly_threshold(values->leave_home_enter_dormitory)
                : 0;
        out->leave_dormitory[age] =
            age >= STAGE_ADULT && age < STAGE_ELDER
                ? monthly_threshold(values->leave_home_leave_dormitory)
                : 0;
        out->move[age] =
            monthly_threshold(values->migrate_move_rate * rates->move_profile[age]);
    }
    out->registering = monthly_threshold(values->register_rate);
}

static void fill_work(const struct rates *rates, const struct values *values, int year,
                      struct rates_month *out)
{
    const int nearest =
        rates_nearest(year, rates->retirement_first, rates->retirement_last);

    for (int age = 0; age < AGES; age++) {
        for (int sex = 0; sex < SEXES; sex++) {
            const double share = rates->working[sex][age] * values->work_level;
            out->working[sex][age] = stream_threshold(share < 1 ? share : 1);
        }
        const double mothers = rates->working[SEX_FEMALE][age] * values->work_level *
                               values->work_mother_under_three;
        out->working_mother[age] = stream_threshold(mothers < 1 ? mothers : 1);
    }
    for (int sex = 0; sex < SEXES; sex++)
        out->retirement_months[sex] =
            (int)(rates->retirement[(nearest - rates->retirement_first) * SEXES + sex] +
                  0.5);
}

static void fill_migration(const struct rates *rates, const struct values *values,
                           int year, struct rates_month *out)
{
    double net[SEXES][AGES], leave[SEXES][AGES];

    rates_migrate_flows(rates, values, year, net, leave);
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < AGES; age++)
            out->emigrate[sex][age] =
                age < RATES_ADULT ? 0 : monthly_threshold(leave[sex][age]);
}

/* What decides the chances of a month. Filled member by member over zeroes, so that two
 * of them can be compared. */
static void make_key(const struct rates *rates, const struct values *values, int year,
                     struct rates_made *made)
{
    const double value[RATES_VALUES] = {values->die_level,
                                        values->care_incidence_level,
                                        values->bear_level,
                                        values->work_level,
                                        values->work_mother_under_three,
                                        values->part_rate,
                                        values->couple_rate,
                                        values->leave_home_rate,
                                        values->leave_home_enter_dormitory,
                                        values->leave_home_leave_dormitory,
                                        values->migrate_net_rate,
                                        values->migrate_gross_ratio,
                                        values->migrate_move_rate,
                                        values->register_rate};

    memset(made, 0, sizeof *made);
    made->rates = rates;
    made->prepared = rates->prepared;
    made->year = year;
    memcpy(made->value, value, sizeof value);
}

static bool same_values(const struct rates_made *a, const struct rates_made *b,
                        int count)
{
    if (a->rates != b->rates || a->prepared != b->prepared || a->year != b->year)
        return false;
    for (int k = 0; k < count; k++)
        if (a->value[k] != b->value[k])
            return false;
    return true;
}

int rates_month(const struct rates *rates, const struct values *values, month when,
                struct rates_month *out, struct error *err)
{
    const int year = month_year(when);
    struct rates_made made;

    if (rates->prepared == 0)
        return error_set(err, MESSAGE_LAW, "rates used before they were prepared");
    make_key(rates, values, year, &made);
    out->when = when;
    if (same_values(&out->made, &made, RATES_VALUES))
        return 0;
    if (!same_values(&out->made, &made, CHAIN_VALUES))
        for (int sex = 0; sex < SEXES; sex++)
            for (int age = 0; age < AGES; age++)
                fill_chain(rates, values, year, (enum sex)sex, age, out);
    fill_births(rates, values, year, out);
    fill_homes(rates, values, out);
    fill_work(rates, values, year, out);
    fill_migration(rates, values, year, out);
    out->made = made;
    return 0;
}
