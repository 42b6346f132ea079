/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Households from outside: drawn in large numbers they have the ages and sexes wanted,
 * and none is without an adult. */
#include "support/check.h"
#include "support/study_fixture.h"

#include <math.h>

enum { UNITS_DRAWN = 200000, GROUPS_TESTED = 21 };
static const double TOLERANCE = 0.01;

/* What arrived by sex and age, of all units drawn. Children's sex is drawn later, from
 * their id: here they count half for each. */
struct drawn {
    double people[SEXES][AGES];
    int64_t persons, children_with_men, without_adult, children[CHILDREN_MOST + 1];
};

static void add_unit(const struct arrival_unit *unit, struct drawn *drawn)
{
    const bool man = unit->kind != UNIT_WOMAN, woman = unit->kind != UNIT_MAN;
    assert_in_range(unit->kind, 0, UNITS - 1);
    assert_in_range(unit->children, 0, CHILDREN_MOST);
    if (woman)
        drawn->people[SEX_FEMALE][unit->age]++;
    if (man)
        drawn->people[SEX_MALE][woman ? unit->partner_age : unit->age]++;
    for (int c = 0; c < unit->children; c++)
        for (int sex = 0; sex < SEXES; sex++)
            drawn->people[sex][unit->child_age[c]] += 0.5;
    drawn->children[unit->children]++;
    drawn->persons += unit->children + man + woman;
    drawn->children_with_men += woman ? 0 : unit->children;
    drawn->without_adult += unit->age < 18 || (man && woman && unit->partner_age < 18);
}

static void draw(const struct arrivals *arrivals, struct drawn *drawn)
{
    const struct stream_address address = {.seed = 2385, .purpose = PURPOSE_IMMIGRANT};
    const struct stream_address second = {
        .seed = 2385, .purpose = PURPOSE_IMMIGRANT, .code = 1};
    *drawn = (struct drawn){0};
    for (uint64_t k = 0; k < UNITS_DRAWN; k++) {
        uint32_t word[4], age[4];
        stream_words(&address, stream_mix(k + 1), word);
        stream_words(&second, stream_mix(k + 1), age);
        const struct arrival_unit unit = arrivals_unit(arrivals, word, age);
        add_unit(&unit, drawn);
    }
}

/* The national profile's arrivals for the city of TINY, children's sexes made equal. */
static void wanted_of(const struct fixture *fixture, double wanted[SEXES][AGES])
{
    struct values values;
    const month when = fixture->scenario.from;
    parameters_at(&fixture->scenario.parameters, when, &values);
    rates_arrivals(&fixture->study.rates, &values, when, wanted);
    for (int a = 0; a < CHILD_AGES; a++) {
        const double half = (wanted[SEX_MALE][a] + wanted[SEX_FEMALE][a]) / 2;
        wanted[SEX_MALE][a] = wanted[SEX_FEMALE][a] = half;
    }
}

/* Compares persons per base-year resident and year by sex and groups of five ages. A
 * group may differ by the tolerance and by what so many draws leave to chance. */
static void compare(const struct drawn *drawn, double scale, double wanted[SEXES][AGES])
{
    int wrong = 0;
    for (int sex = 0; sex < SEXES; sex++)
        for (int g = 0; g < GROUPS_TESTED; g++) {
            double here = 0.0, aim = 0.0;
            for (int a = g * 5; a < g * 5 + 5 && a < AGES; a++) {
                here += drawn->people[sex][a] * scale;
                aim += wanted[sex][a];
            }
            const double chance = 4.0 * sqrt(aim / scale) * scale;
            if (fabs(here - aim) <= TOLERANCE * aim + chance)
                continue;
            print_error("sex %d, age %d: %.6f, wanted %.6f\n", sex, g * 5, here, aim);
            wrong++;
        }
    assert_int_equal(wrong, 0);
}

static double total_of(double wanted[SEXES][AGES])
{
    double total = 0.0;
    for (int a = 0; a < AGES; a++)
        total += wanted[SEX_MALE][a] + wanted[SEX_FEMALE][a];
    return total;
}

