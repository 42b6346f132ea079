/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Results as tidy tables: one CSV file a series with a line an element, the places and
 * products beside them, and datapackage.json (Frictionless Data) that says what the
 * columns are. */
#ifndef LINLI_ANALYSIS_EXPORT_H
#define LINLI_ANALYSIS_EXPORT_H

#include "io/result_read.h"

struct export_options {
    const char *folder; /* made when it is not there */
    bool bom;
    const bool *chosen; /* [SERIES_COUNT] which series, or NULL: all there are */
};

/* Tables of services begin after the warm start, and the package says when. Fails with FILE_WRITE, MEMORY, or what reading fails with. Tables that were finished
 * before stay; datapackage.json, which names them all, comes last. */
int export_tables(struct result *result, const struct export_options *options,
                  struct error *err) MUST_CHECK;

#endif
