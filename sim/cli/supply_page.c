/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Lays out what study_open made of the supply: sites and places by product, the counts
 * behind them, what has no supply, and what not to read from drawn positions. */
#include "cli/supply_page.h"

#include "cli/cli.h"
#include "core/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Cells of the column of names. */
enum { NAME_CELLS = 34 };

static void print_name(FILE *out, const char *name)
{
    const int cells = text_width(name, strlen(name));
    fprintf(out, "  %s%*s", name, cells < NAME_CELLS ? NAME_CELLS - cells : 1, "");
}

/* Sites and places at the start, and sites that open later. */
static void print_product(FILE *out, const struct study *study, int product,
                          enum language language)
{
    const struct supply *supply = &study->supply;
    const struct product *of = &study->catalogue->products[product];
    long long sites = 0, later = 0, places = 0;
    double m2 = 0.0;

    for (int r = 0; r < supply->room_count; r++) {
        const struct room *room = &supply->rooms[r];
        if (room->product != product)
            continue;
        if (supply->sites[room->site].opened > study->scenario->from) {
            later++;
            continue;
        }
        sites++;
        places += room->places;
        m2 += room->m2;
    }
    print_name(out, cli_text(language, of->en, of->zh));
    fprintf(out, "%8lld %9lld %11.0f %8lld\n", sites, places, m2, later);
}

static void print_counts(FILE *out, const struct study *study, enum language language)
{
    static const char *const known_en[KNOWNS] = {"observed", "estimated", "assumed"};
    static const char *const known_zh[KNOWNS] = {"统计", "估计", "假设"};
    const struct supply_account *account = &study->account;

    if (account->count == 0)
        return;
    fprintf(out, "%s",
            cli_text(language, "counts behind them, in the whole city:\n",
                     "所依据的全市数量：\n"));
    for (int k = 0; k < account->count; k++) {
        const struct supply_line *line = &account->lines[k];
        print_name(out, cli_text(language, line->en, line->zh));
        fprintf(out, "%8lld ", (long long)line->sites);
        if (line->places >= 0)
            fprintf(out, "%9lld ", (long long)line->places);
        else
            fprintf(out, "%9s ", "");
        fprintf(out, "%d  %s, %s\n", line->year,
                cli_text(language, known_en[line->known], known_zh[line->known]),
                line->source[0] != '\0' ? line->source : "-");
    }
}

static void print_none(FILE *out, const struct study *study, enum language language)
{
    bool any = false;

    for (int p = 0; p < study->catalogue->product_count; p++) {
        if (!study->account.none[p])
            continue;
        fprintf(out, "%s%s",
                any ? ", "
                    : cli_text(language,
                               "without any supply: ", "没有任何设施的服务项目："),
                cli_text(language, study->catalogue->products[p].en,
                         study->catalogue->products[p].zh));
        any = true;
    }
    if (any)
        fprintf(out, "\n");
}

/* Sites keep their number where agents are fewer, and what they hold is rounded. */
static void print_scaled(FILE *out, const struct study *study, enum language language)
{
    const struct supply *supply = &study->supply;
    int empty = 0;

    if (study->scale >= 1.0)
        return;
    for (int r = 0; r < supply->room_count; r++)
        empty += supply->rooms[r].places == 0;
    if (empty > 0)
        fprintf(out,
                cli_text(language,
                         "with so few 'agents' %d of %d rooms hold nobody and the "
                         "others too few: read the population, not services\n",
                         "“agents”（居民数）过少：%d / %d 个功能空间容纳不了任何人，"
                         "其余也偏小；请只读取人口结果，不要读取服务结果\n"),
                empty, supply->room_count);
}

static void print_page(FILE *out, const struct study *study, enum language language)
{
    const struct supply *supply = &study->supply;
    int listed = 0;
    bool synthetic = false;
    char from[16];

    for (int s = 0; s < supply->site_count; s++)
        listed += supply->sites[s].origin == ORIGIN_LISTED;
    for (int p = 0; p < CATALOGUE_PRODUCTS; p++)
        synthetic |= supply->synthetic[p];
    fprintf(out,
            cli_text(
                language,
                "\nfacilities simulated: %d sites (%d listed, %d drawn), %d idle "
                "spaces; at %s by product:\n",
                "\n参与模拟的设施：%d 处（名录 %d 处，合成 %d 处），闲置空间 %d 处；%s "
                "按服务项目：\n"),
            supply->site_count, listed, supply->site_count - listed,
            supply->stock_count, month_text(study->scenario->from, from));
    print_name(out, "");
    /* Chinese words of two characters take four cells in six bytes. */
    fprintf(out, "%s",
            cli_text(language, "   sites    places          m2    later\n",
                     "    设施      容量        面积   后开办\n"));
    for (int p = 0; p < study->catalogue->product_count; p++)
        if (!study->account.none[p])
            print_product(out, study, p, language);
    print_counts(out, study, language);
    print_none(out, study, language);
    print_scaled(out, study, language);
    if (synthetic)
        fprintf(
            out, "%s",
            cli_text(language,
                     "site positions are synthetic: read city and group figures, not "
                     "single communities\n",
                     "设施位置为合成：请读取全市与分组数字，不要读取单个社区的数字\n"));
}

char *supply_page(const struct study *study, enum language language)
{
    char *text = NULL;
    size_t size = 0;

    if (!study->catalogue)
        return NULL;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    print_page(out, study, language);
    return text_taken(out, &text);
}
