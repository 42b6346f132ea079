/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A map from ids to a number each, by open addressing; never shrinks. Aborts without
 * memory, as a test may. */
#ifndef LINLI_TESTS_SUPPORT_IDS_H
#define LINLI_TESTS_SUPPORT_IDS_H

#include "core/stream.h"
#include "state/resident.h"

#include <stdlib.h>

struct ids {
    entity_id *id; /* ID_NONE: empty */
    int64_t *value;
    size_t slots, count;
};

static inline void ids_free(struct ids *ids)
{
    free(ids->id);
    free(ids->value);
    *ids = (struct ids){0};
}

static inline size_t ids_slot(const struct ids *ids, entity_id id)
{
    size_t s = stream_mix(id) & (ids->slots - 1);
    while (ids->id[s] != ID_NONE && ids->id[s] != id)
        s = (s + 1) & (ids->slots - 1);
    return s;
}

/* The number of `id`, or NULL. Valid until the next ids_put. */
static inline int64_t *ids_find(const struct ids *ids, entity_id id)
{
    if (ids->slots == 0)
        return NULL;
    const size_t s = ids_slot(ids, id);
    return ids->id[s] == id ? &ids->value[s] : NULL;
}

static inline void ids_put(struct ids *ids, entity_id id, int64_t value)
{
    if (2 * ids->count >= ids->slots) {
        struct ids larger = {.slots = ids->slots ? 2 * ids->slots : 1024};
        larger.id = calloc(larger.slots, sizeof *larger.id);
        larger.value = calloc(larger.slots, sizeof *larger.value);
        if (!larger.id || !larger.value)
            abort();
        for (size_t s = 0; s < ids->slots; s++)
            if (ids->id[s] != ID_NONE)
                ids_put(&larger, ids->id[s], ids->value[s]);
        ids_free(ids);
        *ids = larger;
    }
    const size_t s = ids_slot(ids, id);
    ids->count += ids->id[s] == ID_NONE;
    ids->id[s] = id;
    ids->value[s] = value;
}

#endif
