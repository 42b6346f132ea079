/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What operators make of instruments: prices under grants, caps, steps and profit
 * ceilings, and works that are granted. A city of nurseries at prices that pay. */
#include "support/check.h"

#include "process/withdraw_parts.h"
#include "support/nursery.h"
#include "support/policy_world.h"

/* Nobody enters, and operators outlast what a rule does to them. */
static void changes(struct scenario *scenario)
{
    nursery_nobody_enters(scenario);
    change_value(scenario, PARAMETER_price_stay, 0.0);
    change_value(scenario, PARAMETER_operators_opening_months, 120.0);
    change_value(scenario, PARAMETER_operators_exit_interval, 120.0);
}

static void entrants(struct scenario *scenario)
{
    changes(scenario);
    change_value(scenario, PARAMETER_entry_companies, 1000.0);
    change_value(scenario, PARAMETER_entry_vacant_m2, 600.0);
    /* In so small a city only who is known at once, and without an office, can live. */
    change_value(scenario, PARAMETER_know_near, 1.0);
    change_value(scenario, PARAMETER_operators_overhead_first, 1000.0);
}

static void open(struct policy_world *city, const char *text,
                 void (*change)(struct scenario *))
{
    policy_open_with(city, text, 1, nursery_cheap,
                     change == entrants ? nursery_one_place : NULL, change);
}

static double mean_price(const struct policy_world *city)
{
    const struct books *books = city->world.books;
    double yuan = 0.0;
    for (int r = 0; r < books->supply.room_count; r++)
        yuan += books_price(&city->world, r) / books->supply.room_count;
    return yuan;
}

static int64_t all_users(const struct policy_world *city)
{
    int64_t users = 0;
    for (int s = 0; s < city->world.books->supply.site_count; s++)
        users += policy_users(&city->world, s);
    return users;
}

static money all_cash(const struct policy_world *city)
{
    money fen = 0;
    for (int o = 0; o < city->world.books->operator_count; o++)
        fen += city->world.books->ledger.operators[o].cash;
    return fen;
}

#define GRANT(from) \
    "  - {id: grant, kind: operating_grant, from: " from ", per_person_month: 400}\n"

static void a_grant_per_child_lowers_free_prices_by_at_most_itself(void **state)
{
    (void)state;
    struct policy_world city, bare;
    open(&city, GRANT("2021-01"), changes);
    open(&bare, "", changes);
    policy_live_to(&city, month_of(2023, 6));
    policy_live_to(&bare, month_of(2023, 6));
    const double fall = mean_price(&bare) - mean_price(&city);
    /* Half of the sites are full, and ask what fills them, grant or not. */
    assert_true(fall > 20.0 && fall < 400.0 * 1.02);
    assert_true(all_users(&city) >= all_users(&bare));
    assert_true(policy_people(&city.world) == policy_people(&bare.world));
    policy_close(&city);
    policy_close(&bare);
}

static void under_a_cap_a_grant_raises_cash_and_nothing_else(void **state)
{
    (void)state;
#define CAP "  - {id: cap, kind: price_rule, from: 2022-01, cap: 2500 yuan/month}\n"
    struct policy_world city, bare;
    open(&city, CAP GRANT("2022-01"), changes);
    open(&bare, CAP, changes);
    money before = 0;
    for (int m = 0; m < 38; m++) {
        policy_live(&city, 1);
        policy_live(&bare, 1);
        if (city.world.now == month_of(2022, 1))
            before = all_cash(&city) - all_cash(&bare);
        assert_true(services_digest(&city.world) == services_digest(&bare.world));
    }
    assert_int_equal(before, 0);
    assert_true(mean_price(&city) == mean_price(&bare));
    assert_true(mean_price(&city) < 2500.01 && mean_price(&city) > 2499.99);
    assert_true(all_cash(&city) > all_cash(&bare) + 10000000);
    policy_close(&city);
    policy_close(&bare);
}

static void a_step_binds_every_change_of_price(void **state)
{
    (void)state;
    struct policy_world city;
    open(&city, "  - {kind: price_rule, from: 2021-01, step: 1 %}\n", changes);
    policy_live_to(&city, month_of(2021, 2));
    int moved = 0;
    for (int m = 0; m < 24; m++) {
        double before[16];
        const int rooms = city.world.books->supply.room_count;
        for (int r = 0; r < rooms; r++)
            before[r] = city.world.books->rooms[r].price;
        policy_live(&city, 1);
        for (int r = 0; r < rooms; r++) {
            const double now = city.world.books->rooms[r].price;
            assert_true(before[r] < 0.0 || fabs(now - before[r]) <= 0.0101 * before[r]);
            moved += before[r] >= 0.0 && now != before[r];
        }
    }
    assert_true(moved > 10);
    policy_close(&city);
}

