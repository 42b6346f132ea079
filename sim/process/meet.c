/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The scratch of a month at the facilities, kept from month to month. */
#include "process/meet.h"

#include "core/list.h"

#include <stdlib.h>
#include <string.h>

static struct meet *make(const struct world *world)
{
    const size_t rooms = (size_t)world->services->supply->room_count + 1;
    struct meet *meet = calloc(1, sizeof *meet);
    if (!meet)
        return NULL;
    meet->rooms = world->services->supply->room_count;
    meet->places = calloc(rooms * CATALOGUE_CLASSES, sizeof *meet->places);
    meet->dealing = calloc(rooms, sizeof *meet->dealing);
    meet->desks = calloc((size_t)world->threads, sizeof *meet->desks);
    bool whole = meet->places && meet->dealing && meet->desks;
    for (int t = 0; meet->desks && t < world->threads; t++) {
        struct meet_desk *desk = &meet->desks[t];
        desk->count = calloc(rooms, sizeof *desk->count);
        desk->sight = calloc(1, sizeof *desk->sight);
        whole = whole && desk->count && desk->sight;
    }
    if (whole)
        return meet;
    meet_free(meet, world->threads);
    return NULL;
}

struct meet *meet_scratch(struct world *world, struct error *err)
{
    struct services *services = world->services;
    if (services->meet && services->meet->rooms < services->supply->room_count) {
        meet_free(services->meet, world->threads); /* sites were added */
        services->meet = NULL;
    }
    if (!services->meet) {
        services->meet = make(world);
        services->free_meet = meet_free;
    }
    if (!services->meet)
        error_set(err, MESSAGE_MEMORY, "services");
    return services->meet;
}

void meet_free(struct meet *meet, int threads)
{
    if (!meet)
        return;
    for (int t = 0; meet->desks && t < threads; t++) {
        struct meet_desk *desk = &meet->desks[t];
        free(desk->count);
        free(desk->sight);
        free(desk->by_visits);
        free(desk->number);
        LIST_FREE(&desk->askers);
        LIST_FREE(&desk->refused);
        LIST_FREE(&desk->keys);
    }
    free(meet->desks);
    LIST_FREE(&meet->askers);
    LIST_FREE(&meet->from);
    free(meet->placed);
    free(meet->places);
    free(meet->dealing);
    free(meet->deals);
    free(meet->key);
    free(meet);
}

void meet_pull(struct meet *meet, int threads, int room, int64_t sum[MEET_PARTS])
{
    for (int k = 0; k < MEET_PARTS; k++)
        sum[k] = 0;
    for (int t = 0; t < threads; t++) {
        uint32_t *count = meet->desks[t].count[room];
        for (int k = 0; k < MEET_PARTS; k++)
            sum[k] += count[k];
        memset(count, 0, sizeof *meet->desks[t].count);
    }
}
