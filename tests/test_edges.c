/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Policies at the edge of what can be written, in worlds at the edge of what can be: the
 * outcome is clear, and the ledger adds up after every verb (the worlds check the law). */
#include "support/check.h"

#include "process/found.h"
#include "support/nursery.h"
#include "support/policy_world.h"

static void nobody_enters(struct scenario *scenario)
{
    policy_stands(scenario);
    nursery_nobody_enters(scenario);
}

static money fees(const struct policy_world *city)
{
    money fen = 0;
    for (int q = 0; q < QUINTILES; q++)
        fen += policy_paid(city, ACCOUNT_USERS + q, ACCOUNT_OPERATOR, MONEY_FEE);
    return fen;
}

static int running(const struct policy_world *city)
{
    int sites = 0;
    for (int s = 0; s < city->world.books->supply.site_count; s++)
        sites += books_runs(city->world.books, s, city->world.now);
    return sites;
}

static void balanced(const struct policy_world *city)
{
    struct error err = {0};
    money sum = 0;
    for (int a = 0; a < ACCOUNTS; a++)
        sum += city->world.books->ledger.balance[a];
    assert_int_equal(sum, 0);
    policy_must(books_check(&city->world, &err), &err);
}

static void at_a_cap_of_zero_nobody_pays_and_every_site_is_given_up(void **state)
{
    (void)state;
    struct policy_world city, bare;
    policy_open_with(&city,
                     "  - {kind: price_rule, from: 2021-01, cap: 0 yuan/month}\n", 2,
                     nursery_catalogue, NULL, nobody_enters);
    policy_open_with(&bare, "", 1, nursery_catalogue, NULL, nobody_enters);
    policy_live_to(&city, month_of(2021, 2));
    assert_int_equal(fees(&city), 0);
    assert_int_equal(running(&city), 6);
    policy_live_to(&city, month_of(2024, 1));
    policy_live_to(&bare, month_of(2024, 1));
    assert_int_equal(running(&city), 0);
    assert_int_equal(running(&bare), 6);
    for (int s = 0; s < 6; s++)
        assert_true(city.world.books->sites[s].cause != WITHDRAW_NONE);
    assert_true(policy_people(&city.world) == policy_people(&bare.world));
    balanced(&city);
    policy_close(&city);
    policy_close(&bare);
}

static void one_month(struct scenario *scenario)
{
    nobody_enters(scenario);
    change_value(scenario, PARAMETER_operators_contract_months, 1.0);
}

static void contracts_of_one_month_are_looked_at_every_month(void **state)
{
    (void)state;
    struct policy_world city;
    policy_open_with(&city,
                     "  - {kind: rent, from: 2021-01, relief: 0.1, term: 1 month}\n", 2,
                     nursery_catalogue, NULL, one_month);
    policy_live_to(&city, month_of(2021, 2));
    const struct books *books = city.world.books;
    int signed_again = 0;
    for (int m = 0; m < 12; m++) {
        month end[6];
        for (int s = 0; s < 6; s++)
            end[s] = books->sites[s].contract.end;
        policy_live(&city, 1);
        for (int s = 0; s < 6; s++) {
            if (!books_runs(books, s, city.world.now))
                continue;
            const struct contract *contract = &books->sites[s].contract;
            assert_int_equal(contract->end - contract->start, 1);
            assert_true(contract->end >= city.world.now - 1);
            signed_again += contract->end > end[s];
        }
        balanced(&city);
    }
    /* Every site that lasts signs every month. */
    assert_true(running(&city) > 0 && signed_again >= 11 * running(&city));
    policy_close(&city);
}

static void all_closed(struct supply *supply)
{
    for (int s = 0; s < supply->site_count; s++)
        supply->sites[s].closes = supply->sites[s].opened + 1;
}

#define EVERYTHING                                                        \
    "  - {kind: operating_grant, per_month: 1000, per_place_month: 300, " \
    "per_person_month: 500}\n"                                            \
    "  - {kind: rent, relief: 1, payer: district}\n"                      \
    "  - {kind: tax_relief, sales: 1}\n"                                  \
    "  - {kind: price_rule, cap: 2000, step: 0, profit_share: 0}\n"       \
    "  - {kind: voucher, share: 1}\n"                                     \
    "  - {kind: discount, share: 1, payer: city, made_good: 1}\n"         \
    "  - {kind: insurance, share: 1}\n"                                   \
    "  - {kind: capital_grant, share: 1, ceiling: 0 yuan}\n"              \
    "  - {kind: benefit, per_month: 100, budget_per_year: 0 yuan, line: b}\n"

