/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Copies the series from the parts of all rows into the results file, a chunk at a
 * time: memory does not grow with rows or years. */
#include "io/result_write.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A series on its way into the file. */
struct copying {
    enum series series;
    enum h5_type type;
    int periods, step;   /* periods; of them in one chunk */
    int64_t period_size; /* elements */
    struct h5_shape shape;
};

/* A chunk is one row and as many whole periods as fill it; a period too large is split
 * along its first dimension, the places. */
static void choose_chunk(struct copying *copying)
{
    struct h5_shape *shape = &copying->shape;
    const int64_t element = (int64_t)h5_size(copying->type);
    const int64_t bytes = copying->period_size * element;
    copying->step = (int)(RESULT_CHUNK / bytes);
    if (copying->step > copying->periods)
        copying->step = copying->periods;
    if (copying->step < 1)
        copying->step = 1;
    memcpy(shape->chunk, shape->size, sizeof shape->chunk);
    shape->chunk[0] = 1;
    shape->chunk[1] = copying->step;
    if (bytes > RESULT_CHUNK && shape->rank > 2) {
        const int64_t pieces = (bytes + RESULT_CHUNK - 1) / RESULT_CHUNK;
        shape->chunk[2] = (shape->size[2] + pieces - 1) / pieces;
    }
}

/* `paths`: memory for the dimensions' paths. */
static void plan(const struct result_layout *layout, enum series series,
                 char paths[SERIES_DIMENSIONS][32], struct copying *copying)
{
    const struct series_info *info = &series_info[series];
    const struct series_extent extent = result_extent(layout);
    *copying = (struct copying){
        .series = series,
        .type = info->type == SERIES_INT32 ? H5_INT32 : H5_DOUBLE,
        .periods = part_periods(layout, series),
        .period_size = result_period_size(layout, series),
    };
    struct h5_shape *shape = &copying->shape;
    shape->dimension[0] = "/row";
    shape->dimension[1] = info->when == SERIES_YEAR ? "/year" : "/month";
    shape->size[0] = layout->rows;
    shape->size[1] = copying->periods;
    shape->rank = 2;
    for (int i = 0; i < SERIES_DIMENSIONS; i++) {
        if (info->dimension[i] == DIMENSION_NONE)
            continue;
        snprintf(paths[i], sizeof paths[i], "/%s",
                 series_dimension(info->dimension[i]));
        shape->dimension[shape->rank] = paths[i];
        shape->size[shape->rank++] = series_length(info->dimension[i], &extent);
    }
    choose_chunk(copying);
}

/* The variables that tell more of the dimensions than their coordinates. */
static void list_coordinates(const struct series_info *info, char text[512])
{
    size_t length =
        (size_t)snprintf(text, 512, "scenario population_seed draw seed%s",
                         info->when == SERIES_MONTH ? " month_year month_number" : "");
    for (int i = 0; i < SERIES_DIMENSIONS; i++) {
        const enum dimension dimension = info->dimension[i];
        if (dimension == DIMENSION_COMMUNITY)
            length += (size_t)snprintf(text + length, 512 - length,
                                       " community_name community_district "
                                       "community_type longitude latitude");
        else if (dimension == DIMENSION_DISTRICT)
            length += (size_t)snprintf(text + length, 512 - length,
                                       " district_name district_name_en");
        else if (dimension == DIMENSION_PRODUCT)
            length += (size_t)snprintf(text + length, 512 - length,
                                       " product_name product_name_zh product_service");
        else if (dimension == DIMENSION_SERVICE || dimension == DIMENSION_TRADE)
            length += (size_t)snprintf(
                text + length, 512 - length, " %s_name %s_name_zh",
                series_dimension(dimension), series_dimension(dimension));
        else if (series_labels_zh(dimension) != NULL || result_has_words(dimension))
            length += (size_t)snprintf(text + length, 512 - length, " %s_zh",
                                       series_dimension(dimension));
        assert(length < 512);
    }
}

/* What readers must leave out. */
static int warn_of_start(const struct result_writing *writing, h5_object object,
                         struct error *err)
{
    char from[16], text[128];
    snprintf(text, sizeof text,
             "warm start of services, not to be reported: periods that begin before %s",
             month_text(writing->layout->month_first + SERIES_WARM_MONTHS, from));
    return h5_set_text(writing->file, object, "comment", text, err);
}

static int describe(const struct result_writing *writing, h5_object object,
                    enum series series, struct error *err)
{
    struct h5_file *file = writing->file;
    const struct series_info *info = &series_info[series];
    const char *method = result_cell_method(series);
    char text[512];
    TRY(result_describe(file, object, info->unit, info->en, info->zh, err));
    if (method != NULL) {
        snprintf(text, sizeof text, "time: %s", method);
        TRY(h5_set_text(file, object, "cell_methods", text, err));
    }
    if (info->domain != DOMAIN_CITY)
        TRY(warn_of_start(writing, object, err));
    list_coordinates(info, text);
    return h5_set_text(file, object, "coordinates", text, err);
}

/* There are many NaN, and compilers differ in which one they compute. */
static void unite_missing(double *values, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        if (isnan(values[i]))
            values[i] = (double)NAN;
}

static int copy_row(const struct result_writing *writing, const struct copying *copying,
                    h5_object object, int run, void *buffer, struct error *err)
{
    const struct h5_shape *shape = &copying->shape;
    const size_t bytes = (size_t)copying->period_size * h5_size(copying->type);
    int64_t start[H5_RANK] = {run}, count[H5_RANK];
    memcpy(count, shape->size, sizeof count);
    count[0] = 1;
    for (int first = 0; first < copying->periods; first += copying->step) {
        const int left = copying->periods - first;
        const int number = left < copying->step ? left : copying->step;
        for (int i = 0; i < number; i++)
            memcpy((char *)buffer + (size_t)i * bytes,
                   part_data(&writing->parts[run], copying->series, first + i), bytes);
        if (copying->type == H5_DOUBLE)
            unite_missing(buffer, number * copying->period_size);
        start[1] = first;
        count[1] = number;
        TRY(h5_write(writing->file, object, copying->type, start, count, buffer, err));
    }
    return 0;
}

static int copy_series(const struct result_writing *writing, enum series series,
                       struct error *err)
{
    char path[64], paths[SERIES_DIMENSIONS][32];
    struct copying copying;
    h5_object object = -1;
    int status = -1;
    plan(writing->layout, series, paths, &copying);
    const size_t bytes = (size_t)copying.period_size * h5_size(copying.type);
    void *buffer = malloc((size_t)copying.step * bytes);
    if (buffer == NULL)
        return error_set(err, MESSAGE_MEMORY, series_info[series].name);
    snprintf(path, sizeof path, "/%s", series_info[series].name);
    TRY_OR(done,
           h5_dataset(writing->file, path, copying.type, &copying.shape, &object, err));
    TRY_OR(done, describe(writing, object, series, err));
    for (int run = 0; run < writing->layout->rows; run++)
        TRY_OR(done, copy_row(writing, &copying, object, run, buffer, err));
    status = 0;
done:
    h5_release(object);
    free(buffer);
    return status;
}

int result_write_series(const struct result_writing *writing, struct error *err)
{
    const struct series_extent extent = result_extent(writing->layout);
    for (enum series series = 0; series < SERIES_COUNT; series++)
        if (series_present(series, &extent))
            TRY(copy_series(writing, series, err));
    return 0;
}
