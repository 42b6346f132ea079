/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Entry: the pool, what an opening is worth, who enters, and what the next one sees. */
#include "support/check.h"

#include "process/enter.h"
#include "process/expect.h"
#include "support/values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { CELLS = 3 };

/* One product in three communities, each of which reaches its own sites only; who hears
 * of a site, does so after eight months. */
struct little {
    struct values values;
    struct market_view view;
    struct enter_terms terms[OPERATOR_KINDS];
    double unmet[CELLS], latent[CELLS], needers[CELLS], rivals[CELLS], rent[CELLS],
        vacant[CELLS], cumulative[CELLS], farthest[CELLS], east[CELLS], north[CELLS],
        radius[CELLS];
};

static struct enter_round round_of(struct little *little)
{
    little->view = (struct market_view){.communities = CELLS,
                                        .products = 1,
                                        .unmet = little->unmet,
                                        .latent = little->latent,
                                        .needers = little->needers,
                                        .rivals = little->rivals,
                                        .farthest = little->farthest,
                                        .rent = little->rent,
                                        .vacant_m2 = little->vacant,
                                        .east = little->east,
                                        .north = little->north,
                                        .radius = little->radius};
    return (struct enter_round){.values = &little->values,
                                .seed = 11,
                                .year = 2025,
                                .market = &little->view,
                                .terms = little->terms,
                                .cumulative = little->cumulative};
}

static void make_little(struct little *little)
{
    memset(little, 0, sizeof *little);
    little->values = values_default();
    for (int i = 0; i < CELLS; i++) {
        little->unmet[i] = 20 + 5 * i;
        little->latent[i] = 40;
        little->needers[i] = 200;
        little->rivals[i] = 1.5;
        little->rent[i] = 1;
        little->vacant[i] = 600;
        little->farthest[i] = INFINITY;
        little->radius[i] = 0.3;
        little->east[i] = 2.0 * i;
    }
    for (int k = 0; k < OPERATOR_KINDS; k++)
        little->terms[k] = (struct enter_terms){.attraction = 0.5,
                                                .reach = {1.0, 0, 1.0 / 8, 0, 0, 1, 0},
                                                .price = 3200,
                                                .variable = 1500,
                                                .fixed = 14000,
                                                .fixed_m2 = 8,
                                                .rent_m2 = 60,
                                                .m2_per_user = 7,
                                                .m2_least = 60,
                                                .users_most = 1e9,
                                                .invest_m2 = 1900,
                                                .idle = 6,
                                                .term = 60};
}

static struct enter_plan value_at(const struct enter_round *round,
                                  enum operator_kind kind, int community)
{
    const struct enter_place place = {community, round->market->east[community],
                                      round->market->north[community]};
    return enter_value(round, kind, &place, 0);
}

static void an_opening_is_worth_the_sum_of_its_months(void **state)
{
    (void)state;
    struct little little;
    make_little(&little);
    const struct enter_round round = round_of(&little);
    const struct enter_plan plan = value_at(&round, OPERATOR_COMPANY, 0);
    /* A share of 0.5 / 2 of 200 needers: 50 users on 350 m2. */
    assert_true(fabs(plan.users - 50) < 1e-9 && fabs(plan.m2 - 350) < 1e-9);
    double value = 0;
    for (int t = 1; t <= 60; t++)
        value += (1700 * 50 * expect_ramp(t, 8) - 14000 - 68 * 350) *
                 pow(1.05, -(t + 6) / 12.0);
    assert_true(fabs(plan.value - value) < 1e-4);
    assert_true(fabs(plan.invest - (1900 * 350 + 60 * 350 * 6)) < 1e-6);
    assert_true(plan.reserve > 0);
    assert_true(fabs(enter_asked(&little.values, &plan) -
                     (1.1 + sqrt(1 / 50.0 + 0.09))) < 1e-12);
    double sum = -plan.invest;
    int months = 0;
    while (sum < 0) {
        months++;
        sum += 1700 * 50 * expect_ramp(months, 8) - 14000 - 68 * 350;
    }
    /* Between the planned 18 months and 4 years of published figures. */
    assert_true(months >= 18 && months <= 48);
}

