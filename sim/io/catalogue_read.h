/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads services and products from YAML, and levels found by calibration from CSV. */
#ifndef LINLI_IO_CATALOGUE_READ_H
#define LINLI_IO_CATALOGUE_READ_H

#include "core/input.h"
#include "state/catalogue.h"

/* Reads a catalogue and the files it extends, checks and indexes it. Every problem goes
 * to `report`, with file, line and column; returns -1 when there is any. */
int catalogue_read(struct inputs *inputs, const char *path, struct catalogue *catalogue,
                   struct report *report) MUST_CHECK;
/* Reads a CSV with the columns product, figure, value, target, source and achieved; the
 * values take the place of the figures named. What target, source and achieved say is
 * for the reader of the file. */
int catalogue_levels_read(struct inputs *inputs, const char *path,
                          struct catalogue *catalogue,
                          struct report *report) MUST_CHECK;
/* Canonical unit of a figure of this product: PRICE becomes "yuan/month" or
 * "yuan/visit". */
const char *catalogue_figure_unit(const struct product *product, enum figure figure);
/* Unit of its price, and of the amounts of its rules. */
const char *catalogue_price_unit(enum use use);
const char *catalogue_amount_unit(enum use use);

#endif
