/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A whole city at its facilities: more places harm no asker, nobody is refused beside a
 * free place, visits dealt are those that sessions hold, and surveys add up. */
#include "cycle/cycle.h"
#include "cycle/pass.h"
#include "process/meet.h"
#include "support/check.h"
#include "support/services_fixture.h"

#include <math.h>
#include <string.h>

enum { SEED = 2385 };

struct one_world {
    struct services_fixture f;
    struct world world;
    struct tie *
        *before; /* [communities] ties as they asked, before places were dealt */
    bool once;   /* who is refused a visit tries no second site */
};

static void open_one(struct one_world *one, int sites, int places, int threads,
                     void (*change)(struct scenario *),
                     void (*alter)(struct catalogue *))
{
    struct error err = {0};
    *one = (struct one_world){0};
    assert_int_equal(services_fixture_open_with(&one->f, 0, month_of(2023, 12), sites,
                                                places, change, alter),
                     0);
    services_must(services_world(&one->f, threads, SEED, &one->world, &err), &err);
}

static void close_one(struct one_world *one)
{
    for (int c = 0; one->before && c < one->world.count; c++)
        free(one->before[c]);
    free(one->before);
    world_free(&one->world);
    services_fixture_close(&one->f);
}

/* One month up to its facilities; notes who asked what between. Movers stay at home. */
static void ask_and_serve(struct one_world *one)
{
    struct world *world = &one->world;
    struct error err = {0};
    services_must(cycle_enact(world, &err), &err);
    services_must(services_enact(world, &err), &err);
    services_must(pass_homes(world, cycle_home, cycle_services, &err), &err);
    one->before = calloc((size_t)world->count, sizeof(struct tie *));
    assert_non_null(one->before);
    for (int c = 0; c < world->count; c++) {
        struct ties *ties = &world->blocks[c].ties;
        for (uint32_t k = 0; one->once && k < ties->count; k++)
            if (ties->item[k].kind == TIE_VISITS)
                ties->item[k].second = TIE_NONE;
        one->before[c] = calloc((size_t)ties->count + 1, sizeof *ties->item);
        assert_non_null(one->before[c]);
        memcpy(one->before[c], ties->item, ties->count * sizeof *ties->item);
    }
    for (int k = 0; cycle_facilities[k]; k++)
        services_must(cycle_facilities[k]->city(world, &err), &err);
}

/* Which of the listed sites was given: 0 the best, 3 none. */
static int rank_given(const struct tie *asked, const struct tie *now)
{
    enum { NONE = 3 };
    const uint16_t wish[] = {asked->offer, asked->second, asked->third};
    if (now->kind != TIE_HOLDS)
        return NONE;
    for (int k = 0; k < NONE; k++)
        if (wish[k] == now->offer)
            return k;
    fail_msg("a place nobody asked for");
    return NONE;
}

/* How many got a better place, more visits, fewer of them; nobody a worse place. */
struct change {
    int64_t better, refused, more, fewer;
};

static struct change compare_worlds(bool once)
{
    struct one_world few, more;
    struct change change = {0};
    open_one(&few, 2, 4, 1, NULL, NULL);
    open_one(&more, 2, 5, 1, NULL, NULL);
    few.once = more.once = once;
    ask_and_serve(&few);
    ask_and_serve(&more);
    for (int c = 0; c < few.world.count; c++) {
        const struct ties *a = &few.world.blocks[c].ties;
        const struct ties *b = &more.world.blocks[c].ties;
        assert_int_equal(a->count, b->count);
        assert_memory_equal(few.before[c], more.before[c], a->count * sizeof *a->item);
        for (uint32_t k = 0; k < a->count; k++) {
            const struct tie *asked = &few.before[c][k];
            if (asked->kind == TIE_VISITS) {
                change.more += b->item[k].served > a->item[k].served;
                change.fewer += b->item[k].served < a->item[k].served;
                assert_true(b->item[k].served >= a->item[k].served - 1);
                continue;
            }
            const int here = rank_given(asked, &a->item[k]);
            const int there = rank_given(asked, &b->item[k]);
            assert_true(there <= here);
            change.better += there < here;
            change.refused += there > 0;
        }
    }
    print_message(
        "places: %ld better, %ld still not their first; visits: %ld get more, "
        "%ld one less\n",
        (long)change.better, (long)change.refused, (long)change.more,
        (long)change.fewer);
    close_one(&few);
    close_one(&more);
    return change;
}

static void more_places_make_no_asker_worse_off(void **state)
{
    const struct change change = compare_worlds(true);
    (void)state;
    assert_true(change.better > 20 && change.refused > 20 && change.more > 500);
    assert_int_equal(change.fewer, 0);
}

