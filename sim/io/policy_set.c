/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* "--set policy.ID.term=value": one term of one instrument. */
#include "io/policy_read.h"

#include "io/scenario_parts.h"

#include <string.h>

enum { UNDER = 7 }; /* bytes of "policy." */

void policy_read_key(struct yaml *yaml, struct yaml_node *sets,
                     const struct yaml_node *node)
{
    const char *id = node->key + UNDER;
    const char *dot = strchr(id, '.');
    struct yaml_node *item, *term;
    char *name;

    if (dot == NULL || dot == id || dot[1] == '\0') {
        yaml_problem(yaml, node->key_place, MESSAGE_POLICY_SET, node->key);
        return;
    }
    name = yaml_copy(yaml, id, (size_t)(dot - id));
    item = name != NULL ? yaml_find(sets, name) : NULL;
    term = yaml_new(yaml, node->kind, node->place);
    if (item == NULL && name != NULL) {
        item = yaml_new(yaml, YAML_MAP, node->place);
        if (item == NULL)
            return;
        item->key = name;
        item->key_place = node->key_place;
        yaml_append(sets, item);
    }
    if (item == NULL || term == NULL)
        return;
    *term = *node;
    term->key = dot + 1;
    yaml_append(item, term);
}

static struct yaml_node *find_item(struct yaml_node *list, const char *id)
{
    if (list == NULL || list->kind != YAML_LIST)
        return NULL;
    for (struct yaml_node *item = list->first; item != NULL; item = item->next) {
        const struct yaml_node *mine =
            item->kind == YAML_MAP ? yaml_find(item, "id") : NULL;

        if (mine != NULL && mine->kind == YAML_TEXT && strcmp(mine->text, id) == 0)
            return item;
    }
    return NULL;
}

void policy_read_set(struct yaml *yaml, struct yaml_node *list,
                     const struct yaml_node *sets)
{
    for (struct yaml_node *node = sets->first, *next; node != NULL; node = next) {
        struct yaml_node *item = find_item(list, node->key);
        struct yaml_place place;

        next = node->next;
        if (item == NULL) {
            yaml_problem(yaml, node->key_place, MESSAGE_POLICY_SET, node->key);
            continue;
        }
        /* Maps merge in place; the item still stands where it was written. */
        place = item->place;
        (void)scenario_merge(yaml, item, node);
        item->place = place;
    }
}
