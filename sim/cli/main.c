/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The command `linli`: one table of subcommands, the language, and what they share.
 * This folder is the only place that prints or exits. */
#include "cli/cli.h"

#include "core/text.h"
#include "core/version.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    PROBLEMS_SHOWN = 20,
    OPTIONS_MAX = 32, /* of one command */
    HELP_CELLS = 28,  /* column of names in the help */
    TEXT_SIZE = 8192, /* one rendered problem */
    HELP_LETTER = 'h',
    OWN_PAGES = 256 * 1024 /* bytes */
};

static const struct command {
    const char *name, *operands;
    int (*run)(int argc, char **argv, enum language language);
    const struct cli_option *options;
    const char *en, *zh;
} commands[] = {
    {"run", "FILE.yaml", command_run, command_run_options,
     "simulates a scenario and writes its results", "模拟一个情景并写出结果"},
    {"validate", "FILE.yaml|PACK", command_validate, command_validate_options,
     "checks a scenario and its city pack, or a city pack",
     "检查情景文件及其城市数据包，或单独检查数据包"},
    {"show", "FILE.yaml", command_show, command_show_options,
     "prints every value in force and where it was written",
     "打印全部生效的值及其出处（文件和行号）"},
    {"explain", "[KEY | SCENARIO]", command_explain, command_explain_options,
     "says what a setting or parameter means (by key or Chinese label); lists all",
     "解释设置项或参数（键或中文名称）；不给出则列出全部"},
    {"info", "FILE.h5", command_info, command_info_options,
     "says what a results file holds", "说明结果文件的内容"},
    {"calibrate", "FILE.yaml", command_calibrate, command_calibrate_options,
     "sets the levels of products by what is known of their use",
     "按已知的使用情况确定各服务项目的水平"},
    {"compare", "BASE.h5 A.h5 ...", command_compare, command_compare_options,
     "sets scenarios beside a baseline, row by row", "把各情景与基准逐行比较"},
    {"export", "FILE.h5", command_export, command_export_options,
     "writes results as CSV tables, or the needs ledger",
     "把结果导出为 CSV 表或需求台账"},
    {"reproduce", "FILE.h5", command_reproduce, command_reproduce_options,
     "runs again what a results file says and compares", "按结果文件重新模拟并比较"},
    {"trace", "FILE.h5", command_trace, command_trace_options,
     "tells how one resident or facility fared, and why",
     "讲述一位居民或一处设施的经历及原因"},
};

enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

const char *cli_text(enum language language, const char *en, const char *zh)
{
    return language == LANGUAGE_ZH ? zh : en;
}

int cli_fail(const struct error *err, enum language language)
{
    char text[TEXT_SIZE];

    error_format(err, language, text, sizeof(text));
    fflush(stdout);
    fputs(text, stderr);
    return error_status(err->message);
}

int cli_report(const struct report *report, enum language language)
{
    for (size_t i = 0; i < report->count && i < PROBLEMS_SHOWN; i++)
        cli_fail(&report->errors[i], language);
    if (report->count > PROBLEMS_SHOWN)
        fprintf(stderr,
                cli_text(language, "and %zu more problems\n", "另有 %zu 个问题\n"),
                report->count - PROBLEMS_SHOWN);
    return report->count > 0 ? (int)error_status(report->errors[0].message) : EXIT_OK;
}

/* Prints a usage error. Returns -1. */
static int usage(enum language language, enum message message, ...)
{
    struct error err;
    va_list arguments;

    va_start(arguments, message);
    error_set_list(&err, message, arguments);
    va_end(arguments);
    cli_fail(&err, language);
    return -1;
}

/* Tells what is wrong with an option that getopt refused. */
static void tell_option(char **argv, const struct cli_option *options, int found,
                        enum language language)
{
    const char *names[OPTIONS_MAX];
    const char *word = optind > 0 ? argv[optind - 1] : "";
    char given[64], letter[3] = {'-', (char)optopt, '\0'};
    int count = 0, nearest;

    if (strncmp(word, "--", 2) != 0 && optopt != 0)
        word = letter;
    if (found == ':') {
        usage(language, MESSAGE_CLI_OPTION_VALUE, word);
        return;
    }
    for (; options[count].name != NULL && count < OPTIONS_MAX; count++)
        names[count] = options[count].name;
    snprintf(given, sizeof(given), "%.*s", (int)strcspn(word, "="), word);
    /* getopt sets optopt for a long option that is known and took a value it has not. */
    for (int i = 0; i < count && optopt != 0 && strncmp(word, "--", 2) == 0; i++)
        if (options[i].letter == optopt) {
            usage(language, MESSAGE_CLI_OPTION_FLAG, given);
            return;
        }
    nearest = strncmp(given, "--", 2) == 0 ? text_nearest(given + 2, names, count) : -1;
    if (nearest >= 0)
        usage(language, MESSAGE_CLI_OPTION_NEAR, given, argv[0], names[nearest]);
    else
        usage(language, MESSAGE_CLI_OPTION, given, argv[0]);
}

