/* SPDX-License-Identifier: MIT
 * Copyright the Linli authors */

/* Who lives with whom: every household is filled from the pool with people whose ages
 * suit each other, by the nearest age that is left. Gaps are means and spreads of the
 * census: mothers 28.5 years (4.5) older than a child, men 1.9 years (2.5) older than
 * their wives, grandparents 27 years (4.5) older than parents. Seats for which nobody
 * suitable is left wait until the end and take anybody, so that the pool is emptied. */
#include "state/populate_parts.h"

#include <assert.h>

enum { NOBODY = -1 };
/* Years at birth of a child that a link to a mother may imply. */
/* Age of an elder sought when the deck is used up; elders up to an age may have a spouse
 * under 65, from an age on. */
enum { ELDER_USUAL = 70, SPOUSE_UNTIL = 72, SPOUSE_FROM = 45 };
enum { MOTHER_YOUNGEST = 16, MOTHER_OLDEST = 48, GAP_MOST = 12, SIBLING_GAP = 6 };
#define MOTHER_GAP         28.5
#define GRANDPARENT_GAP    27.0
#define GENERATION_SPREAD  4.5
#define COUPLE_GAP         1.9
#define COUPLE_SPREAD      2.5
/* Assumed chances in synthesis. */
#define LONE_FATHER        0.2  /* a lone parent is the father */
#define WITH_FATHERS_SIDE  0.65 /* elders are the father's parents */
#define ONE_IS_WOMAN       0.62 /* a single grandparent is a woman */
#define GRANDMOTHER_HELPS  0.75 /* a third adult is a grandmother under 65 */
#define PARENT_AND_CHILD   0.12 /* two adults are parent and child */
#define CHILD_IS_COUPLE    0.6  /* a child who lives with elders has a partner there */
#define SPOUSE_OF_MAN      0.85 /* an elder man has a wife under 65 */
#define SPOUSE_OF_WOMAN    0.12
#define SECOND_ADULT_CHILD 0.6

static struct seat *seat_of(const struct maker *maker, const struct home *home, int at)
{
    return &maker->seats[home->seat + (uint32_t)at];
}

static int sit(struct maker *maker, struct home *home, int sex, int age, bool partner)
{
    assert(home->filled < home->size);
    *seat_of(maker, home, home->filled) = (struct seat){
        .age = (uint8_t)age, .sex = (uint8_t)sex, .partner = partner ? 1 : 0};
    return home->filled++;
}

/* Seats that may be taken before the end. */
static int free_seats(const struct home *home)
{
    return home->size - home->filled - home->fixed;
}

static int years(struct maker *maker, double mean, double spread)
{
    return populate_pool_years(&maker->pool, mean, spread);
}

static bool chance(struct maker *maker, double p)
{
    return populate_pool_chance(&maker->pool, p);
}

/* Makes the woman at `woman` the mother of the one at `child`, if ages allow. */
static void link_mother(struct maker *maker, struct home *home, int child, int woman)
{
    if (child == NOBODY || woman == NOBODY)
        return;
    struct seat *young = seat_of(maker, home, child);
    const struct seat *old = seat_of(maker, home, woman);
    const int gap = old->age - young->age;
    if (old->sex == SEX_FEMALE && gap >= MOTHER_YOUNGEST && gap <= MOTHER_OLDEST)
        young->mother = (uint8_t)(woman + 1);
}

/* Seats one of the age nearest to `age` in [low, high]; NOBODY when none is left. */
static int sit_nearest(struct maker *maker, struct home *home, int sex, int age,
                       int low, int high)
{
    const int found =
        populate_pool_nearest(&maker->pool, (enum sex)sex, age, low, high);
    return found < 0 ? NOBODY : sit(maker, home, sex, found, false);
}

