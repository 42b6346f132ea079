/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Which keys a scenario file may have, however nested or dotted, and what was probably
 * meant by the others. */
#include "io/scenario_parts.h"

#include "core/text.h"
#include "io/policy_read.h"

#include <stdio.h>
#include <string.h>

enum { KEY_SIZE = 256 };

/* Keys of a file that are neither settings nor parameters. */
static const char *const frame[] = {"linli", "extends", "parameters", "products",
                                    "policy"};

enum {
    FRAME = sizeof(frame) / sizeof(frame[0]),
    KNOWN = FRAME + SETTINGS + PARAMETERS
};

struct shaping {
    struct yaml *yaml;
    struct yaml_node *settings, *parameters, *products; /* maps in canonical form */
    struct yaml_node *sets; /* what single keys say of instruments, by id */
    bool set;
};

/* Whether `group` is what some known key begins with. */
static bool is_group(const char *group, bool parameters)
{
    const size_t size = strlen(group);
    const int count = parameters ? PARAMETERS : SETTINGS;

    for (int i = 0; i < count; i++) {
        const char *key = parameters ? parameter_info[i].key : setting_info[i].key;

        if (strncmp(key, group, size) == 0 && key[size] == '.')
            return true;
    }
    return false;
}

void scenario_tell_double(struct yaml *yaml, const struct yaml_node *node,
                          const char *key, const struct yaml_node *before)
{
    const struct yaml_place place = node->key_place;
    const char *path = yaml->files[place.file].path;

    for (size_t i = 0; i < yaml->report->count; i++) {
        const struct error *told = &yaml->report->errors[i];

        if (told->message == MESSAGE_YAML_DUPLICATE && told->line == place.line &&
            told->column == place.column && strcmp(told->file, path) == 0)
            return;
    }
    yaml_problem(yaml, place, MESSAGE_YAML_DUPLICATE, key, before->key_place.line);
}

/* Adds a copy of the node under its full key. */
static void add(struct shaping *shaping, struct yaml_node *map, const char *key,
                const struct yaml_node *node)
{
    const struct yaml_node *before = yaml_find(map, key);
    struct yaml_node *copy;

    if (before != NULL) {
        scenario_tell_double(shaping->yaml, node, key, before);
        return;
    }
    copy = yaml_new(shaping->yaml, node->kind, node->place);
    if (copy == NULL)
        return;
    *copy = *node;
    copy->key = yaml_copy(shaping->yaml, key, strlen(key));
    if (copy->key != NULL)
        yaml_append(map, copy);
}

/* Reports an unknown key with the best guess at what was meant. */
static void tell_unknown(struct shaping *shaping, const char *full,
                         const struct yaml_node *node, bool parameters)
{
    struct yaml *yaml = shaping->yaml;
    const char *names[KNOWN];
    const int setting = setting_find(full), parameter = parameter_find(full);
    const int setting_label = setting_find(node->key);
    const int parameter_label = parameter_find(node->key);
    int count = 0, nearest;

    if (yaml->report->count > YAML_PROBLEMS)
        return;
    if (parameters && setting >= 0 && strcmp(setting_info[setting].key, full) == 0)
        yaml_problem(yaml, node->key_place, MESSAGE_KEY_IS_SETTING, full);
    else if (!parameters && parameter >= 0 &&
             strcmp(parameter_info[parameter].key, full) == 0)
        yaml_problem(yaml, node->key_place, MESSAGE_KEY_IS_PARAMETER, full);
    else if (setting_label >= 0)
        yaml_problem(yaml, node->key_place, MESSAGE_KEY_LABEL, node->key,
                     setting_info[setting_label].key);
    else if (parameter_label >= 0)
        yaml_problem(yaml, node->key_place, MESSAGE_KEY_LABEL, node->key,
                     parameter_info[parameter_label].key);
    else
        goto guess;
    return;
guess:
    for (int i = 0; i < FRAME && !parameters; i++)
        names[count++] = frame[i];
    for (int i = 0; i < SETTINGS && !parameters; i++)
        names[count++] = setting_info[i].key;
    for (int i = 0; i < PARAMETERS && (parameters || shaping->set); i++)
        names[count++] = parameter_info[i].key;
    nearest = text_nearest(full, names, count);
    if (nearest >= 0)
        yaml_problem(yaml, node->key_place, MESSAGE_KEY_UNKNOWN_NEAR, full,
                     names[nearest]);
    else
        yaml_problem(yaml, node->key_place, MESSAGE_KEY_UNKNOWN, full);
}

