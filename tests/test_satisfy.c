/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Satisfaction by hand: the mean of five parts, and what a resident of a small city sees
 * of a place held, a list and visits refused. */
#include "process/satisfy.h"
#include "support/check.h"
#include "support/services_fixture.h"
#include "support/values.h"

#include <math.h>

enum { SEED = 2385 };

static const struct satisfy_view usual = {.served = true,
                                          .met = true,
                                          .burden = 0.1,
                                          .walk = 0.4,
                                          .quality = 0.62,
                                          .waited = 4};

/* 35 + 20 x (1 - 0.1 / 0.4) + 15 x (1 - 0.4) + 20 x 0.62 + 10 x (1 - 4 / 12) = 78.07 */
static void five_parts_add_up_as_by_hand(void **state)
{
    struct values values = values_default();
    struct satisfy_view view = usual;
    (void)state;
    assert_int_equal(satisfy_score(&values, &view), 78);
    view.met = false; /* 43.07 */
    assert_int_equal(satisfy_score(&values, &view), 43);
    /* Only proportions of the weights count. */
    values.satisfy_met *= 7.3;
    values.satisfy_price *= 7.3;
    values.satisfy_walk *= 7.3;
    values.satisfy_quality *= 7.3;
    values.satisfy_wait *= 7.3;
    assert_int_equal(satisfy_score(&values, &usual), 78);
}

static void every_part_alone_moves_it_its_way_to_its_limit(void **state)
{
    const struct values values = values_default();
    struct satisfy_view worse[] = {usual, usual, usual, usual, usual, usual};
    /* Below by hand: 78.07 less what the part gave. */
    static const int score[] = {43, 63, 69, 66, 71, 75};
    (void)state;
    worse[0].met = false;
    worse[1].burden = 0.73; /* beyond the budget: not below 0 */
    worse[2].walk = 1.0;
    worse[3].quality = 0.0;
    worse[4].waited = 25;
    worse[5].refused = 0.5; /* 78.07 - 3.33 */
    for (size_t k = 0; k < sizeof worse / sizeof *worse; k++)
        assert_int_equal(satisfy_score(&values, &worse[k]), score[k]);
    const struct satisfy_view best = {.served = true, .met = true, .quality = 1.0};
    assert_int_equal(satisfy_score(&values, &best), 100);
}

static void who_waits_has_the_part_of_waiting_alone(void **state)
{
    const struct values values = values_default();
    struct satisfy_view view = usual;
    (void)state;
    view.served = view.met = false;
    assert_int_equal(satisfy_score(&values, &view), 7);
    view.waited = 12;
    assert_int_equal(satisfy_score(&values, &view), 0);
}

static void alter_place(struct catalogue *catalogue)
{
    services_one_product(catalogue, "elder_day")->reach = 60.0;
}

/* A world of one product in its first month, and a resident in need of care. */
struct scene {
    struct services_fixture f;
    struct world world;
    struct home home;
    struct tie tie;
    const struct offer *offer;
};

static void open_scene(struct scene *scene)
{
    struct error err = {0};
    *scene = (struct scene){0};
    assert_int_equal(services_fixture_open_with(&scene->f, 0, month_of(2022, 12), 2, 7,
                                                change_settled, alter_place),
                     0);
    assert_int_equal(services_world(&scene->f, 1, SEED, &scene->world, &err), 0);
    assert_int_equal(cycle_month(&scene->world, &err), 0);
    struct block *block = &scene->world.blocks[0];
    scene->home = (struct home){.world = &scene->world, .block = block};
    row i = 0;
    while (bits_care(block->residents.bits[i]) < CARE_MODERATE ||
           block->residents.bits[i] & BITS_COLLECTIVE ||
           block->households.size[block->residents.household[i]] < 2) {
        i++;
        assert_true(i < block->residents.count);
    }
    scene->tie = (struct tie){.row = i, .kind = TIE_HOLDS, .placed = 1, .months = 3};
    scene->offer = &scene->world.services->offers[0].item[0];
}

static void close_scene(struct scene *scene)
{
    world_free(&scene->world);
    services_fixture_close(&scene->f);
}

