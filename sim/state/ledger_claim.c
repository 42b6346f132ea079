/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Amounts owed: kept in the order of payment, paid when due as far as cash goes, and what
 * becomes of them when an operator fails. */
#include "state/ledger_parts.h"

#include "core/list.h"

#include <assert.h>
#include <string.h>

enum { RANKS = 3 }; /* of purposes_money.def */

const char *const ledger_paid_words[PAIDS] = {"monthly", "quarterly", "after_year"};

month ledger_due(enum paid paid, int late_months, month accrued)
{
    const int number = month_number(accrued) - 1;
    month end = accrued;

    if (paid == PAID_QUARTERLY)
        end += 2 - number % 3;
    else if (paid == PAID_AFTER_YEAR)
        end += MONTHS_PER_YEAR - 1 - number;
    return end + late_months;
}

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

int ledger_claim_order(const void *a, const void *b)
{
    const struct ledger_claim *x = a, *y = b;
    const struct ledger_transfer *p = &x->what, *q = &y->what;
    const int64_t keys[][2] = {
        {x->due, y->due},
        {p->payer.account, q->payer.account},
        {p->payer.row, q->payer.row},
        {account_purposes[p->purpose].rank, account_purposes[q->purpose].rank},
        {p->purpose, q->purpose},
        {p->payee.account, q->payee.account},
        {p->payee.row, q->payee.row},
        {p->product, q->product},
        {p->site, q->site},
        {p->place, q->place},
    };
    int order = 0;

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]) && order == 0; i++)
        order = compare(keys[i][0], keys[i][1]);
    return order;
}

/* Adds equal claims up as one that dates from the first. */
static int join(struct ledger_claim *claim, const struct ledger_claim *more,
                struct error *err)
{
    const char *name = account_purposes[more->what.purpose].name;

    if (__builtin_add_overflow(claim->what.fen, more->what.fen, &claim->what.fen))
        return error_set(err, MESSAGE_LEDGER_OVERFLOW, name, (long long)more->what.fen);
    if (more->accrued < claim->accrued)
        claim->accrued = more->accrued;
    return 0;
}

int ledger_claim_merge(struct ledger_claims *all, struct ledger_claims *fresh,
                       struct error *err)
{
    struct ledger_claims merged = {0};
    size_t a = 0, b = 0;

    if (fresh->count == 0)
        return 0;
    qsort(fresh->item, fresh->count, sizeof(*fresh->item), ledger_claim_order);
    TRY(LIST_RESERVE(&merged, all->count + fresh->count, err));
    while (a < all->count || b < fresh->count) {
        const bool old =
            b == fresh->count ||
            (a < all->count && ledger_claim_order(&all->item[a], &fresh->item[b]) <= 0);
        const struct ledger_claim *next = old ? &all->item[a++] : &fresh->item[b++];
        struct ledger_claim *last =
            merged.count > 0 ? &merged.item[merged.count - 1] : NULL;

        if (last == NULL || ledger_claim_order(last, next) != 0) {
            merged.item[merged.count++] = *next;
        } else if (join(last, next, err) != 0) {
            LIST_FREE(&merged);
            return -1;
        }
    }
    LIST_FREE(all);
    *all = merged;
    return 0;
}

int ledger_collect(struct ledger *ledger, struct error *err)
{
    struct ledger_claims *claims = &ledger->claims;
    size_t kept = 0;
    int status = 0;

    for (size_t i = 0; i < claims->count; i++) {
        struct ledger_claim *claim = &claims->item[i];
        struct ledger_transfer part = claim->what;
        const money can = ledger_available(ledger, part.payer);

        if (part.fen > can)
            part.fen = can;
        if (claim->due <= ledger->now && part.fen > 0 && status == 0) {
            status = ledger_move(ledger, &ledger->own, &part, err);
            claim->what.fen -= status == 0 ? part.fen : 0;
        }
        if (claim->what.fen > 0)
            claims->item[kept++] = *claim;
    }
    claims->count = kept;
    TRY(status);
    return ledger_merge(ledger, &ledger->own, err);
}

money ledger_arrears(const struct ledger *ledger, struct ledger_party payer)
{
    money sum = 0;

    for (size_t i = 0; i < ledger->claims.count; i++) {
        const struct ledger_claim *claim = &ledger->claims.item[i];

        if (claim->due <= ledger->now && claim->what.payer.account == payer.account &&
            claim->what.payer.row == payer.row)
            sum += claim->what.fen;
    }
    return sum;
}

money ledger_arrears_of(const struct ledger *ledger, int account)
{
    money sum = 0;

    for (size_t i = 0; i < ledger->claims.count; i++)
        if (ledger->claims.item[i].due <= ledger->now &&
            ledger->claims.item[i].what.payer.account == account)
            sum += ledger->claims.item[i].what.fen;
    return sum;
}

