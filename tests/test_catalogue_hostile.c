/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Catalogues with mistakes in them: each is told, at its line, with what is allowed. */
#include "support/catalogue.h"

#include <stdio.h>

/* Everything of a product but need and classes, on nine lines behind six. */
#define PRODUCT CATALOGUE_TOP CATALOGUE_PRODUCT
#define AMOUNT  "amount: {value: 9 hour/month, source: assumed}"
#define BOTH    CATALOGUE_NEED CATALOGUE_CLASSES

static const struct {
    const char *text;
    enum message message;
    int line;
    const char *says; /* within the English text, or NULL */
} wrong[] = {
    {"linli: 1\n", MESSAGE_CATALOGUE_MISSING, 1, "'products'"},
    {CATALOGUE_BASE "wavelength: {}\n", MESSAGE_CATALOGUE_KEY, 20, "trades, services"},
    {CATALOGUE_BASE "product: {}\n", MESSAGE_CATALOGUE_KEY_NEAR, 20, "'products'"},
    {"trades: {}\nservices: {}\nproducts: {}\n", MESSAGE_VERSION_MISSING, 1, NULL},
    /* keys and words of a product */
    {PRODUCT BOTH "    m2_per_plac: 1\n", MESSAGE_CATALOGUE_KEY_NEAR, 20,
     "m2_per_place"},
    {PRODUCT BOTH "    en: again\n", MESSAGE_YAML_DUPLICATE, 20, "line 9"},
    {PRODUCT BOTH "    wavelength: 1\n", MESSAGE_CATALOGUE_KEY, 20, "delivery, family"},
    {PRODUCT BOTH "    family: yes\n", MESSAGE_CATALOGUE_WORD, 20, "false, true"},
    {CATALOGUE_TOP
     "  day: {zh: 日, en: d, service: eldar, tier: basic, use: place, "
     "delivery: site, slots: weekday, price: {value: 1, source: assumed}, "
     "want: [{" AMOUNT "}], classes: [{id: all}]}\n",
     MESSAGE_CATALOGUE_WORD_NEAR, 7, "'elder'"},
    {CATALOGUE_TOP
     "  day: {zh: 日, en: d, service: elder, tier: basic, use: place, "
     "delivery: drone, slots: weekday, price: {value: 1, source: assumed}, "
     "want: [{" AMOUNT "}], classes: [{id: all}]}\n",
     MESSAGE_CATALOGUE_WORD, 7, "site, home, online"},
    {CATALOGUE_TOP "  day: {zh: 日, en: d, service: elder, tier: basic, use: place, "
                   "delivery: site, slots: [], price: {value: 1, source: assumed}, "
                   "want: [{" AMOUNT "}], classes: [{id: all}]}\n",
     MESSAGE_CATALOGUE_EMPTY, 7, "weekday, evening"},
    {CATALOGUE_TOP "  Day care: {}\n", MESSAGE_CATALOGUE_NAME, 7, "product"},
    {CATALOGUE_TOP "  day: 5\n", MESSAGE_VALUE_NOT_MAP, 7, NULL},
    {CATALOGUE_TOP "  day: {}\n", MESSAGE_CATALOGUE_MISSING, 7, "'zh'"},
    {PRODUCT CATALOGUE_NEED, MESSAGE_CATALOGUE_MISSING, 7, "'classes'"},
    {PRODUCT CATALOGUE_CLASSES, MESSAGE_CATALOGUE_NOBODY, 7, NULL},
    {PRODUCT BOTH "    months: [13]\n", MESSAGE_CATALOGUE_MONTHS, 20, "'13'"},
    {PRODUCT BOTH "    months: []\n", MESSAGE_CATALOGUE_EMPTY, 20, "all"},
    {PRODUCT BOTH "    months: [3]\n    intake: [9]\n", MESSAGE_CATALOGUE_INTAKE, 7,
     NULL},
    {PRODUCT BOTH "    turns_weekday: {value: 0/day, source: assumed}\n",
     MESSAGE_CATALOGUE_TURNS, 14, "'weekday'"},
    /* figures */
    {PRODUCT BOTH "    m2_per_place: 8 m2\n", MESSAGE_CATALOGUE_NO_SOURCE, 20,
     "source"},
    {PRODUCT BOTH "    m2_per_place: {value: 8 m2}\n", MESSAGE_CATALOGUE_NO_SOURCE, 20,
     NULL},
    {PRODUCT BOTH "    m2_per_place: {value: 8 m2, source: x.y}\n",
     MESSAGE_CATALOGUE_NO_SOURCE, 20, NULL},
    {PRODUCT BOTH "    m2_per_place: {value: 8 m2, source: x.y, grade: E}\n",
     MESSAGE_CATALOGUE_GRADE, 20, "'E'"},
    {PRODUCT BOTH "    m2_per_place: {value: 8 m2, source: assumed, grade: A}\n",
     MESSAGE_CATALOGUE_GRADE, 20, "assumed"},
    {PRODUCT BOTH "    m2_per_place: {low: 8 m2, source: assumed}\n",
     MESSAGE_CATALOGUE_MISSING, 20, "'value'"},
    {PRODUCT BOTH "    m2_per_place: {value: 8 m2, lowest: 1 m2, source: assumed}\n",
     MESSAGE_CATALOGUE_KEY, 20, "value, low, high, source, grade"},
    {PRODUCT BOTH "    m2_per_place: {value: 8 yuan, source: assumed}\n",
     MESSAGE_UNIT_KIND, 20, NULL},
    {PRODUCT BOTH "    m2_per_place: {value: -1 m2, source: assumed}\n",
     MESSAGE_OUT_OF_RANGE, 20, "[0 m2, 1000 m2]"},
    {PRODUCT BOTH "    m2_per_place: {value: 8 m2, low: 9 m2, high: 7 m2, source: "
                  "assumed}\n",
     MESSAGE_RANGE_ORDER, 20, NULL},
    {PRODUCT BOTH "    m2_per_place: {value: 8 m2, low: 9 m2, high: 10 m2, source: "
                  "assumed}\n",
     MESSAGE_RANGE_WITHOUT, 20, NULL},
    {PRODUCT BOTH "    m2_per_place: {value: 8 m2, 2025: 9 m2, source: assumed}\n",
     MESSAGE_NOT_DATED, 20, NULL},
    /* rules */
    {PRODUCT CATALOGUE_CLASSES "    need: [{age: [60], " AMOUNT "}]\n    want: {}\n",
     MESSAGE_VALUE_NOT_LIST, 19, NULL},
    {PRODUCT CATALOGUE_CLASSES "    need: [{ages: [60], " AMOUNT "}]\n",
     MESSAGE_CATALOGUE_KEY_NEAR, 18, "'age'"},
    {PRODUCT CATALOGUE_CLASSES "    need: [{age: [36, 6], " AMOUNT "}]\n",
     MESSAGE_CATALOGUE_AGE, 18, "6 months"},
    {PRODUCT CATALOGUE_CLASSES "    need: [{age: [1, 2, 3], " AMOUNT "}]\n",
     MESSAGE_CATALOGUE_AGE, 18, NULL},
    {PRODUCT CATALOGUE_CLASSES "    need: [{age: [6.5], " AMOUNT "}]\n",
     MESSAGE_CATALOGUE_AGE, 18, NULL},
    {PRODUCT CATALOGUE_CLASSES "    need: [{care: sever, " AMOUNT "}]\n",
     MESSAGE_CATALOGUE_WORD_NEAR, 18, "'severe'"},
    {PRODUCT CATALOGUE_CLASSES "    need: [{care: [], " AMOUNT "}]\n",
     MESSAGE_CATALOGUE_EMPTY, 18, "none, mild"},
    {PRODUCT CATALOGUE_CLASSES
     "    need: [{share: {value: 1.2, source: assumed}, " AMOUNT "}]\n",
     MESSAGE_OUT_OF_RANGE, 18, "[0, 1]"},
    {PRODUCT CATALOGUE_CLASSES "    need: [{share: {value: 0, source: assumed}, " AMOUNT
                               "}]\n",
     MESSAGE_CATALOGUE_NEVER, 18, "share is 0"},
    {PRODUCT CATALOGUE_CLASSES "    need: [{activity: infant, age: [36 months], " AMOUNT
                               "}]\n",
     MESSAGE_CATALOGUE_NEVER, 18, "of that age"},
    {PRODUCT CATALOGUE_CLASSES "    need:\n      - {age: [60 years], " AMOUNT
                               "}\n      - {age: [70 years], " AMOUNT "}\n",
     MESSAGE_CATALOGUE_NEVER, 20, "rule 2"},
    /* Two rules that leave nothing for the third only together. */
    {PRODUCT CATALOGUE_CLASSES "    need:\n      - {age: [0, 60 years], " AMOUNT
                               "}\n      - {age: [60 years], sex: female, " AMOUNT
                               "}\n      - {age: [20 years], sex: female, " AMOUNT
                               "}\n",
     MESSAGE_CATALOGUE_NEVER, 21, "rule 3"},
    {PRODUCT CATALOGUE_CLASSES "    need: [{care: mild}]\n", MESSAGE_CATALOGUE_AMOUNT,
     18, "hour/month"},
    {PRODUCT CATALOGUE_CLASSES
     "    need: [{amount: {value: 3 visit/month, source: assumed}}]\n",
     MESSAGE_UNIT_KIND, 18, NULL},
    {PRODUCT CATALOGUE_CLASSES
     "    family: true\n    need: [{hands: [one, more], " AMOUNT "}]\n",
     MESSAGE_CATALOGUE_FAMILY, 19, "free hands"},
    {PRODUCT BOTH "    entitled: [{" AMOUNT "}]\n", MESSAGE_CATALOGUE_KEY, 20, NULL},
    {PRODUCT BOTH "    want: [{}, {}, {}, {}, {}, {}, {}, {}, {}]\n",
     MESSAGE_CATALOGUE_MANY, 20, "8"},
    /* classes */
    {PRODUCT CATALOGUE_NEED "    classes: []\n", MESSAGE_CATALOGUE_EMPTY, 18, NULL},
    {PRODUCT CATALOGUE_NEED "    classes: [{care: mild}]\n", MESSAGE_CATALOGUE_MISSING,
     18, "'id'"},
    {PRODUCT CATALOGUE_NEED "    classes: [{id: a}, {id: b, care: severe}]\n",
     MESSAGE_CATALOGUE_OVERLAP, 18, "'a' and 'b'"},
    {PRODUCT CATALOGUE_NEED
     "    classes: [{id: a, age: [0, 70 years]}, {id: b, age: [71 years]}]\n",
     MESSAGE_CATALOGUE_UNCOVERED, 17, "age 70"},
    {PRODUCT CATALOGUE_NEED
     "    classes: [{id: a, sex: male}, {id: b, sex: female, household: family}]\n",
     MESSAGE_CATALOGUE_UNCOVERED, 17, "age 60"},
    {PRODUCT CATALOGUE_NEED
     "    classes: [{id: a, age: [0, 1]}, {id: b, age: [1, 2]}, {id: c, age: [2, 3]}, "
     "{id: d, age: [3, 4]}, {id: e, age: [4]}]\n",
     MESSAGE_CATALOGUE_MANY, 18, "4"},
    {PRODUCT CATALOGUE_NEED
     "    classes: [{id: a, places_per_post: {carrer: {value: 3, source: assumed}}}]\n",
     MESSAGE_CATALOGUE_KEY_NEAR, 18, "'carer'"},
    {PRODUCT CATALOGUE_NEED
     "    classes: [{id: a, places_per_post: {carer: {value: 0, source: assumed}}}]\n",
     MESSAGE_OUT_OF_RANGE, 18, NULL},
    /* trades and services */
    {"linli: 1\ntrades: {carer: {zh: 护, en: c}}\nservices: {}\nproducts: {}\n",
     MESSAGE_CATALOGUE_MISSING, 2, "'wage'"},
    {"linli: 1\ntrades: {}\nservices: {Care: {zh: 护, en: c}}\nproducts: {}\n",
     MESSAGE_CATALOGUE_NAME, 3, "service or trade"},
    {"linli: 1\ntrades: {}\nservices: {a: {zh: 护, en: "
     "a123456789a123456789a123456789a123456789a123456789a123456789a123456789}}\n"
     "products: {}\n",
     MESSAGE_CATALOGUE_LONG, 3, "63"},
    {"linli: 1\ntrades: {}\nservices: []\nproducts: {}\n", MESSAGE_VALUE_NOT_MAP, 3,
     NULL},
};

