/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The seal: lines of text behind the end of the HDF5 bytes of a results file, which
 * every HDF5 reader ignores and `tail` shows. It is checked before the HDF5 library
 * opens a file, for that library is not made for damaged or hostile ones. The seal
 * proves that the file is as it was written, not who wrote it. */
#ifndef LINLI_IO_SEAL_H
#define LINLI_IO_SEAL_H

#include "core/input.h"

#include <stdint.h>

/* Version of the layout inside the file (docs/RESULTS.md). */
enum { RESULT_SCHEMA = 1 };

enum { SEAL_BUILD = 256, SEAL_SIZE = 1024 };

struct seal {
    int schema;
    uint64_t bytes;              /* of HDF5 */
    uint8_t digest[DIGEST_SIZE]; /* of these */
    char build[SEAL_BUILD];      /* compiler and flags of the program that wrote them */
};

/* What this program was built with: "gcc 12.2.0, x86_64, ...". */
const char *seal_build(void);
/* Appends the seal to the closed HDF5 file at `path` and syncs it to the disk. */
int seal_write(const char *path, struct error *err) MUST_CHECK;
/* Finds the seal in the last `size` (at most SEAL_SIZE) bytes `tail` of a file of
 * `file_size` bytes. Fails with RESULT_NO_SEAL, RESULT_SIZE or RESULT_SCHEMA. */
int seal_parse(const uint8_t *tail, size_t size, uint64_t file_size, const char *path,
               struct seal *seal, struct error *err) MUST_CHECK;
/* Checks the whole file at `path`: first bytes, seal, digest. Fails also with
 * FILE_MISSING, FILE_READ, RESULT_NOT_LINLI and RESULT_DAMAGED. */
int seal_check(const char *path, struct seal *seal, struct error *err) MUST_CHECK;

#endif
