/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What every instrument says of itself (policy/instruments.def) is held against two small
 * cities, one with it and one without: the payments that it changes by itself, the series
 * of the results file that it moves and which way, and what it leaves byte for byte. */
#include "support/check.h"

#include "support/books_run.h"
#include "support/nursery.h"
#include "support/policy_world.h"

#include <math.h>
#include <strings.h>

enum { RESIDENTS = 2000, PLACES = 40, FROM_YEAR = 2021, UNTIL_YEAR = 2024 };

/* A city in which the instrument matters. */
struct trial {
    const char *terms;     /* of the instrument, behind kind and dates */
    const char *slight;    /* the same, too little for anybody to think again */
    const char *made_good; /* terms beside a payer, where others than a payer bear it */
    void (*change)(struct scenario *);
    void (*alter)(struct catalogue *);
    void (*supply)(struct supply *);
};

static void companies(struct supply *supply)
{
    for (int s = 0; s < supply->site_count; s++) {
        struct site *site = &supply->sites[s];
        site->kind = OPERATOR_COMPANY;
        site->mode = MODE_MARKET;
        site->owner = OWNER_PRIVATE;
        site->floor_m2 = supply->rooms[site->room].m2;
    }
}

static void one_company(struct supply *supply)
{
    companies(supply);
    nursery_one_place(supply);
}

/* Nobody enters, nobody leaves, and prices stand. */
static void stands(struct scenario *scenario)
{
    policy_stands(scenario);
    nursery_nobody_enters(scenario);
    change_value(scenario, PARAMETER_operators_opening_months, 120.0);
    change_value(scenario, PARAMETER_operators_exit_interval, 120.0);
}

/* Prices stand and owners have little patience with sites that lose money. */
static void impatient(struct scenario *scenario)
{
    policy_stands(scenario);
    nursery_nobody_enters(scenario);
    change_value(scenario, PARAMETER_operators_opening_months, 3.0);
    change_value(scenario, PARAMETER_operators_start_margin, -1.0);
}

/* A site that pays without rent only. */
static void losing(struct catalogue *catalogue)
{
    nursery_cheap(catalogue);
    catalogue->products[0].price = (struct dated){0};
    if (dated_set(&catalogue->products[0].price, -1, 2100.0) != 0)
        abort();
}

/* Nobody enters or leaves, but operators set their prices. */
static void prices(struct scenario *scenario)
{
    stands(scenario);
    change_value(scenario, PARAMETER_price_interval, 3.0);
    change_value(scenario, PARAMETER_price_stay, 0.0);
}

static void entrants(struct scenario *scenario)
{
    prices(scenario);
    change_value(scenario, PARAMETER_entry_companies, 1000.0);
    change_value(scenario, PARAMETER_entry_vacant_m2, 600.0);
    /* In so small a city only who is known at once, and without an office, can live. */
    change_value(scenario, PARAMETER_know_near, 1.0);
    change_value(scenario, PARAMETER_operators_overhead_first, 1000.0);
}

/* One for every kind: a kind without one fails both tests. */
static const struct trial trials[INSTRUMENTS] = {
    [INSTRUMENT_rent] = {"relief: 100 %", "relief: 60 %", ", payer: district",
                         impatient, losing, companies},
    [INSTRUMENT_tax_relief] = {"sales: 80 %", "sales: 80 %", "", stands, nursery_cheap,
                               companies},
    [INSTRUMENT_operating_grant] = {"per_person_month: 500", "per_person_month: 500",
                                    "", prices, nursery_cheap, companies},
    [INSTRUMENT_capital_grant] = {"share: 50 %", "share: 50 %", "", entrants,
                                  nursery_cheap, one_company},
    [INSTRUMENT_price_rule] = {"cap: 2400 yuan/month", "cap: 2900 yuan/month", "",
                               prices, nursery_cheap, companies},
    [INSTRUMENT_voucher] = {"share: 30 %, per_month: 800", "share: 3 %, per_month: 80",
                            "", stands, nursery_cheap, companies},
    [INSTRUMENT_benefit] = {"per_month: 1500", "per_month: 1500", "", stands,
                            nursery_cheap, companies},
    [INSTRUMENT_discount] = {"share: 30 %", "share: 3 %",
                             ", payer: district, made_good: 50 %", stands,
                             nursery_cheap, companies},
    [INSTRUMENT_insurance] = {"share: 40 %, month_ceiling: 1500", "share: 4 %", "",
                              stands, nursery_cheap, companies},
};