static void a_profit_ceiling_lowers_prices_to_cost_and_share(void **state)
{
    (void)state;
    struct policy_world city, bare;
    open(&city, "  - {kind: price_rule, from: 2021-01, profit_share: 5 %}\n", changes);
    open(&bare, "", changes);
    policy_live_to(&city, month_of(2024, 1));
    policy_live_to(&bare, month_of(2024, 1));
    assert_true(mean_price(&city) < mean_price(&bare) - 50.0);
    for (int r = 0; r < city.world.books->supply.room_count; r++)
        assert_true(force_margin(&city.world, r) == 0.05);
    policy_close(&city);
    policy_close(&bare);
}

/* Fen of a line of all sites' books in a month. */
static money line_of(const struct policy_world *city, enum book_line line, month when)
{
    money fen = 0;
    for (int s = 0; s < city->world.books->supply.site_count; s++)
        fen += book_sum(&city->world.books->ledger.site_books[s], line, when, 1);
    return fen;
}

static void a_tax_that_is_not_asked_for_stands_in_the_books_as_forgone(void **state)
{
    (void)state;
    struct policy_world city, bare;
    open(&city,
         "  - {kind: tax_relief, from: 2021-01, districts: 990101, sales: 60 %}\n"
         "  - {kind: tax_relief, from: 2021-01, districts: 990102, sales: 100 %}\n",
         changes);
    open(&bare, "", changes);
    policy_live_to(&city, month_of(2021, 2));
    policy_live_to(&bare, month_of(2021, 2));
    const month january = month_of(2021, 1);
    const money asked = line_of(&city, BOOK_TAX, january);
    const money forgone = line_of(&city, BOOK_TAX_FORGONE, january);
    const money all = line_of(&bare, BOOK_TAX, january);
    assert_int_equal(line_of(&city, BOOK_FEES, january),
                     line_of(&bare, BOOK_FEES, january));
    assert_true(all > 0 && asked > 0 && llabs(asked + forgone - all) <= 6);
    money east = 0, kept = 0;
    for (int s = 0; s < 3; s++) {
        east += book_sum(&bare.world.books->ledger.site_books[s], BOOK_TAX, january, 1);
        kept += book_sum(&city.world.books->ledger.site_books[s], BOOK_TAX, january, 1);
    }
    assert_int_equal(kept, asked);
    assert_true(llabs(5 * kept - 2 * east) <= 15);
    policy_close(&city);
    policy_close(&bare);
}

static void who_would_open_knows_the_tax_that_will_not_be_asked(void **state)
{
    (void)state;
    struct policy_world city;
    open(&city,
         "  - {kind: tax_relief, from: 2021-01, until: 2021-06, districts: 990101, "
         "sales: 60 %}\n",
         changes);
    policy_live_to(&city, month_of(2021, 2));
    const struct world *world = &city.world;
    const int32_t east = world->books->supply.sites[0].community;
    const int32_t west = world->books->supply.sites[5].community;
    const int product = books_product(world->books, 0);
    struct force_opening opening = {
        .target = {east, product, MODE_MARKET, OPERATOR_COMPANY}, .lease_months = 60};
    const month when = month_of(2021, 4);
    assert_true(fabs(force_open_aid(world, &opening, when, 2).taxed - 0.4) < 1e-12);
    assert_true(force_open_aid(world, &opening, when, 3).taxed == 1.0);
    opening.target.community = west;
    assert_true(force_open_aid(world, &opening, when, 2).taxed == 1.0);
    policy_close(&city);
}

/* What staying is worth to all sites, where the grant runs as the line says. */
static double worth(const char *line, money *ahead)
{
    struct policy_world city;
    struct withdraw_terms terms;
    double yuan = 0.0;
    open(&city, line, changes);
    policy_live_to(&city, month_of(2022, 3));
    *ahead = 0;
    for (int s = 0; s < city.world.books->supply.site_count; s++) {
        yuan += withdraw_look(&city.world, s, &terms);
        *ahead += subsidise_ahead(&city.world, s, month_of(2023, 1));
    }
    policy_close(&city);
    return yuan;
}

static void who_looks_ahead_knows_when_grants_end(void **state)
{
    (void)state;
#define LINE(until)                                            \
    "  - {kind: operating_grant, from: 2021-01, until: " until \
    ", per_place_month: 300}\n"
    money long_ahead, cliff_ahead, taper_ahead;
    const double lasting = worth(LINE("2030-12"), &long_ahead);
    const double cliff = worth(LINE("2022-03"), &cliff_ahead);
    const double taper = worth(LINE("2023-02, taper: 3"), &taper_ahead);
    /* Six sites of 40 places: 72,000 yuan a month; in January 2023 half of it. */
    assert_int_equal(long_ahead, 7200000);
    assert_int_equal(cliff_ahead, 0);
    assert_int_equal(taper_ahead, 3600000);
    assert_true(lasting > taper + 300000 && taper > cliff + 300000);
}

