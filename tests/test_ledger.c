/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Tests of state/ledger.c, ledger_journal.c, book entries: on amounts
 * that can be checked by hand, and on thousands of random payments. */
#include "support/ledger_fixture.h"

#include <stdlib.h>
#include <string.h>

static void a_fee_enters_cash_accounts_and_books(void **state)
{
    struct world *world = *state;
    struct ledger *ledger = &world->ledger;
    struct ledger_transfer fee = transfer(ledger_free_party(ACCOUNT_USERS + 1),
                                          ledger_operator(0), MONEY_FEE, 268591);

    fee.product = 7;
    fee.site = world->sites[0];
    assert_int_equal(pay(ledger, fee), 0);
    settle(ledger);
    assert_int_equal(ledger->balance[ACCOUNT_USERS + 1], -268591);
    assert_int_equal(ledger->balance[ACCOUNT_OPERATOR], 268591);
    assert_int_equal(ledger->operators[0].cash, 268591);
    assert_int_equal(ledger->operators[1].cash, 0);
    assert_int_equal(
        ledger_year_sum(ledger, ACCOUNT_USERS + 1, ACCOUNT_OPERATOR, MONEY_FEE),
        268591);
    assert_int_equal(book_sum(&ledger->site_books[0], BOOK_FEES, start, 1), 268591);
    assert_int_equal(book_sum(&ledger->operator_books[0], BOOK_FEES, start, 12),
                     268591);
    assert_int_equal(book_sum(&ledger->site_books[1], BOOK_FEES, start, 12), 0);
}

static void credit_can_be_drawn_and_no_more(void **state)
{
    struct world *world = *state;
    struct ledger *ledger = &world->ledger;
    struct error err;
    int32_t index;

    assert_int_equal(ledger_add_operator(ledger, 500, &index, &err), 0);
    assert_int_equal(pay(ledger, transfer(ledger_operator(index),
                                          ledger_free_party(ACCOUNT_LANDLORD_PRIVATE),
                                          MONEY_RENT, 501)),
                     1);
    settle(ledger);
    assert_int_equal(ledger->operators[index].cash, -500);
    assert_int_equal(ledger_available(ledger, ledger_operator(index)), 0);
    ledger->operators[index].credit = 499;
    assert_int_equal(ledger_check(ledger, &err), -1);
    assert_int_equal(err.message, MESSAGE_LAW);
}

static void sums_that_overflow_are_told_and_change_nothing(void **state)
{
    struct world *world = *state;
    struct ledger *ledger = &world->ledger;
    struct ledger_transfer fee = transfer(ledger_free_party(ACCOUNT_USERS),
                                          ledger_operator(0), MONEY_FEE, MONEY_MAX + 1);
    struct error err;
    int months = 0;

    fee.site = world->sites[0];
    assert_int_equal(ledger_pay(ledger, &ledger->own, &fee, NULL, &err), -1);
    assert_int_equal(err.message, MESSAGE_LEDGER_OVERFLOW);
    assert_int_equal(ledger_owe(ledger, &ledger->own, &fee, start, &err), -1);
    settle(ledger);
    fee.fen = MONEY_MAX;
    /* A month's books hold twenty such; the operator's cash nine thousand. */
    for (int i = 0; i < 20; i++)
        pay(ledger, fee);
    assert_int_equal(ledger_pay(ledger, &ledger->own, &fee, NULL, &err), -1);
    assert_int_equal(err.message, MESSAGE_LEDGER_OVERFLOW);
    settle(ledger);
    assert_int_equal(ledger->operators[0].cash, 20 * MONEY_MAX);
    for (int status = 0; status == 0; months++) {
        ledger_begin(ledger, ledger->now + 1);
        for (int i = 0; i < 20 && status == 0; i++)
            status = ledger_pay(ledger, &ledger->own, &fee, NULL, &err);
        settle(ledger);
    }
    assert_int_equal(err.message, MESSAGE_LEDGER_OVERFLOW);
    assert_int_equal(ledger->operators[0].cash, INT64_MAX / MONEY_MAX * MONEY_MAX);
    assert_int_equal(book_sum(&ledger->site_books[0], BOOK_FEES, ledger->now, 12),
                     (11 * 20 + 3) * MONEY_MAX);
    assert_int_equal(months, 461);
}

