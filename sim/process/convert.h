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

/* Yuan that converting is worth over going on, over the months looked ahead. */
double convert_value(const struct values *values, const struct convert_option *option);

#endif
