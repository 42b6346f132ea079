/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Draws the charts by rules of their own sizes; no script, no font is measured. */
#include "analysis/compare_chart.h"

#include "analysis/markup.h"
#include "analysis/number.h"
#include "core/text.h"

#include <math.h>
#include <string.h>

static const double WIDTH = 720.0;

/* Dark enough for thin lines on white, and told apart by people who see red and green
 * alike: after Okabe and Ito (2008), "Color universal design", darkened. */
static const char *const colours[PAIRING_FILES] = {
    COMPARE_CHART_GREY, "#0067a6", "#c2500a", "#00755a",
    "#8e3b80",          "#7a5c00", "#3f3f9f", "#5b3a1e"};
static const char *const dashes[PAIRING_FILES] = {NULL,      NULL,  "7 3",  "2 2.5",
                                                  "9 3 2 3", "4 2", "12 3", "1 3"};

const char *compare_chart_colour(int file)
{
    return colours[file];
}

char compare_chart_letter(int file)
{
    return (char)('A' + file - 1);
}

static const char *choose(enum language language, const char *en, const char *zh)
{
    return language == LANGUAGE_ZH ? zh : en;
}

/* --- differences ---------------------------------------------------------------------- */

static const double DOTS_LEFT = 290.0, DOTS_RIGHT = 500.0, DOTS_TEXT = 522.0;
static const double DOTS_TOP = 30.0, DOTS_LINE = 17.0, DOTS_GAP = 7.0;

static double dots_height(const struct compare *compare)
{
    const int scenarios = compare->pairing.file_count - 1;
    return DOTS_TOP + compare->headline_count * (scenarios * DOTS_LINE + DOTS_GAP) +
           4.0;
}

/* Half the width of an indicator's scale: the farthest end of an interval. */
static double dots_scale(const struct compare *compare, int indicator)
{
    double scale = 0.0;
    for (int file = 1; file < compare->pairing.file_count; file++) {
        const struct interval *difference = &compare->value[file][indicator].difference;
        if (difference->kind != INTERVAL_NONE)
            scale = fmax(scale, fmax(fabs(difference->low), fabs(difference->high)));
    }
    return scale > 0.0 ? scale : 1.0;
}

static void draw_dot(FILE *out, const struct compare *compare, int file, int indicator,
                     double y)
{
    static const double RADIUS = 4.0;
    const struct compare_value *value = &compare->value[file][indicator];
    const struct interval *difference = &value->difference;
    const double middle = (DOTS_LEFT + DOTS_RIGHT) / 2.0;
    const double unit =
        (DOTS_RIGHT - middle - RADIUS - 2.0) / dots_scale(compare, indicator);
    if (difference->kind == INTERVAL_NONE)
        return;
    const struct markup_stroke stroke = {
        colours[file], difference->kind == INTERVAL_RANGE ? "2 2" : NULL, 2.0};
    markup_line(out, middle + difference->low * unit, y,
                middle + difference->high * unit, y, stroke);
    markup_dot(out, middle + difference->mean * unit, y, RADIUS, colours[file],
               value->verb == COMPARE_RAISES || value->verb == COMPARE_LOWERS);
}

/* "A +12 (3 to 21)" at the right. */
static void write_difference(FILE *out, const struct compare *compare, int file,
                             int indicator, double y, enum language language)
{
    const struct compare_value *value = &compare->value[file][indicator];
    const struct interval *difference = &value->difference;
    const int decimals = number_decimals(difference->high - difference->low);
    markup_open_label(out, DOTS_TEXT, y + 4.0, MARKUP_START, "label");
    fprintf(out, "<tspan class=\"strong\">%c</tspan> ", compare_chart_letter(file));
    if (value->verb == COMPARE_SAME) {
        markup_text(out, compare_verb_text(value->verb, language));
    } else if (difference->kind == INTERVAL_NONE) {
        markup_text(out, compare_kind_text(difference->kind, language));
    } else {
        markup_number(out, difference->mean, decimals, true);
        fputs(choose(language, " (", "（"), out);
        markup_number(out, difference->low, decimals, true);
        fputs(choose(language, " to ", " 至 "), out);
        markup_number(out, difference->high, decimals, true);
        fputs(choose(language, ")", "）"), out);
    }
    markup_close_label(out);
}

