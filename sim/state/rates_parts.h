/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What the files behind rates.h share among themselves; others include rates.h. */
#ifndef LINLI_STATE_RATES_PARTS_H
#define LINLI_STATE_RATES_PARTS_H

#include "core/exact.h"
#include "state/rates.h"

/* Largest chance of one month: envelopes need room above it. */
#define RATES_CHANCE_MOST 0.99

/* `year` moved into [first, last]. */
static inline int rates_nearest(int year, int first, int last)
{
    return year < first ? first : year > last ? last : year;
}

/* The chance of a month of an event with a yearly rate. */
static inline double rates_monthly(double rate)
{
    const double chance = 1 - exact_exp(-rate / MONTHS_PER_YEAR);
    return chance > RATES_CHANCE_MOST ? RATES_CHANCE_MOST : chance;
}

/* Age of the woman who stands for a child's mother. */
static inline int rates_mother_age(int age)
{
    return age + RATES_MOTHER_YEARS;
}

/* Hazard of death in one month by the life table, of a resident of completed age `age`;
 * all care states and residences together. */
double rates_death_hazard(const struct rates *rates, int year, enum sex sex, int age);

/* Fills prevalence, yearly, generator and death_relative. */
void rates_chain_prepare(struct rates *rates, const struct values *values);
/* Transitions of one month: `death` is the yearly death rate of state none, `incidence`
 * multiplies the rates of worsening. */
void rates_chain_month(const struct rates *rates, enum sex sex, int age, double death,
                       double incidence, struct matrix *out);
/* The yearly death rate of state none at which residents in the states `mix` die with
 * the chance `chance` in one month. */
double rates_chain_solve(const struct rates *rates, enum sex sex, int age,
                         const double mix[CARES], double incidence, double chance);

/* Projects the mix of care states; see struct rates. Fails with MEMORY. */
int rates_mix_project(struct rates *rates, const struct values *values, month from,
                      month until, struct error *err) MUST_CHECK;

/* Reads the migration file of either shape; an empty path means no migration. */
int rates_migrate_read(struct inputs *inputs, const char *path, struct rates *rates,
                       struct report *report) MUST_CHECK;
/* Fills mobility, migration_scale and move_profile from base_share. Fails with
 * RATES_FLAT. */
int rates_migrate_prepare(struct rates *rates, struct error *err) MUST_CHECK;
/* Projects the residents by sex and age; see struct rates. After all of the above. Fails
 * with MEMORY. */
int rates_people_project(struct rates *rates, const struct parameters *parameters,
                         month from, month until, struct error *err) MUST_CHECK;

/* Flows of one year: `net` persons a year per base-year resident; `leave` the yearly
 * rate at which a resident leaves who has a chance of their own; below 18 only a place
 * holder, the rate of women RATES_MOTHER_YEARS older. Departures are
 * scaled on the projected residents of the year. */
void rates_migrate_flows(const struct rates *rates, const struct values *values,
                         int year, double net[SEXES][AGES], double leave[SEXES][AGES]);
/* Departures expected of a resident in a year, twelve times the chance of a month, when
 * `leave` are the rates of rates_migrate_flows: children leave by the mean rate of women
 * of their mothers' ages, men with a partner by hers. */
void rates_migrate_going(const struct rates *rates, int year, double leave[SEXES][AGES],
                         double going[SEXES][AGES]);

/* Births per woman and year by age, [AGES], and males per 100 females at birth, of the
 * file's year nearest to `year`; borrowed. */
static inline const double *rates_fertility(const struct rates *rates, int year)
{
    const int nearest =
        rates_nearest(year, rates->fertility_first, rates->fertility_last);
    return rates->fertility + (size_t)(nearest - rates->fertility_first) * AGES;
}
static inline double rates_males(const struct rates *rates, int year)
{
    const int nearest =
        rates_nearest(year, rates->sex_ratio_first, rates->sex_ratio_last);
    return rates->sex_ratio[nearest - rates->sex_ratio_first];
}

#endif