static const struct trial *trial_of(int kind)
{
    if (trials[kind].terms == NULL)
        fail_msg("'%s' has no trial in tests/test_moves.c", instrument_info[kind].name);
    return &trials[kind];
}

static void write_policy(char *text, size_t size, int kind, bool slight, bool paid)
{
    const struct trial *trial = trial_of(kind);
    snprintf(text, size, "  - {kind: %s, from: %d-01, %s%s}\n",
             instrument_info[kind].name, FROM_YEAR,
             slight ? trial->slight : trial->terms, paid ? trial->made_good : "");
}

/* The next word of a list in `at`, without the sign behind it; false at its end. */
static bool next_word(const char **at, char *word, size_t size, int *sign)
{
    *at += strspn(*at, " ");
    const size_t length = strcspn(*at, " ");
    if (length == 0)
        return false;
    snprintf(word, size, "%.*s", (int)length, *at);
    *at += length;
    const char last = word[length - 1];
    *sign = last == '+' ? 1 : last == '-' ? -1 : 0;
    if (*sign != 0)
        word[length - 1] = '\0';
    return true;
}

/* Users pay, and come, whatever the price. */
static void captive(struct catalogue *catalogue)
{
    nursery_cheap(catalogue);
    catalogue->products[0].price_weight = 0.0;
}

static void captive_users(struct scenario *scenario)
{
    stands(scenario);
    change_value(scenario, PARAMETER_choose_budget_share, 10.0);
}

/* Fen between any two accounts for any purpose. */
typedef money matrix[ACCOUNTS][ACCOUNTS][MONEY_PURPOSES];

/* Lives the month in which the instrument begins; `paid` is out. */
static void live_first_month(struct policy_world *city, matrix paid)
{
    struct ledger_flow *flows;
    struct error err = {0};
    int count;
    policy_live_to(city, month_of(FROM_YEAR, 1));
    policy_must(subsidise_project(&city->world, 0, 100000.25, 60000, &err), &err);
    policy_live(city, 1);
    policy_must(ledger_year_flows(&city->world.books->ledger, &flows, &count, &err),
                &err);
    for (int k = 0; k < count; k++)
        paid[flows[k].payer][flows[k].payee][flows[k].purpose] += flows[k].fen;
    free(flows);
}

/* What a list of lines says of a payment: its sign, or 0. `seen` has a bit a line. */
static int said_of(const struct instrument *one, int payer, int payee, int purpose,
                   unsigned *seen)
{
    const char *at = instrument_info[one->kind].lines;
    char word[96];
    int sign;
    if (payer == ACCOUNT_OUTSIDE && payee == one->payer && purpose == MONEY_BUDGET)
        return 1;
    for (unsigned line = 0; next_word(&at, word, sizeof word, &sign); line++) {
        const char *to = strchr(word, '>') + 1, *what = strchr(word, ':') + 1;
        const size_t from_size = (size_t)(to - word) - 1;
        const size_t to_size = (size_t)(what - to) - 1;
        const bool from =
            strncmp(word, "payer", 5) == 0
                ? payer == one->payer
                : strncasecmp(account_describe(payer)->name, word, from_size) == 0;
        if (!from || strncasecmp(account_describe(payee)->name, to, to_size) != 0 ||
            strcasecmp(account_purposes[purpose].name, what) != 0)
            continue;
        *seen |= 1U << line;
        return sign;
    }
    return 0;
}

