/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

#include "core/stream.h"
#include "state/catalogue.h"
#include "state/matching.h"
#include "support/check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    SMALL_ASKERS = 6,
    SMALL_ROOMS = 3,
    SMALL_CELLS = SMALL_ROOMS * CATALOGUE_CLASSES,
    INSTANCES = 3000,
    MANY_ASKERS = 20000,
    MANY_ROOMS = 700,
};

static uint64_t luck_of(uint64_t a, uint64_t b)
{
    return stream_mix(a * 1000003 + stream_mix(b + 17));
}

/* An asker with a list of different rooms. Few classes, priorities, months and keys, so
 * that equals are common and the next rule decides; most differ by key alone, which
 * differs by room, as only then several results can be stable. */
static struct asker asker_at(uint64_t instance, uint64_t i, uint32_t rooms)
{
    const uint64_t luck = luck_of(instance, i);
    struct asker asker = {.id = luck_of(instance, i + 500), .tag = (uint32_t)i};
    const uint32_t most = rooms < MATCHING_LIST ? rooms : MATCHING_LIST;

    asker.listed = (uint8_t)((luck & 15) == 0 ? 0 : 1 + luck % most);
    asker.place_class = (uint8_t)((luck >> 8) % 8 == 0);
    asker.priority = (uint8_t)((luck >> 16) % 8 == 0);
    asker.months = (uint16_t)((luck >> 20) % 8 == 0);
    for (uint32_t e = 0; e < MATCHING_LIST; e++) {
        asker.room[e] = (uint32_t)((luck >> 24) + e * (1 + (luck >> 40) % 2)) % rooms;
        asker.key[e] = (uint32_t)(luck_of(luck, e) % 9);
    }
    if (asker.listed > 1 && asker.room[1] == asker.room[0])
        asker.listed = 1;
    if (asker.listed > 2 &&
        (asker.room[2] == asker.room[1] || asker.room[2] == asker.room[0]))
        asker.listed = 2;
    return asker;
}

struct small {
    struct asker askers[SMALL_ASKERS];
    int32_t places[SMALL_CELLS];
    int count;
};

static struct small small_at(uint64_t instance)
{
    struct small small = {.count =
                              2 + (int)(luck_of(instance, 900) % (SMALL_ASKERS - 1))};

    for (int i = 0; i < small.count; i++)
        small.askers[i] = asker_at(instance, (uint64_t)i, SMALL_ROOMS);
    for (uint64_t c = 0; c < SMALL_CELLS; c++)
        small.places[c] = (int32_t)(luck_of(instance, c + 1000) % 4) - 1;
    return small;
}

static void place(const struct small *small, int8_t placed[SMALL_ASKERS])
{
    struct matching matching = {0};
    const struct matching_market market = {small->askers, (size_t)small->count,
                                           small->places, SMALL_ROOMS};

    assert_int_equal(matching_place(&matching, &market, placed, NULL), 0);
    assert_int_equal(matching_check(&matching, &market, placed, NULL), 0);
    matching_free(&matching);
}

static int cell(const struct asker *asker, int entry)
{
    return (int)asker->room[entry] * CATALOGUE_CLASSES + asker->place_class;
}

/* Whether a room takes `a`, by entry `e` of his list, rather than `b` by entry `f`. */
static bool before(const struct asker *a, int e, const struct asker *b, int f)
{
    if (a->priority != b->priority)
        return a->priority < b->priority;
    if (a->months != b->months)
        return a->months > b->months;
    if (a->key[e] != b->key[f])
        return a->key[e] < b->key[f];
    return a->id < b->id;
}

/* How far down the list: the entry, or past the end. */
static int depth(int placed)
{
    return placed < 0 ? MATCHING_LIST : placed;
}

/* Whether asker i and entry e of his list would both rather be with each other. */
static bool blocks(const struct small *small, const int8_t *placed, int i, int e)
{
    const int wanted = cell(&small->askers[i], e);
    int holders = 0;

    for (int j = 0; j < small->count; j++) {
        if (placed[j] < 0 || cell(&small->askers[j], placed[j]) != wanted)
            continue;
        holders++;
        if (before(&small->askers[i], e, &small->askers[j], placed[j]))
            return true;
    }
    return holders < small->places[wanted];
}

