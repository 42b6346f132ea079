/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Migration over the city's border and moves inside it: who leaves, who should come.
 *
 * A file of one profile (net rates by age) gives the shape; its level is
 * migrate.net_rate of the base residents a year. A file by year gives net persons of the
 * place itself and is used as it is. Gross flows are migrate.gross_ratio, g, times the
 * net ones. With a profile, departures in all are (g - 1) / 2 times the net total (plus
 * the net loss, if it is one), spread by a propensity that follows the size of the net
 * rates over ages; by year, the same holds age by age. Rates of leaving are these
 * departures over the residents that rates_people.c projects for the year; arrivals are
 * the net flow and the departures these residents will make of it.
 *
 * Nobody under 18 leaves by a chance of their own: children go with their mothers, and
 * their expected rate is the mean of women about RATES_MOTHER_YEARS older. Couples go by
 * the woman's chance: a man's expected rate is, for the share of men of his age with a
 * partner, that of women MAN_YEARS younger.
 *
 * Two things follow from so few parameters. Where net_rate has not the sign of the
 * profile's own total, the whole profile turns over: a city that gained the young and
 * now loses people loses the young. And where net_rate passes through zero the gross
 * flows, its multiple, vanish too; a turnover that lasts is for a file by year. */
#include "state/rates_parts.h"

#include "core/exact.h"

#include <stdlib.h>
#include <string.h>

static const double PER_1000 = 1000;
/* Ages on either side that a propensity is averaged over: net rates come in groups of
 * five years. */
enum { SMOOTH_YEARS = 2 };
/* Least propensity to leave relative to the mean of all ages (assumed): nobody is held
 * back for good. */
static const double MOBILITY_FLOOR = 0.1;
/* A profile whose net total is a smaller part of its gross total cannot be scaled. */
static const double FLAT_SHARE = 0.05;
/* Largest yearly rate of leaving: small groups with large counts. */
static const double LEAVE_MOST = 5;
/* Most arrivals a year per base-year resident, all ages together. */
static const double ARRIVE_MOST = 5;
/* Years a man is older than his partner, as among arrivals (assumed). */
enum { MAN_YEARS = 2 };
/* How far the years between mother and child spread; weights fall off as a triangle. As
 * among arrivals. */
enum { MOTHER_SPREAD = 9 };
/* Moves within the city by the age of the reference person (assumed): level to
 * MOVE_PEAK, then halved every MOVE_HALVING years down to MOVE_FLOOR of the peak. */
enum { MOVE_PEAK = 29, MOVE_HALVING = 15 };
static const double MOVE_FLOOR = 0.15;
static const double LOG_2 = 0.6931471805599453;

static double absolute(double x)
{
    return x < 0 ? -x : x;
}

static double *year_cells(const struct rates *rates, int year)
{
    const int nearest =
        rates_nearest(year, rates->migration_first, rates->migration_last);
    return rates->migration + (size_t)(nearest - rates->migration_first) * SEXES * AGES;
}

/* Mean size of the net rates around an age. */
static double smoothed(const double *rate, int age)
{
    double sum = 0;
    int count = 0;

    for (int i = age - SMOOTH_YEARS; i <= age + SMOOTH_YEARS; i++) {
        if (i >= 0 && i < AGES) {
            sum += absolute(rate[i]);
            count++;
        }
    }
    return sum / count;
}

/* Age of the woman who stands for a man's partner. */
static int partner_age(int age)
{
    return age - MAN_YEARS > RATES_ADULT ? age - MAN_YEARS : RATES_ADULT;
}

/* Mean rate of the women who may be mothers of a child. */
static double mothers_rate(const double people[AGES], const double rate[AGES],
                           int child)
{
    const int middle = rates_mother_age(child);
    double sum = 0, weight = 0;

    for (int away = 1 - MOTHER_SPREAD; away < MOTHER_SPREAD; away++) {
        const int age = middle + away;
        if (age < RATES_ADULT)
            continue;
        const double mothers = (MOTHER_SPREAD - abs(away)) * people[age];
        sum += mothers * rate[age];
        weight += mothers;
    }
    return weight > 0 ? sum / weight : rate[middle];
}

