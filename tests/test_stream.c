/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

#include "core/stream.h"
#include "support/check.h"

#include <Random123/philox.h>

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    COUNT_MOST = 70, /* several groups and every remainder */
    MANY = 3001,
    GUARD = 0x5a
};

static const struct stream_address somewhere = {
    UINT64_C(0x9f86d081884c7d65), 2023 * MONTHS_PER_YEAR + 6, PURPOSE_LIFE, 2385};

/* Known answers Random123 publishes with its sources (kat_vectors, philox4x32 10). */
static const struct {
    uint32_t counter[4], key[2], answer[4];
} published[] = {
    {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
    {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
     {0xffffffff, 0xffffffff},
     {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
    {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
     {0xa4093822, 0x299f31d0},
     {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
};

/* The address and id that make these counter and key. */
static struct stream_address address_of(const uint32_t counter[4],
                                        const uint32_t key[2])
{
    return (struct stream_address){key[0] | (uint64_t)key[1] << 32,
                                   (month)(counter[2] & 0xffff),
                                   (enum purpose)(counter[2] >> 16), counter[3]};
}

/* A random address; every sixth one has extreme parts. */
static struct stream_address address_at(uint64_t i)
{
    const uint64_t luck = stream_mix(i + 71);

    if (i % 6 == 5)
        return (struct stream_address){UINT64_MAX - i, 65535, (enum purpose)0xff,
                                       UINT32_MAX};
    return (struct stream_address){stream_mix(luck), (month)(luck & 0xffff),
                                   (enum purpose)(luck >> 16 & 31),
                                   (uint32_t)(luck >> 32)};
}

static uint64_t id_at(uint64_t i)
{
    static const uint64_t extreme[] = {0, 1, UINT32_MAX, UINT64_C(1) << 32, UINT64_MAX};

    return i % 13 == 12 ? extreme[i / 13 % 5] : stream_mix(i * 3 + 5);
}

/* A block of exactly `size` bytes that starts `shift` bytes past an aligned address,
 * so that tools for memory see every byte read or written behind it. */
static void *exact_block(size_t size, size_t shift, void **to_free)
{
    unsigned char *block = malloc(size + shift + 1);

    assert_non_null(block);
    memset(block, GUARD, size + shift + 1);
    *to_free = block;
    return block + shift;
}

static void words_are_the_published_known_answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof published / sizeof *published; i++) {
        const uint32_t *c = published[i].counter;
        const struct stream_address address = address_of(c, published[i].key);
        uint32_t word[4];

        stream_words(&address, c[0] | (uint64_t)c[1] << 32, word);
        assert_memory_equal(word, published[i].answer, sizeof word);
    }
}

static void random123_itself_gives_the_published_known_answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof published / sizeof *published; i++) {
        philox4x32_ctr_t counter;
        philox4x32_key_t key;

        memcpy(counter.v, published[i].counter, sizeof counter.v);
        memcpy(key.v, published[i].key, sizeof key.v);
        counter = philox4x32(counter, key);
        assert_memory_equal(counter.v, published[i].answer, sizeof counter.v);
    }
}

static void every_batch_gives_the_published_known_answers(void **state)
{
    (void)state;
    for (enum stream_vectors v = STREAM_PORTABLE; v <= stream_vectors_here(); v++)
        for (size_t i = 0; i < sizeof published / sizeof *published; i++) {
            const uint32_t *c = published[i].counter;
            const struct stream_address address = address_of(c, published[i].key);
            uint64_t ids[16];
            uint32_t drawn[4][16];
            uint32_t *const word[4] = {drawn[0], drawn[1], drawn[2], drawn[3]};

            for (int l = 0; l < 16; l++)
                ids[l] = c[0] | (uint64_t)c[1] << 32;
            stream_batch(v, &address, ids, 16, word);
            for (int l = 0; l < 16; l++)
                for (int k = 0; k < 4; k++)
                    assert_int_equal(drawn[k][l], published[i].answer[k]);
        }
}

/* Draws `count` ids at odd addresses and compares with single draws. */
static void check_batch(enum stream_vectors v, uint64_t at, size_t count)
{
    const struct stream_address address = address_at(at);
    void *free_ids, *free_word[4];
    uint64_t *ids = exact_block(count * sizeof *ids, 8 * (at % 3), &free_ids);
    uint32_t *word[4];

    for (size_t k = 0; k < 4; k++)
        word[k] = exact_block(count * sizeof **word, 4 * ((at + k) % 5), &free_word[k]);
    for (size_t i = 0; i < count; i++)
        ids[i] = id_at(at * 101 + i);
    stream_batch(v, &address, ids, count, word);
    for (size_t i = 0; i < count; i++) {
        uint32_t expected[4];

        stream_words(&address, ids[i], expected);
        for (int k = 0; k < 4; k++)
            assert_int_equal(word[k][i], expected[k]);
    }
    for (int k = 0; k < 4; k++) {
        assert_int_equal(*(unsigned char *)(word[k] + count), GUARD);
        free(free_word[k]);
    }
    free(free_ids);
}

static void a_batch_with_room_behind_it_agrees_with_one_without(void **state)
{
    enum { ROOM = 64 };
    uint64_t ids[ROOM];
    uint32_t drawn[4][ROOM], expected[4];
    uint32_t *const word[4] = {drawn[0], drawn[1], drawn[2], drawn[3]};
    const struct stream_address address = address_at(7);
    (void)state;
    for (size_t i = 0; i < ROOM; i++)
        ids[i] = id_at(i);
    for (enum stream_vectors v = STREAM_PORTABLE; v <= stream_vectors_here(); v++)
        for (size_t count = 0; count <= ROOM - STREAM_WHOLE; count++) {
            const size_t whole =
                (count + STREAM_WHOLE - 1) / STREAM_WHOLE * STREAM_WHOLE;
            memset(drawn, GUARD, sizeof drawn);
            stream_batch_whole(v, &address, ids, count, word);
            for (size_t i = 0; i < count; i++) {
                stream_words(&address, ids[i], expected);
                for (int k = 0; k < 4; k++)
                    assert_int_equal(word[k][i], expected[k]);
            }
            for (int k = 0; k < 4; k++)
                assert_int_equal(*(unsigned char *)(word[k] + whole), GUARD);
        }
}

static void every_batch_agrees_with_single_draws_for_every_count(void **state)
{
    (void)state;
    for (enum stream_vectors v = STREAM_PORTABLE; v <= stream_vectors_here(); v++) {
        for (size_t count = 0; count <= COUNT_MOST; count++)
            for (uint64_t at = 0; at < 12; at++)
                check_batch(v, at, count);
        check_batch(v, 4, MANY);
    }
}

/* Bounds from rare to certain, zeros among them; `hot` makes hits common. */
static void fill_envelope(uint32_t envelope[STREAM_CELLS], bool hot)
{
    for (uint64_t c = 0; c < STREAM_CELLS; c++) {
        const uint32_t bytes = (uint32_t)stream_mix(c + 77);
        /* One byte in four is kept; 1 or 2 in 256 is what most events have. */
        const uint32_t kept = UINT32_C(255) << 8 * (c % 4);

        envelope[c] = hot ? bytes & kept : bytes & 0x01010100;
    }
    envelope[5] = 0xffffffff;
    envelope[6] = 0;
    envelope[STREAM_CELLS - 1] = 0x80ff017f;
}

/* Scans `count` ids at odd addresses and compares with single draws. */
static void check_scan(enum stream_vectors v, uint64_t at, size_t count,
                       const uint32_t envelope[STREAM_CELLS])
{
    const struct stream_address address = address_at(at);
    void *free_ids, *free_cell, *free_rows;
    uint64_t *ids = exact_block(count * sizeof *ids, 8 * (at % 3), &free_ids);
    uint16_t *cell = exact_block(count * sizeof *cell, 2 * (at % 7), &free_cell);
    uint32_t *rows = exact_block((count + 16) * sizeof *rows, 4 * (at % 5), &free_rows);
    size_t expected = 0;

    for (size_t i = 0; i < count; i++) {
        const uint64_t luck = stream_mix(at * 1009 + i);

        ids[i] = id_at(at * 101 + i);
        cell[i] = (uint16_t)(luck % STREAM_CELLS);
        if (luck >> 32 & 1)
            cell[i] = luck % 2 == 0 ? STREAM_CELLS - 1 : 5;
        if ((luck >> 40) % 20 == 0)
            cell[i] |= (uint16_t)(UINT32_C(0x1000) << luck % 4);
    }
    const size_t hits = stream_scan(v, &address, ids, cell, count, envelope, rows);
    for (size_t i = 0; i < count; i++) {
        const uint32_t bound = envelope[cell[i] & (STREAM_CELLS - 1)];
        uint32_t word[4];
        bool hit = cell[i] >= STREAM_CELLS;

        stream_words(&address, ids[i], word);
        for (int k = 0; k < 4; k++)
            hit |= word[k] >> 24 < (bound >> 8 * k & 255);
        if (hit) {
            assert_true(expected < hits);
            assert_int_equal(rows[expected++], i);
        }
    }
    assert_int_equal(hits, expected);
    assert_int_equal(*(unsigned char *)(rows + count + 16), GUARD);
    free(free_ids);
    free(free_cell);
    free(free_rows);
}

static void every_scan_finds_the_rows_single_draws_find(void **state)
{
    uint32_t envelope[STREAM_CELLS];

    (void)state;
    for (int hot = 0; hot < 2; hot++) {
        fill_envelope(envelope, hot);
        for (enum stream_vectors v = STREAM_PORTABLE; v <= stream_vectors_here(); v++) {
            for (size_t count = 0; count <= COUNT_MOST; count++)
                for (uint64_t at = 0; at < 12; at++)
                    check_scan(v, at, count, envelope);
            check_scan(v, 3, MANY, envelope);
        }
    }
}

static void scan_with_no_bound_and_no_flag_finds_nobody(void **state)
{
    static const uint32_t envelope[STREAM_CELLS] = {0};
    uint64_t ids[MANY];
    uint16_t cell[MANY];
    uint32_t rows[MANY + 16];

    (void)state;
    for (uint64_t i = 0; i < MANY; i++) {
        ids[i] = id_at(i);
        cell[i] = (uint16_t)(i % STREAM_CELLS);
    }
    for (enum stream_vectors v = STREAM_PORTABLE; v <= stream_vectors_here(); v++) {
        assert_int_equal(stream_scan(v, &somewhere, ids, cell, MANY, envelope, rows),
                         0);
        cell[2385] |= 0x8000;
        assert_int_equal(stream_scan(v, &somewhere, ids, cell, MANY, envelope, rows),
                         1);
        assert_int_equal(rows[0], 2385);
        cell[2385] &= 0x7fff;
    }
}

static void words_differ_when_any_part_of_the_address_does(void **state)
{
    const struct stream_address parts[] = {
        {somewhere.seed + 1, somewhere.when, somewhere.purpose, somewhere.code},
        {somewhere.seed ^ UINT64_C(1) << 63, somewhere.when, somewhere.purpose,
         somewhere.code},
        {somewhere.seed, somewhere.when + 1, somewhere.purpose, somewhere.code},
        {somewhere.seed, somewhere.when, PURPOSE_NEWBORN, somewhere.code},
        {somewhere.seed, somewhere.when, somewhere.purpose, somewhere.code + 1},
    };
    uint32_t word[4], other[4];

    (void)state;
    stream_words(&somewhere, 77, word);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        stream_words(&parts[i], 77, other);
        assert_memory_not_equal(word, other, sizeof word);
    }
    stream_words(&somewhere, 77 | UINT64_C(1) << 32, other);
    assert_memory_not_equal(word, other, sizeof word);
}