static void drawn_units_have_the_ages_and_sexes_wanted(void **state)
{
    (void)state;
    struct fixture fixture;
    struct arrivals arrivals;
    struct drawn drawn;
    double wanted[SEXES][AGES];
    const month until = month_of(2021, 12);
    assert_int_equal(fixture_open(&fixture, "tests/data/tiny", 0, until, NULL), 0);
    wanted_of(&fixture, wanted);
    arrivals_prepare(&arrivals, wanted, fixture.study.rates.partnered, 0.6);
    draw(&arrivals, &drawn);
    const double scale = arrivals.households / UNITS_DRAWN;
    compare(&drawn, scale, wanted);
    assert_true(fabs((double)drawn.persons * scale / total_of(wanted) - 1.0) <=
                TOLERANCE);
    fixture_close(&fixture);
}

/* A profile made by hand: women and men of 18 to 70, children of 2 and 11. No men are
 * wanted of the ages of husbands of the oldest women, who therefore come alone. */
static void wanted_by_hand(double wanted[SEXES][AGES], double partnered[SEXES][AGES])
{
    for (int sex = 0; sex < SEXES; sex++)
        for (int a = 0; a < AGES; a++) {
            wanted[sex][a] = a < 18 || a > 70 ? 0.0 : 0.0013 + 0.0001 * (a % 7);
            partnered[sex][a] = a < 25 ? 0.1 : 0.55;
        }
    for (int sex = 0; sex < SEXES; sex++) {
        wanted[sex][2] = 0.0031;
        wanted[sex][11] = 0.0017;
    }
}

static void a_profile_by_hand_comes_out_as_wanted(void **state)
{
    (void)state;
    struct arrivals arrivals;
    struct drawn drawn;
    double wanted[SEXES][AGES], partnered[SEXES][AGES];
    wanted_by_hand(wanted, partnered);
    arrivals_prepare(&arrivals, wanted, partnered, 0.6);
    draw(&arrivals, &drawn);
    compare(&drawn, arrivals.households / UNITS_DRAWN, wanted);
}

static void children_come_with_women_and_nobody_comes_without_an_adult(void **state)
{
    (void)state;
    struct arrivals arrivals;
    struct drawn drawn;
    double wanted[SEXES][AGES], partnered[SEXES][AGES];
    wanted_by_hand(wanted, partnered);
    arrivals_prepare(&arrivals, wanted, partnered, 0.6);
    draw(&arrivals, &drawn);
    assert_int_equal(drawn.children_with_men, 0);
    assert_int_equal(drawn.without_adult, 0);
    assert_true(drawn.children[1] > 1000);
    double children = 0.0;
    for (int a = 0; a < 18; a++)
        for (int sex = 0; sex < SEXES; sex++) {
            if (a != 2 && a != 11)
                assert_true(drawn.people[sex][a] == 0.0);
            children += drawn.people[sex][a];
        }
    assert_true(children > 1000.0);
}

static void where_nobody_is_wanted_no_household_comes(void **state)
{
    (void)state;
    struct arrivals arrivals;
    double wanted[SEXES][AGES] = {{0.0}}, partnered[SEXES][AGES] = {{0.0}};
    arrivals_prepare(&arrivals, wanted, partnered, 0.6);
    assert_true(arrivals.households == 0.0);
    /* Children without a woman who could be their mother do not come either. */
    wanted[SEX_MALE][4] = 0.002;
    wanted[SEX_MALE][40] = 0.002;
    arrivals_prepare(&arrivals, wanted, partnered, 0.6);
    assert_true(fabs(arrivals.households - 0.002) < 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(drawn_units_have_the_ages_and_sexes_wanted),
        cmocka_unit_test(a_profile_by_hand_comes_out_as_wanted),
        cmocka_unit_test(children_come_with_women_and_nobody_comes_without_an_adult),
        cmocka_unit_test(where_nobody_is_wanted_no_household_comes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
