/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Instruments in a world: who is paid what, to the fen, when, and what does not move. */
#include "support/check.h"

#include "process/found.h"
#include "support/policy_world.h"

#include <math.h>

static void nursery(struct catalogue *catalogue)
{
    services_one_product(catalogue, "childcare_full");
}

#define FROM "from: 2021-01"

static void a_grant_per_child_is_paid_to_the_fen_by_its_district(void **state)
{
    (void)state;
    struct policy_world city, bare;
    policy_open(&city,
                "  - {kind: operating_grant, " FROM ", per_person_month: 512.37}\n", 2,
                nursery, NULL);
    policy_open(&bare, "", 2, nursery, NULL);
    money fen = 0;
    policy_live_to(&city, month_of(2021, 1));
    for (int m = 0; m < 3; m++) {
        policy_live(&city, 1);
        for (int s = 0; s < city.world.books->supply.site_count; s++)
            fen += policy_users(&city.world, s) * 51237;
    }
    assert_true(fen > 51237 * 100);
    assert_int_equal(
        policy_paid(&city, ACCOUNT_DISTRICT, ACCOUNT_OPERATOR, MONEY_GRANT_OPERATING),
        fen);
    /* The line has what it is asked for, and nothing is left or owed. */
    assert_int_equal(
        policy_paid(&city, ACCOUNT_OUTSIDE, ACCOUNT_DISTRICT, MONEY_BUDGET), fen);
    assert_int_equal(force_of(&city.world)->year[0].granted, fen);
    assert_int_equal(force_of(&city.world)->year[0].asked, fen);
    policy_live_to(&bare, city.world.now);
    assert_true(policy_people(&city.world) == policy_people(&bare.world));
    assert_true(services_digest(&city.world) == services_digest(&bare.world));
    policy_close(&city);
    policy_close(&bare);
}

static money granted(const struct policy_world *city)
{
    return policy_paid(city, ACCOUNT_DISTRICT, ACCOUNT_OPERATOR, MONEY_GRANT_OPERATING);
}

static void a_grant_falls_month_by_month_to_its_end(void **state)
{
    (void)state;
    struct policy_world city;
    policy_open(&city,
                "  - {kind: operating_grant, from: 2021-01, until: 2021-12, taper: 3,\n"
                "     per_place_month: 300 yuan}\n",
                1, nursery, NULL);
    /* Six sites of forty places: 72,000 yuan a month, then three, two, one quarter. */
    static const money fen[] = {7200000, 5400000, 3600000, 1800000};
    money before = 0;
    policy_live_to(&city, month_of(2021, 9));
    assert_int_equal(granted(&city), 8 * 7200000);
    before = granted(&city);
    for (int k = 0; k < 4; k++) {
        policy_live(&city, 1);
        assert_int_equal(granted(&city) - before, fen[k]);
        before = granted(&city);
    }
    policy_live(&city, 2);
    assert_int_equal(granted(&city), 0); /* of the new year */
    policy_close(&city);
}

static void a_ceiling_is_shared_to_the_fen_and_the_rest_is_not_owed(void **state)
{
    (void)state;
    struct policy_world city;
    policy_open(&city,
                "  - {kind: operating_grant, " FROM ", per_place_month: 300,\n"
                "     ceiling_per_year: 100000.01 yuan}\n",
                2, nursery, NULL);
    policy_live_to(&city, month_of(2021, 2));
    assert_int_equal(granted(&city), 7200000);
    policy_live(&city, 1);
    assert_int_equal(granted(&city), 10000001);
    /* 28,000.01 yuan for six: 4,666.66 or .67 each, in the order of codes. */
    const struct force *force = force_of(&city.world);
    const struct ledger *ledger = &city.world.books->ledger;
    money sum = 0;
    for (int k = 0; k < 6; k++) {
        const int32_t s = force->by_code[k];
        const money grant =
            book_sum(&ledger->site_books[s], BOOK_GRANTS, month_of(2021, 2), 1);
        assert_true(k == 0 ||
                    city.world.books->supply.sites[s].code >
                        city.world.books->supply.sites[force->by_code[k - 1]].code);
        assert_true(grant == 466666 || grant == 466667);
        sum += grant;
    }
    assert_int_equal(sum, 2800001);
    assert_int_equal(force->year[0].asked, 14400000);
    policy_live_to(&city, month_of(2022, 1));
    assert_int_equal(granted(&city), 10000001);
    assert_int_equal(ledger_arrears_of(ledger, ACCOUNT_DISTRICT), 0);
    policy_live(&city, 1); /* a new year, a new ceiling */
    assert_int_equal(granted(&city), 7200000);
    policy_close(&city);
}