/* By the definition, pair by pair; nothing of the module is used. */
static bool stable(const struct small *small, const int8_t *placed)
{
    int used[SMALL_CELLS] = {0};

    for (int i = 0; i < small->count; i++)
        if (placed[i] >= 0) {
            const int at = cell(&small->askers[i], placed[i]);

            if (++used[at] > small->places[at])
                return false;
        }
    for (int i = 0; i < small->count; i++)
        for (int e = 0; e < small->askers[i].listed && e < depth(placed[i]); e++)
            if (blocks(small, placed, i, e))
                return false;
    return true;
}

/* The next of all combinations of entries, or false. */
static bool next(const struct small *small, int8_t *placed)
{
    for (int i = 0; i < small->count; i++) {
        if (++placed[i] < small->askers[i].listed)
            return true;
        placed[i] = -1;
    }
    return false;
}

static void the_result_is_the_best_of_all_stable_ones_for_every_asker(void **state)
{
    int with_several = 0;

    (void)state;
    for (uint64_t k = 0; k < INSTANCES; k++) {
        const struct small small = small_at(k);
        int8_t placed[SMALL_ASKERS], other[SMALL_ASKERS];
        int stables = 0;

        place(&small, placed);
        assert_true(stable(&small, placed));
        memset(other, -1, sizeof other);
        do {
            if (!stable(&small, other))
                continue;
            stables++;
            for (int i = 0; i < small.count; i++)
                assert_true(depth(placed[i]) <= depth(other[i]));
        } while (next(&small, other));
        assert_true(stables > 0);
        with_several += stables > 1;
    }
    assert_true(with_several > 20); /* or the test would not tell best from any */
}

static void hiding_or_moving_wishes_gains_nothing(void **state)
{
    static const int orders[][MATCHING_LIST + 1] = {
        {1, 0},    {1, 1},    {1, 2},       {2, 1, 0},    {2, 0, 2},   {2, 2, 0},
        {2, 1, 2}, {2, 2, 1}, {3, 2, 1, 0}, {3, 1, 2, 0}, {3, 0, 2, 1}};

    (void)state;
    for (uint64_t k = 0; k < INSTANCES; k++) {
        const struct small truth = small_at(k);
        int8_t honest[SMALL_ASKERS], placed[SMALL_ASKERS];

        place(&truth, honest);
        for (size_t o = 0; o < sizeof orders / sizeof *orders; o++) {
            const int i = (int)(k % (uint64_t)truth.count), *order = orders[o];
            struct small lie = truth;
            bool possible = true;

            lie.askers[i].listed = (uint8_t)order[0];
            for (int e = 0; e < order[0]; e++) {
                possible &= order[1 + e] < truth.askers[i].listed;
                lie.askers[i].room[e] = truth.askers[i].room[order[1 + e]];
                lie.askers[i].key[e] = truth.askers[i].key[order[1 + e]];
            }
            if (!possible)
                continue;
            place(&lie, placed);
            const int got = placed[i] < 0 ? MATCHING_LIST : order[1 + placed[i]];
            assert_true(got >= depth(honest[i]));
        }
    }
}

struct large {
    struct asker *askers;
    int32_t *places;
    int8_t *placed;
    struct matching matching;
};

static struct matching_market market_of(const struct large *large)
{
    return (struct matching_market){large->askers, MANY_ASKERS, large->places,
                                    MANY_ROOMS};
}

static void place_many(struct large *large)
{
    const struct matching_market market = market_of(large);

    assert_int_equal(matching_place(&large->matching, &market, large->placed, NULL), 0);
    assert_int_equal(matching_check(&large->matching, &market, large->placed, NULL), 0);
}

/* A city: lists as above, keys from the whole range. */
static struct large large_at(uint64_t instance)
{
    struct large large = {.askers = calloc(MANY_ASKERS, sizeof *large.askers),
                          .places =
                              calloc(MANY_ROOMS * CATALOGUE_CLASSES, sizeof(int32_t)),
                          .placed = calloc(MANY_ASKERS, 1)};

