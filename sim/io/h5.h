/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The HDF5 library, as far as a file that is also netCDF-4 needs it. Only h5.c
 * and h5_read.c include its header, and one thread at a time may call these functions.
 *
 * Every dataset has named dimensions (dimension scales), deflate and shuffle are the
 * only filters, texts are variable-length UTF-8, no enum or compound type is made, no
 * time is stored: two equal sequences of calls give equal bytes. */
#ifndef LINLI_IO_H5_H
#define LINLI_IO_H5_H

#include "core/error.h"

#include <stdint.h>

enum h5_type {
    H5_INT8,
    H5_UINT8,
    H5_INT16,
    H5_UINT16,
    H5_INT32,
    H5_INT64,
    H5_UINT64,
    H5_DOUBLE,
    H5_TEXT, /* const char * in memory */
    H5_TYPES
};

enum { H5_RANK = 8 };

/* A dataset to be made. Rank 0: one value. */
struct h5_shape {
    int rank;
    int64_t size[H5_RANK];
    int64_t chunk[H5_RANK];         /* [0] == 0: contiguous, not compressed */
    const char *dimension[H5_RANK]; /* paths of dimension scales */
};

struct h5_file;
/* An open object. */
typedef int64_t h5_object;

/* Bytes of one element in memory. */
static inline size_t h5_size(enum h5_type type)
{
    static const uint8_t size[H5_TYPES] = {1, 1, 2, 2, 4, 8, 8, 8, sizeof(char *)};
    return size[type];
}

/* Writing. All fail with FILE_WRITE, naming the file. `path`s start with '/'. */
int h5_create(const char *file_path, struct h5_file **file,
              struct error *err) MUST_CHECK;
/* Flushes and closes; frees `file` also when it fails. */
int h5_close(struct h5_file *file, struct error *err) MUST_CHECK;
/* Closes after a failure, or a file only read. May be called with NULL. */
void h5_abandon(struct h5_file *file);
int h5_group(struct h5_file *file, const char *path, struct error *err) MUST_CHECK;
/* A dimension without a variable. */
int h5_dimension(struct h5_file *file, const char *path, int64_t size,
                 struct error *err) MUST_CHECK;
/* A dimension with its coordinate variable; left open in `object`. */
int h5_coordinate(struct h5_file *file, const char *path, enum h5_type type,
                  int64_t size, const void *data, h5_object *object,
                  struct error *err) MUST_CHECK;
/* A variable; left open in `object`. Doubles get the _FillValue NaN. */
int h5_dataset(struct h5_file *file, const char *path, enum h5_type type,
               const struct h5_shape *shape, h5_object *object,
               struct error *err) MUST_CHECK;
/* Writes the box [start, start + count) of a dataset; rank 0: both NULL. */
int h5_write(struct h5_file *file, h5_object object, enum h5_type type,
             const int64_t *start, const int64_t *count, const void *data,
             struct error *err) MUST_CHECK;
/* The root group or another object, to give it attributes. */
int h5_find(struct h5_file *file, const char *path, h5_object *object,
            struct error *err) MUST_CHECK;
void h5_release(h5_object object);
/* Attributes: a text, or `count` numbers (1: a single one). */
int h5_set_text(struct h5_file *file, h5_object object, const char *name,
                const char *text, struct error *err) MUST_CHECK;
int h5_set_numbers(struct h5_file *file, h5_object object, const char *name,
                   enum h5_type type, int count, const void *values,
                   struct error *err) MUST_CHECK;

/* Reading. All fail with RESULT_HDF5 or RESULT_SHAPE; types must be the very ones. */
int h5_open(const char *file_path, struct h5_file **file, struct error *err) MUST_CHECK;
/* Whether something has this path. */
bool h5_has(struct h5_file *file, const char *path);
/* Size of the dimensions of the dataset, whose type and rank must be as given; left
 * open in `object`. No size exceeds `limit`. */
int h5_shape(struct h5_file *file, const char *path, enum h5_type type, int rank,
             int64_t limit, int64_t *size, h5_object *object,
             struct error *err) MUST_CHECK;
int h5_read(struct h5_file *file, h5_object object, enum h5_type type,
            const int64_t *start, const int64_t *count, void *data,
            struct error *err) MUST_CHECK;
/* Reads the one text of a dataset of rank 0; malloc'ed. */
int h5_read_text(struct h5_file *file, const char *path, char **text,
                 struct error *err) MUST_CHECK;
/* Reads a dataset of texts along one dimension of at most `limit`: `texts` is malloc'ed
 * with its texts, [*count] and a NULL behind; h5_free_texts frees both. NULL after a
 * failure. */
int h5_read_texts(struct h5_file *file, const char *path, int64_t limit, char ***texts,
                  int64_t *count, struct error *err) MUST_CHECK;
/* Frees a list of texts that ends with NULL; may be called with NULL. */
void h5_free_texts(char **texts);
/* An attribute of the object at `path`: a malloc'ed text, or one number. */
int h5_get_text(struct h5_file *file, const char *path, const char *name, char **text,
                struct error *err) MUST_CHECK;
int h5_get_number(struct h5_file *file, const char *path, const char *name,
                  int64_t *value, struct error *err) MUST_CHECK;

#endif
