/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Each January would-be entrants look at the city, one after another, and those whom an
 * opening convinces sign a contract, bring the money and have works done; the site opens
 * when these are over, unknown to anybody. Chains open with those they have. */
#include "process/enter_market.h"

#include "core/exact.h"
#include "process/expect.h"
#include "process/found.h"
#include "process/process.h"
#include "process/subsidise.h"
#include "process/view.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void draw_traits(const struct world *world, uint32_t code, uint32_t word[4])
{
    const struct stream_address address = {.seed = world->seed,
                                           .when = 0,
                                           .purpose = PURPOSE_ENTRANT,
                                           .code = ENTER_TRAITS};
    stream_words(&address, code, word);
}

/* Where it was planned, in degrees too. */
static void place_site(const struct world *world, const struct enter_place *place,
                       struct site *site)
{
    static const double step = 0.01; /* degrees */
    const struct community *c = &world->city->communities[site->community];
    double east, north, east_on, north_on;
    supply_plane(world->city, c->longitude, c->latitude, &east, &north);
    supply_plane(world->city, c->longitude + step, c->latitude + step, &east_on,
                 &north_on);
    site->east_km = place->east;
    site->north_km = place->north;
    site->longitude = c->longitude + (place->east - east) * step / (east_on - east);
    site->latitude = c->latitude + (place->north - north) * step / (north_on - north);
}

static struct site make_site(const struct world *world, const struct enter_plan *plan,
                             const struct enter_entrant *entrant, int works)
{
    const struct values *values = &world->values;
    const struct product *product =
        &world->services->catalogue->products[plan->product];
    uint32_t word[4];
    draw_traits(world, entrant->code, word);
    const double quality = values->supply_quality_mean +
                           values->supply_quality_spread * exact_normal(word[1]);
    struct site site = {
        .code = supply_code(world->city->communities[plan->place.community].code,
                            ORIGIN_ENTRY, (int)(entrant->code & INT32_MAX)),
        .community = plan->place.community,
        .floor_m2 = plan->m2,
        .opened = world->now + works,
        .closes = -1,
        .quality = quality < 0.0   ? 0.0
                   : quality > 1.0 ? 1.0
                                   : quality,
        .owner = OWNER_PRIVATE,
        .mode = MODE_MARKET,
        .kind = (uint8_t)entrant->kind,
        .origin = ORIGIN_ENTRY,
        .known_point = KNOWN_ASSUMED,
    };
    memcpy(site.name, product->zh, sizeof product->zh);
    place_site(world, &plan->place, &site);
    return site;
}

int32_t enter_chain_of(const struct books *books, int service, uint32_t code)
{
    int32_t chain = -1;
    int found = 0, wanted = 0;
    for (int pass = 0; pass < 2; pass++) {
        if (pass == 1 && found == 0)
            return -1;
        wanted = pass == 1 ? (int)(code % (uint32_t)found) : -1;
        found = 0;
        for (int32_t o = 0; o < books->operator_count; o++) {
            const struct operator_ *runner = &books->operators[o];
            if (runner->kind != OPERATOR_CHAIN || runner->sites == 0 ||
                books->ledger.operators[o].cash < 0 ||
                books->site_start[o] == books->site_start[o + 1] ||
                found_service(books, books->site_of[books->site_start[o]]) != service)
                continue;
            if (found++ == wanted)
                chain = o;
        }
    }
    return chain;
}

static int find_operator(struct world *world, const struct enter_entrant *entrant,
                         int product, money credit, int32_t *index, struct error *err)
{
    struct books *books = world->books;
    *index = entrant->kind == OPERATOR_CHAIN
                 ? enter_chain_of(books, books->catalogue->products[product].service,
                                  entrant->code)
                 : -1;
    if (*index < 0)
        return books_add_operator(books, entrant->kind, entrant->code, credit, index,
                                  err);
    books->ledger.operators[*index].credit += credit;
    return 0;
}

