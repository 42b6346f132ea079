/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Capital grants that oblige to keep open: what is owed back, to whom, and what operators
 * make of it, to the fen. */
#include "support/check.h"

#include "process/convert_parts.h"
#include "process/pay.h"
#include "process/process.h"
#include "process/withdraw_parts.h"
#include "support/nursery.h"
#include "support/policy_world.h"

enum { SITES = 6, KEEP = 60 };

/* 40 % of works for 100,000.25 yuan and 1,000 for each of 40 places: 8,000,010 fen. */
#define GRANT                                                                      \
    "  - {id: works, kind: capital_grant, from: 2021-01, share: 40 %, per_place: " \
    "1000"
static const double WORKS = 100000.25;

static void nursery(struct catalogue *catalogue)
{
    services_one_product(catalogue, "childcare_full");
}

/* Nobody looks at a site before its contract ends, and a yuan later is one now. */
static void patient(struct scenario *scenario)
{
    policy_stands(scenario);
    nursery_nobody_enters(scenario);
    change_value(scenario, PARAMETER_operators_exit_interval, 120.0);
    change_value(scenario, PARAMETER_operators_discount, 0.0);
}

/* Sites that nobody gives up, with a project finished in March 2021 each. */
static void open_granted(struct policy_world *city, const char *text)
{
    struct error err = {0};
    policy_open_with(city, text, 2, nursery, NULL, patient);
    policy_live_to(city, month_of(2021, 3));
    for (int32_t s = 0; s < SITES; s++) {
        city->world.books->sites[s].side = 1e5;
        policy_must(subsidise_project(&city->world, s, WORKS, WORKS, &err), &err);
    }
}

static money returned(const struct policy_world *city, int32_t site, month when)
{
    return book_sum(&city->world.books->ledger.site_books[site], BOOK_CLAWBACK, when,
                    1);
}

static money received(const struct policy_world *city)
{
    return policy_paid(city, ACCOUNT_OPERATOR, ACCOUNT_CITY, MONEY_CLAWBACK);
}

static void who_closes_early_owes_the_grant_for_the_months_missing(void **state)
{
    (void)state;
    static const struct {
        int months;
        enum withdraw_cause cause;
        money back;
    } cases[SITES] = {
        {1, WITHDRAW_LEASE, 7866677}, /* 59/60 of 8,000,010 fen */
        {24, WITHDRAW_CONTRACT, 4800006},
        {24, WITHDRAW_OWNER, 0}, /* it was told to go */
        {59, WITHDRAW_LEASE, 133334},
        {60, WITHDRAW_LEASE, 0},
        {61, WITHDRAW_LEASE, 0},
    };
    struct policy_world city;
    open_granted(&city, GRANT ", keep_open: 60 months}\n");
    const month opened = city.world.now;
    for (int s = 0; s < SITES; s++) {
        city.world.books->supply.sites[s].closes = opened + cases[s].months;
        city.world.books->sites[s].cause = (uint8_t)cases[s].cause;
        city.world.books->sites[s].contract.end = month_of(2040, 1);
    }
    for (int m = 1; m <= KEEP + 1; m++) {
        const bool january = month_number(city.world.now) == 1;
        const money before = january ? 0 : received(&city);
        money now = 0;
        policy_live(&city, 1);
        for (int s = 0; s < SITES; s++) {
            const money back = m == cases[s].months ? cases[s].back : 0;
            assert_int_equal(returned(&city, s, opened + m - 1), back);
            now += back;
        }
        assert_int_equal(received(&city) - before, now);
    }
    for (int s = 0; s < SITES; s++)
        assert_int_equal(city.world.books->sites[s].cause, cases[s].cause);
    policy_close(&city);
}