/* Half of the rent, 20 yuan a square metre and 100 a user for two years, 90,000 after six
 * months; and a price that may be no more than 3,100. */
static void help_all(const struct world *world, enum operator_kind kind,
                     const struct enter_terms *terms, const struct enter_plan *plan,
                     struct enter_help *help)
{
    (void)world;
    (void)terms;
    help->cap = kind == OPERATOR_CHAIN ? 3100 : INFINITY;
    help->capital = 90000;
    help->capital_after = 6;
    for (int k = 0; k < 8; k++)
        help->quarter[k] = (struct enter_aid){0.5, 20 * plan->m2, 100};
}

static void an_opening_is_worth_what_instruments_give_it_too(void **state)
{
    (void)state;
    struct little little;
    make_little(&little);
    struct enter_round round = round_of(&little);
    const struct enter_plan bare = value_at(&round, OPERATOR_COMPANY, 0);
    round.help = help_all;
    const struct enter_plan plan = value_at(&round, OPERATOR_COMPANY, 0);
    double more = 90000 * pow(1.05, -1);
    for (int t = 1; t <= 24; t++)
        more += (0.5 * 60 * 350 + 20 * 350 + 100 * 50 * expect_ramp(t, 8)) *
                pow(1.05, -(t + 6) / 12.0);
    assert_true(fabs(plan.value - bare.value - more) < 1e-4);
    assert_true(plan.users == bare.users && plan.invest == bare.invest);
    assert_true(plan.reserve < bare.reserve);
    /* A cap takes from each what it brings in users. */
    struct enter_terms *chain = &little.terms[OPERATOR_CHAIN];
    chain->asked = chain->price / 0.97;
    chain->per_yuan = 0.001;
    const struct enter_plan capped = value_at(&round, OPERATOR_CHAIN, 0);
    const double more_felt = 0.5 * exp(0.001 * (3200 / 0.97 - 3100));
    assert_true(capped.asked == 3100);
    assert_true(fabs(capped.users - 200 * more_felt / (more_felt + 1.5)) < 1e-9);
    chain->per_yuan = 0;
    assert_true(value_at(&round, OPERATOR_CHAIN, 0).value < plan.value);
}

static void space_rules_and_no_demand_bound_a_plan(void **state)
{
    (void)state;
    struct little little;
    make_little(&little);
    const struct enter_round round = round_of(&little);
    little.vacant[0] = 140;
    assert_true(fabs(value_at(&round, OPERATOR_CHAIN, 0).users - 20) < 1e-9);
    little.vacant[0] = 59; /* too small to open at all */
    assert_true(value_at(&round, OPERATOR_CHAIN, 0).users == 0);
    little.terms[OPERATOR_FAMILY].users_most = 5;
    little.terms[OPERATOR_FAMILY].m2_least = 0;
    assert_true(value_at(&round, OPERATOR_FAMILY, 1).users == 5);
    little.needers[2] = 0;
    assert_true(value_at(&round, OPERATOR_COMPANY, 2).users == 0);
    little.terms[OPERATOR_COMPANY].users_most = 0;
    assert_true(value_at(&round, OPERATOR_COMPANY, 1).users == 0);
    little.terms[OPERATOR_CHAIN].price = 0; /* a cap of zero: worth less than nothing */
    const struct enter_plan freed = value_at(&round, OPERATOR_CHAIN, 1);
    assert_true(freed.users > 0 && freed.value < 0);
}

static int fill(struct little *little, struct enter_entrant *pool)
{
    int count = 0;
    for (int kind = 0; kind < OPERATOR_KINDS; kind++) {
        const int64_t n =
            enter_count(&little->values, 11, (enum operator_kind)kind, 900000, 2025);
        count += enter_fill(11, 4401, (enum operator_kind)kind, 2025, n, pool + count,
                            100 - count);
    }
    enter_order(pool, count);
    return count;
}

