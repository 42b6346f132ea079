/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The manual of parameters and settings as Markdown, docs/PARAMETERS.md. */
#ifndef LINLI_CLI_EXPLAIN_PAGE_H
#define LINLI_CLI_EXPLAIN_PAGE_H

#include <stdio.h>

void explain_page_write(FILE *out);

#endif
