/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Tables as text. */
#include "analysis/sheet.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int sheet_open(struct sheet *sheet, const char *path, bool bom, struct error *err)
{
    *sheet = (struct sheet){.path = strdup(path)};
    if (sheet->path == NULL || asprintf(&sheet->temporary, "%s.partial", path) < 0) {
        sheet->temporary = NULL;
        sheet_abandon(sheet);
        return error_set(err, MESSAGE_MEMORY, path);
    }
    sheet->file = fopen(sheet->temporary, "we");
    if (sheet->file == NULL) {
        error_set(err, MESSAGE_FILE_WRITE, path, strerror(errno));
        sheet_abandon(sheet);
        return -1;
    }
    if (bom)
        fputs("\xEF\xBB\xBF", sheet->file);
    return 0;
}

static void begin_cell(struct sheet *sheet)
{
    if (sheet->begun)
        fputc(',', sheet->file);
    sheet->begun = true;
}

void sheet_text(struct sheet *sheet, const char *text)
{
    begin_cell(sheet);
    if (strpbrk(text, ",\"\r\n") == NULL) {
        fputs(text, sheet->file);
        return;
    }
    fputc('"', sheet->file);
    for (; *text != '\0'; text++) {
        if (*text == '"')
            fputc('"', sheet->file);
        fputc(*text, sheet->file);
    }
    fputc('"', sheet->file);
}

void sheet_whole(struct sheet *sheet, int64_t value)
{
    begin_cell(sheet);
    fprintf(sheet->file, "%" PRId64, value);
}

void sheet_number(struct sheet *sheet, double value)
{
    begin_cell(sheet);
    if (!isnan(value))
        fprintf(sheet->file, "%.9g", value == 0.0 ? 0.0 : value);
}

void sheet_end_line(struct sheet *sheet)
{
    fputc('\n', sheet->file);
    sheet->begun = false;
}

int sheet_close(struct sheet *sheet, struct error *err)
{
    int status = 0;
    errno = 0;
    if (fflush(sheet->file) != 0 || ferror(sheet->file) ||
        fsync(fileno(sheet->file)) != 0)
        status = errno != 0 ? errno : EIO;
    if (fclose(sheet->file) != 0 && status == 0)
        status = errno;
    sheet->file = NULL;
    if (status == 0 && rename(sheet->temporary, sheet->path) != 0)
        status = errno;
    if (status != 0)
        error_set(err, MESSAGE_FILE_WRITE, sheet->path, strerror(status));
    sheet_abandon(sheet);
    return status == 0 ? 0 : -1;
}

void sheet_abandon(struct sheet *sheet)
{
    if (sheet->file != NULL)
        fclose(sheet->file);
    /* After a rename there is none of this name. */
    if (sheet->temporary != NULL)
        unlink(sheet->temporary);
    free(sheet->path);
    free(sheet->temporary);
    *sheet = (struct sheet){0};
}