int cli_next(int argc, char **argv, const struct cli_option *options,
             enum language language, const char **value)
{
    struct option list[OPTIONS_MAX + 1] = {{0}};
    char letters[2 * OPTIONS_MAX + 2] = ":";
    size_t used = 1;
    int found;

    for (int i = 0; options[i].name != NULL && i < OPTIONS_MAX; i++) {
        list[i].name = options[i].name;
        list[i].has_arg = options[i].value != NULL ? required_argument : no_argument;
        list[i].val = options[i].letter;
        if (options[i].letter < 256) {
            letters[used++] = (char)options[i].letter;
            if (options[i].value != NULL)
                letters[used++] = ':';
        }
    }
    letters[used] = '\0';
    opterr = 0;
    found = getopt_long(argc, argv, letters, list, NULL);
    *value = optarg;
    if (found == -1)
        return CLI_END;
    if (found != '?' && found != ':')
        return found;
    tell_option(argv, options, found, language);
    return CLI_BAD;
}

int cli_integer(const char *name, const char *text, int64_t low, int64_t high,
                enum language language, int64_t *value)
{
    char a[32], b[32], *end;
    long long number;

    errno = 0;
    number = strtoll(text, &end, 10);
    if (errno == 0 && end != text && *end == '\0' && text[0] != ' ' && number >= low &&
        number <= high) {
        *value = number;
        return 0;
    }
    snprintf(a, sizeof(a), "%" PRId64, low);
    snprintf(b, sizeof(b), "%" PRId64, high);
    return usage(language, MESSAGE_CLI_NUMBER, name, text, a, b);
}

int cli_operands(int argc, char **argv, int low, int high, enum language language)
{
    const int count = argc - optind;

    if (count < low)
        return usage(language, MESSAGE_CLI_FEW, argv[0], argv[0]);
    if (count > high)
        return usage(language, MESSAGE_CLI_MANY, argv[optind + high], argv[0]);
    return 0;
}

int cli_sets_add(struct cli_sets *sets, const char *text, enum language language)
{
    const char **items;

    if (strchr(text, '=') == NULL || text[0] == '=')
        return usage(language, MESSAGE_SET_FORM, text);
    items = reallocarray(sets->items, (size_t)sets->count + 1, sizeof(char *));
    if (items == NULL)
        return usage(language, MESSAGE_MEMORY, "--set");
    sets->items = items;
    items[sets->count++] = text;
    return 0;
}

void cli_sets_free(struct cli_sets *sets)
{
    free(sets->items);
    memset(sets, 0, sizeof(*sets));
}

/* A line of help: the name in a column, then the text. */
static void print_line(const char *name, const char *text)
{
    const int space = HELP_CELLS - text_width(name, strlen(name));

    printf("  %s%*s%s\n", name, space > 2 ? space : 2, "", text);
}

static void print_command_help(const struct command *command, enum language language)
{
    printf("%s linli %s [%s] %s\n\n%s\n\n", cli_text(language, "usage:", "用法："),
           command->name, cli_text(language, "options", "选项"), command->operands,
           cli_text(language, command->en, command->zh));
    for (const struct cli_option *option = command->options; option->name != NULL;
         option++) {
        char name[96];

        if (option->letter < 256)
            snprintf(name, sizeof(name), "-%c, --%s%s%s", option->letter, option->name,
                     option->value != NULL ? " " : "",
                     option->value != NULL ? option->value : "");
        else
            snprintf(name, sizeof(name), "    --%s%s%s", option->name,
                     option->value != NULL ? " " : "",
                     option->value != NULL ? option->value : "");
        print_line(name, cli_text(language, option->en, option->zh));
    }
    print_line("    --lang zh|en",
               cli_text(language, "language of the output", "输出语言"));
    print_line("-h, --help", cli_text(language, "prints this help", "打印本帮助"));
}

