/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The files of demographic rates: which columns each has, what is checked across
 * columns, and how their numbers become the tables of struct rates. How rows are read
 * is left to rates_table.c. */
#include "core/exact.h"
#include "state/rates.h"
#include "state/rates_parts.h"
#include "state/rates_table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bounds of what a file may say. */
static const double RATIO_MAX = 100; /* of a residence to the nation */
static const double PER_1000 = 1000;
static const double SEX_RATIO_MIN = 50, SEX_RATIO_MAX = 200;
static const double RETIREMENT_MAX = 1200; /* months of age */
/* Shares printed to three digits need not add up to 1 exactly. */
static const double SUM_SLACK = 0.01;
/* A chance this large closes a life table rather than tells of anybody. */
static const double CHANCE_CLOSING = 0.999999;
/* Fertility is carried to this age where rows stand for groups of ages. */
enum { AGE_FERTILE = 49 };

/* What reading needs at hand. */
struct source {
    struct inputs *inputs;
    struct report *report;
    struct rates *rates;
};

/* Opens and reads one file of the given shape. */
static int read_shape(const struct source *source, struct rates_shape *shape,
                      struct rates_table *table)
{
    struct csv csv = {0};
    struct error err;

    if (csv_read(source->inputs, shape->path, &csv, &err) != 0) {
        report_add(source->report, &err);
        return -1;
    }
    const int status = rates_table_read(&csv, shape, table, source->report);
    csv_free(&csv);
    return status;
}

/* An owned array, or NULL with the error reported. */
static double *make_array(const struct source *source, const char *path, size_t count)
{
    double *array = calloc(count, sizeof *array);
    struct error err;

    if (array == NULL) {
        error_set(&err, MESSAGE_MEMORY, path);
        report_add(source->report, &err);
    }
    return array;
}

/* Fills qx from death_prob_last_birthday alone: the one of age x speaks of exact ages
 * around x + 1/2 to x + 3/2, so that the geometric mean of two neighbours' hazards is
 * centred where qx is. */
static void shift_last_birthday(const double last[AGES], double death[AGES])
{
    death[0] = last[0];
    for (int age = 1; age < AGES; age++) {
        const double below = -exact_log(1 - last[age - 1]);
        const double here = -exact_log(1 - last[age]);
        death[age] = 1 - exact_exp(-sqrt(below * here));
    }
}

/* The yearly chance at an age that closes the table: death_prob_last_birthday where
 * given, else the hazard goes on to grow as it did over the two ages below. */
static double open_chance(const double *death, int age, double last)
{
    if (last > 0 && last < CHANCE_CLOSING)
        return last;
    if (age < 2 || death[age - 2] <= 0)
        return CHANCE_CLOSING;
    const double hazard = -exact_log(1 - death[age - 1]);
    const double below = -exact_log(1 - death[age - 2]);
    const double chance = 1 - exact_exp(-hazard * (hazard / below));
    return chance < CHANCE_CLOSING ? chance : CHANCE_CLOSING;
}

static void fill_deaths(const struct rates_table *table, bool exact, bool birthday,
                        int year, int sex, double death[AGES])
{
    double last[AGES] = {0};

    for (int age = 0; age < AGES; age++) {
        const double *cell = rates_table_at(table, year, 0, sex, age);
        death[age] = exact ? cell[0] : 0;
        if (birthday)
            last[age] = cell[exact ? 1 : 0];
        if (last[age] > CHANCE_CLOSING)
            last[age] = CHANCE_CLOSING;
    }
    if (!exact)
        shift_last_birthday(last, death);
    for (int age = 0; age < AGES; age++)
        if (death[age] >= CHANCE_CLOSING)
            death[age] = open_chance(death, age, last[age]);
}

static int read_mortality(const struct source *source, const char *path)
{
    struct rates *rates = source->rates;
    struct rates_shape shape = {
        .path = path, .year = "year", .sex = "sex", .age = "age"};
    struct rates_table table = {0};
    struct csv csv = {0};
    struct error err;
    int status = -1;

    if (csv_read(source->inputs, path, &csv, &err) != 0) {
        report_add(source->report, &err);
        return -1;
    }
    const bool birthday = csv_column(&csv, "death_prob_last_birthday") >= 0;
    const bool exact = csv_column(&csv, "qx") >= 0 || !birthday;
    if (exact) {
        shape.value[shape.values].column = "qx";
        shape.value[shape.values++].high = 1;
    }
    if (birthday) {
        shape.value[shape.values].column = "death_prob_last_birthday";
        shape.value[shape.values++].high = 1;
    }
    TRY_OR(done, rates_table_read(&csv, &shape, &table, source->report));
    rates->year_first = table.first;
    rates->year_last = table.last;
    const int years = table.last - table.first + 1;
    rates->death = make_array(source, path, (size_t)years * SEXES * AGES);
    if (rates->death == NULL)
        goto done;
    for (int year = 0; year < years; year++)
        for (int sex = 0; sex < SEXES; sex++)
            fill_deaths(&table, exact, birthday, table.first + year, sex,
                        rates->death + (size_t)(year * SEXES + sex) * AGES);
    status = 0;
done:
    rates_table_free(&table);
    csv_free(&csv);
    return status;
}