static void what_was_not_granted_is_not_owed_back(void **state)
{
    (void)state;
    struct policy_world city;
    struct error err = {0};
    /* A ceiling leaves half of one grant; the second is promised for after six months. */
    policy_open_with(&city,
                     GRANT ", keep_open: 60, ceiling_per_year: 40000.05 yuan,\n"
                           "     districts: 990101}\n"
                           "  - {id: late, kind: capital_grant, from: 2021-01,\n"
                           "     per_place: 1000, keep_open: 60, after_months: 24,\n"
                           "     districts: 990102}\n",
                     1, nursery, NULL, patient);
    policy_live_to(&city, month_of(2021, 3));
    struct books *books = city.world.books;
    for (int32_t s = 0; s < SITES; s++)
        books->sites[s].side = 1e5;
    const month opened = city.world.now;
    static const int32_t site[] = {0, 3};
    for (int k = 0; k < 2; k++) {
        policy_must(subsidise_project(&city.world, site[k], WORKS, WORKS, &err), &err);
        books->supply.sites[site[k]].closes = opened + 24;
        books->sites[site[k]].cause = WITHDRAW_LEASE;
    }
    policy_live_to(&city, opened + 24);
    assert_int_equal(returned(&city, 0, opened + 23), 2400003);
    assert_int_equal(returned(&city, 3, opened + 23), 0);
    assert_int_equal(books->sites[3].operator_row, -1);
    assert_true(force_of(&city.world)->keeps.count == 0);
    policy_close(&city);
}

/* A month before its twelfth is over, the contract of site 0 ends, and staying is worth
 * `yuan` but for the grant. Returns what is counted for the grant. */
static double end_contract(struct policy_world *city, double yuan)
{
    struct error err = {0};
    struct books *books = city->world.books;
    struct withdraw_terms terms;
    policy_live_to(city, month_of(2022, 2));
    books->sites[0].contract.end = city->world.now;
    const struct pay_turn turn = pay_turn(&city->world, books->sites[0].operator_row);
    policy_must(pay_in(&turn, 0, ACCOUNT_OUTSIDE, MONEY_EQUITY, LEDGER_NO_PRODUCT,
                       money_from_yuan(1e6), &err),
                &err);
    policy_must(ledger_merge(&books->ledger, &books->ledger.own, &err), &err);
    withdraw_look(&city->world, 0, &terms);
    const double grant = terms.clawback - terms.clawback_later;
    books->sites[0].side += (yuan + grant - convert_sites_worth(&city->world, 0)) /
                            (terms.months * books->levels.prices);
    assert_int_equal(terms.months, 24);
    assert_true(fabs(convert_sites_worth(&city->world, 0) - grant - yuan) < 1e-4);
    policy_must(process_withdraw.city(&city->world, &err), &err);
    policy_must(books_check(&city->world, &err), &err);
    return grant;
}

/* 12 of 60 months are over at closing, 36 at the horizon: 24/60 are at stake. */
static void a_site_on_the_margin_stays_for_its_grant(void **state)
{
    (void)state;
    static const struct {
        const char *term;
        double yuan, grant;
        enum withdraw_cause cause;
        money back;
    } cases[] = {
        {"}\n", -1000, 0, WITHDRAW_LEASE, 0},
        {"}\n", 1000, 0, WITHDRAW_NONE, 0},
        {", keep_open: 60}\n", -1000, 32000.04, WITHDRAW_NONE, 0},
        {", keep_open: 60}\n", -32000, 32000.04, WITHDRAW_NONE, 0},
        {", keep_open: 60}\n", -32001, 32000.04, WITHDRAW_LEASE, 6400008},
        {", keep_open: 12}\n", -1000, 0, WITHDRAW_LEASE, 0},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct policy_world city;
        char text[256];
        snprintf(text, sizeof text, "%s%s", GRANT, cases[k].term);
        open_granted(&city, text);
        const double grant = end_contract(&city, cases[k].yuan);
        assert_true(fabs(grant - cases[k].grant) < 1e-6);
        assert_int_equal(city.world.books->sites[0].cause, cases[k].cause);
        assert_int_equal(returned(&city, 0, city.world.now - 1), cases[k].back);
        assert_int_equal(received(&city), cases[k].back);
        policy_close(&city);
    }
}

/* Leaves the operator of site 0 with `fen` beside what ranks before its landlord, and
 * without staff to pay off. */
