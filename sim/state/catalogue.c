/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Services and products as tables: keys, words, and who can be concerned at all. */
#include "state/catalogue.h"

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
