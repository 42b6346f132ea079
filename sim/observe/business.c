/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A year of sites, operators and accounts. Payments: business_money.c; how long sites
 * last: business_survive.c. */
#include "observe/business_parts.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Sums of the sites of one product, kind and mode, in fen. */
struct cell {
    money income, cost, moving;                /* of cost, what moves with use */
    double m2, occupied;                       /* of open sites; m2 times occupancy */
    money open_income, open_cost, open_moving; /* of the same */
    int32_t open, entries, withdrawals;
};

/* A year being counted. */
struct counting {
    const struct business_view *view;
    month january, december;
    double per_fen;        /* yuan of 2023 that a nominal fen of the year is */
    struct cell *cells;    /* owned; [BUSINESS_CELLS] */
    int32_t stayed, stood; /* of those open at the start: still open; all */
};

int business_product(const struct supply *supply, const struct site *site)
{
    int product = -1;
    double most = -1.0;
    for (int r = site->room; r < site->room + site->rooms; r++)
        if (supply->rooms[r].m2 > most) {
            most = supply->rooms[r].m2;
            product = supply->rooms[r].product;
        }
    return product;
}

bool business_open(const struct site *site, month when)
{
    return site->opened <= when && (site->closes < 0 || when < site->closes);
}

static int cell_of(int product, int kind, int mode)
{
    return (product * OPERATOR_KINDS + kind) * MODES + mode;
}

/* Cost that moves with use. */
static money moving_cost(const struct site_book *book, month december)
{
    return book_sum(book, BOOK_FOOD, december, MONTHS_PER_YEAR) +
           book_sum(book, BOOK_CONSUMABLES, december, MONTHS_PER_YEAR);
}

static void count_rooms(const struct counting *c, const struct site *site,
                        struct business *business)
{
    const struct supply *supply = &c->view->world->books->supply;
    for (int32_t r = site->room; r < site->room + site->rooms; r++) {
        const struct room *room = &supply->rooms[r];
        if (room->next == 0 && room->from >= c->january && room->from <= c->december)
            business->rooms_turned[room->product]++;
    }
}

static void count_site(struct counting *c, int s, struct business *business)
{
    const struct books *books = c->view->world->books;
    const struct site *site = &books->supply.sites[s];
    const struct site_book *book = &books->ledger.site_books[s];
    const int product = business_product(&books->supply, site);
    if (product < 0 || c->view->number[site->community] < 0)
        return;
    struct cell *cell = &c->cells[cell_of(product, site->kind, site->mode)];
    const money income =
        book_side_sum(book, BOOK_SIDE_INCOME, c->december, MONTHS_PER_YEAR);
    const money cost =
        book_side_sum(book, BOOK_SIDE_COST, c->december, MONTHS_PER_YEAR);
    const bool before = business_open(site, c->january - 1);
    const bool open = business_open(site, c->december);
    const bool ever = site->closes < 0 || site->closes > site->opened;
    const bool left = ever && site->closes >= c->january && site->closes <= c->december;
    cell->income += income;
    cell->cost += cost;
    cell->open += open;
    cell->entries += ever && site->opened >= c->january && site->opened <= c->december;
    cell->withdrawals += left;
    count_rooms(c, site, business);
    c->stood += before;
    c->stayed += before && open;
    if (left && books->sites[s].cause != WITHDRAW_NONE)
        business->withdrawals_cause[(books->sites[s].cause - 1) * BOOKS_AGES +
                                    books_age(site->closes - site->opened)]++;
    if (!open)
        return;
    cell->open_income += income;
    cell->open_cost += cost;
    cell->open_moving += moving_cost(book, c->december);
    cell->m2 += site->floor_m2;
    cell->occupied +=
        site->floor_m2 *
        operator_recent(&books->sites[s], c->december, MONTHS_PER_YEAR).occupancy;
}

static double over(double above, double below)
{
    return below > 0.0 ? above / below : (double)NAN;
}

static void add(struct cell *sum, const struct cell *cell)
{
    sum->income += cell->income;
    sum->cost += cell->cost;
    sum->m2 += cell->m2;
    sum->occupied += cell->occupied;
    sum->open_income += cell->open_income;
    sum->open_cost += cell->open_cost;
    sum->open_moving += cell->open_moving;
    sum->open += cell->open;
}

static double margin_of(const struct cell *cell)
{
    return over((double)(cell->income - cell->cost), (double)cell->income);
}

/* What stands over what a share of use brings, times that share. */
static double break_even(const struct cell *cell)
{
    const double standing = (double)(cell->open_cost - cell->open_moving);
    const double brought = (double)(cell->open_income - cell->open_moving);
    return over(standing * over(cell->occupied, cell->m2), brought);
}

