/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Books in a world: who runs the sites of a small city, what they begin with, and what
 * the law of books refuses. One product, childcare by the month, so that everything can
 * be reckoned by hand. */
#include "support/check.h"

#include "process/found.h"
#include "process/pay.h"
#include "state/books.h"
#include "support/services_fixture.h"

#include <math.h>

enum { RESIDENTS = 2000, PLACES = 40, SITES = 2, SEED = 3 };

struct city_of_books {
    struct services_fixture f;
    struct world world;
};

static void must(int status, const struct error *err)
{
    if (status != 0)
        fail_msg("%s", err->en);
}

static void one_nursery(struct catalogue *catalogue)
{
    services_one_product(catalogue, "childcare_full");
}

/* Every second site is a chain's in private space; of the others the first of each
 * community is public, the rest are companies'. */
static void name_operators(struct supply *supply)
{
    for (int s = 0; s < supply->site_count; s++) {
        struct site *site = &supply->sites[s];
        const bool chain = s % SITES == 1;
        site->kind = chain ? OPERATOR_CHAIN : OPERATOR_PUBLIC;
        site->mode = chain ? MODE_MARKET : MODE_PUBLIC_RUN;
        site->owner = chain ? OWNER_PRIVATE : OWNER_PUBLIC;
    }
}

static void open_city_with(struct city_of_books *city, int threads,
                           void (*change)(struct scenario *))
{
    struct error err = {0};
    *city = (struct city_of_books){0};
    assert_int_equal(services_fixture_open_with(&city->f, RESIDENTS, month_of(2022, 12),
                                                SITES, PLACES, change, one_nursery),
                     0);
    assert_int_equal(services_books(&city->f), 0);
    name_operators(&city->f.supply);
    must(services_world(&city->f, threads, SEED, &city->world, &err), &err);
    city->world.laws = true;
}

static void open_city(struct city_of_books *city, int threads)
{
    open_city_with(city, threads, NULL);
}

static void close_city(struct city_of_books *city)
{
    world_free(&city->world);
    services_fixture_close(&city->f);
}

static void live(struct world *world, int months)
{
    struct error err = {0};
    for (int k = 0; k < months; k++)
        must(cycle_month(world, &err), &err);
}

/* The month up to its facilities, then the verbs of books up to and with `last`. */
static void live_up_to(struct world *world, const struct process *last)
{
    struct error err = {0};
    must(cycle_enact(world, &err), &err);
    must(books_enact(world, &err), &err);
    must(services_enact(world, &err), &err);
    must(pass_homes(world, cycle_home, cycle_services, &err), &err);
    for (int k = 0; cycle_facilities[k]; k++)
        must(cycle_facilities[k]->city(world, &err), &err);
    for (int k = 0; cycle_books[k]; k++) {
        must(cycle_books[k]->city(world, &err), &err);
        must(books_check(world, &err), &err);
        if (cycle_books[k] == last)
            return;
    }
    fail_msg("no such verb");
}

static void sites_have_operators_by_kind_place_and_service(void **state)
{
    (void)state;
    struct city_of_books city;
    open_city(&city, 1);
    live_up_to(&city.world, &process_found);
    const struct books *books = city.world.books;
    /* Six chain sites of one service are one chain of six (operators.chain_sites); six
     * public sites in four subdistricts are four institutions. */
    assert_int_equal(books->supply.site_count, 12);
    assert_int_equal(books->operator_count, 1 + 4);
    int institutions = 0, public_sites = 0;
    for (int o = 0; o < books->operator_count; o++) {
        const struct operator_ *operator= & books->operators[o];
        institutions += operator->kind == OPERATOR_PUBLIC;
        assert_int_equal(operator->aim, operator->kind == OPERATOR_CHAIN
                                            ? AIM_PROFIT
                                            : AIM_BREAK_EVEN);
        if (operator->kind == OPERATOR_CHAIN)
            assert_int_equal(operator->sites, 6);
        public_sites += operator->kind == OPERATOR_PUBLIC ? operator->sites : 0;
        assert_int_equal(
            books->site_start[o + 1] - books->site_start[o], operator->sites);
        for (int k = books->site_start[o]; k < books->site_start[o + 1]; k++)
            assert_int_equal(books->sites[books->site_of[k]].operator_row, o);
    }
    assert_int_equal(institutions, 4);
    assert_int_equal(public_sites, 6);
    /* One department of the district pays for all of them. */
    assert_int_equal(books->ledger.budget_count, 1);
    assert_int_equal(books->ledger.budgets[0].account, ACCOUNT_DISTRICT);
    assert_string_equal(books->ledger.budgets[0].line, "childcare");
    close_city(&city);
}

