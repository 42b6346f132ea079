/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Who lives outside family households: by district the residents beyond those
 * in households, elders in care homes aside mainly the young, and nobody under 15
 * unless there is no other way. */
#include "core/exact.h"
#include "state/populate_parts.h"
#include "state/rake.h"

static int64_t least_of(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Weight of an age among the members of collective households. Assumed: pupils who
 * board, students and young workers in dormitories, fewer with age; care homes fill
 * with age. */
static double collective_weight(int age)
{
    if (age < AGE_YOUNG)
        return 1.0;
    if (age < AGE_ADULT)
        return 0.5;
    if (age < 25)
        return 1.6;
    if (age < AGE_ELDER)
        return 1.2 - 0.015 * (age - 25);
    return 1.0 + 0.25 * (age - AGE_ELDER);
}

/* How many of an age and sex may live in collective households: in the first attempt a
 * tenth stays with the families. */
static int64_t collective_room(int64_t people, bool all)
{
    return all ? people : people * 9 / 10;
}

/* Splits the collective members of one community's age group by age and sex. */
static int split_collective(struct community_plan *plan, int low, int high,
                            int64_t members, bool all)
{
    double weight[SEXES * AGES];
    int64_t room[SEXES * AGES], out[SEXES * AGES];
    int count = 0;
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = low; age < high; age++, count++) {
            const int64_t people = plan->people[sex][age];
            weight[count] = collective_weight(age) * (double)people;
            room[count] = collective_room(people, all);
        }
    TRY(rake_allocate(members, count, weight, NULL, room, out));
    count = 0;
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = low; age < high; age++)
            plan->collective[sex][age] = out[count++];
    return 0;
}

static int64_t group_room(const struct community_plan *plan, int low, int high,
                          bool all)
{
    int64_t room = 0;
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = low; age < high; age++)
            room += collective_room(plan->people[sex][age], all);
    return room;
}

/* Shares one age group's collective members: more where many are non-local, and
 * unevenly, because dormitories stand in few places. Returns what found no room through
 * `members`. */
static int share_group(struct share *share, int low, int high, int64_t *members,
                       bool all, struct error *err)
{
    const struct stream_address address = {share->population_seed, 0, PURPOSE_COMMUNITY,
                                           1};
    int64_t room = 0;
    for (int i = 0; i < share->count; i++) {
        const struct community_plan *plan = &share->plans[i];
        const double residents = (double)share->holdings[i].residents + 1.0;
        uint32_t word[4];
        stream_words(&address, (uint64_t)share->communities[i].code, word);
        share->low[i] = 0;
        share->high[i] = group_room(plan, low, high, all);
        share->weight[i] =
            (double)share->high[i] * (0.1 + (double)plan->nonlocal / residents) *
            exact_exp(share->values->populate_size_cv * exact_normal(word[0]));
        room += share->high[i];
    }
    int64_t taken = least_of(*members, room);
    *members -= taken;
    TRY(populate_share_out(share, "members of collective households", &taken, err));
    for (int i = 0; i < share->count; i++) {
        share->holdings[i].collective += share->out[i];
        if (split_collective(&share->plans[i], low, high, share->out[i], all) != 0)
            return error_set(err, MESSAGE_LAW, "collective members outnumber people");
    }
    return 0;
}

/* Non-elder collective members by age group; what one group cannot hold the next does,
 * children under 15 last. */
int populate_collective_share(struct share *share, struct error *err)
{
    const struct district *d = share->district;
    int64_t members = d->residents - d->family_persons, room[3] = {0};
    for (int i = 0; i < share->count; i++) {
        members -= share->holdings[i].collective_elders;
        room[0] += group_room(&share->plans[i], AGE_YOUNG, AGE_MIDDLE, false);
        room[1] += group_room(&share->plans[i], AGE_MIDDLE, AGE_ELDER, false);
    }
    const bool all = members > room[0] + room[1];
    for (int i = 0; i < share->count && all; i++) {
        room[0] += group_room(&share->plans[i], AGE_YOUNG, AGE_MIDDLE, true);
        room[1] += group_room(&share->plans[i], AGE_MIDDLE, AGE_ELDER, true);
    }
    const double young_share = share->values->populate_collective_young_share;
    int64_t young = least_of((int64_t)(young_share * (double)members + 0.5), room[0]);
    int64_t middle = members - young;
    if (middle > room[1])
        young += middle - room[1];
    TRY(share_group(share, AGE_YOUNG, AGE_MIDDLE, &young, all, err));
    middle = least_of(middle, room[1]) + young;
    TRY(share_group(share, AGE_MIDDLE, AGE_ELDER, &middle, all, err));
    TRY(share_group(share, 0, AGE_YOUNG, &middle, all, err));
    for (int i = 0; i < share->count; i++) {
        struct holding *holding = &share->holdings[i];
        struct community_plan *plan = &share->plans[i];
        holding->collective += holding->collective_elders;
        if (split_collective(plan, AGE_ELDER, AGES, holding->collective_elders, true))
            return error_set(err, MESSAGE_LAW, "care homes outnumber elders");
        for (int sex = 0; sex < SEXES; sex++)
            for (int age = 0; age < AGE_ELDER; age++) {
                const int64_t people =
                    plan->people[sex][age] - plan->collective[sex][age];
                *(age < AGE_ADULT ? &holding->children : &holding->adults) += people;
            }
    }
    return 0;
}
