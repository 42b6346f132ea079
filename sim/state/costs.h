/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Unit costs of running a site, by product, with where each figure comes from. One table
 * of yuan per m2 serves a new site, a re-let one and the conversion of a room, so that
 * these compete on equal terms (MODEL 56). */
#ifndef LINLI_STATE_COSTS_H
#define LINLI_STATE_COSTS_H

#include "core/input.h"
#include "state/catalogue.h"

/* The dated indices by which amounts are carried; base 2023 = 1. */
enum cost_index { INDEX_NONE, INDEX_PRICES, INDEX_RENTS, INDEX_CONSTRUCTION };

enum cost {
#define COST(name, unit, index, min, max, en, zh) COST_##name,
#include "state/costs.def"
#undef COST
    COSTS
};

/* Years a figure may speak of. */
enum {
    COSTS_YEAR_FIRST = 2000,
    COSTS_YEAR_LAST = 2100,
    COSTS_YEARS = COSTS_YEAR_LAST - COSTS_YEAR_FIRST + 1
};

struct cost_info {
    const char *name, *unit;
    enum cost_index index;
    double min, max;
    const char *en, *zh;
};
extern const struct cost_info costs_info[COSTS];

struct cost_figure {
    double value; /* in prices of `year`, until costs_rebase */
    int year;
    struct figure_source source;
    int line; /* of the file */
};

struct costs {
    /* The narrowest row that speaks of the product: its own, its service's, all. */
    struct cost_figure of[CATALOGUE_PRODUCTS][COSTS];
};

/* Levels of the indices in a month, 2023 = 1. */
struct cost_levels {
    double prices, rents, construction;
};

/* Reads the table. Scopes are `all`, keys of services and of products. Every error of
 * the file goes to `report`: columns missing, items or scopes unknown (nearest named),
 * numbers out of bounds, a value outside its own range, years outside 2000 to 2100,
 * grades other than A to D, rows given twice, items without a row for all. Returns -1
 * when any was found. */
int costs_read(struct inputs *inputs, const char *path,
               const struct catalogue *catalogue, struct costs *costs,
               struct report *report) MUST_CHECK;
/* Turns every figure that `index` carries from the prices of its own year to those of
 * 2023; level[i] is that of the year COSTS_YEAR_FIRST + i, in 2023 it is 1. To be called
 * once for each index. */
void costs_rebase(struct costs *costs, enum cost_index index,
                  const double level[COSTS_YEARS]);
/* The figure in prices of the month. */
double costs_now(const struct costs *costs, int product, enum cost cost,
                 const struct cost_levels *now);
/* Yuan to fit out `m2` for the product: works, equipment, and fire protection where the
 * building was another thing before. */
struct cost_works {
    double yuan;
    double months; /* of works and of standing empty */
};
struct cost_works costs_works(const struct costs *costs, int product, double m2,
                              bool converted, const struct cost_levels *now);

#endif
