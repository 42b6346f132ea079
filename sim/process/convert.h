/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Rooms that change: to another product, for months and money that compete with closing
 * and letting anew by the same table of costs (MODEL 56); and between the classes of a
 * product once a quarter (MODEL 11). */
#ifndef LINLI_PROCESS_CONVERT_H
#define LINLI_PROCESS_CONVERT_H

#include "param/parameters.h"
#include "state/costs.h"

struct convert_option {
    double margin_now;       /* yuan a month as the room is used */
    double margin_then;      /* once converted */
    double idle_cost;        /* yuan a month while works last: rent */
    struct cost_works works; /* costs_works */
};

/* Works of turning `m2` to `product`: the full table, or `operators.convert_share` of it
 * where the space was reserved as convertible. */
struct cost_works convert_works(const struct values *values, const struct costs *costs,
                                int product, double m2, bool reserved,
                                const struct cost_levels *now);
/* Yuan that converting is worth over going on, over `operators.exit_months`. */
double convert_value(const struct values *values, const struct convert_option *option);

/* A room's places by class of its product. */
struct convert_classes {
    int classes;
    int32_t enrolled[CATALOGUE_CLASSES]; /* who hold a place */
    int32_t waiting[CATALOGUE_CLASSES];
    int32_t places[CATALOGUE_CLASSES]; /* out */
};
/* Splits `places`: those enrolled keep theirs (the first classes first, where space has
 * shrunk), those waiting come in proportion to their number, and what is left over is
 * spread in proportion to both, by Sainte-Lague's divisors, ties to the first class. */
void convert_split(int32_t places, struct convert_classes *classes);

#endif
