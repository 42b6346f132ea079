/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Work: every year on the birthday a person is at work when the word that tells his or
 * her standing in the queue for work, drawn once a life, lies below the share at work of
 * that age and sex. So shares follow the table, and when a share rises a little only
 * those at the margin change, the same ones in every scenario. */
#include "process/process.h"

/* Whether woman `i` has a child under three in her household. */
static bool has_infant(const struct residents *p, row i, month now)
{
    for (row k = p->next[i]; k != i; k = p->next[k])
        /* Age first: the month of birth is in the cache already, mothers are not. */
        if (age_years(p->birth[k], now) < STAGE_CHILD && p->mother[k] == p->id[i])
            return true;
    return false;
}

/* Those of `count` birthdays who are of age to work. Mothers of a child under three need
 * a higher standing, and only those between the two shares are asked for their
 * children. The few branches left are those that are seldom taken. */
static void update(struct home *home, const uint32_t *index, int count,
                   const uint32_t *standing, const int retired[SEXES])
{
    struct residents *p = &home->block->residents;
    const struct rates_month *chances = &home->world->chances;
    for (int k = 0; k < count; k++) {
        const int age = home_age(home, index[k]);
        if (age < STAGE_WORK)
            continue;
        const row i = home_row(home, index[k]);
        const unsigned bits = p->bits[i];
        const enum sex sex = bits_sex(bits);
        const uint32_t word = standing[k];
        bool works = word < chances->working[sex][age];
        if (works & (word >= chances->working_mother[age]) & (sex == SEX_FEMALE) &
            (age < STAGE_MOTHER_END) & (bits_parity(bits) > 0))
            works = !has_infant(p, i, home->world->now);
        p->bits[i] = bits_with_activity(bits, works ? ACTIVITY_WORKING
                                                    : stage_idle(age, retired[sex]));
    }
}

static int work(struct home *home, struct error *err)
{
    (void)err;
    enum { BATCH = 256 };
    const struct awake_list *list = &home->list[AWAKE_BIRTHDAY];
    /* The words of many birthdays at once; standing is the person's, not the run's. */
    const struct stream_address address = {.seed = home->world->population_seed,
                                           .purpose = PURPOSE_WORK};
    entity_id id[BATCH];
    uint32_t words[4][BATCH];
    uint32_t *const word[4] = {words[0], words[1], words[2], words[3]};
    const int *months = home->world->chances.retirement_months;
    const int retired[SEXES] = {stage_retired_from(months[SEX_MALE]),
                                stage_retired_from(months[SEX_FEMALE])};
    for (int start = 0; start < list->count; start += BATCH) {
        const int rest = list->count - start, count = rest < BATCH ? rest : BATCH;
        for (int k = 0; k < count; k++)
            id[k] = home->id[list->index[start + k]];
        stream_batch(home->world->vectors, &address, id, (size_t)count, word);
        update(home, list->index + start, count, words[0], retired);
    }
    return 0;
}

const struct process process_work = {
    .name = "work",
    .text = "on a birthday adults work, study, stay at home or retire by the share of "
            "their age and sex",
    .reads = "id, birth, bits, mother, ring",
    .writes = WRITES(bits),
    .home = work,
};
