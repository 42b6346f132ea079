/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* linli compare: sets scenarios beside a baseline, row by row. */
#include "cli/cli.h"

#include "analysis/compare.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OPTION_FORCE = 256, OPTION_FROM, OPTION_UNTIL };

const struct cli_option command_compare_options[] = {
    {"out", 'o', "DIR", "folder for compare.csv and compare.html (made when missing)",
     "存放 compare.csv 与 compare.html 的文件夹（不存在则新建）"},
    {"force", OPTION_FORCE, NULL, "replace what lies there", "覆盖其中已有的文件"},
    {"from", OPTION_FROM, "MONTH", "first month reported (default 2024-01)",
     "报告的起始月份（缺省 2024-01）"},
    {"until", OPTION_UNTIL, "MONTH", "last month reported (default: the end)",
     "报告的结束月份（缺省为运行结束）"},
    {NULL, 0, NULL, NULL, NULL},
};

struct request {
    const char *out; /* folder, or NULL */
    bool force;
    struct compare_window window;
    enum language language;
};

enum { CSV, PAGE, OUTPUTS };
static const char *const names[OUTPUTS] = {"compare.csv", "compare.html"};

static int read_month(const char *option, const char *text, enum language language,
                      month *when)
{
    struct error err;
    if (month_from_text(text, when) == 0)
        return 0;
    error_set(&err, MESSAGE_COMPARE_MONTH, option, text);
    cli_fail(&err, language);
    return -1;
}

static int read_request(int argc, char **argv, struct request *request)
{
    const enum language language = request->language;
    const char *value;
    int letter;
    while ((letter = cli_next(argc, argv, command_compare_options, language, &value)) !=
           CLI_END)
        switch (letter) {
        case 'o': request->out = value; break;
        case OPTION_FORCE: request->force = true; break;
        case OPTION_FROM:
            TRY(read_month("from", value, language, &request->window.from));
            break;
        case OPTION_UNTIL:
            TRY(read_month("until", value, language, &request->window.until));
            break;
        default: return -1;
        }
    return cli_operands(argc, argv, 2, PAIRING_FILES, language);
}

/* Refuses before anything is computed what could not be written after it. */
static int check_out(const struct request *request, struct error *err)
{
    if (request->out == NULL)
        return 0;
    if (mkdir(request->out, 0777) != 0 && errno != EEXIST)
        return error_set(err, MESSAGE_FILE_WRITE, request->out, strerror(errno));
    if (access(request->out, W_OK | X_OK) != 0)
        return error_set(err, MESSAGE_FILE_WRITE, request->out, strerror(errno));
    for (int i = 0; i < OUTPUTS && !request->force; i++) {
        char *path = NULL;
        if (asprintf(&path, "%s/%s", request->out, names[i]) < 0)
            return error_set(err, MESSAGE_MEMORY, request->out);
        const int status =
            access(path, F_OK) == 0 ? error_set(err, MESSAGE_COMPARE_EXISTS, path) : 0;
        free(path);
        TRY(status);
    }
    return 0;
}

/* Writes a stream to disk and gives it its name; a file under its name is whole. */
static int finish(FILE *file, const char *temporary, const char *path,
                  struct error *err)
{
    bool whole = fflush(file) == 0 && ferror(file) == 0 && fsync(fileno(file)) == 0;
    int reason = errno;
    if (fclose(file) != 0 && whole) {
        reason = errno;
        whole = false;
    }
    if (whole && rename(temporary, path) != 0) {
        reason = errno;
        whole = false;
    }
    if (whole)
        return 0;
    unlink(temporary);
    return error_set(err, MESSAGE_FILE_WRITE, path, strerror(reason));
}

static int write_output(const struct request *request, const struct compare *compare,
                        int output, struct error *err)
{
    char *path = NULL, *temporary = NULL;
    int status = -1;
    if (asprintf(&path, "%s/%s", request->out, names[output]) < 0)
        return error_set(err, MESSAGE_MEMORY, request->out);
    if (asprintf(&temporary, "%s.partial", path) < 0) {
        temporary = NULL;
        error_set(err, MESSAGE_MEMORY, request->out);
        goto done;
    }
    FILE *file = fopen(temporary, "w");
    if (file == NULL) {
        error_set(err, MESSAGE_FILE_WRITE, path, strerror(errno));
        goto done;
    }
    if (output == CSV)
        compare_csv(file, compare);
    else
        compare_page(file, compare, request->language);
    status = finish(file, temporary, path, err);
    if (status == 0)
        fprintf(stderr, "%s\n", path);
done:
    free(path);
    free(temporary);
    return status;
}

static int carry_out(const struct request *request, char *const *paths, int count,
                     struct error *err)
{
    struct compare compare;
    TRY(check_out(request, err));
    TRY(compare_files(&compare, paths, count, request->window, err));
    int status = 0;
    for (int i = 0; i < OUTPUTS && request->out != NULL && status == 0; i++)
        status = write_output(request, &compare, i, err);
    if (status == 0)
        compare_text(stdout, &compare, request->language);
    compare_free(&compare);
    return status;
}

int command_compare(int argc, char **argv, enum language language)
{
    struct request request = {.window = {-1, -1}, .language = language};
    struct error err;
    if (read_request(argc, argv, &request) != 0)
        return EXIT_USAGE;
    if (carry_out(&request, argv + optind, argc - optind, &err) != 0)
        return cli_fail(&err, language);
    return EXIT_OK;
}
