/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A city's own lists of facilities and of idle space: spreadsheets as people keep them,
 * or maps. Nothing of a list is lost: what is not understood is reported with file, line
 * (or feature) and column; what is converted stands in docs/CITY.md. */
#ifndef LINLI_IO_FACILITIES_READ_H
#define LINLI_IO_FACILITIES_READ_H

#include "core/input.h"
#include "state/supply.h"

/* Reads the list at `path` (.csv, .geojson or .json) into `listed`, adding to what it
 * holds: sites with an index in `city` (whole) and ORIGIN_LISTED; quality -1 where the
 * list has none. Every problem goes to `report` (at most 200); then -1. */
int facilities_read(struct inputs *inputs, const char *path, const struct city *city,
                    const struct catalogue *catalogue, struct supply *listed,
                    struct report *report) MUST_CHECK;
/* The same for idle space (CSV: kind, m2, point, crs, from). */
int facilities_read_stock(struct inputs *inputs, const char *path,
                          const struct city *city, struct supply *listed,
                          struct report *report) MUST_CHECK;

#endif
