/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Governments and insurance pay what the month's instruments ask of them, each instrument
 * up to its yearly ceiling, those with claims in the order of site codes; at once, or when
 * it says (MODEL items 20 and 46). A line of a budget has what it is allotted: what it is
 * asked for, or, where an instrument names a sum a year, that each January, and then what
 * it cannot pay is owed. */
#include "process/subsidise.h"

#include "process/process.h"
#include "process/suppose.h"

#include "core/list.h"

#include <stdlib.h>

int subsidise_ask(struct subsidise_asked *asked, const struct subsidise_due *due,
                  money fen, struct error *err)
{
    if (fen <= 0)
        return 0;
    if (asked->count == asked->capacity) {
        size_t held = asked->capacity;
        TRY(list_grow((void **)&asked->due, &held, asked->count + 1, sizeof *asked->due,
                      err));
        TRY(list_grow((void **)&asked->fen, &asked->capacity, asked->count + 1,
                      sizeof *asked->fen, err));
    }
    asked->due[asked->count] = *due;
    asked->fen[asked->count++] = fen < MONEY_MAX ? fen : MONEY_MAX;
    return 0;
}

int subsidise_payer(struct world *world, int index, struct ledger_party *party,
                    struct error *err)
{
    struct books *books = world->books;
    struct force *force = books->instruments;
    const struct instrument *one = &force->policy->item[index];
    if (!account_bound(one->payer)) {
        *party = ledger_free_party(one->payer);
        return 0;
    }
    if (force->budget[index] < 0)
        TRY(books_budget(books, (enum account)one->payer, one->line,
                         &force->budget[index], err));
    *party = ledger_budget(&books->ledger, force->budget[index]);
    return 0;
}

static int allot(struct world *world, struct ledger_party payer, money fen,
                 enum ledger_place place, struct error *err)
{
    struct ledger *ledger = &world->books->ledger;
    const struct ledger_transfer transfer = {.payer =
                                                 ledger_free_party(ACCOUNT_OUTSIDE),
                                             .payee = payer,
                                             .purpose = MONEY_BUDGET,
                                             .product = LEDGER_NO_PRODUCT,
                                             .site = LEDGER_NO_SITE,
                                             .fen = fen,
                                             .place = place};
    if (fen <= 0)
        return 0;
    TRY(ledger_pay(ledger, &ledger->own, &transfer, NULL, err));
    return ledger_merge(ledger, &ledger->own, err);
}

/* Whether an instrument on the same line says what the line gets a year. */
static bool bound(const struct force *force, int index)
{
    const struct instrument *one = &force->policy->item[index];
    for (size_t i = 0; i < force->policy->count; i++) {
        const struct instrument *other = &force->policy->item[i];
        if (other->payer == one->payer && other->budget_per_year >= 0 &&
            strcmp(other->line, one->line) == 0)
            return true;
    }
    return false;
}

static enum ledger_place place_of(const struct world *world,
                                  const struct subsidise_due *due)
{
    return due->site >= 0 ? ledger_place(&world->books->ledger, due->site) : due->place;
}

static int transfer_one(struct world *world, const struct instrument *one,
                        const struct ledger_transfer *transfer, struct error *err)
{
    struct ledger *ledger = &world->books->ledger;
    const month due = ledger_due(one->paid, one->late_months, world->now);
    return due > world->now ? ledger_owe(ledger, &ledger->own, transfer, due, err)
                            : ledger_pay(ledger, &ledger->own, transfer, NULL, err);
}

int subsidise_pay(struct world *world, int index, struct subsidise_asked *asked,
                  bool rationed, struct error *err)
{
    struct force *force = force_of(world);
    const struct instrument *one = &force->policy->item[index];
    struct force_total *total = &force->month[index];
    struct ledger_party payer;
    money sum[LEDGER_PLACES] = {0};
    if (asked->count == 0)
        return 0;
    TRY(subsidise_payer(world, index, &payer, err));
    if (!rationed) {
        for (size_t k = 0; k < asked->count; k++)
            total->asked += asked->fen[k];
        total->granted += policy_ration(&force->spent, force->policy, index, asked->fen,
                                        asked->count, world->now);
    }
    for (size_t k = 0; k < asked->count; k++)
        sum[place_of(world, &asked->due[k])] += asked->fen[k];
    if (account_bound(one->payer) && !bound(force, index) &&
        ledger_due(one->paid, one->late_months, world->now) == world->now)
        for (int place = 0; place < LEDGER_PLACES; place++)
            TRY(allot(world, payer, sum[place], (enum ledger_place)place, err));
    for (size_t k = 0; k < asked->count; k++) {
        const struct ledger_transfer transfer = {.payer = payer,
                                                 .payee = asked->due[k].payee,
                                                 .purpose =
                                                     instrument_info[one->kind].purpose,
                                                 .product = asked->due[k].product,
                                                 .site = asked->due[k].site,
                                                 .fen = asked->fen[k],
                                                 .place = asked->due[k].place};
        if (transfer.fen > 0)
            TRY(transfer_one(world, one, &transfer, err));
    }
    return ledger_merge(&world->books->ledger, &world->books->ledger.own, err);
}

/* Money for claims that fall due, where a line has what it is asked for; each January, or
 * when the first of its instruments begins, what it is given a year. */
