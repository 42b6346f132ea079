/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What is said of settings, parameters and the origin of values. */
#include "support/catalogue.h"
#include "support/scenario.h"

#include "io/explain.h"

#include <stdlib.h>

static void explain_finds_keys_labels_and_groups(void **state)
{
    static const struct {
        const char *key, *says;
    } cases[] = {
        {"bear.level", "生育水平"}, {"生育水平", "bear.level"},
        {"外围距离", "50 km"},      {"migrate", "migrate.move_rate"},
        {"city", "must be given"},  {"parameters.register.rate", "0.004/year"},
    };
    struct error err;
    char *text;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(explain_key(cases[i].key, LANGUAGE_EN, &text, &err), 0);
        assert_non_null(strstr(text, cases[i].says));
        free(text);
    }
    assert_int_equal(explain_key("bear.levle", LANGUAGE_EN, &text, &err), -1);
    assert_int_equal(err.message, MESSAGE_EXPLAIN_NEAR);
    assert_non_null(strstr(err.en, "bear.level"));
    assert_int_equal(explain_key("quite unknown", LANGUAGE_EN, &text, &err), -1);
    assert_int_equal(err.message, MESSAGE_EXPLAIN_UNKNOWN);
    text = explain_list(LANGUAGE_ZH);
    for (int i = 0; i < PARAMETERS; i++)
        assert_non_null(strstr(text, parameter_info[i].zh));
    free(text);
}

static void explain_finds_products_and_their_figures(void **state)
{
    static const struct {
        const char *key, *says;
        enum language language;
    } cases[] = {
        {"day", "121 hour/month (80 hour/month to 168 hour/month, assumed, D)",
         LANGUAGE_EN},
        {"日托", "60岁及以上；care 中度", LANGUAGE_ZH},
        {"day.price",
         "2501 yuan/month (2000 yuan/month to 3000 yuan/month, "
         "elder.daycare_fee, C)",
         LANGUAGE_EN},
        {"products.日托.m2_per_place", "assumed, D", LANGUAGE_ZH},
        {"day.take_up", "0 to 1", LANGUAGE_EN},
    };
    struct catalogue_reading reading;
    struct error err;
    char *text;

    (void)state;
    catalogue_read_good(&reading, CATALOGUE_BASE);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(explain_product(reading.catalogue, cases[i].key,
                                         cases[i].language, &text, &err),
                         0);
        assert_non_null(strstr(text, cases[i].says));
        free(text);
    }
    assert_int_equal(
        explain_product(reading.catalogue, "day.takeup", LANGUAGE_EN, &text, &err), -1);
    assert_int_equal(err.message, MESSAGE_EXPLAIN_NEAR);
    assert_non_null(strstr(err.en, "day.take_up"));
    assert_int_equal(
        explain_product(reading.catalogue, "somewhere", LANGUAGE_EN, &text, &err), -1);
    assert_int_equal(err.message, MESSAGE_EXPLAIN_UNKNOWN);
    /* The page has a table for each product, which says what the file gives. */
    text = explain_services(reading.catalogue);
    assert_non_null(strstr(text, "### `day` 日托, day care"));
    assert_non_null(strstr(text, "one carer for 8 places (4 to 16, assumed, D)"));
    assert_null(strstr(text, "disutility of a minute"));
    free(text);
    catalogue_finish(&reading);
}

static void show_names_the_line_of_each_value(void **state)
{
    struct reading reading;
    char *text;

    (void)state;
    read_good(&reading, BASE "rim: 1.37 km\nparameters:\n"
                             "  migrate.net_rate:\n    2021-05: 1.2 %/year\n");
    text = explain_scenario(&reading.scenario, LANGUAGE_EN);
    assert_non_null(strstr(text, "s/a.yaml:5\n"));
    assert_non_null(strstr(text, "from 2021-05"));
    assert_non_null(strstr(text, "s/a.yaml:8\n"));
    free(text);
    finish(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(explain_finds_keys_labels_and_groups),
        cmocka_unit_test(explain_finds_products_and_their_figures),
        cmocka_unit_test(show_names_the_line_of_each_value),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
