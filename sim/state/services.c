/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Services of a world: opened with the city, brought up to date every month. */
#include "state/services_parts.h"

#include "core/exact.h"
#include "core/list.h"
#include "state/books.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MINUTES_PER_HOUR = 60, RANKS = 256 };

double services_reach_km(const struct world *world, const struct product *product)
{
    const double km = product->reach / MINUTES_PER_HOUR * world->values.walk_speed;
    return product->delivery == DELIVERY_SITE ? km / world->values.walk_detour : km;
}

/* Points of the unit disc, one after the other out of a keyed sequence in the square. */
static void make_positions(struct services *services)
{
    uint64_t counter = 0;
    for (int k = 0; k < POSITIONS;) {
        const uint64_t word = stream_mix(++counter);
        const double x = stream_uniform((uint32_t)word) * 2.0 - 1.0;
        const double y = stream_uniform((uint32_t)(word >> 32)) * 2.0 - 1.0;
        if (x * x + y * y > 1.0)
            continue;
        services->position[k][0] = x;
        services->position[k++][1] = y;
    }
}

/* Income per head by rank: log-normal about the city's mean (docs/MODEL.md). */
static void make_incomes(struct world *world)
{
    struct services *services = world->services;
    double people = 0.0, yuan = 0.0;
    for (int d = 0; d < world->city->district_count; d++) {
        const struct district *district = &world->city->districts[d];
        if (district->income_per_capita <= 0.0)
            continue;
        people += (double)district->residents;
        yuan += (double)district->residents * district->income_per_capita;
    }
    const double mean =
        people > 0.0 ? yuan / people / MONTHS_PER_YEAR : world->values.income_mean;
    const double spread = world->values.income_spread;
    for (int k = 0; k < RANKS; k++) {
        const uint32_t middle = (uint32_t)k << 24 | UINT32_C(1) << 23;
        const double log_relative =
            spread * exact_normal(middle) - spread * spread / 2.0;
        services->income[k] = mean * exact_exp(log_relative);
        services->relative[k] =
            exact_exp(-log_relative * world->values.choose_income_exponent);
        services->relative_mean += services->relative[k] / RANKS;
    }
}

static void mark_care(struct services *services)
{
    for (int k = 0; k < services->catalogue->product_count; k++)
        if (services->catalogue->products[k].family)
            services->care |= UINT64_C(1) << k;
}

/* How many visits each rule gives in a month: half of the occasions taken, on average. */
static void make_visits(struct services *services)
{
    static const double occasions = 2.0; /* assumed */
    for (int k = 0; k < services->catalogue->product_count; k++) {
        const struct product *product = &services->catalogue->products[k];
        if (product->use != USE_VISIT)
            continue;
        for (int r = 0; r < CATALOGUE_RULES; r++) {
            const double need = product->need[r].amount, want = product->want[r].amount;
            visits_make(&services->visits[k][r],
                        need < VISITS_MOST ? need : VISITS_MOST, occasions);
            visits_make(&services->visits[k][CATALOGUE_RULES + r],
                        want < VISITS_MOST ? want : VISITS_MOST, occasions);
        }
    }
}

static void order_products(struct services *services, month now)
{
    const struct product *product = services->catalogue->products;
    for (int k = 0; k < services->catalogue->product_count; k++) {
        const double price = dated_at(&product[k].price, now);
        int at = k;
        for (; at > 0 &&
               dated_at(&product[services->cheapest[at - 1]].price, now) > price;
             at--)
            services->cheapest[at] = services->cheapest[at - 1];
        services->cheapest[at] = (uint8_t)k;
    }
}

static void start_rooms(struct world *world)
{
    struct services *services = world->services;
    for (int k = 0; k < services->supply->room_count; k++)
        services->rooms[k].quality =
            services->supply->sites[services->supply->rooms[k].site].quality;
}

/* So that most are known to have heard or not by one comparison of whole numbers, and
 * most sites not to be liked enough by one look. */
static void make_bounds(struct services_tables *tables)
{
    const int count = sizeof tables->sound / sizeof *tables->sound;
    for (int k = 0; k < count; k++)
        tables->sound[k] =
            quantile_word(&tables->exponential, (double)k / SERVICES_SOUND);
    for (uint32_t k = 0; k < SERVICES_GUMBEL; k++)
        tables->gumbel_most[k] =
            quantile_at(&tables->gumbel, k << SERVICES_GUMBEL_SHIFT |
                                             ((1U << SERVICES_GUMBEL_SHIFT) - 1));
}

static int allocate(struct world *world, struct error *err)
{
    struct services *services = world->services;
    const size_t cells = ((size_t)world->count + 1) * CATALOGUE_PRODUCTS;
    services->rooms =
        calloc((size_t)services->supply->room_count + 1, sizeof *services->rooms);
    services->offers = calloc((size_t)world->count + 1, sizeof *services->offers);
    services->place = calloc(cells, sizeof *services->place);
    services->needers = calloc(cells, sizeof *services->needers);
    services->position = calloc(POSITIONS, sizeof *services->position);
    services->sessions = malloc(sizeof *services->sessions);
    services->tables = malloc(sizeof *services->tables);
    services->visits = calloc(CATALOGUE_PRODUCTS, sizeof *services->visits);
    services->rules = calloc(CATALOGUE_PRODUCTS, sizeof *services->rules);
    if (!services->rooms || !services->offers || !services->place ||
        !services->needers || !services->position || !services->sessions ||
        !services->tables || !services->visits || !services->rules)
        return error_set(err, MESSAGE_MEMORY, "services");
    for (int t = 0; t < world->threads; t++) {
        struct worker *worker = &world->workers[t];
        worker->outcome = calloc(1, sizeof *worker->outcome);
        worker->flow = calloc(CATALOGUE_PRODUCTS, sizeof *worker->flow);
        if (!worker->outcome || !worker->flow)
            return error_set(err, MESSAGE_MEMORY, "services");
    }
    return 0;
}