static void every_mistake_is_told_at_its_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct catalogue_reading reading;
        bool told = false;

        catalogue_read_one(&reading, wrong[i].text);
        assert_int_equal(reading.status, -1);
        for (size_t k = 0; k < reading.report.count; k++) {
            const struct error *err = &reading.report.errors[k];

            told |= err->message == wrong[i].message && err->line == wrong[i].line &&
                    (wrong[i].says == NULL || strstr(err->en, wrong[i].says) != NULL);
        }
        if (!told)
            fail_msg("case %zu: %s line %d: %s", i,
                     error_code(reading.report.errors[0].message),
                     reading.report.errors[0].line, reading.report.errors[0].en);
        catalogue_finish(&reading);
    }
}

/* "costarring" and "liquid" have the same 32-bit FNV-1a. */
static void products_of_the_same_code_are_refused(void **state)
{
    static const char product[] =
        "zh: 日, en: d, service: elder, tier: basic, use: place, delivery: site, "
        "slots: weekday, price: {value: 1, source: assumed}, want: [{" AMOUNT
        "}], classes: [{id: all}]}\n";
    struct catalogue_reading reading;
    char text[4096];

    (void)state;
    assert_int_equal(catalogue_code("costarring"), catalogue_code("liquid"));
    snprintf(text, sizeof(text), "%s  costarring: {%s  liquid: {%s", CATALOGUE_TOP,
             product, product);
    catalogue_read_one(&reading, text);
    assert_int_equal(reading.status, -1);
    assert_int_equal(reading.report.count, 1);
    assert_int_equal(reading.report.errors[0].message, MESSAGE_CATALOGUE_COLLISION);
    assert_int_equal(reading.report.errors[0].line, 8);
    assert_non_null(strstr(reading.report.errors[0].en, "'costarring'"));
    catalogue_finish(&reading);
}

