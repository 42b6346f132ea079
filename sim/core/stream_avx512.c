/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Batch draws with AVX-512 (F, BW, DQ, VL). A 32-bit counter word is kept in a 64-bit
 * lane: the multiplication reads the low half of a lane and yields both halves of the
 * product, so that nothing is masked between rounds and what gathers in the high
 * halves does no harm. A group is two vectors, which hide each other's latency. */
#ifdef __x86_64__
#include "core/stream_kernels.h"

#include <immintrin.h>

enum { XOR3 = 0x96 }; /* truth table of a ^ b ^ c for ternarylogic */

/* The state of eight ids. */
struct lanes {
    __m512i c0, c1, c2, c3;
};

static inline __m512i multiply(__m512i a, uint32_t by)
{
    return _mm512_mul_epu32(a, _mm512_set1_epi64(by));
}

static inline __m512i high(__m512i product)
{
    return _mm512_srli_epi64(product, 32);
}

static inline __m512i mixed(__m512i a, __m512i b, uint32_t mix)
{
    return _mm512_ternarylogic_epi32(a, b, _mm512_set1_epi32((int)mix), XOR3);
}

/* Rounds 0 and 1, where half of the counter is the same for all. */
static inline struct lanes begin(const struct stream_plan *plan, __m512i id)
{
    const __m512i p = multiply(id, STREAM_M0);
    const __m512i c0 =
        _mm512_xor_si512(high(id), _mm512_set1_epi32((int)plan->mix[0][0]));
    const __m512i c2 =
        _mm512_xor_si512(high(p), _mm512_set1_epi32((int)plan->mix[0][1]));
    const __m512i p0 = multiply(c0, STREAM_M0), p1 = multiply(c2, STREAM_M1);

    return (struct lanes){
        _mm512_xor_si512(high(p1), _mm512_set1_epi32((int)plan->mix[1][0])), p1,
        mixed(high(p0), p, plan->mix[1][1]), p0};
}

static inline struct lanes round_of(const uint32_t mix[2], struct lanes s)
{
    const __m512i p0 = multiply(s.c0, STREAM_M0), p1 = multiply(s.c2, STREAM_M1);

    return (struct lanes){mixed(high(p1), s.c1, mix[0]), p1,
                          mixed(high(p0), s.c3, mix[1]), p0};
}

/* The low halves of the lanes of `a`, then of `b`. */
static inline __m512i joined(__m512i a, __m512i b)
{
    const __m512i even =
        _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);

    return _mm512_permutex2var_epi32(a, even, b);
}

void stream_batch_avx512(const struct stream_plan *plan, const uint64_t *ids,
                         size_t count, uint32_t *const word[4])
{
    for (size_t i = 0; i < count; i += STREAM_GROUP) {
        struct lanes a = begin(plan, _mm512_loadu_si512(ids + i));
        struct lanes b = begin(plan, _mm512_loadu_si512(ids + i + 8));

        for (int r = 2; r < STREAM_ROUNDS; r++) {
            a = round_of(plan->mix[r], a);
            b = round_of(plan->mix[r], b);
        }
        _mm512_storeu_si512(word[0] + i, joined(a.c0, b.c0));
        _mm512_storeu_si512(word[1] + i, joined(a.c1, b.c1));
        _mm512_storeu_si512(word[2] + i, joined(a.c2, b.c2));
        _mm512_storeu_si512(word[3] + i, joined(a.c3, b.c3));
    }
}

/* The last round, of which only the top bytes are wanted: byte 7 of a lane becomes
 * word 0's, byte 3 word 1's, byte 6 word 2's and byte 2 word 3's. */
static inline __m512i top_bytes(const uint32_t mix[2], struct lanes s)
{
    const __m512i p0 = multiply(s.c0, STREAM_M0), p1 = multiply(s.c2, STREAM_M1);
    const __m512i mix0 = _mm512_set1_epi64((int64_t)((uint64_t)mix[0] << 32));
    const __m512i mix1 = _mm512_set1_epi64((int64_t)((uint64_t)mix[1] << 32));
    const __m512i x =
        _mm512_ternarylogic_epi64(p1, _mm512_slli_epi64(s.c1, 32), mix0, XOR3);
    const __m512i y =
        _mm512_ternarylogic_epi64(p0, _mm512_slli_epi64(s.c3, 32), mix1, XOR3);
    const __m512i top = _mm512_set1_epi32((int)0xff000000);

    /* top ? x : y >> 8 */
    return _mm512_ternarylogic_epi64(top, x, _mm512_srli_epi64(y, 8), 0xca);
}

/* Four top bytes in one 32-bit lane per id, in the order of ids. */
static inline __m512i bytes_of(__m512i a, __m512i b)
{
    const __m512i both =
        _mm512_mask_blend_epi16(0x55555555, a, _mm512_srli_epi64(b, 16));
    const __m512i order = _mm512_broadcast_i32x4(
        _mm_setr_epi8(7, 3, 6, 2, 5, 1, 4, 0, 15, 11, 14, 10, 13, 9, 12, 8));
    const __m512i ascending =
        _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15);

    return _mm512_permutexvar_epi32(ascending, _mm512_shuffle_epi8(both, order));
}

size_t stream_scan_avx512(const struct stream_plan *plan, const uint64_t *ids,
                          const uint16_t *cell, size_t count, const uint32_t *envelope,
                          uint32_t *rows)
{
    const __m256i flags = _mm256_set1_epi16((short)~(STREAM_CELLS - 1));
    __m512i row =
        _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    size_t used = 0;

    for (size_t i = 0; i < count; i += STREAM_GROUP) {
        struct lanes a = begin(plan, _mm512_loadu_si512(ids + i));
        struct lanes b = begin(plan, _mm512_loadu_si512(ids + i + 8));
        const __m256i cells = _mm256_loadu_si256((const __m256i *)(cell + i));

        for (int r = 2; r < STREAM_ROUNDS - 1; r++) {
            a = round_of(plan->mix[r], a);
            b = round_of(plan->mix[r], b);
        }
        const __m512i bytes = bytes_of(top_bytes(plan->mix[STREAM_ROUNDS - 1], a),
                                       top_bytes(plan->mix[STREAM_ROUNDS - 1], b));
        /* Loads one by one: with gcc 5 to 10 % faster than a gather. */
        uint32_t bounds[STREAM_GROUP];

        for (size_t l = 0; l < STREAM_GROUP; l++)
            bounds[l] = envelope[cell[i + l] & (STREAM_CELLS - 1)];
        const __m512i bound = _mm512_loadu_si512(bounds);
        /* What a saturated difference leaves over is where byte < bound. */
        const __m512i over = _mm512_subs_epu8(bound, bytes);
        const __mmask16 hits =
            _mm512_test_epi32_mask(over, over) | _mm256_test_epi16_mask(cells, flags);

        _mm512_storeu_si512(rows + used, _mm512_maskz_compress_epi32(hits, row));
        used += (size_t)__builtin_popcount(hits);
        row = _mm512_add_epi32(row, _mm512_set1_epi32(STREAM_GROUP));
    }
    return used;
}
#endif
