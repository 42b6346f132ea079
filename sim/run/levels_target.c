/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads scenarios/data/targets.csv: what may set a level, and nothing that is kept to
 * judge the model by. */
#include "run/levels.h"

#include "core/csv.h"
#include "core/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const char *const levels_measure_words[LEVELS_MEASURES] = {
    "users", "visits_per_resident", "visits_per_site", "take_up"};
const char *const levels_measure_units[LEVELS_MEASURES] = {"%", "visit/year",
                                                           "visit/day", "%"};

enum { PERCENT = 100, YEAR_FIRST = 1900, AGE_MOST = 150, WORD = 64 };
/* More than any of them can be. */
static const double VALUE_MOST = 1e6;

struct reading {
    struct csv csv;
    const struct catalogue *catalogue;
    struct levels *levels;
    int product, measure, value, unit, year, group, source, use;
};

static int tell(const struct reading *reading, int line, struct error *err)
{
    error_at(err, reading->csv.path, reading->csv.lines[line], 0);
    return -1;
}

static int tell_product(const struct reading *reading, int line, const char *name,
                        struct error *err)
{
    const struct catalogue *catalogue = reading->catalogue;
    const char *names[CATALOGUE_PRODUCTS];
    for (int k = 0; k < catalogue->product_count; k++)
        names[k] = catalogue->products[k].key;
    const int nearest = text_nearest(name, names, catalogue->product_count);
    if (nearest >= 0)
        error_set(err, MESSAGE_LEVELS_PRODUCT_NEAR, name, names[nearest]);
    else
        error_set(err, MESSAGE_LEVELS_PRODUCT, name);
    return tell(reading, line, err);
}

/* "a+b": products that the target is of together. */
static int read_products(struct reading *reading, int line,
                         struct levels_target *target, struct error *err)
{
    const char *text = csv_text(&reading->csv, line, reading->product);
    for (const char *at = text;; at++) {
        char name[CATALOGUE_KEY];
        const size_t size = strcspn(at, "+");
        snprintf(name, sizeof name, "%.*s", (int)size, at);
        const int product = catalogue_product(reading->catalogue, name);
        if (product < 0)
            return tell_product(reading, line, name, err);
        if (reading->levels->product[product].target >= 0) {
            error_set(err, MESSAGE_LEVELS_TWICE, name);
            return tell(reading, line, err);
        }
        if (target->products == LEVELS_JOINT) {
            error_set(err, MESSAGE_LEVELS_JOINT, text, LEVELS_JOINT);
            return tell(reading, line, err);
        }
        reading->levels->product[product].target = reading->levels->target_count;
        target->product[target->products++] = product;
        at += size;
        if (*at == '\0')
            return 0;
    }
}

static int read_measure(struct reading *reading, int line, struct levels_target *target,
                        struct error *err)
{
    const char *text = csv_text(&reading->csv, line, reading->measure);
    const char *unit = csv_text(&reading->csv, line, reading->unit);
    int m = 0;
    while (m < LEVELS_MEASURES && strcmp(text, levels_measure_words[m]) != 0)
        m++;
    if (m == LEVELS_MEASURES) {
        char list[4 * WORD];
        snprintf(list, sizeof list, "%s, %s, %s, %s", levels_measure_words[0],
                 levels_measure_words[1], levels_measure_words[2],
                 levels_measure_words[3]);
        error_set(err, MESSAGE_LEVELS_MEASURE, text, list);
        return tell(reading, line, err);
    }
    if (strcmp(unit, levels_measure_units[m]) != 0) {
        error_set(err, MESSAGE_LEVELS_UNIT, text, unit, levels_measure_units[m]);
        return tell(reading, line, err);
    }
    target->measure = (enum levels_measure)m;
    for (int k = 0;
         k < target->products && (m == LEVELS_VISITS || m == LEVELS_SITE_VISITS); k++) {
        const struct product *product =
            &reading->catalogue->products[target->product[k]];
        if (product->use == USE_PLACE) {
            error_set(err, MESSAGE_LEVELS_PLACE, text, product->key);
            return tell(reading, line, err);
        }
    }
    return 0;
}

