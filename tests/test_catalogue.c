/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Services and products as data: what a catalogue means, and what is refused where. */
#include "support/catalogue.h"

#include <stdio.h>

static bool close_to(double a, double b)
{
    return a > b - 1e-12 && a < b + 1e-12;
}

/* The catalogue that is shipped, from the disk. */
static void read_shipped(struct catalogue_reading *reading, const char *path)
{
    catalogue_start(reading);
    reading->inputs.sealed = false;
    reading->status =
        catalogue_read(&reading->inputs, path, reading->catalogue, &reading->report);
    if (reading->status != 0)
        fail_msg("%s:%d: %s", reading->report.errors[0].file,
                 reading->report.errors[0].line, reading->report.errors[0].en);
}

static void a_product_is_read_with_its_figures_and_their_sources(void **state)
{
    struct catalogue_reading reading;

    (void)state;
    catalogue_read_good(&reading, CATALOGUE_BASE
                        "    m2_per_place: {value: 7.25 平米, low: 5 m2, "
                        "high: 9 m2, source: x.area, grade: B}\n"
                        "    family: true\n    intake: [3, 9]\n");
    const struct catalogue *catalogue = reading.catalogue;
    const struct product *day = &catalogue->products[0];

    assert_int_equal(catalogue_product(catalogue, "day"), 0);
    assert_int_equal(day->code, catalogue_code("day"));
    assert_string_equal(day->zh, "日托");
    assert_int_equal(day->use, USE_PLACE);
    assert_int_equal(day->slots, 1U << SLOT_WEEKDAY);
    assert_true(day->family);
    assert_false(day->outside);
    assert_int_equal(day->months, 0xFFF);
    assert_int_equal(day->intake, 1U << 2 | 1U << 8);
    assert_true(close_to(day->price.steps[0].value, 2501));
    assert_string_equal(day->price_source.key, "elder.daycare_fee");
    assert_int_equal(day->price_source.grade, 'C');
    assert_true(close_to(day->price_source.high, 3000));
    assert_true(close_to(day->m2_per_place, 7.25));
    assert_int_equal(day->source[FIGURE_m2_per_place].grade, 'B');
    /* What is not said has its initial value, which is assumed. */
    assert_true(close_to(day->reach, catalogue_figures[FIGURE_reach].initial));
    assert_string_equal(day->source[FIGURE_reach].key, "assumed");
    assert_int_equal(day->source[FIGURE_reach].grade, 'D');
    assert_true(close_to(catalogue->trades[0].wage, 5003));
    catalogue_finish(&reading);
}

static void rules_and_classes_say_who_and_how_much(void **state)
{
    struct catalogue_reading reading;
    const uint32_t elder =
        1U << (TRAIT_CARE + CARE_MODERATE) | 1U << (TRAIT_ACTIVITY + ACTIVITY_RETIRED);

    (void)state;
    catalogue_read_good(&reading, CATALOGUE_BASE);
    const struct product *day = &reading.catalogue->products[0];
    const struct rule *need = &day->need[0];

    assert_int_equal(day->needs, 1);
    assert_int_equal(need->age_low, 720);
    assert_int_equal(need->age_high, RULE_AGE_END);
    assert_true(close_to(need->share, 1));
    assert_true(close_to(need->amount, 121));
    assert_true(rule_applies(need, 720, elder));
    assert_false(rule_applies(need, 719, elder));
    assert_false(rule_applies(need, 900, 1U << (TRAIT_CARE + CARE_MILD)));
    assert_true(close_to(day->classes[0].posts[0], 1.0 / 8));
    assert_true(close_to(day->post_sources[0][0].low, 1.0 / 16));
    assert_true(close_to(day->post_sources[0][0].high, 1.0 / 4));
    assert_true(close_to(day->amount_sources[RULE_LIST_NEED][0].high, 168));
    assert_int_equal(day->amount_source.grade, 'D');
    /* Those it can concern, and no others. */
    assert_true(reading.catalogue->concern[60][CARE_MODERATE][ACTIVITY_RETIRED] == 1);
    assert_true(reading.catalogue->concern[59][CARE_MODERATE][ACTIVITY_RETIRED] == 0);
    assert_true(reading.catalogue->concern[80][CARE_MILD][ACTIVITY_RETIRED] == 0);
    catalogue_finish(&reading);
}

static void a_price_may_have_dates(void **state)
{
    struct catalogue_reading reading;

    (void)state;
    catalogue_read_good(
        &reading, CATALOGUE_TOP
        "  day:\n    zh: 日托\n    en: day\n    service: elder\n    tier: basic\n"
        "    use: visit\n    delivery: home\n    slots: evening\n"
        "    price: {value: 12.5 元/次, low: 8 元/次, high: 15 元/次, 2025-03: 9.5 "
        "元/次, "
        "source: assumed}\n"
        "    want: [{amount: {value: 2.5 次/月, source: assumed}}]\n"
        "    classes: [{id: all}]\n");
    const struct product *day = &reading.catalogue->products[0];

    assert_true(close_to(dated_at(&day->price, month_of(2025, 2)), 12.5));
    assert_true(close_to(dated_at(&day->price, month_of(2025, 3)), 9.5));
    assert_true(close_to(day->want[0].amount, 2.5));
    assert_string_equal(catalogue_figure_unit(day, FIGURE_market_price), "yuan/visit");
    catalogue_finish(&reading);
}

