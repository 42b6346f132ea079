/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Who has heard of a site, against the curves that the hazards lead to. Everybody needs
 * the one product, would walk any way for it, and finds a place: who knows, uses. */
#include "support/check.h"
#include "support/services_fixture.h"

#include <math.h>

enum { MONTHS = 30, SEED = 2385, PLACES = 100000 };

/* Hazards a month, alone and when all needers use the site. */
static const double OUTREACH = 0.0235, CONTACT = 0.31;

static void change_alone(struct scenario *scenario)
{
    change_outreach(scenario, OUTREACH);
}

static void change_contact(struct scenario *scenario)
{
    change_alone(scenario);
    change_value(scenario, PARAMETER_know_contact, CONTACT);
}

static void change_slow(struct scenario *scenario)
{
    change_alone(scenario);
    change_value(scenario, PARAMETER_know_slow_elder, 2.3);
}

/* Whoever knows the site takes a place. */
static void alter_eager(struct catalogue *catalogue)
{
    services_one_product(catalogue, "elder_day")->taste = 1000.0;
}

/* A site in the first community only, opened with the run. */
static void open_world(struct services_fixture *f, void (*change)(struct scenario *),
                       struct world *world)
{
    struct error err = {0};
    assert_int_equal(services_fixture_open_with(f, 0, month_of(2024, 12), 1, PLACES,
                                                change, alter_eager),
                     0);
    f->supply.site_count = f->supply.room_count = 1;
    f->supply.sites[0].opened = f->base.scenario.from;
    services_must(services_world(f, 1, SEED, world, &err), &err);
}

static void close_world(struct services_fixture *f, struct world *world)
{
    world_free(world);
    services_fixture_close(f);
}

/* Who holds a place, of those asked this month: on a birthday, or in the first month
 * everybody. Elders only, or all. */
static void count_asked(const struct world *world, int c, bool first, bool elders,
                        int64_t *asked, int64_t *holding)
{
    const struct block *block = &world->blocks[c];
    const struct residents *p = &block->residents;
    const month now = world->now - 1;
    bool *holds = calloc(p->count + 1, sizeof *holds);
    assert_non_null(holds);
    for (uint32_t k = 0; k < block->ties.count; k++)
        holds[block->ties.item[k].row] = block->ties.item[k].kind == TIE_HOLDS;
    for (row i = 0; i < p->count; i++) {
        if (!first && (now - p->birth[i]) % MONTHS_PER_YEAR != 0)
            continue;
        if (elders && age_years(p->birth[i], now) < STAGE_ELDER)
            continue;
        ++*asked;
        *holding += holds[i];
    }
    free(holds);
}

/* The aware of every month, all communities, against 1 - exp(-H / slow). */
static void compare_aware(void (*change)(struct scenario *), bool elders, double slow)
{
    struct services_fixture f;
    struct world world;
    struct error err = {0};
    double most = 0.0, miss = 0.0, variance = 0.0;
    open_world(&f, change, &world);
    for (int m = 0; m < MONTHS; m++) {
        int64_t asked = 0, aware = 0;
        services_must(cycle_month(&world, &err), &err);
        for (int c = 0; c < world.count; c++)
            count_asked(&world, c, m == 0, elders, &asked, &aware);
        const double expected = 1.0 - exp(-OUTREACH * (m + 1) / slow);
        const double squared = expected * (1.0 - expected) * (double)asked;
        const double z = ((double)aware - expected * (double)asked) / sqrt(squared);
        most = fabs(z) > most ? fabs(z) : most;
        /* The last year asks everybody once. */
        miss += m >= MONTHS - MONTHS_PER_YEAR ? z * sqrt(squared) : 0.0;
        variance += m >= MONTHS - MONTHS_PER_YEAR ? squared : 0.0;
        assert_true(asked > (elders ? 50 : 1000));
        assert_true(fabs(z) < 3.7);
    }
    print_message("aware: at most %.2f standard errors off, in a year %.2f\n", most,
                  miss / sqrt(variance));
    assert_true(fabs(miss) < 3.0 * sqrt(variance));
    close_world(&f, &world);
}

static void the_aware_follow_one_less_exp_of_the_sum_of_hazards(void **state)
{
    (void)state;
    compare_aware(change_alone, false, 1.0);
}

static void elders_hear_more_slowly_by_their_factor(void **state)
{
    (void)state;
    compare_aware(change_slow, true, 2.3);
}

/* Bass (1969) in months: dH = p + q F, F = 1 - exp(-H), in a community where everybody
 * looks around every month. */
