/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A made-up run for tests of results files: a city of three reported communities and
 * one of the rim, two chosen districts of three, from 2021-03 to 2022-12, two rows,
 * whose numbers follow a rule and not a model. */
#ifndef LINLI_TESTS_SUPPORT_RESULT_FIXTURE_H
#define LINLI_TESTS_SUPPORT_RESULT_FIXTURE_H

#include "io/part.h"
#include "io/result_read.h"
#include "param/settings.h"
#include "support/check.h"
#include "support/scratch.h"
#include "support/settings.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct result_fixture {
    char folder[SCRATCH_SIZE], out[96];
    struct community communities[4];
    struct district *districts; /* owned; [3] */
    struct city city;
    struct scenario scenario; /* texts borrowed but for origins */
    struct inputs inputs;
    struct catalogue *catalogue;        /* owned; NULL: a run without services */
    bool synthetic[CATALOGUE_PRODUCTS]; /* of them, those with drawn sites */
    bool met_none; /* no need is met: these series break the rule */
    struct result_layout layout;
};

#define FIXTURE_YAML \
    "linli: 1\ntitle: {zh: 测试, en: \"It's a test\"}\ncity: ../packs/x\n"
#define FIXTURE_CSV "code,name\n440103,荔湾区\n"

static inline struct community fixture_community(int64_t code, const char *name,
                                                 int district, bool reported)
{
    struct community community = {.code = code,
                                  .district = district,
                                  .subdistrict = code / 1000,
                                  .residence = (enum residence)(code % RESIDENCES),
                                  .type = (enum community_type)(code % COMMUNITY_TYPES),
                                  .longitude = 113.2345 + (double)district / 8,
                                  .latitude = 23.1357,
                                  .known_point = KNOWN_ASSUMED,
                                  .known_type = KNOWN_ESTIMATED,
                                  .reported = reported};
    snprintf(community.name_zh, NAME_SIZE, "%s", name);
    return community;
}

static inline void fixture_district(struct district *district, int64_t code,
                                    const char *zh, const char *en, bool chosen)
{
    district->code = code;
    snprintf(district->name_zh, NAME_SIZE, "%s", zh);
    snprintf(district->name_en, NAME_SIZE, "%s", en);
    district->chosen = chosen;
}

static inline void fixture_scenario(struct scenario *scenario, const char *path)
{
    static char zh[] = "测试", en[] = "It's a test", city[] = "packs/x";
    *scenario = (struct scenario){.path = strdup(path),
                                  .from = month_of(2021, 3),
                                  .until = month_of(2022, 12),
                                  .seed = 2385,
                                  .population_seed = 17,
                                  .panel_share = 0.01};
    settings_empty(scenario);
    scenario->title_zh = zh;
    scenario->title_en = en;
    scenario->city = city;
    parameters_init(&scenario->parameters);
    scenario->setting_origin = calloc(SETTINGS, sizeof *scenario->setting_origin);
    scenario->parameter_origin = calloc(PARAMETERS, sizeof *scenario->parameter_origin);
}

static inline void fixture_layout(struct result_fixture *f, int rows)
{
    struct error err;
    f->layout = (struct result_layout){.scenario = &f->scenario,
                                       .city = &f->city,
                                       .inputs = &f->inputs,
                                       .catalogue = f->catalogue,
                                       .synthetic = f->synthetic,
                                       .rows = rows};
    assert_int_equal(result_layout_init(&f->layout, &err), 0);
}

static inline void result_fixture_init(struct result_fixture *f)
{
    struct error err;
    *f = (struct result_fixture){0};
    scratch_make(f->folder);
    snprintf(f->out, sizeof f->out, "%s/out.h5", f->folder);
    f->communities[0] = fixture_community(440103001001, "沙面社区", 0, true);
    f->communities[0].known_point = KNOWN_OBSERVED;
    f->communities[1] = fixture_community(440103001003, "翠洲社区", 0, true);
    f->communities[2] = fixture_community(440104002005, "边缘社区", 1, false);
    f->communities[3] = fixture_community(440105003007, "赤岗社区", 2, true);
    f->districts = calloc(3, sizeof *f->districts);
    assert_non_null(f->districts);
    fixture_district(&f->districts[0], 440103, "荔湾区", "Liwan", true);
    fixture_district(&f->districts[1], 440104, "越秀区", "Yuexiu", false);
    fixture_district(&f->districts[2], 440105, "海珠区", "Haizhu", true);
    f->city = (struct city){.name_zh = "广州",
                            .name_en = "Guangzhou",
                            .districts = f->districts,
                            .district_count = 3,
                            .communities = f->communities,
                            .community_count = 4};
    fixture_scenario(&f->scenario, "scenarios/free.yaml");
    inputs_init(&f->inputs);
    assert_int_equal(inputs_add(&f->inputs, "scenarios/free.yaml", FIXTURE_YAML,
                                strlen(FIXTURE_YAML), &err),
                     0);
    assert_int_equal(inputs_add(&f->inputs, "packs/x/districts.csv", FIXTURE_CSV,
                                strlen(FIXTURE_CSV), &err),
                     0);
    assert_int_equal(inputs_add(&f->inputs, "packs/x/empty.csv", "", 0, &err), 0);
    fixture_layout(f, 2);
}