static void strip(struct policy_world *city, money fen)
{
    struct error err = {0};
    struct books *books = city->world.books;
    struct site_state *site = &books->sites[0];
    const struct pay_turn turn = pay_turn(&city->world, site->operator_row);
    struct account_book *firm = &books->ledger.operators[site->operator_row];
    for (size_t k = 0; k < books->ledger.claims.count; k++) {
        const struct ledger_transfer *what = &books->ledger.claims.item[k].what;
        if (what->payer.account != ACCOUNT_OPERATOR ||
            what->payer.row != site->operator_row)
            continue;
        assert_int_equal(what->purpose, MONEY_TAX);
        fen += what->fen;
    }
    for (int k = 0; k < site->trades; k++)
        site->staff[k].in_post = 0.0;
    site->contract.deposit = 0.0;
    firm->credit = 0;
    books->operators[site->operator_row].loan = 0;
    policy_must(pay_out(&turn, 0, ACCOUNT_OUTSIDE, MONEY_EQUITY, LEDGER_NO_PRODUCT,
                        firm->cash - fen, &err),
                &err);
}

/* 64,000.08 yuan are owed back and 35,999.92 of rent; there are 10,000 for both. The fen
 * that does not divide is the landlord's, who comes first. */
static void of_who_fails_it_is_a_claim_among_others(void **state)
{
    (void)state;
    struct policy_world city;
    struct error err = {0};
    open_granted(&city, GRANT ", keep_open: 60}\n");
    policy_live_to(&city, month_of(2022, 2));
    struct books *books = city.world.books;
    struct ledger *ledger = &books->ledger;
    const int32_t runner = books->sites[0].operator_row;
    const struct ledger_transfer rent = {
        .payer = ledger_operator(runner),
        .payee = ledger_free_party(ACCOUNT_LANDLORD_PRIVATE),
        .purpose = MONEY_RENT,
        .product = LEDGER_NO_PRODUCT,
        .site = 0,
        .fen = 3599992};
    strip(&city, 1000000);
    policy_must(ledger_owe(ledger, &ledger->own, &rent, ledger->now, &err), &err);
    policy_must(ledger_merge(ledger, &ledger->own, &err), &err);
    const money paid =
        policy_paid(&city, ACCOUNT_OPERATOR, ACCOUNT_LANDLORD_PRIVATE, MONEY_RENT);
    policy_must(process_withdraw.city(&city.world, &err), &err);
    policy_must(books_check(&city.world, &err), &err);
    assert_int_equal(books->sites[0].cause, WITHDRAW_CASH);
    assert_int_equal(received(&city), 640000);
    assert_int_equal(
        policy_paid(&city, ACCOUNT_OPERATOR, ACCOUNT_LANDLORD_PRIVATE, MONEY_RENT) -
            paid,
        360000);
    /* Governments count cash: what they lose is shown as a loss to itself. */
    assert_int_equal(policy_paid(&city, ACCOUNT_LOSS, ACCOUNT_LOSS, MONEY_DEFAULT),
                     6400008 - 640000);
    assert_int_equal(ledger->operators[runner].cash, 0);
    policy_close(&city);
}

static void three_products(struct catalogue *catalogue)
{
    static const double price[] = {3000.0, 3000.0, 3000.0};
    nursery_products(catalogue, price, 3);
}

/* Rooms of equal size, of which the grant is for the first two: that of the second is a
 * half of it. */
