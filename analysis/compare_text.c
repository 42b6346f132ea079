/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The comparison as a table for the terminal. */
#include "analysis/compare.h"

#include "analysis/number.h"
#include "core/text.h"

#include <stdlib.h>
#include <string.h>

/* Cells of the columns; wide characters take two. */
enum { NAME_CELLS = 46, NUMBER_CELLS = 13, INTERVAL_CELLS = 25 };

static const char *choose(enum language language, const char *en, const char *zh)
{
    return language == LANGUAGE_ZH ? zh : en;
}

/* Left in a column of `cells`; -cells: right. */
static void put_cell(FILE *out, const char *text, int cells)
{
    const int width = text_width(text, strlen(text));
    const int space = abs(cells) - width;
    if (cells < 0)
        fprintf(out, "%*s%s  ", space > 0 ? space : 0, "", text);
    else
        fprintf(out, "%s%*s  ", text, space > 0 ? space : 0, "");
}

static void put_head(FILE *out, enum language language)
{
    put_cell(out, choose(language, "indicator", "指标"), NAME_CELLS);
    put_cell(out, choose(language, "baseline", "基准"), -NUMBER_CELLS);
    put_cell(out, choose(language, "scenario", "情景"), -NUMBER_CELLS);
    put_cell(out, choose(language, "difference", "差异"), -NUMBER_CELLS);
    put_cell(out, choose(language, "interval", "区间"), INTERVAL_CELLS);
    fprintf(out, "%s\n", choose(language, "finding", "结论"));
}

/* Whether a clear difference is for the better, where that can be said. */
static const char *judge(const struct headline_info *info, enum compare_verb verb,
                         enum language language)
{
    const int moves = (verb == COMPARE_RAISES) - (verb == COMPARE_LOWERS);
    if (moves == 0 || info->direction == HEADLINE_NEITHER)
        return "";
    return moves == (int)info->direction ? choose(language, " (better)", "（改善）")
                                         : choose(language, " (worse)", "（变差）");
}

static void put_line(FILE *out, const struct headline_info *info,
                     const struct compare_value *base,
                     const struct compare_value *value, enum language language)
{
    char text[2 * NUMBER_SIZE + 8], low[NUMBER_SIZE], high[NUMBER_SIZE], name[128];
    const struct interval *difference = &value->difference;
    const int decimals = number_decimals(difference->high - difference->low);
    snprintf(name, sizeof name, choose(language, "%s, %s", "%s（%s）"),
             choose(language, info->en, info->zh),
             headline_unit(info->unit, false, language));
    put_cell(out, name, NAME_CELLS);
    put_cell(out, number_text(low, base->level.mean, info->decimals, false),
             -NUMBER_CELLS);
    put_cell(out, number_text(low, value->level.mean, info->decimals, false),
             -NUMBER_CELLS);
    put_cell(out, number_text(low, difference->mean, decimals, true), -NUMBER_CELLS);
    snprintf(text, sizeof text, choose(language, "%s to %s", "%s 至 %s"),
             number_text(low, difference->low, decimals, true),
             number_text(high, difference->high, decimals, true));
    put_cell(out, text, INTERVAL_CELLS);
    fprintf(out, "%s%s\n", compare_verb_text(value->verb, language),
            judge(info, value->verb, language));
}

void compare_text(FILE *out, const struct compare *compare, enum language language)
{
    char *intro = compare_intro(compare, language);
    char *left_out = compare_left_out(compare, language);
    fprintf(out, "%s\n", intro != NULL ? intro : "");
    if (left_out != NULL && left_out[0] != '\0')
        fprintf(out, "%s\n", left_out);
    free(intro);
    free(left_out);
    for (int file = 1; file < compare->pairing.file_count; file++) {
        fprintf(out, "\n%s (%s)\n", compare_title(compare, file, language),
                compare->pairing.files[file].path);
        put_head(out, language);
        for (int i = 0; i < compare->headline_count; i++)
            put_line(out, &compare->headline[i], &compare->value[0][i],
                     &compare->value[file][i], language);
    }
    fprintf(out, "\n%s\n",
            choose(language,
                   "A finding needs an interval without zero and Holm's test over all "
                   "indicators and scenarios at 10 %.",
                   "结论须同时满足：区间不含零；在全部指标与情景上按 Holm 法以 10 % "
                   "水平检验显著。"));
}
