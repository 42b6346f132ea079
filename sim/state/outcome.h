/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What became of needs, counted while it happens. Everybody is asked once a year, in the
 * month of the birthday (infants at six months): each need then has one outcome. Whole
 * numbers throughout, so that the order of threads cannot matter. */
#ifndef LINLI_STATE_OUTCOME_H
#define LINLI_STATE_OUTCOME_H

#include "state/catalogue.h"

/* How a need was met, or the one reason why not (docs/MODEL.md has the order of tests). */
enum outcome {
    OUTCOME_SERVICE, /* by a community service, at least need.met_share of its hours */
    OUTCOME_FAMILY,
    OUTCOME_MARKET,
    OUTCOME_TOO_FAR,
    OUTCOME_NOT_ENTITLED,
    OUTCOME_UNAWARE,
    OUTCOME_WRONG_HOURS,
    OUTCOME_FULL,
    OUTCOME_UNAFFORDABLE,
    OUTCOME_QUALITY,
    OUTCOME_PREFERS_FAMILY,
    OUTCOME_DOES_NOT_WANT,
    OUTCOMES
};
enum { OUTCOME_MET = OUTCOME_MARKET + 1 }; /* outcomes below are met needs */

/* Groups of residents in results, one dimension for all one-way breakdowns: everybody,
 * then age groups, sexes, registrations, income quintiles, care states. */
enum {
    AGE_GROUPS = 22, /* 0-2, 3-4, 5-9, ..., 95-99, 100+ */
    GROUP_ALL = 0,
    GROUP_AGE = 1,
    GROUP_SEX = GROUP_AGE + AGE_GROUPS,
    GROUP_REGISTRATION = GROUP_SEX + SEXES,
    GROUP_QUINTILE = GROUP_REGISTRATION + REGISTRATIONS,
    GROUP_CARE = GROUP_QUINTILE + QUINTILES,
    GROUPS = GROUP_CARE + CARES,
};

/* Age group of a completed age. */
static inline int outcome_age_group(int age)
{
    enum { FIRST = 3, SECOND = 5, WIDTH = 5, LAST = 100 };
    if (age < FIRST)
        return 0;
    if (age >= LAST)
        return AGE_GROUPS - 1;
    return age < SECOND ? 1 : 1 + age / WIDTH;
}

/* Shares of a person's needs are added in this unit, which 1 to 10, 12, 14, 15 and 16
 * needs divide without rest. */
enum { OUTCOME_UNIT = 720720 };

/* Units of tallies: minutes of an hour, and square centimetres of a square metre, so that
 * sums over rooms of a fraction of a square metre are exact enough. */
enum { OUTCOME_MINUTES = 60, OUTCOME_AREA = 10000 };

/* Measures of a community and product in a year. */
enum place_measure {
    PLACE_NEED,        /* persons who need it, at their birthday */
    PLACE_LATENT,      /* persons who would need it if they took paid work */
    PLACE_MET_ANY,     /* of PLACE_NEED */
    PLACE_MET_SERVICE, /* of PLACE_NEED */
    PLACE_USERS,       /* person-months of use by residents */
    PLACE_ASKED,       /* person-months of asking for a place, or visits asked */
    PLACE_TURNED_AWAY, /* of them */
    /* Of every tenth resident by id, needs unmet because of: */
    PLACE_WRONG_HOURS,
    PLACE_FULL,
    PLACE_LOW_QUALITY,
    PLACE_MEASURES
};

/* One product, all reported communities, of the year; one copy a thread. */
struct product_tally {
    int64_t need[GROUPS], latent[GROUPS], met_any[GROUPS], met_service[GROUPS];
    int64_t waterfall[GROUPS][OUTCOMES]; /* of every tenth resident by id */
    int64_t relaxed[4]; /* of those: price, walk, quality, family relaxed alone changes
                           the choice (not exclusive) */
    int64_t minutes_needed, minutes_family, minutes_service,
        minutes_market; /* a month; a visit takes the hours_per_visit of the product */
    int64_t satisfaction[GROUPS], satisfied[GROUPS]; /* sum of 0-100; users asked */
};

struct outcome_tally {
    struct product_tally product[CATALOGUE_PRODUCTS];
    /* Persons with any need; sums of the shares of their needs met, in OUTCOME_UNIT. */
    int64_t persons[GROUPS], share_any[GROUPS], share_service[GROUPS];
    /* Dependants (moderate, severe) who need a product that family hands could give; of
     * them those none of whose such needs is unmet. */
    int64_t dependants[GROUPS], secure[GROUPS];
    /* What everybody asked spends a month on community services, and income, fen at the
     * incomes of the start. Who still waits for a place spends nothing on it. Of those
     * who spend anything the income of the household. */
    int64_t spending[GROUPS], income[GROUPS], income_users[GROUPS];
};

/* One product in a month, all reported communities; one copy a thread. */
struct flow_tally {
    int64_t users;       /* residents who held a place or had a visit */
    int64_t asked;       /* who got a place or still waits for one; visits asked for */
    int64_t turned_away; /* of them */
    int64_t waiting;     /* on a waiting list at the end */
    int64_t waited_months; /* by those who got a place this month */
    int64_t placed;        /* who got a place this month */
    int64_t visits;        /* visits, or months of places, served */
    int64_t fees;          /* fen that residents are charged at the prices asked */
    int64_t slot_served[SLOTS], slot_capacity[SLOTS]; /* sessions' places, by slot */
    /* Floor open, and of it unused (share of capacity not served), in OUTCOME_AREA. */
    int64_t area, area_idle;
};

#endif
