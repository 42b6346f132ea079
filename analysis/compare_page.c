/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The comparison as one page that needs nothing else: no script, no font, no network. It
 * fills a sheet of A4, and equal results give equal bytes. */
#include "analysis/compare_chart.h"

#include "analysis/markup.h"
#include "analysis/number.h"

#include <math.h>
#include <stdlib.h>

static const char style[] =
    "@page{size:A4;margin:11mm 14mm}\n"
    "body{font:14px/1.5 \"Noto Sans\",\"Noto Sans CJK SC\",\"Source Han Sans SC\","
    "\"PingFang SC\",\"Microsoft YaHei\",\"Helvetica "
    "Neue\",Arial,sans-serif;color:#1a1a1a;"
    "background:#fff;max-width:760px;margin:24px auto;padding:0 20px}\n"
    "h1{font-size:21px;line-height:1.3;margin:0 0 8px}\n"
    "h2{font-size:15px;line-height:1.35;margin:18px 0 2px}\n"
    "p{margin:4px 0}\n"
    ".note{font-size:12px;color:#555}\n"
    "ul.key{list-style:none;margin:6px 0;padding:0;display:flex;flex-wrap:wrap;"
    "gap:0 22px}\n"
    "ul.key svg{width:34px;height:10px;margin-right:6px}\n"
    "figure{margin:0;break-inside:avoid}\n"
    "figure>svg{display:block;width:100%;height:auto;margin:6px 0 2px}\n"
    "svg text{font-size:11px;fill:#1a1a1a}\n"
    "svg .tick,svg .unit{font-size:10px;fill:#5f5f5f}\n"
    "svg .base{fill:#5f5f5f}\n"
    "svg .strong{font-weight:700}\n"
    "svg text.light{fill:#fff}\n"
    "details{font-size:12px;margin:2px 0 8px}\n"
    "summary{cursor:pointer;color:#555}\n"
    ".wide{overflow-x:auto}\n"
    "table{border-collapse:collapse;margin:4px 0}\n"
    "th,td{padding:2px 8px;border-bottom:1px solid #ddd;text-align:right}\n"
    "th{font-weight:600}\n"
    "td:first-child,th:first-child,.words{text-align:left}\n"
    "code{font-size:11px;overflow-wrap:anywhere}\n"
    "@media print{body{margin:0;padding:0;max-width:none;font-size:11.5px;"
    "line-height:1.4}h1{font-size:16px;margin-bottom:4px}"
    "h2{font-size:12.5px;margin-top:8px}p{margin:1px 0}.note{font-size:10px}"
    "figure>svg{width:88%;margin:3px 0 0}ul.key{margin:2px 0}"
    "details:not([open]){display:none}"
    "*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}\n";

static const char *choose(enum language language, const char *en, const char *zh)
{
    return language == LANGUAGE_ZH ? zh : en;
}

/* Writes an element around a text; takes and frees the text, which may be NULL. */
static void put_taken(FILE *out, const char *element, const char *class, char *text)
{
    if (text != NULL && text[0] != '\0') {
        fprintf(out, "<%s%s>", element, class);
        markup_text(out, text);
        fprintf(out, "</%s>\n", element);
    }
    free(text);
}

static void put_cell(FILE *out, const char *element, const char *text)
{
    fprintf(out, "<%s>", element);
    markup_text(out, text);
    fprintf(out, "</%s>", element);
}

static void put_number(FILE *out, double value, int decimals, bool sign)
{
    fputs("<td>", out);
    markup_number(out, value, decimals, sign);
    fputs("</td>", out);
}

/* Lines of a table of values: indicators or pieces of one scenario. */
struct line {
    const char *name, *unit;
    int decimals;
    const struct compare_value *base, *value;
};

static void put_value_head(FILE *out, const char *scenario, enum language language)
{
    static const char *const heads[][2] = {
        {"unit", "单位"},       {"baseline", "基准"}, {"scenario", "情景"},
        {"difference", "差异"}, {"low", "下限"},      {"high", "上限"},
        {"rows", "行数"},       {"missing", "缺失"},  {"p (Holm)", "p（Holm）"},
        {"finding", "结论"},
    };
    fputs("<tr>", out);
    put_cell(out, "th", scenario);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        put_cell(out, "th", heads[i][language == LANGUAGE_ZH]);
    fputs("</tr>\n", out);
}

static void put_value_line(FILE *out, const struct line *line, enum language language)
{
    enum { P_DECIMALS = 3 };
    const struct interval *difference = &line->value->difference;
    const int decimals = number_decimals(difference->high - difference->low);
    fputs("<tr>", out);
    put_cell(out, "td", line->name);
    put_cell(out, "td", line->unit);
    put_number(out, line->base->level.mean, line->decimals, false);
    put_number(out, line->value->level.mean, line->decimals, false);
    put_number(out, difference->mean, decimals, true);
    put_number(out, difference->low, decimals, true);
    put_number(out, difference->high, decimals, true);
    fprintf(out, "<td>%d</td><td>%d</td>", difference->rows, difference->missing);
    put_number(out, line->value->p, P_DECIMALS, false);
    put_cell(out, "td", compare_verb_text(line->value->verb, language));
    fputs("</tr>\n", out);
}

