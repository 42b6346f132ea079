/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads how community types differ (types.csv, type_age.csv) and the ages by which the
 * bands of a district are split (age_profile.csv). All three may be missing. */
#include "state/pack.h"

#include <string.h>

static const char *const type_columns[] = {"type", "nonlocal_odds", "one_person_odds",
                                           "income_shift"};
static const char *const age_columns[] = {"type", "age_low", "male", "female"};
static const char *const profile_columns[] = {"age", "male", "female"};

/* Bounds: odds and ratios are positive, the shift is in standard deviations. */
static const double odds_low = 0.001, odds_high = 1000, shift_most = 5;
static const double people_most = 2e9;
/* In the open band without a profile, each age holds this share of the one before:
 * about the yearly survival at 85 to 95 in China (WPP2024). */
static const double open_decline = 0.84;

static void read_types(struct pack *pack, const struct csv *csv, const int *index)
{
    const int rent = csv_column(csv, "rent_level");
    int line[COMMUNITY_TYPES] = {0};

    for (int i = 0; i < csv->rows; i++) {
        const int t =
            pack_word(pack, csv, i, index[0], pack_type_words, COMMUNITY_TYPES, -1);

        if (t < 0)
            continue;
        if (line[t] != 0)
            pack_complain(pack, csv, i, MESSAGE_CITY_DOUBLED,
                          csv_text(csv, i, index[0]), line[t]);
        line[t] = csv->lines[i];
        pack->city->type_nonlocal[t] =
            pack_number(pack, csv, i, index[1], odds_low, odds_high);
        pack->city->type_one_person[t] =
            pack_number(pack, csv, i, index[2], odds_low, odds_high);
        pack->city->type_income[t] =
            pack_number(pack, csv, i, index[3], -shift_most, shift_most);
        if (rent >= 0)
            pack->city->type_rent[t] =
                pack_number(pack, csv, i, rent, PACK_RENT_LOW, PACK_RENT_HIGH);
    }
}

/* A row holds from its age to the next row of the type, the last to the end. */
static void read_type_ages(struct pack *pack, const struct csv *csv, const int *index)
{
    int before[COMMUNITY_TYPES];

    for (int t = 0; t < COMMUNITY_TYPES; t++)
        before[t] = -1;
    for (int i = 0; i < csv->rows; i++) {
        const int t =
            pack_word(pack, csv, i, index[0], pack_type_words, COMMUNITY_TYPES, -1);
        const int low = (int)pack_integer(pack, csv, i, index[1], 0, AGE_LAST);

        if (t < 0)
            continue;
        if (low <= before[t] || (before[t] < 0 && low != 0))
            pack_complain(pack, csv, i, MESSAGE_CITY_TYPE_AGES, low, before[t],
                          pack_type_words[t]);
        before[t] = low;
        for (int s = 0; s < SEXES; s++) {
            const double ratio = pack_number(pack, csv, i, index[2 + s], 0, odds_high);
            for (int age = low; age < AGES; age++)
                pack->city->type_age[t][s][age] = ratio;
        }
    }
}

static void read_profile(struct pack *pack, const struct csv *csv, const int *index)
{
    int line[AGES] = {0};

    for (int i = 0; i < csv->rows; i++) {
        const int age = (int)pack_integer(pack, csv, i, index[0], 0, AGE_LAST);

        if (line[age] != 0)
            pack_complain(pack, csv, i, MESSAGE_CITY_DOUBLED,
                          csv_text(csv, i, index[0]), line[age]);
        line[age] = csv->lines[i];
        for (int s = 0; s < SEXES; s++)
            pack->city->age_profile[s][age] =
                pack_number(pack, csv, i, index[1 + s], 0, people_most);
    }
    for (int age = 0; age < AGES; age++)
        if (line[age] == 0)
            pack_complain(pack, csv, -1, MESSAGE_CITY_AGE_MISSING, age,
                          "age_profile.csv");
}

/* Adds a band of a district to the profile: even within, falling in the open one. */
static void spread_band(struct city *city, const struct district *district,
                        const struct band *band)
{
    double weight[AGES], sum = 0, next = 1;

    for (int age = band->low; age <= band->high; age++) {
        weight[age] = next;
        sum += next;
        next *= band->high == AGE_LAST ? open_decline : 1;
    }
    for (int age = band->low; age <= band->high; age++)
        for (int s = 0; s < SEXES; s++)
            if (district->residents > 0)
                city->age_profile[s][age] += (double)band->people * weight[age] / sum *
                                             (double)district->sex[s] /
                                             (double)district->residents;
}

/* Stands in for age_profile.csv: the city's own single ages, else its bands. */
static void make_profile(struct city *city)
{
    for (int i = 0; i < city->district_count; i++) {
        const struct district *district = &city->districts[i];

        if (!district->has_ages) {
            for (int k = 0; k < district->band_count; k++)
                spread_band(city, district, &district->bands[k]);
            continue;
        }
        for (int s = 0; s < SEXES; s++)
            for (int age = 0; age < AGES; age++)
                city->age_profile[s][age] += (double)district->ages[s][age];
    }
}

typedef void reader(struct pack *pack, const struct csv *csv, const int *index);

static void read_if_there(struct pack *pack, const char *table,
                          const char *const *columns, int count, reader *read)
{
    struct csv csv;
    int index[4];

    if (!pack_has(pack, table))
        return;
    if (pack_open(pack, table, columns, count, index, &csv))
        read(pack, &csv, index);
    csv_free(&csv);
}

void city_type_read(struct pack *pack)
{
    struct city *city = pack->city;

    for (int t = 0; t < COMMUNITY_TYPES; t++) {
        city->type_nonlocal[t] = 1;
        city->type_one_person[t] = 1;
        city->type_income[t] = 0;
        city->type_rent[t] = 1;
        for (int s = 0; s < SEXES; s++)
            for (int age = 0; age < AGES; age++)
                city->type_age[t][s][age] = 1;
    }
    read_if_there(pack, "types.csv", type_columns, 4, read_types);
    read_if_there(pack, "type_age.csv", age_columns, 4, read_type_ages);
    if (pack_has(pack, "age_profile.csv"))
        read_if_there(pack, "age_profile.csv", profile_columns, 3, read_profile);
    else
        make_profile(city);
}
