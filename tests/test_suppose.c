/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What a policy would pay, reckoned in a world in which it is in force: what it pays, site
 * by site, to the fen; and in one in which it is not: nothing else moves. */
#include "support/check.h"

#include "process/suppose.h"
#include "support/nursery.h"
#include "support/policy_world.h"

static const char POLICY[] =
    "  - {id: child, kind: operating_grant, per_person_month: 512.37, per_place_month: "
    "31,\n"
    "     who: quintile <= 3, line: a}\n"
    "  - {id: stars, kind: operating_grant, payer: city, ceiling_per_year: 20000.03 "
    "yuan,\n"
    "     per_month: [{when: stars >= 3, pay: 3000}, {when: occupancy >= 10 %, pay: "
    "1000}]}\n"
    "  - {id: rent, kind: rent, relief: 30 %, payer: district, line: b}\n"
    "  - {id: cheap, kind: discount, share: 10 %, payer: district, made_good: 40 %, "
    "line: c}\n"
    "  - {id: care, kind: insurance, share: 20 %, month_ceiling: 300}\n"
    "  - {id: voucher, kind: voucher, share: 30 %, per_month: 400,\n"
    "     ceiling_per_year: 300000 yuan}\n"
    "  - {id: allowance, kind: benefit, per_month: 10}\n"
    "  - {id: works, kind: capital_grant, share: 40 %, ceiling: 100000}\n";

enum { CHILD, STARS, RENT, CHEAP, CARE, VOUCHER, ALLOWANCE, WORKS };

static void entrants(struct scenario *scenario)
{
    policy_stands(scenario);
    change_value(scenario, PARAMETER_entry_companies, 1000.0);
    change_value(scenario, PARAMETER_entry_vacant_m2, 600.0);
}

static money sum_of(const struct suppose *suppose, int instrument)
{
    money fen = 0;
    for (int s = 0; s < suppose->sites; s++)
        fen += suppose->fen[(size_t)s * suppose->policy->count + (size_t)instrument];
    return fen;
}

static void a_policy_in_force_would_pay_what_it_pays(void **state)
{
    (void)state;
    struct policy_world city;
    policy_open_with(&city, POLICY, 2, nursery_catalogue, NULL, entrants);
    policy_live_to(&city, month_of(2022, 1));
    struct books *books = city.world.books;
    struct suppose suppose = {.policy = books->policy, .scope = books->scope};
    books->suppose = &suppose;
    policy_live_to(&city, month_of(2023, 1));
    const struct force *force = force_of(&city.world);
    for (int i = 0; i < (int)books->policy->count; i++)
        if (i == ALLOWANCE)
            assert_int_equal(sum_of(&suppose, i), 0);
        else if (i != WORKS)
            assert_int_equal(sum_of(&suppose, i), force->year[i].granted);
    assert_true(sum_of(&suppose, CHILD) > 0 && sum_of(&suppose, CARE) > 0);
    assert_int_equal(sum_of(&suppose, STARS), 2000003);
    for (int s = 0; s < suppose.sites; s++) {
        const money *fen = suppose.fen + (size_t)s * books->policy->count;
        const struct site_book *book = &books->ledger.site_books[s];
        assert_int_equal(fen[CHILD] + fen[STARS],
                         book_sum(book, BOOK_GRANTS, month_of(2022, 12), 12));
        assert_int_equal(fen[CHEAP] + fen[VOUCHER],
                         book_sum(book, BOOK_VOUCHERS, month_of(2022, 12), 12));
        assert_int_equal(fen[CARE],
                         book_sum(book, BOOK_INSURANCE, month_of(2022, 12), 12));
    }
    suppose_free(&suppose);
    policy_close(&city);
}

/* Sites that open in the year are promised their grants, once each. */
static void works_of_the_year_would_be_granted_when_they_open(void **state)
{
    (void)state;
    struct policy_world city;
    policy_open_with(&city, POLICY, 1, nursery_cheap, nursery_one_place, entrants);
    policy_live_to(&city, month_of(2021, 1));
    struct books *books = city.world.books;
    struct suppose suppose = {.policy = books->policy, .scope = books->scope};
    books->suppose = &suppose;
    policy_live_to(&city, month_of(2023, 1));
    money wanted = 0;
    for (int s = 6; s < suppose.sites; s++) {
        const money forty = money_from_yuan(0.4 * books->sites[s].invested);
        if (books->supply.sites[s].opened < city.world.now)
            wanted += forty < 10000000 ? forty : 10000000;
    }
    assert_true(wanted > 0);
    assert_int_equal(sum_of(&suppose, WORKS), wanted);
    suppose_free(&suppose);
    policy_close(&city);
}

static void supposing_moves_nothing(void **state)
{
    (void)state;
    struct policy_world city, bare, source;
    policy_open_with(&source, POLICY, 1, nursery_catalogue, NULL, entrants);
    policy_open_with(&city, "", 2, nursery_catalogue, NULL, entrants);
    policy_open_with(&bare, "", 1, nursery_catalogue, NULL, entrants);
    struct suppose suppose = {.policy = source.f.policy, .scope = source.f.scope};
    policy_live_to(&city, month_of(2021, 6));
    city.world.books->suppose = &suppose;
    policy_live_to(&city, month_of(2022, 6));
    policy_live_to(&bare, month_of(2022, 6));
    assert_true(sum_of(&suppose, CHILD) > 0 && sum_of(&suppose, RENT) > 0);
    assert_true(policy_money(&city.world) == policy_money(&bare.world));
    assert_true(services_digest(&city.world) == services_digest(&bare.world));
    assert_true(policy_people(&city.world) == policy_people(&bare.world));
    assert_null(force_of(&city.world));
    suppose_free(&suppose);
    policy_close(&city);
    policy_close(&bare);
    policy_close(&source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_policy_in_force_would_pay_what_it_pays),
        cmocka_unit_test(works_of_the_year_would_be_granted_when_they_open),
        cmocka_unit_test(supposing_moves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
