/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads what a scenario says of costs and of indices: both, and sites keep books. */
#include "run/study.h"

#include "state/costs.h"
#include "state/indices.h"

#include <stdlib.h>

static bool given(const char *path)
{
    return path && path[0] != '\0';
}

/* Every figure in prices of 2023, whatever the year of its source. */
static void rebase(struct costs *costs, const struct indices *indices)
{
    static const struct {
        enum cost_index index;
        enum indices_kind kind;
    } pair[] = {{INDEX_PRICES, INDICES_PRICES},
                {INDEX_RENTS, INDICES_RENTS},
                {INDEX_CONSTRUCTION, INDICES_CONSTRUCTION}};
    for (size_t k = 0; k < sizeof pair / sizeof *pair; k++) {
        double level[COSTS_YEARS];
        for (int year = 0; year < COSTS_YEARS; year++)
            level[year] = indices_year(indices, pair[k].kind, COSTS_YEAR_FIRST + year);
        costs_rebase(costs, pair[k].index, level);
    }
}

/* Instruments move money, and without books there is none. */
static int want_books(const struct policy *policy, struct report *report)
{
    struct error err;
    if (policy->count == 0)
        return 0;
    error_set(&err, MESSAGE_POLICY_NO_BOOKS, policy->item[0].id);
    error_at(&err, policy->item[0].place.file, policy->item[0].place.line,
             policy->item[0].place.column);
    report_add(report, &err);
    return -1;
}

int study_books(struct study *study, struct inputs *inputs, struct report *report)
{
    const struct scenario *scenario = study->scenario;
    if (!study->catalogue || !given(scenario->costs) || !given(scenario->indices))
        return study_hold(inputs, scenario->costs, report) ||
                       study_hold(inputs, scenario->indices, report) ||
                       want_books(&scenario->policy, report)
                   ? -1
                   : 0;
    study->costs = malloc(sizeof *study->costs);
    study->indices = malloc(sizeof *study->indices);
    if (!study->costs || !study->indices) {
        struct error err;
        error_set(&err, MESSAGE_MEMORY, "books");
        report_add(report, &err);
        return -1;
    }
    const int costs =
        costs_read(inputs, scenario->costs, study->catalogue, study->costs, report);
    const int indices = indices_read(inputs, scenario->indices, &scenario->parameters,
                                     study->indices, report);
    if (costs != 0 || indices != 0)
        return -1;
    rebase(study->costs, study->indices);
    return 0;
}
