/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads what a scenario names and plans the base population of the whole city, so that
 * a part of it gets the same people as the whole. */
#include "run/study.h"

#include "io/standards.h"
#include "param/settings.h"

#include <stdlib.h>

/* Adds where the setting was written; a scenario made by hand has no places. */
static void add_place(const struct scenario *scenario, enum setting setting,
                      struct error *err)
{
    if (scenario->setting_origin) {
        const struct origin *origin = &scenario->setting_origin[setting];
        error_at(err, origin->file, origin->line, 0);
    }
}

/* One file of rates by year against the months simulated. One year alone holds for all:
 * a choice that the file makes plain, while the last year of many carried on for decades
 * would pass unseen. */
static int check_span(const struct study *study, enum setting setting, const char *path,
                      int first, int last, struct report *report)
{
    const struct scenario *scenario = study->scenario;
    const bool early = month_year(scenario->from) < first;
    struct error err;
    char from[16], until[16];
    if (first == last || (!early && month_year(scenario->until) <= last))
        return 0;
    error_set(&err, MESSAGE_RATES_DATES, path, first, last,
              month_text(scenario->from, from), month_text(scenario->until, until));
    add_place(scenario, setting, &err);
    report_add(report, &err);
    return -1;
}

/* Retirement and migration files may end earlier: the last law and the last known flow
 * are what there is to go by (state/rates.h). */
static int check_spans(const struct study *study, struct report *report)
{
    const struct scenario *scenario = study->scenario;
    const struct rates *rates = &study->rates;
    int status = check_span(study, SETTING_mortality, scenario->mortality,
                            rates->year_first, rates->year_last, report);
    status |= check_span(study, SETTING_fertility, scenario->fertility,
                         rates->fertility_first, rates->fertility_last, report);
    status |= check_span(study, SETTING_sex_ratio, scenario->sex_ratio,
                         rates->sex_ratio_first, rates->sex_ratio_last, report);
    return status;
}

/* Nothing in a run asks for the standards. They are checked here, and so kept in the
 * results file, for the ledger that is made from it. */
static int read_standards(const struct study *study, struct inputs *inputs,
                          struct report *report)
{
    const struct catalogue *catalogue = study->catalogue;
    const char *path = study->scenario->standards;
    const char *products[CATALOGUE_PRODUCTS];
    if (!path || path[0] == '\0')
        return 0;
    for (int p = 0; p < catalogue->product_count; p++)
        products[p] = catalogue->products[p].key;
    struct standards *standards = malloc(sizeof *standards);
    if (!standards) {
        struct error err;
        error_set(&err, MESSAGE_MEMORY, path);
        report_add(report, &err);
        return -1;
    }
    const int status = standards_read(inputs, path, products, catalogue->product_count,
                                      standards, report);
    free(standards);
    return status;
}

/* Services are optional: without them a run is of the population alone. */
static int read_services(struct study *study, struct inputs *inputs,
                         struct report *report)
{
    const struct scenario *scenario = study->scenario;
    if (!scenario->services || scenario->services[0] == '\0')
        return 0;
    study->catalogue = malloc(sizeof *study->catalogue);
    if (!study->catalogue) {
        struct error err;
        error_set(&err, MESSAGE_MEMORY, "the catalogue of services");
        report_add(report, &err);
        return -1;
    }
    TRY(scenario_catalogue(scenario, inputs, study->catalogue, report));
    return read_standards(study, inputs, report);
}

static int read_files(struct study *study, struct inputs *inputs, struct report *report)
{
    const struct scenario *scenario = study->scenario;
    const struct rate_files files = {
        .mortality = scenario->mortality,
        .mortality_ratio = scenario->mortality_ratio,
        .fertility = scenario->fertility,
        .fertility_ratio = scenario->fertility_ratio,
        .sex_ratio = scenario->sex_ratio,
        .care = scenario->care,
        .migration = scenario->migration,
        .employment = scenario->employment,
        .retirement = scenario->retirement,
        .marriage = scenario->marriage,
    };
    const int city = city_read(inputs, scenario->city, &study->city, report);
    int rates = rates_read(inputs, &files, &study->rates, report);
    if (rates == 0)
        rates = check_spans(study, report);
    const int services = read_services(study, inputs, report);
    if (city != 0 || rates != 0 || services != 0)
        return -1;
    return policy_bind(&scenario->policy, study->catalogue, &study->city, inputs,
                       &study->scope, report);
}

