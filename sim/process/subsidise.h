/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What instruments pay: shared by the files of process/subsidise*.c, and what operators
 * who look ahead ask of them. */
#ifndef LINLI_PROCESS_SUBSIDISE_H
#define LINLI_PROCESS_SUBSIDISE_H

#include "policy/force.h"

/* Who gets a payment of an instrument, and for what. */
struct subsidise_due {
    struct ledger_party payee;
    int product;             /* or LEDGER_NO_PRODUCT */
    int32_t site;            /* or LEDGER_NO_SITE */
    enum ledger_place place; /* without a site: where it belongs */
};
/* What is asked of one instrument in a month, in the order in which it is rationed. */
struct subsidise_asked {
    struct subsidise_due *due;
    money *fen;
    size_t count, capacity;
};

/* Asks for `fen` more; nothing for 0. Fails with MEMORY. */
int subsidise_ask(struct subsidise_asked *asked, const struct subsidise_due *due,
                  money fen, struct error *err) MUST_CHECK;
/* Grants what the instrument's ceiling allows of what is asked and pays or owes it as the
 * instrument says. Its totals are counted. `rationed`: it has been granted already. */
int subsidise_pay(struct world *world, int index, struct subsidise_asked *asked,
                  bool rationed, struct error *err) MUST_CHECK;

/* The payer of an instrument as a party: a line of a budget, made at its first use, or an
 * account without limit. Fails with MEMORY. */
int subsidise_payer(struct world *world, int index, struct ledger_party *party,
                    struct error *err) MUST_CHECK;

/* What is asked of one instrument this month. Fails with MEMORY. */
int subsidise_claims(struct world *world, int index, struct subsidise_asked *asked,
                     struct error *err) MUST_CHECK;

/* subsidise_grant.c: operating grants to all sites. */
int subsidise_operating(struct world *world, int index, struct subsidise_asked *asked,
                        struct error *err) MUST_CHECK;
/* Fen of operating grants that the site would get in month `when` of all instruments, if
 * it went on being used as this month; ceilings and delays apart. */
money subsidise_ahead(const struct world *world, int32_t site, month when);
/* The same of one room, without what is paid once a site. */
money subsidise_room(const struct world *world, int32_t room, month when);
/* Yuan a month, nominal, of operating grants for one more user of a room: a mean over
 * those it has. */
double subsidise_each(const struct world *world, int32_t room);

/* subsidise_project.c: promises capital grants to a site whose works are finished, which
 * cost `cost` yuan, `own` of it the operator's own money; they are paid in time. Fails with
 * MEMORY. */
int subsidise_project(struct world *world, int32_t site, double cost, double own,
                      struct error *err) MUST_CHECK;
int subsidise_capital(struct world *world, int index, struct subsidise_asked *asked,
                      struct error *err) MUST_CHECK;
/* After subsidise_pay: what was due is no promise any more, and what was granted of it is
 * noted where the site must be kept open for it. Fails with MEMORY. */
int subsidise_settle(struct world *world, int index,
                     const struct subsidise_asked *asked, struct error *err) MUST_CHECK;

/* subsidise_keep.c: capital grants under `keep_open` are owed back, pro rata of the months
 * that are missing, by who gives a site up or turns its space to what is no target.
 *
 * Fen that would be owed back if the site, or the room alone, were shut from month
 * `closes` on. */
money subsidise_back(const struct world *world, int32_t site, month closes);
money subsidise_back_room(const struct world *world, int32_t room, month closes);
/* The site's last month is this one, by its operator's choice or failure. What is owed
 * back is paid as far as cash goes; of who `fails` it is a claim among others. MEMORY,
 * LEDGER_OVERFLOW. */
int subsidise_return(struct world *world, int32_t site, bool fails,
                     struct error *err) MUST_CHECK;
/* Operator `operator_row` turns a room to `product` from the next month on, at `site`: the
 * room's own, or the one that opens in its place. Grants that have the product among
 * their targets go on there; of others the room's part is paid back. Fails as above. */
int subsidise_turn(struct world *world, int32_t operator_row, int32_t room, int product,
                   int32_t site, struct error *err) MUST_CHECK;

/* subsidise_people.c: benefits to residents. */
int subsidise_benefit(struct world *world, int index, struct subsidise_asked *asked,
                      struct error *err) MUST_CHECK;

#endif
