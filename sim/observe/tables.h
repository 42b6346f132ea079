/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The long tables of a results file that tell of books: payments, operators, facilities,
 * and the books of each by year. What their columns are is declared once (tables.def and
 * state/book_lines.def, whose lines follow in tables of books). */
#ifndef LINLI_OBSERVE_TABLES_H
#define LINLI_OBSERVE_TABLES_H

#include "observe/series.h"
#include "state/account.h"

enum tables_table {
    TABLES_flows, /* yearly, as all but those with one record an operator or facility */
    TABLES_operators,
    TABLES_facilities,
    /* With a column a line of books, in whole yuan of 2023. Most operators have one site,
       so that those of operators hold only what is not in the books of their sites. */
    TABLES_operator_books,
    TABLES_facility_books,
    TABLES
};

enum tables_type { TABLES_INT8, TABLES_INT16, TABLES_INT32, TABLES_INT64 };

enum tables_column {
#define TABLES_COLUMN(table, name, type, unit, dimension, en, zh) \
    TABLES_##table##_##name,
#include "observe/tables.def"
#undef TABLES_COLUMN
    TABLES_COLUMNS
};

/* Name in files, at most. */
enum { TABLES_NAME = 64 };

struct tables_info {
    char name[TABLES_NAME];
    enum tables_type type;
    const char *unit, *en, *zh;
    enum dimension dimension; /* along which the number is a position, or NONE */
};

/* "flows"; what its records are. */
const char *tables_name(enum tables_table table);
const char *tables_text(enum tables_table table, enum language language);
/* Whether it has records of each year, else one an operator or facility. */
bool tables_yearly(enum tables_table table);
/* Columns behind `row` and `year`, and what the k-th of them is. */
int tables_columns(enum tables_table table);
struct tables_info tables_info(enum tables_table table, int k);
/* Place of a column within its table; of a line of books. */
int tables_place(enum tables_column column);
int tables_place_of_line(enum tables_table table, enum book_line line);
/* Turns the name of an account, purpose or line into that of files: "GRANTS" into
 * "grants". Returns `text`. */
const char *tables_word(const char *name, char text[TABLES_NAME]);

#endif
