/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads ages.csv, the single ages of districts, which agree with their rows in
 * districts.csv or make their bands. */
#include "state/pack.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define PEOPLE_MAX INT64_C(2000000000)

static const char *const age_columns[] = {"district_code", "age", "male", "female"};

/* Fills districts[].ages from ages.csv; `seen` [districts][AGES] gets the rows met. */
static void read_ages(struct pack *pack, const struct csv *csv, const int *index,
                      int *seen)
{
    for (int i = 0; i < csv->rows; i++) {
        const int64_t code = pack_integer(pack, csv, i, index[0], 0, INT64_MAX / 2);
        const int age = (int)pack_integer(pack, csv, i, index[1], 0, AGE_LAST);
        const int k = pack_district(pack, code);

        if (k < 0) {
            pack_complain(pack, csv, i, MESSAGE_CITY_NO_SUCH_DISTRICT, age_columns[0],
                          csv_text(csv, i, index[0]));
            continue;
        }
        int *line = &seen[k * AGES + age];
        if (*line != 0)
            pack_complain(pack, csv, i, MESSAGE_CITY_DOUBLED,
                          csv_text(csv, i, index[1]), *line);
        *line = csv->lines[i];
        for (int s = 0; s < SEXES; s++)
            pack->city->districts[k].ages[s][age] =
                pack_integer(pack, csv, i, index[2 + s], 0, PEOPLE_MAX);
        pack->city->districts[k].has_ages = true;
    }
}

static void check_sum(struct pack *pack, const struct csv *csv, int64_t code,
                      const char *what, int64_t sum, int64_t wanted)
{
    char code_text[24], sum_text[24], wanted_text[24];

    snprintf(code_text, sizeof(code_text), "%" PRId64, code);
    snprintf(sum_text, sizeof(sum_text), "%" PRId64, sum);
    snprintf(wanted_text, sizeof(wanted_text), "%" PRId64, wanted);
    if (sum != wanted)
        pack_complain(pack, csv, -1, MESSAGE_CITY_AGES_SUM, code_text, sum_text, what,
                      wanted_text);
}

/* Single ages must agree with the district's row; they make its bands where it has
 * none. */
static void settle_ages(struct pack *pack, const struct csv *csv, struct district *d,
                        const int *seen)
{
    int64_t people[AGES], sex[SEXES] = {0};
    char name[24];

    for (int age = 0; age < AGES; age++) {
        if (seen[age] == 0)
            pack_complain(pack, csv, -1, MESSAGE_CITY_AGE_MISSING, age, d->name_zh);
        people[age] = d->ages[SEX_MALE][age] + d->ages[SEX_FEMALE][age];
        for (int s = 0; s < SEXES; s++)
            sex[s] += d->ages[s][age];
    }
    check_sum(pack, csv, d->code, age_columns[2], sex[SEX_MALE], d->sex[SEX_MALE]);
    check_sum(pack, csv, d->code, age_columns[3], sex[SEX_FEMALE], d->sex[SEX_FEMALE]);
    for (int i = 0; i < d->band_count; i++) {
        int64_t sum = 0;
        for (int age = d->bands[i].low; age <= d->bands[i].high; age++)
            sum += people[age];
        snprintf(name, sizeof(name), "age_%d ...", d->bands[i].low);
        check_sum(pack, csv, d->code, name, sum, d->bands[i].people);
    }
    if (d->band_count > 0)
        return;
    for (int age = 0; age < AGES; age++)
        d->bands[age] = (struct band){.low = age, .high = age, .people = people[age]};
    d->band_count = AGES;
}

void city_ages_read(struct pack *pack)
{
    struct csv csv;
    int index[4];
    int *seen = NULL;

    if (pack_open(pack, "ages.csv", age_columns, 4, index, &csv)) {
        seen = calloc((size_t)pack->city->district_count * AGES + 1, sizeof(*seen));
        if (seen == NULL)
            pack_complain(pack, &csv, -1, MESSAGE_MEMORY, "ages.csv");
        else
            read_ages(pack, &csv, index, seen);
        for (int i = 0; seen != NULL && i < pack->city->district_count; i++)
            if (pack->city->districts[i].has_ages)
                settle_ages(pack, &csv, &pack->city->districts[i], seen + i * AGES);
    }
    csv_free(&csv);
    free(seen);
}
