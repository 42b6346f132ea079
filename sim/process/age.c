/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Growing up: on a birthday a child passes from infant to child to student. Age itself
 * needs no verb, it is the month less the month of birth. */
#include "process/process.h"

static int grow(struct home *home, struct error *err)
{
    (void)err;
    struct residents *p = &home->block->residents;
    const struct awake_list *list = &home->list[AWAKE_BIRTHDAY];
    for (int k = 0; k < list->count; k++) {
        const int age = home_age(home, list->index[k]);
        if (age != STAGE_CHILD && age != STAGE_SCHOOL)
            continue;
        const row i = home_row(home, list->index[k]);
        p->bits[i] = bits_with_activity(
            p->bits[i], age == STAGE_CHILD ? ACTIVITY_CHILD : ACTIVITY_STUDENT);
    }
    return 0;
}

const struct process process_age = {
    .name = "age",
    .text = "on a birthday a child passes from infant to child (3) to student (6)",
    .reads = "birth",
    .writes = WRITES(bits),
    .home = grow,
};
