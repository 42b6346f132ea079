/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A catalogue of all products by key, with nothing in them but what supply asks for. */
#ifndef LINLI_TESTS_SUPPORT_CATALOGUE_FIXTURE_H
#define LINLI_TESTS_SUPPORT_CATALOGUE_FIXTURE_H

#include "state/catalogue.h"

#include <stdio.h>

static inline void catalogue_fixture(struct catalogue *catalogue)
{
    static const char *const keys[] = {
        "elder_day",      "elder_stay",     "home_care",      "alarm",
        "childcare_full", "childcare_half", "childcare_hour", "after_school",
        "meal_site",      "meal_home",      "housekeeping",   "repair",
        "grocery",        "parcel",         "nursing",        "rehabilitation",
        "fitness",        "culture_room",   "self_run_room",  "play",
        "service_desk"};
    static const char *const zh[] = {
        "日间照料",   "短期托养", "上门照护", "紧急呼叫", "全日托", "半日托",
        "计时托",     "课后托管", "堂食",     "送餐",     "家政",   "维修",
        "生鲜",       "快递",     "护理",     "康复",     "健身",   "文化活动",
        "自助活动室", "儿童游戏", "服务台"};

    *catalogue = (struct catalogue){0};
    catalogue->product_count = sizeof keys / sizeof *keys;
    for (int p = 0; p < catalogue->product_count; p++) {
        struct product *product = &catalogue->products[p];
        snprintf(product->key, sizeof product->key, "%s", keys[p]);
        snprintf(product->en, sizeof product->en, "%s", keys[p]);
        snprintf(product->zh, sizeof product->zh, "%s", zh[p]);
        product->code = catalogue_code(keys[p]);
        product->slots = 1u << SLOT_WEEKDAY;
        product->m2_per_place = 3.7;
    }
}

#endif
