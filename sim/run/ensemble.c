/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Rows in parallel: `jobs` rows at a time, each with its share of the threads. A row
 * depends on its number alone, so neither matters for what is written. */
#include "run/ensemble.h"

#include "io/place.h"

#include <omp.h>
#include <string.h>

struct ensemble {
    struct ensemble_options *options;
    struct study study;
    struct result_layout layout;
    int done;   /* rows finished */
    int failed; /* row + 1 of the lowest failure, 0 none */
    struct error error;
};

static void tell(void *context, int number, month now)
{
    struct ensemble *ensemble = context;
    const struct ensemble_options *options = ensemble->options;
    (void)number;
    if (!options->progress)
        return;
    const double months = ensemble->layout.months;
    const double part = (double)(now - ensemble->layout.month_first + 1) / months;
    int done;
#pragma omp atomic read
    done = ensemble->done;
    double share = (done + part) / options->rows;
    options->progress(options->context, done, options->rows, now,
                      share > 1.0 ? 1.0 : share);
}

static int run_row(struct ensemble *ensemble, int number, int threads,
                   struct error *err)
{
    struct ensemble_options *options = ensemble->options;
    struct part *part = NULL;
    if (!options->bench)
        TRY(part_open(&part, &ensemble->layout, options->out, number, err));
    const bool told = number == 0 && options->summary &&
                      options->summary_years >= ensemble->layout.years;
    struct simulation simulation = {
        .study = &ensemble->study,
        .layout = &ensemble->layout,
        .part = part,
        .row = number,
        .threads = threads,
        .stop = options->stop,
        .progress = tell,
        .context = ensemble,
        .summary = told ? options->summary : NULL,
    };
    if (simulate_row(&simulation, err) != 0) {
        part_abandon(part);
        return -1;
    }
    if (number == 0) {
        options->years = told ? ensemble->layout.years : 0;
        options->populate_seconds = simulation.populate_seconds;
        options->month_seconds = simulation.month_seconds;
        options->cpu_seconds = simulation.cpu_seconds;
        options->first_cpu_seconds = simulation.first_cpu_seconds;
        options->residents_first = simulation.residents_first;
        options->resident_months = simulation.resident_months;
        options->residents_last = simulation.residents_last;
        options->choosing = simulation.choosing;
    }
    return options->bench ? 0 : part_close(part, err);
}

static int run_rows(struct ensemble *ensemble, struct error *err)
{
    struct ensemble_options *options = ensemble->options;
    const int jobs = options->estimate.jobs, threads = options->estimate.threads;
    omp_set_max_active_levels(2);
#pragma omp parallel for schedule(dynamic, 1) num_threads(jobs)
    for (int number = 0; number < options->rows; number++) {
        int failed;
#pragma omp atomic read
        failed = ensemble->failed;
        if (failed)
            continue;
        struct error error = {0};
        const bool finished = options->resume && !options->bench &&
                              part_exists(&ensemble->layout, options->out, number);
        const int status = finished ? 0 : run_row(ensemble, number, threads, &error);
#pragma omp critical(ensemble_row)
        {
            if (status == 0) {
                ensemble->done++;
            } else if (ensemble->failed == 0 || number + 1 < ensemble->failed) {
                ensemble->failed = number + 1;
                ensemble->error = error;
            }
        }
    }
    if (ensemble->failed == 0)
        return 0;
    if (err)
        *err = ensemble->error;
    return -1;
}

static void estimate(struct ensemble *ensemble)
{
    struct ensemble_options *options = ensemble->options;
    int jobs = options->jobs > 0 ? options->jobs : 1;
    if (jobs > options->rows)
        jobs = options->rows;
    const int cores = options->threads > 0 ? options->threads : omp_get_num_procs();
    const int threads = cores / jobs > 0 ? cores / jobs : 1;
    estimate_make(&ensemble->study, &ensemble->layout, jobs, threads,
                  &options->estimate);
}

/* What only the layout tells: whether a file that a resumed run finds is its own, and
 * whether memory and disk suffice. */
static int check_room(struct ensemble *ensemble, struct error *err)
{
    struct ensemble_options *options = ensemble->options;
    const bool writes = !options->bench && !options->dry;
    if (writes && options->resume && !options->force && place_taken(options->out)) {
        options->complete = result_is_complete(&ensemble->layout, options->out);
        return options->complete
                   ? 0
                   : error_set(err, MESSAGE_RESULT_EXISTS_OTHER, options->out);
    }
    TRY(estimate_check_memory(&options->estimate, err));
    if (options->bench)
        return 0;
    return estimate_check_disk(&options->estimate, options->out,
                               options->resume ? part_count(options->out) : 0, err);
}

static int write_rows(struct ensemble *ensemble, struct error *err)
{
    const struct ensemble_options *options = ensemble->options;
    if (options->complete)
        return part_clear(options->out, err);
    if (!options->resume)
        TRY(part_clear(options->out, err));
    int status = run_rows(ensemble, err);
    if (status == 0)
        status = result_assemble(&ensemble->layout, options->out, err);
    /* Where no row was finished an empty folder would be left; the first error counts. */
    if (status != 0 && part_count(options->out) == 0)
        (void)!part_clear(options->out, NULL);
    return status;
}

static int run(struct ensemble *ensemble, struct error *err)
{
    struct ensemble_options *options = ensemble->options;
    options->chosen = ensemble->study.chosen;
    options->rim = ensemble->study.rim;
    ensemble->layout =
        (struct result_layout){.scenario = options->scenario,
                               .city = &ensemble->study.city,
                               .inputs = options->inputs,
                               .catalogue = ensemble->study.catalogue,
                               .synthetic = ensemble->study.supply.synthetic,
                               .rows = options->rows};
    TRY(result_layout_init(&ensemble->layout, err));
    estimate(ensemble);
    int status = check_room(ensemble, err);
    if (status == 0 && !options->dry)
        status = options->bench ? run_rows(ensemble, err) : write_rows(ensemble, err);
    result_layout_free(&ensemble->layout);
    return status;
}

int ensemble_run(struct ensemble_options *options, struct report *report)
{
    struct ensemble ensemble = {.options = options};
    struct error error = {0};
    if (!options->bench && !options->dry &&
        place_check(options->out, options->resume, options->force, &error) != 0) {
        report_add(report, &error);
        return -1;
    }
    TRY(study_open(&ensemble.study, options->scenario, options->inputs, report));
    const int status = run(&ensemble, &error);
    if (status != 0)
        report_add(report, &error);
    study_close(&ensemble.study);
    return status;
}
