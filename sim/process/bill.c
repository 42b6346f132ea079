/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Who pays for what users were served, where instruments stand between a price and its
 * payer: tie by tie, as limits are by person, added up by room, instrument and income in
 * whole parts of a fen, so that threads cannot matter. What a payer's ceiling no longer
 * allows, users pay, or for a discount the operator forgoes. */
#include "process/bill.h"

#include "process/meet.h"

#include "core/list.h"

#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

/* Sums are kept in ten-thousandths of a fen. */
static const double PARTS_OF_YUAN = 1e6;
enum { PARTS_OF_FEN = 10000 };

struct bill_sum {
    int64_t paid[QUINTILES], forgone[QUINTILES];
};
/* What one thread adds up. */
struct bill_desk {
    struct bill_sum *sum;        /* owned; [parts] */
    int64_t (*units)[QUINTILES]; /* owned; [bills] */
    int32_t *users;              /* owned; [users] */
    int32_t *contracted;         /* owned; [rooms] */
    size_t sums, bills, user_cells, rooms;
    double *used; /* owned; [residents * limits] of one community, 0 between them */
    size_t used_capacity;
    struct rows users_limited; /* whose are not 0 */
    bool watched[TIE_NONE];    /* offers of one community whose users are told of */
};
/* Where the refused of a community lie in the lists of those who dealt. */
struct bill_refused {
    int thread;
    size_t first, count;
};
struct bill_desks {
    struct bill_desk *desk; /* owned; [threads] */
    int threads;
    struct bill_refused *refused; /* owned; [communities] */
    money *asked;                 /* owned; [bills] */
    size_t asked_capacity;
};

static void free_desks(void *pointer)
{
    struct bill_desks *desks = pointer;
    if (!desks)
        return;
    for (int t = 0; desks->desk && t < desks->threads; t++) {
        free(desks->desk[t].sum);
        free(desks->desk[t].units);
        free(desks->desk[t].users);
        free(desks->desk[t].contracted);
        free(desks->desk[t].used);
        LIST_FREE(&desks->desk[t].users_limited);
    }
    free(desks->desk);
    free(desks->refused);
    free(desks->asked);
    free(desks);
}

static struct bill_desks *desks_of(struct world *world, struct error *err)
{
    struct force *force = force_of(world);
    struct bill_desks *desks = force->desk;
    if (desks)
        return desks;
    desks = calloc(1, sizeof *desks);
    if (desks) {
        force->desk = desks;
        force->free_desk = free_desks;
        desks->threads = world->threads;
        desks->desk = calloc((size_t)world->threads, sizeof *desks->desk);
        desks->refused = calloc((size_t)world->count + 1, sizeof *desks->refused);
    }
    if (!desks || !desks->desk || !desks->refused) {
        error_set(err, MESSAGE_MEMORY, "bills");
        return NULL;
    }
    return desks;
}

/* Rooms under a tariff get a bill, with a part for each of its instruments; rooms that a
 * grant for some users may reach get counts of users. In the order of sites by code. */
static int number_rooms(struct world *world, struct force *force, struct error *err)
{
    const struct supply *supply = &world->books->supply;
    const size_t cells = (size_t)force->groups.count * (size_t)force->slots;
    const bool grants = force->by_users && force->kind[INSTRUMENT_operating_grant];
    force->bills.count = force->parts.count = force->users.count = 0;
    for (int k = 0; k < supply->site_count; k++) {
        const struct site *site = &supply->sites[force->by_code[k]];
        const bool runs = books_runs(world->books, force->by_code[k], world->now);
        for (int r = site->room; r < site->room + site->rooms; r++) {
            const int32_t number =
                r < force->tariffs.rooms ? force->tariffs.of_room[r] : 0;
            const struct tariff *tariff = &force->tariffs.list.item[number];
            force->users_of[r] = force->bill_of[r] = -1;
            if (runs && grants) {
                TRY(LIST_RESERVE(&force->users, cells, err));
                force->users_of[r] = (int32_t)(force->users.count / cells);
                force->users.count += cells;
            }
            if (!runs || number == 0)
                continue;
            TRY(LIST_RESERVE(&force->bills, 1, err));
            TRY(LIST_RESERVE(&force->parts, (size_t)tariff->names, err));
            force->bill_of[r] = (int32_t)force->bills.count;
            force->bills.item[force->bills.count++] =
                (struct force_bill){r, (int32_t)force->parts.count, tariff->names};
            for (int n = 0; n < tariff->names; n++)
                force->parts.item[force->parts.count++] = (struct force_part){
                    .instrument = force->tariffs.names.item[tariff->first_name + n]};
        }
    }
    return 0;
}

