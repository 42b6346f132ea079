/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What reach.c and reach_access.c share while they measure one year's end. */
#ifndef LINLI_OBSERVE_REACH_PARTS_H
#define LINLI_OBSERVE_REACH_PARTS_H

#include "observe/reach.h"

enum { REACH_POINTS = 64 }; /* homes that stand for a community */

/* Homes of one community within each band of something. */
struct reach_cover {
    uint64_t within[WALKERS][SERIES_MINUTES];
};

/* A community in the catchment of a site. */
struct reach_pair {
    int site, community, weight; /* of the 64 homes, hundredths of one */
};
struct reach_pairs {
    struct reach_pair *item;
    size_t count, capacity;
};

struct reach_by_east {
    double east_km;
    int site;
};

struct reach_measuring {
    const struct reach_input *input;
    int products;
    double limit2[WALKERS][SERIES_MINUTES]; /* km2 as the crow flies */
    double farthest_km;
    double east[REACH_POINTS], north[REACH_POINTS]; /* in the unit disc */
    struct reach_by_east *sites; /* owned; open ones, from west to east */
    int site_count;
    struct reach_pairs pairs;
    struct reach_cover (*cover)[2]; /* owned; [products] of one community: any, free */
    int64_t (*sum)[2][SERIES_MINUTES][GROUPS]; /* owned; [products], of REACH_POINTS */
    bool online[CATALOGUE_PRODUCTS][2]; /* given online by an open, a free room */
};

/* Fills reach->access: the enhanced two-step floating catchment of docs/MODEL.md 7.14.
 * Needs the pairs of all communities, in order, and the sites. Fails with MEMORY. */
int reach_access(const struct reach_measuring *m, struct reach *reach,
                 struct error *err) MUST_CHECK;

#endif
