/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Net migration of a city that ages, beside what the scenario asks for. (The tables it
 * comes from: test_rates.c.) */
#include "support/check.h"
#include "support/study_fixture.h"

#include <math.h>

enum { AGENTS = 100003, SEEDS = 1, YEARS = 20, FIRST_YEAR = 2021, GROUPS_TESTED = 11 };
static const char GUANGZHOU[] = "scenarios/cities/guangzhou";
/* Net gain a year that the tests ask for, and arrivals with departures over it. */
static const double NET_RATE = 0.0041, GROSS_RATIO = 4.3;

static void set_parameter(struct scenario *scenario, int parameter, double value)
{
    assert_int_equal(dated_set(&scenario->parameters.value[parameter], -1, value), 0);
}

static void gain(struct scenario *scenario)
{
    set_parameter(scenario, PARAMETER_migrate_net_rate, NET_RATE);
    set_parameter(scenario, PARAMETER_migrate_gross_ratio, GROSS_RATIO);
}

/* Who came and who left, by age. */
struct flows {
    double asked[GROUPS_TESTED], came[GROUPS_TESTED], left[GROUPS_TESTED];
};

static int group_of(int age)
{
    return age / 10;
}

/* Adds `sign` to those who left for everybody in the city, by age in month `then`; those
 * who came in that month are added to `came` instead where `after`. The newborn of the
 * month are not met. */
static void count(const struct world *world, month then, bool after,
                  struct flows *flows)
{
    for (int c = 0; c < world->count; c++) {
        const struct residents *p = &world->blocks[c].residents;
        for (row i = 0; i < p->count; i++) {
            if (p->birth[i] == then)
                continue;
            const int years = age_years(p->birth[i], then);
            const int group = group_of(years < AGE_LAST ? years : AGE_LAST);
            if (!after)
                flows->left[group]++;
            else if (p->arrival[i] == then)
                flows->came[group]++;
            else
                flows->left[group]--;
        }
    }
}

static void take_deaths(struct world *world, struct flows *flows)
{
    for (int t = 0; t < world->threads; t++) {
        struct tally *tally = &world->workers[t].tally;
        for (int sex = 0; flows && sex < SEXES; sex++)
            for (int age = 0; age < AGES; age++)
                flows->left[group_of(age)] -= (double)tally->deaths[sex][age];
        memset(tally, 0, sizeof *tally);
    }
}

static void live(const struct fixture *fixture, uint64_t seed, struct flows *flows)
{
    struct world world;
    struct error err;
    assert_int_equal(fixture_world(fixture, 2, seed, &world, &err), 0);
    world.laws = false; /* other tests check them */
    while (world.now <= fixture->scenario.until) {
        const month now = world.now;
        const bool counts = month_year(now) >= FIRST_YEAR;
        if (counts)
            count(&world, now, false, flows);
        assert_int_equal(cycle_month(&world, &err), 0);
        if (counts)
            count(&world, now, true, flows);
        take_deaths(&world, counts ? flows : NULL);
    }
    world_free(&world);
}

static void ask(const struct study *study, struct flows *flows)
{
    const struct rates *rates = &study->rates;
    for (int sex = 0; sex < SEXES; sex++)
        for (int age = 0; age < AGES; age++)
            flows->asked[group_of(age)] += rates->migration[sex * AGES + age] *
                                           rates->base_share[sex][age] * NET_RATE /
                                           rates->migration_scale *
                                           study->base_residents * YEARS * SEEDS;
}

static void a_city_that_ages_gains_whom_the_scenario_asks_for(void **state)
{
    (void)state;
    struct fixture fixture;
    struct flows flows = {0};
    double net = 0, asked = 0, apart = 0, gross = 0;
    assert_int_equal(
        fixture_open(&fixture, GUANGZHOU, AGENTS, month_of(2040, 12), gain), 0);
    for (int seed = 1; seed <= SEEDS; seed++)
        live(&fixture, (uint64_t)seed, &flows);
    ask(&fixture.study, &flows);
    for (int g = 0; g < GROUPS_TESTED; g++) {
        const double here = flows.came[g] - flows.left[g];
        net += here;
        asked += flows.asked[g];
        apart += fabs(here - flows.asked[g]);
        gross += flows.came[g] + flows.left[g];
    }
    print_message("net %.3f of that asked for, ages apart by %.3f of it, gross %.2f\n",
                  net / asked, apart / asked, gross / asked);
    assert_true(fabs(net / asked - 1) < 0.1);
    assert_true(apart / asked < 0.25);
    assert_true(fabs(gross / asked / GROSS_RATIO - 1) < 0.1);
    fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_city_that_ages_gains_whom_the_scenario_asks_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
