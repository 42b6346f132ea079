/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* docs/RESULTS.md: what a results file holds, generated from the lists of series. */
#ifndef LINLI_CLI_INFO_PAGE_H
#define LINLI_CLI_INFO_PAGE_H

/* Prints the page to standard output as Markdown. */
void info_page_print(void);

#endif
