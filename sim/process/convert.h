/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Rooms that change to another product, for months and money that compete with closing
 * and letting anew by the same table of costs (MODEL 56). How places are split over the
 * classes of a product is state/classes.h. */
#ifndef LINLI_PROCESS_CONVERT_H
#define LINLI_PROCESS_CONVERT_H

#include "param/parameters.h"
#include "state/costs.h"

struct convert_option {
    double margin_now;       /* yuan a month as the room is used */
    double margin_then;      /* once converted, from the first user to the last */
    double filling, tau;     /* more as users come (expect_ramp) */
    int months;              /* ahead that are looked at */
    double idle_cost;        /* yuan a month while works last: rent */
    struct cost_works works; /* costs_works */
};

/* Works of turning `m2` to `product`: the full table, or `operators.convert_share` of it
 * where the space was reserved as convertible. */
struct cost_works convert_works(const struct values *values, const struct costs *costs,
                                int product, double m2, bool reserved,
                                const struct cost_levels *now);
/* Yuan that converting is worth over going on, over the months looked ahead. */
double convert_value(const struct values *values, const struct convert_option *option);

#endif
