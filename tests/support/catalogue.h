/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Catalogues held in memory, for the tests that read them. */
#ifndef LINLI_TESTS_SUPPORT_CATALOGUE_H
#define LINLI_TESTS_SUPPORT_CATALOGUE_H

#include "support/check.h"

#include "io/catalogue_read.h"

#include <stdlib.h>
#include <string.h>

/* A catalogue of one service and one product, one key a line; tests put other lines in
 * the place of these. */
#define CATALOGUE_TOP                                                     \
    "linli: 1\n"                                                          \
    "trades:\n"                                                           \
    "  carer: {zh: 护理员, en: carer, wage: {value: 5003 yuan/month, " \
    "source: assumed}}\n"                                                 \
    "services:\n"                                                         \
    "  elder: {zh: 养老, en: elder care}\n"                             \
    "products:\n"
#define CATALOGUE_PRODUCT                                        \
    "  day:\n"                                                   \
    "    zh: 日托\n"                                           \
    "    en: day care\n"                                         \
    "    service: elder\n"                                       \
    "    tier: basic\n"                                          \
    "    use: place\n"                                           \
    "    delivery: site\n"                                       \
    "    slots: [weekday]\n"                                     \
    "    price: {value: 2501 yuan/month, low: 2000 yuan/month, " \
    "high: 3000 yuan/month, source: elder.daycare_fee, grade: C}\n"
#define CATALOGUE_NEED                                                   \
    "    need:\n"                                                        \
    "      - {age: [60 years], care: moderate, amount: "                 \
    "{value: 121 hour/month, low: 80 hour/month, high: 168 hour/month, " \
    "source: assumed}}\n"
#define CATALOGUE_CLASSES                                                      \
    "    classes:\n"                                                           \
    "      - {id: all, places_per_post: {carer: {value: 8, low: 4, high: 16, " \
    "source: assumed}}}\n"
#define CATALOGUE_BASE CATALOGUE_TOP CATALOGUE_PRODUCT CATALOGUE_NEED CATALOGUE_CLASSES

struct catalogue_reading {
    struct inputs inputs;
    struct report report;
    struct catalogue *catalogue;
    int status;
};

static inline void catalogue_start(struct catalogue_reading *reading)
{
    inputs_init(&reading->inputs);
    report_init(&reading->report);
    reading->inputs.sealed = true;
    reading->catalogue = malloc(sizeof *reading->catalogue);
    assert_non_null(reading->catalogue);
}

static inline void catalogue_add(struct catalogue_reading *reading, const char *path,
                                 const char *text)
{
    assert_int_equal(inputs_add(&reading->inputs, path, text, strlen(text), NULL), 0);
}

static inline void catalogue_finish(struct catalogue_reading *reading)
{
    free(reading->catalogue);
    report_free(&reading->report);
    inputs_free(&reading->inputs);
}

/* Reads one file. */
static inline void catalogue_read_one(struct catalogue_reading *reading,
                                      const char *text)
{
    catalogue_start(reading);
    catalogue_add(reading, "c.yaml", text);
    reading->status = catalogue_read(&reading->inputs, "c.yaml", reading->catalogue,
                                     &reading->report);
}

/* Reads one file that must be in order. */
static inline void catalogue_read_good(struct catalogue_reading *reading,
                                       const char *text)
{
    catalogue_read_one(reading, text);
    if (reading->status != 0)
        fail_msg("%d: %s", reading->report.errors[0].line,
                 reading->report.errors[0].en);
}

#endif
