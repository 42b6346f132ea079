/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Space that is not worth going on with is turned to what is wanted, in the month. Two
 * products: one that nobody can live on, and one that pays. */
#include "support/check.h"

#include "support/nursery.h"

enum { POOR, GOOD };

/* The first asks next to nothing. */
static void two_products(struct catalogue *catalogue)
{
    static const double price[] = {1300.0, 3000.0};
    nursery_products(catalogue, price, 2);
}

/* Companies with one room, of the first product. */
static void poor_sites(struct services_fixture *f)
{
    for (int s = 0; s < f->supply.site_count; s++) {
        f->supply.rooms[s] = f->supply.rooms[f->supply.sites[s].room];
        f->supply.sites[s].room = s;
        f->supply.sites[s].rooms = 1;
    }
    f->supply.room_count = f->supply.site_count;
    nursery_companies(f);
}

static void nobody_enters(struct scenario *scenario)
{
    nursery_nobody_enters(scenario);
    change_value(scenario, PARAMETER_price_interval, 120.0);
    change_value(scenario, PARAMETER_know_near, 0.15); /* and so fills in time */
}

static void open_city(struct nursery *nursery)
{
    const struct nursery_plan plan = {.residents = 12000,
                                      .sites = 1,
                                      .places = 60,
                                      .until = month_of(2030, 12),
                                      .change = nobody_enters,
                                      .supply = poor_sites,
                                      .alter = two_products};
    nursery_open(nursery, &plan);
    nursery_live(nursery, 2); /* December is behind */
}

/* Takes away what keeps a site alive from the start. */
static void cut_off(struct nursery *nursery)
{
    for (int s = 0; s < nursery->world.books->supply.site_count; s++)
        nursery->world.books->sites[s].side = 0.0;
}

static void space_that_does_not_pay_is_turned_to_what_does(void **state)
{
    (void)state;
    struct nursery nursery;
    open_city(&nursery);
    struct books *books = nursery.world.books;
    const int listed = books->supply.site_count;
    cut_off(&nursery);
    nursery_live(&nursery, 1);
    const int all = books->supply.site_count;
    assert_true(all > listed);
    int64_t converted = 0;
    for (int a = 0; a < BOOKS_AGES; a++)
        converted += books->year.withdrawals[WITHDRAW_CONVERSION][a];
    assert_int_equal(converted, all - listed);
    money works = 0;
    for (int s = listed; s < all; s++) {
        const struct site *site = &books->supply.sites[s];
        const struct room *room = &books->supply.rooms[site->room];
        assert_int_equal(room->product, GOOD);
        assert_true(room->m2 == 240.0);
        assert_int_equal(site->opened, nursery.world.now - 1 + 9);
        assert_true(books->sites[s].operator_row >= 0);
        works += money_from_yuan(books->sites[s].invested);
        int before = 0;
        while (books->supply.sites[before].east_km != site->east_km)
            before++;
        assert_true(before < listed);
        assert_int_equal(books->supply.sites[before].closes, nursery.world.now);
        assert_int_equal(books->sites[before].operator_row, -1);
        assert_int_equal(books->sites[before].cause, WITHDRAW_CONVERSION);
    }
    assert_int_equal(ledger_year_sum(&books->ledger, ACCOUNT_OPERATOR,
                                     ACCOUNT_SUPPLIERS, MONEY_WORKS),
                     works);
    nursery_live(&nursery, 20);
    int32_t users = 0;
    for (int s = listed; s < all; s++)
        users += nursery.world.services->rooms[books->supply.sites[s].room].held[0];
    assert_true(users > 0);
    nursery_close(&nursery);
}

static void sites_that_live_stay_what_they_are(void **state)
{
    (void)state;
    struct nursery nursery;
    open_city(&nursery);
    const int listed = nursery.world.books->supply.site_count;
    nursery_live(&nursery, 1);
    assert_int_equal(nursery.world.books->supply.site_count, listed);
    nursery_close(&nursery);
}

/* Works at a hundred times their cost are dearer than leaving. */
static void works_too_dear_are_not_done(void **state)
{
    (void)state;
    struct nursery nursery;
    open_city(&nursery);
    const int listed = nursery.world.books->supply.site_count;
    nursery.f.costs->of[GOOD][COST_fitout].value *= 100.0;
    cut_off(&nursery);
    nursery_live(&nursery, 1);
    assert_int_equal(nursery.world.books->supply.site_count, listed);
    nursery_close(&nursery);
}

/* Every month is the last of a contract of one month: sites that pay sign again, those
 * that do not are left, and nothing is owed or lost that is not counted. */
static void short_contracts(struct scenario *scenario)
{
    nobody_enters(scenario);
    change_value(scenario, PARAMETER_operators_contract_months, 1.0);
}

static void contracts_of_one_month_are_signed_again_or_left(void **state)
{
    (void)state;
    struct nursery nursery;
    const struct nursery_plan plan = {.residents = 12000,
                                      .sites = 2,
                                      .places = 60,
                                      .until = month_of(2030, 12),
                                      .change = short_contracts};
    nursery_open(&nursery, &plan);
    struct books *books = nursery.world.books;
    nursery_live(&nursery, 2);
    books->sites[0].invested = 1e8; /* fit-out that nobody could renew */
    nursery_live(&nursery, 3);
    assert_true(books->supply.sites[0].closes > 0);
    assert_int_equal(books->sites[0].operator_row, -1);
    int open = 0;
    for (int s = 1; s < books->supply.site_count; s++) {
        if (books->sites[s].operator_row < 0)
            continue;
        open++;
        assert_true(books->sites[s].contract.end >= nursery.world.now - 1);
        assert_true(books->sites[s].contract.end <= nursery.world.now + 1);
    }
    assert_true(open >= 6);
    nursery_close(&nursery);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(space_that_does_not_pay_is_turned_to_what_does),
        cmocka_unit_test(sites_that_live_stay_what_they_are),
        cmocka_unit_test(works_too_dear_are_not_done),
        cmocka_unit_test(contracts_of_one_month_are_signed_again_or_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
