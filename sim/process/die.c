/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Death, by age, sex, care state and residence; first in the order of the care chain's
 * chances, so that a small change of a chance kills or saves few people, and one way. */
#include "process/ask.h"

#include "core/list.h"

/* The partner is widowed; an elder may wish to live with a child (`join`). */
static int widow(struct home *home, row partner, entity_id dead, struct error *err)
{
    const struct residents *p = &home->block->residents;
    const month now = home->world->now;
    if (age_years(p->birth[partner], now) < STAGE_ELDER)
        return 0;
    const struct stream_address address = {
        .seed = home->world->seed, .when = now, .purpose = PURPOSE_JOIN};
    uint32_t word[4];
    stream_words(&address, p->id[partner], word);
    if (word[0] >= stream_threshold(home->world->values.join_widowed))
        return 0;
    TRY(LIST_RESERVE(&home->worker->elders, 1, err));
    /* Children know their mother: a widower is found by his late wife's id. */
    const bool woman = bits_sex(p->bits[partner]) == SEX_FEMALE;
    home->worker->elders.item[home->worker->elders.count++] =
        (struct elder){.id = p->id[partner],
                       .mother = woman ? p->id[partner] : dead,
                       .community = home->community};
    return 0;
}

/* Children left without an adult go to a family of the community (`join`). */
static int orphan(struct home *home, row dead, struct error *err)
{
    const struct residents *p = &home->block->residents;
    row group[255];
    const int count = home_group(home->block, dead, false, home->world->now, group);
    if (count < 2)
        return 0;
    for (row k = p->next[dead]; k != dead; k = p->next[k])
        if (!(p->bits[k] & BITS_GONE) &&
            age_years(p->birth[k], home->world->now) >= STAGE_ADULT)
            return 0;
    TRY(LIST_RESERVE(&home->worker->invitations, (size_t)count, err));
    for (int k = 1; k < count; k++)
        home->worker->invitations.item[home->worker->invitations.count++] =
            (struct invitation){.elder = p->id[group[k]],
                                .from = home->community,
                                .community = home->community,
                                .host = ROW_NONE};
    return 0;
}

static int bury(struct home *home, row i, int age, struct error *err)
{
    struct residents *p = &home->block->residents;
    const row partner = household_partner(p, i);
    household_unpair(p, i);
    TRY(home_take(home, i, err));
    if (partner != ROW_NONE && !(p->bits[partner] & BITS_GONE))
        TRY(widow(home, partner, p->id[i], err));
    if (age >= STAGE_ADULT && !(p->bits[i] & BITS_COLLECTIVE) &&
        home->block->households.size[p->household[i]] > 1)
        TRY(orphan(home, i, err));
    home->tally->deaths++;
    if (home->world->services && home->world->services->trace)
        watch_death(home, i);
    home_count(home, EVENT_DEATH, 1);
    if (home->reported)
        home->worker->tally.deaths[bits_sex(p->bits[i])][age]++;
    return 0;
}

static int die(struct home *home, struct error *err)
{
    const struct residents *p = &home->block->residents;
    const struct awake_list *list = &home->list[AWAKE_CHAIN];
    for (int k = 0; k < list->count; k++) {
        const unsigned awake = list->index[k];
        const row i = home_row(home, awake);
        const unsigned bits = p->bits[i];
        const int age = home_age(home, awake);
        const uint32_t chance =
            home->world->chances
                .chain[home->residence][bits_sex(bits)][age][bits_care(bits)][0];
        if (home->word[0][awake] < chance)
            TRY(bury(home, i, age, err));
    }
    return 0;
}

const struct process process_die = {
    .name = "die",
    .text = "death by age, sex, care state and residence; partners are widowed",
    .reads = "id, birth, bits, ring",
    .writes = WRITES(bits) | WRITES_MESSAGES,
    .home = die,
};