static void without_operators_only_residents_are_promised_anything(void **state)
{
    (void)state;
    struct policy_world city;
    policy_open_with(&city, EVERYTHING, 2, nursery_catalogue, all_closed,
                     nobody_enters);
    policy_live_to(&city, month_of(2021, 12));
    assert_int_equal(running(&city), 0);
    const struct force *force = force_of(&city.world);
    for (size_t i = 0; i < force->policy->count; i++) {
        const bool benefit = force->policy->item[i].kind == INSTRUMENT_benefit;
        assert_true(benefit ? force->year[i].granted > 0 : force->year[i].granted == 0);
        assert_int_equal(force->year[i].forgone, 0);
    }
    assert_true(ledger_arrears_of(&city.world.books->ledger, ACCOUNT_NATION) > 0);
    balanced(&city);
    policy_close(&city);
}

static void wages_by_ten(struct catalogue *catalogue)
{
    nursery_catalogue(catalogue);
    for (int t = 0; t < catalogue->trade_count; t++)
        catalogue->trades[t].wage *= 10.0;
}

static void under_every_instrument_at_once_the_ledger_adds_up(void **state)
{
    (void)state;
    struct policy_world city;
    policy_open_with(&city, EVERYTHING, 2, wages_by_ten, NULL, nobody_enters);
    policy_live_to(&city, month_of(2021, 3));
    /* A discount of all that is asked leaves users, insurance and vouchers nothing. */
    assert_int_equal(fees(&city), 0);
    assert_int_equal(policy_paid(&city, ACCOUNT_CITY, ACCOUNT_OPERATOR, MONEY_VOUCHER),
                     0);
    assert_true(policy_paid(&city, ACCOUNT_CITY, ACCOUNT_OPERATOR, MONEY_DISCOUNT) > 0);
    balanced(&city);
    policy_live_to(&city, month_of(2023, 1));
    balanced(&city);
    policy_close(&city);
}

static void everything_in_one_place(struct supply *supply)
{
    for (int s = 1; s < supply->site_count; s++)
        supply->sites[s].community = 0;
}

static void all_staff_gone_leaves_grants_for_space_and_none_for_children(void **state)
{
    (void)state;
    struct policy_world city;
    policy_open_with(
        &city,
        "  - {id: space, kind: operating_grant, per_place_month: 300, line: "
        "a}\n  - {id: child, kind: operating_grant, per_person_month: 500, "
        "line: b}\n",
        2, nursery_catalogue, everything_in_one_place, nobody_enters);
    policy_live_to(&city, month_of(2021, 6));
    struct books *books = city.world.books;
    assert_true(force_of(&city.world)->month[1].granted > 0);
    for (int t = 0; t < CATALOGUE_TRADES; t++) {
        books->market[t].pool = 0.0;
        books->market[t].wage *= 1e6; /* an agency that nobody can pay */
        books->market[t].base_wage *= 1e6;
    }
    for (int s = 0; s < books->supply.site_count; s++) {
        books->sites[s].contract.end = -1; /* nobody may think of leaving */
        for (int k = 0; k < books->sites[s].trades; k++)
            books->sites[s].staff[k].in_post = 0.0;
    }
    policy_live(&city, 1);
    int64_t children = 0;
    for (int s = 0; s < 6; s++)
        children += policy_users(&city.world, s);
    const struct force_total *total = force_of(&city.world)->month;
    assert_int_equal(total[1].granted, children * 50000);
    assert_int_equal(total[0].granted, (money)running(&city) * POLICY_PLACES * 30000);
    balanced(&city);
    policy_close(&city);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_a_cap_of_zero_nobody_pays_and_every_site_is_given_up),
        cmocka_unit_test(contracts_of_one_month_are_looked_at_every_month),
        cmocka_unit_test(without_operators_only_residents_are_promised_anything),
        cmocka_unit_test(under_every_instrument_at_once_the_ledger_adds_up),
        cmocka_unit_test(all_staff_gone_leaves_grants_for_space_and_none_for_children),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