/* Fen of a month of a site at its start, line by line. */
enum { HAND_LINES = 10 };
static const enum book_line hand_line[HAND_LINES] = {
    BOOK_FEES,  BOOK_FOOD,   BOOK_CONSUMABLES, BOOK_UTILITIES, BOOK_TAX,
    BOOK_WAGES, BOOK_SOCIAL, BOOK_RENT,        BOOK_RENEWAL,   BOOK_OVERHEAD};

static void month_by_hand(const struct books *books, int site, double overhead,
                          money fen[HAND_LINES])
{
    static const double social = 0.28, life_months = 96;
    const int r = books->supply.sites[site].room;
    const struct room *room = &books->supply.rooms[r];
    const double children = books->rooms[r].users[0];
    const struct product *product = &books->catalogue->products[0];
    const double fee =
        dated_at(&product->price, books->ledger.now) * books->levels.prices;
    const struct cost_levels *now = &books->levels;
    const struct site_state *state = &books->sites[site];
    fen[0] = fen[5] = fen[6] = 0;
    for (int q = 0; q < QUINTILES; q++)
        fen[0] += money_from_yuan(books->rooms[r].units[q] * fee);
    fen[1] = money_from_yuan(children * costs_now(books->costs, 0, COST_food, now));
    fen[2] =
        money_from_yuan(children * costs_now(books->costs, 0, COST_consumables, now));
    fen[3] =
        money_from_yuan(room->m2 * costs_now(books->costs, 0, COST_utilities, now));
    fen[4] = money_from_yuan(children * fee * 0.01);
    for (int t = 0; t < CATALOGUE_TRADES; t++) {
        const double wages = children * product->classes[0].posts[t] *
                             books->catalogue->trades[t].wage * books->wage_level;
        fen[5] += money_from_yuan(wages);
        fen[6] += money_from_yuan(wages * social);
    }
    fen[7] = money_from_yuan(state->contract.rent * (1 - state->contract.relief));
    fen[8] = money_from_yuan(state->invested / life_months);
    fen[9] = money_from_yuan(overhead);
}

static money cost_by_hand(const struct books *books, int site, double overhead)
{
    money fen[HAND_LINES], sum = 0;
    month_by_hand(books, site, overhead, fen);
    for (int k = 1; k < HAND_LINES; k++)
        sum += fen[k];
    return sum;
}

static void operators_begin_with_months_of_cost_and_a_deposit(void **state)
{
    (void)state;
    struct city_of_books city;
    open_city(&city, 1);
    live_up_to(&city.world, &process_found);
    struct books *books = city.world.books;
    const struct values *values = &city.world.values;
    /* 9,000 yuan, six sites to the power of 0.85, shared by six. */
    const double six = operator_overhead(values, 6) * books->levels.prices / 6;
    money cash = 0, deposits = 0, credit = 0;
    for (int s = 1; s < books->supply.site_count; s += SITES) {
        const struct contract *contract = &books->sites[s].contract;
        const struct room *room = &books->supply.rooms[books->supply.sites[s].room];
        const double rent =
            room->m2 * costs_now(books->costs, 0, COST_rent, &books->levels);
        assert_true(fabs(contract->rent - rent) < 1e-9);
        assert_true(contract->relief == 0.0);
        const money spent = cost_by_hand(books, s, six);
        cash += money_from_yuan(6 * money_to_yuan(spent));
        credit += money_from_yuan(money_to_yuan(spent));
        deposits += money_from_yuan(2 * rent);
        /* Contracts have run for a while: 1 to 60 months are left. */
        const int left = contract->end - books->ledger.now;
        assert_true(left >= 1 && left <= 60 && contract->end - contract->start == 60);
    }
    const int chain = books->sites[1].operator_row;
    assert_int_equal(books->ledger.operators[chain].cash, cash);
    assert_int_equal(books->ledger.operators[chain].credit, credit);
    assert_int_equal(ledger_year_sum(&books->ledger, ACCOUNT_OPERATOR,
                                     ACCOUNT_LANDLORD_PRIVATE, MONEY_DEPOSIT),
                     deposits);
    assert_int_equal(ledger_year_sum(&books->ledger, ACCOUNT_OUTSIDE, ACCOUNT_OPERATOR,
                                     MONEY_EQUITY),
                     cash + deposits);
    close_city(&city);
}