/* The rates by which residents in fact leave when `own` are those of their sex and age:
 * children take their mothers', partnered men their partners'. */
static void family_rates(const struct rates *rates, double people[SEXES][AGES],
                         double own[SEXES][AGES], double out[SEXES][AGES])
{
    memcpy(out, own, SEXES * sizeof *out);
    for (int age = 0; age < RATES_ADULT; age++)
        out[SEX_MALE][age] = out[SEX_FEMALE][age] =
            mothers_rate(people[SEX_FEMALE], own[SEX_FEMALE], age);
    for (int age = RATES_ADULT; age < AGES; age++) {
        const double partnered = rates->partnered[SEX_MALE][age];
        out[SEX_MALE][age] = partnered * own[SEX_FEMALE][partner_age(age)] +
                             (1 - partnered) * own[SEX_MALE][age];
    }
}

/* The projected residents of a year, per base-year resident. */
static double (*year_people(const struct rates *rates, int year))[AGES]
{
    const int nearest = rates_nearest(year, rates->people_first, rates->people_last);
    return rates->people[nearest - rates->people_first];
}

/* Mean of a table over the base population. */
static double base_mean(const struct rates *rates, double table[SEXES][AGES])
{
    double sum = 0;

    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < AGES; age++)
            sum += table[sex][age] * rates->base_share[sex][age];
    return sum;
}

/* Makes the propensity to leave from the profile: smoothed, floored, children as their
 * mothers, mean 1 over the base. */
static void make_mobility(struct rates *rates)
{
    double(*mobility)[AGES] = rates->mobility;

    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < AGES; age++)
            mobility[sex][age] = smoothed(rates->migration + sex * AGES, age);
    const double least = MOBILITY_FLOOR * base_mean(rates, mobility);
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < AGES; age++)
            if (mobility[sex][age] < least)
                mobility[sex][age] = least;
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < RATES_ADULT; age++)
            mobility[sex][age] = mobility[SEX_FEMALE][rates_mother_age(age)];
    const double mean = base_mean(rates, mobility);
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < AGES; age++)
            mobility[sex][age] = mean > 0 ? mobility[sex][age] / mean : 0;
}

static void make_move_profile(struct rates *rates)
{
    double weighted = 0, adults = 0;

    for (int age = 0; age < AGES; age++) {
        const double years = age > MOVE_PEAK ? age - MOVE_PEAK : 0;
        const double level = exact_exp(-LOG_2 * years / MOVE_HALVING);
        const double share =
            rates->base_share[SEX_MALE][age] + rates->base_share[SEX_FEMALE][age];
        rates->move_profile[age] = level > MOVE_FLOOR ? level : MOVE_FLOOR;
        if (age >= RATES_ADULT) {
            weighted += rates->move_profile[age] * share;
            adults += share;
        }
    }
    for (int age = 0; age < AGES && weighted > 0; age++)
        rates->move_profile[age] *= adults / weighted;
}

int rates_migrate_prepare(struct rates *rates, struct error *err)
{
    double net = 0, gross = 0;

    make_move_profile(rates);
    memset(rates->mobility, 0, sizeof rates->mobility);
    rates->migration_scale = 0;
    if (!rates->migration_given || rates->migration_by_year)
        return 0;
    make_mobility(rates);
    for (int sex = 0; sex < SEXES; sex++) {
        for (int age = 0; age < AGES; age++) {
            const double part =
                rates->migration[sex * AGES + age] * rates->base_share[sex][age];
            net += part;
            gross += absolute(part);
        }
    }
    if (!(absolute(net) > FLAT_SHARE * gross))
        return error_set(err, MESSAGE_RATES_FLAT, "net_rate_per_1000_per_year",
                         net * PER_1000, gross * PER_1000);
    rates->migration_scale = net;
    return 0;
}

