/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Calls the HDF5 library so that netCDF-C, xarray, h5py and R read what it writes, and
 * translates its errors. The order of things here is the order of bytes in the file. */
#include "io/h5_parts.h"

#include <hdf5_hl.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFLATE = 1, ORDERED = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED };

/* The type in memory, or in the file where the byte order is fixed. The types are
 * variables of the library, which a table could not hold. */
hid_t h5_number_type(enum h5_type type, bool in_file)
{
    switch (type) {
    case H5_INT8: return in_file ? H5T_STD_I8LE : H5T_NATIVE_INT8;
    case H5_UINT8: return in_file ? H5T_STD_U8LE : H5T_NATIVE_UINT8;
    case H5_INT16: return in_file ? H5T_STD_I16LE : H5T_NATIVE_INT16;
    case H5_UINT16: return in_file ? H5T_STD_U16LE : H5T_NATIVE_UINT16;
    case H5_INT32: return in_file ? H5T_STD_I32LE : H5T_NATIVE_INT32;
    case H5_INT64: return in_file ? H5T_STD_I64LE : H5T_NATIVE_INT64;
    case H5_UINT64: return in_file ? H5T_STD_U64LE : H5T_NATIVE_UINT64;
    default: return in_file ? H5T_IEEE_F64LE : H5T_NATIVE_DOUBLE;
    }
}

/* A type of one's own, to be closed. */
hid_t h5_open_type(enum h5_type type, bool in_file)
{
    if (type != H5_TEXT)
        return H5Tcopy(h5_number_type(type, in_file));
    /* Of variable length: netCDF-C 4.9.0 crashes on fixed-length data. */
    const hid_t text = H5Tcopy(H5T_C_S1);
    H5Tset_size(text, H5T_VARIABLE);
    H5Tset_cset(text, H5T_CSET_UTF8);
    return text;
}

/* Keeps the deepest description of the library's error stack. */
static herr_t take_description(unsigned n, const H5E_error2_t *entry, void *client)
{
    char *text = client;
    if (n == 0 && entry->desc != NULL)
        snprintf(text, 256, "%s", entry->desc);
    return 0;
}

/* What went wrong: the system's own words where the library quotes them. */
static void describe(char text[256])
{
    static const char quote[] = "error message = '";
    snprintf(text, 256, "HDF5");
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take_description, text);
    H5Eclear2(H5E_DEFAULT);
    const char *start = strstr(text, quote);
    if (start != NULL) {
        memmove(text, start + strlen(quote), strlen(start + strlen(quote)) + 1);
        text[strcspn(text, "'")] = '\0';
    }
}

int h5_fail(const struct h5_file *file, enum message message, struct error *err)
{
    char text[256];
    describe(text);
    return error_set(err, message, file->path, text);
}

static int fail_write(const struct h5_file *file, struct error *err)
{
    return h5_fail(file, MESSAGE_FILE_WRITE, err);
}

/* A new struct with the library made quiet. Without its handler at exit, a file that
 * could not be written (full disk) is not written again while the program ends. */
struct h5_file *h5_make_file(const char *path, struct error *err)
{
    struct h5_file *file = calloc(1, sizeof *file);
    char *copy = strdup(path);
    if (file == NULL || copy == NULL) {
        free(file);
        free(copy);
        error_set(err, MESSAGE_MEMORY, path);
        return NULL;
    }
    H5dont_atexit();
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    file->path = copy;
    file->id = -1;
    return file;
}

/* Frees what was made when the library could not open the file. */
int h5_check_opened(struct h5_file **file, enum message message, struct error *err)
{
    if ((*file)->id >= 0)
        return 0;
    h5_fail(*file, message, err);
    h5_abandon(*file);
    *file = NULL;
    return -1;
}

int h5_create(const char *file_path, struct h5_file **file, struct error *err)
{
    if ((*file = h5_make_file(file_path, err)) == NULL)
        return -1;
    const hid_t creation = H5Pcreate(H5P_FILE_CREATE);
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_obj_track_times(creation, 0);
    H5Pset_link_creation_order(creation, ORDERED);
    H5Pset_attr_creation_order(creation, ORDERED);
    H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V18);
    (*file)->id = H5Fcreate(file_path, H5F_ACC_TRUNC, creation, access);
    H5Pclose(creation);
    H5Pclose(access);
    return h5_check_opened(file, MESSAGE_FILE_WRITE, err);
}

