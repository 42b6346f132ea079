/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Widths and validity come from libunistring, GB18030 from iconv(3). */
#include "core/text.h"

#include <unistr.h>
#include <uniwidth.h>

#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Longest word whose neighbours are looked for, in characters. */
enum { WORD_LENGTH = 64 };

/* Whether every byte decodes as GB18030. */
static bool decodes_as_gb18030(const char *bytes, size_t size)
{
    char out[4096];
    char *from = (char *)bytes; /* iconv does not write to its input */
    size_t left = size;
    const iconv_t converter = iconv_open("UTF-8", "GB18030");
    bool valid = true;

    if (converter == (iconv_t)-1)
        return false;
    while (left > 0 && valid) {
        char *to = out;
        size_t room = sizeof(out);

        /* A full buffer stops iconv before the input ends: go on; all else is bad. */
        if (iconv(converter, &from, &left, &to, &room) == (size_t)-1 && to == out)
            valid = false;
    }
    iconv_close(converter);
    return valid;
}

int text_check(const char *path, const char *bytes, size_t size, struct error *err)
{
    const char *zero = size > 0 ? memchr(bytes, '\0', size) : NULL;
    const uint8_t *bad;

    if (zero != NULL)
        return error_set(err, MESSAGE_HAS_NUL, path, (long)(zero - bytes));
    bad = u8_check((const uint8_t *)bytes, size);
    if (bad == NULL)
        return 0;
    if (decodes_as_gb18030(bytes, size))
        return error_set(err, MESSAGE_IS_GB18030, path, path);
    return error_set(err, MESSAGE_NOT_UTF8, path, (long)((const char *)bad - bytes));
}

size_t text_bom(const char *bytes, size_t size)
{
    return size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

int text_width(const char *text, size_t size)
{
    return u8_width((const uint8_t *)text, size, "UTF-8");
}

int text_length(const char *text, size_t size)
{
    int length = 0;

    for (size_t i = 0; i < size; i++)
        length += ((unsigned char)text[i] & 0xC0) != 0x80;
    return length;
}

/* Code points of `text` with ASCII letters lowered; -1 when more than `room`. */
static int decode(const char *text, ucs4_t *out, int room)
{
    const uint8_t *at = (const uint8_t *)text;
    int count = 0;
    ucs4_t c;

    while ((at = u8_next(&c, at)) != NULL) {
        if (count == room)
            return -1;
        out[count++] = c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
    }
    return count;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* Damerau-Levenshtein distance in its restricted form (Damerau 1964, "A technique for
 * computer detection and correction of spelling errors"): no character is edited twice. */
static int distance(const ucs4_t *a, int na, const ucs4_t *b, int nb)
{
    int rows[3][WORD_LENGTH + 1];

    for (int j = 0; j <= nb; j++)
        rows[0][j] = j;
    for (int i = 1; i <= na; i++) {
        int *row = rows[i % 3];
        const int *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];

        row[0] = i;
        for (int j = 1; j <= nb; j++) {
            const int changed = last[j - 1] + (a[i - 1] != b[j - 1]);

            row[j] = least(changed, least(last[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
    }
    return rows[na % 3][nb];
}

int text_nearest(const char *word, const char *const *names, int count)
{
    ucs4_t a[WORD_LENGTH], b[WORD_LENGTH];
    const int length = decode(word, a, WORD_LENGTH);
    int best = -1, nearest;

    if (length <= 0)
        return -1;
    nearest = least(length / 3 > 1 ? length / 3 : 1, 3);
    for (int i = 0; i < count; i++) {
        const int other = decode(names[i], b, WORD_LENGTH);
        int far;

        if (other < 0)
            continue;
        far = distance(a, length, b, other);
        if (far < nearest || (far == nearest && best < 0)) {
            nearest = far;
            best = i;
        }
    }
    return best;
}

int text_same(const char *a, const char *b)
{
    for (;; a++, b++) {
        const char x = *a >= 'A' && *a <= 'Z' ? (char)(*a + ('a' - 'A')) : *a;
        const char y = *b >= 'A' && *b <= 'Z' ? (char)(*b + ('a' - 'A')) : *b;

        if (x != y)
            return 0;
        if (x == '\0')
            return 1;
    }
}

char *text_taken(FILE *out, char **text)
{
    if (fclose(out) == 0)
        return *text;
    free(*text);
    *text = NULL;
    return NULL;
}
