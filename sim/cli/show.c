/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* `linli show FILE`: what is in force, and where each value was written. */
#include "cli/cli.h"
#include "cli/supply_page.h"

#include "io/explain.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

enum { YAML_LETTER = 256 };

const struct cli_option command_show_options[] = {
    {"set", 's', "KEY=VALUE", "overrides a value; may be repeated",
     "覆盖某个值；可重复"},
    {"yaml", YAML_LETTER, NULL, "prints one file that gives every value instead",
     "改为打印给出全部值的单个情景文件"},
    {NULL, 0, NULL, NULL, NULL},
};

/* What the scenario's services find at the start: needs all that it names, where the
 * rest of the page needs the scenario alone. */
static int show_supply(struct inputs *inputs, const struct scenario *scenario,
                       enum language language, struct report *report)
{
    struct study study;

    if (scenario->services[0] == '\0')
        return EXIT_OK;
    if (study_open(&study, scenario, inputs, report) != 0)
        return cli_report(report, language);
    char *page = supply_page(&study, language);
    if (page != NULL)
        fputs(page, stdout);
    free(page);
    study_close(&study);
    return EXIT_OK;
}

static int show(const char *path, const struct cli_sets *sets, bool yaml,
                enum language language)
{
    struct inputs inputs;
    struct report report;
    struct scenario scenario;
    char *text;
    int status;

    inputs_init(&inputs);
    report_init(&report);
    status = scenario_read(&inputs, path, sets->items, sets->count, &scenario, &report);
    if (status == 0) {
        text = yaml ? scenario_effective(&scenario)
                    : explain_scenario(&scenario, language);
        if (text != NULL)
            fputs(text, stdout);
        status = text != NULL ? EXIT_OK : EXIT_MODEL;
        free(text);
        if (status == EXIT_OK && !yaml)
            status = show_supply(&inputs, &scenario, language, &report);
        scenario_free(&scenario);
    } else {
        status = cli_report(&report, language);
    }
    report_free(&report);
    inputs_free(&inputs);
    return status;
}

int command_show(int argc, char **argv, enum language language)
{
    struct cli_sets sets = {NULL, 0};
    const char *value;
    bool yaml = false;
    int letter, status = EXIT_USAGE;

    while ((letter = cli_next(argc, argv, command_show_options, language, &value)) !=
           CLI_END) {
        if (letter == YAML_LETTER)
            yaml = true;
        else if (letter != 's' || cli_sets_add(&sets, value, language) != 0)
            goto done;
    }
    if (cli_operands(argc, argv, 1, 1, language) == 0)
        status = show(argv[optind], &sets, yaml, language);
done:
    cli_sets_free(&sets);
    return status;
}
