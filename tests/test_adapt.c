/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Operators adapt, in the month: prices, staff, wages, quality, and what a site does that
 * has no staff. A small city with one product, checked by hand; the laws of the ledger
 * and of books hold after every verb of every month. */
#include "support/check.h"

#include "process/expect.h"
#include "support/nursery.h"

static void nobody_enters(struct scenario *scenario)
{
    nursery_nobody_enters(scenario);
}

static void prices_always_move(struct scenario *scenario)
{
    nobody_enters(scenario);
    change_value(scenario, PARAMETER_price_stay, 0.0);
}

static struct nursery_plan plan_of(void (*change)(struct scenario *))
{
    return (struct nursery_plan){.residents = 3000,
                                 .sites = 1,
                                 .places = 60,
                                 .until = month_of(2036, 12),
                                 .change = change};
}

/* The slope that an operator believes in, by hand: nine parts what custom says, one part
 * its own last change of price, where that was one per cent or more. */
static double slope_by_hand(double slope, double price, double share,
                            const struct price_record *last)
{
    const double moved = price - last->price;
    if (last->price < 0.0 || fabs(moved) < 0.01 * last->price)
        return last->slope > 0.0 ? last->slope : slope;
    const double odds =
        log(last->share / (1.0 - last->share)) - log(share / (1.0 - share));
    const double own = fmin(fmax(odds / moved, slope / 4.0), slope * 4.0);
    return 0.9 * slope + 0.1 * own;
}

/* Who asks more than cost finds its mark-up customary at its first look; from then on it
 * asks cost and that mark-up over the share of those it does not have. */
static void prices_follow_cost_and_the_share_of_needers(void **state)
{
    (void)state;
    enum { INTERVAL = 6, MONTHS = 60 };
    struct nursery nursery;
    const struct nursery_plan plan = plan_of(prices_always_move);
    nursery_open(&nursery, &plan);
    struct world *world = &nursery.world;
    struct books *books = world->books;
    int site = 0, looks = 0, moves = 0;
    while (books->supply.sites[site].code % INTERVAL == (uint32_t)world->now % INTERVAL)
        site++;
    struct books_room *room = &books->rooms[site]; /* one room a site */
    nursery_live_frozen(&nursery, 1);
    for (int k = 1; k < MONTHS; k++) {
        const double before = books_price(world, site), custom = room->custom;
        const double cost = nursery_cost(world); /* wages move after prices */
        const struct price_record last = room->record;
        nursery_live_frozen(&nursery, 1);
        const double after = books_price(world, site);
        if ((uint32_t)(world->now - 1) % INTERVAL !=
            books->supply.sites[site].code % INTERVAL) {
            assert_true(after == before);
            continue;
        }
        looks++;
        double needers = 0.0;
        for (int c = 0; c < world->count; c++) /* all communities see all sites */
            needers += world->services->needers[(size_t)c * CATALOGUE_PRODUCTS];
        const double expected = expect_use(&room->expectation, room->expectation.tau);
        const double share = expected / needers;
        if (custom <= 0.0) {
            assert_true(fabs(room->custom - (before - cost) * (1.0 - share)) < 1e-6);
            assert_true(after == before);
            continue;
        }
        double slope = slope_by_hand(1.0 / custom, before, share, &last);
        if (last.price >= 0.0 && expected < last.use)
            slope = fmax(slope, last.slope); /* falling use is no reason to ask more */
        const double target = cost + 1.0 / (slope * (1.0 - share));
        const double asked = fmin(fmax(target, 0.9 * before), 1.1 * before);
        assert_true(fabs(after - asked) < 0.0051);
        moves += after != before;
    }
    assert_int_equal(looks, 10);
    assert_true(moves >= 5);
    nursery_close(&nursery);
}

/* Wages by ten are a cost that prices follow as fast as they may. */
static void wages_by_ten_raise_prices_by_a_step_at_a_time(void **state)
{
    (void)state;
    struct nursery nursery;
    const struct nursery_plan plan = plan_of(prices_always_move);
    nursery_open(&nursery, &plan);
    struct books *books = nursery.world.books;
    nursery_live(&nursery, 30);
    const double users = nursery_users(&nursery);
    double before[8];
    for (int r = 0; r < books->supply.room_count; r++)
        before[r] = books_price(&nursery.world, r);
    for (int t = 0; t < books->catalogue->trade_count; t++) {
        books->market[t].wage *= 10.0;
        books->market[t].base_wage *= 10.0;
        for (int s = 0; s < books->supply.site_count; s++)
            for (int k = 0; k < books->sites[s].trades; k++)
                if (books->sites[s].staff[k].trade == t)
                    books->sites[s].staff[k].wage *= 10.0;
    }
    nursery_live(&nursery, 6);
    for (int r = 0; r < books->supply.room_count; r++)
        if (books_runs(books, r, nursery.world.now - 1))
            assert_true(fabs(books_price(&nursery.world, r) - 1.1 * before[r]) < 0.006);
    nursery_live(&nursery, 24);
    /* Nobody can pay for staff that earns 70,000 yuan a month. */
    assert_true(nursery_users(&nursery) < 0.5 * users);
    nursery_close(&nursery);
}

