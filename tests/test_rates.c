/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Rates from files to monthly chances: the life table comes back, laws of the
 * thresholds, years outside the files. Migration is in test_rates_migrate.c. */
#include "state/rates_parts.h"
#include "support/rates_fixture.h"

#include <math.h>
#include <stdlib.h>

static struct rates_month *month_at(struct rates_fixture *fixture, month when)
{
    struct rates_month *chances = calloc(1, sizeof *chances);
    assert_non_null(chances);
    assert_int_equal(
        rates_month(&fixture->rates, &fixture->values, when, chances, NULL), 0);
    return chances;
}

/* Life expectancy of a birth cohort that lives under one year's monthly chances, in
 * months of age; deaths fall in the middle of a month. */
static double life_expectancy(const struct rates *rates, int year, enum sex sex)
{
    enum { MONTHS = 150 * MONTHS_PER_YEAR };
    double alive = 1, lived = 0;

    for (int i = 0; i < MONTHS; i++) { /* `bear` draws for the month of birth */
        const int age = i / MONTHS_PER_YEAR < AGE_LAST ? i / MONTHS_PER_YEAR : AGE_LAST;
        const double chance = 1 - exp(-rates_death_hazard(rates, year, sex, age));
        lived += alive * (1 - chance / 2) / MONTHS_PER_YEAR;
        alive *= 1 - chance;
    }
    return lived;
}

static void life_expectancy_is_the_published_one(void **state)
{
    (void)state;
    /* World Population Prospects 2024, China: year, men, women. */
    const double published[][3] = {
        {2020, 75.245, 80.9992}, {2023, 75.2005, 80.9261}, {2040, 79.5541, 83.8829}};
    struct rates_fixture fixture;
    fixture_init(&fixture);
    fixture_prepare(&fixture, month_of(2020, 11), month_of(2021, 12));
    for (int i = 0; i < 3; i++)
        for (int sex = 0; sex < SEXES; sex++) {
            const double found =
                life_expectancy(&fixture.rates, (int)published[i][0], (enum sex)sex);
            assert_true(fabs(found - published[i][1 + sex]) < 0.02);
        }
    fixture_free(&fixture);
}

static void a_birth_cohort_loses_the_infant_mortality_of_the_table(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    fixture_init(&fixture);
    fixture_prepare(&fixture, month_of(2020, 11), month_of(2021, 12));
    const double hazard = rates_death_hazard(&fixture.rates, 2020, SEX_MALE, 0);
    double alive = 1;
    for (int months = 0; months < MONTHS_PER_YEAR; months++)
        alive *= exp(-hazard);
    assert_true(fabs(1 - alive - 0.00622) < 1e-9);
    fixture_free(&fixture);
}

static void thresholds_are_ordered_and_below_the_largest_chance(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    fixture_init(&fixture);
    fixture_prepare(&fixture, month_of(2020, 11), month_of(2040, 10));
    fixture.values.die_level = 5; /* the bounds of the parameters */
    fixture.values.care_incidence_level = 5;
    fixture.values.bear_level = 10;
    fixture.values.couple_rate = 5;
    struct rates_month *chances = month_at(&fixture, month_of(2033, 7));
    const uint32_t most = (uint32_t)(0.99 * 0x1p32) + 1;
    const uint32_t *words = &chances->chain[0][0][0][0][0];
    for (int i = 0; i < RESIDENCES * SEXES * AGES * CARES; i++) {
        for (int slot = 1; slot < CARES; slot++)
            assert_true(words[i * CARES + slot - 1] <= words[i * CARES + slot]);
        assert_true(words[i * CARES + CARES - 1] <= most);
        assert_true(words[i * CARES] > 0);
    }
    for (int age = 0; age < AGES; age++) {
        assert_true(chances->bear[RESIDENCE_RURAL][age] <= most);
        assert_true(chances->seek[SEX_FEMALE][age] <= most);
        assert_true(chances->move[age] > 0 && chances->move[age] <= most);
        assert_true((chances->emigrate[SEX_MALE][age] > 0) == (age >= RATES_ADULT));
    }
    free(chances);
    fixture_free(&fixture);
}

