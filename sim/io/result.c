/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Puts the finished rows of a scenario together into one results file. It is written
 * under another name, sealed and renamed, and the parts go last, so that a kill at any
 * moment loses nothing. */
#include "io/result.h"
#include "io/result_read.h"
#include "io/result_write.h"
#include "io/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Writes everything into the open file. */
static int write_all(const struct result_writing *writing, struct error *err)
{
    TRY(result_write_coordinates(writing, err));
    TRY(result_write_series(writing, err));
    TRY(result_write_panel(writing, err));
    TRY(result_write_tables(writing, err));
    return result_write_provenance(writing, err);
}

static int write_file(const struct result_layout *layout, const char *path,
                      const struct part_view *parts, struct error *err)
{
    struct relocation relocation;
    struct result_writing writing = {
        .layout = layout, .parts = parts, .relocation = &relocation};
    TRY(relocation_init(&relocation, layout->scenario->path, layout->inputs, err));
    int status = h5_create(path, &writing.file, err);
    if (status == 0) {
        status = write_all(&writing, err);
        if (status == 0)
            status = h5_close(writing.file, err);
        else
            h5_abandon(writing.file);
    }
    relocation_free(&relocation);
    return status == 0 ? seal_write(path, err) : -1;
}

/* Gives the finished file its name, for good. */
static int put_in_place(const char *temporary, const char *out, struct error *err)
{
    if (rename(temporary, out) != 0)
        return error_set(err, MESSAGE_FILE_WRITE, out, strerror(errno));
    char *folder = input_path(out, ".");
    const int handle =
        folder != NULL ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    free(folder);
    if (handle >= 0) {
        /* Where a folder cannot be synced the name is right all the same. */
        fsync(handle);
        close(handle);
    }
    return 0;
}

static void free_parts(struct part_view *parts, int count)
{
    for (int i = 0; i < count; i++)
        part_view_free(&parts[i]);
    free(parts);
}

/* Every part is mapped and checked before anything is written. */
static struct part_view *map_parts(const struct result_layout *layout, const char *out,
                                   struct error *err)
{
    struct part_view *parts = calloc((size_t)layout->rows, sizeof *parts);
    if (parts == NULL)
        error_set(err, MESSAGE_MEMORY, out);
    for (int i = 0; parts != NULL && i < layout->rows; i++)
        if (part_map(layout, out, i, &parts[i], err) != 0) {
            free_parts(parts, i);
            return NULL;
        }
    return parts;
}

bool result_is_complete(const struct result_layout *layout, const char *out)
{
    struct result *result;
    char digest[DIGEST_TEXT];
    if (result_open(out, &result, NULL) != 0)
        return false;
    digest_text(layout->digest, digest);
    const struct result_summary *summary = result_summary(result);
    const bool same =
        summary->rows == layout->rows && strcmp(summary->digest, digest) == 0;
    result_close(result);
    return same;
}

int result_assemble(const struct result_layout *layout, const char *out,
                    struct error *err)
{
    char *temporary = NULL;
    struct part_view *parts = map_parts(layout, out, err);
    if (parts == NULL)
        return -1;
    if (asprintf(&temporary, "%s.partial", out) < 0) {
        free_parts(parts, layout->rows);
        return error_set(err, MESSAGE_MEMORY, out);
    }
    int status = write_file(layout, temporary, parts, err);
    free_parts(parts, layout->rows);
    if (status == 0)
        status = put_in_place(temporary, out, err);
    if (status != 0)
        unlink(temporary);
    free(temporary);
    return status == 0 ? part_clear(out, err) : -1;
}
