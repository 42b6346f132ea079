/* SPDX-License-Identifier: MIT
 * Copyright the Linli authors */

/* Couples. Those without a partner begin to look at a rate of age and sex and stay in
 * the market until their birthday. Once a month, in each district, men stand at their
 * month of birth and women at the month of birth they look for, moved by a keyed
 * distance; three rounds of mutual nearest neighbours make couples, the rest wait. So
 * one person more or less changes few couples, nearby (MODEL, chance and coupling). */
#include "process/process.h"

#include "core/exact.h"
#include "core/list.h"

#include <stdlib.h>

/* Rounds of mutual nearest neighbours in a month. */
enum { ROUNDS = 3 };

/* One who stands in the market. */
struct stand {
    int64_t position; /* month of birth sought or had, times 65536, plus a keyed part */
    const struct suitor *who;
    bool taken;
};

static int seek(struct home *home, struct error *err)
{
    struct residents *p = &home->block->residents;
    const struct awake_list *list = &home->list[AWAKE_PAIR];
    struct suitors *suitors = &home->worker->suitors;
    for (int k = 0; k < list->count; k++) {
        const unsigned awake = list->index[k];
        const row i = home_row(home, awake);
        const unsigned cell = home->cell[home->awake[awake]];
        if (p->bits[i] & (BITS_GONE | BITS_PARTNERED))
            continue;
        if (cell & CELL_SEEKING && cell & CELL_BIRTHDAY)
            p->bits[i] &= (uint16_t)~BITS_SEEKING; /* a year older, not so keen */
        const struct pair_chances chance = home_pair_chances(
            &home->world->chances, cell, home_age(home, awake));
        const uint32_t word = home->word[3][awake];
        if (word >= chance.registering && word - chance.registering < chance.seek)
            p->bits[i] |= BITS_SEEKING;
        if (!(p->bits[i] & BITS_SEEKING))
            continue;
        TRY(LIST_RESERVE(suitors, 1, err));
        suitors->item[suitors->count++] =
            (struct suitor){.id = p->id[i],
                            .row = i,
                            .community = home->community,
                            .birth = p->birth[i],
                            .woman = bits_sex(p->bits[i]) == SEX_FEMALE};
    }
    return 0;
}

static int compare_stands(const void *a, const void *b)
{
    const struct stand *x = a, *y = b;
    if (x->position != y->position)
        return x->position < y->position ? -1 : 1;
    return (x->who->id > y->who->id) - (x->who->id < y->who->id);
}

static void take_stand(const struct world *world, const struct suitor *suitor,
                       struct stand *stand)
{
    const struct stream_address address = {
        .seed = world->seed, .purpose = PURPOSE_COUPLE};
    uint32_t word[4];
    stream_words(&address, suitor->id, word);
    double months = suitor->birth;
    if (suitor->woman)
        months -= MONTHS_PER_YEAR * (world->values.couple_gap_years +
                                     world->values.couple_gap_spread_years *
                                         exact_normal(word[0]));
    *stand = (struct stand){
        .position = (int64_t)(months * 65536.0) + (int64_t)(word[1] & 0xffff),
        .who = suitor,
    };
}

/* Index of the nearest free person of the other sex, or -1; ties go to the left. */
static int nearest(const struct stand *stand, int count, int i, int64_t reach)
{
    int left = i - 1, right = i + 1;
    const bool woman = stand[i].who->woman;
    const int64_t here = stand[i].position;
    while (left >= 0 && here - stand[left].position <= reach &&
           (stand[left].taken || stand[left].who->woman == woman))
        left--;
    while (right < count && stand[right].position - here <= reach &&
           (stand[right].taken || stand[right].who->woman == woman))
        right++;
    const int64_t to_left = left >= 0 ? here - stand[left].position : INT64_MAX;
    const int64_t to_right = right < count ? stand[right].position - here : INT64_MAX;
    if (to_left > reach && to_right > reach)
        return -1;
    return to_left <= to_right ? left : right;
}