/* Seats a partner for the one who sits last; counts the couple by the woman's age. */
static int sit_partner(struct maker *maker, struct home *home, int low, int high)
{
    const int at = home->filled - 1;
    const struct seat *one = seat_of(maker, home, at);
    const int sex = one->sex == SEX_MALE ? SEX_FEMALE : SEX_MALE;
    const int gap = years(maker, COUPLE_GAP, COUPLE_SPREAD);
    const int age = one->age + (sex == SEX_MALE ? gap : -gap);
    const int found = populate_pool_nearest(
        &maker->pool, (enum sex)sex, age, low > age - GAP_MOST ? low : age - GAP_MOST,
        high < age + GAP_MOST ? high : age + GAP_MOST);
    if (found < 0)
        return NOBODY;
    maker->couples_left[sex == SEX_FEMALE ? found : one->age]--;
    return sit(maker, home, sex, found, true);
}

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

/* Seats one elder: of the age nearest to `age`, or drawn at random when that is NOBODY.
 * The other sex serves when this one is used up. */
static int sit_elder(struct maker *maker, struct home *home, int sex, int age)
{
    for (int k = 0; k < SEXES; k++) {
        const int either = k == 0 ? sex : 1 - sex;
        struct seat seat;
        if (age != NOBODY) {
            const int at = sit_nearest(maker, home, either, age, AGE_ELDER, AGE_LAST);
            if (at != NOBODY)
                return at;
        } else if (populate_pool_draw(&maker->pool,
                                      either == SEX_MALE ? SEGMENT_ELDER_MEN
                                                         : SEGMENT_ELDER_WOMEN,
                                      &seat)) {
            return sit(maker, home, seat.sex, seat.age, false);
        }
    }
    return NOBODY;
}

/* Sex of an elder drawn at random: as those left in the deck are. */
static int elder_sex(struct maker *maker)
{
    const struct pool *pool = &maker->pool;
    const uint32_t men =
        pool->segment[SEGMENT_ELDER_MEN].end - pool->segment[SEGMENT_ELDER_MEN].at;
    const uint32_t women =
        pool->segment[SEGMENT_ELDER_WOMEN].end - pool->segment[SEGMENT_ELDER_WOMEN].at;
    return populate_pool_below(&maker->pool, men + women + 1) < men ? SEX_MALE
                                                                    : SEX_FEMALE;
}

/* Seats a woman of an age at which more couples are wanted, or NOBODY. Those passed over
 * stay in the pool and come up again when it is next shuffled. */
static int sit_wife(struct maker *maker, struct home *home, enum segment segment)
{
    struct seat seat;
    while (populate_pool_peek(&maker->pool, segment, &seat)) {
        if (maker->couples_left[seat.age] > 0) {
            populate_pool_draw(&maker->pool, segment, &seat);
            return sit(maker, home, seat.sex, seat.age, false);
        }
        populate_pool_skip(&maker->pool, segment);
    }
    return segment == SEGMENT_ELDER_WOMEN
               ? sit_elder(maker, home, SEX_FEMALE, ELDER_USUAL)
               : NOBODY;
}

/* A younger spouse for the one elder who sat down last, where a seat is left over. */
static int sit_spouse(struct maker *maker, struct home *home, int elder)
{
    if (elder == NOBODY || free_seats(home) - home->children < 1)
        return NOBODY;
    const struct seat *one = seat_of(maker, home, elder);
    if (one->age > SPOUSE_UNTIL ||
        !chance(maker, one->sex == SEX_MALE ? SPOUSE_OF_MAN : SPOUSE_OF_WOMAN))
        return NOBODY;
    return sit_partner(maker, home, SPOUSE_FROM, AGE_ELDER - 1);
}

/* Seats the elders of a household of three or more generations, or of their own: a
 * couple where there are two, their own parent where there are three.
 *
 *   age    sought for the woman, or NOBODY: at random
 *   child  seat of an adult child, or NOBODY
 *
 * Returns the seat of the first elder woman, or NOBODY. */
