/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The steps of catalogue_read, each in a file of its own, and of scenario_catalogue,
 * which lays a scenario's `products` over a catalogue: nothing else includes this. */
#ifndef LINLI_IO_CATALOGUE_READ_PARTS_H
#define LINLI_IO_CATALOGUE_READ_PARTS_H

#include "io/catalogue_read.h"
#include "io/scenario_parts.h"
#include "io/yaml.h"

/* Names of keys in messages: "products.childcare_full.m2_per_place". */
enum { CATALOGUE_PATH = 160 };

struct catalogue_reader {
    struct yaml *yaml;
    struct catalogue *catalogue; /* filled */
    int first; /* index of the first file of the catalogue; those before it belong to a
                  scenario, whose plain values need no source */
};

/* A figure to be read: its name in messages and what is allowed. */
struct catalogue_figure {
    const char *what, *unit;
    double min, max;
};

/* Reads the catalogue at `path` and lays `over` (a map of products in canonical form, or
 * NULL) over it. `from`: where the path was named. */
void catalogue_read_into(struct catalogue_reader *reader, struct inputs *inputs,
                         const char *path, struct yaml_place from,
                         struct yaml_node *over);

/* catalogue_read_figure.c: a number with its source; `dated` (or NULL) gets the dates. */
int catalogue_read_figure(struct catalogue_reader *reader, const struct yaml_node *node,
                          const struct catalogue_figure *figure, double *value,
                          struct figure_source *source, struct dated *dated) MUST_CHECK;
/* The source of two that is weaker. */
void catalogue_read_weaker(struct figure_source *source,
                           const struct figure_source *other);
/* One of `count` words. */
int catalogue_read_word(struct catalogue_reader *reader, const struct yaml_node *node,
                        const char *what, const char *const *words, int count,
                        int *index) MUST_CHECK;
/* A list of words, or one alone, as bits. */
int catalogue_read_words(struct catalogue_reader *reader, const struct yaml_node *node,
                         const char *what, const char *const *words, int count,
                         unsigned *bits) MUST_CHECK;
/* Copies a text of at most `size` - 1 bytes. */
int catalogue_read_text(struct catalogue_reader *reader, const struct yaml_node *node,
                        const char *what, size_t size, char *text) MUST_CHECK;
/* Reports the keys of a map that are none of `keys` nor of `more`. */
void catalogue_read_keys(struct catalogue_reader *reader, const struct yaml_node *map,
                         const char *what, const char *const *keys, int count,
                         const char *const *more, int more_count);
/* "what.key", cut to what fits; returns `path`. */
const char *catalogue_read_path(char path[CATALOGUE_PATH], const char *what,
                                const char *key);
/* Whether the node is a map, a list; reported. */
bool catalogue_read_is_map(struct catalogue_reader *reader,
                           const struct yaml_node *node, const char *what);
bool catalogue_read_is_list(struct catalogue_reader *reader,
                            const struct yaml_node *node, const char *what);
/* Whether the entry of the map is given; reported when not. */
const struct yaml_node *catalogue_read_need(struct catalogue_reader *reader,
                                            const struct yaml_node *map,
                                            const char *what, const char *key);

/* catalogue_read_rule.c: the five lists of rules, and the classes. */
void catalogue_read_rules(struct catalogue_reader *reader, const struct yaml_node *map,
                          const char *what, struct product *product);
void catalogue_read_classes(struct catalogue_reader *reader,
                            const struct yaml_node *map, const char *what,
                            struct product *product);

/* catalogue_read_product.c: the products, each in its canonical form. */
void catalogue_read_products(struct catalogue_reader *reader,
                             const struct yaml_node *map);

/* catalogue_read_check.c: what must hold between the parts of a product. */
void catalogue_read_check(struct catalogue_reader *reader, const struct yaml_node *node,
                          const char *what, const struct product *product);

#endif