static void
grants_of_a_year_are_paid_after_it_and_stand_in_the_books_at_once(void **state)
{
    (void)state;
    struct policy_world city;
    policy_open(&city,
                "  - {kind: operating_grant, " FROM ", until: 2021-12,\n"
                "     per_month: 1000.5, paid: after_year, late_months: 4}\n",
                1, nursery, NULL);
    policy_live_to(&city, month_of(2022, 4));
    const struct ledger *ledger = &city.world.books->ledger;
    assert_int_equal(granted(&city), 0);
    assert_int_equal(
        book_sum(&ledger->site_books[0], BOOK_GRANTS, month_of(2022, 3), 12),
        9 * 100050);
    policy_live(&city, 1); /* April, four months after December */
    assert_int_equal(granted(&city), 6 * 12 * 100050);
    assert_int_equal(ledger_arrears_of(ledger, ACCOUNT_DISTRICT), 0);
    policy_close(&city);
}

static void a_line_that_promises_more_than_it_is_given_owes_the_rest(void **state)
{
    (void)state;
    struct policy_world city;
    policy_open(&city,
                "  - {id: a, kind: operating_grant, " FROM ", until: 2021-12,\n"
                "     per_month: 1000, payer: city, line: elders, budget_per_year: "
                "50000 yuan}\n"
                "  - {id: b, kind: operating_grant, " FROM
                ", per_month: 10, payer: city,\n"
                "     line: others}\n",
                2, nursery, NULL);
    const struct ledger *ledger = &city.world.books->ledger;
    policy_live_to(&city, month_of(2022, 1));
    /* 72,000 yuan are granted, 50,000 are there; the other line is not touched. */
    assert_int_equal(ledger_arrears_of(ledger, ACCOUNT_CITY), 2200000);
    assert_int_equal(
        policy_paid(&city, ACCOUNT_CITY, ACCOUNT_OPERATOR, MONEY_GRANT_OPERATING),
        5000000 + 12 * 6 * 1000);
    assert_int_equal(force_of(&city.world)->year[0].granted, 7200000);
    policy_live(&city, 1);
    /* What is owed is paid from the next year's. */
    assert_int_equal(ledger_arrears_of(ledger, ACCOUNT_CITY), 0);
    assert_int_equal(policy_paid(&city, ACCOUNT_OUTSIDE, ACCOUNT_CITY, MONEY_BUDGET),
                     5000000 + 6 * 1000);
    policy_live_to(&city, month_of(2023, 2));
    assert_int_equal(policy_paid(&city, ACCOUNT_OUTSIDE, ACCOUNT_CITY, MONEY_BUDGET),
                     6 * 1000);
    policy_close(&city);
}

static void a_line_without_money_pays_nothing_and_owes_all(void **state)
{
    (void)state;
    struct policy_world city;
    policy_open(&city,
                "  - {kind: operating_grant, " FROM ", per_month: 1000,\n"
                "     budget_per_year: 0 yuan}\n",
                1, nursery, NULL);
    policy_live_to(&city, month_of(2021, 7));
    assert_int_equal(granted(&city), 0);
    assert_int_equal(ledger_arrears_of(&city.world.books->ledger, ACCOUNT_DISTRICT),
                     6 * 6 * 100000);
    policy_close(&city);
}

static void rows_of_a_table_choose_sites_and_users(void **state)
{
    (void)state;
    struct policy_world city;
    policy_open(&city,
                "  - kind: operating_grant\n    from: 2021-01\n"
                "    per_month: [{when: occupancy >= 25 % and stars >= 3, pay: 1000}]\n"
                "    per_person_month: [{when: \"care in [moderate, severe]\", pay: "
                "300}, {when: age >= 65, pay: 100}, {when: quintile = 1 and "
                "registration = nonlocal, pay: 7}]\n",
                2, nursery, NULL);
    policy_live_to(&city, month_of(2021, 2));
    const struct world *world = &city.world;
    money fen = 0;
    int rich = 0, few = 0;
    for (int s = 0; s < world->books->supply.site_count; s++) {
        const bool full = policy_users(world, s) >= POLICY_PLACES / 4;
        fen += full ? 100000 : 0;
        few += !full;
    }
    for (int c = 0; c < world->count; c++) {
        const struct block *block = &world->blocks[c];
        for (uint32_t k = 0; k < block->ties.count; k++) {
            const struct tie *tie = &block->ties.item[k];
            const unsigned bits = block->residents.bits[tie->row];
            const int age = world->now - 1 - block->residents.birth[tie->row];
            if (tie->kind != TIE_HOLDS)
                continue;
            const bool poor = block->residents.income[tie->row] < 13108 &&
                              bits_registration(bits) == REGISTRATION_NONLOCAL;
            fen += bits_care(bits) >= CARE_MODERATE ? 30000
                   : age >= 65 * 12                 ? 10000
                   : poor                           ? 700
                                                    : 0;
            rich += !poor;
        }
    }
    assert_true(rich > 0 && fen > 30000);
    assert_true(few < world->books->supply.site_count);
    assert_int_equal(granted(&city), fen);
    policy_close(&city);
}

