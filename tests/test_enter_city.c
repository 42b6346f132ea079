/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Entrants in a city, in the month: where they open, with whose money, what residents know
 * of them, and who does not enter. */
#include "support/check.h"

#include "support/nursery.h"

enum { WORKS = 9 }; /* 3 months of works, 6 in which rooms air out */

static void many_companies(struct scenario *scenario)
{
    nursery_nobody_enters(scenario);
    change_value(scenario, PARAMETER_entry_companies, 1000.0);
    change_value(scenario, PARAMETER_entry_vacant_m2, 600.0);
    /* Neighbours talk: a site is known in a year, and fills before its money is gone. */
    change_value(scenario, PARAMETER_know_near, 0.15);
}

/* Room for all who ever come. */
static void large_companies(struct scenario *scenario)
{
    many_companies(scenario);
    change_value(scenario, PARAMETER_entry_most_places, 1000.0);
    change_value(scenario, PARAMETER_entry_vacant_m2, 6000.0);
}

/* Places held at all sites from `first` on. */
static int32_t held_from(const struct world *world, int first)
{
    int32_t held = 0;
    for (int s = first; s < world->books->supply.site_count; s++)
        held += world->services->rooms[world->books->supply.sites[s].room].held[0];
    return held;
}

static void many_chains(struct scenario *scenario)
{
    many_companies(scenario);
    change_value(scenario, PARAMETER_entry_companies, 0.0);
    change_value(scenario, PARAMETER_entry_chains, 1000.0);
}

static void no_space(struct scenario *scenario)
{
    many_companies(scenario);
    change_value(scenario, PARAMETER_entry_vacant_m2, 0.0);
}

static struct nursery_plan plan_of(void (*change)(struct scenario *))
{
    return (struct nursery_plan){.residents = 12000,
                                 .sites = 1,
                                 .places = 60,
                                 .until = month_of(2030, 12),
                                 .change = change};
}

/* 3,900 yuan pay for a child, and not for a site that opens. */
static void barely_paying(struct catalogue *catalogue)
{
    nursery_catalogue(catalogue);
    nursery_price(&catalogue->products[0], 3900.0);
}

/* Sites stand in the first community only. */
static void one_place(struct services_fixture *f)
{
    nursery_companies(f);
    nursery_one_place(&f->supply);
}

/* A cheap nursery, and who looks for openings of it. */
static void open_city(struct nursery *nursery, void (*change)(struct scenario *),
                      void (*supply)(struct services_fixture *))
{
    struct nursery_plan plan = plan_of(change);
    plan.supply = supply;
    plan.alter = nursery_cheap;
    nursery_open(nursery, &plan);
}

static bool sees(const struct nursery *nursery, int community, int room)
{
    const struct offers *offers = &nursery->world.services->offers[community];
    for (int k = 0; k < offers->near_count[0]; k++)
        if ((int)offers->item[offers->near[0][k]].room == room)
            return true;
    return false;
}

static void entrants_open_where_nobody_else_is(void **state)
{
    (void)state;
    struct nursery nursery;
    open_city(&nursery, many_companies, one_place);
    const struct books *books = nursery.world.books;
    const int listed = books->supply.site_count;
    nursery_live(&nursery, 2);
    assert_int_equal(books->supply.site_count, listed);
    nursery_live(&nursery, 1); /* January */
    const month january = nursery.world.now - 1;
    const int all = books->supply.site_count;
    assert_true(all > listed);
    int alone = 0, beside = 0;
    for (int s = listed; s < all; s++) {
        const struct site *site = &books->supply.sites[s];
        assert_int_equal(site->origin, ORIGIN_ENTRY);
        assert_int_equal(site->opened, january + WORKS);
        assert_int_equal(site->kind, OPERATOR_COMPANY);
        assert_int_equal(books->sites[s].contract.end - january, 60 + WORKS);
        alone += !sees(&nursery, site->community, 0);
        beside += sees(&nursery, site->community, 0);
    }
    assert_true(alone > beside);
    nursery_close(&nursery);
}

