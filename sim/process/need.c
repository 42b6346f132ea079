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

/* No rule applies. */
enum { NO_RULE = CATALOGUE_RULES };

/* Of each of `count` residents the first rule that applies and whose share the resident's
 * word is in, or NO_RULE. Who misses the trait of hands passes what is asked of them. */
static void match(const struct services_rule *rules, int rule_count,
                  const struct asking *asking, const uint32_t *word, int count,
                  uint32_t *which)
{
    const uint32_t *age_months = asking->may.age_months, *traits = asking->may.traits;
    for (int k = 0; k < count; k++)
        which[k] = NO_RULE;
    for (int r = rule_count - 1; r >= 0; r--) {
        const struct services_rule rule = rules[r];
        const uint32_t low = (uint32_t)rule.low, number = (uint32_t)r;
        for (int k = 0; k < count; k++) {
            const bool applies = (age_months[k] - low < rule.span) &
                                 ((traits[k] & rule.others) == 0) &
                                 (word[k] < rule.threshold);
            which[k] = applies ? number : which[k];
        }
    }
}

/* The same of one resident all of whose traits are known. */
static uint32_t match_one(const struct services_rule *rules, int rule_count,
                          const struct chooser *chooser, uint32_t word)
{
    for (int r = 0; r < rule_count; r++)
        if ((uint32_t)(chooser->age_months - rules[r].low) < rules[r].span &&
            (chooser->traits & rules[r].others) == 0 && word < rules[r].threshold)
            return (uint32_t)r;
    return NO_RULE;
}

static uint8_t slot_of(const struct services_rules *rules,
                       const struct chooser *chooser, uint32_t word)
{
    const uint32_t busy = UINT32_C(1) << (TRAIT_ACTIVITY + ACTIVITY_WORKING) |
                          UINT32_C(1) << (TRAIT_ACTIVITY + ACTIVITY_STUDENT);
    return rules->slot[(chooser->traits & busy) != 0][word >> 31];
}

static int class_of(const struct product *product, const struct chooser *chooser)
{
    for (int k = 0; k < product->class_count; k++)
        if (rule_applies(&product->classes[k].who, chooser->age_months,
                         chooser->traits))
            return k;
    return product->class_count; /* none takes such a person */
}

static int32_t old_of(const struct asking *asking, const struct chooser *chooser,
                      int product)
{
    for (int32_t k = chooser->old; k >= 0; k = asking->old.item[k].next)
        if (asking->old.item[k].product == product)
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

/* What somebody needs or may want who is number `k` of the chunk. */
static struct query make_query(struct home *home, int number, uint32_t chooser, int k)
{
    const struct services *services = home->world->services;
    const struct product *product = &services->catalogue->products[number];
    const struct asking *asking = home->worker->asking;
    const struct chooser *who = &asking->choosers.item[chooser];
    const uint32_t need = asking->may.need[k], want = asking->may.want[k];
    const bool needs = need != NO_RULE, wants = !needs && want != NO_RULE;
    return (struct query){
        .chooser = chooser,
        .old = old_of(asking, who, number),
        .amount = needs   ? product->need[need].amount
                  : wants ? product->want[want].amount
                          : 0.0,
        .rule = (uint8_t)(needs   ? need
                          : wants ? CATALOGUE_RULES + want
                                  : 0),
        .need = needs,
        .chooses = needs || (wants && product->want[want].amount > 0.0),
        .latent = !needs && asking->may.latent[k] != NO_RULE,
        .entitled = is_entitled(product, who),
        .slot = slot_of(&services->rules[number], who, asking->person[3][k]),
        .place_class = (uint8_t)class_of(product, who),
        .priority = priority_of(product, who),
    };
}

/* Hands cost a walk through the household: they are looked at where the rest of the rules
 * leaves it open whether the product is anything to the person. */
static void match_hands(struct home *home, int number, uint32_t chooser, int k)
{
    const struct services *services = home->world->services;
    const struct product *product = &services->catalogue->products[number];
    const struct services_rules *rules = &services->rules[number];
    struct asking *asking = home->worker->asking;
    struct chooser *who = &asking->choosers.item[chooser];
    if (!who->hands_known)
        need_hands(home, who);
    asking->may.need[k] =
        match_one(rules->need, product->needs, who, asking->person[0][k]);
    asking->may.latent[k] =
        match_one(rules->latent, product->latents, who, asking->person[2][k]);
    asking->may.want[k] =
        match_one(rules->want, product->wants, who, asking->person[1][k]);
}

/* The words and the rules of the chunk, hands apart. */
static void match_all(struct home *home, int number, const uint32_t *list, int count)
{
    const struct services *services = home->world->services;
    const struct product *product = &services->catalogue->products[number];
    const struct services_rules *rules = &services->rules[number];
    struct asking *asking = home->worker->asking;
    const struct stream_address address = {.seed = home->world->population_seed,
                                           .purpose = PURPOSE_NEED,
                                           .code = product->code};
    uint32_t *const word[4] = {asking->person[0], asking->person[1], asking->person[2],
                               asking->person[3]};
    for (int k = 0; k < count; k++) {
        const struct chooser *who = &asking->choosers.item[list[k]];
        asking->id[k] = who->id;
        asking->may.age_months[k] = (uint32_t)who->age_months;
        asking->may.traits[k] = who->traits;
    }
    stream_batch(home->world->vectors, &address, asking->id, (size_t)count, word);
    match(rules->need, product->needs, asking, word[0], count, asking->may.need);
    match(rules->latent, product->latents, asking, word[2], count, asking->may.latent);
    match(rules->want, product->wants, asking, word[1], count, asking->may.want);
}

void need_product(struct home *home, int number, const uint32_t *list, int count)
{
    enum { NOTHING = 3 * NO_RULE };
    struct asking *asking = home->worker->asking;
    const bool hands = home->world->services->need_hands >> number & 1;
    match_all(home, number, list, count);
    asking->count = 0;
    for (int k = 0; k < count; k++) {
        const uint32_t *need = asking->may.need, *latent = asking->may.latent,
                       *want = asking->may.want;
        if (need[k] + latent[k] + want[k] == NOTHING)
            continue;
        if (hands) {
            match_hands(home, number, list[k], k);
            if (need[k] + latent[k] + want[k] == NOTHING)
                continue;
        }
        asking->query[asking->count] = make_query(home, number, list[k], k);
        asking->id[asking->count++] = asking->id[k];
    }
}
