/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Double entry in whole fen: every payment moves an amount from one account to another,
 * so that the sum over all accounts is zero, exactly, at every step. Cash limits bind
 * operators and governments only; what they cannot pay becomes a claim on them.
 *
 * A month: ledger_begin; then payments, each to a journal; ledger_merge adds the journals
 * up. Payments of different operators may go on at the same time, each thread with a
 * journal of its own, because sums of whole numbers do not depend on their order and an
 * operator's cash and books are touched only by the thread that holds the operator.
 * Payments *by* governments, ledger_collect and ledger_default are for one thread. */
#ifndef LINLI_STATE_LEDGER_H
#define LINLI_STATE_LEDGER_H

#include "core/calendar.h"
#include "core/money.h"
#include "state/account.h"
#include "state/book.h"

/* No product, no site: of payments that belong to none. */
enum { LEDGER_NO_PRODUCT = CATALOGUE_PRODUCTS, LEDGER_NO_SITE = -1 };

/* Where a payment belongs: with a site, or with an operator all of whose sites are on one
 * side; SHARED is what belongs to both or to neither (budgets of a year, say). */
enum ledger_place { LEDGER_SHARED, LEDGER_REPORTED, LEDGER_RIM, LEDGER_PLACES };

/* One side of a payment. */
struct ledger_party {
    int account; /* enum account, or the quintile or trade behind it */
    int32_t row; /* of the operator or budget; -1 for accounts without limit */
};

struct ledger_transfer {
    struct ledger_party payer, payee;
    enum money_purpose purpose;
    int product;             /* index in the catalogue, or LEDGER_NO_PRODUCT */
    int32_t site;            /* whose books it enters, or LEDGER_NO_SITE */
    money fen;               /* 0 to MONEY_MAX */
    enum ledger_place place; /* of payments without a site or an operator */
};

/* Cash and how far below zero it may go. */
struct account_book {
    money cash, credit;
};

/* A budget line: of one level of government, by department and service. */
struct ledger_budget {
    int account; /* the level */
    char line[CATALOGUE_KEY];
    struct account_book book;
};

/* An amount owed and not yet paid. */
struct ledger_claim {
    struct ledger_transfer what;
    month accrued, due;
};

struct ledger_claims {
    struct ledger_claim *item; /* owned */
    size_t count, capacity;
};

/* What flowed for one purpose and product between two accounts, on one side. */
struct ledger_flow {
    uint8_t payer, payee, purpose, product, place;
    int64_t payments;
    money fen;
};

/* Payments not yet added to the accounts, or those of a year: a hash table. */
struct ledger_journal {
    struct ledger_flow *flow; /* owned; [capacity], empty where payments is 0 */
    int capacity, used;
    struct ledger_claims claims; /* new ones */
    struct {
        struct {
            int32_t budget;
            money fen;
        } * item; /* owned */
        size_t count, capacity;
    } receipts; /* of budgets, which are not touched before the merge */
};

struct ledger {
    month now;
    money balance[ACCOUNTS];          /* received less paid */
    money opening[ACCOUNTS];          /* the same at the start of the year */
    struct account_book *operators;   /* owned */
    struct site_book *operator_books; /* owned; beside operators */
    uint8_t
        *operator_places; /* owned; beside operators: enum ledger_place, the caller's */
    int operator_count, operator_capacity;
    struct site_book *site_books; /* owned */
    uint8_t
        *site_places; /* owned; beside site_books: enum ledger_place, the caller's */
    int site_count, site_capacity;
    struct ledger_budget *budgets; /* owned */
    int budget_count, budget_capacity;
    struct ledger_claims claims; /* in the order of ledger_collect */
    struct ledger_journal own;   /* for what one thread does */
    struct ledger_journal year;  /* merged since January */
};

/* When what accrues in a month is paid: with the month, with its quarter, or after the
 * year; then `late` months later (audits: MODEL items 20 and 46). */
enum paid { PAID_MONTHLY, PAID_QUARTERLY, PAID_AFTER_YEAR, PAIDS };
extern const char *const ledger_paid_words[PAIDS];
month ledger_due(enum paid paid, int late_months, month accrued);

/* An empty ledger. Fails with MEMORY. */
int ledger_init(struct ledger *ledger, struct error *err) MUST_CHECK;
void ledger_free(struct ledger *ledger);
/* Fails with MEMORY. */
int ledger_journal_init(struct ledger_journal *journal, struct error *err) MUST_CHECK;
void ledger_journal_free(struct ledger_journal *journal);

/* New sub-accounts with nothing in them; `index` is out, its row. `credit` fen that the operator may
 * owe its bank. Money enters by payments (EQUITY, BUDGET). Fails with MEMORY. */
