/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The need of care: none, mild, moderate, severe; a monthly chain whose yearly matrix is
 * the evidence's. One word on ordered cumulative chances, death first and staying last. */
#include "process/process.h"

#include "core/list.h"

/* An elder who becomes dependent may wish to live with a child (`join`). */
static int become_dependent(struct home *home, row i, struct error *err)
{
    const struct residents *p = &home->block->residents;
    /* A partner is the first to care, and a care home cares already. */
    if (p->bits[i] & (BITS_PARTNERED | BITS_COLLECTIVE))
        return 0;
    const struct stream_address address = {
        .seed = home->world->seed, .when = home->world->now, .purpose = PURPOSE_JOIN};
    uint32_t word[4];
    stream_words(&address, p->id[i], word);
    if (word[1] >= stream_threshold(home->world->values.join_dependent))
        return 0;
    TRY(LIST_RESERVE(&home->worker->elders, 1, err));
    home->worker->elders.item[home->worker->elders.count++] = (struct elder){
        .id = p->id[i],
        /* Children know their mothers only; a man waits for the care home. */
        .mother = bits_sex(p->bits[i]) == SEX_FEMALE ? p->id[i] : ID_NONE,
        .community = home->community};
    return 0;
}

/* The state after this month: the k-th of the others, or the same. */
static enum care next_state(const uint32_t chance[CARES], enum care now, uint32_t word)
{
    for (int k = 1; k < CARES; k++)
        if (word < chance[k])
            return (enum care)(k - 1 < (int)now ? k - 1 : k);
    return now;
}

static int fall_ill(struct home *home, struct error *err)
{
    struct residents *p = &home->block->residents;
    const struct awake_list *list = &home->list[AWAKE_CHAIN];
    for (int k = 0; k < list->count; k++) {
        const unsigned awake = list->index[k];
        const row i = home_row(home, awake);
        const unsigned bits = p->bits[i];
        if (bits & BITS_GONE)
            continue;
        const int age = home_age(home, awake);
        const enum care before = bits_care(bits);
        const enum care after = next_state(
            home->world->chances.chain[home->residence][bits_sex(bits)][age][before],
            before, home->word[0][awake]);
        if (after == before)
            continue;
        p->bits[i] = bits_with_care(bits, after);
        if (home->world->services)
            TRY(block_stir(home->block, i, err));
        home_count(home, after > before ? EVENT_CARE_WORSE : EVENT_CARE_BETTER, 1);
        if (before < CARE_MODERATE && after >= CARE_MODERATE && age >= STAGE_ELDER)
            TRY(become_dependent(home, i, err));
    }
    return 0;
}

const struct process process_fall_ill = {
    .name = "fall_ill",
    .text = "care need arises, worsens or eases by a four-state chain",
    .reads = "id, birth, bits",
    .writes = WRITES(bits) | WRITES_MESSAGES,
    .home = fall_ill,
};
