/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A file and what it extends, laid over each other from the first base on. */
#include "io/scenario_parts.h"

#include <stdlib.h>
#include <string.h>

enum {
    LEVELS = 8, /* of extends */
    FILES = LEVELS + 1
};

static const struct yaml_place nowhere = {-1, 0, 0, 0};

/* The files from the one asked for to its last base. */
struct chain {
    char *path[FILES + 1]; /* owned; normalised */
    struct yaml_node *shaped[FILES + 1];
    int count;
    struct yaml_place from; /* of the `extends` that leads to the next */
};

static const char *id_of(const struct yaml_node *item)
{
    const struct yaml_node *id = item->kind == YAML_MAP ? yaml_find(item, "id") : NULL;

    return id != NULL && id->kind == YAML_TEXT && id->text[0] != '\0' ? id->text : NULL;
}

static int by_id(const void *a, const void *b)
{
    const struct yaml_node *x = *(struct yaml_node *const *)a;
    const struct yaml_node *y = *(struct yaml_node *const *)b;

    return strcmp(id_of(x), id_of(y));
}

/* The items of a list that have an id, sorted by it, malloc'ed; NULL when one has none
 * (`all`) or is no map, when the list is empty, when two are equal (reported), or without
 * memory. */
static struct yaml_node **index_ids(struct yaml *yaml, const struct yaml_node *list,
                                    bool all, size_t *count)
{
    struct yaml_node **items;
    size_t most = 0;

    *count = 0;
    for (const struct yaml_node *item = list->first; item != NULL; item = item->next)
        if (item->kind != YAML_MAP || (all && id_of(item) == NULL))
            return NULL;
        else
            most++;
    if (most == 0)
        return NULL;
    items = malloc(most * sizeof(struct yaml_node *));
    if (items == NULL)
        return NULL;
    for (struct yaml_node *item = list->first; item != NULL; item = item->next)
        if (id_of(item) != NULL)
            items[(*count)++] = item;
    if (*count > 0)
        qsort(items, *count, sizeof(struct yaml_node *), by_id);
    for (size_t i = 1; i < *count; i++)
        if (by_id(&items[i - 1], &items[i]) == 0) {
            yaml_problem(yaml, items[i]->place, MESSAGE_LIST_ID, id_of(items[i]));
            free(items);
            return NULL;
        }
    return items;
}

/* Takes what `merged` became into the place of `old` in its parent. */
static void replace(struct yaml_node *old, const struct yaml_node *merged)
{
    struct yaml_node *next = old->next;

    *old = *merged;
    old->next = next;
}

/* Items with an id are laid over those of the same id; others, which none can mean, are
 * added. Lists of other things, and empty ones, replace. */
static struct yaml_node *merge_lists(struct yaml *yaml, struct yaml_node *base,
                                     struct yaml_node *over)
{
    size_t base_count, over_count;
    struct yaml_node **bases = index_ids(yaml, base, true, &base_count);
    struct yaml_node **overs =
        bases != NULL ? index_ids(yaml, over, false, &over_count) : NULL;
    struct yaml_node *next;

    if (overs == NULL) {
        free(bases);
        return over;
    }
    for (struct yaml_node *item = over->first; item != NULL; item = next) {
        struct yaml_node **found =
            id_of(item) != NULL
                ? bsearch(&item, bases, base_count, sizeof(struct yaml_node *), by_id)
                : NULL;

        next = item->next;
        if (found != NULL)
            replace(*found, scenario_merge(yaml, *found, item));
        else
            yaml_append(base, item);
    }
    free(bases);
    free(overs);
    base->place = over->place;
    return base;
}

static int by_key(const void *a, const void *b)
{
    return strcmp((*(struct yaml_node *const *)a)->key,
                  (*(struct yaml_node *const *)b)->key);
}

