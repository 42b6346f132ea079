/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Opens lists of facilities and idle space and hands over what they say. */
#include "io/facilities_read.h"

#include "core/text.h"
#include "io/facilities_list.h"

#include <stdlib.h>
#include <string.h>

/* Largest list, bytes. */
#define LIST_LIMIT ((size_t)64 << 20)

/* Puts what was read behind what `listed` holds. */
static int hand_over(struct facility_list *list, struct supply *listed)
{
    size_t rooms = 0;

    for (size_t s = 0; s < list->sites.count; s++)
        rooms += list->sites.item[s].rooms.count;
    struct site *sites =
        reallocarray(listed->sites, (size_t)listed->site_count + list->sites.count + 1,
                     sizeof *sites);
    if (sites)
        listed->sites = sites;
    struct room *all = reallocarray(
        listed->rooms, (size_t)listed->room_count + rooms + 1, sizeof *all);
    if (all)
        listed->rooms = all;
    struct stock *stock =
        reallocarray(listed->stock, (size_t)listed->stock_count + list->stock.count + 1,
                     sizeof *stock);
    if (stock)
        listed->stock = stock;
    if (!sites || !all || !stock)
        return -1;
    for (size_t s = 0; s < list->sites.count; s++) {
        struct facility_site *from = &list->sites.item[s];
        from->site.room = listed->room_count;
        from->site.rooms = (int32_t)from->rooms.count;
        for (size_t r = 0; r < from->rooms.count; r++) {
            from->rooms.item[r].site = listed->site_count;
            listed->rooms[listed->room_count++] = from->rooms.item[r];
        }
        listed->sites[listed->site_count++] = from->site;
    }
    for (size_t k = 0; k < list->stock.count; k++)
        listed->stock[listed->stock_count++] = list->stock.item[k];
    return 0;
}

static void free_list(struct facility_list *list)
{
    for (size_t s = 0; s < list->sites.count; s++)
        LIST_FREE(&list->sites.item[s].rooms);
    LIST_FREE(&list->sites);
    LIST_FREE(&list->stock);
    free(list);
}

static bool ends_in(const char *path, const char *end)
{
    const size_t size = strlen(path), n = strlen(end);
    return size > n && text_same(path + size - n, end);
}

static int read_list(struct inputs *inputs, const char *path, const struct city *city,
                     const struct catalogue *catalogue, struct supply *listed,
                     struct report *report)
{
    const struct input_file *file;
    struct error err;
    struct facility_list *list = calloc(1, sizeof *list);

    if (!list)
        error_set(&err, MESSAGE_MEMORY, path);
    if (!list || inputs_read(inputs, path, LIST_LIMIT, &file, &err) != 0 ||
        text_check(file->path, file->bytes, file->size, &err) != 0) {
        error_at(&err, path, 0, 0);
        report_add(report, &err);
        free(list);
        return -1;
    }
    *list = (struct facility_list){.path = file->path,
                                   .city = city,
                                   .catalogue = catalogue,
                                   .report = report,
                                   .crs = -1};
    for (int k = 0; k < FACILITY_CHAINS; k++)
        list->chain[k] = -1;
    if (ends_in(path, ".csv"))
        facilities_csv(list, file);
    else if (ends_in(path, ".geojson") || ends_in(path, ".json"))
        facilities_geojson(list, file);
    else
        facilities_complain(list, NULL, -1, MESSAGE_FACILITY_KIND, path);
    if (list->problems == 0 && hand_over(list, listed) != 0)
        facilities_complain(list, NULL, -1, MESSAGE_MEMORY, path);
    const int status = list->problems == 0 ? 0 : -1;
    free_list(list);
    return status;
}

int facilities_read(struct inputs *inputs, const char *path, const struct city *city,
                    const struct catalogue *catalogue, struct supply *listed,
                    struct report *report)
{
    return read_list(inputs, path, city, catalogue, listed, report);
}

int facilities_read_stock(struct inputs *inputs, const char *path,
                          const struct city *city, struct supply *listed,
                          struct report *report)
{
    return read_list(inputs, path, city, NULL, listed, report);
}
