/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The end of a site, and of an operator that has no site left. */
#include "process/pay.h"
#include "process/subsidise.h"
#include "process/withdraw_parts.h"

static int pay_off(const struct pay_turn *turn, int32_t site, bool early,
                   struct error *err)
{
    const struct books *books = turn->books;
    const struct site_state *state = &books->sites[site];
    const int landlord = books_landlord(books, site);
    const double months = turn->world->values.operators_severance_months;
    TRY(pay_in(turn, site, landlord, MONEY_DEPOSIT, LEDGER_NO_PRODUCT,
               money_from_yuan(state->contract.deposit), err));
    for (int k = 0; k < state->trades; k++) {
        const struct staff_post *post = &state->staff[k];
        TRY(pay_out(turn, site, ACCOUNT_STAFF + post->trade, MONEY_SEVERANCE,
                    LEDGER_NO_PRODUCT,
                    money_from_yuan(months * post->in_post * post->wage), err));
    }
    return pay_out(turn, site, landlord, MONEY_PENALTY, LEDGER_NO_PRODUCT,
                   early ? money_from_yuan(state->contract.penalty) : 0, err);
}

/* Each community trusts the kind less, by the share of its users of the main product
 * whose site this was. */
static void lose_trust(struct world *world, int32_t site)
{
    struct books *books = world->books;
    const struct services *services = world->services;
    const struct site *place = &books->supply.sites[site];
    const int product = books_product(books, site);
    int32_t room = place->room;
    while (books->supply.rooms[room].product != product)
        room++;
    const struct room_state *state = &services->rooms[room];
    for (uint32_t a = state->audience; a < state->audience + state->audiences; a++) {
        const uint32_t c = services->audience[a].community;
        const struct offers *offers = &services->offers[c];
        double all = 0.0, here = 0.0;
        for (int k = 0; k < offers->count; k++) {
            const struct offer *offer = &offers->item[k];
            if (offer->product != product)
                continue;
            const double users = offers->hearings[offer->hearing].users;
            all += users;
            here += offer->room == (uint32_t)room ? users : 0.0;
        }
        double *trust = &books->trust[(size_t)c * OPERATOR_KINDS + place->kind];
        if (here > 0.0)
            *trust = operator_trust_lost(&world->values, *trust, here / all);
    }
}

int withdraw_end_site(struct world *world, int32_t site, enum withdraw_cause cause,
                      struct error *err)
{
    struct books *books = world->books;
    struct site_state *state = &books->sites[site];
    const struct pay_turn turn = pay_turn(world, state->operator_row);
    const bool early = (cause == WITHDRAW_LEASE || cause == WITHDRAW_CONTRACT) &&
                       operator_months_left(&state->contract, world->now + 1) != 0;
    TRY(pay_off(&turn, site, early, err));
    /* Who is told to go owes no grant back; of space that is turned to something else
       process/convert_sites.c knows what it becomes. */
    if (cause == WITHDRAW_CASH || cause == WITHDRAW_LEASE || cause == WITHDRAW_CONTRACT)
        TRY(subsidise_return(world, site, cause == WITHDRAW_CASH, err));
    lose_trust(world, site);
    state->cause = (uint8_t)cause;
    books->supply.sites[site].closes = world->now + 1;
    books->year.withdrawals[cause][books_age(state->months_open)]++;
    books->year.withdrawals_kind[books->supply.sites[site].kind]++;
    for (int k = 0; k < state->trades; k++)
        state->staff[k].posts = state->staff[k].in_post = state->staff[k].agency = 0.0;
    books_give(books, site, -1);
    return 0;
}

int withdraw_end_operator(struct world *world, int32_t operator_row, struct error *err)
{
    struct books *books = world->books;
    struct operator_ *runner = &books->operators[operator_row];
    const struct ledger_transfer debt = {.payer = ledger_operator(operator_row),
                                         .payee = ledger_free_party(ACCOUNT_LENDER),
                                         .purpose = MONEY_REPAYMENT,
                                         .product = LEDGER_NO_PRODUCT,
                                         .site = LEDGER_NO_SITE,
                                         .fen = runner->loan};
    runner->loan = 0;
    TRY(ledger_owe(&books->ledger, &books->ledger.own, &debt, world->now, err));
    return ledger_default(&books->ledger, operator_row, err);
}