    assert_true(large.askers && large.places && large.placed);
    for (uint64_t i = 0; i < MANY_ASKERS; i++) {
        large.askers[i] = asker_at(instance, i, MANY_ROOMS);
        for (uint64_t e = 0; e < MATCHING_LIST; e++)
            large.askers[i].key[e] = (uint32_t)luck_of(i, e);
    }
    for (uint64_t c = 0; c < MANY_ROOMS * CATALOGUE_CLASSES; c++)
        large.places[c] = (int32_t)(luck_of(instance, c + 77) % 40) - 8;
    return large;
}

static void large_free(struct large *large)
{
    matching_free(&large->matching);
    free(large->askers);
    free(large->places);
    free(large->placed);
}

static void the_order_of_askers_does_not_matter(void **state)
{
    struct large large = large_at(3);
    int8_t *by_tag = malloc(MANY_ASKERS);
    int refused = 0;

    (void)state;
    assert_non_null(by_tag);
    place_many(&large);
    memcpy(by_tag, large.placed, MANY_ASKERS); /* tags are the first order */
    for (int i = 0; i < MANY_ASKERS; i++)
        refused += large.askers[i].listed > 0 && large.placed[i] != 0;
    assert_true(refused > MANY_ASKERS / 10);
    for (uint64_t round = 0; round < 5; round++) {
        for (size_t i = MANY_ASKERS - 1; i > 0; i--) {
            const size_t j = luck_of(round, i) % (i + 1);
            const struct asker moved = large.askers[i];

            large.askers[i] = large.askers[j];
            large.askers[j] = moved;
        }
        place_many(&large);
        for (int i = 0; i < MANY_ASKERS; i++)
            assert_int_equal(large.placed[i], by_tag[large.askers[i].tag]);
    }
    free(by_tag);
    large_free(&large);
}

static void a_place_more_makes_no_asker_worse_off(void **state)
{
    int better = 0;

    (void)state;
    for (uint64_t k = 0; k < INSTANCES; k++) {
        struct small small = small_at(k);
        int8_t fewer[SMALL_ASKERS], more[SMALL_ASKERS];

        place(&small, fewer);
        small.places[luck_of(k, 31) % SMALL_CELLS]++;
        place(&small, more);
        for (int i = 0; i < small.count; i++) {
            assert_true(depth(more[i]) <= depth(fewer[i]));
            better += depth(more[i]) < depth(fewer[i]);
        }
    }
    assert_true(better > INSTANCES / 50);
}

static void places_more_in_a_city_make_no_asker_worse_off(void **state)
{
    struct large large = large_at(5);
    int8_t *fewer = malloc(MANY_ASKERS);
    int better = 0;

    (void)state;
    assert_non_null(fewer);
    for (uint64_t round = 0; round < 6; round++) {
        place_many(&large);
        memcpy(fewer, large.placed, MANY_ASKERS);
        for (uint64_t k = 0; k < 150; k++)
            large.places[luck_of(round, k) % (MANY_ROOMS * CATALOGUE_CLASSES)]++;
        place_many(&large);
        for (int i = 0; i < MANY_ASKERS; i++) {
            assert_true(depth(large.placed[i]) <= depth(fewer[i]));
            better += depth(large.placed[i]) < depth(fewer[i]);
        }
    }
    assert_true(better > 100);
    free(fewer);
    large_free(&large);
}

