/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A run of a small city whose sites keep books, written to a results file in a scratch
 * folder and opened again. Include check.h first. */
#ifndef LINLI_TESTS_SUPPORT_BOOKS_RUN_H
#define LINLI_TESTS_SUPPORT_BOOKS_RUN_H

#include "io/result_read.h"
#include "param/settings.h"
#include "run/simulate.h"
#include "state/books.h"
#include "support/scratch.h"
#include "support/services_fixture.h"
#include "support/settings.h"

#include <unistd.h>

struct books_run {
    struct services_fixture f;
    struct result_layout layout;
    char folder[SCRATCH_SIZE], out[96];
    struct result *result;
};

static inline void books_run_must(int status, const struct error *err)
{
    if (status != 0)
        fail_msg("%s", err->en);
}

/* What the city is. */
struct books_run_plan {
    int residents, sites, places; /* sites a community, places a room */
    month until;
    void (*change)(struct scenario *); /* parameters */
    void (*alter)(struct catalogue *); /* leaves one product */
    void (*supply)(struct supply *);   /* names the sites */
};

/* Opens all but the results file. The catalogue and the supply are the study's then, so
 * that instruments can be bound to it before the run is written. */
static inline void books_run_open(struct books_run *run,
                                  const struct books_run_plan *plan)
{
    struct error err;
    *run = (struct books_run){0};
    scratch_make(run->folder);
    snprintf(run->out, sizeof run->out, "%s/out.h5", run->folder);
    assert_int_equal(services_fixture_open_with(&run->f, plan->residents, plan->until,
                                                plan->sites, plan->places, plan->change,
                                                plan->alter),
                     0);
    assert_int_equal(services_books(&run->f), 0);
    plan->supply(&run->f.supply);
    struct study *study = &run->f.base.study;
    study->catalogue = run->f.catalogue;
    study->supply = run->f.supply;
    settings_empty(&run->f.base.scenario);
    books_run_must(inputs_add(&run->f.base.inputs, "test.yaml", "linli: 1\n", 9, &err),
                   &err);
    run->f.base.scenario.setting_origin =
        calloc(SETTINGS, sizeof *run->f.base.scenario.setting_origin);
    run->f.base.scenario.parameter_origin =
        calloc(PARAMETERS, sizeof *run->f.base.scenario.parameter_origin);
    run->layout = (struct result_layout){.scenario = &run->f.base.scenario,
                                         .city = &study->city,
                                         .inputs = &run->f.base.inputs,
                                         .catalogue = study->catalogue,
                                         .rows = 1};
    books_run_must(result_layout_init(&run->layout, &err), &err);
}

static inline void books_run_write(struct books_run *run, int threads)
{
    struct error err = {0};
    struct part *part;
    books_run_must(part_open(&part, &run->layout, run->out, 0, &err), &err);
    struct simulation simulation = {.study = &run->f.base.study,
                                    .layout = &run->layout,
                                    .part = part,
                                    .threads = threads};
    books_run_must(simulate_row(&simulation, &err), &err);
    books_run_must(part_close(part, &err), &err);
    books_run_must(result_assemble(&run->layout, run->out, &err), &err);
    books_run_must(result_open(run->out, &run->result, &err), &err);
}

static inline void books_run_close(struct books_run *run)
{
    result_close(run->result);
    unlink(run->out);
    assert_int_equal(rmdir(run->folder), 0);
    result_layout_free(&run->layout);
    free(run->f.base.scenario.setting_origin);
    free(run->f.base.scenario.parameter_origin);
    run->f.base.study.catalogue = NULL;
    run->f.base.study.supply = (struct supply){0};
    services_fixture_close(&run->f);
}

#endif
