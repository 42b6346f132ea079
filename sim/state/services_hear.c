/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Hearing of sites: a community's running sum of hazards, against which each resident
 * has a threshold of his own (process/know.c). No set of who knows what is kept. */
#include "state/services_parts.h"

#include "core/exact.h"
#include "core/list.h"

#include <string.h>

/* Thousandths that a sum may reach: everybody knows long before. */
static const double HEARD_MOST = 60.0;

static uint16_t as_unit(double heard)
{
    const double value = heard * HEARD_UNIT;
    return (uint16_t)(value > UINT16_MAX ? UINT16_MAX : value);
}

/* Hazard a month without anybody telling another. */
static double hazard_alone(const struct values *values, double near)
{
    return values->know_near * near +
           values->know_outreach * values->know_outreach_hours +
           values->know_platform * values->know_platform_share;
}

/* A site that was open before the run has been heard of for as long. */
static double heard_before(const struct world *world, const struct site *site,
                           double near)
{
    const month age = world->now - site->opened;
    const double heard =
        age > 0 ? (double)age * hazard_alone(&world->values, near) : 0.0;
    return heard < HEARD_MOST ? heard : HEARD_MOST;
}

/* A hearing of which no offer is left: a site is forgotten where so many came and went.
 * Of those the one least heard of, and the first of equals; -1: all have offers. */
static int forget(const struct offers *offers)
{
    bool needed[OFFERS_MOST + 1] = {0};
    int least = -1;
    for (int k = 0; k < offers->count; k++)
        needed[offers->item[k].hearing] = true;
    for (int k = 0; k < offers->hearing_count; k++)
        if (!needed[k] &&
            (least < 0 || offers->hearings[k].heard < offers->hearings[least].heard))
            least = k;
    return least;
}

/* A number for one more hearing, or -1 without memory. */
static int new_hearing(const struct services *services, struct offers *offers)
{
    const size_t years = (size_t)services->years + 2;
    const int old = offers->hearing_count < HEARINGS_KEPT ? -1 : forget(offers);
    if (old >= 0) {
        uint16_t *by_year = offers->hearings[old].by_year;
        memset(by_year, 0, years * sizeof *by_year);
        offers->hearings[old] = (struct hearing){.by_year = by_year};
        return old;
    }
    if (offers->hearing_count == offers->hearing_capacity) {
        size_t capacity = (size_t)offers->hearing_capacity;
        if (list_grow((void **)&offers->hearings, &capacity, capacity + 1,
                      sizeof *offers->hearings, NULL) != 0)
            return -1;
        offers->hearing_capacity = (int)capacity;
    }
    uint16_t *by_year = calloc(years, sizeof *by_year);
    if (!by_year)
        return -1;
    offers->hearings[offers->hearing_count] = (struct hearing){.by_year = by_year};
    return offers->hearing_count++;
}

int services_hearing(struct world *world, int community, uint32_t site, double near)
{
    struct services *services = world->services;
    struct offers *offers = &services->offers[community];
    for (int k = 0; k < offers->hearing_count; k++)
        if (offers->hearings[k].site == site)
            return k;
    const int number = new_hearing(services, offers);
    if (number < 0)
        return -1;
    struct hearing *hearing = &offers->hearings[number];
    hearing->site = site;
    hearing->near = near;
    /* Founders have heard what there was to hear; a newcomer starts from here. */
    hearing->heard = heard_before(world, &services->supply->sites[site], near);
    return number;
}

/* Residents who need or may want what the site gives, at least one. */
static double needers_of(const struct services *services, int community,
                         const struct site *site)
{
    double needers = 1.0;
    for (int k = site->room; k < site->room + site->rooms; k++) {
        const int product = services->supply->rooms[k].product;
        const double here =
            services->needers[(size_t)community * CATALOGUE_PRODUCTS + (size_t)product];
        needers = here > needers ? here : needers;
    }
    return needers;
}

static void hear(struct world *world, int c, double kept)
{
    struct services *services = world->services;
    struct offers *offers = &services->offers[c];
    const bool january = month_number(world->now) == 1;
    const int year = month_year(world->now) - month_year(services->from);
    for (int k = 0; k < offers->hearing_count; k++) {
        struct hearing *hearing = &offers->hearings[k];
        const struct site *site = &services->supply->sites[hearing->site];
        if (january && year <= services->years)
            hearing->by_year[year] = as_unit(hearing->heard);
        if (site->closes >= 0 && world->now >= site->closes) {
            hearing->heard *= kept;
        } else if (world->now >= site->opened) {
            double using = (double)hearing->users / needers_of(services, c, site);
            using = using < 1.0 ? using : 1.0;
            hearing->heard += hazard_alone(&world->values, hearing->near) +
                              world->values.know_contact * using;
            if (hearing->heard > HEARD_MOST)
                hearing->heard = HEARD_MOST;
        }
        hearing->users = 0;
    }
}

void services_hear(struct world *world)
{
    static const double half = 0.5;
    const double kept = exact_pow(half, 1.0 / world->values.know_half_life);
#pragma omp parallel for schedule(static) num_threads(world->threads)
    for (int c = 0; c < world->count; c++)
        hear(world, c, kept);
}