static void a_public_institution_is_funded_by_its_district(void **state)
{
    (void)state;
    struct city_of_books city;
    open_city(&city, 1);
    live_up_to(&city.world, &process_found);
    const struct books *books = city.world.books;
    money reserves = 0;
    for (int o = 0; o < books->operator_count; o++) {
        const struct operator_ *operator= & books->operators[o];
        if (operator->kind != OPERATOR_PUBLIC)
            continue;
        assert_int_equal(operator->budget, 0);
        assert_int_equal(books->ledger.operators[o].cash, operator->reserve);
        assert_true(operator->reserve> 0);
        reserves += operator->reserve;
        const struct contract *contract =
            &books->sites[books->site_of[books->site_start[o]]].contract;
        assert_true(contract->relief == 1.0 && contract->end == -1);
    }
    assert_int_equal(ledger_year_sum(&books->ledger, ACCOUNT_OUTSIDE, ACCOUNT_DISTRICT,
                                     MONEY_BUDGET),
                     reserves);
    assert_int_equal(ledger_year_sum(&books->ledger, ACCOUNT_DISTRICT, ACCOUNT_OPERATOR,
                                     MONEY_DEFICIT),
                     reserves);
    assert_int_equal(books->ledger.budgets[0].book.cash, 0);
    close_city(&city);
}

/* Each line of each site's books of the first month, and what is left in cash. */
static void a_month_of_every_site_is_reckoned_to_the_fen(void **state)
{
    (void)state;
    struct city_of_books city;
    open_city(&city, 2);
    live_up_to(&city.world, &process_found);
    struct books *books = city.world.books;
    const struct values *values = &city.world.values;
    const int chain = books->sites[1].operator_row;
    money cash = books->ledger.operators[chain].cash, reserve = 0, fees = 0;
    struct error err = {0};
    must(process_charge.city(&city.world, &err), &err);
    must(process_spend.city(&city.world, &err), &err);
    for (int s = 0; s < books->supply.site_count; s++) {
        money fen[HAND_LINES];
        const int sites = books->operators[books->sites[s].operator_row].sites;
        const double overhead =
            operator_overhead(values, sites) * books->levels.prices / sites;
        month_by_hand(books, s, overhead, fen);
        for (int k = 0; k < HAND_LINES; k++)
            assert_int_equal(book_sum(&books->ledger.site_books[s], hand_line[k],
                                      books->ledger.now, 1),
                             fen[k]);
        const money cost = cost_by_hand(books, s, overhead);
        cash += s % SITES == 1 ? fen[0] - cost : 0;
        reserve += s % SITES == 0 ? cost : 0;
        fees += s % SITES == 0 ? fen[0] : 0;
    }
    assert_int_equal(books->ledger.operators[chain].cash, cash);
    /* The district fills institutions up to a month's cost: what fees did not bring. */
    const money before = ledger_year_sum(&books->ledger, ACCOUNT_DISTRICT,
                                         ACCOUNT_OPERATOR, MONEY_DEFICIT);
    assert_int_equal(before, reserve);
    must(process_fund.city(&city.world, &err), &err);
    assert_int_equal(ledger_year_sum(&books->ledger, ACCOUNT_DISTRICT, ACCOUNT_OPERATOR,
                                     MONEY_DEFICIT) -
                         before,
                     reserve - fees);
    must(process_collect.city(&city.world, &err), &err);
    assert_int_equal(ledger_arrears_of(&books->ledger, ACCOUNT_OPERATOR), 0);
    must(books_check(&city.world, &err), &err);
    close_city(&city);
}

static void no_months_of_cost(struct scenario *scenario)
{
    change_value(scenario, PARAMETER_operators_opening_months, 0.0);
    change_value(scenario, PARAMETER_operators_credit_months, 0.0);
}

/* A chain without cash of its own owes what the month's fees do not cover, and pays it
 * when money comes. */
