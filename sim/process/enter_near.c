/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The market of entrants is made here, and which communities lie near each other. */
#include "process/enter_market.h"

#include "process/adapt.h"

#include <math.h>
#include <stdlib.h>

enum { MINUTES_PER_HOUR = 60 };

struct place {
    double east, north, radius;
};

/* Km at which the mean product that is given at a site is considered. */
static double mean_reach(const struct world *world)
{
    const struct catalogue *catalogue = world->services->catalogue;
    double minutes = 0.0, products = 0.0;
    for (int p = 0; p < catalogue->product_count; p++)
        if (catalogue->products[p].delivery == DELIVERY_SITE) {
            minutes += catalogue->products[p].reach;
            products++;
        }
    return products > 0.0 ? minutes / products / MINUTES_PER_HOUR *
                                world->values.walk_speed / world->values.walk_detour
                          : 0.0;
}

static double distance(const struct place *a, const struct place *b)
{
    const double x = a->east - b->east, y = a->north - b->north;
    return sqrt(x * x + y * y);
}

/* Part of a site in the middle of one community that is felt in another: falls to nothing
 * where the reach from the one ends at the edge of the other. */
static double part_at(const struct place *a, const struct place *b, double reach)
{
    const double edge = reach + b->radius;
    const double far = distance(a, b);
    return far < edge ? 1.0 - far / edge : 0.0;
}

static struct place *find_places(const struct world *world, struct error *err)
{
    struct place *places = malloc(((size_t)world->count + 1) * sizeof *places);
    if (!places)
        error_set(err, MESSAGE_MEMORY, "the market");
    for (int c = 0; places && c < world->count; c++) {
        const struct community *community = &world->city->communities[c];
        supply_plane(world->city, community->longitude, community->latitude,
                     &places[c].east, &places[c].north);
        places[c].radius = community->radius_km;
    }
    return places;
}

/* Neighbours of every community, ascending; counted first, then listed. */
static int list_near(const struct world *world, struct enter_market *market,
                     struct error *err)
{
    const double reach = mean_reach(world);
    struct place *places = find_places(world, err);
    if (!places)
        return -1;
    market->near_start = calloc((size_t)world->count + 2, sizeof *market->near_start);
    for (int a = 0; market->near_start && a < world->count; a++) {
        int32_t count = 0;
        for (int b = 0; b < world->count; b++)
            count += a != b && part_at(&places[a], &places[b], reach) > 0.0;
        market->near_start[a + 1] = market->near_start[a] + count;
    }
    const size_t all =
        market->near_start ? (size_t)market->near_start[world->count] + 1 : 1;
    market->near = malloc(all * sizeof *market->near);
    market->near_part = malloc(all * sizeof *market->near_part);
    const bool made = market->near_start && market->near && market->near_part;
    for (int a = 0; made && a < world->count; a++) {
        int32_t at = market->near_start[a];
        for (int b = 0; b < world->count; b++) {
            const double part = a != b ? part_at(&places[a], &places[b], reach) : 0.0;
            if (part <= 0.0)
                continue;
            market->near[at] = b;
            market->near_part[at++] = part;
        }
    }
    free(places);
    market->view.near_start = market->near_start;
    market->view.near = market->near;
    market->view.near_part = market->near_part;
    return made ? 0 : error_set(err, MESSAGE_MEMORY, "the market");
}

static int allocate(const struct world *world, struct enter_market *market,
                    struct error *err)
{
    const size_t communities = (size_t)world->count;
    const size_t products = (size_t)world->services->catalogue->product_count;
    const size_t cells = communities * products + 1;
    struct market_view *view = &market->view;
    view->communities = world->count;
    view->products = (int)products;
    view->unmet = calloc(cells, sizeof *view->unmet);
    view->latent = calloc(cells, sizeof *view->latent);
    view->needers = calloc(cells, sizeof *view->needers);
    view->rivals = calloc(cells, sizeof *view->rivals);
    view->rent = calloc(communities + 1, sizeof *view->rent);
    view->vacant_m2 = calloc(communities + 1, sizeof *view->vacant_m2);
    market->cumulative = calloc(cells, sizeof *market->cumulative);
    market->used = calloc(cells, sizeof *market->used);
    market->terms = calloc(products * OPERATOR_KINDS + 1, sizeof *market->terms);
    if (!view->unmet || !view->latent || !view->needers || !view->rivals ||
        !view->rent || !view->vacant_m2 || !market->cumulative || !market->used ||
        !market->terms)
        return error_set(err, MESSAGE_MEMORY, "the market");
    return 0;
}

/* Those in reach of a community who may want each product: its own, and of the neighbours
 * the part that would come. */
static void count_needers(const struct world *world, int c, struct enter_market *market)
{
    for (int p = 0; p < market->view.products; p++) {
        double needers = enter_market_needers(world, c, p);
        for (int32_t k = market->near_start[c]; k < market->near_start[c + 1]; k++)
            needers +=
                market->near_part[k] * enter_market_needers(world, market->near[k], p);
        market->view.needers[c * market->view.products + p] = needers;
    }
}

int enter_market_open(const struct world *world, struct enter_market *market,
                      struct error *err)
{
    const bool listed = enter_market_listed(world);
    *market = (struct enter_market){0};
    TRY(allocate(world, market, err));
    TRY(list_near(world, market, err));
#pragma omp parallel for schedule(dynamic, 16) num_threads(world->threads)
    for (int c = 0; c < world->count; c++) {
        enter_market_count(world, c, market);
        count_needers(world, c, market);
        market->view.rent[c] = world->books->rent[c];
        market->view.vacant_m2[c] = enter_market_vacant(world, c, listed);
    }
    enter_market_finish(world, market);
    for (int kind = 0; kind < OPERATOR_KINDS; kind++)
        for (int p = 0; p < market->view.products; p++)
            market->terms[kind * market->view.products + p] =
                enter_market_terms(world, market, p, (enum operator_kind)kind);
    return 0;
}

void enter_market_close(struct enter_market *market)
{
    free(market->view.unmet);
    free(market->view.latent);
    free(market->view.needers);
    free(market->view.rivals);
    free(market->view.rent);
    free(market->view.vacant_m2);
    free(market->cumulative);
    free(market->used);
    free(market->terms);
    free(market->near_start);
    free(market->near);
    free(market->near_part);
    *market = (struct enter_market){0};
}

int enter_january(struct world *world,
                  int (*work)(struct world *world, struct enter_market *market,
                              struct error *err),
                  struct error *err)
{
    struct enter_market market;
    if (month_number(world->now) != 1 || world->now == world->books->founded ||
        world->count == 0)
        return 0;
    int status = enter_market_open(world, &market, err);
    if (status == 0)
        status = work(world, &market, err);
    enter_market_close(&market);
    if (status != 0)
        return -1;
    TRY(ledger_merge(&world->books->ledger, &world->books->ledger.own, err));
    return books_order(world->books, err);
}
