/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Writes the part file of one row while the row is computed. Only what stdio buffers is
 * held; a part gets its final name when it is complete and on the disk, so that what
 * has this name may be trusted after a kill at any moment. */
#include "io/part.h"

#include <nettle/sha2.h>

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER = 1 << 18, BLOCK = 4096 };

struct part {
    const struct result_layout *layout;
    FILE *file;
    char *path, *temporary; /* owned */
    char *buffer;           /* owned; of file */
    int row;
    uint32_t chunks;
    int next[SERIES_COUNT]; /* period expected */
    int next_year;          /* of the panel */
    int next_table[TABLES];
    struct sha256_ctx digest;
};

char *part_path(const char *out, int run, bool temporary)
{
    char *path = NULL;
    if (asprintf(&path, "%s.rows/row-%06d.part%s", out, run,
                 temporary ? ".partial" : "") < 0)
        return NULL;
    return path;
}

int part_periods(const struct result_layout *layout, enum series series)
{
    const struct series_extent extent = result_extent(layout);
    if (!series_present(series, &extent))
        return 0;
    return series_info[series].when == SERIES_YEAR ? layout->years : layout->months;
}

int part_table_years(const struct result_layout *layout, enum tables_table table)
{
    if (layout->trades == 0)
        return 0;
    return tables_yearly(table) ? layout->years : 1;
}

/* Makes the folder of the parts; it may be there. */
static int make_folder(const char *out, struct error *err)
{
    char *folder = NULL;
    if (asprintf(&folder, "%s.rows", out) < 0)
        return error_set(err, MESSAGE_MEMORY, out);
    int status = 0;
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        status = error_set(err, MESSAGE_FILE_WRITE, folder, strerror(errno));
    free(folder);
    return status;
}

