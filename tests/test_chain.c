/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The care chain: it returns the evidence's year, keeps the means of the classes it
 * splits, and its deaths add up to the life table. */
#include "state/rates_parts.h"
#include "support/rates_fixture.h"

#include <math.h>
#include <stdlib.h>

enum { YEARS = 20 };

static double worst(double so_far, double x)
{
    return fabs(x) > so_far ? fabs(x) : so_far;
}

/* Largest difference of twelve months from the evidence's year in the row `from`, over
 * both sexes and the ages below `age_end`. */
static double year_error(const struct rates *rates, int from, int age_end)
{
    double most = 0;

    for (int sex = 0; sex < SEXES; sex++) {
        for (int age = 0; age < age_end; age++) {
            const struct matrix *yearly = &rates->yearly[sex][age];
            const double death = rates->generator[sex][age].at[CARE_NONE][CHAIN_DEAD];
            struct matrix chain, power, next;
            rates_chain_month(rates, (enum sex)sex, age, death, 1, &chain);
            power = chain;
            for (int i = 1; i < MONTHS_PER_YEAR; i++) {
                matrix_multiply(&power, &chain, &next);
                power = next;
            }
            for (int to = 0; to < CHAIN_STATES; to++)
                most = worst(most, power.at[from][to] - yearly->at[from][to]);
        }
    }
    return most;
}

/* The evidence has nobody recover from severe to none within a year, although both
 * steps on the way are likely; no generator does that, its logarithm is below 0 there,
 * and the floor costs up to 0.006 in the row of severe. */
static void twelve_months_return_the_yearly_matrix(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    fixture_init(&fixture);
    fixture_prepare(&fixture, month_of(2020, 11), month_of(2021, 12));
    assert_true(year_error(&fixture.rates, CARE_NONE, 90) < 1e-3);
    assert_true(year_error(&fixture.rates, CARE_MILD, 90) < 1e-3);
    assert_true(year_error(&fixture.rates, CARE_MODERATE, 90) < 1e-3);
    assert_true(year_error(&fixture.rates, CARE_SEVERE, 90) < 6e-3);
    /* From 95 on women become severe so fast by way of moderate that the direct way is
     * floored too. */
    for (int from = 0; from < CARES; from++)
        assert_true(year_error(&fixture.rates, from, AGES) < 0.025);
    fixture_free(&fixture);
}

static void without_the_floor_twelve_months_are_the_year_exactly(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    fixture_init(&fixture);
    fixture_prepare(&fixture, month_of(2020, 11), month_of(2021, 12));
    for (int cell = 0; cell < SEXES * AGES; cell++) {
        const struct matrix *yearly = &fixture.rates.yearly[cell / AGES][cell % AGES];
        struct matrix logarithm, back;
        assert_true(matrix_log(yearly, &logarithm));
        matrix_exp(&logarithm, &back);
        for (int from = 0; from < CHAIN_STATES; from++)
            for (int to = 0; to < CHAIN_STATES; to++)
                assert_true(fabs(back.at[from][to] - yearly->at[from][to]) < 1e-11);
    }
    fixture_free(&fixture);
}

static void the_split_keeps_the_means_of_the_class(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    fixture_init(&fixture);
    fixture_prepare(&fixture, month_of(2020, 11), month_of(2021, 12));
    const double m = fixture.values.care_moderate_share;
    for (int age = 0; age < AGES; age += 7) {
        const double *care = fixture.rates.care[SEX_FEMALE][age];
        const double alive = 1 - care[RATES_DEATH_MIDDLE];
        const struct matrix *yearly = &fixture.rates.yearly[SEX_FEMALE][age];
        const double *mild = yearly->at[CARE_MILD],
                     *moderate = yearly->at[CARE_MODERATE];
        assert_true(fabs((1 - m) * mild[CARE_SEVERE] + m * moderate[CARE_SEVERE] -
                         alive * care[RATES_MIDDLE_TO_SEVERE]) < 1e-12);
        assert_true(fabs((1 - m) * mild[CARE_NONE] + m * moderate[CARE_NONE] -
                         alive * care[RATES_MIDDLE_TO_NONE]) < 1e-12);
        assert_true(fabs(moderate[CARE_SEVERE] - fixture.values.care_moderate_progress *
                                                     mild[CARE_SEVERE]) < 1e-12);
    }
    fixture_free(&fixture);
}

static void a_year_keeps_the_share_of_moderate_in_the_middle_class(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    fixture_init(&fixture);
    fixture_prepare(&fixture, month_of(2020, 11), month_of(2021, 12));
    for (int age = 0; age < AGES; age += 5) {
        const double *start = fixture.rates.prevalence[SEX_MALE][age];
        double mild = 0, moderate = 0;
        for (int from = 0; from < CARES; from++) {
            mild +=
                start[from] * fixture.rates.yearly[SEX_MALE][age].at[from][CARE_MILD];
            moderate += start[from] *
                        fixture.rates.yearly[SEX_MALE][age].at[from][CARE_MODERATE];
        }
        assert_true(fabs(moderate / (mild + moderate) -
                         fixture.values.care_moderate_share) < 1e-9);
    }
    fixture_free(&fixture);
}

