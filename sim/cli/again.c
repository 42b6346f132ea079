/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads the scenario of a results file back from the file. */
#include "cli/again.h"

#include "core/version.h"

#include <stdlib.h>
#include <string.h>

int again_check_model(const char *path, const struct result_summary *summary,
                      struct error *err)
{
    return summary->model == LINLI_MODEL_VERSION
               ? 0
               : error_set(err, MESSAGE_RESULT_MODEL_VERSION, path, summary->model,
                           LINLI_MODEL_VERSION, summary->code_version);
}

/* Whether the scenario read from the file means what it meant when the file was made:
 * told before the run and not after it. */
static int check_scenario(const char *path, const struct result_summary *summary,
                          const struct scenario *scenario, const struct inputs *inputs,
                          struct error *err)
{
    char *effective = result_effective(scenario, inputs, err);
    if (effective == NULL)
        return -1;
    const bool equal = strcmp(effective, summary->scenario_effective) == 0;
    free(effective);
    return equal ? 0 : error_set(err, MESSAGE_RESULT_SCENARIO_DIFFERS, path);
}

int again_scenario(const struct result_summary *summary, struct inputs *inputs,
                   struct scenario *scenario, struct report *report)
{
    struct error err = {0};
    char **sets = NULL;
    int count = 0;
    if (inputs_get_sets(inputs, &sets, &count, &err) != 0) {
        report_add(report, &err);
        return -1;
    }
    const int status =
        scenario_read(inputs, summary->scenario_path, (const char *const *)sets, count,
                      scenario, report);
    inputs_free_sets(sets);
    return status;
}

int again_seed(struct result *result, int64_t number, uint64_t *seed, struct error *err)
{
    int64_t *seeds = calloc((size_t)result_summary(result)->rows + 1, sizeof *seeds);
    if (!seeds)
        return error_set(err, MESSAGE_MEMORY, "seeds");
    const int status = result_read_seeds(result, seeds, err);
    *seed = (uint64_t)seeds[number];
    free(seeds);
    return status;
}

int again_read(const char *path, const struct result_summary *summary,
               struct inputs *inputs, struct scenario *scenario, struct report *report)
{
    struct error err = {0};
    TRY(again_scenario(summary, inputs, scenario, report));
    if (check_scenario(path, summary, scenario, inputs, &err) == 0)
        return 0;
    report_add(report, &err);
    scenario_free(scenario);
    return -1;
}
