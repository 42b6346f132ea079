/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Instruments on what operators pay for space and may ask of users (force.h). */
#include "policy/force.h"

#include <math.h>

/* Share of the market rent of a room that instruments up to and with `last` leave to be
 * paid: each works on what those before it left. */
static double kept_of(const struct world *world, int32_t r, double market, int last)
{
    const struct force *force = force_of(world);
    const struct books *books = world->books;
    const struct room *room = &books->supply.rooms[r];
    const struct policy_target target = force_target(books, room->site, room->product);
    double kept = 1.0;
    for (int i = 0; i <= last; i++) {
        const struct instrument *one = &force->policy->item[i];
        struct schedule_facts facts = {{0}};
        if (one->kind != INSTRUMENT_rent || market <= 0.0 ||
            !policy_applies(force->policy, force->scope, i, &target, world->now))
            continue;
        force_facts(world, room->site, force_products(world, i, room->site), &facts);
        kept *= instrument_rent(one, market, 1.0, &facts, force->level[i], world->now) /
                market;
    }
    return kept;
}

/* Yuan a month for the site under its contract and the instruments up to `last`. What the
 * contract says holds for the whole space; rooms share it as the market would. */
static double rent_of(const struct world *world, int32_t site,
                      const struct contract *contract, int last)
{
    const struct books *books = world->books;
    const struct site *place = &books->supply.sites[site];
    const double market = books_market_rent(books, site);
    const double agreed = contract->rent * (1.0 - contract->agreed);
    double yuan = 0.0;
    if (market <= 0.0)
        return agreed;
    for (int r = place->room; r < place->room + place->rooms; r++) {
        const struct room *room = &books->supply.rooms[r];
        const double each =
            contract->rent / market * books->rent[place->community] *
            costs_now(books->costs, room->product, COST_rent, &books->levels);
        const double kept = kept_of(world, r, each, last);
        const double least =
            kept < 1.0 - contract->agreed ? kept : 1.0 - contract->agreed;
        yuan += room->m2 * each * least;
    }
    return yuan < agreed ? yuan : agreed;
}

double force_rent(const struct world *world, int32_t site,
                  const struct contract *contract)
{
    const struct force *force = force_of(world);
    if (!force || !force->kind[INSTRUMENT_rent] || contract->rent <= 0.0)
        return contract->agreed;
    const double paid = rent_of(world, site, contract, (int)force->policy->count - 1);
    const double relief = 1.0 - paid / contract->rent;
    return relief > contract->agreed ? relief : contract->agreed;
}

struct force_relief force_relief(const struct world *world, int index, int32_t site)
{
    const struct contract *contract = &world->books->sites[site].contract;
    return (struct force_relief){rent_of(world, site, contract, index - 1),
                                 rent_of(world, site, contract, index)};
}

int force_lease(const struct world *world, int32_t site, int months)
{
    const struct force *force = force_of(world);
    struct schedule_facts facts = {{0}};
    for (int i = 0; force && months >= 0 && i < (int)force->policy->count; i++) {
        const struct instrument *one = &force->policy->item[i];
        if (one->kind != INSTRUMENT_rent || !instrument_gives(one, TERM_rent_term) ||
            force_products(world, i, site) == 0)
            continue;
        force_facts(world, site, force_products(world, i, site), &facts);
        const double term = instrument_value(one, TERM_rent_term, &facts, world->now);
        if (term >= 1.0)
            months = (int)(term + 0.5);
    }
    return months;
}

/* A term of price rules for a room that is not asked of persons: `found` says whether one
 * speaks of the room. */
static double rule_of(const struct world *world, int32_t r, enum instrument_term term,
                      bool *found)
{
    const struct force *force = force_of(world);
    const struct room *room = &world->books->supply.rooms[r];
    const struct policy_target target =
        force_target(world->books, room->site, room->product);
    const int k = (int)term - instrument_first_term(INSTRUMENT_price_rule);
    struct schedule_facts facts = {{0}};
    double least = INFINITY;
    *found = false;
    for (int i = 0; force && i < (int)force->policy->count; i++) {
        const struct instrument *one = &force->policy->item[i];
        const struct instrument_value *value = &one->term[k];
        if (one->kind != INSTRUMENT_price_rule || !value->given ||
            (term == TERM_price_rule_cap && tariff_concerns(one)) ||
            !policy_applies(force->policy, force->scope, i, &target, world->now))
            continue;
        force_facts(world, room->site, UINT64_C(1) << room->product, &facts);
        if (value->schedule && schedule_find(value->schedule, &facts) < 0)
            continue;
        double here = instrument_value(one, term, &facts, world->now);
        if (term == TERM_price_rule_cap)
            here *=
                force->level[i] *
                (instrument_by_hour(one, term)
                     ? force_hours(&world->books->catalogue->products[room->product])
                     : 1.0);
        *found = true;
        least = here < least ? here : least;
    }
    return least;
}

double force_cap(const struct world *world, int32_t room)
{
    bool found;
    return rule_of(world, room, TERM_price_rule_cap, &found);
}

double force_margin(const struct world *world, int32_t room)
{
    bool found;
    const double margin = rule_of(world, room, TERM_price_rule_profit_share, &found);
    return found ? margin : -1.0;
}

double force_taxed(const struct world *world, int32_t site, int product)
{
    const struct force *force = force_of(world);
    double taxed = 1.0;
    if (!force || !force->kind[INSTRUMENT_tax_relief])
        return taxed;
    const struct policy_target target = force_target(world->books, site, product);
    for (int i = 0; i < (int)force->policy->count; i++) {
        const struct instrument *one = &force->policy->item[i];
        struct schedule_facts facts = {{0}};
        if (one->kind != INSTRUMENT_tax_relief ||
            !policy_applies(force->policy, force->scope, i, &target, world->now))
            continue;
        if (one->term[0].schedule)
            force_facts(world, site, force_products(world, i, site), &facts);
        taxed *= 1.0 - instrument_value(one, TERM_tax_relief_sales, &facts, world->now);
    }
    return taxed;
}

double force_step(const struct world *world, int32_t room, double step)
{
    bool found;
    const double most = rule_of(world, room, TERM_price_rule_step, &found);
    return found && most < step ? most : step;
}
