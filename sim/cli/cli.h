/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What the subcommands share: reading options, printing problems, the two languages.
 * Only files in this folder print or exit. Results go to standard output, everything
 * else to standard error. */
#ifndef LINLI_CLI_CLI_H
#define LINLI_CLI_CLI_H

#include "core/error.h"

#include <stdint.h>

/* One option of a command; lists end with an entry whose name is NULL. `--help` and
 * `--lang` are taken by main() before the command sees its arguments. */
struct cli_option {
    const char *name;    /* long name without dashes */
    int letter;          /* what cli_next returns; a printable letter is also the short
                             option, use 256 and up for an option without one */
    const char *value;   /* name of its value for the help, "FILE"; NULL: a flag */
    const char *en, *zh; /* one line of help */
};

/* A subcommand reads its own arguments (argv[0] is its name), prints, and returns the
 * exit status. Its options stand in its own file, so that `--help` can show them. */
int command_run(int argc, char **argv, enum language language);
int command_validate(int argc, char **argv, enum language language);
int command_show(int argc, char **argv, enum language language);
int command_explain(int argc, char **argv, enum language language);
int command_info(int argc, char **argv, enum language language);
int command_export(int argc, char **argv, enum language language);
int command_reproduce(int argc, char **argv, enum language language);
int command_trace(int argc, char **argv, enum language language);
int command_calibrate(int argc, char **argv, enum language language);
int command_compare(int argc, char **argv, enum language language);
extern const struct cli_option command_run_options[];
extern const struct cli_option command_validate_options[];
extern const struct cli_option command_show_options[];
extern const struct cli_option command_explain_options[];
extern const struct cli_option command_info_options[];
extern const struct cli_option command_export_options[];
extern const struct cli_option command_reproduce_options[];
extern const struct cli_option command_calibrate_options[];
extern const struct cli_option command_compare_options[];
extern const struct cli_option command_trace_options[];

enum { CLI_END = -1, CLI_BAD = -2 };
/* What --threads and --jobs take. */
enum { CLI_THREADS_MOST = 1024 };

/* The next option of a command: its letter, with `value` set to its value or NULL;
 * CLI_END behind the last one (operands are argv[optind] to argv[argc - 1], options may
 * stand behind them too); or CLI_BAD after the usage error was printed, upon which the
 * command returns EXIT_USAGE:
 *
 *   while ((letter = cli_next(argc, argv, command_run_options, language, &value)) !=
 *          CLI_END) switch (letter) { case 'o': ...; default: return EXIT_USAGE; } */
int cli_next(int argc, char **argv, const struct cli_option *options,
             enum language language, const char **value);
/* Reads a whole number in [low, high] given for option --`name`. Returns 0, or -1 after
 * printing the usage error. */
int cli_integer(const char *name, const char *text, int64_t low, int64_t high,
                enum language language, int64_t *value) MUST_CHECK;
/* Checks that there are between `low` and `high` operands. Returns 0, or -1 after
 * printing the usage error. */
int cli_operands(int argc, char **argv, int low, int high,
                 enum language language) MUST_CHECK;

/* The "key=value" texts of --set, in order; borrowed from argv. */
struct cli_sets {
    const char **items; /* owned list of borrowed texts */
    int count;
};
/* Appends one; returns 0, or -1 after printing what is wrong with it. */
int cli_sets_add(struct cli_sets *sets, const char *text,
                 enum language language) MUST_CHECK;
void cli_sets_free(struct cli_sets *sets);

/* The text of the language. */
const char *cli_text(enum language language, const char *en, const char *zh);
/* Prints one problem to standard error; returns the exit status it leads to. */
int cli_fail(const struct error *err, enum language language);
/* Prints the first 20 problems and how many more there are; returns the exit status of
 * the first, or EXIT_OK when there is none. */
int cli_report(const struct report *report, enum language language);

#endif
