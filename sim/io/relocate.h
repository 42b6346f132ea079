/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Paths as a results file keeps them: relative to the deepest folder that the scenario
 * and its inputs share, so that the same files give the same bytes wherever they lie and
 * from wherever the program is started. */
#ifndef LINLI_IO_RELOCATE_H
#define LINLI_IO_RELOCATE_H

#include "core/input.h"

struct relocation {
    const struct inputs *inputs;
    char *current; /* owned; the working folder with a slash, or "" when not needed */
    char *shared;  /* owned; the shared folder with a slash, or "" */
};

/* Finds the shared folder. With sealed inputs, which come from a results file, paths
 * are as they should be. */
int relocation_init(struct relocation *relocation, const char *scenario_path,
                    const struct inputs *inputs, struct error *err) MUST_CHECK;
void relocation_free(struct relocation *relocation);
/* The path to keep; malloc'ed, or NULL without memory. */
char *relocation_path(const struct relocation *relocation, const char *path);

#endif