static void fill_cells(const struct counting *c, struct business *business)
{
    struct cell all = {0}, kinds[OPERATOR_KINDS] = {{0}}, modes[MODES] = {{0}};
    for (int p = 0; p < c->view->world->books->catalogue->product_count; p++) {
        struct cell product = {0};
        for (int k = 0; k < OPERATOR_KINDS * MODES; k++) {
            const int at = p * OPERATOR_KINDS * MODES + k;
            const struct cell *cell = &c->cells[at];
            business->operating_income[at] = (double)cell->income * c->per_fen;
            business->operating_result[at] =
                (double)(cell->income - cell->cost) * c->per_fen;
            business->open_sites[at] = cell->open;
            business->entries[at] = cell->entries;
            business->withdrawals[at] = cell->withdrawals;
            add(&product, cell);
            add(&kinds[k / MODES], cell);
            add(&modes[k % MODES], cell);
        }
        business->margin_product[p] = margin_of(&product);
        business->site_occupancy[p] = over(product.occupied, product.m2);
        business->break_even_occupancy[p] = break_even(&product);
        add(&all, &product);
    }
    for (int k = 0; k < OPERATOR_KINDS; k++) {
        business->margin_kind[k] = margin_of(&kinds[k]);
        business->sites_share_kind[k] = over(kinds[k].open, all.open);
    }
    for (int k = 0; k < MODES; k++) {
        business->margin_mode[k] = margin_of(&modes[k]);
        business->sites_share_mode[k] = over(modes[k].open, all.open);
    }
    business->margin = margin_of(&all);
    business->sites_lasting = over(c->stayed, c->stood);
}

/* Squared shares of the income of a service. `own` [operators * services]: fen of each
 * operator, by whoever ran a site last. */
static void concentrate(const struct counting *c, double *own,
                        struct business *business)
{
    const struct books *books = c->view->world->books;
    const int services = books->catalogue->service_count;
    double sum[CATALOGUE_SERVICES] = {0.0}, squares[CATALOGUE_SERVICES] = {0.0};
    for (int s = 0; s < books->supply.site_count; s++) {
        const struct site *site = &books->supply.sites[s];
        const int product = business_product(&books->supply, site);
        const int32_t held = books->sites[s].last_operator;
        if (product >= 0 && held >= 0 && c->view->number[site->community] >= 0)
            own[held * services + books->catalogue->products[product].service] +=
                (double)book_side_sum(&books->ledger.site_books[s], BOOK_SIDE_INCOME,
                                      c->december, MONTHS_PER_YEAR);
    }
    for (int i = 0; i < books->operator_count * services; i++) {
        sum[i % services] += own[i];
        squares[i % services] += own[i] * own[i];
    }
    for (int k = 0; k < services; k++)
        business->concentration[k] = over(squares[k], sum[k] * sum[k]);
}

/* `open` [operators]: whether it has an open site. */
static void count_operators(const struct counting *c, bool *open,
                            struct business *business)
{
    const struct books *books = c->view->world->books;
    money cash[OPERATOR_KINDS] = {0}, cost[OPERATOR_KINDS] = {0};
    for (int s = 0; s < books->supply.site_count; s++)
        if (books_runs(books, s, c->december))
            open[books->sites[s].operator_row] = true;
    for (int o = 0; o < books->operator_count; o++) {
        const int kind = books->operators[o].kind;
        business->active_operators[kind] += open[o];
        if (!open[o])
            continue;
        cash[kind] += books->ledger.operators[o].cash;
        cost[kind] += book_side_sum(&books->ledger.operator_books[o], BOOK_SIDE_COST,
                                    c->december, MONTHS_PER_YEAR);
    }
    /* The first year of a run may be short. */
    const int months = c->december - c->january + 1;
    for (int k = 0; k < OPERATOR_KINDS; k++)
        business->months_of_cash[k] = over((double)cash[k] * months, (double)cost[k]);
}

static int count_by_operator(const struct counting *c, struct business *business,
                             struct error *err)
{
    const struct books *books = c->view->world->books;
    const size_t operators = (size_t)books->operator_count + 1;
    double *own =
        calloc(operators * (size_t)books->catalogue->service_count, sizeof *own);
    bool *open = calloc(operators, sizeof *open);
    const bool good = own && open;
    if (good) {
        concentrate(c, own, business);
        count_operators(c, open, business);
    }
    free(own);
    free(open);
    return good ? 0 : error_set(err, MESSAGE_MEMORY, "the year's business");
}

static void count_jobs(const struct counting *c, struct business *business)
{
    const struct books *books = c->view->world->books;
    for (int s = 0; s < books->supply.site_count; s++) {
        const struct site_state *site = &books->sites[s];
        const int community = books->supply.sites[s].community;
        if (c->view->number[community] < 0 || !books_runs(books, s, c->december))
            continue;
        for (int k = 0; k < site->trades; k++)
            business->jobs[site->staff[k].trade] += site->staff[k].in_post;
    }
}