static void a_room_that_is_turned_to_no_target_owes_its_part(void **state)
{
    (void)state;
    struct policy_world city;
    struct error err = {0};
    policy_open_with(&city,
                     GRANT ", keep_open: 60,\n     products: [childcare_full, "
                           "childcare_half]}\n",
                     1, three_products, NULL, patient);
    policy_live_to(&city, month_of(2021, 3));
    struct books *books = city.world.books;
    const int32_t first = books->supply.sites[0].room;
    const int32_t runner = books->sites[0].operator_row;
    books->sites[0].side = 1e5;
    /* 0.4 x 100,000 and 80 places: 120,000 are more than works cost. */
    policy_must(subsidise_project(&city.world, 0, 100000, 100000, &err), &err);
    policy_live(&city, 24);
    struct force *force = force_of(&city.world);
    assert_int_equal(force->keeps.count, 1);
    assert_int_equal(force->keeps.item[0].fen, 10000000);
    /* Two years are over, the third begins: 35 of 60 months are missing. */
    assert_int_equal(subsidise_back_room(&city.world, first, city.world.now + 1),
                     2916667);
    assert_int_equal(subsidise_back_room(&city.world, first + 2, city.world.now + 1),
                     0);
    policy_must(subsidise_turn(&city.world, runner, first + 2, 0, 0, &err), &err);
    policy_must(subsidise_turn(&city.world, runner, first, 1, 0, &err), &err);
    policy_must(ledger_merge(&books->ledger, &books->ledger.own, &err), &err);
    assert_int_equal(received(&city), 0);
    policy_must(subsidise_turn(&city.world, runner, first + 1, 2, 0, &err), &err);
    policy_must(ledger_merge(&books->ledger, &books->ledger.own, &err), &err);
    policy_must(books_check(&city.world, &err), &err);
    assert_int_equal(received(&city), 2916667);
    assert_int_equal(force->keeps.item[0].fen, 5000000);
    assert_int_equal(subsidise_back(&city.world, 0, city.world.now + 1), 2916667);
    policy_close(&city);
}

/* The first product asks too little to live on. */
static void two_products(struct catalogue *catalogue)
{
    static const double price[] = {1300.0, 3000.0};
    nursery_products(catalogue, price, 2);
}

/* Companies with one room, of the first product. */
static void one_room(struct services_fixture *f)
{
    struct supply *supply = &f->supply;
    for (int s = 0; s < supply->site_count; s++) {
        supply->rooms[s] = supply->rooms[supply->sites[s].room];
        supply->sites[s].room = s;
        supply->sites[s].rooms = 1;
    }
    supply->room_count = supply->site_count;
    nursery_companies(f);
}

static void ready(struct scenario *scenario)
{
    nursery_nobody_enters(scenario);
    change_value(scenario, PARAMETER_price_interval, 120.0);
    change_value(scenario, PARAMETER_know_near, 0.15); /* and so fills in time */
}

static void open_poor(struct policy_world *city, const char *text, int residents,
                      void (*supply)(struct services_fixture *),
                      void (*alter)(struct catalogue *))
{
    *city = (struct policy_world){0};
    assert_int_equal(services_fixture_open_with(&city->f, residents, month_of(2030, 12),
                                                1, 60, ready, alter),
                     0);
    assert_int_equal(services_books(&city->f), 0);
    nursery_freeze(city->f.indices);
    supply(&city->f);
    policy_start(city, text, 1);
}

/* Lives to January; sites had a project in December each, and have `side` yuan beside. */
static void live_granted(struct policy_world *city, double side)
{
    struct error err = {0};
    policy_live_to(city, month_of(2020, 12));
    for (int32_t s = 0; s < SITES; s++)
        policy_must(subsidise_project(&city->world, s, 1e5, 1e5, &err), &err);
    policy_live(city, 1);
    assert_int_equal(force_of(&city->world)->keeps.count, SITES);
    for (int32_t s = 0; s < SITES; s++)
        city->world.books->sites[s].side = side;
    policy_live(city, 1);
}

/* A site that its operator turns to something else in January. Its grant follows it where
 * that is a target; else 58 of 60 months are missing of 6,000 yuan. */
