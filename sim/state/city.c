/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A city's memory and its distances. */
#include "state/city.h"

#include "state/pack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void city_free(struct city *city)
{
    free(city->districts);
    free(city->communities);
    free(city->subdistricts);
    memset(city, 0, sizeof(*city));
}

double city_distance_km(const struct community *a, const struct community *b)
{
    double east, north;

    city_offset(a->longitude, a->latitude, b->longitude, b->latitude, &east, &north);
    return sqrt(east * east + north * north);
}
