/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A world with services on a small city: the project's catalogue, and a site with rooms of
 * every product in each community. Include check.h first. */
#ifndef LINLI_TESTS_SUPPORT_SERVICES_FIXTURE_H
#define LINLI_TESTS_SUPPORT_SERVICES_FIXTURE_H

#include "io/catalogue_read.h"
#include "state/costs.h"
#include "support/check.h"
#include "support/month.h"

#include <string.h>

struct services_fixture {
    struct fixture base;
    struct catalogue *catalogue;
    struct supply supply;
    struct costs *costs; /* both or neither (services_books) */
    struct indices *indices;
    const struct policy *policy; /* borrowed; NULL: none */
    const struct policy_scope *scope;
};

/* `sites` a community with a room of every product, of `places` places each. */
static inline void services_supply(struct services_fixture *f, int sites, int places)
{
    const struct city *city = &f->base.study.city;
    const int products = f->catalogue->product_count;
    const int total = sites * city->community_count;
    struct supply *supply = &f->supply;
    supply->sites = calloc((size_t)total + 1, sizeof *supply->sites);
    supply->rooms = calloc((size_t)total * (size_t)products + 1, sizeof *supply->rooms);
    for (int s = 0; s < total; s++) {
        const struct community *community = &city->communities[s / sites];
        struct site *site = &supply->sites[s];
        site->code = supply_code(community->code, ORIGIN_LISTED, s % sites);
        site->community = s / sites;
        supply_plane(city, community->longitude, community->latitude, &site->east_km,
                     &site->north_km);
        site->east_km += 0.1 * (s % sites);
        site->opened = f->base.scenario.from - 60;
        site->closes = -1;
        site->quality = 0.6;
        site->room = supply->room_count;
        site->rooms = products;
        for (int p = 0; p < products; p++)
            supply->rooms[supply->room_count++] =
                (struct room){.site = s,
                              .product = (uint8_t)p,
                              .slots = (uint8_t)f->catalogue->products[p].slots,
                              .m2 = places * f->catalogue->products[p].m2_per_place,
                              .places = places,
                              .price = -1.0};
    }
    supply->site_count = total;
}

static inline int services_world(const struct services_fixture *f, int threads,
                                 uint64_t seed, struct world *world, struct error *err)
{
    const struct world_options options = {
        .city = &f->base.study.city,
        .rates = &f->base.study.rates,
        .parameters = &f->base.scenario.parameters,
        .plans = f->base.study.plans,
        .base_residents = f->base.study.base_residents,
        .base_nonlocal = f->base.study.base_nonlocal,
        .seed = seed,
        .population_seed = (uint64_t)f->base.scenario.population_seed,
        .from = f->base.scenario.from,
        .until = f->base.scenario.until,
        .threads = threads,
        .catalogue = f->catalogue,
        .supply = &f->supply,
        .costs = f->costs,
        .indices = f->indices,
        .policy = f->policy,
        .scope = f->scope,
    };
    return world_init(world, &options, err);
}

/* The same of the catalogue in a file; `alter`, or NULL, changes it before sites are
 * made. */
static inline int services_fixture_open_from(struct services_fixture *f,
                                             const char *catalogue, int64_t agents,
                                             month until, int sites, int places,
                                             void (*change)(struct scenario *),
                                             void (*alter)(struct catalogue *))
{
    struct report report;
    *f = (struct services_fixture){0};
    if (fixture_open(&f->base, TINY, agents, until, change) != 0)
        return -1;
    f->catalogue = calloc(1, sizeof *f->catalogue);
    report_init(&report);
    const int status =
        catalogue_read(&f->base.inputs, catalogue, f->catalogue, &report);
    for (size_t k = 0; k < report.count; k++)
        fprintf(stderr, "%s:%d: %s\n", report.errors[k].file, report.errors[k].line,
                report.errors[k].en);
    report_free(&report);
    if (alter) {
        alter(f->catalogue);
        catalogue_index(f->catalogue);
    }
    services_supply(f, sites, places);
    return status;
}

static inline int services_fixture_open_with(struct services_fixture *f, int64_t agents,
                                             month until, int sites, int places,
                                             void (*change)(struct scenario *),
                                             void (*alter)(struct catalogue *))
{
    return services_fixture_open_from(f, "scenarios/data/services.yaml", agents, until,
                                      sites, places, change, alter);
}