/* Lines that must be seen: all, but those of a payer where nobody pays. */
static unsigned lines_of(const struct instrument *one)
{
    const char *at = instrument_info[one->kind].lines;
    char word[96];
    unsigned lines = 0;
    int sign;
    for (unsigned line = 0; next_word(&at, word, sizeof word, &sign); line++) {
        assert_int_not_equal(sign, 0);
        if (one->payer >= 0 || strncmp(word, "payer", 5) != 0)
            lines |= 1U << line;
    }
    return lines;
}

static void hold_payments(const struct instrument *one, matrix with, matrix without)
{
    const char *name = instrument_info[one->kind].name;
    unsigned seen = 0;
    money allotted = 0, paid = 0;
    for (int a = 0; a < ACCOUNTS; a++)
        for (int b = 0; b < ACCOUNTS; b++)
            for (int p = 0; p < MONEY_PURPOSES; p++) {
                const money change = with[a][b][p] - without[a][b][p];
                const int sign = change > 0 ? 1 : -1;
                if (change == 0)
                    continue;
                if (said_of(one, a, b, p, &seen) != sign)
                    fail_msg("'%s' changes what %s pays %s for %s by %lld fen", name,
                             account_describe(a)->name, account_describe(b)->name,
                             account_purposes[p].name, (long long)change);
                allotted += b == one->payer ? change : 0;
                paid += a == one->payer ? change : 0;
                if (a == one->payer)
                    assert_int_equal(p, instrument_info[one->kind].purpose);
            }
    if (seen != lines_of(one))
        fail_msg("'%s' changes lines %x of '%s'", name, seen,
                 instrument_info[one->kind].lines);
    if (one->payer >= 0)
        assert_true(paid > 0);
    if (one->payer >= 0 && account_bound(one->payer))
        assert_int_equal(allotted, paid);
}

static void try_payments(int kind, bool paid)
{
    const struct trial *trial = trial_of(kind);
    matrix *fen = calloc(2, sizeof *fen);
    struct policy_world city, bare;
    char text[512];
    assert_non_null(fen);
    write_policy(text, sizeof text, kind, true, paid);
    policy_open_with(&city, text, 1, captive, trial->supply, captive_users);
    policy_open_with(&bare, "", 1, captive, trial->supply, captive_users);
    live_first_month(&city, fen[0]);
    live_first_month(&bare, fen[1]);
    if (services_digest(&city.world) != services_digest(&bare.world))
        fail_msg("'%s': users are not captive", instrument_info[kind].name);
    assert_true(policy_people(&city.world) == policy_people(&bare.world));
    hold_payments(&city.reading.scenario.policy.item[0], fen[0], fen[1]);
    policy_close(&city);
    policy_close(&bare);
    free(fen);
}

static void every_kind_changes_the_payments_it_names_and_no_other(void **state)
{
    (void)state;
    for (int kind = 0; kind < INSTRUMENTS; kind++) {
        try_payments(kind, false);
        if (instrument_info[kind].payer == INSTRUMENT_FORGONE)
            try_payments(kind, true);
    }
}

/* A run of the trial's city, with the instrument or without. */
static void run_open(struct books_run *run, struct reading *reading, int kind,
                     bool with)
{
    const struct trial *trial = trial_of(kind);
    const struct books_run_plan plan = {.residents = RESIDENTS,
                                        .sites = 1,
                                        .places = PLACES,
                                        .until = month_of(UNTIL_YEAR, 12),
                                        .change = trial->change,
                                        .alter = trial->alter,
                                        .supply = trial->supply};
    struct study *study = &run->f.base.study;
    char text[512], all[1024];
    books_run_open(run, &plan);
    write_policy(text, sizeof text, kind, false, true);
    snprintf(all, sizeof all, "%spolicy:\n%s", BASE, with ? text : "");
    read_good(reading, all);
    assert_int_equal(policy_bind(&reading->scenario.policy, study->catalogue,
                                 &study->city, NULL, &study->scope, &reading->report),
                     0);
    run->f.base.scenario.policy = reading->scenario.policy;
    books_run_write(run, 1);
}

