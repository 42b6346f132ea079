/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Reads any bytes as a list of facilities of a city of two communities, and looks at
 * what comes out. */
#ifndef LINLI_TESTS_FUZZ_FACILITIES_H
#define LINLI_TESTS_FUZZ_FACILITIES_H

#include "support/catalogue_fixture.h"

#include "io/facilities_read.h"

#include <assert.h>
#include <string.h>

static inline void fuzz_look(const struct supply *supply,
                             const struct catalogue *catalogue)
{
    int rooms = 0;

    for (int s = 0; s < supply->site_count; s++) {
        const struct site *site = &supply->sites[s];
        assert(site->name[0] != '\0' && strlen(site->name) < NAME_SIZE);
        assert(site->community == 0 || site->community == 1);
        assert(site->room == rooms && site->rooms > 0);
        assert(site->closes == -1 || site->closes > site->opened);
        rooms += site->rooms;
    }
    assert(rooms == supply->room_count);
    for (int r = 0; r < supply->room_count; r++) {
        const struct room *room = &supply->rooms[r];
        assert(room->product < catalogue->product_count);
        assert(room->places > 0 && room->m2 >= 0.0 && room->slots < 1 << SLOTS);
    }
    for (int k = 0; k < supply->stock_count; k++)
        assert(supply->stock[k].m2 > 0.0);
}

static inline void fuzz_facilities(const char *path, const uint8_t *bytes, size_t size)
{
    struct community communities[2] = {
        {.code = 1, .longitude = 113.461, .latitude = 23.001, .radius_km = 1.0},
        {.code = 2, .longitude = 113.48, .latitude = 23.01, .radius_km = 0.4}};
    const struct city city = {.communities = communities, .community_count = 2};
    static struct catalogue catalogue;
    struct supply supply = {0};
    struct inputs inputs;
    struct report report;
    struct error err;

    if (catalogue.product_count == 0)
        catalogue_fixture(&catalogue);
    inputs_init(&inputs);
    report_init(&report);
    inputs.sealed = true;
    if (inputs_add(&inputs, path, (const char *)bytes, size, &err) == 0) {
        if (facilities_read(&inputs, path, &city, &catalogue, &supply, &report) != 0)
            assert(report.count > 0);
        const size_t told = report.count;
        if (facilities_read_stock(&inputs, path, &city, &supply, &report) != 0)
            assert(report.count > told || told >= 200);
        fuzz_look(&supply, &catalogue);
    }
    supply_free(&supply);
    report_free(&report);
    inputs_free(&inputs);
}

#endif
