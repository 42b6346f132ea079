/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Orders between communities are carried out in two parallel steps, each on one
 * community at a time: first guests are copied out of their blocks and hosts who set up
 * a new home do so; then everybody on the way arrives, in the order of the communities
 * they came from, so that rows do not depend on threads. */
#include "cycle/arrive.h"

#include "core/list.h"
#include "cycle/carry.h"
#include "cycle/pass.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

/* Members from which nobody more moves into a household; it leaves room for those who
 * come along and for births. */
enum { HOUSEHOLD_FULL = 200 };
/* Rows kept free for next month's births: 1 in BIRTH_SLACK of the residents and some. */
enum { BIRTH_SLACK = 256, BIRTH_LEAST = 16 };
/* When a block must grow, it grows by 1 in GROWTH more than is needed. */
enum { GROWTH = 32 };

/* Sorts the numbers 0 to count - 1 by community_of(context, number). */
static int sort_by_community(struct by_community *sorted, int communities, size_t count,
                             uint32_t (*community_of)(const struct world *, size_t),
                             const struct world *world, struct error *err)
{
    if (!sorted->start) {
        sorted->start = calloc((size_t)communities + 1, sizeof *sorted->start);
        if (!sorted->start)
            return error_set(err, MESSAGE_MEMORY, "moves");
    }
    if (count > sorted->capacity)
        TRY(list_grow((void **)&sorted->item, &sorted->capacity, count,
                      sizeof *sorted->item, err));
    uint32_t *start = sorted->start;
    memset(start, 0, ((size_t)communities + 1) * sizeof *start);
    for (size_t k = 0; k < count; k++)
        start[community_of(world, k) + 1]++;
    for (int c = 0; c < communities; c++)
        start[c + 1] += start[c];
    for (size_t k = 0; k < count; k++)
        sorted->item[start[community_of(world, k)]++] = (uint32_t)k;
    for (int c = communities; c > 0; c--)
        start[c] = start[c - 1];
    start[0] = 0;
    return 0;
}

static uint32_t order_from(const struct world *world, size_t k)
{
    return world->orders.item[k].from;
}
static uint32_t order_to(const struct world *world, size_t k)
{
    return world->orders.item[k].to;
}
static uint32_t mover_to(const struct world *world, size_t k)
{
    return world->mover[k]->destination;
}

static uint32_t household_key(entity_id founder, month now)
{
    return (uint32_t)(stream_mix(founder ^ (uint64_t)now << 40) >> 32);
}

/* A host and dependants found a household of their own in the same community. */
static int found_home(struct world *world, int c, row host, struct error *err)
{
    struct block *block = &world->blocks[c];
    row group[255];
    const int count = home_group(block, host, false, world->now, group);
    const row here = block->residents.household[host];
    if (count == block->households.size[here] &&
        block->households.kind[here] == HOUSEHOLD_FAMILY)
        return 0; /* the home is theirs already */
    if (block->households.count == block->households.capacity)
        TRY(households_reserve(&block->households,
                               block->households.count +
                                   block->households.count / GROWTH + BIRTH_LEAST,
                               err));
    const row h = households_add(&block->households, HOUSEHOLD_FAMILY,
                                 household_key(block->residents.id[host], world->now));
    for (int k = 0; k < count; k++) {
        household_leave(&block->households, &block->residents, group[k]);
        household_enter(&block->households, &block->residents, h, group[k]);
    }
    return 0;
}

/* Copies a guest and dependants out. */
static int send_guest(struct home *home, uint32_t number, struct error *err)
{
    struct world *world = home->world;
    const struct order *order = &world->orders.item[number];
    struct residents *p = &home->block->residents;
    p->bits[order->guest] &= (uint16_t)~BITS_PROMISED;
    if (p->bits[order->guest] & BITS_GONE)
        return 0;
    row group[255];
    const int count = home_group(home->block, order->guest, false, world->now, group);
    if (order->care_home && count > 1)
        return 0; /* whoever brings children up stays with them */
    struct movers *movers = &home->worker->movers;
    const size_t first = movers->count;
    TRY(home_send(home, group, count, order->to, err));
    struct mover *leader = &movers->item[first];
    leader->order = number;
    leader->collective = order->care_home;
    leader->home = order->as_partner  ? MOVER_MARRIES
                   : order->care_home ? MOVER_FOUNDS
                                      : MOVER_ENTERS;
    home_count(home,
               order->as_partner  ? EVENT_COUPLE
               : order->care_home ? EVENT_ENTER_CARE_HOME
                                  : EVENT_JOIN,
               1);
    return 0;
}

/* Hosts' rows follow the removal of guests from their community. */
static void follow_hosts(struct home *home, int c)
{
    struct world *world = home->world;
    const struct residents *p = &home->block->residents;
    for (uint32_t k = world->orders_to.start[c]; k < world->orders_to.start[c + 1];
         k++) {
        struct order *order = &world->orders.item[world->orders_to.item[k]];
        if (order->host < p->count && p->id[order->host] == order->host_id)
            continue;
        order->host = ROW_NONE;
        for (size_t g = 0; g < home->worker->gone_count; g++)
            if (home->worker->gone[g] < p->count &&
                p->id[home->worker->gone[g]] == order->host_id)
                order->host = home->worker->gone[g];
    }
}

