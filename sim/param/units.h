/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Quantities as people write them: "0.4 万元/床/年", "333 yuan/bed/month", "2 ‰". */
#ifndef LINLI_PARAM_UNITS_H
#define LINLI_PARAM_UNITS_H

#include "core/error.h"

#include <stdint.h>

/* Reads a whole text as a quantity and converts it.
 *
 *   what   name of the thing, for the messages
 *   text   number, optional spaces, optional unit; units are joined by '/', each may
 *          carry 千, 万, 百万 or 亿 before it; always the C locale
 *   unit   canonical unit that is wanted, such as "1/year"; a plain number is in it
 *   value  out: in the canonical unit
 *   where  out: the character (from 0) of `text` that an error speaks of, and how many
 *          characters of it; may be NULL
 *
 * Fails with NUMBER_SYNTAX, NUMBER_SEPARATOR, NUMBER_FULLWIDTH, NUMBER_NOT_FINITE,
 * FULLWIDTH_SPACE, UNIT_UNKNOWN, UNIT_UNKNOWN_NEAR or UNIT_KIND. */
struct units_where {
    int at, span;
};
int units_read(const char *what, const char *text, const char *unit, double *value,
               struct units_where *where, struct error *err) MUST_CHECK;

/* Writes `value` in its canonical unit so that units_read gives the same double back:
 * "0.025/year", "2 km", "4". Returns `buffer`. */
const char *units_text(double value, const char *unit, char buffer[64]);
/* Writes the shortest text of `value` that reads back the same. Returns `buffer`. */
const char *units_number(double value, char buffer[32]);

#endif
