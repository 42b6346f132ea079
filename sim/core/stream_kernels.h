/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What stream.c shares with the routines for one set of instructions each: the plan of
 * a call and the contract of a routine. Nobody else includes this file.
 *
 * A routine handles whole groups of STREAM_GROUP ids; stream.c pads the last one. */
#ifndef LINLI_CORE_STREAM_KERNELS_H
#define LINLI_CORE_STREAM_KERNELS_H

#include "core/stream.h"

#include <stddef.h>
#include <stdint.h>

enum {
    STREAM_GROUP = STREAM_WHOLE, /* ids a routine handles at once */
    STREAM_ROUNDS = 10
};

/* Multipliers and key increments of Philox4x32 (Salmon, Moraes, Dror and Shaw 2011,
 * table 2 and section 3.3): golden ratio and square root of 3 less 1. */
#define STREAM_M0 UINT32_C(0xd2511f53)
#define STREAM_M1 UINT32_C(0xcd9e8d57)
#define STREAM_W0 UINT32_C(0x9e3779b9)
#define STREAM_W1 UINT32_C(0xbb67ae85)

/* What every id of a call has in common. One round of Philox maps the counter c to
 *
 *   hi(M1 c2) ^ c1 ^ k0,  lo(M1 c2),  hi(M0 c0) ^ c3 ^ k1,  lo(M0 c0)
 *
 * with the round's key k. Words 2 and 3 of the counter are the same for all ids, so
 * that half of the first round can be done once per call:
 *
 *   round 0:  c0 = mix[0][0] ^ id high,         c2 = mix[0][1] ^ hi(M0 id low)
 *   round 1:  c0 = mix[1][0] ^ hi(M1 c2),       as c1 is constant and within mix
 *   round r:  c0 = mix[r][0] ^ hi(M1 c2) ^ c1,  c2 = mix[r][1] ^ hi(M0 c0) ^ c3 */
struct stream_plan {
    uint32_t mix[STREAM_ROUNDS][2];
};

/* As stream_batch() and stream_scan(), with `count` a multiple of STREAM_GROUP. A scan
 * may write anything to the STREAM_GROUP elements behind the rows it returns. */
typedef void stream_batch_kernel(const struct stream_plan *plan, const uint64_t *ids,
                                 size_t count, uint32_t *const word[4]);
typedef size_t stream_scan_kernel(const struct stream_plan *plan, const uint64_t *ids,
                                  const uint16_t *cell, size_t count,
                                  const uint32_t *envelope, uint32_t *rows);

stream_batch_kernel stream_batch_portable;
stream_scan_kernel stream_scan_portable;
#ifdef __x86_64__
stream_batch_kernel stream_batch_sse2;
stream_scan_kernel stream_scan_sse2;
stream_batch_kernel stream_batch_avx2;
stream_scan_kernel stream_scan_avx2;
stream_batch_kernel stream_batch_avx512;
stream_scan_kernel stream_scan_avx512;
#endif

/* Appends `first` + j to `rows` for every bit j of `hits` and returns how many `rows`
 * holds then. The first row is written whether there is one or not: groups without or
 * with one hit are the rule, and a branch between them would be guessed wrongly. */
static inline size_t stream_append(uint32_t *rows, size_t used, uint32_t first,
                                   uint32_t hits)
{
    rows[used] = first + (uint32_t)__builtin_ctz(hits | UINT32_C(0x80000000));
    used += hits != 0;
    for (hits &= hits - 1; hits != 0; hits &= hits - 1)
        rows[used++] = first + (uint32_t)__builtin_ctz(hits);
    return used;
}

#endif
