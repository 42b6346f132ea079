/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A list of facilities as a spreadsheet saves it: rows of titles above the header,
 * columns in any order under Chinese or English names, merged cells. */
#include "core/csv.h"
#include "io/facilities_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Columns by which the line of the header is known: two of these. */
static const enum facility_field marks[] = {
    FIELD_NAME, FIELD_LONGITUDE, FIELD_LATITUDE, FIELD_PRODUCT, FIELD_M2, FIELD_KIND};
/* What a merged cell may stand for below itself. */
static const enum facility_field merged[] = {
    FIELD_NAME,    FIELD_LONGITUDE, FIELD_LATITUDE, FIELD_CRS,
    FIELD_OWNER,   FIELD_MODE,      FIELD_OPERATOR, FIELD_HOURS,
    FIELD_WEEKEND, FIELD_OPENED,    FIELD_CLOSED,   FIELD_KIND};

/* How a column without a name is called, with its number behind. */
#define NAMELESS "__"

/* The file rewritten so that the table's reader takes it: titles become comments, and
 * columns without a name get one. Lines keep their numbers. */
struct rewriting {
    char *bytes; /* owned */
    size_t size, capacity;
    bool as_above; /* a title says that empty cells are as the ones above */
};

static size_t line_end(const char *text, size_t size)
{
    size_t n = 0;
    while (n < size && text[n] != '\n' && text[n] != '\r')
        n++;
    return n;
}

/* Copies cell by cell; a quoted cell may hold commas. Returns what follows the comma. */
static const char *next_cell(const char *at, const char *end, char cell[FACILITY_TEXT])
{
    size_t used = 0;
    bool quoted = false;

    for (; at < end && (quoted || *at != ','); at++) {
        if (*at == '"')
            quoted = !quoted;
        else if (used + 1 < FACILITY_TEXT)
            cell[used++] = *at;
    }
    cell[used] = '\0';
    return at < end ? at + 1 : NULL;
}

static bool is_header(const char *line, size_t size)
{
    const char *at = line, *end = line + size;
    int found = 0;

    while (at) {
        char cell[FACILITY_TEXT], unit[FACILITY_TEXT];
        at = next_cell(at, end, cell);
        const int field = facilities_field(cell, unit);
        for (size_t k = 0; k < sizeof marks / sizeof *marks; k++)
            found += field == (int)marks[k];
    }
    return found >= 2;
}

static void copy(struct rewriting *to, const char *text, size_t size)
{
    memcpy(to->bytes + to->size, text, size);
    to->size += size;
}

/* The header with names for its nameless columns. */
static void copy_header(struct rewriting *to, const char *line, size_t size)
{
    const char *at = line, *end = line + size;

    for (int k = 1; at; k++) {
        char cell[FACILITY_TEXT], clean[FACILITY_TEXT], name[24];
        const char *start = at;
        at = next_cell(at, end, cell);
        const size_t n = (size_t)((at ? at - 1 : end) - start);
        if (k <= CSV_COLUMNS_MAX && facilities_clean(cell, clean) && clean[0] == '\0') {
            snprintf(name, sizeof name, NAMELESS "%d", k);
            copy(to, name, strlen(name));
        } else {
            copy(to, start, n);
        }
        if (at)
            copy(to, ",", 1);
    }
}

/* Looks for "crs: NAME" and for what is said of merged cells. */
static void read_title(struct facility_list *list, struct rewriting *to, int number,
                       const char *line, size_t size)
{
    char text[FACILITY_TEXT], clean[FACILITY_TEXT];
    static const char *const keys[] = {"crs:", "坐标系:"};

    snprintf(text, sizeof text, "%.*s", (int)(size < 390 ? size : 390), line);
    if (!facilities_clean(text, clean))
        return;
    to->as_above |= strstr(clean, "as above") != NULL || strstr(clean, "同上") != NULL;
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        const char *found = strstr(clean, keys[k]);
        if (!found)
            continue;
        char name[FACILITY_TEXT];
        facilities_clean(found + strlen(keys[k]), name);
        name[strcspn(name, ", ")] = '\0';
        list->crs = facilities_crs(name);
        if (list->crs < 0) {
            const struct facility_row entry = {.line = number};
            facilities_complain(list, &entry, -1, MESSAGE_FACILITY_CRS_UNKNOWN, name);
        }
    }
}

/* Returns whether a header was found. */
static bool rewrite(struct facility_list *list, struct rewriting *to, const char *text,
                    size_t size)
{
    bool found = false;
    int number = 1;

    for (size_t at = 0; at < size; number++) {
        const size_t n = line_end(text + at, size - at);
        size_t next = at + n;
        if (next < size)
            next +=
                text[next] == '\r' && next + 1 < size && text[next + 1] == '\n' ? 2 : 1;
        if (!found && text[at] != '#' && is_header(text + at, n)) {
            found = true;
            copy_header(to, text + at, n);
        } else {
            if (!found || text[at] == '#')
                read_title(list, to, number, text + at, n);
            if (!found && text[at] != '#')
                copy(to, "#", 1);
            copy(to, text + at, n);
        }
        copy(to, text + at + n, next - at - n);
        at = next;
    }
    return found;
}

