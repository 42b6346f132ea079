/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Checks that every community lies in its district's outline. Outlines serve nothing
 * else, so they are forgotten afterwards. */
#include "state/pack.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* How far outside its district a point may lie, km: outlines are simplified, and a
 * GCJ-02 map taken for WGS-84 is off by a little more. */
static const double margin_km = 0.5;

enum { DISTRICT, PART, SEQ, LONGITUDE, LATITUDE, COLUMNS };
static const char *const columns[COLUMNS] = {
    "district_code", "part", "seq", "longitude", "latitude",
};

struct corner {
    int district, part, seq;
    double longitude, latitude;
};

struct outline {
    struct corner *corners; /* owned; by district, part and seq, so rings are runs */
    int count;
};

static int compare_corners(const void *a, const void *b)
{
    const struct corner *x = a, *y = b;

    if (x->district != y->district)
        return x->district < y->district ? -1 : 1;
    if (x->part != y->part)
        return x->part < y->part ? -1 : 1;
    return (x->seq > y->seq) - (x->seq < y->seq);
}

/* Index behind the ring that starts at `i`. */
static int ring_end(const struct outline *outline, int i)
{
    int end = i + 1;

    while (end < outline->count &&
           outline->corners[end].district == outline->corners[i].district &&
           outline->corners[end].part == outline->corners[i].part)
        end++;
    return end;
}

static void read_corners(struct pack *pack, const struct csv *csv, const int *index,
                         struct outline *outline)
{
    for (int i = 0; i < csv->rows; i++) {
        struct corner corner;
        const int64_t code =
            pack_integer(pack, csv, i, index[DISTRICT], 0, INT64_MAX / 2);

        corner.district = pack_district(pack, code);
        corner.part = (int)pack_integer(pack, csv, i, index[PART], 0, INT32_MAX);
        corner.seq = (int)pack_integer(pack, csv, i, index[SEQ], 0, INT32_MAX);
        corner.longitude = pack_number(pack, csv, i, index[LONGITUDE], -180, 180);
        corner.latitude = pack_number(pack, csv, i, index[LATITUDE], -90, 90);
        city_datum_convert(pack->datum, &corner.longitude, &corner.latitude);
        if (corner.district >= 0)
            outline->corners[outline->count++] = corner;
        else
            pack_complain(pack, csv, i, MESSAGE_CITY_NO_SUCH_DISTRICT,
                          columns[DISTRICT], csv_text(csv, i, index[DISTRICT]));
    }
    qsort(outline->corners, (size_t)outline->count, sizeof(*outline->corners),
          compare_corners);
}

static void check_rings(struct pack *pack, const struct csv *csv,
                        const struct outline *outline)
{
    char part[24], code[24];
    int end;

    for (int i = 0; i < outline->count; i = end) {
        end = ring_end(outline, i);
        if (end - i >= 3)
            continue;
        snprintf(part, sizeof(part), "%d", outline->corners[i].part);
        snprintf(code, sizeof(code), "%" PRId64,
                 pack->city->districts[outline->corners[i].district].code);
        pack_complain(pack, csv, -1, MESSAGE_CITY_RING, part, code);
    }
}

/* Kilometres from the point to the line between two corners. */
static double distance_to_side(const struct community *c, const struct corner *a,
                               const struct corner *b)
{
    double ax, ay, bx, by, along = 0;

    city_offset(c->longitude, c->latitude, a->longitude, a->latitude, &ax, &ay);
    city_offset(c->longitude, c->latitude, b->longitude, b->latitude, &bx, &by);
    const double dx = bx - ax, dy = by - ay;
    if (dx * dx + dy * dy > 0)
        along = -(ax * dx + ay * dy) / (dx * dx + dy * dy);
    along = along < 0 ? 0 : along > 1 ? 1 : along;
    const double x = ax + along * dx, y = ay + along * dy;
    return sqrt(x * x + y * y);
}

/* Whether the line east from the point crosses the side. */
static bool crosses(const struct community *c, const struct corner *a,
                    const struct corner *b)
{
    if ((a->latitude > c->latitude) == (b->latitude > c->latitude))
        return false;
    return c->longitude < a->longitude + (c->latitude - a->latitude) /
                                             (b->latitude - a->latitude) *
                                             (b->longitude - a->longitude);
}

/* Kilometres outside the district: 0 inside, or when it has no outline. An odd number
 * of crossings is inside, whatever the parts: islands, holes, exclaves. */
static double distance_outside(const struct outline *outline, const struct community *c)
{
    bool inside = false, any = false;
    double nearest = INFINITY;
    int end;

    for (int i = 0; i < outline->count; i = end) {
        end = ring_end(outline, i);
        if (outline->corners[i].district != c->district)
            continue;
        any = true;
        for (int k = i; k < end; k++) {
            const struct corner *a = &outline->corners[k];
            const struct corner *b = &outline->corners[k + 1 < end ? k + 1 : i];
            inside = inside != crosses(c, a, b);
            nearest = fmin(nearest, distance_to_side(c, a, b));
        }
    }
    return inside || !any ? 0 : nearest;
}

static void check_points(struct pack *pack, const struct csv *csv,
                         const struct coded *sorted, const struct outline *outline)
{
    const struct city *city = pack->city;
    char code[24];

    for (int i = 0; i < city->community_count; i++) {
        const struct community *c = &city->communities[i];
        double outside;

        /* A point that could not be read is at 0, 0 and was reported. */
        if (c->district < 0 || (c->longitude == 0 && c->latitude == 0))
            continue;
        outside = distance_outside(outline, c);
        if (outside <= margin_km)
            continue;
        snprintf(code, sizeof(code), "%" PRId64, city->districts[c->district].code);
        pack_complain(pack, csv, sorted[i].row, MESSAGE_CITY_OUTSIDE_DISTRICT,
                      csv_text(csv, sorted[i].row, csv_column(csv, "longitude")),
                      csv_text(csv, sorted[i].row, csv_column(csv, "latitude")),
                      outside, code);
    }
}

void city_outline_check(struct pack *pack, const struct csv *communities,
                        const struct coded *sorted)
{
    struct outline outline = {0};
    struct csv csv;
    int index[COLUMNS];

    if (!pack_has(pack, "boundaries.csv"))
        return;
    if (pack_open(pack, "boundaries.csv", columns, COLUMNS, index, &csv)) {
        outline.corners = malloc((size_t)csv.rows * sizeof(*outline.corners));
        if (outline.corners == NULL) {
            pack_complain(pack, &csv, -1, MESSAGE_MEMORY, "boundaries");
        } else {
            read_corners(pack, &csv, index, &outline);
            check_rings(pack, &csv, &outline);
            check_points(pack, communities, sorted, &outline);
        }
    }
    csv_free(&csv);
    free(outline.corners);
}