/* Flows by a profile: the parameter gives the net total, the profile its ages. */
static void profile_flows(const struct rates *rates, const struct values *values,
                          double people[SEXES][AGES], double net[SEXES][AGES],
                          double leave[SEXES][AGES])
{
    const double total = values->migrate_net_rate;
    const double gross = absolute(total) * values->migrate_gross_ratio;
    const double departures = (gross - total) / 2;
    double own[SEXES][AGES], mobility[SEXES][AGES], mobile = 0;

    memcpy(own, rates->mobility, sizeof own);
    family_rates(rates, people, own, mobility);
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < AGES; age++)
            mobile += mobility[sex][age] * people[sex][age];
    for (int sex = 0; sex < SEXES; sex++) {
        for (int age = 0; age < AGES; age++) {
            net[sex][age] = rates->migration[sex * AGES + age] *
                            rates->base_share[sex][age] *
                            (total / rates->migration_scale);
            leave[sex][age] =
                mobile > 0 ? departures / mobile * rates->mobility[sex][age] : 0;
        }
    }
}

/* Flows by the counts of one year. */
static void year_flows(const struct rates *rates, const struct values *values, int year,
                       double people[SEXES][AGES], double net[SEXES][AGES],
                       double leave[SEXES][AGES])
{
    const double *persons = year_cells(rates, year);
    const double turnover = (values->migrate_gross_ratio - 1) / 2;

    for (int sex = 0; sex < SEXES; sex++) {
        for (int age = 0; age < AGES; age++) {
            const double flow = persons[sex * AGES + age] / rates->base_total;
            const double share = people[sex][age];
            const double departures =
                (flow < 0 ? -flow : 0) + turnover * absolute(flow);
            net[sex][age] = flow;
            leave[sex][age] = share > 0 ? departures / share : 0;
        }
    }
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < RATES_ADULT; age++)
            leave[sex][age] = leave[SEX_FEMALE][rates_mother_age(age)];
}

void rates_migrate_flows(const struct rates *rates, const struct values *values,
                         int year, double net[SEXES][AGES], double leave[SEXES][AGES])
{
    double(*people)[AGES] = year_people(rates, year);

    memset(net, 0, SEXES * sizeof *net);
    memset(leave, 0, SEXES * sizeof *leave);
    if (!rates->migration_given)
        return;
    if (rates->migration_by_year)
        year_flows(rates, values, year, people, net, leave);
    else
        profile_flows(rates, values, people, net, leave);
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < AGES; age++)
            if (leave[sex][age] > LEAVE_MOST)
                leave[sex][age] = LEAVE_MOST;
}

void rates_migrate_going(const struct rates *rates, int year, double leave[SEXES][AGES],
                         double going[SEXES][AGES])
{
    double own[SEXES][AGES];

    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < AGES; age++)
            own[sex][age] = rates_monthly(leave[sex][age]) * MONTHS_PER_YEAR;
    family_rates(rates, year_people(rates, year), own, going);
}

void rates_arrivals(const struct rates *rates, const struct values *values, month when,
                    double out[SEXES][AGES])
{
    double(*people)[AGES] = year_people(rates, month_year(when));
    double net[SEXES][AGES], leave[SEXES][AGES], going[SEXES][AGES], sum = 0;

    rates_migrate_flows(rates, values, month_year(when), net, leave);
    rates_migrate_going(rates, month_year(when), leave, going);
    for (int sex = 0; sex < SEXES; sex++) {
        for (int age = 0; age < AGES; age++) {
            const double wanted = net[sex][age] + going[sex][age] * people[sex][age];
            out[sex][age] = wanted > 0 ? wanted : 0;
            sum += out[sex][age];
        }
    }
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < AGES && sum > ARRIVE_MOST; age++)
            out[sex][age] *= ARRIVE_MOST / sum;
}
