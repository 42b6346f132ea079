/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Payments where a district is reported and its neighbours only live beside it: each
 * belongs to one side, and the results file tells of the reported side. */
#include "support/check.h"

#include "support/books_run.h"
#include "support/nursery.h"
#include "support/policy_world.h"

#include <math.h>

enum { YEAR = 2022 };

static void one_district(struct scenario *scenario)
{
    static char *names[] = {(char *)"990101"};
    nursery_nobody_enters(scenario);
    policy_stands(scenario);
    scenario->districts.name = names;
    scenario->districts.count = 1;
    scenario->rim_km = 50.0;
}

/* Companies, and two chains: the grouping of found.c makes them span communities. */
static void companies_and_chains(struct supply *supply)
{
    for (int s = 0; s < supply->site_count; s++) {
        struct site *site = &supply->sites[s];
        site->kind = s % 2 == 0 ? OPERATOR_COMPANY : OPERATOR_CHAIN;
        site->mode = MODE_MARKET;
        site->owner = OWNER_PRIVATE;
        site->floor_m2 = supply->rooms[site->room].m2;
    }
}

static const char POLICY[] =
    "  - {kind: operating_grant, from: 2021-01, per_place_month: 100}\n"
    "  - {kind: rent, from: 2021-01, relief: 20 %, payer: subdistrict}\n"
    "  - {kind: voucher, from: 2021-01, share: 10 %, budget_per_year: 5 yuan}\n"
    "  - {kind: benefit, from: 2021-01, per_month: 50, who: age < 30}\n";

/* A run with its policy, and the same lived in memory to the end of YEAR. */
struct beside {
    struct books_run run;
    struct reading reading;
    struct world world;
    struct ledger_flow *flows;
    int count;
};

static int open_both(void **state)
{
    static struct beside beside;
    struct error err = {0};
    struct study *study = &beside.run.f.base.study;
    const struct books_run_plan plan = {.residents = 3000,
                                        .sites = 2,
                                        .places = 40,
                                        .until = month_of(YEAR, 12),
                                        .change = one_district,
                                        .alter = nursery_catalogue,
                                        .supply = companies_and_chains};
    char all[2048];
    books_run_open(&beside.run, &plan);
    assert_true(study->chosen == 3 && study->rim == 3);
    snprintf(all, sizeof all, "%spolicy:\n%s", BASE, POLICY);
    read_good(&beside.reading, all);
    assert_int_equal(policy_bind(&beside.reading.scenario.policy, study->catalogue,
                                 &study->city, NULL, &study->scope,
                                 &beside.reading.report),
                     0);
    beside.run.f.base.scenario.policy = beside.reading.scenario.policy;
    books_run_write(&beside.run, 2);
    const struct world_options options =
        study_world(study, result_seed(&beside.run.layout, 0), 1);
    policy_must(world_init(&beside.world, &options, &err), &err);
    beside.world.laws = true;
    while (beside.world.now <= month_of(YEAR, 12))
        policy_must(cycle_month(&beside.world, &err), &err);
    policy_must(ledger_year_flows(&beside.world.books->ledger, &beside.flows,
                                  &beside.count, &err),
                &err);
    *state = &beside;
    return 0;
}

static int close_both(void **state)
{
    struct beside *beside = *state;
    free(beside->flows);
    world_free(&beside->world);
    beside->run.f.base.scenario.policy = (struct policy){0};
    beside->run.f.base.scenario.districts.name = NULL;
    beside->run.f.base.scenario.districts.count = 0;
    books_run_close(&beside->run);
    finish(&beside->reading);
    return 0;
}

/* Fen of the year for a purpose on one side, to or from any account. */
static money paid(const struct beside *beside, enum money_purpose purpose,
                  enum ledger_place place)
{
    money fen = 0;
    for (int k = 0; k < beside->count; k++)
        if (beside->flows[k].purpose == purpose && beside->flows[k].place == place)
            fen += beside->flows[k].fen;
    return fen;
}

static void payments_of_sites_are_on_the_side_of_their_communities(void **state)
{
    const struct beside *beside = *state;
    const struct books *books = beside->world.books;
    static const struct {
        enum money_purpose purpose;
        enum book_line line;
    } lines[] = {{MONEY_GRANT_OPERATING, BOOK_GRANTS},
                 {MONEY_FEE, BOOK_FEES},
                 {MONEY_FOOD, BOOK_FOOD},
                 {MONEY_UTILITIES, BOOK_UTILITIES}};
    for (size_t k = 0; k < sizeof lines / sizeof *lines; k++) {
        money side[2] = {0};
        for (int s = 0; s < books->supply.site_count; s++)
            side[!beside->world.city->communities[books->supply.sites[s].community]
                      .reported] += book_sum(&books->ledger.site_books[s],
                                             lines[k].line, month_of(YEAR, 12), 12);
        assert_true(side[0] > 0 && side[1] > 0);
        assert_int_equal(paid(beside, lines[k].purpose, LEDGER_REPORTED), side[0]);
        assert_int_equal(paid(beside, lines[k].purpose, LEDGER_RIM), side[1]);
        assert_int_equal(paid(beside, lines[k].purpose, LEDGER_SHARED), 0);
    }
}

