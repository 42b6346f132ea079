/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Tests of state/book.c, account.c, core/money.h and the dates of payments. */
#include "support/check.h"

#include "state/ledger.h"

static const month start = 2024 * 12; /* 2024-01 */

static void books_remember_twelve_months(void **state)
{
    struct site_book book = {0};
    struct error err = {0};

    (void)state;
    assert_int_equal(book_open(&book, start, BOOK_FEES, 0, &err), 0);
    for (int i = 0; i < 14; i++)
        assert_int_equal(book_post(&book, start + i, BOOK_FEES, 100 + i), 0);
    assert_int_equal(book_sum(&book, BOOK_FEES, start + 13, 12), 12 * 100 + 90);
    assert_int_equal(book_sum(&book, BOOK_FEES, start + 13, 1), 113);
    assert_int_equal(book_sum(&book, BOOK_FEES, start + 20, 12), 5 * 100 + 55);
    assert_int_equal(book_sum(&book, BOOK_FEES, start + 40, 12), 0);
    assert_int_equal(book_open(&book, start + 30, BOOK_WAGES, 40, &err), 0);
    assert_int_equal(book_post(&book, start + 30, BOOK_WAGES, 40), 0);
    assert_int_equal(book_sum(&book, BOOK_FEES, start + 30, 12), 0);
    assert_int_equal(book_post(&book, start + 31, BOOK_FEES, 90), 0);
    assert_int_equal(book_open(&book, start + 31, BOOK_FIT_OUT, 7000, &err), 0);
    assert_int_equal(book_post(&book, start + 31, BOOK_FIT_OUT, 7000), 0);
    assert_int_equal(book_result(&book, start + 31, 12), 50);
    assert_int_equal(book_side_sum(&book, BOOK_SIDE_CAPITAL_OUT, start + 31, 12), 7000);
    assert_int_equal(book_post(&book, start + 31, BOOK_FEES, INT64_MAX), -1);
    assert_int_equal(book_sum(&book, BOOK_FEES, start + 31, 1), 90);
    book_free(&book);
}

/* Lines are kept apart however many there are, and in whatever order they come. */
static void books_keep_all_lines_apart(void **state)
{
    struct site_book book = {0};
    struct error err = {0};

    (void)state;
    for (int k = 0; k < BOOK_LINES; k++) {
        const enum book_line line = (enum book_line)(k * 5 % BOOK_LINES);
        assert_int_equal(book_sum(&book, line, start + 1, 12), 0);
        assert_int_equal(book_open(&book, start, line, 0, &err), 0);
        assert_int_equal(book_open(&book, start, line, 0, &err), 0);
        assert_int_equal(book_post(&book, start, line, 1000 + line), 0);
        assert_int_equal(book_post(&book, start, line, 37), 0);
    }
    for (int line = 0; line < BOOK_LINES; line++)
        assert_int_equal(book_sum(&book, (enum book_line)line, start + 1, 12),
                         1037 + line);
    book_free(&book);
    assert_int_equal(book_sum(&book, BOOK_FEES, start + 1, 12), 0);
}

