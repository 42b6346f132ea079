/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads a city pack: city.csv here, the other tables by a file of their own each. */
#include "state/pack.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_ZH, NAME_EN, CRS, MONTH, SOURCES, KEYS };
static const char *const keys[KEYS] = {"name_zh", "name_en", "crs", "month", "sources"};
static const char *const columns[] = {"key", "value"};
static const char *const datum_words[DATUMS] = {"WGS-84", "CGCS2000", "GCJ-02",
                                                "BD-09"};
/* What the message says to write where a key is missing; NULL: it may be. */
static const char *const examples[KEYS] = {"广州市", "Guangzhou", "WGS-84", "2020-11",
                                           NULL};

static void read_datum(struct pack *pack, const struct csv *csv, int at, int value)
{
    const int datum = pack_word(pack, csv, at, value, datum_words, DATUMS, -1);

    if (datum >= 0)
        pack->datum = (enum datum)datum;
}

static void read_key(struct pack *pack, const struct csv *csv, int at, int value,
                     int key)
{
    struct city *city = pack->city;

    if (key == NAME_ZH)
        pack_name(pack, csv, at, value, true, city->name_zh);
    else if (key == NAME_EN)
        pack_name(pack, csv, at, value, true, city->name_en);
    else if (key == CRS)
        read_datum(pack, csv, at, value);
    else if (key == MONTH &&
             month_from_text(csv_text(csv, at, value), &city->base) != 0)
        pack_complain(pack, csv, at, MESSAGE_CITY_MONTH, csv_text(csv, at, value));
}

static void read_keys(struct pack *pack, const struct csv *csv, const int *index)
{
    int line[KEYS] = {0};

    for (int i = 0; i < csv->rows; i++) {
        const int key = pack_word(pack, csv, i, index[0], keys, KEYS, -1);

        if (key < 0)
            continue;
        if (line[key] != 0)
            pack_complain(pack, csv, i, MESSAGE_CITY_DOUBLED, keys[key], line[key]);
        line[key] = csv->lines[i];
        read_key(pack, csv, i, index[1], key);
    }
    for (int key = 0; key < KEYS; key++)
        if (line[key] == 0 && examples[key] != NULL)
            pack_complain(pack, csv, -1, MESSAGE_CITY_KEY_MISSING, keys[key], keys[key],
                          examples[key]);
}

int city_read(struct inputs *inputs, const char *path, struct city *city,
              struct report *report)
{
    struct pack pack = {
        .inputs = inputs, .folder = path, .city = city, .report = report};
    struct csv csv;
    int index[2];

    memset(city, 0, sizeof(*city));
    if (pack_open(&pack, "city.csv", columns, 2, index, &csv))
        read_keys(&pack, &csv, index);
    csv_free(&csv);
    city_district_read(&pack);
    city_community_read(&pack);
    city_type_read(&pack);
    city_rent_read(&pack);
    if (pack.problems == 0)
        return 0;
    city_free(city);
    return -1;
}
