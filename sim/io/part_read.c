/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads part files. Everything is checked before anything is used, for the file may be
 * of a killed run, a failing disk or a stranger. */
#include "io/part.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static_assert(sizeof(struct part_header) == 64, "no filling inside");
static_assert(sizeof(struct part_chunk) == 16, "no filling inside");

static const size_t panel_element[PANEL_COLUMNS] = {
#define PANEL(name, member, part, type, unit, flags, en, zh) sizeof(part),
#include "io/panel.def"
#undef PANEL
};

size_t part_panel_element(enum panel_column column)
{
    return panel_element[column];
}

size_t part_panel_bytes(void)
{
    size_t bytes = 0;
    for (enum panel_column column = 0; column < PANEL_COLUMNS; column++)
        bytes += panel_element[column];
    return bytes;
}

/* What is being read, for the helpers below. */
struct reading {
    const uint8_t *bytes;
    size_t size;
    const struct result_layout *layout;
    const char *path;
    struct part_view *view;
    struct error *err;
};

static int broken(const struct reading *reading, const char *why)
{
    return error_set(reading->err, MESSAGE_PART_BROKEN, reading->path, why);
}

static int check_header(const struct reading *reading, int run)
{
    struct part_header header;
    if (reading->size < sizeof header)
        return broken(reading, "too short");
    memcpy(&header, reading->bytes, sizeof header);
    if (memcmp(header.magic, PART_MAGIC, sizeof header.magic) != 0 ||
        header.order != PART_ORDER)
        return broken(reading, "no part file of this machine");
    if (header.version != PART_VERSION || header.row != (uint32_t)run ||
        header.seed != result_seed(reading->layout, run) ||
        memcmp(header.digest, reading->layout->digest, DIGEST_SIZE) != 0)
        return error_set(reading->err, MESSAGE_PART_OTHER, reading->path);
    return 0;
}

static int check_trailer(const struct reading *reading, struct part_chunk *trailer)
{
    uint8_t digest[DIGEST_SIZE];
    const size_t header = sizeof(struct part_header);
    if (reading->size < header + sizeof *trailer + DIGEST_SIZE ||
        reading->size % 8 != 0)
        return broken(reading, "cut short");
    const size_t sealed = reading->size - DIGEST_SIZE;
    memcpy(trailer, reading->bytes + sealed - sizeof *trailer, sizeof *trailer);
    if (trailer->series != PART_TRAILER || trailer->bytes != DIGEST_SIZE)
        return broken(reading, "cut short");
    digest_bytes(reading->bytes, sealed, digest);
    if (memcmp(digest, reading->bytes + sealed, DIGEST_SIZE) != 0)
        return broken(reading, "its digest is wrong");
    return 0;
}

/* Index among the communities: -1 (outside) to the last. */
static bool panel_is_sound(const struct reading *reading, int year)
{
    const uint8_t *communities = part_panel(reading->view, year, PANEL_community);
    for (int64_t i = 0; i < reading->view->panel_count[year]; i++) {
        int32_t community;
        memcpy(&community, communities + i * (int64_t)sizeof community,
               sizeof community);
        if (community < -1 || community >= reading->layout->communities)
            return false;
    }
    return true;
}

static int take_panel(const struct reading *reading, const struct part_chunk *chunk,
                      const uint8_t *data, int *year)
{
    if (chunk->period != (uint32_t)*year || *year >= reading->layout->years ||
        chunk->bytes % part_panel_bytes() != 0)
        return broken(reading, "a panel of the wrong size");
    reading->view->panel[*year] = data;
    reading->view->panel_count[*year] = (int64_t)(chunk->bytes / part_panel_bytes());
    if (!panel_is_sound(reading, *year))
        return broken(reading, "a panel with an unknown community");
    (*year)++;
    return 0;
}

static int take_table(const struct reading *reading, const struct part_chunk *chunk,
                      const uint8_t *data, int next[TABLES])
{
    const enum tables_table table = (enum tables_table)(chunk->series - PART_TABLE);
    const uint64_t record = (uint64_t)tables_columns(table) * sizeof(int64_t);
    if (chunk->period != (uint32_t)next[table] ||
        next[table] >= part_table_years(reading->layout, table) ||
        chunk->bytes % record != 0)
        return broken(reading, "a table of the wrong size");
    reading->view->tables[table * reading->layout->years + next[table]++] =
        (struct part_table){data, (int64_t)(chunk->bytes / record)};
    return 0;
}

static int take_series(const struct reading *reading, const struct part_chunk *chunk,
                       const uint8_t *data, int next[SERIES_COUNT])
{
    if (chunk->series >= SERIES_COUNT)
        return broken(reading, "an unknown series");
    const enum series series = (enum series)chunk->series;
    const uint64_t element = series_info[series].type == SERIES_INT32 ? 4 : 8;
    if (chunk->period != (uint32_t)next[series] ||
        next[series] >= part_periods(reading->layout, series) ||
        chunk->bytes != (uint64_t)result_period_size(reading->layout, series) * element)
        return broken(reading, "a series of the wrong size");
    reading->view->data[reading->view->first[series] + next[series]++] = data;
    return 0;
}

