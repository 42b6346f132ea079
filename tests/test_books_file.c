/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A run of a small city whose sites keep books, beside the same city lived through in
 * memory: the file says of money what the ledger knew, to the fen. */
#include "support/check.h"

#include "support/books_run.h"

#include <math.h>

enum { RESIDENTS = 2000, PLACES = 40, SITES = 2, YEARS = 3 };

static void must(int status, const struct error *err)
{
    books_run_must(status, err);
}

/* Prices stand, so that fees follow from users by hand. */
static void prices_stand(struct scenario *scenario)
{
    change_value(scenario, PARAMETER_price_interval, 120.0);
    change_value(scenario, PARAMETER_price_stay, 1.0);
}

static void one_nursery(struct catalogue *catalogue)
{
    services_one_product(catalogue, "childcare_full");
}

/* A public institution and a chain a community. */
static void two_kinds(struct supply *supply)
{
    for (int s = 0; s < supply->site_count; s++) {
        struct site *site = &supply->sites[s];
        site->kind = s % SITES == 1 ? OPERATOR_CHAIN : OPERATOR_PUBLIC;
        site->mode = s % SITES == 1 ? MODE_MARKET : MODE_PUBLIC_RUN;
        site->owner = s % SITES == 1 ? OWNER_PRIVATE : OWNER_PUBLIC;
        site->floor_m2 = 100.0;
    }
}

/* The same city in memory, at the end of its first month. */
static void open_world(const struct books_run *run, struct world *world)
{
    struct error err = {0};
    const struct world_options options =
        study_world(&run->f.base.study, result_seed(&run->layout, 0), 1);
    must(world_init(world, &options, &err), &err);
}

static int start(void **state)
{
    static struct books_run run;
    const struct books_run_plan plan = {.residents = RESIDENTS,
                                        .sites = SITES,
                                        .places = PLACES,
                                        .until = month_of(2022, 12),
                                        .change = prices_stand,
                                        .alter = one_nursery,
                                        .supply = two_kinds};
    books_run_open(&run, &plan);
    books_run_write(&run, 2);
    *state = &run;
    return 0;
}

static int end(void **state)
{
    books_run_close(*state);
    return 0;
}

static int64_t cell(struct books_run *run, enum tables_table table, int column,
                    int64_t i)
{
    struct error err;
    int64_t value = 0;
    must(result_read_column(run->result, table, column, i, 1, &value, &err), &err);
    return value;
}

static int64_t named(struct books_run *run, enum tables_table table,
                     enum tables_column column, int64_t i)
{
    return cell(run, table, tables_place(column), i);
}

static void check_flows(struct books_run *run, const struct ledger *ledger, int year,
                        int64_t *next)
{
    struct ledger_flow *flows;
    struct error err;
    int count;
    must(ledger_year_flows(ledger, &flows, &count, &err), &err);
    assert_true(count > 10);
    for (int k = 0; k < count; k++, (*next)++) {
        const int trades = run->layout.trades;
        const int64_t payer = named(run, TABLES_flows, TABLES_flows_payer, *next);
        const int64_t payee = named(run, TABLES_flows, TABLES_flows_payee, *next);
        assert_int_equal(cell(run, TABLES_flows, RESULT_COLUMN_YEAR, *next), year);
        assert_int_equal(series_account(trades, (int)payer), flows[k].payer);
        assert_int_equal(series_account(trades, (int)payee), flows[k].payee);
        assert_int_equal(named(run, TABLES_flows, TABLES_flows_purpose, *next),
                         flows[k].purpose);
        assert_int_equal(named(run, TABLES_flows, TABLES_flows_fen, *next),
                         flows[k].fen);
        assert_int_equal(named(run, TABLES_flows, TABLES_flows_payments, *next),
                         flows[k].payments);
    }
    free(flows);
}

