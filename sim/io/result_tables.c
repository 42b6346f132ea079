/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Puts the tables of books of all rows into groups of their own: one record after the
 * other, by row, year and as the row wrote them. Only one column of one row and year is
 * held in memory. */
#include "io/result_write.h"

#include <stdio.h>
#include <stdlib.h>

enum { CHUNK_RECORDS = 1 << 16, PATH = 128 };

/* A table being written. */
struct table {
    const struct result_writing *writing;
    enum tables_table which;
    int years;       /* with records of their own in each row */
    int64_t records; /* of all rows */
    void *buffer;    /* for the most records of one row and year, 8 bytes each */
    char record[PATH];
};

static const struct part_table *records_of(const struct table *table, int run, int year)
{
    const struct result_layout *layout = table->writing->layout;
    return &table->writing->parts[run].tables[(int)table->which * layout->years + year];
}

/* What of a column goes into the file: a column of the parts, or one that is made. */
enum made { MADE_NOT, MADE_ROW, MADE_YEAR, MADE_YUAN };

static void fill(const struct table *table, const struct tables_info *info, int column,
                 enum made made, int run, int year)
{
    static const double FEN_PER_YUAN = 100.0;
    const struct part_table *part = records_of(table, run, year);
    const struct result_layout *layout = table->writing->layout;
    double level = 1.0;
    if (made == MADE_YUAN)
        level = *(const double *)part_data(&table->writing->parts[run],
                                           SERIES_price_level, year);
    const int64_t *values =
        made == MADE_NOT || made == MADE_YUAN ? part_column(part, column) : NULL;
    for (int64_t i = 0; i < part->count; i++)
        if (made == MADE_YUAN)
            ((double *)table->buffer)[i] = (double)values[i] / FEN_PER_YUAN / level;
        else if (values == NULL)
            ((int32_t *)table->buffer)[i] =
                made == MADE_ROW ? run : layout->year_first + year;
        else if (info->type == TABLES_INT64)
            ((int64_t *)table->buffer)[i] = values[i];
        else if (info->type == TABLES_INT32)
            ((int32_t *)table->buffer)[i] = (int32_t)values[i];
        else if (info->type == TABLES_INT16)
            ((int16_t *)table->buffer)[i] = (int16_t)values[i];
        else
            ((int8_t *)table->buffer)[i] = (int8_t)values[i];
}

static enum h5_type type_of(const struct tables_info *info, enum made made)
{
    static const enum h5_type types[] = {[TABLES_INT8] = H5_INT8,
                                         [TABLES_INT16] = H5_INT16,
                                         [TABLES_INT32] = H5_INT32,
                                         [TABLES_INT64] = H5_INT64};
    return made == MADE_YUAN ? H5_DOUBLE : types[info->type];
}

static int describe(const struct table *table, h5_object object,
                    const struct tables_info *info, struct error *err)
{
    struct h5_file *file = table->writing->file;
    char text[TABLES_NAME + 1];
    TRY(result_describe(file, object, info->unit, info->en, info->zh, err));
    if (info->dimension == DIMENSION_NONE)
        return 0;
    snprintf(text, sizeof text, "/%s",
             result_has_words(info->dimension) && info->dimension != DIMENSION_PURPOSE
                 ? "account"
                 : series_dimension(info->dimension));
    return h5_set_text(file, object, "position_along", text, err);
}

static int write_column(const struct table *table, const struct tables_info *info,
                        int column, enum made made, struct error *err)
{
    const struct result_layout *layout = table->writing->layout;
    const enum h5_type type = type_of(info, made);
    const struct h5_shape shape = {
        .rank = 1,
        .size = {table->records},
        .chunk = {table->records < CHUNK_RECORDS ? table->records : CHUNK_RECORDS},
        .dimension = {table->record}};
    char path[PATH];
    int64_t start = 0;
    h5_object object = -1;
    snprintf(path, sizeof path, "/%s/%s", tables_name(table->which), info->name);
    TRY(h5_dataset(table->writing->file, path, type, &shape, &object, err));
    int status = describe(table, object, info, err);
    for (int run = 0; run < layout->rows && status == 0; run++)
        for (int year = 0; year < table->years && status == 0; year++) {
            const int64_t count = records_of(table, run, year)->count;
            if (count == 0)
                continue;
            fill(table, info, column, made, run, year);
            status = h5_write(table->writing->file, object, type, &start, &count,
                              table->buffer, err);
            start += count;
        }
    h5_release(object);
    return status;
}

static int write_columns(const struct table *table, struct error *err)
{
    static const struct tables_info run = {"row", TABLES_INT32, "1",
                                           "run", "运行序号",   DIMENSION_NONE};
    static const struct tables_info year = {
        "year", TABLES_INT32, "1", "calendar year", "日历年", DIMENSION_NONE};
    static const struct tables_info yuan = {"yuan_2023",
                                            TABLES_INT64,
                                            "yuan",
                                            "the sum in 2023 yuan",
                                            "合计（2023年不变价元）",
                                            DIMENSION_NONE};
    TRY(write_column(table, &run, 0, MADE_ROW, err));
    if (tables_yearly(table->which))
        TRY(write_column(table, &year, 0, MADE_YEAR, err));
    for (int column = 0; column < tables_columns(table->which); column++) {
        const struct tables_info info = tables_info(table->which, column);
        TRY(write_column(table, &info, column, MADE_NOT, err));
    }
    if (table->which == TABLES_flows)
        TRY(write_column(table, &yuan, tables_place(TABLES_flows_fen), MADE_YUAN, err));
    return 0;
}

static int write_table(const struct result_writing *writing, enum tables_table which,
                       struct error *err)
{
    struct table table = {.writing = writing,
                          .which = which,
                          .years = part_table_years(writing->layout, which)};
    char path[PATH];
    int64_t most = 0;
    for (int run = 0; run < writing->layout->rows; run++)
        for (int year = 0; year < table.years; year++) {
            const int64_t count = records_of(&table, run, year)->count;
            table.records += count;
            most = count > most ? count : most;
        }
    if (table.records == 0) /* no reader likes a dimension of length 0 */
        return 0;
    snprintf(path, sizeof path, "/%s", tables_name(which));
    snprintf(table.record, sizeof table.record, "/%s/record", tables_name(which));
    TRY(h5_group(writing->file, path, err));
    TRY(h5_dimension(writing->file, table.record, table.records, err));
    table.buffer = malloc((size_t)most * sizeof(int64_t));
    if (table.buffer == NULL)
        return error_set(err, MESSAGE_MEMORY, tables_name(which));
    const int status = write_columns(&table, err);
    free(table.buffer);
    return status;
}

int result_write_tables(const struct result_writing *writing, struct error *err)
{
    for (enum tables_table which = 0; which < TABLES; which++)
        TRY(write_table(writing, which, err));
    return 0;
}
