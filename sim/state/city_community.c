/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads subdistricts.csv and communities.csv and places every community. What a pack
 * does not say is filled in by the rules of docs/CITY.md and then known as assumed. */
#include "state/pack.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* People in one community: China as a single one must fit. */
#define PEOPLE_MAX INT64_C(2000000000)
#define CODE_MAX   INT64_C(999999999999999)
/* Largest radius of a community, km: China as a single one must fit. */
#define RADIUS_MAX 3000.0

/* Edges of a box around China, degrees. */
static const double west = 73, east = 136, south = 3, north = 54;

enum { CODE, NAME_ZH, DISTRICT, LONGITUDE, LATITUDE, RESIDENTS, COLUMNS };
static const char *const columns[COLUMNS] = {
    "code", "name_zh", "district_code", "longitude", "latitude", "residents",
};
static const char *const subdistrict_columns[] = {"code", "name_zh"};

static const char *const residence_words[RESIDENCES] = {"city", "town", "rural"};
static const char *const known_words[KNOWNS] = {"observed", "estimated", "assumed"};

/* What stands in by residence: the type, and the radius in km, which is that of an
 * even share of a subdistrict of the kind (Guangzhou's median). */
static const enum community_type usual_type[RESIDENCES] = {TYPE_COMMODITY, TYPE_TOWN,
                                                           TYPE_VILLAGE};
static const double usual_radius[RESIDENCES] = {0.37, 1.02, 1.3};

static bool in_china(double longitude, double latitude)
{
    return longitude >= west && longitude <= east && latitude >= south &&
           latitude <= north;
}

static void read_point(struct pack *pack, const struct csv *csv, int at,
                       const int *index, struct community *community)
{
    const int problems = pack->problems;
    double longitude = pack_number(pack, csv, at, index[LONGITUDE], -180, 180);
    double latitude = pack_number(pack, csv, at, index[LATITUDE], -180, 180);

    if (pack->problems != problems)
        return;
    if (!in_china(longitude, latitude)) {
        pack_complain(pack, csv, at,
                      in_china(latitude, longitude) ? MESSAGE_CITY_SWAPPED
                                                    : MESSAGE_CITY_NOT_IN_CHINA,
                      csv_text(csv, at, index[LONGITUDE]),
                      csv_text(csv, at, index[LATITUDE]));
        return;
    }
    city_datum_convert(pack->datum, &longitude, &latitude);
    community->longitude = longitude;
    community->latitude = latitude;
}

static enum known read_known(struct pack *pack, const struct csv *csv, int at,
                             const char *column)
{
    return (enum known)pack_word(pack, csv, at, csv_column(csv, column), known_words,
                                 KNOWNS, KNOWN_ASSUMED);
}

/* The columns that a pack may leave out. */
static void read_optional(struct pack *pack, const struct csv *csv, int at,
                          struct community *community)
{
    const int residence = csv_column(csv, "residence");
    const int radius = csv_column(csv, "radius_km");
    const int subdistrict = csv_column(csv, "subdistrict_code");
    const int type = csv_column(csv, "type");

    community->residence = (enum residence)pack_word(
        pack, csv, at, residence, residence_words, RESIDENCES, RESIDENCE_CITY);
    community->type = (enum community_type)pack_word(
        pack, csv, at, type, pack_type_words, COMMUNITY_TYPES,
        (int)usual_type[community->residence]);
    community->radius_km = usual_radius[community->residence];
    if (csv_text(csv, at, radius)[0] != '\0')
        community->radius_km = pack_number(pack, csv, at, radius, 0.01, RADIUS_MAX);
    if (csv_text(csv, at, subdistrict)[0] != '\0')
        community->subdistrict = pack_integer(pack, csv, at, subdistrict, 1, CODE_MAX);
    community->known_point = read_known(pack, csv, at, "known_point");
    community->known_residents = read_known(pack, csv, at, "known_residents");
    community->known_class = read_known(pack, csv, at, "known_class");
    community->known_type = read_known(pack, csv, at, "known_type");
    if (csv_text(csv, at, residence)[0] == '\0')
        community->known_class = KNOWN_ASSUMED;
    if (csv_text(csv, at, type)[0] == '\0')
        community->known_type = KNOWN_ASSUMED;
}