static void open_table(FILE *out, enum language language)
{
    fprintf(out, "<details><summary>%s</summary><div class=\"wide\"><table>\n",
            choose(language, "Data of this chart", "本图数据"));
}

static void close_table(FILE *out)
{
    fputs("</table></div></details>\n</figure>\n", out);
}

static void put_headline_table(FILE *out, const struct compare *compare,
                               enum language language)
{
    open_table(out, language);
    for (int file = 1; file < compare->pairing.file_count; file++) {
        put_value_head(out, compare_title(compare, file, language), language);
        for (int i = 0; i < compare->headline_count; i++) {
            const struct headline_info *info = &compare->headline[i];
            const struct line line = {choose(language, info->en, info->zh),
                                      headline_unit(info->unit, false, language),
                                      info->decimals, &compare->value[0][i],
                                      &compare->value[file][i]};
            put_value_line(out, &line, language);
        }
    }
    close_table(out);
}

static void put_bar_table(FILE *out, const struct compare *compare,
                          enum language language)
{
    enum { SHARE_DECIMALS = 2 };
    open_table(out, language);
    for (int file = 1; file < compare->pairing.file_count; file++) {
        put_value_head(out, compare_title(compare, file, language), language);
        for (int i = 0; i < compare->bar_count; i++) {
            const struct headline_bar *bar = &compare->bar[i];
            const struct line line = {choose(language, bar->en, bar->zh), "%",
                                      SHARE_DECIMALS, &compare->share[0][i],
                                      &compare->share[file][i]};
            put_value_line(out, &line, language);
        }
    }
    close_table(out);
}

static void put_band(FILE *out, const struct compare_band *band, int decimals,
                     enum language language)
{
    fputs("<td>", out);
    markup_number(out, band->mean, decimals, false);
    fputs(choose(language, " (", "（"), out);
    markup_number(out, band->low, decimals, false);
    fputs(" – ", out);
    markup_number(out, band->high, decimals, false);
    fprintf(out, "%s</td>", choose(language, ")", "）"));
}

static void put_year_table(FILE *out, const struct compare *compare,
                           enum language language)
{
    open_table(out, language);
    for (int i = 0; i < compare->drawn; i++) {
        const struct headline_info *info = &compare->headline[i];
        char head[160];
        snprintf(head, sizeof head, choose(language, "%s, %s", "%s（%s）"),
                 choose(language, info->en, info->zh),
                 headline_unit(info->unit, false, language));
        fputs("<tr>", out);
        put_cell(out, "th", head);
        for (int file = 0; file < compare->pairing.file_count; file++)
            put_cell(out, "th", compare_title(compare, file, language));
        fputs("</tr>\n", out);
        for (int year = 0; year < compare->years.count; year++) {
            fprintf(out, "<tr><td>%d</td>", compare->years.first + year);
            for (int file = 0; file < compare->pairing.file_count; file++)
                put_band(out, &compare_years(compare, i, file)[year],
                         info->decimals + 1, language);
            fputs("</tr>\n", out);
        }
    }
    close_table(out);
}

/* Which letter, colour and dash is which file, once for all charts. */
static void put_key(FILE *out, const struct compare *compare, enum language language)
{
    fputs("<ul class=\"key\">\n", out);
    for (int file = 0; file < compare->pairing.file_count; file++) {
        fprintf(out,
                "<li><svg viewBox=\"0 0 34 10\" aria-hidden=\"true\"><rect y=\"2\" "
                "width=\"34\" height=\"6\" fill=\"%s\"/></svg>",
                compare_chart_colour(file));
        if (file == 0)
            fprintf(out, "<b>%s</b> ", choose(language, "baseline:", "基准："));
        else
            fprintf(out, "<b>%c</b> ", compare_chart_letter(file));
        markup_text(out, compare_title(compare, file, language));
        fputs("</li>\n", out);
    }
    fputs("</ul>\n", out);
}

/* Titles come from the findings; they are XML-escaped where they are written. */
static void put_figure(FILE *out, const struct compare *compare, enum language language,
                       char *(*find)(const struct compare *, enum language),
                       void (*draw)(FILE *, const struct compare *, const char *,
                                    enum language),
                       const char *note)
{
    char *title = find(compare, language);
    const char *text = title != NULL ? title : "";
    fputs("<figure>\n<h2>", out);
    markup_text(out, text);
    fputs("</h2>\n<p class=\"note\">", out);
    markup_text(out, note);
    fputs("</p>\n", out);
    draw(out, compare, text, language);
    free(title);
}