static void institutions(struct services_fixture *f)
{
    nursery_companies(f);
    for (int s = 0; s < f->supply.site_count; s++) {
        f->supply.sites[s].kind = OPERATOR_PUBLIC;
        f->supply.sites[s].mode = MODE_PUBLIC_RUN;
        f->supply.sites[s].owner = OWNER_PUBLIC;
    }
}

static void a_public_institution_asks_no_more_than_the_catalogue(void **state)
{
    (void)state;
    struct nursery nursery;
    struct nursery_plan plan = plan_of(nobody_enters);
    plan.supply = institutions;
    nursery_open(&nursery, &plan);
    struct books *books = nursery.world.books;
    nursery_live(&nursery, 30);
    for (int r = 0; r < books->supply.room_count; r++) {
        assert_true(adapt_cap(&nursery.world, r) == NURSERY_PRICE);
        assert_true(books_price(&nursery.world, r) <= NURSERY_PRICE);
    }
    nursery_close(&nursery);
}

/* When half of a trade has gone elsewhere, agencies fill in at once, and its wage rises by
 * a step each quarter; the other trades' do not. */
static void a_shortage_raises_the_wage_of_its_trade_and_agency_hours(void **state)
{
    (void)state;
    enum { RUN_IN = 25 };
    struct nursery nursery;
    struct nursery_plan plan = plan_of(nobody_enters);
    plan.supply = institutions;
    nursery_open(&nursery, &plan);
    struct books *books = nursery.world.books;
    nursery_live_frozen(&nursery, RUN_IN); /* November 2022 is behind */
    const int trade = books->sites[0].staff[0].trade;
    int other = 0;
    while (other == trade || books->market[other].pool > 0.0)
        other++;
    const double wage = books->market[trade].wage, idle = books->market[other].wage;
    double agency = 0.0;
    for (int s = 0; s < books->supply.site_count; s++)
        agency += books->sites[s].staff[0].agency;
    books->market[trade].pool *= 0.5;
    for (int s = 0; s < books->supply.site_count; s++)
        books->sites[s].staff[0].in_post *= 0.5;
    nursery_live_frozen(&nursery, 1); /* December: the quarter's wage */
    double posts = 0.0, now = 0.0;
    for (int s = 0; s < books->supply.site_count; s++) {
        posts += books->sites[s].staff[0].posts;
        now += books->sites[s].staff[0].agency;
    }
    assert_true(now > agency && now > 0.4 * posts && now < 0.7 * posts);
    assert_true(fabs(books->market[trade].wage - 1.02 * wage) < 1e-6);
    assert_true(books->sites[0].staff[0].wage == books->market[trade].wage);
    assert_true(books->market[other].wage == idle);
    nursery_live_frozen(&nursery, 12);
    assert_true(fabs(books->market[trade].wage - wage * pow(1.02, 5)) < 1e-6);
    nursery_close(&nursery);
}

static double held(const struct nursery *nursery)
{
    double children = 0.0;
    for (int r = 0; r < nursery->world.books->supply.room_count; r++)
        children += nursery->world.services->rooms[r].held[0];
    return children;
}

/* No staff and no money for an agency: nobody is served, and nobody is served beyond the
 * ratio on the way back. */
