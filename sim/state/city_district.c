/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads districts.csv and checks that a district's figures can all be true
 * of one population. */
#include "state/pack.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Districts of a pack, people of a place. */
enum { DISTRICTS_MAX = 5000 };
#define PEOPLE_MAX       INT64_C(2000000000)
#define INCOME_MAX       1e8
/* Shares of a table are rounded: how far their sum may be from 1. */
#define SHARES_TOLERANCE 0.005

/* The columns that every pack has, in the order of struct fields below. */
enum {
    CODE,
    NAME_ZH,
    RESIDENTS,
    MALE,
    FEMALE,
    HOUSEHOLDS,
    PERSONS,
    ONE_PERSON,
    WITH_ELDERS,
    ONE_ELDER,
    TWO_ELDERS,
    NONLOCAL,
    COLUMNS
};
static const char *const columns[COLUMNS] = {
    "code",
    "name_zh",
    "residents",
    "male",
    "female",
    "households",
    "persons_in_households",
    "one_person_households",
    "households_with_65_plus",
    "households_one_65_plus",
    "households_two_65_plus",
    "nonlocal",
};
static const char *const size_columns[SIZES - 1] = {
    "size_2", "size_3", "size_4", "size_5", "size_6", "size_7", "size_8_plus",
};

/* Shares of family households of 2, 3 ... 8 and more persons among those of two and
 * more, urban China 2020 (CENSUS2020): the shape where a pack gives none. */
static const double usual_size[SIZES - 1] = {
    0.39701, 0.29690, 0.17666, 0.07712, 0.03601, 0.00973, 0.00657,
};

/* Columns of the header that are age bands. */
struct bands {
    struct band band[BANDS_MAX];
    int column[BANDS_MAX];
    int count;
    bool tried; /* the header has some, perhaps bad */
};

struct text {
    char of[24];
};

static struct text number(int64_t value)
{
    struct text text;

    snprintf(text.of, sizeof(text.of), "%" PRId64, value);
    return text;
}

/* Reads "age_0", "age_1_4", "age_85_plus". */
static bool read_band(const char *name, struct band *band)
{
    int end = 0;

    band->people = 0;
    if (sscanf(name, "age_%3d_plus%n", &band->low, &end) == 1 && end > 0 &&
        name[end] == '\0') {
        band->high = AGE_LAST;
        return band->low >= 0 && band->low <= AGE_LAST;
    }
    end = 0;
    if (sscanf(name, "age_%3d_%3d%n", &band->low, &band->high, &end) == 2 && end > 0 &&
        name[end] == '\0')
        return band->low >= 0 && band->low <= band->high && band->high < AGE_LAST;
    end = 0;
    if (sscanf(name, "age_%3d%n", &band->low, &end) == 1 && name[end] == '\0') {
        band->high = band->low;
        return band->low >= 0 && band->low < AGE_LAST;
    }
    return false;
}

static bool starts_as_band(const char *name)
{
    return strncmp(name, "age_", 4) == 0 && name[4] >= '0' && name[4] <= '9';
}

/* Finds the bands; leaves none where they have a gap. */
static void find_bands(struct pack *pack, const struct csv *csv, struct bands *bands)
{
    int next = 0;
    bool good = true;

    bands->count = 0;
    bands->tried = false;
    for (int i = 0; i < csv->columns && good; i++) {
        struct band band;

        if (!starts_as_band(csv->header[i]))
            continue;
        bands->tried = true;
        if (!read_band(csv->header[i], &band)) {
            pack_complain(pack, csv, -1, MESSAGE_CITY_BAND_NAME, csv->header[i]);
            good = false;
        } else if (band.low != next || bands->count == BANDS_MAX) {
            pack_complain(pack, csv, -1, MESSAGE_CITY_BAND_GAP, csv->header[i],
                          band.low, next);
            good = false;
        } else {
            bands->column[bands->count] = i;
            bands->band[bands->count++] = band;
            next = band.high + 1;
        }
    }
    if (good && bands->count > 0 && next != AGE_LAST + 1) {
        const struct band *last = &bands->band[bands->count - 1];
        pack_complain(pack, csv, -1, MESSAGE_CITY_BAND_GAP, "age_100_plus", AGE_LAST,
                      last->high + 1);
        good = false;
    }
    if (!good)
        bands->count = 0;
}

