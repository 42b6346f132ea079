/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The order of the month. */
#ifndef LINLI_CYCLE_CYCLE_H
#define LINLI_CYCLE_CYCLE_H

#include "process/process.h"

/* Runs month world->now and steps to the next. Before it, tallies of the month are the
 * caller's to clear; after it, workers[].cells hold the residents of reported
 * communities at the START of the month, by cell. Fails with MEMORY or LAW. */
int cycle_month(struct world *world, struct error *err) MUST_CHECK;
/* The same month with other verbs at home (until NULL), for tests of single verbs. */
int cycle_run(struct world *world, const struct process *const *verbs,
              struct error *err) MUST_CHECK;

/* The first step of the month: sets the values, chances, envelopes and arrivals in force
 * in month world->now. Apart from cycle_month for tests that run verbs one by one. */
int cycle_enact(struct world *world, struct error *err) MUST_CHECK;

/* The verbs, in order, for the manual; ends with NULL. */
extern const struct process *const cycle_home[];
extern const struct process *const cycle_services[];
extern const struct process *const cycle_facilities[];
extern const struct process *const cycle_books[];
extern const struct process *const cycle_between[];

#endif
