/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The stacked bars of the page: how each scenario's whole divides. */
#include "analysis/compare_chart.h"

#include "analysis/markup.h"
#include "analysis/number.h"
#include "core/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double WIDTH = 720.0, LEGEND_LINE = 18.0, BAR_STEP = 42.0,
                    BAR_HEIGHT = 20.0;
static const double CELL = 6.1; /* width of half a wide character at 11 px */

static const char *choose(enum language language, const char *en, const char *zh)
{
    return language == LANGUAGE_ZH ? zh : en;
}

/* Places the entries of the legend, "1 name", in lines; returns how many lines. With
 * `out` NULL nothing is drawn. */
static int legend(FILE *out, const struct compare *compare, enum language language)
{
    static const double SWATCH = 12.0, SPACE = 18.0;
    double x = 0.0;
    int line = 0;
    for (int i = 0; i < compare->bar_count; i++) {
        const char *name = choose(language, compare->bar[i].en, compare->bar[i].zh);
        const double width =
            SWATCH + 24.0 + text_width(name, strlen(name)) * CELL + SPACE;
        if (x > 0.0 && x + width > WIDTH) {
            x = 0.0;
            line++;
        }
        const double y = line * LEGEND_LINE;
        if (out != NULL) {
            markup_rectangle(out, x, y + 1.0, SWATCH, SWATCH, compare->bar[i].colour);
            markup_open_label(out, x + SWATCH + 5.0, y + 11.0, MARKUP_START, "label");
            fprintf(out, "<tspan class=\"strong\">%d</tspan> ", i + 1);
            markup_text(out, name);
            markup_close_label(out);
        }
        x += width;
    }
    return line + 1;
}

/* Whether white text reads better on a colour "#rrggbb" than black: relative luminance
 * by the weights of Rec. 709, without the curve, is near enough for a choice of two. */
static bool is_dark(const char *colour)
{
    static const double RED = 0.2126, GREEN = 0.7152, BLUE = 0.0722, HALF = 140.0;
    const long bits = strtol(colour + 1, NULL, 16);
    const double light = RED * (double)(bits >> 16 & 255) +
                         GREEN * (double)(bits >> 8 & 255) +
                         BLUE * (double)(bits & 255);
    return light < HALF;
}

/* Number of the piece and its share, as far as there is room. */
static void label_piece(FILE *out, int number, double share, double x, double width,
                        double y, const char *colour)
{
    static const double ROOM_BOTH = 58.0, ROOM_DIGIT = 8.0;
    enum { TWO_DIGITS = 10 };
    if (width < (number < TWO_DIGITS ? ROOM_DIGIT : 2.0 * ROOM_DIGIT))
        return;
    markup_open_label(out, x + width / 2.0, y + BAR_HEIGHT / 2.0 + 4.0, MARKUP_MIDDLE,
                      is_dark(colour) ? "light" : "label");
    fprintf(out, "<tspan class=\"strong\">%d</tspan>", number);
    if (width >= ROOM_BOTH) {
        fputs(" ", out);
        markup_number(out, share, 1, false);
        fputs("%", out);
    }
    markup_close_label(out);
}

static void draw_bar(FILE *out, const struct compare *compare, int file, double y)
{
    static const double SEAM = 1.0;
    double x = 0.0;
    for (int i = 0; i < compare->bar_count; i++) {
        const double share = compare->share[file][i].level.mean;
        const double width = isnan(share) ? 0.0 : share / 100.0 * WIDTH;
        if (width <= 0.0)
            continue;
        markup_rectangle(out, x, y, fmax(width - SEAM, 0.3), BAR_HEIGHT,
                         compare->bar[i].colour);
        label_piece(out, i + 1, share, x, width - SEAM, y, compare->bar[i].colour);
        x += width;
    }
}

/* The name of a bar, with the mark of its file as on the other charts. */
static void name_bar(FILE *out, const struct compare *compare, int file, double y,
                     enum language language)
{
    enum { CELLS = 100 };
    markup_rectangle(out, 0.0, y - 10.0, 4.0, 12.0, compare_chart_colour(file));
    markup_open_label(out, 9.0, y, MARKUP_START, file == 0 ? "base" : "label");
    if (file == 0)
        fputs(choose(language, "baseline: ", "基准："), out);
    else
        fprintf(out, "<tspan class=\"strong\">%c</tspan> ", compare_chart_letter(file));
    markup_clipped(out, compare_title(compare, file, language), CELLS);
    markup_close_label(out);
}

void compare_chart_bars(FILE *out, const struct compare *compare, const char *title,
                        enum language language)
{
    const int files = compare->pairing.file_count;
    const double top = legend(NULL, compare, language) * LEGEND_LINE + 6.0;
    markup_open_drawing(
        out, "bars", WIDTH, top + files * BAR_STEP, title,
        choose(language,
               "A bar for the baseline and for every scenario, divided by "
               "shares; the numbers stand in the table below.",
               "基准与各情景各一条，按比重分段；数值见下方表格。"));
    legend(out, compare, language);
    for (int file = 0; file < files; file++) {
        name_bar(out, compare, file, top + file * BAR_STEP + 12.0, language);
        draw_bar(out, compare, file, top + file * BAR_STEP + 17.0);
    }
    markup_close_drawing(out);
}