/* A lender and owners bring what is spent before opening and what the plan loses until it
 * breaks even; works, the months of rent in them and the deposit are paid. The loan is paid
 * back in equal parts from the next month on. */
static int pay_opening(struct world *world, int32_t site, const struct enter_plan *plan,
                       double works, struct error *err)
{
    struct books *books = world->books;
    const struct site_state *state = &books->sites[site];
    const money fitting = money_from_yuan(works);
    const money rent = money_from_yuan(plan->invest - works);
    const money deposit = money_from_yuan(state->contract.deposit);
    const money loan = money_from_yuan(plan->loan);
    const money months = (money)(world->values.operators_loan_months + 0.5);
    struct operator_ *runner = &books->operators[state->operator_row];
    const struct ledger_party self = ledger_operator(state->operator_row);
    const struct ledger_party landlord = ledger_free_party(books_landlord(books, site));
    const struct ledger_transfer transfers[] = {
        {ledger_free_party(ACCOUNT_LENDER), self, MONEY_LOAN, LEDGER_NO_PRODUCT, site,
         loan, LEDGER_SHARED},
        {ledger_free_party(ACCOUNT_OUTSIDE), self, MONEY_EQUITY, LEDGER_NO_PRODUCT,
         site, fitting + rent + deposit + money_from_yuan(plan->reserve) - loan,
         LEDGER_SHARED},
        {self, ledger_free_party(ACCOUNT_SUPPLIERS), MONEY_WORKS, plan->product, site,
         fitting, LEDGER_SHARED},
        {self, landlord, MONEY_RENT, plan->product, site, rent, LEDGER_SHARED},
        {self, landlord, MONEY_DEPOSIT, LEDGER_NO_PRODUCT, site, deposit,
         LEDGER_SHARED},
    };
    for (size_t k = 0; k < sizeof transfers / sizeof *transfers; k++)
        if (transfers[k].fen > 0)
            TRY(ledger_pay(&books->ledger, &books->ledger.own, &transfers[k], NULL,
                           err));
    runner->loan += loan;
    runner->instalment += (loan + months - 1) / months;
    return 0;
}

int enter_open(struct world *world, const struct enter_market *market,
               const struct enter_entrant *entrant, const struct enter_plan *plan,
               struct error *err)
{
    struct books *books = world->books;
    const struct product *product = &books->catalogue->products[plan->product];
    const struct enter_terms *terms =
        &market->terms[(int)entrant->kind * market->view.products + plan->product];
    const int works = (int)ceil(terms->idle);
    const struct site site = make_site(world, plan, entrant, works > 0 ? works : 1);
    const struct room room = {.product = (uint8_t)plan->product,
                              .slots = (uint8_t)product->slots,
                              .m2 = plan->m2,
                              .places = supply_places(product, plan->m2),
                              .price = -1.0};
    const bool borrows = operator_borrows(entrant->kind);
    const double cost = terms->fixed + terms->fixed_m2 * plan->m2 +
                        terms->rent_m2 * plan->m2 + terms->variable * plan->users;
    int32_t index, added;
    TRY(find_operator(
        world, entrant, plan->product,
        borrows ? money_from_yuan(world->values.operators_credit_months * cost) : 0,
        &index, err));
    TRY(books_add_site(world, &site, &room, 1, &added, err));
    books_give(books, added, index);
    struct site_state *state = &books->sites[added];
    state->contract = found_contract(world, added, terms->term + works);
    if (terms->rent_m2 <= 0.0)
        state->contract.agreed = state->contract.relief = 1.0;
    state->contract.deposit =
        world->values.operators_deposit_months * operator_rent(&state->contract);
    state->invested = terms->invest + terms->invest_m2 * plan->m2;
    books->rooms[books->supply.sites[added].room].price = plan->asked;
    books->rooms[books->supply.sites[added].room].expectation =
        expect_plan(&world->values, plan->users, plan->tau);
    TRY(pay_opening(world, added, plan, state->invested, err));
    return subsidise_project(world, added, state->invested, state->invested, err);
}

