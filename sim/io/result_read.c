/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Opens results files and reads their series and inputs. */
#include "io/result_reading.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* More than any run has; above, a size is no size but damage. */
enum {
    ROWS_MAX = 1 << 24,
    YEARS_MAX = 6000,
    PLACES_MAX = 1 << 24,
    INPUT_MAX = 1 << 30,
};

const struct result_summary *result_summary(const struct result *result)
{
    return &result->summary;
}

struct series_extent result_read_extent(const struct result *result)
{
    const struct result_summary *summary = &result->summary;
    return (struct series_extent){summary->communities, summary->districts,
                                  summary->products, summary->services,
                                  summary->trades};
}

int result_periods(const struct result *result, enum series series)
{
    const struct series_extent extent = result_read_extent(result);
    if (!series_present(series, &extent))
        return 0;
    return series_info[series].when == SERIES_YEAR ? result->summary.years
                                                   : result->summary.months;
}

int result_dimensions(const struct result *result, enum series series,
                      enum dimension dimension[SERIES_DIMENSIONS],
                      int64_t size[SERIES_DIMENSIONS])
{
    const struct series_extent extent = result_read_extent(result);
    int rank = 0;
    for (int i = 0; i < SERIES_DIMENSIONS; i++) {
        const enum dimension d = series_info[series].dimension[i];
        if (d == DIMENSION_NONE)
            continue;
        dimension[rank] = d;
        size[rank++] = series_length(d, &extent);
    }
    return rank;
}

int64_t result_elements(const struct result *result, enum series series)
{
    const struct series_extent extent = result_read_extent(result);
    return series_elements(series, &extent);
}

/* The length of a dimension whose coordinate has type `type`, and its first value. */
static int measure(struct result *result, const char *path, enum h5_type type,
                   int64_t limit, int *length, int64_t *first, struct error *err)
{
    const int64_t start = 0, one = 1;
    int64_t size = 0, value = 0;
    int32_t narrow = 0;
    h5_object object = -1;
    int status = 0;
    TRY(h5_shape(result->file, path, type, 1, limit, &size, &object, err));
    if (first != NULL && size > 0)
        status = h5_read(result->file, object, type, &start, &one,
                         type == H5_INT32 ? (void *)&narrow : (void *)&value, err);
    h5_release(object);
    *length = (int)size;
    if (first != NULL)
        *first = type == H5_INT32 ? narrow : value;
    return status;
}

static int measure_all(struct result *result, struct error *err)
{
    enum { YYYYMM = 100 };
    struct result_summary *summary = &result->summary;
    int64_t year = 0, first = 0;
    int seeds = 0, records = 0;
    TRY(measure(result, "/row", H5_INT32, ROWS_MAX, &summary->rows, NULL, err));
    TRY(measure(result, "/seed", H5_INT64, ROWS_MAX, &seeds, &summary->seed, err));
    TRY(measure(result, "/year", H5_INT32, YEARS_MAX, &summary->years, &year, err));
    TRY(measure(result, "/month", H5_INT32, YEARS_MAX * MONTHS_PER_YEAR,
                &summary->months, &first, err));
    TRY(measure(result, "/community", H5_INT64, PLACES_MAX, &summary->communities, NULL,
                err));
    TRY(measure(result, "/district", H5_INT64, PLACES_MAX, &summary->districts, NULL,
                err));
    if (h5_has(result->file, "/product")) {
        TRY(measure(result, "/product", H5_TEXT, CATALOGUE_PRODUCTS, &summary->products,
                    NULL, err));
        TRY(measure(result, "/service", H5_TEXT, CATALOGUE_SERVICES, &summary->services,
                    NULL, err));
    }
    if (h5_has(result->file, "/trade"))
        TRY(measure(result, "/trade", H5_TEXT, CATALOGUE_TRADES, &summary->trades, NULL,
                    err));
    if (h5_has(result->file, "/panel"))
        TRY(measure(result, "/panel/row", H5_INT32, INT32_MAX, &records, NULL, err));
    summary->panel_records = records;
    summary->year_first = (int)year;
    if (summary->rows == 0 || seeds != summary->rows || summary->years == 0 ||
        summary->months == 0)
        return error_set(err, MESSAGE_RESULT_DISORDER, result->path, "row", "lengths");
    if (year < 0 || year > YEARS_MAX || first / YYYYMM != year || first % YYYYMM < 1 ||
        first % YYYYMM > MONTHS_PER_YEAR)
        return error_set(err, MESSAGE_RESULT_DISORDER, result->path, "month", "dates");
    summary->month_first = month_of((int)year, (int)(first % YYYYMM));
    return 0;
}

