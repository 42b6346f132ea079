/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Typed cells of a city pack's tables, and where their problems go. */
#include "state/pack.h"

#include "core/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const pack_type_words[COMMUNITY_TYPES] = {
    "old_core", "commodity", "urban_village", "periurban",
    "town",     "village",   "resettlement",
};

/* Largest code of a place. */
#define CODE_MAX INT64_C(999999999999999)

static void add(struct pack *pack, const struct error *err)
{
    pack->problems++;
    if (pack->report->count < PACK_PROBLEMS_MAX)
        report_add(pack->report, err);
}

/* malloc'ed, or NULL. */
static char *table_path(const struct pack *pack, const char *table)
{
    char *path;

    return asprintf(&path, "%s/%s", pack->folder, table) < 0 ? NULL : path;
}

bool pack_has(const struct pack *pack, const char *table)
{
    char *path = table_path(pack, table);
    /* Without memory for its name a table is not left out: opening it fails. */
    const bool has = path == NULL || inputs_has(pack->inputs, path);

    free(path);
    return has;
}

bool pack_open(struct pack *pack, const char *table, const char *const *columns,
               int count, int *index, struct csv *csv)
{
    struct error err;
    char *path = table_path(pack, table);
    bool good = true;

    memset(csv, 0, sizeof(*csv));
    if (path == NULL) {
        error_set(&err, MESSAGE_MEMORY, table);
        add(pack, &err);
        return false;
    }
    if (csv_read(pack->inputs, path, csv, &err) != 0) {
        add(pack, &err);
        free(path);
        return false;
    }
    free(path);
    for (int i = 0; i < count; i++)
        if (csv_require(csv, columns[i], &index[i], &err) != 0) {
            add(pack, &err);
            good = false;
        }
    if (good && csv->rows == 0) {
        pack_complain(pack, csv, -1, MESSAGE_CITY_NO_ROWS, table);
        good = false;
    }
    return good;
}

void pack_complain(struct pack *pack, const struct csv *csv, int at,
                   enum message message, ...)
{
    struct error err;
    va_list arguments;

    va_start(arguments, message);
    error_set_list(&err, message, arguments);
    va_end(arguments);
    error_at(&err, csv->path, at < 0 ? csv->header_line : csv->lines[at], 0);
    add(pack, &err);
}

int64_t pack_integer(struct pack *pack, const struct csv *csv, int at, int column,
                     int64_t low, int64_t high)
{
    struct error err;
    int64_t value;

    if (csv_integer(csv, at, column, low, high, &value, &err) == 0)
        return value;
    add(pack, &err);
    return low;
}

double pack_number(struct pack *pack, const struct csv *csv, int at, int column,
                   double low, double high)
{
    struct error err;
    double value;

    if (csv_number(csv, at, column, low, high, &value, &err) == 0)
        return value;
    add(pack, &err);
    return low;
}

void pack_name(struct pack *pack, const struct csv *csv, int at, int column,
               bool required, char name[NAME_SIZE])
{
    const char *text = csv_text(csv, at, column);

    name[0] = '\0';
    if (strlen(text) >= NAME_SIZE)
        pack_complain(pack, csv, at, MESSAGE_CITY_NAME_LONG, csv->header[column], text,
                      NAME_SIZE - 1);
    else if (required && text[0] == '\0')
        pack_complain(pack, csv, at, MESSAGE_CITY_NAME_EMPTY, csv->header[column]);
    else
        strcpy(name, text);
}

int pack_word(struct pack *pack, const struct csv *csv, int at, int column,
              const char *const *words, int count, int missing)
{
    const char *text = csv_text(csv, at, column);
    char known[256] = "";

    if (text[0] == '\0' && missing >= 0)
        return missing;
    for (int i = 0; i < count; i++)
        if (text_same(text, words[i]))
            return i;
    for (int i = 0; i < count; i++) {
        const size_t used = strlen(known);
        snprintf(known + used, sizeof(known) - used, "%s%s", i > 0 ? ", " : "",
                 words[i]);
    }
    pack_complain(pack, csv, at, MESSAGE_CITY_WORD, csv->header[column], text, known);
    return missing;
}

static int compare_coded(const void *a, const void *b)
{
    const struct coded *x = a, *y = b;

    if (x->code != y->code)
        return x->code < y->code ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

struct coded *pack_sorted(struct pack *pack, const struct csv *csv, int column,
                          int *count)
{
    struct coded *sorted = malloc((size_t)csv->rows * sizeof(*sorted) + 1);
    struct error err;
    int read = 0, kept = 0;

    *count = 0;
    if (sorted == NULL) {
        error_set(&err, MESSAGE_MEMORY, csv->path);
        add(pack, &err);
        return NULL;
    }
    for (int i = 0; i < csv->rows; i++) {
        if (csv_integer(csv, i, column, 1, CODE_MAX, &sorted[read].code, &err) == 0)
            sorted[read++].row = i;
        else
            add(pack, &err);
    }
    qsort(sorted, (size_t)read, sizeof(*sorted), compare_coded);
    for (int i = 0; i < read; i++) {
        if (kept == 0 || sorted[i].code != sorted[kept - 1].code)
            sorted[kept++] = sorted[i];
        else
            pack_complain(pack, csv, sorted[i].row, MESSAGE_CITY_DOUBLED,
                          csv_text(csv, sorted[i].row, column),
                          csv->lines[sorted[kept - 1].row]);
    }
    *count = kept;
    return sorted;
}

int pack_district(const struct pack *pack, int64_t code)
{
    int low = 0, high = pack->city->district_count;

    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (pack->city->districts[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < pack->city->district_count && pack->city->districts[low].code == code)
        return low;
    return -1;
}
