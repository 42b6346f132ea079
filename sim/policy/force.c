/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The month of the instruments begins: levels, who is in force, caps, tariffs. */
#include "policy/force.h"

#include "core/list.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void force_free(void *instruments)
{
    struct force *force = instruments;
    if (!force)
        return;
    if (force->free_desk)
        force->free_desk(force->desk);
    policy_spent_free(&force->spent);
    tariffs_free(&force->tariffs);
    free(force->told);
    free(force->told_share);
    free(force->contracted);
    free(force->bill_of);
    free(force->users_of);
    LIST_FREE(&force->bills);
    LIST_FREE(&force->parts);
    LIST_FREE(&force->users);
    LIST_FREE(&force->promises);
    LIST_FREE(&force->keeps);
    free(force->by_code);
    free(force->site_grant);
    free(force->budget);
    free(force->funded);
    free(force->month);
    free(force->year);
    free(force->benefit);
    free(force->benefit_all);
    free(force->people.count);
    free(force);
}

/* Whether a term that is given asks this of a facility. */
static bool asks(const struct instrument *instrument, int term, enum schedule_test test)
{
    const struct instrument_value *value = &instrument->term[term];
    return value->given && value->schedule && value->schedule->asked >> test & 1;
}

/* Whether what it gives a user depends on the site, or on how long a visit is. */
static bool asks_site(const struct instrument *instrument)
{
    const int first = instrument_first_term(instrument->kind);
    bool found = false;
    for (int t = 0; t < instrument_term_count(instrument->kind); t++) {
        found |= instrument_by_hour(instrument, (enum instrument_term)(first + t));
        for (int test = 0; test < SCHEDULE_TESTS; test++)
            found |= schedule_info[test].about == SCHEDULE_SITE &&
                     asks(instrument, t, (enum schedule_test)test);
    }
    return found;
}

/* What grants have to be told of users: the slot, who they are; and whether anything asks
 * who is contracted. */
static void look_at_grants(struct force *force)
{
    force->slots = 1;
    for (size_t i = 0; i < force->policy->count; i++) {
        const struct instrument *one = &force->policy->item[i];
        for (int t = 0; t < instrument_term_count(one->kind); t++)
            force->by_contracts |= asks(one, t, SCHEDULE_contracted);
        if (one->kind != INSTRUMENT_operating_grant)
            continue;
        force->by_users |= one->who.count > 0;
        force->by_contracts |=
            instrument_gives(one, TERM_operating_grant_per_contracted_month);
        for (int t = 0; t < instrument_term_count(one->kind); t++) {
            if (asks(one, t, SCHEDULE_slot))
                force->slots = SLOTS;
            for (int test = 0; test < SCHEDULE_TESTS; test++)
                force->by_users |= schedule_info[test].about == SCHEDULE_PERSON &&
                                   asks(one, t, (enum schedule_test)test);
        }
    }
    force->by_users |= force->slots > 1;
}

/* Those with a limit that a person shares over all that he or she uses. */
static void number_limits(struct force *force)
{
    for (size_t i = 0; i < force->policy->count; i++) {
        const struct instrument *one = &force->policy->item[i];
        const bool limited = (one->kind == INSTRUMENT_voucher &&
                              instrument_gives(one, TERM_voucher_per_month)) ||
                             (one->kind == INSTRUMENT_insurance &&
                              instrument_gives(one, TERM_insurance_month_ceiling));
        force->limited[i] = limited ? force->limits++ : -1;
    }
}

static int force_make(struct world *world, struct error *err)
{
    struct books *books = world->books;
    const size_t count = books->policy->count + 1;
    struct force *force = calloc(1, sizeof *force);
    if (!force)
        return error_set(err, MESSAGE_MEMORY, "instruments");
    books->instruments = force;
    books->free_instruments = force_free;
    force->policy = books->policy;
    force->scope = books->scope;
    TRY(policy_spent_init(&force->spent, force->policy, err));
    groups_make(&force->groups, force->policy);
    force->budget = malloc(count * sizeof *force->budget);
    force->funded = calloc(count, sizeof *force->funded);
    force->month = calloc(count, sizeof *force->month);
    force->year = calloc(count, sizeof *force->year);
    force->benefit =
        calloc(count * (size_t)force->groups.count, sizeof *force->benefit);
    force->benefit_all =
        calloc((size_t)force->groups.count, sizeof *force->benefit_all);
    if (!force->budget || !force->funded || !force->month || !force->year ||
        !force->benefit || !force->benefit_all)
        return error_set(err, MESSAGE_MEMORY, "instruments");
    for (size_t i = 0; i < count; i++)
        force->budget[i] = -1;
    look_at_grants(force);
    number_limits(force);
    return 0;
}

