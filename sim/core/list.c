/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Growth of lists. */
#include "core/list.h"

#include <stdint.h>

int list_grow(void **item, size_t *capacity, size_t needed, size_t size,
              struct error *err)
{
    enum { LEAST = 64 };
    if (needed > SIZE_MAX / 2 / size)
        return error_set(err, MESSAGE_MEMORY, "a list");
    size_t larger = *capacity + *capacity / 2;
    if (larger < needed)
        larger = needed;
    if (larger < LEAST)
        larger = LEAST;
    void *memory = realloc(*item, larger * size);
    if (!memory)
        return error_set(err, MESSAGE_MEMORY, "a list");
    *item = memory;
    *capacity = larger;
    return 0;
}