static bool has_subdistrict(const struct city *city, int64_t code)
{
    int low = 0, high = city->subdistrict_count;

    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (city->subdistricts[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low < city->subdistrict_count && city->subdistricts[low].code == code;
}

static void read_row(struct pack *pack, const struct csv *csv, int at, const int *index,
                     struct community *community)
{
    const int64_t district = pack_integer(pack, csv, at, index[DISTRICT], 0, CODE_MAX);

    pack_name(pack, csv, at, index[NAME_ZH], true, community->name_zh);
    community->residents = pack_integer(pack, csv, at, index[RESIDENTS], 0, PEOPLE_MAX);
    community->reported = true;
    community->subdistrict = district;
    community->district = pack_district(pack, district);
    /* Without districts (reported already) every code would be reported again. */
    if (community->district < 0 && pack->city->district_count > 0)
        pack_complain(pack, csv, at, MESSAGE_CITY_NO_SUCH_DISTRICT, columns[DISTRICT],
                      csv_text(csv, at, index[DISTRICT]));
    read_point(pack, csv, at, index, community);
    read_optional(pack, csv, at, community);
    if (pack->city->subdistrict_count > 0 &&
        !has_subdistrict(pack->city, community->subdistrict))
        pack_complain(pack, csv, at, MESSAGE_CITY_NO_SUCH_SUBDISTRICT,
                      csv_text(csv, at, csv_column(csv, "subdistrict_code")));
}

/* Communities in order of their codes must be runs of districts, for blocks of one
 * district are walked together. */
static void check_order(struct pack *pack, const struct csv *csv, int at,
                        const struct community *community, int *district)
{
    char code[24], of[24];

    if (community->district < *district && community->district >= 0) {
        snprintf(code, sizeof(code), "%" PRId64, community->code);
        snprintf(of, sizeof(of), "%" PRId64,
                 pack->city->districts[community->district].code);
        pack_complain(pack, csv, at, MESSAGE_CITY_CODE_ORDER, code, of);
    }
    *district = community->district;
}

/* A district's residents must have somewhere to live. */
static void check_districts(struct pack *pack, const struct csv *csv)
{
    const struct city *city = pack->city;
    int64_t *homes = calloc((size_t)city->district_count + 1, sizeof(*homes));
    char code[24], people[24];

    if (homes == NULL) {
        pack_complain(pack, csv, -1, MESSAGE_MEMORY, "communities");
        return;
    }
    for (int i = 0; i < city->community_count; i++)
        if (city->communities[i].district >= 0)
            homes[city->communities[i].district] += city->communities[i].residents;
    for (int i = 0; i < city->district_count; i++) {
        if (homes[i] > 0 || city->districts[i].residents == 0)
            continue;
        snprintf(code, sizeof(code), "%" PRId64, city->districts[i].code);
        snprintf(people, sizeof(people), "%" PRId64, city->districts[i].residents);
        pack_complain(pack, csv, -1, MESSAGE_CITY_DISTRICT_WITHOUT, code, people);
    }
    free(homes);
}

static void read_rows(struct pack *pack, const struct csv *csv, const int *index)
{
    struct city *city = pack->city;
    int count, district = -1;
    struct coded *sorted = pack_sorted(pack, csv, index[CODE], &count);

    if (sorted == NULL)
        return;
    city->communities = calloc((size_t)count + 1, sizeof(*city->communities));
    if (city->communities == NULL) {
        pack_complain(pack, csv, -1, MESSAGE_MEMORY, "communities");
        free(sorted);
        return;
    }
    city->community_count = count;
    for (int i = 0; i < count; i++) {
        city->communities[i].code = sorted[i].code;
        read_row(pack, csv, sorted[i].row, index, &city->communities[i]);
        check_order(pack, csv, sorted[i].row, &city->communities[i], &district);
    }
    check_districts(pack, csv);
    city_outline_check(pack, csv, sorted);
    free(sorted);
}

static void read_subdistricts(struct pack *pack, const struct csv *csv,
                              const int *index)
{
    struct city *city = pack->city;
    int count;
    struct coded *sorted = pack_sorted(pack, csv, index[0], &count);

    if (sorted == NULL)
        return;
    city->subdistricts = calloc((size_t)count + 1, sizeof(*city->subdistricts));
    if (city->subdistricts == NULL) {
        pack_complain(pack, csv, -1, MESSAGE_MEMORY, "subdistricts");
        free(sorted);
        return;
    }
    city->subdistrict_count = count;
    for (int i = 0; i < count; i++) {
        struct subdistrict *subdistrict = &city->subdistricts[i];
        subdistrict->code = sorted[i].code;
        pack_name(pack, csv, sorted[i].row, index[1], true, subdistrict->name_zh);
        pack_name(pack, csv, sorted[i].row, csv_column(csv, "name_en"), false,
                  subdistrict->name_en);
    }
    free(sorted);
}

void city_community_read(struct pack *pack)
{
    struct csv csv;
    int index[COLUMNS];

    if (pack_has(pack, "subdistricts.csv")) {
        if (pack_open(pack, "subdistricts.csv", subdistrict_columns, 2, index, &csv))
            read_subdistricts(pack, &csv, index);
        csv_free(&csv);
    }
    if (pack_open(pack, "communities.csv", columns, COLUMNS, index, &csv))
        read_rows(pack, &csv, index);
    csv_free(&csv);
}
