/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The dimensions of a results file with their coordinates, apart from the places:
 * rows, time, and the labels of groups. */
#include "io/result_write.h"

#include <stdio.h>
#include <stdlib.h>

/* A coordinate variable with its description. */
static int put_coordinate(struct h5_file *file, const char *path, enum h5_type type,
                          int64_t size, const void *data, const char *en,
                          const char *zh, struct error *err)
{
    h5_object object = -1;
    TRY(h5_coordinate(file, path, type, size, data, &object, err));
    const int status =
        result_describe(file, object, type == H5_TEXT ? NULL : "1", en, zh, err);
    h5_release(object);
    return status;
}

/* A variable along one dimension, or a single value when `dimension` is NULL. */
static int put_variable(struct h5_file *file, const char *path, enum h5_type type,
                        const char *dimension, int64_t size, const void *data,
                        const char *en, const char *zh, struct error *err)
{
    const int64_t start = 0;
    h5_object object = -1;
    const struct h5_shape shape = {
        .rank = dimension != NULL ? 1 : 0, .size = {size}, .dimension = {dimension}};
    TRY(h5_dataset(file, path, type, &shape, &object, err));
    int status =
        result_describe(file, object, type == H5_TEXT ? NULL : "1", en, zh, err);
    if (status == 0)
        status = h5_write(file, object, type, &start, &size, data, err);
    h5_release(object);
    return status;
}

static int write_rows(const struct result_writing *writing, struct error *err)
{
    const int rows = writing->layout->rows;
    struct h5_file *file = writing->file;
    int32_t *numbers = calloc((size_t)rows * 2, sizeof *numbers);
    int64_t *seeds = calloc((size_t)rows, sizeof *seeds);
    int status = -1;
    if (numbers == NULL || seeds == NULL) {
        error_set(err, MESSAGE_MEMORY, "rows");
        goto done;
    }
    for (int i = 0; i < rows; i++) {
        numbers[i] = i;
        seeds[i] = (int64_t)result_seed(writing->layout, i);
    }
    TRY_OR(done, put_coordinate(file, "/row", H5_INT32, rows, numbers,
                                "run: one draw of parameters with one seed",
                                "运行序号：一组参数配一个随机种子", err));
    /* Rows of one file have one set of parameters: draw 0. */
    TRY_OR(done, put_variable(file, "/draw", H5_INT32, "/row", rows, numbers + rows,
                              "number of the draw of parameters", "参数组序号", err));
    TRY_OR(done, put_variable(file, "/seed", H5_INT64, "/row", rows, seeds,
                              "seed of chance", "随机种子", err));
    status = 0;
done:
    free(numbers);
    free(seeds);
    return status;
}

static int write_scalars(const struct result_writing *writing, struct error *err)
{
    const struct scenario *scenario = writing->layout->scenario;
    const char *title = result_title(scenario, LANGUAGE_EN);
    const int64_t seed = scenario->population_seed;
    TRY(put_variable(writing->file, "/scenario", H5_TEXT, NULL, 1, &title,
                     "scenario; a coordinate by which files are put side by side",
                     "情景名称，可据此合并多个文件", err));
    return put_variable(writing->file, "/population_seed", H5_INT64, NULL, 1, &seed,
                        "seed of the base population", "基年人口的随机种子", err);
}

static int write_years(const struct result_writing *writing, struct error *err)
{
    const struct result_layout *layout = writing->layout;
    int32_t *years = calloc((size_t)layout->years, sizeof *years);
    if (years == NULL)
        return error_set(err, MESSAGE_MEMORY, "years");
    for (int i = 0; i < layout->years; i++)
        years[i] = layout->year_first + i;
    const int status = put_coordinate(writing->file, "/year", H5_INT32, layout->years,
                                      years, "calendar year; the first may be partial",
                                      "日历年，首年可能不完整", err);
    free(years);
    return status;
}