/* Columns of the table by field. */
struct columns {
    int of[FACILITY_FIELDS];
    char unit[FACILITY_FIELDS][FACILITY_TEXT];
};

static void find_columns(struct facility_list *list, const struct csv *csv,
                         struct columns *columns)
{
    struct facility_row entry = {.line = csv->header_line};

    for (int f = 0; f < FACILITY_FIELDS; f++) {
        columns->of[f] = -1;
        columns->unit[f][0] = '\0';
    }
    for (int c = 0; c < csv->columns; c++) {
        char unit[FACILITY_TEXT];
        const int field = facilities_field(csv->header[c], unit);
        for (int at = 0;
             strncmp(csv->header[c], NAMELESS, strlen(NAMELESS)) == 0 && at < csv->rows;
             at++)
            if (csv_text(csv, at, c)[0] != '\0') {
                entry.line = csv->lines[at];
                facilities_complain(list, &entry, -1, MESSAGE_FACILITY_NAMELESS, c + 1);
                break;
            }
        entry.line = csv->header_line;
        if (field < 0)
            continue;
        if (columns->of[field] >= 0) {
            facilities_complain(list, &entry, -1, MESSAGE_FACILITY_TWO_COLUMNS,
                                csv->header[columns->of[field]], csv->header[c]);
            continue;
        }
        columns->of[field] = c;
        strcpy(columns->unit[field], unit);
    }
    const enum facility_field needed[] = {list->catalogue ? FIELD_NAME : FIELD_KIND,
                                          FIELD_LONGITUDE, FIELD_LATITUDE,
                                          list->catalogue ? FIELD_PRODUCT : FIELD_M2};
    for (int k = 0; k < 4; k++)
        if (columns->of[needed[k]] < 0)
            facilities_complain(list, &entry, -1, MESSAGE_FACILITY_NO_COLUMN,
                                facilities_field_en[needed[k]],
                                facilities_field_zh[needed[k]]);
    if (columns->of[FIELD_CRS] < 0 && list->crs < 0)
        facilities_complain(list, &entry, -1, MESSAGE_FACILITY_CRS);
}

static void read_rows(struct facility_list *list, const struct csv *csv,
                      const struct columns *columns, bool as_above)
{
    struct facility_row entry = {0};

    for (int f = 0; f < FACILITY_FIELDS; f++) {
        entry.column[f] = columns->of[f] >= 0 ? csv->header[columns->of[f]] : NULL;
        entry.unit[f] = columns->unit[f];
        entry.place[f] = columns->of[f] + 1;
    }
    for (int at = 0; at < csv->rows; at++) {
        bool empty = true;
        for (int c = 0; c < csv->columns && empty; c++)
            empty = csv_text(csv, at, c)[0] == '\0';
        if (empty)
            continue; /* a spreadsheet's blank row */
        entry.line = csv->lines[at];
        for (int f = 0; f < FACILITY_FIELDS; f++) {
            const char *text = csv_text(csv, at, columns->of[f]);
            bool keep = false;
            for (size_t k = 0; as_above && k < sizeof merged / sizeof *merged; k++)
                keep |= merged[k] == (enum facility_field)f;
            if (!keep || text[0] != '\0' || at == 0)
                entry.text[f] = text;
        }
        facilities_add(list, &entry);
    }
}

static void read_table(struct facility_list *list, const struct rewriting *made)
{
    struct inputs scratch;
    struct error err;
    struct csv csv;
    struct columns *columns = malloc(sizeof *columns);

    inputs_init(&scratch);
    scratch.sealed = true;
    if (!columns) {
        facilities_complain(list, NULL, -1, MESSAGE_MEMORY, list->path);
    } else if (inputs_add(&scratch, list->path, made->bytes, made->size, &err) != 0 ||
               csv_read(&scratch, list->path, &csv, &err) != 0) {
        error_at(&err, list->path, 0, 0);
        report_add(list->report, &err);
        list->problems++;
    } else {
        find_columns(list, &csv, columns);
        if (list->problems == 0 && csv.rows == 0)
            facilities_complain(list, NULL, -1, MESSAGE_CITY_NO_ROWS, list->path);
        if (list->problems == 0)
            read_rows(list, &csv, columns, made->as_above);
        csv_free(&csv);
    }
    free(columns);
    inputs_free(&scratch);
}

void facilities_csv(struct facility_list *list, const struct input_file *file)
{
    const size_t bom =
        file->size >= 3 && memcmp(file->bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    struct rewriting made = {0};

    /* Every line may gain a sign, and every cell of the header a name. */
    made.bytes = malloc(2 * file->size + 64 + 24 * (size_t)CSV_COLUMNS_MAX);
    if (!made.bytes) {
        facilities_complain(list, NULL, -1, MESSAGE_MEMORY, list->path);
        return;
    }
    if (!rewrite(list, &made, file->bytes + bom, file->size - bom))
        facilities_complain(
            list, NULL, -1, MESSAGE_FACILITY_HEADER, list->path,
            list->catalogue
                ? "name, longitude, latitude, product (名称、经度、纬度、服务项目)"
                : "kind, longitude, latitude, m2 (类型、经度、纬度、面积)");
    else
        read_table(list, &made);
    free(made.bytes);
}