static void no_more_products_are_read_than_fit(void **state)
{
    struct catalogue_reading reading;
    char text[64 * 300] = CATALOGUE_TOP;

    (void)state;
    for (int k = 0; k <= CATALOGUE_PRODUCTS; k++)
        snprintf(text + strlen(text), sizeof(text) - strlen(text),
                 "  p%d: {zh: 日, en: d, service: elder, tier: basic, use: place, "
                 "delivery: site, slots: weekday, price: {value: 1, source: assumed}, "
                 "want: [{" AMOUNT "}], classes: [{id: all}]}\n",
                 k);
    catalogue_read_one(&reading, text);
    assert_int_equal(reading.status, -1);
    assert_int_equal(reading.report.count, 1);
    assert_int_equal(reading.report.errors[0].message, MESSAGE_CATALOGUE_MANY);
    assert_int_equal(reading.report.errors[0].line, 7 + CATALOGUE_PRODUCTS);
    assert_int_equal(reading.catalogue->product_count, CATALOGUE_PRODUCTS);
    catalogue_finish(&reading);
}

static void a_file_that_is_missing_is_told(void **state)
{
    struct catalogue_reading reading;

    (void)state;
    catalogue_start(&reading);
    assert_int_equal(catalogue_read(&reading.inputs, "none.yaml", reading.catalogue,
                                    &reading.report),
                     -1);
    assert_int_equal(reading.report.errors[0].message, MESSAGE_FILE_MISSING);
    catalogue_finish(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_mistake_is_told_at_its_line),
        cmocka_unit_test(products_of_the_same_code_are_refused),
        cmocka_unit_test(no_more_products_are_read_than_fit),
        cmocka_unit_test(a_file_that_is_missing_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
