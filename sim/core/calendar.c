/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Months as text. Arithmetic with months is in the header. */
#include "core/calendar.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { YEAR_FIRST = 1, YEAR_LAST = 5460 };

/* Reads one to `longest` digits, no sign and no blank, and returns what follows them,
 * or NULL when there is no digit. */
static const char *read_number(const char *text, int longest, int *number)
{
    int digits = 0;

    *number = 0;
    for (; digits < longest && *text >= '0' && *text <= '9'; digits++)
        *number = *number * 10 + (*text++ - '0');
    return digits > 0 ? text : NULL;
}

int month_from_text(const char *text, month *when)
{
    static const char year_sign[] = "年", month_sign[] = "月";
    int year, number = 1;
    const char *rest = read_number(text, 4, &year), *closing = "";

    if (rest == NULL || year < YEAR_FIRST || year > YEAR_LAST)
        return -1;
    if (*rest != '\0') {
        if (*rest == '-') {
            rest++;
        } else if (strncmp(rest, year_sign, sizeof year_sign - 1) == 0) {
            rest += sizeof year_sign - 1;
            closing = month_sign;
        } else {
            return -1;
        }
        rest = read_number(rest, 2, &number);
        if (rest == NULL || strcmp(rest, closing) != 0)
            return -1;
    }
    if (number < 1 || number > MONTHS_PER_YEAR)
        return -1;
    *when = month_of(year, number);
    return 0;
}

const char *month_text(month when, char buffer[16])
{
    assert(when >= 0 && when <= UINT16_MAX);
    snprintf(buffer, 16, "%04d-%02d", month_year(when), month_number(when));
    return buffer;
}
