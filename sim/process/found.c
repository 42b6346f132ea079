/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Sites begin to keep books: all that are open in the first month, and each that opens
 * later. At the start staff is in post for those served, contracts are under way, and
 * operators hold some months of their cost as own money. */
#include "process/found.h"

#include "process/adapt.h"
#include "process/expect.h"
#include "process/pay.h"
#include "process/process.h"

#include "core/exact.h"
#include "policy/force.h"

#include <math.h>
#include <stdlib.h>

struct contract found_contract(const struct world *world, int32_t site, int months)
{
    const struct values *values = &world->values;
    const struct books *books = world->books;
    const struct site *place = &books->supply.sites[site];
    const enum operator_kind kind =
        books->operators[books->sites[site].operator_row].kind;
    const int term = force_lease(world, site, months);
    const bool free_of_rent = kind == OPERATOR_PUBLIC || kind == OPERATOR_FAMILY;
    struct contract contract = {
        .mode = place->mode,
        .start = world->now,
        .end = term < 0 ? -1 : world->now + term,
        .rent = books_market_rent(books, site) * (1.0 + books->sites[site].rent_over),
        .agreed = free_of_rent                   ? 1.0
                  : place->owner == OWNER_PUBLIC ? values->operators_public_relief
                                                 : 0.0,
    };
    contract.relief = force_rent(world, site, &contract);
    if (free_of_rent)
        return contract;
    contract.notice = (int32_t)(values->operators_notice_months + 0.5);
    contract.penalty = values->operators_penalty_months * contract.rent;
    contract.deposit = values->operators_deposit_months * operator_rent(&contract);
    return contract;
}

/* At the start contracts have run for a while: what is left is spread evenly. */
static void age_contract(const struct world *world, struct site_state *site, int months)
{
    const struct stream_address address = {
        .seed = world->population_seed, .when = 0, .purpose = PURPOSE_CONTRACT};
    uint32_t word[4];
    if (site->contract.end < 0)
        return;
    stream_words(&address, site->code, word);
    const int left = 1 + (int)((uint64_t)word[1] * (uint64_t)months >> 32);
    site->contract.end = world->now + left;
    site->contract.start = world->now + left - months;
}

int found_staff(struct world *world, int32_t site, struct error *err)
{
    struct books *books = world->books;
    const struct site *place = &books->supply.sites[site];
    struct site_state *state = &books->sites[site];
    bool asked[CATALOGUE_TRADES] = {false};
    size_t trades = 0;
    for (int r = place->room; r < place->room + place->rooms; r++) {
        const struct product *product =
            &books->catalogue->products[books->supply.rooms[r].product];
        for (int k = 0; k < product->class_count; k++)
            for (int t = 0; t < CATALOGUE_TRADES; t++)
                asked[t] |= product->classes[k].posts[t] > 0.0;
    }
    for (int t = 0; t < books->catalogue->trade_count; t++)
        trades += asked[t];
    free(state->staff);
    state->trades = 0;
    state->staff = calloc(trades > 0 ? trades : 1, sizeof *state->staff);
    if (!state->staff)
        return error_set(err, MESSAGE_MEMORY, "books");
    for (int t = 0; t < books->catalogue->trade_count; t++)
        if (asked[t])
            state->staff[state->trades++] =
                (struct staff_post){.trade = (uint8_t)t, .wage = books->market[t].wage};
    return 0;
}

double found_plan(const struct expectation *expectation, double use)
{
    static const double least = 0.25; /* of a ramp; below, use says little */
    return use / fmax(expect_ramp(expectation->age, expectation->tau), least);
}

/* What a site of `months` expects that is used as this month, as far as its operator
 * knows; a new one knows its plan only. The first month counts for few:
 * residents have yet to find what they will use, and it must not be remembered for years. */
static struct expectation expect_steady(const struct values *values, double use,
                                        int months)
{
    const double memory = values->operators_memory_months;
    struct expectation expectation = expect_plan(values, use, expect_hearing(values));
    const double kept = exact_pow(1.0 - 1.0 / memory, months);
    expectation.weight *= kept;
    expectation.months = fmin(memory * (1.0 - kept), FOUND_SEEN);
    expectation.sum = expectation.months * use;
    expectation.age = months;
    if (months > 0)
        expectation.plan = found_plan(&expectation, use);
    return expectation;
}

