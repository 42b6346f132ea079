/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What a comparison says in words, in both languages. A finding claims a direction only
 * where choose_verb (compare.c) allows it. */
#include "analysis/compare.h"

#include "analysis/number.h"
#include "analysis/precision.h"
#include "core/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

enum { CALL_SIZE = 512 };

const char *compare_title(const struct compare *compare, int file,
                          enum language language)
{
    const struct result_summary *summary = pairing_summary(&compare->pairing, file);
    return language == LANGUAGE_ZH ? summary->title_zh : summary->title_en;
}

const char *compare_verb_name(enum compare_verb verb)
{
    static const char *const names[COMPARE_VERBS] = {[COMPARE_TOO_FEW] = "too_few_rows",
                                                     [COMPARE_SAME] = "identical",
                                                     [COMPARE_NO_CLEAR] =
                                                         "no_clear_difference",
                                                     [COMPARE_RAISES] = "raises",
                                                     [COMPARE_LOWERS] = "lowers"};
    return names[verb];
}

const char *compare_verb_text(enum compare_verb verb, enum language language)
{
    static const char *const texts[COMPARE_VERBS][2] = {
        [COMPARE_TOO_FEW] = {"too few rows", "行数太少"},
        [COMPARE_SAME] = {"identical", "完全相同"},
        [COMPARE_NO_CLEAR] = {"no clear difference", "无明显差异"},
        [COMPARE_RAISES] = {"raises", "提高"},
        [COMPARE_LOWERS] = {"lowers", "降低"}};
    return texts[verb][language == LANGUAGE_ZH];
}

const char *compare_kind_name(enum interval_kind kind)
{
    static const char *const names[INTERVAL_KINDS] = {[INTERVAL_NONE] = "none",
                                                      [INTERVAL_RANGE] = "range",
                                                      [INTERVAL_T] = "t",
                                                      [INTERVAL_BOOTSTRAP] =
                                                          "bootstrap"};
    return names[kind];
}

const char *compare_kind_text(enum interval_kind kind, enum language language)
{
    static const char *const texts[INTERVAL_KINDS][2] = {
        [INTERVAL_NONE] = {"no numbers", "无数据"},
        [INTERVAL_RANGE] = {"too few rows for an interval: lowest to highest row",
                            "行数太少，不给区间，只给最低行至最高行"},
        [INTERVAL_T] = {"5-95 % by Student's t over rows", "按各行的 t 分布取 5-95 %"},
        [INTERVAL_BOOTSTRAP] = {"5-95 % by bootstrap over rows",
                                "对各行自助重抽样取 5-95 %"}};
    return texts[kind][language == LANGUAGE_ZH];
}

static const char *choose(enum language language, const char *en, const char *zh)
{
    return language == LANGUAGE_ZH ? zh : en;
}

/* The kind that most of the page has: that of the first indicator. */
static enum interval_kind kind_of(const struct compare *compare)
{
    return compare->value[1][0].difference.kind;
}

/* What the intervals stand for. */
static void say_uncertainty(FILE *out, const struct compare *compare,
                            enum language language)
{
    fprintf(out, choose(language, "Intervals: %s. ", "区间：%s。"),
            compare_kind_text(kind_of(compare), language));
    if (compare->pairing.draws > 1)
        fprintf(
            out,
            choose(language,
                   "They mix chance with the %d draws of parameters among the rows.",
                   "区间混合了偶然性与各行所含的 %d 组参数。"),
            compare->pairing.draws);
    else
        fputs(choose(language, "Chance only, parameter uncertainty not included.",
                     "仅含偶然性，未计入参数不确定性。"),
              out);
}