/* What a site has left for second tries is a mean over its sessions, so that a larger
 * site may have a visit less left (docs/MODEL.md 7.16). */
static void more_places_cost_a_second_try_one_visit_at_most_and_rarely(void **state)
{
    const struct change change = compare_worlds(false);
    (void)state;
    assert_true(change.fewer * 200 < change.more);
}

/* Who waits after the month in which places are filled has full rooms on the list. */
static void nobody_is_refused_beside_a_free_place(void **state)
{
    struct one_world one;
    int64_t waiting = 0;
    (void)state;
    open_one(&one, 2, 5, 2, NULL, NULL);
    ask_and_serve(&one);
    for (int c = 0; c < one.world.count; c++) {
        const struct ties *ties = &one.world.blocks[c].ties;
        const struct offers *offers = &one.world.services->offers[c];
        for (uint32_t k = 0; k < ties->count; k++) {
            const struct tie *tie = &ties->item[k];
            const uint16_t wish[] = {tie->offer, tie->second, tie->third};
            if (tie->kind != TIE_WAITS)
                continue;
            waiting++;
            for (int w = 0; w < 3; w++) {
                if (wish[w] == TIE_NONE)
                    continue;
                const struct room_state *room =
                    &one.world.services->rooms[offers->item[wish[w]].room];
                assert_true(room->held[tie->part] >= room->capacity[tie->part]);
            }
        }
    }
    assert_true(waiting > 100);
    close_one(&one);
}

/* Visits that residents got, by product and slot. */
static void add_visits(const struct world *world, int64_t got[][SLOTS])
{
    for (int c = 0; c < world->count; c++) {
        const struct ties *ties = &world->blocks[c].ties;
        const struct offers *offers = &world->services->offers[c];
        for (uint32_t k = 0; k < ties->count; k++) {
            const struct tie *tie = &ties->item[k];
            if (tie->kind != TIE_VISITS)
                continue;
            assert_in_range(tie->served, 0, tie->asked);
            got[offers->item[tie->offer].product][tie->part] += tie->served;
        }
    }
}

static void visits_dealt_are_those_that_sessions_hold(void **state)
{
    struct one_world one;
    struct error err = {0};
    int64_t full = 0, again = 0, got[CATALOGUE_PRODUCTS][SLOTS] = {{0}};
    (void)state;
    open_one(&one, 2, 5, 2, NULL, NULL);
    for (int m = 0; m < 2; m++)
        services_must(cycle_month(&one.world, &err), &err);
    ask_and_serve(&one);
    const struct supply *supply = &one.f.supply;
    add_visits(&one.world, got);
    for (int r = 0; r < supply->room_count; r++) {
        const struct room_state *room = &one.world.services->rooms[r];
        const int number = supply->rooms[r].product;
        const struct product *product = &one.f.catalogue->products[number];
        for (int k = 0; k < SLOTS && product->use == USE_VISIT; k++) {
            const int64_t served = room->served[k] + room->served_again[k];
            assert_true((double)served <=
                        ceil(share_sessions(product, k)) * supply->rooms[r].places);
            got[number][k] -= served;
            full += room->served[k] < room->asked[k];
            again += room->served_again[k];
        }
    }
    for (int p = 0; p < one.f.catalogue->product_count; p++)
        for (int k = 0; k < SLOTS; k++)
            assert_int_equal(got[p][k], 0);
    assert_true(full > 10 && again > 10);
    close_one(&one);
}

/* The year's tallies of all threads; whole numbers in any order. */
static struct outcome_tally *add_tallies(const struct world *world)
{
    struct outcome_tally *sum = calloc(1, sizeof *sum);
    assert_non_null(sum);
    for (int t = 0; t < world->threads; t++) {
        const int64_t *from = (const int64_t *)world->workers[t].outcome;
        for (size_t k = 0; k < sizeof *sum / sizeof(int64_t); k++)
            ((int64_t *)sum)[k] += from[k];
    }
    return sum;
}

static int64_t outcomes(const struct product_tally *tally, int group)
{
    int64_t sum = 0;
    for (int o = 0; o < OUTCOMES; o++)
        sum += tally->waterfall[group][o];
    return sum;
}

