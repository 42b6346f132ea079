/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Families with children: children near each other in age, parents and grandparents of
 * ages that suit them. A seat for which nobody suits stays free until the end. */
#include "state/populate_seat.h"

/* Largest usual gap between one child and the next. */
enum { SIBLING_GAP = 6 };
/* Mother's age above a child's, and father's where there is no mother. */
#define MOTHER_GAP        28.5
#define FATHER_GAP        2
/* Assumed chances. */
#define LONE_FATHER       0.2  /* a lone parent is the father */
#define GRANDMOTHER_HELPS 0.75 /* a third adult is a grandmother under 65 */

/* Draws a brother or sister near in age to a child of `age`. */
static bool draw_sibling(struct pool *pool, int age, struct seat *child)
{
    const int gap = 1 + (int)populate_pool_below(pool, SIBLING_GAP);
    const int sought = populate_pool_below(pool, 2) ? age + gap : age - gap;
    const int sex = (int)populate_pool_below(pool, SEXES);
    for (int k = 0; k < SEXES; k++) {
        const int either = k == 0 ? sex : 1 - sex;
        const int found = populate_pool_nearest(
            pool, (enum sex)either, sought, age - 2 * SIBLING_GAP,
            age + 2 * SIBLING_GAP < AGE_ADULT ? age + 2 * SIBLING_GAP : AGE_ADULT - 1);
        if (found >= 0) {
            *child = (struct seat){.age = (uint8_t)found, .sex = (uint8_t)either};
            return true;
        }
    }
    return false;
}

/* Draws the children of a household: the first at random, the others near in age. */
static int draw_children(struct maker *maker, int wanted, struct seat *children)
{
    int count = 0;
    while (count < wanted) {
        struct seat *child = &children[count];
        if (count > 0 && draw_sibling(&maker->pool, children[0].age, child))
            count++;
        else if (populate_pool_draw(&maker->pool, SEGMENT_CHILDREN, child))
            count++;
        else
            break;
    }
    return count;
}

/* Ages that the parents of a household's children may have. */
struct parents {
    int youngest, oldest; /* of the children */
    int sought;           /* age of the mother */
    int mother, father;   /* seats */
};

static void sit_parents(struct maker *maker, struct home *home, struct parents *parents)
{
    const int adults = populate_seat_free(home) - home->children - home->elders;
    const int low = parents->oldest + MOTHER_YOUNGEST > AGE_ADULT
                        ? parents->oldest + MOTHER_YOUNGEST
                        : AGE_ADULT;
    const int high = parents->youngest + MOTHER_OLDEST < AGE_ELDER
                         ? parents->youngest + MOTHER_OLDEST
                         : AGE_ELDER - 1;
    parents->mother = parents->father = NOBODY;
    if (adults < 1)
        return;
    if (adults > 1 || !populate_pool_chance(&maker->pool, LONE_FATHER))
        parents->mother =
            populate_seat_nearest(maker, home, SEX_FEMALE, parents->sought, low, high);
    if (parents->mother != NOBODY && adults > 1)
        parents->father = populate_seat_partner(maker, home, low, AGE_ELDER - 1);
    else if (parents->mother == NOBODY)
        parents->father = populate_seat_nearest(
            maker, home, SEX_MALE, parents->sought + FATHER_GAP, low, AGE_ELDER - 1);
}

/* A grandmother under 65, and her husband where there is room, as further adults. */
static void sit_grandparents(struct maker *maker, struct home *home, int parent)
{
    const int age =
        populate_seat_at(maker, home, parent)->age +
        populate_pool_years(&maker->pool, GRANDPARENT_GAP, GENERATION_SPREAD);
    if (age > AGE_ELDER + 2)
        return;
    const int woman = populate_seat_nearest(
        maker, home, SEX_FEMALE, age,
        populate_seat_at(maker, home, parent)->age + MOTHER_YOUNGEST, AGE_ELDER - 1);
    if (woman == NOBODY)
        return;
    populate_seat_mother(maker, home, parent, woman);
    if (populate_seat_free(home) > 0)
        populate_seat_partner(maker, home, AGE_ADULT, AGE_ELDER - 1);
}

void populate_family_fill(struct maker *maker, struct home *home)
{
    struct seat children[UINT8_MAX];
    const int count = draw_children(maker, home->children, children);
    if (count == 0)
        return;
    struct parents parents = {.youngest = AGE_LAST};
    for (int k = 0; k < count; k++) {
        const int age = children[k].age;
        parents.youngest = age < parents.youngest ? age : parents.youngest;
        parents.oldest = age > parents.oldest ? age : parents.oldest;
    }
    parents.sought = children[0].age +
                     populate_pool_years(&maker->pool, MOTHER_GAP, GENERATION_SPREAD);
    sit_parents(maker, home, &parents);
    int parent = parents.father;
    if (parent == NOBODY || (parents.mother != NOBODY &&
                             !populate_pool_chance(&maker->pool, WITH_FATHERS_SIDE)))
        parent = parents.mother;
    const int age =
        (parent == NOBODY ? parents.sought
                          : populate_seat_at(maker, home, parent)->age) +
        populate_pool_years(&maker->pool, GRANDPARENT_GAP, GENERATION_SPREAD);
    if (home->elders > 0)
        populate_elder_sit(maker, home, age, parent);
    for (int k = 0; k < count; k++) {
        const int at =
            populate_seat_take(maker, home, children[k].sex, children[k].age, false);
        populate_seat_mother(maker, home, at, parents.mother);
    }
    if (home->elders == 0 && parent != NOBODY && populate_seat_free(home) > 0 &&
        populate_pool_chance(&maker->pool, GRANDMOTHER_HELPS))
        sit_grandparents(maker, home, parent);
}
