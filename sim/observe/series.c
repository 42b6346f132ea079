/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The list of series as a table, and what the positions along their dimensions are
 * called. */
#include "observe/series.h"
#include "state/community.h"

#include <assert.h>

const struct series_info series_info[SERIES_COUNT] = {
#define SERIES(name, when, type, d1, d2, d3, d4, d5, unit, en, zh)                     \
    {#name,                                                                            \
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

/* What is known of a dimension. */
struct dimension_info {
    const char *name;
    int count;
    const char *const *labels, *const *labels_zh;
};

static const struct dimension_info dimensions[DIMENSIONS] = {
    [DIMENSION_NONE] = {"", 1, NULL, NULL},
    [DIMENSION_COMMUNITY] = {"community", 0, NULL, NULL},
    [DIMENSION_DISTRICT] = {"district", 0, NULL, NULL},
    [DIMENSION_AGE_GROUP] = {"age_group", AGE_GROUPS, age_groups, age_groups_zh},
    [DIMENSION_AGE] = {"age", AGES, NULL, NULL},
    [DIMENSION_SEX] = {"sex", SEXES, sexes, sexes_zh},
    [DIMENSION_REGISTRATION] = {"registration", REGISTRATIONS, registrations,
                                registrations_zh},
    [DIMENSION_CARE] = {"care", CARES, cares, cares_zh},
    [DIMENSION_SIZE] = {"size", SIZES, NULL, NULL},
    [DIMENSION_HOUSEHOLD_TYPE] = {"household_type", HOUSEHOLD_TYPES, household_types,
                                  household_types_zh},
    [DIMENSION_EVENT] = {"event", EVENTS, events, events_zh},
    [DIMENSION_ORDER] = {"order", ORDERS, orders, orders_zh},
    [DIMENSION_DEPENDENCY] = {"dependency", DEPENDENCIES, dependencies,
                              dependencies_zh},
};

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
