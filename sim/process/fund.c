/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Who pays for sites that fees do not pay for and that nobody expects to live on them.
 *
 * Deficits of public institutions are the district's, by the budget line of the service:
 * it fills their cash up to a month's cost, so that they can pay when pay is due; each site
 * is given the part that it costs. Who runs a site for the public is paid what it lacked
 * at the start; who began later, what such sites lacked on average. A site on the market
 * that asks nobody for money (a playground of a property company) is paid for by those
 * for whom it is kept: owners of the estate, by their fees. */
#include "process/pay.h"
#include "process/process.h"
#include "process/view.h"

/* Fen that the site cost this month. */
static money cost_of(const struct world *world, int32_t site)
{
    return book_side_sum(&world->books->ledger.site_books[site], BOOK_SIDE_COST,
                         world->now, 1);
}

/* Sites get the deficit by what they cost, whole fen, the last the rest. */
static int fill_cash(struct world *world, int32_t o, struct error *err)
{
    const struct books *books = world->books;
    const struct operator_ *runner = &books->operators[o];
    const money cash = books->ledger.operators[o].cash;
    const struct pay_turn turn = pay_turn(world, o);
    const int32_t first = books->site_start[o], end = books->site_start[o + 1];
    money all = 0, left = runner->reserve - cash;
    if (runner->sites == 0 || left <= 0)
        return 0;
    for (int32_t k = first; k < end; k++)
        all += cost_of(world, books->site_of[k]);
    for (int32_t k = first; k < end; k++) {
        const money cost = cost_of(world, books->site_of[k]);
        const money part =
            k == end - 1 || all <= 0
                ? left
                : money_from_yuan(money_to_yuan(left) * ((double)cost / (double)all));
        all -= cost;
        left -= part;
        TRY(pay_grant(&turn, books->site_of[k], runner->budget, MONEY_DEFICIT,
                      LEDGER_NO_PRODUCT, part, err));
    }
    return 0;
}

static int support(const struct pay_turn *turn, int32_t site, struct error *err)
{
    struct books *books = turn->books;
    const int product = books_product(books, site);
    const int service = books->catalogue->products[product].service;
    const double yuan = books->sites[site].support * books->levels.prices;
    int32_t budget;
    if (!(yuan > 0.0))
        return 0;
    TRY(books_budget(books, ACCOUNT_DISTRICT, books->catalogue->services[service].key,
                     &budget, err));
    return pay_grant(turn, site, budget, MONEY_PURCHASE, product, money_from_yuan(yuan),
                     err);
}

/* The owners of an estate make good what its free sites cost. */
static int patronise(const struct pay_turn *turn, int32_t site, struct error *err)
{
    const struct books *books = turn->books;
    const money result =
        book_result(&books->ledger.site_books[site], turn->world->now, 1);
    if (result >= 0 || !view_free(turn->world, site))
        return 0;
    return pay_in(turn, site, ACCOUNT_OUTSIDE, MONEY_SALES, LEDGER_NO_PRODUCT, -result,
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
