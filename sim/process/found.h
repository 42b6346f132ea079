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
/* Users once all know a site that has `use` of them at its age: a plan that it keeps to. */
double found_plan(const struct expectation *expectation, double use);
/* Yuan that the site costs a month as it stands, staff in post as found_staff left it. */
double found_cost(struct world *world, int32_t site);

/* found_terms.c. Months after the first in which sites of the start find the terms on
 * which they live: when use is known for a year, and in the last month of the run-in. */
enum { FOUND_USED = 12, FOUND_KNOWN = 23 };
/* Months that what was learned before use was known counts for: a holiday is no trend. */
enum { FOUND_SEEN = 3 };
/* Support, prices and rents of the sites of the first month; in that month, only income
 * that nobody explains. Nothing in other months. */
void found_terms(struct world *world);
/* The same of a site that opens later with nobody having entered: support, and of one that
 * was counted (drawn from dated counts) what such sites had from nobody knows where. */
void found_later(struct world *world, int32_t site);

#endif
