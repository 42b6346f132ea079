/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Notes the books of the watched operator or facility, what it asks for, and which sites
 * it takes on and gives up. */
#include "core/list.h"
#include "run/retrace.h"
#include "state/books.h"

static void find_operator(struct retrace *retrace, const struct books *books)
{
    if (books->operator_count > 0)
        retrace->first_operator = books->operators[0].code;
    for (int o = 0; o < books->operator_count && retrace->operator_row < 0; o++)
        if (books->operators[o].code == retrace->operator_code) {
            retrace->operator_row = o;
            retrace->operator_kind = books->operators[o].kind;
        }
}

/* Whether the last event of the site was that the operator took it on. */
static bool is_held(const struct retrace *retrace, int32_t site)
{
    for (size_t k = retrace->events.count; k > 0; k--)
        if (retrace->events.item[k - 1].site == site)
            return retrace->events.item[k - 1].taken;
    return false;
}

static int note_event(struct retrace *retrace, const struct books *books, int32_t site,
                      month when, bool taken, struct error *err)
{
    TRY(LIST_RESERVE(&retrace->events, 1, err));
    retrace->events.item[retrace->events.count++] = (struct retrace_event){
        .when = when,
        .site = site,
        .taken = taken,
        .cause = taken ? WITHDRAW_NONE : books->sites[site].cause};
    return 0;
}

static int note_events(struct retrace *retrace, const struct books *books, month when,
                       struct error *err)
{
    const int o = retrace->operator_row;
    for (int32_t s = 0; s < books->supply.site_count; s++) {
        /* Few were ever its own. */
        if (books->sites[s].last_operator != o)
            continue;
        const bool held = books->sites[s].operator_row == o;
        if (held != is_held(retrace, s))
            TRY(note_event(retrace, books, s, when, held, err));
    }
    return 0;
}

/* Whether the site is watched: by itself, or because the watched operator has it. */
static bool is_watched(const struct retrace *retrace, const struct books *books,
                       int32_t site)
{
    return retrace->operator_row >= 0
               ? books->sites[site].operator_row == retrace->operator_row
               : site == retrace->site;
}

static int note_prices(struct retrace *retrace, const struct world *world, month when,
                       struct error *err)
{
    const struct books *books = world->books;
    struct retrace_price all[CATALOGUE_PRODUCTS] = {{0}};
    for (int r = 0; r < books->supply.room_count; r++) {
        const struct room *room = &books->supply.rooms[r];
        struct retrace_price *price = &all[room->product];
        if (!is_watched(retrace, books, room->site) || !world->services->rooms[r].open)
            continue;
        price->rooms++;
        price->places += room->places;
        price->price += room->places * books_price(world, r);
        price->capacity += books->rooms[r].capacity;
        for (int k = 0; k < CATALOGUE_CLASSES; k++)
            price->use += books->rooms[r].users[k];
    }
    for (int p = 0; p < CATALOGUE_PRODUCTS; p++) {
        if (all[p].rooms == 0)
            continue;
        TRY(LIST_RESERVE(&retrace->prices, 1, err));
        all[p].year = month_year(when);
        all[p].product = p;
        all[p].price = all[p].places > 0.0 ? all[p].price / all[p].places : 0.0;
        retrace->prices.item[retrace->prices.count++] = all[p];
    }
    return 0;
}

static int note_year(struct retrace *retrace, const struct books *books, month when,
                     struct error *err)
{
    const int o = retrace->operator_row >= 0
                      ? retrace->operator_row
                      : books->sites[retrace->site].last_operator;
    const struct site_book *book = retrace->operator_row >= 0
                                       ? &books->ledger.operator_books[o]
                                       : &books->ledger.site_books[retrace->site];
    TRY(LIST_RESERVE(&retrace->years, 1, err));
    struct retrace_year *year = &retrace->years.item[retrace->years.count++];
    *year = (struct retrace_year){
        .until = when,
        .level = indices_year(books->indices, INDICES_PRICES, month_year(when))};
    for (enum book_line line = 0; line < BOOK_LINES; line++)
        year->line[line] = book_sum(book, line, when, month_number(when));
    if (o < 0)
        return 0;
    year->cash = books->ledger.operators[o].cash;
    year->loan = books->operators[o].loan;
    year->arrears = ledger_arrears(&books->ledger, ledger_operator(o));
    year->sites = books->operators[o].sites;
    return 0;
}

int retrace_books(struct retrace *retrace, const struct world *world, month when,
                  bool last, struct error *err)
{
    const struct books *books = world->books;
    if (!books)
        return 0;
    if (retrace->operator_wanted) {
        find_operator(retrace, books);
        if (retrace->operator_row < 0)
            return 0;
        TRY(note_events(retrace, books, when, err));
    } else if (retrace->site < 0) {
        return 0;
    }
    if (month_number(when) != MONTHS_PER_YEAR && !last)
        return 0;
    TRY(note_year(retrace, books, when, err));
    return note_prices(retrace, world, when, err);
}
