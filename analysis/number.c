/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Numbers as people read them. */
#include "analysis/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { GROUP = 3 };

/* Puts commas between groups of three digits before the point. */
static void group_digits(char *buffer, size_t size)
{
    const size_t sign = buffer[0] == '-' || buffer[0] == '+';
    size_t length = strlen(buffer);
    size_t digits = strcspn(buffer + sign, ".");
    while (digits > GROUP && length + 1 < size) {
        digits -= GROUP;
        char *at = buffer + sign + digits;
        memmove(at + 1, at, length - (sign + digits) + 1);
        *at = ',';
        length++;
    }
}

const char *number_text(char buffer[NUMBER_SIZE], double value, int decimals, bool sign)
{
    static const double LARGEST = 1e18;
    if (isnan(value) || fabs(value) > LARGEST)
        return strcpy(buffer, "n/a");
    snprintf(buffer, NUMBER_SIZE, sign ? "%+.*f" : "%.*f", decimals, value);
    /* What rounds to zero has no sign. */
    if (strpbrk(buffer, "123456789") == NULL && (buffer[0] == '-' || buffer[0] == '+'))
        memmove(buffer, buffer + 1, strlen(buffer));
    group_digits(buffer, NUMBER_SIZE);
    return buffer;
}

int number_decimals(double spread)
{
    static const double TWO_DIGITS = 10.0;
    enum { MOST = 3 };
    int decimals = 0;
    if (!(spread > 0.0))
        return 1;
    for (; decimals < MOST && spread < TWO_DIGITS; decimals++)
        spread *= 10.0;
    return decimals;
}

double number_step(double span, int most)
{
    static const double STEPS[] = {2.0, 2.5, 2.0};
    double step = 1e-6;
    for (int i = 0; span / step > most && step < 1e15; i++)
        step *= STEPS[i % 3];
    return step;
}