static int depart(struct world *world, int c, int thread, struct error *err)
{
    struct worker *worker = &world->workers[thread];
    struct home *home = pass_scratch(world, worker);
    if (!home)
        return error_set(err, MESSAGE_MEMORY, "moves");
    struct segment *segment = &world->segments[c];
    segment->late_thread = thread;
    segment->late_mover = worker->movers.count;
    segment->late_movers = 0;
    const uint32_t *from = world->orders_from.start, *to = world->orders_to.start;
    if (from[c] == from[c + 1] && to[c] == to[c + 1])
        return 0;
    home->community = (uint32_t)c;
    home->block = &world->blocks[c];
    home->tally = &world->tallies[c];
    home->reported = world->city->communities[c].reported;
    home->worker->gone_count = 0;
    for (uint32_t k = to[c]; k < to[c + 1]; k++) {
        const struct order *order = &world->orders.item[world->orders_to.item[k]];
        if (order->found_home)
            TRY(found_home(world, c, order->host, err));
    }
    for (uint32_t k = from[c]; k < from[c + 1]; k++)
        TRY(send_guest(home, world->orders_from.item[k], err));
    TRY(pass_remove(home, segment->late_mover, err));
    follow_hosts(home, c);
    segment->late_movers = worker->movers.count - segment->late_mover;
    return 0;
}

/* All movers in the order of the communities they left, those of the pass first. */
static int line_up(struct world *world, struct error *err)
{
    size_t total = 0;
    for (int t = 0; t < world->threads; t++)
        total += world->workers[t].movers.count;
    if (total > world->mover_capacity)
        TRY(list_grow((void **)&world->mover, &world->mover_capacity, total,
                      sizeof *world->mover, err));
    size_t n = 0;
    for (int c = 0; c < world->count; c++) {
        const struct segment *s = &world->segments[c];
        const struct mover *mover = world->workers[s->thread].movers.item + s->mover;
        for (size_t k = 0; k < s->movers; k++)
            world->mover[n++] = &mover[k];
    }
    for (int c = 0; c < world->count; c++) {
        const struct segment *s = &world->segments[c];
        const struct mover *mover =
            world->workers[s->late_thread].movers.item + s->late_mover;
        for (size_t k = 0; k < s->late_movers; k++)
            world->mover[n++] = &mover[k];
    }
    return sort_by_community(&world->arriving, world->count, n, mover_to, world, err);
}

/* The household a leader enters, and through `host` the resident met there. */
static row household_for(struct world *world, struct block *block,
                         const struct mover *mover, row *host)
{
    const struct resident *who = &mover->who;
    const uint32_t key = household_key(who->id, world->now);
    *host = ROW_NONE;
    if (mover->home == MOVER_ENTERS || mover->home == MOVER_MARRIES) {
        const row there = world->orders.item[mover->order].host;
        if (there != ROW_NONE &&
            block->households.size[block->residents.household[there]] <
                HOUSEHOLD_FULL) {
            *host = there;
            return block->residents.household[there];
        }
    }
    if (mover->collective)
        return block_room(block, bits_sex(who->bits), age_years(who->birth, world->now),
                          key);
    return households_add(&block->households, HOUSEHOLD_FAMILY, key);
}

static int settle(struct world *world, int c, const struct mover *mover, row *home,
                  struct error *err)
{
    struct block *block = &world->blocks[c];
    struct residents *p = &block->residents;
    row host = ROW_NONE;
    if (mover->home != MOVER_FOLLOWS)
        *home = household_for(world, block, mover, &host);
    const row i = residents_add(p, &mover->who);
    if (mover->moved)
        p->arrival[i] = (uint16_t)(world->now | ARRIVAL_WITHIN);
    const bool free_to_pair =
        host != ROW_NONE && !((p->bits[host] | p->bits[i]) & BITS_PARTNERED);
    p->bits[i] &= (uint16_t) ~(BITS_GONE | BITS_PROMISED);
    if (mover->home == MOVER_MARRIES && free_to_pair)
        household_enter_partner(&block->households, p, *home, i, host);
    else
        household_enter(&block->households, p, *home, i);
    world->tallies[c].moved_in += mover->moved;
    if (!world->services)
        return 0;
    if (host != ROW_NONE)
        TRY(block_stir(block, host, err));
    TRY(carry_bring(world, c, mover, i, err));
    return block_stir(block, i, err);
}

static int receive(struct world *world, int c, struct error *err)
{
    struct block *block = &world->blocks[c];
    const uint32_t *start = world->arriving.start;
    const row arriving = start[c + 1] - start[c];
    const row people = block->residents.count + arriving;
    const row needed = people + people / BIRTH_SLACK + BIRTH_LEAST;
    if (needed > block->residents.capacity)
        TRY(residents_reserve(&block->residents, needed + needed / GROWTH, err));
    const row homes = block->households.count + arriving;
    if (homes > block->households.capacity)
        TRY(households_reserve(&block->households, homes + homes / GROWTH, err));
    row home = ROW_NONE;
    for (uint32_t k = start[c]; k < start[c + 1]; k++)
        TRY(settle(world, c, world->mover[world->arriving.item[k]], &home, err));
    return 0;
}

int arrive_all(struct world *world, struct error *err)
{
    TRY(sort_by_community(&world->orders_from, world->count, world->orders.count,
                          order_from, world, err));
    TRY(sort_by_community(&world->orders_to, world->count, world->orders.count,
                          order_to, world, err));
#pragma omp parallel for schedule(dynamic, 16) num_threads(world->threads)
    for (int c = 0; c < world->count; c++) {
        const int thread = omp_get_thread_num();
        struct worker *worker = &world->workers[thread];
        if (!worker->failed && depart(world, c, thread, &worker->error) != 0)
            worker->failed = c + 1;
    }
    TRY(world_failure(world, err));
    TRY(line_up(world, err));
#pragma omp parallel for schedule(dynamic, 16) num_threads(world->threads)
    for (int c = 0; c < world->count; c++) {
        struct worker *worker = &world->workers[omp_get_thread_num()];
        if (!worker->failed && receive(world, c, &worker->error) != 0)
            worker->failed = c + 1;
    }
    return world_failure(world, err);
}
