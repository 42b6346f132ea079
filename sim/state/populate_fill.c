/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Who lives with whom: every household is filled from the pool with people whose ages
 * suit each other, in stages, families first. Seats for which nobody suitable is left
 * wait until the end and take anybody, so that the pool is emptied exactly. */
#include "state/populate_seat.h"

#include <assert.h>

/* Ages of grown children at home, of partners without children. */
enum { GROWN_LAST = 38, PARTNER_FROM = 20, SECOND_GAP = 6 };
/* Least years by which a mother found among those at home is older. */
enum { FOUND_GAP = 20 };
#define GROWN_AGE          24.0
/* Assumed chances. */
#define PARENT_AND_CHILD   0.12 /* two adults are parent and child */
#define SECOND_ADULT_CHILD 0.6

/* A couple without children, as long as couples of the woman's age are wanted. */
static void fill_couple(struct maker *maker, struct home *home)
{
    if (populate_elder_wife(maker, home, SEGMENT_WOMEN) != NOBODY)
        populate_seat_partner(maker, home, PARTNER_FROM, AGE_ELDER - 1);
}

/* Parents with grown children; `couple`: both parents. */
static void fill_grown(struct maker *maker, struct home *home, bool couple)
{
    struct pool *pool = &maker->pool;
    const int sex = (int)populate_pool_below(pool, SEXES);
    const int child = populate_seat_nearest(
        maker, home, sex,
        populate_pool_years(&maker->pool, GROWN_AGE, GENERATION_SPREAD), AGE_ADULT,
        GROWN_LAST);
    if (child == NOBODY)
        return;
    const int age = populate_seat_at(maker, home, child)->age;
    const int mother = populate_seat_nearest(
        maker, home, SEX_FEMALE,
        age + populate_pool_years(&maker->pool, GRANDPARENT_GAP, GENERATION_SPREAD),
        age + MOTHER_YOUNGEST, AGE_ELDER - 1);
    if (mother == NOBODY)
        return;
    populate_seat_mother(maker, home, child, mother);
    if (couple)
        populate_seat_partner(maker, home, AGE_ADULT, AGE_ELDER - 1);
    if (home->size > 3 && populate_seat_free(home) > 0 &&
        populate_pool_chance(&maker->pool, SECOND_ADULT_CHILD)) {
        const int second = populate_seat_nearest(
            maker, home, 1 - sex, age - SECOND_GAP / 2, AGE_ADULT, age + SECOND_GAP);
        populate_seat_mother(maker, home, second, mother);
    }
}

static void fill_home(struct maker *maker, struct home *home)
{
    if (home->children > 0)
        populate_family_fill(maker, home);
    else if (home->elders > 0)
        populate_elder_fill(maker, home);
    else if (home->size > 2)
        fill_grown(maker, home, true);
    else if (home->size == 2 && populate_pool_chance(&maker->pool, PARENT_AND_CHILD))
        fill_grown(maker, home, false);
    else if (home->size == 2)
        fill_couple(maker, home);
}

/* Takes anybody: adults as they are left by sex, then elders, then children. */
static bool draw_anybody(struct maker *maker, struct seat *seat)
{
    struct pool *pool = &maker->pool;
    const uint32_t men = pool->segment[SEGMENT_MEN].end - pool->segment[SEGMENT_MEN].at;
    const uint32_t women =
        pool->segment[SEGMENT_WOMEN].end - pool->segment[SEGMENT_WOMEN].at;
    if (men + women > 0)
        return populate_pool_draw(
            pool,
            populate_pool_below(pool, men + women) < men ? SEGMENT_MEN : SEGMENT_WOMEN,
            seat);
    return populate_pool_draw(pool, SEGMENT_ELDER_WOMEN, seat) ||
           populate_pool_draw(pool, SEGMENT_ELDER_MEN, seat) ||
           populate_pool_draw(pool, SEGMENT_CHILDREN, seat);
}

/* Gives one who came last a mother among those at home, where one fits. */
static void find_mother(struct maker *maker, struct home *home, int at)
{
    const struct seat *seat = populate_seat_at(maker, home, at);
    for (int k = 0; k < at && seat->mother == 0; k++)
        if (populate_seat_at(maker, home, k)->age >= seat->age + FOUND_GAP)
            populate_seat_mother(maker, home, at, k);
}

/* Fills what is still free: first the seats kept for elders, then all the others. */
static void fill_rest(struct maker *maker)
{
    struct seat seat;
    populate_pool_shuffle(&maker->pool);
    for (uint32_t h = 0; h < maker->home_count; h++) {
        struct home *home = &maker->homes[h];
        for (int k = 0; k < home->fixed && home->filled < home->size; k++)
            populate_elder_one(maker, home, populate_elder_sex(maker), NOBODY);
    }
    for (uint32_t h = 0; h < maker->home_count; h++) {
        struct home *home = &maker->homes[h];
        while (home->filled < home->size) {
            const bool found = draw_anybody(maker, &seat);
            assert(found); /* there are as many seats as people */
            (void)found;
            find_mother(maker, home,
                        populate_seat_take(maker, home, seat.sex, seat.age, false));
        }
    }
}

/* How many couples of each age of the woman are wanted: the share with a partner,
 * scaled to the homes in which two adults can live, because those alone or in
 * dormitories have no partner in the model's sense. */
static void want_couples(struct maker *maker)
{
    const double *share = maker->rates->partnered[SEX_FEMALE];
    const int64_t *women = maker->plan->people[SEX_FEMALE];
    double wanted = 0.0, room = 0.0;
    for (uint32_t h = 0; h < maker->home_count; h++)
        room += maker->homes[h].kind == HOUSEHOLD_FAMILY &&
                maker->homes[h].size - maker->homes[h].children >= 2;
    for (int age = 0; age <= AGE_LAST; age++)
        wanted += share[age] * (double)women[age];
    const double scale = room < wanted ? room / wanted : 1.0;
    for (int age = 0; age <= AGE_LAST; age++)
        maker->couples_left[age] =
            (int64_t)(scale * share[age] * (double)women[age] + 0.5);
}

/* Households are in order of their stage; each stage draws from all who are left. */
static int stage_of(const struct home *home)
{
    if (home->children > 0)
        return 0;
    return home->elders >= 2 ? 1 : home->elders == 1 ? 2 : 3;
}

void populate_fill_homes(struct maker *maker)
{
    int stage = 0;
    want_couples(maker);
    for (uint32_t h = 0; h < maker->home_count; h++) {
        struct home *home = &maker->homes[h];
        if (home->kind != HOUSEHOLD_FAMILY)
            continue;
        if (stage_of(home) != stage) {
            populate_pool_shuffle(&maker->pool);
            stage = stage_of(home);
        }
        fill_home(maker, home);
    }
    fill_rest(maker);
}