static void what_relief_was_worth_stands_in_the_books_and_moves_nothing(void **state)
{
    struct world *world = *state;
    struct ledger *ledger = &world->ledger;
    struct error err;

    assert_int_equal(
        ledger_note(ledger, 0, world->sites[0], BOOK_RENT_FORGONE, 4321, &err), 0);
    settle(ledger);
    assert_int_equal(book_sum(&ledger->site_books[0], BOOK_RENT_FORGONE, start, 1),
                     4321);
    assert_int_equal(book_result(&ledger->site_books[0], start, 1), 0);
    assert_int_equal(ledger->balance[ACCOUNT_OPERATOR], 0);
    assert_int_equal(ledger_note(ledger, 0, 0, BOOK_RENT_FORGONE, MONEY_MAX + 1, &err),
                     -1);
    assert_int_equal(err.message, MESSAGE_LEDGER_OVERFLOW);
}

/* A number below `below` that depends on `i` only. */
static uint32_t scatter(uint32_t i, uint32_t below)
{
    uint32_t x = i * UINT32_C(2654435769);

    x ^= x >> 15;
    x *= UINT32_C(2246822519);
    x ^= x >> 13;
    return x % below;
}

/* Payment number i of operator `i % operators`: fees, wages and a few paid back. */
static struct ledger_transfer any_payment(const struct ledger *ledger, uint32_t i)
{
    const struct ledger_party me = ledger_operator((int32_t)i % ledger->operator_count);
    const money fen = scatter(i, 100000);
    struct ledger_transfer what;

    if (i % 9 < 5)
        what = transfer(me, ledger_free_party(ACCOUNT_STAFF + (int)scatter(i, 4)),
                        MONEY_WAGE, fen);
    else if (i % 31 == 1)
        what = transfer(me, ledger_budget(ledger, 0), MONEY_CLAWBACK, fen);
    else
        what = transfer(ledger_free_party(ACCOUNT_USERS + (int)scatter(i, 5)), me,
                        MONEY_FEE, fen);
    what.product = (int)scatter(i + 1, 14);
    return what;
}

/* Makes `payments` with `threads` journals, operators dealt to them by row. */
static void run_threads(struct ledger *ledger, int threads, uint32_t payments)
{
    struct ledger_journal journal[8];
    struct error err;

    for (int t = 0; t < threads; t++)
        assert_int_equal(ledger_journal_init(&journal[t], &err), 0);
#pragma omp parallel for num_threads(threads) schedule(static, 1)
    for (int t = 0; t < threads; t++)
        for (uint32_t i = 0; i < payments; i++) {
            const struct ledger_transfer what = any_payment(ledger, i);
            const struct ledger_party mine =
                what.payer.account == ACCOUNT_OPERATOR ? what.payer : what.payee;

            if (mine.row % threads == t &&
                ledger_pay(ledger, &journal[t], &what, NULL, NULL) != 0)
                abort();
        }
    for (int t = threads - 1; t >= 0; t--) {
        assert_int_equal(ledger_merge(ledger, &journal[t], &err), 0);
        ledger_journal_free(&journal[t]);
    }
    assert_int_equal(ledger_collect(ledger, &err), 0);
    assert_int_equal(ledger_check(ledger, &err), 0);
}

static bool flows_equal(const struct ledger_flow *a, const struct ledger_flow *b)
{
    return a->payer == b->payer && a->payee == b->payee && a->purpose == b->purpose &&
           a->product == b->product && a->payments == b->payments && a->fen == b->fen;
}

