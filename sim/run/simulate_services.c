/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Gathers what threads counted of services and writes their series. */
#include "run/simulate_services.h"

#include <stdlib.h>
#include <string.h>

int simulate_services_init(struct simulate_services *services,
                           const struct world *world,
                           const struct result_layout *layout, const int *number,
                           struct part *part, struct error *err)
{
    *services = (struct simulate_services){
        .world = world, .layout = layout, .number = number, .part = part};
    if (world->services == NULL || layout->products == 0)
        return 0;
    const size_t reported = (size_t)layout->communities + 1;
    const size_t products = (size_t)layout->products;
    services->outcome = calloc(1, sizeof *services->outcome);
    services->flow = calloc(products, sizeof *services->flow);
    services->people = calloc(reported, sizeof *services->people);
    services->community_places =
        calloc(reported * products, sizeof *services->community_places);
    services->community_m2 = calloc(reported * products, sizeof(double));
    services->period = malloc(result_period_most(layout, DOMAIN_SERVICES));
    if (!services->outcome || !services->flow || !services->people ||
        !services->community_places || !services->community_m2 || !services->period)
        return error_set(err, MESSAGE_MEMORY, "the series of services");
    return reach_init(&services->reach, layout->communities, layout->products, err);
}

void simulate_services_free(struct simulate_services *services)
{
    free(services->outcome);
    free(services->flow);
    free(services->people);
    free(services->has_free);
    free(services->community_places);
    free(services->community_m2);
    free(services->period);
    reach_free(&services->reach);
    *services = (struct simulate_services){0};
}

static struct outcomes outcomes_of(const struct simulate_services *services)
{
    return (struct outcomes){
        .products = services->layout->products,
        .communities = services->world->count,
        .reported = services->layout->communities,
        .number = services->number,
        .outcome = services->outcome,
        .place = (const int32_t(*)[PLACE_MEASURES])services->world->services->place,
        .reach = &services->reach,
        .flow = services->flow,
        .places = services->places,
        .sites = services->sites,
        .community_places = services->community_places,
        .community_m2 = services->community_m2,
    };
}

static int put_all(struct simulate_services *services, enum series_when when,
                   int period, struct error *err)
{
    const struct outcomes outcomes = outcomes_of(services);
    for (enum series series = 0; services->part != NULL && series < SERIES_COUNT;
         series++) {
        if (series_info[series].domain != DOMAIN_SERVICES ||
            series_info[series].when != when)
            continue;
        outcomes_fill(&outcomes, series, services->period);
        TRY(part_write(services->part, series, period, services->period, err));
    }
    return 0;
}

int simulate_services_month(struct simulate_services *services, month now,
                            struct error *err)
{
    const struct world *world = services->world;
    if (services->outcome == NULL)
        return 0;
    const int products = services->layout->products;
    memset(services->flow, 0, (size_t)products * sizeof *services->flow);
    for (int t = 0; t < world->threads; t++) {
        struct flow_tally *flow = world->workers[t].flow;
        for (int p = 0; p < products; p++)
            outcomes_add_flow(&services->flow[p], &flow[p]);
        memset(flow, 0, (size_t)products * sizeof *flow);
    }
    outcomes_count_supply(world->services->supply, services->number, now, products,
                          services->places, services->sites);
    return put_all(services, SERIES_MONTH, (int)(now - services->layout->month_first),
                   err);
}

/* Whether somebody who came now would get in: a place of some class, or, of visits,
 * sessions that served all who asked. */
static bool has_free(const struct product *product, const struct room_state *room)
{
    if (!room->open)
        return false;
    if (product->use == USE_PLACE) {
        for (int k = 0; k < product->class_count; k++)
            if (room->held[k] < room->capacity[k])
                return true;
        return false;
    }
    for (int s = 0; s < SLOTS; s++)
        if (room->served[s] + room->served_again[s] < room->asked[s])
            return false;
    return true;
}

/* Operators add rooms in a run. */
static int widen(struct simulate_services *services, int rooms, struct error *err)
{
    if (rooms < services->rooms)
        return 0;
    uint8_t *has_free = realloc(services->has_free, (size_t)rooms + 1);
    if (has_free == NULL)
        return error_set(err, MESSAGE_MEMORY, "the series of services");
    services->has_free = has_free;
    services->rooms = rooms + 1;
    return 0;
}

static int measure(struct simulate_services *services, month december,
                   struct error *err)
{
    const struct world *world = services->world;
    const struct supply *supply = world->services->supply;
    const struct catalogue *catalogue = world->services->catalogue;
    const struct result_layout *layout = services->layout;
    TRY(widen(services, supply->room_count, err));
    for (int r = 0; r < supply->room_count; r++)
        services->has_free[r] = has_free(&catalogue->products[supply->rooms[r].product],
                                         &world->services->rooms[r]);
    reach_count(world, services->number, services->people);
    outcomes_count_communities(supply, services->number, december, layout->communities,
                               layout->products, services->community_places,
                               services->community_m2);
    const struct reach_input input = {
        .city = world->city,
        .catalogue = catalogue,
        .supply = supply,
        .values = &world->values,
        .now = december,
        .number = services->number,
        .reported = layout->communities,
        .people = (const reach_people *)services->people,
        .has_free = services->has_free,
        .place = (const int32_t(*)[PLACE_MEASURES])world->services->place,
    };
    return reach_measure(&input, &services->reach, err);
}

int simulate_services_year(struct simulate_services *services, int year,
                           struct error *err)
{
    const struct world *world = services->world;
    if (services->outcome == NULL)
        return 0;
    memset(services->outcome, 0, sizeof *services->outcome);
    for (int t = 0; t < world->threads; t++)
        outcomes_add(services->outcome, world->workers[t].outcome);
    TRY(measure(services, world->now - 1, err));
    return put_all(services, SERIES_YEAR, year, err);
}

void simulate_services_new_year(struct simulate_services *services)
{
    const struct world *world = services->world;
    if (services->outcome == NULL)
        return;
    for (int t = 0; t < world->threads; t++)
        memset(world->workers[t].outcome, 0, sizeof *world->workers[t].outcome);
    memset(world->services->place, 0,
           (size_t)world->count * CATALOGUE_PRODUCTS * sizeof *world->services->place);
}

int64_t simulate_services_needs_met(const struct simulate_services *services)
{
    int64_t met = 0;
    for (int p = 0; services->outcome != NULL && p < services->layout->products; p++)
        met += services->outcome->product[p].met_service[GROUP_ALL];
    return met;
}
