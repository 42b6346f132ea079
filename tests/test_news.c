/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What a door that opens or closes does to choices, against a city in which it was always
 * so: sites with places for all, nothing else that changes, everybody of one product. */
#include "support/check.h"
#include "support/ids.h"
#include "support/services_fixture.h"

#include <math.h>

enum { SITES = 6, EXTRA = SITES, MANY_PLACES = 100000, SEED = 2385, MOVES = 3 };

/* What a community hears of a site a month, by outreach alone, where not all is heard. */
static const double HEARS = 0.4;
/* Those whose birthday is not in the month. */
static const double NOT_ASKED = 1.0 - 1.0 / MONTHS_PER_YEAR;

static void change_known(struct scenario *scenario)
{
    change_outreach(scenario, 1000.0);
}

static void change_heard(struct scenario *scenario)
{
    change_outreach(scenario, HEARS);
}

/* Nothing that changes with age or care. */
static void alter_still(struct catalogue *catalogue)
{
    struct product *product = services_one_product(catalogue, "fitness");
    product->taste = 0.385;
    product->price_weight = 0.0053;
    product->time_weight = 0.0;
    product->quality_weight = 1.3;
}

/* A site in each of the six communities, and one more in the first. */
static void open_fixture(struct services_fixture *f, void (*change)(struct scenario *),
                         month opens, month closes)
{
    assert_int_equal(services_fixture_open_with(f, 0, month_of(2024, 12), 1,
                                                MANY_PLACES, change, alter_still),
                     0);
    struct supply *supply = &f->supply;
    assert_int_equal(supply->site_count, SITES);
    supply->sites = realloc(supply->sites, (SITES + 1) * sizeof *supply->sites);
    supply->rooms = realloc(supply->rooms, (SITES + 1) * sizeof *supply->rooms);
    assert_true(supply->sites && supply->rooms);
    struct site *site = &supply->sites[EXTRA];
    *site = supply->sites[0];
    site->code = supply_code(f->base.study.city.communities[0].code, ORIGIN_PROJECT, 0);
    site->north_km += 0.7;
    site->room = EXTRA;
    site->opened = opens;
    site->closes = closes;
    supply->rooms[EXTRA] = supply->rooms[0];
    supply->rooms[EXTRA].site = EXTRA;
    supply->site_count = supply->room_count = SITES + 1;
    for (int k = 0; k < supply->site_count; k++) {
        supply->sites[k].quality = 0.35 + 0.09 * k;
        supply->rooms[k].price = 11.0 + 2.3 * ((k * 5) % 7);
    }
}

static int site_of(const struct world *world, int c, int offer)
{
    const uint32_t room = world->services->offers[c].item[offer].room;
    return world->services->supply->rooms[room].site;
}

/* The usual and the second site of each resident, by id. */
static void note_choices(const struct world *world, struct ids *choice)
{
    for (int c = 0; c < world->count; c++) {
        const struct block *block = &world->blocks[c];
        for (uint32_t k = 0; k < block->ties.count; k++) {
            const struct tie *tie = &block->ties.item[k];
            const int second =
                tie->second == TIE_NONE ? SITES + 1 : site_of(world, c, tie->second);
            ids_put(choice, block->residents.id[tie->row],
                    site_of(world, c, tie->offer) * 100 + second);
        }
    }
}

static void compare_choices(const struct world *a, const struct world *b)
{
    struct ids one = {0}, other = {0};
    note_choices(a, &one);
    note_choices(b, &other);
    assert_true(one.count > 10000);
    for (int c = 0; c < a->count; c++) {
        const struct residents *p = &a->blocks[c].residents;
        for (row i = 0; i < p->count; i++) {
            const int64_t *here = ids_find(&one, p->id[i]);
            const int64_t *there = ids_find(&other, p->id[i]);
            assert_int_equal(here != NULL, there != NULL);
            if (here)
                assert_int_equal(*here, *there);
        }
    }
    ids_free(&one);
    ids_free(&other);
}

static void live(struct world *world, int months)
{
    struct error err = {0};
    for (int m = 0; m < months; m++)
        services_must(cycle_month(world, &err), &err);
}

