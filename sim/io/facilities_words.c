/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The names and ways of writing that lists of facilities use. */
#include "io/facilities_words.h"

#include "core/text.h"
#include "state/pack.h"

#include <ctype.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const facilities_field_en[FACILITY_FIELDS] = {
    "name",   "longitude", "latitude", "crs",    "product", "m2",
    "places", "hours",     "weekend",  "owner",  "mode",    "operator",
    "price",  "quality",   "opened",   "closed", "kind"};
const char *const facilities_field_zh[FACILITY_FIELDS] = {
    "名称",   "经度",     "纬度",     "坐标系",   "服务项目", "面积",
    "床位数", "营业时间", "周末时间", "产权",     "运营模式", "运营方",
    "价格",   "质量",     "开办时间", "关闭时间", "类型"};

/* Other names, separated by '|'. */
static const char *const synonyms[FACILITY_FIELDS] = {
    [FIELD_NAME] = "facility|设施名称|机构名称|站点名称|单位名称|设施|全称",
    [FIELD_LONGITUDE] = "lon|lng|long|x|东经|经度坐标",
    [FIELD_LATITUDE] = "lat|y|北纬|纬度坐标",
    [FIELD_CRS] = "datum|坐标系统|坐标体系|坐标",
    [FIELD_PRODUCT] = "service|服务|服务内容|功能|项目|设施功能|服务功能",
    [FIELD_M2] = "area|floor_area|建筑面积|使用面积|房屋面积|area_mu|用房面积",
    [FIELD_PLACES] =
        "capacity|beds|seats|托位|托位数|床位|席位|席位数|座位数|容量|可容纳人数",
    [FIELD_HOURS] =
        "opening_hours|开放时间|服务时间|营业时段|工作日时间|工作日营业时间",
    [FIELD_WEEKEND] = "weekend_hours|周末营业时间|周末开放时间|双休日时间|周末",
    [FIELD_OWNER] = "产权性质|产权单位性质|所有制|场地权属",
    [FIELD_MODE] = "运营方式|经营模式|运营机制",
    [FIELD_OPERATOR] = "operator_kind|运营主体|运营主体类型|运营方类型|运营单位性质",
    [FIELD_PRICE] = "fee|收费|收费标准|价格标准|单价",
    [FIELD_QUALITY] = "score|评分|质量评分|服务质量",
    [FIELD_OPENED] = "open|since|投用时间|开业时间|启用时间|成立时间|建成时间",
    [FIELD_CLOSED] = "close|closes|停用时间|停业时间|关停时间",
    [FIELD_KIND] = "空间类型|用途|原用途|闲置类型",
};

const char *const facilities_owner_zh[OWNERS] = {"公有|公办|国有|政府|街道|公共",
                                                 "私有|民办|民营|私人|个人|企业",
                                                 "集体|村集体|集体所有"};
const char *const facilities_mode_zh[MODES] = {"公办公营|公建公营|公办|公营",
                                               "公建民营", "民办公助",
                                               "市场|市场化|民办|民办民营|民营"};
const char *const facilities_operator_zh[OPERATOR_KINDS] = {
    "公司|企业|民营企业",
    "连锁|连锁企业|连锁机构",
    "非营利|非营利组织|社会组织|民办非企业|民非",
    "物业|物业公司|物业企业",
    "公立|事业单位|政府|街道|公办",
    "自助|居民自治|居民自助",
    "家庭|个人"};
const char *const facilities_unit_words[] = {"degrees 度",
                                             "m2 平方米, mu 亩, 万平方米, 公顷",
                                             "places 个/张/位", "yuan 元", "0-1, %"};

/* Whether `text` is one of the names in `list`, separated by '|'. */
static bool is_one_of(const char *text, const char *list)
{
    const size_t size = strlen(text);

    while (list != NULL && *list != '\0') {
        const size_t n = strcspn(list, "|");
        if (n == size && strncasecmp(list, text, n) == 0)
            return true;
        list += n + (list[n] == '|');
    }
    return false;
}

bool facilities_clean(const char *text, char clean[FACILITY_TEXT])
{
    size_t used = 0, end = 0;

    for (const unsigned char *at = (const unsigned char *)text; *at != '\0';) {
        unsigned char c = *at;
        size_t step = 1;
        if (at[0] == 0xEF && at[1] == 0xBC && at[2] >= 0x81 && at[2] <= 0xBF) {
            c = (unsigned char)(at[2] - 0x81 + '!');
            step = 3;
        } else if (at[0] == 0xEF && at[1] == 0xBD && at[2] >= 0x80 && at[2] <= 0x9E) {
            c = (unsigned char)(at[2] - 0x80 + '`');
            step = 3;
        } else if ((at[0] == 0xE3 && at[1] == 0x80 && at[2] == 0x80) ||
                   (at[0] == 0xC2 && at[1] == 0xA0)) {
            c = ' ';
            step = at[0] == 0xE3 ? 3 : 2;
        } else if (c == '\t' || c == '\n' || c == '\r') {
            c = ' ';
        }
        at += step;
        if (c == ' ' && used == 0)
            continue;
        if (used + 1 >= FACILITY_TEXT)
            return false;
        clean[used++] = (char)c;
        if (c != ' ')
            end = used;
    }
    clean[end] = '\0';
    return true;
}

