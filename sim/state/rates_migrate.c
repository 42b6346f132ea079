/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Migration over the city's border and moves inside it: who leaves, who should come.
 *
 * A file of one profile (net rates by age) gives the shape; its level is
 * migrate.net_rate of the base residents a year. A file by year gives net persons of the
 * place itself and is used as it is. Gross flows are migrate.gross_ratio, g, times the
 * net ones. With a profile, departures in all are (g - 1) / 2 times the net total (plus
 * the net loss, if it is one), spread by a propensity that follows the size of the net
 * rates over ages; by year, the same holds age by age.
 *
 * Children below 18 leave with their mothers, not by a chance of their own: their
 * expected rate is that of women RATES_MOTHER_YEARS older. */
#include "state/rates_parts.h"
#include "state/rates_table.h"

#include "core/exact.h"

#include <stdlib.h>
#include <string.h>

/* Bounds of what a file may say. */
static const double NET_PER_1000_MAX = 1000;
static const double NET_PERSONS_MAX = 1e9;
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

/* Age of the woman who stands for a child's mother. */
static int mother_age(int age)
{
    return age + RATES_MOTHER_YEARS;
}

/* Fills the ages below the first of the file with the rates of women of their mothers'
 * ages. */
static void fill_children(const struct rates_table *table, double *rate)
{
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < RATES_ADULT; age++) {
            if (rates_table_line(table, table->first, 0, sex, age) != 0)
                break;
            rate[sex * AGES + age] = rate[SEX_FEMALE * AGES + mother_age(age)];
        }
}

/* All rows of a profile must be of one area. */
static int check_area(const struct csv *csv, struct report *report)
{
    const int column = csv_column(csv, "area");
    struct error err;

    for (int i = 1; column >= 0 && i < csv->rows; i++) {
        const char *here = csv_text(csv, i, column);
        const char *above = csv_text(csv, i - 1, column);
        if (strcmp(here, above) == 0)
            continue;
        error_set(&err, MESSAGE_RATES_AREAS, here, above);
        error_at(&err, csv->path, csv->lines[i], 0);
        report_add(report, &err);
        return -1;
    }
    return 0;
}

static int read_profile(const struct csv *csv, struct rates *rates,
                        struct report *report)
{
    const char *age = csv_column(csv, "age_low_2020") >= 0 ? "age_low_2020" : "age_low";
    const struct rates_shape shape = {
        .path = csv->path,
        .sex = "sex",
        .age = age,
        .optional = true,
        .values = 1,
        .value = {{"net_rate_per_1000_per_year", -NET_PER_1000_MAX, NET_PER_1000_MAX}}};
    struct rates_table table = {0};
    struct error err;

    TRY(check_area(csv, report));
    TRY(rates_table_read(csv, &shape, &table, report));
    rates->migration = calloc(SEXES * AGES, sizeof *rates->migration);
    if (rates->migration == NULL) {
        error_set(&err, MESSAGE_MEMORY, csv->path);
        report_add(report, &err);
        rates_table_free(&table);
        return -1;
    }
    for (int sex = 0; sex < SEXES; sex++)
        for (int i = 0; i < AGES; i++)
            rates->migration[sex * AGES + i] =
                *rates_table_at(&table, table.first, 0, sex, i) / PER_1000;
    fill_children(&table, rates->migration);
    rates_table_free(&table);
    return 0;
}

static int read_by_year(const struct csv *csv, struct rates *rates,
                        struct report *report)
{
    const struct rates_shape shape = {
        .path = csv->path,
        .year = "year",
        .age = "age_group",
        .groups = true,
        .optional = true,
        .values = SEXES,
        .value = {[SEX_MALE] = {"male", -NET_PERSONS_MAX, NET_PERSONS_MAX},
                  [SEX_FEMALE] = {"female", -NET_PERSONS_MAX, NET_PERSONS_MAX}}};
    struct rates_table table = {0};
    struct error err;