static void a_site_that_is_converted_keeps_its_grant_if_it_is_a_target(void **state)
{
    (void)state;
    static const char *const targets[] = {"", ", products: [childcare_full]"};
    for (int k = 0; k < 2; k++) {
        struct policy_world city;
        char text[256];
        snprintf(text, sizeof text,
                 "  - {kind: capital_grant, from: 2020-11, per_place: 100, keep_open: "
                 "60%s}\n",
                 targets[k]);
        open_poor(&city, text, 12000, one_room, two_products);
        live_granted(&city, 0.0);
        const struct books *books = city.world.books;
        const int converted = books->supply.site_count - SITES;
        int moved = 0;
        for (size_t n = 0; n < force_of(&city.world)->keeps.count; n++)
            moved += force_of(&city.world)->keeps.item[n].site >= SITES;
        assert_true(converted > 0);
        assert_int_equal(moved, k == 0 ? converted : 0);
        money back = 0;
        for (int32_t s = 0; s < SITES; s++)
            if (books->sites[s].cause == WITHDRAW_CONVERSION)
                back += returned(&city, s, city.world.now - 1);
        assert_int_equal(back, k == 0 ? 0 : converted * 580000);
        policy_close(&city);
    }
}

/* The first does not pay its room, the second does, and nobody offers the third. */
static void poor_and_good(struct catalogue *catalogue)
{
    static const double price[] = {900.0, 3000.0, 3000.0};
    nursery_products(catalogue, price, 3);
}

/* Companies with a room of the first and one of the second product. */
static void two_rooms(struct services_fixture *f)
{
    enum { TWO = 2 };
    struct supply *supply = &f->supply;
    for (int s = 0; s < supply->site_count; s++) {
        for (int k = 0; k < TWO; k++)
            supply->rooms[s * TWO + k] = supply->rooms[supply->sites[s].room + k];
        supply->sites[s].room = s * TWO;
        supply->sites[s].rooms = TWO;
    }
    supply->room_count = supply->site_count * TWO;
    for (int p = 0; p < f->catalogue->product_count; p++)
        f->costs->of[p][COST_rent].value = 20.0;
    nursery_companies(f);
}

static void whoever_turns_a_room_pays_its_grant_back_when_works_begin(void **state)
{
    (void)state;
    struct policy_world city;
    open_poor(&city,
              "  - {kind: capital_grant, from: 2020-11, per_place: 100, keep_open: 60, "
              "products: [childcare_full]}\n",
              6000, two_rooms, poor_and_good);
    live_granted(&city, 10.0);
    const struct supply *supply = &city.world.books->supply;
    int turned = 0;
    for (int32_t s = 0; s < SITES; s++) {
        const bool works = supply->rooms[supply->sites[s].room].next != 0;
        assert_int_equal(supply->rooms[supply->sites[s].room + 1].next, 0);
        assert_int_equal(returned(&city, s, city.world.now - 1), works ? 580000 : 0);
        turned += works;
    }
    assert_true(turned > 0);
    assert_int_equal(received(&city), turned * 580000);
    assert_int_equal(force_of(&city.world)->keeps.count, SITES - turned);
    policy_close(&city);
}

/* An obligation that nobody breaks, and one of no months, move nothing. */
static void an_obligation_that_is_kept_changes_no_fen(void **state)
{
    (void)state;
    static const char *const term[] = {"}\n", ", keep_open: 0}\n",
                                       ", keep_open: 60}\n"};
    uint64_t digest[3];
    for (int k = 0; k < 3; k++) {
        struct policy_world city;
        char text[256];
        snprintf(text, sizeof text, "%s%s", GRANT, term[k]);
        open_granted(&city, text);
        policy_live(&city, 18);
        assert_int_equal(force_of(&city.world)->keeps.count, k == 2 ? SITES : 0);
        digest[k] = policy_money(&city.world) ^ policy_people(&city.world);
        policy_close(&city);
    }
    assert_true(digest[1] == digest[0] && digest[2] == digest[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_closes_early_owes_the_grant_for_the_months_missing),
        cmocka_unit_test(what_was_not_granted_is_not_owed_back),
        cmocka_unit_test(a_site_on_the_margin_stays_for_its_grant),
        cmocka_unit_test(of_who_fails_it_is_a_claim_among_others),
        cmocka_unit_test(a_room_that_is_turned_to_no_target_owes_its_part),
        cmocka_unit_test(a_site_that_is_converted_keeps_its_grant_if_it_is_a_target),
        cmocka_unit_test(whoever_turns_a_room_pays_its_grant_back_when_works_begin),
        cmocka_unit_test(an_obligation_that_is_kept_changes_no_fen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
