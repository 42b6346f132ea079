/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Everything that follows from a setting's one line in settings.def. */
#include "param/settings.h"

#include <stddef.h>
#include <string.h>

const struct setting_info setting_info[SETTINGS] = {
#define SETTING(key, field, kind, initial, min, max, label_zh, en, zh) \
    {key, SETTING_KIND_##kind, initial, min, max, label_zh, en, zh},
#include "param/settings.def"
#undef SETTING
};

/* What a run cannot do without; the other files refine these. */
static const enum setting required[] = {
    SETTING_city, SETTING_mortality,  SETTING_fertility,  SETTING_sex_ratio,
    SETTING_care, SETTING_employment, SETTING_retirement, SETTING_marriage,
};

static const struct {
    const char *unit, *en, *zh;
} kinds[] = {
    [SETTING_KIND_TEXT] = {"", "text", "文字"},
    [SETTING_KIND_FOLDER] = {"", "folder", "文件夹"},
    [SETTING_KIND_FILE] = {"", "file", "文件"},
    [SETTING_KIND_MONTH] = {"", "month", "月份"},
    [SETTING_KIND_INTEGER] = {"1", "whole number", "整数"},
    [SETTING_KIND_SHARE] = {"1", "share", "比例"},
    [SETTING_KIND_LENGTH] = {"km", "length", "长度"},
    [SETTING_KIND_NAMES] = {"", "list of names", "名称列表"},
};

int setting_find(const char *key)
{
    for (int i = 0; i < SETTINGS; i++)
        if (strcmp(setting_info[i].key, key) == 0 ||
            strcmp(setting_info[i].label_zh, key) == 0)
            return i;
    return -1;
}

bool setting_required(enum setting setting)
{
    for (size_t i = 0; i < sizeof(required) / sizeof(required[0]); i++)
        if (required[i] == setting)
            return true;
    return false;
}

const char *setting_unit(enum setting_kind kind)
{
    return kinds[kind].unit;
}

const char *setting_kind_en(enum setting_kind kind)
{
    return kinds[kind].en;
}

const char *setting_kind_zh(enum setting_kind kind)
{
    return kinds[kind].zh;
}