static void put_files(FILE *out, const struct compare *compare, enum language language)
{
    fprintf(out, "<details><summary>%s</summary><div class=\"wide\"><table>\n<tr>",
            choose(language, "Files compared", "所比较的文件"));
    static const char *const heads[][2] = {
        {"scenario", "情景"},   {"file", "文件"},      {"rows", "行数"},
        {"SHA-256", "SHA-256"}, {"Linli", "邻里版本"}, {"command", "命令"}};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        put_cell(out, "th", heads[i][language == LANGUAGE_ZH]);
    fputs("</tr>\n", out);
    for (int file = 0; file < compare->pairing.file_count; file++) {
        const struct result_summary *summary = pairing_summary(&compare->pairing, file);
        char digest[DIGEST_TEXT];
        digest_text(summary->seal.digest, digest);
        fputs("<tr>", out);
        put_cell(out, "td", compare_title(compare, file, language));
        put_cell(out, "td", compare->pairing.files[file].path);
        fprintf(out, "<td>%d</td><td><code>%s</code></td>", summary->rows, digest);
        put_cell(out, "td", summary->code_version);
        fputs("<td class=\"words\"><code>", out);
        markup_text(out, summary->command);
        fputs("</code></td></tr>\n", out);
    }
    fputs("</table></div></details>\n", out);
}

static void put_head(FILE *out, const struct compare *compare, enum language language)
{
    const struct result_summary *base = pairing_summary(&compare->pairing, 0);
    const char *city = choose(language, base->city_en, base->city_zh);
    fprintf(
        out,
        "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"%s\">\n"
        "<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" "
        "content=\"width=device-width, initial-scale=1\"/>\n<title>",
        choose(language, "en", "zh-CN"));
    markup_text(out, city);
    fputs(choose(language, ": scenarios compared", "：情景比较"), out);
    fprintf(out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<h1>", style);
    markup_text(out, city);
    fputs(choose(language, ": scenarios compared", "：情景比较"), out);
    fputs("</h1>\n", out);
}

static const char *band_note(const struct compare *compare, enum language language)
{
    if (compare->pairing.row_count >= INTERVAL_ROWS_BOOTSTRAP)
        return choose(
            language,
            "Lines: means of rows. Shaded: 5-95 % of rows, chance only. Axes "
            "do not begin at 0. The difference in the title is of the mean over the "
            "years, row by row.",
            "线为各行均值，阴影为各行的 5-95 "
            "%，仅含偶然性。纵轴不从 0 开始。标题中的差异为多年均值的逐行差异。");
    return choose(
        language,
        "Lines: means of rows. Shaded: lowest to highest row, chance only. Axes do not "
        "begin at 0. The difference in the title is of the mean over the years, row by "
        "row.",
        "线为各行均值，阴影为最低行至最高行，仅含偶然性。纵轴不从 0 "
        "开始。标题中的差异为多年均值"
        "的逐行差异。");
}

static const char *bar_note(const struct compare *compare, enum language language)
{
    if (compare->set != HEADLINE_DEMOGRAPHY)
        return choose(
            language,
            "What became of each need, of every tenth resident: how it was met, or "
            "the one reason why not; mean of the years and rows. Every need weighs the "
            "same here, every resident in the indicators above. The title names the "
            "piece that changes most.",
            "每十名居民抽一名，其各项需要的结局：如何满足，或未满足的唯一原因；"
            "为多年与各行的均值。此处按需要加权，上方指标按居民加权。标题指出变化最大的"
            "部分。");
    return choose(
        language,
        "Residents by age, mean of the years and rows. The title names the piece "
        "that changes most.",
        "按年龄划分的居民，为多年与各行的均值。标题指出变化最大的部分。");
}

static void put_charts(FILE *out, const struct compare *compare, enum language language)
{
    put_figure(
        out, compare, language, compare_finding_headlines, compare_chart_dots,
        choose(
            language,
            "Differences from the baseline, chance only; each line has a scale of "
            "its own. Filled dots: clear differences (interval without zero, and "
            "Holm's test over all indicators and scenarios at 10 %). Hollow: no "
            "clear difference. Dotted: range of too few rows.",
            "相对基准的差异，仅含偶然性；每行自有刻度。实心点为明显差异（区间不含零，"
            "且在全部指标与情景上按 Holm 法以 10 % "
            "水平检验显著），空心点为无明显差异，虚线为行数太少时的范围。"));
    put_headline_table(out, compare, language);
    put_figure(out, compare, language, compare_finding_years, compare_chart_years,
               band_note(compare, language));
    put_year_table(out, compare, language);
    put_figure(out, compare, language, compare_finding_bars, compare_chart_bars,
               bar_note(compare, language));
    put_bar_table(out, compare, language);
}

void compare_page(FILE *out, const struct compare *compare, enum language language)
{
    put_head(out, compare, language);
    put_taken(out, "p", "", compare_intro(compare, language));
    put_taken(out, "p", "", compare_left_out(compare, language));
    put_key(out, compare, language);
    put_charts(out, compare, language);
    put_files(out, compare, language);
    fputs("</body>\n</html>\n", out);
}
