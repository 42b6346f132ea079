/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Time of the chance kernels: ns per id of stream_batch() and stream_scan() for each
 * set of instructions this machine has, with the buffers in cache. Every set must print
 * the same checksum, on every machine and with every compiler. */
#include "core/stream.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    IDS = 6551, /* residents of a community, odd on purpose */
    MONTHS = 200,
    REPEATS = 15
};

struct data {
    uint64_t ids[IDS];
    uint16_t cell[IDS];
    uint32_t envelope[STREAM_CELLS];
    uint32_t word[4][IDS];
    uint32_t rows[IDS + 16];
    uint64_t checksum;
    uint64_t hits;
};

static const struct stream_address start = {UINT64_C(0x2385f00d1234abcd),
                                            2020 * MONTHS_PER_YEAR, PURPOSE_LIFE, 0};

/* Bounds of a usual month: about 3 % of rows come up, most of them because bounds are
 * rounded up to 256ths; few carry a flag. */
static void fill(struct data *data)
{
    for (int c = 0; c < STREAM_CELLS; c++) {
        const uint64_t luck = stream_mix((uint64_t)c + 1);
        const uint64_t die = 1 + (luck % 16 == 0), ill = 1 + (luck >> 8) % 2;
        const uint64_t bear = (luck >> 16) % 8 < 3, move = 3 + (luck >> 24) % 3;

        data->envelope[c] = (uint32_t)(die | ill << 8 | bear << 16 | move << 24);
    }
    for (uint64_t i = 0; i < IDS; i++) {
        data->ids[i] = stream_mix(i + 1);
        data->cell[i] = (uint16_t)(stream_mix(~i) % 1700);
        if (stream_mix(i * i) % 500 == 0)
            data->cell[i] |= STREAM_CELLS;
    }
}

static void add(uint64_t *checksum, uint64_t value)
{
    *checksum = stream_mix(*checksum * 3 + value);
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void batch_months(enum stream_vectors vectors, struct data *data)
{
    uint32_t *const word[4] = {data->word[0], data->word[1], data->word[2],
                               data->word[3]};
    struct stream_address address = start;

    for (int m = 0; m < MONTHS; m++, address.when++) {
        stream_batch(vectors, &address, data->ids, IDS, word);
        add(&data->checksum, word[m % 4][m]);
    }
}

static void scan_months(enum stream_vectors vectors, struct data *data)
{
    struct stream_address address = start;

    for (int m = 0; m < MONTHS; m++, address.when++) {
        const size_t hits = stream_scan(vectors, &address, data->ids, data->cell, IDS,
                                        data->envelope, data->rows);

        data->hits += hits;
        add(&data->checksum, hits);
        add(&data->checksum, data->rows[hits / 2]);
    }
}

/* Least ns per id over the repeats: the machine may be shared. */
static double least(void (*run)(enum stream_vectors, struct data *),
                    enum stream_vectors vectors, struct data *data)
{
    double best = 1e9;

    for (int r = 0; r < REPEATS; r++) {
        data->checksum = 0;
        data->hits = 0;
        const double before = seconds();
        run(vectors, data);
        const double took = seconds() - before;
        if (took < best)
            best = took;
    }
    return best * 1e9 / ((double)IDS * MONTHS);
}

int main(void)
{
    struct data *data = calloc(1, sizeof *data);

    if (data == NULL)
        return EXIT_FAILURE;
    fill(data);
    for (enum stream_vectors v = STREAM_PORTABLE; v <= stream_vectors_here(); v++) {
        const double batch = least(batch_months, v, data);
        const uint64_t batch_sum = data->checksum;
        const double scan = least(scan_months, v, data);

        printf(
            "%-8s  batch %6.3f ns  %016llx   scan %6.3f ns  %016llx  (%.2f %% hit)\n",
            stream_vectors_name(v), batch, (unsigned long long)batch_sum, scan,
            (unsigned long long)data->checksum,
            100.0 * (double)data->hits / ((double)IDS * MONTHS));
    }
    free(data);
    return EXIT_SUCCESS;
}
