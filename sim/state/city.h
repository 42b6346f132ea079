/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A city pack read from its CSV tables (docs/CITY.md gives their shapes). */
#ifndef LINLI_STATE_CITY_H
#define LINLI_STATE_CITY_H

#include "core/csv.h"
#include "state/community.h"

struct subdistrict {
    int64_t code;
    char name_zh[NAME_SIZE], name_en[NAME_SIZE];
};

struct city {
    char name_zh[NAME_SIZE], name_en[NAME_SIZE];
    month base;                 /* of the census the pack describes */
    struct district *districts; /* owned; ascending by code */
    int district_count;
    struct community *communities; /* owned; by code, so districts are runs */
    int community_count;
    struct subdistrict *subdistricts; /* owned; ascending by code; none where the pack
                                names none */
    int subdistrict_count;
    double type_age[COMMUNITY_TYPES][SEXES][AGES]; /* shape: share of people of this age
                                and sex in communities of the type over the share in
                                all; 1 where unknown */
    double type_nonlocal[COMMUNITY_TYPES]; /* relative odds, 1 = as the district */
    double type_one_person[COMMUNITY_TYPES];
    double type_income[COMMUNITY_TYPES]; /* shift of the latent normal income */
    double type_rent[COMMUNITY_TYPES];   /* relative rents of space, 1 where unknown */
    double age_profile[SEXES][AGES];     /* persons by single age and sex of a like
                                population, the seed for splitting bands */
};

/* Reads the pack in the folder `path`. All the problems found go to `report` (at most
 * 200); returns -1 when there is any. */
int city_read(struct inputs *inputs, const char *path, struct city *city,
              struct report *report) MUST_CHECK;
void city_free(struct city *city);
/* Keeps the districts named (by code, Chinese name with or without 区/市/县, or pinyin,
 * case-blind) as chosen, and the communities within `rim_km` of any of theirs as rim;
 * drops the other communities (districts stay). No names: all are chosen. Fails with
 * CITY_NO_DISTRICT naming the nearest. `chosen`, `rim`: out, communities of each. */
int city_choose(struct city *city, const char *const *names, int count, double rim_km,
                int *chosen, int *rim, struct error *err) MUST_CHECK;
/* Distance between the two points in km, from + - * / and sqrt only, so that it is the
 * same on every machine. Within 0.01 % of the great circle inside a city. */
double city_distance_km(const struct community *a, const struct community *b);

#endif
