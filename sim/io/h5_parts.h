/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What the files that call the HDF5 library share; nobody else includes this. */
#ifndef LINLI_IO_H5_PARTS_H
#define LINLI_IO_H5_PARTS_H

#include "io/h5.h"

#include <hdf5.h>

struct h5_file {
    hid_t id;
    char *path;
    int32_t dimensions; /* made so far: numbers for netCDF */
};

/* The type in memory, or in the file where the byte order is fixed; borrowed. Not for
 * texts. */
hid_t h5_number_type(enum h5_type type, bool in_file);
/* The same, texts too, as a type of one's own, to be closed. */
hid_t h5_open_type(enum h5_type type, bool in_file);
/* Sets the message with the file's name and the library's own description. */
int h5_fail(const struct h5_file *file, enum message message, struct error *err);
/* A file not opened yet; NULL after setting `err`. */
struct h5_file *h5_make_file(const char *path, struct error *err);
/* After opening: 0, or -1 with the file freed. */
int h5_check_opened(struct h5_file **file, enum message message, struct error *err);
/* Reads a box into `to`, or writes it from `from` when `to` is NULL. */
herr_t h5_transfer(hid_t dataset, enum h5_type kind, const int64_t *start,
                   const int64_t *count, const void *from, void *to);

#endif
