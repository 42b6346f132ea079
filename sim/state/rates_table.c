/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads tables of rates of any country: keys may come in any order of rows, ages in
 * single years or groups, years with gaps. What the numbers mean is left to
 * rates_read.c. */
#include "state/rates_table.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Years a file may speak of. */
enum { YEAR_MIN = 1800, YEAR_MAX = 2300 };
/* Problems of one file that are reported before it is left. */
enum { PROBLEMS_MOST = 100 };
/* A row of a residence that the model does not tell apart. */
enum { RESIDENCE_SKIPPED = -1 };

static const char *const RESIDENCE_NAMES[RESIDENCES] = {"city", "town", "rural"};
static const char *const SEX_NAMES[SEXES] = {"male", "female"};

/* Where a row belongs. */
struct key {
    int64_t year;
    int residence, sex, low, high; /* high -1: until the next row's age */
};

struct columns {
    int year, residence, sex, age, value[RATES_TABLE_VALUES];
};

struct reader {
    const struct csv *csv;
    const struct rates_shape *shape;
    struct columns columns;
    struct key *keys; /* owned; [rows] */
    struct report *report;
    size_t problems;
};

/* Notes a problem that has its place already. */
static void note(struct reader *reader, const struct error *err)
{
    reader->problems++;
    if (reader->problems <= PROBLEMS_MOST)
        report_add(reader->report, err);
}

/* Line of row `i`, or of the header when `i` is negative. */
static void note_at(struct reader *reader, struct error *err, int i)
{
    const struct csv *csv = reader->csv;
    error_at(err, csv->path, i < 0 ? csv->header_line : csv->lines[i], 0);
    note(reader, err);
}

static size_t cell_index(const struct rates_table *table, int year, int residence,
                         int sex, int age)
{
    assert(year >= table->first && year <= table->last);
    size_t index = (size_t)(year - table->first);
    index = index * (size_t)table->residences + (size_t)residence;
    index = index * (size_t)table->sexes + (size_t)sex;
    return index * (size_t)table->ages + (size_t)age;
}

const double *rates_table_at(const struct rates_table *table, int year, int residence,
                             int sex, int age)
{
    return table->cells +
           cell_index(table, year, residence, sex, age) * (size_t)table->values;
}

int rates_table_line(const struct rates_table *table, int year, int residence, int sex,
                     int age)
{
    return table->lines[cell_index(table, year, residence, sex, age)];
}

void rates_table_free(struct rates_table *table)
{
    free(table->cells);
    free(table->lines);
    memset(table, 0, sizeof *table);
}

static void find_column(struct reader *reader, const char *name, int *column)
{
    struct error err;
    *column = -1;
    if (name != NULL && csv_require(reader->csv, name, column, &err) != 0)
        note(reader, &err);
}

static void find_columns(struct reader *reader)
{
    const struct rates_shape *shape = reader->shape;
    struct columns *columns = &reader->columns;

    find_column(reader, shape->year, &columns->year);
    find_column(reader, shape->residence, &columns->residence);
    find_column(reader, shape->sex, &columns->sex);
    find_column(reader, shape->age, &columns->age);
    for (int k = 0; k < shape->values; k++)
        find_column(reader, shape->value[k].column, &columns->value[k]);
}

/* Index of a cell's word among `names`; notes what is unknown and returns 0 then. */
static int read_word(struct reader *reader, int i, int column, const char *const *names,
                     int count, const char *list)
{
    const char *text = csv_text(reader->csv, i, column);
    struct error err;

    for (int k = 0; k < count; k++)
        if (strcmp(text, names[k]) == 0)
            return k;
    error_set(&err, MESSAGE_RATES_WORD, reader->csv->header[column], text, list);
    note_at(reader, &err, i);
    return 0;
}

static int read_residence(struct reader *reader, int i)
{
    const char *text = csv_text(reader->csv, i, reader->columns.residence);

    if (strcmp(text, "urban") == 0 || strcmp(text, "all") == 0 ||
        strcmp(text, "total") == 0)
        return RESIDENCE_SKIPPED;
    return read_word(reader, i, reader->columns.residence, RESIDENCE_NAMES, RESIDENCES,
                     "city, town, rural, urban, all");
}

/* "0-4", "85+", "30" or "30 - 34": the ages it spans. */
static bool parse_group(const char *text, struct key *key)
{
    char sign = '\0', rest = '\0';
    const int found =
        sscanf(text, "%3d %c %3d %c", &key->low, &sign, &key->high, &rest);

    if (found == 1)
        key->high = key->low;
    else if (found == 2 && sign == '+')
        key->high = AGE_LAST;
    else if (found != 3 || sign != '-')
        return false;
    return key->low >= 0 && key->high >= key->low && key->high <= AGE_LAST;
}

