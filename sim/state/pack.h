/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A city pack while it is read: the tables report their problems here and go on, so
 * that a user meets all of them at once. Only the files that read a
 * pack's tables include this. */
#ifndef LINLI_STATE_PACK_H
#define LINLI_STATE_PACK_H

#include "state/city.h"

/* Problems reported of one pack. */
enum { PACK_PROBLEMS_MAX = 200 };

/* Bounds of levels of rents, 1: the city's mean. */
#define PACK_RENT_LOW  0.01
#define PACK_RENT_HIGH 100

/* Coordinate systems of Chinese maps. CGCS2000 equals WGS-84 within centimetres. */
enum datum { DATUM_WGS84, DATUM_CGCS2000, DATUM_GCJ02, DATUM_BD09, DATUMS };

struct pack {
    struct inputs *inputs;
    const char *folder;
    struct city *city;
    struct report *report;
    int problems; /* found, also those beyond the most that are reported */
    enum datum datum;
};

/* A row and its code. */
struct coded {
    int64_t code;
    int row;
};

/* Names of the community types in tables. */
extern const char *const pack_type_words[COMMUNITY_TYPES];

/* Whether the pack has the table. */
bool pack_has(const struct pack *pack, const char *table);
/* Reads a table with at least one row and these columns; `index` [count] gets their
 * places. Reports and returns false where something is missing. `csv` is to be freed
 * in either case. */
bool pack_open(struct pack *pack, const char *table, const char *const *columns,
               int count, int *index, struct csv *csv);
/* Reports a problem at a row, or at the header when `at` is -1. */
void pack_complain(struct pack *pack, const struct csv *csv, int at,
                   enum message message, ...);
/* Typed cells; a bad one is reported and reads as `low` (numbers), "" or 0. */
int64_t pack_integer(struct pack *pack, const struct csv *csv, int at, int column,
                     int64_t low, int64_t high);
double pack_number(struct pack *pack, const struct csv *csv, int at, int column,
                   double low, double high);
/* Copies a name; reports an empty one where `required`, and one too long. */
void pack_name(struct pack *pack, const struct csv *csv, int at, int column,
               bool required, char name[NAME_SIZE]);
/* Index of the cell in `words`. Where the cell is empty or absent: `missing`, unless
 * that is -1; another word, or none then, is reported and gives `missing` too. */
int pack_word(struct pack *pack, const struct csv *csv, int at, int column,
              const char *const *words, int count, int missing);
/* The rows in ascending order of their codes, without those whose code is bad or came
 * before. malloc'ed [csv->rows], or NULL without memory (reported). */
struct coded *pack_sorted(struct pack *pack, const struct csv *csv, int column,
                          int *count);
/* Index of the district, or -1. */
int pack_district(const struct pack *pack, int64_t code);

/* The parts of the pack; each reports what it finds. Outlines are checked with the
 * communities. */
void city_district_read(struct pack *pack);
/* Called by city_district_read where the pack has ages.csv. */
void city_ages_read(struct pack *pack);
void city_community_read(struct pack *pack);
void city_type_read(struct pack *pack);
/* After communities and types. */
void city_rent_read(struct pack *pack);
/* Checks that the communities lie in their districts, where the pack has outlines.
 * `csv`: communities.csv; `sorted`: the row of each community. */
void city_outline_check(struct pack *pack, const struct csv *csv,
                        const struct coded *sorted);
/* Turns degrees of `datum` into WGS-84; error below 1 m. */
void city_datum_convert(enum datum datum, double *longitude, double *latitude);
/* Kilometres east and north of (longitude, latitude) at which the other point lies. */
void city_offset(double longitude, double latitude, double other_longitude,
                 double other_latitude, double *east, double *north);

#endif
