/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Households arrive from outside the city. Their number in a community and month is a
 * Poisson count by one word, so that the first k are the same households whatever the
 * mean; each is addressed by (community code, month, k). */
#include "process/process.h"

#include "core/exact.h"
#include "core/list.h"

/* Members of a household: a couple and their children. */
enum { MEMBERS_MOST = 2 + CHILDREN_MOST };
/* Ages of those who may come to a dormitory. */
enum { DORMITORY_FROM = 18, DORMITORY_TO = 34 };

/* Address of the k-th household of a community and month. */
static entity_id household_key(int64_t code, month now, int64_t k)
{
    return stream_mix(stream_mix((uint64_t)code) ^
                      stream_mix((uint64_t)now << 32 | (uint64_t)k));
}

static entity_id member_id(entity_id key, int member)
{
    return stream_mix(key + (uint64_t)member + 1);
}

/* What all members of one household share. */
struct arrival {
    entity_id key;
    bool nonlocal;
    uint16_t income;
};

static struct resident make_member(const struct world *world,
                                   const struct arrival *arrival, int member, int age,
                                   enum sex sex)
{
    const struct stream_address address = {.seed = world->seed,
                                           .purpose = PURPOSE_MEMBER};
    struct resident who = {.id = member_id(arrival->key, member), .mother = ID_NONE};
    uint32_t word[4];
    stream_words(&address, who.id, word);
    who.birth = (uint16_t)(world->now - age * MONTHS_PER_YEAR -
                           (month)(word[0] % MONTHS_PER_YEAR));
    unsigned bits = sex == SEX_FEMALE ? BITS_FEMALE : 0;
    bits |= arrival->nonlocal ? BITS_NONLOCAL : 0;
    double sum = 0.0;
    int care = CARES - 1;
    for (int s = 0; s < CARES - 1 && care == CARES - 1; s++) {
        sum += world->rates->prevalence[sex][age][s];
        if (word[2] < stream_threshold(sum))
            care = s;
    }
    bits = bits_with_care(bits, (enum care)care);
    enum activity activity = age < 3    ? ACTIVITY_INFANT
                             : age < 6  ? ACTIVITY_CHILD
                             : age < 16 ? ACTIVITY_STUDENT
                             : word[3] < world->chances.working[sex][age]
                                 ? ACTIVITY_WORKING
                             : age < 23 ? ACTIVITY_STUDENT
                                        : ACTIVITY_HOME;
    who.bits = bits_with_activity(bits, activity);
    who.income = arrival->income;
    who.arrival = (uint16_t)world->now;
    return who;
}

/* The members of a unit, adults first, partners side by side. */
static int make_members(const struct world *world, const struct arrival *arrival,
                        const struct arrival_unit *unit,
                        struct resident member[MEMBERS_MOST])
{
    int count = 0;
    const enum sex first = unit->kind == UNIT_MAN ? SEX_MALE : SEX_FEMALE;
    member[count] = make_member(world, arrival, count, unit->age, first);
    const entity_id mother = first == SEX_FEMALE ? member[0].id : ID_NONE;
    member[count].bits = bits_with_parity(member[count].bits, unit->children);
    count++;
    if (unit->kind == UNIT_COUPLE) {
        member[0].bits |= BITS_PARTNERED | BITS_COUPLE_FIRST;
        member[count] = make_member(world, arrival, count, unit->partner_age, SEX_MALE);
        member[count++].bits |= BITS_PARTNERED;
    }
    for (int c = 0; c < unit->children; c++) {
        /* A member number of its own for each child, whatever adults there are. */
        const enum sex sex = member_id(arrival->key, 8 + c) & 1 ? SEX_MALE : SEX_FEMALE;
        member[count] = make_member(world, arrival, 2 + c, unit->child_age[c], sex);
        member[count++].mother = mother;
    }
    return count;
}

static int arrive(struct home *home, int64_t k, struct error *err)
{
    const struct world *world = home->world;
    const int64_t code = world->city->communities[home->community].code;
    const struct stream_address address = {.seed = world->seed,
                                           .purpose = PURPOSE_IMMIGRANT};
    struct arrival arrival = {.key = household_key(code, world->now, k)};
    uint32_t word[4];
    stream_words(&address, arrival.key, word);
    const struct arrival_unit unit = arrivals_unit(&world->arrivals, word);
    arrival.income = (uint16_t)(word[3] >> 16);
    /* Low bits of the word of income, unused there, tell registration and dormitory. */
    const struct stream_address second = {
        .seed = world->seed, .purpose = PURPOSE_IMMIGRANT, .code = 1};
    uint32_t more[4];
    stream_words(&second, arrival.key, more);
    arrival.nonlocal = more[0] < stream_threshold(world->values.migrate_nonlocal_share);
    struct resident member[MEMBERS_MOST];
    const int count = make_members(world, &arrival, &unit, member);
    if (count == 1 && unit.age >= DORMITORY_FROM && unit.age <= DORMITORY_TO &&
        more[1] < stream_threshold(world->values.migrate_dormitory_share))
        member[0].bits |= BITS_COLLECTIVE;
    struct movers *movers = &home->worker->movers;
    TRY(LIST_RESERVE(movers, (size_t)count, err));
    for (int m = 0; m < count; m++)
        movers->item[movers->count++] =
            (struct mover){.who = member[m],
                           .destination = home->community,
                           .host = ROW_NONE,
                           .home = m == 0 ? MOVER_FOUNDS : MOVER_FOLLOWS,
                           .immigrant = 1};
    home->tally->immigrated += count;
    home_count(home, EVENT_IMMIGRATION, count);
    return 0;
}

static int immigrate(struct home *home, struct error *err)
{
    const struct world *world = home->world;
    const double mean = world->arrivals.households / MONTHS_PER_YEAR *
                        world->base_residents * world->arrival_weight[home->community];
    if (mean <= 0.0)
        return 0;
    const struct stream_address address = {
        .seed = world->seed, .when = world->now, .purpose = PURPOSE_IMMIGRANTS};
    uint32_t word[4];
    stream_words(&address, (uint64_t)world->city->communities[home->community].code,
                 word);
    const int64_t households = exact_poisson(mean, word[0]);
    for (int64_t k = 0; k < households; k++)
        TRY(arrive(home, k, err));
    return 0;
}

const struct process process_immigrate = {
    .name = "immigrate",
    .text = "households arrive from outside with the age profile of net migration",
    .reads = "arrivals, chances",
    .writes = WRITES_MESSAGES,
    .home = immigrate,
};