static void births_follow_the_rate_times_the_residence_ratio(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    fixture_init(&fixture);
    fixture.values.bear_level = 1.17;
    fixture_prepare(&fixture, month_of(2020, 11), month_of(2021, 12));
    struct rates_month *chances = month_at(&fixture, month_of(2020, 12));
    /* 2020, age 25: 87.648 per 1,000; in cities 0.7309 of it. */
    const double expected = 1 - exp(-0.087648 * 0.7309 * 1.17 / 12);
    assert_true(fabs(fixture_chance(chances->bear[RESIDENCE_CITY][25]) - expected) <
                1e-9);
    assert_int_equal(chances->bear[RESIDENCE_CITY][14], 0);
    assert_int_equal(chances->bear[RESIDENCE_CITY][50], 0);
    assert_true(fabs(fixture_chance(chances->boy) - 111.2 / 211.2) < 1e-9);
    free(chances);
    fixture_free(&fixture);
}

static void profiles_over_ages_have_mean_one(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    fixture_init(&fixture);
    fixture_prepare(&fixture, month_of(2020, 11), month_of(2021, 12));
    fixture.values.part_rate = 0.00683; /* small: a chance is nearly a rate */
    fixture.values.leave_home_rate = 0.00341;
    struct rates_month *chances = month_at(&fixture, month_of(2021, 1));
    double divorce = 0, leaving = 0, moves = 0, adults = 0;
    for (int age = 20; age < 60; age++)
        divorce += fixture_chance(chances->part[age]) / 40;
    for (int age = 0; age < AGES; age++)
        leaving += fixture_chance(chances->leave_home[age]) / 17;
    for (int age = RATES_ADULT; age < AGES; age++) {
        const double share =
            fixture.rates.base_share[0][age] + fixture.rates.base_share[1][age];
        moves += fixture.rates.move_profile[age] * share;
        adults += share;
    }
    assert_true(fabs(divorce * 12 / 0.00683 - 1) < 1e-3);
    assert_true(fabs(leaving * 12 / 0.00341 - 1) < 1e-3);
    assert_true(fabs(moves / adults - 1) < 1e-12);
    assert_int_equal(chances->part[60], 0);
    assert_int_equal(chances->leave_home[17], 0);
    free(chances);
    fixture_free(&fixture);
}

static void years_outside_a_file_take_its_nearest_year(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    fixture_init(&fixture);
    fixture_prepare(&fixture, month_of(2035, 1), month_of(2055, 12));
    struct rates_month *last = month_at(&fixture, month_of(2040, 5));
    struct rates_month *later = month_at(&fixture, month_of(2053, 5));
    struct rates_month *before = month_at(&fixture, month_of(1987, 2));
    assert_memory_equal(last->bear, later->bear, sizeof last->bear);
    assert_int_equal(last->boy, later->boy);
    assert_true(rates_death_hazard(&fixture.rates, 2053, SEX_MALE, 77) ==
                rates_death_hazard(&fixture.rates, 2040, SEX_MALE, 77));
    assert_true(fabs(fixture_chance(before->boy) - 111.2 / 211.2) < 1e-9);
    free(before);
    free(later);
    free(last);
    fixture_free(&fixture);
}

static void
gaps_between_years_take_the_nearest_and_ages_extend_to_the_next(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    fixture_init(&fixture);
    fixture.files.sex_ratio = fixture_text(
        &fixture, "year,srb_males_per_100_females\n2030,103.5\n2020,111.25\n");
    fixture_prepare(&fixture, month_of(2020, 11), month_of(2021, 12));
    assert_true(fixture.rates.sex_ratio[5] ==
                111.25); /* of two equally near the earlier */
    assert_true(fixture.rates.sex_ratio[6] == 103.5);
    assert_true(fixture.rates.death_ratio[RESIDENCE_CITY][SEX_MALE][4] == 0.4332);
    assert_true(fixture.rates.death_ratio[RESIDENCE_CITY][SEX_MALE][5] == 0.4701);
    fixture_free(&fixture);
}