/* Share of the capacity of open rooms of each product that is used in the city. */
static void mean_occupancy(const struct books *books, double share[CATALOGUE_PRODUCTS])
{
    double capacity[CATALOGUE_PRODUCTS] = {0}, used[CATALOGUE_PRODUCTS] = {0};
    for (int r = 0; r < books->supply.room_count; r++) {
        const int product = books->supply.rooms[r].product;
        capacity[product] += books->rooms[r].capacity;
        for (int k = 0; k < CATALOGUE_CLASSES; k++)
            used[product] += books->rooms[r].users[k];
    }
    for (int p = 0; p < CATALOGUE_PRODUCTS; p++)
        share[p] = capacity[p] > 0.0 ? used[p] / capacity[p] : 0.0;
}

static void plan_rooms(struct world *world, int32_t site,
                       const double share[CATALOGUE_PRODUCTS])
{
    struct books *books = world->books;
    const struct site *place = &books->supply.sites[site];
    for (int r = place->room; r < place->room + place->rooms; r++) {
        struct books_room *room = &books->rooms[r];
        double users = 0.0;
        for (int k = 0; k < CATALOGUE_CLASSES; k++)
            users += room->users[k];
        if (room->expectation.plan > 0.0)
            continue; /* who opened it has one */
        room->expectation =
            books->founded == world->now
                ? expect_steady(&world->values, users, books->sites[site].months_open)
                : expect_plan(&world->values,
                              room->capacity * share[books->supply.rooms[r].product],
                              expect_hearing(&world->values));
    }
}

/* Yuan of fit-out that its operator brought and renews. */
static double own_fitout(const struct world *world, int32_t site)
{
    const struct books *books = world->books;
    const struct site *place = &books->supply.sites[site];
    const enum operator_kind kind =
        books->operators[books->sites[site].operator_row].kind;
    double yuan = 0.0;
    for (int r = place->room; r < place->room + place->rooms; r++)
        yuan += costs_works(books->costs, books->supply.rooms[r].product,
                            books->supply.rooms[r].m2, false, &books->levels)
                    .yuan;
    return kind == OPERATOR_PUBLIC        ? 0.0
           : place->owner == OWNER_PUBLIC ? yuan * world->values.operators_own_fitout
                                          : yuan;
}

/* The site as it stands when its books begin. */
static int begin(struct world *world, int32_t site,
                 const double share[CATALOGUE_PRODUCTS], struct error *err)
{
    struct books *books = world->books;
    const struct site *place = &books->supply.sites[site];
    struct site_state *state = &books->sites[site];
    const int life = (int)(world->values.operators_fitout_years * MONTHS_PER_YEAR);
    state->months_open = world->now > place->opened ? world->now - place->opened : 0;
    state->quality = place->quality;
    state->trained = world->values.operators_trained;
    state->fit = world->values.operators_fit;
    state->fitted = world->now - state->months_open % (life > 0 ? life : 1);
    TRY(found_staff(world, site, err));
    for (int k = 0; k < state->trades; k++) {
        state->staff[k].posts = view_posts(books, site, state->staff[k].trade);
        state->staff[k].in_post = state->staff[k].posts;
    }
    plan_rooms(world, site, share);
    return 0;
}

double found_cost(struct world *world, int32_t site)
{
    struct books *books = world->books;
    struct site_state *state = &books->sites[site];
    struct view_site view;
    view_make(world, site, &view);
    for (int k = 0; k < state->trades; k++)
        view.cover[k] =
            staff_cover(&world->values, books->market[state->staff[k].trade].wage, 0.0,
                        &state->staff[k]);
    const struct site_month spent = spend_month(&world->values, &view.view);
    return money_to_yuan(spend_cost(&spent));
}

/* Yuan a month that users cost whom the site plans beyond those it has. */
static double planned_cost(const struct world *world, int32_t site)
{
    const struct books *books = world->books;
    const struct site *place = &books->supply.sites[site];
    double yuan = 0.0;
    for (int r = place->room; r < place->room + place->rooms; r++) {
        double users = 0.0;
        for (int k = 0; k < CATALOGUE_CLASSES; k++)
            users += books->rooms[r].users[k];
        const double more = books->rooms[r].expectation.plan - users;
        const double each = adapt_cost(world, r);
        yuan += more > 0.0 && each > 0.0 ? more * each : 0.0;
    }
    return yuan;
}

