/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What a scenario says of products: a map of product, figure and part of it, however it
 * is nested or dotted; laid over the catalogue, and written again. */
#include "io/scenario_parts.h"

#include "core/calendar.h"
#include "io/catalogue_read_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS_DEPTH = 3 }; /* product, figure, part of a figure */

/* Puts `node` under `map` by its key, of which each dot opens a map. */
static void put(struct yaml *yaml, struct yaml_node *map, const struct yaml_node *node,
                int depth)
{
    const char *dot = depth < PARTS_DEPTH ? strchr(node->key, '.') : NULL;
    const size_t size = dot != NULL ? (size_t)(dot - node->key) : strlen(node->key);
    char *key = yaml_copy(yaml, node->key, size);
    struct yaml_node *found = key != NULL ? yaml_find(map, key) : NULL;
    struct yaml_node inner = *node, *fresh;
    const bool opens = dot != NULL || (node->kind == YAML_MAP && depth < PARTS_DEPTH);

    if (key == NULL)
        return;
    if (found != NULL && (!opens || found->kind != YAML_MAP)) {
        scenario_tell_double(yaml, node, key, found);
        return;
    }
    if (found == NULL) {
        fresh = yaml_new(yaml, opens ? YAML_MAP : node->kind, node->place);
        if (fresh == NULL)
            return;
        if (!opens)
            *fresh = *node;
        fresh->key = key;
        fresh->key_place = node->key_place;
        yaml_append(map, fresh);
        found = fresh;
    }
    if (dot != NULL) {
        inner.key = dot + 1;
        put(yaml, found, &inner, depth + 1);
    } else if (opens) {
        for (const struct yaml_node *child = node->first; child != NULL;
             child = child->next)
            put(yaml, found, child, depth + 1);
    }
}

void scenario_shape_products(struct yaml *yaml, struct yaml_node *products,
                             const struct yaml_node *node)
{
    static const char under[] = "products.";
    struct yaml_node inner = *node;

    if (strncmp(node->key, under, sizeof(under) - 1) == 0) {
        inner.key = node->key + sizeof(under) - 1;
        put(yaml, products, &inner, 1);
    } else if (node->kind == YAML_MAP) {
        for (const struct yaml_node *child = node->first; child != NULL;
             child = child->next)
            put(yaml, products, child, 1);
    } else if (node->kind != YAML_TEXT || node->text[0] != '\0') {
        yaml_problem(yaml, node->place, MESSAGE_VALUE_NOT_MAP, node->key,
                     yaml_kind_en(node), yaml_kind_zh(node));
    }
}

/* One figure over another: a value replaces all of it, its source and dates too; dates
 * alone replace those of the base from the first one on. */
static struct yaml_node *merge_figure(struct yaml *yaml, struct yaml_node *base,
                                      struct yaml_node *over)
{
    if (over->kind != YAML_MAP || base->kind == YAML_LIST ||
        yaml_find(over, "value") != NULL)
        return over;
    return scenario_merge_dated(yaml, base, over);
}

static void merge_product(struct yaml *yaml, struct yaml_node *base,
                          struct yaml_node *over)
{
    for (struct yaml_node *node = over->first, *next; node != NULL; node = next) {
        struct yaml_node *found = yaml_find(base, node->key);
        struct yaml_node merged, *after;

        next = node->next;
        if (found == NULL) {
            yaml_append(base, node);
            continue;
        }
        merged = node->kind == YAML_LIST ? *scenario_merge(yaml, found, node)
                                         : *merge_figure(yaml, found, node);
        after = found->next;
        *found = merged;
        found->next = after;
    }
}

void scenario_merge_products(struct yaml *yaml, struct yaml_node *base,
                             struct yaml_node *over)
{
    for (struct yaml_node *node = over->first, *next; node != NULL; node = next) {
        struct yaml_node *found = yaml_find(base, node->key);

        next = node->next;
        if (found == NULL)
            yaml_append(base, node);
        else if (found->kind == YAML_MAP && node->kind == YAML_MAP)
            merge_product(yaml, found, node);
    }
}

static int by_key(const void *a, const void *b)
{
    return strcmp((*(const struct yaml_node *const *)a)->key,
                  (*(const struct yaml_node *const *)b)->key);
}

/* Puts products and what is said of each in the order of their keys: which file said
 * what first must not decide the order of new products. */
int scenario_sort_products(struct yaml *yaml, struct yaml_node *map, int depth)
{
    size_t count = 0, size = 0;
    struct yaml_node **nodes;

    for (struct yaml_node *node = map->first; node != NULL; node = node->next)
        size++;
    nodes = malloc((size + 1) * sizeof(struct yaml_node *));
    if (nodes == NULL)
        return yaml_problem(yaml, map->place, MESSAGE_MEMORY, "the scenario");
    for (struct yaml_node *node = map->first; node != NULL; node = node->next)
        nodes[count++] = node;
    qsort(nodes, count, sizeof(struct yaml_node *), by_key);
    map->first = map->last = NULL;
    for (size_t i = 0; i < count; i++) {
        yaml_append(map, nodes[i]);
        if (depth > 1 && nodes[i]->kind == YAML_MAP)
            if (scenario_sort_products(yaml, nodes[i], depth - 1) != 0)
                break;
    }
    free(nodes);
    return 0;
}

static void write_node(FILE *out, const struct yaml_node *node)
{
    const bool map = node->kind == YAML_MAP;

    if (node->kind == YAML_TEXT) {
        scenario_write_quoted(out, node->text);
        return;
    }
    fputs(map ? "{" : "[", out);
    for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
        if (map) {
            scenario_write_quoted(out, item->key);
            fputs(": ", out);
        }
        write_node(out, item);
        fputs(item->next != NULL ? ", " : "", out);
    }
    fputs(map ? "}" : "]", out);
}

/* Keeps one entry; -1 without memory. */
static int keep(const struct yaml *yaml, const struct yaml_node *product,
                const struct yaml_node *node, struct scenario *scenario)
{
    struct override *overrides = reallocarray(
        scenario->overrides, (size_t)scenario->override_count + 1, sizeof *overrides);
    size_t size;
    FILE *out;

    if (overrides == NULL)
        return -1;
    scenario->overrides = overrides;
    overrides += scenario->override_count;
    *overrides = (struct override){.origin = scenario_origin(yaml, node->place)};
    scenario->override_count++;
    if (asprintf(&overrides->key, "%s.%s", product->key, node->key) < 0) {
        overrides->key = NULL;
        return -1;
    }
    out = open_memstream(&overrides->text, &size);
    if (out == NULL)
        return -1;
    write_node(out, node);
    return fclose(out) == 0 ? 0 : -1;
}

void scenario_keep_products(struct yaml *yaml, struct yaml_node *products,
                            struct scenario *scenario)
{
    if (scenario_sort_products(yaml, products, 2) != 0)
        return;
    for (const struct yaml_node *product = products->first; product != NULL;
         product = product->next) {
        if (product->kind != YAML_MAP)
            yaml_problem(yaml, product->place, MESSAGE_VALUE_NOT_MAP, product->key,
                         yaml_kind_en(product), yaml_kind_zh(product));
        for (const struct yaml_node *node = product->first;
             product->kind == YAML_MAP && node != NULL; node = node->next)
            if (keep(yaml, product, node, scenario) != 0) {
                yaml_problem(yaml, node->place, MESSAGE_MEMORY, "the scenario");
                return;
            }
    }
}