static void draw_indicator(FILE *out, const struct compare *compare, int indicator,
                           double top, enum language language)
{
    const struct headline_info *info = &compare->headline[indicator];
    const int scenarios = compare->pairing.file_count - 1;
    const double middle = top + scenarios * DOTS_LINE / 2.0;
    const struct markup_stroke thin = {"#dddddd", NULL, 1.0};
    markup_line(out, 0.0, top - DOTS_GAP / 2.0, WIDTH, top - DOTS_GAP / 2.0, thin);
    markup_open_label(out, 0.0, middle + 4.0, MARKUP_START, "label");
    markup_text(out, choose(language, info->en, info->zh));
    fputs(" <tspan class=\"unit\">", out);
    markup_text(out, headline_unit(info->unit, true, language));
    fputs("</tspan>", out);
    markup_close_label(out);
    for (int file = 1; file <= scenarios; file++) {
        const double y = top + (file - 0.5) * DOTS_LINE;
        draw_dot(out, compare, file, indicator, y);
        write_difference(out, compare, file, indicator, y, language);
    }
}

void compare_chart_dots(FILE *out, const struct compare *compare, const char *title,
                        enum language language)
{
    const double height = dots_height(compare), middle = (DOTS_LEFT + DOTS_RIGHT) / 2.0;
    const double step = (compare->pairing.file_count - 1) * DOTS_LINE + DOTS_GAP;
    const struct markup_stroke zero = {COMPARE_CHART_GREY, NULL, 2.0};
    markup_open_drawing(
        out, "differences", WIDTH, height, title,
        choose(
            language,
            "Differences of the headline indicators from the baseline with intervals; "
            "the numbers stand at the right and in the table below.",
            "各核心指标相对基准的差异及区间；数值见右侧与下方表格。"));
    markup_line(out, middle, DOTS_TOP - DOTS_GAP, middle, height, zero);
    markup_label(out, middle, 12.0, MARKUP_MIDDLE, "base",
                 choose(language, "baseline = 0", "基准 = 0"));
    markup_label(out, DOTS_LEFT, 12.0, MARKUP_START, "unit",
                 choose(language, "← less", "← 减少"));
    markup_label(out, DOTS_RIGHT, 12.0, MARKUP_END, "unit",
                 choose(language, "more →", "增加 →"));
    markup_label(out, DOTS_TEXT, 12.0, MARKUP_START, "unit",
                 choose(language, "difference (interval)", "差异（区间）"));
    for (int i = 0; i < compare->headline_count; i++)
        draw_indicator(out, compare, i, DOTS_TOP + i * step, language);
    markup_close_drawing(out);
}

/* --- years ---------------------------------------------------------------------------- */

static const double YEARS_TOP = 24.0, YEARS_BOTTOM = 204.0, YEARS_HEIGHT = 226.0;

/* The plot of one indicator: where it lies, and the values at its bottom and top. */
struct plot {
    const struct compare *compare;
    int indicator;
    double left, right;
    double low, high, step;
};

static void scale_plot(struct plot *plot)
{
    enum { TICKS = 5 };
    const struct compare *compare = plot->compare;
    double low = INFINITY, high = -INFINITY;
    for (int file = 0; file < compare->pairing.file_count; file++) {
        const struct compare_band *band = compare_years(compare, plot->indicator, file);
        for (int i = 0; i < compare->years.count; i++)
            if (!isnan(band[i].mean)) {
                low = fmin(low, band[i].low);
                high = fmax(high, band[i].high);
            }
    }
    if (!(low <= high))
        low = high = 0.0;
    const double least = fmax(fabs(high) * 1e-3, 1e-3);
    plot->step = number_step(fmax(high - low, least), TICKS);
    plot->low = floor(low / plot->step) * plot->step;
    plot->high = ceil(high / plot->step + 1e-9) * plot->step;
}