static void instruments_of_the_past_leave_every_byte_as_it_was(void **state)
{
    (void)state;
    struct policy_world city, bare;
    policy_open(&city,
                "  - {kind: operating_grant, until: 2019-12, per_person_month: 500}\n"
                "  - {kind: rent, until: 2019-12, relief: 1, term: 12}\n"
                "  - {kind: price_rule, until: 2019-12, cap: 1}\n"
                "  - {kind: voucher, from: 2031, share: 0.5}\n"
                "  - {kind: discount, until: 2019-12, share: 0.5, who: age >= 60}\n"
                "  - {kind: insurance, until: 2019-12, share: 0.5}\n"
                "  - {kind: benefit, until: 2019-12, per_month: 500}\n"
                "  - {kind: capital_grant, until: 2019-12, share: 0.5}\n",
                2, nursery, NULL);
    policy_open(&bare, "", 1, nursery, NULL);
    for (int m = 0; m < 14; m++) {
        policy_live(&city, 1);
        policy_live(&bare, 1);
        assert_true(policy_money(&city.world) == policy_money(&bare.world));
        assert_true(services_digest(&city.world) == services_digest(&bare.world));
        assert_true(policy_people(&city.world) == policy_people(&bare.world));
    }
    policy_close(&city);
    policy_close(&bare);
}

static void a_rent_is_relieved_and_the_landlord_paid_for_it(void **state)
{
    (void)state;
    struct policy_world city;
    policy_open(&city,
                "  - {id: half, kind: rent, " FROM ", until: 2021-06, relief: 50 %,\n"
                "     payer: subdistrict, districts: 990101}\n"
                "  - {id: low, kind: rent, " FROM ", ceiling: 10 yuan/m2/month,\n"
                "     districts: 990102}\n",
                1, nursery, NULL);
    policy_live_to(&city, month_of(2021, 2));
    const struct books *books = city.world.books;
    money paid = 0, forgone = 0;
    for (int s = 0; s < books->supply.site_count; s++) {
        const struct contract *contract = &books->sites[s].contract;
        const double m2 = books->supply.rooms[books->supply.sites[s].room].m2;
        assert_true(contract->agreed == 0.0 && contract->rent > 10 * m2);
        const bool east = books->supply.sites[s].community < 3;
        assert_true(fabs(operator_rent(contract) -
                         (east ? contract->rent / 2 : 10 * m2)) < 1e-6);
        if (east)
            paid += money_from_yuan(contract->rent / 2);
        else
            forgone += money_from_yuan(contract->rent - 10 * m2);
    }
    assert_int_equal(policy_paid(&city, ACCOUNT_SUBDISTRICT, ACCOUNT_LANDLORD_PRIVATE,
                                 MONEY_RENT_RELIEF),
                     paid);
    assert_int_equal(force_of(&city.world)->year[0].granted, paid);
    assert_int_equal(force_of(&city.world)->year[1].forgone, forgone);
    policy_live_to(&city, month_of(2021, 8));
    for (int s = 0; s < 3; s++)
        assert_true(books->sites[s].contract.relief == 0.0);
    policy_close(&city);
}

static void a_lease_signed_in_time_has_the_term_of_the_instrument(void **state)
{
    (void)state;
    struct policy_world city;
    policy_open(&city,
                "  - {kind: rent, from: 2021-01, until: 2021-06, term: 120 month,\n"
                "     free_months: 6}\n",
                1, nursery, NULL);
    policy_live_to(&city, month_of(2021, 3));
    const struct world *world = &city.world;
    const struct contract contract = found_contract(world, 0, 60);
    assert_int_equal(contract.end - contract.start, 120);
    assert_int_equal(found_contract(world, 0, -1).end, -1);
    /* The sites have been open for five years; a new one pays nothing at first. */
    assert_true(world->books->sites[0].contract.relief == 0.0);
    city.world.books->sites[0].months_open = 5;
    assert_true(found_contract(world, 0, 60).relief == 1.0);
    policy_live_to(&city, month_of(2021, 8));
    assert_int_equal(found_contract(world, 0, 60).end - world->now, 60);
    assert_true(world->books->sites[0].contract.relief == 0.0);
    policy_close(&city);
}

