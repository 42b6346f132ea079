/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What verbs at home share: who leaves with whom, and how people are sent off. */
#include "process/process.h"

#include "core/list.h"

#include <assert.h>

int home_take(struct home *home, row i, struct error *err)
{
    struct worker *worker = home->worker;
    assert(!(home->block->residents.bits[i] & BITS_GONE));
    if (worker->gone_count == worker->gone_capacity)
        TRY(list_grow((void **)&worker->gone, &worker->gone_capacity,
                      worker->gone_count + 1, sizeof *worker->gone, err));
    worker->gone[worker->gone_count++] = i;
    home->block->residents.bits[i] |= BITS_GONE;
    return 0;
}

int home_send(struct home *home, const row *group, int count, uint32_t destination,
              struct error *err)
{
    const struct residents *p = &home->block->residents;
    struct movers *movers = &home->worker->movers;
    TRY(LIST_RESERVE(movers, (size_t)count, err));
    const bool away = destination != home->community;
    for (int k = 0; k < count; k++) {
        struct mover *mover = &movers->item[movers->count++];
        *mover = (struct mover){.who = residents_get(p, group[k]),
                                .destination = destination,
                                .home = k == 0 ? MOVER_FOUNDS : MOVER_FOLLOWS,
                                .moved = away,
                                .from = group[k]};
        TRY(home_take(home, group[k], err));
    }
    if (away) {
        home->tally->moved_out += count;
        home_count(home, EVENT_MOVE, count);
    }
    return 0;
}

static bool is_child(const struct residents *p, row i, month now)
{
    return age_years(p->birth[i], now) < STAGE_ADULT;
}

/* Whether somebody of age stays in the household when the first `count` of `group` go. */
static bool adult_stays(const struct residents *p, row i, const row *group, int count,
                        month now)
{
    row k = i;
    do {
        bool goes = false;
        for (int g = 0; g < count; g++)
            goes |= group[g] == k;
        if (!goes && !(p->bits[k] & BITS_GONE) && !is_child(p, k, now))
            return true;
        k = p->next[k];
    } while (k != i);
    return false;
}

int home_group(const struct block *block, row i, bool with_partner, month now,
               row group[255])
{
    const struct residents *p = &block->residents;
    int count = 0;
    const row partner = with_partner ? household_partner(p, i) : ROW_NONE;
    if (partner != ROW_NONE && !(p->bits[i] & BITS_COUPLE_FIRST)) {
        group[count++] = partner;
        group[count++] = i;
    } else {
        group[count++] = i;
        if (partner != ROW_NONE)
            group[count++] = partner;
    }
    const int adults = count;
    const bool all = !adult_stays(p, i, group, adults, now);
    for (row k = p->next[i]; k != i; k = p->next[k]) {
        if (p->bits[k] & BITS_GONE || !is_child(p, k, now) || k == partner)
            continue;
        bool theirs = all;
        for (int g = 0; g < adults; g++)
            theirs |= p->mother[k] != ID_NONE && p->mother[k] == p->id[group[g]];
        if (theirs)
            group[count++] = k;
    }
    return count;
}

/* A chance that follows others on the same word: together they leave what an envelope
 * byte can bound, so that extreme parameters cut the last verb and not the envelope. */
static uint32_t cut(uint32_t chance, uint32_t before)
{
    const uint32_t most = UINT32_C(255) << 24;
    const uint32_t left = before < most ? most - before : 0;
    return chance < left ? chance : left;
}

struct move_chances home_move_chances(const struct rates_month *chances, unsigned bits,
                                      int age)
{
    struct move_chances result = {0};
    if (age < STAGE_ADULT)
        return result;
    const bool partnered = bits & BITS_PARTNERED;
    /* A couple leaves the city when the woman's chance says so. */
    if (!partnered || bits & BITS_FEMALE)
        result.emigrate = chances->emigrate[bits_sex(bits)][age];
    if (!partnered) {
        const uint32_t parents = chances->leave_home[age];
        const uint32_t dormitory = chances->leave_dormitory[age];
        result.leave_home =
            cut(parents > dormitory ? parents : dormitory, result.emigrate);
        result.enter_dormitory =
            cut(chances->enter_dormitory[age], result.emigrate + result.leave_home);
    }
    result.move = cut(chances->move[age],
                      result.emigrate + result.leave_home + result.enter_dormitory);
    return result;
}

struct pair_chances home_pair_chances(const struct rates_month *chances, unsigned bits,
                                      int age)
{
    struct pair_chances result = {0};
    if (bits & BITS_NONLOCAL)
        result.registering = chances->registering;
    if (!(bits & BITS_PARTNERED))
        result.seek = age < STAGE_ADULT
                          ? 0
                          : cut(chances->seek[bits_sex(bits)][age], result.registering);
    else if (bits & BITS_FEMALE)
        result.part = cut(chances->part[age], result.registering);
    return result;
}

int home_household(const struct block *block, row h, row group[255])
{
    const struct residents *p = &block->residents;
    const row start = block->households.first[h];
    int count = 0;
    row k = start;
    do {
        if (!(p->bits[k] & BITS_GONE))
            group[count++] = k;
        k = p->next[k];
    } while (k != start);
    return count;
}

/* The community in [low, high) where the running sum of weights passes `share`. */
static uint32_t pick(const double *sum, int low, int high, double share)
{
    const double aim = sum[low] + share * (sum[high] - sum[low]);
    int last = high - 1;
    while (low < last) {
        const int middle = (low + last) / 2;
        if (sum[middle + 1] > aim)
            last = middle;
        else
            low = middle + 1;
    }
    return (uint32_t)low;
}

uint32_t home_destination(const struct world *world, uint32_t community, entity_id id)
{
    const struct stream_address address = {
        .seed = world->seed, .when = world->now, .purpose = PURPOSE_DESTINATION};
    uint32_t word[4];
    stream_words(&address, id, word);
    const double far = stream_uniform(word[0]), share = stream_uniform(word[1]);
    const double near = world->values.migrate_stay_subdistrict;
    if (far < near)
        return pick(world->home_weight, world->subdistrict_first[community],
                    world->subdistrict_last[community], share);
    if (far < near + world->values.migrate_stay_district)
        return pick(world->home_weight, world->district_first[community],
                    world->district_last[community], share);
    return pick(world->home_weight, 0, world->count, share);
}