static void the_environment_lowers_the_vectors_and_never_raises_them(void **state)
{
    const char *before = getenv("LINLI_VECTORS");
    char *kept = before != NULL ? strdup(before) : NULL;

    (void)state;
    unsetenv("LINLI_VECTORS");
    const enum stream_vectors best = stream_vectors_here();
    assert_true(best < STREAM_VECTORS);
    setenv("LINLI_VECTORS", "portable", 1);
    assert_int_equal(stream_vectors_here(), STREAM_PORTABLE);
    setenv("LINLI_VECTORS", "avx512", 1);
    assert_int_equal(stream_vectors_here(), best);
    setenv("LINLI_VECTORS", "abacus", 1);
    assert_int_equal(stream_vectors_here(), best);
    unsetenv("LINLI_VECTORS");
    if (kept != NULL)
        setenv("LINLI_VECTORS", kept, 1);
    free(kept);
    assert_string_equal(stream_vectors_name(STREAM_SSE2), "sse2");
    assert_string_equal(stream_vectors_name(STREAM_AVX512), "avx512");
}

static void threshold_is_the_chance_in_units_of_two_to_minus_32(void **state)
{
    (void)state;
    assert_int_equal(stream_threshold(0), 0);
    assert_int_equal(stream_threshold(-0.1), 0);
    assert_int_equal(stream_threshold((double)NAN), 0);
    assert_int_equal(stream_threshold(0.25), UINT32_C(1) << 30);
    assert_int_equal(stream_threshold(0x1p-32), 1);
    assert_int_equal(stream_threshold(0.002385), 10243497); /* 10243496.998 */
    assert_int_equal(stream_threshold(1), UINT32_MAX);
    assert_int_equal(stream_threshold(1e300), UINT32_MAX);
    assert_int_equal(stream_threshold((double)INFINITY), UINT32_MAX);
    assert_int_equal(stream_threshold(1 - 0x1p-33), UINT32_MAX);
}

