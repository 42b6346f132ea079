/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Twelve months of lines in a ring; months that nothing was posted to count as zero. */
#include "state/book.h"

#include <assert.h>
#include <stdlib.h>
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
        for (int k = 0; k < book->count; k++)
            book->line[k][when % MONTHS_PER_YEAR] = 0;
    book->latest = now;
}

void book_free(struct site_book *book)
{
    free(book->line);
    *book = (struct site_book){0};
}

int book_open(struct site_book *book, enum book_line line, struct error *err)
{
    enum { AT_ONCE = 4 };

    assert(line >= 0 && line < BOOK_LINES);
    if (book->slot[line] > 0)
        return 0;
    if (book->count % AT_ONCE == 0) {
        const size_t room = (size_t)book->count + AT_ONCE;
        void *larger = realloc(book->line, room * sizeof(*book->line));

        if (larger == NULL)
            return error_set(err, MESSAGE_MEMORY, "the ledger");
        book->line = larger;
    }
    memset(book->line[book->count], 0, sizeof(*book->line));
    book->slot[line] = ++book->count;
    return 0;
}

int book_post(struct site_book *book, month now, enum book_line line, money fen)
{
    money sum;

    assert(line >= 0 && line < BOOK_LINES && now > 0 && now >= book->latest);
    assert(book->slot[line] > 0);
    if (now > book->latest)
        turn(book, now);
    money *here = &book->line[book->slot[line] - 1][now % MONTHS_PER_YEAR];
    if (__builtin_add_overflow(*here, fen, &sum) || sum > line_most || sum < -line_most)
        return -1;
    *here = sum;
    return 0;
}

money book_sum(const struct site_book *book, enum book_line line, month now, int months)
{
    money sum = 0;

    assert(months >= 1 && months <= MONTHS_PER_YEAR && now >= book->latest);
    if (book->slot[line] == 0)
        return 0;
    const money *of = book->line[book->slot[line] - 1];
    for (month when = now - months + 1; when <= now; when++)
        if (when <= book->latest && when > book->latest - MONTHS_PER_YEAR)
            sum += of[when % MONTHS_PER_YEAR];
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
