/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The catalogue in force: the file that the scenario names, what the scenario says of
 * products laid over it, and the levels found by calibration. The files of the scenario
 * are read once more, so that problems are told where they were written. */
#include "io/catalogue_read_parts.h"

#include <string.h>

static const struct yaml_place nowhere = {-1, 0, 0, 0};

int scenario_catalogue(const struct scenario *scenario, struct inputs *inputs,
                       struct catalogue *catalogue, struct report *report)
{
    const size_t before = report->count;
    struct yaml_node *all, *over = NULL;
    struct yaml_place from = nowhere;
    const struct yaml_node *named;
    struct yaml yaml;
    struct catalogue_reader reader = {&yaml, catalogue, 0};
    bool complete;

    memset(catalogue, 0, sizeof(*catalogue));
    yaml_open(&yaml, report);
    /* A scenario made by hand, as tests do, has no file. */
    if (scenario->path != NULL && scenario->path[0] != '\0') {
        all = scenario_load(&yaml, inputs, scenario->path, &complete);
        all = scenario_apply_sets(&yaml, all, (const char *const *)scenario->sets.name,
                                  scenario->sets.count);
        named = all != NULL ? yaml_find(all, "services") : NULL;
        over = all != NULL ? yaml_find(all, "products") : NULL;
        if (named != NULL)
            from = named->place;
        if (over != NULL && scenario_sort_products(&yaml, over, 2) != 0)
            over = NULL;
    }
    if (report->count == before)
        catalogue_read_into(&reader, inputs, scenario->services, from, over);
    yaml_close(&yaml);
    if (report->count == before && scenario->levels[0] != '\0' &&
        catalogue_levels_read(inputs, scenario->levels, catalogue, report) != 0)
        return -1;
    if (report->count > before)
        return -1;
    catalogue_index(catalogue);
    return 0;
}