/* Each person is in one group of each kind. */
static void check_groups(const struct product_tally *tally)
{
    static const int first[] = {GROUP_AGE,      GROUP_SEX,  GROUP_REGISTRATION,
                                GROUP_QUINTILE, GROUP_CARE, GROUPS};
    for (int kind = 0; first[kind] < GROUPS; kind++) {
        int64_t need = 0, any = 0, service = 0, fall = 0;
        for (int g = first[kind]; g < first[kind + 1]; g++) {
            assert_true(tally->met_service[g] <= tally->met_any[g]);
            assert_true(tally->met_any[g] <= tally->need[g]);
            assert_true(outcomes(tally, g) <= tally->need[g]);
            need += tally->need[g];
            any += tally->met_any[g];
            service += tally->met_service[g];
            fall += outcomes(tally, g);
        }
        assert_int_equal(need, tally->need[GROUP_ALL]);
        assert_int_equal(any, tally->met_any[GROUP_ALL]);
        assert_int_equal(service, tally->met_service[GROUP_ALL]);
        assert_int_equal(fall, outcomes(tally, GROUP_ALL));
    }
}

static void surveys_add_up_over_groups_with_any_number_of_threads(void **state)
{
    struct outcome_tally *first = NULL;
    (void)state;
    for (int threads = 1; threads <= 3; threads++) {
        struct one_world one;
        struct error err = {0};
        open_one(&one, 2, 5, threads, NULL, NULL);
        for (int m = 0; m < 13; m++)
            services_must(cycle_month(&one.world, &err), &err);
        struct outcome_tally *sum = add_tallies(&one.world);
        int64_t need = 0, fall = 0;
        for (int p = 0; p < one.f.catalogue->product_count; p++) {
            check_groups(&sum->product[p]);
            need += sum->product[p].need[GROUP_ALL];
            fall += outcomes(&sum->product[p], GROUP_ALL);
        }
        /* A tenth by id; needs of one person come together. */
        assert_true(fabs((double)fall / (double)need - 0.1) < 0.01);
        if (first) {
            assert_memory_equal(sum, first, sizeof *sum);
            free(sum);
        } else {
            first = sum;
        }
        close_one(&one);
    }
    free(first);
}

/* Everybody needs the one product: the tenth's needs are its birthdays. */
static void change_fixed(struct scenario *scenario)
{
    change_settled(scenario);
    change_value(scenario, PARAMETER_bear_level, 0.0);
}

static void alter_one(struct catalogue *catalogue)
{
    struct product *product = services_one_product(catalogue, "elder_day");
    product->family = true;
    product->outside = true;
    product->market_price = 2600.0;
}

static int64_t birthdays_of_the_tenth(const struct world *world, int64_t *all)
{
    int64_t tenth = 0;
    for (int c = 0; c < world->count; c++) {
        const struct residents *p = &world->blocks[c].residents;
        if (!world->city->communities[c].reported)
            continue;
        for (row i = 0; i < p->count; i++) {
            const int months = world->now - 1 - p->birth[i];
            const bool asked =
                (months > 0 && months % MONTHS_PER_YEAR == 0) || months == 6;
            *all += asked;
            tenth += asked && resident_lot(p->id[i]) < UINT32_MAX / 10;
        }
    }
    return tenth;
}

static void outcomes_of_the_tenth_are_its_needs(void **state)
{
    struct one_world one;
    struct error err = {0};
    int64_t tenth = 0, all = 0;
    int kinds = 0;
    (void)state;
    open_one(&one, 2, 60, 2, change_fixed, alter_one);
    for (int m = 0; m < 14; m++) {
        services_must(cycle_month(&one.world, &err), &err);
        tenth += birthdays_of_the_tenth(&one.world, &all);
    }
    struct outcome_tally *sum = add_tallies(&one.world);
    const struct product_tally *tally = &sum->product[0];
    assert_int_equal(tally->need[GROUP_ALL], all);
    assert_int_equal(outcomes(tally, GROUP_ALL), tenth);
    for (int o = 0; o < OUTCOMES; o++)
        kinds += tally->waterfall[GROUP_ALL][o] > 0;
    print_message("%ld needs of the tenth, %d kinds of outcome\n", (long)tenth, kinds);
    assert_true(kinds >= 6);
    free(sum);
    close_one(&one);
}

static struct flow_tally add_flows(const struct world *world, int product)
{
    struct flow_tally sum = {0};
    for (int t = 0; t < world->threads; t++)
        for (size_t k = 0; k < sizeof sum / sizeof(int64_t); k++)
            ((int64_t *)&sum)[k] +=
                ((const int64_t *)&world->workers[t].flow[product])[k];
    return sum;
}

static int64_t count_asked(const struct world *world)
{
    int64_t asked = 0;
    for (int c = 0; c < world->count; c++)
        asked += world->services->place[(size_t)c * CATALOGUE_PRODUCTS][PLACE_ASKED];
    return asked;
}