static void sites_that_lose_all_staff_suspend_everybody(void **state)
{
    (void)state;
    enum { RUN_IN = 25 };
    struct nursery nursery;
    const struct nursery_plan plan = plan_of(nobody_enters);
    nursery_open(&nursery, &plan);
    struct books *books = nursery.world.books;
    nursery_live_frozen(&nursery, RUN_IN);
    for (int s = 0; s < books->supply.site_count; s++)
        books->sites[s].contract.end = -1; /* nobody may think of leaving */
    assert_true(held(&nursery) > 100.0);
    double pool[CATALOGUE_TRADES];
    for (int t = 0; t < CATALOGUE_TRADES; t++) {
        pool[t] = books->market[t].pool;
        books->market[t].pool = 0.0;
        /* An agency that nobody can pay. */
        books->market[t].wage *= 1e6;
        books->market[t].base_wage *= 1e6;
    }
    for (int s = 0; s < books->supply.site_count; s++)
        for (int k = 0; k < books->sites[s].trades; k++)
            books->sites[s].staff[k].in_post = 0.0;
    nursery_live_frozen(&nursery, 1);
    assert_true(held(&nursery) == 0.0);
    for (int r = 0; r < books->supply.room_count; r++) {
        assert_int_equal(books->rooms[r].staffed, 0);
        assert_int_equal(books_places(books, &books->supply.rooms[r], (uint32_t)r), 0);
    }
    for (int o = 0; o < books->operator_count; o++) /* what the agency took */
        books->ledger.operators[o].credit += money_from_yuan(1e6);
    nursery_live_frozen(&nursery, 2);
    assert_true(held(&nursery) == 0.0);
    for (int t = 0; t < CATALOGUE_TRADES; t++) {
        books->market[t].pool = pool[t];
        books->market[t].wage /= 1e6;
        books->market[t].base_wage /= 1e6;
    }
    nursery_live_frozen(&nursery, 14);
    assert_true(held(&nursery) > 0.0);
    nursery_close(&nursery);
}

/* A shortage for a part of the posts suspends the last who came, and no more than it
 * must. */
static void a_part_of_the_staff_serves_a_part_of_the_children(void **state)
{
    (void)state;
    enum { RUN_IN = 25 };
    struct nursery nursery;
    const struct nursery_plan plan = plan_of(nobody_enters);
    nursery_open(&nursery, &plan);
    struct world *world = &nursery.world;
    struct books *books = world->books;
    nursery_live_frozen(&nursery, RUN_IN);
    int site = 0;
    for (int s = 1; s < books->supply.site_count; s++)
        if (world->services->rooms[s].held[0] > world->services->rooms[site].held[0])
            site = s;
    struct site_state *state_of = &books->sites[site];
    const int children = world->services->rooms[site].held[0];
    /* Half of the posts are empty, and the agency asks what nobody has. */
    for (int k = 0; k < state_of->trades; k++) {
        struct staff_post *post = &state_of->staff[k];
        post->posts = post->wanted =
            children * books->catalogue->products[0].classes[0].posts[post->trade];
        post->in_post = 0.5 * post->posts;
        post->agency = 0.0;
    }
    struct error err = {0};
    nursery_must(adapt_suspension(world, &err), &err);
    /* Three children a carer: half of the children, none of them beyond the ratio. */
    const int served = world->services->rooms[site].held[0];
    assert_int_equal(served, children - (children + 1) / 2);
    assert_int_equal(books->rooms[site].staffed, served);
    assert_true(books->rooms[site].full == children);
    nursery_close(&nursery);
}

/* Quality rises to its own level where nothing changes, and residents see it. */
static void quality_is_what_residents_see(void **state)
{
    (void)state;
    struct nursery nursery;
    const struct nursery_plan plan = plan_of(nobody_enters);
    nursery_open(&nursery, &plan);
    struct world *world = &nursery.world;
    struct books *books = world->books;
    nursery_live_frozen(&nursery, 12);
    const struct values *values = &world->values;
    const struct site_state before = books->sites[2];
    nursery_live_frozen(&nursery, 1);
    const struct staff_quality quality =
        staff_quality_of(&books->sites[2], world->now - 1);
    const double own = 0.6 - adapt_quality_usual(values);
    const double target = staff_quality_target(values, &quality) + own;
    assert_true(fabs(books->sites[2].quality -
                     (before.quality + 0.2 * (target - before.quality))) < 1e-9);
    for (int r = 0; r < books->supply.room_count; r++)
        assert_true(world->services->rooms[r].quality == books->sites[r].quality);
    /* An ordinary site stays what it was at its start. */
    double mean = 0.0;
    nursery_live_frozen(&nursery, 48);
    for (int s = 0; s < books->supply.site_count; s++)
        mean += books->sites[s].quality / books->supply.site_count;
    assert_true(fabs(mean - 0.6) < 0.08);
    nursery_close(&nursery);
}

