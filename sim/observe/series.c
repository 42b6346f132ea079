/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The list of series as a table, and what the positions along their dimensions are
 * called. */
#include "observe/series.h"

#include "state/account.h"
#include "state/books.h"
#include "state/community.h"

#include <assert.h>

const struct series_info series_info[SERIES_COUNT] = {
#define SERIES(name, domain, when, type, d1, d2, d3, d4, d5, unit, en, zh)             \
    {#name,                                                                            \
     DOMAIN_##domain,                                                                  \
     SERIES_##when,                                                                    \
     SERIES_##type,                                                                    \
     {DIMENSION_##d1, DIMENSION_##d2, DIMENSION_##d3, DIMENSION_##d4, DIMENSION_##d5}, \
     unit,                                                                             \
     en,                                                                               \
     zh},
#include "observe/series.def"
#undef SERIES
};

int series_age_group(int age)
{
    enum { FIRST = 3, SECOND = 5, WIDTH = 5, LAST = 100 };
    assert(age >= 0);
    if (age < FIRST)
        return 0;
    if (age >= LAST)
        return AGE_GROUPS - 1;
    return age < SECOND ? 1 : 1 + age / WIDTH;
}

/* clang-format off */
static const char *const age_groups[AGE_GROUPS] = {
    "0-2", "3-4", "5-9", "10-14", "15-19", "20-24", "25-29", "30-34", "35-39", "40-44",
    "45-49", "50-54", "55-59", "60-64", "65-69", "70-74", "75-79", "80-84", "85-89",
    "90-94", "95-99", "100+"};
static const char *const age_groups_zh[AGE_GROUPS] = {
    "0-2岁", "3-4岁", "5-9岁", "10-14岁", "15-19岁", "20-24岁", "25-29岁", "30-34岁",
    "35-39岁", "40-44岁", "45-49岁", "50-54岁", "55-59岁", "60-64岁", "65-69岁", "70-74岁",
    "75-79岁", "80-84岁", "85-89岁", "90-94岁", "95-99岁", "100岁及以上"};
/* clang-format on */

static const char *const sexes[SEXES] = {[SEX_MALE] = "male", [SEX_FEMALE] = "female"};
static const char *const sexes_zh[SEXES] = {[SEX_MALE] = "男", [SEX_FEMALE] = "女"};

static const char *const registrations[REGISTRATIONS] = {
    [REGISTRATION_LOCAL] = "local", [REGISTRATION_NONLOCAL] = "nonlocal"};
static const char *const registrations_zh[REGISTRATIONS] = {
    [REGISTRATION_LOCAL] = "本市户籍", [REGISTRATION_NONLOCAL] = "非本市户籍"};

static const char *const cares[CARES] = {[CARE_NONE] = "none",
                                         [CARE_MILD] = "mild",
                                         [CARE_MODERATE] = "moderate",
                                         [CARE_SEVERE] = "severe"};
static const char *const cares_zh[CARES] = {[CARE_NONE] = "无失能",
                                            [CARE_MILD] = "轻度失能",
                                            [CARE_MODERATE] = "中度失能",
                                            [CARE_SEVERE] = "重度失能"};

static const char *const household_types[HOUSEHOLD_TYPES] = {
    [HOUSEHOLD_TYPE_ALONE_YOUNG] = "alone_under_65",
    [HOUSEHOLD_TYPE_ALONE_ELDER] = "alone_65_plus",
    [HOUSEHOLD_TYPE_COUPLE] = "couple",
    [HOUSEHOLD_TYPE_COUPLE_CHILD] = "couple_with_children",
    [HOUSEHOLD_TYPE_LONE_PARENT] = "lone_parent",
    [HOUSEHOLD_TYPE_THREE_GENERATIONS] = "three_generations",
    [HOUSEHOLD_TYPE_OTHER] = "other",
    [HOUSEHOLD_TYPE_COLLECTIVE] = "collective"};
static const char *const household_types_zh[HOUSEHOLD_TYPES] = {
    [HOUSEHOLD_TYPE_ALONE_YOUNG] = "65岁以下独居",
    [HOUSEHOLD_TYPE_ALONE_ELDER] = "65岁及以上独居",
    [HOUSEHOLD_TYPE_COUPLE] = "夫妇",
    [HOUSEHOLD_TYPE_COUPLE_CHILD] = "夫妇与子女",
    [HOUSEHOLD_TYPE_LONE_PARENT] = "单亲",
    [HOUSEHOLD_TYPE_THREE_GENERATIONS] = "三代同住",
    [HOUSEHOLD_TYPE_OTHER] = "其他",
    [HOUSEHOLD_TYPE_COLLECTIVE] = "集体户"};

static const char *const events[EVENTS] = {[EVENT_BIRTH] = "birth",
                                           [EVENT_DEATH] = "death",
                                           [EVENT_IMMIGRATION] = "immigration",
                                           [EVENT_EMIGRATION] = "emigration",
                                           [EVENT_MOVE] = "move",
                                           [EVENT_COUPLE] = "couple",
                                           [EVENT_PART] = "part",
                                           [EVENT_LEAVE_HOME] = "leave_home",
                                           [EVENT_JOIN] = "join",
                                           [EVENT_REGISTER] = "register",
                                           [EVENT_CARE_WORSE] = "care_worse",
                                           [EVENT_CARE_BETTER] = "care_better",
                                           [EVENT_ENTER_DORMITORY] = "enter_dormitory",
                                           [EVENT_ENTER_CARE_HOME] = "enter_care_home"};
static const char *const events_zh[EVENTS] = {[EVENT_BIRTH] = "出生",
                                              [EVENT_DEATH] = "死亡",
                                              [EVENT_IMMIGRATION] = "迁入本市",
                                              [EVENT_EMIGRATION] = "迁出本市",
                                              [EVENT_MOVE] = "市内搬迁",
                                              [EVENT_COUPLE] = "结为伴侣",
                                              [EVENT_PART] = "分开",
                                              [EVENT_LEAVE_HOME] = "离家独立",
                                              [EVENT_JOIN] = "与亲属同住",
                                              [EVENT_REGISTER] = "落户",
                                              [EVENT_CARE_WORSE] = "失能加重",
                                              [EVENT_CARE_BETTER] = "失能减轻",
                                              [EVENT_ENTER_DORMITORY] = "入住集体宿舍",
                                              [EVENT_ENTER_CARE_HOME] = "入住养老机构"};

static const char *const orders[ORDERS] = {"1", "2", "3", "4", "5+"};
static const char *const orders_zh[ORDERS] = {"一孩", "二孩", "三孩", "四孩",
                                              "五孩及以上"};

static const char *const dependencies[DEPENDENCIES] = {[DEPENDENCY_CHILD] = "child",
                                                       [DEPENDENCY_ELDER] = "elder",
                                                       [DEPENDENCY_TOTAL] = "total"};
static const char *const dependencies_zh[DEPENDENCIES] = {
    [DEPENDENCY_CHILD] = "少儿抚养比",
    [DEPENDENCY_ELDER] = "老年抚养比",
    [DEPENDENCY_TOTAL] = "总抚养比"};

/* clang-format off */
static const char *const groups[GROUPS] = {
    "all", "age_0-2", "age_3-4", "age_5-9", "age_10-14", "age_15-19", "age_20-24",
    "age_25-29", "age_30-34", "age_35-39", "age_40-44", "age_45-49", "age_50-54",
    "age_55-59", "age_60-64", "age_65-69", "age_70-74", "age_75-79", "age_80-84",
    "age_85-89", "age_90-94", "age_95-99", "age_100+", "male", "female", "local",
    "nonlocal", "q1", "q2", "q3", "q4", "q5", "care_none", "care_mild", "care_moderate",
    "care_severe"};
static const char *const groups_zh[GROUPS] = {
    "全部", "0-2岁", "3-4岁", "5-9岁", "10-14岁", "15-19岁", "20-24岁", "25-29岁",
    "30-34岁", "35-39岁", "40-44岁", "45-49岁", "50-54岁", "55-59岁", "60-64岁",
    "65-69岁", "70-74岁", "75-79岁", "80-84岁", "85-89岁", "90-94岁", "95-99岁",
    "100岁及以上", "男", "女", "本市户籍", "非本市户籍", "收入最低20%", "收入次低20%",
    "收入中间20%", "收入次高20%", "收入最高20%", "无失能", "轻度失能", "中度失能",
    "重度失能"};
static const char *const outcomes[OUTCOMES] = {
    "service", "family", "market", "too_far", "not_entitled", "unaware", "wrong_hours",
    "full", "unaffordable", "quality", "prefers_family", "does_not_want"};
static const char *const outcomes_zh[OUTCOMES] = {
    "社区服务满足", "家庭满足", "市场满足", "太远", "无资格", "不知晓", "时段不合",
    "满员", "负担不起", "质量不满意", "更愿由家人提供", "不想使用"};
/* clang-format on */

static const char *const relaxeds[RELAXEDS] = {[RELAXED_PRICE] = "price",
                                               [RELAXED_WALK] = "walk",
                                               [RELAXED_QUALITY] = "quality",
                                               [RELAXED_FAMILY] = "family"};
static const char *const relaxeds_zh[RELAXEDS] = {[RELAXED_PRICE] = "价格降为零",
                                                  [RELAXED_WALK] = "路程降为零",
                                                  [RELAXED_QUALITY] = "质量升至最好",
                                                  [RELAXED_FAMILY] = "家人无法提供"};
const int series_minutes[SERIES_MINUTES] = {5, 10, 15};

/* Years that a site was open when it closed (books_age). */
static const char *const closing_ages[BOOKS_AGES] = {"0", "1", "2", "3", "4", "5+"};
static const char *const closing_ages_zh[BOOKS_AGES] = {
    "不满1年", "满1年", "满2年", "满3年", "满4年", "满5年及以上"};

/* What is known of a dimension. */
struct dimension_info {
    const char *name;
    int count;
    const char *const *labels, *const *labels_zh;
    enum series_domain domain;
};

static const struct dimension_info dimensions[DIMENSIONS] = {
    [DIMENSION_NONE] = {"", 1, NULL, NULL, DOMAIN_CITY},
    [DIMENSION_COMMUNITY] = {"community", 0, NULL, NULL, DOMAIN_CITY},
    [DIMENSION_DISTRICT] = {"district", 0, NULL, NULL, DOMAIN_CITY},
    [DIMENSION_AGE_GROUP] = {"age_group", AGE_GROUPS, age_groups, age_groups_zh,
                             DOMAIN_CITY},
    [DIMENSION_AGE] = {"age", AGES, NULL, NULL, DOMAIN_CITY},
    [DIMENSION_SEX] = {"sex", SEXES, sexes, sexes_zh, DOMAIN_CITY},
    [DIMENSION_REGISTRATION] = {"registration", REGISTRATIONS, registrations,
                                registrations_zh, DOMAIN_CITY},
    [DIMENSION_CARE] = {"care", CARES, cares, cares_zh, DOMAIN_CITY},
    [DIMENSION_SIZE] = {"size", SIZES, NULL, NULL, DOMAIN_CITY},
    [DIMENSION_HOUSEHOLD_TYPE] = {"household_type", HOUSEHOLD_TYPES, household_types,
                                  household_types_zh, DOMAIN_CITY},
    [DIMENSION_EVENT] = {"event", EVENTS, events, events_zh, DOMAIN_CITY},
    [DIMENSION_ORDER] = {"order", ORDERS, orders, orders_zh, DOMAIN_CITY},
    [DIMENSION_DEPENDENCY] = {"dependency", DEPENDENCIES, dependencies, dependencies_zh,
                              DOMAIN_CITY},
    [DIMENSION_PRODUCT] = {"product", 0, NULL, NULL, DOMAIN_SERVICES},
    [DIMENSION_SERVICE] = {"service", 0, NULL, NULL, DOMAIN_SERVICES},
    [DIMENSION_GROUP] = {"group", GROUPS, groups, groups_zh, DOMAIN_SERVICES},
    [DIMENSION_OUTCOME] = {"outcome", OUTCOMES, outcomes, outcomes_zh, DOMAIN_SERVICES},
    [DIMENSION_RELAXED] = {"relaxed_term", RELAXEDS, relaxeds, relaxeds_zh,
                           DOMAIN_SERVICES},
    [DIMENSION_SLOT] = {"slot", SLOTS, catalogue_slot_words, catalogue_slot_words_zh,
                        DOMAIN_SERVICES},
    [DIMENSION_MINUTES] = {"minutes", SERIES_MINUTES, NULL, NULL, DOMAIN_SERVICES},
    [DIMENSION_ACCOUNT] = {"account", 0, NULL, NULL, DOMAIN_BOOKS},
    [DIMENSION_PAYER] = {"payer", 0, NULL, NULL, DOMAIN_BOOKS},
    [DIMENSION_PAYEE] = {"payee", 0, NULL, NULL, DOMAIN_BOOKS},
    [DIMENSION_PURPOSE] = {"purpose", MONEY_PURPOSES, NULL, NULL, DOMAIN_BOOKS},
    [DIMENSION_TRADE] = {"trade", 0, NULL, NULL, DOMAIN_BOOKS},
    [DIMENSION_KIND] = {"operator_kind", OPERATOR_KINDS, supply_operator_words,
                        supply_operator_words_zh, DOMAIN_BOOKS},
    [DIMENSION_MODE] = {"mode", MODES, supply_mode_words, supply_mode_words_zh,
                        DOMAIN_BOOKS},
    /* No closure is without a cause. */
    [DIMENSION_CAUSE] = {"cause", WITHDRAW_CAUSES - 1, operator_cause_words + 1,
                         operator_cause_words_zh + 1, DOMAIN_BOOKS},
    [DIMENSION_CLOSING_AGE] = {"closing_age", BOOKS_AGES, closing_ages, closing_ages_zh,
                               DOMAIN_BOOKS},
    [DIMENSION_SITE_AGE] = {"site_age", SERIES_SITE_AGES, NULL, NULL, DOMAIN_BOOKS},
};

int series_accounts(int trades)
{
    return ACCOUNTS - CATALOGUE_TRADES + trades;
}

int series_account_at(int trades, int account)
{
    assert(account < ACCOUNT_STAFF + trades || account > ACCOUNT_STAFF_LAST);
    return account <= ACCOUNT_STAFF_LAST ? account
                                         : account - CATALOGUE_TRADES + trades;
}

int series_account(int trades, int at)
{
    return at < ACCOUNT_STAFF + trades ? at : at + CATALOGUE_TRADES - trades;
}

const char *const *series_labels(enum dimension dimension, int *count)
{
    assert((int)dimension >= 0 && dimension < DIMENSIONS);
    *count = dimensions[dimension].count;
    return dimensions[dimension].labels;
}

const char *const *series_labels_zh(enum dimension dimension)
{
    assert((int)dimension >= 0 && dimension < DIMENSIONS);
    return dimensions[dimension].labels_zh;
}

const char *series_dimension(enum dimension dimension)
{
    assert((int)dimension >= 0 && dimension < DIMENSIONS);
    return dimensions[dimension].name;
}

enum series_domain series_dimension_domain(enum dimension dimension)
{
    assert((int)dimension >= 0 && dimension < DIMENSIONS);
    return dimensions[dimension].domain;
}

int series_length(enum dimension dimension, const struct series_extent *extent)
{
    assert((int)dimension >= 0 && dimension < DIMENSIONS);
    switch (dimension) {
    case DIMENSION_COMMUNITY: return extent->communities;
    case DIMENSION_DISTRICT: return extent->districts;
    case DIMENSION_PRODUCT: return extent->products;
    case DIMENSION_SERVICE: return extent->services;
    case DIMENSION_TRADE: return extent->trades;
    case DIMENSION_ACCOUNT:
    case DIMENSION_PAYER:
    case DIMENSION_PAYEE: return series_accounts(extent->trades);
    default: return dimensions[dimension].count;
    }
}

int64_t series_elements(enum series series, const struct series_extent *extent)
{
    int64_t elements = 1;
    for (int i = 0; i < SERIES_DIMENSIONS; i++)
        elements *= series_length(series_info[series].dimension[i], extent);
    return elements;
}

bool series_domain_present(enum series_domain domain,
                           const struct series_extent *extent)
{
    return domain == DOMAIN_CITY ||
           (domain == DOMAIN_SERVICES ? extent->products : extent->trades) > 0;
}

bool series_present(enum series series, const struct series_extent *extent)
{
    return series_domain_present(series_info[series].domain, extent);
}