static void the_pool_is_poisson_stable_and_without_public_operators(void **state)
{
    (void)state;
    struct little little;
    struct enter_entrant pool[100], more[100];
    double sum = 0;
    make_little(&little);
    for (int year = 2000; year < 2400; year++) {
        sum += (double)enter_count(&little.values, 3, OPERATOR_COMPANY, 200000, year);
        assert_int_equal(enter_count(&little.values, 3, OPERATOR_PUBLIC, 2e7, year), 0);
    }
    assert_true(fabs(sum / 400 - 3) < 4 * sqrt(3.0 / 400));
    const int count = fill(&little, pool);
    little.values.entry_companies *= 2; /* more of them: the same first ones remain */
    const int larger = fill(&little, more);
    assert_true(larger > count);
    for (int i = 0; i < count; i++) {
        bool found = false;
        for (int k = 0; k < larger; k++)
            found |= more[k].code == pool[i].code && more[k].key == pool[i].key;
        assert_true(found);
    }
    for (int i = 1; i < larger; i++)
        assert_true(more[i].key >= more[i - 1].key);
    assert_int_equal(enter_fill(11, 4401, OPERATOR_CHAIN, 2025, 9, pool, 4), 4);
    assert_int_equal(enter_fill(11, 4401, OPERATOR_CHAIN, 2025, 9, pool, 0), 0);
}

static void each_entrant_sees_what_those_before_it_planned(void **state)
{
    (void)state;
    struct little little;
    struct enter_entrant pool[100];
    struct enter_plan plans[100];
    make_little(&little);
    const struct enter_round round = round_of(&little);
    const int count = fill(&little, pool);
    const int entered = enter_year(&round, pool, count, plans);
    /* Thirty look, few enter: space and users run out. */
    assert_true(count > 20 && entered >= 2 && entered < count / 2);
    double m2[CELLS] = {0}, rivals[CELLS] = {1.5, 1.5, 1.5};
    for (int i = 0; i < entered; i++) {
        const struct enter_plan *plan = &plans[i];
        const double share = 0.5 / (0.5 + rivals[plan->place.community]);
        const double room = (600 - m2[plan->place.community]) / 7;
        const double users = 200 * share < room ? 200 * share : room;
        assert_true(fabs(plan->users - users) < 1e-9);
        assert_true(plan->value >= plan->invest * enter_asked(&little.values, plan));
        assert_true(i == 0 || plan->entrant > plans[i - 1].entrant);
        m2[plan->place.community] += plan->m2;
        rivals[plan->place.community] += 0.5;
    }
    for (int i = 0; i < CELLS; i++) {
        assert_true(fabs(little.rivals[i] - rivals[i]) < 1e-12);
        assert_true(fabs(little.vacant[i] - (600 - m2[i])) < 1e-9);
    }
}

/* By hand: a community in whose middle the site stands, one a kilometre off that is
 * reached to the half, and one that has enough that is nearer. */
static void neighbours_hear_of_a_new_site_and_come_as_far_as_it_reaches(void **state)
{
    (void)state;
    struct little little;
    make_little(&little);
    round_of(&little);
    struct enter_terms *terms = &little.terms[OPERATOR_COMPANY];
    terms->reach = (struct enter_reach){.km = 1.0,
                                        .per_km = 0.8,
                                        .hear = 0.01,
                                        .hear_near = 0.05,
                                        .slow = 0.9,
                                        .leaving = 0.02};
    terms->users_most = 1e9;
    little.east[1] = 1.0;
    little.east[2] = 0.5;
    little.farthest[2] = 0.4;
    const struct enter_place place = {0, 0, 0};
    double users = 0, later = 0;
    for (int c = 0; c < 2; c++) {
        const double near = 1 - little.east[c] / 1.3;
        const double h = 0.9 * (0.01 + 0.05 * near), heard = h / (h + 0.02);
        const double km = sqrt(little.east[c] * little.east[c] + 0.04);
        const double here = 0.5 * exp(-0.8 * (km < 1 ? km : 1)) * (c == 1 ? 0.5 : 1);
        const double come = 200 * heard * here / (heard * here + 1.5);
        users += come;
        later += come * exp(-30 * (h + 0.02));
    }
    const struct enter_demand demand = enter_demand(&little.view, terms, &place, 0);
    assert_true(fabs(demand.users - users) < 1e-9);
    assert_true(fabs(exp(-30 / demand.tau) - later / users) < 1e-9);
    /* Who uses it tells others: more, and sooner. */
    terms->reach.contact = 0.3;
    const struct enter_demand told = enter_demand(&little.view, terms, &place, 0);
    assert_true(told.users > demand.users && told.tau < demand.tau);
    enter_announce(&little.view, terms, &place, 0);
    assert_true(little.rivals[0] > little.rivals[1] && little.rivals[1] > 1.5);
    assert_true(little.rivals[2] == 1.5);
    /* Nobody hears of it, or has it in reach: nobody comes. */
    terms->reach.hear = terms->reach.hear_near = 0;
    assert_true(enter_demand(&little.view, terms, &place, 0).users == 0);
    terms->reach.hear = 1;
    const struct enter_place away = {0, 0, 9};
    assert_true(enter_demand(&little.view, terms, &away, 0).users == 0);
}

