/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What all rows of a results file share: the periods, the sizes and the digest that
 * tells whether a finished row belongs to this very run. */
#include "core/version.h"
#include "io/relocate.h"
#include "io/result.h"
#include "io/seal.h"

#include <nettle/sha2.h>

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint64_t result_seed(const struct result_layout *layout, int run)
{
    return (uint64_t)layout->scenario->seed + (uint64_t)run;
}

struct series_extent result_extent(const struct result_layout *layout)
{
    return (struct series_extent){layout->communities, layout->districts,
                                  layout->products, layout->services, layout->trades};
}

int64_t result_period_size(const struct result_layout *layout, enum series series)
{
    const struct series_extent extent = result_extent(layout);
    return series_elements(series, &extent);
}

size_t result_period_most(const struct result_layout *layout, enum series_domain domain)
{
    int64_t most = 1;
    for (enum series series = 0; series < SERIES_COUNT; series++) {
        const int64_t size = result_period_size(layout, series);
        if (series_info[series].domain == domain && size > most)
            most = size;
    }
    return (size_t)most * sizeof(double);
}

/* Replaces a path in the copy of a scenario by the one to keep, noted in `made`. */
static bool relocate(const struct relocation *relocation, char **path, char **made)
{
    /* An optional file that is not given stays so. */
    if ((*path)[0] == '\0')
        return true;
    *made = relocation_path(relocation, *path);
    *path = *made;
    return *made != NULL;
}

/* The effective scenario with paths as kept, so that it tells nothing of the place. */
static char *make_effective(const struct scenario *scenario,
                            const struct relocation *relocation)
{
    enum {
#define SETTING(key, field, ...) FIELD_##field,
#include "param/settings.def"
#undef SETTING
        FIELD_path,
        FIELDS
    };
    struct scenario copy = *scenario;
    char *made[FIELDS] = {NULL}, *text = NULL;
    bool good = relocate(relocation, &copy.path, &made[FIELD_path]);
/* Each kind of setting is either a path or not. */
#define RELOCATE(field) \
    good = good && relocate(relocation, &copy.field, &made[FIELD_##field]);
#define RELOCATE_FILE(field)   RELOCATE(field)
#define RELOCATE_FOLDER(field) RELOCATE(field)
#define RELOCATE_TEXT(field)
#define RELOCATE_MONTH(field)
#define RELOCATE_INTEGER(field)
#define RELOCATE_SHARE(field)
#define RELOCATE_LENGTH(field)
#define RELOCATE_NAMES(field)
#define SETTING(key, field, KIND, ...) RELOCATE_##KIND(field)
#include "param/settings.def"
#undef SETTING
    if (good)
        text = scenario_effective(&copy);
    for (int i = 0; i < FIELDS; i++)
        free(made[i]);
    return text;
}

char *result_effective(const struct scenario *scenario, const struct inputs *inputs,
                       struct error *err)
{
    struct relocation relocation;
    if (relocation_init(&relocation, scenario->path, inputs, err) != 0)
        return NULL;
    char *text = make_effective(scenario, &relocation);
    relocation_free(&relocation);
    if (text == NULL)
        error_set(err, MESSAGE_MEMORY, scenario->path);
    return text;
}

static void add_text(struct sha256_ctx *context, const char *text)
{
    sha256_update(context, strlen(text) + 1, (const uint8_t *)text);
}

static void add_number(struct sha256_ctx *context, int64_t number)
{
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)number);
    add_text(context, text);
}

static void add_series(struct sha256_ctx *context, const struct result_layout *layout)
{
    const struct series_extent extent = result_extent(layout);
    for (enum series series = 0; series < SERIES_COUNT; series++) {
        const struct series_info *info = &series_info[series];
        if (!series_present(series, &extent))
            continue;
        add_text(context, info->name);
        add_text(context, info->unit);
        add_number(context, info->when);
        add_number(context, info->type);
        for (int i = 0; i < SERIES_DIMENSIONS; i++)
            add_text(context, series_dimension(info->dimension[i]));
    }
}

/* Everything that decides what a row says. The number of rows is not in it, so that a
 * longer run can use the rows of a shorter one. */
static int make_digest(struct result_layout *layout,
                       const struct relocation *relocation, struct error *err)
{
    struct sha256_ctx context;
    sha256_init(&context);
    add_text(&context, "linli results");
    add_number(&context, LINLI_MODEL_VERSION);
    add_number(&context, RESULT_SCHEMA);
    add_text(&context, layout->effective);
    add_series(&context, layout);
    for (size_t i = 0; i < layout->inputs->count; i++) {
        const struct input_file *file = &layout->inputs->files[i];
        char *path = relocation_path(relocation, file->path);
        if (path == NULL)
            return error_set(err, MESSAGE_MEMORY, file->path);
        add_text(&context, path);
        free(path);
        add_number(&context, (int64_t)file->size);
        sha256_update(&context, DIGEST_SIZE, file->digest);
    }
    sha256_digest(&context, DIGEST_SIZE, layout->digest);
    return 0;
}

static void count_places(struct result_layout *layout)
{
    const struct city *city = layout->city;
    for (int i = 0; i < city->community_count; i++)
        layout->communities += city->communities[i].reported;
    for (int i = 0; i < city->district_count; i++)
        layout->districts += city->districts[i].chosen;
    if (layout->catalogue != NULL) {
        layout->products = layout->catalogue->product_count;
        layout->services = layout->catalogue->service_count;
        /* As study_books: both tables, or no books. */
        if (layout->scenario->costs[0] != '\0' && layout->scenario->indices[0] != '\0')
            layout->trades = layout->catalogue->trade_count;
    }
}

int result_layout_init(struct result_layout *layout, struct error *err)
{
    const struct scenario *scenario = layout->scenario;
    struct relocation relocation;
    assert(layout->rows > 0);
    *layout = (struct result_layout){
        .scenario = scenario,
        .city = layout->city,
        .inputs = layout->inputs,
        .catalogue = layout->catalogue,
        .synthetic = layout->synthetic,
        .rows = layout->rows,
        .month_first = scenario->from,
        .months = scenario->until - scenario->from + 1,
        .year_first = month_year(scenario->from),
        .years = month_year(scenario->until + 1) - month_year(scenario->from),
    };
    if (layout->months <= 0 || layout->years <= 0) {
        char from[16], until[16];
        return error_set(err, MESSAGE_RESULT_NO_YEAR, month_text(scenario->from, from),
                         month_text(scenario->until, until));
    }
    count_places(layout);
    TRY(relocation_init(&relocation, scenario->path, layout->inputs, err));
    layout->effective = make_effective(scenario, &relocation);
    int status = 0;
    if (layout->effective == NULL)
        status = error_set(err, MESSAGE_MEMORY, scenario->path);
    else
        status = make_digest(layout, &relocation, err);
    relocation_free(&relocation);
    if (status != 0)
        result_layout_free(layout);
    return status;
}

void result_layout_free(struct result_layout *layout)
{
    free(layout->effective);
    *layout = (struct result_layout){0};
}
