/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Each January, before sites are given up: whoever would leave a site of one room asks
 * what its space would bring as something else (docs/MODEL.md 7.13). Works cost the same
 * table as a new site or one let anew; where the best use is worth more than leaving, the
 * site closes for conversion and another opens in its place when works are over. */
#include "process/convert_parts.h"

#include "process/expect.h"
#include "process/found.h"
#include "process/pay.h"
#include "process/process.h"
#include "process/subsidise.h"
#include "process/withdraw_parts.h"

#include <string.h>

double convert_sites_worth(const struct world *world, int32_t site)
{
    const struct books *books = world->books;
    const struct operator_ *runner = &books->operators[books->sites[site].operator_row];
    struct withdraw_terms terms;
    const double value = withdraw_look(world, site, &terms);
    return value - operator_overhead_saved(&world->values, runner->sites) *
                       books->wage_level *
                       view_overhead_share(books, &books->supply.sites[site]) *
                       withdraw_annuity(&world->values, terms.notice, terms.months);
}

static bool asks(const struct world *world, int32_t site)
{
    const struct books *books = world->books;
    const struct site *place = &books->supply.sites[site];
    return books_runs(books, site, world->now) && place->closes < 0 &&
           place->rooms == 1 && books->sites[site].contract.start > 0 &&
           books->operators[books->sites[site].operator_row].budget < 0 &&
           !view_free(world, site);
}

/* The site that opens in place of the old one, by the same operator. */
static int add_site(struct world *world, const struct enter_market *market,
                    const struct site *old, const struct room *was,
                    const struct convert_use *use, int32_t index, struct error *err)
{
    struct books *books = world->books;
    const struct product *product = &books->catalogue->products[use->product];
    const int works = convert_use_months(use);
    struct site site = *old;
    int32_t added;
    site.code = supply_code(world->city->communities[old->community].code, ORIGIN_ENTRY,
                            (int)(services_code(product, old->code) & INT32_MAX));
    site.origin = ORIGIN_ENTRY;
    site.opened = world->now + works;
    site.closes = -1;
    memcpy(site.name, product->zh, sizeof product->zh);
    const struct room room = {.product = (uint8_t)use->product,
                              .slots = (uint8_t)product->slots,
                              .m2 = was->m2,
                              .places = supply_places(product, was->m2),
                              .price = -1.0};
    TRY(books_add_site(world, &site, &room, 1, &added, err));
    books_give(books, added, index);
    struct site_state *state = &books->sites[added];
    state->contract = found_contract(
        world, added, works + (int)(world->values.operators_contract_months + 0.5));
    state->invested = use->works.yuan;
    struct books_room *business = &books->rooms[books->supply.sites[added].room];
    business->price = market->product[use->product].price;
    business->expectation = expect_plan(&world->values, use->users, use->tau);
    /* Owners pay for works, the rent until they are over, the new deposit, and what the
     * plan loses until it breaks even. */
    const struct pay_turn turn = pay_turn(world, index);
    const money fitting = money_from_yuan(use->works.yuan);
    const money rent = money_from_yuan(operator_rent(&state->contract) * works);
    const money deposit = money_from_yuan(state->contract.deposit);
    const int landlord = books_landlord(books, added);
    TRY(pay_in(&turn, added, ACCOUNT_OUTSIDE, MONEY_EQUITY, LEDGER_NO_PRODUCT,
               fitting + rent + deposit + money_from_yuan(use->reserve), err));
    TRY(pay_out(&turn, added, ACCOUNT_SUPPLIERS, MONEY_WORKS, use->product, fitting,
                err));
    TRY(pay_out(&turn, added, landlord, MONEY_RENT, use->product, rent, err));
    return pay_out(&turn, added, landlord, MONEY_DEPOSIT, LEDGER_NO_PRODUCT, deposit,
                   err);
}

static int convert_all(struct world *world, struct enter_market *market,
                       struct error *err)
{
    struct books *books = world->books;
    const int32_t sites = books->supply.site_count;
    for (int32_t s = 0; s < sites; s++) {
        if (!asks(world, s))
            continue;
        if (convert_sites_worth(world, s) >= 0.0)
            continue;
        const struct site old = books->supply.sites[s];
        const struct room was = books->supply.rooms[old.room];
        const struct convert_space space = {.site = s,
                                            .m2 = was.m2,
                                            .without = UINT64_C(1) << was.product,
                                            .whole = true};
        const struct convert_use use = convert_use_best(world, market, &space);
        if (use.product < 0)
            continue;
        const int32_t index = books->sites[s].operator_row;
        TRY(withdraw_end_site(world, s, WITHDRAW_CONVERSION, err));
        TRY(add_site(world, market, &old, &was, &use, index, err));
        TRY(subsidise_turn(world, index, old.room, use.product,
                           books->supply.site_count - 1, err));
        convert_use_announce(market, &old, &use);
    }
    return convert_rooms(world, market, err);
}

static int convert(struct world *world, struct error *err)
{
    TRY(convert_rooms_end(world, err));
    return enter_january(world, convert_all, err);
}

const struct process process_convert = {
    .name = "convert",
    .text = "each January space that would be given up is turned to a better use",
    .reads = "ties, offers, rooms, costs, books",
    .writes = WRITES_BOOKS,
    .city = convert,
};
