/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The attributes that let a stranger read a variable: unit, names in two languages,
 * the meanings of codes, how a value comes about. */
#include "io/result_write.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const char *const activities[ACTIVITIES] = {
    [ACTIVITY_INFANT] = "infant",   [ACTIVITY_CHILD] = "child",
    [ACTIVITY_STUDENT] = "student", [ACTIVITY_WORKING] = "working",
    [ACTIVITY_HOME] = "home",       [ACTIVITY_RETIRED] = "retired"};
static const char *const no_yes[] = {"no", "yes"};
static const char *const household_kinds[] = {"family", "collective"};
static const char *const types[COMMUNITY_TYPES] = {
    [TYPE_OLD_CORE] = "old_core",
    [TYPE_COMMODITY] = "commodity_housing",
    [TYPE_URBAN_VILLAGE] = "urban_village",
    [TYPE_PERIURBAN] = "periurban",
    [TYPE_TOWN] = "town",
    [TYPE_VILLAGE] = "village",
    [TYPE_RESETTLEMENT] = "resettlement"};
static const char *const residences[RESIDENCES] = {
    [RESIDENCE_CITY] = "city", [RESIDENCE_TOWN] = "town", [RESIDENCE_RURAL] = "rural"};
static const char *const knowns[KNOWNS] = {[KNOWN_OBSERVED] = "observed",
                                           [KNOWN_ESTIMATED] = "estimated",
                                           [KNOWN_ASSUMED] = "assumed"};

const char *const *result_flag_labels(enum result_flags flags, int *count)
{
    *count = 0;
    switch (flags) {
    case FLAGS_SEX: return series_labels(DIMENSION_SEX, count);
    case FLAGS_REGISTRATION: return series_labels(DIMENSION_REGISTRATION, count);
    case FLAGS_CARE: return series_labels(DIMENSION_CARE, count);
    case FLAGS_ACTIVITY: *count = ACTIVITIES; return activities;
    case FLAGS_NO_YES: *count = 2; return no_yes;
    case FLAGS_HOUSEHOLD_KIND: *count = 2; return household_kinds;
    case FLAGS_TYPE: *count = COMMUNITY_TYPES; return types;
    case FLAGS_RESIDENCE: *count = RESIDENCES; return residences;
    case FLAGS_KNOWN: *count = KNOWNS; return knowns;
    case FLAGS_USE: *count = USES; return catalogue_use_words;
    case FLAGS_DELIVERY: *count = DELIVERIES; return catalogue_delivery_words;
    case FLAGS_TIER: *count = TIERS; return catalogue_tier_words;
    default: return NULL;
    }
}

int result_describe(struct h5_file *file, h5_object object, const char *unit,
                    const char *en, const char *zh, struct error *err)
{
    TRY(h5_set_text(file, object, "long_name", en, err));
    TRY(h5_set_text(file, object, "long_name_zh", zh, err));
    return unit != NULL ? h5_set_text(file, object, "units", unit, err) : 0;
}

int result_set_flags(struct h5_file *file, h5_object object, enum result_flags flags,
                     struct error *err)
{
    enum { FLAGS_MAX = 16 };
    int8_t values[FLAGS_MAX];
    char meanings[256] = "";
    int count = 0;
    size_t length = 0;
    const char *const *labels = result_flag_labels(flags, &count);
    if (count == 0)
        return 0;
    assert(count <= FLAGS_MAX);
    for (int i = 0; i < count; i++) {
        values[i] = (int8_t)i;
        length += (size_t)snprintf(meanings + length, sizeof meanings - length, "%s%s",
                                   i > 0 ? " " : "", labels[i]);
        assert(length < sizeof meanings);
    }
    TRY(h5_set_numbers(file, object, "flag_values", H5_INT8, count, values, err));
    return h5_set_text(file, object, "flag_meanings", meanings, err);
}

int result_put_column(struct h5_file *file, const struct result_column *column,
                      struct error *err)
{
    const int64_t start = 0;
    h5_object object = -1;
    const struct h5_shape shape = {
        .rank = 1, .size = {column->size}, .dimension = {column->dimension}};
    if (column->dimension == NULL)
        TRY(h5_coordinate(file, column->path, column->type, column->size, column->data,
                          &object, err));
    else
        TRY(h5_dataset(file, column->path, column->type, &shape, &object, err));
    int status =
        result_describe(file, object, column->unit, column->en, column->zh, err);
    if (status == 0)
        status = result_set_flags(file, object, column->flags, err);
    if (status == 0 && column->dimension != NULL)
        status = h5_write(file, object, column->type, &start, &column->size,
                          column->data, err);
    h5_release(object);
    return status;
}

const char *result_cell_method(enum series series)
{
    const struct series_info *info = &series_info[series];
    /* series.def says of every stock that it is taken at the end of its period. */
    if (strstr(info->en, "at the end of") != NULL)
        return "point";
    /* Flows are counts of events, or the time in which these could happen. */
    if (info->type == SERIES_INT32)
        return "sum";
    switch (series) {
    case SERIES_exposure:
    case SERIES_asked:
    case SERIES_turned_away:
    case SERIES_visits:
    case SERIES_fees:
    case SERIES_money:
    case SERIES_loss:
    case SERIES_operating_income:
    case SERIES_operating_result:
    case SERIES_public_money:
    case SERIES_slot_capacity: return "sum";
    default: return NULL;
    }
}

const char *result_title(const struct scenario *scenario, enum language language)
{
    const char *first =
        language == LANGUAGE_ZH ? scenario->title_zh : scenario->title_en;
    const char *second =
        language == LANGUAGE_ZH ? scenario->title_en : scenario->title_zh;
    const char *slash = strrchr(scenario->path, '/');
    if (first[0] != '\0')
        return first;
    if (second[0] != '\0')
        return second;
    return slash != NULL ? slash + 1 : scenario->path;
}
