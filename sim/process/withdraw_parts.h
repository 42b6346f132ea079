/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The steps of giving sites up, each in a file of its own; entry and conversion may end
 * sites too, nobody else includes this. */
#ifndef LINLI_PROCESS_WITHDRAW_PARTS_H
#define LINLI_PROCESS_WITHDRAW_PARTS_H

#include "process/withdraw.h"
#include "state/books.h"
#include "state/world.h"

/* withdraw_look.c: yuan that going on with a site is worth over leaving it, on the terms
 * of now; the overhead that closing it saves is not taken off (withdraw_chain). `terms` is
 * out. */
double withdraw_look(const struct world *world, int32_t site,
                     struct withdraw_terms *terms);
/* withdraw_look.c: yuan that a room is worth over as many months (withdraw_ahead), by what its users leave
 * after what they and the floor cost, grants for it and its part of fit-out and of what
 * the site has beside; without rent and overhead, which the site pays all the same. */
double withdraw_look_room(const struct world *world, int32_t room);
/* withdraw_look.c: the room's part of its site's floor. */
double withdraw_look_share(const struct supply *supply, int32_t room);
/* withdraw_end.c: this month is the site's last: `cause` and closing are noted, staff gets
 * severance, the landlord the penalty of an early end, the operator its deposit, payers of
 * capital grants what is owed back of them; the
 * community trusts the kind of operator less, and nobody runs the site any more. */
int withdraw_end_site(struct world *world, int32_t site, enum withdraw_cause cause,
                      struct error *err) MUST_CHECK;
/* withdraw_end.c: an operator without sites is wound up: its debt falls due, creditors
 * are paid by rank, what is unpaid is written off, what is left is its owners'. */
int withdraw_end_operator(struct world *world, int32_t operator_row,
                          struct error *err) MUST_CHECK;

#endif
