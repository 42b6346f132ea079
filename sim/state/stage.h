/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The ages that divide a life, in completed years, and what somebody not at work does at
 * each: one rule for the base population, for those who arrive and for every birthday. */
#ifndef LINLI_STATE_STAGE_H
#define LINLI_STATE_STAGE_H

#include "state/resident.h"

enum {
    STAGE_CHILD = 3, /* no longer an infant */
    STAGE_SCHOOL = 6,
    STAGE_WORK = 16, /* least age at work by law */
    STAGE_ADULT = 18,
    STAGE_STUDIES_END = 23, /* before it those not at work study (assumed) */
    STAGE_MOTHER_END = 50,  /* no mother of an infant is older */
    STAGE_ELDER = 65,
    STAGE_GENERATION = 16, /* years by which a generation is older than the next */
};

/* First completed age at which somebody not at work is retired: the birthday nearest to
 * the retirement age, which is given in months. */
static inline int stage_retired_from(int retirement_months)
{
    return (retirement_months - MONTHS_PER_YEAR / 2) / MONTHS_PER_YEAR + 1;
}

/* What a person who is not at work does; `retired_from` as above. */
static inline enum activity stage_idle(int age, int retired_from)
{
    return age < STAGE_CHILD         ? ACTIVITY_INFANT
           : age < STAGE_SCHOOL      ? ACTIVITY_CHILD
           : age < STAGE_STUDIES_END ? ACTIVITY_STUDENT
           : age >= retired_from     ? ACTIVITY_RETIRED
                                     : ACTIVITY_HOME;
}

#endif
