/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What is added to books in a run: operators, sites with their rooms, budgets; and who
 * runs what. */
#include "state/books.h"

#include "core/list.h"
#include "state/world.h"

#include <stdlib.h>
#include <string.h>

const struct books_room books_room_new = {
    .price = -1.0, .record.price = -1.0, .staffed = -1};

/* Makes `*item` hold at least `needed`; new memory is zeroed. */
static int grow(void **item, int held, size_t needed, size_t size, struct error *err)
{
    void *larger = realloc(*item, needed * size);
    if (!larger)
        return error_set(err, MESSAGE_MEMORY, "books");
    memset((char *)larger + (size_t)held * size, 0, (needed - (size_t)held) * size);
    *item = larger;
    return 0;
}

/* Sites enter one by one and a site's books are large: by half, a third of them would lie
 * empty. */
enum { FIRST = 16, GROWTH = 16 };

static int larger(int needed, int capacity)
{
    if (needed <= capacity)
        return capacity;
    const int next = capacity + capacity / GROWTH;
    return next > needed ? next : needed > FIRST ? needed : FIRST;
}

int books_add_operator(struct books *books, enum operator_kind kind, uint32_t code,
                       money credit, int32_t *index, struct error *err)
{
    const int count = books->operator_count;
    const int capacity = larger(count + 1, books->operator_capacity);
    if (capacity > books->operator_capacity) {
        TRY(grow((void **)&books->operators, count, (size_t)capacity,
                 sizeof *books->operators, err));
        books->operator_capacity = capacity;
    }
    TRY(ledger_add_operator(&books->ledger, credit, index, err));
    books->operators[count] = (struct operator_){
        .code = code,
        .kind = (uint8_t)kind,
        .aim = kind == OPERATOR_COMPANY || kind == OPERATOR_CHAIN ||
                       kind == OPERATOR_PROPERTY || kind == OPERATOR_FAMILY
                   ? AIM_PROFIT
                   : AIM_BREAK_EVEN,
        .since = books->ledger.now,
        .budget = -1,
        .credit_record = 1.0,
        .brand_trust = 1.0,
    };
    books->operator_count++;
    return 0;
}

static int make_room(struct world *world, int sites, int rooms, struct error *err)
{
    struct books *books = world->books;
    const struct supply *supply = &books->supply;
    const size_t site_most = (size_t)larger(sites, books->site_capacity);
    const size_t room_most = (size_t)larger(rooms, books->room_capacity);
    if (sites > books->site_capacity) {
        TRY(grow((void **)&books->supply.sites, supply->site_count, site_most,
                 sizeof *supply->sites, err));
        TRY(grow((void **)&books->sites, supply->site_count, site_most,
                 sizeof *books->sites, err));
        books->site_capacity = (int)site_most;
    }
    if (rooms > books->room_capacity) {
        TRY(grow((void **)&books->supply.rooms, supply->room_count, room_most,
                 sizeof *supply->rooms, err));
        TRY(grow((void **)&books->rooms, supply->room_count, room_most,
                 sizeof *books->rooms, err));
        TRY(grow((void **)&world->services->rooms, supply->room_count, room_most,
                 sizeof *world->services->rooms, err));
        books->room_capacity = (int)room_most;
    }
    return 0;
}

int books_add_site(struct world *world, const struct site *site,
                   const struct room *rooms, int count, int32_t *index,
                   struct error *err)
{
    struct books *books = world->books;
    struct supply *supply = &books->supply;
    TRY(make_room(world, supply->site_count + 1, supply->room_count + count, err));
    TRY(ledger_add_site(&books->ledger, index, err));
    books->ledger.site_places[*index] =
        world->city->communities[site->community].reported ? LEDGER_REPORTED
                                                           : LEDGER_RIM;
    supply->sites[*index] = *site;
    supply->sites[*index].room = supply->room_count;
    supply->sites[*index].rooms = count;
    books->sites[*index] = (struct site_state){
        .code = site->code, .operator_row = -1, .last_operator = -1};
    for (int k = 0; k < count; k++) {
        const int r = supply->room_count + k;
        supply->rooms[r] = rooms[k];
        supply->rooms[r].site = *index;
        books->rooms[r] = books_room_new;
        world->services->rooms[r] = (struct room_state){.quality = site->quality};
    }
    supply->site_count++;
    supply->room_count += count;
    return 0;
}

void books_give(struct books *books, int32_t site, int32_t operator_row)
{
    int32_t *held = &books->sites[site].operator_row;
    if (*held >= 0)
        books->operators[*held].sites--;
    *held = operator_row;
    if (operator_row < 0)
        return;
    books->sites[site].last_operator = operator_row;
    books->operators[operator_row].sites++;
    if (books->operators[operator_row].sites == 1)
        books->ledger.operator_places[operator_row] = books->ledger.site_places[site];
}

/* An operator's payments belong to the side on which all its sites are; who has none keeps
 * the last. */
static void place_operators(struct books *books)
{
    for (int o = 0; o < books->operator_count; o++)
        for (int32_t k = books->site_start[o]; k < books->site_start[o + 1]; k++) {
            const uint8_t place = books->ledger.site_places[books->site_of[k]];
            uint8_t *held = &books->ledger.operator_places[o];
            *held = k == books->site_start[o] || *held == place ? place : LEDGER_SHARED;
        }
}

int books_order(struct books *books, struct error *err)
{
    const int operators = books->operator_count, sites = books->supply.site_count;
    TRY(grow((void **)&books->site_start, 0, (size_t)operators + 2,
             sizeof *books->site_start, err));
    TRY(grow((void **)&books->site_of, 0, (size_t)sites + 1, sizeof *books->site_of,
             err));
    /* Counted one further along, so that filling moves each start to its place. */
    int32_t *start = books->site_start;
    for (int s = 0; s < sites; s++)
        if (books->sites[s].operator_row >= 0)
            start[books->sites[s].operator_row + 2]++;
    for (int o = 2; o <= operators + 1; o++)
        start[o] += start[o - 1];
    for (int s = 0; s < sites; s++)
        if (books->sites[s].operator_row >= 0)
            books->site_of[start[books->sites[s].operator_row + 1]++] = s;
    place_operators(books);
    return 0;
}

int books_budget(struct books *books, enum account level, const char *line,
                 int32_t *budget, struct error *err)
{
    *budget = ledger_budget_find(&books->ledger, level, line);
    return *budget >= 0 ? 0
                        : ledger_add_budget(&books->ledger, level, line, budget, err);
}
