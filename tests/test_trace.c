/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The notes on one resident: true, complete, and without effect on what happens. */
#include "support/check.h"
#include "state/books.h"
#include "support/services_fixture.h"

#include <math.h>
#include <string.h>

enum { MONTHS = 26 };

/* Somebody of the base population who is old and in need of care. */
static entity_id find_elder(const struct world *world)
{
    enum { OLD = 80 };
    const struct residents *p = &world->blocks[0].residents;
    for (row i = 0; i < p->count; i++)
        if (age_years(p->birth[i], world->now) >= OLD &&
            bits_care(p->bits[i]) >= CARE_MODERATE)
            return p->id[i];
    return ID_NONE;
}

/* Lives through the months, watching somebody or nobody. */
static uint64_t live(struct trace *trace)
{
    struct services_fixture f;
    struct error err = {0};
    struct world world;
    assert_int_equal(services_fixture_open(&f, 0, month_of(2022, 12), 2, 3, NULL), 0);
    services_must(services_world(&f, 2, 11, &world, &err), &err);
    if (trace) {
        trace_init(trace, find_elder(&world));
        assert_true(trace->resident != ID_NONE);
        world.services->trace = trace;
    }
    for (int k = 0; k < MONTHS; k++) {
        if (trace)
            services_must(trace_reserve(trace, &err), &err);
        services_must(cycle_month(&world, &err), &err);
    }
    const uint64_t sum = services_digest(&world);
    world_free(&world);
    services_fixture_close(&f);
    return sum;
}

static void watching_somebody_changes_nothing(void **state)
{
    struct trace trace;
    (void)state;
    assert_int_equal(live(&trace), live(NULL));
    assert_true(trace.choices.count > 5);
    assert_true(trace.uses.count > 0);
    trace_free(&trace);
}

static bool could_choose(const struct trace_choice *choice, int k)
{
    const struct trace_offer *offer = &choice->offer[k];
    return choice->entitled && offer->in_reach && offer->knows && offer->in_slot &&
           offer->affordable;
}

static void what_is_chosen_has_the_greatest_utility_of_all(void **state)
{
    struct trace trace;
    int services = 0, others = 0;
    (void)state;
    live(&trace);
    for (size_t n = 0; n < trace.choices.count; n++) {
        const struct trace_choice *choice = &trace.choices.item[n];
        if (!choice->need && choice->amount <= 0.0)
            continue;
        double best = choice->nothing;
        if (choice->has_family && choice->family > best)
            best = choice->family;
        if (choice->has_market && choice->market > best)
            best = choice->market;
        for (int k = 0; k < choice->offers; k++)
            if (could_choose(choice, k) && choice->offer[k].value > best)
                best = choice->offer[k].value;
        const double value = choice->choice == CHOICE_NONE     ? choice->nothing
                             : choice->choice == CHOICE_FAMILY ? choice->family
                             : choice->choice == CHOICE_MARKET
                                 ? choice->market
                                 : choice->offer[choice->choice].value;
        if (choice->choice == CHOICE_NONE && choice->listed > 0)
            continue; /* no class of places takes such a person */
        assert_true(value == best);
        services += choice->choice >= 0;
        others += choice->choice < 0;
    }
    assert_true(services > 0);
    assert_true(others > 0);
    trace_free(&trace);
}

static void the_terms_of_a_utility_add_up_to_it(void **state)
{
    struct trace trace;
    int walks = 0;
    (void)state;
    live(&trace);
    for (size_t n = 0; n < trace.choices.count; n++)
        for (int k = 0; k < trace.choices.item[n].offers; k++) {
            const struct trace_offer *offer = &trace.choices.item[n].offer[k];
            double sum = 0.0;
            for (int t = 0; t < TERMS; t++)
                sum += offer->term[t];
            assert_true(sum == offer->value);
            assert_true(offer->term[TERM_PRICE] <= 0.0);
            assert_true(offer->term[TERM_WALK] <= 0.0);
            assert_true(offer->term[TERM_CROWD] <= 0.0);
            walks += offer->term[TERM_WALK] < 0.0;
        }
    assert_true(walks > 0);
    trace_free(&trace);
}

static void nobody_is_served_more_than_was_asked_and_uses_follow_choices(void **state)
{
    struct trace trace;
    (void)state;
    live(&trace);
    for (size_t n = 0; n < trace.uses.count; n++) {
        const struct trace_use *use = &trace.uses.item[n];
        bool chosen = false;
        if (use->kind == TIE_VISITS)
            assert_true(use->served <= use->asked);
        else
            assert_int_equal(use->served, use->kind == TIE_HOLDS);
        for (size_t m = 0; m < trace.choices.count; m++) {
            const struct trace_choice *choice = &trace.choices.item[m];
            if (choice->product != use->product || choice->when > use->when)
                continue;
            for (int k = 0; k < choice->listed; k++)
                chosen |= choice->offer[choice->list[k]].room == use->room;
        }
        assert_true(chosen);
    }
    trace_free(&trace);
}

/* A price is weighed over incomes, which rise, and told in yuan of its month. */
static void prices_are_told_as_they_are_asked(void **state)
{
    struct services_fixture f;
    struct error err = {0};
    struct world world;
    struct trace trace;
    int told = 0;
    (void)state;
    assert_int_equal(services_fixture_open(&f, 0, month_of(2023, 12), 2, 30, NULL), 0);
    assert_int_equal(services_books(&f), 0);
    services_must(services_world(&f, 2, 11, &world, &err), &err);
    trace_init(&trace, find_elder(&world));
    world.services->trace = &trace;
    for (int m = 0; m < MONTHS; m++) {
        size_t n = trace.choices.count;
        services_must(trace_reserve(&trace, &err), &err);
        services_must(cycle_month(&world, &err), &err);
        for (; n < trace.choices.count; n++) {
            const struct trace_choice *choice = &trace.choices.item[n];
            const struct product *product = &f.catalogue->products[choice->product];
            const double times = product->use == USE_VISIT ? choice->amount : 1.0;
            for (int k = 0; k < choice->offers; k++) {
                const struct trace_offer *offer = &choice->offer[k];
                const double weighed =
                    times *
                    (world.services->rooms[offer->room].price + product->extra_cost);
                assert_true(fabs(offer->price * world.books->told - weighed) < 1e-6);
                told += world.books->told < 0.999 && weighed > 0.0;
            }
        }
    }
    assert_true(told > 0);
    trace_free(&trace);
    world_free(&world);
    services_fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(watching_somebody_changes_nothing),
        cmocka_unit_test(what_is_chosen_has_the_greatest_utility_of_all),
        cmocka_unit_test(the_terms_of_a_utility_add_up_to_it),
        cmocka_unit_test(nobody_is_served_more_than_was_asked_and_uses_follow_choices),
        cmocka_unit_test(prices_are_told_as_they_are_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