static void envelope_is_the_least_byte_that_covers_a_threshold(void **state)
{
    (void)state;
    assert_int_equal(stream_envelope(0), 0);
    assert_int_equal(stream_envelope(1), 1);
    assert_int_equal(stream_envelope(UINT32_C(1) << 24), 1);
    assert_int_equal(stream_envelope((UINT32_C(1) << 24) + 1), 2);
    assert_int_equal(stream_envelope(UINT32_C(255) << 24), 255);
    for (uint64_t i = 0; i < 10000; i++) {
        const uint32_t threshold = (uint32_t)stream_mix(i) % (UINT32_C(255) << 24);
        const uint64_t e = stream_envelope(threshold);

        assert_true(threshold <= e << 24);
        assert_true(e == 0 || threshold > (e - 1) << 24);
    }
}

static void words_below_a_threshold_are_as_many_as_the_chance_says(void **state)
{
    enum { DRAWS = 200000 };
    const double chance = 0.02385;
    const uint32_t threshold = stream_threshold(chance);
    int happened[4] = {0};

    (void)state;
    for (uint64_t id = 0; id < DRAWS; id++) {
        uint32_t word[4];

        stream_words(&somewhere, id, word);
        for (int k = 0; k < 4; k++)
            happened[k] += word[k] < threshold;
    }
    for (int k = 0; k < 4; k++) /* within four standard errors */
        assert_true(fabs(happened[k] - DRAWS * chance) <
                    4 * sqrt(DRAWS * chance * (1 - chance)));
}

