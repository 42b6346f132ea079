/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads results files: checks the seal, then that the file holds what this version
 * writes, in type, rank and size, before anything is allocated for it. */
#ifndef LINLI_IO_RESULT_READ_H
#define LINLI_IO_RESULT_READ_H

#include "core/calendar.h"
#include "io/seal.h"
#include "observe/series.h"
#include "state/community.h"
#include "observe/tables.h"

/* What a file is. Texts are owned by the file. */
struct result_summary {
    char *title_en, *title_zh, *city_en, *city_zh;
    char *command, *scenario_path, *scenario_effective, *code_version;
    char *digest; /* of scenario, inputs, model version and schema, in hex */
    int model;    /* version */
    int rows, years, months, communities, districts;
    int products, services; /* 0: a run without services */
    int trades;             /* 0: a run without books */
    int year_first;
    month month_first;
    int64_t population_seed, seed; /* of row 0 */
    int64_t panel_records;
    int inputs;
    uint64_t file_size; /* with the seal */
    struct seal seal;
};

struct result;

/* Opens the file at `path`. Fails as seal_check does, or with RESULT_HDF5,
 * RESULT_SHAPE, RESULT_DISORDER. */
int result_open(const char *path, struct result **result, struct error *err) MUST_CHECK;
/* May be called with NULL. */
void result_close(struct result *result);
const struct result_summary *result_summary(const struct result *result);

struct series_extent result_read_extent(const struct result *result);
/* Periods of a series (0 when the file lacks it: series of services in a run without
 * them), and elements of one of its periods. */
int result_periods(const struct result *result, enum series series);
int64_t result_elements(const struct result *result, enum series series);
/* The first period that may be reported: of services the first that begins after the
 * warm start, which may lie behind the last. */
int result_first_reported(const struct result *result, enum series series);
/* Sizes of the dimensions behind row and period; returns how many there are. */
int result_dimensions(const struct result *result, enum series series,
                      enum dimension dimension[SERIES_DIMENSIONS],
                      int64_t size[SERIES_DIMENSIONS]);
/* Reads `count` periods of row `run` from `first` on into `data`: int32_t or double as
 * the series says, [count * result_elements()]. */
int result_read_series(struct result *result, enum series series, int run, int first,
                       int count, void *data, struct error *err) MUST_CHECK;
/* Codes of the communities or districts, [communities] or [districts]. */
int result_read_codes(struct result *result, enum dimension dimension, int64_t *codes,
                      struct error *err) MUST_CHECK;
/* What the positions of a dimension are called, [length] and a NULL behind, as the file
 * has it: in English by keys, codes or numbers; in Chinese by names where there are any.
 * Freed by result_free_labels; `labels` is NULL after a failure. */
int result_read_labels(struct result *result, enum dimension dimension,
                       enum language language, char ***labels,
                       struct error *err) MUST_CHECK;
/* Names of the products or services in the language; as result_read_labels. */
int result_read_names(struct result *result, enum dimension dimension,
                      enum language language, char ***names,
                      struct error *err) MUST_CHECK;
void result_free_labels(char **labels);
/* Draw of parameters of every row, [rows]. */
int result_read_draws(struct result *result, int32_t *draws,
                      struct error *err) MUST_CHECK;
/* What is known of communities, as numbers: code of the district, type, degrees. */
enum result_place_column {
    RESULT_PLACE_DISTRICT,
    RESULT_PLACE_TYPE,
    RESULT_PLACE_LONGITUDE,
    RESULT_PLACE_LATITUDE,
    RESULT_PLACE_KNOWN_POINT, /* RESULT_OBSERVED, or how else the point is known */
    RESULT_PLACE_COLUMNS
};
enum { RESULT_OBSERVED = KNOWN_OBSERVED };
int result_read_places(struct result *result, enum result_place_column column,
                       double *values, struct error *err) MUST_CHECK;
/* Of which products positions of sites were drawn, [products]. */
int result_read_synthetic(struct result *result, bool *synthetic,
                          struct error *err) MUST_CHECK;
/* Word of a type of community, or NULL when there is no such type. */
const char *result_community_type(int type);
/* Seed of every row, [rows]. */
int result_read_seeds(struct result *result, int64_t *seeds,
                      struct error *err) MUST_CHECK;
/* The input files, sealed; `inputs` is initialised here and empty after a failure. */
int result_read_inputs(struct result *result, struct inputs *inputs,
                       struct error *err) MUST_CHECK;

/* Columns that every table has, or a yearly one, before its own. */
enum { RESULT_COLUMN_ROW = -1, RESULT_COLUMN_YEAR = -2 };
/* Records of a table of books; 0 where the file lacks it. */
int64_t result_table_records(struct result *result, enum tables_table table);
/* Reads records [first, first + count) of a column, whatever it is stored as. */
int result_read_column(struct result *result, enum tables_table table, int column,
                       int64_t first, int64_t count, int64_t *values,
                       struct error *err) MUST_CHECK;

#endif
