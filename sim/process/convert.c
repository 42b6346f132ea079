/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What converting a room costs and is worth (convert.h). */
#include "process/convert.h"

#include "core/exact.h"
#include "process/expect.h"

double convert_value(const struct values *values, const struct convert_option *option)
{
    const double discount =
        exact_pow(1 + values->operators_discount, -1.0 / MONTHS_PER_YEAR);
    double weight = 1, value = -option->works.yuan;

    for (int i = 0; i < option->months; i++) {
        /* Part of the month that works still last. */
        double shut = option->works.months - i;
        shut = shut < 0 ? 0 : shut > 1 ? 1 : shut;
        weight *= discount;
        const double open = i + 1 - option->works.months;
        const double then =
            option->margin_then + option->filling * expect_ramp(open, option->tau);
        value += weight *
                 ((1 - shut) * then - shut * option->idle_cost - option->margin_now);
    }
    return value;
}