int ledger_add_operator(struct ledger *ledger, money credit, int32_t *index,
                        struct error *err) MUST_CHECK;
int ledger_add_site(struct ledger *ledger, int32_t *index,
                    struct error *err) MUST_CHECK;
int ledger_add_budget(struct ledger *ledger, enum account level, const char *line,
                      int32_t *index, struct error *err) MUST_CHECK;
/* The budget of a level and line, or -1. */
int32_t ledger_budget_find(const struct ledger *ledger, enum account level,
                           const char *line);

/* An account without limit, an operator, a budget as a party. */
struct ledger_party ledger_free_party(int account);
struct ledger_party ledger_operator(int32_t index);
struct ledger_party ledger_budget(const struct ledger *ledger, int32_t index);
/* Fen that the party can pay; INT64_MAX without limit. */
money ledger_available(const struct ledger *ledger, struct ledger_party party);

/* Starts a month, later than the one before. */
void ledger_begin(struct ledger *ledger, month now);
/* Pays what the payer can and leaves the rest as a claim that is due at once; enters the
 * whole in the books of the site and of the operators concerned.
 *
 *   journal  the thread's own, or &ledger->own
 *   unpaid   out: fen left as a claim; may be NULL
 *
 * Fails with LEDGER_OVERFLOW (nothing is then changed) or MEMORY. */
int ledger_pay(struct ledger *ledger, struct ledger_journal *journal,
               const struct ledger_transfer *transfer, money *unpaid,
               struct error *err) MUST_CHECK;
/* Enters the amount in the books and as a claim that falls due in month `due` (not before
 * now); nothing is paid yet. Fails as ledger_pay. */
int ledger_owe(struct ledger *ledger, struct ledger_journal *journal,
               const struct ledger_transfer *transfer, month due,
               struct error *err) MUST_CHECK;
/* Enters what is shown in a site's and its operator's books without being paid (what
 * relief was worth). Fails with LEDGER_OVERFLOW or MEMORY. */
int ledger_note(struct ledger *ledger, int32_t operator_row, int32_t site,
                enum book_line line, money fen, struct error *err) MUST_CHECK;

/* Adds a journal to the accounts and empties it. All journals of a step are merged before
 * anything below. Fails with LEDGER_OVERFLOW, the journal then unmerged, or MEMORY. */
int ledger_merge(struct ledger *ledger, struct ledger_journal *journal,
                 struct error *err) MUST_CHECK;
/* Pays claims that are due, by date, payer, rank of purpose and payee; partly where cash
 * does not suffice. Merges `own`. */
int ledger_collect(struct ledger *ledger, struct error *err) MUST_CHECK;
/* Fen that are due and unpaid: of one payer, and of all sub-accounts of an account. */
money ledger_arrears(const struct ledger *ledger, struct ledger_party payer);
money ledger_arrears_of(const struct ledger *ledger, int account);
/* An operator fails. Its cash goes to its creditors by rank, within a rank in proportion;
 * what is left unpaid, due or not, is written off: `loss` stands in for the operator.
 * A bank's overdraft is written off the same way, and what is owed *to* the operator is
 * owed to `loss` from now on. Cash beyond all claims goes to the owners, outside. Debt
 * that is to be written off must be a claim by then (ledger_owe). Merges `own`. */
int ledger_default(struct ledger *ledger, int32_t operator_row,
                   struct error *err) MUST_CHECK;

/* Fen paid this year from one account to another for a purpose, over all products. */
money ledger_year_sum(const struct ledger *ledger, int payer, int payee,
                      enum money_purpose purpose);
/* Where a site's payments belong; SHARED of LEDGER_NO_SITE. */
static inline enum ledger_place ledger_place(const struct ledger *ledger, int32_t site)
{
    return site >= 0 ? (enum ledger_place)ledger->site_places[site] : LEDGER_SHARED;
}
/* All flows of the year, sorted by payer, payee, purpose, product, place. `flow` is malloc'ed.
 * Fails with MEMORY. */
int ledger_year_flows(const struct ledger *ledger, struct ledger_flow **flow,
                      int *count, struct error *err) MUST_CHECK;
/* Forgets the year's flows; balances and claims stay. To be called when a year is over
 * and merged. */
void ledger_turn_year(struct ledger *ledger);

/* The law: accounts add up to zero; what operators and budgets hold adds up to their
 * accounts; balances follow from the year's flows; nobody holds less than allowed; no
 * claim is empty or negative. Everything must be merged. Fails with LAW. */
int ledger_check(const struct ledger *ledger, struct error *err) MUST_CHECK;

#endif