static void what_cash_does_not_cover_is_owed_until_it_comes(void **state)
{
    (void)state;
    struct city_of_books city;
    struct error err = {0};
    open_city_with(&city, 1, no_months_of_cost);
    live_up_to(&city.world, &process_found);
    struct books *books = city.world.books;
    const int chain = books->sites[1].operator_row;
    assert_int_equal(books->ledger.operators[chain].cash, 0);
    must(process_charge.city(&city.world, &err), &err);
    const money fees = books->ledger.operators[chain].cash;
    must(process_spend.city(&city.world, &err), &err);
    must(process_collect.city(&city.world, &err), &err);
    const money cost = book_side_sum(&books->ledger.operator_books[chain],
                                     BOOK_SIDE_COST, books->ledger.now, 1);
    const money owed = ledger_arrears(&books->ledger, ledger_operator(chain));
    assert_true(fees > 0 && cost > fees);
    assert_int_equal(books->ledger.operators[chain].cash, 0);
    assert_int_equal(owed, cost - fees);
    const struct pay_turn turn = pay_turn(&city.world, chain);
    must(pay_in(&turn, LEDGER_NO_SITE, ACCOUNT_OUTSIDE, MONEY_EQUITY, LEDGER_NO_PRODUCT,
                owed + 1, &err),
         &err);
    must(process_collect.city(&city.world, &err), &err);
    assert_int_equal(ledger_arrears(&books->ledger, ledger_operator(chain)), 0);
    assert_int_equal(books->ledger.operators[chain].cash, 1);
    close_city(&city);
}

/* Two operators of one site each beside the institutions: both modes in which somebody
 * runs a site for the public. Together they get what they lacked at the start. */
static void who_runs_sites_for_the_public_is_paid_their_mean_deficit(void **state)
{
    (void)state;
    struct city_of_books city;
    struct error err = {0};
    open_city(&city, 1);
    for (int s = 1; s < 4; s += 2) {
        struct site *site = &city.world.books->supply.sites[s];
        site->kind = OPERATOR_NON_PROFIT;
        site->mode =
            s == 1 ? MODE_PUBLIC_BUILT_PRIVATE_RUN : MODE_PRIVATE_RUN_PUBLIC_ASSISTED;
    }
    live_up_to(&city.world, &process_spend);
    struct books *books = city.world.books;
    money lacked = 0, paid = 0;
    for (int s = 1; s < 4; s += 2)
        lacked -= book_result(&books->ledger.site_books[s], books->ledger.now, 1);
    assert_true(lacked > 0);
    must(process_fund.city(&city.world, &err), &err);
    for (int s = 1; s < 4; s += 2)
        paid += book_sum(&books->ledger.site_books[s], BOOK_PURCHASES,
                         books->ledger.now, 1);
    assert_true(llabs(paid - lacked) <= 4); /* rounding of lines and of the mean */
    assert_int_equal(ledger_year_sum(&books->ledger, ACCOUNT_DISTRICT, ACCOUNT_OPERATOR,
                                     MONEY_PURCHASE),
                     paid);
    close_city(&city);
}

static void staff_is_in_post_for_those_served_and_pools_hold_them(void **state)
{
    (void)state;
    struct city_of_books city;
    open_city(&city, 1);
    live_up_to(&city.world, &process_found);
    const struct books *books = city.world.books;
    double posts[CATALOGUE_TRADES] = {0};
    int served = 0;
    for (int s = 0; s < books->supply.site_count; s++) {
        const struct site_state *site = &books->sites[s];
        served += city.world.services->rooms[s].held[0];
        for (int k = 0; k < site->trades; k++) {
            const struct staff_post *post = &site->staff[k];
            const double asked =
                city.world.services->rooms[s].held[0] *
                books->catalogue->products[0].classes[0].posts[post->trade];
            assert_true(fabs(post->posts - asked) < 1e-12);
            assert_true(post->in_post == post->posts);
            posts[post->trade] += post->posts;
        }
    }
    assert_true(served > 0);
    for (int t = 0; t < books->catalogue->trade_count; t++)
        assert_true(fabs(books->market[t].pool - 1.05 * posts[t]) < 1e-9);
    close_city(&city);
}

static void a_site_added_in_a_run_is_found_by_those_around_it(void **state)
{
    (void)state;
    struct city_of_books city;
    struct error err = {0};
    int32_t operator_row, added;
    open_city(&city, 1);
    live(&city.world, 3);
    struct books *books = city.world.books;
    const struct site first = books->supply.sites[1];
    struct site site = first;
    site.code = supply_code(7, ORIGIN_PROJECT, 1);
    site.kind = OPERATOR_COMPANY;
    site.opened = city.world.now;
    const struct room room = books->supply.rooms[first.room];
    must(books_add_operator(books, OPERATOR_COMPANY, 77, 0, &operator_row, &err), &err);
    must(books_add_site(&city.world, &site, &room, 1, &added, &err), &err);
    books_give(books, added, operator_row);
    assert_int_equal(added, 12);
    assert_memory_equal(&books->supply.sites[1], &first, sizeof first);
    live(&city.world, 1);
    books->rooms[12].price = 1500.0; /* a child costs more: it will not stay so */
    live(&city.world, 5);
    assert_true(city.world.services->rooms[12].open);
    assert_true(city.world.services->rooms[12].held[0] > 0);
    assert_int_equal(books->sites[added].months_open, 5);
    assert_int_equal(books->sites[added].contract.end - site.opened, 60);
    assert_true(book_sum(&books->ledger.site_books[added], BOOK_FEES, books->ledger.now,
                         12) > 0);
    close_city(&city);
}