static int sit_elders(struct maker *maker, struct home *home, int age, int child)
{
    int woman = NOBODY;
    if (home->elders == 1) {
        const int sex = age == NOBODY                 ? elder_sex(maker)
                        : chance(maker, ONE_IS_WOMAN) ? SEX_FEMALE
                                                      : SEX_MALE;
        woman = sit_elder(maker, home, sex, age);
        const int spouse = sit_spouse(maker, home, woman);
        if (spouse != NOBODY && seat_of(maker, home, woman)->sex == SEX_MALE)
            woman = spouse;
    } else if (home->elders >= 2) {
        const int first = age == NOBODY ? sit_wife(maker, home, SEGMENT_ELDER_WOMEN)
                                        : sit_elder(maker, home, SEX_FEMALE, age);
        if (first == NOBODY)
            return NOBODY;
        const struct seat *one = seat_of(maker, home, first);
        const int old = one->age;
        int second = sit_partner(maker, home, AGE_ELDER, AGE_LAST);
        if (second == NOBODY)
            second = sit_elder(maker, home, 1 - one->sex, old);
        woman = one->sex == SEX_FEMALE ? first : second;
        if (home->elders >= 3)
            sit_elder(maker, home, SEX_FEMALE, old + (int)GRANDPARENT_GAP);
    }
    if (woman != NOBODY && seat_of(maker, home, woman)->sex != SEX_FEMALE)
        woman = NOBODY;
    link_mother(maker, home, child, woman);
    return woman;
}

/* Ages that the parents of a household's children may have. */
struct parents {
    int youngest, oldest; /* of the children */
    int sought;           /* age of the mother */
    int mother, father;   /* seats */
};

static void sit_parents(struct maker *maker, struct home *home, struct parents *parents)
{
    const int adults = free_seats(home) - home->children - home->elders;
    const int low = parents->oldest + MOTHER_YOUNGEST > AGE_ADULT
                        ? parents->oldest + MOTHER_YOUNGEST
                        : AGE_ADULT;
    const int high = parents->youngest + MOTHER_OLDEST < AGE_ELDER
                         ? parents->youngest + MOTHER_OLDEST
                         : AGE_ELDER - 1;
    parents->mother = parents->father = NOBODY;
    if (adults < 1)
        return;
    if (adults > 1 || !chance(maker, LONE_FATHER))
        parents->mother =
            sit_nearest(maker, home, SEX_FEMALE, parents->sought, low, high);
    if (parents->mother != NOBODY && adults > 1)
        parents->father = sit_partner(maker, home, low, AGE_ELDER - 1);
    else if (parents->mother == NOBODY)
        parents->father =
            sit_nearest(maker, home, SEX_MALE, parents->sought + (int)COUPLE_GAP, low,
                        AGE_ELDER - 1);
}

/* A grandmother under 65, and her husband where there is room, as further adults. */
static void sit_grandparents(struct maker *maker, struct home *home, int parent)
{
    const int age = seat_of(maker, home, parent)->age +
                    years(maker, GRANDPARENT_GAP, GENERATION_SPREAD);
    if (age > AGE_ELDER + 2)
        return;
    const int woman =
        sit_nearest(maker, home, SEX_FEMALE, age,
                    seat_of(maker, home, parent)->age + MOTHER_YOUNGEST, AGE_ELDER - 1);
    if (woman == NOBODY)
        return;
    link_mother(maker, home, parent, woman);
    if (free_seats(home) > 0)
        sit_partner(maker, home, AGE_ADULT, AGE_ELDER - 1);
}

static void fill_family(struct maker *maker, struct home *home)
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
    parents.sought = children[0].age + years(maker, MOTHER_GAP, GENERATION_SPREAD);
    sit_parents(maker, home, &parents);
    int parent = parents.father;
    if (parent == NOBODY ||
        (parents.mother != NOBODY && !chance(maker, WITH_FATHERS_SIDE)))
        parent = parents.mother;
    const int age =
        (parent == NOBODY ? parents.sought : seat_of(maker, home, parent)->age) +
        years(maker, GRANDPARENT_GAP, GENERATION_SPREAD);
    if (home->elders > 0)
        sit_elders(maker, home, age, parent);
    for (int k = 0; k < count; k++) {
        const int at = sit(maker, home, children[k].sex, children[k].age, false);
        link_mother(maker, home, at, parents.mother);
    }
    if (home->elders == 0 && parent != NOBODY && free_seats(home) > 0 &&
        chance(maker, GRANDMOTHER_HELPS))
        sit_grandparents(maker, home, parent);
}

