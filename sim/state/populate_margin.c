/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The margins of districts made ready for the synthesis: scaled to the number of agents
 * asked for, ages split into single years, all checked to agree. Sharing them out to
 * the communities is populate_plan.c's. */
#include "state/populate_parts.h"
#include "state/rake.h"

#include <string.h>

static int64_t least_of(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t within(int64_t value, int64_t low, int64_t high)
{
    return value < low ? low : value > high ? high : value;
}

static void allocate(int64_t total, int count, const int64_t *like, int64_t *out)
{
    double weight[BANDS_MAX];
    for (int i = 0; i < count; i++)
        weight[i] = (double)like[i];
    const int status = rake_allocate(total, count, weight, NULL, NULL, out);
    (void)status; /* without bounds every total fits */
}

/* Scales what is counted in one district to `residents`. */
static void scale_district(struct district *d, int64_t residents)
{
    const double factor =
        d->residents > 0 ? (double)residents / (double)d->residents : 0.0;
    int64_t people[BANDS_MAX];
    allocate(residents, SEXES, d->sex, d->sex);
    for (int b = 0; b < d->band_count; b++)
        people[b] = d->bands[b].people;
    if (d->band_count > 0)
        allocate(residents, d->band_count, people, people);
    for (int b = 0; b < d->band_count; b++)
        d->bands[b].people = people[b];
    for (int sex = 0; sex < SEXES && d->has_ages; sex++)
        allocate(d->sex[sex], AGES, d->ages[sex], d->ages[sex]);
    int64_t *const counts[] = {
        &d->family_households,
        &d->family_persons,
        &d->one_person_households,
        &d->households_one_elder,
        &d->households_two_elders,
        &d->households_more_elders,
        &d->nonlocal,
    };
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        *counts[i] = (int64_t)((double)*counts[i] * factor + 0.5);
    d->residents = residents;
}

static int scale_city(struct city *city, int64_t agents, struct error *err)
{
    const int count = city->district_count;
    int64_t total = 0, given = 0;
    for (int i = 0; i < count; i++)
        total += city->districts[i].residents;
    if (total == 0)
        return error_set(err, MESSAGE_POPULATE_SUM, city->name_zh, "residents", 0L,
                         (long)agents);
    /* Cumulative rounding needs no scratch and closes on the number asked for. */
    double before = 0.0;
    for (int i = 0; i < count; i++) {
        before += (double)city->districts[i].residents;
        const int64_t until = (int64_t)((double)agents * before / (double)total + 0.5);
        scale_district(&city->districts[i], until - given);
        given = until;
    }
    return 0;
}

/* Splits bands and sexes into single ages: the profile of a like population fitted to
 * both, then rounded so that bands and sexes close exactly. */
static void split_bands(const struct city *city, struct district *d)
{
    double cells[SEXES * BANDS_MAX] = {0}, band_total[BANDS_MAX] = {0};
    const int count = d->band_count;
    if (count == 0) /* nobody lives here: checked before */
        return;
    for (int b = 0; b < count; b++) {
        band_total[b] = (double)d->bands[b].people;
        for (int sex = 0; sex < SEXES; sex++) {
            double sum = 1e-6; /* a band that the profile lacks is split evenly */
            for (int age = d->bands[b].low; age <= d->bands[b].high; age++)
                sum += city->age_profile[sex][age];
            cells[sex * count + b] = sum;
        }
    }
    const double sex_total[SEXES] = {(double)d->sex[SEX_MALE],
                                     (double)d->sex[SEX_FEMALE]};
    rake_fit(cells, SEXES, count, sex_total, band_total);
    int64_t high[BANDS_MAX], men[BANDS_MAX];
    for (int b = 0; b < count; b++)
        high[b] = d->bands[b].people;
    const int status = rake_allocate(d->sex[SEX_MALE], count, cells + SEX_MALE * count,
                                     NULL, high, men);
    (void)status; /* there are no more men than people: checked before */
    for (int b = 0; b < count; b++) {
        const int low = d->bands[b].low, ages = d->bands[b].high - low + 1;
        for (int sex = 0; sex < SEXES; sex++) {
            double weight[AGES];
            for (int age = 0; age < ages; age++)
                weight[age] = city->age_profile[sex][low + age] + 1e-9;
            const int64_t people = sex == SEX_MALE ? men[b] : high[b] - men[b];
            const int split =
                rake_allocate(people, ages, weight, NULL, NULL, d->ages[sex] + low);
            (void)split;
        }
    }
}

static int64_t people_from(const struct district *d, int from)
{
    int64_t sum = 0;
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = from; age <= AGE_LAST; age++)
            sum += d->ages[sex][age];
    return sum;
}