/* A table of rates by residence over those of all, [residence][sex][age] with `sexes`; 1
 * everywhere where the scenario names none. */
static int read_ratio(const struct source *source, struct rates_shape *shape, int sexes,
                      double *ratio)
{
    struct rates_table table = {0};

    shape->optional = true;
    shape->residence = "residence";
    shape->missing = shape->values = 1;
    shape->value[0].column = "ratio_to_all";
    shape->value[0].high = RATIO_MAX;
    if (shape->path[0] != '\0')
        TRY(read_shape(source, shape, &table));
    for (int residence = 0; residence < RESIDENCES; residence++)
        for (int sex = 0; sex < sexes; sex++)
            for (int age = 0; age < AGES; age++)
                *ratio++ =
                    shape->path[0] == '\0'
                        ? 1
                        : *rates_table_at(&table, table.first, residence, sex, age);
    rates_table_free(&table);
    return 0;
}

static int read_mortality_ratio(const struct source *source, const char *path)
{
    struct rates_shape shape = {.path = path, .sex = "sex", .age = "age_low"};

    return read_ratio(source, &shape, SEXES, &source->rates->death_ratio[0][0][0]);
}

static int read_fertility(const struct source *source, const char *path)
{
    struct rates *rates = source->rates;
    struct rates_shape shape = {.path = path,
                                .year = "year",
                                .age = "age",
                                .age_limit = AGE_FERTILE,
                                .optional = true,
                                .values = 1,
                                .value = {{"asfr_per_1000", 0, PER_1000}}};
    struct rates_table table = {0};

    TRY(read_shape(source, &shape, &table));
    rates->fertility_first = table.first;
    rates->fertility_last = table.last;
    const int years = table.last - table.first + 1;
    rates->fertility = make_array(source, path, (size_t)years * AGES);
    for (int year = 0; year < years && rates->fertility != NULL; year++)
        for (int age = 0; age < AGES; age++)
            rates->fertility[(size_t)year * AGES + (size_t)age] =
                *rates_table_at(&table, table.first + year, 0, 0, age) / PER_1000;
    rates_table_free(&table);
    return rates->fertility == NULL ? -1 : 0;
}

static int read_fertility_ratio(const struct source *source, const char *path)
{
    struct rates_shape shape = {.path = path, .age = "age"};

    return read_ratio(source, &shape, 1, &source->rates->birth_ratio[0][0]);
}

static int read_sex_ratio(const struct source *source, const char *path)
{
    struct rates *rates = source->rates;
    struct rates_shape shape = {
        .path = path,
        .year = "year",
        .values = 1,
        .value = {{"srb_males_per_100_females", SEX_RATIO_MIN, SEX_RATIO_MAX}}};
    struct rates_table table = {0};

    TRY(read_shape(source, &shape, &table));
    rates->sex_ratio_first = table.first;
    rates->sex_ratio_last = table.last;
    const int years = table.last - table.first + 1;
    rates->sex_ratio = make_array(source, path, (size_t)years);
    for (int year = 0; year < years && rates->sex_ratio != NULL; year++)
        rates->sex_ratio[year] = *rates_table_at(&table, table.first + year, 0, 0, 0);
    rates_table_free(&table);
    return rates->sex_ratio == NULL ? -1 : 0;
}

/* Notes a sum out of bounds at the line of its row; returns how many it found. */
static int check_sum(const struct source *source, const char *path, int line,
                     const char *what, double sum, double low)
{
    struct error err;

    if (sum >= low && sum <= 1 + SUM_SLACK)
        return 0;
    error_set(&err, MESSAGE_RATES_SUM, what, sum, low, 1 + SUM_SLACK);
    error_at(&err, path, line, 0);
    report_add(source->report, &err);
    return 1;
}

/* What must hold between the columns of one row of the care file. */
static int check_care(const struct source *source, const char *path, int line,
                      const double *care)
{
    return check_sum(source, path, line, "'prev_none', 'prev_mild', 'prev_severe'",
                     care[RATES_PREV_NONE] + care[RATES_PREV_MIDDLE] +
                         care[RATES_PREV_SEVERE],
                     1 - SUM_SLACK) +
           check_sum(source, path, line, "'p_none_to_mild', 'p_none_to_severe'",
                     care[RATES_NONE_TO_MIDDLE] + care[RATES_NONE_TO_SEVERE], 0) +
           check_sum(source, path, line, "'p_mild_to_severe', 'p_mild_to_none'",
                     care[RATES_MIDDLE_TO_SEVERE] + care[RATES_MIDDLE_TO_NONE], 0);
}

