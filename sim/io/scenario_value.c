/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Settings: from the raw text at a node to the field of the struct. The declaration
 * decides the type, not YAML. */
#include "io/scenario_parts.h"

#include "param/units.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const size_t offsets[SETTINGS] = {
#define SETTING(key, field, kind, initial, min, max, label_zh, en, zh) \
    offsetof(struct scenario, field),
#include "param/settings.def"
#undef SETTING
};

void *scenario_field(struct scenario *scenario, enum setting setting)
{
    return (char *)scenario + offsets[setting];
}

struct origin scenario_origin(const struct yaml *yaml, struct yaml_place place)
{
    struct origin origin = {"", 0};

    if (place.file >= 0) {
        snprintf(origin.file, sizeof(origin.file), "%s", yaml->files[place.file].path);
        origin.line = place.line;
    }
    return origin;
}

/* Reports unless the node is a text with something in it. */
static int want_text(struct yaml *yaml, const struct yaml_node *node, const char *what)
{
    if (node->kind != YAML_TEXT)
        return yaml_problem(yaml, node->place, MESSAGE_VALUE_NOT_TEXT, what,
                            yaml_kind_en(node), yaml_kind_zh(node));
    if (node->text[0] == '\0' && !node->quoted)
        return yaml_problem(yaml, node->key != NULL ? node->key_place : node->place,
                            MESSAGE_VALUE_EMPTY, what);
    return 0;
}

int scenario_quantity(struct yaml *yaml, const struct yaml_node *node, const char *what,
                      const char *unit, double min, double max, double *value)
{
    struct units_where where;
    struct error err;
    char given[64], low[64], high[64];

    TRY(want_text(yaml, node, what));
    if (units_read(what, node->text, unit, value, &where, &err) != 0) {
        struct yaml_place place = node->place;

        place.column += where.at + (node->quoted ? 1 : 0);
        place.span = where.span;
        return yaml_problem_from(yaml, place, &err);
    }
    if (*value >= min && *value <= max)
        return 0;
    return yaml_problem(yaml, node->place, MESSAGE_OUT_OF_RANGE, what,
                        units_text(*value, unit, given), units_text(min, unit, low),
                        units_text(max, unit, high));
}

static int set_text(struct yaml *yaml, const struct yaml_node *node, const char *what,
                    bool path, char **field)
{
    char *text;

    TRY(want_text(yaml, node, what));
    if (path && node->text[0] != '\0') {
        const char *base = yaml->files[node->place.file].path;

        /* A "--set" speaks from the folder the command runs in. */
        text = input_path(strcmp(base, "--set") == 0 ? "" : base, node->text);
    } else {
        text = strdup(node->text);
    }
    if (text == NULL)
        return yaml_problem(yaml, node->place, MESSAGE_MEMORY, "the scenario file");
    free(*field);
    *field = text;
    return 0;
}

static int add_name(struct yaml *yaml, const struct yaml_node *node, const char *what,
                    struct names *names)
{
    char **list;

    TRY(want_text(yaml, node, what));
    list = reallocarray(names->name, (size_t)names->count + 1, sizeof(char *));
    if (list == NULL)
        return yaml_problem(yaml, node->place, MESSAGE_MEMORY, "the scenario file");
    names->name = list;
    list[names->count] = strdup(node->text);
    if (list[names->count] == NULL)
        return yaml_problem(yaml, node->place, MESSAGE_MEMORY, "the scenario file");
    names->count++;
    return 0;
}

/* A list of texts; a single text is a list of one, an empty list means the default. */
static int set_names(struct yaml *yaml, const struct yaml_node *node, const char *what,
                     struct names *names)
{
    int status = 0;

    if (node->kind == YAML_MAP)
        return yaml_problem(yaml, node->place, MESSAGE_VALUE_NOT_LIST, what,
                            yaml_kind_en(node), yaml_kind_zh(node));
    if (node->kind == YAML_TEXT)
        return add_name(yaml, node, what, names);
    for (const struct yaml_node *item = node->first; item != NULL; item = item->next)
        if (add_name(yaml, item, what, names) != 0)
            status = -1;
    return status;
}

static int set_month(struct yaml *yaml, const struct yaml_node *node,
                     const struct setting_info *info, month *when)
{
    const month low = month_of((int)info->min, 1);
    const month high = month_of((int)info->max, MONTHS_PER_YEAR);
    char given[16], first[16], last[16];

    TRY(want_text(yaml, node, info->key));
    if (month_from_text(node->text, when) != 0)
        return yaml_problem(yaml, node->place, MESSAGE_NOT_A_MONTH, info->key,
                            node->text);
    /* Months of birth reach back a century and more, and must not be before year 0. */
    if (*when < low || *when > high)
        return yaml_problem(yaml, node->place, MESSAGE_OUT_OF_RANGE, info->key,
                            month_text(*when, given), month_text(low, first),
                            month_text(high, last));
    return 0;
}

static int set_integer(struct yaml *yaml, const struct yaml_node *node,
                       const struct setting_info *info, int64_t *field)
{
    const char *unit = setting_unit(info->kind);
    double value = 0;
    char given[64];

    /* Only residents may be counted in persons, "20 万人". */
    if (info == &setting_info[SETTING_agents] && node->kind == YAML_TEXT &&
        units_read(info->key, node->text, unit, &value, NULL, NULL) != 0 &&
        units_read(info->key, node->text, "person", &value, NULL, NULL) == 0)
        unit = "person";
    TRY(scenario_quantity(yaml, node, info->key, unit, info->min, info->max, &value));
    if (floor(value) < value)
        return yaml_problem(yaml, node->place, MESSAGE_NUMBER_NOT_WHOLE, info->key,
                            units_text(value, "1", given));
    *field = (int64_t)value;
    return 0;
}

int scenario_set(struct yaml *yaml, const struct yaml_node *node, enum setting setting,
                 struct scenario *scenario)
{
    const struct setting_info *info = &setting_info[setting];
    void *field = scenario_field(scenario, setting);

    switch (info->kind) {
    case SETTING_KIND_TEXT: return set_text(yaml, node, info->key, false, field);
    case SETTING_KIND_FOLDER:
    case SETTING_KIND_FILE: return set_text(yaml, node, info->key, true, field);
    case SETTING_KIND_MONTH: return set_month(yaml, node, info, field);
    case SETTING_KIND_INTEGER: return set_integer(yaml, node, info, field);
    case SETTING_KIND_SHARE:
    case SETTING_KIND_LENGTH:
        return scenario_quantity(yaml, node, info->key, setting_unit(info->kind),
                                 info->min, info->max, field);
    case SETTING_KIND_NAMES: return set_names(yaml, node, info->key, field);
    }
    return -1;
}
