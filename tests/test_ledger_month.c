/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The law of the ledger in a run that checks no other law, as what users run does. */
#include "support/check.h"

#include "state/books.h"
#include "support/services_fixture.h"

/* A city with books in which only the law of the ledger is checked. */
static void open_lawless(struct services_fixture *f, struct world *world)
{
    struct error err = {0};
    assert_int_equal(services_fixture_open(f, 2000, month_of(2022, 12), 2, 20, NULL),
                     0);
    assert_int_equal(services_books(f), 0);
    assert_int_equal(services_world(f, 1, 3, world, &err), 0);
    world->laws = false;
}

static void a_month_ends_where_the_ledger_does_not_add_up(void **state)
{
    (void)state;
    struct services_fixture f;
    struct world world;
    struct error err = {0};
    open_lawless(&f, &world);
    for (int m = 0; m < 3; m++)
        assert_int_equal(cycle_month(&world, &err), 0);
    world.books->ledger.balance[ACCOUNT_OUTSIDE] += 1;
    assert_int_equal(cycle_month(&world, &err), -1);
    assert_int_equal(err.message, MESSAGE_LAW);
    world_free(&world);
    services_fixture_close(&f);
}

static void a_month_ends_where_an_operator_holds_what_no_account_does(void **state)
{
    (void)state;
    struct services_fixture f;
    struct world world;
    struct error err = {0};
    open_lawless(&f, &world);
    assert_int_equal(cycle_month(&world, &err), 0);
    world.books->ledger.operators[0].cash += 1;
    assert_int_equal(cycle_month(&world, &err), -1);
    assert_int_equal(err.message, MESSAGE_LAW);
    world_free(&world);
    services_fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_month_ends_where_the_ledger_does_not_add_up),
        cmocka_unit_test(a_month_ends_where_an_operator_holds_what_no_account_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
