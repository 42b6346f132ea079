/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads a catalogue of services: the file and those it extends laid over each other,
 * then trades, services and products. */
#include "io/catalogue_read_parts.h"

#include "core/text.h"

#include <stdlib.h>
#include <string.h>

enum { LEVELS = 8 /* of extends */ };

static const struct yaml_place nowhere = {-1, 0, 0, 0};

/* The files that lead to the one being read, the nearest first. */
struct lead {
    const char *path;
    const struct lead *next;
};

static struct yaml_node *load(struct yaml *yaml, struct inputs *inputs,
                              const char *path, struct yaml_place from,
                              const struct lead *lead);

/* What the file extends, or NULL. */
static struct yaml_node *load_base(struct yaml *yaml, struct inputs *inputs,
                                   const struct yaml_node *root,
                                   const struct lead *here)
{
    const struct yaml_node *extends = yaml_find(root, "extends");
    struct yaml_node *base = NULL;
    int depth = 0;
    char *path;

    if (extends == NULL)
        return NULL;
    if (extends->kind != YAML_TEXT || extends->text[0] == '\0') {
        yaml_problem(yaml, extends->place, MESSAGE_VALUE_NOT_TEXT, "extends",
                     yaml_kind_en(extends), yaml_kind_zh(extends));
        return NULL;
    }
    path = input_path(here->path, extends->text);
    if (path == NULL) {
        yaml_problem(yaml, nowhere, MESSAGE_MEMORY, "the catalogue");
        return NULL;
    }
    for (const struct lead *lead = here; lead != NULL; lead = lead->next, depth++)
        if (strcmp(lead->path, path) == 0) {
            yaml_problem(yaml, extends->place, MESSAGE_EXTENDS_CYCLE, path);
            goto done;
        }
    if (depth > LEVELS)
        yaml_problem(yaml, extends->place, MESSAGE_EXTENDS_DEEP, LEVELS);
    else
        base = load(yaml, inputs, path, extends->place, here);
done:
    free(path);
    return base;
}

/* Lays one part of a catalogue over that of its base. */
static void merge(struct yaml *yaml, struct yaml_node *base, struct yaml_node *over)
{
    for (struct yaml_node *node = over->first, *next; node != NULL; node = next) {
        struct yaml_node *found = yaml_find(base, node->key);

        next = node->next;
        if (found == NULL) {
            yaml_append(base, node);
        } else if (found->kind == YAML_MAP && node->kind == YAML_MAP) {
            if (strcmp(node->key, "products") == 0)
                scenario_merge_products(yaml, found, node);
            else
                scenario_merge(yaml, found, node);
        }
    }
}

/* Reads a file and what it extends; NULL when it cannot be read. */
static struct yaml_node *load(struct yaml *yaml, struct inputs *inputs,
                              const char *path, struct yaml_place from,
                              const struct lead *lead)
{
    const struct lead here = {path, lead};
    const struct input_file *file;
    struct yaml_node *root, *base;
    struct error err;

    if (inputs_read(inputs, path, YAML_BYTES, &file, &err) != 0) {
        yaml_problem_from(yaml, from, &err);
        return NULL;
    }
    if (yaml_read(yaml, path, file->bytes, file->size, &root) != 0 && root == NULL)
        return NULL;
    scenario_check_version(yaml, root);
    base = load_base(yaml, inputs, root, &here);
    if (base == NULL)
        return root;
    merge(yaml, base, root);
    return base;
}

/* Key and names in both languages of a service or trade. */
static bool read_names(struct catalogue_reader *reader, const struct yaml_node *node,
                       const char *what, char *key, char *zh, char *en)
{
    const struct yaml_node *chinese, *english;
    const size_t size = strlen(node->key);

    if (size == 0 || size >= CATALOGUE_KEY ||
        strspn(node->key, "abcdefghijklmnopqrstuvwxyz0123456789_") != size) {
        yaml_problem(reader->yaml, node->key_place, MESSAGE_CATALOGUE_NAME, node->key,
                     "service or trade", "服务或工种", CATALOGUE_KEY - 1);
        return false;
    }
    if (!catalogue_read_is_map(reader, node, what))
        return false;
    strcpy(key, node->key);
    chinese = catalogue_read_need(reader, node, what, "zh");
    english = catalogue_read_need(reader, node, what, "en");
    return chinese != NULL && english != NULL &&
           catalogue_read_text(reader, chinese, what, CATALOGUE_NAME, zh) == 0 &&
           catalogue_read_text(reader, english, what, CATALOGUE_NAME, en) == 0;
}

