/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A small city with one product, childcare by the month, at prices that pay, whose sites
 * keep books and where money keeps its worth: what operators do in it can be reckoned by
 * hand. */
#ifndef LINLI_TESTS_SUPPORT_NURSERY_H
#define LINLI_TESTS_SUPPORT_NURSERY_H

#include "support/check.h"

#include "process/adapt.h"
#include "process/enter_market.h"
#include "process/found.h"
#include "support/services_fixture.h"

#include <math.h>

/* No would-be entrant of any kind looks. */
static inline void nursery_nobody_enters(struct scenario *scenario)
{
    change_value(scenario, PARAMETER_entry_companies, 0.0);
    change_value(scenario, PARAMETER_entry_chains, 0.0);
    change_value(scenario, PARAMETER_entry_non_profits, 0.0);
    change_value(scenario, PARAMETER_entry_property, 0.0);
    change_value(scenario, PARAMETER_entry_self_help, 0.0);
    change_value(scenario, PARAMETER_entry_families, 0.0);
}

enum { NURSERY_SEED = 3 };
static const double NURSERY_PRICE = 4500;

struct nursery {
    struct services_fixture f;
    struct world world;
};

/* What a test changes before the world is made. */
struct nursery_plan {
    int residents, sites, places; /* sites of each community */
    int threads;
    month until;
    void (*change)(struct scenario *);          /* parameters; or NULL */
    void (*supply)(struct services_fixture *f); /* sites; or NULL: companies' */
    void (*alter)(struct catalogue *catalogue); /* or NULL: nursery_catalogue */
};

static inline void nursery_must(int status, const struct error *err)
{
    if (status != 0)
        fail_msg("%s", err->en);
}

static inline void nursery_price(struct product *product, double yuan)
{
    product->price = (struct dated){0};
    if (dated_set(&product->price, -1, yuan) != 0)
        abort();
}

static inline void nursery_catalogue(struct catalogue *catalogue)
{
    struct product *product = services_one_product(catalogue, "childcare_full");
    nursery_price(product, NURSERY_PRICE);
    product->taste = 3.0;
    product->price_weight = 0.0006;
}

/* A site that pays at a price that families can pay: a quarter of the staff, half of the
 * floor. */
static inline void nursery_cheap(struct catalogue *catalogue)
{
    nursery_catalogue(catalogue);
    struct product *product = &catalogue->products[0];
    nursery_price(product, 3000.0);
    product->taste = 4.0;
    product->m2_per_place = 4.0;
    for (int t = 0; t < CATALOGUE_TRADES; t++)
        product->classes[0].posts[t] /= 4.0;
    product->reach = 20.0;
}

/* As many products of this kind, at most three, at a price each. */
static inline void nursery_products(struct catalogue *catalogue, const double *price,
                                    int count)
{
    static const char *const key[] = {"childcare_full", "childcare_half",
                                      "childcare_hour"};
    nursery_cheap(catalogue);
    catalogue->product_count = count;
    for (int p = 0; p < count; p++) {
        struct product *product = &catalogue->products[p];
        *product = catalogue->products[0];
        snprintf(product->key, sizeof product->key, "%s", key[p]);
        product->code = catalogue_code(product->key);
        nursery_price(product, price[p]);
    }
}

/* Sites stand in the first community only, so that there is room for entrants. */
static inline void nursery_one_place(struct supply *supply)
{
    for (int s = 1; s < supply->site_count; s++)
        supply->sites[s].closes = supply->sites[s].opened;
}

/* Every site is a company's, in private space. */
static inline void nursery_companies(struct services_fixture *f)
{
    for (int s = 0; s < f->supply.site_count; s++) {
        f->supply.sites[s].kind = OPERATOR_COMPANY;
        f->supply.sites[s].mode = MODE_MARKET;
        f->supply.sites[s].owner = OWNER_PRIVATE;
        f->supply.sites[s].floor_m2 = f->supply.rooms[f->supply.sites[s].room].m2;
    }
}

