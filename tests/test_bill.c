/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Instruments between a price and its payer, in a world: who pays which part of what users
 * were served, to the fen, and who comes because of it. */
#include "support/check.h"

#include "support/policy_world.h"

#include <math.h>

static void nursery(struct catalogue *catalogue)
{
    services_one_product(catalogue, "childcare_full");
}

static void canteen(struct catalogue *catalogue)
{
    services_one_product(catalogue, "meal_site");
}

#define FROM "from: 2021-01"

/* The price of the product, nominal, and the fees that operators have from users. */
static double price_of(const struct policy_world *city)
{
    return city->world.services->rooms[0].price / city->world.books->told;
}

static money fees(const struct policy_world *city)
{
    money fen = 0;
    for (int q = 0; q < QUINTILES; q++)
        fen += policy_paid(city, ACCOUNT_USERS + q, ACCOUNT_OPERATOR, MONEY_FEE);
    return fen;
}

static int64_t all_users(const struct policy_world *city)
{
    int64_t users = 0;
    for (int s = 0; s < city->world.books->supply.site_count; s++)
        users += policy_users(&city->world, s);
    return users;
}

/* What residents weigh is a price over incomes, which rise; what they are charged is not. */
static void fees_of_residents_are_those_in_the_ledger(void **state)
{
    (void)state;
    struct policy_world city;
    policy_open(&city, "", 2, nursery, NULL);
    policy_live_to(&city, month_of(2023, 2));
    const money paid = fees(&city);
    int64_t before = 0, after = 0;
    for (int t = 0; t < city.world.threads; t++)
        before += city.world.workers[t].flow[0].fees;
    policy_live(&city, 3);
    for (int t = 0; t < city.world.threads; t++)
        after += city.world.workers[t].flow[0].fees;
    assert_true(city.world.books->told < 0.97);
    assert_true(fees(&city) > paid && paid > 0);
    assert_true(llabs(after - before - (fees(&city) - paid)) <= all_users(&city) * 3);
    policy_close(&city);
}

static void a_voucher_is_the_citys_part_of_every_childs_fee(void **state)
{
    (void)state;
    struct policy_world city, bare;
    policy_open(&city, "  - {kind: voucher, " FROM ", share: 30 %, per_month: 500}\n",
                2, nursery, NULL);
    policy_open(&bare, "", 2, nursery, NULL);
    policy_live_to(&city, month_of(2021, 2));
    policy_live_to(&bare, month_of(2021, 2));
    const double price = price_of(&city);
    const double each = 0.3 * price < 500 ? 0.3 * price : 500;
    const money vouchers =
        policy_paid(&city, ACCOUNT_CITY, ACCOUNT_OPERATOR, MONEY_VOUCHER);
    const int64_t users = all_users(&city);
    /* By room and income to the fen, so in all to some fen. */
    assert_true(users > 0);
    assert_true(llabs(vouchers - money_from_yuan(each * (double)users)) <= 15);
    assert_true(
        llabs(fees(&city) + vouchers - money_from_yuan(price * (double)users)) <= 15);
    /* More come, and demography does not care. */
    for (int k = 0; k < 8; k++) {
        policy_live(&city, 1);
        policy_live(&bare, 1);
    }
    assert_true(all_users(&city) > all_users(&bare));
    assert_true(policy_people(&city.world) == policy_people(&bare.world));
    policy_close(&city);
    policy_close(&bare);
}

static void a_vouchers_ceiling_leaves_the_rest_to_users(void **state)
{
    (void)state;
    struct policy_world city;
    policy_open(&city,
                "  - {kind: voucher, " FROM
                ", share: 100 %, ceiling_per_year: 20000.07 "
                "yuan}\n",
                2, nursery, NULL);
    policy_live_to(&city, month_of(2021, 2));
    const money all = money_from_yuan(price_of(&city) * (double)all_users(&city));
    assert_true(all > 2000007);
    assert_int_equal(policy_paid(&city, ACCOUNT_CITY, ACCOUNT_OPERATOR, MONEY_VOUCHER),
                     2000007);
    assert_true(llabs(fees(&city) - (all - 2000007)) <= 15);
    policy_live(&city, 1); /* nobody counts on it any more */
    assert_int_equal(force_of(&city.world)->tariffs.steps.count, 0);
    assert_int_equal(policy_paid(&city, ACCOUNT_CITY, ACCOUNT_OPERATOR, MONEY_VOUCHER),
                     2000007);
    policy_close(&city);
}