/* Month by month: flows of the first are still there in the second. */
static void who_asks_for_a_place_gets_one_or_waits(void **state)
{
    struct one_world one;
    struct error err = {0};
    struct flow_tally last = {0};
    (void)state;
    open_one(&one, 2, 20, 2, change_fixed, alter_one);
    for (int m = 0; m < 3; m++) {
        services_must(cycle_month(&one.world, &err), &err);
        const struct flow_tally flow = add_flows(&one.world, 0);
        const int64_t placed = flow.placed - last.placed;
        const int64_t away = flow.turned_away - last.turned_away;
        assert_int_equal(flow.asked - last.asked, placed + away);
        assert_true(m > 0 || (placed > 20 && away > 20));
        last = flow;
    }
    assert_int_equal(count_asked(&one.world), last.asked);
    close_one(&one);
}

static int64_t spending(int places, void (*alter)(struct catalogue *), int64_t *users,
                        double *price)
{
    struct one_world one;
    struct error err = {0};
    open_one(&one, 1, places, 2, change_fixed, alter);
    services_must(cycle_month(&one.world, &err), &err);
    struct outcome_tally *sum = add_tallies(&one.world);
    const int64_t spent = sum->spending[GROUP_ALL];
    *users = sum->product[0].met_service[GROUP_ALL];
    *price = one.world.services->rooms[0].price;
    free(sum);
    close_one(&one);
    return spent;
}

static void who_waits_for_a_place_spends_nothing_on_it(void **state)
{
    int64_t users;
    double price;
    (void)state;
    const int64_t spent = spending(60, alter_one, &users, &price);
    assert_true(users > 10 && price > 0.0);
    assert_int_equal(spent, users * (int64_t)(price * 100.0 + 0.5));
}

/* A visit takes 0.7 hours, and all need two and a half. */
static void alter_visits(struct catalogue *catalogue)
{
    struct product *product = services_one_product(catalogue, "meal_site");
    product->need[0].amount = 2.5;
    product->needs = 1;
    product->hours_per_visit = 0.7;
}

static void hours_of_visits_are_visits_times_their_hours(void **state)
{
    struct one_world one;
    struct error err = {0};
    (void)state;
    open_one(&one, 2, 60, 2, change_fixed, alter_visits);
    for (int m = 0; m < 3; m++)
        services_must(cycle_month(&one.world, &err), &err);
    struct outcome_tally *sum = add_tallies(&one.world);
    const struct product_tally *tally = &sum->product[0];
    assert_true(tally->need[GROUP_ALL] > 100 && tally->met_service[GROUP_ALL] > 0);
    assert_int_equal(tally->minutes_needed, tally->need[GROUP_ALL] * 105);
    assert_int_equal(tally->minutes_service, tally->met_service[GROUP_ALL] * 105);
    free(sum);
    close_one(&one);
}

/* Places for the young alone, and no other help. */
static void alter_young(struct catalogue *catalogue)
{
    struct product *product = services_one_product(catalogue, "elder_day");
    product->classes[0].who.age_high = 50 * MONTHS_PER_YEAR;
}

static void whom_no_class_takes_is_not_entitled(void **state)
{
    struct one_world one;
    struct error err = {0};
    (void)state;
    open_one(&one, 2, 60, 2, change_fixed, alter_young);
    for (int m = 0; m < 13; m++)
        services_must(cycle_month(&one.world, &err), &err);
    struct outcome_tally *sum = add_tallies(&one.world);
    const struct product_tally *tally = &sum->product[0];
    const int old = GROUP_AGE + outcome_age_group(60);
    const int young = GROUP_AGE + outcome_age_group(30);
    assert_true(outcomes(tally, old) > 5);
    assert_int_equal(tally->waterfall[old][OUTCOME_NOT_ENTITLED], outcomes(tally, old));
    assert_int_equal(tally->waterfall[young][OUTCOME_NOT_ENTITLED], 0);
    free(sum);
    close_one(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_places_make_no_asker_worse_off),
        cmocka_unit_test(more_places_cost_a_second_try_one_visit_at_most_and_rarely),
        cmocka_unit_test(nobody_is_refused_beside_a_free_place),
        cmocka_unit_test(visits_dealt_are_those_that_sessions_hold),
        cmocka_unit_test(surveys_add_up_over_groups_with_any_number_of_threads),
        cmocka_unit_test(outcomes_of_the_tenth_are_its_needs),
        cmocka_unit_test(who_asks_for_a_place_gets_one_or_waits),
        cmocka_unit_test(who_waits_for_a_place_spends_nothing_on_it),
        cmocka_unit_test(hours_of_visits_are_visits_times_their_hours),
        cmocka_unit_test(whom_no_class_takes_is_not_entitled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
