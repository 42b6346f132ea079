/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads what the city pack and the scenario say of facilities and makes the supply. */
#include "io/facilities_read.h"
#include "run/study.h"

#include <stdio.h>
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

int study_hold(struct inputs *inputs, const char *path, struct report *report)
{
    const struct input_file *file;
    struct error err;
    if (!path || path[0] == '\0')
        return 0;
    if (inputs_read(inputs, path, HOLD_LIMIT, &file, &err) == 0)
        return 0;
    report_add(report, &err);
    return -1;
}

/* Reads the list that the scenario names, else the pack's under one of its names. */
static int read_list(struct study *study, const char *named, const char *const *usual,
                     bool stock, struct inputs *inputs, struct supply *listed,
                     struct report *report)
{
    char *path = NULL;
    int status = 0;
    if (named && named[0] != '\0')
        path = strdup(named);
    for (int k = 0; !path && usual[k]; k++) {
        if (asprintf(&path, "%s/%s", study->scenario->city, usual[k]) < 0)
            path = NULL;
        else if (inputs_has(inputs, path))
            break;
        free(path);
        path = NULL;
    }
    if (!path)
        return 0;
    if (stock)
        status = facilities_read_stock(inputs, path, &study->city, listed, report);
    else
        status = facilities_read(inputs, path, &study->city, study->catalogue, listed,
                                 report);
    free(path);
    return status;
}

static int read_lists(struct study *study, struct inputs *inputs, struct supply *listed,
                      struct report *report)
{
    static const char *const facilities[] = {"facilities.csv", "facilities.geojson",
                                             NULL};
    static const char *const stock[] = {"stock.csv", NULL};
    const struct scenario *scenario = study->scenario;
    const int sites = read_list(study, scenario->facilities, facilities, false, inputs,
                                listed, report);
    const int space =
        read_list(study, scenario->idle_stock, stock, true, inputs, listed, report);
    return sites == 0 && space == 0 ? 0 : -1;
}

int study_supply(struct study *study, const struct values *values,
                 struct inputs *inputs, struct report *report)
{
    const struct scenario *scenario = study->scenario;
    if (!study->catalogue)
        return study_hold(inputs, scenario->supply, report) ||
                       study_hold(inputs, scenario->facilities, report) ||
                       study_hold(inputs, scenario->idle_stock, report)
                   ? -1
                   : 0;
    const bool named = scenario->supply && scenario->supply[0] != '\0';
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
    status = supply_source_read(inputs, folders, named ? 2 : 1, &study->city,
                                study->catalogue, source, report);
    if (read_lists(study, inputs, &source->listed, report) != 0)
        status = -1;
    if (status == 0)
        status = make(study, values, source, report);
done:
    if (source)
        supply_source_free(source);
    free(source);
    free(folder);
    return status;
}
