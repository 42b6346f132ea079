/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Levels: figures of products found by calibration, laid over the catalogue. */
#include "io/catalogue_read.h"

#include "core/csv.h"
#include "core/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_SIZE = 600, NAMES = 64 };

_Static_assert(NAMES >= (int)CATALOGUE_PRODUCTS && NAMES >= (int)FIGURES, "names");

struct levels {
    struct csv csv;
    int product, figure, value, source;
    bool given[CATALOGUE_PRODUCTS][FIGURES];
    struct catalogue *catalogue;
    struct report *report;
};

static int tell(struct levels *levels, int line, struct error *err)
{
    error_at(err, levels->csv.path, levels->csv.lines[line], 0);
    report_add(levels->report, err);
    return -1;
}

/* Reports a name that is none of `words`, the nearest among them first. */
static int tell_word(struct levels *levels, int line, int column,
                     const char *const *words, int count)
{
    const char *text = csv_text(&levels->csv, line, column);
    const int nearest = text_nearest(text, words, count);
    char list[WORDS_SIZE] = "";
    size_t used = 0;
    struct error err;

    if (nearest >= 0)
        used = (size_t)snprintf(list, sizeof(list), "%s", words[nearest]);
    for (int k = 0; k < count && used < sizeof(list); k++)
        if (k != nearest)
            used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s",
                                     used > 0 ? ", " : "", words[k]);
    error_set(&err, MESSAGE_CATALOGUE_LEVELS_COLUMN, levels->csv.header[column], text,
              list);
    return tell(levels, line, &err);
}

static int find_figure(const char *name)
{
    for (int k = 0; k < FIGURES; k++)
        if (strcmp(catalogue_figures[k].name, name) == 0)
            return k;
    return -1;
}

static void set(struct product *product, int figure, double value, const char *source)
{
    double *const fields[FIGURES] = {
#define FIGURE(name, unit, initial, low, high, min, max, en, zh) &product->name,
#include "state/figures.def"
#undef FIGURE
    };
    struct figure_source *from = &product->source[figure];

    *fields[figure] = value;
    /* What was fitted has no range of its own. */
    *from = (struct figure_source){value, value, "", 'D'};
    snprintf(from->key, sizeof(from->key), "%.39s",
             source[0] != '\0' ? source : "calibrated");
}

static int read_row(struct levels *levels, int line)
{
    const struct csv *csv = &levels->csv;
    const char *name = csv_text(csv, line, levels->product);
    const char *figure_name = csv_text(csv, line, levels->figure);
    const int product = catalogue_product(levels->catalogue, name);
    const int figure = find_figure(figure_name);
    const char *words[NAMES];
    struct error err;
    double value;

    if (product < 0) {
        for (int k = 0; k < levels->catalogue->product_count; k++)
            words[k] = levels->catalogue->products[k].key;
        return tell_word(levels, line, levels->product, words,
                         levels->catalogue->product_count);
    }
    if (figure < 0) {
        for (int k = 0; k < FIGURES; k++)
            words[k] = catalogue_figures[k].name;
        return tell_word(levels, line, levels->figure, words, FIGURES);
    }
    if (levels->given[product][figure]) {
        error_set(&err, MESSAGE_CATALOGUE_LEVELS_TWICE, name, figure_name);
        return tell(levels, line, &err);
    }
    levels->given[product][figure] = true;
    if (csv_number(csv, line, levels->value, catalogue_figures[figure].min,
                   catalogue_figures[figure].max, &value, &err) != 0) {
        report_add(levels->report, &err);
        return -1;
    }
    set(&levels->catalogue->products[product], figure, value,
        csv_text(csv, line, levels->source));
    return 0;
}

int catalogue_levels_read(struct inputs *inputs, const char *path,
                          struct catalogue *catalogue, struct report *report)
{
    struct levels levels = {.catalogue = catalogue, .report = report};
    struct error err;
    int status = 0;

    if (csv_read(inputs, path, &levels.csv, &err) != 0 ||
        csv_require(&levels.csv, "product", &levels.product, &err) != 0 ||
        csv_require(&levels.csv, "figure", &levels.figure, &err) != 0 ||
        csv_require(&levels.csv, "value", &levels.value, &err) != 0) {
        report_add(report, &err);
        status = -1;
    }
    levels.source = status == 0 ? csv_column(&levels.csv, "source") : -1;
    const int rows = status == 0 ? levels.csv.rows : 0;
    for (int line = 0; line < rows; line++)
        if (read_row(&levels, line) != 0)
            status = -1;
    csv_free(&levels.csv);
    return status == 0 ? 0 : -1;
}
