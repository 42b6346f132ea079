/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Seats of a household taken one by one: by age, as a partner, with a mother there. */
#include "state/populate_seat.h"

#include <assert.h>

/* How far a partner may be from the age sought. */
enum { GAP_MOST = 12 };
/* Years by which men are older than their wives: mean (census) and spread. */
#define COUPLE_GAP    1.9
#define COUPLE_SPREAD 2.5

struct seat *populate_seat_at(const struct maker *maker, const struct home *home,
                              int at)
{
    return &maker->seats[home->seat + (uint32_t)at];
}

int populate_seat_take(struct maker *maker, struct home *home, int sex, int age,
                       bool partner)
{
    assert(home->filled < home->size);
    *populate_seat_at(maker, home, home->filled) = (struct seat){
        .age = (uint8_t)age, .sex = (uint8_t)sex, .partner = partner ? 1 : 0};
    return home->filled++;
}

/* Seats that may be taken before the end. */
int populate_seat_free(const struct home *home)
{
    return home->size - home->filled - home->fixed;
}

/* Makes the woman at `woman` the mother of the one at `child`, if ages allow. */
void populate_seat_mother(struct maker *maker, struct home *home, int child, int woman)
{
    if (child == NOBODY || woman == NOBODY)
        return;
    struct seat *young = populate_seat_at(maker, home, child);
    const struct seat *old = populate_seat_at(maker, home, woman);
    const int gap = old->age - young->age;
    if (old->sex == SEX_FEMALE && gap >= MOTHER_YOUNGEST && gap <= MOTHER_OLDEST)
        young->mother = (uint8_t)(woman + 1);
}

/* Seats one of the age nearest to `age` in [low, high]; NOBODY when none is left. */
int populate_seat_nearest(struct maker *maker, struct home *home, int sex, int age,
                          int low, int high)
{
    const int found =
        populate_pool_nearest(&maker->pool, (enum sex)sex, age, low, high);
    return found < 0 ? NOBODY : populate_seat_take(maker, home, sex, found, false);
}

/* Seats a partner for the one who sits last; counts the couple by the woman's age. */
int populate_seat_partner(struct maker *maker, struct home *home, int low, int high)
{
    const int at = home->filled - 1;
    const struct seat *one = populate_seat_at(maker, home, at);
    const int sex = one->sex == SEX_MALE ? SEX_FEMALE : SEX_MALE;
    const int gap = populate_pool_years(&maker->pool, COUPLE_GAP, COUPLE_SPREAD);
    const int age = one->age + (sex == SEX_MALE ? gap : -gap);
    const int found = populate_pool_nearest(
        &maker->pool, (enum sex)sex, age, low > age - GAP_MOST ? low : age - GAP_MOST,
        high < age + GAP_MOST ? high : age + GAP_MOST);
    if (found < 0)
        return NOBODY;
    maker->couples_left[sex == SEX_FEMALE ? found : one->age]--;
    return populate_seat_take(maker, home, sex, found, true);
}
