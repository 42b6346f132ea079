/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* One diagnostic for the user, in Chinese and English, with a stable code and the
 * place it speaks of. Every text stands in a messages_*.def list. */
#ifndef LINLI_CORE_ERROR_H
#define LINLI_CORE_ERROR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#define MUST_CHECK __attribute__((warn_unused_result))

/* Leaves the calling function with -1 when `call` fails. */
#define TRY(call)        \
    do {                 \
        if ((call) != 0) \
            return -1;   \
    } while (0)
/* Jumps to `label` when `call` fails. */
#define TRY_OR(label, call) \
    do {                    \
        if ((call) != 0)    \
            goto label;     \
    } while (0)

enum language { LANGUAGE_EN, LANGUAGE_ZH };

/* Exit status that a message leads to when it ends the program. */
enum exit_status {
    EXIT_OK = 0,
    EXIT_MODEL = 1,
    EXIT_SCENARIO = 2,
    EXIT_USAGE = 64,
    EXIT_NO_INPUT = 66,
    EXIT_IO = 74,
    EXIT_RESUMABLE = 75,
    EXIT_INTERRUPTED = 130,
};

enum message {
    MESSAGE_NONE,
#define MESSAGE(name, code, status, en, zh) MESSAGE_##name,
#include "core/messages.def"
#undef MESSAGE
    MESSAGE_COUNT
};

struct error {
    enum message message;
    char file[256];   /* path as the user gave it, "" when no file is meant */
    int line;         /* 1-based, 0 unknown */
    int column;       /* 1-based in characters (not bytes), 0 unknown */
    int span;         /* characters to underline, at least 1 when column > 0 */
    char source[256]; /* the line itself, UTF-8, cut at a whole character; "" unknown */
    char en[640];
    char zh[640];
};

/* All the diagnostics of one input, in the order found. */
struct report {
    struct error *errors; /* owned, or &only */
    size_t count, capacity;
    struct error only; /* the first when there is no memory for a list */
};

/* Fills `err` with the message rendered in both languages; both format strings take
 * the same arguments in the same order. Clears the place. Returns -1 always, so that
 * `return error_set(...)` reads well. `err` may be NULL (the message is dropped). */
int error_set(struct error *err, enum message message, ...);
int error_set_list(struct error *err, enum message message, va_list arguments);

/* Adds the place to an error that has none yet; lines and columns are 1-based. */
void error_at(struct error *err, const char *file, int line, int column);

/* Adds the line itself (`size` bytes without its end) and how many characters of it
 * are meant, for the caret. */
void error_quote(struct error *err, const char *line, size_t size, int span);

/* Stable code, such as "S101"; borrowed. */
const char *error_code(enum message message);
/* Exit status of the program when this message ends it. */
enum exit_status error_status(enum message message);

/* Renders for people: file:line:column: code: text, then the line and a caret below
 * the right character (wide characters counted as two cells). Returns the number of
 * bytes needed, as snprintf does. */
int error_format(const struct error *err, enum language language, char *buffer,
                 size_t size);

void report_init(struct report *report);
void report_free(struct report *report);
/* Appends a copy of `err`. */
void report_add(struct report *report, const struct error *err);

#endif
