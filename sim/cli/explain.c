/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* `linli explain [KEY]`. */
#include "cli/cli.h"

#include "io/explain.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

const struct cli_option command_explain_options[] = {
    {NULL, 0, NULL, NULL, NULL},
};

int command_explain(int argc, char **argv, enum language language)
{
    const char *value;
    struct error err;
    char *text = NULL;

    if (cli_next(argc, argv, command_explain_options, language, &value) != CLI_END ||
        cli_operands(argc, argv, 0, 1, language) != 0)
        return EXIT_USAGE;
    if (optind < argc) {
        if (explain_key(argv[optind], language, &text, &err) != 0)
            return cli_fail(&err, language);
    } else {
        text = explain_list(language);
        if (text == NULL) {
            error_set(&err, MESSAGE_MEMORY, "the explanation");
            return cli_fail(&err, language);
        }
    }
    fputs(text, stdout);
    free(text);
    return EXIT_OK;
}