/* Whether all that its ceiling allows this year is spent: nobody counts on it then. */
static bool exhausted(const struct force *force, int index, month now)
{
    const money ceiling = force->policy->item[index].ceiling_per_year;
    return ceiling >= 0 && force->spent.year == month_year(now) &&
           force->spent.fen[index] >= ceiling;
}

/* Price rules bind what others then take a part of; vouchers come last. */
static const enum instrument_kind ORDER[] = {INSTRUMENT_price_rule, INSTRUMENT_discount,
                                             INSTRUMENT_insurance, INSTRUMENT_voucher};

static void look_at_month(struct world *world, struct force *force)
{
    const struct policy *policy = force->policy;
    force->demands = 0;
    memset(force->kind, 0, sizeof force->kind);
    for (size_t i = 0; i < policy->count; i++) {
        const struct instrument *one = &policy->item[i];
        force->level[i] = instrument_level(one, world->books->indices, world->now);
        force->level_2023[i] = force->level[i] * world->books->told;
        if (instrument_in_force(one, world->now))
            force->kind[one->kind] = true;
    }
    for (size_t k = 0; k < sizeof ORDER / sizeof *ORDER; k++)
        for (size_t i = 0; i < policy->count; i++) {
            const struct instrument *one = &policy->item[i];
            if (one->kind != ORDER[k] || !tariff_concerns(one) ||
                !instrument_in_force(one, world->now) ||
                exhausted(force, (int)i, world->now))
                continue;
            force->demand_of_sites[force->demands] = asks_site(one);
            force->demand[force->demands++] = (int32_t)i;
        }
    memset(force->month, 0, (policy->count + 1) * sizeof *force->month);
    if (month_number(world->now) == 1)
        memset(force->year, 0, (policy->count + 1) * sizeof *force->year);
}

/* Yuan of 2023 that a member of each group gets of one benefit. */
static void price_benefit(struct world *world, struct force *force, size_t index)
{
    const struct instrument *one = &force->policy->item[index];
    const size_t groups = (size_t)force->groups.count;
    const bool paid =
        one->kind == INSTRUMENT_benefit && !exhausted(force, (int)index, world->now);
    const bool everywhere = !force->scope->reach[index].communities;
    struct schedule_facts facts = {{0}};
    facts.value[SCHEDULE_month] = month_number(world->now);
    for (size_t g = 0; g < groups; g++) {
        groups_facts(&force->groups, (int)g, &facts);
        const double yuan =
            paid ? instrument_benefit(one, &facts, force->level_2023[index], world->now)
                 : 0.0;
        force->benefit[index * groups + g] = yuan;
        force->benefit_all[g] += everywhere ? yuan : 0.0;
    }
    force->benefit_places |= paid && !everywhere;
}

static void price_benefits(struct world *world, struct force *force)
{
    force->benefit_places = false;
    memset(force->benefit_all, 0,
           (size_t)force->groups.count * sizeof *force->benefit_all);
    for (size_t i = 0; force->kind[INSTRUMENT_benefit] && i < force->policy->count; i++)
        price_benefit(world, force, i);
    const size_t groups = (size_t)force->groups.count;
    const double *all = force->benefit_all;
    double *any = force->benefit + force->policy->count * groups; /* the spare row */
    memcpy(any, all, groups * sizeof *any);
    for (size_t k = 0; force->benefit_places && k < force->policy->count * groups; k++)
        any[k % groups] += force->benefit[k];
    force->benefit_ages = groups_ages(&force->groups, any);
}