/* The pool of the year, in its order. malloc'ed; NULL without memory. */
static struct enter_entrant *make_pool(const struct world *world, int year, int *count)
{
    static const int64_t prefecture = 100000000;
    const uint32_t city = (uint32_t)(world->city->communities[0].code / prefecture);
    const double residents = (double)world_residents(world);
    int64_t of[OPERATOR_KINDS], all = 0;
    for (int kind = 0; kind < OPERATOR_KINDS; kind++)
        all += of[kind] = enter_count(&world->values, world->seed,
                                      (enum operator_kind)kind, residents, year);
    struct enter_entrant *pool = malloc(((size_t)all + 1) * sizeof *pool);
    *count = 0;
    for (int kind = 0; pool && kind < OPERATOR_KINDS; kind++)
        *count += enter_fill(world->seed, city, (enum operator_kind)kind, year,
                             of[kind], pool + *count, (int)all - *count);
    if (pool)
        enter_order(pool, *count);
    return pool;
}

/* What the instruments in force then would do for the plan (enter.h). */
static void help_plan(const struct world *world, enum operator_kind kind,
                      const struct enter_terms *terms, const struct enter_plan *plan,
                      struct enter_help *help)
{
    const struct site_state ordinary = {.quality = world->values.supply_quality_mean};
    const struct product *product = &world->books->catalogue->products[plan->product];
    const struct room room = {.slots = (uint8_t)product->slots};
    const int places = supply_places(product, plan->m2);
    const bool beds = product->use == USE_PLACE && product->slots >> SLOT_NIGHT & 1;
    const month when = world->now + (month)ceil(terms->idle);
    const struct force_opening opening = {
        .target = {plan->place.community, plan->product, MODE_MARKET, kind},
        .places = places,
        .beds = beds ? places : 0,
        .m2 = plan->m2,
        .users = plan->users,
        .capacity = view_capacity(&room, product, places),
        .stars = operator_stars(&ordinary),
        .rent_m2 = terms->rent_m2 * world->books->rent[plan->place.community],
        .lease_months = terms->term};
    const double tax = terms->asked - terms->price;
    help->cap = force_open_cap(world, &opening, when);
    if (plan->users <= 0.0)
        return;
    help->capital = force_open_capital(world, &opening, terms->invest_m2 * plan->m2,
                                       when, &help->capital_after);
    for (int k = 0; k < ENTER_QUARTERS && k * ENTER_QUARTER < terms->term; k++) {
        const struct force_aid aid =
            force_open_aid(world, &opening, when, k * ENTER_QUARTER + 1);
        help->quarter[k] =
            (struct enter_aid){aid.rent, aid.fixed, aid.each + tax * (1.0 - aid.taxed)};
    }
}

static int enter_all(struct world *world, struct enter_market *market,
                     struct error *err)
{
    const int year = month_year(world->now);
    const struct enter_round round = {.help = force_of(world) ? help_plan : NULL,
                                      .world = world,
                                      .values = &world->values,
                                      .seed = world->seed,
                                      .year = year,
                                      .market = &market->view,
                                      .terms = market->terms,
                                      .cumulative = market->cumulative};
    int count, status = 0;
    struct enter_entrant *pool = make_pool(world, year, &count);
    struct enter_plan *plans = malloc(((size_t)count + 1) * sizeof *plans);
    if (!pool || !plans)
        status = error_set(err, MESSAGE_MEMORY, "entrants");
    const int entered = status == 0 ? enter_year(&round, pool, count, plans) : 0;
    for (int k = 0; status == 0 && k < entered; k++)
        status = enter_open(world, market, &pool[plans[k].entrant], &plans[k], err);
    free(pool);
    free(plans);
    return status;
}

static int enter(struct world *world, struct error *err)
{
    return enter_january(world, enter_all, err);
}

const struct process process_enter = {
    .name = "enter",
    .text = "each January would-be entrants look for openings, one after another",
    .reads = "ties, offers, rooms, costs, books",
    .writes = WRITES_BOOKS,
    .city = enter,
};
