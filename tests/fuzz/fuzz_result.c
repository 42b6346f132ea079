/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Hands hostile bytes to what reads results before the HDF5 library does: the seal and
 * the part files. The first byte chooses: 0 the seal; 1 a part; 2 a sound part changed
 * at some places, with its digest made right, so that the chunks are reached. */
#include "io/part.h"
#include "io/seal.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_seal(const uint8_t *data, size_t size)
{
    struct seal seal;
    struct error err;
    const size_t length = size < SEAL_SIZE ? size : SEAL_SIZE;
    if (seal_parse(data + size - length, length, size, "fuzz", &seal, &err) == 0 &&
        (seal.schema != RESULT_SCHEMA || strlen(seal.build) >= SEAL_BUILD))
        abort();
}

/* Touches all that the view promises. */
static void read_view(const struct part_view *view, const struct result_layout *layout)
{
    volatile uint8_t sum = 0;
    for (enum series series = 0; series < SERIES_COUNT; series++) {
        const int64_t bytes = result_period_size(layout, series) *
                              (series_info[series].type == SERIES_INT32 ? 4 : 8);
        for (int period = 0; period < part_periods(layout, series); period++) {
            const uint8_t *data = part_data(view, series, period);
            sum = (uint8_t)(sum + data[0] + data[bytes - 1]);
        }
    }
    for (int year = 0; year < layout->years; year++)
        if (view->panel_count[year] > 0) {
            const enum panel_column last = PANEL_COLUMNS - 1;
            const uint8_t *data = part_panel(view, year, last);
            const size_t bytes =
                (size_t)view->panel_count[year] * part_panel_element(last);
            sum = (uint8_t)(sum + data[bytes - 1]);
        }
}

static bool parse(const struct result_layout *layout, const uint8_t *bytes, size_t size)
{
    struct part_view view;
    struct error err;
    if (part_parse(bytes, size, layout, 0, "fuzz", &view, &err) != 0)
        return false;
    read_view(&view, layout);
    part_view_free(&view);
    return true;
}

/* Appends a chunk of zeros. */
static size_t add_chunk(uint8_t *part, size_t at, uint32_t series, int period,
                        uint64_t bytes)
{
    const struct part_chunk chunk = {
        .series = series, .period = (uint32_t)period, .bytes = bytes};
    memcpy(part + at, &chunk, sizeof chunk);
    return at + sizeof chunk + bytes + -bytes % 8;
}

/* A sound part in zeroed memory, but for its digest; returns its size. */
static size_t build_part(const struct result_layout *layout, uint8_t *part)
{
    const struct part_header header = {.magic = PART_MAGIC,
                                       .version = PART_VERSION,
                                       .order = PART_ORDER,
                                       .seed = result_seed(layout, 0)};
    size_t at = sizeof header;
    int chunks = 1;
    memcpy(part, &header, sizeof header);
    for (enum series series = 0; series < SERIES_COUNT; series++) {
        const int64_t bytes = result_period_size(layout, series) *
                              (series_info[series].type == SERIES_INT32 ? 4 : 8);
        for (int period = 0; period < part_periods(layout, series); period++, chunks++)
            at = add_chunk(part, at, series, period, (uint64_t)bytes);
    }
    at = add_chunk(part, at, PART_PANEL, 0, 3 * part_panel_bytes());
    return add_chunk(part, at, PART_TRAILER, chunks, DIGEST_SIZE);
}

/* `data`: three bytes a change, where (16 bits) and to what. */
static void try_changed(const struct result_layout *layout, const uint8_t *data,
                        size_t size)
{
    enum { ROOM = 1 << 16 };
    uint8_t *part = calloc(1, ROOM);
    if (part == NULL)
        return;
    const size_t length = build_part(layout, part);
    for (size_t i = 0; i + 3 <= size; i += 3)
        part[(size_t)(data[i] << 8 | data[i + 1]) % length] = data[i + 2];
    digest_bytes(part, length - DIGEST_SIZE, part + length - DIGEST_SIZE);
    /* A copy of the very size, so that the sanitizer sees a read behind the end. */
    uint8_t *copy = malloc(length);
    const bool good = copy == NULL || parse(layout, memcpy(copy, part, length), length);
    if (size == 0 && !good)
        abort(); /* what is built here is no part: the target has lost its point */
    free(copy);
    free(part);
}

static void try_part(const uint8_t *data, size_t size, bool changed)
{
    const struct scenario scenario = {.seed = 7};
    const struct result_layout layout = {.scenario = &scenario,
                                         .rows = 1,
                                         .year_first = 2021,
                                         .years = 1,
                                         .month_first = month_of(2021, 11),
                                         .months = 2,
                                         .communities = 1,
                                         .districts = 1};
    uint8_t *copy = changed ? NULL : malloc(size + 1);
    if (changed)
        try_changed(&layout, data, size);
    else if (copy != NULL)
        parse(&layout, memcpy(copy, data, size), size);
    free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    if (data[0] % 3 == 0)
        try_seal(data + 1, size - 1);
    else
        try_part(data + 1, size - 1, data[0] % 3 == 2);
    return 0;
}