static void generators_have_no_negative_rate_and_rows_of_zero(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    fixture_init(&fixture);
    /* The bounds of the parameters, where chances pile up. */
    fixture.values.care_moderate_share = 0.05;
    fixture.values.care_moderate_progress = 50;
    fixture_prepare(&fixture, month_of(2020, 11), month_of(2021, 12));
    for (int cell = 0; cell < SEXES * AGES; cell++) {
        const struct matrix *g = &fixture.rates.generator[cell / AGES][cell % AGES];
        for (int from = 0; from < CHAIN_STATES; from++) {
            double sum = 0;
            for (int to = 0; to < CHAIN_STATES; to++) {
                assert_true(to == from || g->at[from][to] >= 0);
                sum += g->at[from][to];
            }
            assert_true(fabs(sum) < 1e-12);
        }
    }
    fixture_free(&fixture);
}

static void the_solved_death_rate_meets_the_chance_asked_for(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    fixture_init(&fixture);
    fixture_prepare(&fixture, month_of(2020, 11), month_of(2021, 12));
    const double mix[CARES] = {0.613, 0.151, 0.097, 0.139};
    for (double chance = 0.0001; chance < 0.9; chance *= 3.7) {
        const double death =
            rates_chain_solve(&fixture.rates, SEX_MALE, 83, mix, 1.31, chance);
        struct matrix chain;
        double found = 0;
        rates_chain_month(&fixture.rates, SEX_MALE, 83, death, 1.31, &chain);
        for (int from = 0; from < CARES; from++)
            found += mix[from] * chain.at[from][CHAIN_DEAD];
        assert_true(fabs(found / chance - 1) < 1e-9);
    }
    assert_true(rates_chain_solve(&fixture.rates, SEX_MALE, 83, mix, 1, 0) == 0);
    fixture_free(&fixture);
}

/* Shares of a cohort by state, or one number without states. */
struct cohort {
    double people[CARES], table;
};

enum { MONTHS_OF_AGE = AGES * MONTHS_PER_YEAR };

/* One month of one cohort through the thresholds that residents meet. Returns the
 * deaths; the life table's are added to `expected`. */
static double live(const struct rates_month *chances, const struct rates *rates,
                   int sex, int age, struct cohort *cohort, double *expected)
{
    double after[CARES] = {0}, deaths = 0;

    for (int from = 0; from < CARES; from++) {
        const uint32_t *words = chances->chain[RESIDENCE_CITY][sex][age][from];
        double below = fixture_chance(words[0]);
        deaths += cohort->people[from] * below;
        int slot = 1;
        for (int to = 0; to < CARES; to++) {
            if (to == from)
                continue;
            after[to] += cohort->people[from] * (fixture_chance(words[slot]) - below);
            below = fixture_chance(words[slot++]);
        }
        after[from] += cohort->people[from] * (1 - below);
    }
    memcpy(cohort->people, after, sizeof after);
    const double hazard =
        rates_death_hazard(rates, month_year(chances->when), (enum sex)sex, age);
    *expected += cohort->table * (1 - exp(-hazard));
    cohort->table *= exp(-hazard);
    return deaths;
}

static void start_cohorts(const struct rates_fixture *fixture, int sex,
                          struct cohort *cohorts)
{
    for (int i = 0; i < MONTHS_OF_AGE; i++) {
        const int age = i / MONTHS_PER_YEAR;
        cohorts[i].table = fixture->base[sex][age] / MONTHS_PER_YEAR;
        for (int state = 0; state < CARES; state++)
            cohorts[i].people[state] =
                cohorts[i].table * fixture->rates.prevalence[sex][age][state];
    }
}

/* Everybody grows a month older; the last cohort takes in who reaches it. */
static void grow(struct cohort *cohorts)
{
    const int last = MONTHS_OF_AGE - 1;
    for (int state = 0; state < CARES; state++)
        cohorts[last].people[state] += cohorts[last - 1].people[state];
    cohorts[last].table += cohorts[last - 1].table;
    memmove(cohorts + 1, cohorts, (size_t)(last - 1) * sizeof *cohorts);
    cohorts[0] = (struct cohort){.people = {10.7, 0, 0, 0}, .table = 10.7};
}

