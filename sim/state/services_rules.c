/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The rules of the catalogue as whole numbers, so that a few hundred residents are held
 * against each in one loop. Made every month: parameters may be dated. */
#include "state/services_parts.h"

#include "core/stream.h"

static void compile(const struct rule *rules, int count, struct services_rule *compiled)
{
    for (int r = 0; r < count; r++)
        compiled[r] = (struct services_rule){
            .low = rules[r].age_low,
            .span = rules[r].age_high > rules[r].age_low
                        ? (uint32_t)(rules[r].age_high - rules[r].age_low)
                        : 0,
            .others = ~rules[r].mask,
            .threshold = stream_threshold(rules[r].share),
        };
}

/* Who is at work or in school comes in the evening or at the weekend, as a bit drawn once
 * a life says; others by day; of the slots that the product has at all. */
static uint8_t slot_of(const struct product *product, int occupied, int bit)
{
    const enum slot evening = bit ? SLOT_EVENING : SLOT_WEEKEND;
    const enum slot other = bit ? SLOT_WEEKEND : SLOT_EVENING;
    const enum slot order[2][SLOTS] = {
        {SLOT_WEEKDAY, SLOT_WEEKEND, SLOT_EVENING, SLOT_NIGHT},
        {evening, other, SLOT_WEEKDAY, SLOT_NIGHT}};
    for (int k = 0; k < SLOTS; k++)
        if (product->slots >> order[occupied][k] & 1)
            return (uint8_t)order[occupied][k];
    return SLOT_WEEKDAY;
}

void services_compile(struct services *services)
{
    for (int p = 0; p < services->catalogue->product_count; p++) {
        const struct product *product = &services->catalogue->products[p];
        struct services_rules *rules = &services->rules[p];
        compile(product->need, product->needs, rules->need);
        compile(product->latent, product->latents, rules->latent);
        compile(product->want, product->wants, rules->want);
        for (int k = 0; k < 4; k++)
            rules->slot[k >> 1][k & 1] = slot_of(product, k >> 1, k & 1);
    }
}