static void retirement_ages_rise_by_year_as_the_table_says(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    fixture_init(&fixture);
    fixture_prepare(&fixture, month_of(2020, 11), month_of(2041, 12));
    const int expected[][3] = {{2020, 720, 630}, {2030, 734, 648}, {2041, 756, 678}};
    for (int i = 0; i < 3; i++) {
        struct rates_month *chances = month_at(&fixture, month_of(expected[i][0], 12));
        assert_int_equal(chances->retirement_months[SEX_MALE], expected[i][1]);
        assert_int_equal(chances->retirement_months[SEX_FEMALE], expected[i][2]);
        free(chances);
    }
    fixture_free(&fixture);
}

static void unchanged_months_keep_their_chances_and_changes_are_seen(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    fixture_init(&fixture);
    fixture_prepare(&fixture, month_of(2020, 11), month_of(2022, 12));
    struct rates_month *chances = month_at(&fixture, month_of(2021, 3));
    const uint32_t right = chances->bear[RESIDENCE_CITY][30];
    const uint32_t death = chances->chain[RESIDENCE_CITY][SEX_MALE][70][CARE_NONE][0];
    chances->bear[RESIDENCE_CITY][30] = 7; /* marks */
    chances->chain[RESIDENCE_CITY][SEX_MALE][70][CARE_NONE][0] = 9;
    assert_int_equal(
        rates_month(&fixture.rates, &fixture.values, month_of(2021, 4), chances, NULL),
        0);
    assert_int_equal(chances->when, month_of(2021, 4));
    assert_int_equal(chances->bear[RESIDENCE_CITY][30], 7);
    fixture.values.register_rate = 0.0234;
    assert_int_equal(
        rates_month(&fixture.rates, &fixture.values, month_of(2021, 5), chances, NULL),
        0);
    assert_int_equal(chances->bear[RESIDENCE_CITY][30], right);
    assert_int_equal(chances->chain[RESIDENCE_CITY][SEX_MALE][70][CARE_NONE][0], 9);
    fixture.values.die_level = 1.0001;
    assert_int_equal(
        rates_month(&fixture.rates, &fixture.values, month_of(2021, 6), chances, NULL),
        0);
    assert_true(chances->chain[RESIDENCE_CITY][SEX_MALE][70][CARE_NONE][0] > death);
    free(chances);
    fixture_free(&fixture);
}

static void an_empty_base_and_use_before_preparation_are_refused(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    struct error err;
    fixture_init(&fixture);
    assert_int_equal(
        rates_read(&fixture.inputs, &fixture.files, &fixture.rates, &fixture.report),
        0);
    struct rates_month *chances = calloc(1, sizeof *chances);
    assert_int_equal(rates_month(&fixture.rates, &fixture.values, 24251, chances, &err),
                     -1);
    assert_int_equal(err.message, MESSAGE_LAW);
    memset(fixture.base, 0, sizeof fixture.base);
    assert_int_equal(fixture_rates(&fixture, 24250, 24260, &err), -1);
    assert_int_equal(err.message, MESSAGE_RATES_NO_BASE);
    free(chances);
    rates_free(&fixture.rates);
    rates_free(&fixture.rates);
    fixture_free(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(life_expectancy_is_the_published_one),
        cmocka_unit_test(a_birth_cohort_loses_the_infant_mortality_of_the_table),
        cmocka_unit_test(thresholds_are_ordered_and_below_the_largest_chance),
        cmocka_unit_test(births_follow_the_rate_times_the_residence_ratio),
        cmocka_unit_test(profiles_over_ages_have_mean_one),
        cmocka_unit_test(years_outside_a_file_take_its_nearest_year),
        cmocka_unit_test(
            gaps_between_years_take_the_nearest_and_ages_extend_to_the_next),
        cmocka_unit_test(retirement_ages_rise_by_year_as_the_table_says),
        cmocka_unit_test(unchanged_months_keep_their_chances_and_changes_are_seen),
        cmocka_unit_test(an_empty_base_and_use_before_preparation_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
