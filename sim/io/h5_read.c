/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reading: type, rank and sizes are checked before anything is allocated for them. */
#include "io/h5_parts.h"

#include <stdlib.h>
#include <string.h>

static int fail_read(const struct h5_file *file, struct error *err)
{
    return h5_fail(file, MESSAGE_RESULT_HDF5, err);
}

int h5_open(const char *file_path, struct h5_file **file, struct error *err)
{
    if ((*file = h5_make_file(file_path, err)) == NULL)
        return -1;
    (*file)->id = H5Fopen(file_path, H5F_ACC_RDONLY, H5P_DEFAULT);
    return h5_check_opened(file, MESSAGE_RESULT_HDF5, err);
}

bool h5_has(struct h5_file *file, const char *path)
{
    /* Negative when a step before the last is missing. */
    const bool has = H5Lexists(file->id, path, H5P_DEFAULT) > 0;
    H5Eclear2(H5E_DEFAULT);
    return has;
}

/* Whether a stored type is `type`; for texts of variable length. */
static bool type_is(hid_t stored, enum h5_type type)
{
    if (type == H5_TEXT)
        return H5Tget_class(stored) == H5T_STRING && H5Tis_variable_str(stored) > 0;
    return H5Tequal(stored, h5_number_type(type, true)) > 0;
}

/* The sizes of an open dataset when type, rank and sizes are as expected. */
static bool shape_is(hid_t dataset, enum h5_type type, int rank, int64_t limit,
                     int64_t *size)
{
    hsize_t extent[H5S_MAX_RANK] = {0};
    const hid_t stored = H5Dget_type(dataset);
    const hid_t space = H5Dget_space(dataset);
    bool good = stored >= 0 && space >= 0 && type_is(stored, type) &&
                H5Sget_simple_extent_ndims(space) == rank && rank <= H5_RANK &&
                H5Sget_simple_extent_type(space) != H5S_NULL;
    good = good && H5Sget_simple_extent_dims(space, extent, NULL) == rank;
    for (int i = 0; good && i < rank; i++) {
        good = extent[i] <= (hsize_t)limit;
        size[i] = (int64_t)extent[i];
    }
    if (space >= 0)
        H5Sclose(space);
    if (stored >= 0)
        H5Tclose(stored);
    return good;
}

int h5_shape(struct h5_file *file, const char *path, enum h5_type type, int rank,
             int64_t limit, int64_t *size, h5_object *object, struct error *err)
{
    *object = h5_has(file, path) ? H5Dopen2(file->id, path, H5P_DEFAULT) : -1;
    if (*object >= 0 && shape_is(*object, type, rank, limit, size))
        return 0;
    h5_release(*object);
    *object = -1;
    H5Eclear2(H5E_DEFAULT);
    return error_set(err, MESSAGE_RESULT_SHAPE, file->path, path + 1);
}

int h5_read(struct h5_file *file, h5_object object, enum h5_type type,
            const int64_t *start, const int64_t *count, void *data, struct error *err)
{
    const herr_t status = h5_transfer(object, type, start, count, NULL, data);
    return status < 0 ? fail_read(file, err) : 0;
}

/* Copies a text that the library allocated, perhaps with another allocator. */
static int take_text(const struct h5_file *file, char *read, char **text,
                     struct error *err)
{
    *text = strdup(read != NULL ? read : "");
    H5free_memory(read);
    return *text != NULL ? 0 : error_set(err, MESSAGE_MEMORY, file->path);
}

int h5_read_text(struct h5_file *file, const char *path, char **text, struct error *err)
{
    h5_object object = -1;
    char *read = NULL;
    TRY(h5_shape(file, path, H5_TEXT, 0, 1, NULL, &object, err));
    int status = h5_read(file, object, H5_TEXT, NULL, NULL, &read, err);
    if (status == 0)
        status = take_text(file, read, text, err);
    h5_release(object);
    return status;
}

void h5_free_texts(char **texts)
{
    for (char **at = texts; at != NULL && *at != NULL; at++)
        free(*at);
    free(texts);
}

/* Copies the texts that the library allocated; frees those all the same. */
static int take_texts(struct h5_file *file, char **read, int64_t count, char ***texts,
                      struct error *err)
{
    int status = 0;
    *texts = calloc((size_t)count + 1, sizeof **texts);
    if (*texts == NULL)
        status = error_set(err, MESSAGE_MEMORY, file->path);
    for (int64_t i = 0; i < count; i++)
        if (status == 0)
            status = take_text(file, read[i], &(*texts)[i], err);
        else
            H5free_memory(read[i]);
    if (status != 0) {
        h5_free_texts(*texts);
        *texts = NULL;
    }
    return status;
}

int h5_read_texts(struct h5_file *file, const char *path, int64_t limit, char ***texts,
                  int64_t *count, struct error *err)
{
    const int64_t start = 0;
    h5_object object = -1;
    *texts = NULL;
    TRY(h5_shape(file, path, H5_TEXT, 1, limit, count, &object, err));
    char **read = calloc((size_t)*count + 1, sizeof *read);
    int status = -1;
    if (read == NULL)
        error_set(err, MESSAGE_MEMORY, file->path);
    else if (h5_read(file, object, H5_TEXT, &start, count, read, err) == 0)
        status = take_texts(file, read, *count, texts, err);
    free(read);
    h5_release(object);
    return status;
}

/* Opens an attribute with one value of a class of types. */
static hid_t open_attribute(struct h5_file *file, const char *path, const char *name,
                            H5T_class_t class, struct error *err)
{
    const hid_t attribute =
        H5Aopen_by_name(file->id, path, name, H5P_DEFAULT, H5P_DEFAULT);
    if (attribute >= 0) {
        const hid_t stored = H5Aget_type(attribute), space = H5Aget_space(attribute);
        const bool good = H5Tget_class(stored) == class &&
                          H5Sget_simple_extent_npoints(space) == 1 &&
                          (class != H5T_STRING || H5Tis_variable_str(stored) > 0);
        H5Tclose(stored);
        H5Sclose(space);
        if (good)
            return attribute;
        H5Aclose(attribute);
    }
    H5Eclear2(H5E_DEFAULT);
    error_set(err, MESSAGE_RESULT_SHAPE, file->path, name);
    return -1;
}

int h5_get_text(struct h5_file *file, const char *path, const char *name, char **text,
                struct error *err)
{
    char *read = NULL;
    const hid_t attribute = open_attribute(file, path, name, H5T_STRING, err);
    if (attribute < 0)
        return -1;
    const hid_t memory = h5_open_type(H5_TEXT, false);
    const int status = H5Aread(attribute, memory, &read) < 0
                           ? fail_read(file, err)
                           : take_text(file, read, text, err);
    H5Tclose(memory);
    H5Aclose(attribute);
    return status;
}

int h5_get_number(struct h5_file *file, const char *path, const char *name,
                  int64_t *value, struct error *err)
{
    const hid_t attribute = open_attribute(file, path, name, H5T_INTEGER, err);
    if (attribute < 0)
        return -1;
    const int status =
        H5Aread(attribute, H5T_NATIVE_INT64, value) < 0 ? fail_read(file, err) : 0;
    H5Aclose(attribute);
    return status;
}
