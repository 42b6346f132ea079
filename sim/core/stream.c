/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Draws by address: the single draw, the choice of a batch routine and what is left
 * over behind its last whole group. The routines themselves are in stream_portable.c,
 * stream_sse2.c, stream_avx2.c and stream_avx512.c. */
#include "core/stream.h"
#include "core/stream_kernels.h"

#include <Random123/philox.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    WHEN_LAST = 0xffff, /* months share a counter word with the purpose */
    SCALAR_AT_MOST = 4  /* so few ids are drawn one by one, which is faster */
};

/* For each set of instructions its name and routines; none where the processor's
 * family does not have the set. */
static const struct {
    const char *name;
    stream_batch_kernel *batch;
    stream_scan_kernel *scan;
} kernels[STREAM_VECTORS] = {
    [STREAM_PORTABLE] = {"portable", stream_batch_portable, stream_scan_portable},
#ifdef __x86_64__
    [STREAM_SSE2] = {"sse2", stream_batch_sse2, stream_scan_sse2},
    [STREAM_AVX2] = {"avx2", stream_batch_avx2, stream_scan_avx2},
    [STREAM_AVX512] = {"avx512", stream_batch_avx512, stream_scan_avx512},
#else
    [STREAM_SSE2] = {"sse2", NULL, NULL},
    [STREAM_AVX2] = {"avx2", NULL, NULL},
    [STREAM_AVX512] = {"avx512", NULL, NULL},
#endif
};

static uint32_t when_and_purpose(const struct stream_address *address)
{
    assert(address->when >= 0 && address->when <= WHEN_LAST);
    return (uint32_t)address->when | (uint32_t)address->purpose << 16;
}

void stream_words(const struct stream_address *address, uint64_t id, uint32_t word[4])
{
    const philox4x32_key_t key = {
        {(uint32_t)address->seed, (uint32_t)(address->seed >> 32)}};
    const philox4x32_ctr_t counter = {
        {(uint32_t)id, (uint32_t)(id >> 32), when_and_purpose(address), address->code}};
    const philox4x32_ctr_t drawn = philox4x32(counter, key);

    memcpy(word, drawn.v, sizeof drawn.v);
}

/* The best set this processor and its operating system can run. */
static enum stream_vectors best_vectors(void)
{
#ifdef __x86_64__
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        return STREAM_AVX512;
    if (__builtin_cpu_supports("avx2"))
        return STREAM_AVX2;
    return STREAM_SSE2;
#else
    return STREAM_PORTABLE;
#endif
}

enum stream_vectors stream_vectors_here(void)
{
    const enum stream_vectors best = best_vectors();
    const char *wanted = getenv("LINLI_VECTORS");

    /* A name nobody knows changes nothing: the bits are the same anyway. */
    for (enum stream_vectors v = STREAM_PORTABLE; wanted != NULL && v < best; v++)
        if (strcmp(wanted, kernels[v].name) == 0 && kernels[v].batch != NULL)
            return v;
    return best;
}

const char *stream_vectors_name(enum stream_vectors vectors)
{
    assert((unsigned)vectors < STREAM_VECTORS);
    return kernels[vectors].name;
}

static struct stream_plan plan_of(const struct stream_address *address)
{
    const uint64_t product = (uint64_t)STREAM_M1 * when_and_purpose(address);
    uint32_t key[2] = {(uint32_t)address->seed, (uint32_t)(address->seed >> 32)};
    struct stream_plan plan;

    for (int r = 0; r < STREAM_ROUNDS; r++) {
        plan.mix[r][0] = key[0];
        plan.mix[r][1] = key[1];
        key[0] += STREAM_W0;
        key[1] += STREAM_W1;
    }
    plan.mix[0][0] ^= (uint32_t)(product >> 32);
    plan.mix[0][1] ^= address->code;
    plan.mix[1][0] ^= (uint32_t)product;
    return plan;
}