/* One plot takes the whole width; two stand side by side. */
static struct plot make_plot(const struct compare *compare, int indicator)
{
    static const double LEFT[] = {64.0, 44.0, 320.0}, RIGHT[] = {500.0, 252.0, 528.0};
    const int place = compare->drawn == 1 ? 0 : 1 + indicator;
    struct plot plot = {.compare = compare,
                        .indicator = indicator,
                        .left = LEFT[place],
                        .right = RIGHT[place]};
    scale_plot(&plot);
    return plot;
}

static double years_x(const struct plot *plot, int year)
{
    const int spans = plot->compare->years.count - 1;
    if (spans == 0)
        return (plot->left + plot->right) / 2.0;
    return plot->left + (plot->right - plot->left) * year / spans;
}

static double years_y(const struct plot *plot, double value)
{
    return YEARS_BOTTOM -
           (value - plot->low) / (plot->high - plot->low) * (YEARS_BOTTOM - YEARS_TOP);
}

static void draw_axes(FILE *out, const struct plot *plot)
{
    const struct markup_stroke thin = {"#dddddd", NULL, 1.0};
    const struct headline_years years = plot->compare->years;
    const int lines = (int)((plot->high - plot->low) / plot->step + 0.5);
    const int decimals = plot->step < 1.0 ? number_decimals(plot->step * 10.0) : 0;
    const int most = plot->compare->drawn == 1 ? 10 : 5;
    const int skip = 1 + (years.count - 1) / most;
    for (int i = 0; i <= lines; i++) {
        const double value = plot->low + i * plot->step, y = years_y(plot, value);
        markup_line(out, plot->left, y, plot->right, y, thin);
        markup_open_label(out, plot->left - 8.0, y + 4.0, MARKUP_END, "tick");
        markup_number(out, value, decimals, false);
        markup_close_label(out);
    }
    for (int i = 0; i < years.count; i += skip) {
        markup_open_label(out, years_x(plot, i), YEARS_BOTTOM + 18.0, MARKUP_MIDDLE,
                          "tick");
        fprintf(out, "%d", years.first + i);
        markup_close_label(out);
    }
}

/* The spread of rows between neighbouring years that have a number. */
static void shade_file(FILE *out, const struct plot *plot, int file)
{
    const struct compare_band *band =
        compare_years(plot->compare, plot->indicator, file);
    for (int i = 0; i + 1 < plot->compare->years.count; i++) {
        if (isnan(band[i].mean) || isnan(band[i + 1].mean))
            continue;
        fprintf(out,
                "<path d=\"M%.1f %.1fL%.1f %.1fL%.1f %.1fL%.1f %.1fZ\" fill=\"%s\" "
                "fill-opacity=\"0.15\"/>\n",
                years_x(plot, i), years_y(plot, band[i].low), years_x(plot, i + 1),
                years_y(plot, band[i + 1].low), years_x(plot, i + 1),
                years_y(plot, band[i + 1].high), years_x(plot, i),
                years_y(plot, band[i].high), colours[file]);
    }
}

/* Years that have a number; one without ends the line there. */
static void draw_file(FILE *out, const struct plot *plot, int file)
{
    const struct compare_band *band =
        compare_years(plot->compare, plot->indicator, file);
    const int count = plot->compare->years.count;
    shade_file(out, plot, file);
    fprintf(out, "<path fill=\"none\" stroke=\"%s\" stroke-width=\"%.1f\"",
            colours[file], file == 0 ? 3.0 : 2.0);
    if (dashes[file] != NULL)
        fprintf(out, " stroke-dasharray=\"%s\"", dashes[file]);
    fputs(" d=\"", out);
    for (int i = 0, drawn = 0; i < count; i++) {
        if (!isnan(band[i].mean))
            fprintf(out, "%s%.1f %.1f", drawn ? "L" : "M", years_x(plot, i),
                    years_y(plot, band[i].mean));
        drawn = !isnan(band[i].mean);
    }
    fputs("\"/>\n", out);
    if (count == 1 && !isnan(band[0].mean))
        markup_dot(out, years_x(plot, 0), years_y(plot, band[0].mean), 4.0,
                   colours[file], true);
}

