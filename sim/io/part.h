/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The format of part files, and reading them. A part is a header, chunks in the order
 * they were written, and a trailer with the SHA-256 of all before it. Numbers are as the
 * machine that computes has them: parts never leave it, and one from a machine of the
 * other byte order is refused as broken. */
#ifndef LINLI_IO_PART_H
#define LINLI_IO_PART_H

#include "io/result.h"

#define PART_MAGIC "LINLIPRT"
enum { PART_VERSION = 3, PART_ORDER = 0x01020304 };

/* In place of a series: the panel, the tables of books, and the trailer. */
#define PART_PANEL   ((uint32_t)SERIES_COUNT)
#define PART_TABLE   ((uint32_t)SERIES_COUNT + 1)
#define PART_TRAILER UINT32_MAX

struct part_header {
    char magic[8];
    uint32_t version, order;
    uint8_t digest[DIGEST_SIZE]; /* of the layout */
    uint32_t row, unused;
    uint64_t seed;
};

/* Before each chunk; its bytes follow, filled with zeros up to a multiple of 8. In the
 * trailer `period` is the number of chunks and the bytes are the digest. */
struct part_chunk {
    uint32_t series, period;
    uint64_t bytes;
};

enum panel_column {
#define PANEL(name, member, part, type, unit, flags, en, zh) PANEL_##name,
#include "io/panel.def"
#undef PANEL
    PANEL_COLUMNS
};

/* Bytes of one record in a part, all columns. */
size_t part_panel_bytes(void);
/* Bytes of one element of column `column`. */
size_t part_panel_element(enum panel_column column);

/* Records of a table in a year; column by column. */
struct part_table {
    const uint8_t *data; /* aligned to 8 bytes */
    int64_t count;
};

/* A part in memory. Pointers go into the bytes it was read from. */
struct part_view {
    const uint8_t **data;        /* owned; [series, then period]: see part_data */
    const uint8_t **panel;       /* owned; [year], NULL when the year has no record */
    int64_t *panel_count;        /* owned; [year] */
    int64_t first[SERIES_COUNT]; /* of each series in data */
    struct part_table *tables;   /* owned; [TABLES][years] */
    void *map;                   /* owned by part_map */
    size_t map_size;
};

/* Path of the part of `row`, or of its temporary file; malloc'ed, or NULL. */
char *part_path(const char *out, int row, bool temporary);
/* Periods of a series; 0 when the layout lacks it. */
int part_periods(const struct result_layout *layout, enum series series);

/* Years that a table has records of: all, one, or none where the layout has no books. */
int part_table_years(const struct result_layout *layout, enum tables_table table);

/* Checks the `size` bytes of a part of `row` in every respect, the digest included, and
 * finds its chunks. `path` is for messages. Fails with PART_BROKEN, PART_OTHER, MEMORY. */
int part_parse(const uint8_t *bytes, size_t size, const struct result_layout *layout,
               int row, const char *path, struct part_view *view,
               struct error *err) MUST_CHECK;
/* Maps the part of `row` and parses it. */
int part_map(const struct result_layout *layout, const char *out, int row,
             struct part_view *view, struct error *err) MUST_CHECK;
/* Frees what either made. */
void part_view_free(struct part_view *view);
/* One period of a series; aligned to 8 bytes. */
const void *part_data(const struct part_view *view, enum series series, int period);
/* One column of the panel of a year, [panel_count[year]]; not aligned. */
const void *part_panel(const struct part_view *view, int year,
                       enum panel_column column);

/* A column of a table in a year, [tables[].count]. */
const int64_t *part_column(const struct part_table *table, int column);

#endif