/* Whose services, and how true their places are. */
static void say_sites(FILE *out, const struct compare *compare, enum language language)
{
    int without = 0;
    for (int file = 0; file < compare->pairing.file_count; file++)
        without += pairing_summary(&compare->pairing, file)->products == 0;
    if (without == 0 && compare->synthetic[language][0] == '\0')
        return;
    if (without == 0)
        fprintf(out,
                choose(language, " Note: %s (drawn: those of %s).",
                       "注意：%s（合成：%s）。"),
                precision_warning(language), compare->synthetic[language]);
    else
        fprintf(out,
                choose(language,
                       " Files without services: %d, so only residents are compared.",
                       "不含服务的文件：%d 个，因此只比较居民。"),
                without);
}

char *compare_intro(const struct compare *compare, enum language language)
{
    const struct result_summary *base = pairing_summary(&compare->pairing, 0);
    const struct pairing_row *rows = compare->pairing.rows;
    const int count = compare->pairing.row_count;
    const int last = compare->years.first + compare->years.count - 1;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return NULL;
    fprintf(
        out,
        choose(
            language,
            "%s, %d scenarios (the baseline \"%s\" included), %d communities; means of "
            "the years %d to %d; the first %d months of the run are not reported. ",
            "%s，%d 个情景（含基准“%s”），%d 个社区；数值为 %d 至 %d "
            "年的均值；运行的最初 %d 个月不报告。"),
        choose(language, base->city_en, base->city_zh), compare->pairing.file_count,
        compare_title(compare, 0, language), base->communities, compare->years.first,
        last, SERIES_WARM_MONTHS);
    fprintf(out,
            choose(language,
                   "Rows with the same draw and seed are paired: %d (seeds %" PRId64
                   " to %" PRId64 ", population seed %" PRId64 "). ",
                   "参数组和种子相同的行成对：共 %d 对（种子 %" PRId64 " 至 %" PRId64
                   "，人口种子 %" PRId64 "）。"),
            count, rows[0].seed, rows[count - 1].seed, base->population_seed);
    say_uncertainty(out, compare, language);
    say_sites(out, compare, language);
    return text_taken(out, &text);
}

enum { SHOWN = 20 }; /* rows named before the rest is only counted */

static void say_lone(FILE *out, const struct pairing *pairing, enum language language)
{
    if (pairing->lone_count > 0)
        fprintf(out,
                choose(language, "Not paired, and left out: %d rows: ",
                       "未能成对而未计入的行：%d 行："),
                pairing->lone_count);
    for (int i = 0; i < pairing->lone_count && i < SHOWN; i++) {
        const struct pairing_lone *lone = &pairing->lone[i];
        fprintf(out,
                choose(language, "%srow %d of \"%s\" (draw %d, seed %" PRId64 ")",
                       "%s第 %d 行，“%s”（参数组 %d，种子 %" PRId64 "）"),
                i == 0 ? "" : choose(language, "; ", "；"), lone->row,
                pairing->files[lone->file].path, lone->draw, lone->seed);
    }
    if (pairing->lone_count > SHOWN)
        fprintf(out, choose(language, "; and %d more", "；另有 %d 行"),
                pairing->lone_count - SHOWN);
    if (pairing->lone_count > 0)
        fputs(choose(language, ". ", "。"), out);
}

static void say_gaps(FILE *out, const struct compare *compare, enum language language)
{
    const size_t count = compare->gaps.count;
    if (count > 0)
        fputs(choose(language, "Without a number in some year, and left out there: ",
                     "某年没有数值而未计入："),
              out);
    for (size_t i = 0; i < count && i < SHOWN; i++) {
        const struct compare_gap *gap = &compare->gaps.item[i];
        const struct headline_info *info = &compare->headline[gap->headline];
        fprintf(out,
                choose(language, "%s%s, row %d of \"%s\" (seed %" PRId64 ")",
                       "%s%s，第 %d 行，“%s”（种子 %" PRId64 "）"),
                i == 0 ? "" : choose(language, "; ", "；"),
                choose(language, info->en, info->zh),
                compare->pairing.rows[gap->pair].at[gap->file],
                compare->pairing.files[gap->file].path,
                compare->pairing.rows[gap->pair].seed);
    }
    if (count > SHOWN)
        fprintf(out, choose(language, "; and %zu more", "；另有 %zu 处"),
                count - SHOWN);
    if (count > 0)
        fputs(choose(language, ".", "。"), out);
}

