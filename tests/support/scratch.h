/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A folder of a test's own, which the test removes. */
#ifndef LINLI_TESTS_SUPPORT_SCRATCH_H
#define LINLI_TESTS_SUPPORT_SCRATCH_H

#include "support/check.h"

#include <stdio.h>
#include <stdlib.h>

enum { SCRATCH_SIZE = 64 }; /* of its name */

/* Where TMPDIR says, as far as the name has room for that, else in /tmp. */
static inline void scratch_make(char folder[SCRATCH_SIZE])
{
    const char *place = getenv("TMPDIR");
    const int length = snprintf(folder, SCRATCH_SIZE, "%s/linli-test-XXXXXX",
                                place && *place ? place : "/tmp");
    if (length >= SCRATCH_SIZE)
        snprintf(folder, SCRATCH_SIZE, "/tmp/linli-test-XXXXXX");
    assert_non_null(mkdtemp(folder));
}

#endif
