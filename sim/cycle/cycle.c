/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The order of the month, on one page. Every entry is a verb with a file of its own in
 * sim/process; docs/MODEL.md says why they stand in this order. */
#include "cycle/cycle.h"

#include "cycle/arrive.h"
#include "cycle/chance.h"
#include "cycle/pass.h"
#include "policy/force.h"

#include <string.h>

/* (a) At home, community by community, one pass over its residents while they are in
 * the cache. Who dies cannot fall ill, who has left cannot look for a partner. */
const struct process *const cycle_home[] = {
    &process_age,
    &process_work,
    &process_die,
    &process_fall_ill,
    &process_bear,
    &process_part,
    &process_leave_home,
    &process_migrate,
    &process_register,
    &process_couple,
    &process_join,
    &process_immigrate,
    NULL,
};

/* Services, when rows have settled after the demography of the month. */
const struct process *const cycle_services[] = {
    &process_remind, &process_settle, &process_ask, &process_request, NULL,
};

/* (b) At the facilities. */
const struct process *const cycle_facilities[] = {
    &process_allocate,
    &process_serve,
    NULL,
};

/* (c) Money, where sites keep books. */
const struct process *const cycle_books[] = {
    &process_reckon,
    &process_found,
    &process_bill,
    &process_charge,
    &process_spend,
    &process_subsidise,
    &process_fund,
    &process_collect,
    &process_adapt,
    &process_convert,
    &process_withdraw,
    &process_enter,
    NULL,
};

/* (d) Between communities, last. */
const struct process *const cycle_between[] = {
    &process_couple,
    &process_join,
    NULL,
};

int cycle_enact(struct world *world, struct error *err)
{
    const struct values before = world->values;
    const int year = month_year(world->now);
    parameters_at(world->parameters, world->now, &world->values);
    if (world->enacted == year && memcmp(&before, &world->values, sizeof before) == 0) {
        /* The same chances as last month: they change by year and value. */
        world->chances.when = world->now;
        return 0;
    }
    TRY(rates_month(world->rates, &world->values, world->now, &world->chances, err));
    world->enacted = year;
    chance_envelopes(world);
    double wanted[SEXES][AGES];
    rates_arrivals(world->rates, &world->values, world->now, wanted);
    arrivals_prepare(&world->arrivals, wanted, world->rates->partnered,
                     world->values.migrate_partnered_relative);
    return 0;
}

int cycle_month(struct world *world, struct error *err)
{
    return cycle_run(world, cycle_home, err);
}

int cycle_run(struct world *world, const struct process *const *verbs,
              struct error *err)
{
    TRY(cycle_enact(world, err));
    if (world->books)
        TRY(books_enact(world, err));
    if (world->services)
        TRY(services_enact(world, err));
    if (world->books && world->books->policy && world->books->policy->count > 0)
        TRY(force_enact(world, err));
    TRY(pass_homes(world, verbs, world->services ? cycle_services : NULL, err));
    for (int k = 0; world->services && cycle_facilities[k]; k++)
        TRY(cycle_facilities[k]->city(world, err));
    for (int k = 0; world->books && cycle_books[k]; k++) {
        TRY(cycle_books[k]->city(world, err));
        if (world->laws)
            TRY(books_check(world, err));
    }
    /* No month of any build goes on with a ledger that does not add up. */
    if (world->books && !world->laws)
        TRY(ledger_check(&world->books->ledger, err));
    for (int k = 0; cycle_between[k]; k++)
        TRY(cycle_between[k]->city(world, err));
    TRY(arrive_all(world, err));
    if (world->laws)
        TRY(world_check(world, err));
    world->now++;
    return 0;
}
