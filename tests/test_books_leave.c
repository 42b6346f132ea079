/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Sites that are given up in a world: for lack of cash, at a contract's end, before it;
 * what becomes of staff, deposits, debt, users and trust. And a frozen world, in which
 * nobody has a reason to. */
#include "support/check.h"

#include "support/books_fixture.h"

#include <math.h>

static void poor(struct scenario *scenario)
{
    nothing_unknown(scenario);
    change_value(scenario, PARAMETER_operators_opening_months, 0.0);
    change_value(scenario, PARAMETER_operators_credit_months, 0.0);
    change_value(scenario, PARAMETER_operators_deposit_months, 0.0);
}

/* The chain's fees do not pay its month: it fails whole, with one cause; creditors get
 * what there is by rank and `loss` stands in for the rest. */
static void who_cannot_pay_closes_all_its_sites(void **state)
{
    (void)state;
    struct city_of_books city;
    struct error err = {0};
    open_city_with(&city, 1, poor);
    live_up_to(&city.world, &process_collect);
    struct books *books = city.world.books;
    const int chain = books->sites[1].operator_row;
    const money owed = ledger_arrears(&books->ledger, ledger_operator(chain));
    double wages = 0.0;
    money severance = 0;
    for (int s = 1; s < books->supply.site_count; s += SITES)
        for (int k = 0; k < books->sites[s].trades; k++) {
            const struct staff_post *post = &books->sites[s].staff[k];
            wages = 1.5 * post->in_post * post->wage;
            severance += money_from_yuan(wages);
        }
    assert_true(owed > 0);
    must(process_withdraw.city(&city.world, &err), &err);
    must(books_check(&city.world, &err), &err);
    for (int s = 0; s < books->supply.site_count; s++) {
        const bool gone = s % SITES == 1;
        assert_int_equal(books->sites[s].cause, gone ? WITHDRAW_CASH : WITHDRAW_NONE);
        assert_int_equal(books->supply.sites[s].closes, gone ? city.world.now + 1 : -1);
        assert_int_equal(books->sites[s].operator_row < 0, gone);
    }
    assert_int_equal(books->operators[chain].sites, 0);
    assert_int_equal(books->ledger.operators[chain].cash, 0);
    assert_int_equal(ledger_arrears(&books->ledger, ledger_operator(chain)), 0);
    money lost = 0;
    for (int k = 0; k < ACCOUNTS; k++)
        lost += ledger_year_sum(&books->ledger, ACCOUNT_LOSS, k, MONEY_DEFAULT);
    assert_int_equal(lost, owed + severance);
    assert_int_equal(books->year.withdrawals[WITHDRAW_CASH][5], 6); /* five years old */
    close_city(&city);
}

static void users_of_a_closed_site_lose_it_and_try_others(void **state)
{
    (void)state;
    struct city_of_books city;
    open_city_with(&city, 1, poor);
    live(&city.world, 1);
    const struct services *services = city.world.services;
    int before = 0, after = 0;
    for (int s = 0; s < 12; s += SITES)
        before += services->rooms[s].held[0];
    live(&city.world, 1);
    for (int s = 0; s < 12; s++) {
        assert_int_equal(services->rooms[s].open, s % SITES == 0);
        assert_true(services->rooms[s].open || services->rooms[s].held[0] == 0);
        after += s % SITES == 0 ? services->rooms[s].held[0] : 0;
    }
    assert_true(after > before);
    close_city(&city);
}

/* Half of what was lost is back after operators.trust_half_life months, 24. */
static void trust_in_a_kind_falls_where_it_left_and_comes_back(void **state)
{
    (void)state;
    struct city_of_books city;
    struct error err = {0};
    open_city_with(&city, 1, poor);
    live_up_to(&city.world, &process_collect);
    const struct books *books = city.world.books;
    const struct services *services = city.world.services;
    double share[6];
    for (int c = 0; c < 6; c++) {
        const struct offers *offers = &services->offers[c];
        double all = 0.0, left = 1.0;
        for (int k = 0; k < offers->count; k++)
            all += offers->hearings[offers->item[k].hearing].users;
        for (int k = 0; k < offers->count; k++) /* one closing after the other */
            if (offers->item[k].room % SITES == 1 && all > 0.0)
                left *=
                    1.0 - 0.5 * offers->hearings[offers->item[k].hearing].users / all;
        share[c] = left;
    }
    must(process_withdraw.city(&city.world, &err), &err);
    double least = 1.0;
    for (int c = 0; c < 6; c++) {
        const double trust = books->trust[c * OPERATOR_KINDS + OPERATOR_CHAIN];
        assert_true(fabs(trust - share[c]) < 1e-12);
        assert_true(books->trust[c * OPERATOR_KINDS + OPERATOR_PUBLIC] == 1.0);
        least = trust < least ? trust : least;
    }
    assert_true(least < 0.9);
    city.world.now++; /* the month above was cut short */
    live(&city.world, 24);
    for (int c = 0; c < 6; c++)
        assert_true(fabs(1.0 - books->trust[c * OPERATOR_KINDS + OPERATOR_CHAIN] -
                         (1.0 - share[c]) / 2.0) < 1e-9);
    close_city(&city);
}

