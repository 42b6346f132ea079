/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads CSV through libcsv, fed line by line: libcsv knows neither comments nor the
 * line that a row stands on. */

/* libcsv's header comes first, so that our macro csv_free does not change it. */
#include <csv.h>

#include "core/csv.h"

#include "core/text.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Largest file, bytes. */
#define FILE_LIMIT ((size_t)64 << 20)
/* By how much libcsv's buffer grows for a long cell, bytes. Its own 128 would copy a
 * quotation mark that is never closed, and all behind it, once for each of them. */
#define CELL_STEP  ((size_t)1 << 20)

/* A table being read. Cells are copied into csv->text, which is as large as the file
 * and never moves: a cell of n bytes is followed by a separator, whose place its NUL
 * takes. */
struct reading {
    struct csv *csv;
    struct error *err;
    size_t used; /* of csv->text */
    char *row[CSV_COLUMNS_MAX];
    int width;            /* cells of this row so far, counted beyond the limit too */
    int line;             /* where this row began */
    size_t cell_capacity; /* of csv->cells */
    int row_capacity;     /* of csv->lines */
    bool failed, ended;   /* err is set; a row ended since last asked */
};

static void fail(struct reading *reading)
{
    error_at(reading->err, reading->csv->path, reading->line, 0);
    reading->failed = true;
}

static void take_cell(void *bytes, size_t size, void *data)
{
    struct reading *reading = data;

    if (reading->failed)
        return;
    if (reading->width < CSV_COLUMNS_MAX) {
        char *cell = reading->csv->text + reading->used;

        if (size > 0)
            memcpy(cell, bytes, size);
        cell[size] = '\0';
        reading->used += size + 1;
        reading->row[reading->width] = cell;
    }
    reading->width++;
}

/* A header of one column that holds another separator was meant to have more. */
static int check_separator(const char *header, struct error *err)
{
    static const char *const others[] = {";", "\t", "，", "；", "、"};

    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
        if (strstr(header, others[i]) != NULL)
            return error_set(err, MESSAGE_CSV_SEPARATOR, others[i]);
    return 0;
}

static int check_header(const struct csv *csv, struct error *err)
{
    for (int i = 0; i < csv->columns; i++) {
        if (csv->header[i][0] == '\0')
            return error_set(err, MESSAGE_CSV_COLUMN_EMPTY, i + 1);
        if (csv_column(csv, csv->header[i]) < i)
            return error_set(err, MESSAGE_CSV_COLUMN_DOUBLED, csv->header[i]);
    }
    return csv->columns == 1 ? check_separator(csv->header[0], err) : 0;
}

static int take_header(struct reading *reading)
{
    struct csv *csv = reading->csv;
    const size_t size = (size_t)reading->width * sizeof(*csv->header);

    csv->header = malloc(size);
    if (csv->header == NULL)
        return error_set(reading->err, MESSAGE_MEMORY, csv->path);
    memcpy(csv->header, reading->row, size);
    csv->columns = reading->width;
    csv->header_line = reading->line;
    return check_header(csv, reading->err);
}

static int make_room(struct reading *reading)
{
    struct csv *csv = reading->csv;

    if (csv->rows < reading->row_capacity)
        return 0;
    const int rows = reading->row_capacity == 0 ? 64 : reading->row_capacity * 2;
    char **cells =
        reallocarray(csv->cells, (size_t)rows * (size_t)csv->columns, sizeof(*cells));
    if (cells != NULL)
        csv->cells = cells;
    int *lines = reallocarray(csv->lines, (size_t)rows, sizeof(*lines));
    if (lines != NULL)
        csv->lines = lines;
    if (cells == NULL || lines == NULL)
        return error_set(reading->err, MESSAGE_MEMORY, csv->path);
    reading->row_capacity = rows;
    return 0;
}

static int take_row(struct reading *reading)
{
    struct csv *csv = reading->csv;

    if (reading->width > CSV_COLUMNS_MAX || csv->rows == CSV_ROWS_MAX)
        return error_set(reading->err, MESSAGE_CSV_TOO_LARGE, csv->path,
                         CSV_COLUMNS_MAX, CSV_ROWS_MAX);
    if (csv->header == NULL)
        return take_header(reading);
    if (reading->width != csv->columns)
        return error_set(reading->err, MESSAGE_CSV_ROW_WIDTH, reading->width,
                         csv->columns);
    TRY(make_room(reading));
    memcpy(csv->cells + (size_t)csv->rows * (size_t)csv->columns, reading->row,
           (size_t)csv->columns * sizeof(*csv->cells));
    csv->lines[csv->rows++] = reading->line;
    return 0;
}

static void end_row(int terminator, void *data)
{
    struct reading *reading = data;

    (void)terminator;
    if (!reading->failed && take_row(reading) != 0)
        fail(reading);
    reading->width = 0;
    reading->ended = true;
}

/* Bytes of the line at `text`, its end (LF, CR or CRLF) included. */
static size_t line_size(const char *text, size_t size)
{
    size_t n = 0;

    while (n < size && text[n] != '\n' && text[n] != '\r')
        n++;
    if (n < size && text[n] == '\r' && n + 1 < size && text[n + 1] == '\n')
        return n + 2;
    return n < size ? n + 1 : n;
}

static bool is_blank(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (strchr(" \t\r\n", text[i]) == NULL)
            return false;
    return true;
}

