/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Fees: users pay for what they were served this month, each income by its own account;
 * and what others than users pay for it (goods sold in passing, fees of couriers). */
#include "process/charge.h"

#include "process/bill.h"
#include "process/process.h"
#include "process/view.h"

struct charge_bill charge_bill(const struct world *world,
                               const struct charge_users *users)
{
    const struct bill_off off = bill_off(world, users->room, users->quintile);
    const money all = money_from_yuan(users->units * users->price);
    return (struct charge_bill){.users = all - off.paid - off.forgone,
                                .forgone = off.forgone};
}

static int charge_room(const struct pay_turn *turn, int32_t room, struct error *err)
{
    struct books *books = turn->books;
    struct books_room *business = &books->rooms[room];
    const int product = books->supply.rooms[room].product;
    const int32_t site = books->supply.rooms[room].site;
    const double price = books_price(turn->world, room);
    const double earned = costs_now(books->costs, product, COST_earned, &books->levels);
    double units = 0.0;
    money forgone = 0;
    for (int q = 0; q < QUINTILES; q++) {
        const struct charge_users users = {
            .room = room, .quintile = q, .units = business->units[q], .price = price};
        const struct charge_bill bill = charge_bill(turn->world, &users);
        units += business->units[q];
        forgone += bill.forgone;
        TRY(pay_in(turn, site, ACCOUNT_USERS + q, MONEY_FEE, product, bill.users, err));
    }
    business->discounts = money_to_yuan(forgone);
    return pay_in(turn, site, ACCOUNT_OUTSIDE, MONEY_SALES, product,
                  money_from_yuan(units * earned), err);
}

/* What comes in beside the products: rent of shops, and what nobody knows. */
static int charge_beside(const struct pay_turn *turn, int32_t site, struct error *err)
{
    const struct books *books = turn->books;
    const int product = books_product(books, site);
    TRY(pay_in(turn, site, ACCOUNT_OUTSIDE, MONEY_RENT, product,
               money_from_yuan(view_let(turn->world, site)), err));
    return pay_in(turn, site, ACCOUNT_OUTSIDE, MONEY_UNEXPLAINED, product,
                  money_from_yuan(books->sites[site].side * books->levels.prices), err);
}

static int charge_operator(const struct pay_turn *turn, struct error *err)
{
    const struct books *books = turn->books;
    const int32_t o = turn->operator_row;
    for (int32_t k = books->site_start[o]; k < books->site_start[o + 1]; k++) {
        const struct site *site = &books->supply.sites[books->site_of[k]];
        for (int r = site->room; r < site->room + site->rooms; r++)
            TRY(charge_room(turn, r, err));
        if (books_runs(books, books->site_of[k], turn->world->now))
            TRY(charge_beside(turn, books->site_of[k], err));
    }
    return 0;
}

static int charge(struct world *world, struct error *err)
{
    return pay_each(world, charge_operator, err);
}

const struct process process_charge = {
    .name = "charge",
    .text = "users pay for places and visits of the month, by product and income",
    .reads = "rooms, prices",
    .writes = WRITES_BOOKS,
    .city = charge,
};