/* Survival rests on what was seen after the warm start, whose first closures only tell
 * how the start was made. */
static int count_lives(const struct counting *c, struct business *business,
                       struct error *err)
{
    const struct books *books = c->view->world->books;
    const month from = c->view->first + SERIES_WARM_MONTHS;
    int count = 0;
    struct business_life *lives =
        calloc((size_t)books->supply.site_count + 1, sizeof *lives);
    if (!lives)
        return error_set(err, MESSAGE_MEMORY, "survival");
    for (int s = 0; s < books->supply.site_count; s++) {
        const struct site *site = &books->supply.sites[s];
        const bool closed = site->closes >= 0 && site->closes <= c->december;
        const month end = closed ? site->closes : c->december + 1;
        const month start = site->opened > from ? site->opened : from;
        if (c->view->number[site->community] < 0 || end <= start)
            continue;
        lives[count++] =
            (struct business_life){.from = start - site->opened,
                                   .until = end - site->opened,
                                   .kind = site->kind,
                                   .cause = closed ? (int)books->sites[s].cause : -1};
    }
    business_survive(lives, count, business);
    free(lives);
    return 0;
}

int business_take(const struct business_view *view, struct business *business,
                  struct error *err)
{
    const struct world *world = view->world;
    const month december = world->now - 1;
    struct counting c = {.view = view,
                         .january = month_of(month_year(december), 1),
                         .december = december};
    c.january = c.january > view->first ? c.january : view->first;
    *business = (struct business){0};
    c.cells = calloc(BUSINESS_CELLS, sizeof *c.cells);
    if (!c.cells)
        return error_set(err, MESSAGE_MEMORY, "the year's business");
    business->price_level = business_price_level(world->books, december);
    c.per_fen = 1.0 / (business->price_level * BUSINESS_FEN_PER_YUAN);
    for (int s = 0; s < world->books->supply.site_count; s++)
        count_site(&c, s, business);
    fill_cells(&c, business);
    count_jobs(&c, business);
    free(c.cells);
    TRY(count_by_operator(&c, business, err));
    TRY(count_lives(&c, business, err));
    return business_pay(view, business, err);
}

void business_prices(const struct world *world, const int *number,
                     double price[CATALOGUE_PRODUCTS])
{
    const struct books *books = world->books;
    double places[CATALOGUE_PRODUCTS] = {0.0}, sum[CATALOGUE_PRODUCTS] = {0.0};
    for (int r = 0; r < books->supply.room_count; r++) {
        const struct room *room = &books->supply.rooms[r];
        const int community = books->supply.sites[room->site].community;
        if (number[community] < 0 || !world->services->rooms[r].open)
            continue;
        places[room->product] += room->places;
        sum[room->product] += room->places * books_price(world, r);
    }
    for (int p = 0; p < CATALOGUE_PRODUCTS; p++)
        price[p] = over(sum[p], places[p] * books->levels.prices);
}

/* Where the members lie. */
static const struct {
    enum series series;
    size_t offset;
} members[] = {
#define MEMBER(name)                                   \
    {                                                  \
        SERIES_##name, offsetof(struct business, name) \
    }
    MEMBER(price_level),
    MEMBER(money),
    MEMBER(account_balance),
    MEMBER(account_arrears),
    MEMBER(ledger_gap),
    MEMBER(loss),
    MEMBER(operating_income),
    MEMBER(operating_result),
    MEMBER(margin),
    MEMBER(margin_product),
    MEMBER(margin_kind),
    MEMBER(margin_mode),
    MEMBER(site_occupancy),
    MEMBER(break_even_occupancy),
    MEMBER(months_of_cash),
    MEMBER(active_operators),
    MEMBER(open_sites),
    MEMBER(entries),
    MEMBER(withdrawals),
    MEMBER(withdrawals_cause),
    MEMBER(sites_share_kind),
    MEMBER(sites_share_mode),
    MEMBER(rooms_turned),
    MEMBER(sites_lasting),
    MEMBER(survival),
    MEMBER(survival_kind),
    MEMBER(survival_at_risk),
    MEMBER(closed_cause),
    MEMBER(concentration),
    MEMBER(jobs),
    MEMBER(public_money),
    MEMBER(money_per_need_met),
    MEMBER(price),
#undef MEMBER
};

void business_fill(const struct business *business, enum series series,
                   const struct series_extent *extent, void *data)
{
    const size_t element = series_info[series].type == SERIES_INT32 ? 4 : 8;
    size_t i = 0;
    while (i < sizeof members / sizeof *members && members[i].series != series)
        i++;
    assert(i < sizeof members / sizeof *members);
    memcpy(data, (const char *)business + members[i].offset,
           (size_t)series_elements(series, extent) * element);
}
