/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* How sites come to be run: what the files of process/found*.c share, and what entry
 * needs of it. */
#ifndef LINLI_PROCESS_FOUND_H
#define LINLI_PROCESS_FOUND_H

#include "process/view.h"

/* found_operators.c: gives every site of the supply an operator: chains by a keyed draw
 * within a service, public institutions by subdistrict and service, everybody else one a
 * site. Fails with MEMORY. */
int found_operators(struct world *world, struct error *err) MUST_CHECK;
/* The service of most of a site's floor. */
int found_service(const struct books *books, int32_t site);

/* The contract on which an operator takes over a site this month for `months` (-1: no
 * end), by the market, the owner and the parameters. */
struct contract found_contract(const struct world *world, int32_t site, int months);
/* Lists the trades of a site's products as its staff, with the market's wage; nobody is
 * in post. */
int found_staff(struct world *world, int32_t site, struct error *err) MUST_CHECK;

#endif