char *compare_left_out(const struct compare *compare, enum language language)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return NULL;
    say_lone(out, &compare->pairing, language);
    say_gaps(out, compare, language);
    return text_taken(out, &text);
}

/* A number with a sign, the true minus one. */
static void say_signed(FILE *out, double value, int decimals)
{
    char text[NUMBER_SIZE];
    number_text(text, value, decimals, true);
    fprintf(out, "%s%s", text[0] == '-' ? "−" : "", text + (text[0] == '-'));
}

/* " by 1.2 persons (+0.3 to +2.1)" */
static void say_amount(FILE *out, const struct interval *difference,
                       enum headline_unit unit, enum language language)
{
    char mean[NUMBER_SIZE];
    const int decimals = number_decimals(difference->high - difference->low);
    fprintf(out, choose(language, " by %s %s (", " %s %s（"),
            number_text(mean, fabs(difference->mean), decimals, false),
            headline_unit(unit, true, language));
    say_signed(out, difference->low, decimals);
    fputs(choose(language, " to ", " 至 "), out);
    say_signed(out, difference->high, decimals);
    fputs(choose(language, ")", "）"), out);
}

/* How a finding calls a scenario: by its title in quotes, or, where so many titles would
 * make no title of a chart, by its letter. */
static const char *call(const struct compare *compare, int file, enum language language,
                        char buffer[CALL_SIZE])
{
    enum { TITLES = 3 };
    if (compare->pairing.file_count > TITLES)
        snprintf(buffer, CALL_SIZE, "%c", (char)('A' + file - 1));
    else
        snprintf(buffer, CALL_SIZE, choose(language, "\"%s\"", "“%s”"),
                 compare_title(compare, file, language));
    return buffer;
}

/* One sentence on one difference. */
static void say_value(FILE *out, const char *scenario, const char *what,
                      const struct compare_value *value, enum headline_unit unit,
                      enum language language)
{
    switch (value->verb) {
    case COMPARE_RAISES:
    case COMPARE_LOWERS:
        fprintf(out, choose(language, "%s %s %s", "%s%s%s"), scenario,
                compare_verb_text(value->verb, language), what);
        say_amount(out, &value->difference, unit, language);
        break;
    case COMPARE_SAME:
        fprintf(out,
                choose(language, "%s leaves %s as it is in every row",
                       "%s的每一行中%s都不变"),
                scenario, what);
        break;
    case COMPARE_TOO_FEW:
        fprintf(out,
                choose(language, "%s: %s: too few rows to tell",
                       "%s：%s：行数太少，无法判断"),
                what, scenario);
        break;
    default:
        fprintf(
            out,
            choose(language, "%s: no clear difference under %s", "%s：%s下无明显差异"),
            what, scenario);
    }
}

/* "raises 3 and lowers 1 of 8 indicators"; what is none is not told. */
static void say_moves(FILE *out, const char *title, const int count[COMPARE_VERBS],
                      int indicators, enum language language)
{
    const int raised = count[COMPARE_RAISES], lowered = count[COMPARE_LOWERS];
    fprintf(out, choose(language, "%s ", "%s"), title);
    if (raised > 0)
        fprintf(out, choose(language, "raises %d", "提高 %d 项"), raised);
    if (raised > 0 && lowered > 0)
        fputs(choose(language, " and ", "、"), out);
    if (lowered > 0)
        fprintf(out, choose(language, "lowers %d", "降低 %d 项"), lowered);
    fprintf(out, choose(language, " of %d indicators", "指标（共 %d 项）"), indicators);
}

