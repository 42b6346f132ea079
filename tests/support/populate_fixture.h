/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A city of two districts with five communities each, about 30,000 residents, and
 * rates, made by hand; its people counted against its margins. Include check.h first. */
#ifndef LINLI_TESTS_SUPPORT_POPULATE_FIXTURE_H
#define LINLI_TESTS_SUPPORT_POPULATE_FIXTURE_H

#include "support/check.h"
#include "core/calendar.h"
#include "state/populate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIXTURE_DISTRICTS = 2, FIXTURE_COMMUNITIES = 10, FIXTURE_EACH = 5 };

struct fixture {
    struct city city;
    struct district districts[FIXTURE_DISTRICTS];
    struct community communities[FIXTURE_COMMUNITIES];
    struct rates rates;
    struct values values;
    struct community_plan *plans;
    struct block blocks[FIXTURE_COMMUNITIES];
    month now;
};

static inline void fixture_district(struct district *d, int64_t code,
                                    const int64_t bands[7], int64_t men)
{
    static const int low[7] = {0, 3, 15, 25, 45, 65, 80};
    *d = (struct district){.code = code, .band_count = 7};
    snprintf(d->name_zh, sizeof d->name_zh, "区%ld", (long)code);
    for (int b = 0; b < 7; b++) {
        d->bands[b] =
            (struct band){low[b], b < 6 ? low[b + 1] - 1 : AGE_LAST, bands[b]};
        d->residents += bands[b];
    }
    d->sex[SEX_MALE] = men;
    d->sex[SEX_FEMALE] = d->residents - men;
    static const double size[SIZES] = {0.26, 0.29, 0.22,  0.13,
                                       0.06, 0.03, 0.007, 0.003};
    memcpy(d->size_share, size, sizeof size);
}

static inline void fixture_city(struct fixture *f)
{
    static const int64_t first[7] = {461, 2117, 2431, 5903, 4877, 1699, 512};
    static const int64_t second[7] = {397, 1733, 1907, 4211, 2903, 677, 173};
    static const int64_t people[FIXTURE_COMMUNITIES] = {5200, 1900, 4100, 2700, 4100,
                                                        900,  3300, 2800, 2500, 2501};
    fixture_district(&f->districts[0], 990101, first, 8801);
    fixture_district(&f->districts[1], 990102, second, 6513);
    f->districts[0].family_persons = 16511;
    f->districts[0].family_households = 6607;
    f->districts[0].one_person_households = 1709;
    f->districts[0].households_one_elder = 1001;
    f->districts[0].households_two_elders = 557;
    f->districts[0].households_more_elders = 11;
    f->districts[0].nonlocal = 5303;
    f->districts[1].family_persons = 10007;
    f->districts[1].family_households = 4649;
    f->districts[1].one_person_households = 1907;
    f->districts[1].households_one_elder = 381;
    f->districts[1].households_two_elders = 199;
    f->districts[1].households_more_elders = 7;
    f->districts[1].nonlocal = 8209;
    for (int c = 0; c < FIXTURE_COMMUNITIES; c++)
        f->communities[c] = (struct community){
            .code = INT64_C(990101001001) + c + 1000000 * (c / FIXTURE_EACH),
            .district = c / FIXTURE_EACH,
            .type = (enum community_type)(c % FIXTURE_EACH),
            .residents = people[c]};
    f->city.districts = f->districts;
    f->city.district_count = FIXTURE_DISTRICTS;
    f->city.communities = f->communities;
    f->city.community_count = FIXTURE_COMMUNITIES;
    for (int type = 0; type < COMMUNITY_TYPES; type++) {
        f->city.type_nonlocal[type] = type == TYPE_URBAN_VILLAGE ? 5.0 : 0.8;
        f->city.type_one_person[type] = type == TYPE_URBAN_VILLAGE ? 2.1 : 0.9;
        f->city.type_income[type] = type == TYPE_COMMODITY ? 0.4 : -0.1;
        for (int sex = 0; sex < SEXES; sex++)
            for (int age = 0; age < AGES; age++)
                f->city.type_age[type][sex][age] =
                    type == TYPE_OLD_CORE        ? (age >= 65 ? 1.8 : 0.9)
                    : type == TYPE_URBAN_VILLAGE ? (age >= 20 && age < 40 ? 1.6 : 0.7)
                                                 : 1.0;
    }
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < AGES; age++)
            f->city.age_profile[sex][age] = (age < 60 ? 1000.0 : 25.0 * (100 - age)) *
                                                (sex && age > 70 ? 1.3 : 1.0) +
                                            1.0;
}

static inline void fixture_rates(struct rates *rates)
{
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < AGES; age++) {
            const double ill = age < 60 ? 0.01 : 0.01 + 0.008 * (age - 60);
            double *care = rates->prevalence[sex][age];
            care[CARE_MILD] = 0.5 * ill;
            care[CARE_MODERATE] = 0.3 * ill;
            care[CARE_SEVERE] = 0.2 * ill;
            care[CARE_NONE] = 1.0 - ill;
            rates->working[sex][age] = age < 18 || age > 74 ? 0.0
                                       : age < 55           ? 0.78
                                                            : 0.2;
            rates->partnered[sex][age] = age < 20 ? 0.0 : age < 28 ? 0.4 : 0.85;
        }
}

