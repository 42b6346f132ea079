/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Rings, couples and free households, on a block small enough to draw. */
#include "state/block.h"

#include "support/check.h"

static struct block block;

static int make_block(void **state)
{
    (void)state;
    struct error err;
    block_init(&block);
    assert_int_equal(residents_reserve(&block.residents, 40, &err), 0);
    assert_int_equal(households_reserve(&block.households, 20, &err), 0);
    return 0;
}

static int free_block(void **state)
{
    (void)state;
    block_free(&block);
    return 0;
}

/* A resident with the id, born in month 20000, living in household `h`. */
static row settle(entity_id id, row h)
{
    const struct resident who = {.id = id, .birth = 20000};
    const row i = residents_add(&block.residents, &who);
    household_enter(&block.households, &block.residents, h, i);
    return i;
}

static void assert_lawful(void)
{
    struct error err = {0};
    if (block_check(&block, &err) != 0)
        fail_msg("%s", err.en);
}

static void partners_stand_side_by_side_whatever_the_order_of_entry(void **state)
{
    (void)state;
    const row h = households_add(&block.households, HOUSEHOLD_FAMILY, 1);
    const row a = settle(11, h), b = settle(12, h), c = settle(13, h),
              d = settle(14, h);
    household_pair(&block.households, &block.residents, c, a);
    assert_int_equal(household_partner(&block.residents, a), c);
    assert_int_equal(household_partner(&block.residents, c), a);
    assert_int_equal(household_partner(&block.residents, b), ROW_NONE);
    household_pair(&block.households, &block.residents, d, b);
    assert_int_equal(household_partner(&block.residents, b), d);
    assert_lawful();
}

static void a_newcomer_never_stands_between_partners(void **state)
{
    (void)state;
    const row h = households_add(&block.households, HOUSEHOLD_FAMILY, 1);
    const row a = settle(11, h), b = settle(12, h);
    household_pair(&block.households, &block.residents, b, a);
    for (entity_id id = 13; id < 19; id++) {
        settle(id, h);
        assert_int_equal(household_partner(&block.residents, a), b);
        assert_lawful();
    }
    assert_int_equal(block.households.size[h], 8);
}

static void who_leaves_frees_the_partner_and_the_place(void **state)
{
    (void)state;
    const row h = households_add(&block.households, HOUSEHOLD_FAMILY, 1);
    const row a = settle(11, h), b = settle(12, h);
    household_pair(&block.households, &block.residents, a, b);
    const row gone[1] = {a};
    assert_int_equal(block_remove(&block, gone, 1, NULL), 0);
    assert_int_equal(block.residents.count, 1);
    assert_int_equal(block.residents.id[0], 12);
    assert_int_equal(block.residents.bits[0] & (BITS_PARTNERED | BITS_COUPLE_FIRST), 0);
    assert_lawful();
    const row rest[1] = {0};
    assert_int_equal(block_remove(&block, rest, 1, NULL), 0);
    assert_int_equal(block.residents.count, 0);
    assert_int_equal(households_add(&block.households, HOUSEHOLD_FAMILY, 2), h);
}

static void removal_keeps_every_law_for_every_set_of_leavers(void **state)
{
    (void)state;
    /* All subsets of 7 residents in 3 households with a couple. */
    for (unsigned set = 0; set < 1U << 7; set++) {
        block.residents.count = 0;
        block.households.count = 0;
        block.households.free = ROW_NONE;
        row h[3];
        for (int k = 0; k < 3; k++)
            h[k] = households_add(&block.households,
                                  k == 2 ? HOUSEHOLD_COLLECTIVE : HOUSEHOLD_FAMILY, 7);
        for (entity_id id = 1; id <= 7; id++)
            settle(id, h[id % 3]);
        household_pair(&block.households, &block.residents, 0, 3);
        row gone[7], count = 0;
        for (row i = 0; i < 7; i++)
            if (set >> i & 1)
                gone[count++] = i;
        assert_int_equal(block_remove(&block, gone, count, NULL), 0);
        assert_int_equal(block.residents.count, 7 - count);
        for (row i = 0; i < block.residents.count; i++)
            assert_false(set >> (block.residents.id[i] - 1) & 1);
        assert_lawful();
    }
}

static void a_broken_law_is_named(void **state)
{
    (void)state;
    const row h = households_add(&block.households, HOUSEHOLD_FAMILY, 1);
    const row a = settle(11, h);
    settle(12, h);
    struct error err = {0};
    block.residents.next[a] = a;
    assert_int_equal(block_check(&block, &err), -1);
    assert_int_equal(err.message, MESSAGE_LAW);
    block.residents.next[a] = 1;
    block.residents.id[1] = 11;
    assert_int_equal(block_check(&block, &err), -1);
    block.residents.id[1] = 12;
    block.residents.bits[a] |= BITS_PARTNERED;
    assert_int_equal(block_check(&block, &err), -1);
    block.residents.bits[a] = 0;
    assert_int_equal(block_check(&block, &err), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_block, free_block)
    const struct CMUnitTest tests[] = {
        TEST(partners_stand_side_by_side_whatever_the_order_of_entry),
        TEST(a_newcomer_never_stands_between_partners),
        TEST(who_leaves_frees_the_partner_and_the_place),
        TEST(removal_keeps_every_law_for_every_set_of_leavers),
        TEST(a_broken_law_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
