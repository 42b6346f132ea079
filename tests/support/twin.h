/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A world of which every month is known by id: who was there when it began, and who
 * died. Two of them that differ in one thing are compared person by person. */
#ifndef LINLI_TESTS_SUPPORT_TWIN_H
#define LINLI_TESTS_SUPPORT_TWIN_H

#include "support/check.h"
#include "support/ids.h"
#include "support/month.h"

/* A resident at the start of a month. */
struct twin_person {
    entity_id id, mother;
    uint64_t home; /* the household's key and its community */
    month birth;
    unsigned bits;
};

struct twin {
    struct world world; /* first, so that a verb that is given it finds the rest */
    struct twin_person *person;
    int64_t count;
    struct ids here; /* index in `person` */
    struct ids dead; /* of the month just passed */
};

static inline void must(int status, const struct error *err)
{
    if (status != 0)
        fail_msg("%s: %s", err->file, err->en);
}

/* Notes who is here now. */
static inline void twin_look(struct twin *twin)
{
    ids_free(&twin->here);
    free(twin->person);
    twin->person =
        calloc((size_t)world_residents(&twin->world) + 1, sizeof *twin->person);
    assert_non_null(twin->person);
    twin->count = 0;
    for (int c = 0; c < twin->world.count; c++) {
        const struct block *block = &twin->world.blocks[c];
        const struct residents *p = &block->residents;
        for (row i = 0; i < p->count; i++) {
            ids_put(&twin->here, p->id[i], twin->count);
            twin->person[twin->count++] = (struct twin_person){
                .id = p->id[i],
                .mother = p->mother[i],
                .home = (uint64_t)c << 32 | block->households.key[p->household[i]],
                .birth = p->birth[i],
                .bits = p->bits[i]};
        }
    }
}

/* Who has this id, or NULL. */
static inline const struct twin_person *twin_find(const struct twin *twin, entity_id id)
{
    const int64_t *at = ids_find(&twin->here, id);
    return at ? &twin->person[*at] : NULL;
}

static int twin_watch_die(struct home *home, struct error *err)
{
    struct twin *twin = (struct twin *)home->world;
    TRY(process_die.home(home, err));
    for (size_t k = 0; k < home->worker->gone_count; k++)
        ids_put(&twin->dead, home->block->residents.id[home->worker->gone[k]], 1);
    return 0;
}

/* One month; `here` still tells who was there before. */
static inline void twin_month(struct twin *twin)
{
    static const struct process die = {.name = "die", .home = twin_watch_die};
    const struct process *verbs[MONTH_VERBS];
    struct error err = {0};
    month_verbs(verbs);
    month_watch(verbs, &process_die, &die);
    ids_free(&twin->dead);
    must(cycle_run(&twin->world, verbs, &err), &err);
}

static inline void twin_free(struct twin *twin)
{
    ids_free(&twin->here);
    ids_free(&twin->dead);
    free(twin->person);
    world_free(&twin->world);
    *twin = (struct twin){0};
}

#endif