/* The entries of a map sorted by key, malloc'ed; NULL without memory (reported). */
static struct yaml_node **index_keys(struct yaml *yaml, const struct yaml_node *map,
                                     size_t *count)
{
    struct yaml_node **entries;

    *count = 0;
    for (const struct yaml_node *node = map->first; node != NULL; node = node->next)
        ++*count;
    entries = malloc((*count + 1) * sizeof(struct yaml_node *));
    if (entries == NULL) {
        yaml_problem(yaml, map->place, MESSAGE_MEMORY, "the scenario file");
        return NULL;
    }
    *count = 0;
    for (struct yaml_node *node = map->first; node != NULL; node = node->next)
        entries[(*count)++] = node;
    qsort(entries, *count, sizeof(struct yaml_node *), by_key);
    return entries;
}

struct yaml_node *scenario_merge(struct yaml *yaml, struct yaml_node *base,
                                 struct yaml_node *over)
{
    struct yaml_node **entries, *next;
    size_t count;

    if (base->kind != over->kind || base->kind == YAML_TEXT)
        return over;
    if (base->kind == YAML_LIST)
        return merge_lists(yaml, base, over);
    entries = index_keys(yaml, base, &count);
    if (entries == NULL)
        return over;
    for (struct yaml_node *node = over->first; node != NULL; node = next) {
        struct yaml_node **found =
            bsearch(&node, entries, count, sizeof(struct yaml_node *), by_key);

        next = node->next;
        if (found == NULL)
            yaml_append(base, node);
        else
            replace(*found, scenario_merge(yaml, *found, node));
    }
    free(entries);
    base->place = over->place;
    base->key_place = over->key_place;
    return base;
}

/* Drops the entries of a map that are dates from `first` on. */
static void drop_dates(struct yaml_node *map, month first)
{
    struct yaml_node *node = map->first, *next;

    map->first = map->last = NULL;
    for (; node != NULL; node = next) {
        month when;

        next = node->next;
        if (month_from_text(node->key, &when) != 0 || when < first)
            yaml_append(map, node);
    }
}

struct yaml_node *scenario_merge_dated(struct yaml *yaml, struct yaml_node *base,
                                       struct yaml_node *over)
{
    month first = -1;

    if (over->kind != YAML_MAP || base->kind == YAML_LIST)
        return over;
    if (base->kind == YAML_TEXT) {
        struct yaml_node *map = yaml_new(yaml, YAML_MAP, base->place);
        struct yaml_node *value = yaml_new(yaml, YAML_TEXT, base->place);

        if (map == NULL || value == NULL)
            return over;
        *value = *base;
        value->key = "value";
        map->key = base->key;
        map->key_place = base->key_place;
        yaml_append(map, value);
        base = map;
    }
    if (yaml_find(over, "value") != NULL) {
        drop_dates(base, 0);
    } else {
        for (const struct yaml_node *node = over->first; node != NULL && first < 0;
             node = node->next)
            if (month_from_text(node->key, &first) == 0)
                drop_dates(base, first);
            else
                first = -1;
    }
    return scenario_merge(yaml, base, over);
}

struct yaml_node *scenario_merge_files(struct yaml *yaml, struct yaml_node *base,
                                       struct yaml_node *over)
{
    struct yaml_node *old = yaml_find(base, "parameters");
    struct yaml_node *new = yaml_find(over, "parameters");

    /* The parameters are merged first: then the rest finds the same map twice. */
    for (struct yaml_node *node = new->first, *next; node != NULL; node = next) {
        struct yaml_node *found = yaml_find(old, node->key);

        next = node->next;
        if (found == NULL)
            yaml_append(old, node);
        else
            replace(found, scenario_merge_dated(yaml, found, node));
    }
    new->first = new->last = NULL;
    old = yaml_find(base, "products");
    new = yaml_find(over, "products");
    scenario_merge_products(yaml, old, new);
    new->first = new->last = NULL;
    /* Single terms are laid over lists at the end, when all files have said theirs. */
    return scenario_merge(yaml, base, over);
}

