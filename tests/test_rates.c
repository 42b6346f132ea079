/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Rates from files to monthly chances: the life table comes back, laws of the
 * thresholds, years outside the files, both shapes of migration. */
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

/* Sum of a table times another. */
static double sum_product(double a[SEXES][AGES], double b[SEXES][AGES])
{
    double sum = 0;
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < AGES; age++)
            sum += a[sex][age] * b[sex][age];
    return sum;
}

static void a_migration_profile_is_scaled_to_the_net_rate(void **state)
{
    (void)state;
    double net[SEXES][AGES], leave[SEXES][AGES], arrive[SEXES][AGES], one[SEXES][AGES];
    double going[SEXES][AGES];
    const double rates_tried[] = {0.00731, -0.0029, 0};
    for (int i = 0; i < SEXES * AGES; i++)
        one[i / AGES][i % AGES] = 1;
    for (int i = 0; i < 3; i++) {
        const double rate = rates_tried[i];
        struct rates_fixture fixture;
        fixture_init(&fixture);
        fixture.values.migrate_net_rate = rate;
        fixture.values.migrate_gross_ratio = 3.7;
        fixture_prepare(&fixture, month_of(2020, 11), month_of(2021, 12));
        rates_migrate_flows(&fixture.rates, &fixture.values, 2021, net, leave);
        rates_arrivals(&fixture.rates, &fixture.values, month_of(2021, 3), arrive);
        rates_migrate_going(&fixture.rates, 2021, leave, going);
        const double out = sum_product(going, fixture.rates.people[1]);
        const double wanted = (3.7 * fabs(rate) - rate) / 2;
        assert_true(fabs(sum_product(net, one) - rate) < 1e-15);
        /* A chance of a month is a little less than a twelfth of the yearly rate. */
        assert_true(out <= wanted && out >= 0.997 * wanted);
        if (rate >= 0)
            assert_true(fabs(sum_product(arrive, one) - out - rate) < 1e-15);
        for (int age = 0; age < RATES_ADULT; age++)
            assert_true(leave[SEX_MALE][age] == leave[SEX_FEMALE][age + 29]);
        struct rates_month *chances = month_at(&fixture, month_of(2021, 3));
        assert_int_equal(chances->emigrate[SEX_FEMALE][17], 0);
        assert_true(fabs(fixture_chance(chances->emigrate[SEX_FEMALE][24]) -
                         (1 - exp(-leave[SEX_FEMALE][24] / 12))) < 1e-9);
        free(chances);
        fixture_free(&fixture);
    }
}

static double sum_of(double table[SEXES][AGES])
{
    double sum = 0;
    for (int i = 0; i < SEXES * AGES; i++)
        sum += table[i / AGES][i % AGES];
    return sum;
}

/* Without births, and with deaths too rare to be seen. */
static void stop_births_and_deaths(struct rates_fixture *fixture)
{
    fixture->values.bear_level = 0;
    fixture->values.die_level = 1e-9;
}

static void projected_residents_grow_older_with_the_years(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    fixture_init(&fixture);
    fixture.files.migration = "";
    stop_births_and_deaths(&fixture);
    fixture_prepare(&fixture, month_of(2021, 1), month_of(2034, 7));
    assert_int_equal(fixture.rates.people_last, 2034);
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 1; age + 13 < AGE_LAST; age++)
            assert_true(fabs(fixture.rates.people[13][sex][age + 13] /
                                 fixture.rates.people[0][sex][age] -
                             1) < 1e-6);
    assert_true(fixture.rates.people[13][SEX_MALE][12] == 0);
    fixture_free(&fixture);
}

static void projected_residents_grow_by_the_net_rate_asked_for(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    fixture_init(&fixture);
    fixture.values.migrate_net_rate = 0.00417;
    stop_births_and_deaths(&fixture);
    fixture_prepare(&fixture, month_of(2021, 1), month_of(2034, 7));
    double(*people)[SEXES][AGES] = fixture.rates.people;
    /* Children under one are asked for, too, before anybody of that age is there. */
    assert_true(fabs(sum_of(people[13]) - sum_of(people[0]) - 13 * 0.00417) < 1e-5);
    fixture_free(&fixture);
}

