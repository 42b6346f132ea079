/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Residents without local registration obtain it, at a dated yearly rate. */
#include "process/process.h"

static int enrol(struct home *home, struct error *err)
{
    (void)err;
    struct residents *p = &home->block->residents;
    const struct awake_list *list = &home->list[AWAKE_PAIR];
    for (int k = 0; k < list->count; k++) {
        const unsigned awake = list->index[k];
        const row i = home_row(home, awake);
        if (!(p->bits[i] & BITS_NONLOCAL) || p->bits[i] & BITS_GONE ||
            home->word[3][awake] >= home->world->chances.registering)
            continue;
        p->bits[i] &= (uint16_t)~BITS_NONLOCAL;
        home_count(home, EVENT_REGISTER, 1);
    }
    return 0;
}

const struct process process_register = {
    .name = "register",
    .text = "residents without local registration obtain it",
    .reads = "bits",
    .writes = WRITES(bits),
    .home = enrol,
};