static void read_trades(struct catalogue_reader *reader, const struct yaml_node *map)
{
    static const char *const keys[] = {"zh", "en", "wage"};
    struct catalogue *catalogue = reader->catalogue;

    for (const struct yaml_node *node = map->first; node != NULL; node = node->next) {
        struct trade *trade = &catalogue->trades[catalogue->trade_count];
        char what[CATALOGUE_PATH], wage_path[CATALOGUE_PATH];
        const struct catalogue_figure figure = {wage_path, "yuan/month", 0, 1000000};
        const struct yaml_node *wage;

        if (catalogue->trade_count == CATALOGUE_TRADES) {
            yaml_problem(reader->yaml, node->key_place, MESSAGE_CATALOGUE_MANY,
                         "trades", CATALOGUE_TRADES);
            return;
        }
        catalogue_read_path(what, "trades", node->key);
        catalogue_read_path(wage_path, what, "wage");
        if (!read_names(reader, node, what, trade->key, trade->zh, trade->en))
            continue;
        catalogue_read_keys(reader, node, what, keys, 3, NULL, 0);
        wage = catalogue_read_need(reader, node, what, "wage");
        if (wage != NULL && catalogue_read_figure(reader, wage, &figure, &trade->wage,
                                                  &trade->source, NULL) == 0)
            catalogue->trade_count++;
    }
}

static void read_services(struct catalogue_reader *reader, const struct yaml_node *map)
{
    static const char *const keys[] = {"zh", "en"};
    struct catalogue *catalogue = reader->catalogue;

    for (const struct yaml_node *node = map->first; node != NULL; node = node->next) {
        struct service *service = &catalogue->services[catalogue->service_count];
        char what[CATALOGUE_PATH];

        if (catalogue->service_count == CATALOGUE_SERVICES) {
            yaml_problem(reader->yaml, node->key_place, MESSAGE_CATALOGUE_MANY,
                         "services", CATALOGUE_SERVICES);
            return;
        }
        catalogue_read_path(what, "services", node->key);
        if (!read_names(reader, node, what, service->key, service->zh, service->en))
            continue;
        catalogue_read_keys(reader, node, what, keys, 2, NULL, 0);
        catalogue->service_count++;
    }
}

/* Takes out what a scenario says of products that are none, unless it declares a new
 * one: that, unlike a slip of the pen, names its service. */
static void drop_unknown(struct catalogue_reader *reader,
                         const struct yaml_node *products, struct yaml_node *over)
{
    const char *names[CATALOGUE_PRODUCTS];
    struct yaml_node *node = over->first, *next;
    int count = 0, nearest;

    for (const struct yaml_node *known = products->first;
         known != NULL && count < CATALOGUE_PRODUCTS; known = known->next)
        names[count++] = known->key;
    over->first = over->last = NULL;
    for (; node != NULL; node = next) {
        next = node->next;
        if (yaml_find(products, node->key) != NULL ||
            (node->kind == YAML_MAP && yaml_find(node, "service") != NULL)) {
            yaml_append(over, node);
            continue;
        }
        nearest = text_nearest(node->key, names, count);
        if (nearest >= 0)
            yaml_problem(reader->yaml, node->key_place, MESSAGE_CATALOGUE_KEY_NEAR,
                         "products", node->key, names[nearest]);
        else
            yaml_problem(reader->yaml, node->key_place, MESSAGE_CATALOGUE_PRODUCT,
                         node->key);
    }
}

void catalogue_read_into(struct catalogue_reader *reader, struct inputs *inputs,
                         const char *path, struct yaml_place from,
                         struct yaml_node *over)
{
    static const char *const parts[] = {"trades", "services", "products"};
    static const char *const frame[] = {"linli", "extends"};
    void (*const readers[])(struct catalogue_reader *, const struct yaml_node *) = {
        read_trades, read_services, catalogue_read_products};
    struct yaml_node *root;

    reader->first = reader->yaml->file_count;
    root = load(reader->yaml, inputs, path, from, NULL);
    if (root == NULL)
        return;
    catalogue_read_keys(reader, root, "the catalogue", parts, 3, frame, 2);
    for (int k = 0; k < 3; k++) {
        struct yaml_node *part = yaml_find(root, parts[k]);

        if (part == NULL)
            yaml_problem(reader->yaml, (struct yaml_place){root->place.file, 1, 1, 1},
                         MESSAGE_CATALOGUE_MISSING, path, parts[k]);
        else if (catalogue_read_is_map(reader, part, parts[k])) {
            if (k == 2 && over != NULL) {
                drop_unknown(reader, part, over);
                scenario_merge_products(reader->yaml, part, over);
            }
            readers[k](reader, part);
        }
    }
}

int catalogue_read(struct inputs *inputs, const char *path, struct catalogue *catalogue,
                   struct report *report)
{
    const size_t before = report->count;
    struct yaml yaml;
    struct catalogue_reader reader = {&yaml, catalogue, 0};

    memset(catalogue, 0, sizeof(*catalogue));
    yaml_open(&yaml, report);
    catalogue_read_into(&reader, inputs, path, nowhere, NULL);
    yaml_close(&yaml);
    if (report->count > before)
        return -1;
    catalogue_index(catalogue);
    return 0;
}
