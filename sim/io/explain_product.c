/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Texts of `linli explain PRODUCT` and `linli explain PRODUCT.FIGURE`. */
#include "io/explain.h"

#include "core/text.h"
#include "io/catalogue_read.h"
#include "param/units.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_CELLS = 24, NEAR_MAX = 5 };

static const char *pick(enum language language, const char *en, const char *zh)
{
    return language == LANGUAGE_ZH ? zh : en;
}

/* "  name   " in its column. */
static void write_name(FILE *out, const char *name)
{
    const int space = NAME_CELLS - text_width(name, strlen(name));

    fprintf(out, "  %s%*s", name, space > 1 ? space : 1, "");
}

static void write_field(FILE *out, const char *name, const char *value)
{
    write_name(out, name);
    fprintf(out, "%s\n", value);
}

/* Slots or months as words. */
static void write_bits(FILE *out, const char *name, unsigned bits, int count,
                       const char *const *words)
{
    bool first = true;

    write_name(out, name);
    for (int k = 0; k < count; k++)
        if (bits >> k & 1) {
            fputs(first ? "" : ", ", out);
            if (words != NULL)
                fputs(words[k], out);
            else
                fprintf(out, "%d", k + 1);
            first = false;
        }
    fputs("\n", out);
}

static void write_price(FILE *out, const struct product *product,
                        enum language language)
{
    const char *unit = catalogue_price_unit(product->use);
    char text[64], when[16];

    write_name(out, "price");
    fprintf(out, "%s (", units_text(product->price.steps[0].value, unit, text));
    explain_source(out, &product->price_source, unit, language);
    fputs(")\n", out);
    for (int k = 1; k < product->price.count; k++) {
        write_name(out, "");
        fprintf(out, pick(language, "%s from %s on\n", "%s（自 %s 起）\n"),
                units_text(product->price.steps[k].value, unit, text),
                month_text(product->price.steps[k].from, when));
    }
}

static void write_figure(FILE *out, const struct product *product, int figure,
                         enum language language)
{
    const char *unit = catalogue_figure_unit(product, (enum figure)figure);
    char text[64];

    write_name(out, catalogue_figures[figure].name);
    fprintf(out, "%s (", units_text(explain_figure(product, figure), unit, text));
    explain_source(out, &product->source[figure], unit, language);
    fputs(")\n", out);
}

static void write_rules(FILE *out, const struct product *product, enum rule_list list,
                        enum language language)
{
    const char *unit = catalogue_amount_unit(product->use);
    int count;
    const struct rule *rules = catalogue_rules(product, list, &count);
    char text[64];

    for (int r = 0; r < count; r++) {
        write_name(out, r == 0 ? catalogue_rule_list_words[list] : "");
        explain_rule(out, &rules[r], language);
        if (rules[r].share < 1) {
            fprintf(out, pick(language, ": share %s (", "：比例 %s（"),
                    units_text(rules[r].share, "1", text));
            explain_source(out, &product->share_sources[list][r], "1", language);
            fputs(pick(language, ")", "）"), out);
        }
        if (rules[r].amount > 0) {
            fprintf(out, ": %s (", units_text(rules[r].amount, unit, text));
            explain_source(out, &product->amount_sources[list][r], unit, language);
            fputs(")", out);
        }
        fputs("\n", out);
    }
}

static void write_classes(FILE *out, const struct catalogue *catalogue,
                          const struct product *product, enum language language)
{
    for (int c = 0; c < product->class_count; c++) {
        const struct place_class *class = &product->classes[c];

        write_name(out, c == 0 ? "classes" : "");
        fprintf(out, "%s: ", class->key);
        explain_rule(out, &class->who, language);
        for (int k = 0; k < catalogue->trade_count; k++)
            if (class->posts[k] > 0) {
                fprintf(
                    out, "; %s %.4g (",
                    pick(language, catalogue->trades[k].en, catalogue->trades[k].zh),
                    class->posts[k]);
                explain_source(out, &product->post_sources[c][k], "1", language);
                fputs(")", out);
            }
        fputs(pick(language, " posts a place\n", " 岗位/位\n"), out);
    }
}

static void write_product(FILE *out, const struct catalogue *catalogue,
                          const struct product *product, enum language language)
{
    const struct service *service = &catalogue->services[product->service];
    static const char *const yes[] = {"false", "true"};

    fprintf(out, "%s  %s  %s\n", product->key, product->zh, product->en);
    write_field(out, "service", pick(language, service->en, service->zh));
    write_field(out, "tier", catalogue_tier_words[product->tier]);
    write_field(out, "use", catalogue_use_words[product->use]);
    write_field(out, "delivery", catalogue_delivery_words[product->delivery]);
    write_field(out, "family", yes[product->family]);
    write_field(out, "outside", yes[product->outside]);
    write_bits(out, "slots", product->slots, SLOTS,
               language == LANGUAGE_ZH ? catalogue_slot_words_zh
                                       : catalogue_slot_words);
    write_bits(out, "months", product->months, MONTHS_PER_YEAR, NULL);
    if (product->use == USE_PLACE)
        write_bits(out, "intake", product->intake, MONTHS_PER_YEAR, NULL);
    for (int list = 0; list < RULE_LISTS; list++)
        write_rules(out, product, (enum rule_list)list, language);
    write_classes(out, catalogue, product, language);
    write_price(out, product, language);
    for (int k = 0; k < FIGURES; k++)
        write_figure(out, product, k, language);
}

