/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The month's books of a site against sums by hand; conversion; places by class. */
#include "support/check.h"

#include "process/convert.h"
#include "process/enter.h"
#include "process/expect.h"
#include "process/spend.h"
#include "support/values.h"

#include <math.h>
#include <string.h>

static const struct cost_levels level = {1, 1, 1};

/* One product; every figure that a test uses. */
static void make_costs(struct costs *costs)
{
    memset(costs, 0, sizeof *costs);
    costs->of[0][COST_rent].value = 60;
    costs->of[0][COST_fitout].value = 1400;
    costs->of[0][COST_equipment].value = 400;
    costs->of[0][COST_fire].value = 300;
    costs->of[0][COST_works].value = 3;
    costs->of[0][COST_idle].value = 6;
    costs->of[0][COST_food].value = 350;
    costs->of[0][COST_consumables].value = 120.5;
    costs->of[0][COST_utilities].value = 8;
    costs->of[0][COST_sales_tax].value = 0.01;
    costs->of[0][COST_profit_tax].value = 0.05;
    costs->of[0][COST_income_counted].value = 0.9;
}

/* 10, 20 and 14 children at 1:3, 1:5, 1:7; trade 0. */
static void make_product(struct product *product)
{
    memset(product, 0, sizeof *product);
    product->class_count = 3;
    product->classes[0].posts[0] = 1.0 / 3;
    product->classes[1].posts[0] = 1.0 / 5;
    product->classes[2].posts[0] = 1.0 / 7;
    product->m2_per_place = 7;
    product->price.count = 1;
    product->price.steps[0].from = -1;
    product->price.steps[0].value = 2700;
}

static void every_line_of_a_month_is_the_sum_by_hand(void **state)
{
    (void)state;
    const struct values values = values_default();
    struct costs costs;
    struct site_state site;
    const struct staff_cover cover = {.wages = 56000, .social = 15680, .agency = 4000};
    const struct spend_product product = {.users = {10, 20, 14},
                                          .price = 2700,
                                          .discounts = 800.55,
                                          .m2 = 310,
                                          .tax_relief = 1.0};
    make_costs(&costs);
    memset(&site, 0, sizeof site);
    site.contract =
        (struct contract){.rent = 18600, .relief = 0.5, .trustee_share = 0.03};
    const struct spend_view view = {.costs = &costs,
                                    .levels = &level,
                                    .products = &product,
                                    .count = 1,
                                    .site = &site,
                                    .cover = &cover,
                                    .trades = 1,
                                    .grants = 22000,
                                    .commercial = 1500,
                                    .overhead = 9000,
                                    .invested = 192000,
                                    .debt = 120000,
                                    .interest_rate = 0.04};
    const struct site_month books = spend_month(&values, &view);
    assert_int_equal(books.fees, 44 * 270000 - 80055);
    assert_int_equal(books.food, 44 * 35000);
    assert_int_equal(books.consumables, 44 * 12050);
    assert_int_equal(books.utilities, 310 * 800);
    assert_int_equal(books.rent, 930000);
    assert_int_equal(books.rent_forgone, 930000);
    assert_int_equal(books.tax, 0);
    assert_int_equal(books.tax_forgone, (44 * 270000 - 80055 + 50) / 100);
    assert_int_equal(books.trustee, (3 * (44 * 270000 - 80055) + 50) / 100);
    assert_int_equal(books.renewal, 200000); /* 192,000 yuan over 8 years */
    assert_int_equal(books.interest, 40000);
    assert_int_equal(spend_income(&books), books.fees + 2200000 + 150000);
    assert_int_equal(spend_cost(&books), 5600000 + 1568000 + 400000 + 930000 +
                                             44 * 47050 + 248000 + 900000 +
                                             books.trustee + 200000 + 40000);
}

static void an_empty_or_free_site_has_books_too(void **state)
{
    (void)state;
    const struct values values = values_default();
    struct costs costs;
    struct site_state site;
    struct spend_product product = {
        .users = {4}, .price = 0, .discounts = 500, .m2 = 50};
    make_costs(&costs);
    memset(&site, 0, sizeof site);
    struct spend_view view = {.costs = &costs,
                              .levels = &level,
                              .products = &product,
                              .count = 1,
                              .site = &site};
    struct site_month books = spend_month(&values, &view);
    assert_int_equal(books.fees, 0); /* no discount makes a fee negative */
    assert_int_equal(spend_cost(&books), 4 * 47050 + 40000);
    view.count = 0;
    books = spend_month(&values, &view);
    assert_int_equal(spend_income(&books), 0);
    assert_int_equal(spend_cost(&books), 0);
}

