/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What the instruments of a run would do for a site that nobody has opened yet (force.h):
 * those who weigh an opening know the terms, and when they begin, taper off and end. */
#include "policy/force.h"

#include <math.h>

/* What conditions may ask of the site, `age` months after it opened in month `when`. */
static struct schedule_facts facts_of(const struct force_opening *opening, month when,
                                      int age)
{
    const double use =
        opening->capacity > 0.0 ? opening->users / opening->capacity : 0.0;
    struct schedule_facts facts = {{0}};
    facts.value[SCHEDULE_stars] = opening->stars;
    facts.value[SCHEDULE_beds] = opening->beds;
    facts.value[SCHEDULE_places] = opening->places;
    facts.value[SCHEDULE_occupancy] = use < 1.0 ? use : 1.0;
    facts.value[SCHEDULE_months_open] = age;
    facts.value[SCHEDULE_lease_years] = (double)opening->lease_months / MONTHS_PER_YEAR;
    facts.value[SCHEDULE_owner] = OWNER_PRIVATE;
    facts.value[SCHEDULE_conversion] = 1.0;
    facts.value[SCHEDULE_month] = month_number(when + age);
    return facts;
}

static bool applies(const struct world *world, int index, enum instrument_kind kind,
                    const struct force_opening *opening, month when)
{
    const struct force *force = force_of(world);
    return force->policy->item[index].kind == kind &&
           policy_applies(force->policy, force->scope, index, &opening->target, when);
}

double force_open_cap(const struct world *world, const struct force_opening *opening,
                      month when)
{
    const struct force *force = force_of(world);
    const struct schedule_facts facts = facts_of(opening, when, 0);
    const int k =
        (int)TERM_price_rule_cap - instrument_first_term(INSTRUMENT_price_rule);
    double least = INFINITY;
    for (int i = 0; force && i < (int)force->policy->count; i++) {
        const struct instrument *one = &force->policy->item[i];
        if (!applies(world, i, INSTRUMENT_price_rule, opening, when) ||
            !one->term[k].given || tariff_concerns(one) ||
            (one->term[k].schedule && schedule_find(one->term[k].schedule, &facts) < 0))
            continue;
        const struct product *product =
            &world->books->catalogue->products[opening->target.product];
        const double here =
            instrument_value(one, TERM_price_rule_cap, &facts, when) * force->level[i] *
            (instrument_by_hour(one, TERM_price_rule_cap) ? force_hours(product) : 1.0);
        least = here < least ? here : least;
    }
    return least;
}

/* Grants that ask who users are say nothing of a site without users. */
static bool asks_users(const struct instrument *one, enum instrument_term term)
{
    const struct instrument_value *value =
        &one->term[(int)term - instrument_first_term(one->kind)];
    if (one->who.count > 0)
        return true;
    for (int r = 0; value->schedule && r < value->schedule->count; r++)
        for (int k = 0; k < value->schedule->row[r].when.count; k++)
            if (schedule_info[value->schedule->row[r].when.part[k].test].about ==
                SCHEDULE_PERSON)
                return true;
    return false;
}

/* Yuan of operating grants for what the site is, and for a user. */
static void add_grant(const struct world *world, int index,
                      const struct force_opening *opening,
                      const struct schedule_facts *facts, month now,
                      struct force_aid *aid)
{
    static const double many = 1000.0; /* users, so that fen do not matter */
    const struct force *force = force_of(world);
    const struct instrument *one = &force->policy->item[index];
    const struct product *product =
        &world->books->catalogue->products[opening->target.product];
    const struct instrument_site site = {.places = opening->places, .m2 = opening->m2};
    const bool visits = product->use == USE_VISIT;
    const double hours = instrument_by_hour(one, TERM_operating_grant_per_visit)
                             ? product->hours_per_visit
                             : 1.0;
    aid->fixed += money_to_yuan(
        instrument_grant_site(one, &site, facts, force->level[index], now));
    if (!asks_users(one, visits ? TERM_operating_grant_per_visit
                                : TERM_operating_grant_per_person_month))
        aid->each += money_to_yuan(instrument_grant_users(
                         one, visits ? 0.0 : many, visits ? many * hours : 0.0, facts,
                         force->level[index], now)) /
                     many;
}

struct force_aid force_open_aid(const struct world *world,
                                const struct force_opening *opening, month when,
                                int age)
{
    const struct force *force = force_of(world);
    const struct schedule_facts facts = facts_of(opening, when, age);
    const month now = when + age;
    struct force_aid aid = {.rent = 1.0, .taxed = 1.0};
    for (int i = 0; force && i < (int)force->policy->count; i++) {
        if (applies(world, i, INSTRUMENT_rent, opening, now) && opening->rent_m2 > 0.0)
            aid.rent *= instrument_rent(&force->policy->item[i], opening->rent_m2, 1.0,
                                        &facts, force->level[i], now) /
                        opening->rent_m2;
        if (applies(world, i, INSTRUMENT_tax_relief, opening, now))
            aid.taxed *= 1.0 - instrument_value(&force->policy->item[i],
                                                TERM_tax_relief_sales, &facts, now);
        if (applies(world, i, INSTRUMENT_operating_grant, opening, now))
            add_grant(world, i, opening, &facts, now, &aid);
    }
    return aid;
}

double force_open_capital(const struct world *world,
                          const struct force_opening *opening, double cost, month when,
                          int *after)
{
    const struct force *force = force_of(world);
    const struct schedule_facts facts = facts_of(opening, when, 0);
    const struct instrument_project project = {.cost = cost,
                                               .own = cost,
                                               .m2 = opening->m2,
                                               .places = opening->places,
                                               .months_open = INT32_MAX};
    double yuan = 0.0;
    *after = 0;
    for (int i = 0; force && i < (int)force->policy->count; i++) {
        const struct instrument *one = &force->policy->item[i];
        /* Promised by the terms of the month in which works are ordered. */
        if (!applies(world, i, INSTRUMENT_capital_grant, opening, world->now))
            continue;
        const double months =
            instrument_value(one, TERM_capital_grant_after_months, &facts, world->now);
        yuan += money_to_yuan(instrument_grant_project(one, &project, &facts,
                                                       force->level[i], world->now));
        *after = months > *after ? (int)(months + 0.5) : *after;
    }
    return yuan;
}