/* All that books hold, added up so that a bit that differs shows. */
static uint64_t digest(const struct books *books)
{
    uint64_t sum = 0;
    for (int o = 0; o < books->operator_count; o++) {
        sum = stream_mix(sum ^ (uint64_t)books->ledger.operators[o].cash);
        sum = stream_mix(sum ^ books->operators[o].code);
    }
    for (int s = 0; s < books->supply.site_count; s++) {
        uint64_t bits;
        const double value =
            books->sites[s].staff[0].in_post + books->sites[s].invested;
        memcpy(&bits, &value, sizeof bits);
        sum = stream_mix(sum ^ bits ^ (uint64_t)books->sites[s].contract.end);
    }
    for (int k = 0; k < ACCOUNTS; k++)
        sum = stream_mix(sum ^ (uint64_t)books->ledger.balance[k]);
    return sum;
}

static void books_are_the_same_on_one_two_and_three_threads(void **state)
{
    (void)state;
    uint64_t sum[3];
    for (int threads = 1; threads <= 3; threads++) {
        struct city_of_books city;
        open_city(&city, threads);
        live(&city.world, 14);
        sum[threads - 1] = digest(city.world.books);
        close_city(&city);
    }
    assert_int_equal(sum[0], sum[1]);
    assert_int_equal(sum[0], sum[2]);
}

static void the_law_tells_rows_that_do_not_fit(void **state)
{
    (void)state;
    struct city_of_books city;
    struct error err = {0};
    open_city(&city, 1);
    live(&city.world, 1);
    struct books *books = city.world.books;
    must(books_check(&city.world, &err), &err);
    books->operators[0].sites++;
    assert_int_equal(books_check(&city.world, &err), -1);
    assert_int_equal(err.message, MESSAGE_LAW);
    books->operators[0].sites--;
    books->sites[0].staff[0].in_post = -1;
    assert_int_equal(books_check(&city.world, &err), -1);
    books->sites[0].staff[0].in_post = 0;
    books->rooms[0].price = -0.5;
    assert_int_equal(books_check(&city.world, &err), -1);
    books->rooms[0].price = -1;
    books->ledger.operators[0].cash++;
    assert_int_equal(books_check(&city.world, &err), -1);
    books->ledger.operators[0].cash--;
    must(books_check(&city.world, &err), &err);
    close_city(&city);
}

static void a_city_without_sites_has_books_without_operators(void **state)
{
    (void)state;
    struct services_fixture f;
    struct world world;
    struct error err = {0};
    assert_int_equal(
        services_fixture_open(&f, RESIDENTS, month_of(2021, 12), 0, 1, NULL), 0);
    assert_int_equal(services_books(&f), 0);
    must(services_world(&f, 2, SEED, &world, &err), &err);
    world.laws = true;
    live(&world, 13);
    assert_int_equal(world.books->operator_count, 0);
    must(books_check(&world, &err), &err);
    world_free(&world);
    services_fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sites_have_operators_by_kind_place_and_service),
        cmocka_unit_test(operators_begin_with_months_of_cost_and_a_deposit),
        cmocka_unit_test(a_public_institution_is_funded_by_its_district),
        cmocka_unit_test(a_month_of_every_site_is_reckoned_to_the_fen),
        cmocka_unit_test(what_cash_does_not_cover_is_owed_until_it_comes),
        cmocka_unit_test(who_runs_sites_for_the_public_is_paid_their_mean_deficit),
        cmocka_unit_test(staff_is_in_post_for_those_served_and_pools_hold_them),
        cmocka_unit_test(a_site_added_in_a_run_is_found_by_those_around_it),
        cmocka_unit_test(books_are_the_same_on_one_two_and_three_threads),
        cmocka_unit_test(the_law_tells_rows_that_do_not_fit),
        cmocka_unit_test(a_city_without_sites_has_books_without_operators),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
