/* SPDX-License-Identifier: MIT
 * Copyright the Linli authors */

/* The slips of people who type YAML with a Chinese keyboard: full-width colon, comma
 * and space, no space behind the colon, tabs. Each is reported where it stands and
 * mended in a copy, so that libyaml can go on and all other problems of the file are
 * found in the same pass. Quotes, comments and block texts are left alone. */
#include "io/yaml.h"

#include "core/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
    TAB_SPACES = 4,  /* that stand for a tab in the copy */
    BRACKETS = 64,   /* open brackets that are told apart; YAML_DEPTH is less */
    LOOK_AHEAD = 64, /* characters in which a key's colon is looked for */
    WORD_SIZE = 48
};

struct mend {
    struct yaml *yaml;
    int file;
    const char *at, *end; /* rest of the text */
    char *out;
    size_t used;
    int line;
    int column, out_column; /* of the next character, 1-based, in text and copy */
    char quote;             /* open quote, or 0 */
    char bracket[BRACKETS]; /* open '[' and '{' */
    int depth;
    bool in_key;       /* a key may stand here: its ':' has not come */
    bool fresh;        /* nothing of the present text has come yet */
    const char *start; /* of the present plain text; NULL behind a quoted one */
    bool in_block;     /* inside a block text ('|' or '>') */
    int dash_indent, key_indent; /* columns (from 0) of the line's last dash and key */
    int block_indent; /* a block text goes on while lines are indented more */
};

size_t yaml_break(const char *at, const char *end)
{
    const size_t left = (size_t)(end - at);

    if (left >= 2 && at[0] == '\r' && at[1] == '\n')
        return 2;
    if (left >= 1 && (at[0] == '\n' || at[0] == '\r'))
        return 1;
    if (left >= 2 && memcmp(at, "\xC2\x85", 2) == 0)
        return 2;
    if (left >= 3 && (memcmp(at, "\u2028", 3) == 0 || memcmp(at, "\u2029", 3) == 0))
        return 3;
    return 0;
}

static bool starts(const struct mend *mend, const char *text)
{
    const size_t size = strlen(text);

    return (size_t)(mend->end - mend->at) >= size && memcmp(mend->at, text, size) == 0;
}

static bool line_ends(const struct mend *mend)
{
    return mend->at == mend->end || yaml_break(mend->at, mend->end) > 0;
}

/* Bytes of the character that begins at `at`. */
static size_t character(const struct mend *mend)
{
    size_t size = 1;

    while (mend->at + size < mend->end &&
           ((unsigned char)mend->at[size] & 0xC0) == 0x80)
        size++;
    return size;
}

static struct yaml_place here(const struct mend *mend)
{
    return (struct yaml_place){mend->file, mend->line, mend->column, 1};
}

/* Code point of a character that YAML forbids (controls, byte order marks), else 0. */
static unsigned forbidden(const struct mend *mend)
{
    const unsigned char *byte = (const unsigned char *)mend->at;
    const size_t left = (size_t)(mend->end - mend->at);

    if ((byte[0] < 0x20 && byte[0] != '\t') || byte[0] == 0x7F)
        return byte[0];
    if (left >= 2 && byte[0] == 0xC2 && byte[1] >= 0x80 && byte[1] < 0xA0)
        return byte[1];
    if (starts(mend, "\uFEFF"))
        return 0xFEFF;
    return starts(mend, "\xEF\xBF\xBE") || starts(mend, "\xEF\xBF\xBF") ? 0xFFFF : 0;
}

/* Copies one character. */
static void keep(struct mend *mend)
{
    const size_t size = character(mend);
    const unsigned bad = forbidden(mend);

    if (bad != 0) {
        yaml_problem(mend->yaml, here(mend), MESSAGE_CONTROL_CHARACTER, bad);
        mend->out[mend->used++] = ' ';
    } else {
        memcpy(mend->out + mend->used, mend->at, size);
        mend->used += size;
    }
    mend->at += size;
    mend->column++;
    mend->out_column++;
}

/* Puts ASCII `text` in place of the next character (or, with `skip` false, before it)
 * and remembers how far the columns behind it move. */
