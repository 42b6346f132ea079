/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Lists of plain structs that grow by half: `struct { T *item; size_t count, capacity; }`. */
#ifndef LINLI_CORE_LIST_H
#define LINLI_CORE_LIST_H

#include "core/error.h"

#include <stdlib.h>

/* Grows `*item` (of `size` bytes each) to hold at least `needed`. Fails with MEMORY. */
int list_grow(void **item, size_t *capacity, size_t needed, size_t size,
              struct error *err) MUST_CHECK;

/* Room for `more` items behind `count`; 0 or -1. */
#define LIST_RESERVE(list, more, err)                           \
    ((list)->count + (more) <= (list)->capacity                 \
         ? 0                                                    \
         : list_grow((void **)&(list)->item, &(list)->capacity, \
                     (list)->count + (more), sizeof *(list)->item, err))

#define LIST_FREE(list)                       \
    do {                                      \
        free((list)->item);                   \
        (list)->item = NULL;                  \
        (list)->count = (list)->capacity = 0; \
    } while (0)

#endif
