/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The end of the month: guests leave for their hosts, and everybody on the way arrives. */
#ifndef LINLI_CYCLE_ARRIVE_H
#define LINLI_CYCLE_ARRIVE_H

#include "process/process.h"

int arrive_all(struct world *world, struct error *err) MUST_CHECK;

#endif