static void read_sizes(struct pack *pack, const struct csv *csv, int at,
                       struct district *district)
{
    double sum = 0;

    for (int i = 1; i < SIZES; i++) {
        const int column = csv_column(csv, size_columns[i - 1]);

        district->size_share[i] =
            column < 0 ? usual_size[i - 1] : pack_number(pack, csv, at, column, 0, 1);
        sum += district->size_share[i];
    }
    if (fabs(sum - 1) > SHARES_TOLERANCE)
        pack_complain(pack, csv, at, MESSAGE_CITY_SHARES_SUM, sum);
}

/* Either all columns of household sizes are there or none. */
static void check_size_columns(struct pack *pack, const struct csv *csv)
{
    int there = 0, missing = 0;

    for (int i = 0; i < SIZES - 1; i++) {
        if (csv_column(csv, size_columns[i]) >= 0)
            there++;
        else
            missing = i;
    }
    if (there > 0 && there < SIZES - 1)
        pack_complain(pack, csv, -1, MESSAGE_CITY_SHARES_PART, size_columns[missing],
                      "size_2, size_3, ... size_7, size_8_plus");
}

static void read_row(struct pack *pack, const struct csv *csv, int at, const int *index,
                     const struct bands *bands, struct district *district)
{
    int64_t value[COLUMNS];
    const int income = csv_column(csv, "income_per_capita");

    pack_name(pack, csv, at, index[NAME_ZH], true, district->name_zh);
    pack_name(pack, csv, at, csv_column(csv, "name_en"), false, district->name_en);
    for (int i = RESIDENTS; i < COLUMNS; i++)
        value[i] = pack_integer(pack, csv, at, index[i], 0, PEOPLE_MAX);
    district->residents = value[RESIDENTS];
    district->sex[SEX_MALE] = value[MALE];
    district->sex[SEX_FEMALE] = value[FEMALE];
    district->family_households = value[HOUSEHOLDS];
    district->family_persons = value[PERSONS];
    district->one_person_households = value[ONE_PERSON];
    district->households_one_elder = value[ONE_ELDER];
    district->households_two_elders = value[TWO_ELDERS];
    district->households_more_elders =
        value[WITH_ELDERS] - value[ONE_ELDER] - value[TWO_ELDERS];
    district->nonlocal = value[NONLOCAL];
    district->chosen = true;
    if (csv_text(csv, at, income)[0] != '\0')
        district->income_per_capita = pack_number(pack, csv, at, income, 0, INCOME_MAX);
    read_sizes(pack, csv, at, district);
    district->band_count = bands->count;
    for (int i = 0; i < bands->count; i++) {
        district->bands[i] = bands->band[i];
        district->bands[i].people =
            pack_integer(pack, csv, at, bands->column[i], 0, PEOPLE_MAX);
    }
}

/* People of 65 and over, or -1 when the bands do not tell. */
static int64_t elders(const struct district *district)
{
    int64_t sum = 0;
    bool known = false;

    for (int i = 0; i < district->band_count; i++) {
        known = known || district->bands[i].low == 65;
        if (district->bands[i].low >= 65)
            sum += district->bands[i].people;
    }
    return known ? sum : -1;
}

static void check_most(struct pack *pack, const struct csv *csv, int at,
                       const char *what, int64_t value, const char *whole, int64_t most)
{
    if (value > most)
        pack_complain(pack, csv, at, MESSAGE_CITY_MORE_THAN, what, number(value).of,
                      whole, number(most).of);
}

