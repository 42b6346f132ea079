/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A list of facilities as a map: a FeatureCollection of points (RFC 7946) with their
 * properties, and several rooms in a property "rooms". Parsing is jansson's, which knows
 * lines of syntax errors only; other problems name the feature and the property. */
#include "io/facilities_list.h"

#include <jansson.h>

#include <stdio.h>
#include <string.h>

/* Texts of numbers and truths, which live as long as their row. */
struct texts {
    char number[FACILITY_FIELDS][40];
};

static void complain_shape(struct facility_list *list, int feature, const char *what,
                           const char *wanted)
{
    const struct facility_row entry = {.feature = feature};
    facilities_complain(list, &entry, -1, MESSAGE_FACILITY_GEOJSON, what, wanted);
}

/* Takes the members of an object whose names are known. */
static void take_members(struct facility_list *list, json_t *object,
                         struct facility_row *entry, struct texts *texts)
{
    const char *key;
    json_t *value;

    json_object_foreach(object, key, value)
    {
        char unit[FACILITY_TEXT], what[128];
        const int field = facilities_field(key, unit);
        if (field < 0 || json_is_null(value))
            continue;
        if (entry->text[field] && entry->column[field] &&
            strcmp(entry->column[field], key) != 0 &&
            json_object_get(object, entry->column[field])) {
            facilities_complain(list, entry, -1, MESSAGE_FACILITY_TWO_COLUMNS,
                                entry->column[field], key);
            continue;
        }
        char *number = texts->number[field];
        if (json_is_integer(value))
            snprintf(number, sizeof texts->number[field], "%lld",
                     (long long)json_integer_value(value));
        else if (json_is_real(value))
            snprintf(number, sizeof texts->number[field], "%.10f",
                     json_real_value(value));
        else if (!json_is_string(value)) {
            snprintf(what, sizeof what, "property '%.90s'", key);
            complain_shape(list, entry->feature, what, "a text or a number");
            continue;
        }
        entry->text[field] = json_is_string(value) ? json_string_value(value) : number;
        entry->column[field] = key;
        entry->unit[field] =
            strcmp(unit, "mu") == 0 || strcmp(unit, "亩") == 0 ? "亩" : "";
    }
}

static bool take_point(struct facility_list *list, json_t *feature,
                       struct facility_row *entry, struct texts *texts)
{
    json_t *geometry = json_object_get(feature, "geometry");
    const char *type = json_string_value(json_object_get(geometry, "type"));
    json_t *coordinates = json_object_get(geometry, "coordinates");

    if (!type || strcmp(type, "Point") != 0 || json_array_size(coordinates) < 2 ||
        !json_is_number(json_array_get(coordinates, 0)) ||
        !json_is_number(json_array_get(coordinates, 1))) {
        complain_shape(list, entry->feature, "'geometry'",
                       "{\"type\": \"Point\", \"coordinates\": [longitude, latitude]}");
        return false;
    }
    for (int k = 0; k < 2; k++) {
        const int field = k == 0 ? FIELD_LONGITUDE : FIELD_LATITUDE;
        snprintf(texts->number[field], sizeof texts->number[field], "%.10f",
                 json_number_value(json_array_get(coordinates, (size_t)k)));
        entry->text[field] = texts->number[field];
        entry->column[field] = "coordinates";
    }
    return true;
}

/* The rooms of a feature, or the feature as its only room. */
static void read_feature(struct facility_list *list, json_t *feature, int number)
{
    struct facility_row entry = {.feature = number};
    struct texts texts;
    json_t *properties = json_object_get(feature, "properties");

    if (!json_is_object(feature) || !json_is_object(properties)) {
        complain_shape(list, number, "the feature",
                       "{\"type\": \"Feature\", \"geometry\": ..., "
                       "\"properties\": {...}}");
        return;
    }
    take_members(list, properties, &entry, &texts);
    if (!take_point(list, feature, &entry, &texts))
        return;
    json_t *rooms = json_object_get(properties, "rooms");
    if (!rooms)
        rooms = json_object_get(properties, "功能空间");
    if (!rooms) {
        facilities_add(list, &entry);
        return;
    }
    if (json_array_size(rooms) == 0) {
        complain_shape(list, number, "'rooms'",
                       "a list of {\"product\": ..., \"m2\": ...}");
        return;
    }
    for (size_t r = 0; r < json_array_size(rooms); r++) {
        struct facility_row room = entry;
        struct texts own;
        json_t *object = json_array_get(rooms, r);
        if (!json_is_object(object))
            complain_shape(list, number, "a member of 'rooms'",
                           "{\"product\": ..., \"m2\": ...}");
        else {
            take_members(list, object, &room, &own);
            facilities_add(list, &room);
        }
    }
}

/* Coordinate system of the file: "crs": "GCJ-02", or as of GeoJSON before RFC 7946. */
static void read_crs(struct facility_list *list, json_t *root)
{
    json_t *crs = json_object_get(root, "crs");
    const char *name = json_string_value(crs);

    if (!crs)
        return; /* a feature may say it; who says nothing is asked */
    if (!name)
        name = json_string_value(
            json_object_get(json_object_get(crs, "properties"), "name"));
    list->crs = name ? facilities_crs(name) : -1;
    if (list->crs < 0)
        facilities_complain(list, NULL, -1, MESSAGE_FACILITY_CRS_UNKNOWN,
                            name ? name : "?");
}

static void read_root(struct facility_list *list, json_t *root)
{
    json_t *features = json_object_get(root, "features");

    if (!json_is_array(features) || json_array_size(features) == 0) {
        facilities_complain(list, NULL, -1, MESSAGE_FACILITY_GEOJSON, "'features'",
                            "a list with at least one feature");
        return;
    }
    read_crs(list, root);
    if (list->problems > 0)
        return;
    for (size_t k = 0; k < json_array_size(features); k++)
        read_feature(list, json_array_get(features, k), (int)k + 1);
}

void facilities_geojson(struct facility_list *list, const struct input_file *file)
{
    json_error_t problem;
    const size_t bom =
        file->size >= 3 && memcmp(file->bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    json_t *root = json_loadb(file->bytes + bom, file->size - bom,
                              JSON_REJECT_DUPLICATES, &problem);

    if (root) {
        read_root(list, root);
        json_decref(root);
        return;
    }
    struct facility_row entry = {.line = problem.line};
    entry.place[FIELD_NAME] = problem.column > 0 ? problem.column : 0;
    facilities_complain(list, &entry, FIELD_NAME, MESSAGE_FACILITY_JSON, problem.text);
}
