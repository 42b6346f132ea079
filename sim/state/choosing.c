/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Sums of what threads counted of choosing. */
#include "state/choosing.h"

const char *const choosing_words[CHOOSING_TRIGGERS] = {
    [CHOOSING_START] = "start", [CHOOSING_BIRTHDAY] = "birthday",
    [CHOOSING_OFFER] = "offer", [CHOOSING_EVENT] = "event",
    [CHOOSING_LEFT] = "left",   [CHOOSING_PRICE] = "price",
    [CHOOSING_FULL] = "full",
};

void choosing_add(struct choosing *sum, const struct choosing *part)
{
    for (int k = 0; k < CHOOSING_TRIGGERS; k++)
        sum->choosers[k] += part->choosers[k];
    sum->looked += part->looked;
    sum->queries += part->queries;
    sum->alternatives += part->alternatives;
    sum->weighed += part->weighed;
    sum->ties += part->ties;
}
