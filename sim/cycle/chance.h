/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The chance stage: who may have an event this month, found in one pass over ids, months
 * of birth and bits. */
#ifndef LINLI_CYCLE_CHANCE_H
#define LINLI_CYCLE_CHANCE_H

#include "process/process.h"

/* Makes the envelopes of the month from world->chances: for every cell the largest
 * chance of each word, in 256ths rounded up. */
void chance_envelopes(struct world *world);
/* Wakes the residents of the home's block: fills cell, awake, id, word and the lists,
 * and counts cells of reported communities. Fails with MEMORY. */
int chance_wake(struct home *home, struct error *err) MUST_CHECK;

#endif
