/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads the long tables of books. */
#include "io/result_reading.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

enum { PATH = 128, NAME = 64 };

static void find_path(enum tables_table table, const char *column, char path[PATH])
{
    snprintf(path, PATH, "/%s/%s", tables_name(table), column);
}

int64_t result_table_records(struct result *result, enum tables_table table)
{
    char path[PATH];
    int64_t records = 0;
    h5_object object = -1;
    find_path(table, "row", path);
    if (!h5_has(result->file, path) ||
        h5_shape(result->file, path, H5_INT32, 1, INT32_MAX, &records, &object, NULL) !=
            0)
        return 0;
    h5_release(object);
    return records;
}

static enum h5_type find_column(enum tables_table table, int column, char name[NAME])
{
    static const enum h5_type types[] = {[TABLES_INT8] = H5_INT8,
                                         [TABLES_INT16] = H5_INT16,
                                         [TABLES_INT32] = H5_INT32,
                                         [TABLES_INT64] = H5_INT64};
    if (column < 0) {
        snprintf(name, NAME, "%s", column == RESULT_COLUMN_ROW ? "row" : "year");
        return H5_INT32;
    }
    const struct tables_info info = tables_info(table, column);
    snprintf(name, NAME, "%s", info.name);
    return types[info.type];
}

/* Makes int64_t of narrower numbers in place, from the last on. */
static void widen(enum h5_type type, int64_t count, int64_t *values)
{
    for (int64_t i = count - 1; i >= 0; i--)
        if (type == H5_INT8)
            values[i] = ((const int8_t *)values)[i];
        else if (type == H5_INT16)
            values[i] = ((const int16_t *)values)[i];
        else if (type == H5_INT32)
            values[i] = ((const int32_t *)values)[i];
}

int result_read_column(struct result *result, enum tables_table table, int column,
                       int64_t first, int64_t count, int64_t *values, struct error *err)
{
    char name[NAME], path[PATH];
    int64_t size = 0;
    h5_object object = -1;
    const enum h5_type type = find_column(table, column, name);
    find_path(table, name, path);
    TRY(h5_shape(result->file, path, type, 1, INT32_MAX, &size, &object, err));
    const int status =
        first >= 0 && count <= size - first
            ? h5_read(result->file, object, type, &first, &count, values, err)
            : error_set(err, MESSAGE_RESULT_SHAPE, result->path, path + 1);
    h5_release(object);
    if (status == 0)
        widen(type, count, values);
    return status;
}
