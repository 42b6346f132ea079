/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The slips of people who type YAML with a Chinese keyboard: full-width colon, comma
 * and space, no space behind the colon, tabs. Each is reported where it stands and
 * mended in a copy, so that libyaml can go on and all other problems of the file are
 * found in the same pass. Quotes, comments and block texts are left alone. */
#include "io/cursor.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
    TAB_SPACES = 4,  /* that stand for a tab in the copy */
    LOOK_AHEAD = 64, /* characters in which a key's colon is looked for */
    WORD_SIZE = 48
};

/* The present plain text up to here, for messages: cut at a whole character. */
static const char *word_so_far(const struct cursor *cursor, char word[WORD_SIZE])
{
    size_t size = (size_t)(cursor->at - cursor->start);

    if (size >= WORD_SIZE)
        for (size = WORD_SIZE - 1; ((unsigned char)cursor->start[size] & 0xC0) == 0x80;)
            size--;
    memcpy(word, cursor->start, size);
    word[size] = '\0';
    return word;
}

/* Whether [start, at) can be meant as a key: letters, digits, '_', '-', '.', spaces and
 * whatever is not ASCII. */
static bool like_key(const char *start, const char *at)
{
    if (start == NULL || start == at)
        return false;
    for (; start < at; start++)
        if ((unsigned char)*start < 0x80 && !isalnum((unsigned char)*start) &&
            strchr("_-. ", *start) == NULL)
            return false;
    return true;
}

/* Starts a new text: a key or, behind its colon or in a list, a value. */
static bool begin(struct cursor *cursor, bool in_key)
{
    cursor->in_key = in_key;
    cursor->fresh = true;
    cursor->start = cursor->at;
    return true;
}

/* Whether the colon at hand ends the key as YAML has it. */
static bool colon_is_proper(const struct cursor *cursor)
{
    const char *next = cursor->at + 1;

    if (next == cursor->end || isspace((unsigned char)*next))
        return true;
    return cursor->start == NULL ||
           (cursor->depth > 0 && strchr(",[]{}", *next) != NULL);
}

/* A colon of either width where a key may stand; returns false when it is part of the
 * text. */
static bool pass_colon(struct cursor *cursor)
{
    const bool wide = cursor_starts(cursor, "：");
    char word[WORD_SIZE];

    if (!cursor->in_key || (!wide && *cursor->at != ':'))
        return false;
    if (!wide && colon_is_proper(cursor)) {
        cursor_keep(cursor);
        return begin(cursor, false);
    }
    if (!like_key(cursor->start, cursor->at) || cursor_starts(cursor, "://"))
        return false;
    word_so_far(cursor, word);
    if (wide) {
        yaml_problem(cursor->yaml, cursor_place(cursor), MESSAGE_FULLWIDTH_COLON, word);
        cursor_put(cursor, ":", true);
    } else {
        struct cursor behind = *cursor;

        behind.at++;
        if (cursor_odd_space(&behind) != 0) {
            cursor_keep(cursor);
            cursor_put_space(cursor);
            return begin(cursor, false);
        }
        yaml_problem(cursor->yaml, cursor_place(cursor), MESSAGE_MISSING_SPACE, word,
                     word);
        cursor_keep(cursor);
    }
    if (!cursor_line_ends(cursor) && *cursor->at != ' ')
        cursor_put(cursor, " ", false);
    return begin(cursor, false);
}

/* Whether behind the comma at hand comes a key with its colon. A full-width colon
 * counts only behind plain ASCII: else "甲，乙：丙" may well be a sentence. */
static bool key_follows(const struct cursor *cursor)
{
    struct cursor ahead = *cursor;
    bool plain = true;
    const char *start;

    ahead.at += cursor_character(&ahead);
    while (!cursor_line_ends(&ahead) &&
           (*ahead.at == ' ' || cursor_odd_space(&ahead) != 0))
        ahead.at += cursor_character(&ahead);
    start = ahead.at;
    for (int i = 0; i < LOOK_AHEAD && !cursor_line_ends(&ahead); i++) {
        if (*ahead.at == ':' || cursor_starts(&ahead, "："))
            return like_key(start, ahead.at) && (plain || *ahead.at == ':');
        if (strchr(",}]{[", *ahead.at) != NULL)
            return false;
        plain = plain && (unsigned char)*ahead.at < 0x80;
        ahead.at += cursor_character(&ahead);
    }
    return false;
}