static void deaths_of_twenty_years_add_up_to_the_life_table(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    struct rates_month *chances = calloc(1, sizeof *chances);
    struct cohort *cohorts = calloc(MONTHS_OF_AGE, sizeof *cohorts);
    const month from = month_of(2020, 11), until = month_of(2020 + YEARS, 10);
    double all = 0, all_expected = 0;

    fixture_init(&fixture);
    fixture.files.mortality_ratio = "";
    fixture_prepare(&fixture, from, until);
    for (int sex = 0; sex < SEXES; sex++) {
        double deaths = 0, expected = 0;
        start_cohorts(&fixture, sex, cohorts);
        for (month when = from; when <= until; when++) {
            assert_int_equal(
                rates_month(&fixture.rates, &fixture.values, when, chances, NULL), 0);
            for (int i = 1; i < MONTHS_OF_AGE; i++)
                deaths += live(chances, &fixture.rates, sex, i / MONTHS_PER_YEAR,
                               &cohorts[i], &expected);
            grow(cohorts);
        }
        print_message("sex %d: deaths %.3f, by the life table %.3f (%+.2e)\n", sex,
                      deaths, expected, deaths / expected - 1);
        assert_true(fabs(deaths / expected - 1) < 1e-3);
        all += deaths;
        all_expected += expected;
    }
    assert_true(fabs(all / all_expected - 1) < 1e-3);
    free(cohorts);
    free(chances);
    fixture_free(&fixture);
}

static void each_months_mean_chance_is_the_life_tables_at_every_age(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    struct rates_month *chances = calloc(1, sizeof *chances);
    fixture_init(&fixture);
    fixture.values.die_level = 1.13;
    fixture_prepare(&fixture, month_of(2020, 11), month_of(2030, 12));
    assert_int_equal(
        rates_month(&fixture.rates, &fixture.values, month_of(2029, 3), chances, NULL),
        0);
    for (int sex = 0; sex < SEXES; sex++) {
        for (int age = 0; age < AGES; age++) {
            double found = 0;
            for (int s = 0; s < CARES; s++)
                found += fixture.rates.mix[9][sex][age][s] *
                         fixture_chance(chances->chain[RESIDENCE_TOWN][sex][age][s][0]);
            const double ratio = fixture.rates.death_ratio[RESIDENCE_TOWN][sex][age];
            const double hazard =
                rates_death_hazard(&fixture.rates, 2029, (enum sex)sex, age);
            const double wanted = 1 - exp(-hazard * ratio * 1.13);
            /* A threshold is rounded to 2^-32. */
            assert_true(fabs(found - wanted) < 1e-7 * wanted + 1e-9);
        }
    }
    free(chances);
    fixture_free(&fixture);
}

static void the_mix_is_a_distribution_and_stays_near_the_evidence(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    fixture_init(&fixture);
    fixture_prepare(&fixture, month_of(2020, 11), month_of(2023, 12));
    for (int year = 0; year < 4; year++) {
        for (int sex = 0; sex < SEXES; sex++) {
            for (int age = 0; age < 90; age++) {
                const double *mix = fixture.rates.mix[year][sex][age];
                double sum = 0;
                for (int s = 0; s < CARES; s++)
                    sum += mix[s];
                assert_true(fabs(sum - 1) < 1e-12);
                /* The evidence's chances keep its age profile. */
                assert_true(fabs(mix[CARE_SEVERE] -
                                 fixture.rates.prevalence[sex][age][CARE_SEVERE]) <
                            0.005);
            }
        }
    }
    fixture_free(&fixture);
}

static void more_incidence_makes_worsening_likelier_and_nothing_else(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    struct matrix usual, more;
    fixture_init(&fixture);
    fixture_prepare(&fixture, month_of(2020, 11), month_of(2021, 12));
    rates_chain_month(&fixture.rates, SEX_FEMALE, 81, 0.03, 1, &usual);
    rates_chain_month(&fixture.rates, SEX_FEMALE, 81, 0.03, 1.4, &more);
    assert_true(fabs(more.at[CARE_NONE][CARE_MILD] / usual.at[CARE_NONE][CARE_MILD] -
                     1.4) < 0.02);
    assert_true(
        fabs(more.at[CARE_MODERATE][CARE_MILD] / usual.at[CARE_MODERATE][CARE_MILD] -
             1) < 0.02);
    fixture_free(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(twelve_months_return_the_yearly_matrix),
        cmocka_unit_test(without_the_floor_twelve_months_are_the_year_exactly),
        cmocka_unit_test(the_split_keeps_the_means_of_the_class),
        cmocka_unit_test(a_year_keeps_the_share_of_moderate_in_the_middle_class),
        cmocka_unit_test(generators_have_no_negative_rate_and_rows_of_zero),
        cmocka_unit_test(the_solved_death_rate_meets_the_chance_asked_for),
        cmocka_unit_test(deaths_of_twenty_years_add_up_to_the_life_table),
        cmocka_unit_test(each_months_mean_chance_is_the_life_tables_at_every_age),
        cmocka_unit_test(the_mix_is_a_distribution_and_stays_near_the_evidence),
        cmocka_unit_test(more_incidence_makes_worsening_likelier_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
