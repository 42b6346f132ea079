/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Products: how each is used, its figures, and unique codes of chance. */
#include "io/catalogue_read_parts.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where each figure stands in a product. */
static const size_t offsets[FIGURES] = {
#define FIGURE(name, unit, initial, low, high, min, max, en, zh) \
    offsetof(struct product, name),
#include "state/figures.def"
#undef FIGURE
};

static const char *const keys[] = {
    "zh",     "en",      "service",  "tier",     "use",     "delivery",
    "family", "outside", "slots",    "months",   "intake",  "need",
    "latent", "want",    "entitled", "priority", "classes", "price"};

enum { KEYS = sizeof(keys) / sizeof(keys[0]), MONTHS_ALL = 0xFFF };

const char *catalogue_price_unit(enum use use)
{
    return use == USE_PLACE ? "yuan/month" : "yuan/visit";
}

const char *catalogue_amount_unit(enum use use)
{
    return use == USE_PLACE ? "hour/month" : "visit/month";
}

const char *catalogue_figure_unit(const struct product *product, enum figure figure)
{
    const char *unit = catalogue_figures[figure].unit;

    return strcmp(unit, "PRICE") == 0 ? catalogue_price_unit(product->use) : unit;
}

/* What a node of a product is called in messages. */
struct naming {
    const char *what;
    char path[CATALOGUE_PATH];
};

static const char *name(struct naming *naming, const char *key)
{
    return catalogue_read_path(naming->path, naming->what, key);
}

/* A word that must be given. */
static int read_choice(struct catalogue_reader *reader, const struct yaml_node *map,
                       struct naming *naming, const char *key, const char *const *words,
                       int count)
{
    const struct yaml_node *node = catalogue_read_need(reader, map, naming->what, key);
    int index = 0;

    if (node == NULL ||
        catalogue_read_word(reader, node, name(naming, key), words, count, &index) != 0)
        return 0;
    return index;
}

static bool read_flag(struct catalogue_reader *reader, const struct yaml_node *map,
                      struct naming *naming, const char *key)
{
    static const char *const words[] = {"false", "true"};

    return yaml_find(map, key) != NULL &&
           read_choice(reader, map, naming, key, words, 2) == 1;
}

/* Months as a list of numbers, "all" when not given. */
static unsigned read_months(struct catalogue_reader *reader,
                            const struct yaml_node *map, struct naming *naming,
                            const char *key)
{
    const struct yaml_node *node = yaml_find(map, key);
    unsigned months = 0;

    if (node == NULL || (node->kind == YAML_TEXT && strcmp(node->text, "all") == 0))
        return MONTHS_ALL;
    if (!catalogue_read_is_list(reader, node, name(naming, key)))
        return MONTHS_ALL;
    for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
        char *end = NULL;
        const long number = item->kind == YAML_TEXT ? strtol(item->text, &end, 10) : 0;

        if (end == NULL || *end != '\0' || number < 1 || number > MONTHS_PER_YEAR)
            yaml_problem(reader->yaml, item->place, MESSAGE_CATALOGUE_MONTHS,
                         name(naming, key),
                         item->kind == YAML_TEXT ? item->text : yaml_kind_en(item));
        else
            months |= 1U << (number - 1);
    }
    if (node->first == NULL)
        yaml_problem(reader->yaml, node->place, MESSAGE_CATALOGUE_EMPTY,
                     name(naming, key), "1, ..., 12, all");
    return months;
}

static void read_use(struct catalogue_reader *reader, const struct yaml_node *map,
                     struct naming *naming, struct product *product)
{
    const struct catalogue *catalogue = reader->catalogue;
    const char *services[CATALOGUE_SERVICES];
    const struct yaml_node *slots;

    for (int k = 0; k < catalogue->service_count; k++)
        services[k] = catalogue->services[k].key;
    product->service =
        read_choice(reader, map, naming, "service", services, catalogue->service_count);
    product->tier = (enum tier)read_choice(reader, map, naming, "tier",
                                           catalogue_tier_words, TIERS);
    product->use =
        (enum use)read_choice(reader, map, naming, "use", catalogue_use_words, USES);
    product->delivery = (enum delivery)read_choice(
        reader, map, naming, "delivery", catalogue_delivery_words, DELIVERIES);
    product->family = read_flag(reader, map, naming, "family");
    product->outside = read_flag(reader, map, naming, "outside");
    product->months = read_months(reader, map, naming, "months");
    product->intake = read_months(reader, map, naming, "intake");
    slots = catalogue_read_need(reader, map, naming->what, "slots");
    if (slots != NULL &&
        catalogue_read_words(reader, slots, name(naming, "slots"), catalogue_slot_words,
                             SLOTS, &product->slots) != 0)
        product->slots = 0;
}

