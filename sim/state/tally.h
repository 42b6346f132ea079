/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Counts of what happened, kept while it happens: whole numbers, so that the order of
 * threads cannot matter. */
#ifndef LINLI_STATE_TALLY_H
#define LINLI_STATE_TALLY_H

#include "state/resident.h"

/* What happens to people, counted by person. Couple and part count couples, couple where
 * the one who moves lived. Leaving home, entering and joining count who decides or is
 * taken in, not the children who come along. */
enum event {
    EVENT_BIRTH,
    EVENT_DEATH,
    EVENT_IMMIGRATION,
    EVENT_EMIGRATION,
    EVENT_MOVE, /* to another community of the city */
    EVENT_COUPLE,
    EVENT_PART,
    EVENT_LEAVE_HOME,
    EVENT_JOIN,
    EVENT_REGISTER,
    EVENT_CARE_WORSE,
    EVENT_CARE_BETTER,
    EVENT_ENTER_DORMITORY,
    EVENT_ENTER_CARE_HOME,
    EVENTS
};

/* Birth orders counted apart: 1 to 4, 5 and more. */
enum { ORDERS = 5 };

/* One community's year. */
struct tally_community {
    int32_t births, deaths, moved_in, moved_out, immigrated, emigrated;
};

/* All reported communities, one copy a thread. */
struct tally {
    int64_t events[EVENTS];             /* of the month */
    int64_t deaths[SEXES][AGES];        /* of the year */
    int64_t births[AGES];               /* of the year, by the mother's age */
    int64_t orders[ORDERS];             /* of the year */
    int64_t person_months[SEXES][AGES]; /* lived in the year */
};

#endif