/* What is heard by those who come and go: as long as they have been here. */
static void who_has_just_come_has_not_heard(void **state)
{
    (void)state;
    const struct enter_reach reach = {.slow = 0.8, .leaving = 0.03};
    double heard = 0;
    const int steps =
        400000; /* of a month and less: d heard = h (1 - heard) - m heard */
    for (int i = 0; i < steps; i++)
        heard += (0.04 * (1 - heard) - 0.03 * heard) * 25.0 / steps;
    assert_true(fabs(enter_heard(&reach, 0.05, 25) - heard) < 1e-5);
    assert_true(enter_heard(&reach, 0, 25) == 0);
    assert_true(fabs(enter_heard(&reach, 0.05, 1e9) - 4.0 / 7) < 1e-12);
}

/* Two thirds of a curve that 100 would follow, in space for 60: the same area is missing to
 * 60 as between 60 and the curve until it gets there. */
static void a_small_site_is_full_before_all_know_it(void **state)
{
    (void)state;
    struct little little;
    make_little(&little);
    const struct enter_round round = round_of(&little);
    little.vacant[0] = 7 * 30; /* 50 would come */
    const struct enter_plan plan = value_at(&round, OPERATOR_COMPANY, 0);
    assert_true(fabs(plan.users - 30) < 1e-9);
    double missing = 0;
    for (int i = 0; i < 1000000; i++) {
        const double come = 50 * (1 - exp(-(i + 0.5) / 10000 / 8));
        missing += come < 30 ? (30 - come) / 10000 : 0;
    }
    assert_true(fabs(plan.tau - missing / 30) < 1e-3);
}

static void nobody_enters_where_nobody_asks_or_looks(void **state)
{
    (void)state;
    struct little little;
    struct enter_entrant pool[100];
    struct enter_plan plans[100];
    make_little(&little);
    const struct enter_round round = round_of(&little);
    assert_int_equal(enter_year(&round, pool, 0, plans), 0);
    const int count = fill(&little, pool);
    memset(little.unmet, 0, sizeof little.unmet);
    memset(little.latent, 0, sizeof little.latent);
    assert_int_equal(enter_year(&round, pool, count, plans), 0);
    make_little(&little);
    for (int k = 0; k < OPERATOR_KINDS; k++)
        little.terms[k].variable *= 10; /* wages x 10 */
    const struct enter_round dear = round_of(&little);
    assert_int_equal(enter_year(&dear, pool, count, plans), 0);
}

static void openings_are_seen_in_proportion_to_who_asks(void **state)
{
    (void)state;
    struct little little;
    int seen[CELLS] = {0};
    make_little(&little);
    little.values.entry_latent_weight = 0;
    for (int i = 0; i < CELLS; i++)
        little.unmet[i] = i == 0 ? 0 : i; /* 0, 1, 2 */
    for (int i = 0; i < 3000; i++) {
        struct enter_plan plan;
        const struct enter_entrant one = {.code = (uint32_t)i * 2654435761U};
        struct little copy = little;
        const struct enter_round round = round_of(&copy);
        /* The third is worth most; where it is entered it was seen in 8 looks. */
        copy.vacant[1] = 300;
        if (enter_year(&round, &one, 1, &plan) == 1)
            seen[plan.place.community]++;
    }
    const double never = pow(1.0 / 3, 8);
    assert_int_equal(seen[0], 0);
    assert_true(fabs(seen[1] / 3000.0 - never) <
                4 * sqrt(never / 3000) + 1e-9); /* all 8 were the second */
}

