/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A resident considers only sites in reach that he or she has heard of: when the
 * community has heard more of the site since his arrival than his own threshold, an
 * exponential drawn once a life. It is asked only of sites that are in reach, open when the
 * resident can come, and would be good enough: most are not (want.c). */
#include "process/ask.h"
#include "state/books.h"

#include "policy/force.h"

#include "state/household.h"

#include <math.h>

enum { MINUTES_PER_HOUR = 60 };

/* Who walks how fast. */
enum { WALKER_ABLE, WALKER_ELDER, WALKER_DEPENDENT, WALKERS };
/* Who hears how well. */
enum { EARS_ELDER = 1, EARS_NONLOCAL = 2, EARS = 4 };

static int walker_of(uint32_t traits, int age_months)
{
    const uint32_t dependent = UINT32_C(1) << (TRAIT_CARE + CARE_MODERATE) |
                               UINT32_C(1) << (TRAIT_CARE + CARE_SEVERE);
    return traits & dependent                            ? WALKER_DEPENDENT
           : age_months >= STAGE_ELDER * MONTHS_PER_YEAR ? WALKER_ELDER
                                                         : WALKER_ABLE;
}

static int ears_of(uint32_t traits, int age_months)
{
    const uint32_t nonlocal = UINT32_C(1)
                              << (TRAIT_REGISTRATION + REGISTRATION_NONLOCAL);
    return (age_months >= STAGE_ELDER * MONTHS_PER_YEAR ? EARS_ELDER : 0) |
           (traits & nonlocal ? EARS_NONLOCAL : 0);
}

/* Minutes a kilometre of straight line takes. */
static double pace_of(const struct values *values, const struct product *product,
                      int walker)
{
    const double speed[WALKERS] = {values->walk_speed, values->walk_speed_elder,
                                   values->walk_speed_dependent};
    /* Who comes to the home is not slowed by who is visited. */
    return product->delivery != DELIVERY_SITE
               ? MINUTES_PER_HOUR / values->walk_speed
               : MINUTES_PER_HOUR * values->walk_detour / speed[walker];
}

double know_pace(const struct world *world, const struct product *product,
                 uint32_t traits, int age_months)
{
    return pace_of(&world->values, product, walker_of(traits, age_months));
}

/* How much more must be heard before such a person knows. */
static void make_slownesses(const struct values *values, double slow[EARS])
{
    for (int e = 0; e < EARS; e++)
        slow[e] = (e & EARS_ELDER ? values->know_slow_elder : 1.0) *
                  (e & EARS_NONLOCAL ? values->know_slow_nonlocal : 1.0);
}

/* Crowding up to here is no nuisance. */
static const double CROWD_FREE = 0.8;

/* The offers of the product as all residents of the community see them. */
static void gather_offers(struct home *home, int number)
{
    const struct services *services = home->world->services;
    const struct product *product = &services->catalogue->products[number];
    const struct offers *offers = &services->offers[home->community];
    const struct force *force = force_of(home->world);
    struct asking *asking = home->worker->asking;
    asking->near_count = offers->near_count[number];
    for (int k = 0; k < asking->near_count; k++) {
        const uint16_t at = offers->near[number][k];
        const struct offer *offer = &offers->item[at];
        const struct room_state *state = &services->rooms[offer->room];
        const struct room *room = &services->supply->rooms[offer->room];
        const uint32_t code = services->supply->sites[room->site].code;
        const double crowd = services_crowd(state) - CROWD_FREE;
        asking->near[k] = (struct near_offer){
            .site_code = code,
            .taste_code = services_code(product, code),
            .number = at,
            .slots = room->slots,
            .east_km = offer->east_km,
            .north_km = offer->north_km,
            .price = state->price + product->extra_cost,
            .crowd = -product->crowd_weight * (crowd > 0.0 ? crowd : 0.0),
            .quality = product->quality_weight * state->quality *
                       books_trust(home->world, (int)home->community, room->site),
            .hearing = &offers->hearings[offer->hearing],
            .room = offer->room,
            .tariff = force ? force->tariffs.of_room[offer->room] : 0,
        };
    }
}

void know_product(struct home *home, int number)
{
    const struct world *world = home->world;
    const struct product *product = &world->services->catalogue->products[number];
    const double radius = world->city->communities[home->community].radius_km;
    struct asking *asking = home->worker->asking;
    struct weighing *w = &asking->weighing;
    double pace[WALKERS], reach_km2[WALKERS], slow[EARS], quick[EARS];
    gather_offers(home, number);
    make_slownesses(&world->values, slow);
    for (int e = 0; e < EARS; e++)
        quick[e] = 1.0 / slow[e];
    for (int k = 0; k < WALKERS; k++) {
        pace[k] = pace_of(&world->values, product, k);
        reach_km2[k] = product->delivery == DELIVERY_ONLINE
                           ? INFINITY
                           : product->reach / pace[k] * (product->reach / pace[k]);
    }
    for (int q = 0; q < asking->count; q++) {
        const struct query *query = &asking->query[q];
        const struct chooser *who = &asking->choosers.item[query->chooser];
        const double *at = services_position(world->services, who->place);
        const int walker = walker_of(who->traits, who->age_months),
                  ears = ears_of(who->traits, who->age_months);
        w->comes[q] = (uint8_t)((query->chooses & query->entitled) << query->slot);
        w->came[q] = who->came;
        w->times[q] = want_times(product, query->amount);
        w->east_km[q] = at[0] * radius;
        w->north_km[q] = at[1] * radius;
        w->pace[q] = pace[walker];
        w->reach_km2[q] = reach_km2[walker];
        w->slow[q] = slow[ears];
        w->quick[q] = quick[ears];
    }
}

