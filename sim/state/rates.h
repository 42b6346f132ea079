/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Demographic rates read from CSV files (docs/CITY.md, "Rates") and turned into monthly
 * chances: 32-bit thresholds, made once a year, so that no outcome depends on libm.
 *
 * Death. Residents hold their month of birth, so one of completed age x has an exact age
 * between x and x + 1 and the column wanted is qx, the chance to die between exact ages
 * x and x + 1: at a constant force over the year, the chance of one month is
 * 1 - (1 - qx)^(1/12), and twelve months from a birthday give qx. The column
 * death_prob_last_birthday answers another question (people who now are anywhere between
 * x and x + 1) and lies half a year later in life; it serves for the open last age, where
 * qx is 1, and where a file has no qx (then its neighbours' geometric mean stands in).
 * Infants: `bear`, which comes after `die`, draws for the newborn's month of birth, so
 * that age 0 too is met in twelve months and a birth cohort loses q0 in its first year.
 * (The table's death_prob_last_birthday at 0 leaves most infant deaths out.)
 *
 * Care. Death rates differ by care state, in the ratios of the care file, at a level
 * solved so that the residents of each age and sex together die at the life table's
 * chance: see `mix` below. Fertility is a rate, not a chance, so a month has
 * 1 - exp(-f / 12); so have all parameters with the unit 1/year. */
#ifndef LINLI_STATE_RATES_H
#define LINLI_STATE_RATES_H

#include "core/csv.h"
#include "core/matrix.h"
#include "param/parameters.h"
#include "state/community.h"

/* Years between a mother and her child where only a mean is needed (arrivals, and the
 * departures of children). */
enum { RATES_MOTHER_YEARS = 29, RATES_ADULT = 18 };

/* Paths of the files, resolved; "" where optional and absent. Tables whose age column
 * is called age_low hold from each age to the next row's; so does `age`. The last age
 * serves all above, but fertility, which ends with the last row or at 49 when earlier.
 * Years a file leaves out take its nearest year. */
struct rate_files {
    const char *mortality; /* year, sex, age, qx and/or death_prob_last_birthday */
    const char *mortality_ratio; /* optional: residence, sex, age_low, ratio_to_all */
    const char *fertility;       /* year, age, asfr_per_1000 */
    const char *fertility_ratio; /* optional: residence, age, ratio_to_all */
    const char *sex_ratio;       /* year, srb_males_per_100_females */
    const char *care;            /* sex, age, prev_*, death_prob_*, p_* */
    const char *migration;       /* optional, one of two shapes: sex, age_low (or
                                    age_low_2020), net_rate_per_1000_per_year and maybe
                                    area; or year, age_group, male, female */
    const char *employment;      /* sex, age_low, share_working */
    const char *retirement;      /* year, sex, age_months */
    const char *marriage;        /* sex, age_low, share_partnered, seek_weight */
};

/* Transitions of the care chain within one month: four living states and death. */
enum { CHAIN_DEAD = CARES, CHAIN_STATES };

/* The numbers of the care file, in the order of its columns; "mild" there is the middle
 * class that the model splits into mild and moderate. */
enum rates_care {
    RATES_PREV_NONE,
    RATES_PREV_MIDDLE,
    RATES_PREV_SEVERE,
    RATES_DEATH_NONE,
    RATES_DEATH_MIDDLE,
    RATES_DEATH_SEVERE,
    RATES_NONE_TO_MIDDLE,
    RATES_NONE_TO_SEVERE,
    RATES_MIDDLE_TO_SEVERE,
    RATES_MIDDLE_TO_NONE,
    RATES_SEVERE_TO_MIDDLE,
    RATES_CARE
};

/* What the chances of a month were made from, so that a month in which nothing changed
 * costs nothing. */
enum { RATES_VALUES = 14 };
struct rates_made {
    const struct rates *rates;
    unsigned prepared;
    int year;
    double value[RATES_VALUES]; /* the first two concern the chain */
};

/* Chances in force in one month, for residences that differ. Chain thresholds are
 * cumulative and ordered: death first, then the other living states in ascending order,
 * staying last. With word w of a resident in state s: dead when w < chain[..][s][0];
 * else in the k-th other state when w < chain[..][s][k]; else stays. No chance of a
 * month exceeds 0.99. */
struct rates_month {
    month when;
    uint32_t chain[RESIDENCES][SEXES][AGES][CARES][CARES];
    uint32_t bear[RESIDENCES][AGES]; /* women; per month */
    uint32_t boy;                    /* newborn is male */
    uint32_t seek[SEXES][AGES];      /* unpartnered: begins to look */
    uint32_t part[AGES];             /* couple, by the woman's age */
    uint32_t leave_home[AGES];       /* unpartnered, from a parent's home */
    uint32_t enter_dormitory[AGES];  /* unpartnered, from a family home */
    uint32_t leave_dormitory[AGES];  /* unpartnered */
    uint32_t move[AGES];             /* household, by reference person's age */
    uint32_t emigrate[SEXES][AGES];  /* per month; 0 below 18, children leave
                                                  with their mothers */
    uint32_t registering;            /* non-local resident */
    uint32_t working[SEXES][AGES];   /* share at work */
    uint32_t working_mother[AGES];   /* mothers of a child under three */
    int retirement_months[SEXES];    /* age in months from which not at work
                                                  and over it means retired */
    struct rates_made made;
};

struct rates {
    int year_first, year_last; /* span of the mortality file */
    double *death; /* [years][SEXES][AGES] yearly chance by completed age (qx) */
    int fertility_first, fertility_last;
    double *fertility; /* [years][AGES] births per woman and year */
    int sex_ratio_first, sex_ratio_last;
    double *sex_ratio; /* [years] males per 100 females */
    double death_ratio[RESIDENCES][SEXES][AGES];
    double birth_ratio[RESIDENCES][AGES];
    double care[SEXES][AGES][RATES_CARE]; /* as read */
    bool migration_given;
    bool migration_by_year; /* counts by year, else one profile */
    int migration_first, migration_last;
    double *migration; /* [years or 1][SEXES][AGES]: net persons a year when by year;
                           else net rate a year per person. NULL when not given */
    double working[SEXES][AGES];
    int retirement_first, retirement_last;
    double *retirement;            /* [years][SEXES] months of age */
    double partnered[SEXES][AGES]; /* share with a partner, for synthesis */
    double seek[SEXES][AGES];      /* weight of looking for one, peak 1 */

    /* From here on made by rates_prepare. */
    unsigned prepared;                     /* how often */
    double prevalence[SEXES][AGES][CARES]; /* at the start of the run; rows sum to 1 */
    struct matrix yearly[SEXES][AGES];     /* of the evidence's year; death is last */
    struct matrix generator[SEXES][AGES];  /* per year; off-diagonals >= 0 */
    double death_relative[SEXES][AGES][CARES]; /* death rate relative to state none */
    double incidence; /* care.incidence_level that the mix was made with */
    /* The expected mix of care states by year, sex and completed age that makes deaths
     * add up to the life table; a projection of the tables, not of the agents, so that
     * nobody's chance depends on who else is there. National (ratio 1), for all
     * residences. */
    double (*mix)[SEXES][AGES][CARES];
    int mix_first, mix_last;
    /* How the base population is spread over ages, for scaling migration. */
    double base_share[SEXES][AGES];
    double base_total;                  /* persons */
    double residence_share[RESIDENCES]; /* all 0 where not known */
    /* The expected residents of each year, mean over its months of the run, per
     * base-year resident; from the tables and the migration asked for, never from the
     * agents. Departures and arrivals are scaled on it. */
    double (*people)[SEXES][AGES];
    int people_first, people_last;
    double mobility[SEXES][AGES]; /* propensity to leave by age, mean 1 over the base */
    double migration_scale;       /* net rate of the profile over the base population */
    double move_profile[AGES];    /* mean 1 over the adults of the base */
};

/* Reads and checks every file; all problems go to `report`. `rates` needs no
 * initialisation and is left empty on failure. */
int rates_read(struct inputs *inputs, const struct rate_files *files,
               struct rates *rates, struct report *report) MUST_CHECK;
void rates_free(struct rates *rates);
/* Residents of the base year, in persons (unscaled), because a migration file by year
 * counts persons of the same place. */
struct rates_base {
    double residents[SEXES][AGES];
    /* Persons by residence, in any unit: weights of the ratios of deaths and births in
     * the projection of residents. All 0: it takes the national rates. */
    double residence[RESIDENCES];
};

/* Readies what depends on parameters and the span of the run: splits the middle care
 * class, makes generators, projects the mix of care states and the residents by age from
 * `from`, when the base residents live in the city, to `until`. The mix takes the values
 * of `from`, the residents those of each month. May be called again with other values.
 * Fails with RATES_NO_BASE, RATES_FLAT or MEMORY. */
int rates_prepare(struct rates *rates, const struct parameters *parameters, month from,
                  month until, const struct rates_base *base,
                  struct error *err) MUST_CHECK;
/* Fills the chances of one month. Years outside a file take its nearest year. `out` must
 * be zeroed before its first use; later calls keep what did not change: the chain is
 * remade only when the year or a parameter of it changed, the rest when any parameter
 * did. */
int rates_month(const struct rates *rates, const struct values *values, month when,
                struct rates_month *out, struct error *err) MUST_CHECK;
/* Persons by sex and age who should arrive per year and base-year resident: net wanted
 * plus the departures expected of the projected residents, never negative, all together
 * at most 5 (a month's Poisson mean stays below a million in any community of up to two
 * million). */
void rates_arrivals(const struct rates *rates, const struct values *values, month when,
                    double out[SEXES][AGES]);

#endif
