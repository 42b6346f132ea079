/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Claims that are due are paid as far as cash goes. In December the year is closed: tax
 * on its profit falls due after it, and owners take what they need not leave. */
#include "process/pay.h"
#include "process/process.h"
#include "process/spend.h"

static int owe_profit_tax(const struct pay_turn *turn, struct error *err)
{
    struct books *books = turn->books;
    const month now = turn->world->now;
    const struct site_book *book = &books->ledger.operator_books[turn->operator_row];
    const double tax = spend_profit_tax(
        books->costs,
        books_product(books, books->site_of[books->site_start[turn->operator_row]]),
        money_to_yuan(book_side_sum(book, BOOK_SIDE_INCOME, now, MONTHS_PER_YEAR)),
        money_to_yuan(book_side_sum(book, BOOK_SIDE_COST, now, MONTHS_PER_YEAR)));
    const struct ledger_transfer transfer = {.payer =
                                                 ledger_operator(turn->operator_row),
                                             .payee = ledger_free_party(ACCOUNT_TAX),
                                             .purpose = MONEY_TAX,
                                             .product = LEDGER_NO_PRODUCT,
                                             .site = LEDGER_NO_SITE,
                                             .fen = money_from_yuan(tax)};
    return ledger_owe(&books->ledger, turn->journal, &transfer, now + 1, err);
}

/* Owners of those who aim at profit leave some months of the year's mean cost. */
static int pay_owners(const struct pay_turn *turn, struct error *err)
{
    struct books *books = turn->books;
    const month now = turn->world->now;
    const int32_t o = turn->operator_row;
    const struct site_book *book = &books->ledger.operator_books[o];
    const money cost = book_side_sum(book, BOOK_SIDE_COST, now, MONTHS_PER_YEAR);
    const int lived = now - books->operators[o].since + 1;
    const double kept = turn->world->values.operators_opening_months *
                        money_to_yuan(cost) /
                        (lived < MONTHS_PER_YEAR ? lived : MONTHS_PER_YEAR);
    const money spare = books->ledger.operators[o].cash - money_from_yuan(kept);
    if (books->operators[o].loan > 0 || spare <= 0)
        return 0;
    return pay_out(turn, LEDGER_NO_SITE, ACCOUNT_OUTSIDE, MONEY_EQUITY,
                   LEDGER_NO_PRODUCT, spare, err);
}

static int close_year(const struct pay_turn *turn, struct error *err)
{
    const struct operator_ *runner = &turn->books->operators[turn->operator_row];
    if (runner->aim != AIM_PROFIT || runner->sites == 0)
        return 0;
    TRY(pay_owners(turn, err));
    return owe_profit_tax(turn, err);
}

static int collect(struct world *world, struct error *err)
{
    TRY(ledger_collect(&world->books->ledger, err));
    if (month_number(world->now) != MONTHS_PER_YEAR)
        return 0;
    return pay_each(world, close_year, err);
}

const struct process process_collect = {
    .name = "collect",
    .text = "arrears are paid as far as cash goes; each December the year is closed",
    .reads = "ledger",
    .writes = WRITES_BOOKS,
    .city = collect,
};
