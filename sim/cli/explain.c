/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* `linli explain [KEY]`. */
#include "cli/cli.h"

#include "cli/explain_page.h"
#include "io/explain.h"
#include "policy/policy.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

enum { OPTION_MARKDOWN = 256, OPTION_INSTRUMENTS };

const struct cli_option command_explain_options[] = {
    {"markdown", OPTION_MARKDOWN, NULL, "print docs/PARAMETERS.md; takes no key",
     "输出 docs/PARAMETERS.md；不需要键名"},
    {"instruments", OPTION_INSTRUMENTS, NULL, "print docs/INSTRUMENTS.md; takes no key",
     "输出 docs/INSTRUMENTS.md；不需要键名"},
    {NULL, 0, NULL, NULL, NULL},
};

int command_explain(int argc, char **argv, enum language language)
{
    const char *value;
    struct error err;
    char *text = NULL;

    bool markdown = false, instruments = false;
    int letter;

    while ((letter = cli_next(argc, argv, command_explain_options, language, &value)) !=
           CLI_END) {
        if (letter != OPTION_MARKDOWN && letter != OPTION_INSTRUMENTS)
            return EXIT_USAGE;
        markdown = markdown || letter == OPTION_MARKDOWN;
        instruments = instruments || letter == OPTION_INSTRUMENTS;
    }
    if (cli_operands(argc, argv, 0, markdown || instruments ? 0 : 1, language) != 0)
        return EXIT_USAGE;
    if (markdown) {
        explain_page_write(stdout);
        return EXIT_OK;
    }
    if (optind < argc) {
        if (explain_key(argv[optind], language, &text, &err) != 0)
            return cli_fail(&err, language);
    } else {
        text = instruments ? policy_page() : explain_list(language);
        if (text == NULL) {
            error_set(&err, MESSAGE_MEMORY, "the explanation");
            return cli_fail(&err, language);
        }
    }
    fputs(text, stdout);
    free(text);
    return EXIT_OK;
}
