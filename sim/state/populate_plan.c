/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* District margins shared out to communities that differ by type and size.
 * People by age and sex, and registration, are planned here; households in
 * populate_share.c. Every community of the pack is planned, also those not simulated,
 * so that a part of the city holds the same people as the whole. */
#include "core/exact.h"
#include "state/populate_parts.h"
#include "state/rake.h"

#include <stdlib.h>

/* At most this share of a community's residents is non-local as long as the district's
 * total allows it. Assumed: even villages of migrants keep their own villagers. */
#define NONLOCAL_MOST 0.97
enum { CELLS = SEXES * AGES };

/* The number of residents each community should have: the pack's, scattered. */
static void scatter_sizes(struct share *share)
{
    const struct stream_address address = {share->population_seed, 0, PURPOSE_COMMUNITY,
                                           0};
    double sum = 0.0, listed = 0.0;
    for (int i = 0; i < share->count; i++)
        listed += (double)share->communities[i].residents;
    for (int i = 0; i < share->count; i++) {
        const struct community *community = &share->communities[i];
        uint32_t word[4];
        stream_words(&address, (uint64_t)community->code, word);
        const double scatter =
            exact_exp(share->values->populate_size_cv * exact_normal(word[0]));
        share->size[i] = (listed > 0.0 ? (double)community->residents : 1.0) * scatter;
        sum += share->size[i];
    }
    for (int i = 0; i < share->count; i++)
        share->size[i] *= (double)share->district->residents / sum;
}

/* How people of each age and sex lean to communities of each type. */
static void tilt_types(const struct share *share,
                       double tilt[COMMUNITY_TYPES][SEXES][AGES])
{
    for (int type = 0; type < COMMUNITY_TYPES; type++)
        for (int sex = 0; sex < SEXES; sex++)
            for (int age = 0; age <= AGE_LAST; age++) {
                const double lean = share->city->type_age[type][sex][age];
                tilt[type][sex][age] =
                    lean > 0.0 ? exact_pow(lean, share->values->populate_type_tilt)
                               : 1e-6;
            }
}

/* Fits communities' ages to their sizes and the district's ages, then rounds each age
 * and sex over the communities: the district closes exactly, and a community's total
 * ends a few persons from the size wanted. */
static void share_ages(struct share *share)
{
    const struct district *d = share->district;
    double tilt[COMMUNITY_TYPES][SEXES][AGES], column[CELLS];
    tilt_types(share, tilt);
    for (int k = 0; k < CELLS; k++)
        column[k] = (double)d->ages[k / AGES][k % AGES];
    for (int i = 0; i < share->count; i++) {
        const double *lean = &tilt[share->communities[i].type][0][0];
        for (int k = 0; k < CELLS; k++)
            share->cells[(size_t)i * CELLS + (size_t)k] =
                share->size[i] * column[k] * lean[k];
    }
    rake_fit(share->cells, share->count, CELLS, share->size, column);
    for (int k = 0; k < CELLS; k++) {
        for (int i = 0; i < share->count; i++)
            share->weight[i] = share->cells[(size_t)i * CELLS + (size_t)k];
        const int status = rake_allocate(d->ages[k / AGES][k % AGES], share->count,
                                         share->weight, NULL, NULL, share->out);
        (void)status; /* without bounds every total fits */
        for (int i = 0; i < share->count; i++)
            share->plans[i].people[k / AGES][k % AGES] = share->out[i];
    }
    for (int i = 0; i < share->count; i++) {
        struct holding *holding = &share->holdings[i];
        *holding = (struct holding){0};
        for (int sex = 0; sex < SEXES; sex++)
            for (int age = 0; age <= AGE_LAST; age++) {
                const int64_t people = share->plans[i].people[sex][age];
                holding->residents += people;
                holding->elders += age >= AGE_ELDER ? people : 0;
            }
    }
}

/* Expected non-local residents of a community when every type's odds are those of the
 * pack times `level`. */
static double nonlocal_expected(const struct share *share, int i, double level)
{
    const double odds = level * share->weight[i];
    return (double)share->holdings[i].residents * (odds / (1.0 + odds));
}

