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
/* Largest mean number of households that come to a community in a month: what
 * exact_poisson is made for, and no city ever saw. */
enum { HOUSEHOLDS_MOST = 1000000 };
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
    bool nonlocal, dormitory;
    uint16_t income;
};

/* The state that a word means on the cumulative prevalences. */
static enum care care_of(const struct rates *rates, enum sex sex, int age,
                         uint32_t word)
{
    double sum = 0.0;
    for (int care = CARE_NONE; care < CARE_SEVERE; care++) {
        sum += rates->prevalence[sex][age][care];
        if (word < stream_threshold(sum))
            return (enum care)care;
    }
    return CARE_SEVERE;
}

/* As `work` will say on the birthdays to come: the standing is drawn once a life. */
static enum activity activity_of(const struct world *world, entity_id id, enum sex sex,
                                 int age)
{
    const struct stream_address address = {.seed = world->population_seed,
                                           .purpose = PURPOSE_WORK};
    uint32_t word[4];
    stream_words(&address, id, word);
    if (age >= STAGE_WORK && word[0] < world->chances.working[sex][age])
        return ACTIVITY_WORKING;
    return stage_idle(age, stage_retired_from(world->chances.retirement_months[sex]));
}

/* Fills all but registration in the household; `sex` SEXES: drawn, a child's. */
static struct resident make_member(const struct world *world,
                                   const struct arrival *arrival, int member, int age,
                                   enum sex sex)
{
    const struct stream_address address = {.seed = world->seed,
                                           .purpose = PURPOSE_MEMBER};
    struct resident who = {.id = member_id(arrival->key, member), .mother = ID_NONE};
    uint32_t word[4];
    stream_words(&address, who.id, word);
    if (sex == SEXES)
        sex = word[1] < world->arrivals.boy[age] ? SEX_MALE : SEX_FEMALE;
    who.birth = (uint16_t)(world->now - age * MONTHS_PER_YEAR -
                           (month)(word[0] % MONTHS_PER_YEAR));
    unsigned bits = (sex == SEX_FEMALE ? BITS_FEMALE : 0U) |
                    (arrival->nonlocal ? BITS_NONLOCAL : 0U);
    bits = bits_with_care(bits, care_of(world->rates, sex, age, word[2]));
    who.bits = bits_with_activity(bits, activity_of(world, who.id, sex, age));
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
        member[count] = make_member(world, arrival, 2 + c, unit->child_age[c], SEXES);
        member[count++].mother = mother;
    }
    return count;
}

/* Draws what the k-th household is made of and what its members share. */
static struct arrival_unit draw_unit(const struct world *world, struct arrival *arrival)
{
    struct stream_address address = {.seed = world->seed, .purpose = PURPOSE_IMMIGRANT};
    uint32_t word[4], age[4];
    stream_words(&address, arrival->key, word);
    address.code = 1;
    stream_words(&address, arrival->key, age);
    const struct arrival_unit unit = arrivals_unit(&world->arrivals, word, age);
    arrival->income = (uint16_t)(word[3] >> 16);
    arrival->nonlocal =
        word[2] < stream_threshold(world->values.migrate_nonlocal_share);
    arrival->dormitory =
        unit.kind != UNIT_COUPLE && unit.children == 0 && unit.age >= DORMITORY_FROM &&
        unit.age <= DORMITORY_TO &&
        age[3] < stream_threshold(world->values.migrate_dormitory_share);
    return unit;
}

static int arrive(struct home *home, int64_t k, struct error *err)
{
    const struct world *world = home->world;
    const int64_t code = world->city->communities[home->community].code;
    struct arrival arrival = {.key = household_key(code, world->now, k)};
    const struct arrival_unit unit = draw_unit(world, &arrival);
    struct resident member[MEMBERS_MOST];
    const int count = make_members(world, &arrival, &unit, member);
    struct movers *movers = &home->worker->movers;
    TRY(LIST_RESERVE(movers, (size_t)count, err));
    for (int m = 0; m < count; m++)
        movers->item[movers->count++] =
            (struct mover){.who = member[m],
                           .destination = home->community,
                           .home = m == 0 ? MOVER_FOUNDS : MOVER_FOLLOWS,
                           .collective = arrival.dormitory,
                           .from = ROW_NONE};
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
