/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Counting, against figures made by hand. */
#include "support/check.h"

#include "observe/recount.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NOW = 24250 };

/* --- rates ------------------------------------------------------------------------- */

static void a_constant_chance_gives_its_mean_length_of_life(void **state)
{
    (void)state;
    static const int64_t dead[] = {1, 3, 7};
    static const int64_t months[] = {960, 2385, 1000};
    for (int k = 0; k < 3; k++) {
        int64_t deaths[AGES], lived[AGES];
        for (int a = 0; a < AGES; a++) {
            deaths[a] = dead[k];
            lived[a] = months[k];
        }
        /* Months lived whole are geometric with mean (1 - p) / p; the month of death
         * counts half: 1/p - 1/2 in all. */
        const double chance = (double)dead[k] / (double)months[k];
        const double years = (1.0 / chance - 0.5) / 12.0;
        assert_true(fabs(recount_life_expectancy(deaths, lived) - years) < 1e-9);
    }
}

static void life_expectancy_of_two_ages_by_hand(void **state)
{
    (void)state;
    int64_t deaths[AGES] = {0}, lived[AGES];
    for (int a = 0; a < AGES; a++)
        lived[a] = 1200;
    /* Half of those alive die in each month of age 1, nobody at any other age. */
    deaths[1] = 600;
    const double left = pow(0.5, 12);
    const double years = 1.0 + (1.0 - left) * 1.5 / 12.0 + left * 98.0;
    assert_true(fabs(recount_life_expectancy(deaths, lived) - years) < 1e-9);
}

static void an_age_at_which_nobody_lived_takes_the_one_before(void **state)
{
    (void)state;
    int64_t deaths[AGES], lived[AGES], full_deaths[AGES], full_lived[AGES];
    for (int a = 0; a < AGES; a++) {
        full_deaths[a] = deaths[a] = 2 + a / 10;
        full_lived[a] = lived[a] = 2385;
    }
    deaths[57] = lived[57] = 0;
    full_deaths[57] = full_deaths[56];
    assert_true(recount_life_expectancy(deaths, lived) ==
                recount_life_expectancy(full_deaths, full_lived));
}

static void where_nobody_lived_there_is_no_life_expectancy(void **state)
{
    (void)state;
    const int64_t none[AGES] = {0};
    assert_true(isnan(recount_life_expectancy(none, none)));
    assert_true(isnan(recount_total_fertility(none, none)));
}

static void total_fertility_by_hand(void **state)
{
    (void)state;
    int64_t births[AGES] = {0}, months[AGES] = {0};
    births[19] = 7;
    months[19] = 2385;
    births[31] = 111;
    months[31] = 1507;
    months[44] = 3001;
    /* Births of an age without exposure cannot be a rate. */
    births[50] = 1;
    const double expected = 7.0 * 12.0 / 2385.0 + 111.0 * 12.0 / 1507.0;
    assert_true(fabs(recount_total_fertility(births, months) - expected) < 1e-12);
}

/* --- a block made by hand ---------------------------------------------------------- */

struct made {
    struct city city;
    struct community communities[3];
    struct world world;
    struct block blocks[3];
    struct worker workers[2];
};

static row add_person(struct block *block, row home, int age, unsigned bits)
{
    struct residents *p = &block->residents;
    const struct resident who = {.id = 1000 + p->count,
                                 .birth = (uint16_t)(NOW - age * 12 - 5),
                                 .bits = (uint16_t)bits};
    const row i = residents_add(p, &who);
    household_enter(&block->households, p, home, i);
    return i;
}

static row add_home(struct block *block, enum household_kind kind)
{
    return households_add(&block->households, kind, 1);
}

/* A home with people of these ages, the first two partners if `couple`. */
static void add_family(struct block *block, bool couple, int count, const int *age)
{
    const row home = add_home(block, HOUSEHOLD_FAMILY);
    row member[8];
    for (int k = 0; k < count; k++)
        member[k] = add_person(block, home, age[k], k % 2 ? 0 : BITS_FEMALE);
    if (couple)
        household_pair(&block->households, &block->residents, member[0], member[1]);
}

