/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads what positions of dimensions are called, and what is known of communities. */
#include "io/result_reading.h"
#include "io/result_write.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where the labels of a dimension lie: texts, or numbers of type `type`. */
static void find_labels(enum dimension dimension, enum language language, char path[64],
                        enum h5_type *type)
{
    const char *name = series_dimension(dimension);
    const bool zh = language == LANGUAGE_ZH;
    int count = 0;
    *type = H5_TEXT;
    if (dimension == DIMENSION_PRODUCT || dimension == DIMENSION_SERVICE ||
        dimension == DIMENSION_TRADE)
        snprintf(path, 64, "/%s%s", name, zh ? "_name_zh" : "");
    else if (dimension == DIMENSION_COMMUNITY || dimension == DIMENSION_DISTRICT) {
        snprintf(path, 64, "/%s%s", name, zh ? "_name" : "");
        *type = zh ? H5_TEXT : H5_INT64;
    } else if (series_labels(dimension, &count) != NULL || result_has_words(dimension))
        snprintf(path, 64, "/%s%s", name, zh ? "_zh" : "");
    else {
        snprintf(path, 64, "/%s", name);
        *type = H5_INT32;
    }
}

/* Writes numbers as texts. */
static int read_number_labels(struct result *result, const char *path,
                              enum h5_type type, int64_t count, char ***labels,
                              struct error *err)
{
    const int64_t start = 0;
    int64_t size = 0;
    h5_object object = -1;
    TRY(h5_shape(result->file, path, type, 1, count, &size, &object, err));
    int64_t *wide = calloc((size_t)size + 1, sizeof *wide);
    char **made = calloc((size_t)size + 1, sizeof *made);
    int status = -1;
    if (wide == NULL || made == NULL) {
        error_set(err, MESSAGE_MEMORY, path);
        goto done;
    }
    TRY_OR(done, h5_read(result->file, object, type, &start, &size, wide, err));
    for (int64_t i = 0; i < size; i++) {
        const int64_t value = type == H5_INT32 ? ((int32_t *)wide)[i] : wide[i];
        if (asprintf(&made[i], "%lld", (long long)value) < 0) {
            made[i] = NULL;
            error_set(err, MESSAGE_MEMORY, path);
            goto done;
        }
    }
    *labels = made;
    made = NULL;
    status = 0;
done:
    h5_release(object);
    h5_free_texts(made);
    free(wide);
    return status;
}

/* Reads one label a position from a variable. */
static int read_all(struct result *result, enum dimension dimension, const char *path,
                    enum h5_type type, char ***labels, struct error *err)
{
    const struct series_extent extent = result_read_extent(result);
    const int expected = series_length(dimension, &extent);
    int64_t count = 0;
    *labels = NULL;
    if (type == H5_TEXT)
        TRY(h5_read_texts(result->file, path, expected, labels, &count, err));
    else
        TRY(read_number_labels(result, path, type, expected, labels, err));
    for (count = 0; (*labels)[count] != NULL;)
        count++;
    if (count == expected)
        return 0;
    h5_free_texts(*labels);
    *labels = NULL;
    return error_set(err, MESSAGE_RESULT_SHAPE, result->path, path + 1);
}

int result_read_labels(struct result *result, enum dimension dimension,
                       enum language language, char ***labels, struct error *err)
{
    char path[64];
    enum h5_type type;
    find_labels(dimension, language, path, &type);
    return read_all(result, dimension, path, type, labels, err);
}

int result_read_names(struct result *result, enum dimension dimension,
                      enum language language, char ***names, struct error *err)
{
    char path[64];
    assert(dimension == DIMENSION_PRODUCT || dimension == DIMENSION_SERVICE);
    snprintf(path, sizeof path, "/%s_name%s", series_dimension(dimension),
             language == LANGUAGE_ZH ? "_zh" : "");
    return read_all(result, dimension, path, H5_TEXT, names, err);
}

void result_free_labels(char **labels)
{
    h5_free_texts(labels);
}

static const struct {
    const char *path;
    enum h5_type type;
} columns[RESULT_PLACE_COLUMNS] = {
    [RESULT_PLACE_DISTRICT] = {"/community_district", H5_INT64},
    [RESULT_PLACE_TYPE] = {"/community_type", H5_INT8},
    [RESULT_PLACE_LONGITUDE] = {"/longitude", H5_DOUBLE},
    [RESULT_PLACE_LATITUDE] = {"/latitude", H5_DOUBLE},
    [RESULT_PLACE_KNOWN_POINT] = {"/community_known_point", H5_INT8},
};

static double number_at(const void *data, enum h5_type type, int64_t i)
{
    switch (type) {
    case H5_INT8: return ((const int8_t *)data)[i];
    case H5_INT64: return (double)((const int64_t *)data)[i];
    default: return ((const double *)data)[i];
    }
}

int result_read_places(struct result *result, enum result_place_column column,
                       double *values, struct error *err)
{
    const int64_t start = 0, count = result->summary.communities;
    const enum h5_type type = columns[column].type;
    int64_t size = 0;
    h5_object object = -1;
    TRY(h5_shape(result->file, columns[column].path, type, 1, count, &size, &object,
                 err));
    void *data = calloc((size_t)count + 1, sizeof(int64_t));
    int status = -1;
    if (data == NULL)
        error_set(err, MESSAGE_MEMORY, result->path);
    else if (size != count)
        error_set(err, MESSAGE_RESULT_SHAPE, result->path, columns[column].path + 1);
    else
        status = h5_read(result->file, object, type, &start, &count, data, err);
    for (int64_t i = 0; status == 0 && i < count; i++)
        values[i] = number_at(data, type, i);
    free(data);
    h5_release(object);
    return status;
}

const char *result_community_type(int type)
{
    int count = 0;
    const char *const *labels = result_flag_labels(FLAGS_TYPE, &count);
    return type >= 0 && type < count ? labels[type] : NULL;
}
