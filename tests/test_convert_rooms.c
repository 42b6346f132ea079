/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A room that does not pay, of a site whose other room does, is turned to what is wanted
 * and nobody offers; every yuan and month of it is reckoned by hand. */
#include "support/check.h"

#include "observe/business.h"
#include "process/withdraw_parts.h"
#include "support/nursery.h"

enum { POOR, GOOD, OTHER, PRODUCTS };
enum { TWO = 2, PLACES = 60 };
/* m2 of each room; yuan of a site; yuan a month and m2. */
static const double FLOOR = 240.0, SIDE = 10.0, RENT = 20.0;
static const double POSTS = 0.01; /* of another trade, a child of the last product */

/* A trade that the product does not ask for. */
static int other_trade(const struct product *product)
{
    int trade = 0;
    while (product->classes[0].posts[trade] > 0.0)
        trade++;
    return trade;
}

/* The first asks next to nothing, and no site has the last, which takes somebody of
 * another trade. */
static void three_products(struct catalogue *catalogue)
{
    static const double price[PRODUCTS] = {900.0, 3000.0, 3000.0};
    nursery_products(catalogue, price, PRODUCTS);
    catalogue->products[OTHER].classes[0].posts[other_trade(catalogue->products)] =
        POSTS;
}

/* Companies with two rooms: the first two products. */
static void two_rooms(struct services_fixture *f)
{
    for (int s = 0; s < f->supply.site_count; s++) {
        for (int k = 0; k < TWO; k++)
            f->supply.rooms[s * TWO + k] = f->supply.rooms[f->supply.sites[s].room + k];
        f->supply.sites[s].room = s * TWO;
        f->supply.sites[s].rooms = TWO;
    }
    f->supply.room_count = f->supply.site_count * TWO;
    for (int p = POOR; p < PRODUCTS; p++)
        f->costs->of[p][COST_rent].value = RENT;
    nursery_companies(f);
}

static void nobody_enters(struct scenario *scenario)
{
    nursery_nobody_enters(scenario);
    change_value(scenario, PARAMETER_price_interval, 120.0);
}

/* December is behind; what keeps sites alive from the start is almost nothing. */
static void open_city(struct nursery *nursery, int threads)
{
    const struct nursery_plan plan = {.residents = 6000,
                                      .sites = 1,
                                      .places = PLACES,
                                      .threads = threads,
                                      .until = month_of(2030, 12),
                                      .change = nobody_enters,
                                      .supply = two_rooms,
                                      .alter = three_products};
    nursery_open(nursery, &plan);
    nursery_live(nursery, 2);
    for (int s = 0; s < nursery->world.books->supply.site_count; s++)
        nursery->world.books->sites[s].side = SIDE;
}

static double users_of(const struct books *books, int32_t r)
{
    return books->rooms[r].users[0];
}

/* Yuan of works and their months, from the table of costs. */
static double works_yuan(const struct books *books)
{
    const struct cost_figure *of = books->costs->of[OTHER];
    return FLOOR *
           (of[COST_fitout].value + of[COST_equipment].value + of[COST_fire].value);
}

static int works_months(const struct books *books)
{
    const struct cost_figure *of = books->costs->of[OTHER];
    return (int)ceil(of[COST_works].value + of[COST_idle].value);
}

static void a_room_that_does_not_pay_is_turned_and_paid_for_to_the_fen(void **state)
{
    (void)state;
    struct nursery nursery;
    open_city(&nursery, 1);
    struct books *books = nursery.world.books;
    const int sites = books->supply.site_count;
    double invested[16];
    assert_true(sites > 0 && sites <= 16);
    for (int s = 0; s < sites; s++)
        invested[s] = books->sites[s].invested;
    const month january = nursery.world.now;
    nursery_live(&nursery, 1);
    int turned = 0;
    for (int s = 0; s < sites; s++) {
        const struct room *room = &books->supply.rooms[s * TWO];
        assert_int_equal(books->supply.sites[s].closes, -1);
        assert_int_equal(room[GOOD].next, 0);
        if (room->next == 0)
            continue;
        turned++;
        assert_int_equal(room->product, POOR); /* until works are over */
        assert_int_equal(room->next, OTHER + 1);
        assert_int_equal(room->was, POOR + 1);
        assert_int_equal(room->places, 0);
        assert_int_equal(room->from, january + 1 + works_months(books));
        assert_true(fabs(books->sites[s].side - SIDE / TWO) < 1e-9);
        assert_true(fabs(books->sites[s].invested -
                         (invested[s] / TWO + works_yuan(books))) < 1e-6);
    }
    assert_true(turned > 0);
    const money works = money_from_yuan(works_yuan(books));
    assert_int_equal(books->supply.site_count, sites); /* nothing opens beside */
    assert_int_equal(ledger_year_sum(&books->ledger, ACCOUNT_OPERATOR,
                                     ACCOUNT_SUPPLIERS, MONEY_WORKS),
                     turned * works);
    assert_int_equal(ledger_year_sum(&books->ledger, ACCOUNT_OUTSIDE, ACCOUNT_OPERATOR,
                                     MONEY_EQUITY),
                     turned * works);
    nursery_close(&nursery);
}

