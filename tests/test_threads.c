/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The same city whatever computes it: equal columns, order of rows included, for any
 * number of threads and any set of vector instructions. */
#include "support/check.h"
#include "support/month.h"

enum { MONTHS = 24 };

static uint64_t mixed(uint64_t sum, const void *bytes, size_t size)
{
    const uint8_t *byte = bytes;
    uint64_t word = 0;
    for (size_t k = 0; k < size; k++) {
        word = word << 8 | byte[k];
        if (k % 8 == 7 || k + 1 == size)
            sum = stream_mix(sum ^ word) + k;
    }
    return sum;
}

static uint64_t block_sum(const struct block *block, uint64_t sum)
{
    const struct residents *p = &block->residents;
    const struct households *homes = &block->households;
    sum = mixed(sum, &p->count, sizeof p->count);
#define COLUMN(type, name) sum = mixed(sum, p->name, p->count * sizeof(type));
    RESIDENT_COLUMNS(COLUMN)
#undef COLUMN
    sum = mixed(sum, homes->first, homes->count * sizeof *homes->first);
    sum = mixed(sum, homes->key, homes->count * sizeof *homes->key);
    sum = mixed(sum, homes->size, homes->count);
    return mixed(sum, homes->kind, homes->count);
}

static uint64_t world_sum(const struct world *world)
{
    uint64_t sum = 0;
    for (int c = 0; c < world->count; c++) {
        sum = block_sum(&world->blocks[c], sum);
        sum = mixed(sum, &world->tallies[c], sizeof world->tallies[c]);
    }
    return sum;
}

/* One old district of Guangzhou: many communities, so that threads really share them. */
static void change_district(struct scenario *scenario)
{
    static char *names[] = {(char *)"440104"};
    scenario->districts = (struct names){.name = names, .count = 1};
    scenario->rim_km = 0.5;
}

static void open_city(struct fixture *fixture)
{
    assert_int_equal(fixture_open(fixture, "scenarios/cities/guangzhou", 400009,
                                  month_of(2022, 12), change_district),
                     0);
}

/* The checksum after two years. */
static uint64_t live(const struct fixture *fixture, int threads, uint64_t seed,
                     enum stream_vectors vectors)
{
    struct world world;
    struct error err = {0};
    if (fixture_world(fixture, threads, seed, &world, &err) != 0)
        fail_msg("%s", err.en);
    world.laws = false;
    world.vectors = vectors;
    assert_true(world.count > 100);
    for (int m = 0; m < MONTHS; m++)
        if (cycle_month(&world, &err) != 0)
            fail_msg("%s", err.en);
    const uint64_t sum = world_sum(&world);
    world_free(&world);
    return sum;
}

static void any_number_of_threads_gives_the_same_city(void **state)
{
    (void)state;
    static const int threads[] = {2, 3, 8};
    struct fixture fixture;
    open_city(&fixture);
    const enum stream_vectors here = stream_vectors_here();
    const uint64_t one = live(&fixture, 1, 2385, here);
    for (int k = 0; k < 3; k++)
        assert_true(live(&fixture, threads[k], 2385, here) == one);
    fixture_close(&fixture);
}

static void any_set_of_instructions_gives_the_same_city(void **state)
{
    (void)state;
    struct fixture fixture;
    open_city(&fixture);
    const uint64_t plain = live(&fixture, 2, 2385, STREAM_PORTABLE);
    for (int v = STREAM_PORTABLE + 1; v <= (int)stream_vectors_here(); v++)
        assert_true(live(&fixture, 2, 2385, (enum stream_vectors)v) == plain);
    fixture_close(&fixture);
}

static void another_seed_gives_another_city(void **state)
{
    (void)state;
    struct fixture fixture;
    open_city(&fixture);
    const enum stream_vectors here = stream_vectors_here();
    const uint64_t one = live(&fixture, 2, 2385, here);
    assert_true(live(&fixture, 2, 2386, here) != one);
    assert_true(live(&fixture, 2, 2385 + (UINT64_C(1) << 32), here) != one);
    fixture_close(&fixture);
}

static void open_tiny(struct fixture *fixture, void (*change)(struct scenario *),
                      struct world *world)
{
    struct error err = {0};
    assert_int_equal(fixture_open(fixture, TINY, 31013, month_of(2022, 12), change), 0);
    if (fixture_world(fixture, 2, 2385, world, &err) != 0)
        fail_msg("%s", err.en);
}

/* Block of the community with this code. */
static const struct block *block_of(const struct world *world, int64_t code)
{
    for (int c = 0; c < world->count; c++)
        if (world->city->communities[c].code == code)
            return &world->blocks[c];
    return NULL;
}

static void founders_are_the_same_alone_as_in_the_whole_city(void **state)
{
    (void)state;
    struct fixture whole, part;
    struct world city, east;
    open_tiny(&whole, NULL, &city);
    open_tiny(&part, change_east, &east);
    assert_int_equal(city.count, 6);
    assert_int_equal(east.count, 3);
    for (int c = 0; c < east.count; c++) {
        const struct block *there = block_of(&city, east.city->communities[c].code);
        assert_non_null(there);
        assert_true(east.blocks[c].residents.count > 1000);
        assert_true(block_sum(&east.blocks[c], 0) == block_sum(there, 0));
    }
    /* Chance has another seed than the people. */
    world_free(&east);
    struct error err = {0};
    assert_int_equal(fixture_world(&part, 2, 9973, &east, &err), 0);
    assert_true(block_sum(&east.blocks[0], 0) ==
                block_sum(block_of(&city, east.city->communities[0].code), 0));
    world_free(&east);
    world_free(&city);
    fixture_close(&part);
    fixture_close(&whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_number_of_threads_gives_the_same_city),
        cmocka_unit_test(any_set_of_instructions_gives_the_same_city),
        cmocka_unit_test(another_seed_gives_another_city),
        cmocka_unit_test(founders_are_the_same_alone_as_in_the_whole_city),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
