/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Sites are given up: all of an operator that owes more than it may; else one by one
 * where a contract ends or a look is due and going on is worth less than leaving. */
#include "process/found.h"
#include "process/pay.h"
#include "process/process.h"
#include "process/withdraw_parts.h"

#include <stdlib.h>

/* Trust comes back, the same part of what is missing each month. */
static void recover(struct world *world)
{
    struct books *books = world->books;
    const double lost = 1.0 - operator_trust_back(&world->values, 0.0);
    for (size_t k = 0; k < (size_t)world->count * OPERATOR_KINDS; k++)
        books->trust[k] = 1.0 - (1.0 - books->trust[k]) * lost;
}

/* Fen due and unpaid by operator. */
static void add_arrears(const struct ledger *ledger, money *owed)
{
    for (size_t k = 0; k < ledger->claims.count; k++) {
        const struct ledger_claim *claim = &ledger->claims.item[k];
        if (claim->what.payer.account == ACCOUNT_OPERATOR && claim->due <= ledger->now)
            owed[claim->what.payer.row] += claim->what.fen;
    }
}

/* Ends all sites of an operator, then the operator. */
static int fail(struct world *world, int32_t o, struct error *err)
{
    const struct books *books = world->books;
    for (int32_t k = books->site_start[o]; k < books->site_start[o + 1]; k++)
        TRY(withdraw_end_site(world, books->site_of[k], WITHDRAW_CASH, err));
    return withdraw_end_operator(world, o, err);
}

static bool looks(const struct world *world, int32_t site)
{
    const struct books *books = world->books;
    const struct site_state *state = &books->sites[site];
    return books->supply.sites[site].closes < 0 &&
           books_runs(books, site, world->now) && state->contract.end >= 0 &&
           withdraw_due(&world->values, state, world->now) &&
           !(state->contract.mode == MODE_MARKET && view_free(world, site));
}

/* Goes on: where the contract has ended, on a new one at the terms of now. */
static void renew(struct world *world, int32_t site)
{
    struct site_state *state = &world->books->sites[site];
    const double deposit = state->contract.deposit;
    if (operator_months_left(&state->contract, world->now) != 0)
        return;
    state->contract = found_contract(
        world, site, (int)(world->values.operators_contract_months + 0.5));
    state->contract.deposit = deposit; /* stays with the landlord */
}

static void decide(struct world *world, int32_t site, bool leaves)
{
    struct site_state *state = &world->books->sites[site];
    const bool ends = operator_months_left(&state->contract, world->now) == 0;
    if (!leaves) {
        renew(world, site);
        return;
    }
    state->cause = (uint8_t)withdraw_chosen(&state->contract);
    world->books->supply.sites[site].closes =
        world->now + 1 + (ends ? 0 : state->contract.notice);
}

/* Yuan that a site may lose before its operator gives it up: who aims to break even goes
 * on as long as its own money, shared by its sites, carries it; who aims at profit not. */
static double patience_of(const struct books *books, int32_t o)
{
    const struct operator_ *runner = &books->operators[o];
    const money cash = books->ledger.operators[o].cash;
    return runner->aim == AIM_BREAK_EVEN && cash > 0
               ? money_to_yuan(cash) / runner->sites
               : 0.0;
}

/* The looks of one operator at its sites; `list` has room for all of them. */
static void look_around(struct world *world, int32_t o, struct withdraw_site *list)
{
    const struct books *books = world->books;
    const int32_t first = books->site_start[o], end = books->site_start[o + 1];
    int count = 0, due = 0;
    double share = 0.0;
    for (int32_t k = first; k < end; k++) {
        const int32_t s = books->site_of[k];
        if (books->supply.sites[s].closes >= 0)
            continue; /* given up before */
        list[count] = (struct withdraw_site){.code = books->sites[s].code};
        if (supply_has_works(&books->supply, &books->supply.sites[s])) {
            renew(world, s); /* who has just begun works goes on */
        } else if (looks(world, s)) {
            struct withdraw_terms terms;
            list[count].due = true;
            list[count].value = withdraw_look(world, s, &terms) + patience_of(books, o);
            list[count].months =
                withdraw_annuity(&world->values, terms.notice, terms.months);
            due++;
            share = view_overhead_share(books, &books->supply.sites[s]);
        }
        count++;
    }
    if (due == 0)
        return;
    const int leaving =
        withdraw_chain(&world->values, list, count, books->wage_level * share);
    for (int32_t k = first; k < end; k++)
        for (int n = 0; n < due; n++) /* those due come first */
            if (list[n].code == books->sites[books->site_of[k]].code)
                decide(world, books->site_of[k], n < leaving);
}

/* Sites whose last month this is. */
static int end_sites(struct world *world, int32_t o, struct error *err)
{
    const struct books *books = world->books;
    for (int32_t k = books->site_start[o]; k < books->site_start[o + 1]; k++) {
        const int32_t s = books->site_of[k];
        if (books->sites[s].operator_row == o &&
            books->supply.sites[s].closes == world->now + 1)
            TRY(withdraw_end_site(world, s,
                                  books->sites[s].cause != WITHDRAW_NONE
                                      ? books->sites[s].cause
                                      : WITHDRAW_OWNER,
                                  err));
    }
    TRY(ledger_merge(&world->books->ledger, &world->books->ledger.own, err));
    return books->operators[o].sites == 0 ? withdraw_end_operator(world, o, err) : 0;
}

static int withdraw_all(struct world *world, const money *owed,
                        struct withdraw_site *list, struct error *err)
{
    struct books *books = world->books;
    for (int32_t o = 0; o < books->operator_count; o++) {
        if (books->operators[o].sites == 0)
            continue; /* wound up */
        const bool institution = books->operators[o].budget >= 0;
        if (!institution && withdraw_insolvent(&books->ledger.operators[o], owed[o])) {
            TRY(fail(world, o, err));
            continue;
        }
        if (!institution)
            look_around(world, o, list);
        TRY(end_sites(world, o, err));
    }
    return 0;
}

static int withdraw(struct world *world, struct error *err)
{
    struct books *books = world->books;
    money *owed = calloc((size_t)books->operator_count + 1, sizeof *owed);
    struct withdraw_site *list =
        malloc(((size_t)books->supply.site_count + 1) * sizeof *list);
    int status = owed && list ? 0 : error_set(err, MESSAGE_MEMORY, "books");
    recover(world);
    if (status == 0) {
        add_arrears(&books->ledger, owed);
        status = withdraw_all(world, owed, list, err);
    }
    free(owed);
    free(list);
    return status;
}

const struct process process_withdraw = {
    .name = "withdraw",
    .text = "operators fail, or give up sites not worth going on with",
    .reads = "ledger, contracts, expectations, costs",
    .writes = WRITES_BOOKS,
    .city = withdraw,
};
