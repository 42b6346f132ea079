/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Books of a world: opened with it, brought up to date every month, and their law. What
 * is added in a run: books_add.c. */
#include "state/books.h"

#include "core/list.h"
#include "state/world.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int copy(void **out, const void *from, size_t bytes, struct error *err)
{
    *out = malloc(bytes + 1);
    if (!*out)
        return error_set(err, MESSAGE_MEMORY, "books");
    if (bytes > 0)
        memcpy(*out, from, bytes);
    return 0;
}

static int copy_supply(struct books *books, const struct supply *from,
                       struct error *err)
{
    struct supply *to = &books->supply;
    memcpy(to->synthetic, from->synthetic, sizeof to->synthetic);
    TRY(copy((void **)&to->sites, from->sites,
             (size_t)from->site_count * sizeof *to->sites, err));
    TRY(copy((void **)&to->rooms, from->rooms,
             (size_t)from->room_count * sizeof *to->rooms, err));
    TRY(copy((void **)&to->stock, from->stock,
             (size_t)from->stock_count * sizeof *to->stock, err));
    books->site_capacity = to->site_count = from->site_count;
    books->room_capacity = to->room_count = from->room_count;
    to->stock_count = from->stock_count;
    return 0;
}

static int allocate(struct books *books, int communities, struct error *err)
{
    const struct supply *supply = &books->supply;
    const size_t trusts = (size_t)communities * OPERATOR_KINDS;
    books->sites = calloc((size_t)supply->site_count + 1, sizeof *books->sites);
    books->rooms = calloc((size_t)supply->room_count + 1, sizeof *books->rooms);
    books->trust = malloc((trusts + 1) * sizeof *books->trust);
    books->rent = calloc((size_t)communities + 1, sizeof *books->rent);
    books->journals = calloc((size_t)books->threads, sizeof *books->journals);
    books->desks = calloc((size_t)books->threads, sizeof *books->desks);
    if (!books->sites || !books->rooms || !books->trust || !books->rent ||
        !books->journals || !books->desks)
        return error_set(err, MESSAGE_MEMORY, "books");
    for (size_t k = 0; k < trusts; k++)
        books->trust[k] = 1.0;
    TRY(ledger_init(&books->ledger, err));
    for (int t = 0; t < books->threads; t++)
        TRY(ledger_journal_init(&books->journals[t], err));
    for (int s = 0; s < supply->site_count; s++) {
        int32_t index;
        TRY(ledger_add_site(&books->ledger, &index, err));
        books->sites[s].code = supply->sites[s].code;
        books->sites[s].operator_row = books->sites[s].last_operator = -1;
    }
    for (int r = 0; r < supply->room_count; r++)
        books->rooms[r] = books_room_new;
    return 0;
}

int books_open(struct world *world, const struct world_options *options,
               struct error *err)
{
    struct books *books = calloc(1, sizeof *books);
    if (!books)
        return error_set(err, MESSAGE_MEMORY, "books");
    world->books = books;
    books->catalogue = options->catalogue;
    books->costs = options->costs;
    books->indices = options->indices;
    books->policy = options->policy;
    books->scope = options->scope;
    books->threads = world->threads;
    books->founded = world->now;
    TRY(copy_supply(books, options->supply, err));
    TRY(allocate(books, world->count, err));
    for (int s = 0; s < books->supply.site_count; s++)
        books->ledger.site_places[s] =
            world->city->communities[books->supply.sites[s].community].reported
                ? LEDGER_REPORTED
                : LEDGER_RIM;
    return 0;
}

void books_close(struct world *world)
{
    struct books *books = world->books;
    if (!books)
        return;
    if (books->free_instruments)
        books->free_instruments(books->instruments);
    for (int t = 0; books->journals && t < books->threads; t++)
        ledger_journal_free(&books->journals[t]);
    for (int t = 0; books->desks && t < books->threads; t++)
        free(books->desks[t].units);
    free(books->desks);
    free(books->journals);
    ledger_free(&books->ledger);
    for (int s = 0; books->sites && s < books->supply.site_count; s++)
        free(books->sites[s].staff);
    supply_free(&books->supply);
    free(books->sites);
    free(books->rooms);
    free(books->operators);
    free(books->trust);
    free(books->rent);
    free(books->site_start);
    free(books->site_of);
    free(books);
    world->books = NULL;
}

/* Sites may have been added. */
static int size_desks(struct books *books, struct error *err)
{
    const int rooms = books->supply.room_count;
    for (int t = 0; t < books->threads; t++) {
        struct books_desk *desk = &books->desks[t];
        if (desk->units && desk->rooms >= rooms)
            continue;
        free(desk->units);
        desk->rooms = books->room_capacity;
        desk->units = calloc((size_t)desk->rooms + 1, sizeof *desk->units);
        if (!desk->units)
            return error_set(err, MESSAGE_MEMORY, "books");
    }
    return 0;
}

/* Below this part of the city's mean nothing is let. */
static const double RENT_LEAST = 0.05;

static void level_rents(struct world *world)
{
    const double tilt = world->values.supply_rent_tilt;
    for (int c = 0; c < world->count; c++) {
        const struct community *community = &world->city->communities[c];
        const double level = community->rent_known
                                 ? community->rent_level
                                 : 1.0 + tilt * (community->rent_level - 1.0);
        world->books->rent[c] = level > RENT_LEAST ? level : RENT_LEAST;
    }
}