/* `*item` of `count` zeros. */
static int clear(void **item, size_t *held, size_t count, size_t size,
                 struct error *err)
{
    if (count > *held || !*item) {
        free(*item);
        *held = 0;
        *item = malloc((count + 1) * size);
        if (!*item)
            return error_set(err, MESSAGE_MEMORY, "bills");
        *held = count;
    }
    memset(*item, 0, (count + 1) * size);
    return 0;
}

static int clear_desk(const struct force *force, struct bill_desk *desk,
                      struct error *err)
{
    TRY(clear((void **)&desk->sum, &desk->sums, force->parts.count, sizeof *desk->sum,
              err));
    TRY(clear((void **)&desk->units, &desk->bills, force->bills.count,
              sizeof *desk->units, err));
    TRY(clear((void **)&desk->users, &desk->user_cells, force->users.count,
              sizeof *desk->users, err));
    return clear((void **)&desk->contracted, &desk->rooms, (size_t)force->rooms,
                 sizeof *desk->contracted, err);
}

/* Those who dealt kept who tried a second site, by ascending community. */
static void find_refused(const struct world *world, struct bill_desks *desks)
{
    memset(desks->refused, 0, (size_t)world->count * sizeof *desks->refused);
    for (int t = 0; t < world->threads && world->workers[t].desk; t++) {
        const struct meet_refusals *list = &world->workers[t].desk->refused;
        for (size_t k = 0; k < list->count; k++) {
            struct bill_refused *here = &desks->refused[list->item[k].at.community];
            if (here->count++ == 0)
                *here = (struct bill_refused){t, k, 1};
        }
    }
}

/* What one tie took at one room. */
struct taken {
    row row;
    uint32_t room;
    int slot, units;
};

static void add_taken(const struct world *world, struct bill_desk *desk,
                      const struct block *block, const struct taken *taken)
{
    const struct force *force = force_of(world);
    const int32_t bill = force->bill_of[taken->room];
    const int32_t users = force->users_of[taken->room];
    const struct product *product =
        &world->books->catalogue
             ->products[world->books->supply.rooms[taken->room].product];
    if (taken->units == 0 || (bill < 0 && users < 0))
        return;
    const int group = groups_of(&force->groups, block, taken->row, world->now);
    if (users >= 0)
        desk->users[((size_t)users * (size_t)force->groups.count + (size_t)group) *
                        (size_t)force->slots +
                    (size_t)(force->slots > 1 ? taken->slot : 0)] += taken->units;
    if (bill < 0)
        return;
    const double price = world->services->rooms[taken->room].price;
    const double hours = force_hours(product);
    const int quintile = groups_quintile(block, taken->row);
    const double fine = PARTS_OF_YUAN / world->books->told;
    const struct tariff_bill asked = {price, taken->units, hours * taken->units};
    struct tariff_part part[POLICY_MOST];
    int parts;
    tariff_split(&force->tariffs, force->tariffs.of_room[taken->room], group, &asked,
                 desk->used + (size_t)taken->row * (size_t)force->limits, part, &parts);
    desk->units[bill][quintile] += taken->units;
    for (int k = 0; k < parts; k++) {
        struct bill_sum *sum =
            &desk->sum[force->bills.item[bill].first + part[k].local];
        sum->paid[quintile] += (int64_t)(part[k].paid * fine + 0.5);
        sum->forgone[quintile] += (int64_t)(part[k].forgone * fine + 0.5);
    }
}

/* Which of a community's offers lead to rooms whose users are told of; false: none. */
static bool watch_offers(const struct force *force, const struct offers *offers,
                         struct bill_desk *desk)
{
    bool any = false;
    for (int k = 0; k < offers->count; k++) {
        const uint32_t room = offers->item[k].room;
        desk->watched[k] = force->by_contracts || force->bill_of[room] >= 0 ||
                           force->users_of[room] >= 0;
        any |= desk->watched[k];
    }
    return any;
}

/* Room for what everybody has used of the limits; all of it is 0. */
static int open_limits(const struct force *force, struct bill_desk *desk,
                       const struct block *block, struct error *err)
{
    const size_t count = (size_t)block->residents.count * (size_t)force->limits;
    return count > desk->used_capacity || !desk->used
               ? clear((void **)&desk->used, &desk->used_capacity, count,
                       sizeof *desk->used, err)
               : 0;
}

