/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Payments of the month's verbs, and the loop over operators that they share. */
#ifndef LINLI_PROCESS_PAY_H
#define LINLI_PROCESS_PAY_H

#include "state/books.h"
#include "state/world.h"

/* One operator in the hands of one thread. */
struct pay_turn {
    struct world *world;
    struct books *books;
    int32_t operator_row;
    struct ledger_journal *journal; /* the thread's */
};

/* Does `work` for every operator, several at a time, then adds the journals up. What one
 * operator's turn reads must not be written by another's. Fails as the lowest operator
 * that fails; the ledger is then of no more use. */
int pay_each(struct world *world,
             int (*work)(const struct pay_turn *turn, struct error *err),
             struct error *err) MUST_CHECK;

/* The operator pays an account without limit, entered in the books of `site` (or
 * LEDGER_NO_SITE). `product` may be LEDGER_NO_PRODUCT. Nothing for 0 fen. */
int pay_out(const struct pay_turn *turn, int32_t site, int account,
            enum money_purpose purpose, int product, money fen,
            struct error *err) MUST_CHECK;
/* An account without limit pays the operator. */
int pay_in(const struct pay_turn *turn, int32_t site, int account,
           enum money_purpose purpose, int product, money fen,
           struct error *err) MUST_CHECK;
/* A budget gets what it is allotted from outside and pays the operator with it. Only
 * outside of pay_each. */
int pay_grant(const struct pay_turn *turn, int32_t site, int32_t budget,
              enum money_purpose purpose, int product, money fen,
              struct error *err) MUST_CHECK;
/* The turn of an operator outside of pay_each, with the ledger's own journal. */
struct pay_turn pay_turn(struct world *world, int32_t operator_row);

#endif