static inline void nursery_freeze(struct indices *indices)
{
    for (int kind = 0; kind < INDICES; kind++)
        for (int year = 0; year < INDICES_YEARS; year++)
            indices->level[kind][year] = 1.0;
}

static inline void nursery_open(struct nursery *nursery,
                                const struct nursery_plan *plan)
{
    struct error err = {0};
    *nursery = (struct nursery){0};
    assert_int_equal(
        services_fixture_open_with(&nursery->f, plan->residents, plan->until,
                                   plan->sites, plan->places, plan->change,
                                   plan->alter ? plan->alter : nursery_catalogue),
        0);
    assert_int_equal(services_books(&nursery->f), 0);
    nursery_freeze(nursery->f.indices);
    (plan->supply ? plan->supply : nursery_companies)(&nursery->f);
    nursery_must(services_world(&nursery->f, plan->threads ? plan->threads : 1,
                                NURSERY_SEED, &nursery->world, &err),
                 &err);
    nursery->world.laws = true;
}

static inline void nursery_close(struct nursery *nursery)
{
    world_free(&nursery->world);
    services_fixture_close(&nursery->f);
}

/* Months of the engine; after each the ledger adds up to zero (laws). */
static inline void nursery_live(struct nursery *nursery, int months)
{
    struct error err = {0};
    for (int k = 0; k < months; k++)
        nursery_must(cycle_month(&nursery->world, &err), &err);
}

/* Months in which nobody is born, dies, moves or pairs. */
static inline void nursery_live_frozen(struct nursery *nursery, int months)
{
    static const struct process *const nothing[] = {NULL};
    struct error err = {0};
    for (int k = 0; k < months; k++)
        nursery_must(cycle_run(&nursery->world, nothing, &err), &err);
}

static inline double nursery_users(const struct nursery *nursery)
{
    const struct books *books = nursery->world.books;
    double users = 0.0;
    for (int r = 0; r < books->supply.room_count; r++)
        users += books->rooms[r].users[0];
    return users;
}

/* Yuan that one more child costs, by hand: staff by the ratio with contributions, food,
 * consumables; what goes by the fee. */
static inline double nursery_cost(const struct world *world)
{
    const struct books *books = world->books;
    const struct place_class *all = &books->catalogue->products[0].classes[0];
    const struct cost_levels *now = &books->levels;
    double yuan = costs_now(books->costs, 0, COST_food, now) +
                  costs_now(books->costs, 0, COST_consumables, now) -
                  costs_now(books->costs, 0, COST_earned, now);
    for (int t = 0; t < CATALOGUE_TRADES; t++)
        if (all->posts[t] > 0.0)
            yuan += all->posts[t] * books->market[t].wage *
                    (1.0 + world->values.staff_social_rate);
    return yuan / (1.0 - costs_now(books->costs, 0, COST_sales_tax, now));
}

/* All that operators decide, added up so that a bit that differs shows. */
static inline uint64_t nursery_mix(uint64_t sum, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return stream_mix(sum ^ bits);
}
static inline uint64_t nursery_digest(const struct nursery *nursery)
{
    const struct books *books = nursery->world.books;
    uint64_t sum = (uint64_t)world_residents(&nursery->world);
    for (int r = 0; r < books->supply.room_count; r++) {
        sum = nursery_mix(sum, books->rooms[r].price);
        sum = nursery_mix(sum, books->rooms[r].users[0]);
        sum = nursery_mix(sum, nursery->world.services->rooms[r].quality);
    }
    for (int s = 0; s < books->supply.site_count; s++) {
        sum = stream_mix(sum ^ books->supply.sites[s].code);
        sum = nursery_mix(sum, books->supply.sites[s].east_km);
        for (int k = 0; k < books->sites[s].trades; k++)
            sum = nursery_mix(sum, books->sites[s].staff[k].in_post);
    }
    for (int o = 0; o < books->operator_count; o++)
        sum = stream_mix(sum ^ (uint64_t)books->ledger.operators[o].cash);
    for (int k = 0; k < ACCOUNTS; k++)
        sum = stream_mix(sum ^ (uint64_t)books->ledger.balance[k]);
    return sum;
}

#endif