static void users_follow_the_curve_of_bass(void **state)
{
    struct services_fixture f;
    struct world world;
    struct error err = {0};
    double sum = 0.0, share = 0.0, most = 0.0;
    (void)state;
    open_world(&f, change_contact, &world);
    for (int m = 0; m < MONTHS; m++) {
        int64_t residents = 0, users = 0;
        for (int c = 0; c < world.count; c++)
            for (row i = 0; i < world.blocks[c].residents.count; i++)
                services_must(block_stir(&world.blocks[c], i, &err), &err);
        services_must(cycle_month(&world, &err), &err);
        sum += OUTREACH + CONTACT * share;
        share = 1.0 - exp(-sum);
        for (int c = 0; c < world.count; c++) {
            residents += world.blocks[c].residents.count;
            users += world.blocks[c].ties.count;
        }
        const double miss = (double)users / (double)residents - share;
        print_message("month %2d: users %.4f, curve %.4f\n", m,
                      (double)users / (double)residents, share);
        most = fabs(miss) > most ? fabs(miss) : most;
    }
    print_message("Bass: at most %.4f off\n", most);
    assert_true(share > 0.95); /* the whole S was run through */
    assert_true(most < 0.02);
    close_world(&f, &world);
}

/* Everybody moves here in the middle of a year, having heard what others had: what was
 * said before that year is not known (of a founder it is). */
static void compare_newcomers(unsigned arrival, double before)
{
    enum { AFTER = 12 };
    struct services_fixture f;
    struct world world;
    struct error err = {0};
    double miss = 0.0, variance = 0.0;
    open_world(&f, change_alone, &world);
    for (int m = 0; m < MONTHS + AFTER; m++) {
        int64_t asked = 0, aware = 0;
        for (int c = 0; m == MONTHS && c < world.count; c++) {
            struct block *block = &world.blocks[c];
            block->ties.count = 0;
            for (row i = 0; i < block->residents.count; i++)
                block->residents.arrival[i] = (uint16_t)arrival;
        }
        services_must(cycle_month(&world, &err), &err);
        for (int c = 0; m >= MONTHS && c < world.count; c++)
            count_asked(&world, c, false, false, &asked, &aware);
        const double expected = 1.0 - exp(-OUTREACH * (m + 1 - before));
        miss += (double)aware - expected * (double)asked;
        variance += expected * (1.0 - expected) * (double)asked;
    }
    print_message("newcomers: %.2f standard errors off\n", miss / sqrt(variance));
    assert_true(fabs(miss) < 3.0 * sqrt(variance));
    close_world(&f, &world);
}

static void who_comes_from_elsewhere_has_not_heard_what_was_said_before(void **state)
{
    /* The run starts in 2020-11: two Januaries of 12 months before 2023 lie 26 on. */
    (void)state;
    compare_newcomers(month_of(2023, 2) | ARRIVAL_WITHIN, 26.0);
    compare_newcomers(month_of(2020, 12), 0.0);
}

/* Moves within the city date the arrival anew; moves in the community do not. */
static void a_move_to_another_community_is_an_arrival(void **state)
{
    struct services_fixture f;
    struct world world;
    struct error err = {0};
    int64_t away = 0, near = 0;
    (void)state;
    assert_int_equal(services_fixture_open(&f, 0, month_of(2022, 12), 1, 40, NULL), 0);
    services_must(services_world(&f, 1, SEED, &world, &err), &err);
    for (int m = 0; m < 6; m++) {
        const month now = world.now;
        services_must(cycle_month(&world, &err), &err);
        for (size_t k = 0; k < world.workers[0].movers.count; k++) {
            const struct mover *mover = &world.workers[0].movers.item[k];
            const struct residents *p = &world.blocks[mover->destination].residents;
            row i = 0;
            while (i < p->count && p->id[i] != mover->who.id)
                i++;
            assert_true(i < p->count);
            assert_int_equal(p->arrival[i], mover->moved
                                                ? (unsigned)now | ARRIVAL_WITHIN
                                                : mover->who.arrival);
            away += mover->moved;
            near += !mover->moved;
        }
    }
    assert_true(away > 50);
    assert_true(near > 20);
    world_free(&world);
    services_fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_aware_follow_one_less_exp_of_the_sum_of_hazards),
        cmocka_unit_test(elders_hear_more_slowly_by_their_factor),
        cmocka_unit_test(users_follow_the_curve_of_bass),
        cmocka_unit_test(who_comes_from_elsewhere_has_not_heard_what_was_said_before),
        cmocka_unit_test(a_move_to_another_community_is_an_arrival),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
