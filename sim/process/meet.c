/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The scratch of a month at the facilities, and the words visits are drawn with. */
#include "process/meet.h"

#include "core/list.h"

#include <stdlib.h>

struct meet *meet_scratch(struct world *world, struct error *err)
{
    struct services *services = world->services;
    if (!services->meet) {
        services->meet = calloc(1, sizeof *services->meet);
        services->free_meet = meet_free;
        struct meet *meet = services->meet;
        const size_t rooms = (size_t)services->supply->room_count + 1;
        if (meet) {
            meet->places = calloc(rooms * CATALOGUE_CLASSES, sizeof *meet->places);
            meet->keys = calloc((size_t)world->threads, sizeof *meet->keys);
        }
    }
    if (!services->meet || !services->meet->places || !services->meet->keys) {
        error_set(err, MESSAGE_MEMORY, "services");
        return NULL;
    }
    return services->meet;
}

void meet_free(struct meet *meet, int threads)
{
    if (!meet)
        return;
    LIST_FREE(&meet->askers);
    LIST_FREE(&meet->from);
    for (int t = 0; meet->keys && t < threads; t++)
        LIST_FREE(&meet->keys[t]);
    free(meet->keys);
    free(meet->placed);
    free(meet->places);
    free(meet->by_visits);
    free(meet->key);
    free(meet);
}

void meet_words(const struct world *world, uint64_t address, uint32_t word[4])
{
    const struct stream_address visit = {
        .seed = world->seed, .when = world->now, .purpose = PURPOSE_VISIT};
    stream_words(&visit, address, word);
}