static void an_entrant_is_unknown_at_first_and_found_in_time(void **state)
{
    (void)state;
    struct nursery nursery;
    open_city(&nursery, large_companies, one_place);
    struct world *world = &nursery.world;
    const struct books *books = world->books;
    const int site = books->supply.site_count;
    nursery_live(&nursery, 3 + WORKS - 1);
    assert_true(books->supply.site_count > site);
    const int room = books->supply.sites[site].room;
    assert_false(world->services->rooms[room].open);
    assert_false(sees(&nursery, books->supply.sites[site].community, room));
    nursery_live(&nursery, 1);
    assert_true(world->services->rooms[room].open);
    assert_int_equal(books->sites[site].months_open, 0);
    const int home = books->supply.sites[site].community;
    assert_true(sees(&nursery, home, room));
    const struct offers *offers = &world->services->offers[home];
    for (int k = 0; k < offers->count; k++)
        if ((int)offers->item[k].room == room)
            assert_true(offers->hearings[offers->item[k].hearing].heard < 0.2);
    const int32_t first = held_from(world, site);
    nursery_live(&nursery, 18);
    assert_true(world->services->rooms[room].open);
    assert_true(held_from(world, site) > 2 * first);
    nursery_close(&nursery);
}

/* After the first January nobody looks, and prices stand, so that plans are not undone by
 * what others do later. */
static void one_january(struct scenario *scenario)
{
    large_companies(scenario);
    change_value(scenario, PARAMETER_price_stay, 1.0);
    change_value(scenario, PARAMETER_know_near, 0.05);
    change_value(scenario, PARAMETER_entry_companies, 300.0);
    if (dated_set(&scenario->parameters.value[PARAMETER_entry_companies],
                  month_of(2021, 2), 0.0) != 0)
        abort();
}

/* What was planned once all know it, and what is used, at sites from `first` on. */
static double plan_from(const struct world *world, int first)
{
    double users = 0.0;
    for (int s = first; s < world->books->supply.site_count; s++)
        users +=
            world->books->rooms[world->books->supply.sites[s].room].expectation.plan;
    return users;
}

/* One in five needs a place, so that members of a household seldom share a purse. */
static void few_need(struct catalogue *catalogue)
{
    nursery_cheap(catalogue);
    catalogue->products[0].need[0].share = 0.2;
}

/* A rational entrant gets, on average, about what it plans: the share of the plan that is
 * used when the ramp is over, over six cities, lies between 0.7 and 1.3. (With the share
 * of the mean resident of all who may be in reach of a mean product, known in eight
 * months, it was below 0.5.) */
static void entrants_get_on_average_about_what_they_plan(void **state)
{
    (void)state;
    static const double least = 0.7, most = 1.3;
    double planned = 0.0, used = 0.0;
    int sites = 0;
    for (int k = 0; k < 6; k++) {
        struct nursery nursery;
        struct nursery_plan plan = plan_of(one_january);
        plan.supply = k % 2 ? one_place : nursery_companies;
        plan.alter = few_need;
        plan.residents = 24000 + 6000 * k;
        nursery_open(&nursery, &plan);
        const int first = nursery.world.books->supply.site_count;
        nursery_live(&nursery, 3);
        const int entered = nursery.world.books->supply.site_count - first;
        nursery_live(&nursery, WORKS + 42);
        planned += plan_from(&nursery.world, first);
        used += held_from(&nursery.world, first);
        sites += entered;
        nursery_close(&nursery);
    }
    print_message("%d entrants planned %.0f users and have %.0f: %.2f\n", sites,
                  planned, used, used / planned);
    assert_true(sites > 20 && used > least * planned && used < most * planned);
}

static void owners_pay_for_works_rent_and_what_the_plan_loses(void **state)
{
    (void)state;
    struct nursery nursery;
    open_city(&nursery, many_companies, one_place);
    const struct books *books = nursery.world.books;
    const int listed = books->supply.site_count;
    nursery_live(&nursery, 3);
    const struct ledger *ledger = &books->ledger;
    money works = 0, deposits = 0, cash = 0, rents = 0;
    for (int s = listed; s < books->supply.site_count; s++) {
        const struct site_state *site = &books->sites[s];
        const double m2 = books->supply.rooms[books->supply.sites[s].room].m2;
        const double yuan =
            m2 * costs_works(books->costs, 0, 1.0, true, &books->levels).yuan;
        const double rent = m2 * costs_now(books->costs, 0, COST_rent, &books->levels);
        assert_true(fabs(site->invested - yuan) < 0.01);
        assert_true(fabs(site->contract.rent - rent) < 1e-6);
        works += money_from_yuan(yuan);
        rents += money_from_yuan(rent * WORKS);
        deposits += money_from_yuan(2.0 * rent);
        cash += ledger->operators[site->operator_row].cash;
        assert_true(ledger->operators[site->operator_row].cash > 0);
    }
    const int entrants = books->supply.site_count - listed;
    assert_true(entrants > 0);
    const money paid =
        ledger_year_sum(ledger, ACCOUNT_OPERATOR, ACCOUNT_SUPPLIERS, MONEY_WORKS);
    assert_true(llabs(paid - works) <= entrants);
    const money equity =
        ledger_year_sum(ledger, ACCOUNT_OUTSIDE, ACCOUNT_OPERATOR, MONEY_EQUITY) +
        ledger_year_sum(ledger, ACCOUNT_LENDER, ACCOUNT_OPERATOR, MONEY_LOAN);
    assert_true(llabs(equity - works - rents - deposits - cash) <= 4 * entrants);
    nursery_close(&nursery);
}

