/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The month's money in a world: fees, costs, who funds what, arrears, the end of a year;
 * and edges: nobody pays, wages times ten. */
#include "support/check.h"

#include "support/books_fixture.h"

#include <math.h>

/* Each line of each site's books of the first month, and what is left in cash. */
static void a_month_of_every_site_is_reckoned_to_the_fen(void **state)
{
    (void)state;
    struct city_of_books city;
    open_city(&city, 2);
    live_up_to(&city.world, &process_found);
    struct books *books = city.world.books;
    const struct values *values = &city.world.values;
    const int chain = books->sites[1].operator_row;
    money cash = books->ledger.operators[chain].cash, reserve = 0, fees = 0;
    struct error err = {0};
    must(process_charge.city(&city.world, &err), &err);
    must(process_spend.city(&city.world, &err), &err);
    for (int s = 0; s < books->supply.site_count; s++) {
        money fen[HAND_LINES];
        const int sites = books->operators[books->sites[s].operator_row].sites;
        const double overhead =
            operator_overhead(values, sites) * books->wage_level / sites;
        month_by_hand(books, s, overhead, fen);
        for (int k = 0; k < HAND_LINES; k++)
            assert_int_equal(book_sum(&books->ledger.site_books[s], hand_line[k],
                                      books->ledger.now, 1),
                             fen[k]);
        const money cost = cost_by_hand(books, s, overhead);
        cash += s % SITES == 1 ? fen[0] - cost : 0;
        reserve += s % SITES == 0 ? cost : 0;
        fees += s % SITES == 0 ? fen[0] : 0;
    }
    assert_int_equal(books->ledger.operators[chain].cash, cash);
    /* The district fills institutions up to a month's cost: what fees did not bring. */
    const money before = ledger_year_sum(&books->ledger, ACCOUNT_DISTRICT,
                                         ACCOUNT_OPERATOR, MONEY_DEFICIT);
    assert_int_equal(before, reserve);
    must(process_fund.city(&city.world, &err), &err);
    assert_int_equal(ledger_year_sum(&books->ledger, ACCOUNT_DISTRICT, ACCOUNT_OPERATOR,
                                     MONEY_DEFICIT) -
                         before,
                     reserve - fees);
    must(process_collect.city(&city.world, &err), &err);
    assert_int_equal(ledger_arrears_of(&books->ledger, ACCOUNT_OPERATOR), 0);
    must(books_check(&city.world, &err), &err);
    close_city(&city);
}

static void no_months_of_cost(struct scenario *scenario)
{
    nothing_unknown(scenario);
    change_value(scenario, PARAMETER_operators_opening_months, 0.0);
    change_value(scenario, PARAMETER_operators_credit_months, 0.0);
}

/* A chain without cash of its own owes what the month's fees do not cover, and pays it
 * when money comes. */
static void what_cash_does_not_cover_is_owed_until_it_comes(void **state)
{
    (void)state;
    struct city_of_books city;
    struct error err = {0};
    open_city_with(&city, 1, no_months_of_cost);
    live_up_to(&city.world, &process_found);
    struct books *books = city.world.books;
    const int chain = books->sites[1].operator_row;
    assert_int_equal(books->ledger.operators[chain].cash, 0);
    must(process_charge.city(&city.world, &err), &err);
    const money fees = books->ledger.operators[chain].cash;
    must(process_spend.city(&city.world, &err), &err);
    must(process_collect.city(&city.world, &err), &err);
    const money cost = book_side_sum(&books->ledger.operator_books[chain],
                                     BOOK_SIDE_COST, books->ledger.now, 1);
    const money owed = ledger_arrears(&books->ledger, ledger_operator(chain));
    assert_true(fees > 0 && cost > fees);
    assert_int_equal(books->ledger.operators[chain].cash, 0);
    assert_int_equal(owed, cost - fees);
    const struct pay_turn turn = pay_turn(&city.world, chain);
    must(pay_in(&turn, LEDGER_NO_SITE, ACCOUNT_OUTSIDE, MONEY_EQUITY, LEDGER_NO_PRODUCT,
                owed + 1, &err),
         &err);
    must(process_collect.city(&city.world, &err), &err);
    assert_int_equal(ledger_arrears(&books->ledger, ledger_operator(chain)), 0);
    assert_int_equal(books->ledger.operators[chain].cash, 1);
    close_city(&city);
}

/* Two operators of one site each beside the institutions: both modes in which somebody
 * runs a site for the public. Each gets what it lacked at the start, to the rounding of
 * its lines. */
static void who_runs_a_site_for_the_public_is_paid_its_own_deficit(void **state)
{
    (void)state;
    struct city_of_books city;
    struct error err = {0};
    open_city(&city, 1);
    for (int s = 1; s < 4; s += 2) {
        struct site *site = &city.world.books->supply.sites[s];
        site->kind = OPERATOR_NON_PROFIT;
        site->mode =
            s == 1 ? MODE_PUBLIC_BUILT_PRIVATE_RUN : MODE_PRIVATE_RUN_PUBLIC_ASSISTED;
    }
    live_up_to(&city.world, &process_spend);
    struct books *books = city.world.books;
    money lacked[4] = {0}, all = 0;
    for (int s = 1; s < 4; s += 2)
        lacked[s] = -book_result(&books->ledger.site_books[s], books->ledger.now, 1);
    assert_true(lacked[1] > 0 && lacked[3] > 0 && lacked[1] != lacked[3]);
    must(process_fund.city(&city.world, &err), &err);
    for (int s = 1; s < 4; s += 2) {
        const money paid = book_sum(&books->ledger.site_books[s], BOOK_PURCHASES,
                                    books->ledger.now, 1);
        assert_true(llabs(paid - lacked[s]) <= 4);
        all += paid;
    }
    assert_int_equal(ledger_year_sum(&books->ledger, ACCOUNT_DISTRICT, ACCOUNT_OPERATOR,
                                     MONEY_PURCHASE),
                     all);
    close_city(&city);
}

