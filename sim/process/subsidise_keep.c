/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Capital grants that oblige to go on (`keep_open`): what is owed back when a site is given
 * up or its space turned to something else, and to whom (MODEL items 16 and 20). */
#include "process/pay.h"
#include "process/subsidise.h"

/* The part of `fen` for the months that are missing, to the nearest fen. */
static money missing(const struct force_keep *keep, money fen, month closes)
{
    const int open = closes > keep->opened ? closes - keep->opened : 0;
    const int left = open < keep->months ? keep->months - open : 0;
    return (money)(((__int128)fen * left + keep->months / 2) / keep->months);
}

/* What of a grant is for the room: by floor, of what it was granted for. */
static money part_of(const struct supply *supply, const struct force_keep *keep,
                     int32_t room)
{
    const struct site *place = &supply->sites[keep->site];
    double floor = 0.0;
    for (int32_t r = place->room; r < place->room + place->rooms; r++)
        if (keep->products >> supply->rooms[r].product & 1)
            floor += supply->rooms[r].m2;
    if (!(keep->products >> supply->rooms[room].product & 1))
        return 0;
    const double share = floor > 0.0 ? supply->rooms[room].m2 / floor : 1.0;
    const money fen = (money)(share * (double)keep->fen + 0.5);
    return fen < keep->fen ? fen : keep->fen;
}

money subsidise_back(const struct world *world, int32_t site, month closes)
{
    const struct force *force = force_of(world);
    money fen = 0;
    for (size_t k = 0; force && k < force->keeps.count; k++)
        if (force->keeps.item[k].site == site)
            fen += missing(&force->keeps.item[k], force->keeps.item[k].fen, closes);
    return fen;
}

money subsidise_back_room(const struct world *world, int32_t room, month closes)
{
    const struct force *force = force_of(world);
    const struct supply *supply = &world->books->supply;
    money fen = 0;
    for (size_t k = 0; force && k < force->keeps.count; k++) {
        const struct force_keep *keep = &force->keeps.item[k];
        if (keep->site == supply->rooms[room].site)
            fen += missing(keep, part_of(supply, keep, room), closes);
    }
    return fen;
}

/* Who fails pays nobody before the others: what is owed waits for the winding up. */
static int give_back(struct world *world, int32_t operator_row,
                     const struct force_keep *keep, money granted, bool fails,
                     struct error *err)
{
    struct ledger *ledger = &world->books->ledger;
    struct ledger_transfer back = {.payer = ledger_operator(operator_row),
                                   .purpose = MONEY_CLAWBACK,
                                   .product = LEDGER_NO_PRODUCT,
                                   .site = keep->site,
                                   .fen = missing(keep, granted, world->now + 1)};
    if (back.fen == 0)
        return 0;
    TRY(subsidise_payer(world, keep->instrument, &back.payee, err));
    return fails ? ledger_owe(ledger, &ledger->own, &back, world->now, err)
                 : ledger_pay(ledger, &ledger->own, &back, NULL, err);
}

int subsidise_return(struct world *world, int32_t site, bool fails, struct error *err)
{
    struct force *force = force_of(world);
    const int32_t runner = world->books->sites[site].operator_row;
    size_t kept = 0;
    for (size_t k = 0; force && k < force->keeps.count; k++) {
        const struct force_keep keep = force->keeps.item[k];
        if (keep.site == site)
            TRY(give_back(world, runner, &keep, keep.fen, fails, err));
        force->keeps.item[kept] = keep;
        kept += keep.site != site;
    }
    if (force)
        force->keeps.count = kept;
    return 0;
}

int subsidise_turn(struct world *world, int32_t operator_row, int32_t room, int product,
                   int32_t site, struct error *err)
{
    struct force *force = force_of(world);
    const struct supply *supply = &world->books->supply;
    size_t kept = 0;
    for (size_t k = 0; force && k < force->keeps.count; k++) {
        struct force_keep keep = force->keeps.item[k];
        const money part =
            keep.site == supply->rooms[room].site ? part_of(supply, &keep, room) : 0;
        if (part > 0 && force->scope->reach[keep.instrument].products >> product & 1) {
            keep.products |= UINT64_C(1) << product;
            keep.site = site;
        } else if (part > 0) {
            TRY(give_back(world, operator_row, &keep, part, false, err));
            keep.fen -= part;
        }
        force->keeps.item[kept] = keep;
        kept += keep.fen > 0;
    }
    if (force)
        force->keeps.count = kept;
    return 0;
}
