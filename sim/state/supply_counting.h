/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A bundle while its counts are shared out. Only supply_area.c and supply_count.c include
 * this. */
#ifndef LINLI_STATE_SUPPLY_COUNTING_H
#define LINLI_STATE_SUPPLY_COUNTING_H

#include "state/supply_make.h"

/* One area with a total of its own. */
struct supply_area {
    int64_t code; /* 0: the city */
    double value; /* sites or places, or the weight where `weighted` */
    int64_t total;
};

/* A bundle being counted. */
struct supply_counting {
    const struct supply_options *options;
    const struct supply_bundle *bundle;
    int index; /* of the bundle */
    bool places, weighted;
    struct supply_area *areas; /* owned; [1 + counts]: the city first */
    int area_count;
    double *weight; /* owned; [communities] */
    int *member;    /* owned; [communities] of the area at hand */
    double *mean;   /* owned; [communities], as member */
    int64_t *drawn; /* owned; [communities], as member */
    struct supply_totals *totals;
};

/* Persons of a group in a community as planned. */
double supply_area_people(const struct community_plan *plan, enum supply_group group);
/* Finds the areas that are counted or weighted, and their whole totals. Fails with
 * SUPPLY_SUM or SUPPLY_INCOMPLETE. */
int supply_area_find(struct supply_counting *counting, struct error *err) MUST_CHECK;
/* Index of the finest area that counts a community, or -1. */
int supply_area_of(const struct supply_counting *counting, int community);
/* Fills the dated levels of a bundle that follows its counts. Fails with SUPPLY_FALLS. */
int supply_area_levels(struct supply_counting *counting, struct error *err) MUST_CHECK;

#endif
