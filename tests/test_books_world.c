/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Books in a world: who runs the sites of a small city, what they begin with, and what
 * the law of books refuses. One product, childcare by the month, so that everything can
 * be reckoned by hand. */
#include "support/check.h"

#include "support/books_fixture.h"

#include <math.h>

static void sites_have_operators_by_kind_place_and_service(void **state)
{
    (void)state;
    struct city_of_books city;
    open_city(&city, 1);
    live_up_to(&city.world, &process_found);
    const struct books *books = city.world.books;
    /* Six chain sites of one service are one chain of six (operators.chain_sites); six
     * public sites in four subdistricts are four institutions. */
    assert_int_equal(books->supply.site_count, 12);
    assert_int_equal(books->operator_count, 1 + 4);
    int institutions = 0, public_sites = 0;
    for (int o = 0; o < books->operator_count; o++) {
        const struct operator_ *runner = &books->operators[o];
        institutions += runner->kind == OPERATOR_PUBLIC;
        assert_int_equal(runner->aim,
                         runner->kind == OPERATOR_CHAIN ? AIM_PROFIT : AIM_BREAK_EVEN);
        if (runner->kind == OPERATOR_CHAIN)
            assert_int_equal(runner->sites, 6);
        public_sites += runner->kind == OPERATOR_PUBLIC ? runner->sites : 0;
        assert_int_equal(books->site_start[o + 1] - books->site_start[o],
                         runner->sites);
        for (int k = books->site_start[o]; k < books->site_start[o + 1]; k++)
            assert_int_equal(books->sites[books->site_of[k]].operator_row, o);
    }
    assert_int_equal(institutions, 4);
    assert_int_equal(public_sites, 6);
    /* One department of the district pays for all of them. */
    assert_int_equal(books->ledger.budget_count, 1);
    assert_int_equal(books->ledger.budgets[0].account, ACCOUNT_DISTRICT);
    assert_string_equal(books->ledger.budgets[0].line, "childcare");
    close_city(&city);
}

static void operators_begin_with_months_of_cost_and_a_deposit(void **state)
{
    (void)state;
    struct city_of_books city;
    open_city(&city, 1);
    live_up_to(&city.world, &process_found);
    struct books *books = city.world.books;
    const struct values *values = &city.world.values;
    /* 9,000 yuan, six sites to the power of 0.85, shared by six. */
    const double six = operator_overhead(values, 6) * books->wage_level / 6;
    money cash = 0, deposits = 0, credit = 0;
    for (int s = 1; s < books->supply.site_count; s += SITES) {
        const struct contract *contract = &books->sites[s].contract;
        const struct room *room = &books->supply.rooms[books->supply.sites[s].room];
        const double rent =
            room->m2 * costs_now(books->costs, 0, COST_rent, &books->levels);
        assert_true(fabs(contract->rent - rent) < 1e-9);
        assert_true(contract->relief == 0.0);
        const money spent = cost_by_hand(books, s, six);
        cash += money_from_yuan(6 * money_to_yuan(spent));
        credit += money_from_yuan(money_to_yuan(spent));
        deposits += money_from_yuan(2 * rent);
        /* Contracts have run for a while: 1 to 60 months are left. */
        const int left = contract->end - books->ledger.now;
        assert_true(left >= 1 && left <= 60 && contract->end - contract->start == 60);
    }
    const int chain = books->sites[1].operator_row;
    assert_int_equal(books->ledger.operators[chain].cash, cash);
    assert_int_equal(books->ledger.operators[chain].credit, credit);
    assert_int_equal(ledger_year_sum(&books->ledger, ACCOUNT_OPERATOR,
                                     ACCOUNT_LANDLORD_PRIVATE, MONEY_DEPOSIT),
                     deposits);
    assert_int_equal(ledger_year_sum(&books->ledger, ACCOUNT_OUTSIDE, ACCOUNT_OPERATOR,
                                     MONEY_EQUITY),
                     cash + deposits);
    close_city(&city);
}

static void a_public_institution_is_funded_by_its_district(void **state)
{
    (void)state;
    struct city_of_books city;
    open_city(&city, 1);
    live_up_to(&city.world, &process_found);
    const struct books *books = city.world.books;
    money reserves = 0;
    for (int o = 0; o < books->operator_count; o++) {
        const struct operator_ *runner = &books->operators[o];
        if (runner->kind != OPERATOR_PUBLIC)
            continue;
        assert_int_equal(runner->budget, 0);
        assert_int_equal(books->ledger.operators[o].cash, runner->reserve);
        assert_true(runner->reserve > 0);
        reserves += runner->reserve;
        const struct contract *contract =
            &books->sites[books->site_of[books->site_start[o]]].contract;
        assert_true(contract->relief == 1.0 && contract->end == -1);
    }
    assert_int_equal(ledger_year_sum(&books->ledger, ACCOUNT_OUTSIDE, ACCOUNT_DISTRICT,
                                     MONEY_BUDGET),
                     reserves);
    assert_int_equal(ledger_year_sum(&books->ledger, ACCOUNT_DISTRICT, ACCOUNT_OPERATOR,
                                     MONEY_DEFICIT),
                     reserves);
    assert_int_equal(books->ledger.budgets[0].book.cash, 0);
    close_city(&city);
}

