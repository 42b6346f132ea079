/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Puts the supply together: draws the sites of every bundle, drops what the city's own
 * lists replace, orders all by code and gives each its rooms. */
#include "state/supply_make.h"

#include "core/list.h"
#include "state/supply_draft.h"

#include <stdlib.h>
#include <string.h>

/* Codes below belong to the alternatives that are no site. */
enum { CODES_KEPT = 16 };

static int compare_drafts(const void *a, const void *b)
{
    const struct supply_draft *x = a, *y = b;

    if (x->site.code != y->site.code)
        return x->site.code < y->site.code ? -1 : 1;
    if (x->community != y->community)
        return x->community < y->community ? -1 : 1;
    if (x->bundle != y->bundle)
        return x->bundle < y->bundle ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

/* Orders by code. Two sites of one code are told apart by moving the later one, which
 * the order above fixes. */
static void order_drafts(struct supply_drafts *drafts)
{
    bool moved = true;

    while (moved) {
        moved = false;
        qsort(drafts->item, drafts->count, sizeof *drafts->item, compare_drafts);
        for (size_t i = 0; i < drafts->count; i++) {
            uint32_t *code = &drafts->item[i].site.code;
            if (*code >= CODES_KEPT &&
                (i == 0 || *code != drafts->item[i - 1].site.code))
                continue;
            *code = (uint32_t)(stream_mix(*code + UINT64_C(0x100000001)) >> 32);
            moved = true;
        }
    }
}

/* Which products a list speaks for, and in which districts: it is complete for the
 * products it names wherever it names any site. */
struct cover {
    bool product[CATALOGUE_PRODUCTS];
    bool *district; /* owned; [districts] */
};

static int find_cover(struct cover *cover, const struct supply_options *options,
                      struct error *err)
{
    const struct supply *listed = &options->source->listed;

    *cover = (struct cover){0};
    cover->district =
        calloc((size_t)options->city->district_count + 1, sizeof *cover->district);
    if (!cover->district)
        return error_set(err, MESSAGE_MEMORY, "the supply");
    for (int r = 0; r < listed->room_count; r++)
        cover->product[listed->rooms[r].product] = true;
    for (int s = 0; s < listed->site_count; s++)
        cover->district[options->city->communities[listed->sites[s].community]
                            .district] = true;
    return 0;
}

/* Adds the sites of the city's own lists. */
static int add_listed(const struct supply_options *options,
                      struct supply_drafts *drafts, struct error *err)
{
    const struct supply *listed = &options->source->listed;

    TRY(LIST_RESERVE(drafts, (size_t)listed->site_count, err));
    for (int s = 0; s < listed->site_count; s++) {
        struct supply_draft *draft = &drafts->item[drafts->count++];
        *draft = (struct supply_draft){
            .site = listed->sites[s],
            .bundle = -1,
            .community = options->city->communities[listed->sites[s].community].code,
            .number = s,
        };
        if (draft->site.quality < 0.0)
            draft->site.quality = options->values->supply_quality_mean;
    }
    return 0;
}

/* Rooms being gathered in the order of sites. */
struct rooms {
    struct room *item;
    size_t count, capacity;
};

static int add_rooms(const struct supply_options *options, const struct cover *cover,
                     const struct supply_draft *draft, int site, struct rooms *rooms,
                     struct error *err)
{
    const struct supply *listed = &options->source->listed;
    const bool replaced =
        cover->district[options->city->communities[draft->site.community].district];

    TRY(LIST_RESERVE(rooms, SUPPLY_ROOMS + (size_t)draft->site.rooms, err));
    if (draft->bundle < 0) {
        for (int r = 0; r < draft->site.rooms; r++) {
            rooms->item[rooms->count] = listed->rooms[draft->site.room + r];
            rooms->item[rooms->count++].site = site;
        }
        return 0;
    }
    struct room drawn[SUPPLY_ROOMS];
    const int count = supply_draft_rooms(options, draft, drawn);
    for (int r = 0; r < count; r++) {
        if (replaced && cover->product[drawn[r].product])
            continue;
        drawn[r].site = site;
        rooms->item[rooms->count++] = drawn[r];
    }
    return 0;
}

static double floor_of(const struct room *rooms, int count)
{
    double m2 = 0.0;
    for (int r = 0; r < count; r++)
        m2 += rooms[r].m2;
    return m2;
}

/* Turns the drafts into sites and rooms. */
static int settle(struct supply *supply, const struct supply_options *options,
                  const struct cover *cover, const struct supply_drafts *drafts,
                  struct error *err)
{
    struct rooms rooms = {0};

    supply->sites = calloc(drafts->count + 1, sizeof *supply->sites);
    if (!supply->sites)
        return error_set(err, MESSAGE_MEMORY, "the supply");
    for (size_t i = 0; i < drafts->count; i++) {
        const struct supply_draft *draft = &drafts->item[i];
        const size_t first = rooms.count;
        if (add_rooms(options, cover, draft, supply->site_count, &rooms, err) != 0) {
            LIST_FREE(&rooms);
            return -1;
        }
        if (rooms.count == first)
            continue; /* the list has all that it would give */
        struct site *site = &supply->sites[supply->site_count++];
        *site = draft->site;
        site->room = (int32_t)first;
        site->rooms = (int32_t)(rooms.count - first);
        if (draft->bundle >= 0)
            site->floor_m2 = floor_of(&rooms.item[first], site->rooms);
    }
    supply->rooms = rooms.item;
    supply->room_count = (int)rooms.count;
    return 0;
}

static int copy_stock(struct supply *supply, const struct supply *listed,
                      struct error *err)
{
    const size_t count = (size_t)listed->stock_count;

    supply->stock = calloc(count + 1, sizeof *supply->stock);
    if (!supply->stock)
        return error_set(err, MESSAGE_MEMORY, "the supply");
    if (count > 0)
        memcpy(supply->stock, listed->stock, count * sizeof *supply->stock);
    supply->stock_count = listed->stock_count;
    return 0;
}

static void fill_account(const struct supply *supply,
                         const struct supply_options *options,
                         struct supply_account *account)
{
    account->listed = options->source->listed.site_count;
    for (int p = 0; p < options->catalogue->product_count; p++)
        account->none[p] = true;
    for (int r = 0; r < supply->room_count; r++)
        account->none[supply->rooms[r].product] = false;
}

static void mark_synthetic(struct supply *supply)
{
    for (int r = 0; r < supply->room_count; r++)
        if (supply->sites[supply->rooms[r].site].origin == ORIGIN_SYNTHETIC)
            supply->synthetic[supply->rooms[r].product] = true;
}

/* Sites of all bundles. Problems of one do not keep those of the next from being told. */
static int draw_bundles(const struct supply_options *options,
                        struct supply_drafts *drafts, struct supply_account *account,
                        struct report *report)
{
    int status = 0;

    for (int b = 0; b < options->source->bundle_count; b++) {
        struct supply_totals totals;
        struct error err;
        if (supply_count_sites(options, b, &totals, &err) != 0) {
            report_add(report, &err);
            status = -1;
            continue;
        }
        account->lines[account->count++] = totals.line;
        if (status == 0 &&
            supply_draft_bundle(options, b, &totals, drafts, &err) != 0) {
            report_add(report, &err);
            status = -1;
        }
        supply_totals_free(&totals);
    }
    return status;
}

int supply_make(struct supply *supply, const struct supply_options *options,
                struct supply_account *account, struct report *report)
{
    struct supply_drafts drafts = {0};
    struct cover cover = {0};
    struct error err;

    *supply = (struct supply){0};
    *account = (struct supply_account){0};
    int status = draw_bundles(options, &drafts, account, report);
    if (status == 0) {
        status =
            add_listed(options, &drafts, &err) || find_cover(&cover, options, &err);
        if (status == 0) {
            order_drafts(&drafts);
            status = settle(supply, options, &cover, &drafts, &err) ||
                     copy_stock(supply, &options->source->listed, &err);
        }
        if (status != 0)
            report_add(report, &err);
    }
    LIST_FREE(&drafts);
    free(cover.district);
    if (status != 0) {
        supply_free(supply);
        return -1;
    }
    mark_synthetic(supply);
    fill_account(supply, options, account);
    for (int s = 0; s < supply->site_count; s++) {
        struct site *site = &supply->sites[s];
        supply_plane(options->city, site->longitude, site->latitude, &site->east_km,
                     &site->north_km);
    }
    return 0;
}

/* Index of the community of this code in the city, or -1. */
static int community_of(const struct city *city, int64_t code)
{
    int low = 0, high = city->community_count;

    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (city->communities[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low < city->community_count && city->communities[low].code == code ? low
                                                                              : -1;
}

void supply_choose(struct supply *supply, const int64_t *whole, const struct city *city)
{
    int sites = 0, rooms = 0, stock = 0;

    for (int s = 0; s < supply->site_count; s++) {
        struct site site = supply->sites[s];
        site.community = community_of(city, whole[site.community]);
        if (site.community < 0)
            continue;
        for (int r = 0; r < site.rooms; r++) {
            supply->rooms[rooms + r] = supply->rooms[site.room + r];
            supply->rooms[rooms + r].site = sites;
        }
        site.room = rooms;
        rooms += site.rooms;
        supply_plane(city, site.longitude, site.latitude, &site.east_km,
                     &site.north_km);
        supply->sites[sites++] = site;
    }
    for (int k = 0; k < supply->stock_count; k++) {
        struct stock kept = supply->stock[k];
        kept.community = community_of(city, whole[kept.community]);
        if (kept.community >= 0)
            supply->stock[stock++] = kept;
    }
    supply->site_count = sites;
    supply->room_count = rooms;
    supply->stock_count = stock;
    memset(supply->synthetic, 0, sizeof supply->synthetic);
    mark_synthetic(supply);
}