static inline double distance2(const struct asking *asking, int k, int q)
{
    const double x = asking->near[k].east_km - asking->weighing.east_km[q];
    const double y = asking->near[k].north_km - asking->weighing.north_km[q];
    return x * x + y * y;
}

bool know_is_near(const struct asking *asking, int k, int q)
{
    return distance2(asking, k, q) <= asking->weighing.reach_km2[q];
}

double know_minutes(const struct product *product, const struct asking *asking, int k,
                    int q)
{
    return product->delivery == DELIVERY_SITE
               ? sqrt(distance2(asking, k, q)) * asking->weighing.pace[q]
               : 0.0;
}

/* What the community has heard of the site since the resident came. */
static inline double heard_since(const struct hearing *hearing, unsigned came)
{
    const double before = came > 0 ? (double)hearing->by_year[came] / HEARD_UNIT : 0.0;
    return hearing->heard - before;
}

/* Whether the exponential of the word, times `slow`, is below what was heard. The table
 * answers all but one in a hundred. */
static inline bool is_above(const struct services_tables *tables, double heard,
                            double slow, double quick, uint32_t word)
{
    const double most = SERVICES_SOUND * SERVICES_SOUND_MOST;
    const double cells = heard * quick * SERVICES_SOUND;
    if (!(cells > 0.0))
        return false;
    const int cell = (int)(cells < most ? cells : most);
    const bool surely = word < tables->sound[cell];
    const bool perhaps = word < tables->sound[cell + 1];
    return surely == perhaps ? surely
                             : quantile_at(&tables->exponential, word) * slow < heard;
}

struct stream_address know_address(const struct world *world, uint32_t site_code)
{
    return (struct stream_address){
        .seed = world->seed, .purpose = PURPOSE_AWARE, .code = site_code};
}

double know_slow(const struct world *world, uint32_t traits, int age_months)
{
    double slow[EARS];
    make_slownesses(&world->values, slow);
    return slow[ears_of(traits, age_months)];
}

bool know_hears(const struct world *world, const struct hearing *hearing, unsigned came,
                double slow, uint32_t word)
{
    return is_above(world->services->tables, heard_since(hearing, came), slow,
                    1.0 / slow, word);
}

bool know_has_heard(const struct home *home, int k, int q)
{
    const struct asking *asking = home->worker->asking;
    const struct near_offer *near = &asking->near[k];
    const struct stream_address address = know_address(home->world, near->site_code);
    uint32_t word[4];
    stream_words(&address, asking->id[q], word);
    return near->number == asking->weighing.own[q] ||
           is_above(home->world->services->tables,
                    heard_since(near->hearing, asking->weighing.came[q]),
                    asking->weighing.slow[q], asking->weighing.quick[q], word[0]);
}

void know_reach(struct asking *asking, int k)
{
    const struct weighing *w = &asking->weighing;
    const unsigned slots = asking->near[k].slots;
    int count = 0;
    for (int q = 0; q < asking->count; q++) {
        const double km2 = distance2(asking, k, q);
        asking->considered[count].query = (uint16_t)q;
        asking->considered[count].km2 = km2;
        asking->considered_id[count] = asking->id[q];
        count += ((slots & w->comes[q]) != 0) & (km2 <= w->reach_km2[q]);
    }
    asking->considering = count;
}

void know_heard(struct home *home, int k)
{
    struct asking *asking = home->worker->asking;
    const struct services_tables *tables = home->world->services->tables;
    const struct near_offer *near = &asking->near[k];
    const struct weighing *w = &asking->weighing;
    const struct stream_address address = know_address(home->world, near->site_code);
    uint32_t *const word[4] = {asking->word[0], asking->word[1], asking->word[2],
                               asking->word[3]};
    stream_batch_whole(home->world->vectors, &address, asking->considered_id,
                       (size_t)asking->considering, word);
    int count = 0;
    for (int n = 0; n < asking->considering; n++) {
        const int q = asking->considered[n].query;
        const bool knows = is_above(tables, heard_since(near->hearing, w->came[q]),
                                    w->slow[q], w->quick[q], asking->word[0][n]);
        asking->considered[count] = asking->considered[n];
        count += knows | (w->own[q] == near->number);
    }
    asking->considering = count;
}
