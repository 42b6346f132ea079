/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A year of the ledger: who paid whom, whether it adds up, and what it paid for. */
#include "observe/business_parts.h"

#include <math.h>
#include <stdlib.h>

double business_price_level(const struct books *books, month when)
{
    return indices_year(books->indices, INDICES_PRICES, month_year(when));
}

/* Payments of a year as the ledger has them, in fen. */
struct paying {
    const struct ledger_flow *flows;
    int count, trades;
    double per_fen;
};

static void fill_money(const struct paying *paying, struct business *business)
{
    const int accounts = series_accounts(paying->trades);
    for (int k = 0; k < paying->count; k++) {
        const struct ledger_flow *flow = &paying->flows[k];
        if (flow->place == LEDGER_RIM)
            continue;
        const int payer = series_account_at(paying->trades, flow->payer);
        const int payee = series_account_at(paying->trades, flow->payee);
        business->money[(payer * accounts + payee) * MONEY_PURPOSES + flow->purpose] +=
            (double)flow->fen * paying->per_fen;
    }
}

/* The largest difference, in fen: of an account's change from its payments, of the sum
 * of all accounts from zero. */
static double gap_of(const struct paying *paying, const struct ledger *ledger)
{
    int64_t change[ACCOUNTS] = {0}, most = 0, sum = 0;
    for (int k = 0; k < paying->count; k++) {
        change[paying->flows[k].payer] -= paying->flows[k].fen;
        change[paying->flows[k].payee] += paying->flows[k].fen;
    }
    for (int a = 0; a < ACCOUNTS; a++) {
        const int64_t gap = llabs(ledger->balance[a] - ledger->opening[a] - change[a]);
        most = gap > most ? gap : most;
        sum += ledger->balance[a];
    }
    return (double)(llabs(sum) > most ? llabs(sum) : most);
}

static void fill_accounts(const struct ledger *ledger, const struct paying *paying,
                          struct business *business)
{
    for (int at = 0; at < series_accounts(paying->trades); at++) {
        const int account = series_account(paying->trades, at);
        business->account_balance[at] =
            (double)ledger->balance[account] / BUSINESS_FEN_PER_YUAN;
        business->account_arrears[at] =
            (double)ledger_arrears_of(ledger, account) * paying->per_fen;
    }
}

static bool is_public(int account)
{
    return account_government(account) || account == ACCOUNT_INSURANCE_MEDICAL ||
           account == ACCOUNT_INSURANCE_CARE;
}

/* Whether what `payer` pays is money for services: of users, governments, insurance, to
 * those who give services, house them or build for them. A cash benefit may be spent on
 * anything. */
static bool is_for_services(int payer, int payee, int purpose)
{
    const bool user = payer <= ACCOUNT_USERS_LAST;
    const bool to_user = payee <= ACCOUNT_USERS_LAST;
    return (user || is_public(payer)) && !is_public(payee) && !(user && to_user) &&
           payee != ACCOUNT_OUTSIDE && payee != ACCOUNT_TAX && payee != ACCOUNT_LOSS &&
           purpose != MONEY_BENEFIT;
}

static void fill_services(const struct business_view *view, const struct paying *paying,
                          struct business *business)
{
    int64_t paid[ACCOUNTS] = {0}, public_fen = 0;
    for (int k = 0; k < paying->count; k++) {
        const struct ledger_flow *flow = &paying->flows[k];
        if (flow->place == LEDGER_RIM)
            continue;
        if (is_for_services(flow->payer, flow->payee, flow->purpose))
            paid[flow->payer] += flow->fen;
        if (flow->purpose == MONEY_CLAWBACK && is_public(flow->payee))
            paid[flow->payee] -= flow->fen;
    }
    for (int at = 0; at < series_accounts(paying->trades); at++) {
        const int account = series_account(paying->trades, at);
        public_fen += is_public(account) ? paid[account] : 0;
        business->money_per_need_met[at] =
            view->needs_met > 0
                ? (double)paid[account] * paying->per_fen / (double)view->needs_met
                : (double)NAN;
    }
    business->public_money = (double)public_fen * paying->per_fen;
}

int business_pay(const struct business_view *view, struct business *business,
                 struct error *err)
{
    const struct books *books = view->world->books;
    struct ledger_flow *flows;
    struct paying paying = {.trades = books->catalogue->trade_count,
                            .per_fen =
                                1.0 / (business->price_level * BUSINESS_FEN_PER_YUAN)};
    TRY(ledger_year_flows(&books->ledger, &flows, &paying.count, err));
    paying.flows = flows;
    fill_money(&paying, business);
    fill_accounts(&books->ledger, &paying, business);
    fill_services(view, &paying, business);
    business->ledger_gap = gap_of(&paying, &books->ledger);
    for (int k = 0; k < paying.count; k++)
        if (flows[k].payer == ACCOUNT_LOSS && flows[k].place != LEDGER_RIM)
            business->loss += (double)flows[k].fen * paying.per_fen;
    free(flows);
    return 0;
}
