/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Survival of sites, by hand. */
#include "support/check.h"

#include "observe/business.h"

#include <math.h>
#include <stdlib.h>

static struct business *survive(const struct business_life *lives, int count)
{
    struct business *business = calloc(1, sizeof *business);
    assert_non_null(business);
    business_survive(lives, count, business);
    return business;
}

static void near(double value, double expected)
{
    if (fabs(value - expected) > 1e-12)
        fail_msg("%.15g is not %.15g", value, expected);
}

/* Five sites from their opening. One closes for cash after 7 months, when five are
 * watched; one is last seen open at 10 months; of the three left one closes at the end
 * of its lease after 19: 4/5, then times 2/3. */
static void survival_is_the_product_over_closures(void **state)
{
    static const struct business_life lives[] = {
        {0, 7, OPERATOR_COMPANY, WITHDRAW_CASH},
        {0, 10, OPERATOR_CHAIN, -1},
        {0, 19, OPERATOR_COMPANY, WITHDRAW_LEASE},
        {0, 40, OPERATOR_COMPANY, -1},
        {0, 30, OPERATOR_CHAIN, -1},
    };
    (void)state;
    struct business *b = survive(lives, 5);
    near(b->survival[0], 1.0);
    near(b->survival[1], 0.8);
    near(b->survival[2], 0.8 * 2.0 / 3.0);
    near(b->survival[3], 0.8 * 2.0 / 3.0);
    near(b->survival[4], 0.8 * 2.0 / 3.0); /* one site was seen in its fourth year */
    assert_true(isnan(b->survival[5]));    /* none in its fifth */
    assert_int_equal(b->survival_at_risk[0], 5);
    assert_int_equal(b->survival_at_risk[1], 3);
    assert_int_equal(b->survival_at_risk[2], 2);
    assert_int_equal(b->survival_at_risk[3], 1);
    /* Companies: 2/3, then 1/2. */
    const double *company = &b->survival_kind[OPERATOR_COMPANY * SERIES_SITE_AGES];
    near(company[1], 2.0 / 3.0);
    near(company[2], 1.0 / 3.0);
    near(b->survival_kind[OPERATOR_CHAIN * SERIES_SITE_AGES + 2], 1.0);
    assert_true(isnan(b->survival_kind[OPERATOR_PUBLIC * SERIES_SITE_AGES + 1]));
    /* By cause they add up to what has closed. */
    near(b->closed_cause[(WITHDRAW_CASH - 1) * SERIES_SITE_AGES + 2], 0.2);
    near(b->closed_cause[(WITHDRAW_LEASE - 1) * SERIES_SITE_AGES + 2], 0.8 / 3.0);
    near(b->closed_cause[(WITHDRAW_OWNER - 1) * SERIES_SITE_AGES + 2], 0.0);
    free(b);
}

/* A site that was open before the watch began counts from the age at which it is seen,
 * and cannot make the first year look safer. */
static void a_site_seen_late_counts_from_its_age_then(void **state)
{
    static const struct business_life lives[] = {
        {0, 5, OPERATOR_COMPANY, WITHDRAW_CASH},
        {0, 14, OPERATOR_COMPANY, -1},
        {12, 20, OPERATOR_COMPANY, WITHDRAW_CONTRACT},
        {13, 60, OPERATOR_COMPANY, -1},
    };
    (void)state;
    struct business *b = survive(lives, 4);
    near(b->survival[1], 0.5); /* one of two; the old ones are not among them */
    near(b->survival[2],
         0.25); /* one of two again: the young one was last seen at 14 */
    assert_int_equal(b->survival_at_risk[0], 2);
    assert_int_equal(b->survival_at_risk[1], 2);
    free(b);
}

/* Closures that no operator decided end a life, and have no cause. */
static void a_closure_without_a_cause_is_a_closure(void **state)
{
    static const struct business_life lives[] = {
        {0, 12, OPERATOR_PUBLIC, WITHDRAW_NONE},
        {0, 12, OPERATOR_PUBLIC, -1},
    };
    (void)state;
    struct business *b = survive(lives, 2);
    near(b->survival[1], 0.5);
    for (int k = 0; k < WITHDRAW_CAUSES - 1; k++)
        near(b->closed_cause[k * SERIES_SITE_AGES + 1], 0.0);
    free(b);
}

static void without_sites_nothing_is_known(void **state)
{
    (void)state;
    struct business *b = survive(NULL, 0);
    near(b->survival[0], 1.0);
    assert_true(isnan(b->survival[1]));
    free(b);
}

static void the_largest_room_says_what_a_site_is(void **state)
{
    struct room rooms[] = {{.product = 4, .m2 = 80.0},
                           {.product = 2, .m2 = 120.5},
                           {.product = 7, .m2 = 120.5}};
    const struct supply supply = {.rooms = rooms, .room_count = 3};
    (void)state;
    assert_int_equal(business_product(&supply, &(struct site){.room = 0, .rooms = 3}),
                     2);
    assert_int_equal(business_product(&supply, &(struct site){.room = 0, .rooms = 1}),
                     4);
    assert_int_equal(business_product(&supply, &(struct site){.room = 0, .rooms = 0}),
                     -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(survival_is_the_product_over_closures),
        cmocka_unit_test(a_site_seen_late_counts_from_its_age_then),
        cmocka_unit_test(a_closure_without_a_cause_is_a_closure),
        cmocka_unit_test(without_sites_nothing_is_known),
        cmocka_unit_test(the_largest_room_says_what_a_site_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