/* One figure of a product with what it means. */
static bool write_one(FILE *out, const struct product *product, const char *name,
                      enum language language)
{
    char text[64];

    if (strcmp(name, "price") == 0) {
        fprintf(out, "%s.price  %s\n", product->key, product->zh);
        write_field(out, pick(language, "meaning", "含义"),
                    pick(language, "what a user pays", "使用者支付的价格"));
        write_price(out, product, language);
        return true;
    }
    for (int k = 0; k < FIGURES; k++) {
        const struct figure_info *info = &catalogue_figures[k];
        const char *unit = catalogue_figure_unit(product, (enum figure)k);

        if (strcmp(name, info->name) != 0)
            continue;
        fprintf(out, "%s.%s  %s\n", product->key, info->name, product->zh);
        write_field(out, pick(language, "meaning", "含义"),
                    pick(language, info->en, info->zh));
        write_figure(out, product, k, language);
        write_name(out, pick(language, "allowed", "允许范围"));
        fprintf(out, "%s %s ", units_text(info->min, unit, text),
                pick(language, "to", "至"));
        fprintf(out, "%s\n", units_text(info->max, unit, text));
        return true;
    }
    return false;
}

/* The product whose key or Chinese name `key` begins with; `rest` is out: what follows
 * the dot, or NULL. */
static const struct product *find(const struct catalogue *catalogue, const char *key,
                                  const char **rest)
{
    const size_t size = strcspn(key, ".");

    *rest = key[size] == '.' ? key + size + 1 : NULL;
    for (int k = 0; k < catalogue->product_count; k++) {
        const struct product *product = &catalogue->products[k];

        if ((strlen(product->key) == size && strncmp(product->key, key, size) == 0) ||
            (strlen(product->zh) == size && strncmp(product->zh, key, size) == 0))
            return product;
    }
    return NULL;
}

/* Names near to an unknown one, of products or of the figures of one. */
static int fail_unknown(const struct catalogue *catalogue, const char *key,
                        const struct product *product, const char *rest,
                        struct error *err)
{
    const char *names[2 * CATALOGUE_PRODUCTS + FIGURES + 1];
    char near[CATALOGUE_KEY + CATALOGUE_NAME];
    int count = 0, nearest;

    for (int k = 0; k < catalogue->product_count && product == NULL; k++) {
        names[count++] = catalogue->products[k].key;
        names[count++] = catalogue->products[k].zh;
    }
    for (int k = 0; k < FIGURES && product != NULL; k++)
        names[count++] = catalogue_figures[k].name;
    if (product != NULL)
        names[count++] = "price";
    nearest = text_nearest(product != NULL ? rest : key, names, count);
    if (nearest < 0)
        return error_set(err, MESSAGE_EXPLAIN_UNKNOWN, key);
    snprintf(near, sizeof(near), "%s%s%s", product != NULL ? product->key : "",
             product != NULL ? "." : "", names[nearest]);
    return error_set(err, MESSAGE_EXPLAIN_NEAR, key, near);
}

int explain_product(const struct catalogue *catalogue, const char *key,
                    enum language language, char **text, struct error *err)
{
    static const char under[] = "products.";
    const size_t skip = strncmp(key, under, sizeof(under) - 1) == 0 ? 9 : 0;
    const char *rest;
    const struct product *product = find(catalogue, key + skip, &rest);
    bool known = product != NULL;
    size_t size;
    FILE *out;

    *text = NULL;
    out = open_memstream(text, &size);
    if (out == NULL)
        return error_set(err, MESSAGE_MEMORY, "the explanation");
    if (known && rest == NULL)
        write_product(out, catalogue, product, language);
    else if (known)
        known = write_one(out, product, rest, language);
    if (fclose(out) != 0) {
        free(*text);
        *text = NULL;
        return error_set(err, MESSAGE_MEMORY, "the explanation");
    }
    if (known)
        return 0;
    free(*text);
    *text = NULL;
    return fail_unknown(catalogue, key, product, rest, err);
}

char *explain_products(const struct catalogue *catalogue, enum language language)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        return NULL;
    for (int k = 0; k < catalogue->product_count; k++) {
        const struct product *product = &catalogue->products[k];
        const struct service *service = &catalogue->services[product->service];

        write_name(out, product->key);
        write_name(out, product->zh);
        fprintf(out, "%s (%s)\n", product->en,
                pick(language, service->en, service->zh));
    }
    return text_taken(out, &text);
}