static void run_close(struct books_run *run, struct reading *reading)
{
    run->f.base.scenario.policy = (struct policy){0};
    books_run_close(run);
    finish(reading);
}

static int series_of(const char *name)
{
    for (int k = 0; k < SERIES_COUNT; k++)
        if (strcmp(series_info[k].name, name) == 0)
            return k;
    fail_msg("'%s' is no series", name);
    return -1;
}

/* All periods of a series; malloc'ed. `size` is out, in bytes. */
static void *bytes_of(struct books_run *run, enum series series, size_t *size)
{
    struct error err = {0};
    const int periods = result_periods(run->result, series);
    const size_t each =
        series_info[series].type == SERIES_INT32 ? sizeof(int32_t) : sizeof(double);
    *size = (size_t)periods * (size_t)result_elements(run->result, series) * each;
    void *data = calloc(1, *size + 1);
    books_run_must(result_read_series(run->result, series, 0, 0, periods, data, &err),
                   &err);
    return data;
}

/* The sum over all years, or months, from the instrument's first on. */
static double sum_of(struct books_run *run, enum series series)
{
    const bool year = series_info[series].when == SERIES_YEAR;
    const int64_t elements = result_elements(run->result, series);
    const int64_t skip = year ? FROM_YEAR - 2020 : (FROM_YEAR - 2020) * 12 - 10;
    size_t size;
    void *data = bytes_of(run, series, &size);
    double sum = 0.0;
    for (int64_t k = skip * elements;
         k < result_periods(run->result, series) * elements; k++) {
        const double value = series_info[series].type == SERIES_INT32
                                 ? ((int32_t *)data)[k]
                                 : ((double *)data)[k];
        sum += isnan(value) ? 0.0 : value;
    }
    free(data);
    return sum;
}

static bool equal_bytes(struct books_run *a, struct books_run *b, enum series series)
{
    size_t x, y;
    void *one = bytes_of(a, series, &x), *other = bytes_of(b, series, &y);
    const bool equal = x == y && x > 0 && memcmp(one, other, x) == 0;
    free(one);
    free(other);
    return equal;
}

static void hold_series(int kind, struct books_run *with, struct books_run *without)
{
    const struct instrument_info *info = &instrument_info[kind];
    const char *at = info->moves;
    char name[64];
    int sign, moved = 0;
    for (; next_word(&at, name, sizeof name, &sign); moved++) {
        const enum series series = (enum series)series_of(name);
        const double a = sum_of(with, series), b = sum_of(without, series);
        if (!(sign * (a - b) > 0.0))
            fail_msg("'%s' says %s%c: %.6g with it, %.6g without", info->name, name,
                     sign > 0 ? '+' : '-', a, b);
    }
    assert_true(moved > 0);
    at = info->equal;
    while (next_word(&at, name, sizeof name, &sign)) {
        assert_int_equal(sign, 0);
        if (!equal_bytes(with, without, (enum series)series_of(name)))
            fail_msg("'%s' moves '%s', which it says it leaves", info->name, name);
    }
    for (int k = 0; k < SERIES_COUNT; k++)
        if (series_info[k].domain == DOMAIN_CITY &&
            !equal_bytes(with, without, (enum series)k))
            fail_msg("'%s' moves '%s', demography", info->name, series_info[k].name);
}

static void every_kind_moves_what_it_says_and_leaves_the_rest(void **state)
{
    (void)state;
    for (int kind = 0; kind < INSTRUMENTS; kind++) {
        struct books_run with, without;
        struct reading a, b;
        run_open(&with, &a, kind, true);
        run_open(&without, &b, kind, false);
        hold_series(kind, &with, &without);
        run_close(&with, &a);
        run_close(&without, &b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_changes_the_payments_it_names_and_no_other),
        cmocka_unit_test(every_kind_moves_what_it_says_and_leaves_the_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