static void read_age(struct reader *reader, int i, struct key *key)
{
    const int column = reader->columns.age;
    struct error err;
    int64_t age = 0;

    if (reader->shape->groups) {
        const char *text = csv_text(reader->csv, i, column);
        if (parse_group(text, key))
            return;
        error_set(&err, MESSAGE_RATES_AGE_GROUP, reader->csv->header[column], text);
        note_at(reader, &err, i);
        key->low = key->high = 0;
        return;
    }
    if (csv_integer(reader->csv, i, column, 0, AGE_LAST, &age, &err) != 0)
        note(reader, &err);
    key->low = (int)age;
    key->high = -1;
}

static void read_keys(struct reader *reader)
{
    const struct rates_shape *shape = reader->shape;

    for (int i = 0; i < reader->csv->rows; i++) {
        struct key *key = &reader->keys[i];
        struct error err;
        if (shape->year != NULL &&
            csv_integer(reader->csv, i, reader->columns.year, YEAR_MIN, YEAR_MAX,
                        &key->year, &err) != 0)
            note(reader, &err);
        if (shape->residence != NULL)
            key->residence = read_residence(reader, i);
        if (shape->sex != NULL)
            key->sex = read_word(reader, i, reader->columns.sex, SEX_NAMES, SEXES,
                                 "male, female");
        if (shape->age != NULL)
            read_age(reader, i, key);
    }
}

/* Describes a cell for a message, such as "2024, city, male, age 30". */
static const char *describe(const struct rates_shape *shape, int year, int residence,
                            int sex, int age, char text[128])
{
    char parts[4][24] = {"", "", "", ""};
    int count = 0;

    if (shape->year != NULL)
        snprintf(parts[count++], sizeof parts[0], "%d", year);
    if (shape->residence != NULL)
        snprintf(parts[count++], sizeof parts[0], "%s", RESIDENCE_NAMES[residence]);
    if (shape->sex != NULL)
        snprintf(parts[count++], sizeof parts[0], "%s", SEX_NAMES[sex]);
    if (shape->age != NULL)
        snprintf(parts[count++], sizeof parts[0], "age %d", age);
    snprintf(text, 128, "%s%s%s%s%s%s%s", parts[0], count > 1 ? ", " : "", parts[1],
             count > 2 ? ", " : "", parts[2], count > 3 ? ", " : "", parts[3]);
    return text;
}

/* Puts the numbers of row `i` where its key says. */
static void read_values(struct reader *reader, int i, struct rates_table *table)
{
    const struct rates_shape *shape = reader->shape;
    const struct key *key = &reader->keys[i];
    const int high = key->high < 0 ? key->low : key->high;
    double value[RATES_TABLE_VALUES] = {0};
    struct error err;
    char text[128];

    for (int k = 0; k < shape->values; k++)
        if (csv_number(reader->csv, i, reader->columns.value[k], shape->value[k].low,
                       shape->value[k].high, &value[k], &err) != 0)
            note(reader, &err);
    for (int age = key->low; age <= high; age++) {
        const size_t cell =
            cell_index(table, (int)key->year, key->residence, key->sex, age);
        if (table->lines[cell] != 0) {
            error_set(
                &err, MESSAGE_RATES_TWICE,
                describe(shape, (int)key->year, key->residence, key->sex, age, text));
            note_at(reader, &err, i);
            return;
        }
        table->lines[cell] = reader->csv->lines[i];
        for (int k = 0; k < shape->values; k++)
            table->cells[cell * (size_t)table->values + (size_t)k] =
                value[k] / (high - key->low + 1);
    }
}

/* Carries each age's values to the ages above that have none; below the first, and
 * where there is no row at all, the shape's `missing` or a problem. */
