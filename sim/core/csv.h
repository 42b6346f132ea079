/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A CSV file as a table of texts that knows the line of every row, with typed access
 * that reports file, row and column. Lines that start with '#' are comments; the first
 * other line is the header. Parsing is libcsv's. */
#ifndef LINLI_CORE_CSV_H
#define LINLI_CORE_CSV_H

#include "core/error.h"
#include "core/input.h"

#include <stdint.h>

/* The largest table that is read. */
enum { CSV_COLUMNS_MAX = 512, CSV_ROWS_MAX = 4000000 };

struct csv {
    const char *path; /* borrowed from the inputs */
    char **cells;     /* owned; [rows * columns], row by row */
    char **header;    /* owned; [columns] */
    int *lines;       /* owned; [rows], 1-based line of each row in the file */
    int rows, columns;
    int header_line;
    char *text; /* owned; what the cells point into */
};

/* Reads and checks the encoding (BOM allowed). Fails on rows with a wrong number of
 * cells, doubled or empty column names, no header. The table is empty then, but
 * csv_free may be called. */
int csv_read(struct inputs *inputs, const char *path, struct csv *csv,
             struct error *err) MUST_CHECK;
/* Written csv_free(csv): libcsv exports a function csv_free of its own, which ours must
 * not displace when the two are linked. */
void csv_table_free(struct csv *csv);
#define csv_free(csv) csv_table_free(csv)
/* Index of the column, or -1. */
int csv_column(const struct csv *csv, const char *name);
/* Index of the column; fails with CSV_NO_COLUMN naming the nearest one, or with
 * CSV_COLUMN_ABSENT when none is near. */
int csv_require(const struct csv *csv, const char *name, int *column,
                struct error *err) MUST_CHECK;
/* Borrowed text; "" for an empty cell or column -1. */
const char *csv_text(const struct csv *csv, int row, int column);
/* A number within [low, high]; fails with CSV_NOT_A_NUMBER or CSV_OUT_OF_RANGE at file,
 * line and column name. Always the C locale. Accepts no empty cell. */
int csv_number(const struct csv *csv, int row, int column, double low, double high,
               double *value, struct error *err) MUST_CHECK;
/* As csv_number for whole numbers; fails with CSV_NOT_WHOLE instead. */
int csv_integer(const struct csv *csv, int row, int column, int64_t low, int64_t high,
                int64_t *value, struct error *err) MUST_CHECK;

#endif
