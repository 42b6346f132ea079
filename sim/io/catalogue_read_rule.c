/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Rules, which say who, and the classes of places, whose users they tell apart. */
#include "io/catalogue_read_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MAX_HOURS = 744 }; /* of a month */

static const char *const age_key[] = {"age"};

/* Ages of a rule: [from, to) or [from]. */
static int read_age(struct catalogue_reader *reader, const struct yaml_node *node,
                    const char *what, struct rule *rule)
{
    double age[2] = {0, RULE_AGE_END};
    int count = 0;

    if (!catalogue_read_is_list(reader, node, what))
        return -1;
    for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
        if (count == 2)
            return yaml_problem(reader->yaml, node->place, MESSAGE_CATALOGUE_AGE, what);
        TRY(scenario_quantity(reader->yaml, item, what, "month", 0, RULE_AGE_END,
                              &age[count]));
        if (floor(age[count]) < age[count])
            return yaml_problem(reader->yaml, item->place, MESSAGE_CATALOGUE_AGE, what);
        count++;
    }
    if (count == 0 || age[0] >= age[1])
        return yaml_problem(reader->yaml, node->place, MESSAGE_CATALOGUE_AGE, what);
    rule->age_low = (int)age[0];
    rule->age_high = (int)age[1];
    return 0;
}

/* The conditions of a rule or class. */
static int read_who(struct catalogue_reader *reader, const struct yaml_node *map,
                    const char *what, struct rule *rule)
{
    const struct yaml_node *node = yaml_find(map, "age");
    char path[CATALOGUE_PATH];
    int status = 0;

    *rule = (struct rule){0, RULE_AGE_END, UINT32_MAX, 1.0, 0.0};
    if (node != NULL) {
        catalogue_read_path(path, what, "age");
        status |= read_age(reader, node, path, rule);
    }
    for (int g = 0; g < TRAIT_GROUPS; g++) {
        const struct trait_group *group = &catalogue_traits[g];
        const uint32_t all = ((UINT32_C(1) << group->count) - 1) << group->shift;
        unsigned bits;

        node = yaml_find(map, group->key);
        if (node == NULL)
            continue;
        catalogue_read_path(path, what, group->key);
        if (catalogue_read_words(reader, node, path, group->words, group->count,
                                 &bits) != 0)
            status = -1;
        else
            rule->mask = (rule->mask & ~all) | (uint32_t)bits << group->shift;
    }
    return status;
}

/* Keys of the conditions, and of what else the map may hold. */
static void check_keys(struct catalogue_reader *reader, const struct yaml_node *map,
                       const char *what, const char *const *more, int more_count)
{
    const char *keys[TRAIT_GROUPS + 1];

    keys[0] = age_key[0];
    for (int g = 0; g < TRAIT_GROUPS; g++)
        keys[g + 1] = catalogue_traits[g].key;
    catalogue_read_keys(reader, map, what, keys, TRAIT_GROUPS + 1, more, more_count);
}

/* Share and amount of a rule of a list that has them. */
static int read_extent(struct catalogue_reader *reader, const struct yaml_node *map,
                       const char *what, enum rule_list list, int index,
                       struct product *product, struct rule *rule)
{
    const struct yaml_node *share = yaml_find(map, "share");
    const struct yaml_node *amount = yaml_find(map, "amount");
    struct figure_source *shares = &product->share_sources[list][index];
    struct figure_source *amounts = &product->amount_sources[list][index];
    char path[CATALOGUE_PATH];
    struct catalogue_figure figure = {path, "1", 0, 1};

    if (share != NULL) {
        catalogue_read_path(path, what, "share");
        TRY(catalogue_read_figure(reader, share, &figure, &rule->share, shares, NULL));
        catalogue_read_weaker(&product->amount_source, shares);
    }
    if (amount != NULL) {
        catalogue_read_path(path, what, "amount");
        figure.unit = catalogue_amount_unit(product->use);
        figure.max = MAX_HOURS;
        TRY(catalogue_read_figure(reader, amount, &figure, &rule->amount, amounts,
                                  NULL));
        catalogue_read_weaker(&product->amount_source, amounts);
    }
    return 0;
}

/* One list; what it holds goes to `rules` as far as it is in order. */
static void read_list(struct catalogue_reader *reader, const struct yaml_node *node,
                      const char *what, enum rule_list list, struct product *product,
                      struct rule *rules, int *count)
{
    static const char *const more[] = {"share", "amount"};
    const int extent = list == RULE_LIST_ENTITLED || list == RULE_LIST_PRIORITY ? 0 : 2;