static void fill_ages(struct reader *reader, struct rates_table *table, int year,
                      int residence, int sex)
{
    const struct rates_shape *shape = reader->shape;
    const size_t start = cell_index(table, year, residence, sex, 0);
    const size_t values = (size_t)table->values;
    int last = -1;
    char text[128];
    struct error err;

    for (int age = 0; age < table->ages; age++)
        if (table->lines[start + (size_t)age] != 0)
            last = age;
    if (!shape->optional && table->lines[start] == 0) {
        error_set(&err, MESSAGE_RATES_MISSING, reader->csv->path,
                  describe(shape, year, residence, sex, 0, text));
        note_at(reader, &err, -1);
        return;
    }
    bool found = false;
    for (int age = 0; age < table->ages; age++) {
        double *cell = table->cells + (start + (size_t)age) * values;
        const bool carried = !shape->groups && (shape->age_limit == 0 || age <= last ||
                                                age <= shape->age_limit);
        if (table->lines[start + (size_t)age] != 0)
            found = true;
        else if (found && carried)
            memcpy(cell, cell - values, values * sizeof *cell);
        else
            for (size_t k = 0; k < values; k++)
                cell[k] = found ? 0 : shape->missing;
    }
}

/* Whether any row speaks of the year. */
static bool has_year(const struct reader *reader, int year)
{
    for (int i = 0; i < reader->csv->rows; i++)
        if (reader->keys[i].year == year && reader->keys[i].residence >= 0)
            return true;
    return false;
}

/* Fills the years without rows from the nearest that has some, of two the earlier. */
static void fill_years(const struct reader *reader, struct rates_table *table)
{
    const size_t size = (size_t)table->residences * (size_t)table->sexes *
                        (size_t)table->ages * (size_t)table->values;

    for (int year = table->first; year <= table->last; year++) {
        int distance = 0;
        while (!has_year(reader, year - distance) && !has_year(reader, year + distance))
            distance++;
        if (distance == 0)
            continue;
        const int from =
            has_year(reader, year - distance) ? year - distance : year + distance;
        memcpy(table->cells + (size_t)(year - table->first) * size,
               table->cells + (size_t)(from - table->first) * size,
               size * sizeof *table->cells);
    }
}

/* Finds the span of years and makes room. */
static int make_room(const struct reader *reader, struct rates_table *table,
                     struct error *err)
{
    const struct rates_shape *shape = reader->shape;

    table->first = YEAR_MAX + 1;
    for (int i = 0; i < reader->csv->rows; i++) {
        const int year = (int)reader->keys[i].year;
        if (reader->keys[i].residence < 0)
            continue;
        table->first = year < table->first ? year : table->first;
        table->last = year > table->last ? year : table->last;
    }
    if (table->first > YEAR_MAX)
        return error_set(err, MESSAGE_RATES_EMPTY, reader->csv->path);
    table->residences = shape->residence != NULL ? RESIDENCES : 1;
    table->sexes = shape->sex != NULL ? SEXES : 1;
    table->ages = shape->age != NULL ? AGES : 1;
    table->values = shape->values;
    const size_t cells = (size_t)(table->last - table->first + 1) *
                         (size_t)table->residences * (size_t)table->sexes *
                         (size_t)table->ages;
    table->cells = calloc(cells * (size_t)table->values, sizeof *table->cells);
    table->lines = calloc(cells, sizeof *table->lines);
    if (table->cells == NULL || table->lines == NULL)
        return error_set(err, MESSAGE_MEMORY, reader->csv->path);
    return 0;
}

static void read_cells(struct reader *reader, struct rates_table *table)
{
    for (int i = 0; i < reader->csv->rows; i++)
        if (reader->keys[i].residence >= 0)
            read_values(reader, i, table);
    /* Missing rows are worth telling only where every row was understood. */
    if (reader->problems > 0)
        return;
    for (int year = table->first; year <= table->last; year++) {
        if (!has_year(reader, year))
            continue;
        for (int residence = 0; residence < table->residences; residence++)
            for (int sex = 0; sex < table->sexes; sex++)
                fill_ages(reader, table, year, residence, sex);
    }
    fill_years(reader, table);
}

int rates_table_read(const struct csv *csv, const struct rates_shape *shape,
                     struct rates_table *table, struct report *report)
{
    struct reader reader = {.csv = csv, .shape = shape, .report = report};
    struct error err;

    assert(shape->values <= RATES_TABLE_VALUES);
    memset(table, 0, sizeof *table);
    find_columns(&reader);
    if (reader.problems > 0)
        return -1;
    reader.keys = calloc((size_t)csv->rows + 1, sizeof *reader.keys);
    if (reader.keys == NULL) {
        error_set(&err, MESSAGE_MEMORY, csv->path);
        note(&reader, &err);
        return -1;
    }
    read_keys(&reader);
    if (reader.problems == 0) {
        if (make_room(&reader, table, &err) != 0)
            note_at(&reader, &err, -1);
        else
            read_cells(&reader, table);
    }
    free(reader.keys);
    if (reader.problems > 0)
        rates_table_free(table);
    return reader.problems > 0 ? -1 : 0;
}