/* A full-width comma between the items of a list or map in brackets. */
static bool pass_wide_comma(struct cursor *cursor)
{
    const char *mark = cursor_starts(cursor, "，")   ? "，"
                       : cursor_starts(cursor, "、") ? "、"
                                                     : NULL;
    char open;

    if (mark == NULL || cursor->depth == 0)
        return false;
    open = cursor->bracket[cursor->depth - 1];
    if (open != '[' && !key_follows(cursor))
        return false;
    yaml_problem(cursor->yaml, cursor_place(cursor), MESSAGE_FULLWIDTH_COMMA, mark);
    cursor_put(cursor, ",", true);
    return begin(cursor, open == '{');
}

/* Brackets and the comma between them; returns whether there was one. */
static bool pass_bracket(struct cursor *cursor)
{
    const char byte = *cursor->at;

    if ((byte == '[' || byte == '{') && (cursor->depth > 0 || cursor->fresh)) {
        if (cursor->depth < CURSOR_BRACKETS)
            cursor->bracket[cursor->depth++] = byte;
        cursor_keep(cursor);
        return begin(cursor, byte == '{');
    }
    if (byte == ',' && cursor->depth > 0) {
        cursor_keep(cursor);
        return begin(cursor, cursor->bracket[cursor->depth - 1] == '{');
    }
    if ((byte != ']' && byte != '}') || cursor->depth == 0)
        return false;
    cursor->depth--;
    cursor->in_key = cursor->fresh = false;
    cursor_keep(cursor);
    return true;
}

/* A quoted text up to its end or the line's. */
static bool pass_quoted(struct cursor *cursor)
{
    if (cursor->quote == 0) {
        if (!cursor->fresh || (*cursor->at != '"' && *cursor->at != '\''))
            return false;
        cursor->quote = *cursor->at;
        cursor->fresh = false;
        cursor->start = NULL;
        cursor_keep(cursor);
    }
    while (!cursor_line_ends(cursor)) {
        const char byte = *cursor->at;
        const bool doubled =
            byte == '\'' && cursor->at + 1 < cursor->end && cursor->at[1] == '\'';

        cursor_keep(cursor);
        if (byte == cursor->quote && !doubled) {
            cursor->quote = 0;
            break;
        }
        if (((byte == '\\' && cursor->quote == '"') ||
             (doubled && cursor->quote == '\'')) &&
            !cursor_line_ends(cursor))
            cursor_keep(cursor);
    }
    return true;
}

static bool pass_rest(struct cursor *cursor)
{
    while (!cursor_line_ends(cursor))
        cursor_keep(cursor);
    return true;
}

/* A comment, or the head of a block text, up to the end of the line. */
static bool pass_line_end(struct cursor *cursor)
{
    const bool spaced =
        cursor->column == 1 || cursor->at[-1] == ' ' || cursor->at[-1] == '\t';

    if (*cursor->at == '#' && spaced)
        return pass_rest(cursor);
    if ((*cursor->at != '|' && *cursor->at != '>') || !cursor->fresh ||
        cursor->depth > 0)
        return false;
    cursor->in_block = true;
    cursor->block_indent = cursor->in_key ? cursor->dash_indent : cursor->key_indent;
    return pass_rest(cursor);
}

/* One character of plain text. */
static void pass_plain(struct cursor *cursor)
{
    if (cursor_odd_space(cursor) != 0 && (cursor->fresh || cursor->in_key)) {
        cursor_put_space(cursor);
        return;
    }
    if (cursor->fresh && *cursor->at != ' ') {
        cursor->fresh = false;
        cursor->start = cursor->at;
    }
    cursor_keep(cursor);
}