/* Puts one entry where it belongs. */
static void place(struct shaping *shaping, const char *prefix,
                  const struct yaml_node *node, bool parameters)
{
    char full[KEY_SIZE];
    const int size = snprintf(full, sizeof(full), "%s%s%s", prefix,
                              prefix[0] != '\0' ? "." : "", node->key);
    const int index = parameters ? parameter_find(full) : setting_find(full);
    const bool fits = size < KEY_SIZE;

    if (fits && index >= 0 &&
        strcmp(parameters ? parameter_info[index].key : setting_info[index].key,
               full) == 0) {
        add(shaping, parameters ? shaping->parameters : shaping->settings, full, node);
        return;
    }
    if (!fits || !is_group(full, parameters)) {
        tell_unknown(shaping, full, node, parameters);
        return;
    }
    if (node->kind == YAML_MAP) {
        for (const struct yaml_node *child = node->first; child != NULL;
             child = child->next)
            place(shaping, full, child, parameters);
    } else if (node->kind == YAML_TEXT && node->text[0] == '\0') {
        yaml_problem(shaping->yaml, node->key_place, MESSAGE_VALUE_EMPTY, full);
    } else {
        yaml_problem(shaping->yaml, node->place, MESSAGE_VALUE_NOT_MAP, full,
                     yaml_kind_en(node), yaml_kind_zh(node));
    }
}

/* An entry of the outermost map. */
static void place_top(struct shaping *shaping, const struct yaml_node *node)
{
    static const char under[] = "parameters.";
    struct yaml_node inner = *node;

    if (strncmp(node->key, under, sizeof(under) - 1) == 0) {
        inner.key = node->key + sizeof(under) - 1;
        place(shaping, "", &inner, true);
        return;
    }
    if (strcmp(node->key, "products") == 0 || strncmp(node->key, "products.", 9) == 0) {
        scenario_shape_products(shaping->yaml, shaping->products, node);
        return;
    }
    if (strncmp(node->key, "policy.", 7) == 0) {
        policy_read_key(shaping->yaml, shaping->sets, node);
        return;
    }
    if (strcmp(node->key, "policy") == 0) {
        add(shaping, shaping->settings, node->key, node);
        return;
    }
    if (shaping->set && (is_group(node->key, true) || parameter_find(node->key) >= 0)) {
        place(shaping, "", node, true);
        return;
    }
    if (strcmp(node->key, "parameters") != 0) {
        if (strcmp(node->key, "linli") != 0 && strcmp(node->key, "extends") != 0)
            place(shaping, "", node, false);
        return;
    }
    if (node->kind != YAML_MAP && (node->kind != YAML_TEXT || node->text[0] != '\0'))
        yaml_problem(shaping->yaml, node->place, MESSAGE_VALUE_NOT_MAP, node->key,
                     yaml_kind_en(node), yaml_kind_zh(node));
    if (node->kind == YAML_MAP)
        for (const struct yaml_node *child = node->first; child != NULL;
             child = child->next)
            place(shaping, "", child, true);
}

struct yaml_node *scenario_shape(struct yaml *yaml, const struct yaml_node *root,
                                 bool set)
{
    struct shaping shaping = {.yaml = yaml, .set = set};

    shaping.settings = yaml_new(yaml, YAML_MAP, root->place);
    shaping.parameters = yaml_new(yaml, YAML_MAP, root->place);
    shaping.products = yaml_new(yaml, YAML_MAP, root->place);
    shaping.sets = yaml_new(yaml, YAML_MAP, root->place);
    if (shaping.settings == NULL || shaping.parameters == NULL ||
        shaping.products == NULL || shaping.sets == NULL)
        return NULL;
    shaping.parameters->key = "parameters";
    shaping.parameters->key_place = root->place;
    for (const struct yaml_node *node = root->first; node != NULL; node = node->next)
        place_top(&shaping, node);
    shaping.products->key = "products";
    shaping.products->key_place = root->place;
    yaml_append(shaping.settings, shaping.parameters);
    yaml_append(shaping.settings, shaping.products);
    shaping.sets->key = "policy.";
    shaping.sets->key_place = root->place;
    yaml_append(shaping.settings, shaping.sets);
    return shaping.settings;
}