/* The same of sites of all ages, so that fit-out is not renewed everywhere at once. */
static void institutions_of_all_ages(struct services_fixture *f)
{
    enum { STEP = 35, LIFE = 96 };
    institutions(f);
    for (int s = 0; s < f->supply.site_count; s++)
        f->supply.sites[s].opened = f->base.scenario.from - 1 - s * STEP % LIFE;
}

enum { FROZEN_YEARS = 15, SETTLED = 5, FROZEN = FROZEN_YEARS * MONTHS_PER_YEAR };
enum frozen { USE, PRICE, QUALITY, WAGE, IN_POST, SERIES };

static double mean_of(const double *series, int from, int months)
{
    double sum = 0.0;
    for (int m = from; m < from + months; m++)
        sum += series[m];
    return sum / months;
}

static void live_frozen_years(struct nursery *nursery, double series[SERIES][FROZEN])
{
    const struct books *books = nursery->world.books;
    for (int m = 0; m < FROZEN; m++) {
        nursery_live_frozen(nursery, 1);
        for (int r = 0; r < books->supply.room_count; r++) {
            const struct site_state *site = &books->sites[books->supply.rooms[r].site];
            series[QUALITY][m] += nursery->world.services->rooms[r].quality;
            series[PRICE][m] += books_price(&nursery->world, r);
            for (int k = 0; k < site->trades; k++)
                series[IN_POST][m] += site->staff[k].in_post;
        }
        series[USE][m] = nursery_users(nursery);
        series[WAGE][m] = books->market[books->sites[0].staff[0].trade].wage;
    }
}

/* Institutions, which nobody closes: 15 years in which nothing outside moves. Nothing
 * inside drifts by one per cent a year after the fifth, or swings by two per cent in less
 * than two years. */
static void a_frozen_city_neither_drifts_nor_swings(void **state)
{
    (void)state;
    enum { HALF = MONTHS_PER_YEAR, WHOLE = 2 * HALF + 1 };
    /* Who leaves 24 sites is chance: a tenth of a hundred posts a quarter. */
    static const double most[SERIES] = {0.02, 0.02, 0.04, 0.02, 0.04};
    static double series[SERIES][FROZEN];
    struct nursery nursery;
    struct nursery_plan plan = plan_of(nobody_enters);
    memset(series, 0, sizeof series);
    plan.residents = 12000;
    plan.sites = 4;
    plan.supply = institutions_of_all_ages;
    nursery_open(&nursery, &plan);
    live_frozen_years(&nursery, series);
    const int first = SETTLED * MONTHS_PER_YEAR, last = FROZEN - 2 * HALF;
    const double years = (last - first) / (double)MONTHS_PER_YEAR;
    for (int k = 0; k < SERIES; k++) {
        const double drift =
            mean_of(series[k], last, 2 * HALF) / mean_of(series[k], first, 2 * HALF);
        double swing = 0.0;
        for (int m = first; m + HALF < FROZEN; m++)
            swing = fmax(
                swing, fabs(series[k][m] / mean_of(series[k], m - HALF, WHOLE) - 1.0));
        assert_true(fabs(drift - 1.0) / years < 0.01);
        assert_true(swing < most[k]);
    }
    nursery_close(&nursery);
}

static void operators_decide_the_same_on_one_two_and_three_threads(void **state)
{
    (void)state;
    uint64_t digest[3];
    for (int threads = 1; threads <= 3; threads++) {
        struct nursery nursery;
        struct nursery_plan plan = plan_of(NULL);
        plan.threads = threads;
        nursery_open(&nursery, &plan);
        nursery_live(&nursery, 39); /* entrants of two Januaries, some of them open */
        digest[threads - 1] = nursery_digest(&nursery);
        nursery_close(&nursery);
    }
    assert_int_equal(digest[0], digest[1]);
    assert_int_equal(digest[0], digest[2]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prices_follow_cost_and_the_share_of_needers),
        cmocka_unit_test(wages_by_ten_raise_prices_by_a_step_at_a_time),
        cmocka_unit_test(a_public_institution_asks_no_more_than_the_catalogue),
        cmocka_unit_test(a_shortage_raises_the_wage_of_its_trade_and_agency_hours),
        cmocka_unit_test(sites_that_lose_all_staff_suspend_everybody),
        cmocka_unit_test(a_part_of_the_staff_serves_a_part_of_the_children),
        cmocka_unit_test(quality_is_what_residents_see),
        cmocka_unit_test(a_frozen_city_neither_drifts_nor_swings),
        cmocka_unit_test(operators_decide_the_same_on_one_two_and_three_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
