/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What the files that read a results file share (result_read*.c). */
#ifndef LINLI_IO_RESULT_READING_H
#define LINLI_IO_RESULT_READING_H

#include "io/h5.h"
#include "io/result_read.h"

struct result {
    struct h5_file *file;
    char *path;
    struct result_summary summary;
};

#endif
