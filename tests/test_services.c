/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Services in a small city: capacity, laws, and what may not depend on threads. */
#include "support/check.h"
#include "support/services_fixture.h"

#include <string.h>

static void run(struct world *world, int months)
{
    struct error err = {0};
    for (int k = 0; k < months; k++)
        services_must(cycle_month(world, &err), &err);
}

/* Nobody is served beyond capacity, and residents hold what rooms say they hold. */
static void places_never_exceed_the_capacity_of_their_class(void **state)
{
    struct services_fixture f;
    struct error err = {0};
    struct world world;
    (void)state;
    assert_int_equal(services_fixture_open(&f, 0, month_of(2022, 12), 1, 7, NULL), 0);
    services_must(services_world(&f, 2, 11, &world, &err), &err);
    int64_t held = 0;
    for (int m = 0; m < 14; m++) {
        run(&world, 1);
        for (int r = 0; r < f.supply.room_count; r++)
            for (int k = 0; k < CATALOGUE_CLASSES; k++) {
                const struct room_state *room = &world.services->rooms[r];
                assert_true(room->held[k] <= room->capacity[k] || room->held[k] == 0);
                held += room->held[k];
                for (int s = 0; s < SLOTS; s++)
                    assert_true(room->served[s] + room->served_again[s] <=
                                room->asked[s] + room->again[s]);
            }
    }
    assert_true(held > 100);
    world_free(&world);
    services_fixture_close(&f);
}

static void ties_are_the_same_with_any_number_of_threads(void **state)
{
    uint64_t first = 0;
    (void)state;
    for (int threads = 1; threads <= 3; threads++) {
        struct services_fixture f;
        struct error err = {0};
        struct world world;
        assert_int_equal(services_fixture_open(&f, 0, month_of(2022, 12), 2, 9, NULL),
                         0);
        services_must(services_world(&f, threads, 11, &world, &err), &err);
        run(&world, 9);
        const uint64_t sum = services_digest(&world);
        if (threads == 1)
            first = sum;
        assert_int_equal(sum, first);
        world_free(&world);
        services_fixture_close(&f);
    }
}

/* Services change nobody's life: births, deaths and moves are those of a city without. */
static void demography_is_the_same_with_and_without_services(void **state)
{
    struct services_fixture f;
    struct error err = {0};
    struct world with, without;
    (void)state;
    assert_int_equal(services_fixture_open(&f, 0, month_of(2022, 12), 1, 20, NULL), 0);
    services_must(services_world(&f, 1, 5, &with, &err), &err);
    services_must(fixture_world(&f.base, 1, 5, &without, &err), &err);
    run(&with, 18);
    run(&without, 18);
    for (int c = 0; c < with.count; c++) {
        const struct residents *a = &with.blocks[c].residents;
        const struct residents *b = &without.blocks[c].residents;
        assert_int_equal(a->count, b->count);
        assert_memory_equal(a->id, b->id, a->count * sizeof *a->id);
        assert_memory_equal(a->bits, b->bits, a->count * sizeof *a->bits);
        assert_memory_equal(a->household, b->household, a->count * sizeof(row));
    }
    world_free(&with);
    world_free(&without);
    services_fixture_close(&f);
}

/* Every tie names a resident of the community and an offer of the right product. */
static void ties_follow_residents_when_rows_move(void **state)
{
    struct services_fixture f;
    struct error err = {0};
    struct world world;
    (void)state;
    assert_int_equal(services_fixture_open(&f, 0, month_of(2022, 12), 1, 40, NULL), 0);
    services_must(services_world(&f, 2, 3, &world, &err), &err);
    run(&world, 20);
    int64_t ties = 0;
    for (int c = 0; c < world.count; c++) {
        const struct block *block = &world.blocks[c];
        uint64_t *has = calloc(block->residents.count + 1, sizeof *has);
        for (uint32_t k = 0; k < block->ties.count; k++, ties++) {
            const struct tie *tie = &block->ties.item[k];
            assert_true(tie->row < block->residents.count);
            const int product = world.services->offers[c].item[tie->offer].product;
            assert_false(has[tie->row] >> product & 1);
            has[tie->row] |= UINT64_C(1) << product;
            const int age = world.now - 1 - block->residents.birth[tie->row];
            const struct place_class *last =
                &f.catalogue->products[product]
                     .classes[f.catalogue->products[product].class_count - 1];
            if (tie->kind == TIE_HOLDS)
                assert_true(age < last->who.age_high + 2 * MONTHS_PER_YEAR);
        }
        free(has);
    }
    assert_true(ties > 1000);
    world_free(&world);
    services_fixture_close(&f);
}