/* Fees of the month behind, by hand: what each room's users were asked. */
static money fees_by_hand(const struct books *books, int32_t s, double told)
{
    money fen = 0;
    for (int32_t r = s * TWO; r < (s + 1) * TWO; r++) {
        const struct product *product =
            &books->catalogue->products[books->supply.rooms[r].product];
        const double price = books->rooms[r].price >= 0.0
                                 ? books->rooms[r].price
                                 : dated_at(&product->price, books->ledger.now) / told;
        for (int q = 0; q < QUINTILES; q++)
            fen += money_from_yuan(books->rooms[r].units[q] * price);
    }
    return fen;
}

/* The first site whose room is being turned. */
static int32_t site_with_works(const struct books *books)
{
    for (int32_t s = 0; s < books->supply.site_count; s++)
        if (supply_has_works(&books->supply, &books->supply.sites[s]))
            return s;
    fail_msg("no room is turned");
    return -1;
}

static void it_is_shut_while_works_last_and_opens_as_what_it_was_turned_to(void **state)
{
    (void)state;
    struct nursery nursery;
    open_city(&nursery, 1);
    struct books *books = nursery.world.books;
    nursery_live(&nursery, 1);
    const int32_t s = site_with_works(books), r = s * TWO;
    const struct room *room = &books->supply.rooms[r];
    const struct room_state *rooms = nursery.world.services->rooms;
    const month from = room->from;
    const int trades = books->sites[s].trades;
    assert_true(users_of(books, r) > 0.0); /* its last month */
    while (nursery.world.now < from) {
        nursery_live(&nursery, 1);
        assert_int_equal(rooms[r].open, 0);
        assert_true(users_of(books, r) == 0.0);
        assert_int_equal(rooms[r + GOOD].open, 1);
        assert_true(users_of(books, r + GOOD) > 0.0);
        assert_int_equal(
            book_sum(&books->ledger.site_books[s], BOOK_FEES, nursery.world.now - 1, 1),
            fees_by_hand(books, s, books->told));
    }
    assert_int_equal(room->product, OTHER);
    assert_int_equal(room->next, 0);
    assert_int_equal(room->places, PLACES);
    double most = 0.0;
    for (int k = 0; k < MONTHS_PER_YEAR; k++) {
        nursery_live(&nursery, 1);
        assert_int_equal(rooms[r].open,
                         books->supply.sites[s].closes < 0 ||
                             books->supply.sites[s].closes >= nursery.world.now);
        most = users_of(books, r) > most ? users_of(books, r) : most;
        assert_int_equal(
            book_sum(&books->ledger.site_books[s], BOOK_FEES, nursery.world.now - 1, 1),
            fees_by_hand(books, s, books->told));
    }
    assert_true(most > 0.0 && most <= PLACES);
    assert_int_equal(books->sites[s].trades, trades + 1);
    assert_int_equal(books->sites[s].staff[trades].trade,
                     other_trade(&books->catalogue->products[POOR]));
    assert_true(books->sites[s].staff[trades].in_post > 0.0);
    nursery_close(&nursery);
}

static void results_count_rooms_that_opened_as_something_else(void **state)
{
    (void)state;
    static struct business business;
    struct nursery nursery;
    struct error err = {0};
    int number[16] = {0}, turned = 0;
    open_city(&nursery, 1);
    const struct world *world = &nursery.world;
    assert_true(world->count <= 16);
    nursery_live(&nursery, MONTHS_PER_YEAR);
    const struct business_view view = {
        .world = world, .number = number, .first = month_of(2020, 11)};
    nursery_must(business_take(&view, &business, &err), &err);
    for (int r = 0; r < world->books->supply.room_count; r++)
        turned += world->books->supply.rooms[r].was != 0;
    assert_true(turned > 0);
    assert_int_equal(business.rooms_turned[OTHER], turned);
    assert_int_equal(business.rooms_turned[POOR] + business.rooms_turned[GOOD], 0);
    nursery_close(&nursery);
}