static void put(struct mend *mend, const char *text, bool skip)
{
    struct yaml_file *file = &mend->yaml->files[mend->file];
    const int extra = (int)strlen(text) - (skip ? 1 : 0);

    memcpy(mend->out + mend->used, text, strlen(text));
    mend->used += strlen(text);
    mend->out_column += (int)strlen(text);
    if (skip) {
        mend->at += character(mend);
        mend->column++;
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
        (struct yaml_repair){mend->line, mend->out_column, extra};
}

/* Code point of an odd space at hand, else 0. */
static unsigned odd_space(const struct mend *mend)
{
    if (starts(mend, "\u3000"))
        return 0x3000;
    return starts(mend, "\u00A0") ? 0xA0 : 0;
}

static void mend_space(struct mend *mend)
{
    yaml_problem(mend->yaml, here(mend), MESSAGE_FULLWIDTH_SPACE, odd_space(mend));
    put(mend, " ", true);
}

/* The present plain text up to here, for messages: cut at a whole character. */
static const char *word_so_far(const struct mend *mend, char word[WORD_SIZE])
{
    size_t size = (size_t)(mend->at - mend->start);

    if (size >= WORD_SIZE)
        for (size = WORD_SIZE - 1; ((unsigned char)mend->start[size] & 0xC0) == 0x80;)
            size--;
    memcpy(word, mend->start, size);
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
static bool begin(struct mend *mend, bool in_key)
{
    mend->in_key = in_key;
    mend->fresh = true;
    mend->start = mend->at;
    return true;
}

/* Whether the colon at hand ends the key as YAML has it. */
static bool colon_is_proper(const struct mend *mend)
{
    const char *next = mend->at + 1;

    if (next == mend->end || isspace((unsigned char)*next))
        return true;
    return mend->start == NULL || (mend->depth > 0 && strchr(",[]{}", *next) != NULL);
}

/* A colon of either width where a key may stand; returns false when it is part of the
 * text. */
static bool pass_colon(struct mend *mend)
{
    const bool wide = starts(mend, "：");
    char word[WORD_SIZE];

    if (!mend->in_key || (!wide && *mend->at != ':'))
        return false;
    if (!wide && colon_is_proper(mend)) {
        keep(mend);
        return begin(mend, false);
    }
    if (!like_key(mend->start, mend->at) || starts(mend, "://"))
        return false;
    word_so_far(mend, word);
    if (wide) {
        yaml_problem(mend->yaml, here(mend), MESSAGE_FULLWIDTH_COLON, word);
        put(mend, ":", true);
    } else {
        struct mend behind = *mend;

        behind.at++;
        if (odd_space(&behind) != 0) {
            keep(mend);
            mend_space(mend);
            return begin(mend, false);
        }
        yaml_problem(mend->yaml, here(mend), MESSAGE_MISSING_SPACE, word, word);
        keep(mend);
    }
    if (!line_ends(mend) && *mend->at != ' ')
        put(mend, " ", false);
    return begin(mend, false);
}

/* Whether behind the comma at hand comes a key with its colon. A full-width colon
 * counts only behind plain ASCII: else "甲，乙：丙" may well be a sentence. */
static bool key_follows(const struct mend *mend)
{
    struct mend ahead = *mend;
    bool plain = true;
    const char *start;

    ahead.at += character(&ahead);
    while (!line_ends(&ahead) && (*ahead.at == ' ' || odd_space(&ahead) != 0))
        ahead.at += character(&ahead);
    start = ahead.at;
    for (int i = 0; i < LOOK_AHEAD && !line_ends(&ahead); i++) {
        if (*ahead.at == ':' || starts(&ahead, "："))
            return like_key(start, ahead.at) && (plain || *ahead.at == ':');
        if (strchr(",}]{[", *ahead.at) != NULL)
            return false;
        plain = plain && (unsigned char)*ahead.at < 0x80;
        ahead.at += character(&ahead);
    }
    return false;
}

/* A full-width comma between the items of a list or map in brackets. */
static bool pass_wide_comma(struct mend *mend)
{
    const char *mark = starts(mend, "，") ? "，" : starts(mend, "、") ? "、" : NULL;
    char open;

    if (mark == NULL || mend->depth == 0)
        return false;
    open = mend->bracket[mend->depth - 1];
    if (open != '[' && !key_follows(mend))
        return false;
    yaml_problem(mend->yaml, here(mend), MESSAGE_FULLWIDTH_COMMA, mark);
    put(mend, ",", true);
    return begin(mend, open == '{');
}

/* Brackets and the comma between them; returns whether there was one. */
static bool pass_bracket(struct mend *mend)
{
    const char byte = *mend->at;

    if ((byte == '[' || byte == '{') && (mend->depth > 0 || mend->fresh)) {
        if (mend->depth < BRACKETS)
            mend->bracket[mend->depth++] = byte;
        keep(mend);
        return begin(mend, byte == '{');
    }
    if (byte == ',' && mend->depth > 0) {
        keep(mend);
        return begin(mend, mend->bracket[mend->depth - 1] == '{');
    }
    if ((byte != ']' && byte != '}') || mend->depth == 0)
        return false;
    mend->depth--;
    mend->in_key = mend->fresh = false;
    keep(mend);
    return true;
}

/* A quoted text up to its end or the line's. */
static bool pass_quoted(struct mend *mend)
{
    if (mend->quote == 0) {
        if (!mend->fresh || (*mend->at != '"' && *mend->at != '\''))
            return false;
        mend->quote = *mend->at;
        mend->fresh = false;
        mend->start = NULL;
        keep(mend);
    }
    while (!line_ends(mend)) {
        const char byte = *mend->at;
        const bool doubled =
            byte == '\'' && mend->at + 1 < mend->end && mend->at[1] == '\'';

        keep(mend);
        if (byte == mend->quote && !doubled) {
            mend->quote = 0;
            break;
        }
        if (((byte == '\\' && mend->quote == '"') ||
             (doubled && mend->quote == '\'')) &&
            !line_ends(mend))
            keep(mend);
    }
    return true;
}

static bool pass_rest(struct mend *mend)
{
    while (!line_ends(mend))
        keep(mend);
    return true;
}

/* A comment, or the head of a block text, up to the end of the line. */
static bool pass_line_end(struct mend *mend)
{
    const bool spaced =
        mend->column == 1 || mend->at[-1] == ' ' || mend->at[-1] == '\t';

    if (*mend->at == '#' && spaced)
        return pass_rest(mend);
    if ((*mend->at != '|' && *mend->at != '>') || !mend->fresh || mend->depth > 0)
        return false;
    mend->in_block = true;
    mend->block_indent = mend->in_key ? mend->dash_indent : mend->key_indent;
    return pass_rest(mend);
}

/* One character of plain text. */
static void pass_plain(struct mend *mend)
{
    if (odd_space(mend) != 0 && (mend->fresh || mend->in_key)) {
        mend_space(mend);
        return;
    }
    if (mend->fresh && *mend->at != ' ') {
        mend->fresh = false;
        mend->start = mend->at;
    }
    keep(mend);
}

/* Tabs and odd spaces before the text of a line; a line of nothing else is none. */
static void pass_indent(struct mend *mend)
{
    struct mend ahead = *mend;
    bool told = false;

    while (!line_ends(&ahead) &&
           (*ahead.at == ' ' || *ahead.at == '\t' || odd_space(&ahead) != 0))
        ahead.at += character(&ahead);
    told = line_ends(&ahead) || *ahead.at == '#';
    while (mend->at < ahead.at) {
        if (*mend->at == '\t') {
            if (!told)
                yaml_problem(mend->yaml, here(mend), MESSAGE_TAB_INDENT);
            told = true;
            put(mend, "    ", true);
        } else if (odd_space(mend) != 0) {
            if (!told)
                yaml_problem(mend->yaml, here(mend), MESSAGE_FULLWIDTH_SPACE,
                             odd_space(mend));
            told = true;
            put(mend, starts(mend, "\u3000") ? "  " : " ", true);
        } else {
            keep(mend);
        }
    }
}

/* The dashes of list items that open a line. */
static void pass_dashes(struct mend *mend)
{
    mend->dash_indent = -1;
    while (!line_ends(mend) && *mend->at == '-') {
        struct mend behind = *mend;

        behind.at++;
        if (!line_ends(&behind) && *behind.at != ' ' && odd_space(&behind) == 0)
            break;
        mend->dash_indent = mend->out_column - 1;
        keep(mend);
        while (!line_ends(mend) && (*mend->at == ' ' || odd_space(mend) != 0)) {
            if (*mend->at == ' ')
                keep(mend);
            else
                mend_space(mend);
        }
    }
    mend->key_indent = mend->out_column - 1;
}

/* Whether the line goes on a block text: blank, or indented more. */
static bool block_goes_on(const struct mend *mend)
{
    struct mend ahead = *mend;

    while (!line_ends(&ahead) && *ahead.at == ' ')
        ahead.at++;
    return line_ends(&ahead) || ahead.at - mend->at > mend->block_indent;
}

/* The text of a line behind its indentation and dashes. */
static void pass_content(struct mend *mend)
{
    while (!line_ends(mend)) {
        if ((mend->quote != 0 || mend->fresh) && pass_quoted(mend))
            continue;
        if (pass_line_end(mend) || pass_bracket(mend) || pass_wide_comma(mend) ||
            pass_colon(mend))
            continue;
        pass_plain(mend);
    }
}

/* The '=' of a "--set" text stands for the colon and the space of a file. */
static void pass_set(struct mend *mend)
{
    while (mend->at < mend->end && *mend->at != '=')
        keep(mend);
    if (mend->at < mend->end)
        put(mend, ": ", true);
    begin(mend, false);
    pass_content(mend);
}

static void pass_line(struct mend *mend)
{
    if (mend->in_block && block_goes_on(mend)) {
        pass_rest(mend);
        return;
    }
    mend->in_block = false;
    if (mend->depth == 0 && mend->quote == 0) {
        if (*mend->at == '%' || starts(mend, "---") || starts(mend, "...")) {
            pass_rest(mend);
            return;
        }
        pass_indent(mend);
        pass_dashes(mend);
        begin(mend, true);
    }
    pass_content(mend);
}

char *yaml_mend(struct yaml *yaml, int file, bool set, size_t *mended_size)
{
    const struct yaml_file *source = &yaml->files[file];
    /* One byte becomes at most TAB_SPACES, or itself and a space. */
    char *out = malloc(source->size * TAB_SPACES + 1);
    struct mend mend = {.yaml = yaml, .file = file, .out = out, .line = 1};

    if (out == NULL)
        return NULL;
    mend.at = source->text;
    mend.end = source->text + source->size;
    while (mend.at < mend.end) {
        size_t size;

        mend.column = mend.out_column = 1;
        if (set && mend.line == 1)
            pass_set(&mend);
        else if (!line_ends(&mend))
            pass_line(&mend);
        size = yaml_break(mend.at, mend.end);
        memcpy(out + mend.used, mend.at, size);
        mend.used += size;
        mend.at += size;
        mend.line++;
    }
    *mended_size = mend.used;
    return out;
}
