/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* How dear space is in each community, 1: the city's mean. rents.csv says it of
 * communities, subdistricts or districts, the smallest place counting; where it says
 * nothing, the community's type does (types.csv), so that those communities have a mean
 * of 1 by residents. */
#include "state/pack.h"

#include <stdlib.h>

static const char *const columns[] = {"code", "rent_level"};

/* The row of the code, or -1. */
static int find_row(const struct coded *sorted, int count, int64_t code)
{
    int low = 0, high = count;

    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (sorted[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && sorted[low].code == code ? sorted[low].row : -1;
}

/* Gives each community the level of the smallest place that has one; `used` [csv->rows]
 * marks the rows that are a place of the pack. */
static void give_levels(struct pack *pack, const struct coded *sorted, int count,
                        const double *level, bool *used)
{
    struct city *city = pack->city;

    for (int c = 0; c < city->community_count; c++) {
        struct community *community = &city->communities[c];
        const int64_t code[] = {community->code, community->subdistrict,
                                city->districts[community->district].code};
        for (size_t k = 0; k < sizeof code / sizeof *code; k++) {
            const int at = find_row(sorted, count, code[k]);

            if (at < 0)
                continue;
            used[at] = true;
            if (!community->rent_known)
                community->rent_level = level[at];
            community->rent_known = true;
        }
    }
}

static void read_rents(struct pack *pack, const struct csv *csv, const int *index)
{
    int count = 0;
    struct coded *sorted = pack_sorted(pack, csv, index[0], &count);
    double *level = calloc((size_t)csv->rows + 1, sizeof *level);
    bool *used = calloc((size_t)csv->rows + 1, sizeof *used);

    if (sorted == NULL || level == NULL || used == NULL) {
        pack_complain(pack, csv, -1, MESSAGE_MEMORY, csv->path);
        count = 0;
    }
    for (int k = 0; k < count; k++)
        level[sorted[k].row] = pack_number(pack, csv, sorted[k].row, index[1],
                                           PACK_RENT_LOW, PACK_RENT_HIGH);
    /* Where communities could not be read, no code can be missed. */
    if (count > 0 && pack->problems == 0) {
        give_levels(pack, sorted, count, level, used);
        for (int k = 0; k < count; k++)
            if (!used[sorted[k].row])
                pack_complain(pack, csv, sorted[k].row, MESSAGE_CITY_NO_SUCH_PLACE,
                              csv_text(csv, sorted[k].row, index[0]));
    }
    free(sorted);
    free(level);
    free(used);
}

/* By type where nothing is known. */
static void fill_levels(struct city *city)
{
    double residents = 0, sum = 0;

    for (int c = 0; c < city->community_count; c++) {
        const struct community *community = &city->communities[c];

        if (community->rent_known)
            continue;
        residents += (double)community->residents;
        sum += (double)community->residents * city->type_rent[community->type];
    }
    for (int c = 0; c < city->community_count; c++) {
        struct community *community = &city->communities[c];

        if (!community->rent_known)
            community->rent_level =
                sum > 0 ? city->type_rent[community->type] * residents / sum : 1;
    }
}

void city_rent_read(struct pack *pack)
{
    struct csv csv;
    int index[2];

    if (pack_has(pack, "rents.csv")) {
        if (pack_open(pack, "rents.csv", columns, 2, index, &csv))
            read_rents(pack, &csv, index);
        csv_free(&csv);
    }
    fill_levels(pack->city);
}