/* Draws for the `count` ids from `from` on, fewer than a group. */
static void batch_rest(stream_batch_kernel *kernel,
                       const struct stream_address *address,
                       const struct stream_plan *plan, const uint64_t *ids, size_t from,
                       size_t count, uint32_t *const word[4])
{
    uint64_t padded[STREAM_GROUP] = {0};
    uint32_t drawn[4][STREAM_GROUP];
    uint32_t *const at[4] = {drawn[0], drawn[1], drawn[2], drawn[3]};

    if (count <= SCALAR_AT_MOST) {
        for (size_t i = from; i < from + count; i++) {
            uint32_t four[4];

            stream_words(address, ids[i], four);
            for (int k = 0; k < 4; k++)
                word[k][i] = four[k];
        }
        return;
    }
    memcpy(padded, ids + from, count * sizeof *ids);
    kernel(plan, padded, STREAM_GROUP, at);
    for (int k = 0; k < 4; k++)
        memcpy(word[k] + from, drawn[k], count * sizeof **word);
}

void stream_batch(enum stream_vectors vectors, const struct stream_address *address,
                  const uint64_t *ids, size_t count, uint32_t *const word[4])
{
    const size_t rest = count % STREAM_GROUP;
    const struct stream_plan plan = plan_of(address);

    assert((unsigned)vectors < STREAM_VECTORS && kernels[vectors].batch != NULL);
    if (count > rest)
        kernels[vectors].batch(&plan, ids, count - rest, word);
    if (rest > 0)
        batch_rest(kernels[vectors].batch, address, &plan, ids, count - rest, rest,
                   word);
}

void stream_batch_whole(enum stream_vectors vectors,
                        const struct stream_address *address, const uint64_t *ids,
                        size_t count, uint32_t *const word[4])
{
    if (count <= SCALAR_AT_MOST) {
        stream_batch(vectors, address, ids, count, word);
        return;
    }
    const struct stream_plan plan = plan_of(address);

    assert((unsigned)vectors < STREAM_VECTORS && kernels[vectors].batch != NULL);
    kernels[vectors].batch(
        &plan, ids, (count + STREAM_GROUP - 1) / STREAM_GROUP * STREAM_GROUP, word);
}

size_t stream_scan(enum stream_vectors vectors, const struct stream_address *address,
                   const uint64_t *ids, const uint16_t *cell, size_t count,
                   const uint32_t envelope[STREAM_CELLS], uint32_t *rows)
{
    const size_t rest = count % STREAM_GROUP, whole = count - rest;
    const struct stream_plan plan = plan_of(address);
    uint64_t padded_ids[STREAM_GROUP] = {0};
    uint16_t padded_cell[STREAM_GROUP] = {0};
    uint32_t found[2 * STREAM_GROUP];
    size_t used = 0;

    assert((unsigned)vectors < STREAM_VECTORS && kernels[vectors].scan != NULL);
    assert(count <= UINT32_MAX);
    if (whole > 0)
        used = kernels[vectors].scan(&plan, ids, cell, whole, envelope, rows);
    if (rest > 0) {
        memcpy(padded_ids, ids + whole, rest * sizeof *ids);
        memcpy(padded_cell, cell + whole, rest * sizeof *cell);
        const size_t hits = kernels[vectors].scan(&plan, padded_ids, padded_cell,
                                                  STREAM_GROUP, envelope, found);
        for (size_t j = 0; j < hits && found[j] < rest; j++)
            rows[used++] = (uint32_t)whole + found[j];
    }
    return used;
}

uint32_t stream_threshold(double chance)
{
    const double scaled = chance * 0x1p32 + 0.5;

    if (!(chance > 0))
        return 0;
    return scaled >= 0x1p32 ? UINT32_MAX : (uint32_t)scaled;
}

uint32_t stream_envelope(uint32_t threshold)
{
    const uint32_t byte_last = 255;

    assert(threshold <= byte_last << 24);
    return (threshold >> 24) + ((threshold & 0xffffff) != 0);
}
