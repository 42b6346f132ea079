/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Migration: both shapes of the file, the projected residents that flows are scaled on,
 * who leaves with whom, bounds. */
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
        cmocka_unit_test(a_profile_that_cancels_out_cannot_be_scaled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