/* Set-up and tear-down of a test whose state is a fixture. */
static inline int result_fixture_start(void **state)
{
    static struct result_fixture fixture;
    result_fixture_init(&fixture);
    *state = &fixture;
    return 0;
}

/* One product of the catalogue. */
static inline void fixture_product(struct catalogue *catalogue, const char *key,
                                   const char *en, const char *zh, int service,
                                   enum use use)
{
    struct product *product = &catalogue->products[catalogue->product_count++];
    snprintf(product->key, sizeof product->key, "%s", key);
    snprintf(product->en, sizeof product->en, "%s", en);
    snprintf(product->zh, sizeof product->zh, "%s", zh);
    product->code = catalogue_code(key);
    product->service = service;
    product->use = use;
}

/* Gives the run services: three products of two services. */
static inline void result_fixture_add_services(struct result_fixture *f)
{
    struct catalogue *catalogue = calloc(1, sizeof *catalogue);
    assert_non_null(catalogue);
    catalogue->service_count = 2;
    catalogue->services[0] = (struct service){"childcare", "托育", "Childcare"};
    catalogue->services[1] = (struct service){"meals", "助餐", "Meals"};
    fixture_product(catalogue, "childcare_full", "full-day childcare", "全日托", 0,
                    USE_PLACE);
    fixture_product(catalogue, "childcare_hour", "childcare by the hour", "计时托", 0,
                    USE_VISIT);
    fixture_product(catalogue, "meal_in", "meals eaten in", "堂食", 1, USE_VISIT);
    catalogue->products[2].tier = TIER_QUALITY;
    f->catalogue = catalogue;
    f->synthetic[1] = true;
    result_layout_free(&f->layout);
    fixture_layout(f, 2);
}

/* Gives it books as well, of two trades. */
static inline void result_fixture_add_books(struct result_fixture *f)
{
    static char costs[] = "costs.csv", indices[] = "indices.csv";
    result_fixture_add_services(f);
    f->catalogue->trade_count = 2;
    f->catalogue->trades[0] =
        (struct trade){.key = "nurse", .zh = "护士", .en = "Nurse"};
    f->catalogue->trades[1] = (struct trade){.key = "cook", .zh = "厨师", .en = "Cook"};
    f->scenario.costs = costs;
    f->scenario.indices = indices;
    result_layout_free(&f->layout);
    fixture_layout(f, 2);
}

static inline void result_fixture_free(struct result_fixture *f)
{
    struct error err;
    assert_int_equal(part_clear(f->out, &err), 0);
    unlink(f->out);
    result_layout_free(&f->layout);
    inputs_free(&f->inputs);
    free(f->scenario.path);
    free(f->scenario.setting_origin);
    free(f->scenario.parameter_origin);
    free(f->districts);
    free(f->catalogue);
    /* Fails, and so tells, when a test or the code left a file behind. */
    assert_int_equal(rmdir(f->folder), 0);
}

static inline int result_fixture_end(void **state)
{
    result_fixture_free(*state);
    return 0;
}

/* Opens a results file that must be sound. */
static inline struct result *fixture_open_file(const char *path)
{
    struct result *result = NULL;
    struct error err;
    if (result_open(path, &result, &err) != 0)
        fail_msg("%s", err.en);
    return result;
}

/* The rule: tells series, row, period and element apart. */
static inline int32_t fixture_value(enum series series, int run, int period,
                                    int64_t element)
{
    return (int32_t)(element * 7 + period * 10007 + run * 1000003 + (int)series);
}

static inline void fixture_write_series(const struct result_fixture *f,
                                        struct part *part, enum series series, int run,
                                        int period)
{
    struct error err;
    const int64_t size = result_period_size(&f->layout, series);
    int32_t *whole = calloc((size_t)size, sizeof *whole);
    double *real = calloc((size_t)size, sizeof *real);
    assert_true(whole != NULL && real != NULL);
    for (int64_t i = 0; i < size; i++) {
        whole[i] = fixture_value(series, run, period, i);
        real[i] = i % 5 == 3 ? (double)NAN : whole[i] / 8.0;
        if (f->met_none && series == SERIES_community_met_any)
            whole[i] = 0;
    }
    const bool is_whole = series_info[series].type == SERIES_INT32;
    assert_int_equal(
        part_write(part, series, period, is_whole ? (void *)whole : (void *)real, &err),
        0);
    free(whole);
    free(real);
}

/* `year + run + 2` records; the last lives outside the reported communities. */
static inline void fixture_write_panel(struct part *part, int run, int year)
{
    struct error err;
    struct panel_record records[16] = {{0}};
    const int count = year + run + 2;
    for (int i = 0; i < count; i++)
        records[i] = (struct panel_record){.id = UINT64_C(0xF000000000000001) +
                                                 (uint64_t)(i * 16),
                                           .mother = (uint64_t)i,
                                           .community = i == count - 1 ? -1 : i % 3,
                                           .age = (int16_t)(i * 23 + year),
                                           .sex = (int8_t)(i % 2),
                                           .care = (int8_t)(i % CARES),
                                           .activity = (int8_t)(i % ACTIVITIES),
                                           .parity = 3,
                                           .household_size = 255,
                                           .income = 65535,
                                           .arrival = month_of(1987, 11)};
    assert_int_equal(part_write_panel(part, year, records, count, &err), 0);
}

