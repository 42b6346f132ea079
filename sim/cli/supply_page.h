/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The supply at the start in words and a table, for `linli validate` and `linli show`. */
#ifndef LINLI_CLI_SUPPLY_PAGE_H
#define LINLI_CLI_SUPPLY_PAGE_H

#include "run/study.h"

/* malloc'ed; NULL without services in force or without memory. */
char *supply_page(const struct study *study, enum language language);

#endif
