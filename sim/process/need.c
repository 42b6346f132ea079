/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Need is objective: by age, care, activity and home, as the catalogue declares; who may
 * want a product without needing it is declared there too. */
#include "process/ask.h"

#include "state/household.h"

/* Ages of hands: able adults who are not at work. */
enum { HANDS_LAST = 75 };

static bool has_free_hands(const struct residents *p, row i, month now)
{
    const unsigned bits = p->bits[i];
    const int age = age_years(p->birth[i], now);
    const enum activity activity = bits_activity(bits);
    return age >= STAGE_ADULT && age <= HANDS_LAST && bits_care(bits) <= CARE_MILD &&
           (activity == ACTIVITY_HOME || activity == ACTIVITY_RETIRED);
}

/* Near kin in another household with free hands, fixed for the household. */
static bool has_kin(const struct home *home, uint32_t key, unsigned bits)
{
    const struct values *values = &home->world->values;
    const struct stream_address address = {.seed = home->world->population_seed,
                                           .purpose = PURPOSE_KIN};
    uint32_t word[4];
    stream_words(&address, key, word);
    const double near =
        bits & BITS_NONLOCAL ? values->kin_near_nonlocal : values->kin_near_local;
    return word[0] < stream_threshold(near) &&
           word[1] < stream_threshold(values->kin_free);
}

void need_hands(struct home *home, struct chooser *chooser)
{
    const struct block *block = home->block;
    const struct residents *p = &block->residents;
    const row h = p->household[chooser->row];
    int hands = 0;
    if (!(p->bits[chooser->row] & BITS_COLLECTIVE)) {
        for (row i = p->next[chooser->row]; i != chooser->row; i = p->next[i])
            hands += has_free_hands(p, i, home->world->now);
        hands += has_kin(home, block->households.key[h], p->bits[chooser->row]);
    }
    const enum hands kind = hands == 0   ? HANDS_NONE
                            : hands == 1 ? HANDS_ONE
                                         : HANDS_MORE;
    const uint32_t all = UINT32_C(7) << TRAIT_HANDS;
    chooser->traits = (chooser->traits & ~all) | UINT32_C(1)
                                                     << (TRAIT_HANDS + (int)kind);
    chooser->hands_known = true;
}

/* The first rule that applies and whose share the person's word is in. */
static const struct rule *applies(const struct rule *rules, int count,
                                  const struct chooser *chooser, uint32_t word)
{
    for (int r = 0; r < count; r++)
        if (rule_applies(&rules[r], chooser->age_months, chooser->traits) &&
            word < stream_threshold(rules[r].share))
            return &rules[r];
    return NULL;
}

/* When the person can come: at work or school in the evening or at the weekend, others
 * by day; of the slots that the product has at all. */
static uint8_t slot_of(const struct product *product, const struct chooser *chooser,
                       uint32_t word)
{
    const uint32_t busy = UINT32_C(1) << (TRAIT_ACTIVITY + ACTIVITY_WORKING) |
                          UINT32_C(1) << (TRAIT_ACTIVITY + ACTIVITY_STUDENT);
    const bool occupied = chooser->traits & busy;
    const enum slot evening = word >> 31 ? SLOT_EVENING : SLOT_WEEKEND;
    const enum slot other = word >> 31 ? SLOT_WEEKEND : SLOT_EVENING;
    const enum slot order[2][SLOTS] = {
        {SLOT_WEEKDAY, SLOT_WEEKEND, SLOT_EVENING, SLOT_NIGHT},
        {evening, other, SLOT_WEEKDAY, SLOT_NIGHT}};
    for (int k = 0; k < SLOTS; k++)
        if (product->slots >> order[occupied][k] & 1)
            return (uint8_t)order[occupied][k];
    return SLOT_WEEKDAY;
}

static int class_of(const struct product *product, const struct chooser *chooser)
{
    for (int k = 0; k < product->class_count; k++)
        if (rule_applies(&product->classes[k].who, chooser->age_months,
                         chooser->traits))
            return k;
    return product->class_count; /* none takes such a person */
}

static int32_t old_of(const struct asking *asking, const struct home *home,
                      const struct chooser *chooser, int product)
{
    const struct offers *offers = &home->world->services->offers[home->community];
    for (int32_t k = chooser->old; k >= 0; k = asking->old.item[k].next)
        if (offers->item[asking->old.item[k].tie.offer].product == product)
            return k;
    return -1;
}

static bool is_entitled(const struct product *product, const struct chooser *chooser)
{
    for (int r = 0; r < product->entitlements; r++)
        if (rule_applies(&product->entitled[r], chooser->age_months, chooser->traits))
            return true;
    return product->entitlements == 0;
}

static uint8_t priority_of(const struct product *product, const struct chooser *chooser)
{
    enum { LAST = 3 };
    for (int r = 0; r < product->priorities && r < LAST; r++)
        if (rule_applies(&product->priority[r], chooser->age_months, chooser->traits))
            return (uint8_t)r;
    return product->priorities > 0 ? LAST : 0;
}

/* One query, or none where the product is nothing to the person. */
static bool make_query(struct home *home, struct asking *asking, int number,
                       uint32_t chooser, const uint32_t word[4], struct query *query)
{
    const struct product *product = &home->world->services->catalogue->products[number];
    struct chooser *who = &asking->choosers.item[chooser];
    if (home->world->services->need_hands >> number & 1 && !who->hands_known)
        need_hands(home, who);
    const struct rule *need = applies(product->need, product->needs, who, word[0]);
    const struct rule *latent =
        need ? NULL : applies(product->latent, product->latents, who, word[2]);
    const struct rule *want =
        need ? NULL : applies(product->want, product->wants, who, word[1]);
    const int32_t old = old_of(asking, home, who, number);
    if (!need && !latent && !want)
        return false;
    *query = (struct query){
        .chooser = chooser,
        .old = old,
        .amount = need   ? need->amount
                  : want ? want->amount
                         : 0.0,
        .rule = (uint8_t)(need   ? need - product->need
                          : want ? CATALOGUE_RULES + (want - product->want)
                                 : 0),
        .need = need != NULL,
        .latent = latent != NULL,
        .entitled = is_entitled(product, who),
        .slot = slot_of(product, who, word[3]),
        .place_class = (uint8_t)class_of(product, who),
        .priority = priority_of(product, who),
    };
    return true;
}

void need_product(struct home *home, int product, const uint32_t *list, int count)
{
    struct asking *asking = home->worker->asking;
    const struct residents *p = &home->block->residents;
    const struct stream_address address = {
        .seed = home->world->population_seed,
        .purpose = PURPOSE_NEED,
        .code = home->world->services->catalogue->products[product].code};
    uint32_t *const word[4] = {asking->person[0], asking->person[1], asking->person[2],
                               asking->person[3]};
    for (int k = 0; k < count; k++)
        asking->id[k] = p->id[asking->choosers.item[list[k]].row];
    stream_batch(home->world->vectors, &address, asking->id, (size_t)count, word);
    asking->count = 0;
    for (int k = 0; k < count; k++) {
        const uint32_t words[4] = {word[0][k], word[1][k], word[2][k], word[3][k]};
        if (make_query(home, asking, product, list[k], words,
                       &asking->query[asking->count])) {
            asking->id[asking->count] = p->id[asking->choosers.item[list[k]].row];
            asking->count++;
        }
    }
}