/* The rule of tables: as many records as fixture_records says, at some time none. */
static inline int fixture_records(enum tables_table table, int run, int year)
{
    return tables_yearly(table) ? (year + 2 * run + (int)table) % 3 : 2 + run;
}

static inline int64_t fixture_cell(enum tables_table table, int column, int run,
                                   int year, int record)
{
    const int64_t value = record * 3 + column + year * 5 + run * 7;
    return tables_info(table, column).type == TABLES_INT64
               ? value * INT64_C(10000000019)
               : value - 1;
}

static inline void fixture_write_tables(const struct result_fixture *f,
                                        struct part *part, int run, int year)
{
    struct error err;
    int64_t values[64 * 4];
    for (enum tables_table table = 0; table < TABLES; table++) {
        const int count = fixture_records(table, run, year);
        if (year >= part_table_years(&f->layout, table))
            continue;
        for (int k = 0; k < tables_columns(table); k++)
            for (int i = 0; i < count; i++)
                values[k * count + i] = fixture_cell(table, k, run, year, i);
        assert_int_equal(part_write_table(part, table, year, values, count, &err), 0);
    }
}

/* Writes all of a row up to its end, but does not close it. */
static inline struct part *fixture_start(const struct result_fixture *f, int run)
{
    struct part *part;
    struct error err;
    assert_int_equal(part_open(&part, &f->layout, f->out, run, &err), 0);
    for (int m = 0; m < f->layout.months; m++) {
        const month now = f->layout.month_first + m;
        const int year = month_year(now) - f->layout.year_first;
        for (enum series series = 0; series < SERIES_COUNT; series++)
            if (part_periods(&f->layout, series) == 0)
                continue;
            else if (series_info[series].when == SERIES_MONTH)
                fixture_write_series(f, part, series, run, m);
            else if (month_number(now) == MONTHS_PER_YEAR)
                fixture_write_series(f, part, series, run, year);
        if (month_number(now) != MONTHS_PER_YEAR)
            continue;
        fixture_write_panel(part, run, year);
        fixture_write_tables(f, part, run, year);
    }
    return part;
}

static inline void fixture_write_row(const struct result_fixture *f, int run)
{
    struct error err;
    assert_int_equal(part_close(fixture_start(f, run), &err), 0);
}

/* A whole results file at f->out. */
static inline void fixture_write_file(const struct result_fixture *f)
{
    struct error err = {0};
    for (int run = 0; run < f->layout.rows; run++)
        fixture_write_row(f, run);
    if (result_assemble(&f->layout, f->out, &err) != 0)
        fail_msg("%s", err.en);
}

/* Reads a whole file; freed by the caller. */
static inline uint8_t *fixture_slurp(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    *size = (size_t)ftell(file);
    rewind(file);
    uint8_t *bytes = malloc(*size + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    fclose(file);
    return bytes;
}

static inline void fixture_spill(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/* Every number of a series of a row is what the rule says; none when it is not there. */
static inline void fixture_check_series(struct result *result,
                                        const struct result_fixture *f,
                                        enum series series, int run)
{
    struct error err;
    const int periods = result_periods(result, series);
    const int64_t elements = result_elements(result, series);
    const bool whole = series_info[series].type == SERIES_INT32;
    void *data = calloc((size_t)(periods * elements) + 1, sizeof(double));
    assert_non_null(data);
    assert_int_equal(elements, result_period_size(&f->layout, series));
    if (periods == 0) {
        free(data);
        return;
    }
    assert_int_equal(result_read_series(result, series, run, 0, periods, data, &err),
                     0);
    for (int64_t i = 0; i < periods * elements; i++) {
        const int32_t rule =
            fixture_value(series, run, (int)(i / elements), i % elements);
        if (whole)
            assert_int_equal(((const int32_t *)data)[i], rule);
        else if (i % elements % 5 == 3)
            assert_true(isnan(((const double *)data)[i]));
        else
            assert_true(((const double *)data)[i] == rule / 8.0);
    }
    free(data);
}

/* Leaves a whole results file at `path`; one with services lasts until 2025-12, so that
 * two years lie behind the warm start. */
static inline int fixture_write_sample(const char *path, bool services, bool books)
{
    struct result_fixture fixture;
    size_t size;
    result_fixture_init(&fixture);
    if (services) {
        fixture.scenario.until = month_of(2025, 12);
        if (books)
            result_fixture_add_books(&fixture);
        else
            result_fixture_add_services(&fixture);
    }
    fixture_write_file(&fixture);
    uint8_t *bytes = fixture_slurp(fixture.out, &size);
    fixture_spill(path, bytes, size);
    free(bytes);
    result_fixture_free(&fixture);
    return 0;
}

#endif
