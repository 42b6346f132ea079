/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Communities share their district's margins by type and size; a city can be scaled; a
 * pack whose margins exclude each other is refused by name. */
#include "support/check.h"

#include "support/populate_fixture.h"

static void a_city_is_scaled_to_the_agents_asked_for(void **state)
{
    (void)state;
    static const int64_t agents[] = {90001, 3001, 211, 12};
    for (size_t k = 0; k < sizeof agents / sizeof agents[0]; k++) {
        struct fixture f;
        struct error err;
        fixture_city_of(&f, agents[k], 4);
        int64_t people = 0;
        for (int c = 0; c < FIXTURE_COMMUNITIES; c++) {
            people += f.blocks[c].residents.count;
            assert_int_equal(block_check(&f.blocks[c], &err), 0);
        }
        assert_int_equal(people, agents[k]);
        if (agents[k] > 3000) {
            for (int d = 0; d < FIXTURE_DISTRICTS; d++)
                fixture_check(&f, d);
            const double share =
                (double)f.districts[1].family_households / (double)agents[k];
            assert_true(share > 4649.0 / 30001 - 0.001 &&
                        share < 4649.0 / 30001 + 0.001);
        }
        fixture_free(&f);
    }
}

static double nonlocal_share(const struct community_plan *plan)
{
    int64_t people = 0;
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < AGES; age++)
            people += plan->people[sex][age];
    return (double)plan->nonlocal / (double)people;
}

static double elder_share(const struct community_plan *plan)
{
    int64_t people = 0, elders = 0;
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < AGES; age++) {
            people += plan->people[sex][age];
            elders += age >= 65 ? plan->people[sex][age] : 0;
        }
    return (double)elders / (double)people;
}

static void types_differ_as_the_tilt_says(void **state)
{
    (void)state;
    struct fixture f;
    fixture_city_of(&f, 0, 6);
    assert_true(nonlocal_share(&f.plans[2]) > nonlocal_share(&f.plans[0]) + 0.1);
    assert_true(elder_share(&f.plans[0]) > 1.5 * elder_share(&f.plans[2]));
    fixture_free(&f);
    struct error err;
    fixture_init(&f);
    f.values.populate_type_tilt = 0.0;
    f.values.populate_size_cv = 0.0;
    assert_int_equal(populate_plan(&f.city, &f.values, 0, 6, &f.plans, &err), 0);
    const double gap = elder_share(&f.plans[0]) - elder_share(&f.plans[2]);
    assert_true(gap < 0.005 && gap > -0.005);
    fixture_free(&f);
}

static void ages_given_by_the_pack_are_kept(void **state)
{
    (void)state;
    struct fixture f;
    struct error err;
    fixture_init(&f);
    struct district *d = &f.districts[1];
    d->has_ages = true;
    d->band_count = 0;
    for (int sex = 0; sex < SEXES; sex++) {
        d->sex[sex] = 0;
        for (int age = 0; age < AGES; age++) {
            d->ages[sex][age] = age < 70 ? 83 + age % 7 : 101 - age;
            d->sex[sex] += d->ages[sex][age];
        }
    }
    d->residents = d->sex[0] + d->sex[1];
    const struct district before = *d;
    assert_int_equal(fixture_make(&f, 0, 1, &err), 0);
    assert_memory_equal(before.ages, d->ages, sizeof d->ages);
    fixture_check(&f, 1);
    fixture_free(&f);
}

static void elders_beyond_care_homes_live_in_larger_households(void **state)
{
    (void)state;
    struct fixture f;
    struct error err;
    fixture_init(&f);
    struct district *d = &f.districts[1]; /* 850 elders; 800 in counted households */
    d->family_persons = d->residents - 31;
    d->households_one_elder = 381;
    d->households_two_elders = 199;
    d->households_more_elders = 7;
    d->family_persons = d->residents - 31;
    assert_int_equal(fixture_make(&f, 0, 1, &err), 0);
    fixture_check(&f, 1);
    fixture_free(&f);
}

/* The message that planning a spoilt city ends with. */
static enum message refusal(void (*spoil)(struct fixture *))
{
    struct fixture f;
    struct error err = {0};
    fixture_init(&f);
    spoil(&f);
    const int status = fixture_make(&f, 0, 1, &err);
    fixture_free(&f);
    return status == 0 ? MESSAGE_NONE : err.message;
}

static void spoil_sexes(struct fixture *f)
{
    f->districts[0].sex[SEX_MALE]++;
}
static void spoil_bands(struct fixture *f)
{
    f->districts[0].bands[3].people--;
}
static void spoil_persons(struct fixture *f)
{
    f->districts[1].family_persons = 4649 + 2741;
}
static void spoil_elders(struct fixture *f)
{
    f->districts[1].households_two_elders = 300;
}
static void spoil_communities(struct fixture *f)
{
    f->city.community_count = FIXTURE_EACH;
}
static void spoil_nonlocal(struct fixture *f)
{
    f->districts[1].nonlocal = 12002;
}
/* Nobody is left who could be the adult of so many households. */
static void spoil_adults(struct fixture *f)
{
    struct district *d = &f->districts[1];
    const int64_t people[7] = {1000, 9000, 500, 300, 351, 677, 173};
    for (int b = 0; b < 7; b++)
        d->bands[b].people = people[b];
    d->family_persons = 12001;
}
static void spoil_size(struct fixture *f)
{
    for (int b = 0; b < 7; b++)
        f->districts[0].bands[b].people *= 1000;
    struct district *d = &f->districts[0];
    int64_t *const counts[] = {
        &d->residents,
        &d->sex[0],
        &d->sex[1],
        &d->family_persons,
        &d->family_households,
        &d->one_person_households,
        &d->households_one_elder,
        &d->households_two_elders,
        &d->households_more_elders,
        &d->nonlocal,
    };
    for (size_t k = 0; k < sizeof counts / sizeof counts[0]; k++)
        *counts[k] *= 1000;
    for (int c = 1; c < FIXTURE_EACH; c++)
        f->communities[c].residents = 1;
}

static void packs_that_cannot_be_closed_are_refused(void **state)
{
    (void)state;
    assert_int_equal(refusal(spoil_sexes), MESSAGE_POPULATE_SUM);
    assert_int_equal(refusal(spoil_bands), MESSAGE_POPULATE_SUM);
    assert_int_equal(refusal(spoil_persons), MESSAGE_POPULATE_SUM);
    assert_int_equal(refusal(spoil_elders), MESSAGE_POPULATE_SUM);
    assert_int_equal(refusal(spoil_nonlocal), MESSAGE_POPULATE_SUM);
    assert_int_equal(refusal(spoil_communities), MESSAGE_POPULATE_EMPTY);
    assert_int_equal(refusal(spoil_adults), MESSAGE_POPULATE_ROOM);
    assert_int_equal(refusal(spoil_size), MESSAGE_POPULATE_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_city_is_scaled_to_the_agents_asked_for),
        cmocka_unit_test(types_differ_as_the_tilt_says),
        cmocka_unit_test(ages_given_by_the_pack_are_kept),
        cmocka_unit_test(elders_beyond_care_homes_live_in_larger_households),
        cmocka_unit_test(packs_that_cannot_be_closed_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
