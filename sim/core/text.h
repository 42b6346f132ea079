/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* UTF-8 text as people see it: validity, width in cells, nearest known name. */
#ifndef LINLI_CORE_TEXT_H
#define LINLI_CORE_TEXT_H

#include "core/error.h"

#include <stddef.h>
#include <stdio.h>

/* Fails with NOT_UTF8, IS_GB18030 (its bytes decode as GB18030) or HAS_NUL, naming
 * `path`. A leading BOM is allowed. */
int text_check(const char *path, const char *bytes, size_t size,
               struct error *err) MUST_CHECK;
/* Bytes of a leading UTF-8 byte order mark: 0 or 3. */
size_t text_bom(const char *bytes, size_t size);
/* Cells on a terminal: East Asian wide characters count 2. */
int text_width(const char *text, size_t size);
/* Characters (code points). */
int text_length(const char *text, size_t size);
/* Index of the name nearest to `word` by Damerau-Levenshtein distance over characters,
 * or -1 when none is within a third of the word's length (at least 1, at most 3). */
int text_nearest(const char *word, const char *const *names, int count);
/* Closes a stream that open_memstream() opened on `text` and gives what was written,
 * which is the caller's to free; NULL without memory. */
char *text_taken(FILE *out, char **text);
/* Case-blind equality of ASCII letters; other bytes must be equal. */
int text_same(const char *a, const char *b);

#endif