static void projected_births_and_deaths_follow_the_tables_and_their_levels(void **state)
{
    (void)state;
    double newborn[2], old[2];
    for (int k = 0; k < 2; k++) {
        struct rates_fixture fixture;
        fixture_init(&fixture);
        fixture.files.migration = "";
        fixture.values.bear_level = k ? 1.31 : 1;
        fixture.values.die_level = k ? 1.27 : 1;
        fixture_prepare(&fixture, month_of(2021, 1), month_of(2023, 12));
        newborn[k] = fixture.rates.people[1][SEX_MALE][0];
        old[k] = log(fixture.rates.people[2][SEX_MALE][82] /
                     fixture.rates.people[1][SEX_MALE][81]);
        fixture_free(&fixture);
    }
    /* The cohorts of one year of age differ within it, by a little. */
    assert_true(fabs(newborn[1] / newborn[0] / 1.31 - 1) < 0.01);
    assert_true(old[0] < -0.06 && fabs(old[1] / old[0] / 1.27 - 1) < 0.02);
}

static void men_with_partners_and_children_leave_by_the_womans_rate(void **state)
{
    (void)state;
    double net[SEXES][AGES], leave[SEXES][AGES], going[SEXES][AGES];
    struct rates_fixture fixture;
    fixture_init(&fixture);
    fixture.values.migrate_net_rate = 0.00417;
    fixture_prepare(&fixture, month_of(2020, 11), month_of(2031, 12));
    rates_migrate_flows(&fixture.rates, &fixture.values, 2029, net, leave);
    rates_migrate_going(&fixture.rates, 2029, leave, going);
    const double hers = 12 * (1 - exp(-leave[SEX_FEMALE][25] / 12));
    const double his = 12 * (1 - exp(-leave[SEX_MALE][27] / 12));
    const double partnered = fixture.rates.partnered[SEX_MALE][27];
    assert_true(partnered > 0.1 && partnered < 0.9 && hers != his);
    assert_true(fabs(going[SEX_MALE][27] - (partnered * hers + (1 - partnered) * his)) <
                1e-12);
    assert_true(fabs(going[SEX_FEMALE][25] - hers) < 1e-12);
    double least = 1, most = 0; /* women who may be mothers of a child of four */
    for (int age = 25; age <= 41; age++) {
        least = fmin(least, going[SEX_FEMALE][age]);
        most = fmax(most, going[SEX_FEMALE][age]);
    }
    assert_true(going[SEX_MALE][4] > least && going[SEX_MALE][4] < most);
    assert_true(going[SEX_MALE][4] == going[SEX_FEMALE][4]);
    fixture_free(&fixture);
}

static void arrivals_stay_below_five_a_year_for_each_resident(void **state)
{
    (void)state;
    double arrive[SEXES][AGES];
    struct rates_fixture fixture;
    fixture_init(&fixture);
    fixture.values.migrate_net_rate = 0.2; /* the bounds of the parameters */
    fixture.values.migrate_gross_ratio = 50;
    fixture_prepare(&fixture, month_of(2020, 11), month_of(2022, 12));
    rates_arrivals(&fixture.rates, &fixture.values, month_of(2022, 3), arrive);
    assert_true(sum_of(arrive) < 5 + 1e-9);
    assert_true(sum_of(arrive) > 1);
    fixture_free(&fixture);
}

static void a_migration_file_by_year_is_used_as_counts_of_the_nation(void **state)
{
    (void)state;
    double net[SEXES][AGES], leave[SEXES][AGES], arrive[SEXES][AGES];
    double going[SEXES][AGES];
    struct rates_fixture fixture;
    fixture_init(&fixture);
    fixture.files.migration = RATES_FOLDER "migration_international.csv";
    fixture.values.migrate_gross_ratio = 2.5;
    for (int i = 0; i < SEXES * AGES; i++)
        fixture.base[i / AGES][i % AGES] *= 8123; /* hundreds of millions */
    fixture_prepare(&fixture, month_of(2023, 1), month_of(2024, 12));
    rates_migrate_flows(&fixture.rates, &fixture.values, 2021, net, leave);
    rates_arrivals(&fixture.rates, &fixture.values, month_of(2021, 3), arrive);
    /* 2023, men 20-24: -52,583 over five ages. */
    const double flow = -52583 / 5.0 / fixture.rates.base_total;
    const double share = fixture.rates.people[0][SEX_MALE][22];
    assert_true(fabs(net[SEX_MALE][22] / flow - 1) < 1e-12);
    assert_true(fabs(leave[SEX_MALE][22] * share / (-flow * 1.75) - 1) < 1e-12);
    rates_migrate_going(&fixture.rates, 2021, leave, going);
    assert_true(fabs(arrive[SEX_MALE][22] / (going[SEX_MALE][22] * share + flow) - 1) <
                1e-9);
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < AGES; age++)
            assert_true(arrive[sex][age] >= 0);
    fixture_free(&fixture);
}

