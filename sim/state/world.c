/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The world of one run: made from a city, checked by its laws. */
#include "state/world.h"

#include "core/list.h"
#include "state/books.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

static int64_t plan_people(const struct community_plan *plan)
{
    int64_t people = 0;
    for (int s = 0; s < SEXES; s++)
        for (int a = 0; a < AGES; a++)
            people += plan->people[s][a];
    return people;
}

/* First and last community of everybody's district and subdistrict; communities are in
 * the order of codes, so both are runs. */
static void find_runs(struct world *world)
{
    const struct community *community = world->city->communities;
    int district = 0, subdistrict = 0;
    for (int c = 0; c < world->count; c++) {
        if (community[c].district != community[district].district)
            district = c;
        if (community[c].subdistrict != community[subdistrict].subdistrict ||
            community[c].district != community[subdistrict].district)
            subdistrict = c;
        world->district_first[c] = district;
        world->subdistrict_first[c] = subdistrict;
    }
    for (int c = world->count; c-- > 0;) {
        const bool last = c + 1 == world->count;
        world->district_last[c] =
            last || world->district_first[c + 1] != world->district_first[c]
                ? c + 1
                : world->district_last[c + 1];
        world->subdistrict_last[c] =
            last || world->subdistrict_first[c + 1] != world->subdistrict_first[c]
                ? c + 1
                : world->subdistrict_last[c + 1];
    }
}

/* Where movers and immigrants go: by the plans, which no resident can change. A
 * community's share of the city's immigrants is the same whether the whole city is
 * simulated or a part of it. */
static void weigh(struct world *world)
{
    const double follow =
        world->base_nonlocal > 0.0 ? world->values.migrate_follow_nonlocal : 0.0;
    world->home_weight[0] = 0.0;
    for (int c = 0; c < world->count; c++) {
        const double here = (double)plan_people(&world->plans[c]);
        world->home_weight[c + 1] = world->home_weight[c] + here;
        world->arrival_weight[c] = (1.0 - follow) * here / world->base_residents;
        if (follow > 0.0)
            world->arrival_weight[c] +=
                follow * (double)world->plans[c].nonlocal / world->base_nonlocal;
    }
}

static int allocate(struct world *world, struct error *err)
{
    const size_t n = (size_t)world->count;
    world->blocks = calloc(n + 1, sizeof *world->blocks);
    world->tallies = calloc(n + 1, sizeof *world->tallies);
    world->segments = calloc(n + 1, sizeof *world->segments);
    world->home_weight = calloc(n + 1, sizeof *world->home_weight);
    world->arrival_weight = calloc(n + 1, sizeof *world->arrival_weight);
    world->district_first = calloc(n + 1, sizeof(int));
    world->district_last = calloc(n + 1, sizeof(int));
    world->subdistrict_first = calloc(n + 1, sizeof(int));
    world->subdistrict_last = calloc(n + 1, sizeof(int));
    world->envelope = calloc(RESIDENCES, sizeof *world->envelope);
    world->workers = calloc((size_t)world->threads, sizeof *world->workers);
    if (!world->blocks || !world->tallies || !world->segments || !world->home_weight ||
        !world->arrival_weight || !world->district_first || !world->district_last ||
        !world->subdistrict_first || !world->subdistrict_last || !world->envelope ||
        !world->workers)
        return error_set(err, MESSAGE_MEMORY, "the city");
    for (int c = 0; c < world->count; c++) {
        block_init(&world->blocks[c]);
        world->blocks[c].residents.heap = &world->heap;
        world->blocks[c].households.heap = &world->heap;
    }
    for (int t = 0; t < world->threads; t++) {
        world->workers[t].cells = calloc(STREAM_CELLS, sizeof(uint32_t));
        if (!world->workers[t].cells)
            return error_set(err, MESSAGE_MEMORY, "the city");
    }
    return 0;
}

static int populate_all(struct world *world, struct error *err)
{
#pragma omp parallel for schedule(dynamic, 4) num_threads(world->threads)
    for (int c = 0; c < world->count; c++) {
        struct worker *worker = &world->workers[omp_get_thread_num()];
        if (worker->failed)
            continue;
        if (populate_community(&world->blocks[c], &world->city->communities[c],
                               world->city, &world->plans[c], world->rates,
                               &world->values, world->now, world->population_seed,
                               &worker->error) != 0)
            worker->failed = c + 1;
    }
    return world_failure(world, err);
}