/* Opens a series after checking type, rank and every size. */
static int open_series(struct result *result, enum series series, h5_object *object,
                       struct error *err)
{
    enum dimension dimension[SERIES_DIMENSIONS];
    int64_t expected[SERIES_DIMENSIONS + 2], size[H5_RANK];
    char path[64];
    const int rank = 2 + result_dimensions(result, series, dimension, expected + 2);
    const enum h5_type type =
        series_info[series].type == SERIES_INT32 ? H5_INT32 : H5_DOUBLE;
    expected[0] = result->summary.rows;
    expected[1] = result_periods(result, series);
    snprintf(path, sizeof path, "/%s", series_info[series].name);
    TRY(h5_shape(result->file, path, type, rank, INT32_MAX, size, object, err));
    for (int i = 0; i < rank; i++)
        if (size[i] != expected[i]) {
            h5_release(*object);
            return error_set(err, MESSAGE_RESULT_SHAPE, result->path, path + 1);
        }
    return 0;
}

static int read_texts(struct result *result, struct error *err)
{
    struct result_summary *summary = &result->summary;
    struct h5_file *file = result->file;
    TRY(h5_get_text(file, "/", "title", &summary->title_en, err));
    TRY(h5_get_text(file, "/", "title_zh", &summary->title_zh, err));
    TRY(h5_get_text(file, "/", "city", &summary->city_en, err));
    TRY(h5_get_text(file, "/", "city_zh", &summary->city_zh, err));
    TRY(h5_read_text(file, "/provenance/command", &summary->command, err));
    TRY(h5_read_text(file, "/provenance/scenario_path", &summary->scenario_path, err));
    TRY(h5_read_text(file, "/provenance/scenario_effective",
                     &summary->scenario_effective, err));
    TRY(h5_read_text(file, "/provenance/digest", &summary->digest, err));
    return h5_read_text(file, "/provenance/code_version", &summary->code_version, err);
}

static int read_numbers(struct result *result, struct error *err)
{
    int64_t schema = 0, model = 0, inputs = 0;
    h5_object object = -1;
    TRY(h5_get_number(result->file, "/", "linli_schema", &schema, err));
    if (schema != RESULT_SCHEMA)
        return error_set(err, MESSAGE_RESULT_SCHEMA, result->path, (int)schema,
                         RESULT_SCHEMA);
    TRY(h5_get_number(result->file, "/", "linli_model", &model, err));
    TRY(h5_get_number(result->file, "/provenance/inputs", "count", &inputs, err));
    if (inputs < 0 || inputs > INPUT_FILES)
        return error_set(err, MESSAGE_RESULT_DISORDER, result->path, "inputs", "count");
    TRY(h5_shape(result->file, "/population_seed", H5_INT64, 0, 1, NULL, &object, err));
    const int status = h5_read(result->file, object, H5_INT64, NULL, NULL,
                               &result->summary.population_seed, err);
    h5_release(object);
    result->summary.model = (int)model;
    result->summary.inputs = (int)inputs;
    return status;
}

static int open_checked(struct result *result, struct error *err)
{
    struct stat status;
    TRY(seal_check(result->path, &result->summary.seal, err));
    if (stat(result->path, &status) == 0)
        result->summary.file_size = (uint64_t)status.st_size;
    TRY(h5_open(result->path, &result->file, err));
    TRY(read_numbers(result, err));
    TRY(measure_all(result, err));
    for (enum series series = 0; series < SERIES_COUNT; series++) {
        h5_object object = -1;
        if (result_periods(result, series) == 0)
            continue;
        TRY(open_series(result, series, &object, err));
        h5_release(object);
    }
    return read_texts(result, err);
}

int result_open(const char *path, struct result **result, struct error *err)
{
    *result = calloc(1, sizeof **result);
    if (*result == NULL || ((*result)->path = strdup(path)) == NULL) {
        result_close(*result);
        *result = NULL;
        return error_set(err, MESSAGE_MEMORY, path);
    }
    if (open_checked(*result, err) == 0)
        return 0;
    result_close(*result);
    *result = NULL;
    return -1;
}

void result_close(struct result *result)
{
    if (result == NULL)
        return;
    struct result_summary *summary = &result->summary;
    h5_abandon(result->file);
    free(summary->title_en);
    free(summary->title_zh);
    free(summary->city_en);
    free(summary->city_zh);
    free(summary->command);
    free(summary->scenario_path);
    free(summary->scenario_effective);
    free(summary->code_version);
    free(summary->digest);
    free(result->path);
    free(result);
}

int result_first_reported(const struct result *result, enum series series)
{
    const month first = result->summary.month_first + SERIES_WARM_MONTHS;
    if (series_info[series].domain == DOMAIN_CITY)
        return 0;
    if (series_info[series].when == SERIES_MONTH)
        return SERIES_WARM_MONTHS;
    return month_year(first + MONTHS_PER_YEAR - 1) - result->summary.year_first;
}

