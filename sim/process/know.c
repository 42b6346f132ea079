/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A resident considers only sites in reach that he or she has heard of: when the
 * community has heard more of the site since his arrival than his own threshold, an
 * exponential drawn once a life. */
#include "process/ask.h"

#include "state/household.h"

#include <math.h>

enum { MINUTES_PER_HOUR = 60 };

double know_pace(const struct world *world, const struct product *product,
                 uint32_t traits, int age_months)
{
    const struct values *values = &world->values;
    const uint32_t dependent = UINT32_C(1) << (TRAIT_CARE + CARE_MODERATE) |
                               UINT32_C(1) << (TRAIT_CARE + CARE_SEVERE);
    /* Who comes to the home is not slowed by who is visited. */
    if (product->delivery != DELIVERY_SITE)
        return MINUTES_PER_HOUR / values->walk_speed;
    const double speed = traits & dependent ? values->walk_speed_dependent
                         : age_months >= STAGE_ELDER * MONTHS_PER_YEAR
                             ? values->walk_speed_elder
                             : values->walk_speed;
    return MINUTES_PER_HOUR * values->walk_detour / speed;
}

/* How much more must be heard before such a person knows. */
static double slowness(const struct values *values, const struct chooser *chooser)
{
    const uint32_t nonlocal = UINT32_C(1)
                              << (TRAIT_REGISTRATION + REGISTRATION_NONLOCAL);
    double slow = 1.0;
    if (chooser->age_months >= STAGE_ELDER * MONTHS_PER_YEAR)
        slow *= values->know_slow_elder;
    if (chooser->traits & nonlocal)
        slow *= values->know_slow_nonlocal;
    return slow;
}

/* What the community had heard before the person came. */
static double heard_before(const struct services *services,
                           const struct hearing *hearing, month arrival)
{
    const int year = month_year(arrival) - month_year(services->from);
    if (year <= 0 || year > services->years)
        return 0.0;
    return (double)hearing->by_year[year] / HEARD_UNIT;
}

static void locate(const struct home *home, int number, struct query *query)
{
    const struct world *world = home->world;
    const struct services *services = world->services;
    const struct product *product = &services->catalogue->products[number];
    const struct offers *offers = &services->offers[home->community];
    const struct asking *asking = home->worker->asking;
    const struct chooser *who = &asking->choosers.item[query->chooser];
    const struct block *block = home->block;
    const row h = block->residents.household[who->row];
    const double *at = services_position(services, block->households.key[h]);
    const double radius = world->city->communities[home->community].radius_km;
    const double east = at[0] * radius, north = at[1] * radius;
    const double minutes_per_km =
        know_pace(world, product, who->traits, who->age_months);
    for (int k = 0; k < offers->near_count[number]; k++) {
        const struct offer *offer = &offers->item[offers->near[number][k]];
        const double x = offer->east_km - east, y = offer->north_km - north;
        const double minutes = product->delivery == DELIVERY_ONLINE
                                   ? 0.0
                                   : sqrt(x * x + y * y) * minutes_per_km;
        const bool near = minutes <= product->reach;
        query->minutes[k] = product->delivery == DELIVERY_SITE ? minutes : 0.0;
        query->open |= (uint8_t)(1 << k);
        query->in_reach |= (uint8_t)(near << k);
    }
}

/* The awareness words of everybody for each site. */
static void draw_aware(struct home *home, int number)
{
    struct asking *asking = home->worker->asking;
    const struct services *services = home->world->services;
    const struct offers *offers = &services->offers[home->community];
    uint32_t rest[3][ASK_CHUNK];
    for (int k = 0; k < offers->near_count[number]; k++) {
        const struct offer *offer = &offers->item[offers->near[number][k]];
        const int32_t site = services->supply->rooms[offer->room].site;
        const struct stream_address address = {.seed = home->world->seed,
                                               .purpose = PURPOSE_AWARE,
                                               .code =
                                                   services->supply->sites[site].code};
        uint32_t *const word[4] = {asking->aware[k], rest[0], rest[1], rest[2]};
        stream_batch(home->world->vectors, &address, asking->id, (size_t)asking->count,
                     word);
    }
}

static void know(const struct home *home, int number, int q, struct query *query)
{
    const struct services *services = home->world->services;
    const struct offers *offers = &services->offers[home->community];
    const struct asking *asking = home->worker->asking;
    const struct chooser *who = &asking->choosers.item[query->chooser];
    const month arrival = arrival_month(home->block->residents.arrival[who->row]);
    const double slow = slowness(&home->world->values, who);
    const int own = query->old >= 0 ? asking->old.item[query->old].tie.offer : -1;
    for (int k = 0; k < offers->near_count[number]; k++) {
        const int at = offers->near[number][k];
        const struct offer *offer = &offers->item[at];
        const struct hearing *hearing = &offers->hearings[offer->hearing];
        const double heard = hearing->heard - heard_before(services, hearing, arrival);
        const double threshold =
            quantile_at(&services->tables->exponential, asking->aware[k][q]) * slow;
        const bool knows = threshold < heard || at == own;
        const bool fits = services->supply->rooms[offer->room].slots >> query->slot & 1;
        query->knows |= (uint8_t)(knows << k);
        query->in_slot |= (uint8_t)(fits << k);
    }
}

void know_product(struct home *home, int product)
{
    struct asking *asking = home->worker->asking;
    draw_aware(home, product);
    for (int q = 0; q < asking->count; q++) {
        locate(home, product, &asking->query[q]);
        know(home, product, q, &asking->query[q]);
    }
}