static void posts_and_marginal_cost_follow_the_class(void **state)
{
    (void)state;
    struct values values = values_default();
    struct costs costs;
    struct product product;
    const double users[CATALOGUE_CLASSES] = {9, 20, 14},
                 wages[CATALOGUE_TRADES] = {5000};
    make_costs(&costs);
    make_product(&product);
    values.staff_social_rate = 0.3;
    const struct spend_basis basis = {&costs, &level, &product, 0, wages};
    assert_true(fabs(spend_posts(&product, users, 0) - 9) < 1e-12);
    assert_true(fabs(spend_marginal(&values, &basis, 1) - (470.5 + 1300)) < 1e-9);
    product.use = USE_VISIT; /* 21 days of 2 sessions: a post serves 42 visits */
    product.slots = 1U << SLOT_WEEKDAY;
    product.turns_weekday = 2;
    const double per_place = 2 * catalogue_slot_days[SLOT_WEEKDAY];
    assert_true(fabs(spend_per_place(&product) - per_place) < 1e-12);
    assert_true(fabs(spend_marginal(&values, &basis, 1) - (470.5 + 1300 / per_place)) <
                1e-9);
    assert_true(spend_profit_tax(&costs, 0, 1000, 950) == 0);
    assert_true(fabs(spend_profit_tax(&costs, 0, 1000, 500) - 20) < 1e-12);
}

static void terms_of_entry_follow_catalogue_and_costs(void **state)
{
    (void)state;
    struct values values = values_default();
    struct costs costs;
    struct product product;
    const double wages[CATALOGUE_TRADES] = {5000};
    const double mix[CATALOGUE_CLASSES] = {0.2, 0.5, 0.3};
    make_costs(&costs);
    make_product(&product);
    values.staff_social_rate = 0.3;
    const struct spend_basis basis = {&costs, &level, &product, 0, wages};
    const struct enter_terms terms =
        enter_terms_of(&values, &basis, mix, month_of(2024, 1));
    assert_true(terms.price == 2700 && terms.rent_m2 == 60 &&
                fabs(terms.fixed_m2 - (8 + 2100 / 96.0)) < 1e-12);
    assert_true(terms.m2_per_user == 7 && terms.idle == 9 && terms.invest_m2 == 2100);
    assert_true(fabs(terms.variable - (470.5 + 6500 * (0.2 / 3 + 0.1 + 0.3 / 7))) <
                1e-9);
}

static void conversion_competes_by_one_table_of_costs(void **state)
{
    (void)state;
    struct values values = values_default();
    struct costs costs;
    make_costs(&costs);
    values.operators_discount = 0;
    const struct cost_works anew = costs_works(&costs, 0, 100, true, &level);
    const struct cost_works reserved = {90000, 4.5}; /* space made ready for it */
    assert_true(anew.yuan == 210000 && anew.months == 9);
    /* 24 months, 4.5 of them shut at 6,000 yuan: 19.5 m - 27,000 - 90,000 + 24 * 2,000. */
    const struct convert_option option = {-2000, 5000, 0, 1, 24, 6000, reserved};
    assert_true(fabs(convert_value(&values, &option) -
                     (19.5 * 5000 - 27000 - 90000 + 48000)) < 1e-6);
    /* Of 5,000 a month 4,000 come with the users, who come as expect_ramp says. */
    struct convert_option fills = {-2000, 1000, 4000, 5, 24, 6000, reserved};
    double filled = 0;
    for (int t = 5; t <= 24; t++)
        filled += (t == 5 ? 0.5 : 1) * expect_ramp(t - 4.5, 5);
    assert_true(fabs(convert_value(&values, &fills) -
                     (19.5 * 1000 + 4000 * filled - 27000 - 90000 + 48000)) < 1e-6);
    const struct convert_option without = {-2000, 5000, 0, 1, 24, 6000, anew};
    assert_true(convert_value(&values, &without) < 0);
    const struct convert_option for_ever = {-2000, 5000, 0, 1, 24, 6000, {0, 1000}};
    assert_true(fabs(convert_value(&values, &for_ever) - 24 * -4000) < 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_line_of_a_month_is_the_sum_by_hand),
        cmocka_unit_test(an_empty_or_free_site_has_books_too),
        cmocka_unit_test(posts_and_marginal_cost_follow_the_class),
        cmocka_unit_test(terms_of_entry_follow_catalogue_and_costs),
        cmocka_unit_test(conversion_competes_by_one_table_of_costs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