/* The tariff of one room: of those in force that are meant for it. */
static int price_room(struct world *world, struct force *force, int32_t r,
                      struct error *err)
{
    const struct books *books = world->books;
    const struct room *room = &books->supply.rooms[r];
    const struct policy_target target = force_target(books, room->site, room->product);
    int32_t index[POLICY_MOST];
    struct schedule_facts facts = {{0}};
    struct tariff_source source = {
        .policy = force->policy,
        .index = index,
        .facts = &facts,
        .level = force->level_2023,
        .limited = force->limited,
        .hours = force_hours(&books->catalogue->products[room->product]),
        .now = world->now};
    for (int k = 0; k < force->demands; k++)
        if (policy_applies(force->policy, force->scope, force->demand[k], &target,
                           world->now)) {
            source.of_sites |= force->demand_of_sites[k];
            index[source.count++] = force->demand[k];
        }
    facts.value[SCHEDULE_month] = month_number(world->now);
    if (source.of_sites)
        force_facts(world, room->site, UINT64_C(1) << room->product, &facts);
    return tariffs_add(&force->tariffs, &source, &force->tariffs.of_room[r], err);
}

/* A cap binds at once, whatever the operator would do. */
static bool cap_room(struct world *world, int32_t r)
{
    const double cap = force_cap(world, r);
    if (!(books_price(world, r) > cap))
        return false;
    world->books->rooms[r].price = cap;
    world->services->rooms[r].price = cap * world->books->told;
    return true;
}

/* Mean over groups of what a user is asked for one unit. */
static double asked_at(const struct world *world, const struct force *force, int32_t r)
{
    const int product = world->books->supply.rooms[r].product;
    const struct tariff_bill bill = {
        world->services->rooms[r].price, 1.0,
        force_hours(&world->books->catalogue->products[product])};
    double sum = 0.0;
    if (force->tariffs.of_room[r] == 0)
        return bill.price;
    for (int g = 0; g < force->groups.count; g++)
        sum += tariff_net(&force->tariffs, (uint32_t)r, g, &bill);
    return sum / force->groups.count;
}

/* Users think again when what they are asked for has moved by as much as a price that
 * moves (state/services.c); those who only see the room do where instruments moved it,
 * as a price that its operator sets is not told to them either. */
static void tell_room(struct world *world, struct force *force, int32_t r, bool bound,
                      bool capped)
{
    static const double moved = 0.05;
    struct services *services = world->services;
    struct room_state *room = &services->rooms[r];
    double *told = &force->told[r], *told_share = &force->told_share[r];
    if (!bound && *told < 0.0)
        return;
    const double asked = asked_at(world, force, r);
    const double share = room->price > 0.0 ? asked / room->price : 1.0;
    if (*told < 0.0) {
        *told = room->price_told;
        *told_share = 1.0;
    }
    room->moved = room->open && fabs(asked - *told) > moved * *told;
    if (!room->moved)
        return;
    *told = asked;
    if (!capped && fabs(share - *told_share) <= moved * *told_share)
        return;
    *told_share = share;
    for (uint32_t a = room->audience; a < room->audience + room->audiences; a++)
        services->offers[services->audience[a].community].changed |=
            UINT64_C(1) << world->books->supply.rooms[r].product;
}

/* Levels, benefits and tariffs of the month; `moves`: caps bind and users are told. */
static int enact(struct world *world, bool moves, struct error *err)
{
    struct books *books = world->books;
    if (!books->instruments)
        TRY(force_make(world, err));
    struct force *force = books->instruments;
    TRY(force_reserve(world, err));
    look_at_month(world, force);
    price_benefits(world, force);
    TRY(tariffs_clear(&force->tariffs, &force->groups, books->supply.room_count, err));
    for (int32_t r = 0; r < books->supply.room_count; r++) {
        if (!books_runs(books, books->supply.rooms[r].site, world->now))
            continue;
        const bool capped =
            moves && force->kind[INSTRUMENT_price_rule] && cap_room(world, r);
        if (force->demands > 0)
            TRY(price_room(world, force, r, err));
        if (moves)
            tell_room(world, force, r, capped || force->tariffs.of_room[r] != 0,
                      capped);
    }
    return 0;
}

int force_enact(struct world *world, struct error *err)
{
    return enact(world, true, err);
}

int force_look(struct world *world, struct error *err)
{
    return enact(world, false, err);
}