static int fund_lines(struct world *world, struct error *err)
{
    struct force *force = force_of(world);
    const int year = month_year(world->now);
    for (int i = 0; i < (int)force->policy->count; i++) {
        const struct instrument *one = &force->policy->item[i];
        struct ledger_party payer;
        if (!account_bound(one->payer) ||
            (force->budget[i] < 0 && !instrument_in_force(one, world->now)))
            continue;
        TRY(subsidise_payer(world, i, &payer, err));
        const money owed = ledger_arrears(&world->books->ledger, payer);
        if (one->budget_per_year >= 0 && force->funded[i] != year &&
            (owed > 0 || instrument_in_force(one, world->now))) {
            force->funded[i] = year;
            TRY(allot(world, payer, one->budget_per_year, LEDGER_SHARED, err));
        } else if (!bound(force, i))
            TRY(allot(world, payer,
                      owed - ledger_available(&world->books->ledger, payer),
                      LEDGER_SHARED, err));
    }
    return 0;
}

/* What vouchers, insurance and whoever makes discounts good take off bills. */
static int ask_bills(struct world *world, int index, struct subsidise_asked *asked,
                     struct error *err)
{
    const struct force *force = force_of(world);
    const struct supply *supply = &world->books->supply;
    for (size_t b = 0; b < force->bills.count; b++) {
        const struct force_bill *bill = &force->bills.item[b];
        const int32_t site = supply->rooms[bill->room].site;
        const struct subsidise_due due = {
            ledger_operator(world->books->sites[site].operator_row),
            supply->rooms[bill->room].product, site, LEDGER_SHARED};
        for (int32_t p = bill->first; p < bill->first + bill->parts; p++) {
            money fen = 0;
            for (int q = 0; q < QUINTILES; q++)
                fen += force->parts.item[p].paid[q];
            if (force->parts.item[p].instrument == index)
                TRY(subsidise_ask(asked, &due, fen, err));
        }
    }
    return 0;
}

/* Rent that an instrument takes off, where somebody pays the landlord for it. */
static int ask_rents(struct world *world, int index, struct subsidise_asked *asked,
                     struct error *err)
{
    struct books *books = world->books;
    struct force *force = books->instruments;
    for (int k = 0; k < books->supply.site_count; k++) {
        const int32_t site = force->by_code[k];
        const struct contract *contract = &books->sites[site].contract;
        if (!books_runs(books, site, world->now) ||
            contract->relief <= contract->agreed)
            continue;
        const struct force_relief relief = force_relief(world, index, site);
        const money fen = money_from_yuan(relief.before - relief.after);
        const struct subsidise_due due = {
            ledger_free_party(books_landlord(books, site)), LEDGER_NO_PRODUCT,
            LEDGER_NO_SITE, ledger_place(&books->ledger, site)};
        if (force->policy->item[index].payer == INSTRUMENT_FORGONE)
            force->month[index].forgone += fen;
        else
            TRY(subsidise_ask(asked, &due, fen, err));
    }
    return 0;
}

int subsidise_claims(struct world *world, int index, struct subsidise_asked *asked,
                     struct error *err)
{
    switch (force_of(world)->policy->item[index].kind) {
    case INSTRUMENT_rent: return ask_rents(world, index, asked, err);
    case INSTRUMENT_operating_grant:
        return subsidise_operating(world, index, asked, err);
    case INSTRUMENT_capital_grant: return subsidise_capital(world, index, asked, err);
    case INSTRUMENT_benefit: return subsidise_benefit(world, index, asked, err);
    case INSTRUMENT_voucher:
    case INSTRUMENT_discount:
    case INSTRUMENT_insurance: return ask_bills(world, index, asked, err);
    default: return 0;
    }
}

static int subsidise_all(struct world *world, struct subsidise_asked *asked,
                         struct error *err)
{
    struct force *force = force_of(world);
    TRY(fund_lines(world, err));
    for (int i = 0; i < (int)force->policy->count; i++) {
        const struct instrument *one = &force->policy->item[i];
        struct force_total *year = &force->year[i];
        const bool by_bill = one->kind == INSTRUMENT_voucher ||
                             one->kind == INSTRUMENT_discount ||
                             one->kind == INSTRUMENT_insurance;
        asked->count = 0;
        /* What was promised to projects falls due also when nothing new is promised. */
        if (instrument_in_force(one, world->now) ||
            one->kind == INSTRUMENT_capital_grant)
            TRY(subsidise_claims(world, i, asked, err));
        TRY(subsidise_pay(world, i, asked, by_bill, err));
        if (one->kind == INSTRUMENT_capital_grant)
            TRY(subsidise_settle(world, i, asked, err));
        year->asked += force->month[i].asked;
        year->granted += force->month[i].granted;
        year->forgone += force->month[i].forgone;
    }
    return 0;
}

static int subsidise(struct world *world, struct error *err)
{
    struct subsidise_asked asked = {0};
    if (world->books->suppose)
        TRY(suppose_month(world, world->books->suppose, err));
    if (!force_of(world))
        return 0;
    const int status = subsidise_all(world, &asked, err);
    free(asked.due);
    free(asked.fen);
    return status;
}

const struct process process_subsidise = {
    .name = "subsidise",
    .text =
        "governments and insurance pay grants, vouchers, refunds and benefits, or owe "
        "them",
    .reads = "instruments, bills, rooms, contracts",
    .writes = WRITES_BOOKS,
    .city = subsidise,
};