static void any_number_of_threads_gives_the_same_ledger(void **state)
{
    struct ledger_flow *flow[2];
    struct ledger ledger[2];
    struct error err;
    int count[2];

    (void)state;
    for (int k = 0; k < 2; k++) {
        int32_t index;

        assert_int_equal(ledger_init(&ledger[k], &err), 0);
        assert_int_equal(
            ledger_add_budget(&ledger[k], ACCOUNT_CITY, "health", &index, &err), 0);
        for (int i = 0; i < 50; i++)
            assert_int_equal(ledger_add_operator(&ledger[k], 0, &index, &err), 0);
        ledger_begin(&ledger[k], start);
        run_threads(&ledger[k], k == 0 ? 1 : 7, 20000);
        assert_int_equal(ledger_year_flows(&ledger[k], &flow[k], &count[k], &err), 0);
    }
    assert_true(ledger[0].claims.count > 20);
    assert_true(count[0] > 100);
    assert_int_equal(count[0], count[1]);
    for (int i = 0; i < count[0]; i++)
        assert_true(flows_equal(&flow[0][i], &flow[1][i]));
    assert_memory_equal(ledger[0].balance, ledger[1].balance,
                        sizeof(ledger[0].balance));
    assert_int_equal(ledger[0].claims.count, ledger[1].claims.count);
    for (size_t i = 0; i < ledger[0].claims.count; i++)
        assert_int_equal(ledger[0].claims.item[i].what.fen,
                         ledger[1].claims.item[i].what.fen);
    for (int k = 0; k < 2; k++) {
        free(flow[k]);
        ledger_free(&ledger[k]);
    }
}

static void a_new_year_forgets_flows_and_keeps_balances(void **state)
{
    struct world *world = *state;
    struct ledger *ledger = &world->ledger;
    struct error err;

    pay(ledger, transfer(outside(), ledger_operator(0), MONEY_EQUITY, 77));
    settle(ledger);
    ledger_turn_year(ledger);
    assert_int_equal(
        ledger_year_sum(ledger, ACCOUNT_OUTSIDE, ACCOUNT_OPERATOR, MONEY_EQUITY), 0);
    assert_int_equal(ledger->balance[ACCOUNT_OPERATOR], 77);
    assert_int_equal(ledger_check(ledger, &err), 0);
}

static void the_law_notices_money_that_came_from_nowhere(void **state)
{
    struct world *world = *state;
    struct ledger *ledger = &world->ledger;
    struct error err;

    ledger->operators[0].cash = 1;
    assert_int_equal(ledger_check(ledger, &err), -1);
    assert_int_equal(err.message, MESSAGE_LAW);
    ledger->operators[0].cash = 0;
    ledger->balance[ACCOUNT_TAX] = 1;
    assert_int_equal(ledger_check(ledger, &err), -1);
    ledger->balance[ACCOUNT_LENDER] = -1; /* adds up, but nobody paid it */
    assert_int_equal(ledger_check(ledger, &err), -1);
    ledger->balance[ACCOUNT_TAX] = ledger->balance[ACCOUNT_LENDER] = 0;
    assert_int_equal(ledger_check(ledger, &err), 0);
    ledger->budgets[world->budget].book.cash = -1;
    assert_int_equal(ledger_check(ledger, &err), -1);
    ledger->budgets[world->budget].book.cash = 0;
    pay(ledger, transfer(outside(), ledger_operator(0), MONEY_EQUITY, 5));
    assert_int_equal(ledger_check(ledger, &err), -1); /* not merged */
}

static void budgets_are_found_by_level_and_line(void **state)
{
    struct world *world = *state;

    assert_int_equal(
        ledger_budget_find(&world->ledger, ACCOUNT_DISTRICT, "civil_affairs"),
        world->budget);
    assert_int_equal(ledger_budget_find(&world->ledger, ACCOUNT_CITY, "civil_affairs"),
                     -1);
    assert_int_equal(ledger_budget_find(&world->ledger, ACCOUNT_DISTRICT, "health"),
                     -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_fee_enters_cash_accounts_and_books),
        TEST(credit_can_be_drawn_and_no_more),
        TEST(sums_that_overflow_are_told_and_change_nothing),
        TEST(what_relief_was_worth_stands_in_the_books_and_moves_nothing),
        cmocka_unit_test(any_number_of_threads_gives_the_same_ledger),
        TEST(a_new_year_forgets_flows_and_keeps_balances),
        TEST(the_law_notices_money_that_came_from_nowhere),
        TEST(budgets_are_found_by_level_and_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
