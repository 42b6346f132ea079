/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Writes CSV tables (RFC 4180, UTF-8, LF). A table under its own name is complete: it is
 * written beside it as NAME.partial and renamed when all of it is on the disk. */
#ifndef LINLI_ANALYSIS_SHEET_H
#define LINLI_ANALYSIS_SHEET_H

#include "core/error.h"

#include <stdint.h>
#include <stdio.h>

struct sheet {
    FILE *file;
    char *path, *temporary; /* owned */
    bool begun;             /* a cell of the line stands */
};

/* Starts a table; with `bom` it begins with the mark by which spreadsheet programs know
 * UTF-8. Fails with FILE_WRITE or MEMORY. */
int sheet_open(struct sheet *sheet, const char *path, bool bom,
               struct error *err) MUST_CHECK;
/* The next cell of the line. A number that is NaN is an empty cell. */
void sheet_text(struct sheet *sheet, const char *text);
void sheet_whole(struct sheet *sheet, int64_t value);
void sheet_number(struct sheet *sheet, double value);
void sheet_end_line(struct sheet *sheet);
/* Finishes and renames; fails with FILE_WRITE for whatever went wrong since the start,
 * and then leaves nothing behind. */
int sheet_close(struct sheet *sheet, struct error *err) MUST_CHECK;
/* Gives up and removes what was written; harmless after sheet_close. */
void sheet_abandon(struct sheet *sheet);

#endif
