/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Puts the panel of all rows into one long table, a group of its own: one record a
 * resident and year, by row, year and id. */
#include "io/result_write.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNK_RECORDS = 1 << 16 };

/* The part of the table of one row and year. */
struct stretch {
    int run, year;
    int64_t start, count;
};

struct column {
    const char *path;
    enum h5_type type;
    const char *unit;
    enum result_flags flags;
    const char *en, *zh;
};

static const struct column columns[PANEL_COLUMNS] = {
#define PANEL(name, member, part, TYPE, unit, flags, en, zh) \
    {"/panel/" #name, H5_##TYPE, unit, flags, en, zh},
#include "io/panel.def"
#undef PANEL
};

/* Codes of the reported communities, [0] for -1: outside; owned by the caller. */
static int64_t *list_codes(const struct result_layout *layout)
{
    int64_t *codes = calloc((size_t)layout->communities + 1, sizeof *codes);
    for (int i = 0, k = 1; codes != NULL && i < layout->city->community_count; i++)
        if (layout->city->communities[i].reported)
            codes[k++] = layout->city->communities[i].code;
    return codes;
}

/* Fills `buffer` with a column of the stretch as the file has it. */
static void take_column(const struct part_view *part, const struct stretch *stretch,
                        int column, const int64_t *codes, void *buffer)
{
    enum { YYYYMM = 100 };
    const char *data = part_panel(part, stretch->year, (enum panel_column)column);
    const size_t element = part_panel_element((enum panel_column)column);
    if (column == PANEL_community) {
        for (int64_t i = 0; i < stretch->count; i++) {
            int32_t index;
            memcpy(&index, data + (size_t)i * element, sizeof index);
            ((int64_t *)buffer)[i] = codes[index + 1];
        }
        return;
    }
    memcpy(buffer, data, (size_t)stretch->count * element);
    if (column == PANEL_arrival)
        for (int64_t i = 0; i < stretch->count; i++) {
            const month when = ((const int32_t *)buffer)[i];
            ((int32_t *)buffer)[i] = month_year(when) * YYYYMM + month_number(when);
        }
}

/* The table being written. */
struct table {
    const struct result_writing *writing;
    const struct stretch *stretches;
    int stretch_count;
    int64_t records;
    const int64_t *codes;
    void *buffer; /* for the longest stretch, 8 bytes an element */
};

static int open_column(const struct table *table, const struct column *column,
                       h5_object *object, struct error *err)
{
    struct h5_file *file = table->writing->file;
    const struct h5_shape shape = {
        .rank = 1,
        .size = {table->records},
        .chunk = {table->records < CHUNK_RECORDS ? table->records : CHUNK_RECORDS},
        .dimension = {"/panel/record"}};
    TRY(h5_dataset(file, column->path, column->type, &shape, object, err));
    TRY(result_describe(file, *object, column->unit, column->en, column->zh, err));
    return result_set_flags(file, *object, column->flags, err);
}

static int write_column(const struct table *table, int column, struct error *err)
{
    h5_object object = -1;
    int status = open_column(table, &columns[column], &object, err);
    for (int i = 0; status == 0 && i < table->stretch_count; i++) {
        const struct stretch *stretch = &table->stretches[i];
        if (stretch->count == 0)
            continue;
        take_column(&table->writing->parts[stretch->run], stretch, column, table->codes,
                    table->buffer);
        status = h5_write(table->writing->file, object, columns[column].type,
                          &stretch->start, &stretch->count, table->buffer, err);
    }
    h5_release(object);
    return status;
}

/* Writes the column of rows, or of years. */
static int write_key(const struct table *table, bool years, struct error *err)
{
    const struct column key = years
                                  ? (struct column){"/panel/year",
                                                    H5_INT32,
                                                    "1",
                                                    FLAGS_NONE,
                                                    "calendar year, state at its end",
                                                    "日历年，年末状态"}
                                  : (struct column){"/panel/row", H5_INT32, "1",
                                                    FLAGS_NONE,   "run",    "运行序号"};
    const int first = table->writing->layout->year_first;
    h5_object object = -1;
    int status = open_column(table, &key, &object, err);
    for (int i = 0; status == 0 && i < table->stretch_count; i++) {
        const struct stretch *stretch = &table->stretches[i];
        for (int64_t k = 0; k < stretch->count; k++)
            ((int32_t *)table->buffer)[k] =
                years ? first + stretch->year : stretch->run;
        if (stretch->count > 0)
            status = h5_write(table->writing->file, object, H5_INT32, &stretch->start,
                              &stretch->count, table->buffer, err);
    }
    h5_release(object);
    return status;
}

static int write_table(const struct table *table, struct error *err)
{
    TRY(h5_group(table->writing->file, "/panel", err));
    TRY(h5_dimension(table->writing->file, "/panel/record", table->records, err));
    TRY(write_key(table, false, err));
    TRY(write_key(table, true, err));
    for (int column = 0; column < PANEL_COLUMNS; column++)
        TRY(write_column(table, column, err));
    return 0;
}

int result_write_panel(const struct result_writing *writing, struct error *err)
{
    const struct result_layout *layout = writing->layout;
    const int count = layout->rows * layout->years;
    struct table table = {.writing = writing, .stretch_count = count};
    struct stretch *stretches = calloc((size_t)count, sizeof *stretches);
    int64_t *codes = list_codes(layout), longest = 0;
    int status = 0;
    for (int i = 0; stretches != NULL && i < count; i++) {
        struct stretch *stretch = &stretches[i];
        stretch->run = i / layout->years;
        stretch->year = i % layout->years;
        stretch->start = table.records;
        stretch->count = writing->parts[stretch->run].panel_count[stretch->year];
        table.records += stretch->count;
        longest = stretch->count > longest ? stretch->count : longest;
    }
    void *buffer = calloc((size_t)longest + 1, sizeof(int64_t));
    table.stretches = stretches;
    table.codes = codes;
    table.buffer = buffer;
    if (stretches == NULL || codes == NULL || buffer == NULL)
        status = error_set(err, MESSAGE_MEMORY, "panel");
    else if (table.records > 0) /* no reader likes a dimension of length 0 */
        status = write_table(&table, err);
    free(stretches);
    free(codes);
    free(buffer);
    return status;
}