void scenario_check_version(struct yaml *yaml, const struct yaml_node *root)
{
    const struct yaml_node *version = yaml_find(root, "linli");

    if (version == NULL)
        yaml_problem(yaml, (struct yaml_place){root->place.file, 1, 1, 1},
                     MESSAGE_VERSION_MISSING);
    else if (version->kind != YAML_TEXT)
        yaml_problem(yaml, version->place, MESSAGE_VALUE_NOT_TEXT, "linli",
                     yaml_kind_en(version), yaml_kind_zh(version));
    else if (strcmp(version->text, "1") != 0)
        yaml_problem(yaml, version->place, MESSAGE_VERSION_UNKNOWN, version->text);
}

/* Finds the base the file names. Returns 1 when there is one, 0 when none, -1 after a
 * problem. */
static int next_base(struct yaml *yaml, struct chain *chain,
                     const struct yaml_node *root)
{
    const struct yaml_node *extends = yaml_find(root, "extends");
    char *path;

    if (extends == NULL)
        return 0;
    if (extends->kind != YAML_TEXT)
        return yaml_problem(yaml, extends->place, MESSAGE_VALUE_NOT_TEXT, "extends",
                            yaml_kind_en(extends), yaml_kind_zh(extends));
    if (extends->text[0] == '\0')
        return yaml_problem(yaml, extends->key_place, MESSAGE_VALUE_EMPTY, "extends");
    path = input_path(chain->path[chain->count - 1], extends->text);
    if (path == NULL)
        return yaml_problem(yaml, extends->place, MESSAGE_MEMORY, "the scenario file");
    for (int i = 0; i < chain->count; i++)
        if (strcmp(chain->path[i], path) == 0) {
            yaml_problem(yaml, extends->place, MESSAGE_EXTENDS_CYCLE, path);
            free(path);
            return -1;
        }
    if (chain->count == FILES) {
        free(path);
        return yaml_problem(yaml, extends->place, MESSAGE_EXTENDS_DEEP, LEVELS);
    }
    chain->path[chain->count++] = path;
    chain->from = extends->place;
    return 1;
}

/* Reads the last file of the chain. Returns as next_base. */
static int read_last(struct yaml *yaml, struct inputs *inputs, struct chain *chain)
{
    const int last = chain->count - 1;
    const struct input_file *file;
    struct yaml_node *root;
    struct error err;

    if (inputs_read(inputs, chain->path[last], YAML_BYTES, &file, &err) != 0)
        return yaml_problem_from(yaml, chain->from, &err);
    /* Problems that leave a tree are in the report; the rest is checked all the same. */
    if (yaml_read(yaml, chain->path[last], file->bytes, file->size, &root) != 0 &&
        root == NULL)
        return -1;
    scenario_check_version(yaml, root);
    chain->shaped[last] = scenario_shape(yaml, root, false);
    if (chain->shaped[last] == NULL)
        return -1;
    return next_base(yaml, chain, root);
}

struct yaml_node *scenario_load(struct yaml *yaml, struct inputs *inputs,
                                const char *path, bool *complete)
{
    struct chain chain = {.from = nowhere};
    struct yaml_node *all = NULL;
    int status = 1;

    chain.path[0] = input_path("", path);
    if (chain.path[0] == NULL) {
        yaml_problem(yaml, nowhere, MESSAGE_MEMORY, "the scenario file");
        status = -1;
    }
    chain.count = 1;
    while (status > 0)
        status = read_last(yaml, inputs, &chain);
    *complete = status == 0;
    for (int i = chain.count - 1; i >= 0; i--) {
        if (chain.shaped[i] != NULL)
            all = all == NULL ? chain.shaped[i]
                              : scenario_merge_files(yaml, all, chain.shaped[i]);
        free(chain.path[i]);
    }
    return all;
}
