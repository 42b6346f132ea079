/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The fixed point. One base population is made; in every round everybody chooses as in
 * the first month of a run, with the same words of chance, and the constants move. */
#include "run/levels.h"

#include "core/exact.h"
#include "cycle/cycle.h"
#include "cycle/pass.h"
#include "process/ask.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A hazard at which everybody has heard of every site. */
static const double KNOWN = 1e6;
/* Converged: |ln(target / simulated)| of every product stays below. */
static const double CLOSE = 0.01;
/* Farthest one step: the first simulated level may be next to nothing. */
static const double STEP_MOST = 3.0;
/* A target above this share of all in reach is none that a taste can meet. */
static const double MOST_IN_REACH = 0.95;
/* Constants are written with four digits, so they are tried with four. */
static const double DIGITS = 1e4;
static const double DAYS_PER_YEAR = 365.25;

/* First choices of the reported communities, by product. */
struct choices {
    double users[CATALOGUE_PRODUCTS];
    double group_users[CATALOGUE_PRODUCTS];  /* of the ages of the product's target */
    double group_visits[CATALOGUE_PRODUCTS]; /* theirs, a month */
    int64_t ties;
};

struct fitting {
    struct levels *levels;
    struct catalogue *catalogue;     /* the study's, whose tastes move */
    struct catalogue *eager;         /* owned; in which all who can, do */
    struct parameters *known, *rich; /* owned; also: money is no limit */
    struct world world;
    struct choices choices;
    double share[CATALOGUE_PRODUCTS]; /* all in reach, in the product's measure */
    double group_reach[CATALOGUE_PRODUCTS];
    double little[CATALOGUE_PRODUCTS], much[CATALOGUE_PRODUCTS]; /* tastes tried */
};

static const struct process *const no_verbs[] = {NULL};
static const struct process *const choosing[] = {&process_remind, &process_ask, NULL};

static int start(struct fitting *fitting, int threads, struct error *err)
{
    const struct study *study = &fitting->levels->study;
    const struct scenario *scenario = study->scenario;
    fitting->catalogue = study->catalogue;
    fitting->eager = malloc(sizeof *fitting->eager);
    fitting->known = malloc(sizeof *fitting->known);
    fitting->rich = malloc(sizeof *fitting->rich);
    if (!fitting->eager || !fitting->known || !fitting->rich)
        return error_set(err, MESSAGE_MEMORY, "the levels");
    *fitting->known = scenario->parameters;
    TRY(dated_set(&fitting->known->value[PARAMETER_know_near], -1, KNOWN));
    *fitting->rich = *fitting->known;
    TRY(dated_set(&fitting->rich->value[PARAMETER_choose_budget_share], -1, KNOWN));
    *fitting->eager = *fitting->catalogue;
    for (int k = 0; k < fitting->eager->product_count; k++) {
        struct product *product = &fitting->eager->products[k];
        product->taste = KNOWN;
        product->price_weight = 0.0;
    }
    const struct world_options options = {
        .city = &study->city,
        .rates = &study->rates,
        .parameters = fitting->known,
        .plans = study->plans,
        .base_residents = study->base_residents,
        .base_nonlocal = study->base_nonlocal,
        .seed = (uint64_t)scenario->seed,
        .population_seed = (uint64_t)scenario->population_seed,
        .from = scenario->from,
        .until = scenario->from,
        .threads = threads,
        .catalogue = fitting->catalogue,
        .supply = &study->supply,
    };
    return world_init(&fitting->world, &options, err);
}

static void finish(struct fitting *fitting)
{
    world_free(&fitting->world);
    free(fitting->eager);
    free(fitting->known);
    free(fitting->rich);
}

/* Visits a month of the rule that a tie of visits remembers. */
static double visits_of(const struct product *product, const struct tie *tie)
{
    return tie->third < CATALOGUE_RULES
               ? product->need[tie->third].amount
               : product->want[tie->third - CATALOGUE_RULES].amount;
}

static bool in_group(const struct fitting *fitting, int target, month birth)
{
    const struct levels_target *of = &fitting->levels->targets[target];
    const int age = age_years((uint16_t)birth, fitting->world.now);
    return age >= of->age_low && age <= of->age_high;
}

static void count_ties(struct fitting *fitting, int c)
{
    const struct services *services = fitting->world.services;
    const struct block *block = &fitting->world.blocks[c];
    struct choices *choices = &fitting->choices;
    choices->ties += block->ties.count;
    for (uint32_t k = 0; k < block->ties.count; k++) {
        const struct tie *tie = &block->ties.item[k];
        const int p = services->offers[c].item[tie->offer].product;
        const struct product *product = &services->catalogue->products[p];
        const int target = fitting->levels->product[p].target;
        choices->users[p]++;
        if (target < 0 || !in_group(fitting, target, block->residents.birth[tie->row]))
            continue;
        choices->group_users[p]++;
        if (product->use == USE_VISIT)
            choices->group_visits[p] += visits_of(product, tie);
    }
}