/* What a room is worth, by hand: contributions, floor, and its part of the fit-out. */
static void what_a_room_is_worth_follows_from_its_users_and_its_floor(void **state)
{
    (void)state;
    struct nursery nursery;
    open_city(&nursery, 1);
    struct world *world = &nursery.world;
    struct books *books = world->books;
    const double months = withdraw_annuity(&world->values, 0, 24);
    const double life = world->values.operators_fitout_years * MONTHS_PER_YEAR;
    for (int32_t r = 0; r < TWO; r++) {
        const struct product *product = &books->catalogue->products[r];
        const double tax = books->costs->of[r][COST_sales_tax].value;
        double child = books_price(world, r) * (1.0 - tax) -
                       books->costs->of[r][COST_food].value -
                       books->costs->of[r][COST_consumables].value +
                       books->costs->of[r][COST_earned].value;
        for (int t = 0; t < CATALOGUE_TRADES; t++)
            child -= product->classes[0].posts[t] * books->market[t].wage *
                     (1.0 + world->values.staff_social_rate);
        /* Past the months of filling: experience and plan agree. */
        books->rooms[r].expectation = (struct expectation){.plan = 23.85,
                                                           .weight = 12.0,
                                                           .sum = 23.85 * 1e6,
                                                           .months = 1e6,
                                                           .age = 1000};
        const double margin = child * 23.85 -
                              FLOOR * books->costs->of[r][COST_utilities].value -
                              books->sites[0].invested / TWO / life + SIDE / TWO;
        const double worth = withdraw_look_room(world, r);
        if (fabs(worth - margin * months) > 1e-3 * fabs(margin * months))
            fail_msg("room %d: %.2f, by hand %.2f", r, worth, margin * months);
    }
    nursery_close(&nursery);
}

static void threads_change_nothing_of_it(void **state)
{
    (void)state;
    struct nursery one, three;
    open_city(&one, 1);
    open_city(&three, 3);
    nursery_live(&one, 18);
    nursery_live(&three, 18);
    assert_true(nursery_digest(&one) == nursery_digest(&three));
    for (int r = 0; r < one.world.books->supply.room_count; r++)
        assert_int_equal(one.world.books->supply.rooms[r].product,
                         three.world.books->supply.rooms[r].product);
    nursery_close(&one);
    nursery_close(&three);
}

static void works_too_dear_are_not_begun(void **state)
{
    (void)state;
    struct nursery nursery;
    open_city(&nursery, 1);
    nursery.f.costs->of[OTHER][COST_fitout].value *= 100.0;
    nursery_live(&nursery, 1);
    for (int r = 0; r < nursery.world.books->supply.room_count; r++)
        assert_int_equal(nursery.world.books->supply.rooms[r].next, 0);
    nursery_close(&nursery);
}

/* Works would pay, but what they bring is less than the site loses. */
static void no_room_is_turned_of_a_site_that_will_be_given_up(void **state)
{
    (void)state;
    struct nursery nursery;
    open_city(&nursery, 1);
    for (int s = 0; s < nursery.world.books->supply.site_count; s++)
        nursery.world.books->sites[s].contract.rent = 500.0 * FLOOR;
    nursery_live(&nursery, 1);
    for (int r = 0; r < nursery.world.books->supply.room_count; r++)
        assert_int_equal(nursery.world.books->supply.rooms[r].next, 0);
    nursery_close(&nursery);
}

static void rooms_that_pay_stay_what_they_are(void **state)
{
    (void)state;
    struct nursery nursery;
    open_city(&nursery, 1);
    for (int s = 0; s < nursery.world.books->supply.site_count; s++)
        nursery.world.books->sites[s].side = 1e6;
    nursery_live(&nursery, 1);
    for (int r = 0; r < nursery.world.books->supply.room_count; r++)
        assert_int_equal(nursery.world.books->supply.rooms[r].next, 0);
    nursery_close(&nursery);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_room_that_does_not_pay_is_turned_and_paid_for_to_the_fen),
        cmocka_unit_test(
            it_is_shut_while_works_last_and_opens_as_what_it_was_turned_to),
        cmocka_unit_test(results_count_rooms_that_opened_as_something_else),
        cmocka_unit_test(what_a_room_is_worth_follows_from_its_users_and_its_floor),
        cmocka_unit_test(threads_change_nothing_of_it),
        cmocka_unit_test(works_too_dear_are_not_begun),
        cmocka_unit_test(no_room_is_turned_of_a_site_that_will_be_given_up),
        cmocka_unit_test(rooms_that_pay_stay_what_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