/* Three tenths of what an opening needs are lent, paid back in sixty parts from the next
 * month on, and cost interest once the site has opened; all to the fen. */
static void a_loan_is_paid_back_in_equal_parts_with_interest(void **state)
{
    (void)state;
    struct nursery nursery;
    open_city(&nursery, many_companies, one_place);
    const struct books *books = nursery.world.books;
    const struct ledger *ledger = &books->ledger;
    const int listed = books->supply.site_count;
    nursery_live(&nursery, 3);
    const struct operator_ *firm = &books->operators[books->sites[listed].operator_row];
    const struct site_book *book = &ledger->site_books[listed];
    const month january = nursery.world.now - 1;
    const money lent = firm->loan, part = (lent + 59) / 60;
    const money brought = book_sum(book, BOOK_EQUITY, january, 1);
    const money deposit = money_from_yuan(books->sites[listed].contract.deposit);
    assert_int_equal(book_sum(book, BOOK_LOANS, january, 1), lent);
    assert_true(lent > 0 && firm->instalment == part);
    /* The reserve was raised by what has to be paid back, after the loan was reckoned. */
    assert_true((double)lent < 0.3 * (double)(lent + brought - deposit));
    assert_true((double)lent > 0.2 * (double)(lent + brought - deposit));
    for (int k = 1; k <= WORKS; k++) {
        nursery_live(&nursery, 1);
        assert_int_equal(firm->loan, lent - k * part);
    }
    /* The site has opened: interest on what is left before this month's part. */
    const money now = nursery.world.now - 1;
    assert_int_equal(books->sites[listed].months_open, 0);
    assert_int_equal(
        book_sum(book, BOOK_INTEREST, (month)now, 1),
        money_from_yuan(money_to_yuan(lent - (WORKS - 1) * part) * 0.05 / 12.0));
    const money back =
        ledger_year_sum(ledger, ACCOUNT_OPERATOR, ACCOUNT_LENDER, MONEY_REPAYMENT);
    money all = 0;
    for (int s = listed; s < books->supply.site_count; s++)
        all += books->operators[books->sites[s].operator_row].instalment;
    assert_int_equal(back, WORKS * all);
    nursery_close(&nursery);
}

static void nobody_lends(struct scenario *scenario)
{
    many_companies(scenario);
    change_value(scenario, PARAMETER_operators_loan_share, 0.0);
}

static void without_lenders_owners_bring_it_all(void **state)
{
    (void)state;
    struct nursery nursery;
    open_city(&nursery, nobody_lends, one_place);
    const struct books *books = nursery.world.books;
    const int listed = books->supply.site_count;
    nursery_live(&nursery, 4);
    assert_true(books->supply.site_count > listed);
    assert_int_equal(
        ledger_year_sum(&books->ledger, ACCOUNT_LENDER, ACCOUNT_OPERATOR, MONEY_LOAN),
        0);
    assert_int_equal(ledger_year_sum(&books->ledger, ACCOUNT_OPERATOR, ACCOUNT_LENDER,
                                     MONEY_REPAYMENT),
                     0);
    nursery_close(&nursery);
}

static void all_chains(struct services_fixture *f)
{
    one_place(f);
    for (int s = 0; s < f->supply.site_count; s++)
        f->supply.sites[s].kind = OPERATOR_CHAIN;
}

static void chains_that_enter_grow(void **state)
{
    (void)state;
    struct nursery nursery;
    open_city(&nursery, many_chains, all_chains);
    const struct books *books = nursery.world.books;
    const int listed = books->supply.site_count;
    nursery_live(&nursery, 2);
    const int operators = books->operator_count;
    nursery_live(&nursery, 1);
    assert_true(books->supply.site_count > listed);
    assert_int_equal(books->operator_count, operators);
    for (int s = listed; s < books->supply.site_count; s++)
        assert_int_equal(books->operators[books->sites[s].operator_row].kind,
                         OPERATOR_CHAIN);
    nursery_close(&nursery);
}

