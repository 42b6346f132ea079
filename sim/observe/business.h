/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What a year was for those who run sites: income, margin, who opened and who closed,
 * who paid. Counted at the end of December from the books of a world, in constant 2023
 * yuan. A ratio of nothing is NaN. */
#ifndef LINLI_OBSERVE_BUSINESS_H
#define LINLI_OBSERVE_BUSINESS_H

#include "observe/series.h"
#include "state/account.h"
#include "state/books.h"
#include "state/world.h"

enum { BUSINESS_CELLS = CATALOGUE_PRODUCTS * OPERATOR_KINDS * MODES };

/* Members are called as their series and laid out as the file has them: with as many
 * products, services, trades and accounts as the run has. */
struct business {
    double price_level, ledger_gap, loss, margin, sites_lasting, public_money;
    double money[ACCOUNTS * ACCOUNTS * MONEY_PURPOSES];
    double account_balance[ACCOUNTS], account_arrears[ACCOUNTS];
    double money_per_need_met[ACCOUNTS];
    double operating_income[BUSINESS_CELLS], operating_result[BUSINESS_CELLS];
    double margin_product[CATALOGUE_PRODUCTS], margin_kind[OPERATOR_KINDS];
    double margin_mode[MODES];
    double site_occupancy[CATALOGUE_PRODUCTS], break_even_occupancy[CATALOGUE_PRODUCTS];
    double months_of_cash[OPERATOR_KINDS];
    double sites_share_kind[OPERATOR_KINDS], sites_share_mode[MODES];
    double survival[SERIES_SITE_AGES];
    double survival_kind[OPERATOR_KINDS * SERIES_SITE_AGES];
    double closed_cause[(WITHDRAW_CAUSES - 1) * SERIES_SITE_AGES];
    double concentration[CATALOGUE_SERVICES], jobs[CATALOGUE_TRADES];
    double price[CATALOGUE_PRODUCTS]; /* of a month: business_prices */
    int32_t active_operators[OPERATOR_KINDS];
    int32_t open_sites[BUSINESS_CELLS], entries[BUSINESS_CELLS];
    int32_t withdrawals[BUSINESS_CELLS], rooms_turned[CATALOGUE_PRODUCTS];
    int32_t withdrawals_cause[(WITHDRAW_CAUSES - 1) * BOOKS_AGES];
    int32_t survival_at_risk[SERIES_SITE_AGES];
};

struct business_view {
    const struct world *world; /* with books */
    const int *number;         /* [communities] among the reported, or -1 */
    month first;               /* of the run */
    int64_t needs_met; /* needs of the year met by a community service, in reported
                          communities */
};

/* The year that has just ended: world->now is January. Fails with MEMORY. */
int business_take(const struct business_view *view, struct business *business,
                  struct error *err) MUST_CHECK;
/* Mean prices of the month that has just ended. */
void business_prices(const struct world *world, const int *number,
                     double price[CATALOGUE_PRODUCTS]);
/* Writes one period of a series of books into `data`, as part_write takes it. */
void business_fill(const struct business *business, enum series series,
                   const struct series_extent *extent, void *data);

/* The product with most floor area of a site; -1 without rooms. */
int business_product(const struct supply *supply, const struct site *site);
/* Whether the site is open in a month. */
bool business_open(const struct site *site, month when);

/* One site for survival. */
struct business_life {
    int from, until; /* months since opening that it was watched: [from, until) */
    int kind;
    int cause; /* enum withdraw_cause; it closed after `until` months, or -1: it did not
                  while watched */
};
/* Kaplan-Meier with late entry, in steps of months: fills survival, survival_kind,
 * closed_cause and survival_at_risk. Behind a year of age in which nobody was watched
 * nothing is known: NaN. */
void business_survive(const struct business_life *lives, int count,
                      struct business *business);

#endif