    if (!catalogue_read_is_list(reader, node, what))
        return;
    for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
        if (*count == CATALOGUE_RULES) {
            yaml_problem(reader->yaml, item->place, MESSAGE_CATALOGUE_MANY, what,
                         CATALOGUE_RULES);
            return;
        }
        if (!catalogue_read_is_map(reader, item, what))
            continue;
        check_keys(reader, item, what, more, extent);
        struct rule *rule = &rules[*count];
        /* A rule that is wrong keeps its place, so that those behind keep their number. */
        if (read_who(reader, item, what, rule) != 0 ||
            (extent && read_extent(reader, item, what, list, *count, product, rule)))
            *rule = (struct rule){0, 0, UINT32_MAX, 1.0, 1.0};
        ++*count;
    }
}

void catalogue_read_rules(struct catalogue_reader *reader, const struct yaml_node *map,
                          const char *what, struct product *product)
{
    struct rule *const rules[RULE_LISTS] = {product->need, product->latent,
                                            product->want, product->entitled,
                                            product->priority};
    int *const counts[RULE_LISTS] = {&product->needs, &product->latents,
                                     &product->wants, &product->entitlements,
                                     &product->priorities};

    for (int list = 0; list < RULE_LISTS; list++) {
        const struct yaml_node *node = yaml_find(map, catalogue_rule_list_words[list]);
        char path[CATALOGUE_PATH];

        if (node == NULL)
            continue;
        catalogue_read_path(path, what, catalogue_rule_list_words[list]);
        read_list(reader, node, path, (enum rule_list)list, product, rules[list],
                  counts[list]);
    }
}

/* `places_per_post`: {trade: how many places one post of it serves}. */
static void read_posts(struct catalogue_reader *reader, const struct yaml_node *map,
                       const char *what, struct product *product, int class)
{
    const struct catalogue *catalogue = reader->catalogue;
    const char *names[CATALOGUE_TRADES];

    if (!catalogue_read_is_map(reader, map, what))
        return;
    for (int k = 0; k < catalogue->trade_count; k++)
        names[k] = catalogue->trades[k].key;
    catalogue_read_keys(reader, map, what, names, catalogue->trade_count, NULL, 0);
    for (const struct yaml_node *node = map->first; node != NULL; node = node->next) {
        const int trade = catalogue_trade(catalogue, node->key);
        char path[CATALOGUE_PATH];
        const struct catalogue_figure figure = {path, "1", 0.05, 100000};
        double places;

        if (trade < 0)
            continue;
        struct figure_source *source = &product->post_sources[class][trade];

        catalogue_read_path(path, what, node->key);
        if (catalogue_read_figure(reader, node, &figure, &places, source, NULL) != 0)
            continue;
        product->classes[class].posts[trade] = 1.0 / places;
        /* Ranges are of posts, as the values are. */
        const double low = 1.0 / source->high;
        source->high = 1.0 / source->low;
        source->low = low;
        catalogue_read_weaker(&product->staff_source, source);
    }
}

static void read_class(struct catalogue_reader *reader, const struct yaml_node *item,
                       const char *what, struct product *product)
{
    static const char *const more[] = {"id", "places_per_post"};
    struct place_class *class = &product->classes[product->class_count];
    const struct yaml_node *posts, *id;
    char path[CATALOGUE_PATH];

    if (!catalogue_read_is_map(reader, item, what))
        return;
    check_keys(reader, item, what, more, 2);
    id = catalogue_read_need(reader, item, what, "id");
    if (id == NULL ||
        catalogue_read_text(reader, id, what, CATALOGUE_KEY, class->key) != 0)
        strcpy(class->key, "?");
    if (read_who(reader, item, what, &class->who) != 0)
        class->who = (struct rule){0, 0, UINT32_MAX, 1.0, 0.0};
    posts = yaml_find(item, "places_per_post");
    if (posts != NULL) {
        catalogue_read_path(path, what, "places_per_post");
        read_posts(reader, posts, path, product, product->class_count);
    }
    product->class_count++;
}

void catalogue_read_classes(struct catalogue_reader *reader,
                            const struct yaml_node *map, const char *what,
                            struct product *product)
{
    const struct yaml_node *node = catalogue_read_need(reader, map, what, "classes");
    char path[CATALOGUE_PATH];

    if (node == NULL)
        return;
    catalogue_read_path(path, what, "classes");
    if (!catalogue_read_is_list(reader, node, path))
        return;
    for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
        if (product->class_count == CATALOGUE_CLASSES) {
            yaml_problem(reader->yaml, item->place, MESSAGE_CATALOGUE_MANY, path,
                         CATALOGUE_CLASSES);
            return;
        }
        read_class(reader, item, path, product);
    }
    if (product->class_count == 0)
        yaml_problem(reader->yaml, node->place, MESSAGE_CATALOGUE_EMPTY, path, "id");
}