int services_open(struct world *world, const struct catalogue *catalogue,
                  const struct supply *supply, month until, struct error *err)
{
    struct services *services = calloc(1, sizeof *services);
    if (!services)
        return error_set(err, MESSAGE_MEMORY, "services");
    world->services = services;
    services->catalogue = catalogue;
    services->supply = supply;
    services->from = world->now;
    services->years = month_year(until) - month_year(world->now);
    TRY(allocate(world, err));
    sessions_make(services->sessions);
    quantile_make_gumbel(&services->tables->gumbel);
    quantile_make_normal(&services->tables->normal);
    quantile_make_exponential(&services->tables->exponential);
    make_bounds(services->tables);
    order_products(services, world->now);
    make_visits(services);
    make_positions(services);
    make_incomes(world);
    mark_care(services);
    start_rooms(world);
    for (int c = 0; c < world->count; c++)
        world->blocks[c].ties.heap = &world->heap;
    return 0;
}

void services_close(struct world *world)
{
    struct services *services = world->services;
    if (!services)
        return;
    for (int c = 0; services->offers && c < world->count; c++) {
        struct offers *offers = &services->offers[c];
        for (int k = 0; k < offers->hearing_count; k++)
            free(offers->hearings[k].by_year);
        free(offers->hearings);
        free(offers->item);
    }
    services_near_free(services);
    free(services->rooms);
    free(services->offers);
    free(services->audience);
    free(services->place);
    free(services->needers);
    free(services->position);
    free(services->sessions);
    free(services->tables);
    free(services->visits);
    free(services->rules);
    matching_free(&services->matching);
    if (services->free_meet)
        services->free_meet(services->meet);
    free(services);
    world->services = NULL;
}

double services_distance(const struct world *world, int community, row i,
                         const struct offer *offer)
{
    const struct block *block = &world->blocks[community];
    const double radius = world->city->communities[community].radius_km;
    const double *at = services_position(
        world->services, block->households.key[block->residents.household[i]]);
    const double east = offer->east_km - at[0] * radius;
    const double north = offer->north_km - at[1] * radius;
    return sqrt(east * east + north * north);
}

double services_listed(const struct services *services, const struct room *room,
                       month now)
{
    const struct product *product = &services->catalogue->products[room->product];
    const double listed = dated_at(&product->price, now);
    if (room->price < 0.0)
        return listed;
    const month opened = services->supply->sites[room->site].opened;
    const double then = dated_at(&product->price, opened > 0 ? opened : 0);
    return then > 0.0 ? room->price * listed / then : room->price;
}

/* What a room asks of residents: the list's price, or what its operator has set. */
static double price_now(const struct world *world, int number)
{
    const struct services *services = world->services;
    const struct books *books = world->books;
    return books && books->rooms[number].price >= 0.0
               ? books->rooms[number].price * books->told
               : services_listed(services, &services->supply->rooms[number],
                                 world->now);
}

/* Prices and doors of the month; the products of which a door opened or closed, all in
 * the first month. */
static uint64_t update_rooms(struct world *world)
{
    static const double moved = 0.05; /* a price that users notice (docs/MODEL.md) */
    struct services *services = world->services;
    uint64_t changed = services->audience ? 0 : UINT64_MAX;
    for (int k = 0; k < services->supply->room_count; k++) {
        const struct room *room = &services->supply->rooms[k];
        struct room_state *state = &services->rooms[k];
        const uint8_t open = services_room_is_open(services->supply, room, world->now);
        changed |= (uint64_t)(open != state->open) << room->product;
        state->opened = open && !state->open;
        state->open = open;
        state->price = price_now(world, k);
        const double change = fabs(state->price - state->price_told);
        state->moved = state->open && change > moved * state->price_told;
        if (state->moved)
            state->price_told = state->price;
    }
    return changed;
}

/* What was new last month is known now. */
static void forget_news(struct services *services, int communities)
{
    for (int c = 0; c < communities; c++) {
        struct offers *offers = &services->offers[c];
        for (int k = 0; offers->fresh && k < offers->count; k++)
            offers->item[k].fresh = 0;
        offers->fresh = offers->closed = false;
        offers->changed = 0;
    }
}

/* In the first month everybody asks, as never again: memory that this took is given back
 * for what comes to be later. */
static void give_back(struct world *world)
{
    struct services *services = world->services;
    if (world->now != services->from + 1)
        return;
    matching_free(&services->matching);
    if (services->free_meet)
        services->free_meet(services->meet);
    services->meet = NULL;
    for (int t = 0; t < world->threads; t++) {
        struct worker *worker = &world->workers[t];
        if (worker->free_desk)
            worker->free_desk(worker->desk);
        if (worker->free_asking)
            worker->free_asking(worker->asking);
        worker->desk = NULL;
        worker->asking = NULL;
    }
}

int services_enact(struct world *world, struct error *err)
{
    give_back(world);
    services_compile(world->services);
    forget_news(world->services, world->count);
    const uint64_t changed = update_rooms(world);
    if (changed)
        TRY(services_offer(world, changed, err));
    services_hear(world);
    return 0;
}
