/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Batch draws with SSE2, which every x86-64 has. A 32-bit counter word is kept in a
 * 64-bit lane: the multiplication reads the low half of a lane and yields both halves
 * of the product, so that nothing is masked between rounds and what gathers in the
 * high halves does no harm. Two vectors of two ids hide each other's latency. */
#ifdef __x86_64__
#include "core/stream_kernels.h"

#include <emmintrin.h>

enum { STEP = 4 }; /* ids in flight: two vectors */

/* The state of two ids. */
struct lanes {
    __m128i c0, c1, c2, c3;
};

static inline __m128i load(const void *from)
{
    return _mm_loadu_si128((const __m128i *)from);
}

static inline __m128i multiply(__m128i a, uint32_t by)
{
    return _mm_mul_epu32(a, _mm_set1_epi64x(by));
}

static inline __m128i high(__m128i product)
{
    return _mm_srli_epi64(product, 32);
}

static inline __m128i mixed(__m128i a, uint32_t mix)
{
    return _mm_xor_si128(a, _mm_set1_epi32((int)mix));
}

/* Rounds 0 and 1, where half of the counter is the same for all. */
static inline struct lanes begin(const struct stream_plan *plan, __m128i id)
{
    const __m128i p = multiply(id, STREAM_M0);
    const __m128i p0 = multiply(mixed(high(id), plan->mix[0][0]), STREAM_M0);
    const __m128i p1 = multiply(mixed(high(p), plan->mix[0][1]), STREAM_M1);

    return (struct lanes){mixed(high(p1), plan->mix[1][0]), p1,
                          _mm_xor_si128(high(p0), mixed(p, plan->mix[1][1])), p0};
}

static inline struct lanes round_of(const uint32_t mix[2], struct lanes s)
{
    const __m128i p0 = multiply(s.c0, STREAM_M0), p1 = multiply(s.c2, STREAM_M1);

    return (struct lanes){_mm_xor_si128(high(p1), mixed(s.c1, mix[0])), p1,
                          _mm_xor_si128(high(p0), mixed(s.c3, mix[1])), p0};
}

/* Stores the low halves of the lanes of `a`, then of `b`. */
static inline void store(uint32_t *to, __m128i a, __m128i b)
{
    const __m128 low = _mm_shuffle_ps(_mm_castsi128_ps(a), _mm_castsi128_ps(b),
                                      _MM_SHUFFLE(2, 0, 2, 0));

    _mm_storeu_si128((__m128i *)to, _mm_castps_si128(low));
}

void stream_batch_sse2(const struct stream_plan *plan, const uint64_t *ids,
                       size_t count, uint32_t *const word[4])
{
    for (size_t i = 0; i < count; i += STEP) {
        struct lanes a = begin(plan, load(ids + i));
        struct lanes b = begin(plan, load(ids + i + 2));

        for (int r = 2; r < STREAM_ROUNDS; r++) {
            a = round_of(plan->mix[r], a);
            b = round_of(plan->mix[r], b);
        }
        store(word[0] + i, a.c0, b.c0);
        store(word[1] + i, a.c1, b.c1);
        store(word[2] + i, a.c2, b.c2);
        store(word[3] + i, a.c3, b.c3);
    }
}

/* The last round, of which only the top bytes are wanted, as 16-bit numbers: words 1,
 * 0, 1, 0 of the two ids, then words 3, 2, 3, 2. */
static inline __m128i top_bytes(const uint32_t mix[2], struct lanes s)
{
    const __m128i p0 = multiply(s.c0, STREAM_M0), p1 = multiply(s.c2, STREAM_M1);
    const __m128i x = _mm_xor_si128(p1, _mm_slli_epi64(mixed(s.c1, mix[0]), 32));
    const __m128i y = _mm_xor_si128(p0, _mm_slli_epi64(mixed(s.c3, mix[1]), 32));

    return _mm_packs_epi32(_mm_srli_epi32(x, 24), _mm_srli_epi32(y, 24));
}

/* Four top bytes in one 32-bit lane per id. SSE2 has no shuffle of bytes: pairs of
 * bytes are put in place, then swapped. */
static inline __m128i bytes_of(__m128i a, __m128i b)
{
    const __m128i both = _mm_packus_epi16(a, b);
    const __m128i pairs = _mm_shufflehi_epi16(
        _mm_shufflelo_epi16(both, _MM_SHUFFLE(3, 1, 2, 0)), _MM_SHUFFLE(3, 1, 2, 0));

    return _mm_or_si128(_mm_slli_epi16(pairs, 8), _mm_srli_epi16(pairs, 8));
}

size_t stream_scan_sse2(const struct stream_plan *plan, const uint64_t *ids,
                        const uint16_t *cell, size_t count, const uint32_t *envelope,
                        uint32_t *rows)
{
    const __m128i flags = _mm_set1_epi32(~(STREAM_CELLS - 1));
    size_t used = 0;

    for (size_t i = 0; i < count; i += STEP) {
        struct lanes a = begin(plan, load(ids + i));
        struct lanes b = begin(plan, load(ids + i + 2));
        const __m128i cells = _mm_unpacklo_epi16(
            _mm_loadl_epi64((const __m128i *)(cell + i)), _mm_setzero_si128());
        const __m128i bound =
            _mm_setr_epi32((int)envelope[cell[i] & (STREAM_CELLS - 1)],
                           (int)envelope[cell[i + 1] & (STREAM_CELLS - 1)],
                           (int)envelope[cell[i + 2] & (STREAM_CELLS - 1)],
                           (int)envelope[cell[i + 3] & (STREAM_CELLS - 1)]);

        for (int r = 2; r < STREAM_ROUNDS - 1; r++) {
            a = round_of(plan->mix[r], a);
            b = round_of(plan->mix[r], b);
        }
        const __m128i bytes = bytes_of(top_bytes(plan->mix[STREAM_ROUNDS - 1], a),
                                       top_bytes(plan->mix[STREAM_ROUNDS - 1], b));
        /* What a saturated difference leaves over is where byte < bound. */
        const __m128i over =
            _mm_or_si128(_mm_subs_epu8(bound, bytes), _mm_and_si128(cells, flags));
        const __m128i none = _mm_cmpeq_epi32(over, _mm_setzero_si128());
        const uint32_t misses = (uint32_t)_mm_movemask_ps(_mm_castsi128_ps(none));

        used = stream_append(rows, used, (uint32_t)i, misses ^ 0xf);
    }
    return used;
}
#endif
