/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Lives a run again with a supposed policy beside it (lastyear.h). */
#include "run/lastyear.h"

#include "core/list.h"
#include "cycle/cycle.h"
#include "process/suppose.h"

#include <omp.h>
#include <stdlib.h>
#include <string.h>

void lastyear_free(struct lastyear *lastyear)
{
    LIST_FREE(&lastyear->payments);
}

/* The last year whose twelve months are all of the run, or an error. */
static int find_year(struct lastyear *lastyear, struct error *err)
{
    const struct scenario *scenario = lastyear->study->scenario;
    lastyear->year = month_year(scenario->until + 1) - 1;
    return month_of(lastyear->year, 1) >= scenario->from
               ? 0
               : error_set(err, MESSAGE_POLICY_RESULT_YEAR);
}

/* The policy with everything in force from the start of the year on; only the list is
 * owned. */
static int suppose_policy(const struct lastyear *lastyear, struct policy *policy,
                          struct error *err)
{
    const struct policy *from = lastyear->policy;
    *policy = (struct policy){.count = from->count};
    policy->item = malloc((from->count + 1) * sizeof *policy->item);
    if (!policy->item)
        return error_set(err, MESSAGE_MEMORY, "a policy");
    if (from->count > 0)
        memcpy(policy->item, from->item, from->count * sizeof *policy->item);
    for (size_t i = 0; i < policy->count; i++) {
        struct instrument *one = &policy->item[i];
        const month january = month_of(lastyear->year, 1);
        if (one->from > january)
            one->from = january;
        one->until = -1;
        one->taper = 0;
    }
    return 0;
}

static int live(const struct lastyear *lastyear, struct world *world,
                struct suppose *suppose, struct error *err)
{
    while (world->now <= month_of(lastyear->year, 12)) {
        if (lastyear->stop && *lastyear->stop) {
            char text[16];
            return error_set(err, MESSAGE_INTERRUPTED, month_text(world->now, text));
        }
        if (world->now == month_of(lastyear->year, 1))
            world->books->suppose = suppose;
        TRY(cycle_month(world, err));
    }
    return 0;
}

static int compare(const void *a, const void *b)
{
    const struct lastyear_payment *x = a, *y = b;
    if (x->instrument != y->instrument)
        return (x->instrument > y->instrument) - (x->instrument < y->instrument);
    if (x->fen != y->fen)
        return (x->fen < y->fen) - (x->fen > y->fen);
    return (x->code > y->code) - (x->code < y->code);
}

static int list_payments(struct lastyear *lastyear, const struct world *world,
                         const struct suppose *suppose, struct error *err)
{
    const struct supply *supply = &world->books->supply;
    const size_t count = suppose->policy->count;
    for (int s = 0; s < suppose->sites; s++)
        for (size_t i = 0; i < count; i++) {
            const struct site *site = &supply->sites[s];
            const struct community *community =
                &world->city->communities[site->community];
            const money fen = suppose->fen[(size_t)s * count + i];
            if (fen == 0 || !community->reported)
                continue;
            TRY(LIST_RESERVE(&lastyear->payments, 1, err));
            lastyear->payments.item[lastyear->payments.count++] =
                (struct lastyear_payment){.instrument = (int)i,
                                          .code = site->code,
                                          .community = community->code,
                                          .product = books_product(world->books, s),
                                          .kind = site->kind,
                                          .fen = fen};
        }
    if (lastyear->payments.count > 0)
        qsort(lastyear->payments.item, lastyear->payments.count,
              sizeof *lastyear->payments.item, compare);
    return 0;
}

int lastyear_run(struct lastyear *lastyear, struct error *err)
{
    struct world world = {0};
    struct policy policy;
    TRY(find_year(lastyear, err));
    TRY(suppose_policy(lastyear, &policy, err));
    struct suppose suppose = {.policy = &policy, .scope = lastyear->scope};
    const struct world_options options =
        study_world(lastyear->study, lastyear->seed,
                    lastyear->threads > 0 ? lastyear->threads : omp_get_num_procs());
    int status = world_init(&world, &options, err);
    if (status == 0)
        status = live(lastyear, &world, &suppose, err);
    if (status == 0)
        status = list_payments(lastyear, &world, &suppose, err);
    world_free(&world);
    suppose_free(&suppose);
    free(policy.item);
    return status;
}
