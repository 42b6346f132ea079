/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What a scenario says of products: laid over the catalogue, merged by `extends` and
 * `--set`, written into the effective scenario, and told of where it is wrong. */
#include "support/catalogue.h"
#include "support/scenario.h"

#include "io/explain.h"

#define SERVICES BASE "services: c.yaml\n"

struct laid {
    struct reading reading;
    struct catalogue *catalogue;
    int status;
};

/* Reads "s/a.yaml" with the texts of --set and then the catalogue in force. */
static void lay(struct laid *laid, const char *text, const char *const *sets, int count)
{
    start(&laid->reading);
    add(&laid->reading, "s/a.yaml", text);
    add(&laid->reading, "s/c.yaml", CATALOGUE_BASE);
    add(&laid->reading, "s/base.yaml",
        SERVICES "products:\n  day: {price: 7 yuan/month}\n");
    add(&laid->reading, "s/levels.csv",
        "product,figure,value,target,source,achieved\nday,taste,-1.375,0.06,x.rate,0."
        "061\n");
    read_file(&laid->reading, "s/a.yaml", sets, count);
    laid->catalogue = malloc(sizeof *laid->catalogue);
    assert_non_null(laid->catalogue);
    laid->status = laid->reading.status;
    if (laid->status == 0)
        laid->status =
            scenario_catalogue(&laid->reading.scenario, &laid->reading.inputs,
                               laid->catalogue, &laid->reading.report);
}

static void lay_good(struct laid *laid, const char *text, const char *const *sets,
                     int count)
{
    lay(laid, text, sets, count);
    if (laid->status != 0)
        fail_msg("%s:%d: %s", laid->reading.report.errors[0].file,
                 laid->reading.report.errors[0].line,
                 laid->reading.report.errors[0].en);
}

static void done(struct laid *laid)
{
    free(laid->catalogue);
    finish(&laid->reading);
}

static void a_plain_value_replaces_a_figure_and_its_source(void **state)
{
    struct laid laid;

    (void)state;
    lay_good(&laid,
             SERVICES "products:\n  day:\n    price: 1801 yuan/month\n"
                      "    m2_per_place: 6.5 m2\n",
             NULL, 0);
    const struct product *day = &laid.catalogue->products[0];

    assert_true(near(day->price.steps[0].value, 1801));
    assert_string_equal(day->price_source.key, "scenario");
    assert_true(near(day->price_source.low, 1801));
    assert_true(near(day->m2_per_place, 6.5));
    done(&laid);
}

static void dates_change_a_price_from_then_on(void **state)
{
    struct laid laid;

    (void)state;
    lay_good(&laid, SERVICES "products.day.price: {2025-03: 900 yuan/month}\n", NULL,
             0);
    const struct product *day = &laid.catalogue->products[0];

    assert_true(near(dated_at(&day->price, month_of(2025, 2)), 2501));
    assert_true(near(dated_at(&day->price, month_of(2025, 3)), 900));
    assert_string_equal(day->price_source.key, "elder.daycare_fee");
    done(&laid);
}

static void files_and_sets_are_laid_over_each_other(void **state)
{
    static const char *const sets[] = {"products.day.price.2026=11 yuan/month",
                                       "products.day.tier=quality"};
    struct laid laid;

    (void)state;
    lay_good(&laid,
             "linli: 1\nextends: base.yaml\nproducts: {day: {reach: 12.5 min}}\n", sets,
             2);
    const struct product *day = &laid.catalogue->products[0];

    assert_int_equal(day->tier, TIER_QUALITY);
    assert_true(near(day->reach, 12.5));
    done(&laid);
    /* A text that is given dates keeps its value before them; it is a scenario's. */
    lay_good(&laid, "linli: 1\nextends: base.yaml\n", sets, 1);
    day = &laid.catalogue->products[0];
    assert_true(near(dated_at(&day->price, month_of(2025, 12)), 7));
    assert_true(near(dated_at(&day->price, month_of(2026, 1)), 11));
    assert_string_equal(day->price_source.key, "scenario");
    done(&laid);
}

static void a_scenario_may_add_a_product(void **state)
{
    struct laid laid;

    (void)state;
    lay_good(&laid,
             SERVICES
             "products:\n  night: {zh: 夜托, en: night, service: elder, tier: basic, "
             "use: place, delivery: site, slots: night, price: 30 yuan/month, "
             "need: [{care: severe, amount: 300 hour/month}], "
             "classes: [{id: all, places_per_post: {carer: 5}}]}\n",
             NULL, 0);
    const int night = catalogue_product(laid.catalogue, "night");

    assert_int_equal(night, 1);
    assert_true(near(laid.catalogue->products[night].classes[0].posts[0], 0.2));
    assert_true(laid.catalogue->concern[70][CARE_SEVERE][ACTIVITY_RETIRED] >> night &
                1);
    done(&laid);
}