/* Copies one sex; returns the number of problems. Below the first age of the file
 * nobody needs care. */
static int copy_care(const struct source *source, const char *path,
                     const struct rates_table *table, int sex)
{
    int problems = 0;
    bool found = false;
    struct error err;

    for (int age = 0; age < AGES; age++) {
        double *care = source->rates->care[sex][age];
        const int line = rates_table_line(table, table->first, 0, sex, age);
        memcpy(care, rates_table_at(table, table->first, 0, sex, age),
               RATES_CARE * sizeof *care);
        if (line != 0)
            problems += check_care(source, path, line, care);
        found = found || line != 0;
        if (!found)
            care[RATES_PREV_NONE] = 1;
    }
    if (found)
        return problems;
    error_set(&err, MESSAGE_RATES_MISSING, path, sex == SEX_MALE ? "male" : "female");
    error_at(&err, path, 0, 0);
    report_add(source->report, &err);
    return problems + 1;
}

static int read_care(const struct source *source, const char *path)
{
    static const char *const columns[RATES_CARE] = {
        "prev_none",        "prev_mild",         "prev_severe",     "death_prob_none",
        "death_prob_mild",  "death_prob_severe", "p_none_to_mild",  "p_none_to_severe",
        "p_mild_to_severe", "p_mild_to_none",    "p_severe_to_mild"};
    struct rates_shape shape = {.path = path,
                                .sex = "sex",
                                .age = "age",
                                .optional = true,
                                .values = RATES_CARE};
    struct rates_table table = {0};
    int problems = 0;

    for (int k = 0; k < RATES_CARE; k++) {
        shape.value[k].column = columns[k];
        shape.value[k].high = 1;
    }
    TRY(read_shape(source, &shape, &table));
    for (int sex = 0; sex < SEXES; sex++)
        problems += copy_care(source, path, &table, sex);
    rates_table_free(&table);
    return problems == 0 ? 0 : -1;
}

static int read_employment(const struct source *source, const char *path)
{
    struct rates_shape shape = {.path = path,
                                .sex = "sex",
                                .age = "age_low",
                                .values = 1,
                                .value = {{"share_working", 0, 1}}};
    struct rates_table table = {0};

    TRY(read_shape(source, &shape, &table));
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < AGES; age++)
            source->rates->working[sex][age] =
                *rates_table_at(&table, table.first, 0, sex, age);
    rates_table_free(&table);
    return 0;
}

static int read_retirement(const struct source *source, const char *path)
{
    struct rates *rates = source->rates;
    struct rates_shape shape = {.path = path,
                                .year = "year",
                                .sex = "sex",
                                .values = 1,
                                .value = {{"age_months", 0, RETIREMENT_MAX}}};
    struct rates_table table = {0};

    TRY(read_shape(source, &shape, &table));
    rates->retirement_first = table.first;
    rates->retirement_last = table.last;
    const int years = table.last - table.first + 1;
    rates->retirement = make_array(source, path, (size_t)years * SEXES);
    for (int year = 0; year < years && rates->retirement != NULL; year++)
        for (int sex = 0; sex < SEXES; sex++)
            rates->retirement[year * SEXES + sex] =
                *rates_table_at(&table, table.first + year, 0, sex, 0);
    rates_table_free(&table);
    return rates->retirement == NULL ? -1 : 0;
}

static int read_marriage(const struct source *source, const char *path)
{
    struct rates_shape shape = {
        .path = path,
        .sex = "sex",
        .age = "age_low",
        .values = 2,
        .value = {{"share_partnered", 0, 1}, {"seek_weight", 0, 1}}};
    struct rates_table table = {0};

    TRY(read_shape(source, &shape, &table));
    for (int sex = 0; sex < SEXES; sex++) {
        for (int age = 0; age < AGES; age++) {
            const double *cell = rates_table_at(&table, table.first, 0, sex, age);
            source->rates->partnered[sex][age] = cell[0];
            source->rates->seek[sex][age] = cell[1];
        }
    }
    rates_table_free(&table);
    return 0;
}

int rates_read(struct inputs *inputs, const struct rate_files *files,
               struct rates *rates, struct report *report)
{
    const struct source source = {inputs, report, rates};
    int status = 0;

    memset(rates, 0, sizeof *rates);
    /* Every file is read whatever the others hold, so that all problems are told. */
    status |= read_mortality(&source, files->mortality);
    status |= read_mortality_ratio(&source, files->mortality_ratio);
    status |= read_fertility(&source, files->fertility);
    status |= read_fertility_ratio(&source, files->fertility_ratio);
    status |= read_sex_ratio(&source, files->sex_ratio);
    status |= read_care(&source, files->care);
    status |= rates_migrate_read(inputs, files->migration, rates, report);
    status |= read_employment(&source, files->employment);
    status |= read_retirement(&source, files->retirement);
    status |= read_marriage(&source, files->marriage);
    if (status != 0)
        rates_free(rates);
    return status;
}