static void read_figures(struct catalogue_reader *reader, const struct yaml_node *map,
                         struct naming *naming, struct product *product)
{
    const struct yaml_node *price =
        catalogue_read_need(reader, map, naming->what, "price");
    struct catalogue_figure figure = {naming->path, catalogue_price_unit(product->use),
                                      0, 1000000};
    double value;

    product->price.count = 1;
    if (price != NULL) {
        name(naming, "price");
        /* What is wrong has been told; the price is not read then. */
        if (catalogue_read_figure(reader, price, &figure, &value,
                                  &product->price_source, &product->price) != 0)
            product->price.count = 1;
    }
    for (int k = 0; k < FIGURES; k++) {
        const struct figure_info *info = &catalogue_figures[k];
        const struct yaml_node *node = yaml_find(map, info->name);
        double *field = (double *)((char *)product + offsets[k]);

        *field = info->initial;
        product->source[k] =
            (struct figure_source){info->low, info->high, "assumed", 'D'};
        figure = (struct catalogue_figure){
            naming->path, catalogue_figure_unit(product, k), info->min, info->max};
        name(naming, info->name);
        if (node != NULL && catalogue_read_figure(reader, node, &figure, field,
                                                  &product->source[k], NULL) != 0)
            *field = info->initial;
    }
}

/* Names of products are parts of keys and of addresses of chance. */
static bool name_ok(const char *key)
{
    const size_t size = strlen(key);

    return size > 0 && size < CATALOGUE_KEY && key[0] >= 'a' && key[0] <= 'z' &&
           strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789_") == size;
}

static bool key_ok(struct catalogue_reader *reader, const struct yaml_node *node)
{
    const struct catalogue *catalogue = reader->catalogue;

    if (!name_ok(node->key)) {
        yaml_problem(reader->yaml, node->key_place, MESSAGE_CATALOGUE_NAME, node->key,
                     "product", "服务项目", CATALOGUE_KEY - 1);
        return false;
    }
    for (int k = 0; k < catalogue->product_count; k++)
        if (catalogue->products[k].code == catalogue_code(node->key)) {
            yaml_problem(reader->yaml, node->key_place, MESSAGE_CATALOGUE_COLLISION,
                         node->key, catalogue->products[k].key);
            return false;
        }
    return true;
}

static void read_product(struct catalogue_reader *reader, const struct yaml_node *node)
{
    struct product *product =
        &reader->catalogue->products[reader->catalogue->product_count];
    const char *figures[FIGURES];
    char what[CATALOGUE_PATH];
    struct naming naming = {what, ""};
    const struct yaml_node *zh, *en;
    const size_t before = reader->yaml->report->count;

    catalogue_read_path(what, "products", node->key);
    if (!catalogue_read_is_map(reader, node, what))
        return;
    snprintf(product->key, sizeof(product->key), "%s", node->key);
    product->code = catalogue_code(product->key);
    reader->catalogue->product_count++;
    for (int k = 0; k < FIGURES; k++)
        figures[k] = catalogue_figures[k].name;
    catalogue_read_keys(reader, node, what, keys, KEYS, figures, FIGURES);
    zh = catalogue_read_need(reader, node, what, "zh");
    en = catalogue_read_need(reader, node, what, "en");
    if (zh != NULL && catalogue_read_text(reader, zh, name(&naming, "zh"),
                                          CATALOGUE_NAME, product->zh) != 0)
        product->zh[0] = '\0';
    if (en != NULL && catalogue_read_text(reader, en, name(&naming, "en"),
                                          CATALOGUE_NAME, product->en) != 0)
        product->en[0] = '\0';
    read_use(reader, node, &naming, product);
    read_figures(reader, node, &naming, product);
    catalogue_read_rules(reader, node, what, product);
    catalogue_read_classes(reader, node, what, product);
    /* What is wrong by itself would be told again as not fitting the rest. */
    if (reader->yaml->report->count == before)
        catalogue_read_check(reader, node, what, product);
}

void catalogue_read_products(struct catalogue_reader *reader,
                             const struct yaml_node *map)
{
    for (const struct yaml_node *node = map->first; node != NULL; node = node->next) {
        if (reader->catalogue->product_count == CATALOGUE_PRODUCTS) {
            yaml_problem(reader->yaml, node->key_place, MESSAGE_CATALOGUE_MANY,
                         "products", CATALOGUE_PRODUCTS);
            return;
        }
        if (key_ok(reader, node))
            read_product(reader, node);
    }
}
