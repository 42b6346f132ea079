/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Who is in the panel and what is noted of them. */
#include "observe/panel.h"

#include "core/list.h"

static struct panel_record record_of(const struct block *block, row i, month now)
{
    const struct residents *p = &block->residents;
    const unsigned bits = p->bits[i];
    const int age = age_years(p->birth[i], now);
    const row h = p->household[i];
    return (struct panel_record){
        .id = p->id[i],
        .mother = p->mother[i],
        .age = (int16_t)age,
        .sex = (int8_t)bits_sex(bits),
        .registration = (int8_t)bits_registration(bits),
        .care = (int8_t)bits_care(bits),
        .activity = (int8_t)bits_activity(bits),
        .partnered = (bits & BITS_PARTNERED) != 0,
        .parity = (int8_t)bits_parity(bits),
        .household_kind = (int8_t)block->households.kind[h],
        .household_size = block->households.size[h],
        .income = p->income[i],
        .arrival = arrival_month(p->arrival[i]),
        .within_city = (p->arrival[i] & ARRIVAL_WITHIN) != 0,
    };
}

static int compare_records(const void *a, const void *b)
{
    const struct panel_record *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

int panel_take(const struct world *world, double share, const int *number,
               struct panel *panel, struct error *err)
{
    const uint32_t threshold = stream_threshold(share);
    panel->count = 0;
    for (int c = 0; c < world->count; c++) {
        if (!world->city->communities[c].reported)
            continue;
        const struct block *block = &world->blocks[c];
        for (row i = 0; i < block->residents.count; i++) {
            if (resident_lot(block->residents.id[i]) >= threshold)
                continue;
            TRY(LIST_RESERVE(panel, 1, err));
            struct panel_record *record = &panel->item[panel->count++];
            *record = record_of(block, i, world->now);
            record->community = number[c];
        }
    }
    if (panel->count > 0)
        qsort(panel->item, panel->count, sizeof *panel->item, compare_records);
    return 0;
}

void panel_free(struct panel *panel)
{
    LIST_FREE(panel);
}
