/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Words and numbers as spreadsheets have them. Only the facilities_*.c files include
 * this. */
#ifndef LINLI_IO_FACILITIES_WORDS_H
#define LINLI_IO_FACILITIES_WORDS_H

#include "state/supply.h"

/* What a list may say; texts are looked up by column or property name. */
enum facility_field {
    FIELD_NAME,
    FIELD_LONGITUDE,
    FIELD_LATITUDE,
    FIELD_CRS,
    FIELD_PRODUCT,
    FIELD_M2,
    FIELD_PLACES,
    FIELD_HOURS,
    FIELD_WEEKEND,
    FIELD_OWNER,
    FIELD_MODE,
    FIELD_OPERATOR,
    FIELD_PRICE,
    FIELD_QUALITY,
    FIELD_OPENED,
    FIELD_CLOSED,
    FIELD_KIND,
    FACILITY_FIELDS
};
/* First name of each field, and its Chinese one. */
extern const char *const facilities_field_en[FACILITY_FIELDS],
    *const facilities_field_zh[FACILITY_FIELDS];

enum { FACILITY_TEXT = 400 };

/* Copies a text with full-width characters made half-width and blanks around it taken
 * off; false where it does not fit. */
bool facilities_clean(const char *text, char clean[FACILITY_TEXT]);
/* Field of a header or property, or -1; `unit` [FACILITY_TEXT] gets what stands in
 * brackets or behind a slash, "" where nothing does. */
int facilities_field(const char *header, char *unit);
/* A number with thousands separators and a unit of the kind; the header's unit where the
 * text has none. Returns 0, or -1. */
enum facility_unit { UNIT_DEGREE, UNIT_AREA, UNIT_PLACES, UNIT_MONEY, UNIT_SHARE };
extern const char *const facilities_unit_words[UNIT_SHARE + 1];
int facilities_number(const char *text, const char *unit, enum facility_unit kind,
                      double *value);
/* Index in `words` or in `zh` (names separated by '|'), or -1. */
int facilities_word(const char *text, const char *const *words, const char *const *zh,
                    int count);
extern const char *const facilities_owner_zh[OWNERS],
    *const facilities_mode_zh[MODES], *const facilities_operator_zh[OPERATOR_KINDS];
/* Coordinate system by any of its names; -1 where unknown. Gives an enum datum. */
int facilities_crs(const char *text);
/* Slots in which hours of a working day fall, an hour at least of each; those of a day
 * of the weekend where `weekend`. Returns 0, or -1 where the text is no hours. */
int facilities_hours(const char *text, bool weekend, unsigned *slots);
/* "2021-03", "2021/3/1", "2021年3月", "2021.3". Returns 0, or -1. */
int facilities_month(const char *text, month *when);

#endif
