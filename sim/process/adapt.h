/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* How operators adapt to the month behind them: what the files of process/adapt*.c share.
 * The equations are those of price.h, expect.h and staff.h; here is what they are asked
 * about, from the books and the services of a world. */
#ifndef LINLI_PROCESS_ADAPT_H
#define LINLI_PROCESS_ADAPT_H

#include "process/price.h"
#include "process/view.h"

/* adapt_price.c */
/* Highest price allowed at a room, yuan nominal, inclusive; below 0: none, 0: free. What
 * the catalogue gives free is free at all sites; public institutions ask at most the
 * price of the catalogue, as incomes grow; no room asks more than instruments allow. */
double adapt_cap(const struct world *world, int32_t room);
/* Users a month, or visits, that the average person who needs or may want a product
 * stands for. */
double adapt_amount(const struct product *product);
/* Yuan of this month that one more user of the room costs, those of its classes as they
 * are mixed now, before what goes by the fee. */
double adapt_cost(const struct world *world, int32_t room);
/* Fall of the mean resident's utility per nominal yuan of price, by survey. */
double adapt_slope(const struct world *world, const struct product *product);
/* What the site knows when the turn of its room comes. */
struct price_view adapt_view(const struct world *world, int32_t room);
/* Observed use, and the price where the site's turn has come, of all its rooms. */
void adapt_prices(struct world *world, int32_t site);

/* adapt_staff.c */
/* Carries the wages of all trades, and those that sites pay, to this month's index. */
void adapt_carry(struct world *world);
/* Who leaves the site this month, and whom it needs no longer. */
void adapt_leaving(struct world *world, int32_t site);
/* Vacancies of all trades are filled from their pools; once a quarter wages move. One
 * thread. Fails with MEMORY. */
int adapt_hiring(struct world *world, struct error *err) MUST_CHECK;
/* Quality of the site's rooms, as residents see it from now on. */
void adapt_quality(struct world *world, int32_t site);
/* Quality of a site whose staff, turnover and fit-out are ordinary. */
double adapt_quality_usual(const struct values *values);

/* adapt_suspend.c */
/* Rooms of sites that could not cover their posts serve fewer from now on, the last in
 * go first; rooms that can again are free of that. One thread. Fails with MEMORY. */
int adapt_suspension(struct world *world, struct error *err) MUST_CHECK;

#endif
