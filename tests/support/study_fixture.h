/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A study without a scenario file: a city pack with the repository's national rates and
 * every parameter at its default. */
#ifndef LINLI_TESTS_SUPPORT_STUDY_FIXTURE_H
#define LINLI_TESTS_SUPPORT_STUDY_FIXTURE_H

#include "cycle/cycle.h"
#include "run/study.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fixture {
    struct scenario scenario;
    struct inputs inputs;
    struct study study;
};

#define FIXTURE_RATES "scenarios/data/demography/"

/* Opens the pack at `city` scaled to `agents` (0: as it is), from 2020-11 to `until`.
 * Problems go to `report`. `change`, or NULL, may alter the scenario. The inputs are to
 * be freed also after a failure. */
static inline int fixture_read(struct fixture *fixture, const char *city,
                               int64_t agents, month until,
                               void (*change)(struct scenario *), struct report *report)
{
    *fixture = (struct fixture){
        .scenario = {.path = (char *)"test.yaml",
                     .title_zh = (char *)"测试",
                     .title_en = (char *)"test",
                     .city = (char *)city,
                     .rim_km = 2.0,
                     .agents = agents,
                     .from = month_of(2020, 11),
                     .until = until,
                     .seed = 1,
                     .population_seed = 1,
                     .panel_share = 0.01,
                     .mortality = (char *)FIXTURE_RATES "mortality.csv",
                     .mortality_ratio = (char *)FIXTURE_RATES "mortality_ratio.csv",
                     .fertility = (char *)FIXTURE_RATES "fertility.csv",
                     .fertility_ratio = (char *)FIXTURE_RATES "fertility_ratio.csv",
                     .sex_ratio = (char *)FIXTURE_RATES "sex_ratio.csv",
                     .care = (char *)FIXTURE_RATES "care.csv",
                     .migration = (char *)FIXTURE_RATES "migration.csv",
                     .employment = (char *)FIXTURE_RATES "employment.csv",
                     .retirement = (char *)FIXTURE_RATES "retirement.csv",
                     .marriage = (char *)FIXTURE_RATES "marriage.csv"}};
    parameters_init(&fixture->scenario.parameters);
    if (change)
        change(&fixture->scenario);
    inputs_init(&fixture->inputs);
    return study_open(&fixture->study, &fixture->scenario, &fixture->inputs, report);
}

/* The same; prints and returns -1 on any problem. */
static inline int fixture_open(struct fixture *fixture, const char *city,
                               int64_t agents, month until,
                               void (*change)(struct scenario *))
{
    struct report report;
    report_init(&report);
    const int status = fixture_read(fixture, city, agents, until, change, &report);
    for (size_t k = 0; k < report.count; k++)
        fprintf(stderr, "%s:%d: %s %s\n", report.errors[k].file, report.errors[k].line,
                error_code(report.errors[k].message), report.errors[k].en);
    report_free(&report);
    return status;
}

static inline void fixture_close(struct fixture *fixture)
{
    study_close(&fixture->study);
    inputs_free(&fixture->inputs);
}

/* The world of the study with `threads` and `seed`. */
static inline int fixture_world(const struct fixture *fixture, int threads,
                                uint64_t seed, struct world *world, struct error *err)
{
    const struct world_options options = {
        .city = &fixture->study.city,
        .rates = &fixture->study.rates,
        .parameters = &fixture->scenario.parameters,
        .plans = fixture->study.plans,
        .base_residents = fixture->study.base_residents,
        .base_nonlocal = fixture->study.base_nonlocal,
        .seed = seed,
        .population_seed = (uint64_t)fixture->scenario.population_seed,
        .from = fixture->scenario.from,
        .threads = threads,
    };
    return world_init(world, &options, err);
}

#endif