static void works_of_entrants_are_granted_once_they_have_run(void **state)
{
    (void)state;
    struct policy_world city;
    open(&city,
         "  - {kind: capital_grant, from: 2021-01, until: 2022-12, share: 50 %, "
         "after_months: 3}\n",
         entrants);
    policy_live_to(&city, month_of(2022, 2));
    const struct books *books = city.world.books;
    const struct force *force = force_of(&city.world);
    assert_true(books->supply.site_count > 6);
    money promised = 0;
    for (int s = 6; s < books->supply.site_count; s++)
        if (books->supply.sites[s].opened > month_of(2022, 1))
            promised += money_from_yuan(0.5 * books->sites[s].invested);
    money waiting = 0;
    for (size_t k = 0; k < force->promises.count; k++) {
        const struct force_promise *promise = &force->promises.item[k];
        assert_int_equal(promise->when, books->supply.sites[promise->site].opened + 3);
        waiting += promise->fen;
    }
    assert_true(promised > 0);
    assert_int_equal(waiting, promised);
    while (force->promises.count > 0)
        policy_live(&city, 1);
    assert_true(
        policy_paid(&city, ACCOUNT_CITY, ACCOUNT_OPERATOR, MONEY_GRANT_CAPITAL) > 0);
    policy_close(&city);
}

/* Sites that opened, or will, in the city under a policy until two Januaries are over. */
static int entered(const char *text, double *m2)
{
    struct policy_world city;
    open(&city, text, entrants);
    policy_live_to(&city, month_of(2022, 2));
    const struct supply *supply = &city.world.books->supply;
    const int sites = supply->site_count - 6;
    *m2 = 0.0;
    for (int s = 6; s < supply->site_count; s++)
        *m2 += supply->sites[s].floor_m2;
    policy_close(&city);
    return sites;
}

/* What the first who enters brings and borrows, fen; its site and floor are out. */
static money brought(const char *text, uint32_t *code, double *m2)
{
    enum { LISTED = 6 };
    struct policy_world city;
    open(&city, text, entrants);
    policy_live_to(&city, month_of(2021, 2));
    const struct books *books = city.world.books;
    assert_true(books->supply.site_count > LISTED);
    const struct site_book *book = &books->ledger.site_books[LISTED];
    const money fen = book_sum(book, BOOK_EQUITY, book->latest, 12) +
                      book_sum(book, BOOK_LOANS, book->latest, 12);
    *code = books->supply.sites[LISTED].code;
    *m2 = books->supply.sites[LISTED].floor_m2;
    policy_close(&city);
    return fen;
}

/* The ramp loses less where no tax is asked, and less has to be brought for it. */
static void entrants_bring_less_where_no_tax_is_asked(void **state)
{
    (void)state;
    uint32_t code[2];
    double m2[2];
    const money taxed = brought("", &code[0], &m2[0]);
    const money exempt = brought(
        "  - {kind: tax_relief, from: 2021-01, sales: 100 %}\n", &code[1], &m2[1]);
    assert_int_equal(code[0], code[1]);
    assert_true(fabs(m2[0] - m2[1]) < 1e-9);
    assert_true(exempt > 0 && exempt < taxed);
}

/* Who weighs an opening counts what it would be granted, and what it may not ask; of terms
 * that will have ended, or are for others, it does not. */
static void entrants_come_for_grants_and_stay_away_from_caps(void **state)
{
    (void)state;
    double m2[7];
    const int bare = entered("", &m2[0]);
    const int grant = entered("  - {id: a, kind: operating_grant, from: 2021-01, "
                              "per_place_month: 800}\n",
                              &m2[1]);
    const int cap = entered("  - {id: a, kind: price_rule, from: 2021-01, "
                            "cap: 2000 yuan/month}\n",
                            &m2[2]);
    const int free =
        entered("  - {id: a, kind: rent, from: 2021-01, relief: 100 %}\n", &m2[3]);
    const int over = entered("  - {id: a, kind: operating_grant, from: 2021-01, "
                             "until: 2021-06, per_place_month: 800}\n",
                             &m2[4]);
    const int chains = entered("  - {id: a, kind: operating_grant, from: 2021-01, "
                               "operators: [chain], per_place_month: 800}\n",
                               &m2[5]);
    const int works = entered("  - {id: a, kind: capital_grant, from: 2021-01, "
                              "share: 80 %}\n",
                              &m2[6]);
    print_message("entrants: %d; with a grant %d, a cap %d, free rent %d, works %d\n",
                  bare, grant, cap, free, works);
    assert_true(bare > 0 && grant > bare && free > bare && works > bare);
    assert_true(cap < bare);
    assert_int_equal(over, bare);
    assert_int_equal(chains, bare);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_grant_per_child_lowers_free_prices_by_at_most_itself),
        cmocka_unit_test(under_a_cap_a_grant_raises_cash_and_nothing_else),
        cmocka_unit_test(a_step_binds_every_change_of_price),
        cmocka_unit_test(a_profit_ceiling_lowers_prices_to_cost_and_share),
        cmocka_unit_test(a_tax_that_is_not_asked_for_stands_in_the_books_as_forgone),
        cmocka_unit_test(who_looks_ahead_knows_when_grants_end),
        cmocka_unit_test(who_would_open_knows_the_tax_that_will_not_be_asked),
        cmocka_unit_test(entrants_bring_less_where_no_tax_is_asked),
        cmocka_unit_test(entrants_come_for_grants_and_stay_away_from_caps),
        cmocka_unit_test(works_of_entrants_are_granted_once_they_have_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
