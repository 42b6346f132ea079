/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A room's places by class, and the staff that its users take. Places of a room are
 * split over classes of users (children by age, elders by care) once a quarter, so that
 * a place is a whole one for somebody of its class. */
#ifndef LINLI_STATE_CLASSES_H
#define LINLI_STATE_CLASSES_H

#include "state/catalogue.h"

/* Splits `places` over classes in proportion to demand: holders and waiting. Every class
 * keeps a place for each holder; were there more holders than places, their sum is given
 * and no class has a free place. Where nobody holds or waits, the split is even, the
 * rest to the first classes.
 *
 * Places are given one by one to the class with the greatest demand per place and a half
 * (Webster; Sainte-Lague 1910; Balinski and Young 1982, Fair Representation), the first
 * among equals, and not by largest remainder: there, a place more can take one away
 * from a class (the Alabama paradox), and then somebody would be worse off for it. Here
 * no class ever gets fewer places as `places` rises.
 *
 *   holders, waiting  [classes], persons, each below 2^31
 *   places            of the room, >= 0
 *   split             out: [classes] */
void classes_split(const int64_t *holders, const int64_t *waiting, int classes,
                   int32_t places, int32_t *split);

#endif