static int share_nonlocal(struct share *share, struct error *err)
{
    int64_t *total = &share->district->nonlocal;
    const double tilt = share->values->populate_type_tilt;
    double low = 0.0, high = 1e6;
    for (int i = 0; i < share->count; i++) {
        const double odds = share->city->type_nonlocal[share->communities[i].type];
        share->weight[i] = odds > 0.0 ? exact_pow(odds, tilt) : 1e-6;
    }
    for (int step = 0; step < 200;
         step++) { /* the level at which the district closes */
        const double level = 0.5 * (low + high);
        double sum = 0.0;
        for (int i = 0; i < share->count; i++)
            sum += nonlocal_expected(share, i, level);
        if (sum < (double)*total)
            low = level;
        else
            high = level;
    }
    int64_t room = 0;
    for (int i = 0; i < share->count; i++) {
        const int64_t residents = share->holdings[i].residents;
        share->weight[i] = nonlocal_expected(share, i, high);
        share->low[i] = 0;
        share->high[i] = (int64_t)(NONLOCAL_MOST * (double)residents);
        room += share->high[i];
    }
    for (int i = 0; i < share->count && room < *total; i++)
        share->high[i] = share->holdings[i].residents;
    TRY(populate_share_out(share, "nonlocal", total, err));
    for (int i = 0; i < share->count; i++)
        share->plans[i].nonlocal = share->out[i];
    return 0;
}

static int plan_district(struct share *share, struct error *err)
{
    const struct district *d = share->district;
    if (share->count == 0)
        return d->residents == 0 ? 0
                                 : error_set(err, MESSAGE_POPULATE_EMPTY, d->name_zh,
                                             (long)d->residents);
    scatter_sizes(share);
    share_ages(share);
    TRY(share_nonlocal(share, err));
    return populate_share_households(share, err);
}

/* Scratch for the district with the most communities, in one piece. */
static void *scratch_make(struct share *share, size_t most)
{
    const size_t doubles = most * (CELLS + 2), wholes = most * 3;
    char *memory = malloc(doubles * sizeof(double) + wholes * sizeof(int64_t) +
                          most * sizeof(struct holding) + 1);
    if (!memory)
        return NULL;
    share->cells = (double *)(void *)memory;
    share->weight = share->cells + most * CELLS;
    share->size = share->weight + most;
    share->low = (int64_t *)(void *)(share->size + most);
    share->high = share->low + most;
    share->out = share->high + most;
    share->holdings = (struct holding *)(void *)(share->out + most);
    return memory;
}

static size_t most_communities(const struct city *city)
{
    size_t most = 0, run = 0;
    for (int i = 0; i < city->community_count; i++) {
        const bool same =
            i > 0 && city->communities[i].district == city->communities[i - 1].district;
        run = same ? run + 1 : 1;
        most = run > most ? run : most;
    }
    return most;
}

int populate_plan(struct city *city, const struct values *values, int64_t agents,
                  uint64_t population_seed, struct community_plan **plans,
                  struct error *err)
{
    struct share share = {.city = city,
                          .values = values,
                          .soft = agents > 0,
                          .population_seed = population_seed};
    int status = -1;
    *plans = NULL;
    TRY(populate_margin_ready(city, agents, err));
    struct community_plan *all = calloc((size_t)city->community_count + 1, sizeof *all);
    void *scratch = scratch_make(&share, most_communities(city));
    if (!all || !scratch) {
        error_set(err, MESSAGE_MEMORY, "the plan of the population");
        goto done;
    }
    for (int d = 0; d < city->district_count; d++) {
        int first = 0;
        while (first < city->community_count && city->communities[first].district != d)
            first++;
        int end = first;
        while (end < city->community_count && city->communities[end].district == d)
            end++;
        share.district = &city->districts[d];
        share.communities = city->communities + first;
        share.plans = all + first;
        share.count = end - first;
        TRY_OR(done, plan_district(&share, err));
    }
    *plans = all;
    all = NULL;
    status = 0;
done:
    free(scratch);
    free(all);
    return status;
}