static inline void fixture_init(struct fixture *f)
{
    memset(f, 0, sizeof *f);
    f->now = month_of(2020, 11);
    struct parameters parameters;
    parameters_init(&parameters);
    parameters_at(&parameters, f->now, &f->values);
    fixture_city(f);
    fixture_rates(&f->rates);
    for (int c = 0; c < FIXTURE_COMMUNITIES; c++)
        block_init(&f->blocks[c]);
}

static inline int fixture_make(struct fixture *f, int64_t agents, uint64_t seed,
                               struct error *err)
{
    TRY(populate_plan(&f->city, &f->values, agents, seed, &f->plans, err));
    for (int c = 0; c < FIXTURE_COMMUNITIES; c++)
        TRY(populate_community(&f->blocks[c], &f->communities[c], &f->city,
                               &f->plans[c], &f->rates, &f->values, f->now, seed, err));
    return 0;
}

static inline void fixture_free(struct fixture *f)
{
    for (int c = 0; c < FIXTURE_COMMUNITIES; c++)
        block_free(&f->blocks[c]);
    free(f->plans);
    f->plans = NULL;
}

/* What is counted in the blocks of one district. */
struct counted {
    int64_t ages[SEXES][AGES], nonlocal, collective, households, one, elders[4];
    int64_t child_alone, young_alone;
};

static inline void fixture_count_home(const struct block *block, row h, month now,
                                      struct counted *counted)
{
    const struct residents *p = &block->residents;
    row i = block->households.first[h];
    int elders = 0, adults = 0, children = 0;
    for (int k = 0; k < block->households.size[h]; k++, i = p->next[i]) {
        const int age = age_years(p->birth[i], now);
        elders += age >= 65;
        adults += age >= 18;
        children += age < 15;
        assert_int_equal((p->bits[i] & BITS_COLLECTIVE) != 0,
                         block->households.kind[h] == HOUSEHOLD_COLLECTIVE);
    }
    if (block->households.kind[h] == HOUSEHOLD_COLLECTIVE) {
        counted->collective += block->households.size[h];
        counted->young_alone += children;
        return;
    }
    counted->households++;
    counted->one += block->households.size[h] == 1;
    counted->elders[elders > 3 ? 3 : elders]++;
    counted->child_alone += adults == 0;
}

static inline struct counted fixture_count(const struct fixture *f, int d)
{
    struct counted counted = {0};
    for (int c = 0; c < FIXTURE_COMMUNITIES; c++) {
        if (f->communities[c].district != d)
            continue;
        const struct residents *p = &f->blocks[c].residents;
        for (row i = 0; i < p->count; i++) {
            counted.ages[bits_sex(p->bits[i])][age_years(p->birth[i], f->now)]++;
            counted.nonlocal += (p->bits[i] & BITS_NONLOCAL) != 0;
        }
        for (row h = 0; h < f->blocks[c].households.count; h++)
            fixture_count_home(&f->blocks[c], h, f->now, &counted);
    }
    return counted;
}

/* Every margin of the district is met by its people. */
static inline void fixture_check(const struct fixture *f, int d)
{
    const struct district *is = &f->districts[d];
    const struct counted counted = fixture_count(f, d);
    int64_t sex[SEXES] = {0};
    for (int s = 0; s < SEXES; s++)
        for (int age = 0; age < AGES; age++) {
            assert_int_equal(counted.ages[s][age], is->ages[s][age]);
            sex[s] += counted.ages[s][age];
        }
    assert_int_equal(sex[SEX_MALE], is->sex[SEX_MALE]);
    assert_int_equal(sex[SEX_FEMALE], is->sex[SEX_FEMALE]);
    for (int b = 0; b < is->band_count; b++) {
        int64_t people = 0;
        for (int age = is->bands[b].low; age <= is->bands[b].high; age++)
            people += counted.ages[0][age] + counted.ages[1][age];
        assert_int_equal(people, is->bands[b].people);
    }
    assert_int_equal(counted.nonlocal, is->nonlocal);
    assert_int_equal(counted.collective, is->residents - is->family_persons);
    assert_int_equal(counted.households, is->family_households);
    assert_int_equal(counted.one, is->one_person_households);
    assert_int_equal(counted.elders[1], is->households_one_elder);
    assert_int_equal(counted.elders[2], is->households_two_elders);
    assert_int_equal(counted.elders[3], is->households_more_elders);
    assert_int_equal(counted.child_alone, 0);
    assert_int_equal(counted.young_alone, 0);
}

/* Makes the whole city, which must succeed. */
static inline void fixture_city_of(struct fixture *f, int64_t agents, uint64_t seed)
{
    struct error err;
    fixture_init(f);
    assert_int_equal(fixture_make(f, agents, seed, &err), 0);
}

#endif