/* The catalogue's price of the month is what public institutions may ask at most; all
 * others set their own. */
static void hold_listed(struct world *world)
{
    struct books *books = world->books;
    for (int r = 0; world->services && r < books->supply.room_count; r++) {
        const struct room *room = &books->supply.rooms[r];
        const int32_t operator_row = books->sites[room->site].operator_row;
        if (books->rooms[r].price < 0.0 || operator_row < 0 ||
            books->operators[operator_row].budget < 0)
            continue;
        const double most =
            services_listed(world->services, room, world->now) / books->told;
        if (books->rooms[r].price > most)
            books->rooms[r].price = money_to_yuan(money_from_yuan(most));
    }
}

int books_enact(struct world *world, struct error *err)
{
    struct books *books = world->books;
    const month now = world->now;
    ledger_begin(&books->ledger, now);
    if (month_number(now) == 1) {
        ledger_turn_year(&books->ledger);
        books->year = (struct books_year){0};
    }
    books->levels = (struct cost_levels){
        .prices = indices_at(books->indices, INDICES_PRICES, now),
        .rents = indices_at(books->indices, INDICES_RENTS, now),
        .construction = indices_at(books->indices, INDICES_CONSTRUCTION, now)};
    books->wage_level = indices_at(books->indices, INDICES_WAGES, now);
    books->told = indices_at(books->indices, INDICES_WAGES, books->founded) /
                  indices_at(books->indices, INDICES_PRICES, books->founded) /
                  books->wage_level;
    level_rents(world);
    hold_listed(world);
    TRY(size_desks(books, err));
    return books_order(books, err);
}

bool books_runs(const struct books *books, int32_t site, month now)
{
    const struct site *place = &books->supply.sites[site];
    return books->sites[site].operator_row >= 0 && place->opened <= now &&
           (place->closes < 0 || now < place->closes);
}

double books_trust(const struct world *world, int community, int32_t site)
{
    const struct books *books = world->books;
    if (!books)
        return 1.0;
    return books
        ->trust[(size_t)community * OPERATOR_KINDS + books->supply.sites[site].kind];
}

double books_price(const struct world *world, int32_t room)
{
    const struct books *books = world->books;
    if (books->rooms[room].price >= 0.0)
        return books->rooms[room].price;
    return world->services->rooms[room].price / books->told;
}

double books_market_rent(const struct books *books, int32_t site)
{
    const struct site *place = &books->supply.sites[site];
    double yuan = 0.0;
    for (int r = place->room; r < place->room + place->rooms; r++) {
        const struct room *room = &books->supply.rooms[r];
        yuan += room->m2 *
                costs_now(books->costs, room->product, COST_rent, &books->levels);
    }
    return yuan * books->rent[place->community];
}

int books_landlord(const struct books *books, int32_t site)
{
    switch ((enum owner)books->supply.sites[site].owner) {
    case OWNER_PUBLIC: return ACCOUNT_LANDLORD_PUBLIC;
    case OWNER_COLLECTIVE: return ACCOUNT_LANDLORD_COLLECTIVE;
    default: return ACCOUNT_LANDLORD_PRIVATE;
    }
}

int books_product(const struct books *books, int32_t site)
{
    const struct site *place = &books->supply.sites[site];
    int best = place->room;
    for (int r = place->room + 1; r < place->room + place->rooms; r++)
        if (books->supply.rooms[r].m2 > books->supply.rooms[best].m2)
            best = r;
    return books->supply.rooms[best].product;
}

int books_age(int months)
{
    const int years = months / MONTHS_PER_YEAR;
    return years < BOOKS_AGES - 1 ? years : BOOKS_AGES - 1;
}

static bool site_is_lawful(const struct books *books, int32_t s)
{
    const struct site_state *site = &books->sites[s];
    bool lawful = site->code == books->supply.sites[s].code &&
                  site->operator_row >= -1 &&
                  site->operator_row < books->operator_count && site->trades >= 0 &&
                  site->trades <= OPERATOR_TRADES;
    for (int k = 0; lawful && k < site->trades; k++)
        lawful = site->staff[k].posts >= 0.0 && site->staff[k].in_post >= 0.0 &&
                 site->staff[k].agency >= 0.0 && site->staff[k].wage >= 0.0;
    return lawful;
}

int books_check(const struct world *world, struct error *err)
{
    const struct books *books = world->books;
    TRY(ledger_check(&books->ledger, err));
    if (books->ledger.site_count != books->supply.site_count ||
        books->ledger.operator_count != books->operator_count ||
        world->services->supply != &books->supply)
        return error_set(err, MESSAGE_LAW, "rows of books fit each other");
    int64_t run = 0, counted = 0;
    for (int32_t s = 0; s < books->supply.site_count; s++) {
        if (!site_is_lawful(books, s))
            return error_set(err, MESSAGE_LAW, "sites have lawful books");
        run += books->sites[s].operator_row >= 0;
    }
    for (int o = 0; o < books->operator_count; o++) {
        if (books->operators[o].sites < 0)
            return error_set(err, MESSAGE_LAW, "operators have sites");
        counted += books->operators[o].sites;
    }
    if (run != counted)
        return error_set(err, MESSAGE_LAW, "every site is counted by its operator");
    for (int r = 0; r < books->supply.room_count; r++)
        if (!(books->rooms[r].price >= 0.0) && books->rooms[r].price != -1.0)
            return error_set(err, MESSAGE_LAW, "prices are not negative");
    return 0;
}
