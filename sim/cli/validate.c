/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* `linli validate FILE_OR_PACK`: a scenario with all it names, or a city pack alone. */
#include "cli/cli.h"
#include "cli/supply_page.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

const struct cli_option command_validate_options[] = {
    {"set", 's', "KEY=VALUE", "overrides a value; may be repeated",
     "覆盖某个值；可重复"},
    {NULL, 0, NULL, NULL, NULL},
};

/* Checks a scenario with all it names; `page`: out, malloc'ed, what is to be said of its
 * supply, or NULL. */
static void check_scenario(struct inputs *inputs, const char *path,
                           const struct cli_sets *sets, enum language language,
                           char **page, struct report *report)
{
    struct scenario scenario;
    struct study study;

    if (scenario_read(inputs, path, sets->items, sets->count, &scenario, report) != 0)
        return;
    /* Up to the plan of the population, so that what is valid does start. */
    if (study_open(&study, &scenario, inputs, report) == 0) {
        *page = supply_page(&study, language);
        study_close(&study);
    }
    scenario_free(&scenario);
}

static int validate(const char *path, const struct cli_sets *sets,
                    enum language language)
{
    struct inputs inputs;
    struct report report;
    struct city city;
    struct stat kind;
    char *page = NULL;
    int status;

    inputs_init(&inputs);
    report_init(&report);
    if (stat(path, &kind) == 0 && S_ISDIR(kind.st_mode)) {
        if (city_read(&inputs, path, &city, &report) == 0)
            city_free(&city);
    } else {
        check_scenario(&inputs, path, sets, language, &page, &report);
    }
    status = cli_report(&report, language);
    if (status == EXIT_OK)
        printf(cli_text(language, "%s: ok, %zu files read\n",
                        "%s：检查通过，共读取 %zu 个文件\n"),
               path, inputs.count);
    if (status == EXIT_OK && page)
        fputs(page, stdout);
    free(page);
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
