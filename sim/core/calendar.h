/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Whole months. A month is counted from January of year 0, so that 2020-11 is
 * 2020 * 12 + 10 and fits 16 bits up to the year 5461. */
#ifndef LINLI_CORE_CALENDAR_H
#define LINLI_CORE_CALENDAR_H

#include <stdint.h>

typedef int32_t month;

/* Months in a year. */
enum { MONTHS_PER_YEAR = 12 };
/* The month in which a school year begins. */
enum { SCHOOL_YEAR = 9 };

/* The month of `year` (0 to 5460) and `number` (1 = January to 12). */
static inline month month_of(int year, int number)
{
    return year * MONTHS_PER_YEAR + number - 1;
}

static inline int month_year(month when)
{
    return when / MONTHS_PER_YEAR;
}

/* 1 = January. */
static inline int month_number(month when)
{
    return when % MONTHS_PER_YEAR + 1;
}

/* Reads "2020-11", "2020年11月" or "2020" (January) into `when`. Returns 0, or -1 when
 * the whole text is not such a date of the years 1 to 5460. */
int month_from_text(const char *text, month *when);
/* Writes "2020-11" and returns `buffer`. */
const char *month_text(month when, char buffer[16]);

#endif