static inline int services_fixture_open(struct services_fixture *f, int64_t agents,
                                        month until, int sites, int places,
                                        void (*change)(struct scenario *))
{
    return services_fixture_open_with(f, agents, until, sites, places, change, NULL);
}

/* A settled city in which all hear equally well, by one hour of outreach a month only, and
 * no household is short of money. */
static inline void change_outreach(struct scenario *scenario, double heard)
{
    change_settled(scenario);
    change_value(scenario, PARAMETER_bear_level, 0.0);
    change_value(scenario, PARAMETER_know_near, 0.0);
    change_value(scenario, PARAMETER_know_platform, 0.0);
    change_value(scenario, PARAMETER_know_contact, 0.0);
    change_value(scenario, PARAMETER_know_outreach, heard);
    change_value(scenario, PARAMETER_know_outreach_hours, 1.0);
    change_value(scenario, PARAMETER_know_slow_elder, 1.0);
    change_value(scenario, PARAMETER_know_slow_nonlocal, 1.0);
    change_value(scenario, PARAMETER_choose_budget_share, 10.0);
}

/* Leaves one product: what everybody of any age needs, in reach of everybody, without
 * family, market, classes, habit, or tastes that change; its price and walk weigh. */
static inline struct product *services_one_product(struct catalogue *catalogue,
                                                   const char *key)
{
    const struct rule everybody = {.age_high = RULE_AGE_END,
                                   .mask = (UINT32_C(1) << TRAIT_BITS) - 1,
                                   .share = 1.0,
                                   .amount = 8.0};
    struct product *product = &catalogue->products[0];
    *product = catalogue->products[catalogue_product(catalogue, key)];
    catalogue->product_count = 1;
    product->needs = product->class_count = 1;
    product->latents = product->wants = 0;
    product->entitlements = product->priorities = 0;
    product->need[0] = product->classes[0].who = everybody;
    product->delivery = DELIVERY_SITE;
    product->family = product->outside = false;
    product->slots = (1U << SLOTS) - 1;
    product->months = product->intake = (1U << MONTHS_PER_YEAR) - 1;
    product->formal_spread = product->year_spread = 0.0;
    product->crowd_weight = product->habit = product->trust_weight = 0.0;
    product->leaving = product->giving_up = 0.0;
    product->reach = 600.0;
    return product;
}

/* Worlds made from now on keep books, of the project's costs and indices. The table of
 * costs speaks of all products, the world may have fewer. */
static inline int services_books(struct services_fixture *f)
{
    struct study *study = &f->base.study;
    struct catalogue *all = calloc(1, sizeof *all);
    struct report report;
    report_init(&report);
    f->base.scenario.costs = (char *)"scenarios/data/costs.csv";
    f->base.scenario.indices = (char *)"scenarios/data/indices.csv";
    study->catalogue = all;
    const int status =
        catalogue_read(&f->base.inputs, "scenarios/data/services.yaml", all, &report) ||
        study_books(study, &f->base.inputs, &report);
    for (size_t k = 0; k < report.count; k++)
        fprintf(stderr, "%s:%d: %s\n", report.errors[k].file, report.errors[k].line,
                report.errors[k].en);
    for (int p = 0; status == 0 && p < f->catalogue->product_count; p++) {
        const int whole = catalogue_product(all, f->catalogue->products[p].key);
        memmove(study->costs->of[p], study->costs->of[whole],
                sizeof study->costs->of[p]); /* products stay in order */
    }
    f->costs = study->costs;
    f->indices = study->indices;
    study->catalogue = NULL;
    free(all);
    report_free(&report);
    return status;
}

/* Fails the test with the message of the error. */
static inline void services_must(int status, const struct error *err)
{
    if (status != 0)
        fail_msg("%s", err->en);
}

/* A number that every tie of the world decides. */
static inline uint64_t services_digest(const struct world *world)
{
    uint64_t sum = 0;
    for (int c = 0; c < world->count; c++) {
        const struct ties *ties = &world->blocks[c].ties;
        for (uint32_t k = 0; k < ties->count; k++) {
            uint64_t word[2] = {0};
            memcpy(word, &ties->item[k], sizeof *ties->item);
            sum = stream_mix(sum ^ word[0]) + stream_mix(word[1] + k);
        }
    }
    return sum;
}

static inline void services_fixture_close(struct services_fixture *f)
{
    supply_free(&f->supply);
    free(f->catalogue);
    fixture_close(&f->base);
}

#endif
