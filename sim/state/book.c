/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Twelve months of lines in a ring; months that nothing was posted to count as zero. */
#include "state/book.h"

#include <assert.h>
#include <string.h>

/* The most that a line may hold in a month: twelve months of all lines then fit a sum. */
static const money line_most = 20 * MONEY_MAX;
_Static_assert(MONTHS_PER_YEAR *BOOK_LINES * 20 <= INT64_MAX / MONEY_MAX, "sums fit");

/* Makes `now` the latest month: those skipped over are cleared. */
static void turn(struct site_book *book, month now)
{
    month when = book->latest + 1;

    if (now - book->latest >= MONTHS_PER_YEAR)
        when = now - MONTHS_PER_YEAR + 1;
    for (; when <= now; when++)
        memset(book->line[when % MONTHS_PER_YEAR], 0, sizeof(book->line[0]));
    book->latest = now;
}

int book_post(struct site_book *book, month now, enum book_line line, money fen)
{
    money sum;

    assert(line >= 0 && line < BOOK_LINES && now > 0 && now >= book->latest);
    if (now > book->latest)
        turn(book, now);
    if (__builtin_add_overflow(book->line[now % MONTHS_PER_YEAR][line], fen, &sum) ||
        sum > line_most || sum < -line_most)
        return -1;
    book->line[now % MONTHS_PER_YEAR][line] = sum;
    return 0;
}

money book_sum(const struct site_book *book, enum book_line line, month now, int months)
{
    money sum = 0;

    assert(months >= 1 && months <= MONTHS_PER_YEAR && now >= book->latest);
    for (month when = now - months + 1; when <= now; when++)
        if (when <= book->latest && when > book->latest - MONTHS_PER_YEAR)
            sum += book->line[when % MONTHS_PER_YEAR][line];
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