/* Who moves within reach keeps the place; ties of movers never dangle. */
static void movers_keep_places_that_stay_in_reach(void **state)
{
    struct services_fixture f;
    struct error err = {0};
    struct world world;
    int64_t moved = 0, kept = 0;
    (void)state;
    assert_int_equal(services_fixture_open(&f, 0, month_of(2022, 12), 1, 40, NULL), 0);
    services_must(services_world(&f, 1, 3, &world, &err), &err);
    run(&world, 6);
    for (int m = 0; m < 6; m++) {
        run(&world, 1);
        for (size_t k = 0; k < world.workers[0].movers.count; k++) {
            const struct mover *mover = &world.workers[0].movers.item[k];
            moved += mover->ties != NULL;
            if (!mover->ties || mover->moved)
                continue;
            /* A new home in the same community: look for a tie of the person there. */
            const struct block *block = &world.blocks[mover->destination];
            for (uint32_t t = 0; t < block->ties.count; t++)
                if (block->residents.id[block->ties.item[t].row] == mover->who.id) {
                    kept++;
                    break;
                }
        }
    }
    assert_true(moved > 50);
    assert_true(kept > 10);
    world_free(&world);
    services_fixture_close(&f);
}

/* Visitors whose site refused more than `choose.full_share` lets pass. */
static int64_t refused(const struct world *world)
{
    int64_t count = 0;
    for (int c = 0; c < world->count; c++) {
        const struct ties *ties = &world->blocks[c].ties;
        for (uint32_t k = 0; k < ties->count; k++) {
            const struct tie *tie = &ties->item[k];
            count += tie->kind == TIE_VISITS &&
                     tie->served < world->values.choose_full_share * tie->asked;
        }
    }
    return count;
}

static void who_meets_a_full_site_again_chooses_when_it_says_something_new(void **state)
{
    enum { MONTHS = 9, FEW = 2 };
    struct services_fixture f;
    struct error err = {0};
    struct world world;
    int64_t met = 0;
    (void)state;
    assert_int_equal(services_fixture_open(&f, 0, month_of(2022, 12), 1, FEW, NULL), 0);
    services_must(services_world(&f, 1, 3, &world, &err), &err);
    const int64_t *chose = &world.workers[0].choosing.choosers[CHOOSING_FULL];
    run(&world, 1);
    const int64_t first = refused(&world);
    run(&world, 1);
    /* All to whom it was new, but for birthdays and deaths. */
    print_message("%ld of %ld choose when refused first\n", (long)*chose, (long)first);
    const int64_t new = *chose;
    assert_true(first > 300 && new > first / 2);
    for (int m = 2; m < MONTHS; m++) {
        met += refused(&world);
        run(&world, 1);
    }
    print_message("then %ld of %ld\n", (long)(*chose - new), (long)met);
    assert_true(*chose > new && 3 * (*chose - new) < 2 * met);
    world_free(&world);
    services_fixture_close(&f);
}

/* Nothing in C knows it: need, hearing, choice and sessions follow from its lines. */
static void residents_use_a_ninth_service_that_is_data_alone(void **state)
{
    struct services_fixture f;
    struct error err = {0};
    struct world world;
    int64_t users = 0, others = 0, served = 0;
    (void)state;
    assert_int_equal(services_fixture_open_from(&f, "scenarios/data/services_job.yaml",
                                                0, month_of(2022, 12), 1, 50, NULL,
                                                NULL),
                     0);
    const int product = catalogue_product(f.catalogue, "job_advice");
    assert_true(product >= 0);
    services_must(services_world(&f, 1, 11, &world, &err), &err);
    run(&world, 14);
    for (int c = 0; c < world.count; c++) {
        const struct block *block = &world.blocks[c];
        for (uint32_t k = 0; k < block->ties.count; k++) {
            const struct tie *tie = &block->ties.item[k];
            const row i = tie->row;
            const int age =
                age_years(block->residents.birth[i], (month)(world.now - 1));
            if (world.services->offers[c].item[tie->offer].product != product)
                continue;
            users++;
            served += tie->served;
            others += age < 18 || age > 50;
        }
    }
    assert_true(users > 100);
    assert_true(served > 20);
    assert_int_equal(others, 0);
    world_free(&world);
    services_fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_never_exceed_the_capacity_of_their_class),
        cmocka_unit_test(ties_are_the_same_with_any_number_of_threads),
        cmocka_unit_test(demography_is_the_same_with_and_without_services),
        cmocka_unit_test(ties_follow_residents_when_rows_move),
        cmocka_unit_test(
            who_meets_a_full_site_again_chooses_when_it_says_something_new),
        cmocka_unit_test(movers_keep_places_that_stay_in_reach),
        cmocka_unit_test(residents_use_a_ninth_service_that_is_data_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
