/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Renders diagnostics in both languages. What is wrong is decided elsewhere; here is
 * only how it reads and where the caret stands. */
#include "core/error.h"

#include "core/text.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    const char *code;
    enum exit_status status;
    const char *en, *zh;
};

static const struct entry entries[MESSAGE_COUNT] = {
    [MESSAGE_NONE] = {"", EXIT_OK, "", ""},
#define MESSAGE(name, code, status, en, zh) [MESSAGE_##name] = {code, status, en, zh},
#include "core/messages.def"
#undef MESSAGE
};

/* Makes text safe for a terminal and whole again after it was cut: control characters
 * (also those of two bytes, U+0080 to U+009F) become '?', a split last character goes. */
static void clean(char *text)
{
    size_t size = strlen(text);
    size_t start = size;

    for (size_t i = 0; i < size; i++) {
        const unsigned char byte = (unsigned char)text[i];
        const unsigned char next = (unsigned char)text[i + 1];

        if (byte < 0x20 || byte == 0x7F)
            text[i] = '?';
        else if (byte == 0xC2 && next >= 0x80 && next < 0xA0)
            text[i] = text[i + 1] = '?';
    }
    while (start > 0 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
        start--;
    if (start > 0 && (unsigned char)text[start - 1] >= 0xC0) {
        const unsigned char lead = (unsigned char)text[start - 1];
        const size_t wanted = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;

        if (size - (start - 1) < wanted)
            text[start - 1] = '\0';
    }
}

int error_set_list(struct error *err, enum message message, va_list arguments)
{
    va_list again;

    assert(message > MESSAGE_NONE && message < MESSAGE_COUNT);
    if (err == NULL)
        return -1;
    memset(err, 0, sizeof(*err));
    err->message = message;
    va_copy(again, arguments);
    vsnprintf(err->en, sizeof(err->en), entries[message].en, arguments);
    vsnprintf(err->zh, sizeof(err->zh), entries[message].zh, again);
    va_end(again);
    clean(err->en);
    clean(err->zh);
    return -1;
}

int error_set(struct error *err, enum message message, ...)
{
    va_list arguments;

    va_start(arguments, message);
    error_set_list(err, message, arguments);
    va_end(arguments);
    return -1;
}

void error_at(struct error *err, const char *file, int line, int column)
{
    if (err == NULL || err->file[0] != '\0' || err->line > 0)
        return;
    snprintf(err->file, sizeof(err->file), "%s", file);
    clean(err->file);
    err->line = line;
    err->column = column;
    err->span = column > 0 ? 1 : 0;
}

void error_quote(struct error *err, const char *line, size_t size, int span)
{
    if (err == NULL)
        return;
    if (size >= sizeof(err->source))
        size = sizeof(err->source) - 1;
    memcpy(err->source, line, size);
    err->source[size] = '\0';
    /* A tab has no width of its own, which would move the caret. */
    for (size_t i = 0; i < size; i++)
        if (err->source[i] == '\t')
            err->source[i] = ' ';
    clean(err->source);
    if (err->column > 0)
        err->span = span > 1 ? span : 1;
}

const char *error_code(enum message message)
{
    assert(message >= MESSAGE_NONE && message < MESSAGE_COUNT);
    return entries[message].code;
}

enum exit_status error_status(enum message message)
{
    assert(message >= MESSAGE_NONE && message < MESSAGE_COUNT);
    return entries[message].status;
}

/* Bytes that the first `characters` characters of `text` take. */
static size_t prefix(const char *text, int characters)
{
    size_t at = 0;

    while (characters > 0 && text[at] != '\0') {
        at++;
        while (((unsigned char)text[at] & 0xC0) == 0x80)
            at++;
        characters--;
    }
    return at;
}

/* The caret line below err->source, or "" when the place lies behind the text kept. */
static void draw_caret(const struct error *err, char *buffer, size_t size)
{
    const size_t before = prefix(err->source, err->column - 1);
    const size_t meant = prefix(err->source + before, err->span);
    int indent, cells;

    buffer[0] = '\0';
    if (err->column <= 0 ||
        err->column > text_length(err->source, strlen(err->source)) + 1)
        return;
    indent = text_width(err->source, before);
    cells = text_width(err->source + before, meant);
    if (cells < 1)
        cells = 1;
    if ((size_t)(indent + cells) + 4 >= size)
        return;
    snprintf(buffer, size, "  %*s^", indent, "");
    for (int i = 1; i < cells; i++)
        strcat(buffer, "~");
    strcat(buffer, "\n");
}

int error_format(const struct error *err, enum language language, char *buffer,
                 size_t size)
{
    char caret[sizeof(err->source) * 2 + 8];
    char place[sizeof(err->file) + 32] = "";

    if (err->file[0] != '\0' && err->line > 0 && err->column > 0)
        snprintf(place, sizeof(place), "%s:%d:%d: ", err->file, err->line, err->column);
    else if (err->file[0] != '\0' && err->line > 0)
        snprintf(place, sizeof(place), "%s:%d: ", err->file, err->line);
    else if (err->file[0] != '\0')
        snprintf(place, sizeof(place), "%s: ", err->file);
    draw_caret(err, caret, sizeof(caret));
    return snprintf(buffer, size, "%s%s: %s\n%s%s%s%s", place, error_code(err->message),
                    language == LANGUAGE_ZH ? err->zh : err->en,
                    err->source[0] != '\0' ? "  " : "", err->source,
                    err->source[0] != '\0' ? "\n" : "",
                    err->source[0] != '\0' ? caret : "");
}

void report_init(struct report *report)
{
    memset(report, 0, sizeof(*report));
}

void report_free(struct report *report)
{
    if (report->errors != &report->only)
        free(report->errors);
    memset(report, 0, sizeof(*report));
}

void report_add(struct report *report, const struct error *err)
{
    if (report->count == report->capacity) {
        const size_t capacity = report->capacity == 0 ? 8 : report->capacity * 2;
        struct error *errors =
            report->errors == &report->only
                ? NULL
                : reallocarray(report->errors, capacity, sizeof(*report->errors));

        /* Without memory for one more, the ones before still tell what is wrong; the
           first is never lost, for it decides the exit status. */
        if (errors == NULL && report->count > 0)
            return;
        if (errors == NULL) {
            report->errors = &report->only;
            report->only = *err;
            report->count = report->capacity = 1;
            return;
        }
        report->errors = errors;
        report->capacity = capacity;
    }
    report->errors[report->count++] = *err;
}
