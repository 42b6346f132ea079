/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads what the city pack and the scenario say of facilities and makes the supply. */
#include "run/study.h"

#include <stdlib.h>
#include <string.h>

/* Largest file held without being read, bytes. */
#define HOLD_LIMIT ((size_t)64 << 20)

/* The folder of a file, malloc'ed; NULL without memory. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? strndup(path, (size_t)(slash - path)) : strdup(".");
}

static int make(struct study *study, const struct values *values,
                const struct supply_source *source, struct report *report)
{
    const struct supply_options options = {
        .city = &study->city,
        .plans = study->plans,
        .catalogue = study->catalogue,
        .source = source,
        .values = values,
        .population_seed = (uint64_t)study->scenario->population_seed,
        .scale = study->scale,
        .from = study->scenario->from,
    };
    return supply_make(&study->supply, &options, &study->account, report);
}

/* A file that a scenario names goes into the results also where nothing is asked of it:
 * reading the scenario back asks whether it is there. */
static int hold(struct inputs *inputs, const char *path, struct report *report)
{
    const struct input_file *file;
    struct error err;
    if (inputs_read(inputs, path, HOLD_LIMIT, &file, &err) == 0)
        return 0;
    report_add(report, &err);
    return -1;
}

int study_supply(struct study *study, const struct values *values,
                 struct inputs *inputs, struct report *report)
{
    const struct scenario *scenario = study->scenario;
    const bool named = scenario->supply && scenario->supply[0] != '\0';
    if (!study->catalogue)
        return named ? hold(inputs, scenario->supply, report) : 0;
    char *folder = named ? folder_of(scenario->supply) : NULL;
    struct supply_source *source = calloc(1, sizeof *source);
    struct error err;
    int status = -1;
    if ((named && !folder) || !source) {
        error_set(&err, MESSAGE_MEMORY, "the supply");
        report_add(report, &err);
        goto done;
    }
    const char *const folders[SUPPLY_FOLDERS] = {scenario->city, folder};
    TRY_OR(done, supply_source_read(inputs, folders, named ? 2 : 1, &study->city,
                                    study->catalogue, source, report));
    status = make(study, values, source, report);
done:
    if (source)
        supply_source_free(source);
    free(source);
    free(folder);
    return status;
}