int result_read_series(struct result *result, enum series series, int run, int first,
                       int count, void *data, struct error *err)
{
    enum dimension dimension[SERIES_DIMENSIONS];
    int64_t start[H5_RANK] = {run, first}, length[H5_RANK] = {1, count};
    h5_object object = -1;
    assert(run >= 0 && run < result->summary.rows && first >= 0 && count > 0);
    assert(first + count <= result_periods(result, series));
    result_dimensions(result, series, dimension, length + 2);
    TRY(open_series(result, series, &object, err));
    const enum h5_type type =
        series_info[series].type == SERIES_INT32 ? H5_INT32 : H5_DOUBLE;
    const int status = h5_read(result->file, object, type, start, length, data, err);
    h5_release(object);
    return status;
}

/* Reads a whole variable of integers of one type, [count]. */
static int read_whole(struct result *result, const char *path, enum h5_type type,
                      int64_t count, void *values, struct error *err)
{
    const int64_t start = 0;
    int64_t size = 0;
    h5_object object = -1;
    TRY(h5_shape(result->file, path, type, 1, count, &size, &object, err));
    const int status =
        size == count ? h5_read(result->file, object, type, &start, &count, values, err)
                      : error_set(err, MESSAGE_RESULT_SHAPE, result->path, path + 1);
    h5_release(object);
    return status;
}

int result_read_codes(struct result *result, enum dimension dimension, int64_t *codes,
                      struct error *err)
{
    if (dimension == DIMENSION_COMMUNITY)
        return read_whole(result, "/community", H5_INT64, result->summary.communities,
                          codes, err);
    assert(dimension == DIMENSION_DISTRICT);
    return read_whole(result, "/district", H5_INT64, result->summary.districts, codes,
                      err);
}

int result_read_draws(struct result *result, int32_t *draws, struct error *err)
{
    return read_whole(result, "/draw", H5_INT32, result->summary.rows, draws, err);
}

int result_read_seeds(struct result *result, int64_t *seeds, struct error *err)
{
    return read_whole(result, "/seed", H5_INT64, result->summary.rows, seeds, err);
}

int result_read_synthetic(struct result *result, bool *synthetic, struct error *err)
{
    const int count = result->summary.products;
    int8_t flags[CATALOGUE_PRODUCTS];
    TRY(read_whole(result, "/product_synthetic", H5_INT8, count, flags, err));
    for (int p = 0; p < count; p++)
        synthetic[p] = flags[p] != 0;
    return 0;
}

/* Whether the digest noted in the file is that of the bytes. */
static int check_input(struct result *result, const char *path,
                       const struct input_file *input, struct error *err)
{
    char *noted = NULL, digest[DIGEST_TEXT];
    TRY(h5_get_text(result->file, path, "sha256", &noted, err));
    digest_text(input->digest, digest);
    const bool equal = strcmp(noted, digest) == 0;
    free(noted);
    return equal ? 0
                 : error_set(err, MESSAGE_RESULT_DISORDER, result->path, path + 1,
                             "digest");
}

static int read_input(struct result *result, int number, struct inputs *inputs,
                      struct error *err)
{
    const int64_t start = 0;
    int64_t stored = 0, size = 0;
    char path[64], *name = NULL, *bytes = NULL;
    h5_object object = -1;
    int status = -1;
    snprintf(path, sizeof path, "/provenance/inputs/file_%03d", number);
    TRY(h5_shape(result->file, path, H5_UINT8, 1, INPUT_MAX, &stored, &object, err));
    TRY_OR(done, h5_get_number(result->file, path, "size", &size, err));
    if (size < 0 || size > stored) {
        error_set(err, MESSAGE_RESULT_DISORDER, result->path, path + 1, "size");
        goto done;
    }
    bytes = malloc((size_t)stored + 1);
    if (bytes == NULL) {
        error_set(err, MESSAGE_MEMORY, path);
        goto done;
    }
    TRY_OR(done, h5_get_text(result->file, path, "path", &name, err));
    TRY_OR(done, h5_read(result->file, object, H5_UINT8, &start, &stored, bytes, err));
    TRY_OR(done, inputs_add(inputs, name, bytes, (size_t)size, err));
    status = check_input(result, path, &inputs->files[inputs->count - 1], err);
done:
    h5_release(object);
    free(name);
    free(bytes);
    return status;
}

int result_read_inputs(struct result *result, struct inputs *inputs, struct error *err)
{
    inputs_init(inputs);
    for (int i = 0; i < result->summary.inputs; i++)
        if (read_input(result, i, inputs, err) != 0) {
            inputs_free(inputs);
            return -1;
        }
    inputs->sealed = true;
    return 0;
}