/* What the landlord is paid for relief has no site, cash for residents neither. */
static void payments_without_a_site_are_on_a_side_where_they_have_one(void **state)
{
    const struct beside *beside = *state;
    assert_true(paid(beside, MONEY_RENT_RELIEF, LEDGER_REPORTED) > 0);
    assert_true(paid(beside, MONEY_RENT_RELIEF, LEDGER_RIM) > 0);
    assert_int_equal(paid(beside, MONEY_RENT_RELIEF, LEDGER_SHARED), 0);
    assert_true(paid(beside, MONEY_BENEFIT, LEDGER_REPORTED) > 0);
    assert_true(paid(beside, MONEY_BENEFIT, LEDGER_RIM) > 0);
    assert_int_equal(paid(beside, MONEY_BENEFIT, LEDGER_SHARED), 0);
    /* A line gets what it pays, side by side; a yearly budget is of neither. */
    for (int side = LEDGER_REPORTED; side <= LEDGER_RIM; side++) {
        const enum ledger_place place = (enum ledger_place)side;
        assert_int_equal(paid(beside, MONEY_BUDGET, place),
                         paid(beside, MONEY_GRANT_OPERATING, place) +
                             paid(beside, MONEY_RENT_RELIEF, place) +
                             paid(beside, MONEY_BENEFIT, place));
    }
    assert_int_equal(paid(beside, MONEY_BUDGET, LEDGER_SHARED), 500);
}

static double *read_series(struct beside *beside, enum series series)
{
    struct error err = {0};
    double *data =
        calloc((size_t)result_elements(beside->run.result, series) + 1, sizeof *data);
    books_run_must(
        result_read_series(beside->run.result, series, 0, YEAR - 2020, 1, data, &err),
        &err);
    return data;
}

static void the_matrix_of_the_file_leaves_the_rim_out(void **state)
{
    struct beside *beside = *state;
    const int trades = beside->run.layout.trades, accounts = series_accounts(trades);
    double *money_of = read_series(beside, SERIES_money);
    double *level = read_series(beside, SERIES_price_level);
    double *public_money = read_series(beside, SERIES_public_money);
    double all = 0.0, told = 0.0, public = 0.0;
    for (int k = 0; k < beside->count; k++) {
        const struct ledger_flow *flow = &beside->flows[k];
        if (flow->place == LEDGER_RIM)
            continue;
        const double yuan = money_to_yuan(flow->fen) / *level;
        const int64_t cell =
            ((int64_t)series_account_at(trades, flow->payer) * accounts +
             series_account_at(trades, flow->payee)) *
                MONEY_PURPOSES +
            flow->purpose;
        all += yuan;
        money_of[cell] -= yuan;
        public += flow->purpose == MONEY_GRANT_OPERATING ||
                          flow->purpose == MONEY_RENT_RELIEF ||
                          flow->purpose == MONEY_VOUCHER
                      ? yuan
                      : 0.0;
    }
    for (int64_t k = 0; k < result_elements(beside->run.result, SERIES_money); k++)
        told += fabs(money_of[k]);
    assert_true(all > 0.0 && told < 1e-6 * all);
    assert_true(fabs(*public_money - public) < 1e-6 * public);
    free(money_of);
    free(level);
    free(public_money);
}

static void the_file_has_all_payments_and_says_whose_they_are(void **state)
{
    struct beside *beside = *state;
    struct error err = {0};
    const int64_t records = result_table_records(beside->run.result, TABLES_flows);
    money file[LEDGER_PLACES] = {0}, ledger[LEDGER_PLACES] = {0};
    for (int64_t i = 0; i < records; i++) {
        int64_t year, place, fen;
        books_run_must(result_read_column(beside->run.result, TABLES_flows,
                                          RESULT_COLUMN_YEAR, i, 1, &year, &err),
                       &err);
        books_run_must(result_read_column(beside->run.result, TABLES_flows,
                                          tables_place(TABLES_flows_place), i, 1,
                                          &place, &err),
                       &err);
        books_run_must(result_read_column(beside->run.result, TABLES_flows,
                                          tables_place(TABLES_flows_fen), i, 1, &fen,
                                          &err),
                       &err);
        file[place] += year == YEAR ? fen : 0;
    }
    for (int k = 0; k < beside->count; k++)
        ledger[beside->flows[k].place] += beside->flows[k].fen;
    for (int place = 0; place < LEDGER_PLACES; place++) {
        assert_true(file[place] > 0);
        assert_int_equal(file[place], ledger[place]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(payments_of_sites_are_on_the_side_of_their_communities),
        cmocka_unit_test(payments_without_a_site_are_on_a_side_where_they_have_one),
        cmocka_unit_test(the_matrix_of_the_file_leaves_the_rim_out),
        cmocka_unit_test(the_file_has_all_payments_and_says_whose_they_are),
    };
    return cmocka_run_group_tests(tests, open_both, close_both);
}
