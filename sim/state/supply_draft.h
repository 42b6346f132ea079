/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Sites while they are drawn: before their codes are ordered and their rooms laid out.
 * Only supply_make.c and supply_draft.c include this. */
#ifndef LINLI_STATE_SUPPLY_DRAFT_H
#define LINLI_STATE_SUPPLY_DRAFT_H

#include "core/stream.h"
#include "state/supply_make.h"

struct supply_draft {
    struct site site;
    int bundle;        /* -1: listed */
    int64_t community; /* code */
    int64_t number;  /* of the bundle's sites in the community, or place in the list */
    int64_t places;  /* of its counted rooms, or -1 */
    double size;     /* of the site relative to the mean */
    uint32_t order;  /* its turn among those that open */
    uint32_t moment; /* when in its turn */
};

struct supply_drafts {
    struct supply_draft *item; /* owned */
    size_t count, capacity;
};

/* Adds the sites of a bundle. */
int supply_draft_bundle(const struct supply_options *options, int bundle,
                        const struct supply_totals *totals,
                        struct supply_drafts *drafts, struct error *err) MUST_CHECK;
/* The rooms of a drawn site; `site` of them is not set. Returns their number. */
int supply_draft_rooms(const struct supply_options *options,
                       const struct supply_draft *draft,
                       struct room rooms[SUPPLY_ROOMS]);

#endif