static void patient(struct scenario *scenario)
{
    nothing_unknown(scenario);
    change_value(scenario, PARAMETER_operators_exit_interval, 120.0);
}

/* The contract of one chain site ends while it loses: the deposit comes back, staff gets
 * a month and a half, nobody pays a penalty. The rest of the chain goes on. */
static void a_losing_site_is_left_when_its_contract_ends(void **state)
{
    (void)state;
    struct city_of_books city;
    struct error err = {0};
    open_city_with(&city, 1, patient);
    live(&city.world, 1);
    struct books *books = city.world.books;
    books->sites[3].contract.end = city.world.now;
    const money deposit = money_from_yuan(books->sites[3].contract.deposit);
    live_up_to(&city.world, &process_collect);
    double wages = 0.0;
    for (int k = 0; k < books->sites[3].trades; k++)
        wages += books->sites[3].staff[k].in_post * books->sites[3].staff[k].wage;
    must(process_withdraw.city(&city.world, &err), &err);
    const struct site_book *book = &books->ledger.site_books[3];
    assert_int_equal(books->sites[3].cause, WITHDRAW_LEASE);
    assert_int_equal(books->supply.sites[3].closes, city.world.now + 1);
    assert_int_equal(book_sum(book, BOOK_DEPOSITS_BACK, city.world.now, 1), deposit);
    assert_int_equal(book_sum(book, BOOK_PENALTY, city.world.now, 1), 0);
    assert_true(llabs(book_sum(book, BOOK_SEVERANCE, city.world.now, 1) -
                      money_from_yuan(1.5 * wages)) <= CATALOGUE_TRADES);
    assert_int_equal(books->operators[books->sites[1].operator_row].sites, 5);
    close_city(&city);
}

static void eager(struct scenario *scenario)
{
    nothing_unknown(scenario);
    change_value(scenario, PARAMETER_operators_exit_interval, 1.0);
}

/* Before the end it takes three months of notice and two of rent. */
static void a_losing_site_may_be_left_early_at_a_price(void **state)
{
    (void)state;
    struct city_of_books city;
    open_city_with(&city, 1, eager);
    live(&city.world, 1);
    struct books *books = city.world.books;
    const month decided = city.world.now - 1;
    int site = -1;
    for (int s = 1; s < books->supply.site_count; s += SITES)
        if (books->supply.sites[s].closes == decided + 4 &&
            books->sites[s].contract.end > decided + 5)
            site = s;
    assert_true(site >= 0);
    assert_true(books->sites[site].operator_row >= 0);
    const money penalty = money_from_yuan(2 * books_market_rent(books, site));
    const money agreed = money_from_yuan(books->sites[site].contract.penalty);
    assert_int_equal(penalty, agreed);
    live(&city.world, 3);
    assert_int_equal(books->sites[site].operator_row, -1);
    assert_int_equal(
        book_sum(&books->ledger.site_books[site], BOOK_PENALTY, decided + 3, 1),
        agreed);
    close_city(&city);
}

/* The same losing site in the hands of somebody who does not aim at profit goes on, as
 * its own money carries it; without money it goes too. */
static void who_aims_to_break_even_goes_on_while_money_lasts(void **state)
{
    (void)state;
    for (int rich = 0; rich < 2; rich++) {
        struct city_of_books city;
        struct error err = {0};
        open_city_with(&city, 1, patient);
        city.world.books->supply.sites[3].kind = OPERATOR_NON_PROFIT;
        live(&city.world, 1);
        struct books *books = city.world.books;
        books->sites[3].contract.end = city.world.now;
        live_up_to(&city.world, &process_collect);
        const struct pay_turn turn =
            pay_turn(&city.world, books->sites[3].operator_row);
        const money cash = books->ledger.operators[turn.operator_row].cash;
        if (rich)
            must(pay_in(&turn, 3, ACCOUNT_OUTSIDE, MONEY_EQUITY, LEDGER_NO_PRODUCT,
                        money_from_yuan(1e7), &err),
                 &err);
        else
            must(pay_out(&turn, 3, ACCOUNT_OUTSIDE, MONEY_EQUITY, LEDGER_NO_PRODUCT,
                         cash, &err),
                 &err);
        must(ledger_merge(&books->ledger, &books->ledger.own, &err), &err);
        must(process_withdraw.city(&city.world, &err), &err);
        assert_int_equal(books->sites[3].cause, rich ? WITHDRAW_NONE : WITHDRAW_LEASE);
        close_city(&city);
    }
}

static void well_off(struct scenario *scenario)
{
    change_value(scenario, PARAMETER_operators_start_margin, 0.5);
}

