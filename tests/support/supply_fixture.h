/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A whole city with its plan and what supply is made from. */
#ifndef LINLI_TESTS_SUPPORT_SUPPLY_FIXTURE_H
#define LINLI_TESTS_SUPPORT_SUPPLY_FIXTURE_H

#include "support/catalogue_fixture.h"
#include "support/check.h"

#include "state/supply_make.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GUANGZHOU "scenarios/cities/guangzhou"
#define NATIONAL  "scenarios/data/supply"
#define FROM      month_of(2020, 11)

struct fixture {
    struct inputs inputs;
    struct report report;
    struct city city;
    struct catalogue catalogue;
    struct supply_source source;
    struct values values;
    struct community_plan *plans;
    struct supply_options options;
    struct supply supply;
    struct supply_account account;
};

static inline void tell(const struct report *report)
{
    for (size_t k = 0; k < report->count; k++)
        fprintf(stderr, "%s:%d: %s %s\n", report->errors[k].file,
                report->errors[k].line, error_code(report->errors[k].message),
                report->errors[k].en);
}

static inline void open_city(struct fixture *f, const char *folder)
{
    struct parameters parameters;
    struct error err;

    memset(f, 0, sizeof *f);
    inputs_init(&f->inputs);
    report_init(&f->report);
    catalogue_fixture(&f->catalogue);
    parameters_init(&parameters);
    parameters_at(&parameters, FROM, &f->values);
    assert_int_equal(city_read(&f->inputs, folder, &f->city, &f->report), 0);
    assert_int_equal(populate_plan(&f->city, &f->values, 0, 1, &f->plans, &err), 0);
    f->options = (struct supply_options){
        .city = &f->city,
        .plans = f->plans,
        .catalogue = &f->catalogue,
        .source = &f->source,
        .values = &f->values,
        .population_seed = 1,
        .scale = 1.0,
        .from = FROM,
    };
}

static inline int read_source(struct fixture *f, const char *first, const char *second)
{
    const char *const folders[] = {first, second};
    return supply_source_read(&f->inputs, folders, second ? 2 : 1, &f->city,
                              &f->catalogue, &f->source, &f->report);
}

static inline int make(struct fixture *f)
{
    return supply_make(&f->supply, &f->options, &f->account, &f->report);
}

static inline void close_city(struct fixture *f)
{
    supply_free(&f->supply);
    supply_source_free(&f->source);
    free(f->plans);
    city_free(&f->city);
    report_free(&f->report);
    inputs_free(&f->inputs);
}

#endif
