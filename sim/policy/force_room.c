/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What instruments ask of a site and of a household, and memory for both. */
#include "policy/force.h"

#include "core/list.h"

#include <stdlib.h>
#include <string.h>

/* Room for `count`; what is new is filled with `byte`. */
static int grow(void **item, int held, int count, size_t size, int byte,
                struct error *err)
{
    void *larger = realloc(*item, ((size_t)count + 1) * size);
    if (!larger)
        return error_set(err, MESSAGE_MEMORY, "instruments");
    memset((char *)larger + (size_t)held * size, byte,
           ((size_t)count + 1 - (size_t)held) * size);
    *item = larger;
    return 0;
}

struct coded {
    uint32_t code;
    int32_t row;
};

static int compare(const void *a, const void *b)
{
    const struct coded *x = a, *y = b;
    return x->code != y->code ? (x->code > y->code) - (x->code < y->code)
                              : (x->row > y->row) - (x->row < y->row);
}

static int order_sites(const struct books *books, struct force *force,
                       struct error *err)
{
    const int count = books->supply.site_count;
    struct coded *coded = malloc(((size_t)count + 1) * sizeof *coded);
    if (!coded)
        return error_set(err, MESSAGE_MEMORY, "instruments");
    for (int s = 0; s < count; s++)
        coded[s] = (struct coded){books->supply.sites[s].code, s};
    qsort(coded, (size_t)count, sizeof *coded, compare);
    for (int s = 0; s < count; s++)
        force->by_code[s] = coded[s].row;
    free(coded);
    return 0;
}

int force_reserve(struct world *world, struct error *err)
{
    struct books *books = world->books;
    struct force *force = books->instruments;
    const int rooms = books->supply.room_count, sites = books->supply.site_count;
    if (rooms > force->rooms || !force->told) {
        const int held = force->rooms;
        TRY(grow((void **)&force->told, held, rooms, sizeof *force->told, 0, err));
        TRY(grow((void **)&force->told_share, held, rooms, sizeof *force->told_share, 0,
                 err));
        for (int r = held; r <= rooms; r++)
            force->told[r] = -1.0;
        TRY(grow((void **)&force->contracted, held, rooms, sizeof *force->contracted, 0,
                 err));
        TRY(grow((void **)&force->bill_of, held, rooms, sizeof(int32_t), 0xff, err));
        TRY(grow((void **)&force->users_of, held, rooms, sizeof(int32_t), 0xff, err));
        force->rooms = rooms;
    }
    if (sites > force->sites || !force->by_code) {
        TRY(grow((void **)&force->by_code, force->sites, sites, sizeof(int32_t), 0,
                 err));
        TRY(grow((void **)&force->site_grant, force->sites, sites, sizeof(money), 0,
                 err));
        TRY(order_sites(books, force, err));
        force->sites = sites;
    }
    return 0;
}

struct policy_target force_target(const struct books *books, int32_t site, int product)
{
    const struct site *place = &books->supply.sites[site];
    return (struct policy_target){.community = place->community,
                                  .product = product,
                                  .mode = (enum mode)place->mode,
                                  .kind = (enum operator_kind)place->kind};
}

uint64_t force_products(const struct world *world, int index, int32_t site)
{
    const struct force *force = force_of(world);
    const struct books *books = world->books;
    const struct site *place = &books->supply.sites[site];
    uint64_t products = 0;
    for (int r = place->room; r < place->room + place->rooms; r++) {
        const int product = books->supply.rooms[r].product;
        const struct policy_target target = force_target(books, site, product);
        if (policy_applies(force->policy, force->scope, index, &target, world->now))
            products |= UINT64_C(1) << product;
    }
    return products;
}

static int first_slot(unsigned slots)
{
    return slots ? __builtin_ctz(slots) : 0;
}

void force_facts(const struct world *world, int32_t site, uint64_t products,
                 struct schedule_facts *facts)
{
    static const double no_end = 100.0; /* years of a lease, as conditions may ask */
    const struct books *books = world->books;
    const struct force *force = books->instruments;
    const struct site *place = &books->supply.sites[site];
    const struct site_state *state = &books->sites[site];
    const struct contract *contract = &state->contract;
    double places = 0.0, beds = 0.0, users = 0.0, capacity = 0.0, contracted = 0.0;
    unsigned slots = 0;
    for (int r = place->room; r < place->room + place->rooms; r++) {
        const struct room *room = &books->supply.rooms[r];
        const struct product *product = &books->catalogue->products[room->product];
        if (!(products >> room->product & 1))
            continue;
        places += room->places;
        if (product->use == USE_PLACE && room->slots >> SLOT_NIGHT & 1)
            beds += room->places;
        for (int k = 0; k < CATALOGUE_CLASSES; k++)
            users += books->rooms[r].users[k];
        capacity += books->rooms[r].capacity;
        contracted += r < force->rooms ? force->contracted[r] : 0;
        slots |= room->slots;
    }
    facts->value[SCHEDULE_stars] = operator_stars(state);
    facts->value[SCHEDULE_beds] = beds;
    facts->value[SCHEDULE_places] = places;
    facts->value[SCHEDULE_occupancy] = capacity > 0.0 ? users / capacity : 0.0;
    facts->value[SCHEDULE_months_open] = state->months_open;
    facts->value[SCHEDULE_lease_years] =
        contract->end < 0 ? no_end
                          : (double)(contract->end - contract->start) / MONTHS_PER_YEAR;
    facts->value[SCHEDULE_owner] = place->owner;
    facts->value[SCHEDULE_conversion] =
        place->origin == ORIGIN_PROJECT || place->origin == ORIGIN_ENTRY;
    facts->value[SCHEDULE_contracted] = contracted;
    facts->value[SCHEDULE_slot] = first_slot(slots);
    facts->value[SCHEDULE_month] = month_number(world->now);
}

double force_hours(const struct product *product)
{
    return product->use == USE_VISIT ? product->hours_per_visit
           : product->needs > 0      ? product->need[0].amount
                                     : 0.0;
}

/* Of one person. */
static double benefit_of(const struct force *force, int community, int group)
{
    double yuan = force->benefit_all[group];
    for (size_t i = 0; force->benefit_places && i < force->policy->count; i++) {
        const uint64_t *set = force->scope->reach[i].communities;
        if (set && set[community / 64] >> (community % 64) & 1)
            yuan += force->benefit[i * (size_t)force->groups.count + (size_t)group];
    }
    return yuan;
}

double force_benefit(const struct world *world, int community,
                     const struct block *block, row i)
{
    const struct force *force = force_of(world);
    const struct residents *p = &block->residents;
    double yuan = 0.0;
    if (!force || !force->kind[INSTRUMENT_benefit])
        return 0.0;
    row member = i;
    do {
        if (groups_within(force->benefit_ages, p->birth[member], world->now))
            yuan += benefit_of(force, community,
                               groups_of(&force->groups, block, member, world->now));
        member = p->next[member];
    } while (member != i && !(p->bits[i] & BITS_COLLECTIVE));
    return yuan;
}