static void made_init(struct made *made)
{
    struct error err;
    *made = (struct made){0};
    for (int c = 0; c < 3; c++) {
        block_init(&made->blocks[c]);
        assert_int_equal(residents_reserve(&made->blocks[c].residents, 64, &err), 0);
        assert_int_equal(households_reserve(&made->blocks[c].households, 32, &err), 0);
    }
    made->city = (struct city){.communities = made->communities, .community_count = 3};
    made->world = (struct world){.city = &made->city,
                                 .count = 3,
                                 .blocks = made->blocks,
                                 .workers = made->workers,
                                 .threads = 2,
                                 .now = NOW};
    for (int t = 0; t < 2; t++) {
        made->workers[t].cells = calloc(STREAM_CELLS, sizeof(uint32_t));
        assert_non_null(made->workers[t].cells);
    }
}

static void made_free(struct made *made)
{
    for (int c = 0; c < 3; c++)
        block_free(&made->blocks[c]);
    for (int t = 0; t < 2; t++)
        free(made->workers[t].cells);
}

static int group(int age_group, enum sex sex, enum registration registration,
                 enum care care)
{
    return ((age_group * SEXES + (int)sex) * REGISTRATIONS + (int)registration) *
               CARES +
           (int)care;
}

static void residents_are_counted_by_their_groups(void **state)
{
    (void)state;
    struct made made;
    static const int number[3] = {1, -1, 0};
    int32_t out[2 * RECOUNT_GROUPS];
    made_init(&made);
    memset(out, 0x7f, sizeof out);
    for (int c = 0; c < 3; c++)
        add_home(&made.blocks[c], HOUSEHOLD_FAMILY);
    add_person(&made.blocks[0], 0, 2, BITS_FEMALE);
    add_person(&made.blocks[0], 0, 2, BITS_FEMALE | BITS_PARTNERED);
    add_person(&made.blocks[0], 0, 3, BITS_NONLOCAL);
    add_person(&made.blocks[0], 0, 117, BITS_FEMALE | CARE_SEVERE);
    add_person(&made.blocks[1], 0, 40, 0);
    add_person(&made.blocks[2], 0, 64, BITS_NONLOCAL | CARE_MODERATE);
    recount_communities(&made.world, number, out);
    int32_t expected[2 * RECOUNT_GROUPS] = {0};
    expected[group(series_age_group(64), SEX_MALE, REGISTRATION_NONLOCAL,
                   CARE_MODERATE)] = 1;
    int32_t *first = expected + RECOUNT_GROUPS;
    first[group(0, SEX_FEMALE, REGISTRATION_LOCAL, CARE_NONE)] = 2;
    first[group(1, SEX_MALE, REGISTRATION_NONLOCAL, CARE_NONE)] = 1;
    first[group(AGE_GROUPS - 1, SEX_FEMALE, REGISTRATION_LOCAL, CARE_SEVERE)] = 1;
    assert_memory_equal(out, expected, sizeof out);
    made_free(&made);
}

static void age_groups_are_those_of_the_reports(void **state)
{
    (void)state;
    static const int first[AGE_GROUPS] = {0,  3,  5,  10, 15, 20, 25, 30, 35, 40, 45,
                                          50, 55, 60, 65, 70, 75, 80, 85, 90, 95, 100};
    for (int g = 0; g < AGE_GROUPS; g++) {
        assert_int_equal(series_age_group(first[g]), g);
        if (g > 0)
            assert_int_equal(series_age_group(first[g] - 1), g - 1);
    }
}

static void cells_of_all_workers_are_added_up(void **state)
{
    (void)state;
    struct made made;
    int32_t groups[RECOUNT_GROUPS] = {0};
    int64_t months[SEXES][AGES] = {{0}};
    made_init(&made);
    made.workers[0].cells[31 << 5 | BITS_FEMALE | BITS_PARTNERED] = 17;
    made.workers[1].cells[31 << 5 | BITS_FEMALE | CARE_MILD] = 5;
    made.workers[1].cells[100 << 5] = 2;
    made.workers[0].cells[127 << 5 | BITS_NONLOCAL] = 3;
    months[SEX_MALE][100] = 1000;
    recount_cells(&made.world, groups, months);
    assert_int_equal(groups[group(7, SEX_FEMALE, REGISTRATION_LOCAL, CARE_NONE)], 17);
    assert_int_equal(groups[group(7, SEX_FEMALE, REGISTRATION_LOCAL, CARE_MILD)], 5);
    assert_int_equal(groups[group(21, SEX_MALE, REGISTRATION_LOCAL, CARE_NONE)], 2);
    assert_int_equal(groups[group(21, SEX_MALE, REGISTRATION_NONLOCAL, CARE_NONE)], 3);
    assert_int_equal(months[SEX_FEMALE][31], 22);
    assert_int_equal(months[SEX_MALE][100], 1005);
    recount_cells(&made.world, NULL, NULL);
    made_free(&made);
}

