/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads a scenario: the files and "--set" texts in canonical form (scenario_shape.c),
 * laid over each other (scenario_extends.c), converted (scenario_value.c,
 * scenario_parameter.c), and here what must hold between the values. */
#include "io/scenario_parts.h"

#include "io/policy_read.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct yaml_place nowhere = {-1, 0, 0, 0};

/* A file that every city pack has. */
static const char pack_file[] = "communities.csv";

/* Where a problem stands in the order of files, lines and finding. */
struct rank {
    struct error err;
    size_t file, found;
};

/* Reads all defaults from their texts in settings.def. */
static int set_defaults(struct yaml *yaml, struct scenario *scenario)
{
    for (int i = 0; i < SETTINGS; i++) {
        const struct setting_info *info = &setting_info[i];
        const struct yaml_node node = {.kind = YAML_TEXT,
                                       .quoted = true,
                                       .place = nowhere,
                                       .key = info->key,
                                       .key_place = nowhere,
                                       .text = info->initial};

        if (info->kind == SETTING_KIND_NAMES && info->initial[0] == '\0')
            continue;
        TRY(scenario_set(yaml, &node, (enum setting)i, scenario));
    }
    parameters_init(&scenario->parameters);
    return 0;
}

/* Keeps the "--set" texts: the catalogue is read with them once more. */
static int keep_sets(const char *const *sets, int count, struct scenario *scenario)
{
    if (count == 0)
        return 0;
    scenario->sets.name = calloc((size_t)count, sizeof(char *));
    if (scenario->sets.name == NULL)
        return -1;
    for (; scenario->sets.count < count; scenario->sets.count++) {
        char *copy = strdup(sets[scenario->sets.count]);

        if (copy == NULL)
            return -1;
        scenario->sets.name[scenario->sets.count] = copy;
    }
    return 0;
}

static int init(struct yaml *yaml, const char *path, const char *const *sets,
                int set_count, struct scenario *scenario)
{
    memset(scenario, 0, sizeof(*scenario));
    scenario->path = strdup(path);
    scenario->setting_origin = calloc(SETTINGS, sizeof(*scenario->setting_origin));
    scenario->parameter_origin =
        calloc(PARAMETERS, sizeof(*scenario->parameter_origin));
    scenario->range_origin = calloc(PARAMETERS, sizeof(*scenario->range_origin));
    if (scenario->path == NULL || scenario->setting_origin == NULL ||
        scenario->parameter_origin == NULL || scenario->range_origin == NULL ||
        keep_sets(sets, set_count, scenario) != 0)
        return yaml_problem(yaml, nowhere, MESSAGE_MEMORY, "the scenario");
    return set_defaults(yaml, scenario);
}

void scenario_free(struct scenario *scenario)
{
    for (int i = 0; i < SETTINGS; i++) {
        void *field = scenario_field(scenario, (enum setting)i);
        struct names *names = field;

        switch (setting_info[i].kind) {
        case SETTING_KIND_TEXT:
        case SETTING_KIND_FOLDER:
        case SETTING_KIND_FILE: free(*(char **)field); break;
        case SETTING_KIND_NAMES:
            for (int k = 0; k < names->count; k++)
                free(names->name[k]);
            free(names->name);
            break;
        default: break;
        }
    }
    for (int k = 0; k < scenario->sets.count; k++)
        free(scenario->sets.name[k]);
    free(scenario->sets.name);
    for (int k = 0; k < scenario->override_count; k++) {
        free(scenario->overrides[k].key);
        free(scenario->overrides[k].text);
    }
    free(scenario->overrides);
    policy_free(&scenario->policy);
    free(scenario->path);
    free(scenario->setting_origin);
    free(scenario->parameter_origin);
    free(scenario->range_origin);
    memset(scenario, 0, sizeof(*scenario));
}

struct yaml_node *scenario_apply_sets(struct yaml *yaml, struct yaml_node *all,
                                      const char *const *sets, int set_count)
{
    for (int i = 0; i < set_count; i++) {
        struct yaml_node *root, *shaped;

        if (yaml_read_set(yaml, sets[i], &root) != 0 && root == NULL)
            continue;
        shaped = scenario_shape(yaml, root, true);
        if (shaped != NULL)
            all = all == NULL ? shaped : scenario_merge_files(yaml, all, shaped);
    }
    return all;
}

/* A folder or file that is named must be there. */
static void check_path(struct yaml *yaml, const struct inputs *inputs,
                       const struct yaml_node *node, enum setting setting,
                       struct scenario *scenario)
{
    const char *path = *(char **)scenario_field(scenario, setting);
    const bool folder = setting_info[setting].kind == SETTING_KIND_FOLDER;
    char *file = NULL;

    if (path[0] == '\0')
        return;
    if (asprintf(&file, "%s%s%s", path, folder ? "/" : "", folder ? pack_file : "") <
        0) {
        yaml_problem(yaml, node->place, MESSAGE_MEMORY, "the scenario");
        return;
    }
    if (!inputs_has(inputs, file))
        yaml_problem(yaml, node->place, MESSAGE_FILE_NAMED_MISSING,
                     setting_info[setting].key, file);
    free(file);
}