static void check_households(struct pack *pack, const struct csv *csv, int at,
                             const struct district *d)
{
    const int64_t least = 2 * d->family_households - d->one_person_households;
    const int64_t with = d->households_one_elder + d->households_two_elders;
    const int64_t in_households =
        d->households_one_elder + 2 * d->households_two_elders +
        (d->households_more_elders > 0 ? 3 * d->households_more_elders : 0);

    check_most(pack, csv, at, columns[PERSONS], d->family_persons, columns[RESIDENTS],
               d->residents);
    check_most(pack, csv, at, columns[ONE_PERSON], d->one_person_households,
               columns[HOUSEHOLDS], d->family_households);
    if (d->one_person_households <= d->family_households && d->family_persons < least)
        pack_complain(pack, csv, at, MESSAGE_CITY_LESS_THAN, columns[PERSONS],
                      number(d->family_persons).of, number(least).of,
                      "households, one_person_households");
    check_most(pack, csv, at, "households_one_65_plus + households_two_65_plus", with,
               columns[WITH_ELDERS], with + d->households_more_elders);
    check_most(pack, csv, at, columns[WITH_ELDERS], with + d->households_more_elders,
               columns[HOUSEHOLDS], d->family_households);
    if (elders(d) >= 0)
        check_most(pack, csv, at, "one + 2 x two + 3 x more elders in households",
                   in_households, "age_65 ...", elders(d));
    check_most(pack, csv, at, columns[NONLOCAL], d->nonlocal, columns[RESIDENTS],
               d->residents);
}

static void check_row(struct pack *pack, const struct csv *csv, int at,
                      const struct district *district)
{
    const int64_t both = district->sex[SEX_MALE] + district->sex[SEX_FEMALE];
    int64_t sum = 0;

    if (both != district->residents)
        pack_complain(pack, csv, at, MESSAGE_CITY_SEX_SUM, number(both).of,
                      number(district->residents).of);
    for (int i = 0; i < district->band_count; i++)
        sum += district->bands[i].people;
    if (district->band_count > 0 && sum != district->residents)
        pack_complain(pack, csv, at, MESSAGE_CITY_BANDS_SUM, number(sum).of,
                      number(district->residents).of);
    check_households(pack, csv, at, district);
}

static void read_rows(struct pack *pack, const struct csv *csv, const int *index)
{
    struct city *city = pack->city;
    struct bands bands;
    int count;
    struct coded *sorted = pack_sorted(pack, csv, index[CODE], &count);

    if (sorted == NULL || count > DISTRICTS_MAX) {
        if (sorted != NULL)
            pack_complain(pack, csv, -1, MESSAGE_CSV_TOO_LARGE, csv->path,
                          CSV_COLUMNS_MAX, DISTRICTS_MAX);
        free(sorted);
        return;
    }
    city->districts = calloc((size_t)count + 1, sizeof(*city->districts));
    if (city->districts == NULL) {
        pack_complain(pack, csv, -1, MESSAGE_MEMORY, "districts");
        free(sorted);
        return;
    }
    city->district_count = count;
    find_bands(pack, csv, &bands);
    check_size_columns(pack, csv);
    for (int i = 0; i < count; i++) {
        city->districts[i].code = sorted[i].code;
        read_row(pack, csv, sorted[i].row, index, &bands, &city->districts[i]);
    }
    if (pack_has(pack, "ages.csv"))
        city_ages_read(pack);
    for (int i = 0; i < count; i++) {
        const struct district *district = &city->districts[i];
        check_row(pack, csv, sorted[i].row, district);
        if (district->band_count == 0 && !bands.tried)
            pack_complain(pack, csv, sorted[i].row, MESSAGE_CITY_NO_AGES,
                          number(district->code).of);
    }
    free(sorted);
}

void city_district_read(struct pack *pack)
{
    struct csv csv;
    int index[COLUMNS];

    if (pack_open(pack, "districts.csv", columns, COLUMNS, index, &csv))
        read_rows(pack, &csv, index);
    csv_free(&csv);
}