static bool owes(const struct ledger_claim *claim, int32_t operator_row, int rank)
{
    return claim->what.payer.account == ACCOUNT_OPERATOR &&
           claim->what.payer.row == operator_row &&
           account_purposes[claim->what.purpose].rank == rank;
}

/* Pays a rank of creditors what cash there is, each the same share: rounded down, and
 * what is left goes fen by fen to the first of them. */
static int serve_rank(struct ledger *ledger, int32_t operator_row, int rank,
                      struct error *err)
{
    const money cash = ledger->operators[operator_row].cash;
    __int128 total = 0;
    money left;

    for (size_t i = 0; i < ledger->claims.count; i++)
        if (owes(&ledger->claims.item[i], operator_row, rank))
            total += ledger->claims.item[i].what.fen;
    if (cash <= 0 || total == 0)
        return 0;
    left = cash;
    for (size_t i = 0; total > cash && i < ledger->claims.count; i++)
        if (owes(&ledger->claims.item[i], operator_row, rank))
            left -= (money)((__int128)ledger->claims.item[i].what.fen * cash / total);
    for (size_t i = 0; i < ledger->claims.count; i++) {
        struct ledger_claim *claim = &ledger->claims.item[i];
        struct ledger_transfer part = claim->what;

        if (!owes(claim, operator_row, rank))
            continue;
        if (total > cash)
            part.fen = (money)((__int128)part.fen * cash / total) + (left-- > 0);
        if (part.fen > 0)
            TRY(ledger_move(ledger, &ledger->own, &part, err));
        claim->what.fen -= part.fen;
    }
    return 0;
}

/* Writes an unpaid claim off. Creditors without cash of their own count what they earned,
 * and `loss` what they never saw. Governments and operators count cash: they get none,
 * and the amount is shown as a loss to itself. */
static int write_off(struct ledger *ledger, const struct ledger_claim *claim,
                     struct error *err)
{
    struct ledger_transfer loss = claim->what;

    loss.payer = ledger_free_party(ACCOUNT_LOSS);
    loss.purpose = MONEY_DEFAULT;
    if (account_bound(loss.payee.account))
        loss.payee = loss.payer;
    return ledger_move(ledger, &ledger->own, &loss, err);
}

/* Cash below zero is what the bank lent, and loses; above it, what the owners keep. */
static int clear_cash(struct ledger *ledger, int32_t operator_row, struct error *err)
{
    const money cash = ledger->operators[operator_row].cash;
    struct ledger_transfer rest = {
        .product = LEDGER_NO_PRODUCT, .site = LEDGER_NO_SITE, .fen = cash};

    rest.payer = ledger_operator(operator_row);
    rest.payee = ledger_free_party(ACCOUNT_OUTSIDE);
    rest.purpose = MONEY_EQUITY;
    if (cash == 0)
        return 0;
    if (cash < 0) {
        rest.payee = rest.payer;
        rest.payer = ledger_free_party(ACCOUNT_LOSS);
        rest.purpose = MONEY_DEFAULT;
        rest.fen = -cash;
    }
    /* Into its book too: no claim stood there for this. */
    return ledger_pay(ledger, &ledger->own, &rest, NULL, err);
}

int ledger_default(struct ledger *ledger, int32_t operator_row, struct error *err)
{
    struct ledger_claims fresh = {0};
    size_t kept = 0;

    /* Its credit is gone with it: creditors share what is there. */
    ledger->operators[operator_row].credit = 0;
    TRY(ledger_merge(ledger, &ledger->own, err));
    for (int rank = 0; rank < RANKS; rank++)
        TRY(serve_rank(ledger, operator_row, rank, err));
    TRY(LIST_RESERVE(&fresh, ledger->claims.count + 1, err));
    for (size_t i = 0; i < ledger->claims.count; i++) {
        struct ledger_claim *claim = &ledger->claims.item[i];
        const struct ledger_transfer *what = &claim->what;

        if (what->payer.account == ACCOUNT_OPERATOR &&
            what->payer.row == operator_row) {
            if (what->fen > 0)
                TRY_OR(fail, write_off(ledger, claim, err));
            continue;
        }
        if (what->payee.account == ACCOUNT_OPERATOR &&
            what->payee.row == operator_row) {
            fresh.item[fresh.count] = *claim;
            fresh.item[fresh.count++].what.payee = ledger_free_party(ACCOUNT_LOSS);
            continue;
        }
        ledger->claims.item[kept++] = *claim;
    }
    ledger->claims.count = kept;
    TRY_OR(fail, ledger_claim_merge(&ledger->claims, &fresh, err));
    LIST_FREE(&fresh);
    TRY(clear_cash(ledger, operator_row, err));
    return ledger_merge(ledger, &ledger->own, err);
fail:
    LIST_FREE(&fresh);
    return -1;
}