static void parse(struct reading *reading, struct csv_parser *parser, const char *text,
                  size_t size)
{
    bool inside = false; /* a quoted cell goes on in the next line */
    size_t n;
    int line = 1;

    for (size_t at = 0; at < size && !reading->failed; at += n, line++) {
        n = line_size(text + at, size - at);
        if (!inside) {
            if (text[at] == '#' || is_blank(text + at, n))
                continue;
            reading->line = line;
        }
        reading->ended = false;
        if (csv_parse(parser, text + at, n, take_cell, end_row, reading) != n)
            break;
        inside = !reading->ended;
    }
    if (!reading->failed && csv_error(parser) == CSV_SUCCESS)
        csv_fini(parser, take_cell, end_row, reading);
    if (reading->failed || csv_error(parser) == CSV_SUCCESS)
        return;
    if (csv_error(parser) == CSV_EPARSE)
        error_set(reading->err, MESSAGE_CSV_BAD_QUOTE);
    else
        error_set(reading->err, MESSAGE_MEMORY, reading->csv->path);
    fail(reading);
}

static int read_table(const struct input_file *file, struct csv *csv, struct error *err)
{
    struct reading *reading;
    struct csv_parser parser;
    const size_t bom = text_bom(file->bytes, file->size);
    int status = -1;

    csv->path = file->path;
    reading = calloc(1, sizeof(*reading));
    csv->text = malloc(file->size + 2);
    if (reading == NULL || csv->text == NULL ||
        csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        free(reading);
        return error_set(err, MESSAGE_MEMORY, csv->path);
    }
    csv_set_blk_size(&parser, CELL_STEP);
    reading->csv = csv;
    reading->err = err;
    parse(reading, &parser, file->bytes + bom, file->size - bom);
    if (!reading->failed && csv->header == NULL)
        error_set(err, MESSAGE_CSV_NO_HEADER, csv->path);
    else if (!reading->failed)
        status = 0;
    (csv_free)(&parser);
    free(reading);
    return status;
}

int csv_read(struct inputs *inputs, const char *path, struct csv *csv,
             struct error *err)
{
    const struct input_file *file;

    memset(csv, 0, sizeof(*csv));
    TRY(inputs_read(inputs, path, FILE_LIMIT, &file, err));
    if (text_check(file->path, file->bytes, file->size, err) != 0 ||
        read_table(file, csv, err) != 0) {
        error_at(err, file->path, 0, 0);
        csv_table_free(csv);
        return -1;
    }
    return 0;
}

void csv_table_free(struct csv *csv)
{
    free(csv->cells);
    free(csv->header);
    free(csv->lines);
    free(csv->text);
    memset(csv, 0, sizeof(*csv));
}

int csv_column(const struct csv *csv, const char *name)
{
    for (int i = 0; i < csv->columns; i++)
        if (strcmp(csv->header[i], name) == 0)
            return i;
    return -1;
}

int csv_require(const struct csv *csv, const char *name, int *column, struct error *err)
{
    *column = csv_column(csv, name);
    if (*column >= 0)
        return 0;
    const int near = text_nearest(name, (const char *const *)csv->header, csv->columns);
    if (near >= 0)
        error_set(err, MESSAGE_CSV_NO_COLUMN, name, csv->header[near]);
    else
        error_set(err, MESSAGE_CSV_COLUMN_ABSENT, name);
    error_at(err, csv->path, csv->header_line, 0);
    return -1;
}

const char *csv_text(const struct csv *csv, int row, int column)
{
    if (column < 0)
        return "";
    return csv->cells[(size_t)row * (size_t)csv->columns + (size_t)column];
}

static int fail_cell(const struct csv *csv, int row, int column, enum message message,
                     struct error *err)
{
    const char *name = column < 0 ? "" : csv->header[column];

    error_set(err, message, name, csv_text(csv, row, column));
    error_at(err, csv->path, csv->lines[row], 0);
    return -1;
}

int csv_number(const struct csv *csv, int row, int column, double low, double high,
               double *value, struct error *err)
{
    const char *text = csv_text(csv, row, column);
    const locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    char *end = NULL;

    /* strtod would also take blanks, "inf", "nan" and hexadecimal digits. */
    *value = 0;
    if (c_locale == (locale_t)0)
        return error_set(err, MESSAGE_MEMORY, csv->path);
    if (text[0] != '\0' && strspn(text, "0123456789+-.eE") == strlen(text))
        *value = strtod_l(text, &end, c_locale);
    freelocale(c_locale);
    if (end == NULL || end == text || *end != '\0')
        return fail_cell(csv, row, column, MESSAGE_CSV_NOT_A_NUMBER, err);
    if (*value < low || *value > high) {
        error_set(err, MESSAGE_CSV_OUT_OF_RANGE, csv->header[column], text, low, high);
        error_at(err, csv->path, csv->lines[row], 0);
        return -1;
    }
    return 0;
}

int csv_integer(const struct csv *csv, int row, int column, int64_t low, int64_t high,
                int64_t *value, struct error *err)
{
    const char *text = csv_text(csv, row, column);
    const size_t sign = text[0] == '-' || text[0] == '+';
    char *end = NULL;

    *value = 0;
    if (text[sign] == '\0' || strspn(text + sign, "0123456789") != strlen(text + sign))
        return fail_cell(csv, row, column, MESSAGE_CSV_NOT_WHOLE, err);
    errno = 0;
    *value = strtoll(text, &end, 10);
    if (errno == ERANGE || *value < low || *value > high) {
        error_set(err, MESSAGE_CSV_OUT_OF_RANGE, csv->header[column], text, (double)low,
                  (double)high);
        error_at(err, csv->path, csv->lines[row], 0);
        return -1;
    }
    return 0;
}
