/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Twelve months of lines in a ring; months that nothing was posted to count as zero. In
 * 32 bits until a month needs more: books are a third of what operators take of memory. */
#include "state/book.h"

#include <assert.h>
#include <stdlib.h>

/* The most that a line may hold in a month: twelve months of all lines then fit a sum. */
static const money line_most = 20 * MONEY_MAX;
_Static_assert(MONTHS_PER_YEAR *BOOK_LINES * 20 <= INT64_MAX / MONEY_MAX, "sums fit");

static money read(const struct site_book *book, int line, month when)
{
    const int at = when % MONTHS_PER_YEAR;

    return book->wide ? book->line.wide[line][at] : book->line.narrow[line][at];
}

/* Whether a month of a narrow line may hold the sum. */
static bool fits(money sum)
{
    return sum >= INT32_MIN && sum <= INT32_MAX;
}

static void write(struct site_book *book, int line, month when, money fen)
{
    const int at = when % MONTHS_PER_YEAR;

    if (book->wide)
        book->line.wide[line][at] = fen;
    else
        book->line.narrow[line][at] = (int32_t)fen;
}

/* Makes `now` the latest month: those skipped over are cleared. */
static void turn(struct site_book *book, month now)
{
    month when = book->latest + 1;

    if (now - book->latest >= MONTHS_PER_YEAR)
        when = now - MONTHS_PER_YEAR + 1;
    for (; when <= now; when++)
        for (int k = 0; k < book->count; k++)
            write(book, k, when, 0);
    book->latest = now;
}

void book_free(struct site_book *book)
{
    free(book->line.narrow);
    *book = (struct site_book){0};
}

/* Bytes of so many lines: memory for some more is taken at once. */
static size_t bytes_of(int lines, bool wide)
{
    enum { AT_ONCE = 4 };
    const size_t room = ((size_t)lines + AT_ONCE - 1) / AT_ONCE * AT_ONCE;

    return room * MONTHS_PER_YEAR * (wide ? sizeof(money) : sizeof(int32_t));
}

static int widen(struct site_book *book, struct error *err)
{
    money(*wide)[MONTHS_PER_YEAR] = malloc(bytes_of(book->count, true));

    if (wide == NULL)
        return error_set(err, MESSAGE_MEMORY, "the ledger");
    for (int k = 0; k < book->count; k++)
        for (int m = 0; m < MONTHS_PER_YEAR; m++)
            wide[k][m] = book->line.narrow[k][m];
    free(book->line.narrow);
    book->line.wide = wide;
    book->wide = true;
    return 0;
}

static int add_line(struct site_book *book, enum book_line line, struct error *err)
{
    const size_t needed = bytes_of(book->count + 1, book->wide);

    if (needed > bytes_of(book->count, book->wide)) {
        void *larger = realloc(book->line.narrow, needed);

        if (larger == NULL)
            return error_set(err, MESSAGE_MEMORY, "the ledger");
        book->line.narrow = larger;
    }
    book->slot[line] = ++book->count;
    for (month when = 0; when < MONTHS_PER_YEAR; when++)
        write(book, book->count - 1, when, 0);
    return 0;
}

int book_open(struct site_book *book, month now, enum book_line line, money fen,
              struct error *err)
{
    assert(line >= 0 && line < BOOK_LINES);
    if (book->slot[line] == 0)
        TRY(add_line(book, line, err));
    if (book->wide)
        return 0;
    const money here = now == book->latest ? read(book, book->slot[line] - 1, now) : 0;
    money sum;
    return __builtin_add_overflow(here, fen, &sum) || !fits(sum) ? widen(book, err) : 0;
}

int book_post(struct site_book *book, month now, enum book_line line, money fen)
{
    money sum;

    assert(line >= 0 && line < BOOK_LINES && now > 0 && now >= book->latest);
    assert(book->slot[line] > 0);
    if (now > book->latest)
        turn(book, now);
    const int at = book->slot[line] - 1;
    if (__builtin_add_overflow(read(book, at, now), fen, &sum) || sum > line_most ||
        sum < -line_most || (!book->wide && !fits(sum)))
        return -1;
    write(book, at, now, sum);
    return 0;
}

money book_sum(const struct site_book *book, enum book_line line, month now, int months)
{
    money sum = 0;

    assert(months >= 1 && months <= MONTHS_PER_YEAR && now >= book->latest);
    if (book->slot[line] == 0)
        return 0;
    month when = now - months + 1;
    if (when <= book->latest - MONTHS_PER_YEAR)
        when = book->latest - MONTHS_PER_YEAR + 1;
    for (; when <= now && when <= book->latest; when++)
        sum += read(book, book->slot[line] - 1, when);
    return sum;
}

money book_side_sum(const struct site_book *book, enum book_side side, month now,
                    int months)
{
    money sum = 0;

    for (int i = 0; i < BOOK_LINES; i++)
        if (account_lines[i].side == side)
            sum += book_sum(book, (enum book_line)i, now, months);
    return sum;
}

money book_result(const struct site_book *book, month now, int months)
{
    return book_side_sum(book, BOOK_SIDE_INCOME, now, months) -
           book_side_sum(book, BOOK_SIDE_COST, now, months);
}
