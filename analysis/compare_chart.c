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

static const double YEARS_LEFT = 64.0, YEARS_RIGHT = 500.0, YEARS_TOP = 24.0,
                    YEARS_BOTTOM = 204.0, YEARS_HEIGHT = 226.0;

/* The scale of the years: values at the bottom and top of the plot. */
struct scale {
    double low, high, step;
};

static struct scale years_scale(const struct compare *compare)
{
    enum { TICKS = 5 };
    const int count = compare->pairing.file_count * compare->years.count;
    double low = INFINITY, high = -INFINITY;
    for (int i = 0; i < count; i++)
        if (!isnan(compare->band[i].mean)) {
            low = fmin(low, compare->band[i].low);
            high = fmax(high, compare->band[i].high);
        }
    if (!(low <= high))
        low = high = 0.0;
    const double least = fmax(fabs(high) * 1e-3, 1e-3);
    const double step = number_step(fmax(high - low, least), TICKS);
    return (struct scale){floor(low / step) * step, ceil(high / step + 1e-9) * step,
                          step};
}

static double years_x(const struct compare *compare, int year)
{
    const int spans = compare->years.count - 1;
    if (spans == 0)
        return (YEARS_LEFT + YEARS_RIGHT) / 2.0;
    return YEARS_LEFT + (YEARS_RIGHT - YEARS_LEFT) * year / spans;
}

static double years_y(struct scale scale, double value)
{
    return YEARS_BOTTOM -
           (value - scale.low) / (scale.high - scale.low) * (YEARS_BOTTOM - YEARS_TOP);
}

static void draw_axes(FILE *out, const struct compare *compare, struct scale scale)
{
    const struct markup_stroke thin = {"#dddddd", NULL, 1.0};
    const int lines = (int)((scale.high - scale.low) / scale.step + 0.5);
    const int decimals = scale.step < 1.0 ? number_decimals(scale.step * 10.0) : 0;
    const int skip = 1 + compare->years.count / 10;
    for (int i = 0; i <= lines; i++) {
        const double value = scale.low + i * scale.step, y = years_y(scale, value);
        markup_line(out, YEARS_LEFT, y, YEARS_RIGHT, y, thin);
        markup_open_label(out, YEARS_LEFT - 8.0, y + 4.0, MARKUP_END, "tick");
        markup_number(out, value, decimals, false);
        markup_close_label(out);
    }
    for (int i = 0; i < compare->years.count; i += skip) {
        markup_open_label(out, years_x(compare, i), YEARS_BOTTOM + 18.0, MARKUP_MIDDLE,
                          "tick");
        fprintf(out, "%d", compare->years.first + i);
        markup_close_label(out);
    }
}

/* Years that have a number; one without ends the line there. */
static void draw_file(FILE *out, const struct compare *compare, int file,
                      struct scale scale)
{
    const struct compare_band *band = &compare->band[file * compare->years.count];
    const int count = compare->years.count;
    const struct markup_stroke stroke = {colours[file], dashes[file],
                                         file == 0 ? 3.0 : 2.0};
    for (int i = 0; i + 1 < count; i++) {
        if (isnan(band[i].mean) || isnan(band[i + 1].mean))
            continue;
        fprintf(out,
                "<path d=\"M%.1f %.1fL%.1f %.1fL%.1f %.1fL%.1f %.1fZ\" fill=\"%s\" "
                "fill-opacity=\"0.15\"/>\n",
                years_x(compare, i), years_y(scale, band[i].low),
                years_x(compare, i + 1), years_y(scale, band[i + 1].low),
                years_x(compare, i + 1), years_y(scale, band[i + 1].high),
                years_x(compare, i), years_y(scale, band[i].high), colours[file]);
    }
    fprintf(out, "<path fill=\"none\" stroke=\"%s\" stroke-width=\"%.1f\"",
            stroke.colour, stroke.width);
    if (stroke.dash != NULL)
        fprintf(out, " stroke-dasharray=\"%s\"", stroke.dash);
    fputs(" d=\"", out);
    for (int i = 0, drawn = 0; i < count; i++) {
        if (!isnan(band[i].mean))
            fprintf(out, "%s%.1f %.1f", drawn ? "L" : "M", years_x(compare, i),
                    years_y(scale, band[i].mean));
        drawn = !isnan(band[i].mean);
    }
    fputs("\"/>\n", out);
    if (count == 1 && !isnan(band[0].mean))
        markup_dot(out, years_x(compare, 0), years_y(scale, band[0].mean), 4.0,
                   colours[file], true);
}

/* Labels stand where their lines end, moved apart so that none covers another. */
static void place_labels(const struct compare *compare, struct scale scale,
                         double y[PAIRING_FILES], int order[PAIRING_FILES])
{
    static const double APART = 15.0;
    const int files = compare->pairing.file_count, last = compare->years.count - 1;
    for (int file = 0; file < files; file++) {
        const double mean = compare->band[file * compare->years.count + last].mean;
        y[file] = isnan(mean) ? YEARS_BOTTOM : years_y(scale, mean);
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

static void label_files(FILE *out, const struct compare *compare, struct scale scale,
                        enum language language)
{
    enum { CELLS = 29 };
    double y[PAIRING_FILES];
    int order[PAIRING_FILES];
    place_labels(compare, scale, y, order);
    for (int file = 0; file < compare->pairing.file_count; file++) {
        const struct markup_stroke stroke = {colours[file], dashes[file], 3.0};
        markup_line(out, YEARS_RIGHT + 8.0, y[file], YEARS_RIGHT + 28.0, y[file],
                    stroke);
        markup_open_label(out, YEARS_RIGHT + 33.0, y[file] + 4.0, MARKUP_START,
                          file == 0 ? "base" : "label");
        if (file > 0)
            fprintf(out, "<tspan class=\"strong\">%c</tspan> ",
                    compare_chart_letter(file));
        markup_clipped(out,
                       file == 0 ? choose(language, "baseline", "基准")
                                 : compare_title(compare, file, language),
                       CELLS);
        markup_close_label(out);
    }
}

void compare_chart_years(FILE *out, const struct compare *compare, const char *title,
                         enum language language)
{
    const struct headline_info *info = &compare->headline[0];
    const struct scale scale = years_scale(compare);
    char unit[128];
    snprintf(unit, sizeof unit, choose(language, "%s, %s", "%s（%s）"),
             choose(language, info->en, info->zh),
             headline_unit(info->unit, false, language));
    markup_open_drawing(
        out, "years", WIDTH, YEARS_HEIGHT, title,
        choose(language,
               "A line a scenario and one for the baseline, year by year, "
               "with the spread of rows; the numbers stand in the table "
               "below.",
               "各情景与基准逐年一条线，阴影为各行的范围；数值见下方表格。"));
    markup_label(out, 0.0, 10.0, MARKUP_START, "unit", unit);
    draw_axes(out, compare, scale);
    for (int file = 0; file < compare->pairing.file_count; file++)
        draw_file(out, compare, file, scale);
    label_files(out, compare, scale, language);
    markup_close_drawing(out);
}