static int write_months(const struct result_writing *writing, struct error *err)
{
    enum { YYYYMM = 100 };
    const struct result_layout *layout = writing->layout;
    const int months = layout->months;
    struct h5_file *file = writing->file;
    int32_t *codes = calloc((size_t)months * 3, sizeof *codes);
    int status = -1;
    if (codes == NULL)
        return error_set(err, MESSAGE_MEMORY, "months");
    int32_t *years = codes + months, *numbers = years + months;
    for (int i = 0; i < months; i++) {
        years[i] = month_year(layout->month_first + i);
        numbers[i] = month_number(layout->month_first + i);
        codes[i] = years[i] * YYYYMM + numbers[i];
    }
    TRY_OR(done, put_coordinate(file, "/month", H5_INT32, months, codes,
                                "month as yyyymm", "月份，yyyymm", err));
    TRY_OR(done, put_variable(file, "/month_year", H5_INT32, "/month", months, years,
                              "calendar year of the month", "月份所在年", err));
    TRY_OR(done,
           put_variable(file, "/month_number", H5_INT32, "/month", months, numbers,
                        "month of the year, 1 = January", "年内月序，1 为一月", err));
    status = 0;
done:
    free(codes);
    return status;
}

/* A dimension whose positions are called by labels. */
static int write_labels(struct h5_file *file, enum dimension dimension,
                        const char *const *labels, int count, struct error *err)
{
    char path[64], zh[64];
    snprintf(path, sizeof path, "/%s", series_dimension(dimension));
    snprintf(zh, sizeof zh, "/%s_zh", series_dimension(dimension));
    TRY(put_coordinate(file, path, H5_TEXT, count, labels, "label", "英文标签", err));
    return put_variable(file, zh, H5_TEXT, path, count, series_labels_zh(dimension),
                        "label in Chinese", "中文标签", err);
}

/* A dimension whose positions are numbers from `first` on. */
static int write_numbers(struct h5_file *file, enum dimension dimension, int first,
                         int count, const char *en, const char *zh, struct error *err)
{
    char path[64];
    int32_t *numbers = calloc((size_t)count, sizeof *numbers);
    if (numbers == NULL)
        return error_set(err, MESSAGE_MEMORY, series_dimension(dimension));
    for (int i = 0; i < count; i++)
        numbers[i] = first + i;
    snprintf(path, sizeof path, "/%s", series_dimension(dimension));
    const int status =
        put_coordinate(file, path, H5_INT32, count, numbers, en, zh, err);
    free(numbers);
    return status;
}

static int write_minutes(struct h5_file *file, struct error *err)
{
    h5_object object = -1;
    TRY(h5_coordinate(file, "/minutes", H5_INT32, SERIES_MINUTES, series_minutes,
                      &object, err));
    const int status = result_describe(file, object, "min", "longest walk one way",
                                       "步行时间上限（单程）", err);
    h5_release(object);
    return status;
}

static int write_ages(struct h5_file *file, enum dimension dimension, int count,
                      struct error *err)
{
    switch (dimension) {
    case DIMENSION_AGE:
        return write_numbers(file, dimension, 0, count,
                             "completed age, the last is 100 and over",
                             "周岁，最后一组为 100 岁及以上", err);
    case DIMENSION_SIZE:
        return write_numbers(file, dimension, 1, count,
                             "persons in the household, the last is 8 and more",
                             "户内人数，最后一组为 8 人及以上", err);
    case DIMENSION_SITE_AGE:
        return write_numbers(file, dimension, 0, count, "whole years since opening",
                             "开业满几年", err);
    case DIMENSION_MINUTES: return write_minutes(file, err);
    default: return 0;
    }
}

int result_write_coordinates(const struct result_writing *writing, struct error *err)
{
    struct h5_file *file = writing->file;
    TRY(write_rows(writing, err));
    TRY(write_scalars(writing, err));
    TRY(write_years(writing, err));
    TRY(write_months(writing, err));
    TRY(result_write_places(writing, err));
    TRY(result_write_products(writing, err));
    TRY(result_write_accounts(writing, err));
    const struct series_extent extent = result_extent(writing->layout);
    for (enum dimension dimension = 0; dimension < DIMENSIONS; dimension++) {
        int count = 0;
        const char *const *labels = series_labels(dimension, &count);
        if (!series_domain_present(series_dimension_domain(dimension), &extent))
            continue;
        if (labels != NULL)
            TRY(write_labels(file, dimension, labels, count, err));
        else
            TRY(write_ages(file, dimension, count, err));
    }
    return 0;
}