int facilities_field(const char *header, char *unit)
{
    char clean[FACILITY_TEXT];

    unit[0] = '\0';
    if (!facilities_clean(header, clean))
        return -1;
    for (size_t k = 0; clean[k] != '\0'; k++)
        if (strchr("(/[", clean[k]) != NULL) {
            strcpy(unit, clean + k + 1);
            unit[strcspn(unit, ")]")] = '\0';
            while (k > 0 && clean[k - 1] == ' ')
                k--;
            clean[k] = '\0';
            break;
        }
    if (text_same(clean, "area_mu"))
        strcpy(unit, "mu");
    for (int f = 0; f < FACILITY_FIELDS; f++)
        if (text_same(clean, facilities_field_en[f]) ||
            strcmp(clean, facilities_field_zh[f]) == 0 || is_one_of(clean, synonyms[f]))
            return f;
    return -1;
}

struct unit {
    enum facility_unit kind;
    double factor;
    const char *names;
};
/* A mu is 2,000/3 m2. */
static const struct unit units[] = {
    {UNIT_DEGREE, 1.0, "°|度|degree|degrees|E|N"},
    {UNIT_AREA, 1.0, "m2|㎡|m²|平方米|平米|平方|sqm|平"},
    {UNIT_AREA, 2000.0 / 3.0, "亩|mu"},
    {UNIT_AREA, 10000.0, "万平方米|万㎡|万m2|万平米|万|公顷|ha"},
    {UNIT_PLACES, 1.0, "个|张|位|人|床|座|席|托位|床位|席位|名|places|beds|seats"},
    {UNIT_PLACES, 10000.0, "万|万个|万人"},
    {UNIT_MONEY, 1.0,
     "元|yuan|元/月|元/人/月|元/人·月|元/次|元/人次|元/餐|元/小时|yuan/month|yuan/"
     "visit"},
    {UNIT_MONEY, 10000.0, "万元|万"},
    {UNIT_SHARE, 1.0, "分"},
    {UNIT_SHARE, 0.01, "%|percent"},
};

/* Digits with thousands separators into `plain`; returns what follows, or NULL. */
static const char *read_digits(const char *text, char plain[64])
{
    size_t used = 0, group = 0;
    bool separated = false, point = false;

    if (*text == '-' || *text == '+')
        plain[used++] = *text++;
    for (; used < 60; text++) {
        if (isdigit((unsigned char)*text)) {
            plain[used++] = *text;
            group++;
        } else if (*text == ',' && !point && group > 0 && group <= 3 &&
                   (!separated || group == 3) && isdigit((unsigned char)text[1])) {
            separated = true;
            group = 0;
        } else if (*text == '.' && !point && (!separated || group == 3)) {
            plain[used++] = *text;
            point = true;
            group = 3;
            separated = false;
        } else {
            break;
        }
    }
    plain[used] = '\0';
    return used < 60 && (!separated || group == 3) && strpbrk(plain, "0123456789")
               ? text
               : NULL;
}

int facilities_number(const char *text, const char *unit, enum facility_unit kind,
                      double *value)
{
    char plain[64];
    const char *rest = read_digits(text, plain);
    const locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);

    if (rest == NULL || c_locale == (locale_t)0) {
        if (c_locale != (locale_t)0)
            freelocale(c_locale);
        return -1;
    }
    *value = strtod_l(plain, NULL, c_locale);
    freelocale(c_locale);
    rest += strspn(rest, " ");
    if (*rest == '\0')
        rest = unit;
    if (*rest == '\0')
        return 0;
    for (size_t k = 0; k < sizeof units / sizeof *units; k++)
        if (units[k].kind == kind && is_one_of(rest, units[k].names)) {
            *value *= units[k].factor;
            return 0;
        }
    return -1;
}

int facilities_word(const char *text, const char *const *words, const char *const *zh,
                    int count)
{
    for (int k = 0; k < count; k++)
        if (text_same(text, words[k]) || is_one_of(text, zh[k]))
            return k;
    return -1;
}

int facilities_crs(const char *text)
{
    static const char *const names[DATUMS] = {
        [DATUM_WGS84] = ("WGS-84|WGS84|EPSG:4326|4326|CRS84|OGC:CRS84|"
                         "urn:ogc:def:crs:OGC:1.3:CRS84|urn:ogc:def:crs:OGC::CRS84|"
                         "urn:ogc:def:crs:EPSG::4326|GPS"),
        [DATUM_CGCS2000] =
            "CGCS2000|CGCS-2000|EPSG:4490|4490|urn:ogc:def:crs:EPSG::4490|"
            "国家2000|2000国家大地坐标系|天地图",
        [DATUM_GCJ02] =
            ("GCJ-02|GCJ02|火星坐标|火星坐标系|高德|腾讯|高德地图|腾讯地图"),
        [DATUM_BD09] = ("BD-09|BD09|BD-09ll|BD09ll|百度|百度地图|百度坐标"),
    };
    char clean[FACILITY_TEXT];

    if (!facilities_clean(text, clean))
        return -1;
    for (int d = 0; d < DATUMS; d++)
        if (is_one_of(clean, names[d]))
            return d;
    return -1;
}

