/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The panel: a share of residents, chosen by id and so the same people in every
 * scenario, looked at one by one at the end of every year. */
#ifndef LINLI_OBSERVE_PANEL_H
#define LINLI_OBSERVE_PANEL_H

#include "state/world.h"

/* One resident of the panel at the end of one year. */
struct panel_record {
    uint64_t id, mother;
    int32_t community; /* index among the reported communities */
    int16_t age;
    int8_t sex, registration, care, activity, partnered, parity, household_kind;
    uint8_t household_size;
    uint16_t income; /* rank 0 to 65535 */
    int32_t arrival; /* month */
    int8_t within_city;
};

struct panel {
    struct panel_record *item; /* owned */
    size_t count, capacity;
};

/* Fills `panel` with the residents of reported communities whose id falls into `share`
 * (0 to 1), sorted by id. `number` [communities of the world] gives each its index among
 * the reported ones. */
int panel_take(const struct world *world, double share, const int *number,
               struct panel *panel, struct error *err) MUST_CHECK;
void panel_free(struct panel *panel);

#endif