/* Opens the temporary file, which a killed run may have left, for this process alone. */
static int open_temporary(struct part *part, struct error *err)
{
    const int handle = open(part->temporary, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (handle < 0)
        return error_set(err, MESSAGE_FILE_WRITE, part->temporary, strerror(errno));
    if (flock(handle, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        close(handle);
        return error_set(err, MESSAGE_PART_BUSY, part->temporary);
    }
    if (ftruncate(handle, 0) != 0 || (part->file = fdopen(handle, "w")) == NULL) {
        const int reason = errno;
        close(handle);
        return error_set(err, MESSAGE_FILE_WRITE, part->temporary, strerror(reason));
    }
    setvbuf(part->file, part->buffer, _IOFBF, BUFFER);
    return 0;
}

static void free_part(struct part *part)
{
    if (part->file != NULL)
        fclose(part->file);
    free(part->buffer);
    free(part->path);
    free(part->temporary);
    free(part);
}

static int put(struct part *part, const void *bytes, size_t size, struct error *err)
{
    if (size > 0 && fwrite(bytes, 1, size, part->file) != size)
        return error_set(err, MESSAGE_FILE_WRITE, part->temporary, strerror(errno));
    sha256_update(&part->digest, size, bytes);
    return 0;
}

int part_open(struct part **part, const struct result_layout *layout, const char *out,
              int run, struct error *err)
{
    struct part *made = calloc(1, sizeof *made);
    *part = NULL;
    if (made == NULL)
        return error_set(err, MESSAGE_MEMORY, out);
    made->layout = layout;
    made->row = run;
    made->path = part_path(out, run, false);
    made->temporary = part_path(out, run, true);
    made->buffer = malloc(BUFFER);
    sha256_init(&made->digest);
    struct part_header header = {.magic = PART_MAGIC,
                                 .version = PART_VERSION,
                                 .order = PART_ORDER,
                                 .row = (uint32_t)run,
                                 .seed = result_seed(layout, run)};
    memcpy(header.digest, layout->digest, DIGEST_SIZE);
    if (made->path == NULL || made->temporary == NULL || made->buffer == NULL) {
        error_set(err, MESSAGE_MEMORY, out);
        goto failed;
    }
    TRY_OR(failed, make_folder(out, err));
    TRY_OR(failed, open_temporary(made, err));
    if (put(made, &header, sizeof header, err) != 0) {
        part_abandon(made);
        return -1;
    }
    *part = made;
    return 0;
failed:
    free_part(made);
    return -1;
}

/* Starts a chunk of `bytes` bytes. */
static int put_chunk(struct part *part, uint32_t series, int period, uint64_t bytes,
                     struct error *err)
{
    const struct part_chunk chunk = {
        .series = series, .period = (uint32_t)period, .bytes = bytes};
    part->chunks++;
    return put(part, &chunk, sizeof chunk, err);
}

/* Fills up to a multiple of 8, so that what is mapped is aligned. */
static int put_filling(struct part *part, uint64_t bytes, struct error *err)
{
    static const char zeros[8];
    return put(part, zeros, -bytes % 8, err);
}

int part_write(struct part *part, enum series series, int period, const void *data,
               struct error *err)
{
    assert((int)series >= 0 && series < SERIES_COUNT);
    assert(period == part->next[series]);
    assert(period < part_periods(part->layout, series));
    const size_t element = series_info[series].type == SERIES_INT32 ? 4 : 8;
    const uint64_t bytes = (uint64_t)result_period_size(part->layout, series) * element;
    TRY(put_chunk(part, series, period, bytes, err));
    TRY(put(part, data, bytes, err));
    TRY(put_filling(part, bytes, err));
    part->next[series]++;
    return 0;
}

/* Writes member by member, so that a reader takes a column as it lies there. */
int part_write_panel(struct part *part, int year, const struct panel_record *records,
                     int64_t count, struct error *err)
{
    assert(year == part->next_year && year < part->layout->years && count >= 0);
    const uint64_t bytes = (uint64_t)count * part_panel_bytes();
    TRY(put_chunk(part, PART_PANEL, year, bytes, err));
#define PANEL(name, member, part_type, type, unit, flags, en, zh)     \
    for (int64_t i = 0; i < count; i += BLOCK) {                      \
        part_type block[BLOCK];                                       \
        const int64_t length = count - i < BLOCK ? count - i : BLOCK; \
        for (int64_t k = 0; k < length; k++)                          \
            block[k] = records[i + k].member;                         \
        TRY(put(part, block, (size_t)length * sizeof *block, err));   \
    }
#include "io/panel.def"
#undef PANEL
    TRY(put_filling(part, bytes, err));
    part->next_year++;
    return 0;
}

int part_write_table(struct part *part, enum tables_table table, int year,
                     const int64_t *values, int64_t count, struct error *err)
{
    assert(year == part->next_table[table] && count >= 0);
    assert(year < part_table_years(part->layout, table));
    const uint64_t bytes =
        (uint64_t)count * (uint64_t)tables_columns(table) * sizeof *values;
    TRY(put_chunk(part, PART_TABLE + table, year, bytes, err));
    TRY(put(part, values, bytes, err));
    part->next_table[table]++;
    return 0;
}

static int check_complete(const struct part *part, struct error *err)
{
    for (enum series series = 0; series < SERIES_COUNT; series++) {
        const int periods = part_periods(part->layout, series);
        if (part->next[series] != periods)
            return error_set(err, MESSAGE_PART_INCOMPLETE, part->row,
                             part->next[series], periods, series_info[series].name);
    }
    if (part->layout->scenario->panel_share > 0 &&
        part->next_year != part->layout->years)
        return error_set(err, MESSAGE_PART_INCOMPLETE, part->row, part->next_year,
                         part->layout->years, "panel");
    for (enum tables_table table = 0; table < TABLES; table++) {
        const int years = part_table_years(part->layout, table);
        if (part->next_table[table] != years)
            return error_set(err, MESSAGE_PART_INCOMPLETE, part->row,
                             part->next_table[table], years, tables_name(table));
    }
    return 0;
}

/* Makes a new name in a folder outlast a crash of the machine. Some file systems cannot
 * sync a folder, which then is no error. */
static int sync_folder(const char *path, struct error *err)
{
    char *folder = input_path(path, ".");
    if (folder == NULL)
        return error_set(err, MESSAGE_MEMORY, path);
    int status = 0;
    const int handle = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle >= 0 && fsync(handle) != 0 && errno != EINVAL && errno != EROFS)
        status = error_set(err, MESSAGE_FILE_WRITE, folder, strerror(errno));
    if (handle >= 0)
        close(handle);
    free(folder);
    return status;
}

static int finish(struct part *part, struct error *err)
{
    uint8_t digest[DIGEST_SIZE];
    const struct part_chunk trailer = {
        .series = PART_TRAILER, .period = part->chunks, .bytes = DIGEST_SIZE};
    TRY(check_complete(part, err));
    TRY(put(part, &trailer, sizeof trailer, err));
    sha256_digest(&part->digest, DIGEST_SIZE, digest);
    TRY(put(part, digest, DIGEST_SIZE, err));
    if (fflush(part->file) != 0 || fsync(fileno(part->file)) != 0)
        return error_set(err, MESSAGE_FILE_WRITE, part->temporary, strerror(errno));
    if (rename(part->temporary, part->path) != 0)
        return error_set(err, MESSAGE_FILE_WRITE, part->path, strerror(errno));
    return sync_folder(part->path, err);
}

int part_close(struct part *part, struct error *err)
{
    if (finish(part, err) != 0) {
        part_abandon(part);
        return -1;
    }
    free_part(part);
    return 0;
}

void part_abandon(struct part *part)
{
    if (part == NULL)
        return;
    unlink(part->temporary);
    free_part(part);
}

bool part_exists(const struct result_layout *layout, const char *out, int run)
{
    struct part_view view;
    if (part_map(layout, out, run, &view, NULL) != 0)
        return false;
    part_view_free(&view);
    return true;
}

/* Whether `name` is one that part_path gives. */
static bool is_part(const char *name)
{
    int run = -1, end = 0;
    if (sscanf(name, "row-%d.part%n", &run, &end) != 1 || end == 0)
        return false;
    return name[end] == '\0' || strcmp(name + end, ".partial") == 0;
}

/* Whether another process is writing the file. */
static bool is_busy(int folder, const char *name)
{
    const int handle = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (handle < 0)
        return false;
    const bool busy = flock(handle, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(handle);
    return busy;
}

/* Calls `visit` for the parts in the folder until it returns nonzero. Fails when there
 * is a folder that cannot be read. */
static int visit_parts(const char *folder,
                       int (*visit)(void *context, int handle, const char *name),
                       void *context, struct error *err)
{
    DIR *list = opendir(folder);
    int status = 0;
    if (list == NULL)
        return errno == ENOENT
                   ? 0
                   : error_set(err, MESSAGE_FILE_WRITE, folder, strerror(errno));
    for (struct dirent *entry; status == 0 && (entry = readdir(list)) != NULL;)
        if (is_part(entry->d_name) &&
            (status = visit(context, dirfd(list), entry->d_name)) != 0)
            error_set(err, status < 0 ? MESSAGE_PART_BUSY : MESSAGE_FILE_WRITE, folder,
                      strerror(errno));
    closedir(list);
    return status == 0 ? 0 : -1;
}

static int count_finished(void *context, int handle, const char *name)
{
    (void)handle;
    *(int *)context += strstr(name, ".partial") == NULL;
    return 0;
}

static int refuse_busy(void *context, int handle, const char *name)
{
    (void)context;
    return is_busy(handle, name) ? -1 : 0;
}

static int remove_part(void *context, int handle, const char *name)
{
    (void)context;
    return unlinkat(handle, name, 0) != 0 && errno != ENOENT ? 1 : 0;
}

int part_count(const char *out)
{
    char *folder = NULL;
    int count = 0;
    if (asprintf(&folder, "%s.rows", out) < 0)
        return 0;
    if (visit_parts(folder, count_finished, &count, NULL) != 0)
        count = 0;
    free(folder);
    return count;
}

int part_clear(const char *out, struct error *err)
{
    char *folder = NULL;
    if (asprintf(&folder, "%s.rows", out) < 0)
        return error_set(err, MESSAGE_MEMORY, out);
    /* All are looked at before the first is removed, so that a run that goes on there
     * loses none. */
    int status = visit_parts(folder, refuse_busy, NULL, err);
    if (status == 0)
        status = visit_parts(folder, remove_part, NULL, err);
    /* Stays when somebody put other files there. */
    if (status == 0)
        rmdir(folder);
    free(folder);
    return status;
}