/* The same rooms, lists and luck; only what this case is about differs. */
static void a_room_looks_at_priority_then_months_then_key_then_id(void **state)
{
    static const struct {
        uint8_t priority;
        uint16_t months;
        uint32_t key;
        uint64_t id;
    } best_first[] = {{0, 0, 9, 9},          {1, UINT16_MAX, 8, 8}, {1, 7, 5, 9},
                      {1, 7, UINT32_MAX, 1}, {1, 7, UINT32_MAX, 2}, {1, 6, 0, 0},
                      {255, 60000, 0, 0}};
    enum { COUNT = sizeof best_first / sizeof *best_first };

    (void)state;
    for (int32_t places = 0; places <= COUNT; places++) {
        const int32_t free_places[CATALOGUE_CLASSES] = {0, places};
        struct matching matching = {0};
        struct asker askers[COUNT];
        int8_t placed[COUNT];
        const struct matching_market market = {askers, COUNT, free_places, 1};

        for (int i = 0; i < COUNT; i++)
            askers[COUNT - 1 - i] = (struct asker){.id = best_first[i].id,
                                                   .key = {best_first[i].key},
                                                   .months = best_first[i].months,
                                                   .priority = best_first[i].priority,
                                                   .place_class = 1,
                                                   .listed = 1};
        assert_int_equal(matching_place(&matching, &market, placed, NULL), 0);
        for (int i = 0; i < COUNT; i++)
            assert_int_equal(placed[COUNT - 1 - i], i < places ? 0 : -1);
        matching_free(&matching);
    }
}

static void incumbents_beyond_the_places_leave_none_and_harm_nobody(void **state)
{
    const int32_t places[2 * CATALOGUE_CLASSES] = {-3, 1, 1, 0};
    const struct asker askers[] = {
        {.id = 1, .listed = 2, .room = {0, 1}},
        {.id = 2, .listed = 1, .room = {0}},
        {.id = 3, .listed = 1, .room = {0}, .place_class = 1},
        {.id = 4, .listed = 0}};
    const struct matching_market market = {askers, 4, places, 2};
    struct matching matching = {0};
    int8_t placed[4];

    (void)state;
    assert_int_equal(matching_place(&matching, &market, placed, NULL), 0);
    /* Room 0 is beyond its places in class 0 and has one in class 1; room 1 has none. */
    assert_int_equal(placed[0], -1);
    assert_int_equal(placed[1], -1);
    assert_int_equal(placed[2], 0);
    assert_int_equal(placed[3], -1);
    matching_free(&matching);
}

static void nobody_asking_is_no_error(void **state)
{
    struct matching matching = {0};
    const struct matching_market market = {NULL, 0, NULL, 0};

    (void)state;
    assert_int_equal(matching_place(&matching, &market, NULL, NULL), 0);
    assert_int_equal(matching_check(&matching, &market, NULL, NULL), 0);
    matching_free(&matching);
}

static void the_check_names_the_law_that_a_result_breaks(void **state)
{
    const int32_t places[2 * CATALOGUE_CLASSES] = {1, 0, 0, 0, 1};
    const struct asker askers[] = {
        {.id = 1, .listed = 2, .room = {0, 1}, .key = {5, 5}},
        {.id = 2, .listed = 2, .room = {0, 1}, .key = {4, 4}},
    };
    const struct matching_market market = {askers, 2, places, 2};
    static const struct {
        int8_t placed[2];
        const char *law;
    } cases[] = {
        {{1, 0}, NULL},     {{2, 0}, "not listed"},  {{-2, 0}, "not listed"},
        {{0, 0}, "beyond"}, {{-1, 0}, "free place"}, {{0, 1}, "lower rank"},
    };
    struct matching matching = {0};

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct error error = {0};
        const int status = matching_check(&matching, &market, cases[k].placed, &error);

        assert_int_equal(status, cases[k].law == NULL ? 0 : -1);
        if (cases[k].law == NULL)
            continue;
        assert_int_equal(error.message, MESSAGE_LAW);
        assert_non_null(strstr(error.en, cases[k].law));
    }
    matching_free(&matching);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_result_is_the_best_of_all_stable_ones_for_every_asker),
        cmocka_unit_test(hiding_or_moving_wishes_gains_nothing),
        cmocka_unit_test(the_order_of_askers_does_not_matter),
        cmocka_unit_test(a_place_more_makes_no_asker_worse_off),
        cmocka_unit_test(places_more_in_a_city_make_no_asker_worse_off),
        cmocka_unit_test(a_room_looks_at_priority_then_months_then_key_then_id),
        cmocka_unit_test(incumbents_beyond_the_places_leave_none_and_harm_nobody),
        cmocka_unit_test(nobody_asking_is_no_error),
        cmocka_unit_test(the_check_names_the_law_that_a_result_breaks),
    };

    return cmocka_run_group_tests_name("matching", tests, NULL, NULL);
}
