/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Conversion of rooms and the split over classes (convert.h). */
#include "process/convert.h"

#include "core/exact.h"

struct cost_works convert_works(const struct values *values, const struct costs *costs,
                                int product, double m2, bool reserved,
                                const struct cost_levels *now)
{
    const double share = reserved ? values->operators_convert_share : 1;

    return costs_works(costs, product, m2, !reserved, share, now);
}

double convert_value(const struct values *values, const struct convert_option *option)
{
    const double discount =
        exact_pow(1 + values->operators_discount, -1.0 / MONTHS_PER_YEAR);
    const int horizon = (int)values->operators_exit_months;
    double weight = 1, value = -option->works.yuan;

    for (int i = 0; i < horizon; i++) {
        /* Part of the month that works still last. */
        double shut = option->works.months - i;
        shut = shut < 0 ? 0 : shut > 1 ? 1 : shut;
        weight *= discount;
        value += weight * ((1 - shut) * option->margin_then - shut * option->idle_cost -
                           option->margin_now);
    }
    return value;
}

/* Deals up to `count` in proportion to `claim`, never more than `most` where given. */
static int32_t deal(const struct convert_classes *classes, const int32_t *claim,
                    const int32_t *most, int32_t count, int32_t *dealt)
{
    int32_t left = count;

    for (; left > 0; left--) {
        double best = 0;
        int to = -1;
        for (int k = 0; k < classes->classes; k++) {
            if (most != NULL && dealt[k] >= most[k])
                continue;
            const double quotient = claim[k] / (2.0 * dealt[k] + 1);
            if (quotient > best) {
                best = quotient;
                to = k;
            }
        }
        if (to < 0)
            break;
        dealt[to]++;
    }
    return left;
}

void convert_split(int32_t places, struct convert_classes *classes)
{
    int32_t waiting[CATALOGUE_CLASSES] = {0}, spare[CATALOGUE_CLASSES] = {0},
            both[CATALOGUE_CLASSES] = {0};

    for (int k = 0; k < classes->classes; k++) {
        const int32_t kept =
            classes->enrolled[k] < places ? classes->enrolled[k] : places;
        classes->places[k] = kept;
        places -= kept;
        both[k] = classes->enrolled[k] + classes->waiting[k];
    }
    places = deal(classes, classes->waiting, classes->waiting, places, waiting);
    places = deal(classes, both, NULL, places, spare);
    for (int k = 0; k < classes->classes; k++)
        classes->places[k] += waiting[k] + spare[k];
    /* Nobody has asked yet: all stand ready for the first class. */
    if (classes->classes > 0)
        classes->places[0] += places;
}