/* Elders with a younger spouse, an adult child, the child's partner. */
static void fill_elders(struct maker *maker, struct home *home)
{
    const int woman = sit_elders(maker, home, NOBODY, NOBODY);
    if (home->filled == 0 || free_seats(home) == 0)
        return;
    const struct seat *elder = seat_of(maker, home, 0);
    const int old = woman == NOBODY ? elder->age : seat_of(maker, home, woman)->age;
    const int age = old - years(maker, GRANDPARENT_GAP, GENERATION_SPREAD);
    const int sex = chance(maker, WITH_FATHERS_SIDE) ? SEX_MALE : SEX_FEMALE;
    const int low = old - MOTHER_OLDEST > AGE_ADULT ? old - MOTHER_OLDEST : AGE_ADULT;
    const int high =
        old - MOTHER_YOUNGEST < AGE_ELDER ? old - MOTHER_YOUNGEST : AGE_ELDER - 1;
    const int child = sit_nearest(maker, home, sex, age, low, high);
    if (child == NOBODY)
        return;
    link_mother(maker, home, child, woman);
    if (free_seats(home) > 0 && age >= 24 && chance(maker, CHILD_IS_COUPLE))
        sit_partner(maker, home, 20, AGE_ELDER - 1);
}

/* A couple without children at home, as long as couples of the woman's age are wanted. */
static void fill_couple(struct maker *maker, struct home *home)
{
    if (sit_wife(maker, home, SEGMENT_WOMEN) != NOBODY)
        sit_partner(maker, home, 20, AGE_ELDER - 1);
}

/* Parents with grown children; `couple`: both parents. */
static void fill_grown(struct maker *maker, struct home *home, bool couple)
{
    struct pool *pool = &maker->pool;
    const int sex = (int)populate_pool_below(pool, SEXES);
    const int child = sit_nearest(maker, home, sex,
                                  years(maker, 24.0, GENERATION_SPREAD), AGE_ADULT, 38);
    if (child == NOBODY)
        return;
    const int age = seat_of(maker, home, child)->age;
    const int mother = sit_nearest(
        maker, home, SEX_FEMALE, age + years(maker, GRANDPARENT_GAP, GENERATION_SPREAD),
        age + MOTHER_YOUNGEST, AGE_ELDER - 1);
    if (mother == NOBODY)
        return;
    link_mother(maker, home, child, mother);
    if (couple)
        sit_partner(maker, home, AGE_ADULT, AGE_ELDER - 1);
    if (home->size > 3 && free_seats(home) > 0 && chance(maker, SECOND_ADULT_CHILD)) {
        const int second =
            sit_nearest(maker, home, 1 - sex, age - 3, AGE_ADULT, age + SIBLING_GAP);
        link_mother(maker, home, second, mother);
    }
}

static void fill_home(struct maker *maker, struct home *home)
{
    if (home->children > 0)
        fill_family(maker, home);
    else if (home->elders > 0)
        fill_elders(maker, home);
    else if (home->size > 2)
        fill_grown(maker, home, true);
    else if (home->size == 2 && chance(maker, PARENT_AND_CHILD))
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
    const struct seat *seat = seat_of(maker, home, at);
    for (int k = 0; k < at && seat->mother == 0; k++)
        if (seat_of(maker, home, k)->age >= seat->age + AGE_ADULT + 2)
            link_mother(maker, home, at, k);
}

/* Fills what is still free: first the seats kept for elders, then all the others. */
static void fill_rest(struct maker *maker)
{
    struct seat seat;
    populate_pool_shuffle(&maker->pool);
    for (uint32_t h = 0; h < maker->home_count; h++) {
        struct home *home = &maker->homes[h];
        for (int k = 0; k < home->fixed && home->filled < home->size; k++)
            sit_elder(maker, home, elder_sex(maker), NOBODY);
    }
    for (uint32_t h = 0; h < maker->home_count; h++) {
        struct home *home = &maker->homes[h];
        while (home->filled < home->size) {
            const bool found = draw_anybody(maker, &seat);
            assert(found); /* there are as many seats as people */
            (void)found;
            find_mother(maker, home, sit(maker, home, seat.sex, seat.age, false));
        }
    }
}

/* How many couples of each age of the woman are wanted: the share with a partner, scaled
 * to the homes in which two adults can live, because those alone or in dormitories have
 * no partner in the model's sense. */
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