static void a_discount_is_made_good_in_part_and_borne_in_part(void **state)
{
    (void)state;
    struct policy_world city;
    policy_open(&city,
                "  - {kind: discount, " FROM ", share: 20 %, who: age < 18, payer: "
                "district, made_good: 25 %}\n",
                1, nursery, NULL);
    policy_live_to(&city, month_of(2021, 2));
    const struct world *world = &city.world;
    int64_t children = 0;
    for (int c = 0; c < world->count; c++) {
        const struct block *block = &world->blocks[c];
        for (uint32_t k = 0; k < block->ties.count; k++)
            children +=
                block->ties.item[k].kind == TIE_HOLDS &&
                world->now - 1 - block->residents.birth[block->ties.item[k].row] <
                    18 * 12;
    }
    const double off = 0.2 * price_of(&city) * (double)children;
    const struct force_total *total = &force_of(world)->year[0];
    assert_true(children > 0);
    assert_true(
        llabs(policy_paid(&city, ACCOUNT_DISTRICT, ACCOUNT_OPERATOR, MONEY_DISCOUNT) -
              money_from_yuan(off / 4)) <= 15);
    assert_true(llabs(total->forgone - money_from_yuan(off * 3 / 4)) <= 15);
    assert_true(llabs(fees(&city) + total->granted + total->forgone -
                      money_from_yuan(price_of(&city) * (double)all_users(&city))) <=
                15);
    policy_close(&city);
}

/* Every room of the meals product in short supply, so that many try a second site. */
static void two_small_canteens(struct supply *supply)
{
    for (int s = 0; s < supply->site_count; s++) {
        supply->rooms[s].places = 1;
        supply->sites[s].community = s / 2;
    }
}

static void insurance_refunds_by_care_state_up_to_a_limit(void **state)
{
    (void)state;
    struct policy_world city;
    policy_open(&city,
                "  - {kind: insurance, " FROM ", share: [{when: care = none, pay: 40 "
                "%}, {when: care = severe, pay: 90 %}], hour_ceiling: 20,\n"
                "     month_ceiling: 30}\n",
                2, canteen, two_small_canteens);
    policy_live_to(&city, month_of(2021, 2));
    const struct world *world = &city.world;
    const double price = price_of(&city);
    const double hours = world->books->catalogue->products[0].hours_per_visit;
    double yuan = 0.0;
    int64_t visits = 0;
    for (int c = 0; c < world->count; c++) {
        const struct block *block = &world->blocks[c];
        for (uint32_t k = 0; k < block->ties.count; k++) {
            const struct tie *tie = &block->ties.item[k];
            const enum care care = bits_care(block->residents.bits[tie->row]);
            if (tie->kind != TIE_VISITS || tie->served == 0)
                continue;
            /* All sites ask the same, so that it does not matter where one was served. */
            const double counted =
                price < 20 * hours ? price * tie->served : 20 * hours * tie->served;
            const double pays = (care == CARE_NONE     ? 0.4
                                 : care == CARE_SEVERE ? 0.9
                                                       : 0.0) *
                                counted;
            yuan += pays < 30 ? pays : 30;
            visits += tie->served;
        }
    }
    int64_t again = 0;
    for (int r = 0; r < world->books->supply.room_count; r++)
        for (int s = 0; s < SLOTS; s++)
            again += world->services->rooms[r].served_again[s];
    assert_true(visits > 100 && again > 0);
    assert_int_equal(visits, all_users(&city));
    assert_true(llabs(policy_paid(&city, ACCOUNT_INSURANCE_CARE, ACCOUNT_OPERATOR,
                                  MONEY_INSURANCE) -
                      money_from_yuan(yuan)) <= 60);
    assert_true(llabs(fees(&city) + force_of(world)->year[0].granted -
                      money_from_yuan(price * (double)visits)) <= 60);
    policy_close(&city);
}

