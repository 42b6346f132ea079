/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Writes the series of books, and the long tables: payments, operators, sites, and the
 * books of each by year. */
#include "run/simulate_books.h"

#include "state/books.h"

#include <math.h>
#include <stdlib.h>

int simulate_books_init(struct simulate_books *books, const struct world *world,
                        const struct result_layout *layout, const int *number,
                        struct part *part, struct error *err)
{
    *books = (struct simulate_books){
        .world = world, .layout = layout, .number = number, .part = part};
    if (world->books == NULL || layout->trades == 0)
        return 0;
    books->business = calloc(1, sizeof *books->business);
    books->period = malloc(result_period_most(layout, DOMAIN_BOOKS));
    return books->business && books->period
               ? 0
               : error_set(err, MESSAGE_MEMORY, "the series of books");
}

void simulate_books_free(struct simulate_books *books)
{
    free(books->business);
    free(books->period);
    *books = (struct simulate_books){0};
}

static int put_all(struct simulate_books *books, enum series_when when, int period,
                   struct error *err)
{
    const struct series_extent extent = result_extent(books->layout);
    for (enum series series = 0; series < SERIES_COUNT; series++) {
        if (series_info[series].domain != DOMAIN_BOOKS ||
            series_info[series].when != when)
            continue;
        business_fill(books->business, series, &extent, books->period);
        TRY(part_write(books->part, series, period, books->period, err));
    }
    return 0;
}

int simulate_books_month(struct simulate_books *books, month now, struct error *err)
{
    if (books->business == NULL || books->part == NULL)
        return 0;
    business_prices(books->world, books->number, books->business->price);
    return put_all(books, SERIES_MONTH, (int)(now - books->layout->month_first), err);
}

/* Records of a table on their way to the part, column by column. */
struct records {
    enum tables_table table;
    int64_t *values; /* owned; [columns][most] */
    int64_t count, most;
};

static int records_init(struct records *records, enum tables_table table, int64_t most,
                        struct error *err)
{
    *records = (struct records){.table = table, .most = most > 0 ? most : 1};
    records->values = calloc((size_t)records->most * (size_t)tables_columns(table),
                             sizeof *records->values);
    return records->values ? 0 : error_set(err, MESSAGE_MEMORY, tables_name(table));
}

static void set_at(struct records *records, int place, int64_t value)
{
    records->values[place * records->most + records->count] = value;
}

static void set(struct records *records, enum tables_column column, int64_t value)
{
    set_at(records, tables_place(column), value);
}

/* Writes and frees. */
static int records_put(struct records *records, struct part *part, int year,
                       struct error *err)
{
    const int columns = tables_columns(records->table);
    for (int k = 1; k < columns; k++)
        for (int64_t i = 0; i < records->count; i++)
            records->values[k * records->count + i] =
                records->values[k * records->most + i];
    const int status = part_write_table(part, records->table, year, records->values,
                                        records->count, err);
    free(records->values);
    return status;
}

static int put_flows(struct simulate_books *books, int year, struct error *err)
{
    struct ledger_flow *flows;
    struct records records;
    int count;
    TRY(ledger_year_flows(&books->world->books->ledger, &flows, &count, err));
    if (records_init(&records, TABLES_flows, count, err) != 0) {
        free(flows);
        return -1;
    }
    for (; records.count < count; records.count++) {
        const struct ledger_flow *flow = &flows[records.count];
        const bool none = flow->product == LEDGER_NO_PRODUCT;
        set(&records, TABLES_flows_payer,
            series_account_at(books->layout->trades, flow->payer));
        set(&records, TABLES_flows_payee,
            series_account_at(books->layout->trades, flow->payee));
        set(&records, TABLES_flows_purpose, flow->purpose);
        set(&records, TABLES_flows_product, none ? -1 : flow->product);
        set(&records, TABLES_flows_place, flow->place);
        set(&records, TABLES_flows_payments, flow->payments);
        set(&records, TABLES_flows_fen, flow->fen);
    }
    free(flows);
    return records_put(&records, books->part, year, err);
}

/* Whole yuan of 2023. */
static int64_t real(const struct simulate_books *books, money fen)
{
    return llround(money_to_yuan(fen) / books->business->price_level);
}

/* The lines of a year; false when all are zero. */
static bool set_lines(const struct simulate_books *books, struct records *records,
                      const money line[BOOK_LINES])
{
    bool any = false;
    for (enum book_line k = 0; k < BOOK_LINES; k++) {
        set_at(records, tables_place_of_line(records->table, k), real(books, line[k]));
        any |= line[k] != 0;
    }
    return any;
}

static void add_lines(const struct site_book *book, month december, int sign,
                      money line[BOOK_LINES])
{
    for (enum book_line k = 0; k < BOOK_LINES; k++)
        line[k] += sign * book_sum(book, k, december, MONTHS_PER_YEAR);
}

/* What of an operator is told in a year. */
struct own {
    money arrears, line[BOOK_LINES]; /* lines that no reported site of its has */
    bool reported; /* runs or ran a site of the reported communities */
    bool posted;   /* something is in its book of the year */
};

