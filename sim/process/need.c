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

/* Hands in the household, the person apart. */
static int hands_at_home(const struct home *home, const struct chooser *chooser)
{
    const struct residents *p = &home->block->residents;
    int hands = 0;
    for (row i = p->next[chooser->row]; i != chooser->row; i = p->next[i])
        hands += has_free_hands(p, i, home->world->now);
    return hands;
}

/* The traits of hands of `count` choosers; near kin in another household with free hands
 * are fixed for the household. */
static void add_hands(struct home *home, struct chooser *chooser, int count)
{
    const struct values *values = &home->world->values;
    const uint32_t near[REGISTRATIONS] = {stream_threshold(values->kin_near_local),
                                          stream_threshold(values->kin_near_nonlocal)};
    const uint32_t free = stream_threshold(values->kin_free);
    const struct stream_address address = {.seed = home->world->population_seed,
                                           .purpose = PURPOSE_KIN};
    struct asking *asking = home->worker->asking;
    uint32_t *const word[4] = {asking->word[0], asking->word[1], asking->word[2],
                               asking->word[3]};
    for (int k = 0; k < count; k++)
        asking->id[k] = chooser[k].place;
    stream_batch_whole(home->world->vectors, &address, asking->id, (size_t)count, word);
    for (int k = 0; k < count; k++) {
        const int nonlocal =
            chooser[k].traits >> (TRAIT_REGISTRATION + REGISTRATION_NONLOCAL) & 1;
        int hands = 0;
        if (!chooser[k].collective)
            hands = hands_at_home(home, &chooser[k]) +
                    (word[0][k] < near[nonlocal] && word[1][k] < free);
        chooser[k].traits |=
            UINT32_C(1) << (TRAIT_HANDS + (hands < HANDS_MORE ? hands : HANDS_MORE));
    }
}

void need_hands(struct home *home)
{
    struct asking *asking = home->worker->asking;
    for (size_t k = 0; k < asking->choosers.count; k += ASK_CHUNK) {
        const size_t rest = asking->choosers.count - k;
        add_hands(home, &asking->choosers.item[k],
                  (int)(rest < ASK_CHUNK ? rest : ASK_CHUNK));
    }
}

/* No rule applies. */
enum { NO_RULE = CATALOGUE_RULES };

/* Of each of `count` residents the first rule that applies and whose share the resident's
 * word is in, or NO_RULE. */
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
    const int place_class = product->use == USE_PLACE ? class_of(product, who) : 0;
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
        /* Whom no class takes, nobody admits. */
        .entitled = is_entitled(product, who) &&
                    (product->use != USE_PLACE || place_class < product->class_count),
        .slot = slot_of(&services->rules[number], who, asking->person[3][k]),
        .place_class = (uint8_t)place_class,
        .priority = priority_of(product, who),
    };
}

/* The words and the rules of the chunk. */
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
    stream_batch_whole(home->world->vectors, &address, asking->id, (size_t)count, word);
    match(rules->need, product->needs, asking, word[0], count, asking->may.need);
    match(rules->latent, product->latents, asking, word[2], count, asking->may.latent);
    match(rules->want, product->wants, asking, word[1], count, asking->may.want);
}

void need_product(struct home *home, int number, const uint32_t *list, int count)
{
    enum { NOTHING = 3 * NO_RULE };
    struct asking *asking = home->worker->asking;
    const uint32_t *need = asking->may.need, *latent = asking->may.latent,
                   *want = asking->may.want;
    uint16_t found[ASK_CHUNK];
    int queries = 0;
    match_all(home, number, list, count);
    for (int k = 0; k < count; k++) {
        found[queries] = (uint16_t)k;
        queries += need[k] + latent[k] + want[k] != NOTHING;
    }
    for (int q = 0; q < queries; q++) {
        asking->query[q] = make_query(home, number, list[found[q]], found[q]);
        asking->id[q] = asking->id[found[q]];
    }
    asking->count = queries;
}