enum { COMMUNITIES = 3000, PRODUCTS = 14, MANY = COMMUNITIES * PRODUCTS, POOL = 500 };

/* A large city on a grid; `numbers` holds 6 * MANY + 5 * COMMUNITIES. */
static struct market_view large_city(double *numbers)
{
    struct market_view view = {.communities = COMMUNITIES,
                               .products = PRODUCTS,
                               .unmet = numbers,
                               .latent = numbers + MANY,
                               .needers = numbers + 2 * MANY,
                               .rivals = numbers + 3 * MANY,
                               .farthest = numbers + 5 * MANY,
                               .rent = numbers + 6 * MANY,
                               .vacant_m2 = numbers + 6 * MANY + COMMUNITIES,
                               .east = numbers + 6 * MANY + 2 * COMMUNITIES,
                               .north = numbers + 6 * MANY + 3 * COMMUNITIES,
                               .radius = numbers + 6 * MANY + 4 * COMMUNITIES};
    for (int i = 0; i < MANY; i++) {
        view.unmet[i] = i % 7;
        view.needers[i] = 200;
        view.rivals[i] = 1.5;
        view.farthest[i] = INFINITY;
    }
    for (int i = 0; i < COMMUNITIES; i++) {
        view.rent[i] = 1;
        view.vacant_m2[i] = 2000;
        numbers[6 * MANY + 2 * COMMUNITIES + i] = 0.4 * (i % 55);
        numbers[6 * MANY + 3 * COMMUNITIES + i] = 0.4 * (i / 55);
        numbers[6 * MANY + 4 * COMMUNITIES + i] = 0.3;
    }
    return view;
}

static void ten_thousand_cells_and_entrants_take_no_time(void **state)
{
    (void)state;
    struct little little;
    double *numbers = calloc(6 * MANY + 5 * COMMUNITIES, sizeof *numbers);
    struct enter_terms *terms = calloc(OPERATOR_KINDS * PRODUCTS, sizeof *terms);
    struct enter_entrant *pool = calloc(POOL, sizeof *pool);
    struct enter_plan *plans = calloc(POOL, sizeof *plans);
    make_little(&little);
    struct market_view view = large_city(numbers);
    for (int i = 0; i < OPERATOR_KINDS * PRODUCTS; i++)
        terms[i] = little.terms[0];
    enter_fill(1, 4401, OPERATOR_COMPANY, 2025, POOL, pool, POOL);
    struct enter_round round = round_of(&little);
    round.market = &view;
    round.terms = terms;
    round.cumulative = numbers + 4 * MANY;
    const clock_t start = clock();
    const int entered = enter_year(&round, pool, POOL, plans);
    const double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    assert_int_equal(entered, POOL);
    print_message("%d entrants over %d cells: %.3f s\n", entered, MANY, seconds);
    assert_true(seconds < 1);
    free(numbers);
    free(terms);
    free(pool);
    free(plans);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_opening_is_worth_the_sum_of_its_months),
        cmocka_unit_test(an_opening_is_worth_what_instruments_give_it_too),
        cmocka_unit_test(space_rules_and_no_demand_bound_a_plan),
        cmocka_unit_test(the_pool_is_poisson_stable_and_without_public_operators),
        cmocka_unit_test(each_entrant_sees_what_those_before_it_planned),
        cmocka_unit_test(neighbours_hear_of_a_new_site_and_come_as_far_as_it_reaches),
        cmocka_unit_test(who_has_just_come_has_not_heard),
        cmocka_unit_test(a_small_site_is_full_before_all_know_it),
        cmocka_unit_test(nobody_enters_where_nobody_asks_or_looks),
        cmocka_unit_test(openings_are_seen_in_proportion_to_who_asks),
        cmocka_unit_test(ten_thousand_cells_and_entrants_take_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