static double element(struct books_run *run, enum series series, int year, int64_t i)
{
    struct error err;
    const int64_t size = result_elements(run->result, series);
    double *data = calloc((size_t)size + 1, sizeof *data), value;
    must(result_read_series(run->result, series, 0, year, 1, data, &err), &err);
    value = series_info[series].type == SERIES_INT32 ? ((int32_t *)data)[i] : data[i];
    free(data);
    return value;
}

static void payments_in_the_file_are_those_of_the_ledger_to_the_fen(void **state)
{
    struct books_run *run = *state;
    struct world world;
    struct error err = {0};
    int64_t next = 0;
    open_world(run, &world);
    for (int year = 0; year < YEARS; year++) {
        while (month_year(world.now) == 2020 + year)
            must(cycle_month(&world, &err), &err);
        const struct ledger *ledger = &world.books->ledger;
        check_flows(run, ledger, 2020 + year, &next);
        int64_t sum = 0;
        for (int at = 0; at < series_accounts(run->layout.trades); at++) {
            const double yuan = element(run, SERIES_account_balance, year, at);
            const int account = series_account(run->layout.trades, at);
            assert_int_equal(llround(yuan * 100.0), ledger->balance[account]);
            sum += llround(yuan * 100.0);
        }
        assert_int_equal(sum, 0);
        assert_true(element(run, SERIES_ledger_gap, year, 0) == 0.0);
    }
    assert_int_equal(next, result_table_records(run->result, TABLES_flows));
    world_free(&world);
}

/* Whole yuan of 2023, as the file has them. */
static int64_t real(const struct books *books, int year, money fen)
{
    return llround((double)fen / 100.0 /
                   indices_year(books->indices, INDICES_PRICES, year));
}

/* To the fen in memory; in the file each figure is rounded to a yuan. */
static void books_of_sites_add_up_to_those_of_operators(void **state)
{
    struct books_run *run = *state;
    struct world world;
    struct error err = {0};
    open_world(run, &world);
    while (world.now <= month_of(2021, 12))
        must(cycle_month(&world, &err), &err);
    const struct books *books = world.books;
    money whole[BOOK_LINES] = {0}, parts[BOOK_LINES] = {0};
    for (enum book_line line = 0; line < BOOK_LINES; line++) {
        for (int o = 0; o < books->operator_count; o++)
            whole[line] +=
                book_sum(&books->ledger.operator_books[o], line, world.now - 1, 12);
        for (int s = 0; s < books->supply.site_count; s++)
            parts[line] +=
                book_sum(&books->ledger.site_books[s], line, world.now - 1, 12);
    }
    assert_true(whole[BOOK_FEES] > 0 && whole[BOOK_WAGES] > 0);
    assert_int_equal(whole[BOOK_FEES], parts[BOOK_FEES]);
    assert_int_equal(whole[BOOK_WAGES], parts[BOOK_WAGES]);
    const int64_t count = result_table_records(run->result, TABLES_facility_books);
    int64_t seen = 0;
    for (int64_t i = 0; i < count; i++) {
        if (cell(run, TABLES_facility_books, RESULT_COLUMN_YEAR, i) != 2021)
            continue;
        const int64_t s =
            named(run, TABLES_facility_books, TABLES_facility_books_facility, i);
        assert_int_equal(named(run, TABLES_facilities, TABLES_facilities_code, s),
                         books->supply.sites[s].code);
        for (enum book_line line = 0; line < BOOK_LINES; line++)
            assert_int_equal(
                cell(run, TABLES_facility_books,
                     tables_place_of_line(TABLES_facility_books, line), i),
                real(books, 2021,
                     book_sum(&books->ledger.site_books[s], line, world.now - 1, 12)));
        seen++;
    }
    assert_true(seen >= run->f.supply.site_count);
    world_free(&world);
}

/* By hand: every month and income, the children of each nursery times its price, in whole
 * fen; the year's sum over the level of prices is what the file says users paid. */