static void a_cap_binds_at_once_and_all_pay_it(void **state)
{
    (void)state;
    struct policy_world city, bare;
    policy_open(&city,
                "  - {kind: price_rule, " FROM ", cap: 800 yuan/month, districts: "
                "990101}\n",
                1, nursery, NULL);
    policy_open(&bare, "", 1, nursery, NULL);
    policy_live_to(&city, month_of(2021, 2));
    assert_true(price_of(&city) > 799.99 && price_of(&city) < 800.01);
    assert_true(city.world.services->rooms[5].price > 1000);
    money fen = 0;
    for (int s = 0; s < 6; s++)
        fen += money_from_yuan(
            (double)policy_users(&city.world, s) *
            (s < 3 ? 800.0
                   : city.world.services->rooms[s].price / city.world.books->told));
    assert_true(llabs(fees(&city) - fen) <= 15);
    policy_live_to(&city, month_of(2021, 9));
    policy_live_to(&bare, month_of(2021, 9));
    assert_true(all_users(&city) > all_users(&bare));
    assert_true(policy_people(&city.world) == policy_people(&bare.world));
    policy_close(&city);
    policy_close(&bare);
}

static void a_row_on_contracted_persons_is_told_of_them_without_any_bill(void **state)
{
    (void)state;
    struct policy_world city;
    policy_open(&city,
                "  - {kind: rent, " FROM ", relief: [{when: contracted >= 1, pay: 50 "
                "%}]}\n",
                1, nursery, NULL);
    policy_live_to(&city, month_of(2021, 3));
    int relieved = 0;
    for (int s = 0; s < city.world.books->supply.site_count; s++) {
        const double relief = city.world.books->sites[s].contract.relief;
        assert_true(policy_users(&city.world, s) > 0 ? fabs(relief - 0.5) < 1e-9
                                                     : relief == 0.0);
        relieved += relief > 0.0;
    }
    assert_true(relieved > 0);
    policy_close(&city);
}

static void instruments_give_the_same_on_one_two_and_three_threads(void **state)
{
    (void)state;
    uint64_t sum[3];
    for (int threads = 1; threads <= 3; threads++) {
        struct policy_world city;
        policy_open(
            &city,
            "  - {kind: operating_grant, per_visit: [{when: slot = weekend, pay: 3}, "
            "{when: always, pay: 1}], per_contracted_month: 7, who: age >= 50, "
            "late_months: "
            "2}\n"
            "  - {kind: discount, share: 10 %, who: quintile <= 2}\n"
            "  - {kind: insurance, share: 30 %, month_ceiling: 40, who: care != none}\n"
            "  - {kind: voucher, units_month: 2, ceiling_per_year: 50000 yuan}\n"
            "  - {kind: benefit, per_month: 100, who: age >= 80}\n"
            "  - {kind: rent, relief: 0.3, payer: city}\n",
            threads, canteen, two_small_canteens);
        policy_live(&city, 14);
        sum[threads - 1] = policy_money(&city.world) ^ services_digest(&city.world);
        policy_close(&city);
    }
    assert_true(sum[0] == sum[1] && sum[0] == sum[2]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fees_of_residents_are_those_in_the_ledger),
        cmocka_unit_test(a_voucher_is_the_citys_part_of_every_childs_fee),
        cmocka_unit_test(a_vouchers_ceiling_leaves_the_rest_to_users),
        cmocka_unit_test(a_discount_is_made_good_in_part_and_borne_in_part),
        cmocka_unit_test(insurance_refunds_by_care_state_up_to_a_limit),
        cmocka_unit_test(a_cap_binds_at_once_and_all_pay_it),
        cmocka_unit_test(a_row_on_contracted_persons_is_told_of_them_without_any_bill),
        cmocka_unit_test(instruments_give_the_same_on_one_two_and_three_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
