/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Opens the results files of a comparison, checks that they speak of the same city, and
 * pairs their rows: a row of one file belongs to the row of another that has the same
 * draw of parameters and the same seed, wherever it stands. */
#ifndef LINLI_ANALYSIS_PAIRING_H
#define LINLI_ANALYSIS_PAIRING_H

#include "io/result_read.h"

/* Files compared at once, the base included: more cannot be told apart on a chart. */
enum { PAIRING_FILES = 8 };

struct pairing_file {
    struct result *result;
    char *path; /* as the user gave it; owned */
    int64_t *seeds;
    int32_t *draws; /* both owned, [rows of the file] */
};

/* A row in every file; rows ascend by draw and seed. */
struct pairing_row {
    int32_t draw;
    int64_t seed;
    int at[PAIRING_FILES]; /* number of the row in each file */
};

/* A row that not every file has. */
struct pairing_lone {
    int file, row;
    int32_t draw;
    int64_t seed;
};

struct pairing {
    struct pairing_file files[PAIRING_FILES]; /* the base first */
    int file_count;
    struct pairing_row *rows; /* owned */
    int row_count;
    int draws;                 /* different draws among the rows */
    struct pairing_lone *lone; /* owned; by draw, seed, file */
    int lone_count;
};

/* Opens `count` (2 to PAIRING_FILES) files, the base first, and pairs their rows. Fails
 * as result_open does, and with COMPARE_TWICE, COMPARE_CITY, COMPARE_COMMUNITIES,
 * COMPARE_DIFFERS (population seed, agents), COMPARE_MONTHS, COMPARE_MODEL or
 * COMPARE_NO_ROWS; `pairing` is empty then. */
int pairing_open(struct pairing *pairing, char *const *paths, int count,
                 struct error *err) MUST_CHECK;
void pairing_close(struct pairing *pairing);
const struct result_summary *pairing_summary(const struct pairing *pairing, int file);

#endif