int world_failure(struct world *world, struct error *err)
{
    int lowest = 0;
    for (int t = 0; t < world->threads; t++) {
        const int failed = world->workers[t].failed;
        if (failed == 0 || (lowest != 0 && failed > lowest))
            continue;
        lowest = failed;
        if (err)
            *err = world->workers[t].error;
    }
    return lowest == 0 ? 0 : -1;
}

/* Services, and books where costs are known: the supply is then the world's own, because
 * sites close and open. */
static int open_services(struct world *world, const struct world_options *options,
                         struct error *err)
{
    if (!options->catalogue)
        return 0;
    if (options->costs && options->indices)
        TRY(books_open(world, options, err));
    return services_open(world, options->catalogue,
                         world->books ? &world->books->supply : options->supply,
                         options->until, err);
}

int world_init(struct world *world, const struct world_options *options,
               struct error *err)
{
    *world = (struct world){
        .city = options->city,
        .rates = options->rates,
        .parameters = options->parameters,
        .plans = options->plans,
        .count = options->city->community_count,
        .seed = options->seed,
        .population_seed = options->population_seed,
        .vectors = stream_vectors_here(),
        .threads = options->threads > 0 ? options->threads : 1,
        .now = options->from,
        .base_residents = options->base_residents,
        .base_nonlocal = options->base_nonlocal,
    };
#if defined(LINLI_LAWS)
    world->laws = true;
#endif
    parameters_at(world->parameters, world->now, &world->values);
    if (allocate(world, err) != 0) {
        world_free(world);
        return -1;
    }
    find_runs(world);
    weigh(world);
    if (populate_all(world, err) != 0 || open_services(world, options, err) != 0) {
        world_free(world);
        return -1;
    }
    return 0;
}

void world_free(struct world *world)
{
    services_close(world);
    books_close(world);
    for (int c = 0; world->blocks && c < world->count; c++)
        block_free(&world->blocks[c]);
    for (int t = 0; world->workers && t < world->threads; t++) {
        struct worker *worker = &world->workers[t];
        LIST_FREE(&worker->movers);
        LIST_FREE(&worker->carried);
        LIST_FREE(&worker->suitors);
        LIST_FREE(&worker->elders);
        LIST_FREE(&worker->invitations);
        free(worker->cells);
        free(worker->scratch);
        free(worker->gone);
        free(worker->cell_memory);
        free(worker->awake_memory);
        free(worker->outcome);
        free(worker->flow);
        if (worker->free_asking)
            worker->free_asking(worker->asking);
        if (worker->free_desk)
            worker->free_desk(worker->desk);
    }
    LIST_FREE(&world->elders);
    LIST_FREE(&world->orders);
    free(world->elder_index.slot);
    struct by_community *const sorted[] = {&world->orders_from, &world->orders_to,
                                           &world->arriving};
    for (int k = 0; k < 3; k++) {
        free(sorted[k]->start);
        free(sorted[k]->item);
    }
    free(world->mover);
    free(world->market);
    heap_free(&world->heap);
    free(world->blocks);
    free(world->tallies);
    free(world->segments);
    free(world->home_weight);
    free(world->arrival_weight);
    free(world->district_first);
    free(world->district_last);
    free(world->subdistrict_first);
    free(world->subdistrict_last);
    free(world->envelope);
    free(world->workers);
    *world = (struct world){0};
}

int64_t world_residents(const struct world *world)
{
    int64_t people = 0;
    for (int c = 0; c < world->count; c++)
        people += world->blocks[c].residents.count;
    return people;
}

static int compare_ids(const void *a, const void *b)
{
    const entity_id x = *(const entity_id *)a, y = *(const entity_id *)b;
    return (x > y) - (x < y);
}

int world_check(const struct world *world, struct error *err)
{
    const size_t people = (size_t)world_residents(world);
    entity_id *id = malloc((people + 1) * sizeof *id);
    if (!id)
        return error_set(err, MESSAGE_MEMORY, "law_check");
    size_t n = 0;
    int status = 0;
    for (int c = 0; c < world->count && !status; c++) {
        status = block_check(&world->blocks[c], err);
        const struct residents *p = &world->blocks[c].residents;
        for (row i = 0; i < p->count; i++)
            id[n + i] = p->id[i];
        n += p->count;
    }
    qsort(id, n, sizeof *id, compare_ids);
    for (size_t i = 1; i < n && !status; i++)
        if (id[i] == id[i - 1])
            status = error_set(err, MESSAGE_LAW, "nobody lives in two communities");
    free(id);
    if (!status && world->books)
        status = books_check(world, err);
    return status;
}