/* A line of many million yuan is as exact as the others, which lose nothing by it. */
static void a_month_beyond_32_bits_is_kept_to_the_fen(void **state)
{
    const money most = INT32_MAX, much = most * 1000 + 7;
    struct site_book book = {0};
    struct error err = {0};

    (void)state;
    for (int i = 0; i < 14; i++) {
        assert_int_equal(book_open(&book, start + i, BOOK_RENT, -1 - i, &err), 0);
        assert_int_equal(book_post(&book, start + i, BOOK_RENT, -1 - i), 0);
    }
    assert_int_equal(book_open(&book, start + 13, BOOK_FEES, most, &err), 0);
    assert_int_equal(book_post(&book, start + 13, BOOK_FEES, most), 0);
    assert_false(book.wide);
    assert_int_equal(book_post(&book, start + 13, BOOK_FEES, 1), -1); /* not opened */
    assert_int_equal(book_sum(&book, BOOK_FEES, start + 13, 1), most);
    assert_int_equal(book_open(&book, start + 13, BOOK_FEES, 1, &err), 0);
    assert_true(book.wide);
    assert_int_equal(book_post(&book, start + 13, BOOK_FEES, 1), 0);
    assert_int_equal(book_open(&book, start + 14, BOOK_LOANS, much, &err), 0);
    assert_int_equal(book_post(&book, start + 14, BOOK_LOANS, much), 0);
    assert_int_equal(book_sum(&book, BOOK_FEES, start + 14, 12), most + 1);
    assert_int_equal(book_sum(&book, BOOK_LOANS, start + 14, 12), much);
    /* Months 3 to 13: 4 + ... + 14. */
    assert_int_equal(book_sum(&book, BOOK_RENT, start + 14, 12), -99);
    book_free(&book);
}

static void yuan_become_fen_by_one_rounding(void **state)
{
    (void)state;
    assert_int_equal(money_from_yuan(2.375), 238); /* 237.5 goes away from zero */
    assert_int_equal(money_from_yuan(-2.375), -238);
    assert_int_equal(money_from_yuan(0.004), 0);
    assert_int_equal(money_from_yuan(1e300), MONEY_MAX);
    assert_int_equal(money_from_yuan(-1e300), -MONEY_MAX);
    assert_int_equal(money_from_yuan(0.0 / 0.0), 0);
    assert_true(money_to_yuan(12345) == 123.45);
}

static void accounts_have_names_in_both_languages(void **state)
{
    char text[160];

    (void)state;
    assert_string_equal(account_text(ACCOUNT_USERS + 4, NULL, LANGUAGE_EN, text),
                        "users, quintile 5");
    assert_string_equal(account_text(ACCOUNT_STAFF + 1, NULL, LANGUAGE_ZH, text),
                        "员工，工种 2");
    assert_string_equal(account_text(ACCOUNT_LOSS, NULL, LANGUAGE_EN, text), "loss");
    assert_true(account_bound(ACCOUNT_OPERATOR) && account_bound(ACCOUNT_NATION));
    assert_false(account_bound(ACCOUNT_TAX) || account_bound(ACCOUNT_OUTSIDE));
    assert_string_equal(account_describe(ACCOUNT_STAFF_LAST)->name, "STAFF");
    assert_true(ACCOUNTS <= 256); /* flows keep them in a byte */
}

static void due_months_follow_quarter_and_year(void **state)
{
    static const struct {
        enum paid paid;
        int late;
        month accrued, due;
    } cases[] = {
        {PAID_MONTHLY, 0, 2024 * 12 + 6, 2024 * 12 + 6},
        {PAID_MONTHLY, 2, 2024 * 12 + 11, 2025 * 12 + 1},
        {PAID_QUARTERLY, 0, 2024 * 12, 2024 * 12 + 2},
        {PAID_QUARTERLY, 0, 2024 * 12 + 2, 2024 * 12 + 2},
        {PAID_QUARTERLY, 3, 2024 * 12 + 10, 2025 * 12 + 2},
        {PAID_AFTER_YEAR, 4, 2024 * 12 + 1, 2025 * 12 + 3},
        {PAID_AFTER_YEAR, 0, 2024 * 12 + 11, 2024 * 12 + 11},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(ledger_due(cases[i].paid, cases[i].late, cases[i].accrued),
                         cases[i].due);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(books_remember_twelve_months),
        cmocka_unit_test(books_keep_all_lines_apart),
        cmocka_unit_test(a_month_beyond_32_bits_is_kept_to_the_fen),
        cmocka_unit_test(yuan_become_fen_by_one_rounding),
        cmocka_unit_test(accounts_have_names_in_both_languages),
        cmocka_unit_test(due_months_follow_quarter_and_year),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
