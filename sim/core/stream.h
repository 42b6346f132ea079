/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Chance with an address: every draw is a function of (seed, id, month, purpose, code)
 * by Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as
 * easy as 1, 2, 3"), so that it depends on no other draw, thread or scenario.
 *
 * Key: the two halves of the seed. Counter: id low, id high, month | purpose << 16,
 * code. The batch routines return the same bits whatever the processor offers; the
 * routine is chosen once, at run time. */
#ifndef LINLI_CORE_STREAM_H
#define LINLI_CORE_STREAM_H

#include "core/calendar.h"

#include <stddef.h>
#include <stdint.h>

/* Never renumbered, never reused: results would change. */
enum purpose {
#define PURPOSE(name, number, text) PURPOSE_##name = number,
#include "core/purpose.def"
#undef PURPOSE
};

/* Sets of instructions the batch routines exist for, poorest first. */
enum stream_vectors {
    STREAM_PORTABLE, /* plain C */
    STREAM_SSE2,
    STREAM_AVX2,
    STREAM_AVX512,
    STREAM_VECTORS
};

/* What the counter holds besides the id. `when` must lie in [0, 65535]. */
struct stream_address {
    uint64_t seed;
    month when;
    enum purpose purpose;
    uint32_t code; /* stable code of an alternative, or 0 */
};

/* Four words for one id. */
void stream_words(const struct stream_address *address, uint64_t id, uint32_t word[4]);

/* The best set of instructions this machine has. The environment variable
 * LINLI_VECTORS (portable, sse2, avx2, avx512) lowers it, never raises it. */
enum stream_vectors stream_vectors_here(void);
const char *stream_vectors_name(enum stream_vectors vectors);

/* Four words for each of `count` ids: word[k][i] is word k of ids[i]. No alignment is
 * asked of any pointer; nothing is read or written behind `count`. */
void stream_batch(enum stream_vectors vectors, const struct stream_address *address,
                  const uint64_t *ids, size_t count, uint32_t *const word[4]);

/* The same where `ids` and `word` have room for `count` rounded up to a multiple of
 * STREAM_WHOLE: what lies behind is read and overwritten, and nothing is copied. */
enum { STREAM_WHOLE = 16 };
void stream_batch_whole(enum stream_vectors vectors,
                        const struct stream_address *address, const uint64_t *ids,
                        size_t count, uint32_t *const word[4]);

/* Rows that may have an event this month. `cell[i]` holds in its low STREAM_CELL_BITS
 * bits an index into `envelope` and in the bits above it flags; `envelope[cell]` holds
 * four bytes, byte k (bits 8k to 8k+7) an upper bound of verb k's chance in 256ths,
 * rounded up. Row i is written to `rows` (ascending) when any flag bit is set or any
 * (word_k >> 24) < byte_k. Returns the number of rows written; `rows` must hold
 * `count` + 16. */
enum { STREAM_CELL_BITS = 12, STREAM_CELLS = 1 << STREAM_CELL_BITS };
size_t stream_scan(enum stream_vectors vectors, const struct stream_address *address,
                   const uint64_t *ids, const uint16_t *cell, size_t count,
                   const uint32_t envelope[STREAM_CELLS], uint32_t *rows);

/* Threshold of a chance: an event happens when word < threshold. `chance` is clamped
 * to [0, 1 - 2^-32]. */
uint32_t stream_threshold(double chance);
/* The envelope byte of a threshold: the least e with threshold <= e << 24, at most 255.
 * Thresholds above 255 << 24 are not allowed in an envelope (asserted). */
uint32_t stream_envelope(uint32_t threshold);
/* A word as a double in (0, 1): (word + 0.5) / 2^32. */
static inline double stream_uniform(uint32_t word)
{
    return ((double)word + 0.5) * 0x1p-32;
}

/* 64-bit mixing of ids (splitmix64 finaliser, Steele, Lea and Flood 2014); used for ids
 * of newborns and for choosing the panel, never for draws. */
static inline uint64_t stream_mix(uint64_t value)
{
    value = (value ^ value >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ value >> 27) * UINT64_C(0x94d049bb133111eb);
    return value ^ value >> 31;
}

#endif
