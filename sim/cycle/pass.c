/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* One pass over memory a month: a block is woken, the verbs run on its awake, and the
 * rows of those who leave are filled before the block leaves the cache. */
#include "cycle/pass.h"

#include "cycle/carry.h"
#include "cycle/chance.h"
#include "process/ask.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

static int compare_rows(const void *a, const void *b)
{
    const row x = *(const row *)a, y = *(const row *)b;
    return (x > y) - (x < y);
}

/* Verbs take rows nearly in order, and few of them: insertion is the fastest sort. */
static void sort_rows(row *gone, size_t count)
{
    enum { FEW = 256 };
    if (count > FEW) {
        qsort(gone, count, sizeof *gone, compare_rows);
        return;
    }
    for (size_t k = 1; k < count; k++) {
        const row i = gone[k];
        size_t at = k;
        for (; at > 0 && gone[at - 1] > i; at--)
            gone[at] = gone[at - 1];
        gone[at] = i;
    }
}

/* Who lived with somebody who goes. */
static int stir_households(struct home *home, struct error *err)
{
    const struct residents *p = &home->block->residents;
    for (size_t k = 0; k < home->worker->gone_count; k++) {
        const row gone = home->worker->gone[k];
        if (p->bits[gone] & BITS_COLLECTIVE)
            continue;
        for (row i = p->next[gone]; i != gone; i = p->next[i])
            if (!(p->bits[i] & BITS_GONE))
                TRY(block_stir(home->block, i, err));
    }
    return 0;
}

int pass_remove(struct home *home, size_t movers, struct error *err)
{
    struct worker *worker = home->worker;
    sort_rows(worker->gone, worker->gone_count);
    if (!home->world->services)
        return block_remove(home->block, worker->gone, (row)worker->gone_count, err);
    TRY(stir_households(home, err));
    TRY(carry_ready(home, err));
    const size_t first = worker->carried.count;
    TRY(block_remove(home->block, worker->gone, (row)worker->gone_count, err));
    carry_take(home, movers, first);
    return 0;
}

/* Where resident `id`, who was in row `i`, is after the removal: only rows from the end
 * move, and only into holes. */
static row find_again(const struct home *home, row i, entity_id id)
{
    const struct residents *p = &home->block->residents;
    if (i < p->count && p->id[i] == id)
        return i;
    for (size_t k = 0; k < home->worker->gone_count; k++)
        if (home->worker->gone[k] < p->count && p->id[home->worker->gone[k]] == id)
            return home->worker->gone[k];
    return ROW_NONE;
}

/* Rows named in messages follow the removal. */
static void follow(struct home *home, const struct segment *segment)
{
    struct suitor *suitor = home->worker->suitors.item + segment->suitor;
    for (size_t k = 0; k < segment->suitors; k++)
        suitor[k].row = find_again(home, suitor[k].row, suitor[k].id);
    struct invitation *invitation =
        home->worker->invitations.item + segment->invitation;
    for (size_t k = 0; k < segment->invitations; k++)
        if (invitation[k].host != ROW_NONE)
            invitation[k].host =
                find_again(home, invitation[k].host, invitation[k].host_id);
}

static int pass_home(struct home *home, const struct process *const *verbs,
                     struct error *err)
{
    home->count = home->block->residents.count;
    home->worker->gone_count = 0;
    TRY(chance_wake(home, err));
    for (int v = 0; verbs[v]; v++) {
        if (verbs[v]->home)
            TRY(verbs[v]->home(home, err));
        if (home->world->laws && block_check_open(home->block, err) != 0) {
            error_at(err, verbs[v]->name, 0, 0);
            return -1;
        }
    }
    return 0;
}

static struct segment begin(const struct worker *worker, int thread)
{
    return (struct segment){
        .thread = thread,
        .mover = worker->movers.count,
        .suitor = worker->suitors.count,
        .elder = worker->elders.count,
        .invitation = worker->invitations.count,
    };
}

static void finish(const struct worker *worker, struct segment *segment)
{
    segment->movers = worker->movers.count - segment->mover;
    segment->suitors = worker->suitors.count - segment->suitor;
    segment->elders = worker->elders.count - segment->elder;
    segment->invitations = worker->invitations.count - segment->invitation;
}

struct home *pass_scratch(struct world *world, struct worker *worker)
{
    if (!worker->scratch) {
        worker->scratch = aligned_alloc(64, (sizeof(struct home) + 63) / 64 * 64);
        if (worker->scratch)
            memset(worker->scratch, 0, sizeof(struct home));
    }
    struct home *home = worker->scratch;
    if (home) {
        home->world = world;
        home->worker = worker;
    }
    return home;
}

/* Verbs of services, on rows that stay until next month. */
static int pass_services(struct home *home, const struct process *const *services,
                         struct segment *segment, struct error *err)
{
    if (!services)
        return 0;
    const struct asking *asking = ask_scratch(home->worker);
    if (!asking)
        return error_set(err, MESSAGE_MEMORY, "the pass");
    segment->survey = asking->surveys.count;
    segment->pending = asking->pendings.count;
    for (int v = 0; services[v]; v++)
        TRY(services[v]->home(home, err));
    segment->surveys = asking->surveys.count - segment->survey;
    segment->pendings = asking->pendings.count - segment->pending;
    return 0;
}

static int visit(struct world *world, int c, int thread,
                 const struct process *const *verbs,
                 const struct process *const *services, struct error *err)
{
    struct worker *worker = &world->workers[thread];
    struct home *home = pass_scratch(world, worker);
    if (!home)
        return error_set(err, MESSAGE_MEMORY, "the pass");
    home->community = (uint32_t)c;
    home->block = &world->blocks[c];
    home->tally = &world->tallies[c];
    home->residence = world->city->communities[c].residence;
    home->reported = world->city->communities[c].reported;
    struct segment segment = begin(worker, thread);
    TRY(pass_home(home, verbs, err));
    finish(worker, &segment);
    TRY(pass_remove(home, segment.mover, err));
    follow(home, &segment);
    TRY(pass_services(home, services, &segment, err));
    world->segments[c] = segment;
    return 0;
}

int pass_homes(struct world *world, const struct process *const *verbs,
               const struct process *const *services, struct error *err)
{
    world->orders.count = 0;
    for (int t = 0; t < world->threads; t++) {
        struct worker *worker = &world->workers[t];
        worker->movers.count = worker->suitors.count = 0;
        worker->carried.count = 0;
        worker->elders.count = worker->invitations.count = 0;
        memset(worker->cells, 0, STREAM_CELLS * sizeof *worker->cells);
    }
#pragma omp parallel for schedule(dynamic, 4) num_threads(world->threads)
    for (int c = 0; c < world->count; c++) {
        const int thread = omp_get_thread_num();
        struct worker *worker = &world->workers[thread];
        if (!worker->failed &&
            visit(world, c, thread, verbs, services, &worker->error) != 0)
            worker->failed = c + 1;
    }
    return world_failure(world, err);
}
