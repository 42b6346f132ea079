/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Copying and mending one character at a time, with columns kept in step. */
#include "io/cursor.h"

#include <stdlib.h>
#include <string.h>

bool cursor_starts(const struct cursor *cursor, const char *text)
{
    const size_t size = strlen(text);

    return (size_t)(cursor->end - cursor->at) >= size &&
           memcmp(cursor->at, text, size) == 0;
}

bool cursor_line_ends(const struct cursor *cursor)
{
    return cursor->at == cursor->end || yaml_break(cursor->at, cursor->end) > 0;
}

size_t cursor_character(const struct cursor *cursor)
{
    size_t size = 1;

    while (cursor->at + size < cursor->end &&
           ((unsigned char)cursor->at[size] & 0xC0) == 0x80)
        size++;
    return size;
}

struct yaml_place cursor_place(const struct cursor *cursor)
{
    return (struct yaml_place){cursor->file, cursor->line, cursor->column, 1};
}

/* Code point of a character that YAML forbids (controls, byte order marks), else 0. */
static unsigned forbidden(const struct cursor *cursor)
{
    const unsigned char *byte = (const unsigned char *)cursor->at;
    const size_t left = (size_t)(cursor->end - cursor->at);

    if ((byte[0] < 0x20 && byte[0] != '\t') || byte[0] == 0x7F)
        return byte[0];
    if (left >= 2 && byte[0] == 0xC2 && byte[1] >= 0x80 && byte[1] < 0xA0)
        return byte[1];
    if (cursor_starts(cursor, "\uFEFF"))
        return 0xFEFF;
    return cursor_starts(cursor, "\xEF\xBF\xBE") ||
                   cursor_starts(cursor, "\xEF\xBF\xBF")
               ? 0xFFFF
               : 0;
}

void cursor_keep(struct cursor *cursor)
{
    const size_t size = cursor_character(cursor);
    const unsigned bad = forbidden(cursor);

    if (bad != 0) {
        yaml_problem(cursor->yaml, cursor_place(cursor), MESSAGE_CONTROL_CHARACTER,
                     bad);
        cursor->out[cursor->used++] = ' ';
    } else {
        memcpy(cursor->out + cursor->used, cursor->at, size);
        cursor->used += size;
    }
    cursor->at += size;
    cursor->column++;
    cursor->out_column++;
}

void cursor_put(struct cursor *cursor, const char *text, bool skip)
{
    struct yaml_file *file = &cursor->yaml->files[cursor->file];
    const int extra = (int)strlen(text) - (skip ? 1 : 0);

    memcpy(cursor->out + cursor->used, text, strlen(text));
    cursor->used += strlen(text);
    cursor->out_column += (int)strlen(text);
    if (skip) {
        cursor->at += cursor_character(cursor);
        cursor->column++;
    }
    if (extra == 0)
        return;
    if (file->repair_count == file->repair_capacity) {
        const int capacity = file->repair_capacity * 2 + 16;
        struct yaml_repair *repairs =
            reallocarray(file->repairs, (size_t)capacity, sizeof(*repairs));

        if (repairs == NULL) /* columns are then a little off, nothing worse */
            return;
        file->repairs = repairs;
        file->repair_capacity = capacity;
    }
    file->repairs[file->repair_count++] =
        (struct yaml_repair){cursor->line, cursor->out_column, extra};
}

unsigned cursor_odd_space(const struct cursor *cursor)
{
    if (cursor_starts(cursor, "\u3000"))
        return 0x3000;
    return cursor_starts(cursor, "\u00A0") ? 0xA0 : 0;
}

void cursor_put_space(struct cursor *cursor)
{
    yaml_problem(cursor->yaml, cursor_place(cursor), MESSAGE_FULLWIDTH_SPACE,
                 cursor_odd_space(cursor));
    cursor_put(cursor, " ", true);
}