/* Nobody has chosen anything yet. */
static void forget(struct fitting *fitting)
{
    struct world *world = &fitting->world;
    memset(&fitting->choices, 0, sizeof fitting->choices);
    memset(world->services->needers, 0,
           (size_t)world->count * CATALOGUE_PRODUCTS * sizeof(double));
    for (int c = 0; c < world->count; c++) {
        world->blocks[c].ties.count = 0;
        world->blocks[c].stirred.count = 0;
    }
    for (int t = 0; t < world->threads; t++)
        if (world->workers[t].asking) {
            world->workers[t].asking->surveys.count = 0;
            world->workers[t].asking->pendings.count = 0;
        }
}

/* Everybody chooses as in the first month. */
static int choose(struct fitting *fitting, const struct catalogue *catalogue,
                  const struct parameters *parameters, struct error *err)
{
    struct world *world = &fitting->world;
    forget(fitting);
    world->services->catalogue = catalogue;
    world->parameters = parameters;
    TRY(cycle_enact(world, err));
    TRY(services_enact(world, err));
    TRY(pass_homes(world, no_verbs, choosing, err));
    for (int c = 0; c < world->count; c++)
        if (world->city->communities[c].reported)
            count_ties(fitting, c);
    return 0;
}

/* What the target's shares and visits are divided by. */
static void count_people(struct fitting *fitting, int target)
{
    const struct world *world = &fitting->world;
    const struct services *services = world->services;
    struct levels *levels = fitting->levels;
    levels->people[target] = levels->sites[target] = 0.0;
    for (int c = 0; c < world->count; c++) {
        const struct residents *p = &world->blocks[c].residents;
        for (row i = 0; world->city->communities[c].reported && i < p->count; i++)
            levels->people[target] += in_group(fitting, target, p->birth[i]);
    }
    for (int k = 0; k < services->supply->room_count; k++) {
        const struct room *room = &services->supply->rooms[k];
        const int c = services->supply->sites[room->site].community;
        levels->sites[target] += services->rooms[k].open &&
                                 world->city->communities[c].reported &&
                                 room->product == levels->targets[target].product[0];
    }
}

static double ratio(double part, double whole)
{
    return whole > 0.0 ? part / whole : 0.0;
}

/* What product `p` adds to its measure. */
static double level_of(const struct fitting *fitting, int p)
{
    const struct levels *levels = fitting->levels;
    const struct levels_product *product = &levels->product[p];
    const struct choices *choices = &fitting->choices;
    if (product->state != LEVELS_BY_TARGET)
        return ratio(choices->users[p], product->reach);
    const double visits = choices->group_visits[p] * MONTHS_PER_YEAR;
    const double people = levels->people[product->target];
    switch (levels->targets[product->target].measure) {
    case LEVELS_USERS: return ratio(choices->group_users[p], people);
    case LEVELS_VISITS: return ratio(visits, people);
    case LEVELS_SITE_VISITS:
        return ratio(visits / DAYS_PER_YEAR / levels->study.scale,
                     levels->sites[product->target]);
    default: return ratio(choices->group_users[p], fitting->group_reach[p]);
    }
}

/* Splits a target over its products as the prior take-ups would have it. Where it is
 * more than those in reach can give, all of them go by their priors. */
static void split(struct fitting *fitting, const struct levels_target *target)
{
    struct levels *levels = fitting->levels;
    double sum = 0.0;
    bool beyond = false;
    for (int k = 0; k < target->products; k++) {
        const int p = target->product[k];
        sum += fitting->catalogue->products[p].take_up * fitting->share[p];
    }
    for (int k = 0; k < target->products; k++) {
        const int p = target->product[k];
        levels->product[p].goal = ratio(
            target->value * fitting->catalogue->products[p].take_up * fitting->share[p],
            sum);
        beyond |= levels->product[p].goal > MOST_IN_REACH * fitting->share[p];
    }
    for (int k = 0; k < target->products && beyond; k++) {
        struct levels_product *product = &levels->product[target->product[k]];
        product->state = LEVELS_BEYOND;
        product->most = fitting->share[target->product[k]];
    }
}

/* One round in which all who can do: who is in reach, and what may be aimed at. */
static int aim(struct fitting *fitting, struct error *err)
{
    struct levels *levels = fitting->levels;
    TRY(choose(fitting, fitting->eager, fitting->rich, err));
    for (int t = 0; t < levels->target_count; t++)
        count_people(fitting, t);
    for (int p = 0; p < fitting->catalogue->product_count; p++) {
        struct levels_product *product = &levels->product[p];
        product->reach = fitting->choices.users[p];
        fitting->group_reach[p] = fitting->choices.group_users[p];
        product->state = product->target < 0 ? LEVELS_BY_PRIOR : LEVELS_BY_TARGET;
        product->miss = HUGE_VAL;
        fitting->little[p] = -HUGE_VAL;
        fitting->much[p] = HUGE_VAL;
        product->taste = fitting->catalogue->products[p].taste;
        fitting->share[p] = level_of(fitting, p);
    }
    for (int t = 0; t < levels->target_count; t++)
        split(fitting, &levels->targets[t]);
    for (int p = 0; p < fitting->catalogue->product_count; p++) {
        struct levels_product *product = &levels->product[p];
        if (product->state != LEVELS_BY_TARGET)
            product->goal = fitting->catalogue->products[p].take_up;
        if (product->reach == 0.0 || product->goal <= 0.0)
            product->state = LEVELS_NO_OFFER;
    }
    return 0;
}

