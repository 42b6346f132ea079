/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What a site did this month as its books see it: the bridge from the state of books to
 * the pure functions of spend.h. */
#ifndef LINLI_PROCESS_VIEW_H
#define LINLI_PROCESS_VIEW_H

#include "process/spend.h"
#include "state/books.h"
#include "state/world.h"

struct view_site {
    struct spend_product products[CATALOGUE_PRODUCTS]; /* in the order of its rooms */
    struct staff_cover cover[OPERATOR_TRADES];         /* beside the site's staff */
    struct spend_view view;
};

/* Users a month that a room with `places` for now (books_places) can hold: places, or
 * visits of all its slots. */
double view_capacity(const struct room *room, const struct product *product,
                     int32_t places);
/* Posts in a trade that this month's users of all rooms of the site ask for. */
double view_posts(const struct books *books, int32_t site, int trade);
/* Overhead that a site asks for, of that of a nursery: the most of its products. */
double view_overhead_share(const struct books *books, const struct site *site);
/* Yuan a month that shops pay for floor beside the rooms of public-built space: its
 * operator lets it, at the market's rent. */
double view_let(const struct world *world, int32_t site);
/* Yuan that users and others are to pay the site for this month, grants apart. */
double view_income(const struct world *world, int32_t site);
/* Whether the site means to give all that it has: nothing of it has a price in lists, and
 * nobody else pays. A cap of zero does not make it so. */
bool view_free(const struct world *world, int32_t site);
/* Fills all but `cover` (what staff costs is the verb's): products at this month's use
 * and prices, overhead, debt. `out` points into itself: it must not be copied. Grants,
 * purchases, insurance, commercial and tax relief are 0. */
void view_make(const struct world *world, int32_t site, struct view_site *out);

#endif
