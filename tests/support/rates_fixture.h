/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The rates of China as the scenarios use them, ready for a test; any file can be
 * replaced by a text. Tests run in the project's top folder. */
#ifndef LINLI_TESTS_SUPPORT_RATES_FIXTURE_H
#define LINLI_TESTS_SUPPORT_RATES_FIXTURE_H

#include "state/rates.h"
#include "support/check.h"

#include <stdio.h>
#include <string.h>

#define RATES_FOLDER "scenarios/data/demography/"

struct rates_fixture {
    struct inputs inputs;
    struct report report;
    struct rate_files files;
    struct rates rates;
    struct values values; /* always in force */
    double base[SEXES][AGES];
};

/* The fixture's values as parameters. */
static inline struct parameters fixture_parameters(const struct rates_fixture *fixture)
{
    struct parameters parameters;
    int status = 0;

    parameters_init(&parameters);
#define PARAM(group, name, ...)                                            \
    status |= dated_set(&parameters.value[PARAMETER_##group##_##name], -1, \
                        fixture->values.group##_##name);
#include "param/parameters.def"
#undef PARAM
    assert_int_equal(status, 0);
    return parameters;
}

/* Prepares what was read; the base lives nowhere in particular. */
static inline int fixture_rates(struct rates_fixture *fixture, month from, month until,
                                struct error *err)
{
    const struct parameters parameters = fixture_parameters(fixture);
    struct rates_base base = {0};

    memcpy(base.residents, fixture->base, sizeof base.residents);
    return rates_prepare(&fixture->rates, &parameters, from, until, &base, err);
}

static inline void fixture_init(struct rates_fixture *fixture)
{
    struct parameters parameters;

    memset(fixture, 0, sizeof *fixture);
    inputs_init(&fixture->inputs);
    report_init(&fixture->report);
    parameters_init(&parameters);
    parameters_at(&parameters, month_of(2020, 11), &fixture->values);
    fixture->files = (struct rate_files){
        .mortality = RATES_FOLDER "mortality.csv",
        .mortality_ratio = RATES_FOLDER "mortality_ratio.csv",
        .fertility = RATES_FOLDER "fertility.csv",
        .fertility_ratio = RATES_FOLDER "fertility_ratio.csv",
        .sex_ratio = RATES_FOLDER "sex_ratio.csv",
        .care = RATES_FOLDER "care.csv",
        .migration = RATES_FOLDER "migration.csv",
        .employment = RATES_FOLDER "employment.csv",
        .retirement = RATES_FOLDER "retirement.csv",
        .marriage = RATES_FOLDER "marriage.csv",
    };
    /* A pyramid of no special shape: a bulge at 33, few of the old. */
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < AGES; age++)
            fixture->base[sex][age] = (sex == SEX_MALE ? 1013 : 977) * (101 - age) /
                                      (20.0 + (age - 33) * (age - 33) / 19.0);
}

static inline void fixture_free(struct rates_fixture *fixture)
{
    rates_free(&fixture->rates);
    report_free(&fixture->report);
    inputs_free(&fixture->inputs);
}

/* Puts a text in place of a file and returns its path. */
static inline const char *fixture_text(struct rates_fixture *fixture, const char *text)
{
    struct error err;
    assert_int_equal(
        inputs_add(&fixture->inputs, "given.csv", text, strlen(text), &err), 0);
    return "given.csv";
}

/* Reads and prepares; the files must be right. */
static inline void fixture_prepare(struct rates_fixture *fixture, month from,
                                   month until)
{
    struct error err = {0};

    const int status = rates_read(&fixture->inputs, &fixture->files, &fixture->rates,
                                  &fixture->report);
    if (status != 0)
        print_error("%s:%d: %s\n", fixture->report.errors[0].file,
                    fixture->report.errors[0].line, fixture->report.errors[0].en);
    assert_int_equal(status, 0);
    if (fixture_rates(fixture, from, until, &err) != 0)
        fail_msg("%s", err.en);
}

/* The chance a threshold stands for. */
static inline double fixture_chance(uint32_t threshold)
{
    return (double)threshold * 0x1p-32;
}

#endif