static void burden_and_walk_are_those_of_the_home(void **state)
{
    struct scene s;
    (void)state;
    open_scene(&s);
    struct room_state *room = &s.world.services->rooms[s.offer->room];
    const struct residents *p = &s.home.block->residents;
    const row h = p->household[s.tie.row];
    const struct pending pending = {.amount = 8.0};
    room->price = 512.0;
    room->quality = 0.385;
    s.f.catalogue->products[0].extra_cost = 23.0;
    const struct satisfy_view view = satisfy_see(&s.home, &s.tie, &pending);
    const double income = s.world.services->income[p->income[s.tie.row] >> 8] *
                          s.home.block->households.size[h];
    assert_true(fabs(view.burden - 535.0 / income) < 1e-12);
    assert_true(view.quality == 0.385);
    const double *at =
        services_position(s.world.services, s.home.block->households.key[h]);
    const double radius = s.world.city->communities[0].radius_km;
    const double km =
        hypot(s.offer->east_km - at[0] * radius, s.offer->north_km - at[1] * radius);
    const double minutes =
        km * s.world.values.walk_detour * 60.0 / s.world.values.walk_speed_dependent;
    assert_true(minutes > 0.0);
    assert_true(fabs(view.walk - minutes / 60.0) < 1e-12);
    s.f.catalogue->products[0].delivery = DELIVERY_HOME;
    assert_true(satisfy_see(&s.home, &s.tie, &pending).walk == 0.0);
    close_scene(&s);
}

static void a_wait_is_remembered_for_the_first_year_of_a_place(void **state)
{
    struct scene s;
    const struct pending pending = {.amount = 8.0};
    (void)state;
    open_scene(&s);
    s.tie.third = 5; /* waited before the place was given */
    assert_true(satisfy_see(&s.home, &s.tie, &pending).waited == 5.0);
    assert_true(satisfy_see(&s.home, &s.tie, &pending).served);
    s.tie.months = 12;
    assert_true(satisfy_see(&s.home, &s.tie, &pending).waited == 0.0);
    s.tie.kind = TIE_WAITS;
    s.tie.months = 14;
    assert_true(satisfy_see(&s.home, &s.tie, &pending).waited == 14.0);
    assert_false(satisfy_see(&s.home, &s.tie, &pending).served);
    close_scene(&s);
}

static void refused_visits_are_a_share_of_those_asked(void **state)
{
    struct scene s;
    const struct pending pending = {.amount = 8.0};
    (void)state;
    open_scene(&s);
    s.tie.kind = TIE_VISITS;
    s.tie.asked = 8;
    s.tie.served = 6;
    assert_true(satisfy_see(&s.home, &s.tie, &pending).refused == 0.25);
    s.tie.served = 0;
    assert_false(satisfy_see(&s.home, &s.tie, &pending).served);
    s.tie.asked = 0; /* a month without an occasion is no refusal */
    assert_true(satisfy_see(&s.home, &s.tie, &pending).served);
    assert_true(satisfy_see(&s.home, &s.tie, &pending).refused == 0.0);
    close_scene(&s);
}

/* Whoever got a place after some months on the list tells of them. */
static void a_place_given_carries_the_months_on_the_list(void **state)
{
    struct services_fixture f;
    struct world world;
    struct error err = {0};
    int64_t remembered = 0, fresh = 0;
    (void)state;
    assert_int_equal(services_fixture_open(&f, 0, month_of(2022, 12), 1, 7, NULL), 0);
    assert_int_equal(services_world(&f, 1, SEED, &world, &err), 0);
    for (int m = 0; m < 16; m++)
        assert_int_equal(cycle_month(&world, &err), 0);
    for (int c = 0; c < world.count; c++)
        for (uint32_t k = 0; k < world.blocks[c].ties.count; k++) {
            const struct tie *tie = &world.blocks[c].ties.item[k];
            if (tie->kind != TIE_HOLDS)
                continue;
            assert_true(tie->third <= 16);
            remembered += tie->third > 0;
            fresh += tie->third == 0;
        }
    print_message("places: %lld after a wait, %lld without\n", (long long)remembered,
                  (long long)fresh);
    assert_true(remembered > 10);
    assert_true(fresh > 20);
    world_free(&world);
    services_fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(five_parts_add_up_as_by_hand),
        cmocka_unit_test(every_part_alone_moves_it_its_way_to_its_limit),
        cmocka_unit_test(who_waits_has_the_part_of_waiting_alone),
        cmocka_unit_test(burden_and_walk_are_those_of_the_home),
        cmocka_unit_test(a_wait_is_remembered_for_the_first_year_of_a_place),
        cmocka_unit_test(refused_visits_are_a_share_of_those_asked),
        cmocka_unit_test(a_place_given_carries_the_months_on_the_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