/* Tabs and odd spaces before the text of a line; a line of nothing else is none. */
static void pass_indent(struct cursor *cursor)
{
    struct cursor ahead = *cursor;
    bool told = false;

    while (!cursor_line_ends(&ahead) &&
           (*ahead.at == ' ' || *ahead.at == '\t' || cursor_odd_space(&ahead) != 0))
        ahead.at += cursor_character(&ahead);
    told = cursor_line_ends(&ahead) || *ahead.at == '#';
    while (cursor->at < ahead.at) {
        if (*cursor->at == '\t') {
            if (!told)
                yaml_problem(cursor->yaml, cursor_place(cursor), MESSAGE_TAB_INDENT);
            told = true;
            cursor_put(cursor, "    ", true);
        } else if (cursor_odd_space(cursor) != 0) {
            if (!told)
                yaml_problem(cursor->yaml, cursor_place(cursor),
                             MESSAGE_FULLWIDTH_SPACE, cursor_odd_space(cursor));
            told = true;
            cursor_put(cursor, cursor_starts(cursor, "\u3000") ? "  " : " ", true);
        } else {
            cursor_keep(cursor);
        }
    }
}

/* The dashes of list items that open a line. */
static void pass_dashes(struct cursor *cursor)
{
    cursor->dash_indent = -1;
    while (!cursor_line_ends(cursor) && *cursor->at == '-') {
        struct cursor behind = *cursor;

        behind.at++;
        if (!cursor_line_ends(&behind) && *behind.at != ' ' &&
            cursor_odd_space(&behind) == 0)
            break;
        cursor->dash_indent = cursor->out_column - 1;
        cursor_keep(cursor);
        while (!cursor_line_ends(cursor) &&
               (*cursor->at == ' ' || cursor_odd_space(cursor) != 0)) {
            if (*cursor->at == ' ')
                cursor_keep(cursor);
            else
                cursor_put_space(cursor);
        }
    }
    cursor->key_indent = cursor->out_column - 1;
}

/* Whether the line goes on a block text: blank, or indented more. */
static bool block_goes_on(const struct cursor *cursor)
{
    struct cursor ahead = *cursor;

    while (!cursor_line_ends(&ahead) && *ahead.at == ' ')
        ahead.at++;
    return cursor_line_ends(&ahead) || ahead.at - cursor->at > cursor->block_indent;
}

/* The text of a line behind its indentation and dashes. */
static void pass_content(struct cursor *cursor)
{
    while (!cursor_line_ends(cursor)) {
        if ((cursor->quote != 0 || cursor->fresh) && pass_quoted(cursor))
            continue;
        if (pass_line_end(cursor) || pass_bracket(cursor) || pass_wide_comma(cursor) ||
            pass_colon(cursor))
            continue;
        pass_plain(cursor);
    }
}

/* The '=' of a "--set" text stands for the colon and the space of a file. */
static void pass_set(struct cursor *cursor)
{
    while (cursor->at < cursor->end && *cursor->at != '=')
        cursor_keep(cursor);
    if (cursor->at < cursor->end)
        cursor_put(cursor, ": ", true);
    begin(cursor, false);
    pass_content(cursor);
}

static void pass_line(struct cursor *cursor)
{
    if (cursor->in_block && block_goes_on(cursor)) {
        pass_rest(cursor);
        return;
    }
    cursor->in_block = false;
    if (cursor->depth == 0 && cursor->quote == 0) {
        if (*cursor->at == '%' || cursor_starts(cursor, "---") ||
            cursor_starts(cursor, "...")) {
            pass_rest(cursor);
            return;
        }
        pass_indent(cursor);
        pass_dashes(cursor);
        begin(cursor, true);
    }
    pass_content(cursor);
}

char *yaml_mend(struct yaml *yaml, int file, bool set, size_t *mended_size)
{
    const struct yaml_file *source = &yaml->files[file];
    /* One byte becomes at most TAB_SPACES, or itself and a space. */
    char *out = malloc(source->size * TAB_SPACES + 1);
    struct cursor cursor = {.yaml = yaml, .file = file, .out = out, .line = 1};

    if (out == NULL)
        return NULL;
    cursor.at = source->text;
    cursor.end = source->text + source->size;
    while (cursor.at < cursor.end) {
        size_t size;

        cursor.column = cursor.out_column = 1;
        if (set && cursor.line == 1)
            pass_set(&cursor);
        else if (!cursor_line_ends(&cursor))
            pass_line(&cursor);
        size = yaml_break(cursor.at, cursor.end);
        memcpy(out + cursor.used, cursor.at, size);
        cursor.used += size;
        cursor.at += size;
        cursor.line++;
    }
    *mended_size = cursor.used;
    return out;
}
