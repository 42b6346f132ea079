/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Ties that movers take along: a place or a usual provider is kept where the new home is
 * within its reach, and lost elsewhere. */
#ifndef LINLI_CYCLE_CARRY_H
#define LINLI_CYCLE_CARRY_H

#include "process/process.h"

/* Before rows are removed: room for the ties of the gone. */
int carry_ready(struct home *home, struct error *err) MUST_CHECK;
/* After: hands the ties, which begin at number `first` of the worker's, to the movers from
 * number `movers` on; those of the dead and of who left the city are forgotten. */
void carry_take(struct home *home, size_t movers, size_t first);
/* Gives row `i` of community `c` the ties that the mover brought. */
int carry_bring(struct world *world, int c, const struct mover *mover, row i,
                struct error *err) MUST_CHECK;

#endif
