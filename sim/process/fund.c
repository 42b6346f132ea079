/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Who pays for sites that fees do not pay for and that nobody expects to live on them.
 *
 * Deficits of public institutions are the district's, by the budget line of the service:
 * it fills their cash up to a month's cost, so that they can pay when pay is due. Who runs
 * a site for the public is paid what such sites lacked at the start, on average. A site on
 * the market that takes no money from anybody (a playground of a property company) is its
 * owner's expense. */
#include "process/pay.h"
#include "process/process.h"
#include "process/view.h"

static int fill_cash(struct world *world, int32_t o, struct error *err)
{
    const struct books *books = world->books;
    const struct operator_ *operator= & books->operators[o];
    const money cash = books->ledger.operators[o].cash;
    const struct pay_turn turn = pay_turn(world, o);
    if (operator->sites == 0 || cash >= operator->reserve)
        return 0;
    return pay_grant(&turn, books->site_of[books->site_start[o]], operator->budget,
                     MONEY_DEFICIT, LEDGER_NO_PRODUCT, operator->reserve - cash, err);
}

static int support(const struct pay_turn *turn, int32_t site, struct error *err)
{
    struct books *books = turn->books;
    const int product = books_product(books, site);
    const int service = books->catalogue->products[product].service;
    const double yuan = books->support[product] * books->levels.prices;
    int32_t budget;
    if (!(yuan > 0.0))
        return 0;
    TRY(books_budget(books, ACCOUNT_DISTRICT, books->catalogue->services[service].key,
                     &budget, err));
    return pay_grant(turn, site, budget, MONEY_PURCHASE, product, money_from_yuan(yuan),
                     err);
}

static int patronise(const struct pay_turn *turn, int32_t site, struct error *err)
{
    const struct books *books = turn->books;
    const money result =
        book_result(&books->ledger.site_books[site], turn->world->now, 1);
    if (result >= 0 || !view_free(turn->world, site))
        return 0;
    return pay_in(turn, site, ACCOUNT_OUTSIDE, MONEY_EQUITY, LEDGER_NO_PRODUCT, -result,
                  err);
}

static int fund_site(struct world *world, int32_t site, struct error *err)
{
    const struct pay_turn turn =
        pay_turn(world, world->books->sites[site].operator_row);
    switch ((enum mode)world->books->sites[site].contract.mode) {
    case MODE_PUBLIC_BUILT_PRIVATE_RUN:
    case MODE_PRIVATE_RUN_PUBLIC_ASSISTED: return support(&turn, site, err);
    case MODE_MARKET: return patronise(&turn, site, err);
    default: return 0;
    }
}

static int fund(struct world *world, struct error *err)
{
    struct books *books = world->books;
    for (int32_t o = 0; o < books->operator_count; o++) {
        if (books->operators[o].budget >= 0) {
            TRY(fill_cash(world, o, err));
            continue;
        }
        for (int32_t k = books->site_start[o]; k < books->site_start[o + 1]; k++)
            if (books_runs(books, books->site_of[k], world->now))
                TRY(fund_site(world, books->site_of[k], err));
    }
    return ledger_merge(&books->ledger, &books->ledger.own, err);
}

const struct process process_fund = {
    .name = "fund",
    .text = "districts pay for public institutions and for what is run for the public",
    .reads = "ledger, contracts",
    .writes = WRITES_BOOKS,
    .city = fund,
};