/* Of all operators; freed by the caller. */
static struct own *list_own(const struct simulate_books *books, struct error *err)
{
    const struct books *state = books->world->books;
    const struct ledger *ledger = &state->ledger;
    const month december = books->world->now - 1;
    struct own *own = calloc((size_t)state->operator_count + 1, sizeof *own);
    if (!own) {
        error_set(err, MESSAGE_MEMORY, "books of operators");
        return NULL;
    }
    for (int o = 0; o < state->operator_count; o++) {
        add_lines(&ledger->operator_books[o], december, 1, own[o].line);
        for (enum book_line k = 0; k < BOOK_LINES; k++)
            own[o].posted |= own[o].line[k] != 0;
    }
    for (int s = 0; s < state->supply.site_count; s++) {
        const int32_t o = state->sites[s].last_operator;
        if (o < 0 || books->number[state->supply.sites[s].community] < 0)
            continue;
        own[o].reported = true;
        add_lines(&ledger->site_books[s], december, -1, own[o].line);
    }
    for (size_t i = 0; i < ledger->claims.count; i++) {
        const struct ledger_claim *claim = &ledger->claims.item[i];
        if (claim->due <= ledger->now && claim->what.payer.account == ACCOUNT_OPERATOR)
            own[claim->what.payer.row].arrears += claim->what.fen;
    }
    return own;
}

static void fill_operators(const struct simulate_books *books, const struct own *own,
                           struct records *records)
{
    const struct books *state = books->world->books;
    for (int o = 0; o < state->operator_count; o++) {
        const struct operator_ *held = &state->operators[o];
        const money cash = state->ledger.operators[o].cash;
        set_lines(books, records, own[o].line);
        set(records, TABLES_operator_books_operator, o);
        set(records, TABLES_operator_books_sites, held->sites);
        set(records, TABLES_operator_books_cash, real(books, cash));
        set(records, TABLES_operator_books_debt, real(books, held->loan));
        set(records, TABLES_operator_books_arrears, real(books, own[o].arrears));
        records->count += own[o].reported && (own[o].posted || held->sites > 0 ||
                                              cash != 0 || own[o].arrears != 0);
    }
}

static int put_operator_books(struct simulate_books *books, int year, struct error *err)
{
    struct records records = {0};
    struct own *own = list_own(books, err);
    int status = own ? records_init(&records, TABLES_operator_books,
                                    books->world->books->operator_count, err)
                     : -1;
    if (status == 0) {
        fill_operators(books, own, &records);
        status = records_put(&records, books->part, year, err);
    }
    free(own);
    return status;
}

static int put_facility_books(struct simulate_books *books, int year, struct error *err)
{
    static const double PERCENT = 100.0;
    const struct books *state = books->world->books;
    struct records records;
    int32_t facility = 0;
    TRY(records_init(&records, TABLES_facility_books, state->supply.site_count, err));
    for (int s = 0; s < state->supply.site_count; s++) {
        if (books->number[state->supply.sites[s].community] < 0)
            continue;
        money line[BOOK_LINES] = {0};
        add_lines(&state->ledger.site_books[s], books->world->now - 1, 1, line);
        const bool any = set_lines(books, &records, line);
        const double occupancy =
            operator_recent(&state->sites[s], books->world->now - 1, MONTHS_PER_YEAR)
                .occupancy;
        set(&records, TABLES_facility_books_facility, facility++);
        set(&records, TABLES_facility_books_occupancy, llround(occupancy * PERCENT));
        records.count += any;
    }
    return records_put(&records, books->part, year, err);
}

int simulate_books_year(struct simulate_books *books, int year, int64_t needs_met,
                        struct error *err)
{
    const struct business_view view = {.world = books->world,
                                       .number = books->number,
                                       .first = books->layout->month_first,
                                       .needs_met = needs_met};
    if (books->business == NULL || books->part == NULL)
        return 0;
    TRY(business_take(&view, books->business, err));
    TRY(put_all(books, SERIES_YEAR, year, err));
    TRY(put_flows(books, year, err));
    TRY(put_operator_books(books, year, err));
    return put_facility_books(books, year, err);
}

static int put_operators(struct simulate_books *books, struct error *err)
{
    const struct books *state = books->world->books;
    struct records records;
    TRY(records_init(&records, TABLES_operators, state->operator_count, err));
    for (; records.count < state->operator_count; records.count++) {
        set(&records, TABLES_operators_code, state->operators[records.count].code);
        set(&records, TABLES_operators_kind, state->operators[records.count].kind);
    }
    return records_put(&records, books->part, 0, err);
}

static int64_t yyyymm(month when)
{
    enum { YEAR = 100 };
    return (int64_t)month_year(when) * YEAR + month_number(when);
}

static void set_facility(const struct simulate_books *books, struct records *records,
                         int s)
{
    const struct books *state = books->world->books;
    const struct site *site = &state->supply.sites[s];
    const bool closed = site->closes >= 0 && site->closes < books->world->now;
    set(records, TABLES_facilities_code, site->code);
    set(records, TABLES_facilities_community,
        books->world->city->communities[site->community].code);
    set(records, TABLES_facilities_operator, state->sites[s].last_operator);
    set(records, TABLES_facilities_product, business_product(&state->supply, site));
    set(records, TABLES_facilities_kind, site->kind);
    set(records, TABLES_facilities_mode, site->mode);
    set(records, TABLES_facilities_opened, yyyymm(site->opened));
    set(records, TABLES_facilities_closed, closed ? yyyymm(site->closes) : 0);
    /* Along `cause`, which begins behind "none"; notice may still run. */
    set(records, TABLES_facilities_cause,
        closed ? (int64_t)state->sites[s].cause - 1 : -1);
    records->count++;
}

int simulate_books_end(struct simulate_books *books, struct error *err)
{
    struct records records;
    if (books->business == NULL || books->part == NULL)
        return 0;
    const struct supply *supply = &books->world->books->supply;
    TRY(put_operators(books, err));
    TRY(records_init(&records, TABLES_facilities, supply->site_count, err));
    for (int s = 0; s < supply->site_count; s++)
        if (books->number[supply->sites[s].community] >= 0)
            set_facility(books, &records, s);
    return records_put(&records, books->part, 0, err);
}
