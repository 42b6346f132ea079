/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Each January, before sites are given up: whoever would leave a site of one room asks
 * what its space would bring as something else (docs/MODEL.md 7.13). Works cost the same
 * table as a new site or one let anew; where the best use is worth more than leaving, the
 * site closes for conversion and another opens in its place when works are over. */
#include "process/convert.h"

#include "process/enter_market.h"
#include "process/expect.h"
#include "process/found.h"
#include "process/pay.h"
#include "process/process.h"
#include "process/withdraw_parts.h"

#include <math.h>
#include <string.h>

/* What the space would be as another product. */
struct plan_use {
    int product; /* -1: none is better than leaving */
    double users, value;
    struct cost_works works;
};

/* Yuan that going on is worth over leaving, overhead that closing saves taken off. */
static double worth(const struct world *world, int32_t site)
{
    const struct books *books = world->books;
    const struct operator_ *operator= &
        books->operators[books->sites[site].operator_row];
    struct withdraw_terms terms;
    const double value = withdraw_look(world, site, &terms);
    return value - operator_overhead_saved(&world->values, operator->sites) *
                       books->levels.prices *
                       view_overhead_share(books, &books->supply.sites[site]) *
                       withdraw_annuity(&world->values, terms.notice);
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

/* Users that would come to `m2` of a product, as an entrant would count them. */
static double users_of(const struct enter_market *market,
                       const struct enter_terms *terms, size_t cell, double m2)
{
    const double all = terms->attraction + market->view.rivals[cell];
    const double room = terms->m2_per_user > 0.0 ? m2 / terms->m2_per_user : INFINITY;
    double users =
        all > 0.0 ? market->view.needers[cell] * terms->attraction / all : 0.0;
    users = users < terms->users_most ? users : terms->users_most;
    return users < room ? users : room;
}

/* The best other use: `staying` is what going on is worth. */
static struct plan_use best_use(const struct world *world,
                                const struct enter_market *market, int32_t site,
                                double staying)
{
    const struct books *books = world->books;
    const struct site *place = &books->supply.sites[site];
    const struct room *room = &books->supply.rooms[place->room];
    const double months = withdraw_annuity(&world->values, 0);
    const double rent = operator_rent(&books->sites[site].contract);
    struct plan_use best = {.product = -1};
    for (int p = 0; p < market->view.products; p++) {
        const struct enter_terms *terms =
            &market->terms[place->kind * market->view.products + p];
        const size_t cell =
            (size_t)place->community * (size_t)market->view.products + (size_t)p;
        struct plan_use use = {.product = p};
        if (p == room->product || room->m2 < terms->m2_least)
            continue;
        use.users = users_of(market, terms, cell, room->m2);
        use.works = convert_works(&world->values, books->costs, p, room->m2, false,
                                  &books->levels);
        const struct convert_option option = {
            .margin_now = staying / months,
            .margin_then = (terms->price - terms->variable) * use.users - terms->fixed -
                           terms->fixed_m2 * room->m2 - rent,
            .idle_cost = rent,
            .works = use.works};
        use.value = staying + convert_value(&world->values, &option);
        if (use.users > 0.0 && use.value > 0.0 && use.value > best.value)
            best = use;
    }
    return best;
}

/* The next who asks sees one rival more and fewer who are not served. */
static void announce(struct enter_market *market, const struct site *place,
                     const struct plan_use *use)
{
    const size_t cell =
        (size_t)place->community * (size_t)market->view.products + (size_t)use->product;
    double *unmet = &market->view.unmet[cell];
    *unmet = *unmet > use->users ? *unmet - use->users : 0.0;
    market->view.rivals[cell] +=
        market->terms[place->kind * market->view.products + use->product].attraction;
}

/* The site that opens in place of the old one, by the same operator. */
static int add_site(struct world *world, const struct enter_market *market,
                    const struct site *old, const struct room *was,
                    const struct plan_use *use, int32_t index, struct error *err)
{
    struct books *books = world->books;
    const struct product *product = &books->catalogue->products[use->product];
    const int works =
        (int)ceil(use->works.months) > 0 ? (int)ceil(use->works.months) : 1;
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
    business->expectation = expect_plan(&world->values, use->users);
    /* Owners pay for works, the rent until they are over, and the new deposit. */
    const struct pay_turn turn = pay_turn(world, index);
    const money fitting = money_from_yuan(use->works.yuan);
    const money rent = money_from_yuan(operator_rent(&state->contract) * works);
    const money deposit = money_from_yuan(state->contract.deposit);
    const int landlord = books_landlord(books, added);
    TRY(pay_in(&turn, added, ACCOUNT_OUTSIDE, MONEY_EQUITY, LEDGER_NO_PRODUCT,
               fitting + rent + deposit, err));
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
        const double staying = worth(world, s);
        if (staying >= 0.0)
            continue;
        const struct plan_use use = best_use(world, market, s, staying);
        if (use.product < 0)
            continue;
        const struct site old = books->supply.sites[s];
        const struct room was = books->supply.rooms[old.room];
        const int32_t index = books->sites[s].operator_row;
        TRY(withdraw_end_site(world, s, WITHDRAW_CONVERSION, err));
        TRY(add_site(world, market, &old, &was, &use, index, err));
        announce(market, &old, &use);
    }
    return 0;
}

static int convert(struct world *world, struct error *err)
{
    return enter_january(world, convert_all, err);
}

const struct process process_convert = {
    .name = "convert",
    .text = "each January space that would be given up is turned to a better use",
    .reads = "ties, offers, rooms, costs, books",
    .writes = WRITES_BOOKS,
    .city = convert,
};
