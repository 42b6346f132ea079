/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Elders in family households: couples, one of them with a younger spouse, their adult
 * children. */
#include "state/populate_seat.h"

/* Age of an elder sought when the deck is used up; elders up to an age may have a
 * spouse under 65, from an age on. */
enum { ELDER_USUAL = 70, SPOUSE_UNTIL = 72, SPOUSE_FROM = 45 };
/* Least age of an adult child who may have a partner at home. */
enum { CHILD_COUPLE_FROM = 24, PARTNER_FROM = 20 };
/* Assumed chances. */
#define ONE_IS_WOMAN    0.62 /* a single grandparent is a woman */
#define CHILD_IS_COUPLE 0.6  /* a child who lives with elders has a partner there */
#define SPOUSE_OF_MAN   0.85 /* an elder man has a wife under 65 */
#define SPOUSE_OF_WOMAN 0.12 /* an elder woman has a husband under 65 */

/* Seats one elder: of the age nearest to `age`, or drawn at random when that is NOBODY.
 * The other sex serves when this one is used up. */
int populate_elder_one(struct maker *maker, struct home *home, int sex, int age)
{
    for (int k = 0; k < SEXES; k++) {
        const int either = k == 0 ? sex : 1 - sex;
        struct seat seat;
        if (age != NOBODY) {
            const int at =
                populate_seat_nearest(maker, home, either, age, AGE_ELDER, AGE_LAST);
            if (at != NOBODY)
                return at;
        } else if (populate_pool_draw(&maker->pool,
                                      either == SEX_MALE ? SEGMENT_ELDER_MEN
                                                         : SEGMENT_ELDER_WOMEN,
                                      &seat)) {
            return populate_seat_take(maker, home, seat.sex, seat.age, false);
        }
    }
    return NOBODY;
}

/* Sex of an elder drawn at random: as those left in the deck are. */
int populate_elder_sex(struct maker *maker)
{
    const struct pool *pool = &maker->pool;
    const uint32_t men =
        pool->segment[SEGMENT_ELDER_MEN].end - pool->segment[SEGMENT_ELDER_MEN].at;
    const uint32_t women =
        pool->segment[SEGMENT_ELDER_WOMEN].end - pool->segment[SEGMENT_ELDER_WOMEN].at;
    return populate_pool_below(&maker->pool, men + women + 1) < men ? SEX_MALE
                                                                    : SEX_FEMALE;
}

/* Seats a woman of an age at which more couples are wanted, or NOBODY. Those passed
 * over stay in the pool and come up again when it is next shuffled. */
int populate_elder_wife(struct maker *maker, struct home *home, enum segment segment)
{
    struct seat seat;
    while (populate_pool_peek(&maker->pool, segment, &seat)) {
        if (maker->couples_left[seat.age] > 0) {
            populate_pool_draw(&maker->pool, segment, &seat);
            return populate_seat_take(maker, home, seat.sex, seat.age, false);
        }
        populate_pool_skip(&maker->pool, segment);
    }
    return segment == SEGMENT_ELDER_WOMEN
               ? populate_elder_one(maker, home, SEX_FEMALE, ELDER_USUAL)
               : NOBODY;
}

/* A younger spouse for the one elder who sat down last, where a seat is left over. */
static int sit_spouse(struct maker *maker, struct home *home, int elder)
{
    if (elder == NOBODY || populate_seat_free(home) - home->children < 1)
        return NOBODY;
    const struct seat *one = populate_seat_at(maker, home, elder);
    if (one->age > SPOUSE_UNTIL ||
        !populate_pool_chance(&maker->pool,
                              one->sex == SEX_MALE ? SPOUSE_OF_MAN : SPOUSE_OF_WOMAN))
        return NOBODY;
    return populate_seat_partner(maker, home, SPOUSE_FROM, AGE_ELDER - 1);
}

/* Seats the elders of a household of three or more generations, or of their own: a
 * couple where there are two, their own parent where there are three.
 *
 *   age    sought for the woman, or NOBODY: at random
 *   child  seat of an adult child, or NOBODY
 *
 * Returns the seat of the first elder woman, or NOBODY. */
int populate_elder_sit(struct maker *maker, struct home *home, int age, int child)
{
    int woman = NOBODY;
    if (home->elders == 1) {
        const int sex = age == NOBODY ? populate_elder_sex(maker)
                        : populate_pool_chance(&maker->pool, ONE_IS_WOMAN) ? SEX_FEMALE
                                                                           : SEX_MALE;
        woman = populate_elder_one(maker, home, sex, age);
        const int spouse = sit_spouse(maker, home, woman);
        if (spouse != NOBODY && populate_seat_at(maker, home, woman)->sex == SEX_MALE)
            woman = spouse;
    } else if (home->elders >= 2) {
        const int first = age == NOBODY
                              ? populate_elder_wife(maker, home, SEGMENT_ELDER_WOMEN)
                              : populate_elder_one(maker, home, SEX_FEMALE, age);
        if (first == NOBODY)
            return NOBODY;
        const struct seat *one = populate_seat_at(maker, home, first);
        const int old = one->age;
        int second = populate_seat_partner(maker, home, AGE_ELDER, AGE_LAST);
        if (second == NOBODY)
            second = populate_elder_one(maker, home, 1 - one->sex, old);
        woman = one->sex == SEX_FEMALE ? first : second;
        if (home->elders >= 3)
            populate_elder_one(maker, home, SEX_FEMALE, old + (int)GRANDPARENT_GAP);
    }
    if (woman != NOBODY && populate_seat_at(maker, home, woman)->sex != SEX_FEMALE)
        woman = NOBODY;
    populate_seat_mother(maker, home, child, woman);
    return woman;
}

/* Elders with a younger spouse, an adult child, the child's partner. */
void populate_elder_fill(struct maker *maker, struct home *home)
{
    const int woman = populate_elder_sit(maker, home, NOBODY, NOBODY);
    if (home->filled == 0 || populate_seat_free(home) == 0)
        return;
    const struct seat *elder = populate_seat_at(maker, home, 0);
    const int old =
        woman == NOBODY ? elder->age : populate_seat_at(maker, home, woman)->age;
    const int age =
        old - populate_pool_years(&maker->pool, GRANDPARENT_GAP, GENERATION_SPREAD);
    const int sex =
        populate_pool_chance(&maker->pool, WITH_FATHERS_SIDE) ? SEX_MALE : SEX_FEMALE;
    const int low = old - MOTHER_OLDEST > AGE_ADULT ? old - MOTHER_OLDEST : AGE_ADULT;
    const int high =
        old - MOTHER_YOUNGEST < AGE_ELDER ? old - MOTHER_YOUNGEST : AGE_ELDER - 1;
    const int child = populate_seat_nearest(maker, home, sex, age, low, high);
    if (child == NOBODY)
        return;
    populate_seat_mother(maker, home, child, woman);
    if (populate_seat_free(home) > 0 && age >= CHILD_COUPLE_FROM &&
        populate_pool_chance(&maker->pool, CHILD_IS_COUPLE))
        populate_seat_partner(maker, home, PARTNER_FROM, AGE_ELDER - 1);
}