/* What may be said of all indicators of one scenario. */
static void say_counts(FILE *out, const struct compare *compare, int file,
                       enum language language)
{
    int count[COMPARE_VERBS] = {0};
    for (int i = 0; i < compare->headline_count; i++)
        count[compare->value[file][i].verb]++;
    char name[CALL_SIZE];
    const char *title = call(compare, file, language, name);
    const int moved = count[COMPARE_RAISES] + count[COMPARE_LOWERS];
    if (moved == 0 && count[COMPARE_TOO_FEW] > 0)
        fprintf(out,
                choose(language, "%s: too few rows to tell a difference from chance",
                       "%s：行数太少，无法区分差异与偶然"),
                title);
    else if (moved == 0)
        fprintf(out,
                choose(language,
                       "%s makes no clear difference to any of the %d indicators",
                       "%s对 %d 项指标均无明显差异"),
                title, compare->headline_count);
    else
        say_moves(out, title, count, compare->headline_count, language);
}

char *compare_finding_headlines(const struct compare *compare, enum language language)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return NULL;
    for (int file = 1; file < compare->pairing.file_count; file++) {
        fputs(file > 1 ? choose(language, "; ", "；") : "", out);
        say_counts(out, compare, file, language);
    }
    return text_taken(out, &text);
}

char *compare_finding_years(const struct compare *compare, enum language language)
{
    enum { TITLES = 2 }; /* scenarios up to which all that is drawn is told */
    const int scenarios = compare->pairing.file_count - 1;
    const int told = scenarios <= TITLES ? compare->drawn : 1;
    char *text = NULL, name[CALL_SIZE];
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return NULL;
    for (int file = 1; file <= scenarios; file++)
        for (int i = 0; i < told; i++) {
            const struct headline_info *info = &compare->headline[i];
            fputs(file > 1 || i > 0 ? choose(language, "; ", "；") : "", out);
            const char *who = i == 0 ? call(compare, file, language, name)
                                     : choose(language, "it", "并");
            say_value(out, who, choose(language, info->en, info->zh),
                      &compare->value[file][i], info->unit, language);
        }
    return text_taken(out, &text);
}

/* The piece whose share changes most, among those of which a change may be said; the
 * -1 when there is none. */
static int find_piece(const struct compare *compare, int file)
{
    int found = -1;
    double largest = 0.0;
    for (int i = 0; i < compare->bar_count; i++) {
        const struct compare_value *value = &compare->share[file][i];
        const bool said =
            value->verb == COMPARE_RAISES || value->verb == COMPARE_LOWERS;
        if (said && fabs(value->difference.mean) > largest) {
            found = i;
            largest = fabs(value->difference.mean);
        }
    }
    return found;
}

static void say_no_piece(FILE *out, const struct compare *compare, int file,
                         enum language language)
{
    char name[CALL_SIZE];
    const bool few = compare->share[file][0].verb == COMPARE_TOO_FEW;
    fprintf(out,
            few ? choose(language, "%s: too few rows to tell a shift between the parts",
                         "%s：行数太少，无法判断各部分比重的变化")
                : choose(language, "%s: no clear difference in any part",
                         "%s：各部分比重无明显差异"),
            call(compare, file, language, name));
}

char *compare_finding_bars(const struct compare *compare, enum language language)
{
    char *text = NULL, name[CALL_SIZE], what[256];
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return NULL;
    for (int file = 1; file < compare->pairing.file_count; file++) {
        const int piece = find_piece(compare, file);
        fputs(file > 1 ? choose(language, "; ", "；") : "", out);
        if (piece < 0) {
            say_no_piece(out, compare, file, language);
            continue;
        }
        const struct headline_bar *bar = &compare->bar[piece];
        snprintf(what, sizeof what,
                 choose(language, "the share of \"%s\"", "“%s”所占比重"),
                 choose(language, bar->en, bar->zh));
        say_value(out, call(compare, file, language, name), what,
                  &compare->share[file][piece], HEADLINE_PERCENT, language);
    }
    return text_taken(out, &text);
}
