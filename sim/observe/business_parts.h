/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What the files that count a year of business share. */
#ifndef LINLI_OBSERVE_BUSINESS_PARTS_H
#define LINLI_OBSERVE_BUSINESS_PARTS_H

#include "observe/business.h"
#include "state/books.h"
#include "state/services.h"

#define BUSINESS_FEN_PER_YUAN 100.0

/* Mean level of consumer prices in the year of a month, 2023 = 1. */
double business_price_level(const struct books *books, month when);
/* The payments of the year: money, account_*, ledger_gap, loss, public_money,
 * money_per_need_met. Fails with MEMORY. */
int business_pay(const struct business_view *view, struct business *business,
                 struct error *err) MUST_CHECK;

#endif
