/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Couples. Those without a partner begin to look at a rate of age and sex and stay in
 * the market until their birthday. Once a month, in each district, men stand at their
 * month of birth and women at the month of birth they look for, moved by a keyed
 * distance; three rounds of mutual nearest neighbours make couples, the rest wait. So
 * one person more or less changes few couples, nearby (tests/test_butterfly.c). */
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
        const struct pair_chances chance =
            home_pair_chances(&home->world->chances, cell, home_age(home, awake));
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
    const struct stream_address address = {.seed = world->seed,
                                           .purpose = PURPOSE_COUPLE};
    uint32_t word[4];
    stream_words(&address, suitor->id, word);
    double months = suitor->birth;
    if (suitor->woman)
        months -= MONTHS_PER_YEAR *
                  (world->values.couple_gap_years +
                   world->values.couple_gap_spread_years * exact_normal(word[0]));
    *stand = (struct stand){
        .position = (int64_t)(months * 65536.0) + (int64_t)(word[1] & 0xffff),
        .who = suitor,
    };
}

/* For each of `from` (free, of one sex) the nearest of `to` (free, of the other), both
 * in the order of positions, or -1 beyond `reach`; ties go to the left. One sweep. */
static void nearest(const struct stand *stand, const int *from, int from_count,
                    const int *to, int to_count, int64_t reach, int *choice)
{
    int right = 0;
    for (int k = 0; k < from_count; k++) {
        const int64_t here = stand[from[k]].position;
        while (right < to_count && stand[to[right]].position < here)
            right++;
        const int64_t to_left =
            right > 0 ? here - stand[to[right - 1]].position : INT64_MAX;
        const int64_t to_right =
            right < to_count ? stand[to[right]].position - here : INT64_MAX;
        choice[from[k]] = to_left > reach && to_right > reach ? -1
                          : to_left <= to_right               ? to[right - 1]
                                                              : to[right];
    }
}

/* Whether a person has a home without other adults. */
static bool has_own_home(const struct residents *p, row i, month now)
{
    if (p->bits[i] & BITS_COLLECTIVE)
        return false;
    for (row k = p->next[i]; k != i; k = p->next[k])
        if (age_years(p->birth[k], now) >= STAGE_ADULT)
            return false;
    return true;
}

/* Whether they live together already or are siblings, or mother and son. */
static bool are_kin(const struct suitor *man, const struct residents *his,
                    const struct suitor *woman, const struct residents *hers)
{
    const entity_id his_mother = his->mother[man->row];
    return (man->community == woman->community &&
            his->household[man->row] == hers->household[woman->row]) ||
           (his_mother != ID_NONE &&
            (his_mother == hers->mother[woman->row] || his_mother == woman->id));
}

/* Decides where the couple lives: at the man's, at the woman's, with parents, or in a
 * new home in the community of one of them. */
static bool settle(const struct world *world, const struct suitor *man,
                   const struct suitor *woman, struct order *order)
{
    const struct residents *his = &world->blocks[man->community].residents;
    const struct residents *hers = &world->blocks[woman->community].residents;
    if (are_kin(man, his, woman, hers))
        return false;
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
    *order = (struct order){.from = guest->community,
                            .to = host->community,
                            .guest = guest->row,
                            .host = host->row,
                            .host_id = host->id,
                            .as_partner = true,
                            .found_home = found};
    return true;
}

/* One district's market; arrays have room for its suitors. */
struct market {
    struct stand *stand;
    int *choice, *women, *men;
    struct order *order;
    int count, orders;
};

/* Those still free of one sex, in order. */
static int list_free(const struct market *market, bool woman, int *list)
{
    int count = 0;
    for (int i = 0; i < market->count; i++)
        if (!market->stand[i].taken && market->stand[i].who->woman == woman)
            list[count++] = i;
    return count;
}