int h5_close(struct h5_file *file, struct error *err)
{
    int status = H5Fflush(file->id, H5F_SCOPE_GLOBAL) < 0 ? fail_write(file, err) : 0;
    if (H5Fclose(file->id) < 0 && status == 0)
        status = fail_write(file, err);
    free(file->path);
    free(file);
    return status;
}

void h5_abandon(struct h5_file *file)
{
    if (file == NULL)
        return;
    if (file->id >= 0)
        H5Fclose(file->id);
    H5Eclear2(H5E_DEFAULT);
    free(file->path);
    free(file);
}

void h5_release(h5_object object)
{
    if (object >= 0)
        H5Oclose(object);
}

int h5_find(struct h5_file *file, const char *path, h5_object *object,
            struct error *err)
{
    *object = H5Oopen(file->id, path, H5P_DEFAULT);
    return *object < 0 ? h5_fail(file, MESSAGE_RESULT_HDF5, err) : 0;
}

int h5_group(struct h5_file *file, const char *path, struct error *err)
{
    const hid_t creation = H5Pcreate(H5P_GROUP_CREATE);
    H5Pset_obj_track_times(creation, 0);
    H5Pset_link_creation_order(creation, ORDERED);
    H5Pset_attr_creation_order(creation, ORDERED);
    const hid_t group = H5Gcreate2(file->id, path, H5P_DEFAULT, creation, H5P_DEFAULT);
    H5Pclose(creation);
    if (group < 0)
        return fail_write(file, err);
    H5Gclose(group);
    return 0;
}

/* How a dataset of the shape is stored. */
static hid_t creation_of(enum h5_type type, const struct h5_shape *shape)
{
    const double missing = (double)NAN;
    const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_obj_track_times(creation, 0);
    H5Pset_attr_creation_order(creation, ORDERED);
    if (shape->rank > 0 && shape->chunk[0] > 0) {
        hsize_t chunk[H5_RANK];
        for (int i = 0; i < shape->rank; i++)
            chunk[i] = (hsize_t)shape->chunk[i];
        H5Pset_chunk(creation, shape->rank, chunk);
        if (h5_size(type) > 1)
            H5Pset_shuffle(creation);
        H5Pset_deflate(creation, DEFLATE);
    }
    if (type == H5_DOUBLE)
        H5Pset_fill_value(creation, H5T_NATIVE_DOUBLE, &missing);
    return creation;
}

/* Makes a dataset without attributes. */
static hid_t make_dataset(struct h5_file *file, const char *path, enum h5_type type,
                          const struct h5_shape *shape)
{
    hsize_t size[H5_RANK] = {0};
    for (int i = 0; i < shape->rank; i++)
        size[i] = (hsize_t)shape->size[i];
    const hid_t space = shape->rank > 0 ? H5Screate_simple(shape->rank, size, NULL)
                                        : H5Screate(H5S_SCALAR);
    const hid_t creation = creation_of(type, shape);
    const hid_t stored = h5_open_type(type, true);
    const hid_t dataset =
        H5Dcreate2(file->id, path, stored, space, H5P_DEFAULT, creation, H5P_DEFAULT);
    H5Tclose(stored);
    H5Pclose(creation);
    H5Sclose(space);
    return dataset;
}

/* Makes the dataset a dimension scale with netCDF's number for it. */
static int make_scale(struct h5_file *file, hid_t dataset, const char *name,
                      struct error *err)
{
    const int32_t number = file->dimensions++;
    if (H5DSset_scale(dataset, name) < 0)
        return fail_write(file, err);
    return h5_set_numbers(file, dataset, "_Netcdf4Dimid", H5_INT32, 1, &number, err);
}

int h5_dimension(struct h5_file *file, const char *path, int64_t size,
                 struct error *err)
{
    char name[128];
    /* By these very words netCDF-C knows a dimension that has no variable. */
    snprintf(name, sizeof name,
             "This is a netCDF dimension but not a netCDF variable.%10lld",
             (long long)size);
    const struct h5_shape shape = {.rank = 1, .size = {size}};
    const hid_t dataset = make_dataset(file, path, H5_INT8, &shape);
    if (dataset < 0)
        return fail_write(file, err);
    const int status = make_scale(file, dataset, name, err);
    H5Dclose(dataset);
    return status;
}