static void a_city_without_a_migration_file_has_no_migration(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    fixture_init(&fixture);
    fixture.files.migration = fixture.files.mortality_ratio = "";
    fixture.files.fertility_ratio = "";
    fixture_prepare(&fixture, month_of(2020, 11), month_of(2021, 12));
    struct rates_month *chances = month_at(&fixture, month_of(2021, 3));
    assert_int_equal(chances->emigrate[SEX_MALE][24], 0);
    double arrive[SEXES][AGES];
    rates_arrivals(&fixture.rates, &fixture.values, month_of(2021, 3), arrive);
    assert_true(arrive[SEX_FEMALE][24] == 0);
    assert_true(fixture.rates.birth_ratio[RESIDENCE_TOWN][30] == 1);
    assert_memory_equal(chances->chain[RESIDENCE_CITY], chances->chain[RESIDENCE_RURAL],
                        sizeof chances->chain[0]);
    free(chances);
    fixture_free(&fixture);
}

static void children_below_the_profiles_first_age_come_as_their_mothers_do(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    fixture_init(&fixture);
    fixture.files.migration = fixture_text(
        &fixture, "sex,age_low,net_rate_per_1000_per_year\n"
                  "male,10,3.1\nmale,30,9.7\nfemale,10,4.2\nfemale,33,8.3\n");
    fixture_prepare(&fixture, month_of(2020, 11), month_of(2021, 12));
    assert_true(fabs(fixture.rates.migration[SEX_MALE * AGES + 3] - 0.0042) < 1e-15);
    assert_true(fabs(fixture.rates.migration[SEX_MALE * AGES + 4] - 0.0083) < 1e-15);
    assert_true(fabs(fixture.rates.migration[SEX_MALE * AGES + 12] - 0.0031) < 1e-15);
    assert_true(fabs(fixture.rates.migration[SEX_MALE * AGES + 100] - 0.0097) < 1e-15);
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

static void a_profile_that_cancels_out_cannot_be_scaled(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    struct error err;
    fixture_init(&fixture);
    fixture.files.migration =
        fixture_text(&fixture, "sex,age_low,net_rate_per_1000_per_year\n"
                               "male,0,2.385\nfemale,0,-2.4\n");
    assert_int_equal(
        rates_read(&fixture.inputs, &fixture.files, &fixture.rates, &fixture.report),
        0);
    assert_int_equal(fixture_rates(&fixture, 24250, 24260, &err), -1);
    assert_int_equal(err.message, MESSAGE_RATES_FLAT);
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
        cmocka_unit_test(a_migration_profile_is_scaled_to_the_net_rate),
        cmocka_unit_test(projected_residents_grow_older_with_the_years),
        cmocka_unit_test(projected_residents_grow_by_the_net_rate_asked_for),
        cmocka_unit_test(
            projected_births_and_deaths_follow_the_tables_and_their_levels),
        cmocka_unit_test(men_with_partners_and_children_leave_by_the_womans_rate),
        cmocka_unit_test(arrivals_stay_below_five_a_year_for_each_resident),
        cmocka_unit_test(a_migration_file_by_year_is_used_as_counts_of_the_nation),
        cmocka_unit_test(a_city_without_a_migration_file_has_no_migration),
        cmocka_unit_test(
            children_below_the_profiles_first_age_come_as_their_mothers_do),
        cmocka_unit_test(unchanged_months_keep_their_chances_and_changes_are_seen),
        cmocka_unit_test(an_empty_base_and_use_before_preparation_are_refused),
        cmocka_unit_test(a_profile_that_cancels_out_cannot_be_scaled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