/* "all", "60+", "0-2". */
static int read_group(struct reading *reading, int line, struct levels_target *target,
                      struct error *err)
{
    const char *text = csv_text(&reading->csv, line, reading->group);
    snprintf(target->group, sizeof target->group, "%.*s", CATALOGUE_KEY - 1, text);
    target->age_low = 0;
    target->age_high = AGE_MOST;
    if (strcmp(text, "all") == 0)
        return 0;
    char *end = NULL;
    long high = AGE_MOST;
    const long low = isdigit((unsigned char)*text) ? strtol(text, &end, 10) : -1;
    const bool open = low >= 0 && strcmp(end, "+") == 0;
    if (low >= 0 && !open && *end == '-' && isdigit((unsigned char)end[1]))
        high = strtol(end + 1, &end, 10);
    if (low < 0 || low > high || high > AGE_MOST || (!open && *end != '\0') ||
        (!open && !strchr(text, '-'))) {
        error_set(err, MESSAGE_LEVELS_GROUP, text);
        return tell(reading, line, err);
    }
    target->age_low = (int)low;
    target->age_high = (int)high;
    return 0;
}

/* Whether this figure may make the model at all. */
static int check_use(const struct reading *reading, int line, struct error *err)
{
    const char *use = csv_text(&reading->csv, line, reading->use);
    int64_t year;
    if (strcmp(use, "target") != 0) {
        error_set(err, MESSAGE_LEVELS_USE, use);
        return tell(reading, line, err);
    }
    TRY(csv_integer(&reading->csv, line, reading->year, YEAR_FIRST, INT32_MAX, &year,
                    err));
    if (year > LEVELS_YEAR) {
        error_set(err, MESSAGE_LEVELS_LATE, (long long)year, LEVELS_YEAR);
        return tell(reading, line, err);
    }
    if (csv_text(&reading->csv, line, reading->source)[0] == '\0') {
        error_set(err, MESSAGE_LEVELS_SOURCE);
        return tell(reading, line, err);
    }
    return 0;
}

static int read_row(struct reading *reading, int line, struct error *err)
{
    static const double least = 1e-9;
    struct levels_target target = {0};
    TRY(check_use(reading, line, err));
    TRY(read_products(reading, line, &target, err));
    TRY(read_measure(reading, line, &target, err));
    TRY(read_group(reading, line, &target, err));
    const bool percent = strcmp(levels_measure_units[target.measure], "%") == 0;
    TRY(csv_number(&reading->csv, line, reading->value, least,
                   percent ? PERCENT : VALUE_MOST, &target.value, err));
    if (percent)
        target.value /= PERCENT;
    snprintf(target.source, sizeof target.source, "%.*s", CATALOGUE_KEY - 1,
             csv_text(&reading->csv, line, reading->source));
    reading->levels->targets[reading->levels->target_count++] = target;
    return 0;
}

static int read_head(struct reading *reading, struct inputs *inputs, const char *path,
                     struct error *err)
{
    TRY(csv_read(inputs, path, &reading->csv, err));
    TRY(csv_require(&reading->csv, "product", &reading->product, err));
    TRY(csv_require(&reading->csv, "measure", &reading->measure, err));
    TRY(csv_require(&reading->csv, "value", &reading->value, err));
    TRY(csv_require(&reading->csv, "unit", &reading->unit, err));
    TRY(csv_require(&reading->csv, "year", &reading->year, err));
    TRY(csv_require(&reading->csv, "group", &reading->group, err));
    TRY(csv_require(&reading->csv, "source", &reading->source, err));
    return csv_require(&reading->csv, "use", &reading->use, err);
}

int levels_targets_read(struct levels *levels, struct inputs *inputs, const char *path,
                        const struct catalogue *catalogue, struct report *report)
{
    struct reading reading = {.catalogue = catalogue, .levels = levels};
    struct error err;
    levels->target_count = 0;
    for (int k = 0; k < CATALOGUE_PRODUCTS; k++)
        levels->product[k].target = -1;
    int status = read_head(&reading, inputs, path, &err);
    if (status != 0)
        report_add(report, &err);
    const int rows = status == 0 ? reading.csv.rows : 0;
    for (int line = 0; line < rows; line++)
        if (read_row(&reading, line, &err) != 0) {
            report_add(report, &err);
            status = -1;
        }
    csv_free(&reading.csv);
    return status;
}
