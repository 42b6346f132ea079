/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A small city whose sites keep books, under a policy. One product, so that what is paid
 * can be reckoned by hand. Include check.h first. */
#ifndef LINLI_TESTS_SUPPORT_POLICY_WORLD_H
#define LINLI_TESTS_SUPPORT_POLICY_WORLD_H

#include "policy/force.h"
#include "process/subsidise.h"
#include "support/scenario.h"
#include "support/services_fixture.h"

enum { POLICY_RESIDENTS = 2000, POLICY_PLACES = 40, POLICY_SEED = 3 };

struct policy_world {
    struct services_fixture f;
    struct reading reading;
    struct policy_scope scope;
    struct world world;
};

static inline void policy_must(int status, const struct error *err)
{
    if (status != 0)
        fail_msg("%s", err->en);
}

/* Operators let prices stand, so that a bill can be reckoned by hand. */
static inline void policy_stands(struct scenario *scenario)
{
    change_value(scenario, PARAMETER_price_interval, 120.0);
    change_value(scenario, PARAMETER_price_stay, 1.0);
}

/* Reads `text`, lines of the list `policy` or "", and makes the world of what is open. */
static inline void policy_start(struct policy_world *city, const char *text,
                                int threads)
{
    struct error err = {0};
    char all[8192];
    snprintf(all, sizeof all, "%spolicy:\n%s", BASE, text);
    read_good(&city->reading, all);
    assert_int_equal(policy_bind(&city->reading.scenario.policy, city->f.catalogue,
                                 &city->f.base.study.city, NULL, &city->scope,
                                 &city->reading.report),
                     0);
    city->f.policy = &city->reading.scenario.policy;
    city->f.scope = &city->scope;
    policy_must(services_world(&city->f, threads, POLICY_SEED, &city->world, &err),
                &err);
    city->world.laws = true;
}

/* `text`: lines of the list `policy`, or "". `alter` leaves one product; `name`, or NULL,
 * changes the sites, a company's in private space each. */
static inline void policy_open_with(struct policy_world *city, const char *text,
                                    int threads, void (*alter)(struct catalogue *),
                                    void (*name)(struct supply *),
                                    void (*change)(struct scenario *))
{
    *city = (struct policy_world){0};
    assert_int_equal(services_fixture_open_with(&city->f, POLICY_RESIDENTS,
                                                month_of(2026, 12), 1, POLICY_PLACES,
                                                change, alter),
                     0);
    assert_int_equal(services_books(&city->f), 0);
    for (int s = 0; s < city->f.supply.site_count; s++) {
        city->f.supply.sites[s].kind = OPERATOR_COMPANY;
        city->f.supply.sites[s].mode = MODE_MARKET;
        city->f.supply.sites[s].owner = OWNER_PRIVATE;
    }
    if (name)
        name(&city->f.supply);
    policy_start(city, text, threads);
}

static inline void policy_open(struct policy_world *city, const char *text, int threads,
                               void (*alter)(struct catalogue *),
                               void (*name)(struct supply *))
{
    policy_open_with(city, text, threads, alter, name, policy_stands);
}

static inline void policy_close(struct policy_world *city)
{
    world_free(&city->world);
    services_fixture_close(&city->f);
    policy_scope_free(&city->scope);
    finish(&city->reading);
}

static inline void policy_live(struct policy_world *city, int months)
{
    struct error err = {0};
    for (int k = 0; k < months; k++)
        policy_must(cycle_month(&city->world, &err), &err);
}

/* Lives until the month before `when` is over. */
static inline void policy_live_to(struct policy_world *city, month when)
{
    while (city->world.now < when)
        policy_live(city, 1);
}

/* Fen paid this year. */
static inline money policy_paid(const struct policy_world *city, int payer, int payee,
                                enum money_purpose purpose)
{
    return ledger_year_sum(&city->world.books->ledger, payer, payee, purpose);
}

/* A digest of who lives where, with whom, in what state: all that demography is. */
static inline uint64_t policy_people(const struct world *world)
{
    uint64_t sum = 0;
    for (int c = 0; c < world->count; c++) {
        const struct residents *p = &world->blocks[c].residents;
        for (row i = 0; i < p->count; i++) {
            sum = stream_mix(sum ^ p->id[i]) + p->household[i];
            sum = stream_mix(sum ^ p->mother[i]) + p->next[i];
            sum = stream_mix(sum ^ (uint64_t)p->birth[i] << 48 ^
                             (uint64_t)p->bits[i] << 32 ^ (uint64_t)p->income[i] << 16 ^
                             p->arrival[i]);
        }
    }
    return sum;
}

/* A digest of the ledger, and of who uses what. */
static inline uint64_t policy_money(const struct world *world)
{
    const struct ledger *ledger = &world->books->ledger;
    uint64_t sum = 0;
    for (int k = 0; k < ACCOUNTS; k++)
        sum = stream_mix(sum ^ (uint64_t)ledger->balance[k]);
    for (int o = 0; o < ledger->operator_count; o++)
        sum = stream_mix(sum ^ (uint64_t)ledger->operators[o].cash);
    for (int b = 0; b < ledger->budget_count; b++)
        sum = stream_mix(sum ^ (uint64_t)ledger->budgets[b].book.cash);
    for (size_t k = 0; k < ledger->claims.count; k++)
        sum = stream_mix(sum ^ (uint64_t)ledger->claims.item[k].what.fen);
    return sum;
}

/* Who hold a place at site `s`, or came to it this month. */
static inline int64_t policy_users(const struct world *world, int s)
{
    const struct site *site = &world->books->supply.sites[s];
    double users = 0.0;
    for (int r = site->room; r < site->room + site->rooms; r++)
        for (int k = 0; k < CATALOGUE_CLASSES; k++)
            users += world->books->rooms[r].users[k];
    return (int64_t)users;
}

#endif
