/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

#include "core/stream.h"
#include "state/classes.h"
#include "support/check.h"

#include <math.h>

enum { ROOMS = 4000 };

struct room_case {
    int64_t holders[CATALOGUE_CLASSES], waiting[CATALOGUE_CLASSES];
    int classes;
    int32_t places;
};

static struct room_case case_at(uint64_t i)
{
    struct room_case room = {.classes = 1 + (int)(stream_mix(i) % CATALOGUE_CLASSES),
                             .places = (int32_t)(stream_mix(i + 3) % 90)};

    for (int c = 0; c < room.classes; c++) {
        const uint64_t luck = stream_mix(i * 31 + (uint64_t)c);

        room.holders[c] = (int64_t)(luck % 25);
        room.waiting[c] = (int64_t)((luck >> 20) % 60) * (luck >> 40 & 1);
    }
    return room;
}

static void a_split_gives_all_places_and_none_below_holders(void **state)
{
    int too_many = 0;

    (void)state;
    for (uint64_t i = 0; i < ROOMS; i++) {
        const struct room_case room = case_at(i);
        int32_t split[CATALOGUE_CLASSES];
        int64_t given = 0, held = 0;

        classes_split(room.holders, room.waiting, room.classes, room.places, split);
        for (int c = 0; c < room.classes; c++) {
            assert_true(split[c] >= room.holders[c]);
            given += split[c];
            held += room.holders[c];
        }
        too_many += held > room.places;
        assert_int_equal(given, held > room.places ? held : room.places);
    }
    assert_true(too_many > ROOMS / 20);
}

static void a_place_more_takes_none_from_any_class(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < ROOMS; i++) {
        const struct room_case room = case_at(i);
        int32_t fewer[CATALOGUE_CLASSES], more[CATALOGUE_CLASSES];

        classes_split(room.holders, room.waiting, room.classes, room.places, fewer);
        classes_split(room.holders, room.waiting, room.classes, room.places + 1, more);
        for (int c = 0; c < room.classes; c++)
            assert_true(more[c] >= fewer[c]);
    }
}

/* Places in proportion within one place, where holders do not stand in the way. */
static void places_are_in_proportion_to_demand(void **state)
{
    static const int64_t nobody[CATALOGUE_CLASSES] = {0};

    (void)state;
    for (uint64_t i = 0; i < ROOMS; i++) {
        const struct room_case room = case_at(i);
        int32_t split[CATALOGUE_CLASSES];
        int64_t demand = 0;

        classes_split(nobody, room.waiting, room.classes, room.places, split);
        for (int c = 0; c < room.classes; c++)
            demand += room.waiting[c];
        for (int c = 0; c < room.classes && demand > 0; c++) {
            const double share = (double)room.waiting[c] / (double)demand;

            assert_true(fabs(split[c] - share * room.places) < 1.01);
        }
    }
}

static void a_split_is_worked_out_by_hand(void **state)
{
    static const struct {
        int64_t holders[3], waiting[3];
        int32_t places, split[3];
    } cases[] = {
        {{0, 0, 0}, {10, 20, 30}, 12, {2, 4, 6}},
        {{5, 0, 0}, {0, 20, 30}, 12, {5, 3, 4}}, /* 20 : 30 of 7 are 2.8 : 4.2 */
        {{5, 6, 7}, {9, 9, 9}, 17, {5, 6, 7}},   /* holders beyond the places */
        {{0, 0, 0}, {0, 0, 0}, 8, {3, 3, 2}},    /* nobody: even, the first first */
        {{0, 0, 0}, {0, 5, 0}, 8, {0, 8, 0}},
        {{3, 3, 0}, {0, 0, 0}, 9, {5, 4, 0}},
        {{0, 0, 0}, {1, 1, 1}, 0, {0, 0, 0}},
    };

    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        int32_t split[3];

        classes_split(cases[k].holders, cases[k].waiting, 3, cases[k].places, split);
        for (int c = 0; c < 3; c++)
            assert_int_equal(split[c], cases[k].split[c]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_split_gives_all_places_and_none_below_holders),
        cmocka_unit_test(a_place_more_takes_none_from_any_class),
        cmocka_unit_test(places_are_in_proportion_to_demand),
        cmocka_unit_test(a_split_is_worked_out_by_hand),
    };

    return cmocka_run_group_tests_name("classes", tests, NULL, NULL);
}