static int home(enum household_type type, int size)
{
    return (int)type * SIZES + size - 1;
}

/* Every type of home, in two districts; the second community is of the rim. */
static void households_are_told_apart_by_type_and_size(void **state)
{
    (void)state;
    struct made made;
    static const int district[3] = {1, -1, 0};
    int32_t out[2 * RECOUNT_HOMES], expected[2 * RECOUNT_HOMES] = {0};
    int32_t *west = expected, *east = expected + RECOUNT_HOMES;
    made_init(&made);
    struct block *block = &made.blocks[0];
    add_family(block, false, 1, (int[]){64});
    east[home(HOUSEHOLD_TYPE_ALONE_YOUNG, 1)]++;
    add_family(block, false, 1, (int[]){65});
    east[home(HOUSEHOLD_TYPE_ALONE_ELDER, 1)]++;
    add_family(block, true, 2, (int[]){31, 33});
    east[home(HOUSEHOLD_TYPE_COUPLE, 2)]++;
    add_family(block, true, 3, (int[]){31, 33, 4});
    east[home(HOUSEHOLD_TYPE_COUPLE_CHILD, 3)]++;
    add_family(block, true, 4, (int[]){61, 63, 30, 28});
    east[home(HOUSEHOLD_TYPE_COUPLE_CHILD, 4)]++;
    add_family(block, false, 2, (int[]){36, 9});
    east[home(HOUSEHOLD_TYPE_LONE_PARENT, 2)]++;
    add_family(block, true, 5, (int[]){34, 36, 5, 61, 60});
    east[home(HOUSEHOLD_TYPE_THREE_GENERATIONS, 5)]++;
    add_family(block, false, 2, (int[]){22, 25});
    east[home(HOUSEHOLD_TYPE_OTHER, 2)]++;
    add_family(&made.blocks[1], false, 1, (int[]){30});
    const row dormitory = add_home(&made.blocks[2], HOUSEHOLD_COLLECTIVE);
    for (int k = 0; k < 11; k++)
        add_person(&made.blocks[2], dormitory, 19 + k, 0);
    west[home(HOUSEHOLD_TYPE_COLLECTIVE, SIZES)]++;
    /* A home nobody lives in any more is none. */
    const row empty = add_home(block, HOUSEHOLD_FAMILY);
    household_leave(&block->households, &block->residents,
                    add_person(block, empty, 44, 0));
    block->residents.count--;
    recount_households(&made.world, district, 2, out);
    assert_memory_equal(out, expected, sizeof out);
    made_free(&made);
}

static void tallies_of_all_workers_are_added_up(void **state)
{
    (void)state;
    struct made made;
    made_init(&made);
    for (int t = 0; t < 2; t++) {
        struct tally *tally = &made.workers[t].tally;
        tally->events[EVENT_PART] = 3 + t;
        tally->deaths[SEX_FEMALE][100] = 5 + 2 * t;
        tally->births[28] = 11 * t;
        tally->orders[4] = 7;
        tally->person_months[SEX_MALE][0] = INT64_C(3000000000);
    }
    const struct tally sum = recount_tallies(&made.world);
    assert_int_equal(sum.events[EVENT_PART], 7);
    assert_int_equal(sum.events[EVENT_DEATH], 0);
    assert_int_equal(sum.deaths[SEX_FEMALE][100], 12);
    assert_int_equal(sum.births[28], 11);
    assert_int_equal(sum.orders[4], 14);
    assert_true(sum.person_months[SEX_MALE][0] == INT64_C(6000000000));
    made_free(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_constant_chance_gives_its_mean_length_of_life),
        cmocka_unit_test(life_expectancy_of_two_ages_by_hand),
        cmocka_unit_test(an_age_at_which_nobody_lived_takes_the_one_before),
        cmocka_unit_test(where_nobody_lived_there_is_no_life_expectancy),
        cmocka_unit_test(total_fertility_by_hand),
        cmocka_unit_test(residents_are_counted_by_their_groups),
        cmocka_unit_test(age_groups_are_those_of_the_reports),
        cmocka_unit_test(cells_of_all_workers_are_added_up),
        cmocka_unit_test(households_are_told_apart_by_type_and_size),
        cmocka_unit_test(tallies_of_all_workers_are_added_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
