/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* `linli validate FILE_OR_PACK`: a scenario with all it names, or a city pack alone. */
#include "cli/cli.h"

#include "core/text.h"
#include "io/scenario.h"
#include "param/settings.h"
#include "state/city.h"
#include "state/rates.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/stat.h>

const struct cli_option command_validate_options[] = {
    {"set", 's', "KEY=VALUE", "overrides a value; may be repeated",
     "覆盖某个值；可重复"},
    {NULL, 0, NULL, NULL, NULL},
};

/* Reads the pack and the rates of a scenario that is itself in order. */
static void check_data(struct inputs *inputs, const struct scenario *scenario,
                       struct report *report)
{
    const struct rate_files files = {
        .mortality = scenario->mortality,
        .mortality_ratio = scenario->mortality_ratio,
        .fertility = scenario->fertility,
        .fertility_ratio = scenario->fertility_ratio,
        .sex_ratio = scenario->sex_ratio,
        .care = scenario->care,
        .migration = scenario->migration,
        .employment = scenario->employment,
        .retirement = scenario->retirement,
        .marriage = scenario->marriage,
    };
    struct rates *rates = calloc(1, sizeof(*rates));
    struct city city;
    struct error err;
    int chosen, rim;

    if (city_read(inputs, scenario->city, &city, report) == 0) {
        const struct origin *origin = &scenario->setting_origin[SETTING_districts];

        if (city_choose(&city, (const char *const *)scenario->districts.name,
                        scenario->districts.count, scenario->rim_km, &chosen, &rim,
                        &err) != 0) {
            error_at(&err, origin->file, origin->line, 0);
            report_add(report, &err);
        }
        city_free(&city);
    }
    if (rates == NULL) {
        error_set(&err, MESSAGE_MEMORY, "the rates");
        report_add(report, &err);
    } else if (rates_read(inputs, &files, rates, report) == 0) {
        rates_free(rates);
    }
    free(rates);
}

static void check_scenario(struct inputs *inputs, const char *path,
                           const struct cli_sets *sets, struct report *report)
{
    struct scenario scenario;

    if (scenario_read(inputs, path, sets->items, sets->count, &scenario, report) != 0)
        return;
    check_data(inputs, &scenario, report);
    scenario_free(&scenario);
}

static int validate(const char *path, const struct cli_sets *sets,
                    enum language language)
{
    struct inputs inputs;
    struct report report;
    struct city city;
    struct stat kind;
    int status;

    inputs_init(&inputs);
    report_init(&report);
    if (stat(path, &kind) == 0 && S_ISDIR(kind.st_mode)) {
        if (city_read(&inputs, path, &city, &report) == 0)
            city_free(&city);
    } else {
        check_scenario(&inputs, path, sets, &report);
    }
    status = cli_report(&report, language);
    if (status == EXIT_OK)
        printf(cli_text(language, "%s: ok, %zu files read\n",
                        "%s：检查通过，共读取 %zu 个文件\n"),
               path, inputs.count);
    report_free(&report);
    inputs_free(&inputs);
    return status;
}

int command_validate(int argc, char **argv, enum language language)
{
    struct cli_sets sets = {NULL, 0};
    const char *value;
    int letter, status = EXIT_USAGE;

    while ((letter = cli_next(argc, argv, command_validate_options, language,
                              &value)) != CLI_END)
        if (letter != 's' || cli_sets_add(&sets, value, language) != 0)
            goto done;
    if (cli_operands(argc, argv, 1, 1, language) == 0)
        status = validate(argv[optind], &sets, language);
done:
    cli_sets_free(&sets);
    return status;
}