/* Sites have a margin of half their cost. */
static void half_again(struct scenario *scenario)
{
    change_value(scenario, PARAMETER_operators_start_margin, 0.5);
}

/* Nobody is asked for anything and nobody else pays: those for whom sites on the market
 * are kept make good what they cost, to the fen, month by month. */
static void at_price_zero_a_site_is_paid_for_by_those_it_is_kept_for(void **state)
{
    (void)state;
    struct city_of_books city;
    open_city(&city, 1);
    struct dated *price = &city.f.catalogue->products[0].price;
    for (int k = 0; k < price->count; k++)
        price->steps[k].value = 0.0;
    live(&city.world, 12);
    const struct books *books = city.world.books;
    for (int q = 0; q < QUINTILES; q++)
        assert_int_equal(ledger_year_sum(&books->ledger, ACCOUNT_USERS + q,
                                         ACCOUNT_OPERATOR, MONEY_FEE),
                         0);
    for (int s = 1; s < books->supply.site_count; s += SITES) {
        const struct site_book *book = &books->ledger.site_books[s];
        assert_int_equal(books->sites[s].cause, WITHDRAW_NONE);
        assert_int_equal(book_sum(book, BOOK_COMMERCIAL, books->ledger.now, 11),
                         book_side_sum(book, BOOK_SIDE_COST, books->ledger.now, 11));
    }
    close_city(&city);
}

/* Wages ten times as high from the first month: chains leave, districts
 * pay for their institutions, sums stay whole. */
static void with_wages_times_ten_the_ledger_is_still_zero(void **state)
{
    (void)state;
    struct city_of_books city;
    open_city(&city, 2);
    for (int t = 0; t < city.f.catalogue->trade_count; t++)
        city.f.catalogue->trades[t].wage *= 10.0;
    live(&city.world, 14);
    const struct books *books = city.world.books;
    money deficits = 0;
    for (int s = 0; s < books->supply.site_count; s++)
        if (s % SITES == 1)
            assert_int_not_equal(books->sites[s].cause, WITHDRAW_NONE);
        else
            deficits += book_sum(&books->ledger.site_books[s], BOOK_GRANTS,
                                 books->ledger.now, 12);
    assert_true(deficits > money_from_yuan(1e6));
    close_city(&city);
}

/* In December owners take what is beyond six months of mean cost, and the tax on a
 * year's profit falls due in January: 5 % of what 90 % of income exceeds cost. */
static void a_year_is_closed_in_december(void **state)
{
    (void)state;
    struct city_of_books city;
    struct error err = {0};
    open_city_with(&city, 1, half_again);
    live(&city.world, 1);
    live_up_to(&city.world, &process_fund);
    struct books *books = city.world.books;
    const int chain = books->sites[1].operator_row;
    const struct site_book *book = &books->ledger.operator_books[chain];
    assert_int_equal(month_number(city.world.now), 12);
    const money income = book_side_sum(book, BOOK_SIDE_INCOME, city.world.now, 12);
    const money cost = book_side_sum(book, BOOK_SIDE_COST, city.world.now, 12);
    const money before = books->ledger.operators[chain].cash;
    const money kept = money_from_yuan(6 * money_to_yuan(cost) / 2); /* of two months */
    assert_true(before > kept);
    must(process_collect.city(&city.world, &err), &err);
    assert_int_equal(books->ledger.operators[chain].cash, kept);
    assert_int_equal(ledger_year_sum(&books->ledger, ACCOUNT_OPERATOR, ACCOUNT_OUTSIDE,
                                     MONEY_EQUITY),
                     before - kept);
    money owed = 0;
    for (size_t k = 0; k < books->ledger.claims.count; k++) {
        const struct ledger_claim *claim = &books->ledger.claims.item[k];
        assert_int_equal(claim->what.purpose, MONEY_TAX);
        assert_int_equal(claim->due, city.world.now + 1);
        owed += claim->what.fen;
    }
    assert_int_equal(owed, money_from_yuan(0.05 * (0.9 * money_to_yuan(income) -
                                                   money_to_yuan(cost))));
    close_city(&city);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_month_of_every_site_is_reckoned_to_the_fen),
        cmocka_unit_test(what_cash_does_not_cover_is_owed_until_it_comes),
        cmocka_unit_test(who_runs_a_site_for_the_public_is_paid_its_own_deficit),
        cmocka_unit_test(at_price_zero_a_site_is_paid_for_by_those_it_is_kept_for),
        cmocka_unit_test(with_wages_times_ten_the_ledger_is_still_zero),
        cmocka_unit_test(a_year_is_closed_in_december),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