static void a_city_without_sites_gets_its_first(void **state)
{
    (void)state;
    struct nursery nursery;
    struct nursery_plan plan = plan_of(many_companies);
    plan.sites = 0;
    plan.alter = nursery_cheap;
    nursery_open(&nursery, &plan);
    const struct books *books = nursery.world.books;
    nursery_live(&nursery, 2);
    assert_int_equal(books->operator_count, 0);
    nursery_live(&nursery, 1);
    assert_true(books->supply.site_count > 0);
    assert_int_equal(books->operator_count, books->supply.site_count);
    nursery_live(&nursery, 24);
    assert_true(nursery_users(&nursery) > 0.0);
    nursery_close(&nursery);
}

static void nobody_enters_without_space_or_margin(void **state)
{
    (void)state;
    struct nursery nursery;
    struct nursery_plan plan = plan_of(no_space);
    plan.alter = nursery_cheap;
    nursery_open(&nursery, &plan);
    nursery_live(&nursery, 3);
    assert_int_equal(nursery.world.books->supply.site_count, 6);
    nursery_close(&nursery);
    plan.change = many_companies;
    plan.alter = barely_paying;
    nursery_open(&nursery, &plan);
    nursery_live(&nursery, 3);
    assert_int_equal(nursery.world.books->supply.site_count, 6);
    nursery_close(&nursery);
}

/* Space that entrants take is no longer there; what a listed site leaves is. */
static void empty_space_is_taken_and_left(void **state)
{
    (void)state;
    struct nursery nursery;
    open_city(&nursery, many_companies, one_place);
    struct world *world = &nursery.world;
    struct enter_market market;
    struct error err = {0};
    nursery_live(&nursery, 3);
    nursery_must(enter_market_open(world, &market, &err), &err);
    double taken[16] = {0}, all = 0.0;
    for (int s = 6; s < world->books->supply.site_count; s++) {
        const struct site *site = &world->books->supply.sites[s];
        taken[site->community] += site->floor_m2;
        all += site->floor_m2;
    }
    assert_true(all > 0.0);
    for (int c = 0; c < world->count; c++) {
        const double left = c > 0 ? world->books->supply.sites[c].floor_m2 : 0.0;
        assert_true(fabs(market.view.vacant_m2[c] -
                         (enter_market_vacant(world, c, false) + left - taken[c])) <
                    1e-6);
    }
    enter_market_close(&market);
    nursery_close(&nursery);
}

static void everything_in_one_community(struct services_fixture *f)
{
    nursery_companies(f);
    for (int s = 1; s < f->supply.site_count; s++) {
        struct site *site = &f->supply.sites[s];
        site->community = 0;
        site->code =
            supply_code(f->base.study.city.communities[0].code, ORIGIN_LISTED, s);
        site->east_km = f->supply.sites[0].east_km + 1e-5 * s;
        site->north_km = f->supply.sites[0].north_km;
    }
}

/* Ten thousand nurseries for six thousand people: they run, and their books add up. */
static void ten_thousand_sites_in_one_community_keep_books(void **state)
{
    (void)state;
    struct nursery nursery;
    struct nursery_plan plan = plan_of(many_companies);
    plan.sites = 1667;
    plan.places = 1;
    plan.supply = everything_in_one_community;
    nursery_open(&nursery, &plan);
    const struct books *books = nursery.world.books;
    nursery_live(&nursery, 4);
    assert_true(books->operator_count >= 10002);
    /* A community is offered eight of them. */
    assert_true(nursery_users(&nursery) > 0.0 &&
                nursery_users(&nursery) <= nursery.world.count * OFFERS_NEAR);
    nursery_close(&nursery);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entrants_open_where_nobody_else_is),
        cmocka_unit_test(an_entrant_is_unknown_at_first_and_found_in_time),
        cmocka_unit_test(entrants_get_on_average_about_what_they_plan),
        cmocka_unit_test(owners_pay_for_works_rent_and_what_the_plan_loses),
        cmocka_unit_test(a_loan_is_paid_back_in_equal_parts_with_interest),
        cmocka_unit_test(without_lenders_owners_bring_it_all),
        cmocka_unit_test(chains_that_enter_grow),
        cmocka_unit_test(a_city_without_sites_gets_its_first),
        cmocka_unit_test(nobody_enters_without_space_or_margin),
        cmocka_unit_test(empty_space_is_taken_and_left),
        cmocka_unit_test(ten_thousand_sites_in_one_community_keep_books),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
