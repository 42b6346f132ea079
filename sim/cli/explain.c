/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* `linli explain [KEY | SCENARIO]`. */
#include "cli/cli.h"

#include "cli/explain_page.h"
#include "cli/explain_policy.h"
#include "io/catalogue_read.h"
#include "io/explain.h"
#include "policy/policy.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    OPTION_MARKDOWN = 256,
    OPTION_INSTRUMENTS,
    OPTION_SERVICES,
    OPTION_SERVICES_PAGE,
    OPTION_RESULT,
    OPTION_THREADS,
    OPTION_ALL
};

/* Where the catalogue stands, seen from the folder of the project. */
static const char catalogue_path[] = "scenarios/data/services.yaml";

const struct cli_option command_explain_options[] = {
    {"markdown", OPTION_MARKDOWN, NULL, "print docs/PARAMETERS.md; takes no key",
     "输出 docs/PARAMETERS.md；不需要键名"},
    {"instruments", OPTION_INSTRUMENTS, NULL, "print docs/INSTRUMENTS.md; takes no key",
     "输出 docs/INSTRUMENTS.md；不需要键名"},
    {"services", OPTION_SERVICES, "FILE",
     "the catalogue of services (scenarios/data/services.yaml)",
     "服务目录文件（默认 scenarios/data/services.yaml）"},
    {"services-page", OPTION_SERVICES_PAGE, NULL,
     "print docs/SERVICES.md; takes no key", "输出 docs/SERVICES.md；不需要键名"},
    {"result", OPTION_RESULT, "FILE",
     "of a scenario: what its policy would have paid each facility of this result in "
     "its "
     "last full year",
     "用于情景：其政策在该结果最后一个完整年份将支付各设施多少"},
    {"all", OPTION_ALL, NULL, "with --result: every facility, not the 20 largest sums",
     "与 --result 同用：列出全部设施，而非金额最大的 20 处"},
    {"threads", OPTION_THREADS, "N", "with --result: threads (all)",
     "与 --result 同用：线程数（默认全部）"},
    {NULL, 0, NULL, NULL, NULL},
};

/* What the command line asks for: at most one page, by its option. */
struct asked {
    const char *key, *services;
    int page;
    struct explain_policy policy;
};

/* The catalogue, or NULL: where none is named and none stands in its place, products
 * are not explained. `status` is out. */
static struct catalogue *open_catalogue(const struct asked *asked,
                                        enum language language, int *status)
{
    const char *path = asked->services != NULL ? asked->services : catalogue_path;
    struct catalogue *catalogue = NULL;
    struct inputs inputs;
    struct report report;
    struct error err;

    *status = EXIT_OK;
    inputs_init(&inputs);
    report_init(&report);
    if (asked->services != NULL || asked->page == OPTION_SERVICES_PAGE ||
        inputs_has(&inputs, path)) {
        catalogue = malloc(sizeof(*catalogue));
        if (catalogue == NULL) {
            error_set(&err, MESSAGE_MEMORY, "the catalogue of services");
            report_add(&report, &err);
        } else if (catalogue_read(&inputs, path, catalogue, &report) != 0) {
            free(catalogue);
            catalogue = NULL;
        }
        *status = cli_report(&report, language);
    }
    report_free(&report);
    inputs_free(&inputs);
    return catalogue;
}

/* The text asked for; NULL after an error. */
static char *explain(const struct asked *asked, const struct catalogue *catalogue,
                     enum language language, struct error *err)
{
    char *text = NULL;

    error_set(err, MESSAGE_MEMORY, "the explanation");
    if (asked->page != 0)
        return asked->page == OPTION_INSTRUMENTS ? policy_page()
                                                 : explain_services(catalogue);
    if (asked->key == NULL)
        return explain_list(language);
    if (explain_key(asked->key, language, &text, err) == 0)
        return text;
    if (catalogue != NULL) {
        struct error other;

        if (explain_product(catalogue, asked->key, language, &text, &other) == 0)
            return text;
        /* The guess that found something is the better one. */
        if (other.message == MESSAGE_EXPLAIN_NEAR)
            *err = other;
    }
    return NULL;
}

static int tell(const struct asked *asked, enum language language)
{
    struct catalogue *catalogue;
    struct error err;
    char *text, *more;
    int status;

    catalogue = open_catalogue(asked, language, &status);
    if (status != EXIT_OK)
        return status;
    text = explain(asked, catalogue, language, &err);
    if (text == NULL)
        status = cli_fail(&err, language);
    else
        fputs(text, stdout);
    if (text != NULL && asked->key == NULL && asked->page == 0 && catalogue != NULL) {
        more = explain_products(catalogue, language);
        fputs(more != NULL ? more : "", stdout);
        free(more);
    }
    free(text);
    free(catalogue);
    return status;
}

int command_explain(int argc, char **argv, enum language language)
{
    struct asked asked = {.policy = {.language = language}};
    const char *value;
    int letter;

    while ((letter = cli_next(argc, argv, command_explain_options, language, &value)) !=
           CLI_END) {
        switch (letter) {
        case OPTION_MARKDOWN:
        case OPTION_INSTRUMENTS:
        case OPTION_SERVICES_PAGE: asked.page = letter; break;
        case OPTION_SERVICES: asked.services = value; break;
        case OPTION_RESULT: asked.policy.result = value; break;
        case OPTION_ALL: asked.policy.all = true; break;
        case OPTION_THREADS:
            if (cli_integer("threads", value, 1, CLI_THREADS_MOST, language,
                            &asked.policy.threads) != 0)
                return EXIT_USAGE;
            break;
        default: return EXIT_USAGE;
        }
    }
    if (cli_operands(argc, argv, asked.policy.result != NULL, asked.page != 0 ? 0 : 1,
                     language) != 0)
        return EXIT_USAGE;
    if (asked.page == OPTION_MARKDOWN) {
        explain_page_write(stdout);
        return EXIT_OK;
    }
    asked.key = optind < argc ? argv[optind] : NULL;
    asked.policy.scenario = asked.key;
    if (asked.key != NULL &&
        (asked.policy.result != NULL || explain_policy_is_path(asked.key)))
        return explain_policy_tell(&asked.policy);
    return tell(&asked, language);
}