static void close_limits(const struct force *force, struct bill_desk *desk)
{
    const size_t limits = (size_t)force->limits;
    for (size_t k = 0; k < desk->users_limited.count; k++)
        memset(desk->used + (size_t)desk->users_limited.item[k] * limits, 0,
               limits * sizeof *desk->used);
    desk->users_limited.count = 0;
}

static int bill_community(const struct world *world, struct bill_desks *desks, int c,
                          struct bill_desk *desk, struct error *err)
{
    const struct force *force = force_of(world);
    const struct offers *offers = &world->services->offers[c];
    const struct block *block = &world->blocks[c];
    const struct bill_refused *refused = &desks->refused[c];
    const struct meet_refusal *again =
        refused->count > 0
            ? world->workers[refused->thread].desk->refused.item + refused->first
            : NULL;
    const struct meet_refusal *const end = again ? again + refused->count : NULL;
    if (!watch_offers(force, offers, desk) && !again)
        return 0;
    TRY(open_limits(force, desk, block, err));
    for (uint32_t k = 0; k < block->ties.count; k++) {
        const struct tie *tie = &block->ties.item[k];
        const bool twice = again != end && again->at.tie == k;
        if (tie->kind == TIE_WAITS || !(desk->watched[tie->offer] || twice))
            continue;
        if (force->limits > 0) {
            TRY(LIST_RESERVE(&desk->users_limited, 1, err));
            desk->users_limited.item[desk->users_limited.count++] = tie->row;
        }
        const uint32_t room = offers->item[tie->offer].room;
        const bool visits = tie->kind == TIE_VISITS;
        struct taken taken = {tie->row, room, visits ? tie->part : 0,
                              visits ? tie->served : 1};
        desk->contracted[room]++;
        if (twice) {
            struct taken second = taken;
            taken.units = tie->asked - again->tried;
            second.units = tie->served - taken.units;
            second.room = again->room;
            add_taken(world, desk, block, &second);
            again++;
        }
        add_taken(world, desk, block, &taken);
    }
    close_limits(force, desk);
    return 0;
}

/* The bill of a room: adds threads up and rounds to fen; nobody pays more than the price.
 * Who took what is known here to the visit, also of second sites. */
static void add_bill(struct world *world, struct bill_desks *desks, size_t number)
{
    struct force *force = force_of(world);
    const struct force_bill *bill = &force->bills.item[number];
    const double price = books_price(world, bill->room);
    for (int q = 0; q < QUINTILES; q++) {
        int64_t units = 0;
        for (int t = 0; t < desks->threads; t++)
            units += desks->desk[t].units[number][q];
        world->books->rooms[bill->room].units[q] = (double)units;
        money left = money_from_yuan((double)units * price);
        for (int32_t p = bill->first; p < bill->first + bill->parts; p++) {
            int64_t paid = PARTS_OF_FEN / 2, forgone = PARTS_OF_FEN / 2;
            for (int t = 0; t < desks->threads; t++) {
                paid += desks->desk[t].sum[p].paid[q];
                forgone += desks->desk[t].sum[p].forgone[q];
            }
            struct force_part *part = &force->parts.item[p];
            part->paid[q] = paid / PARTS_OF_FEN < left ? paid / PARTS_OF_FEN : left;
            left -= part->paid[q];
            part->forgone[q] =
                forgone / PARTS_OF_FEN < left ? forgone / PARTS_OF_FEN : left;
            left -= part->forgone[q];
        }
    }
}

/* Whoever used a room under a tariff is asked to pay at that room. */
static int check_bills(const struct world *world, struct error *err)
{
    static const double rounding = 1e-6;
    const struct force *force = force_of(world);
    for (size_t b = 0; b < force->bills.count; b++) {
        const struct books_room *room = &world->books->rooms[force->bills.item[b].room];
        double users = 0.0, units = 0.0;
        for (int k = 0; k < CATALOGUE_CLASSES; k++)
            users += room->users[k];
        for (int q = 0; q < QUINTILES; q++)
            units += room->units[q];
        if (fabs(users - units) > rounding)
            return error_set(err, MESSAGE_LAW, "bills are of those who used the room");
    }
    return 0;
}

static void add_up(struct world *world, struct bill_desks *desks)
{
    struct force *force = force_of(world);
    for (size_t b = 0; b < force->bills.count; b++)
        add_bill(world, desks, b);
    for (int r = 0; r < force->rooms; r++) {
        force->contracted[r] = 0;
        for (int t = 0; t < desks->threads; t++)
            force->contracted[r] += desks->desk[t].contracted[r];
    }
    for (size_t k = 0; k < force->users.count; k++) {
        force->users.item[k] = 0;
        for (int t = 0; t < desks->threads; t++)
            force->users.item[k] += desks->desk[t].users[k];
    }
}

