/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Services and products as tables: keys, words, and who can be concerned at all. */
#include "state/catalogue.h"

#include "state/household.h"

#include <string.h>

/* 365.25 days: 52.18 weeks, a twelfth of them a month. */
const double catalogue_slot_days[SLOTS] = {21.0, 21.0, 9.0, 30.0};

const struct figure_info catalogue_figures[FIGURES] = {
#define FIGURE(name, unit, initial, low, high, min, max, en, zh) \
    {#name, unit, initial, low, high, min, max, en, zh},
#include "state/figures.def"
#undef FIGURE
};

const char *const catalogue_slot_words[SLOTS] = {"weekday", "evening", "weekend",
                                                 "night"};
const char *const catalogue_slot_words_zh[SLOTS] = {"工作日白天", "工作日晚间", "周末",
                                                    "夜间"};
const char *const catalogue_use_words[USES] = {"place", "visit"};
const char *const catalogue_delivery_words[DELIVERIES] = {"site", "home", "online"};
const char *const catalogue_tier_words[TIERS] = {"basic", "quality"};
const char *const catalogue_rule_list_words[RULE_LISTS] = {"need", "latent", "want",
                                                           "entitled", "priority"};

const struct trait_group catalogue_traits[TRAIT_GROUPS] = {
    {"care",
     TRAIT_CARE,
     CARES,
     {"none", "mild", "moderate", "severe"},
     {"无需照护", "轻度", "中度", "重度"}},
    {"activity",
     TRAIT_ACTIVITY,
     ACTIVITIES,
     {"infant", "child", "student", "working", "home", "retired"},
     {"婴幼儿", "学龄前儿童", "学生", "在业", "居家", "退休"}},
    {"sex", TRAIT_SEX, SEXES, {"male", "female"}, {"男", "女"}},
    {"registration",
     TRAIT_REGISTRATION,
     REGISTRATIONS,
     {"local", "nonlocal"},
     {"本地户籍", "非本地户籍"}},
    {"company",
     TRAIT_COMPANY,
     COMPANIES,
     {"alone", "with_others"},
     {"独居", "与他人同住"}},
    {"household",
     TRAIT_HOUSEHOLD,
     HOUSEHOLD_KINDS,
     {"family", "collective"},
     {"家庭户", "集体户"}},
    {"hands",
     TRAIT_HANDS,
     HANDS_KINDS,
     {"none", "one", "more"},
     {"无空闲人手", "一名空闲成年人", "多名空闲成年人"}},
    {"quintile",
     TRAIT_QUINTILE,
     QUINTILES,
     {"1", "2", "3", "4", "5"},
     {"1", "2", "3", "4", "5"}},
};

const struct rule *catalogue_rules(const struct product *product, enum rule_list list,
                                   int *count)
{
    switch (list) {
    case RULE_LIST_NEED: *count = product->needs; return product->need;
    case RULE_LIST_LATENT: *count = product->latents; return product->latent;
    case RULE_LIST_WANT: *count = product->wants; return product->want;
    case RULE_LIST_ENTITLED: *count = product->entitlements; return product->entitled;
    default: *count = product->priorities; return product->priority;
    }
}

uint32_t catalogue_code(const char *key)
{
    uint32_t code = UINT32_C(2166136261);
    for (; *key; key++)
        code = (code ^ (unsigned char)*key) * UINT32_C(16777619);
    return code;
}

int catalogue_product(const struct catalogue *catalogue, const char *key)
{
    for (int k = 0; k < catalogue->product_count; k++)
        if (strcmp(catalogue->products[k].key, key) == 0)
            return k;
    return -1;
}

int catalogue_service(const struct catalogue *catalogue, const char *key)
{
    for (int k = 0; k < catalogue->service_count; k++)
        if (strcmp(catalogue->services[k].key, key) == 0)
            return k;
    return -1;
}

int catalogue_trade(const struct catalogue *catalogue, const char *key)
{
    for (int k = 0; k < catalogue->trade_count; k++)
        if (strcmp(catalogue->trades[k].key, key) == 0)
            return k;
    return -1;
}

/* Adds the product wherever one of the rules could apply. */
static void concern(struct catalogue *catalogue, const struct rule *rules, int count,
                    uint64_t product)
{
    for (int r = 0; r < count; r++)
        for (int age = 0; age <= AGES; age++) {
            const int months = age * MONTHS_PER_YEAR;
            if (months + MONTHS_PER_YEAR <= rules[r].age_low ||
                (months >= rules[r].age_high && age < AGE_LAST))
                continue;
            for (int care = 0; care < CARES; care++)
                for (int activity = 0; activity < ACTIVITIES; activity++)
                    if (rules[r].mask >> (TRAIT_CARE + care) &
                        rules[r].mask >> (TRAIT_ACTIVITY + activity) & 1)
                        catalogue->concern[age][care][activity] |= product;
        }
}

void catalogue_index(struct catalogue *catalogue)
{
    memset(catalogue->concern, 0, sizeof catalogue->concern);
    for (int k = 0; k < catalogue->product_count; k++) {
        const struct product *product = &catalogue->products[k];
        const uint64_t bit = UINT64_C(1) << k;
        concern(catalogue, product->need, product->needs, bit);
        concern(catalogue, product->latent, product->latents, bit);
        concern(catalogue, product->want, product->wants, bit);
    }
}