/* Whether one agent more or less would be farther off. */
static bool is_nearest(const struct fitting *fitting, int p, double level)
{
    const struct levels_product *product = &fitting->levels->product[p];
    const double all =
        product->state == LEVELS_BY_TARGET ? fitting->group_reach[p] : product->reach;
    return 2.0 * fabs(product->goal - level) * all <= fitting->share[p];
}

/* Where the constant goes next. Few agents make the level a staircase, over whose edge
 * the fixed point can jump for ever: in later rounds it stays between what was too
 * little and what was too much. */
static double next_taste(struct fitting *fitting, int p, double step)
{
    const struct figure_info *bounds = &catalogue_figures[FIGURE_taste];
    const double taste = fitting->catalogue->products[p].taste;
    double *little = &fitting->little[p], *much = &fitting->much[p];
    step = step > STEP_MOST ? STEP_MOST : step < -STEP_MOST ? -STEP_MOST : step;
    double to = taste + step;
    if (fitting->levels->rounds > LEVELS_ROUNDS / 2) {
        *(step > 0.0 ? little : much) = taste;
        if (*little < *much && (to <= *little || to >= *much))
            to = (*little + *much) / 2.0;
    }
    to = floor(to * DIGITS + 0.5) / DIGITS;
    return to < bounds->min ? bounds->min : to > bounds->max ? bounds->max : to;
}

/* Moves one constant; keeps the nearest so far. Returns how far it still is off. */
static double move(struct fitting *fitting, int p)
{
    struct levels_product *product = &fitting->levels->product[p];
    double *taste = &fitting->catalogue->products[p].taste;
    const double level = level_of(fitting, p);
    double step = level > 0.0 ? exact_log(product->goal) - exact_log(level) : STEP_MOST;
    const double miss = fabs(step);
    const bool nearest = is_nearest(fitting, p, level);
    if (miss < product->miss || product->miss == HUGE_VAL) {
        product->miss = miss;
        product->taste = *taste;
        product->achieved = level;
        product->users = fitting->choices.users[p];
    }
    if (miss < CLOSE || nearest)
        return 0.0;
    *taste = next_taste(fitting, p, step);
    return miss;
}

static void count_needers(struct fitting *fitting)
{
    const struct world *world = &fitting->world;
    for (int p = 0; p < fitting->catalogue->product_count; p++) {
        struct levels_product *product = &fitting->levels->product[p];
        product->needers = 0.0;
        for (int c = 0; c < world->count; c++)
            if (world->city->communities[c].reported)
                product->needers +=
                    world->services->needers[c * CATALOGUE_PRODUCTS + p];
    }
}

static int iterate(struct fitting *fitting, struct error *err)
{
    struct levels *levels = fitting->levels;
    double farthest = HUGE_VAL;
    for (levels->rounds = 0; levels->rounds < LEVELS_ROUNDS && farthest >= CLOSE;) {
        TRY(choose(fitting, fitting->catalogue, fitting->known, err));
        levels->rounds++;
        farthest = 0.0;
        for (int p = 0; p < fitting->catalogue->product_count; p++) {
            if (levels->product[p].state == LEVELS_NO_OFFER)
                continue;
            const double miss = move(fitting, p);
            farthest = miss > farthest ? miss : farthest;
        }
    }
    count_needers(fitting);
    levels->ties = fitting->choices.ties;
    levels->residents = 0;
    for (int c = 0; c < fitting->world.count; c++)
        if (levels->study.city.communities[c].reported)
            levels->residents += fitting->world.blocks[c].residents.count;
    for (int p = 0; p < fitting->catalogue->product_count; p++)
        fitting->catalogue->products[p].taste = levels->product[p].taste;
    return 0;
}

int levels_solve(struct levels *levels, int threads, struct error *err)
{
    struct fitting *fitting = calloc(1, sizeof *fitting);
    if (!fitting)
        return error_set(err, MESSAGE_MEMORY, "the levels");
    fitting->levels = levels;
    int status = start(fitting, threads, err);
    if (status == 0)
        status = aim(fitting, err);
    if (status == 0)
        status = iterate(fitting, err);
    finish(fitting);
    free(fitting);
    return status;
}

double levels_achieved(const struct levels *levels, int target)
{
    double sum = 0.0;
    for (int k = 0; k < levels->targets[target].products; k++)
        sum += levels->product[levels->targets[target].product[k]].achieved;
    return sum;
}
