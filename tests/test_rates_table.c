/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Files of rates of other countries, and broken ones: every message is provoked, with
 * its line. */
#include "support/rates_fixture.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

/* A broken text in place of one file, and the diagnostic it must lead to. */
struct broken {
    size_t file; /* offset in struct rate_files */
    const char *text;
    enum message message;
    int line;
};

#define FILE_OF(member) offsetof(struct rate_files, member)
#define CARE_HEADER                                                            \
    "sex,age,prev_none,prev_mild,prev_severe,death_prob_none,death_prob_mild," \
    "death_prob_severe,p_none_to_mild,p_none_to_severe,p_mild_to_severe,"      \
    "p_mild_to_none,p_severe_to_mild\n"
#define CARE_GOOD "0.9,0.07,0.03,0.01,0.02,0.03,0.01,0.001,0.1,0.2,0.05\n"

static const struct broken broken[] = {
    {FILE_OF(mortality), "year,sex,age,qx\n2020,male,0,0.01\n2020,femal,0,0.01\n",
     MESSAGE_RATES_WORD, 3},
    {FILE_OF(mortality_ratio), "residence,sex,age_low,ratio_to_all\nCity,male,0,1.1\n",
     MESSAGE_RATES_WORD, 2},
    {FILE_OF(fertility), "year,age,asfr_per_1000\n2020,20,31.7\n2020,20,31.8\n",
     MESSAGE_RATES_TWICE, 3},
    {FILE_OF(mortality), "year,sex,age,qx\n2020,male,0,0.01\n2020,female,1,0.01\n",
     MESSAGE_RATES_MISSING, 1},
    {FILE_OF(care), CARE_HEADER "male,0," CARE_GOOD, MESSAGE_RATES_MISSING, 0},
    {FILE_OF(migration), "year,men,women\n2020,3,4\n", MESSAGE_RATES_COLUMNS, 1},
    {FILE_OF(migration), "year,age_group,male,female\n2020,0-4,3,4\n2020,101+,3,4\n",
     MESSAGE_RATES_AGE_GROUP, 3},
    {FILE_OF(migration), "year,age_group,male,female\n2020,9-4,3,4\n",
     MESSAGE_RATES_AGE_GROUP, 2},
    {FILE_OF(care),
     CARE_HEADER "male,0," CARE_GOOD
                 "female,0,0.9,0.07,0.33,0.01,0.02,0.03,0.01,0.001,0.1,0.2,0.05\n",
     MESSAGE_RATES_SUM, 3},
    {FILE_OF(care),
     CARE_HEADER "female,0," CARE_GOOD
                 "male,0,0.9,0.07,0.03,0.01,0.02,0.03,0.01,0.001,0.9,0.2,0.05\n",
     MESSAGE_RATES_SUM, 3},
    {FILE_OF(migration),
     "area,sex,age_low,net_rate_per_1000_per_year\nnorth,male,0,3\nsouth,male,0,4\n",
     MESSAGE_RATES_AREAS, 3},
    {FILE_OF(sex_ratio), "# nothing\nyear,srb_males_per_100_females\n",
     MESSAGE_RATES_EMPTY, 2},
    {FILE_OF(retirement), "year,sex,months\n2020,male,720\n", MESSAGE_CSV_COLUMN_ABSENT,
     1},
    {FILE_OF(marriage),
     "sex,age_low,share_partnered,seek_weight\nmale,0,0,0\nmale,20,x,0\n",
     MESSAGE_CSV_NOT_A_NUMBER, 3},
    {FILE_OF(employment), "sex,age_low,share_working\nmale,0,1.2\n",
     MESSAGE_CSV_OUT_OF_RANGE, 2},
    {FILE_OF(mortality), "year,sex,age,qx\n2020,male,101,0.2\n",
     MESSAGE_CSV_OUT_OF_RANGE, 2},
};

static void every_problem_of_a_file_is_told_with_its_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct rates_fixture fixture;
        fixture_init(&fixture);
        *(const char **)((char *)&fixture.files + broken[i].file) =
            fixture_text(&fixture, broken[i].text);
        assert_int_equal(rates_read(&fixture.inputs, &fixture.files, &fixture.rates,
                                    &fixture.report),
                         -1);
        assert_true(fixture.report.count >= 1);
        const struct error *err = &fixture.report.errors[0];
        if (err->message != broken[i].message || err->line != broken[i].line)
            fail_msg("case %zu: line %d: %s", i, err->line, err->en);
        assert_string_equal(err->file, "given.csv");
        assert_null(fixture.rates.death);
        fixture_free(&fixture);
    }
}

