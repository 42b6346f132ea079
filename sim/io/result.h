/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Results of a scenario. Each row of a run (one draw of parameters x one seed) is
 * written to a part file of its own while it goes; when every row is complete the parts
 * are put together into one HDF5 file that is also a netCDF-4 file (docs/RESULTS.md),
 * sealed, and renamed into place. A file under its final name is always complete. */
#ifndef LINLI_IO_RESULT_H
#define LINLI_IO_RESULT_H

#include "io/scenario.h"
#include "observe/panel.h"
#include "observe/series.h"
#include "observe/tables.h"
#include "state/catalogue.h"
#include "state/city.h"

/* What all rows of a file share. Borrowed pointers must outlive the struct's use. */
struct result_layout {
    /* Set by whoever calls result_layout_init: */
    const struct scenario *scenario;
    const struct city *city;           /* after city_choose */
    const struct inputs *inputs;       /* every file the run read; kept in the file */
    const struct catalogue *catalogue; /* of services, or NULL: demography only, whose
                                          file has no series of services */
    const bool *synthetic; /* [products] sites whose positions were drawn; NULL: none */
    int rows;
    /* Derived by result_layout_init: */
    int year_first, years; /* calendar years with a December in the run; the
                                       first may be partial */
    month month_first;
    int months;
    int communities;             /* reported ones */
    int districts;               /* chosen ones */
    int products, services;      /* of the catalogue, 0 without */
    int trades;                  /* of it, 0 where sites keep no books */
    char *effective;             /* owned */
    uint8_t digest[DIGEST_SIZE]; /* of scenario, inputs, model version, without rows */
};

int result_layout_init(struct result_layout *layout, struct error *err) MUST_CHECK;
/* Leaves it empty. */
void result_layout_free(struct result_layout *layout);
/* The effective scenario as a results file keeps it, with paths relative to the folder
 * that the inputs share. malloc'ed, or NULL after setting `err`. */
char *result_effective(const struct scenario *scenario, const struct inputs *inputs,
                       struct error *err);
struct series_extent result_extent(const struct result_layout *layout);
/* Elements of one period of a series: the product of its dimensions. */
int64_t result_period_size(const struct result_layout *layout, enum series series);
/* Bytes that hold one period of any series of the domain, as doubles. */
size_t result_period_most(const struct result_layout *layout,
                          enum series_domain domain);
/* Seed of row `row`: scenario seed + row. */
uint64_t result_seed(const struct result_layout *layout, int row);

/* The part file of one row, written in order of time. */
struct part;
/* Opens the part of `row` beside the final path `out` (folder out + ".rows"). */
int part_open(struct part **part, const struct result_layout *layout, const char *out,
              int row, struct error *err) MUST_CHECK;
/* Writes one period (index from 0) of a series; `data` holds result_period_size()
 * int32_t or double, in the order of the dimensions, last fastest. Each period once,
 * ascending. */
int part_write(struct part *part, enum series series, int period, const void *data,
               struct error *err) MUST_CHECK;
/* Writes the panel at the end of year index `year`, sorted by id. */
int part_write_panel(struct part *part, int year, const struct panel_record *records,
                     int64_t count, struct error *err) MUST_CHECK;
/* Writes the records of a table of books in year index `year`, or, of one that is not
 * yearly, of the whole run (year 0): `values` [tables_columns(table)][count]. */
int part_write_table(struct part *part, enum tables_table table, int year,
                     const int64_t *values, int64_t count,
                     struct error *err) MUST_CHECK;
/* Completes: checks that every period was written, seals, fsyncs, renames. */
int part_close(struct part *part, struct error *err) MUST_CHECK;
/* Gives the part up and removes its temporary file. */
void part_abandon(struct part *part);
/* Whether a complete part of this very layout (same digest) lies there for `row`. */
bool part_exists(const struct result_layout *layout, const char *out, int row);
/* How many finished parts lie there, of any layout. */
int part_count(const char *out);
/* Removes parts that are there (a fresh run without --resume). Fails with PART_BUSY,
 * before any is removed, while another run writes there, or with FILE_WRITE. */
int part_clear(const char *out, struct error *err) MUST_CHECK;

/* Whether `out` is the sound and complete file of this very layout (same digest and
 * number of rows): an earlier run got that far. */
bool result_is_complete(const struct result_layout *layout, const char *out);
/* Puts the parts of all rows together into `out` (temporary name, fsync, rename), seals
 * it and removes the parts. */
int result_assemble(const struct result_layout *layout, const char *out,
                    struct error *err) MUST_CHECK;

#endif
