/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Scenario files held in memory, for the tests that read them. */
#ifndef LINLI_TESTS_SUPPORT_SCENARIO_H
#define LINLI_TESTS_SUPPORT_SCENARIO_H

#include "support/check.h"

#include "io/scenario.h"

#include <stdio.h>
#include <string.h>

/* Everything that is required; the cases add to it. */
#define BASE                                                               \
    "linli: 1\n"                                                           \
    "city: pack\n"                                                         \
    "demography: {mortality: d.csv, fertility: d.csv, sex_ratio: d.csv,\n" \
    "  care: d.csv, employment: d.csv, retirement: d.csv, marriage: d.csv}\n"

/* Lines of BASE. */
enum { BASE_LINES = 4 };

struct reading {
    struct inputs inputs;
    struct report report;
    struct scenario scenario;
    int status;
};

static inline void add(struct reading *reading, const char *path, const char *text)
{
    assert_int_equal(inputs_add(&reading->inputs, path, text, strlen(text), NULL), 0);
}

static inline void start(struct reading *reading)
{
    inputs_init(&reading->inputs);
    report_init(&reading->report);
    reading->inputs.sealed = true;
    add(reading, "s/pack/communities.csv", "code\n");
    add(reading, "s/d.csv", "year\n");
}

static inline void read_file(struct reading *reading, const char *path,
                             const char *const *sets, int count)
{
    reading->status = scenario_read(&reading->inputs, path, sets, count,
                                    &reading->scenario, &reading->report);
}

/* Reads one file that must be in order. */
static inline void read_good(struct reading *reading, const char *text)
{
    start(reading);
    add(reading, "s/a.yaml", text);
    read_file(reading, "s/a.yaml", NULL, 0);
    if (reading->status != 0)
        fail_msg("%d: %s", reading->report.errors[0].line,
                 reading->report.errors[0].en);
}

static inline void finish(struct reading *reading)
{
    if (reading->status == 0)
        scenario_free(&reading->scenario);
    report_free(&reading->report);
    inputs_free(&reading->inputs);
}

static inline double value_at(const struct reading *reading, enum parameter parameter,
                              int year, int number)
{
    return dated_at(&reading->scenario.parameters.value[parameter],
                    month_of(year, number));
}

static inline bool near(double a, double b)
{
    return a > b - 1e-12 && a < b + 1e-12;
}

#endif
