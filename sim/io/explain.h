/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What the lists of settings and parameters say, as text for people. */
#ifndef LINLI_IO_EXPLAIN_H
#define LINLI_IO_EXPLAIN_H

#include "core/error.h"
#include "io/scenario.h"

/* All that is declared of one setting or parameter, found by key (also with
 * "parameters." before it), Chinese label, or the group it stands in ("migrate", which
 * lists its members). malloc'ed. Fails with EXPLAIN_UNKNOWN, EXPLAIN_NEAR or MEMORY. */
int explain_key(const char *key, enum language language, char **text,
                struct error *err) MUST_CHECK;
/* A line for each setting and parameter. malloc'ed, or NULL without memory. */
char *explain_list(enum language language);
/* Every effective value of a scenario with the file and line it came from. malloc'ed,
 * or NULL without memory. */
char *explain_scenario(const struct scenario *scenario, enum language language);

#endif
