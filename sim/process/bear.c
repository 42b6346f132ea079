/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Births, by the mother's age, year and residence. Order is recorded, not a rate, because
 * exposure by order is not known. The newborn's id comes from mother and order, so it is
 * the same child in every scenario in which it is born. */
#include "process/process.h"

#include "core/list.h"

/* Largest order that the mother's row can tell; beyond it the month is added. */
enum { PARITY_LAST = 7 };

static entity_id newborn_id(entity_id mother, int parity, month now)
{
    const uint64_t order = parity < PARITY_LAST
                               ? (uint64_t)parity + 1
                               : (uint64_t)PARITY_LAST + 1 + (uint64_t)now;
    return stream_mix(mother ^ stream_mix(order));
}

static struct resident newborn(const struct home *home, row mother, entity_id id,
                               uint32_t word)
{
    const struct residents *p = &home->block->residents;
    unsigned bits = p->bits[mother] & BITS_NONLOCAL;
    if (word >= home->world->chances.boy)
        bits |= BITS_FEMALE;
    return (struct resident){.id = id,
                             .mother = p->id[mother],
                             .birth = (uint16_t)home->world->now,
                             .bits = bits_with_activity(bits, ACTIVITY_INFANT),
                             .income = p->income[mother],
                             .arrival = (uint16_t)home->world->now};
}

static void count_birth(struct home *home, enum sex sex, int age, int parity, bool dies)
{
    home->tally->births++;
    home->tally->deaths += dies;
    home_count(home, EVENT_BIRTH, 1);
    home_count(home, EVENT_DEATH, dies);
    if (!home->reported)
        return;
    struct tally *tally = &home->worker->tally;
    tally->births[age]++;
    tally->orders[parity < ORDERS ? parity : ORDERS - 1]++;
    /* The month of birth is lived, and its risk of death is run, here. */
    tally->person_months[sex][0]++;
    tally->deaths[sex][0] += dies;
}

static int deliver(struct home *home, row mother, int age, struct error *err)
{
    struct block *block = home->block;
    struct residents *p = &block->residents;
    const int parity = bits_parity(p->bits[mother]);
    const struct stream_address address = {.seed = home->world->seed,
                                           .purpose = PURPOSE_NEWBORN};
    const entity_id id = newborn_id(p->id[mother], parity, home->world->now);
    uint32_t word[4];
    stream_words(&address, id, word);
    const struct resident child = newborn(home, mother, id, word[0]);
    const enum sex sex = bits_sex(child.bits);
    const bool dies =
        word[1] < home->world->chances.chain[home->residence][sex][0][CARE_NONE][0];
    p->bits[mother] = bits_with_parity(p->bits[mother], parity + 1);
    count_birth(home, sex, age, parity, dies);
    if (dies)
        return 0;
    if (p->count == p->capacity)
        TRY(residents_reserve(p, p->count + p->count / 16 + 64, err));
    const row i = residents_add(p, &child);
    household_enter(&block->households, p, p->household[mother], i);
    if (home->world->services)
        TRY(block_stir(block, mother, err));
    if (!(p->bits[mother] & BITS_COLLECTIVE))
        return 0;
    /* Dormitories hold no families: mother and child set up a home. */
    row family[255];
    const int count = home_group(block, mother, true, home->world->now, family);
    return home_send(home, family, count, home->community, err);
}

static int bear(struct home *home, struct error *err)
{
    const struct awake_list *list = &home->list[AWAKE_BEAR];
    const uint32_t *chance = home->world->chances.bear[home->residence];
    for (int k = 0; k < list->count; k++) {
        const unsigned awake = list->index[k];
        const row i = home_row(home, awake);
        const unsigned bits = home->block->residents.bits[i];
        const int age = home_age(home, awake);
        if (bits & BITS_GONE || !(bits & BITS_FEMALE) ||
            home->word[1][awake] >= chance[age])
            continue;
        TRY(deliver(home, i, age, err));
    }
    return 0;
}

const struct process process_bear = {
    .name = "bear",
    .text = "births by the mother's age, year and residence; order is recorded",
    .reads = "id, birth, bits, household, income",
    .writes =
        WRITES(bits) | WRITES(next) | WRITES_ROWS | WRITES_HOUSEHOLDS | WRITES_MESSAGES,
    .home = bear,
};