static void classes_merge_by_id(void **state)
{
    struct laid laid;

    (void)state;
    lay_good(&laid,
             SERVICES
             "products.day.classes: [{id: all, places_per_post: {carer: 4}}]\n",
             NULL, 0);
    assert_int_equal(laid.catalogue->products[0].class_count, 1);
    assert_true(near(laid.catalogue->products[0].classes[0].posts[0], 0.25));
    done(&laid);
}

static void the_effective_scenario_means_the_same(void **state)
{
    static const char *const sets[] = {"products.day.price.2025-03=900 yuan/month"};
    struct laid laid, again;
    char *text, *repeated, *plain;

    (void)state;
    lay_good(&laid, SERVICES "products: {day: {tier: quality, zh: \"a \\\"b\\\"\"}}\n",
             sets, 1);
    text = scenario_effective(&laid.reading.scenario);
    assert_non_null(strstr(text, "  day.price: {\"2025-03\": \"900 yuan/month\"}\n"));
    start(&again.reading);
    add(&again.reading, "e.yaml", text);
    add(&again.reading, "s/c.yaml", CATALOGUE_BASE);
    read_file(&again.reading, "e.yaml", NULL, 0);
    assert_int_equal(again.reading.status, 0);
    repeated = scenario_effective(&again.reading.scenario);
    assert_string_equal(text, repeated);
    again.catalogue = calloc(1, sizeof *again.catalogue);
    assert_int_equal(scenario_catalogue(&again.reading.scenario, &again.reading.inputs,
                                        again.catalogue, &again.reading.report),
                     0);
    assert_memory_equal(again.catalogue, laid.catalogue, sizeof *again.catalogue);
    free(repeated);
    done(&again);
    done(&laid);
    /* Without them the text is another one, and so is its digest. */
    lay_good(&laid, SERVICES, NULL, 0);
    plain = scenario_effective(&laid.reading.scenario);
    assert_string_not_equal(text, plain);
    free(plain);
    free(text);
    done(&laid);
}

static void show_names_the_line_of_each_change(void **state)
{
    struct laid laid;
    char *text;

    (void)state;
    lay_good(&laid, SERVICES "products:\n  day:\n    reach: 12.5 min\n", NULL, 0);
    text = explain_scenario(&laid.reading.scenario, LANGUAGE_EN);
    assert_non_null(strstr(text, "products.day.reach"));
    assert_non_null(strstr(text, "s/a.yaml:8\n"));
    free(text);
    done(&laid);
}

static void levels_take_the_place_of_figures(void **state)
{
    struct laid laid;

    (void)state;
    lay_good(&laid, SERVICES "levels: levels.csv\n", NULL, 0);
    const struct product *day = &laid.catalogue->products[0];

    assert_true(near(day->taste, -1.375));
    assert_string_equal(day->source[FIGURE_taste].key, "x.rate");
    assert_true(near(day->source[FIGURE_taste].high, -1.375));
    done(&laid);
}

/* Behind SERVICES, or from the command line. */
static const struct {
    const char *text, *set;
    enum message message;
    int line;
    const char *says;
} wrong[] = {
    {"products:\n  days: {price: 5}\n", NULL, MESSAGE_CATALOGUE_KEY_NEAR, 2, "'day'"},
    {"products:\n  unheard: {price: 5}\n", NULL, MESSAGE_CATALOGUE_PRODUCT, 2, NULL},
    {"products:\n  day:\n    prise: 5\n", NULL, MESSAGE_CATALOGUE_KEY_NEAR, 3,
     "'price'"},
    {"products:\n  day:\n    price: 5 m2\n", NULL, MESSAGE_UNIT_KIND, 3, NULL},
    {"products:\n  day:\n    price: 1\nproducts.day.price: 2\n", NULL,
     MESSAGE_YAML_DUPLICATE, 4, "line 8"},
    {"products: [day]\n", NULL, MESSAGE_VALUE_NOT_MAP, 1, NULL},
    {"products:\n  day: 5\n", NULL, MESSAGE_VALUE_NOT_MAP, 2, "'day'"},
    {"product:\n  day: {}\n", NULL, MESSAGE_KEY_UNKNOWN_NEAR, 1, "'products'"},
    {"", "products.day.slots=never", MESSAGE_CATALOGUE_WORD, 0, "weekday"},
    {"products.day.price: {2025: 5, 2024: 6}\n", NULL, MESSAGE_DATES_ORDER, 1, NULL},
    {"products.day.classes: [{id: all}, {id: all}]\n", NULL, MESSAGE_LIST_ID, 1, NULL},
    {"levels: none.csv\n", NULL, MESSAGE_FILE_NAMED_MISSING, 1, NULL},
    {"services: \"\"\nproducts.day.price: 5\n", NULL, MESSAGE_YAML_DUPLICATE, 1, NULL},
};

