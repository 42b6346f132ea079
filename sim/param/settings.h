/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Settings: the keys of a scenario that are no uncertain parameters, declared once in
 * settings.def. */
#ifndef LINLI_PARAM_SETTINGS_H
#define LINLI_PARAM_SETTINGS_H

#include <stdbool.h>

enum setting_kind {
    SETTING_KIND_TEXT,
    SETTING_KIND_FOLDER,
    SETTING_KIND_FILE,
    SETTING_KIND_MONTH,
    SETTING_KIND_INTEGER,
    SETTING_KIND_SHARE,
    SETTING_KIND_LENGTH,
    SETTING_KIND_NAMES
};

enum setting {
#define SETTING(key, field, kind, initial, min, max, label_zh, en, zh) SETTING_##field,
#include "param/settings.def"
#undef SETTING
    SETTINGS
};

/* One line of settings.def. */
struct setting_info {
    const char *key; /* "demography.care" */
    enum setting_kind kind;
    const char *initial; /* as it would stand in a file */
    double min, max;     /* of numbers */
    const char *label_zh, *en, *zh;
};

/* The declarations, [SETTINGS], in the order of the list. */
extern const struct setting_info setting_info[SETTINGS];

/* Index of the key or Chinese label, or -1. */
int setting_find(const char *key);
/* Whether a scenario must give it. */
bool setting_required(enum setting setting);
/* Canonical unit of a numeric kind ("1", "km"), "" for the others. */
const char *setting_unit(enum setting_kind kind);
/* What the kind is called: "file", "文件". */
const char *setting_kind_en(enum setting_kind kind);
const char *setting_kind_zh(enum setting_kind kind);

#endif