/* Own money of owners: some months of cost (of a new site at the use it plans), and the
 * deposit, which the landlord has. A public institution gets a month's cost from its
 * budget. */
static int endow(struct world *world, int32_t site, struct error *err)
{
    struct books *books = world->books;
    const struct values *values = &world->values;
    const struct pay_turn turn = pay_turn(world, books->sites[site].operator_row);
    struct operator_ *runner = &books->operators[turn.operator_row];
    const bool later = world->now > books->founded && runner->budget < 0;
    const double cost =
        found_cost(world, site) + (later ? planned_cost(world, site) : 0.0);
    if (runner->budget >= 0) {
        runner->reserve += money_from_yuan(cost);
        return pay_grant(&turn, site, runner->budget, MONEY_DEFICIT, LEDGER_NO_PRODUCT,
                         money_from_yuan(cost), err);
    }
    const money deposit = money_from_yuan(books->sites[site].contract.deposit);
    const money cash = money_from_yuan(values->operators_opening_months * cost);
    if (operator_borrows(runner->kind))
        books->ledger.operators[turn.operator_row].credit +=
            money_from_yuan(values->operators_credit_months * cost);
    TRY(pay_in(&turn, site, ACCOUNT_OUTSIDE, MONEY_EQUITY, LEDGER_NO_PRODUCT,
               cash + deposit, err));
    return pay_out(&turn, site, books_landlord(books, site), MONEY_DEPOSIT,
                   LEDGER_NO_PRODUCT, deposit, err);
}

/* A market of each trade that clears at the wage of the table with the posts of now. */
static void open_markets(struct world *world)
{
    struct books *books = world->books;
    for (int t = 0; t < books->catalogue->trade_count; t++)
        books->market[t] = staff_market_of(
            &world->values, books->catalogue->trades[t].wage * books->wage_level, 0.0);
}

static void fill_markets(struct world *world)
{
    struct books *books = world->books;
    double posts[CATALOGUE_TRADES] = {0};
    for (int s = 0; s < books->supply.site_count; s++)
        for (int k = 0; k < books->sites[s].trades; k++)
            posts[books->sites[s].staff[k].trade] += books->sites[s].staff[k].posts;
    for (int t = 0; t < books->catalogue->trade_count; t++)
        books->market[t] =
            staff_market_of(&world->values, books->market[t].wage, posts[t]);
}

/* The site's contract and the rest of what it begins with; its money comes later. */
static void begin_contract(struct world *world, int32_t site, int term)
{
    struct books *books = world->books;
    struct site_state *state = &books->sites[site];
    const bool institution = books->operators[state->operator_row].budget >= 0;
    state->contract = found_contract(world, site, institution ? -1 : term);
    state->invested = own_fitout(world, site);
    if (world->now == books->founded)
        age_contract(world, state, term);
    else
        found_later(world, site);
}

/* Sites that are there in the first month: terms follow from what all of them cost. */
static int begin_first(struct world *world, struct error *err)
{
    struct books *books = world->books;
    fill_markets(world);
    found_terms(world);
    for (int s = 0; s < books->supply.site_count; s++)
        if (books_runs(books, s, world->now))
            TRY(endow(world, s, err));
    return 0;
}

static int found(struct world *world, struct error *err)
{
    struct books *books = world->books;
    const bool first = world->now == books->founded;
    const int term = (int)(world->values.operators_contract_months + 0.5);
    double share[CATALOGUE_PRODUCTS];
    if (first) {
        open_markets(world);
        TRY(found_operators(world, err));
        TRY(books_order(books, err));
    }
    mean_occupancy(books, share);
    for (int s = 0; s < books->supply.site_count; s++) {
        if (!books_runs(books, s, world->now) ||
            !(first || books->supply.sites[s].opened == world->now))
            continue;
        const bool has_contract = books->sites[s].contract.start > 0;
        if (!has_contract)
            begin_contract(world, s, term);
        TRY(begin(world, s, share, err));
        if (!has_contract && !first)
            TRY(endow(world, s, err));
    }
    if (first)
        TRY(begin_first(world, err));
    else
        found_terms(world);
    return ledger_merge(&books->ledger, &books->ledger.own, err);
}

const struct process process_found = {
    .name = "found",
    .text = "sites that begin to keep books: contract, staff, plan, own money",
    .reads = "rooms, costs, indices",
    .writes = WRITES_BOOKS,
    .city = found,
};
