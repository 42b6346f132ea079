/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What a city pack says of its districts and communities (docs/CITY.md). */
#ifndef LINLI_STATE_COMMUNITY_H
#define LINLI_STATE_COMMUNITY_H

#include "state/resident.h"

enum residence { RESIDENCE_CITY, RESIDENCE_TOWN, RESIDENCE_RURAL, RESIDENCES };

enum community_type {
    TYPE_OLD_CORE,
    TYPE_COMMODITY,
    TYPE_URBAN_VILLAGE,
    TYPE_PERIURBAN,
    TYPE_TOWN,
    TYPE_VILLAGE,
    TYPE_RESETTLEMENT,
    COMMUNITY_TYPES
};

enum known { KNOWN_OBSERVED, KNOWN_ESTIMATED, KNOWN_ASSUMED, KNOWNS };

/* Household sizes counted apart: 1 to 7 and 8 or more. */
enum { SIZES = 8, BANDS_MAX = 101, NAME_SIZE = 64 };

/* People of both sexes in an age band, from completed age `low` to `high`. */
struct band {
    int low, high; /* high AGE_LAST: open */
    int64_t people;
};

struct district {
    int64_t code;
    char name_zh[NAME_SIZE], name_en[NAME_SIZE]; /* name_en: pinyin or English */
    int64_t residents, sex[SEXES];
    struct band bands[BANDS_MAX]; /* ascending, without gap or overlap, from 0 */
    int band_count;
    bool has_ages;             /* ages[][] given by the pack's ages.csv */
    int64_t ages[SEXES][AGES]; /* persons; else filled by populate from the bands */
    int64_t family_households, family_persons;
    int64_t one_person_households;
    int64_t households_one_elder, households_two_elders,
        households_more_elders; /* 65+ */
    double size_share[SIZES];   /* of family households; only the shape from 2 on is
                                     used where the pack gives no observed shares */
    int64_t nonlocal;           /* residents without registration in the city */
    double income_per_capita;   /* yuan a year, or 0 unknown */
    bool chosen;                /* reported; else rim or absent */
};

struct community {
    int64_t code;
    char name_zh[NAME_SIZE];
    int district;        /* index */
    int64_t subdistrict; /* code */
    enum residence residence;
    enum community_type type;
    double longitude, latitude; /* WGS-84 degrees */
    double radius_km;           /* of the disc its homes lie in */
    int64_t residents;          /* as the pack says, before scatter and scaling */
    enum known known_point, known_residents, known_class, known_type;
    /* Rents of space over the city's mean; known: rents.csv says it, else the type does,
       which `supply.rent_tilt` weighs. */
    double rent_level;
    bool rent_known;
    bool reported; /* in a chosen district; false: rim */
};

#endif
