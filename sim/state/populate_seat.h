/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* How seats are taken while households are filled; only the synthesis includes this. */
#ifndef LINLI_STATE_POPULATE_SEAT_H
#define LINLI_STATE_POPULATE_SEAT_H

#include "state/populate_parts.h"

/* No seat, or any age. */
enum { NOBODY = -1 };
/* Years at birth of a child that a link to a mother may imply. */
enum { MOTHER_YOUNGEST = 16, MOTHER_OLDEST = 48 };
/* Years between grandparents and parents, and their spread (as of mothers and children:
 * census ages at birth); elders live with a son rather than a daughter (assumed). */
#define GRANDPARENT_GAP   27.0
#define GENERATION_SPREAD 4.5
#define WITH_FATHERS_SIDE 0.65

struct seat *populate_seat_at(const struct maker *maker, const struct home *home,
                              int at);
/* Seats a person; returns the seat. `partner`: of the one who sits before. */
int populate_seat_take(struct maker *maker, struct home *home, int sex, int age,
                       bool partner);
/* Seats that may be taken before the end: not those kept for elders beyond three. */
int populate_seat_free(const struct home *home);
/* Makes the woman at `woman` the mother of the one at `child`, if both are there and
 * their ages allow. */
void populate_seat_mother(struct maker *maker, struct home *home, int child, int woman);
/* Seats one of the age nearest to `age` in [low, high]; NOBODY when none is left. */
int populate_seat_nearest(struct maker *maker, struct home *home, int sex, int age,
                          int low, int high);
/* Seats a partner of [low, high] years for the one who sits last; counts the couple by
 * the woman's age. NOBODY when none suits. */
int populate_seat_partner(struct maker *maker, struct home *home, int low, int high);

/* Seats one elder: of the age nearest to `age`, or drawn at random when that is NOBODY.
 * The other sex serves when this one is used up. */
int populate_elder_one(struct maker *maker, struct home *home, int sex, int age);
/* Sex of an elder drawn at random: as those left in the deck are. */
int populate_elder_sex(struct maker *maker);
/* Seats a woman of an age at which more couples are wanted, or NOBODY. Those passed
 * over stay in the pool and come up again when it is next shuffled. */
int populate_elder_wife(struct maker *maker, struct home *home, enum segment segment);
/* Seats the elders of a household of three or more generations, or of their own: a
 * couple where there are two, their own parent where there are three.
 *
 *   age    sought for the woman, or NOBODY: at random
 *   child  seat of an adult child, or NOBODY
 *
 * Returns the seat of the first elder woman, or NOBODY. */
int populate_elder_sit(struct maker *maker, struct home *home, int age, int child);
/* Fills a household of elders without children: elders, adult child, his partner. */
void populate_elder_fill(struct maker *maker, struct home *home);
/* Fills a household with children. */
void populate_family_fill(struct maker *maker, struct home *home);

#endif
