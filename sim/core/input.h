/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The input files of a run, read once and kept with their digests, so that a results
 * file can carry them and `reproduce` needs nothing else. A bundle read back from a
 * results file answers for paths instead of the disk. */
#ifndef LINLI_CORE_INPUT_H
#define LINLI_CORE_INPUT_H

#include "core/error.h"

#include <stdint.h>

enum { DIGEST_SIZE = 32, DIGEST_TEXT = 65 };

/* Most files one run may read; room for all is made at once, so that none moves. */
enum { INPUT_FILES = 1024 };

/* The path under which a bundle holds the `--set` texts of the command line, one a line:
 * they decide the run as much as any file. */
#define INPUT_SETS "--set"

struct input_file {
    char
        *path; /* owned; as asked for, '/' separated, normalised (no "./", no "a/..") */
    char *bytes; /* owned; NUL-terminated behind size */
    size_t size;
    uint8_t digest[DIGEST_SIZE]; /* SHA-256 of the bytes */
};

struct inputs {
    struct input_file *files; /* owned; in the order first read; never moves */
    size_t count, capacity;
    bool sealed; /* true: only files already held are found, the disk is not read */
};

void inputs_init(struct inputs *inputs);
void inputs_free(struct inputs *inputs);
/* Finds or reads the file at `path` (at most `limit` bytes). The result is borrowed and
 * stays where it is until inputs_free. Fails with FILE_MISSING, FILE_READ,
 * FILE_TOO_LARGE, INPUT_TOO_MANY or MEMORY. A sealed bundle finds files as
 * inputs_held_path does. */
int inputs_read(struct inputs *inputs, const char *path, size_t limit,
                const struct input_file **file, struct error *err) MUST_CHECK;
/* Adds a file held in memory (as read from a results file); copies path and bytes. */
int inputs_add(struct inputs *inputs, const char *path, const char *bytes, size_t size,
               struct error *err) MUST_CHECK;
/* The name under which a sealed bundle holds the file or folder `path`. A results file
 * keeps paths relative to the folder that all inputs share, while a scenario or `--set`
 * may name them from the root or the folder the program ran in. So: the path itself, or
 * its name in the folder it stands in when that one is found, or its longest ending that
 * is held, or a held path that ends with it. malloc'ed and normalised; the normalised
 * path when nothing fits; NULL without memory. */
char *inputs_held_path(const struct inputs *inputs, const char *path);
/* The file held for `path` (normalised here), or NULL; never reads the disk. */
const struct input_file *inputs_find(const struct inputs *inputs, const char *path);
/* Keeps the `--set` texts with the inputs; nothing when there are none. */
int inputs_add_sets(struct inputs *inputs, const char *const *sets, int count,
                    struct error *err) MUST_CHECK;
/* The kept texts: a malloc'ed list to be freed with its first element, which holds all
 * the bytes, then itself (see inputs_free_sets). No texts: count 0 and NULL. */
int inputs_get_sets(const struct inputs *inputs, char ***sets, int *count,
                    struct error *err) MUST_CHECK;
void inputs_free_sets(char **sets);
/* Whether `path` is held or, unless sealed, is a regular file on the disk. */
bool inputs_has(const struct inputs *inputs, const char *path);
/* Joins a path named in the file `base` to base's folder unless it is absolute, and
 * normalises it. Returns a malloc'ed string, or NULL without memory. */
char *input_path(const char *base, const char *path);
/* SHA-256 of `size` bytes. */
void digest_bytes(const void *bytes, size_t size, uint8_t digest[DIGEST_SIZE]);
/* SHA-256 as 64 lower-case hex digits. */
void digest_text(const uint8_t digest[DIGEST_SIZE], char text[DIGEST_TEXT]);

#endif
