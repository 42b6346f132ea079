/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What the files that put a results file together share (result_*.c). */
#ifndef LINLI_IO_RESULT_WRITE_H
#define LINLI_IO_RESULT_WRITE_H

#include "io/h5.h"
#include "io/part.h"
#include "io/relocate.h"

/* Lists of meanings of coded variables. */
enum result_flags {
    FLAGS_NONE,
    FLAGS_SEX,
    FLAGS_REGISTRATION,
    FLAGS_CARE,
    FLAGS_ACTIVITY,
    FLAGS_NO_YES,
    FLAGS_HOUSEHOLD_KIND,
    FLAGS_TYPE,
    FLAGS_RESIDENCE,
    FLAGS_KNOWN,
    FLAGS_USE,
    FLAGS_DELIVERY,
    FLAGS_TIER,
    RESULT_FLAGS
};

struct result_writing {
    const struct result_layout *layout;
    const struct part_view *parts; /* [rows] */
    const struct relocation *relocation;
    struct h5_file *file;
};

/* The labels of a list of flags, in the order of their codes. */
const char *const *result_flag_labels(enum result_flags flags, int *count);
/* What a chunk of a results file aims at, in bytes: dear enough to compress well, small
 * enough to read one row and period. */
enum { RESULT_CHUNK = 1 << 20 };

/* Unit and names of a variable. */
int result_describe(struct h5_file *file, h5_object object, const char *unit,
                    const char *en, const char *zh, struct error *err) MUST_CHECK;
/* flag_values and flag_meanings; nothing for FLAGS_NONE. */
int result_set_flags(struct h5_file *file, h5_object object, enum result_flags flags,
                     struct error *err) MUST_CHECK;
/* A variable of one dimension with its data, [size]; `dimension` NULL: the coordinate of
 * a dimension of its own. */
struct result_column {
    const char *path, *dimension;
    enum h5_type type;
    int64_t size;
    const void *data;
    const char *unit; /* or NULL: texts */
    enum result_flags flags;
    const char *en, *zh;
};
int result_put_column(struct h5_file *file, const struct result_column *column,
                      struct error *err) MUST_CHECK;
/* Steps of putting a file together, in their order. */
int result_write_coordinates(const struct result_writing *writing,
                             struct error *err) MUST_CHECK;
int result_write_places(const struct result_writing *writing,
                        struct error *err) MUST_CHECK;
/* The products and services of the catalogue; nothing without one. */
int result_write_products(const struct result_writing *writing,
                          struct error *err) MUST_CHECK;
/* Accounts, purposes and trades; nothing without books. */
int result_write_accounts(const struct result_writing *writing,
                          struct error *err) MUST_CHECK;
/* Whether the positions of a dimension are called by words of result_write_accounts. */
bool result_has_words(enum dimension dimension);
int result_write_series(const struct result_writing *writing,
                        struct error *err) MUST_CHECK;
int result_write_panel(const struct result_writing *writing,
                       struct error *err) MUST_CHECK;
/* The long tables of books; nothing without. */
int result_write_tables(const struct result_writing *writing,
                        struct error *err) MUST_CHECK;
int result_write_provenance(const struct result_writing *writing,
                            struct error *err) MUST_CHECK;

/* "linli run SCENARIO --rows N ...", without what does not change the results;
 * malloc'ed, or NULL without memory. */
char *result_command(const struct result_layout *layout,
                     const struct relocation *relocation);
/* How values of a period come about, for cell_methods: "point", "sum", or NULL. */
const char *result_cell_method(enum series series);
/* Title of the scenario, else its file's name; borrowed. */
const char *result_title(const struct scenario *scenario, enum language language);

#endif