/* Minutes past midnight of "8:00", "08:30" or "20"; returns what follows, or NULL. */
static const char *read_clock(const char *text, int *minutes)
{
    int hour = 0, minute = 0, digits = 0;

    text += strspn(text, " ");
    for (; isdigit((unsigned char)*text) && digits < 3; digits++)
        hour = hour * 10 + (*text++ - '0');
    if (digits < 1 || digits > 2)
        return NULL;
    if (*text == ':' || *text == '.') {
        if (!isdigit((unsigned char)text[1]) || !isdigit((unsigned char)text[2]))
            return NULL;
        minute = (text[1] - '0') * 10 + text[2] - '0';
        text += 3;
    }
    *minutes = hour * 60 + minute;
    return hour <= 24 && minute < 60 && *minutes <= 24 * 60 ? text + strspn(text, " ")
                                                            : NULL;
}

/* Skips one of the signs between two times; NULL where none stands there. */
static const char *skip_dash(const char *text)
{
    static const char *const dashes[] = {"-",  "~",  "—",  "–", "至",
                                         "到", "－", "～", "〜"};

    for (size_t k = 0; k < sizeof dashes / sizeof *dashes; k++) {
        const size_t n = strlen(dashes[k]);
        if (strncmp(text, dashes[k], n) != 0)
            continue;
        text += n;
        if (strncmp(text, dashes[k], n) == 0) /* a dash of two characters */
            text += n;
        return text;
    }
    return NULL;
}

/* Adds the part of [from, until) that lies in [low, high), minutes. */
static int overlap(int from, int until, int low, int high)
{
    const int first = from > low ? from : low, last = until < high ? until : high;
    return last > first ? last - first : 0;
}

/* Parts of the day in minutes: day 8 to 18, evening 18 to 22, night 22 to 6. */
enum {
    DAY_FROM = 8 * 60,
    EVENING_FROM = 18 * 60,
    NIGHT_FROM = 22 * 60,
    NIGHT_UNTIL = 6 * 60,
    DAY = 24 * 60,
    LEAST = 60
};

static void add_span(int from, int until, bool weekend, int minutes[SLOTS])
{
    if (until <= from) { /* past midnight */
        add_span(from, DAY, weekend, minutes);
        if (until > 0)
            add_span(0, until, weekend, minutes);
        return;
    }
    minutes[SLOT_NIGHT] +=
        overlap(from, until, 0, NIGHT_UNTIL) + overlap(from, until, NIGHT_FROM, DAY);
    if (weekend) {
        minutes[SLOT_WEEKEND] += overlap(from, until, DAY_FROM, NIGHT_FROM);
        return;
    }
    minutes[SLOT_WEEKDAY] += overlap(from, until, DAY_FROM, EVENING_FROM);
    minutes[SLOT_EVENING] += overlap(from, until, EVENING_FROM, NIGHT_FROM);
}

int facilities_hours(const char *text, bool weekend, unsigned *slots)
{
    int minutes[SLOTS] = {0};

    *slots = 0;
    if (is_one_of(text, "全天|24小时|24h|0-24"))
        text = "00:00-24:00";
    if (weekend && is_one_of(text, "休息|不开放|无|否|no|closed"))
        return 0;
    for (;;) {
        int from, until;
        text = read_clock(text, &from);
        if (text == NULL || (text = skip_dash(text)) == NULL ||
            (text = read_clock(text, &until)) == NULL)
            return -1;
        if (from == until)
            return -1;
        add_span(from, until == DAY && from == 0 ? DAY : until, weekend, minutes);
        if (*text == '\0')
            break;
        const size_t comma = strspn(text, ",;/ ");
        if (comma == 0 && strncmp(text, "、", 3) != 0)
            return -1;
        text += comma > 0 ? comma : 3;
    }
    for (int s = 0; s < SLOTS; s++)
        if (minutes[s] >= LEAST)
            *slots |= 1u << s;
    return 0;
}

int facilities_month(const char *text, month *when)
{
    char plain[32];
    int year, number, day, read = 0;

    if (month_from_text(text, when) == 0)
        return 0;
    if (strlen(text) >= sizeof plain)
        return -1;
    strcpy(plain, text);
    for (char *c = plain; *c != '\0'; c++)
        if (*c == '/' || *c == '.')
            *c = '-';
    if (sscanf(plain, "%4d-%2d%n", &year, &number, &read) != 2)
        return -1;
    if (plain[read] != '\0') {
        int more = 0;
        if (sscanf(plain + read, "-%2d%n", &day, &more) != 1 ||
            plain[read + more] != '\0' || day < 1 || day > 31)
            return -1;
    }
    if (year < 1 || year > 5460 || number < 1 || number > 12)
        return -1;
    *when = month_of(year, number);
    return 0;
}
