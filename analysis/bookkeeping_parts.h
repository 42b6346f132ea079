/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What the files that print books share. */
#ifndef LINLI_ANALYSIS_BOOKKEEPING_PARTS_H
#define LINLI_ANALYSIS_BOOKKEEPING_PARTS_H

#include "analysis/bookkeeping.h"
#include "analysis/sheet.h"

/* A whole table: its own columns, then row and year. */
struct bookkeeping_table {
    enum tables_table table;
    int64_t count;
    int columns;
    int64_t *values; /* owned; [columns + 2][count] */
};

/* Words of the columns, in both languages. */
struct bookkeeping_names {
    char **account, **account_name, **purpose, **purpose_name, **product,
        **product_name;
    char **kind, **mode, **cause;
    double *level; /* owned; [row][year], consumer prices */
};

/* Fails with MEMORY or what reading fails with; `values` is to be freed then too. */
int bookkeeping_read_whole(struct result *result, enum tables_table table,
                           struct bookkeeping_table *whole,
                           struct error *err) MUST_CHECK;
/* Number i of a column; row and year of a record. */
int64_t bookkeeping_at(const struct bookkeeping_table *whole, enum tables_column column,
                       int64_t i);
int bookkeeping_row_of(const struct bookkeeping_table *whole, int64_t i);
int bookkeeping_year_of(const struct bookkeeping_table *whole, int64_t i);
/* Fails with MEMORY or what reading fails with; to be freed then too. */
int bookkeeping_read_names(struct result *result, enum language language,
                           struct bookkeeping_names *names,
                           struct error *err) MUST_CHECK;
void bookkeeping_free_names(struct bookkeeping_names *names);
/* The word at a position; "" at none, or at one that a damaged file makes up. */
const char *bookkeeping_word_at(char *const *words, int64_t position);
/* Fails with EXPORT_NO_BOOKS. */
int bookkeeping_check_books(const struct result *result, const char *path,
                            struct error *err) MUST_CHECK;
/* The first year that may be reported. */
int bookkeeping_first_year(const struct result *result);
void bookkeeping_put_header(struct sheet *sheet, const char *const (*header)[2],
                            size_t count, enum language language);

#endif