static void the_shipped_catalogue_has_eight_services_and_every_product(void **state)
{
    static const char *const products[] = {
        "elder_day",      "elder_stay",     "home_care",      "alarm",
        "childcare_full", "childcare_half", "childcare_hour", "after_school",
        "meal_site",      "meal_home",      "housekeeping",   "repair",
        "grocery",        "parcel",         "nursing",        "rehabilitation",
        "fitness",        "culture_room",   "self_run_room",  "play",
        "service_desk"};
    struct catalogue_reading reading;

    (void)state;
    read_shipped(&reading, "scenarios/data/services.yaml");
    const struct catalogue *catalogue = reading.catalogue;
    const int count = sizeof(products) / sizeof(products[0]);

    assert_int_equal(catalogue->service_count, 8);
    assert_int_equal(catalogue->product_count, count);
    for (int k = 0; k < count; k++)
        assert_true(catalogue_product(catalogue, products[k]) >= 0);
    const struct product *full =
        &catalogue->products[catalogue_product(catalogue, "childcare_full")];
    const int teacher = catalogue_trade(catalogue, "nursery_teacher");
    /* The ratios of the national standard: 1:3, 1:5 and 1:7. */
    assert_int_equal(full->class_count, 3);
    assert_true(close_to(full->classes[0].posts[teacher], 1.0 / 3));
    assert_true(close_to(full->classes[1].posts[teacher], 1.0 / 5));
    assert_true(close_to(full->classes[2].posts[teacher], 1.0 / 7));
    /* Needed where nobody is free, latent where one is. */
    assert_int_equal(full->need[0].mask >> TRAIT_HANDS & 7, 1 << HANDS_NONE);
    assert_int_equal(full->latent[0].mask >> TRAIT_HANDS & 7, 1 << HANDS_ONE);
    catalogue_finish(&reading);
}

static void a_ninth_service_needs_no_line_of_c(void **state)
{
    struct catalogue_reading reading;

    (void)state;
    read_shipped(&reading, "scenarios/data/services_job.yaml");
    const struct catalogue *catalogue = reading.catalogue;
    const int service = catalogue_service(catalogue, "job_service");
    const int product = catalogue_product(catalogue, "job_advice");

    assert_int_equal(catalogue->service_count, 9);
    assert_int_equal(service, 8);
    assert_true(product >= 0);
    assert_int_equal(catalogue->products[product].service, service);
    assert_true(catalogue->products[product]
                    .classes[0]
                    .posts[catalogue_trade(catalogue, "adviser")] > 0);
    assert_true(catalogue->concern[30][CARE_NONE][ACTIVITY_HOME] >> product & 1);
    catalogue_finish(&reading);
}

static void one_file_may_extend_another(void **state)
{
    struct catalogue_reading reading;

    (void)state;
    catalogue_start(&reading);
    catalogue_add(&reading, "a/base.yaml", CATALOGUE_BASE);
    catalogue_add(
        &reading, "a/more.yaml",
        "linli: 1\nextends: base.yaml\nproducts:\n"
        "  day: {tier: quality, price: {value: 5 yuan/month, source: assumed}}\n"
        "services: {elder: {en: older}}\n");
    assert_int_equal(catalogue_read(&reading.inputs, "a/more.yaml", reading.catalogue,
                                    &reading.report),
                     0);
    const struct product *day = &reading.catalogue->products[0];

    assert_int_equal(day->tier, TIER_QUALITY);
    assert_true(close_to(day->price.steps[0].value, 5));
    /* A new value leaves nothing of the old one's source or range. */
    assert_true(close_to(day->price_source.high, 5));
    assert_string_equal(day->price_source.key, "assumed");
    assert_string_equal(reading.catalogue->services[0].en, "older");
    assert_string_equal(reading.catalogue->services[0].zh, "养老");
    catalogue_finish(&reading);
}

static void extending_in_a_circle_is_refused(void **state)
{
    struct catalogue_reading reading;

    (void)state;
    catalogue_start(&reading);
    catalogue_add(&reading, "a.yaml", "linli: 1\nextends: b.yaml\n");
    catalogue_add(&reading, "b.yaml", "linli: 1\nextends: a.yaml\n");
    assert_int_equal(
        catalogue_read(&reading.inputs, "a.yaml", reading.catalogue, &reading.report),
        -1);
    assert_int_equal(reading.report.errors[0].message, MESSAGE_EXTENDS_CYCLE);
    assert_string_equal(reading.report.errors[0].file, "b.yaml");
    catalogue_finish(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_product_is_read_with_its_figures_and_their_sources),
        cmocka_unit_test(rules_and_classes_say_who_and_how_much),
        cmocka_unit_test(a_price_may_have_dates),
        cmocka_unit_test(the_shipped_catalogue_has_eight_services_and_every_product),
        cmocka_unit_test(a_ninth_service_needs_no_line_of_c),
        cmocka_unit_test(one_file_may_extend_another),
        cmocka_unit_test(extending_in_a_circle_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
