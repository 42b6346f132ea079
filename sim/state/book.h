/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The books of one facility or one operator: what each month brought and cost, line by
 * line, for the last twelve months. They count what was earned and what became due
 * (accruals); what of it was paid is the ledger's. */
#ifndef LINLI_STATE_BOOK_H
#define LINLI_STATE_BOOK_H

#include "core/calendar.h"
#include "core/error.h"
#include "core/money.h"
#include "state/account.h"

/* Twelve months of every line that was ever posted to, so that sums are exact: about
 * 0.6 kB, as most books know a dozen lines and no line of a usual site goes beyond
 * 21 million yuan a month. An empty book is {0}. */
struct site_book {
    month latest;             /* last month posted to; 0: none */
    uint8_t slot[BOOK_LINES]; /* 1 + where the line lies; 0: nowhere */
    uint8_t count;            /* lines there are */
    bool wide;                /* whether some month of some line did not fit 32 bits */
    union {
        int32_t (*narrow)[MONTHS_PER_YEAR]; /* owned; [count] fen by month % 12 */
        money (*wide)[MONTHS_PER_YEAR];     /* the same of a wide book */
    } line;
};

void book_free(struct site_book *book);
/* Makes room for the line and for `fen` more in month `now`, before they are posted.
 * Fails with MEMORY, the book as it was. */
int book_open(struct site_book *book, month now, enum book_line line, money fen,
              struct error *err) MUST_CHECK;
/* Adds `fen` to an open line of month `now`, which is not before the latest. Returns -1 and
 * leaves the book as it was when the line would go beyond 20 * MONEY_MAX, so that all
 * sums below fit, or beyond what was opened. */
int book_post(struct site_book *book, month now, enum book_line line,
              money fen) MUST_CHECK;
/* Sum of a line over the `months` (1 to 12) up to and with `now`, `now` not before the
 * latest month posted to. */
money book_sum(const struct site_book *book, enum book_line line, month now,
               int months);
/* Sum over the lines of a side. */
money book_side_sum(const struct site_book *book, enum book_side side, month now,
                    int months);
/* Income less cost. */
money book_result(const struct site_book *book, month now, int months);

#endif