/* The couples of one district. */
static void match(const struct world *world, struct market *market)
{
    const int64_t reach =
        (int64_t)(world->values.couple_reach_years * MONTHS_PER_YEAR * 65536.0);
    struct stand *stand = market->stand;
    qsort(stand, (size_t)market->count, sizeof *stand, compare_stands);
    for (int round = 0; round < ROUNDS; round++) {
        const int women = list_free(market, true, market->women);
        const int men = list_free(market, false, market->men);
        nearest(stand, market->women, women, market->men, men, reach, market->choice);
        nearest(stand, market->men, men, market->women, women, reach, market->choice);
        for (int k = 0; k < women; k++) {
            const int i = market->women[k], j = market->choice[i];
            if (j < 0 || market->choice[j] != i)
                continue;
            stand[i].taken = stand[j].taken = true;
            market->orders += settle(world, stand[j].who, stand[i].who,
                                     &market->order[market->orders]);
        }
    }
}

/* Suitors of the communities [first, last), in order. */
static void gather(const struct world *world, int first, int last,
                   struct market *market)
{
    market->count = market->orders = 0;
    for (int c = first; c < last; c++) {
        const struct segment *segment = &world->segments[c];
        const struct suitor *suitor =
            world->workers[segment->thread].suitors.item + segment->suitor;
        for (size_t k = 0; k < segment->suitors; k++)
            take_stand(world, &suitor[k], &market->stand[market->count++]);
    }
}

/* All districts, each with its own part of the arrays `all`; then orders in the order of
 * districts. */
static int match_all(struct world *world, const struct market *all, size_t *start,
                     int *orders, struct error *err)
{
#pragma omp parallel for schedule(dynamic, 1) num_threads(world->threads)
    for (int c = 0; c < world->count; c++) {
        orders[c] = 0;
        if (world->district_first[c] != c)
            continue;
        struct market market = {.stand = all->stand + start[c],
                                .choice = all->choice + start[c],
                                .women = all->women + start[c],
                                .men = all->men + start[c],
                                .order = all->order + start[c]};
        gather(world, c, world->district_last[c], &market);
        match(world, &market);
        orders[c] = market.orders;
    }
    for (int c = 0; c < world->count; c++) {
        TRY(LIST_RESERVE(&world->orders, (size_t)orders[c], err));
        for (int k = 0; k < orders[c]; k++)
            world->orders.item[world->orders.count++] =
                all->order[start[c] + (size_t)k];
    }
    return 0;
}

/* Arrays for all suitors and communities in one memory that is kept from month to
 * month. */
static int reserve(struct world *world, size_t suitors, struct market *all,
                   size_t **start, int **orders, struct error *err)
{
    const size_t each = sizeof(struct stand) + sizeof(struct order) + 4 * sizeof(int);
    const size_t communities = (size_t)world->count + 1;
    const size_t bytes = suitors * each + communities * (sizeof(size_t) + sizeof(int));
    if (bytes > world->market_bytes)
        TRY(list_grow(&world->market, &world->market_bytes, bytes, 1, err));
    char *next = world->market;
    all->stand = (struct stand *)(void *)next;
    next += suitors * sizeof *all->stand;
    all->order = (struct order *)(void *)next;
    next += suitors * sizeof *all->order;
    *start = (size_t *)(void *)next;
    next += communities * sizeof **start;
    all->choice = (int *)(void *)next;
    all->women = all->choice + suitors;
    all->men = all->women + suitors;
    *orders = all->men + suitors;
    return 0;
}

static int couple(struct world *world, struct error *err)
{
    size_t total = 0;
    for (int c = 0; c < world->count; c++)
        total += world->segments[c].suitors;
    struct market all = {0};
    size_t *start;
    int *orders;
    TRY(reserve(world, total, &all, &start, &orders, err));
    start[0] = 0;
    for (int c = 0; c < world->count; c++)
        start[c + 1] = start[c] + world->segments[c].suitors;
    return match_all(world, &all, start, orders, err);
}

const struct process process_couple = {
    .name = "couple",
    .text = "people without a partner look for one and pair within the district by age",
    .reads = "id, birth, bits, household, ring",
    .writes = WRITES(bits) | WRITES_MESSAGES,
    .home = seek,
    .city = couple,
};