static void a_site_worth_it_signs_again(void **state)
{
    (void)state;
    struct city_of_books city;
    open_city_with(&city, 1, well_off);
    live(&city.world, 2);
    struct books *books = city.world.books;
    const struct contract before = books->sites[5].contract;
    const month now = city.world.now;
    books->sites[5].contract.end = now;
    live(&city.world, 1);
    assert_int_equal(books->sites[5].contract.start, now);
    assert_int_equal(books->sites[5].contract.end, now + 60);
    assert_true(books->sites[5].contract.deposit == before.deposit);
    assert_int_equal(books->supply.sites[5].closes, -1);
    close_city(&city);
}

/* An operator that leaves its last site keeps what is left after its debts. */
static void owners_get_what_a_wound_up_operator_leaves(void **state)
{
    (void)state;
    struct city_of_books city;
    struct error err = {0};
    open_city_with(&city, 1, well_off);
    live(&city.world, 1);
    live_up_to(&city.world, &process_collect);
    struct books *books = city.world.books;
    const int chain = books->sites[1].operator_row;
    books->operators[chain].loan = 12345;
    for (int s = 1; s < 12; s += SITES)
        must(withdraw_end_site(&city.world, s, WITHDRAW_OWNER, &err), &err);
    must(ledger_merge(&books->ledger, &books->ledger.own, &err), &err);
    const money cash = books->ledger.operators[chain].cash;
    money tax = 0; /* of December, due in January */
    for (size_t k = 0; k < books->ledger.claims.count; k++)
        if (books->ledger.claims.item[k].what.payer.row == chain)
            tax += books->ledger.claims.item[k].what.fen;
    const money taken = ledger_year_sum(&books->ledger, ACCOUNT_OPERATOR,
                                        ACCOUNT_OUTSIDE, MONEY_EQUITY);
    must(withdraw_end_operator(&city.world, chain, &err), &err);
    must(books_check(&city.world, &err), &err);
    assert_int_equal(ledger_year_sum(&books->ledger, ACCOUNT_OPERATOR, ACCOUNT_LENDER,
                                     MONEY_REPAYMENT),
                     12345);
    assert_int_equal(ledger_year_sum(&books->ledger, ACCOUNT_OPERATOR, ACCOUNT_OUTSIDE,
                                     MONEY_EQUITY) -
                         taken,
                     cash - tax - 12345);
    close_city(&city);
}

/* Nobody is born, moves or ages into another need, and no index moves. */
static void freeze(struct city_of_books *city)
{
    city->f.catalogue->products[0].price.count = 1;
    for (int k = 0; k < INDICES; k++)
        for (int year = 0; year < INDICES_YEARS; year++)
            city->f.indices->level[k][year] = 1.0;
}

static void
a_frozen_world_keeps_its_sites_prices_and_use_for_fifteen_years(void **state)
{
    (void)state;
    enum { YEARS = 15, SETTLED = 3 };
    static const struct process *const nobody[] = {NULL};
    struct city_of_books city;
    struct error err = {0};
    double use[YEARS] = {0}, price[YEARS] = {0};
    open_city_with(&city, 2, NULL);
    freeze(&city);
    for (int m = 0; m < YEARS * MONTHS_PER_YEAR; m++) {
        must(cycle_run(&city.world, nobody, &err), &err);
        for (int r = 0; r < 12; r++) {
            for (int k = 0; k < CATALOGUE_CLASSES; k++)
                use[m / MONTHS_PER_YEAR] += city.world.books->rooms[r].users[k];
            price[m / MONTHS_PER_YEAR] += books_price(&city.world, r);
        }
    }
    for (int s = 0; s < 12; s++)
        assert_int_equal(city.world.books->supply.sites[s].closes, -1);
    /* Prices find their level in the first years; then nothing goes anywhere. */
    for (int y = SETTLED; y < YEARS; y++) {
        assert_true(fabs(use[y] / use[SETTLED] - 1.0) < 0.08);
        assert_true(fabs(price[y] / price[SETTLED] - 1.0) < 0.04);
    }
    assert_true(fabs(use[YEARS - 1] / use[SETTLED] - 1.0) < 0.01 * (YEARS - SETTLED));
    assert_true(fabs(price[YEARS - 1] / price[SETTLED] - 1.0) <
                0.005 * (YEARS - SETTLED));
    close_city(&city);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_cannot_pay_closes_all_its_sites),
        cmocka_unit_test(users_of_a_closed_site_lose_it_and_try_others),
        cmocka_unit_test(trust_in_a_kind_falls_where_it_left_and_comes_back),
        cmocka_unit_test(a_losing_site_is_left_when_its_contract_ends),
        cmocka_unit_test(a_losing_site_may_be_left_early_at_a_price),
        cmocka_unit_test(who_aims_to_break_even_goes_on_while_money_lasts),
        cmocka_unit_test(a_site_worth_it_signs_again),
        cmocka_unit_test(owners_get_what_a_wound_up_operator_leaves),
        cmocka_unit_test(
            a_frozen_world_keeps_its_sites_prices_and_use_for_fifteen_years),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