static int64_t choosers(const struct world *world, enum choosing_trigger trigger)
{
    return world->workers[0].choosing.choosers[trigger];
}

/* Lives two cities to the month of the move; in the second nothing ever moved. */
static void compare_move(month opens, month closes, month opened, month closed,
                         enum choosing_trigger trigger)
{
    struct services_fixture f, g;
    struct world moved, never;
    struct error err = {0};
    open_fixture(&f, change_known, opens, closes);
    open_fixture(&g, change_known, opened, closed);
    services_must(services_world(&f, 1, SEED, &moved, &err), &err);
    services_must(services_world(&g, 1, SEED, &never, &err), &err);
    live(&moved, MOVES);
    live(&never, MOVES);
    const int64_t before = choosers(&moved, trigger);
    struct ids choice = {0};
    int64_t concerned = 0;
    note_choices(&moved, &choice);
    for (size_t s = 0; s < choice.slots; s++)
        if (choice.id[s] != ID_NONE)
            concerned +=
                choice.value[s] / 100 == EXTRA || choice.value[s] % 100 == EXTRA;
    live(&moved, 1);
    live(&never, 1);
    compare_choices(&moved, &never);
    /* Nobody else is troubled; whose birthday it is, chooses anyhow. */
    const double told = (double)(choosers(&moved, trigger) - before);
    if (trigger == CHOOSING_LEFT)
        assert_true(fabs(told / (double)concerned - NOT_ASKED) < 0.02);
    else
        assert_true(told > 1000.0);
    ids_free(&choice);
    world_free(&moved);
    world_free(&never);
    services_fixture_close(&f);
    services_fixture_close(&g);
}

static void
an_opening_that_all_have_heard_of_is_chosen_at_once_by_whom_it_suits(void **state)
{
    const month from = month_of(2020, 11);
    (void)state;
    compare_move(from + MOVES, -1, from - 60, -1, CHOOSING_OFFER);
}

/* Of them only who went there, or would have gone there next, chooses again. */
static void after_a_closing_choices_are_as_if_the_site_had_never_been(void **state)
{
    const month from = month_of(2020, 11);
    (void)state;
    compare_move(from - 60, from + MOVES, from - 60, from - 1, CHOOSING_LEFT);
}

/* 1 - exp(-H) of those who are not asked anyhow, and of those whom it suits. */
static void who_has_not_heard_of_an_opening_does_not_choose_again(void **state)
{
    struct services_fixture f, g;
    struct world heard, known;
    struct error err = {0};
    struct ids some = {0}, all = {0};
    double residents = 0.0, came = 0.0, suits = 0.0;
    const month from = month_of(2020, 11);
    (void)state;
    open_fixture(&f, change_heard, from + MOVES, -1);
    open_fixture(&g, change_known, from - 60, -1);
    services_must(services_world(&f, 1, SEED, &heard, &err), &err);
    services_must(services_world(&g, 1, SEED, &known, &err), &err);
    live(&heard, MOVES + 1);
    live(&known, MOVES + 1);
    note_choices(&heard, &some);
    note_choices(&known, &all);
    for (size_t s = 0; s < all.slots; s++)
        if (all.id[s] != ID_NONE && all.value[s] / 100 == EXTRA) {
            const int64_t *is = ids_find(&some, all.id[s]);
            suits++;
            came += is && *is / 100 == EXTRA;
        }
    for (int c = 0; c < heard.count; c++)
        residents += heard.blocks[c].residents.count;
    const double aware = 1.0 - exp(-HEARS);
    const double told = (double)choosers(&heard, CHOOSING_OFFER) / residents;
    assert_true(suits > 500.0);
    assert_true(fabs(came / suits - aware) < 4.0 * sqrt(aware * (1.0 - aware) / suits));
    assert_true(fabs(told - aware * NOT_ASKED) < 0.02);
    ids_free(&some);
    ids_free(&all);
    world_free(&heard);
    world_free(&known);
    services_fixture_close(&f);
    services_fixture_close(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            an_opening_that_all_have_heard_of_is_chosen_at_once_by_whom_it_suits),
        cmocka_unit_test(after_a_closing_choices_are_as_if_the_site_had_never_been),
        cmocka_unit_test(who_has_not_heard_of_an_opening_does_not_choose_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
