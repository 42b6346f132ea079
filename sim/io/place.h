/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Whether results can be put where they are wanted: asked before anything is simulated,
 * because hours of work should not end at a name that cannot be written. */
#ifndef LINLI_IO_PLACE_H
#define LINLI_IO_PLACE_H

#include "core/error.h"

#include <stdint.h>

/* Checks the final name `out` of a results file.
 *
 *   resume  finished rows of an earlier run may lie there and will be used; a results
 *           file too, which result_is_complete must then be asked about
 *   force   a results file and finished rows may be replaced
 *
 * Fails with RESULT_EXISTS, RESULT_UNFINISHED, RESULT_KIND (something there that is no
 * results file is never replaced), PLACE_CLOSED (no file can be made beside it). Leaves
 * the folder as it was. */
int place_check(const char *out, bool resume, bool force, struct error *err) MUST_CHECK;
/* Whether anything has the name `out`. */
bool place_taken(const char *out);
/* Bytes that may still be written where `out` will stand, or -1 when nobody knows. */
int64_t place_free(const char *out);

#endif