static void benefits_reach_those_who_are_entitled_by_income(void **state)
{
    (void)state;
    struct policy_world city, bare;
    policy_open(&city,
                "  - {kind: benefit, " FROM ", per_month: 300, who: age < 3,\n"
                "     districts: 990102}\n",
                2, nursery, NULL);
    policy_open(&bare, "", 1, nursery, NULL);
    policy_live_to(&city, month_of(2021, 2));
    money fen[QUINTILES] = {0}, all = 0;
    for (int c = 3; c < city.world.count; c++) {
        const struct residents *p = &city.world.blocks[c].residents;
        for (row i = 0; i < p->count; i++)
            if (month_of(2021, 1) - p->birth[i] < 36)
                fen[p->income[i] * QUINTILES / 65536] += 30000;
    }
    (void)all;
    int some = 0;
    for (int q = 0; q < QUINTILES; q++) {
        /* Births and moves of the last days of the month come after it. */
        const money paid =
            policy_paid(&city, ACCOUNT_NATION, ACCOUNT_USERS + q, MONEY_BENEFIT);
        assert_true(paid % 30000 == 0);
        assert_true(llabs(paid - fen[q]) <= 2 * 30000);
        some += paid > 0;
    }
    assert_true(some >= 3);
    policy_live_to(&bare, city.world.now);
    assert_true(policy_people(&city.world) == policy_people(&bare.world));
    policy_close(&city);
    policy_close(&bare);
}

static void a_capital_grant_is_paid_once_after_months_of_operation(void **state)
{
    (void)state;
    struct policy_world city;
    struct error err = {0};
    policy_open(&city,
                "  - {kind: capital_grant, " FROM ", until: 2021-12, share: 40 %,\n"
                "     per_place: 1000, ceiling: 90000, own_share: 30 %, "
                "after_months: 6}\n",
                1, nursery, NULL);
    policy_live_to(&city, month_of(2021, 9));
    /* 0.4 x 100,000.25 + 40 x 1,000 is 80,000.10; of 200,000 the ceiling; none without
       own money. */
    policy_must(subsidise_project(&city.world, 0, 100000.25, 30001, &err), &err);
    policy_must(subsidise_project(&city.world, 1, 200000, 200000, &err), &err);
    policy_must(subsidise_project(&city.world, 2, 100000, 29999, &err), &err);
    money sum = 0;
    for (int m = 0; m < 9; m++) {
        policy_live(&city, 1);
        const money now =
            policy_paid(&city, ACCOUNT_CITY, ACCOUNT_OPERATOR, MONEY_GRANT_CAPITAL);
        assert_int_equal(now, city.world.now - 1 < month_of(2022, 3) ? 0 : 17000010);
        sum = now;
    }
    assert_int_equal(sum, 17000010);
    const struct ledger *ledger = &city.world.books->ledger;
    assert_int_equal(
        book_sum(&ledger->site_books[0], BOOK_CAPITAL_GRANTS, month_of(2022, 5), 12),
        8000010);
    policy_close(&city);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_grant_per_child_is_paid_to_the_fen_by_its_district),
        cmocka_unit_test(a_grant_falls_month_by_month_to_its_end),
        cmocka_unit_test(a_ceiling_is_shared_to_the_fen_and_the_rest_is_not_owed),
        cmocka_unit_test(
            grants_of_a_year_are_paid_after_it_and_stand_in_the_books_at_once),
        cmocka_unit_test(a_line_that_promises_more_than_it_is_given_owes_the_rest),
        cmocka_unit_test(a_line_without_money_pays_nothing_and_owes_all),
        cmocka_unit_test(rows_of_a_table_choose_sites_and_users),
        cmocka_unit_test(instruments_of_the_past_leave_every_byte_as_it_was),
        cmocka_unit_test(a_rent_is_relieved_and_the_landlord_paid_for_it),
        cmocka_unit_test(a_lease_signed_in_time_has_the_term_of_the_instrument),
        cmocka_unit_test(benefits_reach_those_who_are_entitled_by_income),
        cmocka_unit_test(a_capital_grant_is_paid_once_after_months_of_operation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
