/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The ledger and the books of operators and sites as tables for accountants. */
#ifndef LINLI_ANALYSIS_BOOKKEEPING_H
#define LINLI_ANALYSIS_BOOKKEEPING_H

#include "io/result_read.h"

struct bookkeeping_options {
    const char *path; /* of the results file, for messages */
    bool bom;
    enum language language; /* of headers and names; keys stand beside */
};

/* Writes who paid whom for what, by row, year and product, into the table `out`; years
 * that begin in the warm start are left out. First checks that the payments of every year
 * of the file are what its accounts changed by, to the fen. Fails with EXPORT_NO_BOOKS,
 * EXPORT_UNBALANCED, MEMORY, FILE_WRITE or what reading fails with. */
int bookkeeping_money(struct result *result, const char *out,
                      const struct bookkeeping_options *options,
                      struct error *err) MUST_CHECK;
/* Writes operator_books.csv and facility_books.csv into `folder`, which is made when it
 * is not there. Fails with EXPORT_NO_BOOKS, MEMORY, FILE_WRITE or what reading fails
 * with. */
int bookkeeping_books(struct result *result, const char *folder,
                      const struct bookkeeping_options *options,
                      struct error *err) MUST_CHECK;

#endif
