/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Tests of state/ledger_claim.c: late payment, arrears, and operators who fail. */
#include "support/ledger_fixture.h"

static void a_failed_operator_pays_its_staff_first_and_shares_the_rest(void **state)
{
    struct world *world = *state;
    struct ledger *ledger = &world->ledger;
    const struct ledger_party me = ledger_operator(0);
    struct error err;
    money total = 0;

    pay(ledger,
        transfer(me, ledger_free_party(ACCOUNT_LANDLORD_PUBLIC), MONEY_RENT, 700));
    pay(ledger, transfer(me, ledger_free_party(ACCOUNT_LENDER), MONEY_REPAYMENT, 1400));
    pay(ledger, transfer(me, ledger_free_party(ACCOUNT_TAX), MONEY_TAX, 50));
    pay(ledger, transfer(me, ledger_free_party(ACCOUNT_STAFF), MONEY_WAGE, 900));
    pay(ledger,
        transfer(me, ledger_budget(ledger, world->budget), MONEY_CLAWBACK, 300));
    pay(ledger, transfer(outside(), me, MONEY_EQUITY, 1001));
    assert_int_equal(ledger_default(ledger, 0, &err), 0);
    assert_int_equal(ledger_check(ledger, &err), 0);
    /* 1001 - 900 - 50 = 51 for 2400: rent 14.875, repayment 29.75, clawback 6.375; the
       two fen left go to rent and repayment, which come first. */
    assert_int_equal(
        ledger_year_sum(ledger, ACCOUNT_OPERATOR, ACCOUNT_STAFF, MONEY_WAGE), 900);
    assert_int_equal(
        ledger_year_sum(ledger, ACCOUNT_OPERATOR, ACCOUNT_LANDLORD_PUBLIC, MONEY_RENT),
        15);
    assert_int_equal(
        ledger_year_sum(ledger, ACCOUNT_OPERATOR, ACCOUNT_LENDER, MONEY_REPAYMENT), 30);
    assert_int_equal(
        ledger_year_sum(ledger, ACCOUNT_OPERATOR, ACCOUNT_DISTRICT, MONEY_CLAWBACK), 6);
    assert_int_equal(ledger->budgets[world->budget].book.cash, 6);
    for (int i = 0; i < ACCOUNTS; i++)
        total += ledger_year_sum(ledger, ACCOUNT_LOSS, i, MONEY_DEFAULT);
    assert_int_equal(total, 700 - 15 + 1400 - 30 + 300 - 6);
    assert_int_equal(ledger_year_sum(ledger, ACCOUNT_LOSS, ACCOUNT_LOSS, MONEY_DEFAULT),
                     294);
    assert_int_equal(ledger->balance[ACCOUNT_LOSS], -(700 - 15 + 1400 - 30));
    assert_int_equal(ledger->operators[0].cash, 0);
    assert_int_equal(ledger->claims.count, 0);
}

static void a_failed_operator_leaves_its_overdraft_and_its_dues_to_loss(void **state)
{
    struct world *world = *state;
    struct ledger *ledger = &world->ledger;
    struct ledger_transfer grant =
        transfer(ledger_budget(ledger, world->budget), ledger_operator(0),
                 MONEY_GRANT_OPERATING, 120);
    struct error err;

    ledger->operators[0].credit = 80;
    pay(ledger, transfer(ledger_operator(0), ledger_free_party(ACCOUNT_SUPPLIERS),
                         MONEY_FOOD, 75));
    pay(ledger, grant); /* of an empty budget: owed */
    assert_int_equal(ledger_default(ledger, 0, &err), 0);
    assert_int_equal(ledger_check(ledger, &err), 0);
    assert_int_equal(ledger->balance[ACCOUNT_LOSS], -75);
    assert_int_equal(ledger->operators[0].cash, 0);
    ledger_begin(ledger, start + 1);
    pay(ledger,
        transfer(outside(), ledger_budget(ledger, world->budget), MONEY_BUDGET, 500));
    assert_int_equal(ledger_collect(ledger, &err), 0);
    assert_int_equal(ledger->balance[ACCOUNT_LOSS], 45);
    assert_int_equal(ledger->operators[0].cash, 0);
    assert_int_equal(ledger_check(ledger, &err), 0);
}

static void cash_beyond_all_claims_goes_to_the_owners(void **state)
{
    struct world *world = *state;
    struct ledger *ledger = &world->ledger;
    struct error err;

    pay(ledger, transfer(outside(), ledger_operator(1), MONEY_EQUITY, 1000));
    assert_int_equal(ledger_default(ledger, 1, &err), 0);
    assert_int_equal(ledger_check(ledger, &err), 0);
    assert_int_equal(ledger->balance[ACCOUNT_LOSS], 0);
    assert_int_equal(ledger->balance[ACCOUNT_OUTSIDE], 0);
    assert_int_equal(book_sum(&ledger->operator_books[1], BOOK_PAID_OUT, start, 1),
                     1000);
}

