/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The market of entrants is made here: where communities lie, and how their residents
 * come to hear of sites. */
#include "process/enter_market.h"

#include "core/exact.h"
#include "process/adapt.h"
#include "state/stage.h"

#include <math.h>
#include <stdlib.h>

enum { MINUTES_PER_HOUR = 60 };

static void place_communities(const struct world *world, struct enter_market *market)
{
    for (int c = 0; c < world->count; c++) {
        const struct community *community = &world->city->communities[c];
        supply_plane(world->city, community->longitude, community->latitude,
                     &market->east[c], &market->north[c]);
        market->radius[c] = community->radius_km;
    }
}

/* Residents looked at, one of so many of each community: enough to know means by. */
enum { SAMPLE = 16 };

/* Of the persons whom a product may concern. */
struct sample {
    double persons, quick; /* sum of 1 / how much must be heard */
    double unheard;        /* sum of exp(-what was to be heard since they came) */
    double able, weight; /* who can pay for it, and sum of what a yuan weighs to them */
};

/* What a household may spend on a product, and what a yuan of price weighs to its members,
 * as they choose (want.c). */
struct purse {
    double yuan, relative;
};

static struct purse purse_of(const struct world *world, const struct block *block,
                             row i)
{
    const struct services *services = world->services;
    const struct residents *p = &block->residents;
    const int rank = p->income[i] >> 8;
    const int members =
        p->bits[i] & BITS_COLLECTIVE ? 1 : block->households.size[p->household[i]];
    return (struct purse){world->values.choose_budget_share * members *
                              services->income[rank],
                          services->relative[rank]};
}

/* `dear`: yuan a month of each product, as residents see it. */
static void sample_residents(const struct world *world, double hazard,
                             const double dear[CATALOGUE_PRODUCTS],
                             struct sample sample[CATALOGUE_PRODUCTS])
{
    const struct catalogue *catalogue = world->services->catalogue;
    for (int c = 0; c < world->count; c++) {
        const struct residents *p = &world->blocks[c].residents;
        for (row i = 0; i < p->count; i += SAMPLE) {
            const unsigned bits = p->bits[i];
            const int age = (int)(world->now - p->birth[i]) / MONTHS_PER_YEAR;
            const double slow =
                (age >= STAGE_ELDER ? world->values.know_slow_elder : 1.0) *
                (bits_registration(bits) == REGISTRATION_NONLOCAL
                     ? world->values.know_slow_nonlocal
                     : 1.0);
            const double months = world->now - arrival_month(p->arrival[i]);
            const double unheard = exact_exp(-hazard / slow * months);
            const struct purse purse = purse_of(world, &world->blocks[c], i);
            uint64_t left = catalogue->concern[age > AGES ? AGES : age][bits_care(bits)]
                                              [bits_activity(bits)];
            for (; left; left &= left - 1) {
                const int product = __builtin_ctzll(left);
                const bool able = dear[product] <= purse.yuan;
                struct sample *of = &sample[product];
                of->persons++;
                of->quick += 1.0 / slow;
                of->unheard += unheard;
                of->able += able;
                of->weight += able ? purse.relative : 0.0;
            }
        }
    }
}

/* Mean of what is left of nearness over a disc: it falls in a straight line to 0. */
static const double NEAR_MEAN = 1.0 / 3.0;

/* Who came some months ago has heard no longer than that: the hazard of leaving is the one
 * at which as many have never heard of a site that was always there. */
static void reach_of(const struct world *world, int number, const struct sample *of,
                     struct enter_reach *reach)
{
    static const double most = 1.0; /* a month's stay */
    const struct values *values = &world->values;
    const struct product *product = &world->services->catalogue->products[number];
    const double pace =
        (product->delivery == DELIVERY_SITE ? values->walk_detour : 1.0) *
        MINUTES_PER_HOUR / values->walk_speed;
    *reach = (struct enter_reach){
        .km = product->delivery == DELIVERY_ONLINE ? INFINITY : product->reach / pace,
        .per_km =
            product->delivery == DELIVERY_SITE ? product->time_weight * pace : 0.0,
        .hear = values->know_outreach * values->know_outreach_hours +
                values->know_platform * values->know_platform_share,
        .hear_near = values->know_near,
        .contact = values->know_contact,
        .slow = of->persons > 0.0 ? of->quick / of->persons : 1.0,
    };
    const double hazard = (reach->hear + reach->hear_near * NEAR_MEAN) * reach->slow;
    const double unheard = of->persons > 0.0 ? of->unheard / of->persons : 0.0;
    reach->leaving = unheard < 1.0 ? hazard * unheard / (1.0 - unheard) : most;
    reach->leaving = reach->leaving < most ? reach->leaving : most;
}

void enter_market_reach(const struct world *world, struct enter_market *market)
{
    struct sample sample[CATALOGUE_PRODUCTS] = {{0}};
    const struct values *values = &world->values;
    const double hazard = values->know_near * NEAR_MEAN +
                          values->know_outreach * values->know_outreach_hours +
                          values->know_platform * values->know_platform_share;
    const struct product *products = world->services->catalogue->products;
    double dear[CATALOGUE_PRODUCTS] = {0};
    for (int p = 0; p < market->view.products; p++)
        dear[p] =
            (market->product[p].price * world->books->told + products[p].extra_cost) *
            adapt_amount(&products[p]);
    sample_residents(world, hazard, dear, sample);
    for (int p = 0; p < market->view.products; p++) {
        struct enter_product *of = &market->product[p];
        reach_of(world, p, &sample[p], &of->reach);
        of->able = sample[p].able > 0.0 ? sample[p].able / sample[p].persons : 0.0;
        of->relative = sample[p].able > 0.0 ? sample[p].weight / sample[p].able
                                            : world->services->relative_mean;
    }
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
    view->farthest = calloc(cells, sizeof *view->farthest);
    view->rent = calloc(communities + 1, sizeof *view->rent);
    market->east = calloc(communities + 1, sizeof *market->east);
    market->north = calloc(communities + 1, sizeof *market->north);
    market->radius = calloc(communities + 1, sizeof *market->radius);
    view->east = market->east;
    view->north = market->north;
    view->radius = market->radius;
    view->position = (const double(*)[2])world->services->position;
    view->positions = POSITIONS;
    view->vacant_m2 = calloc(communities + 1, sizeof *view->vacant_m2);
    market->cumulative = calloc(cells, sizeof *market->cumulative);
    market->used = calloc(cells, sizeof *market->used);
    market->terms = calloc(products * OPERATOR_KINDS + 1, sizeof *market->terms);
    if (!view->unmet || !view->latent || !view->needers || !view->rivals ||
        !view->farthest || !market->east || !market->north || !market->radius ||
        !view->rent || !view->vacant_m2 || !market->cumulative || !market->used ||
        !market->terms)
        return error_set(err, MESSAGE_MEMORY, "the market");
    return 0;
}

int enter_market_open(const struct world *world, struct enter_market *market,
                      struct error *err)
{
    const bool listed = enter_market_listed(world);
    *market = (struct enter_market){0};
    TRY(allocate(world, market, err));
    place_communities(world, market);
    enter_market_rooms(world, market);
    enter_market_reach(world, market);
#pragma omp parallel for schedule(dynamic, 16) num_threads(world->threads)
    for (int c = 0; c < world->count; c++) {
        enter_market_count(world, c, market);
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
    free(market->view.farthest);
    free(market->east);
    free(market->north);
    free(market->radius);
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