/* Whether a person has a home without other adults. */
static bool has_own_home(const struct residents *p, row i, month now)
{
    if (p->bits[i] & BITS_COLLECTIVE)
        return false;
    for (row k = p->next[i]; k != i; k = p->next[k])
        if (age_years(p->birth[k], now) >= AGE_ADULT)
            return false;
    return true;
}

/* Decides where the couple lives: at the man's, at the woman's, with parents, or in a
 * new home in the community of one of them. */
static int settle(struct world *world, const struct suitor *man,
                  const struct suitor *woman, struct error *err)
{
    const struct residents *his = &world->blocks[man->community].residents;
    const struct residents *hers = &world->blocks[woman->community].residents;
    /* Brother and sister, or mother and son, do not. */
    if (man->community == woman->community &&
        his->household[man->row] == hers->household[woman->row])
        return 0;
    const struct stream_address address = {
        .seed = world->seed, .when = world->now, .purpose = PURPOSE_COUPLE};
    uint32_t word[4];
    stream_words(&address, woman->id, word);
    bool at_hers = false, found = false;
    if (has_own_home(his, man->row, world->now))
        at_hers = false;
    else if (has_own_home(hers, woman->row, world->now))
        at_hers = true;
    else if (word[2] < stream_threshold(world->values.couple_with_parents) &&
             !(his->bits[man->row] & hers->bits[woman->row] & BITS_COLLECTIVE))
        at_hers = his->bits[man->row] & BITS_COLLECTIVE;
    else {
        found = true;
        at_hers = word[3] & 1;
    }
    const struct suitor *host = at_hers ? woman : man, *guest = at_hers ? man : woman;
    TRY(LIST_RESERVE(&world->orders, 1, err));
    world->orders.item[world->orders.count++] =
        (struct order){.from = guest->community,
                       .to = host->community,
                       .guest = guest->row,
                       .host = host->row,
                       .host_id = host->id,
                       .as_partner = true,
                       .found_home = found};
    return 0;
}

/* The couples of one district, whose suitors are given. */
static int match(struct world *world, struct stand *stand, int *choice, int count,
                 struct error *err)
{
    const int64_t reach =
        (int64_t)(world->values.couple_reach_years * MONTHS_PER_YEAR * 65536.0);
    qsort(stand, (size_t)count, sizeof *stand, compare_stands);
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < count; i++)
            choice[i] = stand[i].taken ? -1 : nearest(stand, count, i, reach);
        for (int i = 0; i < count; i++) {
            const int j = choice[i];
            if (!stand[i].who->woman || j < 0 || choice[j] != i)
                continue;
            stand[i].taken = stand[j].taken = true;
            TRY(settle(world, stand[j].who, stand[i].who, err));
        }
    }
    return 0;
}

/* Suitors of the communities [first, last), in order. */
static int gather(const struct world *world, int first, int last, struct stand *stand)
{
    int count = 0;
    for (int c = first; c < last; c++) {
        const struct segment *segment = &world->segments[c];
        const struct suitor *suitor =
            world->workers[segment->thread].suitors.item + segment->suitor;
        for (size_t k = 0; k < segment->suitors; k++)
            take_stand(world, &suitor[k], &stand[count++]);
    }
    return count;
}

static int couple(struct world *world, struct error *err)
{
    size_t total = 0;
    for (int t = 0; t < world->threads; t++)
        total += world->workers[t].suitors.count;
    struct stand *stand = malloc((total + 1) * sizeof *stand);
    int *choice = malloc((total + 1) * sizeof *choice);
    int status = stand && choice ? 0 : error_set(err, MESSAGE_MEMORY, "couple");
    for (int c = 0; c < world->count && !status; c = world->district_last[c]) {
        const int count = gather(world, c, world->district_last[c], stand);
        status = match(world, stand, choice, count, err);
    }
    free(stand);
    free(choice);
    return status;
}

const struct process process_couple = {
    .name = "couple",
    .text = "people without a partner look for one and pair within the district by age",
    .reads = "id, birth, bits, household, ring",
    .writes = WRITES(bits) | WRITES_MESSAGES,
    .home = seek,
    .city = couple,
};
