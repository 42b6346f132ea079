/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Batch draws in plain C, for processors that have no routine of their own. Lanes are
 * arrays and each round a loop of fixed length, which compilers turn into whatever
 * vectors the target has. */
#include "core/stream_kernels.h"

/* The counters of a group, or its words after the last round. */
struct lanes {
    uint32_t c[4][STREAM_GROUP];
};

/* Rounds 0 and 1, where half of the counter is the same for all. */
static void begin(const struct stream_plan *plan, const uint64_t *ids,
                  struct lanes *lanes)
{
    const uint32_t first0 = plan->mix[0][0], first1 = plan->mix[0][1];
    const uint32_t second0 = plan->mix[1][0], second1 = plan->mix[1][1];

#pragma omp simd
    for (int l = 0; l < STREAM_GROUP; l++) {
        const uint64_t p = (uint64_t)STREAM_M0 * (uint32_t)ids[l];
        const uint64_t p0 = (uint64_t)STREAM_M0 * (first0 ^ (uint32_t)(ids[l] >> 32));
        const uint64_t p1 = (uint64_t)STREAM_M1 * (first1 ^ (uint32_t)(p >> 32));

        lanes->c[0][l] = (uint32_t)(p1 >> 32) ^ second0;
        lanes->c[1][l] = (uint32_t)p1;
        lanes->c[2][l] = (uint32_t)(p0 >> 32) ^ (uint32_t)p ^ second1;
        lanes->c[3][l] = (uint32_t)p0;
    }
}

static void draw(const struct stream_plan *plan, const uint64_t *ids,
                 struct lanes *lanes)
{
    begin(plan, ids, lanes);
    for (int r = 2; r < STREAM_ROUNDS; r++) {
        const uint32_t mix0 = plan->mix[r][0], mix1 = plan->mix[r][1];

#pragma omp simd
        for (int l = 0; l < STREAM_GROUP; l++) {
            const uint64_t p0 = (uint64_t)STREAM_M0 * lanes->c[0][l];
            const uint64_t p1 = (uint64_t)STREAM_M1 * lanes->c[2][l];

            lanes->c[0][l] = (uint32_t)(p1 >> 32) ^ lanes->c[1][l] ^ mix0;
            lanes->c[1][l] = (uint32_t)p1;
            lanes->c[2][l] = (uint32_t)(p0 >> 32) ^ lanes->c[3][l] ^ mix1;
            lanes->c[3][l] = (uint32_t)p0;
        }
    }
}

void stream_batch_portable(const struct stream_plan *plan, const uint64_t *ids,
                           size_t count, uint32_t *const word[4])
{
    for (size_t i = 0; i < count; i += STREAM_GROUP) {
        struct lanes lanes;

        draw(plan, ids + i, &lanes);
        for (int k = 0; k < 4; k++)
            for (int l = 0; l < STREAM_GROUP; l++)
                word[k][i + (size_t)l] = lanes.c[k][l];
    }
}

size_t stream_scan_portable(const struct stream_plan *plan, const uint64_t *ids,
                            const uint16_t *cell, size_t count,
                            const uint32_t *envelope, uint32_t *rows)
{
    size_t used = 0;

    for (size_t i = 0; i < count; i += STREAM_GROUP) {
        struct lanes lanes;
        uint32_t hits = 0;

        draw(plan, ids + i, &lanes);
#pragma omp simd
        for (int l = 0; l < STREAM_GROUP; l++) {
            const uint32_t e = envelope[cell[i + (size_t)l] & (STREAM_CELLS - 1)];
            /* A difference below zero sets the sign bit. */
            const uint32_t below = ((lanes.c[0][l] >> 24) - (e & 255)) |
                                   ((lanes.c[1][l] >> 24) - (e >> 8 & 255)) |
                                   ((lanes.c[2][l] >> 24) - (e >> 16 & 255)) |
                                   ((lanes.c[3][l] >> 24) - (e >> 24));
            const uint32_t hit =
                below >> 31 | (cell[i + (size_t)l] >> STREAM_CELL_BITS != 0);

            hits |= hit << l;
        }
        used = stream_append(rows, used, (uint32_t)i, hits);
    }
    return used;
}