/* What has been taken so far. */
struct taken {
    int series[SERIES_COUNT], tables[TABLES], year;
};

static int take_chunk(const struct reading *reading, const struct part_chunk *chunk,
                      const uint8_t *data, struct taken *taken)
{
    if (chunk->series == PART_PANEL)
        return take_panel(reading, chunk, data, &taken->year);
    if (chunk->series >= PART_TABLE && chunk->series < PART_TABLE + TABLES)
        return take_table(reading, chunk, data, taken->tables);
    return take_series(reading, chunk, data, taken->series);
}

static int check_taken(const struct reading *reading, const struct taken *taken)
{
    for (enum series series = 0; series < SERIES_COUNT; series++)
        if (taken->series[series] != part_periods(reading->layout, series))
            return broken(reading, "a series is missing");
    for (enum tables_table table = 0; table < TABLES; table++)
        if (taken->tables[table] != part_table_years(reading->layout, table))
            return broken(reading, "a table is missing");
    return 0;
}

static int take_chunks(const struct reading *reading, uint32_t chunks)
{
    struct taken taken = {0};
    size_t at = sizeof(struct part_header);
    const size_t end = reading->size - DIGEST_SIZE - sizeof(struct part_chunk);
    for (uint32_t i = 0; i < chunks; i++) {
        struct part_chunk chunk;
        if (end - at < sizeof chunk)
            return broken(reading, "too few chunks");
        memcpy(&chunk, reading->bytes + at, sizeof chunk);
        at += sizeof chunk;
        if (chunk.bytes > end - at || end - at - chunk.bytes < -chunk.bytes % 8)
            return broken(reading, "a chunk beyond the end");
        const uint8_t *data = reading->bytes + at;
        TRY(take_chunk(reading, &chunk, data, &taken));
        at += chunk.bytes + -chunk.bytes % 8;
    }
    TRY(check_taken(reading, &taken));
    return at == end ? 0 : broken(reading, "more than its chunks");
}

int part_parse(const uint8_t *bytes, size_t size, const struct result_layout *layout,
               int run, const char *path, struct part_view *view, struct error *err)
{
    const struct reading reading = {bytes, size, layout, path, view, err};
    struct part_chunk trailer;
    int64_t periods = 0;
    memset(view, 0, sizeof *view);
    for (enum series series = 0; series < SERIES_COUNT; series++) {
        view->first[series] = periods;
        periods += part_periods(layout, series);
    }
    TRY(check_header(&reading, run));
    TRY(check_trailer(&reading, &trailer));
    view->data = calloc((size_t)periods, sizeof *view->data);
    view->panel = calloc((size_t)layout->years, sizeof *view->panel);
    view->panel_count = calloc((size_t)layout->years, sizeof *view->panel_count);
    view->tables = calloc((size_t)layout->years * TABLES, sizeof *view->tables);
    if (view->data == NULL || view->panel == NULL || view->panel_count == NULL ||
        view->tables == NULL)
        error_set(err, MESSAGE_MEMORY, path);
    else if (take_chunks(&reading, trailer.period) == 0)
        return 0;
    part_view_free(view);
    return -1;
}

static int map(const char *path, void **bytes, size_t *size, struct error *err)
{
    struct stat status;
    const int handle = open(path, O_RDONLY | O_CLOEXEC);
    if (handle < 0)
        return error_set(err, MESSAGE_FILE_MISSING, path, strerror(errno));
    int result = 0;
    *bytes = MAP_FAILED;
    if (fstat(handle, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size == 0)
        result = error_set(err, MESSAGE_PART_BROKEN, path, "too short");
    else if ((*bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE,
                            handle, 0)) == MAP_FAILED)
        result = error_set(err, MESSAGE_FILE_READ, path, strerror(errno));
    else
        *size = (size_t)status.st_size;
    close(handle);
    return result;
}

int part_map(const struct result_layout *layout, const char *out, int run,
             struct part_view *view, struct error *err)
{
    void *bytes = NULL;
    size_t size = 0;
    char *path = part_path(out, run, false);
    memset(view, 0, sizeof *view);
    if (path == NULL)
        return error_set(err, MESSAGE_MEMORY, out);
    int status = map(path, &bytes, &size, err);
    if (status == 0) {
        status = part_parse(bytes, size, layout, run, path, view, err);
        if (status != 0)
            munmap(bytes, size);
    }
    if (status == 0) {
        view->map = bytes;
        view->map_size = size;
    }
    free(path);
    return status;
}

void part_view_free(struct part_view *view)
{
    if (view->map != NULL)
        munmap(view->map, view->map_size);
    free(view->data);
    free(view->panel);
    free(view->panel_count);
    free(view->tables);
    memset(view, 0, sizeof *view);
}

const void *part_data(const struct part_view *view, enum series series, int period)
{
    return view->data[view->first[series] + period];
}

const void *part_panel(const struct part_view *view, int year, enum panel_column column)
{
    size_t before = 0;
    for (enum panel_column c = 0; c < column; c++)
        before += panel_element[c];
    return view->panel[year] + (size_t)view->panel_count[year] * before;
}

const int64_t *part_column(const struct part_table *table, int column)
{
    return (const int64_t *)(const void *)table->data + table->count * column;
}
