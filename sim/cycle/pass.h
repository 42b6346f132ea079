/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The pass over homes: communities in parallel, verbs in order on each. */
#ifndef LINLI_CYCLE_PASS_H
#define LINLI_CYCLE_PASS_H

#include "process/process.h"

/* Runs the verbs (until NULL) on every community, removes those who leave, runs the verbs
 * of services (or NULL) on those who stay, and notes in
 * world->segments where each community's messages lie. */
int pass_homes(struct world *world, const struct process *const *verbs,
               const struct process *const *services, struct error *err) MUST_CHECK;
/* The scratch of a worker, made at its first use and kept; NULL without memory. */
struct home *pass_scratch(struct world *world, struct worker *worker);
/* Removes the rows that `home` has taken, lowest first. With services, those who stay in
 * their households choose again, and ties go with the worker's movers from number `movers` on.
 * Fails with MEMORY. */
int pass_remove(struct home *home, size_t movers, struct error *err) MUST_CHECK;

#endif
