/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* `linli explain SCENARIO [--result FILE]`: the instruments of a scenario, schedules as
 * tables, and what each would have paid every facility of a result in its last year. */
#ifndef LINLI_CLI_EXPLAIN_POLICY_H
#define LINLI_CLI_EXPLAIN_POLICY_H

#include "core/error.h"

#include <stdint.h>

struct explain_policy {
    const char *scenario, *result; /* paths; `result` may be NULL */
    int64_t threads;               /* 0: as many as there are */
    bool all;                      /* every facility, not the largest sums alone */
    enum language language;
};

/* Whether the operand of `explain` is a scenario's path and no key. */
bool explain_policy_is_path(const char *key);
/* Prints; returns the exit status. */
int explain_policy_tell(const struct explain_policy *asked);

#endif