/* Rounding each margin apart may break how they hang together: the smaller give way. */
static void fit_scaled(struct district *d)
{
    const int64_t elders = people_from(d, AGE_ELDER);
    d->family_persons = within(d->family_persons, 0, d->residents);
    d->family_households = least_of(d->family_households, d->family_persons);
    if (d->family_households == 0 && d->family_persons > 0)
        d->family_households = 1;
    d->one_person_households = least_of(d->one_person_households, d->family_households);
    const int64_t persons = d->family_persons - d->one_person_households;
    int64_t more = d->family_households - d->one_person_households;
    more = within(more, persons > 0, persons / 2);
    if (persons == 1) { /* nobody to live with */
        d->one_person_households++;
        more = 0;
    }
    d->family_households = d->one_person_households + more;
    d->households_more_elders = least_of(d->households_more_elders, elders / 3);
    d->households_more_elders = least_of(d->households_more_elders, more);
    d->households_two_elders = least_of(d->households_two_elders,
                                        (elders - 3 * d->households_more_elders) / 2);
    d->households_two_elders =
        least_of(d->households_two_elders, more - d->households_more_elders);
    const int64_t couples = d->households_two_elders + d->households_more_elders;
    d->households_one_elder =
        least_of(d->households_one_elder,
                 elders - 2 * d->households_two_elders - 3 * d->households_more_elders);
    d->households_one_elder =
        least_of(d->households_one_elder, d->family_households - couples);
    d->nonlocal = least_of(d->nonlocal, d->residents);
}

static int differ(const struct district *d, const char *margin, int64_t is,
                  int64_t needed, struct error *err)
{
    return error_set(err, MESSAGE_POPULATE_SUM, d->name_zh, margin, (long)is,
                     (long)needed);
}

static int check_people(const struct district *d, struct error *err)
{
    const int64_t sexes = d->sex[SEX_MALE] + d->sex[SEX_FEMALE];
    if (sexes != d->residents)
        return differ(d, "male + female", sexes, d->residents, err);
    for (int sex = 0; sex < SEXES && d->has_ages; sex++) {
        int64_t sum = 0;
        for (int age = 0; age <= AGE_LAST; age++)
            sum += d->ages[sex][age];
        if (sum != d->sex[sex])
            return differ(d, sex == SEX_MALE ? "ages (male)" : "ages (female)", sum,
                          d->sex[sex], err);
    }
    int64_t bands = 0;
    for (int b = 0; b < d->band_count; b++)
        bands += d->bands[b].people;
    if (!d->has_ages && bands != d->residents)
        return differ(d, "age bands", bands, d->residents, err);
    if (d->nonlocal > d->residents)
        return differ(d, "nonlocal", d->nonlocal, d->residents, err);
    return 0;
}

static int check_households(const struct district *d, struct error *err)
{
    const int64_t one = d->one_person_households;
    const int64_t more = d->family_households - one;
    const int64_t couples = d->households_two_elders + d->households_more_elders;
    const int64_t with = d->households_one_elder + couples;
    const int64_t elders = d->households_one_elder + 2 * d->households_two_elders +
                           3 * d->households_more_elders;
    if (d->family_persons > d->residents)
        return differ(d, "persons in family households", d->family_persons,
                      d->residents, err);
    if (more < 0)
        return differ(d, "one-person households", one, d->family_households, err);
    if (d->family_persons < one + 2 * more || (more == 0 && d->family_persons > one))
        return differ(d, "persons in family households", d->family_persons,
                      one + 2 * more, err);
    if (with > d->family_households)
        return differ(d, "households with members of 65 and over", with,
                      d->family_households, err);
    if (couples > more)
        return differ(d, "households with two or more of 65 and over", couples, more,
                      err);
    if (elders > people_from(d, AGE_ELDER))
        return differ(d, "people of 65 and over in family households", elders,
                      people_from(d, AGE_ELDER), err);
    return 0;
}

int populate_margin_ready(struct city *city, int64_t agents, struct error *err)
{
    for (int i = 0; i < city->district_count; i++)
        TRY(check_people(&city->districts[i], err));
    if (agents > 0)
        TRY(scale_city(city, agents, err));
    for (int i = 0; i < city->district_count; i++) {
        struct district *d = &city->districts[i];
        if (!d->has_ages)
            split_bands(city, d);
        if (agents > 0)
            fit_scaled(d);
        TRY(check_households(d, err));
    }
    return 0;
}
