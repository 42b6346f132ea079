/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Work: every year on the birthday a person is at work when the word that tells his or
 * her standing in the queue for work, drawn once a life, lies below the share at work of
 * that age and sex. So shares follow the table, and when a share rises a little only
 * those at the margin change, the same ones in every scenario. */
#include "process/process.h"

enum {
    AGE_WORK = 16,    /* youngest age at work by law */
    AGE_STUDENT = 23, /* below it those not at work study */
    AGE_INFANT = 3,   /* mothers of children below it work less (MODEL 23) */
    MOTHER_LAST = 50, /* no mother of an infant is older */
    YEAR_HALF = 6,    /* retirement is counted at the nearest birthday */
};

/* Whether woman `i` has a child under three in her household. */
static bool has_infant(const struct residents *p, row i, month now)
{
    for (row k = p->next[i]; k != i; k = p->next[k])
        /* Age first: the month of birth is in the cache already, mothers are not. */
        if (age_years(p->birth[k], now) < AGE_INFANT && p->mother[k] == p->id[i])
            return true;
    return false;
}

/* First completed age at which those not at work are retired: the birthday nearest to
 * the retirement age. */
static int retired_from(const struct rates_month *chances, enum sex sex)
{
    return (chances->retirement_months[sex] - YEAR_HALF) / MONTHS_PER_YEAR + 1;
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
        if (age < AGE_WORK)
            continue;
        const row i = home_row(home, index[k]);
        const unsigned bits = p->bits[i];
        const enum sex sex = bits_sex(bits);
        const uint32_t word = standing[k];
        bool works = word < chances->working[sex][age];
        if (works & (word >= chances->working_mother[age]) & (sex == SEX_FEMALE) &
            (age < MOTHER_LAST) & (bits_parity(bits) > 0))
            works = !has_infant(p, i, home->world->now);
        const enum activity idle = age < AGE_STUDENT     ? ACTIVITY_STUDENT
                                   : age >= retired[sex] ? ACTIVITY_RETIRED
                                                         : ACTIVITY_HOME;
        p->bits[i] = bits_with_activity(bits, works ? ACTIVITY_WORKING : idle);
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
    const int retired[SEXES] = {retired_from(&home->world->chances, SEX_MALE),
                                retired_from(&home->world->chances, SEX_FEMALE)};
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