static void mistakes_are_told_where_they_were_written(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct laid laid;
        char text[2048];
        bool told = false;

        snprintf(text, sizeof(text), "%s%s", SERVICES, wrong[i].text);
        lay(&laid, text, &wrong[i].set, wrong[i].set != NULL);
        assert_int_equal(laid.status, -1);
        for (size_t k = 0; k < laid.reading.report.count; k++) {
            const struct error *err = &laid.reading.report.errors[k];
            const int line = wrong[i].line == 0 ? 1 : wrong[i].line + BASE_LINES + 1;

            told |=
                err->message == wrong[i].message && err->line == line &&
                strcmp(err->file, wrong[i].set != NULL ? "--set" : "s/a.yaml") == 0 &&
                (wrong[i].says == NULL || strstr(err->en, wrong[i].says) != NULL);
        }
        if (!told)
            fail_msg("case %zu: %s:%d: %s", i, laid.reading.report.errors[0].file,
                     laid.reading.report.errors[0].line,
                     laid.reading.report.errors[0].en);
        done(&laid);
    }
}

static void products_without_a_catalogue_are_refused(void **state)
{
    struct laid laid;

    (void)state;
    lay(&laid, BASE "products.day.price: 5\n", NULL, 0);
    assert_int_equal(laid.status, -1);
    assert_int_equal(laid.reading.report.errors[0].message,
                     MESSAGE_CATALOGUE_NO_SERVICES);
    assert_int_equal(laid.reading.report.errors[0].line, BASE_LINES + 1);
    done(&laid);
}

static const struct {
    const char *text;
    enum message message;
    int line;
    const char *says;
} levels[] = {
    {"product,figure,value\ndais,taste,1\n", MESSAGE_CATALOGUE_LEVELS_COLUMN, 2, "day"},
    {"product,figure,value\nday,tast,1\n", MESSAGE_CATALOGUE_LEVELS_COLUMN, 2, "taste"},
    {"product,figure,value\nday,taste,21\n", MESSAGE_CSV_OUT_OF_RANGE, 2, NULL},
    {"product,figure,value\nday,taste,x\n", MESSAGE_CSV_NOT_A_NUMBER, 2, NULL},
    {"product,figure,value\nday,taste,1\nday,taste,2\n", MESSAGE_CATALOGUE_LEVELS_TWICE,
     3, "day.taste"},
    {"product,figures,value\nday,taste,1\n", MESSAGE_CSV_NO_COLUMN, 1, "figure"},
};

static void mistakes_in_levels_are_told_at_their_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
        struct catalogue_reading reading;

        catalogue_read_good(&reading, CATALOGUE_BASE);
        catalogue_add(&reading, "l.csv", levels[i].text);
        assert_int_equal(catalogue_levels_read(&reading.inputs, "l.csv",
                                               reading.catalogue, &reading.report),
                         -1);
        assert_int_equal(reading.report.errors[0].message, levels[i].message);
        assert_int_equal(reading.report.errors[0].line, levels[i].line);
        assert_string_equal(reading.report.errors[0].file, "l.csv");
        if (levels[i].says != NULL)
            assert_non_null(strstr(reading.report.errors[0].en, levels[i].says));
        catalogue_finish(&reading);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_value_replaces_a_figure_and_its_source),
        cmocka_unit_test(dates_change_a_price_from_then_on),
        cmocka_unit_test(files_and_sets_are_laid_over_each_other),
        cmocka_unit_test(a_scenario_may_add_a_product),
        cmocka_unit_test(classes_merge_by_id),
        cmocka_unit_test(the_effective_scenario_means_the_same),
        cmocka_unit_test(show_names_the_line_of_each_change),
        cmocka_unit_test(levels_take_the_place_of_figures),
        cmocka_unit_test(mistakes_are_told_where_they_were_written),
        cmocka_unit_test(products_without_a_catalogue_are_refused),
        cmocka_unit_test(mistakes_in_levels_are_told_at_their_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
