/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

#include "state/classes.h"

#include <assert.h>

/* Class to which the next place goes: greatest demand / (places + 1/2). */
static int neediest(const int64_t *demand, int classes, const int32_t *split)
{
    int best = 0;

    for (int c = 1; c < classes; c++)
        if (demand[c] * (2 * (int64_t)split[best] + 1) >
            demand[best] * (2 * (int64_t)split[c] + 1))
            best = c;
    return best;
}

void classes_split(const int64_t *holders, const int64_t *waiting, int classes,
                   int32_t places, int32_t *split)
{
    int64_t demand[CATALOGUE_CLASSES], total = 0, left = places;

    assert(classes >= 1 && classes <= CATALOGUE_CLASSES && places >= 0);
    for (int c = 0; c < classes; c++) {
        assert(holders[c] >= 0 && holders[c] < INT32_MAX);
        assert(waiting[c] >= 0 && waiting[c] < INT32_MAX);
        demand[c] = holders[c] + waiting[c];
        total += demand[c];
        split[c] = (int32_t)holders[c];
        left -= holders[c];
    }
    for (int c = 0; c < classes && total == 0; c++)
        demand[c] = 1;
    for (; left > 0; left--)
        split[neediest(demand, classes, split)]++;
}
