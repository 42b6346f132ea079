/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A ledger that can be checked by hand. */
#ifndef LINLI_TESTS_SUPPORT_LEDGER_FIXTURE_H
#define LINLI_TESTS_SUPPORT_LEDGER_FIXTURE_H

#include "support/check.h"

#include "state/ledger.h"

#include <stdlib.h>

static const month start = 2024 * 12; /* 2024-01 */

/* One district budget, two operators with a site each. */
struct world {
    struct ledger ledger;
    int32_t budget, operators[2], sites[2];
};

static inline struct ledger_transfer transfer(struct ledger_party payer,
                                              struct ledger_party payee,
                                              enum money_purpose purpose, money fen)
{
    return (struct ledger_transfer){.payer = payer,
                                    .payee = payee,
                                    .purpose = purpose,
                                    .product = LEDGER_NO_PRODUCT,
                                    .site = LEDGER_NO_SITE,
                                    .fen = fen};
}

static inline money pay(struct ledger *ledger, struct ledger_transfer what)
{
    struct error err;
    money unpaid = -1;

    assert_int_equal(ledger_pay(ledger, &ledger->own, &what, &unpaid, &err), 0);
    return unpaid;
}

static inline void settle(struct ledger *ledger)
{
    struct error err;

    assert_int_equal(ledger_merge(ledger, &ledger->own, &err), 0);
    assert_int_equal(ledger_check(ledger, &err), 0);
}

static inline struct ledger_party outside(void)
{
    return ledger_free_party(ACCOUNT_OUTSIDE);
}

static inline int open_world(void **state)
{
    struct world *world = calloc(1, sizeof(*world));
    struct error err;

    assert_non_null(world);
    assert_int_equal(ledger_init(&world->ledger, &err), 0);
    assert_int_equal(ledger_add_budget(&world->ledger, ACCOUNT_DISTRICT,
                                       "civil_affairs", &world->budget, &err),
                     0);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(
            ledger_add_operator(&world->ledger, 0, &world->operators[i], &err), 0);
        assert_int_equal(ledger_add_site(&world->ledger, &world->sites[i], &err), 0);
    }
    ledger_begin(&world->ledger, start);
    *state = world;
    return 0;
}

static inline int close_world(void **state)
{
    struct world *world = *state;

    ledger_free(&world->ledger);
    ledger_free(&world->ledger); /* may be called twice */
    free(world);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_world, close_world)

#endif
