/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Prints the ledger as a table. */
#include "analysis/needs.h"

#include "analysis/sheet.h"

#include <math.h>
#include <stdlib.h>

static const char *const header[][2] = {
    {"year", "年份"},
    {"district", "区县代码"},
    {"community", "社区代码"},
    {"community_name", "社区"},
    {"community_type", "社区类型"},
    {"product", "服务项目代码"},
    {"product_name", "服务项目"},
    {"need", "需要人数"},
    {"met_by_service", "社区服务满足人数"},
    {"met_by_any", "已满足人数"},
    {"shortfall", "缺口人数"},
    {"rank", "缺口位次"},
    {"access", "可达性（每名需要者可及名额）"},
    {"reach", "步行可达居民比率"},
    {"reach_minutes", "步行时间（分钟）"},
    {"places_per_1000", "每千人名额"},
    {"m2_per_100_households", "每百户面积（平方米）"},
    {"gap", "问题代码"},
    {"gap_text", "问题类型"},
    {"cause", "原因代码"},
    {"cause_text", "主要原因"},
    {"positions", "设施位置"},
};

static const char *const gap_code[NEEDS_GAPS] = {"", "below_standard",
                                                 "function_missing", "not_serving"};
static const char *const gap_text[NEEDS_GAPS][2] = {
    {"", ""},
    {"below standard", "不达标"},
    {"function missing", "功能缺失"},
    {"there but not serving", "有设施但服务不到位"}};

static const char *const cause_code[NEEDS_CAUSES] = {"", "hours", "staff", "quality",
                                                     "other"};
static const char *const cause_text[NEEDS_CAUSES][2] = {
    {"", ""},
    {"hours do not suit", "时段不合"},
    {"full: places and their staff", "满员（名额及人员不足）"},
    {"quality", "质量"},
    {"price, not known, or not wanted", "价格、不知晓或不想使用"}};

struct names {
    char **community, **community_name, **product, **product_name;
    double *type, *district;
};

static bool is_small(double count)
{
    return llround(count) < NEEDS_MASK;
}

/* A count masked for another's sake is not said to be small. */
static void put_count(struct sheet *sheet, double count, bool masked)
{
    if (masked)
        sheet_text(sheet, is_small(count) ? "<10" : "x");
    else if (isnan(count))
        sheet_text(sheet, "");
    else
        sheet_whole(sheet, llround(count));
}

/* Of need, met by any and shortfall two give the third: one small masks two, and a small
 * need all. */
static void put_counts(struct sheet *sheet, const struct needs_line *line,
                       bool unmasked)
{
    const bool none = unmasked || isnan(line->need);
    /* Of the numbers as printed, so that a reader who subtracts finds it. */
    const double shortfall = round(line->need) - round(line->met_any);
    const bool all = !none && is_small(line->need);
    const bool rest = !none && (all || is_small(line->met_any) || is_small(shortfall));
    const bool service = !none && (all || is_small(line->met_service));
    put_count(sheet, line->need, all);
    put_count(sheet, line->met_service, service);
    put_count(sheet, line->met_any, rest);
    put_count(sheet, shortfall, rest);
    if (line->rank > 0 && !rest)
        sheet_whole(sheet, line->rank);
    else
        sheet_text(sheet, "");
}

static void put_line(struct sheet *sheet, const struct needs *needs,
                     const struct needs_line *line, const struct names *names,
                     const struct needs_options *options)
{
    const int zh = options->language == LANGUAGE_ZH;
    const char *type = result_community_type((int)names->type[line->community]);
    sheet_whole(sheet, needs->year);
    sheet_whole(sheet, (int64_t)names->district[line->community]);
    sheet_text(sheet, names->community[line->community]);
    sheet_text(sheet, names->community_name[line->community]);
    sheet_text(sheet, type != NULL ? type : "");
    if (line->product < 0) {
        sheet_text(sheet, "*");
        sheet_text(sheet, zh ? "全部服务项目" : "all products");
    } else {
        sheet_text(sheet, names->product[line->product]);
        sheet_text(sheet, names->product_name[line->product]);
    }
    put_counts(sheet, line, options->unmasked);
    sheet_number(sheet, line->access);
    sheet_number(sheet, line->reach);
    if (line->minutes > 0)
        sheet_whole(sheet, line->minutes);
    else
        sheet_text(sheet, "");
    sheet_number(sheet, line->places_per_1000);
    sheet_number(sheet, line->m2_per_100_households);
    sheet_text(sheet, gap_code[line->gap]);
    sheet_text(sheet, gap_text[line->gap][zh]);
    sheet_text(sheet, cause_code[line->cause]);
    sheet_text(sheet, cause_text[line->cause][zh]);
    sheet_text(sheet, line->product < 0
                          ? ""
                          : precision_word(&needs->precision, line->community,
                                           line->product, options->language));
    sheet_end_line(sheet);
}

static int read_names(struct result *result, enum language language,
                      struct names *names, struct error *err)
{
    const size_t count = (size_t)result_summary(result)->communities + 1;
    names->type = calloc(count, sizeof *names->type);
    names->district = calloc(count, sizeof *names->district);
    if (!names->type || !names->district)
        return error_set(err, MESSAGE_MEMORY, "ledger");
    TRY(result_read_places(result, RESULT_PLACE_TYPE, names->type, err));
    TRY(result_read_places(result, RESULT_PLACE_DISTRICT, names->district, err));
    TRY(result_read_labels(result, DIMENSION_COMMUNITY, LANGUAGE_EN, &names->community,
                           err));
    TRY(result_read_labels(result, DIMENSION_COMMUNITY, LANGUAGE_ZH,
                           &names->community_name, err));
    TRY(result_read_labels(result, DIMENSION_PRODUCT, LANGUAGE_EN, &names->product,
                           err));
    return result_read_names(result, DIMENSION_PRODUCT, language, &names->product_name,
                             err);
}

static void free_names(struct names *names)
{
    result_free_labels(names->community);
    result_free_labels(names->community_name);
    result_free_labels(names->product);
    result_free_labels(names->product_name);
    free(names->type);
    free(names->district);
}

int needs_write(struct result *result, const struct needs *needs, const char *path,
                const struct needs_options *options, struct error *err)
{
    struct names names = {0};
    struct sheet sheet = {0};
    int status = read_names(result, options->language, &names, err);
    if (status == 0)
        status = sheet_open(&sheet, path, options->bom, err);
    if (status == 0) {
        for (size_t i = 0; i < sizeof header / sizeof *header; i++)
            sheet_text(&sheet, header[i][options->language == LANGUAGE_ZH]);
        sheet_end_line(&sheet);
        for (int i = 0; i < needs->count; i++)
            put_line(&sheet, needs, &needs->line[i], &names, options);
        status = sheet_close(&sheet, err);
    }
    free_names(&names);
    return status;
}
