/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A cursor that walks over the text of a file character by character, copying or
 * mending: what yaml_mend.c stands on, and nothing else includes. */
#ifndef LINLI_IO_CURSOR_H
#define LINLI_IO_CURSOR_H

#include "io/yaml.h"

/* Open brackets that are told apart; YAML_DEPTH is less. */
enum { CURSOR_BRACKETS = 64 };

struct cursor {
    struct yaml *yaml;
    int file;
    const char *at, *end; /* rest of the text */
    char *out;
    size_t used;
    int line;
    int column, out_column; /* of the next character, 1-based, in text and copy */
    char quote;             /* open quote, or 0 */
    char bracket[CURSOR_BRACKETS]; /* open '[' and '{' */
    int depth;
    bool in_key;       /* a key may stand here: its ':' has not come */
    bool fresh;        /* nothing of the present text has come yet */
    const char *start; /* of the present plain text; NULL behind a quoted one */
    bool in_block;     /* inside a block text ('|' or '>') */
    int dash_indent, key_indent; /* columns (from 0) of the line's last dash and key */
    int block_indent; /* a block text goes on while lines are indented more */
};

/* Whether the rest begins with `text`. */
bool cursor_starts(const struct cursor *cursor, const char *text);
/* Whether the line, or the text, ends here. */
bool cursor_line_ends(const struct cursor *cursor);
/* Bytes of the character at hand. */
size_t cursor_character(const struct cursor *cursor);
struct yaml_place cursor_place(const struct cursor *cursor);
/* Copies the character at hand; one that YAML forbids is reported and left blank. */
void cursor_keep(struct cursor *cursor);
/* Puts ASCII `text` in place of the character at hand (or, with `skip` false, before
 * it) and remembers how far the columns behind it move. */
void cursor_put(struct cursor *cursor, const char *text, bool skip);
/* Code point of an odd space at hand (full-width, no-break), else 0. */
unsigned cursor_odd_space(const struct cursor *cursor);
/* Reports the odd space at hand and puts an ordinary one in its place. */
void cursor_put_space(struct cursor *cursor);

#endif