/* Labels stand where their lines end, moved apart so that none covers another. */
static void place_labels(const struct plot *plot, double y[PAIRING_FILES])
{
    static const double APART = 15.0;
    const int files = plot->compare->pairing.file_count;
    const int last = plot->compare->years.count - 1;
    int order[PAIRING_FILES];
    for (int file = 0; file < files; file++) {
        const double mean =
            compare_years(plot->compare, plot->indicator, file)[last].mean;
        y[file] = isnan(mean) ? YEARS_BOTTOM : years_y(plot, mean);
        order[file] = file;
        for (int j = file; j > 0 && y[order[j]] < y[order[j - 1]]; j--) {
            const int swap = order[j];
            order[j] = order[j - 1];
            order[j - 1] = swap;
        }
    }
    for (int i = 1; i < files; i++)
        y[order[i]] = fmax(y[order[i]], y[order[i - 1]] + APART);
    const double over = y[order[files - 1]] - YEARS_BOTTOM;
    for (int i = 0; i < files && over > 0.0; i++)
        y[order[i]] -= over;
}

/* Names at the last plot; those before have room for a letter. */
static void label_files(FILE *out, const struct plot *plot, enum language language)
{
    const struct compare *compare = plot->compare;
    const bool named = plot->indicator == compare->drawn - 1;
    const int cells = compare->drawn == 1 ? 29 : 25;
    double y[PAIRING_FILES];
    place_labels(plot, y);
    for (int file = 0; file < compare->pairing.file_count; file++) {
        const struct markup_stroke stroke = {colours[file], dashes[file], 3.0};
        const double x = plot->right + (named ? 33.0 : 6.0);
        if (!named && file == 0)
            continue; /* the grey line */
        if (named)
            markup_line(out, plot->right + 8.0, y[file], plot->right + 28.0, y[file],
                        stroke);
        markup_open_label(out, x, y[file] + 4.0, MARKUP_START,
                          file == 0 ? "base" : "label");
        if (file > 0)
            fprintf(out, "<tspan class=\"strong\">%c</tspan> ",
                    compare_chart_letter(file));
        if (named)
            markup_clipped(out,
                           file == 0 ? choose(language, "baseline", "基准")
                                     : compare_title(compare, file, language),
                           cells);
        markup_close_label(out);
    }
}

static void draw_plot(FILE *out, const struct compare *compare, int indicator,
                      enum language language)
{
    const struct headline_info *info = &compare->headline[indicator];
    const struct plot plot = make_plot(compare, indicator);
    char unit[128];
    snprintf(unit, sizeof unit, choose(language, "%s, %s", "%s（%s）"),
             choose(language, info->en, info->zh),
             headline_unit(info->unit, false, language));
    markup_label(out, indicator == 0 ? 0.0 : plot.left - 32.0, 10.0, MARKUP_START,
                 "unit", unit);
    draw_axes(out, &plot);
    for (int file = 0; file < compare->pairing.file_count; file++)
        draw_file(out, &plot, file);
    label_files(out, &plot, language);
}

void compare_chart_years(FILE *out, const struct compare *compare, const char *title,
                         enum language language)
{
    markup_open_drawing(
        out, "years", WIDTH, YEARS_HEIGHT, title,
        choose(language,
               "A line a scenario and one for the baseline, year by year, "
               "with the spread of rows; the numbers stand in the table "
               "below.",
               "各情景与基准逐年一条线，阴影为各行的范围；数值见下方表格。"));
    for (int i = 0; i < compare->drawn; i++)
        draw_plot(out, compare, i, language);
    markup_close_drawing(out);
}