static struct force_part *part_of(struct force *force, const struct force_bill *bill,
                                  int32_t index)
{
    for (int32_t p = bill->first; p < bill->first + bill->parts; p++)
        if (force->parts.item[p].instrument == index)
            return &force->parts.item[p];
    return NULL;
}

/* What of `granted` of the `asked` each income gets; the rest is the operator's loss where
 * users have had a discount, else asked of them. */
static void cut_part(struct force_part *part, money asked, money granted, bool forgone)
{
    __int128 before = 0;
    for (int q = 0; q < QUINTILES && asked > granted; q++) {
        const __int128 after = before + part->paid[q];
        const money kept = (money)(after * granted / asked - before * granted / asked);
        if (forgone)
            part->forgone[q] += part->paid[q] - kept;
        part->paid[q] = kept;
        before = after;
    }
}

/* Rations one instrument over the rooms that ask of it. */
static void ration(struct world *world, struct force *force, int32_t index,
                   money *asked)
{
    const struct instrument *one = &force->policy->item[index];
    const bool discount = one->kind == INSTRUMENT_discount;
    struct force_total *total = &force->month[index];
    money sum = 0;
    for (size_t b = 0; b < force->bills.count; b++) {
        const struct force_part *part = part_of(force, &force->bills.item[b], index);
        asked[b] = 0;
        for (int q = 0; part && q < QUINTILES; q++)
            asked[b] += part->paid[q];
        sum += asked[b];
    }
    total->asked += sum;
    total->granted += policy_ration(&force->spent, force->policy, index, asked,
                                    force->bills.count, world->now);
    for (size_t b = 0; b < force->bills.count; b++) {
        struct force_part *part = part_of(force, &force->bills.item[b], index);
        money before = 0;
        for (int q = 0; part && q < QUINTILES; q++)
            before += part->paid[q];
        if (part)
            cut_part(part, before, asked[b], discount);
        for (int q = 0; part && q < QUINTILES; q++)
            total->forgone += part->forgone[q];
    }
}

static int bill(struct world *world, struct error *err)
{
    struct force *force = force_of(world);
    if (!force)
        return 0;
    struct bill_desks *desks = desks_of(world, err);
    int failed = 0;
    if (!desks)
        return -1;
    for (int32_t s = 0; s < world->books->supply.site_count; s++) {
        struct contract *contract = &world->books->sites[s].contract;
        contract->relief = force_rent(world, s, contract);
    }
    TRY(force_reserve(world, err)); /* for sites found this month */
    TRY(number_rooms(world, force, err));
    if (force->bills.count == 0 && force->users.count == 0 && !force->by_contracts)
        return 0;
    for (int t = 0; t < world->threads; t++)
        TRY(clear_desk(force, &desks->desk[t], err));
    find_refused(world, desks);
#pragma omp parallel for schedule(dynamic, 16) num_threads(world->threads) \
    reduction(+ : failed)
    for (int c = 0; c < world->count; c++)
        failed += bill_community(world, desks, c, &desks->desk[omp_get_thread_num()],
                                 NULL) != 0;
    if (failed)
        return error_set(err, MESSAGE_MEMORY, "bills");
    add_up(world, desks);
    if (force->bills.count > desks->asked_capacity)
        TRY(list_grow((void **)&desks->asked, &desks->asked_capacity,
                      force->bills.count, sizeof *desks->asked, err));
    for (int k = 0; k < force->demands && force->bills.count > 0; k++)
        ration(world, force, force->demand[k], desks->asked);
    return world->laws ? check_bills(world, err) : 0;
}

struct bill_off bill_off(const struct world *world, int32_t room, int quintile)
{
    const struct force *force = force_of(world);
    struct bill_off off = {0, 0};
    if (!force || room >= force->rooms || force->bill_of[room] < 0)
        return off;
    const struct force_bill *bill = &force->bills.item[force->bill_of[room]];
    for (int32_t p = bill->first; p < bill->first + bill->parts; p++) {
        off.paid += force->parts.item[p].paid[quintile];
        off.forgone += force->parts.item[p].forgone[quintile];
    }
    return off;
}

const struct process process_bill = {
    .name = "bill",
    .text = "who pays for what users were served, where instruments take a part of it; "
            "rents of the month",
    .reads = "ties, offers, rooms, instruments",
    .writes = WRITES_BOOKS,
    .city = bill,
};