/* splitmix64 from seed 0 adds the golden ratio before each use of the finaliser; its
 * first outputs are widely published. */
static void mix_is_the_finaliser_of_splitmix64(void **state)
{
    const uint64_t golden = UINT64_C(0x9e3779b97f4a7c15);

    (void)state;
    assert_int_equal(stream_mix(golden), UINT64_C(0xe220a8397b1dcdaf));
    assert_int_equal(stream_mix(2 * golden), UINT64_C(0x6e789e6aa1b965f4));
    assert_int_equal(stream_mix(3 * golden), UINT64_C(0x06c45d188009454f));
}

static void uniform_never_is_zero_or_one(void **state)
{
    (void)state;
    assert_true(stream_uniform(0) == 0x1p-33);
    assert_true(stream_uniform(UINT32_MAX) == 1 - 0x1p-33);
    assert_true(stream_uniform(UINT32_C(1) << 31) == 0.5 + 0x1p-33);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_the_published_known_answers),
        cmocka_unit_test(random123_itself_gives_the_published_known_answers),
        cmocka_unit_test(every_batch_gives_the_published_known_answers),
        cmocka_unit_test(every_batch_agrees_with_single_draws_for_every_count),
        cmocka_unit_test(a_batch_with_room_behind_it_agrees_with_one_without),
        cmocka_unit_test(every_scan_finds_the_rows_single_draws_find),
        cmocka_unit_test(scan_with_no_bound_and_no_flag_finds_nobody),
        cmocka_unit_test(words_differ_when_any_part_of_the_address_does),
        cmocka_unit_test(the_environment_lowers_the_vectors_and_never_raises_them),
        cmocka_unit_test(threshold_is_the_chance_in_units_of_two_to_minus_32),
        cmocka_unit_test(envelope_is_the_least_byte_that_covers_a_threshold),
        cmocka_unit_test(words_below_a_threshold_are_as_many_as_the_chance_says),
        cmocka_unit_test(mix_is_the_finaliser_of_splitmix64),
        cmocka_unit_test(uniform_never_is_zero_or_one),
    };

    return cmocka_run_group_tests_name("stream", tests, NULL, NULL);
}