/* Residents of the base year, in persons of the pack; by residence as planned. */
static void base_people(const struct study *study, struct rates_base *base)
{
    *base = (struct rates_base){0};
    for (int s = 0; s < SEXES; s++)
        for (int a = 0; a < AGES; a++) {
            for (int d = 0; d < study->city.district_count; d++)
                base->residents[s][a] += (double)study->city.districts[d].ages[s][a];
            base->residents[s][a] /= study->scale;
            for (int c = 0; c < study->city.community_count; c++)
                base->residence[study->city.communities[c].residence] +=
                    (double)study->plans[c].people[s][a];
        }
}

static double total_residents(const struct city *city)
{
    double total = 0.0;
    for (int d = 0; d < city->district_count; d++)
        total += (double)city->districts[d].residents;
    return total;
}

/* Plans the whole city. */
static int plan(struct study *study, const struct values *values, struct error *err)
{
    const struct scenario *scenario = study->scenario;
    const double residents = total_residents(&study->city);
    TRY(populate_plan(&study->city, values, scenario->agents,
                      (uint64_t)scenario->population_seed, &study->plans, err));
    study->base_residents = total_residents(&study->city);
    study->scale = study->base_residents / residents;
    struct rates_base base;
    base_people(study, &base);
    TRY(rates_prepare(&study->rates, &scenario->parameters, scenario->from,
                      scenario->until, &base, err));
    for (int c = 0; c < study->city.community_count; c++)
        study->base_nonlocal += (double)study->plans[c].nonlocal;
    return 0;
}

/* Keeps the communities chosen, their plans and their facilities. */
static int choose(struct study *study, struct error *err)
{
    const struct scenario *scenario = study->scenario;
    const int all = study->city.community_count;
    int64_t *code = malloc((size_t)all * sizeof *code);
    if (!code)
        return error_set(err, MESSAGE_MEMORY, "the plan");
    for (int c = 0; c < all; c++)
        code[c] = study->city.communities[c].code;
    const int status = city_choose(
        &study->city, (const char *const *)scenario->districts.name,
        scenario->districts.count, scenario->rim_km, &study->chosen, &study->rim, err);
    if (status != 0)
        add_place(scenario, SETTING_districts, err);
    for (int c = 0, kept = 0; !status && c < all && kept < study->city.community_count;
         c++)
        if (code[c] == study->city.communities[kept].code)
            study->plans[kept++] = study->plans[c];
    if (status == 0) {
        supply_choose(&study->supply, code, &study->city);
        policy_scope_keep(&study->scope, code, all, &study->city);
    }
    free(code);
    return status;
}

int study_open(struct study *study, const struct scenario *scenario,
               struct inputs *inputs, struct report *report)
{
    struct values values;
    struct error error;

    *study = (struct study){.scenario = scenario};
    parameters_at(&scenario->parameters, scenario->from, &values);
    int status = read_files(study, inputs, report);
    if (status == 0 && (status = plan(study, &values, &error)) != 0)
        report_add(report, &error);
    if (status == 0)
        status = study_supply(study, &values, inputs, report);
    if (status == 0)
        status = study_books(study, inputs, report);
    if (status == 0 && (status = choose(study, &error)) != 0)
        report_add(report, &error);
    if (status != 0)
        study_close(study);
    return status;
}

void study_close(struct study *study)
{
    city_free(&study->city);
    rates_free(&study->rates);
    free(study->plans);
    policy_scope_free(&study->scope);
    free(study->catalogue);
    free(study->costs);
    free(study->indices);
    supply_free(&study->supply);
    *study = (struct study){0};
}

struct world_options study_world(const struct study *study, uint64_t seed, int threads)
{
    return (struct world_options){
        .city = &study->city,
        .rates = &study->rates,
        .parameters = &study->scenario->parameters,
        .plans = study->plans,
        .base_residents = study->base_residents,
        .base_nonlocal = study->base_nonlocal,
        .seed = seed,
        .population_seed = (uint64_t)study->scenario->population_seed,
        .from = study->scenario->from,
        .until = study->scenario->until,
        .threads = threads,
        .catalogue = study->catalogue,
        .supply = &study->supply,
        .costs = study->costs,
        .indices = study->indices,
        .policy = &study->scenario->policy,
        .scope = &study->scope,
    };
}
