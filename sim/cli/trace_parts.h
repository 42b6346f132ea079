/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What the parts of `linli trace` share: the words for places and people. */
#ifndef LINLI_CLI_TRACE_PARTS_H
#define LINLI_CLI_TRACE_PARTS_H

#include "cli/cli.h"
#include "run/retrace.h"

struct story {
    const struct retrace *retrace;
    const char *path;
    int row;
    enum language language;
};

enum { TRACE_NAME = 160 }; /* bytes of a name with its code */

/* "老街站 (site 123)" of the site that has the room; returns `text`. */
const char *trace_site(const struct story *story, int32_t room, char text[TRACE_NAME]);
const char *trace_community(const struct story *story, uint32_t community,
                            char text[TRACE_NAME]);
const char *trace_product(const struct story *story, int product);
const char *trace_slot(const struct story *story, int slot);

void trace_tell_resident(const struct story *story);
/* The choices of the month, from the `first` on; returns the number behind them. */
size_t trace_tell_choices(const struct story *story, size_t first, month when);
void trace_tell_facility(const struct story *story);
void trace_tell_operator(const struct story *story);
/* The books of what was watched, `stand`: with what its operator has; what it asked for. */
void trace_tell_years(const struct story *story, bool stand);
void trace_tell_prices(const struct story *story);

#endif
