/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Settings that a test leaves out are empty, as in a scenario that was read. */
#ifndef LINLI_TESTS_SUPPORT_SETTINGS_H
#define LINLI_TESTS_SUPPORT_SETTINGS_H

#include "io/scenario.h"

static inline void settings_empty(struct scenario *scenario)
{
    static char empty[] = "";
#define FILE(field)   scenario->field = scenario->field ? scenario->field : empty;
#define FOLDER(field) FILE(field)
#define TEXT(field)   FILE(field)
#define MONTH(field)
#define INTEGER(field)
#define SHARE(field)
#define LENGTH(field)
#define NAMES(field)
#define SETTING(key, field, KIND, ...) KIND(field)
#include "param/settings.def"
#undef SETTING
#undef FILE
#undef FOLDER
#undef TEXT
#undef MONTH
#undef INTEGER
#undef SHARE
#undef LENGTH
#undef NAMES
}

#endif
