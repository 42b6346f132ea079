/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The scratch of a month at the facilities, kept from month to month. */
#include "process/meet.h"

#include "core/list.h"

#include <stdlib.h>

static void free_desk(struct meet_desk *desk)
{
    if (!desk)
        return;
    free(desk->count);
    free(desk->sight);
    free(desk->by_visits);
    free(desk->number);
    LIST_FREE(&desk->askers);
    LIST_FREE(&desk->refused);
    LIST_FREE(&desk->keys);
    free(desk);
}

/* The table of counts anew: sites were added. It is zero between uses. */
static int widen(struct meet_desk *desk, int rooms)
{
    free(desk->count);
    desk->count = calloc((size_t)rooms + 1, sizeof *desk->count);
    desk->rooms = rooms;
    return desk->count ? 0 : -1;
}

struct meet_desk *meet_desk(const struct world *world, struct worker *worker)
{
    const int rooms = world->services->supply->room_count;
    if (!worker->desk) {
        worker->desk = calloc(1, sizeof *worker->desk);
        worker->free_desk = free_desk;
    }
    struct meet_desk *desk = worker->desk;
    if (!desk)
        return NULL;
    if (!desk->sight)
        desk->sight = calloc(1, sizeof *desk->sight);
    if (!desk->sight ||
        ((!desk->count || desk->rooms < rooms) && widen(desk, rooms) != 0))
        return NULL;
    return desk;
}

static void free_meet(struct meet *meet)
{
    if (!meet)
        return;
    LIST_FREE(&meet->askers);
    LIST_FREE(&meet->from);
    free(meet->placed);
    free(meet->places);
    free(meet->dealing);
    free(meet->deals);
    free(meet->key);
    free(meet);
}

static struct meet *make(const struct world *world)
{
    const size_t rooms = (size_t)world->services->supply->room_count + 1;
    struct meet *meet = calloc(1, sizeof *meet);
    if (!meet)
        return NULL;
    meet->rooms = world->services->supply->room_count;
    meet->places = calloc(rooms * CATALOGUE_CLASSES, sizeof *meet->places);
    meet->dealing = calloc(rooms, sizeof *meet->dealing);
    if (meet->places && meet->dealing)
        return meet;
    free_meet(meet);
    return NULL;
}

struct meet *meet_scratch(struct world *world, struct error *err)
{
    struct services *services = world->services;
    bool whole = true;
    if (services->meet && services->meet->rooms < services->supply->room_count) {
        free_meet(services->meet);
        services->meet = NULL;
    }
    if (!services->meet) {
        services->meet = make(world);
        services->free_meet = free_meet;
    }
    for (int t = 0; t < world->threads; t++)
        whole = whole && meet_desk(world, &world->workers[t]);
    if (services->meet && whole)
        return services->meet;
    error_set(err, MESSAGE_MEMORY, "services");
    return NULL;
}

void meet_pull(const struct world *world, int room, int64_t sum[MEET_PARTS])
{
    for (int k = 0; k < MEET_PARTS; k++)
        sum[k] = 0;
    for (int t = 0; t < world->threads; t++) {
        uint32_t *count = world->workers[t].desk->count[room];
        for (int k = 0; k < MEET_PARTS; k++) {
            sum[k] += count[k];
            count[k] = 0;
        }
    }
}