int h5_coordinate(struct h5_file *file, const char *path, enum h5_type type,
                  int64_t size, const void *data, h5_object *object, struct error *err)
{
    const struct h5_shape shape = {.rank = 1, .size = {size}};
    const int64_t start = 0;
    *object = make_dataset(file, path, type, &shape);
    if (*object < 0)
        return fail_write(file, err);
    if (make_scale(file, *object, strrchr(path, '/') + 1, err) != 0 ||
        h5_write(file, *object, type, &start, &size, data, err) != 0) {
        h5_release(*object);
        return -1;
    }
    return 0;
}

static int attach(struct h5_file *file, hid_t dataset, const struct h5_shape *shape,
                  struct error *err)
{
    for (int i = 0; i < shape->rank; i++) {
        const hid_t scale = H5Dopen2(file->id, shape->dimension[i], H5P_DEFAULT);
        if (scale < 0)
            return fail_write(file, err);
        const herr_t status = H5DSattach_scale(dataset, scale, (unsigned)i);
        if (status < 0)
            fail_write(file, err);
        H5Dclose(scale);
        if (status < 0)
            return -1;
    }
    return 0;
}

int h5_dataset(struct h5_file *file, const char *path, enum h5_type type,
               const struct h5_shape *shape, h5_object *object, struct error *err)
{
    const double missing = (double)NAN;
    *object = make_dataset(file, path, type, shape);
    if (*object < 0)
        return fail_write(file, err);
    if (attach(file, *object, shape, err) != 0 ||
        (type == H5_DOUBLE && h5_set_numbers(file, *object, "_FillValue", H5_DOUBLE, 1,
                                             &missing, err) != 0)) {
        h5_release(*object);
        return -1;
    }
    return 0;
}

/* Reads a box into `to`, or writes it from `from` when `to` is NULL. */
herr_t h5_transfer(hid_t dataset, enum h5_type kind, const int64_t *start,
                   const int64_t *count, const void *from, void *to)
{
    hsize_t first[H5_RANK] = {0}, length[H5_RANK] = {0};
    const hid_t space = H5Dget_space(dataset), type = h5_open_type(kind, false);
    const int rank = H5Sget_simple_extent_ndims(space);
    hid_t memory = H5S_ALL;
    herr_t status = 0;
    for (int i = 0; i < rank; i++) {
        first[i] = (hsize_t)start[i];
        length[i] = (hsize_t)count[i];
    }
    if (rank > 0) {
        status = H5Sselect_hyperslab(space, H5S_SELECT_SET, first, NULL, length, NULL);
        memory = H5Screate_simple(rank, length, NULL);
    }
    const hid_t selected = rank > 0 ? space : H5S_ALL;
    if (status >= 0)
        status = to != NULL
                     ? H5Dread(dataset, type, memory, selected, H5P_DEFAULT, to)
                     : H5Dwrite(dataset, type, memory, selected, H5P_DEFAULT, from);
    if (memory != H5S_ALL)
        H5Sclose(memory);
    H5Sclose(space);
    H5Tclose(type);
    return status;
}

int h5_write(struct h5_file *file, h5_object object, enum h5_type type,
             const int64_t *start, const int64_t *count, const void *data,
             struct error *err)
{
    const herr_t status = h5_transfer(object, type, start, count, data, NULL);
    return status < 0 ? fail_write(file, err) : 0;
}

int h5_set_numbers(struct h5_file *file, h5_object object, const char *name,
                   enum h5_type type, int count, const void *values, struct error *err)
{
    const hsize_t size = (hsize_t)count;
    const hid_t stored = h5_open_type(type, true), memory = h5_open_type(type, false);
    const hid_t space =
        count == 1 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &size, NULL);
    const hid_t attribute =
        H5Acreate2(object, name, stored, space, H5P_DEFAULT, H5P_DEFAULT);
    const herr_t status = attribute < 0 ? -1 : H5Awrite(attribute, memory, values);
    if (status < 0)
        fail_write(file, err);
    if (attribute >= 0)
        H5Aclose(attribute);
    H5Sclose(space);
    H5Tclose(memory);
    H5Tclose(stored);
    return status < 0 ? -1 : 0;
}

int h5_set_text(struct h5_file *file, h5_object object, const char *name,
                const char *text, struct error *err)
{
    return h5_set_numbers(file, object, name, H5_TEXT, 1, &text, err);
}