    TRY(rates_table_read(csv, &shape, &table, report));
    rates->migration_by_year = true;
    rates->migration_first = table.first;
    rates->migration_last = table.last;
    const int years = table.last - table.first + 1;
    rates->migration = calloc((size_t)years * SEXES * AGES, sizeof *rates->migration);
    if (rates->migration == NULL) {
        error_set(&err, MESSAGE_MEMORY, csv->path);
        report_add(report, &err);
    }
    for (int year = 0; year < years && rates->migration != NULL; year++)
        for (int sex = 0; sex < SEXES; sex++)
            for (int age = 0; age < AGES; age++)
                rates->migration[(size_t)(year * SEXES + sex) * AGES + (size_t)age] =
                    rates_table_at(&table, table.first + year, 0, 0, age)[sex];
    rates_table_free(&table);
    return rates->migration == NULL ? -1 : 0;
}

int rates_migrate_read(struct inputs *inputs, const char *path, struct rates *rates,
                       struct report *report)
{
    struct csv csv = {0};
    struct error err;
    int status = -1;

    if (path[0] == '\0')
        return 0;
    if (csv_read(inputs, path, &csv, &err) != 0) {
        report_add(report, &err);
        return -1;
    }
    if (csv_column(&csv, "age_group") >= 0) {
        status = read_by_year(&csv, rates, report);
    } else if (csv_column(&csv, "net_rate_per_1000_per_year") >= 0) {
        status = read_profile(&csv, rates, report);
    } else {
        error_set(&err, MESSAGE_RATES_COLUMNS, path,
                  "'sex', 'age_low', 'net_rate_per_1000_per_year'",
                  "'year', 'age_group', 'male', 'female'");
        error_at(&err, path, csv.header_line, 0);
        report_add(report, &err);
    }
    rates->migration_given = status == 0;
    csv_free(&csv);
    return status;
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
            mobility[sex][age] = mobility[SEX_FEMALE][mother_age(age)];
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
                          double net[SEXES][AGES], double leave[SEXES][AGES])
{
    const double total = values->migrate_net_rate;
    const double gross = absolute(total) * values->migrate_gross_ratio;
    const double departures = (gross - total) / 2;

    for (int sex = 0; sex < SEXES; sex++) {
        for (int age = 0; age < AGES; age++) {
            net[sex][age] = rates->migration[sex * AGES + age] *
                            rates->base_share[sex][age] *
                            (total / rates->migration_scale);
            leave[sex][age] = departures * rates->mobility[sex][age];
        }
    }
}

/* Flows by the counts of one year. */
static void year_flows(const struct rates *rates, const struct values *values, int year,
                       double net[SEXES][AGES], double leave[SEXES][AGES])
{
    const double *persons = year_cells(rates, year);
    const double turnover = (values->migrate_gross_ratio - 1) / 2;

    for (int sex = 0; sex < SEXES; sex++) {
        for (int age = 0; age < AGES; age++) {
            const double flow = persons[sex * AGES + age] / rates->base_total;
            const double share = rates->base_share[sex][age];
            const double departures =
                (flow < 0 ? -flow : 0) + turnover * absolute(flow);
            net[sex][age] = flow;
            leave[sex][age] = share > 0 ? departures / share : 0;
        }
    }
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < RATES_ADULT; age++)
            leave[sex][age] = leave[SEX_FEMALE][mother_age(age)];
}

void rates_migrate_flows(const struct rates *rates, const struct values *values,
                         int year, double net[SEXES][AGES], double leave[SEXES][AGES])
{
    memset(net, 0, SEXES * sizeof *net);
    memset(leave, 0, SEXES * sizeof *leave);
    if (!rates->migration_given)
        return;
    if (rates->migration_by_year)
        year_flows(rates, values, year, net, leave);
    else
        profile_flows(rates, values, net, leave);
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < AGES; age++)
            if (leave[sex][age] > LEAVE_MOST)
                leave[sex][age] = LEAVE_MOST;
}

void rates_arrivals(const struct rates *rates, const struct values *values, month when,
                    double out[SEXES][AGES])
{
    double net[SEXES][AGES], leave[SEXES][AGES];

    rates_migrate_flows(rates, values, month_year(when), net, leave);
    for (int sex = 0; sex < SEXES; sex++) {
        for (int age = 0; age < AGES; age++) {
            const double wanted =
                net[sex][age] + leave[sex][age] * rates->base_share[sex][age];
            out[sex][age] = wanted > 0 ? wanted : 0;
        }
    }
}
