/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The steps of scenario_read, each in a file of its own; the reader of catalogues, which
 * are laid over each other in the same way, shares them. Nothing else includes this. */
#ifndef LINLI_IO_SCENARIO_PARTS_H
#define LINLI_IO_SCENARIO_PARTS_H

#include "io/scenario.h"
#include "io/yaml.h"
#include "param/settings.h"

#include <stdio.h>

/* scenario_shape.c: the keys of one file put into canonical form, a map of full keys:
 * settings ("title.zh"), and "parameters", a map of full keys ("bear.level") again.
 * Unknown and doubled keys are reported and left out. `set`: the file is a "--set", in
 * which a parameter needs no "parameters." before it. NULL without memory (reported). */
struct yaml_node *scenario_shape(struct yaml *yaml, const struct yaml_node *root,
                                 bool set);

/* Reports a key that stands twice in two spellings; the parser has already told of the
 * same spelling. */
void scenario_tell_double(struct yaml *yaml, const struct yaml_node *node,
                          const char *key, const struct yaml_node *before);

/* scenario_products.c: puts an entry "products" or "products.x.y" into the map of
 * products, of which each holds a map of figures. */
void scenario_shape_products(struct yaml *yaml, struct yaml_node *products,
                             const struct yaml_node *node);
/* Lays products over products: what is given as a value replaces a figure whole, with
 * its source; dates alone replace its dates from the first one on; lists merge by id. */
void scenario_merge_products(struct yaml *yaml, struct yaml_node *base,
                             struct yaml_node *over);
/* Sorts a map by key, and the maps in it to `depth` levels. */
int scenario_sort_products(struct yaml *yaml, struct yaml_node *map,
                           int depth) MUST_CHECK;
/* Keeps what is said of products, sorted, in the scenario. */
void scenario_keep_products(struct yaml *yaml, struct yaml_node *products,
                            struct scenario *scenario);

/* scenario_extends.c: reads `path` and all it extends into one map in canonical form.
 * `complete` is out: whether every file could be read. NULL when there is nothing. */
struct yaml_node *scenario_load(struct yaml *yaml, struct inputs *inputs,
                                const char *path, bool *complete);
/* What `over` says laid over `base`: maps merge, texts replace, lists whose items all
 * have an `id` merge by it, other lists replace. Changes and returns one of the two. */
struct yaml_node *scenario_merge(struct yaml *yaml, struct yaml_node *base,
                                 struct yaml_node *over);
/* The same for whole files in canonical form: the dates of a parameter replace those
 * of the base from their first one on, and its value replaces all of them. */
struct yaml_node *scenario_merge_files(struct yaml *yaml, struct yaml_node *base,
                                       struct yaml_node *over);

/* The same for one value that may have dates. Changes and returns one of the two. */
struct yaml_node *scenario_merge_dated(struct yaml *yaml, struct yaml_node *base,
                                       struct yaml_node *over);
/* Reports unless the file says that it is of version 1. */
void scenario_check_version(struct yaml *yaml, const struct yaml_node *root);

/* scenario.c: lays the "--set" texts over what the files say. */
struct yaml_node *scenario_apply_sets(struct yaml *yaml, struct yaml_node *all,
                                      const char *const *sets, int set_count);

/* scenario_effective.c: a text in double quotes as YAML has them. */
void scenario_write_quoted(FILE *out, const char *text);

/* scenario_value.c: the field of a setting in the struct. */
void *scenario_field(struct scenario *scenario, enum setting setting);
/* Converts one value at `node` into the field; problems are reported. */
int scenario_set(struct yaml *yaml, const struct yaml_node *node, enum setting setting,
                 struct scenario *scenario) MUST_CHECK;
/* The number with unit in `node`, for messages called `what`, within [min, max]. */
int scenario_quantity(struct yaml *yaml, const struct yaml_node *node, const char *what,
                      const char *unit, double min, double max,
                      double *value) MUST_CHECK;
/* Where a node stands, as an origin. */
struct origin scenario_origin(const struct yaml *yaml, struct yaml_place place);

/* scenario_parameter.c: converts the map or text of one parameter. */
void scenario_set_parameter(struct yaml *yaml, struct yaml_node *node,
                            enum parameter parameter, struct scenario *scenario);

#endif