static void convert(struct yaml *yaml, const struct inputs *inputs,
                    const struct yaml_node *all, struct scenario *scenario)
{
    const struct yaml_node *parameters = yaml_find(all, "parameters");

    for (int i = 0; i < SETTINGS; i++) {
        const struct yaml_node *node = yaml_find(all, setting_info[i].key);

        if (node == NULL || scenario_set(yaml, node, (enum setting)i, scenario) != 0)
            continue;
        scenario->setting_origin[i] = scenario_origin(yaml, node->place);
        if (setting_info[i].kind == SETTING_KIND_FOLDER ||
            setting_info[i].kind == SETTING_KIND_FILE)
            check_path(yaml, inputs, node, (enum setting)i, scenario);
    }
    for (int i = 0; i < PARAMETERS && parameters != NULL; i++) {
        struct yaml_node *node = yaml_find(parameters, parameter_info[i].key);

        if (node != NULL)
            scenario_set_parameter(yaml, node, (enum parameter)i, scenario);
    }
}

/* What is said of products, which only the catalogue can judge. */
static void keep_products(struct yaml *yaml, struct yaml_node *all,
                          struct scenario *scenario)
{
    struct yaml_node *products = yaml_find(all, "products");

    scenario_keep_products(yaml, products, scenario);
    if (products->first != NULL && scenario->services != NULL &&
        scenario->services[0] == '\0')
        yaml_problem(yaml, products->first->key_place, MESSAGE_CATALOGUE_NO_SERVICES,
                     products->first->key);
}

static void read_policy(struct yaml *yaml, struct yaml_node *all,
                        struct scenario *scenario)
{
    struct yaml_node *policy = yaml_find(all, "policy");

    policy_read_set(yaml, policy, yaml_find(all, "policy."));
    if (policy != NULL)
        policy_read(yaml, policy, &scenario->policy);
}

/* What must hold between values that are right by themselves. */
static void check_together(struct yaml *yaml, const struct yaml_node *all,
                           const struct scenario *scenario)
{
    /* Missing things are told at the end of the file asked for, which is where the
       reader would add them. */
    const struct yaml_file *file = &yaml->files[0];
    const struct yaml_place end = {0, file->line_count > 0 ? file->line_count : 1, 0,
                                   0};
    const struct yaml_node *until = yaml_find(all, "until");
    const struct yaml_node *from = yaml_find(all, "from");
    char a[16], b[16];

    for (int i = 0; i < SETTINGS; i++) {
        const struct setting_info *info = &setting_info[i];
        const struct yaml_node *node = yaml_find(all, info->key);
        const bool cleared =
            node != NULL && node->kind == YAML_TEXT && node->text[0] == '\0';

        if (setting_required((enum setting)i) &&
            (node == NULL || (cleared && node->quoted)))
            yaml_problem(yaml, node != NULL ? node->place : end, MESSAGE_KEY_MISSING,
                         info->key, info->en, info->zh);
    }
    if (scenario->until <= scenario->from)
        yaml_problem(yaml,
                     until != NULL  ? until->place
                     : from != NULL ? from->place
                                    : end,
                     MESSAGE_UNTIL_NOT_AFTER, month_text(scenario->until, a),
                     month_text(scenario->from, b));
}

static int by_place(const void *a, const void *b)
{
    const struct rank *x = a, *y = b;

    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    if (x->err.line != y->err.line)
        return x->err.line < y->err.line ? -1 : 1;
    if (x->err.column != y->err.column)
        return x->err.column < y->err.column ? -1 : 1;
    return x->found < y->found ? -1 : x->found > y->found;
}

/* Orders the problems from `first` on by file (as first met), line and column. */
static void sort_problems(struct report *report, size_t first)
{
    const size_t count = report->count - first;
    struct rank *ranks = count > 1 ? malloc(count * sizeof(*ranks)) : NULL;

    if (ranks == NULL)
        return; /* unsorted is still complete */
    for (size_t i = 0; i < count; i++) {
        ranks[i] = (struct rank){report->errors[first + i], i, i};
        for (size_t k = 0; k < i && ranks[i].file == i; k++)
            if (strcmp(ranks[k].err.file, ranks[i].err.file) == 0)
                ranks[i].file = ranks[k].file;
        /* That more were found stands last. */
        if (ranks[i].err.message == MESSAGE_TOO_MANY_PROBLEMS)
            ranks[i].file = SIZE_MAX;
    }
    qsort(ranks, count, sizeof(*ranks), by_place);
    for (size_t i = 0; i < count; i++)
        report->errors[first + i] = ranks[i].err;
    free(ranks);
}

int scenario_read(struct inputs *inputs, const char *path, const char *const *sets,
                  int set_count, struct scenario *scenario, struct report *report)
{
    const size_t before = report->count;
    struct yaml_node *all = NULL;
    bool complete = false;
    struct yaml yaml;
    int status;

    yaml_open(&yaml, report);
    if (init(&yaml, path, sets, set_count, scenario) == 0) {
        all = scenario_load(&yaml, inputs, path, &complete);
        all = scenario_apply_sets(&yaml, all, sets, set_count);
    }
    if (all != NULL) {
        convert(&yaml, inputs, all, scenario);
        keep_products(&yaml, all, scenario);
        read_policy(&yaml, all, scenario);
        /* With a file unread, what it says would be told as missing. */
        if (complete)
            check_together(&yaml, all, scenario);
    }
    yaml_close(&yaml);
    sort_problems(report, before);
    status = report->count > before ? -1 : 0;
    if (status != 0)
        scenario_free(scenario);
    return status;
}
