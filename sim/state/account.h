/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Who pays whom, and for what: the lists of accounts, purposes and lines of books, with
 * their words. Amounts move in state/ledger.h. */
#ifndef LINLI_STATE_ACCOUNT_H
#define LINLI_STATE_ACCOUNT_H

#include "core/error.h"
#include "state/catalogue.h"

/* ACCOUNT_USERS + quintile, ACCOUNT_STAFF + trade; the others stand alone. */
enum account {
#define ACCOUNT(name, count, limit, en, zh) \
    ACCOUNT_##name, ACCOUNT_##name##_LAST = ACCOUNT_##name + (count)-1,
#include "state/accounts.def"
#undef ACCOUNT
    ACCOUNTS
};

enum account_limit { ACCOUNT_FREE, ACCOUNT_BOUND };

enum money_purpose {
#define MONEY_PURPOSE(name, received, paid, rank, en, zh) MONEY_##name,
#include "state/purposes_money.def"
#undef MONEY_PURPOSE
    MONEY_PURPOSES
};

enum book_line {
#define BOOK_LINE(name, side, en, zh) BOOK_##name,
#include "state/book_lines.def"
#undef BOOK_LINE
    BOOK_LINES,
    BOOK_NONE = -1
};

enum book_side {
    BOOK_SIDE_INCOME,
    BOOK_SIDE_COST,
    BOOK_SIDE_CAPITAL_IN,
    BOOK_SIDE_CAPITAL_OUT,
    BOOK_SIDE_MEMO
};

struct account_info {
    const char *name; /* "USERS", shared by the accounts side by side */
    int first, count;
    enum account_limit limit;
    const char *en, *zh;
};

struct account_purpose {
    const char *name;              /* "FEE" */
    enum book_line received, paid; /* or BOOK_NONE */
    int rank;                      /* among creditors, 0 first */
    const char *en, *zh;
};

struct account_line {
    const char *name; /* "FEES" */
    enum book_side side;
    const char *en, *zh;
};

extern const struct account_purpose account_purposes[MONEY_PURPOSES];
extern const struct account_line account_lines[BOOK_LINES];

/* The line of accounts.def that `account` stands in. */
const struct account_info *account_describe(int account);
/* Whether it is limited by the cash of its sub-accounts: operators and governments. */
bool account_bound(int account);
/* Whether it is a level of government. */
bool account_government(int account);
/* Its name for people: "users, quintile 1", "staff, carer". `catalogue` may be NULL:
 * trades are then numbered. Returns `buffer`. */
const char *account_text(int account, const struct catalogue *catalogue,
                         enum language language, char buffer[160]);

#endif
