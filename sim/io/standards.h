/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What a community should have, by its type and product: the table that the needs ledger
 * holds results against (scenarios/data/standards.csv). */
#ifndef LINLI_IO_STANDARDS_H
#define LINLI_IO_STANDARDS_H

#include "core/input.h"

#include <stdint.h>

enum { STANDARDS_ALL = -1, STANDARDS_MOST = 512 };

/* NaN where nothing is asked. */
struct standard {
    int type;    /* of community, or STANDARDS_ALL */
    int product; /* index among the products named, or STANDARDS_ALL: all together */
    bool required;
    int band;               /* index among the walks of results (series_minutes) */
    double places_per_1000; /* residents */
    double m2, m2_target;   /* per 100 households */
    int line;
};

struct standards {
    struct standard item[STANDARDS_MOST];
    int count;
};

/* Reads the table. `products`: keys known, [product_count]. Problems go to `report`; -1
 * when there is any. */
int standards_read(struct inputs *inputs, const char *path, const char *const *products,
                   int product_count, struct standards *standards,
                   struct report *report) MUST_CHECK;
/* The standard of the type and product, that of the very type before that of all; or
 * NULL. */
const struct standard *standards_find(const struct standards *standards, int type,
                                      int product);

#endif