static void print_help(enum language language)
{
    printf("linli %s - %s\n\n%s linli %s\n\n", LINLI_VERSION,
           cli_text(language, "agent-based simulator of community services",
                    "社区嵌入式服务多主体模拟器"),
           cli_text(language, "usage:", "用法："),
           cli_text(language, "COMMAND [options] ...", "命令 [选项] ..."));
    for (int i = 0; i < COMMANDS; i++)
        print_line(commands[i].name,
                   cli_text(language, commands[i].en, commands[i].zh));
    printf("\n");
    print_line("--lang zh|en",
               cli_text(language, "language; else LINLI_LANG, then LANG",
                        "语言；其次取 LINLI_LANG，再次取 LANG"));
    print_line("--version", cli_text(language, "prints the version", "打印版本"));
    print_line("COMMAND --help",
               cli_text(language, "options of a command", "某命令的选项"));
}

/* The language of the environment: LINLI_LANG, then how LANG begins. */
static enum language language_here(void)
{
    const char *name = getenv("LINLI_LANG");

    if (name == NULL || name[0] == '\0')
        name = getenv("LANG");
    return name != NULL && strncmp(name, "zh", 2) == 0 ? LANGUAGE_ZH : LANGUAGE_EN;
}

/* Takes --lang, wherever it stands before "--", out of the arguments. Returns the new
 * count, or -1 after printing what is wrong. */
static int take_language(int argc, char **argv, enum language *language)
{
    int kept = 0;

    for (int i = 0; i < argc; i++) {
        const char *name = NULL;

        if (i > 0 && strcmp(argv[i], "--") == 0) {
            while (i < argc)
                argv[kept++] = argv[i++];
            break;
        }
        if (strncmp(argv[i], "--lang=", 7) == 0)
            name = argv[i] + 7;
        else if (strcmp(argv[i], "--lang") == 0)
            name = i + 1 < argc ? argv[++i] : "";
        else
            argv[kept++] = argv[i];
        if (name == NULL)
            continue;
        if (strcmp(name, "zh") != 0 && strcmp(name, "en") != 0)
            return usage(*language, MESSAGE_CLI_LANGUAGE, name);
        *language = strcmp(name, "zh") == 0 ? LANGUAGE_ZH : LANGUAGE_EN;
    }
    argv[kept] = NULL;
    return kept;
}

static bool wants_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

static const struct command *find_command(const char *name, enum language language)
{
    const char *names[COMMANDS];
    int nearest;

    for (int i = 0; i < COMMANDS; i++) {
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
        names[i] = commands[i].name;
    }
    nearest = text_nearest(name, names, COMMANDS);
    if (nearest >= 0)
        usage(language, MESSAGE_CLI_COMMAND_NEAR, name, names[nearest]);
    else
        usage(language, MESSAGE_CLI_COMMAND, name);
    return NULL;
}

static int dispatch(int argc, char **argv, enum language language)
{
    const struct command *command;

    if (argc < 2) {
        print_help(language);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        print_help(language);
        return EXIT_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("linli %s\n", LINLI_VERSION);
        return EXIT_OK;
    }
    command = find_command(argv[1], language);
    if (command == NULL)
        return EXIT_USAGE;
    if (wants_help(argc - 1, argv + 1)) {
        print_command_help(command, language);
        return EXIT_OK;
    }
    return command->run(argc - 1, argv + 1, language);
}

/* Threads that wait for others must sleep, not spin: on a machine that others use too,
 * spinning costs more than the work. The OpenMP runtime reads its environment before
 * main() begins, so the program starts itself once more, with the wish set; where that is
 * refused it goes on as it is. */
static void wait_asleep(char **argv)
{
    if (getenv("OMP_WAIT_POLICY") != NULL)
        return;
    if (setenv("OMP_WAIT_POLICY", "passive", 1) == 0)
        execv("/proc/self/exe", argv);
}

int main(int argc, char **argv)
{
    enum language language = language_here();
    int status;

    wait_asleep(argv);

#ifdef M_MMAP_THRESHOLD
    /* Lists of a run grow large: each with pages of its own, which move without a copy and
     * go back when it is freed. Left alone, the library would keep them among the small
     * ones after the first was freed: 3 bytes a resident of a whole city. */
    mallopt(M_MMAP_THRESHOLD, OWN_PAGES);
#endif

    /* A limit on the size of files would kill the program before it can say so. */
    signal(SIGXFSZ, SIG_IGN);
    argc = take_language(argc, argv, &language);
    if (argc < 0)
        return EXIT_USAGE;
    status = dispatch(argc, argv, language);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        struct error err;

        error_set(&err, MESSAGE_CLI_OUTPUT, strerror(errno));
        cli_fail(&err, language);
        return status == EXIT_OK ? EXIT_IO : status;
    }
    return status;
}
