/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads the migration file: one profile of net rates by age, or net persons by year. What
 * is made of it: rates_migrate.c. */
#include "state/rates_parts.h"
#include "state/rates_table.h"

#include <stdlib.h>
#include <string.h>

/* Bounds of what a file may say. */
static const double NET_PER_1000_MAX = 1000;
static const double NET_PERSONS_MAX = 1e9;
static const double PER_1000 = 1000;

/* Fills the ages below the first of the file with the rates of women of their mothers'
 * ages. */
static void fill_children(const struct rates_table *table, double *rate)
{
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < RATES_ADULT; age++) {
            if (rates_table_line(table, table->first, 0, sex, age) != 0)
                break;
            rate[sex * AGES + age] = rate[SEX_FEMALE * AGES + rates_mother_age(age)];
        }
}

/* All rows of a profile must be of one area. */
static int check_area(const struct csv *csv, struct report *report)
{
    const int column = csv_column(csv, "area");
    struct error err;

    for (int i = 1; column >= 0 && i < csv->rows; i++) {
        const char *here = csv_text(csv, i, column);
        const char *above = csv_text(csv, i - 1, column);
        if (strcmp(here, above) == 0)
            continue;
        error_set(&err, MESSAGE_RATES_AREAS, here, above);
        error_at(&err, csv->path, csv->lines[i], 0);
        report_add(report, &err);
        return -1;
    }
    return 0;
}

static int read_profile(const struct csv *csv, struct rates *rates,
                        struct report *report)
{
    const char *age = csv_column(csv, "age_low_2020") >= 0 ? "age_low_2020" : "age_low";
    const struct rates_shape shape = {
        .path = csv->path,
        .sex = "sex",
        .age = age,
        .optional = true,
        .values = 1,
        .value = {{"net_rate_per_1000_per_year", -NET_PER_1000_MAX, NET_PER_1000_MAX}}};
    struct rates_table table = {0};
    struct error err;

    TRY(check_area(csv, report));
    TRY(rates_table_read(csv, &shape, &table, report));
    rates->migration = calloc(SEXES * AGES, sizeof *rates->migration);
    if (rates->migration == NULL) {
        error_set(&err, MESSAGE_MEMORY, csv->path);
        report_add(report, &err);
        rates_table_free(&table);
        return -1;
    }
    for (int sex = 0; sex < SEXES; sex++)
        for (int i = 0; i < AGES; i++)
            rates->migration[sex * AGES + i] =
                *rates_table_at(&table, table.first, 0, sex, i) / PER_1000;
    fill_children(&table, rates->migration);
    rates_table_free(&table);
    return 0;
}

static int read_by_year(const struct csv *csv, struct rates *rates,
                        struct report *report)
{
    const struct rates_shape shape = {
        .path = csv->path,
        .year = "year",
        .age = "age_group",
        .groups = true,
        .optional = true,
        .values = SEXES,
        .value = {[SEX_MALE] = {"male", -NET_PERSONS_MAX, NET_PERSONS_MAX},
                  [SEX_FEMALE] = {"female", -NET_PERSONS_MAX, NET_PERSONS_MAX}}};
    struct rates_table table = {0};
    struct error err;

    TRY(rates_table_read(csv, &shape, &table, report));
    rates->migration_by_year = true;
    rates->migration_first = table.first;
    rates->migration_last = table.last;
    const int years = table.last - table.first + 1;
    rates->migration = calloc((size_t)years * SEXES * AGES, sizeof *rates->migration);
    if (rates->migration == NULL) {
        error_set(&err, MESSAGE_MEMORY, csv->path);
        report_add(report, &err);
    }
    for (int year = 0; year < years && rates->migration != NULL; year++)
        for (int sex = 0; sex < SEXES; sex++)
            for (int age = 0; age < AGES; age++)
                rates->migration[(size_t)(year * SEXES + sex) * AGES + (size_t)age] =
                    rates_table_at(&table, table.first + year, 0, 0, age)[sex];
    rates_table_free(&table);
    return rates->migration == NULL ? -1 : 0;
}

int rates_migrate_read(struct inputs *inputs, const char *path, struct rates *rates,
                       struct report *report)
{
    struct csv csv = {0};
    struct error err;
    int status = -1;

    if (path[0] == '\0')
        return 0;
    if (csv_read(inputs, path, &csv, &err) != 0) {
        report_add(report, &err);
        return -1;
    }
    if (csv_column(&csv, "age_group") >= 0) {
        status = read_by_year(&csv, rates, report);
    } else if (csv_column(&csv, "net_rate_per_1000_per_year") >= 0) {
        status = read_profile(&csv, rates, report);
    } else {
        error_set(&err, MESSAGE_RATES_COLUMNS, path,
                  "'sex', 'age_low', 'net_rate_per_1000_per_year'",
                  "'year', 'age_group', 'male', 'female'");
        error_at(&err, path, csv.header_line, 0);
        report_add(report, &err);
    }
    rates->migration_given = status == 0;
    csv_free(&csv);
    return status;
}