static void problems_of_all_files_come_in_one_report(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    fixture_init(&fixture);
    fixture.files.fertility = fixture_text(
        &fixture, "year,age,asfr_per_1000\n2020,20,minus\n2020,x,7\n1066,21,9999\n");
    fixture.files.care = "scenarios/no-such-file.csv";
    assert_int_equal(
        rates_read(&fixture.inputs, &fixture.files, &fixture.rates, &fixture.report),
        -1);
    /* Keys come first; the numbers of rows without a place are not looked at. */
    assert_int_equal(fixture.report.count, 3);
    assert_int_equal(fixture.report.errors[0].line, 3);
    assert_int_equal(fixture.report.errors[1].line, 4);
    assert_int_equal(fixture.report.errors[2].message, MESSAGE_FILE_MISSING);
    fixture_free(&fixture);
}

static void a_table_without_qx_is_moved_half_a_year_down(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    fixture_init(&fixture);
    fixture.files.mortality = fixture_text(
        &fixture, "year,sex,age,death_prob_last_birthday\n"
                  "2020,male,0,0.004\n2020,male,1,0.001\n2020,male,60,0.02\n"
                  "2020,male,61,0.03\n2020,female,0,0.002\n");
    fixture_prepare(&fixture, month_of(2020, 11), month_of(2021, 12));
    const double *death = fixture.rates.death;
    assert_true(death[0] == 0.004);
    assert_true(fabs(log(1 - death[61]) + sqrt(log(1 - 0.02) * log(1 - 0.03))) < 1e-12);
    assert_true(fabs(death[100] - 0.03) < 1e-12); /* the open last age */
    fixture_free(&fixture);
}

static void a_closed_last_age_goes_on_as_the_ages_below_it(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    fixture_init(&fixture);
    fixture.files.mortality = fixture_text(
        &fixture, "year,sex,age,qx\n2019,male,0,0.01\n2019,male,83,0.1\n"
                  "2019,male,84,0.11\n2019,male,85,1\n2019,female,0,0.2\n");
    fixture_prepare(&fixture, month_of(2020, 11), month_of(2021, 12));
    const double *death = fixture.rates.death;
    assert_true(fabs(log(1 - death[85]) - log(0.89) * log(0.89) / log(0.9)) < 1e-12);
    for (int age = 85; age < AGES; age++)
        assert_true(death[age] > death[age - 1] && death[age] < 1);
    fixture_free(&fixture);
}

static void fertility_in_five_year_groups_ends_at_fifty(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    fixture_init(&fixture);
    fixture.files.fertility = fixture_text(
        &fixture, "year,age,asfr_per_1000\n2020,15,5.1\n2020,20,60.3\n2020,45,1.7\n");
    fixture_prepare(&fixture, month_of(2020, 11), month_of(2021, 12));
    const double expected[][2] = {
        {14, 0}, {19, 0.0051}, {44, 0.0603}, {49, 0.0017}, {50, 0}};
    for (int i = 0; i < 5; i++)
        assert_true(fabs(fixture.rates.fertility[(int)expected[i][0]] -
                         expected[i][1]) < 1e-15);
    fixture_free(&fixture);
}

static void ages_below_the_care_file_need_no_care(void **state)
{
    (void)state;
    struct rates_fixture fixture;
    fixture_init(&fixture);
    fixture.files.care =
        fixture_text(&fixture, CARE_HEADER "male,50," CARE_GOOD "female,52," CARE_GOOD);
    fixture_prepare(&fixture, month_of(2020, 11), month_of(2021, 12));
    assert_true(fixture.rates.prevalence[SEX_FEMALE][51][CARE_NONE] == 1);
    assert_true(fixture.rates.generator[SEX_FEMALE][51].at[CARE_NONE][CARE_MILD] == 0);
    assert_true(fabs(fixture.rates.prevalence[SEX_MALE][100][CARE_SEVERE] - 0.03) <
                1e-15);
    fixture_free(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_problem_of_a_file_is_told_with_its_line),
        cmocka_unit_test(problems_of_all_files_come_in_one_report),
        cmocka_unit_test(a_table_without_qx_is_moved_half_a_year_down),
        cmocka_unit_test(a_closed_last_age_goes_on_as_the_ages_below_it),
        cmocka_unit_test(fertility_in_five_year_groups_ends_at_fifty),
        cmocka_unit_test(ages_below_the_care_file_need_no_care),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