static void wages_times_ten_leave_the_ledger_at_zero(void **state)
{
    struct world *world = *state;
    struct ledger *ledger = &world->ledger;
    struct error err;

    pay(ledger, transfer(outside(), ledger_operator(0), MONEY_EQUITY, 600000));
    for (int i = 0; i < 30; i++) {
        if (i > 0)
            ledger_begin(ledger, start + i);
        pay(ledger, transfer(ledger_free_party(ACCOUNT_USERS), ledger_operator(0),
                             MONEY_FEE, 450003));
        pay(ledger, transfer(ledger_operator(0), ledger_free_party(ACCOUNT_STAFF),
                             MONEY_WAGE, 10 * 440001));
        assert_int_equal(ledger_collect(ledger, &err), 0);
        assert_int_equal(ledger_check(ledger, &err), 0);
    }
    assert_int_equal(ledger_arrears(ledger, ledger_operator(0)),
                     30 * (4400010 - 450003) - 600000);
    assert_int_equal(ledger_default(ledger, 0, &err), 0);
    assert_int_equal(ledger_check(ledger, &err), 0);
    assert_int_equal(ledger->balance[ACCOUNT_LOSS],
                     -(30 * (4400010 - 450003) - 600000));
    assert_int_equal(ledger->balance[ACCOUNT_STAFF], 30 * 4400010);
}

static void grants_come_when_they_are_due_and_only_from_what_is_there(void **state)
{
    struct world *world = *state;
    struct ledger *ledger = &world->ledger;
    struct ledger_transfer grant =
        transfer(ledger_budget(ledger, world->budget), ledger_operator(1),
                 MONEY_GRANT_OPERATING, 3000);
    struct error err;

    pay(ledger,
        transfer(outside(), ledger_budget(ledger, world->budget), MONEY_BUDGET, 5000));
    for (int i = 0; i < 2; i++) {
        if (i > 0)
            ledger_begin(ledger, start + i);
        assert_int_equal(ledger_owe(ledger, &ledger->own, &grant,
                                    ledger_due(PAID_QUARTERLY, 1, start + i), &err),
                         0);
        settle(ledger);
    }
    /* Two months of one grant are one claim. */
    assert_int_equal(ledger->claims.count, 1);
    assert_int_equal(ledger->claims.item[0].accrued, start);
    for (int i = 2; i < 4; i++) {
        assert_int_equal(ledger->operators[1].cash, 0);
        assert_int_equal(ledger_arrears_of(ledger, ACCOUNT_DISTRICT), 0);
        ledger_begin(ledger, start + i);
        assert_int_equal(ledger_collect(ledger, &err), 0);
    }
    assert_int_equal(ledger->operators[1].cash, 5000);
    assert_int_equal(ledger_arrears(ledger, ledger_budget(ledger, world->budget)),
                     1000);
    assert_int_equal(ledger_check(ledger, &err), 0);
}

static void what_cash_does_not_cover_becomes_arrears(void **state)
{
    struct world *world = *state;
    struct ledger *ledger = &world->ledger;
    struct ledger_transfer wage = transfer(
        ledger_operator(0), ledger_free_party(ACCOUNT_STAFF + 2), MONEY_WAGE, 1000);
    struct error err;

    wage.site = world->sites[0];
    pay(ledger, transfer(outside(), ledger_operator(0), MONEY_EQUITY, 617));
    assert_int_equal(pay(ledger, wage), 383);
    settle(ledger);
    assert_int_equal(ledger->operators[0].cash, 0);
    assert_int_equal(ledger_arrears(ledger, ledger_operator(0)), 383);
    assert_int_equal(ledger_arrears_of(ledger, ACCOUNT_OPERATOR), 383);
    assert_int_equal(ledger_arrears(ledger, ledger_operator(1)), 0);
    /* The books have the whole month's wages, whenever they are paid. */
    assert_int_equal(book_sum(&ledger->site_books[0], BOOK_WAGES, start, 1), 1000);
    ledger_begin(ledger, start + 1);
    pay(ledger, transfer(outside(), ledger_operator(0), MONEY_EQUITY, 400));
    assert_int_equal(ledger_collect(ledger, &err), 0);
    assert_int_equal(ledger_check(ledger, &err), 0);
    assert_int_equal(ledger->balance[ACCOUNT_STAFF + 2], 1000);
    assert_int_equal(ledger->operators[0].cash, 17);
    assert_int_equal(ledger->claims.count, 0);
    assert_int_equal(book_sum(&ledger->site_books[0], BOOK_WAGES, start + 1, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_failed_operator_pays_its_staff_first_and_shares_the_rest),
        TEST(a_failed_operator_leaves_its_overdraft_and_its_dues_to_loss),
        TEST(cash_beyond_all_claims_goes_to_the_owners),
        TEST(wages_times_ten_leave_the_ledger_at_zero),
        TEST(grants_come_when_they_are_due_and_only_from_what_is_there),
        TEST(what_cash_does_not_cover_becomes_arrears),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