static void staff_is_in_post_for_those_served_and_pools_hold_them(void **state)
{
    (void)state;
    struct city_of_books city;
    open_city(&city, 1);
    live_up_to(&city.world, &process_found);
    const struct books *books = city.world.books;
    double posts[CATALOGUE_TRADES] = {0};
    int served = 0;
    for (int s = 0; s < books->supply.site_count; s++) {
        const struct site_state *site = &books->sites[s];
        served += city.world.services->rooms[s].held[0];
        for (int k = 0; k < site->trades; k++) {
            const struct staff_post *post = &site->staff[k];
            const double asked =
                city.world.services->rooms[s].held[0] *
                books->catalogue->products[0].classes[0].posts[post->trade];
            assert_true(fabs(post->posts - asked) < 1e-12);
            assert_true(post->in_post == post->posts);
            posts[post->trade] += post->posts;
        }
    }
    assert_true(served > 0);
    for (int t = 0; t < books->catalogue->trade_count; t++)
        assert_true(fabs(books->market[t].pool - 1.05 * posts[t]) < 1e-9);
    close_city(&city);
}

static void a_site_added_in_a_run_is_found_by_those_around_it(void **state)
{
    (void)state;
    struct city_of_books city;
    struct error err = {0};
    int32_t operator_row, added;
    open_city(&city, 1);
    live(&city.world, 3);
    struct books *books = city.world.books;
    const struct site first = books->supply.sites[1];
    struct site site = first;
    site.code = supply_code(7, ORIGIN_PROJECT, 1);
    site.kind = OPERATOR_COMPANY;
    site.origin = ORIGIN_SYNTHETIC;
    site.opened = city.world.now;
    const struct room room = books->supply.rooms[first.room];
    must(books_add_operator(books, OPERATOR_COMPANY, 77, 0, &operator_row, &err), &err);
    must(books_add_site(&city.world, &site, &room, 1, &added, &err), &err);
    books_give(books, added, operator_row);
    assert_int_equal(added, 12);
    assert_memory_equal(&books->supply.sites[1], &first, sizeof first);
    books->beside[room.product] = 1e5; /* it need not earn its living */
    live(&city.world, 1);
    books->rooms[12].price = 1500.0; /* a child costs more: it will not stay so */
    live(&city.world, 5);
    assert_true(city.world.services->rooms[12].open);
    assert_true(city.world.services->rooms[12].held[0] > 0);
    assert_int_equal(books->sites[added].months_open, 5);
    assert_int_equal(books->sites[added].contract.end - site.opened, 60);
    assert_true(book_sum(&books->ledger.site_books[added], BOOK_FEES, books->ledger.now,
                         12) > 0);
    close_city(&city);
}

/* All that books hold, added up so that a bit that differs shows. */
static uint64_t digest(const struct books *books)
{
    uint64_t sum = 0;
    for (int o = 0; o < books->operator_count; o++) {
        sum = stream_mix(sum ^ (uint64_t)books->ledger.operators[o].cash);
        sum = stream_mix(sum ^ books->operators[o].code);
    }
    for (int s = 0; s < books->supply.site_count; s++) {
        uint64_t bits;
        const double value =
            books->sites[s].staff[0].in_post + books->sites[s].invested;
        memcpy(&bits, &value, sizeof bits);
        sum = stream_mix(sum ^ bits ^ (uint64_t)books->sites[s].contract.end);
    }
    for (int k = 0; k < ACCOUNTS; k++)
        sum = stream_mix(sum ^ (uint64_t)books->ledger.balance[k]);
    return sum;
}

static void books_are_the_same_on_one_two_and_three_threads(void **state)
{
    (void)state;
    uint64_t sum[3];
    for (int threads = 1; threads <= 3; threads++) {
        struct city_of_books city;
        open_city(&city, threads);
        live(&city.world, 14);
        sum[threads - 1] = digest(city.world.books);
        close_city(&city);
    }
    assert_int_equal(sum[0], sum[1]);
    assert_int_equal(sum[0], sum[2]);
}

static void the_law_tells_rows_that_do_not_fit(void **state)
{
    (void)state;
    struct city_of_books city;
    struct error err = {0};
    open_city(&city, 1);
    live(&city.world, 1);
    struct books *books = city.world.books;
    must(books_check(&city.world, &err), &err);
    books->operators[0].sites++;
    assert_int_equal(books_check(&city.world, &err), -1);
    assert_int_equal(err.message, MESSAGE_LAW);
    books->operators[0].sites--;
    books->sites[0].staff[0].in_post = -1;
    assert_int_equal(books_check(&city.world, &err), -1);
    books->sites[0].staff[0].in_post = 0;
    books->rooms[0].price = -0.5;
    assert_int_equal(books_check(&city.world, &err), -1);
    books->rooms[0].price = -1;
    books->ledger.operators[0].cash++;
    assert_int_equal(books_check(&city.world, &err), -1);
    books->ledger.operators[0].cash--;
    must(books_check(&city.world, &err), &err);
    close_city(&city);
}

static void a_city_without_sites_has_books_without_operators(void **state)
{
    (void)state;
    struct services_fixture f;
    struct world world;
    struct error err = {0};
    assert_int_equal(
        services_fixture_open(&f, RESIDENTS, month_of(2021, 12), 0, 1, NULL), 0);
    assert_int_equal(services_books(&f), 0);
    must(services_world(&f, 2, SEED, &world, &err), &err);
    world.laws = true;
    live(&world, 13);
    assert_int_equal(world.books->operator_count, 0);
    must(books_check(&world, &err), &err);
    world_free(&world);
    services_fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sites_have_operators_by_kind_place_and_service),
        cmocka_unit_test(operators_begin_with_months_of_cost_and_a_deposit),
        cmocka_unit_test(a_public_institution_is_funded_by_its_district),
        cmocka_unit_test(staff_is_in_post_for_those_served_and_pools_hold_them),
        cmocka_unit_test(a_site_added_in_a_run_is_found_by_those_around_it),
        cmocka_unit_test(books_are_the_same_on_one_two_and_three_threads),
        cmocka_unit_test(the_law_tells_rows_that_do_not_fit),
        cmocka_unit_test(a_city_without_sites_has_books_without_operators),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
