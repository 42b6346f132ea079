/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A subset of YAML read into a tree that knows file, line and column of every key and
 * value: maps, lists and texts; no anchors, aliases, tags or second documents. What the
 * texts mean is the schema's business. Parsing is libyaml's. */
#ifndef LINLI_IO_YAML_H
#define LINLI_IO_YAML_H

#include "core/error.h"

#include <stdint.h>

enum {
    YAML_BYTES = 16 * 1024 * 1024, /* of one file */
    YAML_DEPTH = 16,               /* maps and lists inside each other */
    YAML_NODES = 500000,           /* in all files of a scenario together */
    YAML_PROBLEMS = 1000           /* that are listed */
};

enum yaml_kind { YAML_TEXT, YAML_MAP, YAML_LIST };

struct yaml_place {
    int file;         /* index into yaml.files, -1 none */
    int line, column; /* 1-based; column in characters */
    int span;         /* characters on that line */
};

struct yaml_node {
    enum yaml_kind kind;
    bool quoted;             /* a text in quotes: its column is the quote's */
    struct yaml_place place; /* of the value */
    const char *key;         /* of a map's entry, else NULL */
    struct yaml_place key_place;
    const char *text;               /* of a text, else NULL */
    struct yaml_node *first, *last; /* entries of a map, items of a list, in order */
    struct yaml_node *next;
};

/* A place where a typing slip was mended before parsing: from `column` (of the mended
 * line) on, columns are `extra` greater than in the file. */
struct yaml_repair {
    int line, column, extra;
};

struct yaml_file {
    char *path; /* owned */
    char *text; /* owned; as read, without byte order mark */
    size_t size;
    size_t *lines; /* owned; offset of each line, and of the end */
    int line_count;
    struct yaml_repair *repairs; /* owned; ascending */
    int repair_count, repair_capacity;
};

struct yaml_block;

/* All files of one scenario. Nodes live until yaml_close. */
struct yaml {
    struct report *report;   /* borrowed; where problems go */
    struct yaml_file *files; /* owned */
    int file_count;
    int node_count;
    struct yaml_block *blocks; /* owned; memory of the nodes and texts */
};

/* Not init and free: libyaml has a yaml_free of its own, which ours would replace. */
void yaml_open(struct yaml *yaml, struct report *report);
void yaml_close(struct yaml *yaml);

/* Reads `bytes` (copied) as the file called `path`. `root` is out: a map, empty for an
 * empty file, or NULL when the syntax is broken. Returns -1 when any problem was
 * reported; slips that can be mended still give a root, so that the rest is checked. */
int yaml_read(struct yaml *yaml, const char *path, const char *bytes, size_t size,
              struct yaml_node **root) MUST_CHECK;
/* Reads "key=value" as if a file called "--set" held "key: value". */
int yaml_read_set(struct yaml *yaml, const char *text,
                  struct yaml_node **root) MUST_CHECK;

/* Reports a problem at a place; the arguments are the message's. Always returns -1. */
int yaml_problem(struct yaml *yaml, struct yaml_place place, enum message message, ...);
/* Reports a problem that is already rendered, replacing its place. Returns -1. */
int yaml_problem_from(struct yaml *yaml, struct yaml_place place, struct error *err);

/* A new node for trees put together by hand, or NULL without memory (reported). */
struct yaml_node *yaml_new(struct yaml *yaml, enum yaml_kind kind,
                           struct yaml_place place);
/* Appends `node` to a map or list. */
void yaml_append(struct yaml_node *parent, struct yaml_node *node);
/* The entry of a map, or NULL. */
struct yaml_node *yaml_find(const struct yaml_node *map, const char *key);
/* Copies text into the tree's memory; NULL without memory (reported). */
char *yaml_copy(struct yaml *yaml, const char *text, size_t size);
/* "a list", "a map", "a text" in both languages, for messages. */
const char *yaml_kind_en(const struct yaml_node *node);
const char *yaml_kind_zh(const struct yaml_node *node);

/* The two steps of yaml_read, which nothing else calls. The first finds the slips people
 * make in files that are mostly Chinese, reports each, and writes a mended copy for
 * libyaml (malloc'ed, NULL without memory) with the shifts of columns in the file's
 * repairs; the second makes the tree, with `mended` silent about broken syntax. */
char *yaml_mend(struct yaml *yaml, int file, bool set, size_t *mended_size);
int yaml_parse(struct yaml *yaml, int file, const char *text, size_t size, bool mended,
               struct yaml_node **root) MUST_CHECK;
/* Size in bytes of the line break at `at`, 0 when there is none: those of YAML 1.1. */
size_t yaml_break(const char *at, const char *end);

#endif