static void fees_in_the_file_follow_from_children_and_prices(void **state)
{
    struct books_run *run = *state;
    struct world world;
    struct error err = {0};
    money fen = 0;
    double children = 0.0, paid = 0.0;
    open_world(run, &world);
    while (world.now <= month_of(2021, 12)) {
        must(cycle_month(&world, &err), &err);
        const struct books *books = world.books;
        const double price =
            dated_at(&books->catalogue->products[0].price, books->ledger.now) /
            books->told; /* as residents see money, then nominal */
        for (int r = 0; r < books->supply.room_count && world.now > month_of(2021, 1);
             r++)
            for (int q = 0; q < QUINTILES; q++) {
                const struct books_room *room = &books->rooms[r];
                /* A price that was never set is the catalogue's. */
                fen += money_from_yuan(room->units[q] *
                                       (room->price >= 0.0 ? room->price : price));
                children += room->units[q];
            }
    }
    const int accounts = series_accounts(run->layout.trades);
    for (int q = 0; q < QUINTILES; q++)
        paid += element(run, SERIES_money, 1,
                        ((int64_t)q * accounts +
                         series_account_at(run->layout.trades, ACCOUNT_OPERATOR)) *
                                MONEY_PURPOSES +
                            MONEY_FEE);
    assert_true(children > 100.0);
    const double level = element(run, SERIES_price_level, 1, 0);
    assert_true(level == indices_year(world.books->indices, INDICES_PRICES, 2021));
    if (fabs(paid - (double)fen / 100.0 / level) > 1e-6 * paid)
        fail_msg("paid %.4f, by hand %.4f", paid, (double)fen / 100.0 / level);
    world_free(&world);
}

static int64_t sum_of(struct books_run *run, enum series series, int year)
{
    int64_t sum = 0;
    for (int64_t i = 0; i < result_elements(run->result, series); i++)
        sum += (int64_t)element(run, series, year, i);
    return sum;
}

static void entries_less_withdrawals_are_the_change_of_open_sites(void **state)
{
    struct books_run *run = *state;
    for (int year = 1; year < YEARS; year++)
        assert_int_equal(sum_of(run, SERIES_open_sites, year) -
                             sum_of(run, SERIES_open_sites, year - 1),
                         sum_of(run, SERIES_entries, year) -
                             sum_of(run, SERIES_withdrawals, year));
    assert_true(sum_of(run, SERIES_open_sites, 0) == run->f.supply.site_count);
    for (int year = 0; year < YEARS; year++)
        assert_true(sum_of(run, SERIES_withdrawals_cause, year) <=
                    sum_of(run, SERIES_withdrawals, year));
}

/* margin = result / income, over kinds as over modes. */
static void margins_follow_from_income_and_result(void **state)
{
    struct books_run *run = *state;
    double income[OPERATOR_KINDS] = {0}, result[OPERATOR_KINDS] = {0};
    double all_income = 0.0, all_result = 0.0;
    for (int k = 0; k < OPERATOR_KINDS; k++)
        for (int m = 0; m < MODES; m++) {
            income[k] += element(run, SERIES_operating_income, 1, k * MODES + m);
            result[k] += element(run, SERIES_operating_result, 1, k * MODES + m);
        }
    for (int k = 0; k < OPERATOR_KINDS; k++) {
        const double margin = element(run, SERIES_margin_kind, 1, k);
        all_income += income[k];
        all_result += result[k];
        if (income[k] > 0.0)
            assert_true(fabs(margin - result[k] / income[k]) < 1e-9);
        else
            assert_true(isnan(margin));
    }
    assert_true(all_income > 0.0);
    assert_true(fabs(element(run, SERIES_margin, 1, 0) - all_result / all_income) <
                1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(payments_in_the_file_are_those_of_the_ledger_to_the_fen),
        cmocka_unit_test(books_of_sites_add_up_to_those_of_operators),
        cmocka_unit_test(fees_in_the_file_follow_from_children_and_prices),
        cmocka_unit_test(entries_less_withdrawals_are_the_change_of_open_sites),
        cmocka_unit_test(margins_follow_from_income_and_result),
    };
    return cmocka_run_group_tests(tests, start, end);
}
