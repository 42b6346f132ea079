/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A room of a site with several (docs/MODEL.md 7.13): where it does not pay what its users
 * and its floor cost, its operator asks what the space would bring as something else. The
 * room is shut while works last and opens as the new product; the site, its contract and
 * its other rooms go on. */
#include "process/convert_parts.h"

#include "process/expect.h"
#include "process/pay.h"
#include "process/subsidise.h"
#include "process/view.h"
#include "process/withdraw_parts.h"

#include <stdlib.h>

/* A room, and what it would be. */
struct plan {
    int32_t room;
    double share; /* of the site's floor */

    struct convert_use use;
};

/* What public space or a site that governments assist is for, its contract says. */
static bool asks(const struct world *world, int32_t site)
{
    const struct books *books = world->books;
    const struct site *place = &books->supply.sites[site];
    const struct site_state *state = &books->sites[site];
    if (!books_runs(books, site, world->now) || place->closes >= 0 ||
        place->rooms < 2 || state->contract.start <= 0 ||
        state->contract.mode != MODE_MARKET ||
        books->operators[state->operator_row].budget >= 0 || view_free(world, site))
        return false;
    return !supply_has_works(&books->supply, place);
}

/* The room that does not pay whose best other use is worth most. */
static struct plan find_room(const struct world *world,
                             const struct enter_market *market, int32_t site)
{
    const struct supply *supply = &world->books->supply;
    const struct site *place = &supply->sites[site];
    const double months =
        withdraw_annuity(&world->values, 0, (int)world->values.operators_exit_months);
    struct plan best = {.room = -1};
    uint64_t without = 0;
    for (int32_t r = place->room; r < place->room + place->rooms; r++)
        without |= UINT64_C(1) << supply->rooms[r].product;
    for (int32_t r = place->room; r < place->room + place->rooms; r++) {
        const double worth = withdraw_look_room(world, r);
        if (worth >= 0.0)
            continue;
        const struct convert_space space = {.site = site,
                                            .m2 = supply->rooms[r].m2,
                                            .without = without,
                                            .margin = worth / months};
        const struct convert_use use = convert_use_best(world, market, &space);
        if (use.product >= 0 && (best.room < 0 || use.value > best.use.value))
            best = (struct plan){.room = r,
                                 .share = withdraw_look_share(supply, r),

                                 .use = use};
    }
    return best;
}

/* Works begin with the next month. Owners pay for them; what was fitted out is gone, and
 * with it what the space brought beside its books. */
static int begin_works(struct world *world, const struct plan *plan, struct error *err)
{
    struct books *books = world->books;
    struct room *room = &books->supply.rooms[plan->room];
    struct site_state *state = &books->sites[room->site];
    const struct pay_turn turn = pay_turn(world, state->operator_row);
    const money works = money_from_yuan(plan->use.works.yuan);
    TRY(subsidise_turn(world, turn.operator_row, plan->room, plan->use.product,
                       room->site, err));
    room->next = (uint8_t)(plan->use.product + 1);
    room->was = (uint8_t)(room->product + 1);
    room->from = world->now + 1 + convert_use_months(&plan->use);
    room->places = 0;
    books->rooms[plan->room].expectation =
        expect_plan(&world->values, plan->use.users, plan->use.tau);
    state->invested += plan->use.works.yuan - plan->share * state->invested;
    state->side -= plan->share * state->side;
    TRY(pay_in(&turn, room->site, ACCOUNT_OUTSIDE, MONEY_EQUITY, LEDGER_NO_PRODUCT,
               works, err));
    return pay_out(&turn, room->site, ACCOUNT_SUPPLIERS, MONEY_WORKS, plan->use.product,
                   works, err);
}

/* Of what the use gains over the term of a contract, the part of the months that a site is
 * looked at ahead, which are fewer. */
static double soon_of(const struct world *world, const struct plan *plan)
{
    const struct values *values = &world->values;
    const int term = (int)(values->operators_contract_months + 0.5);
    const int ahead = (int)values->operators_exit_months;
    return ahead < term ? plan->use.gain * withdraw_annuity(values, 0, ahead) /
                              withdraw_annuity(values, 0, term)
                        : plan->use.gain;
}

int convert_rooms(struct world *world, struct enter_market *market, struct error *err)
{
    const int32_t sites = world->books->supply.site_count;
    for (int32_t s = 0; s < sites; s++) {
        if (!asks(world, s))
            continue;
        const struct plan plan = find_room(world, market, s);
        /* Nobody has works done on a site that is not worth going on with even so. */
        if (plan.room < 0 ||
            convert_sites_worth(world, s) + soon_of(world, &plan) < 0.0)
            continue;
        TRY(begin_works(world, &plan, err));
        convert_use_announce(market, &world->books->supply.sites[s], &plan.use);
    }
    return 0;
}

/* What open rooms of the product ask, a mean; -1, the catalogue's, where there are none. */
static double mean_price(const struct world *world, int product)
{
    const struct supply *supply = &world->books->supply;
    double yuan = 0.0;
    int rooms = 0;
    for (int32_t r = 0; r < supply->room_count; r++)
        if (world->services->rooms[r].open && supply->rooms[r].product == product) {
            yuan += books_price(world, r);
            rooms++;
        }
    return rooms > 0 ? yuan / rooms : -1.0;
}

/* Posts in the trades that the product asks for and the site does not know yet. */
static int add_trades(struct books *books, struct site_state *state,
                      const struct product *product, struct error *err)
{
    struct staff_post *staff =
        realloc(state->staff, (size_t)books->catalogue->trade_count * sizeof *staff);
    if (!staff)
        return error_set(err, MESSAGE_MEMORY, "books");
    state->staff = staff;
    for (int t = 0; t < books->catalogue->trade_count; t++) {
        bool asked = false, known = false;
        for (int k = 0; k < product->class_count; k++)
            asked |= product->classes[k].posts[t] > 0.0;
        for (int k = 0; k < state->trades; k++)
            known |= state->staff[k].trade == t;
        if (asked && !known)
            state->staff[state->trades++] =
                (struct staff_post){.trade = (uint8_t)t, .wage = books->market[t].wage};
    }
    return 0;
}

static int end_works(struct world *world, int32_t r, struct error *err)
{
    struct books *books = world->books;
    struct room *room = &books->supply.rooms[r];
    struct room_state *state = &world->services->rooms[r];
    const int number = room->next - 1;
    const struct product *product = &books->catalogue->products[number];
    const struct expectation expectation = books->rooms[r].expectation;
    TRY(add_trades(books, &books->sites[room->site], product, err));
    books->rooms[r] = books_room_new;
    books->rooms[r].expectation = expectation;
    books->rooms[r].price = mean_price(world, number);
    *state = (struct room_state){.quality = state->quality,
                                 .audience = state->audience,
                                 .audiences = state->audiences};
    room->product = (uint8_t)number;
    room->next = 0;
    room->slots = (uint8_t)product->slots;
    room->places = supply_places(product, room->m2);
    room->price = -1.0;
    state->price = books->rooms[r].price >= 0.0
                       ? books->rooms[r].price * books->told
                       : services_listed(world->services, room, world->now);
    services_near_free(world->services);
    return 0;
}

int convert_rooms_end(struct world *world, struct error *err)
{
    const struct books *books = world->books;
    for (int32_t r = 0; r < books->supply.room_count; r++) {
        const struct room *room = &books->supply.rooms[r];
        if (room->next != 0 && room->from == world->now + 1 &&
            books_runs(books, room->site, world->now))
            TRY(end_works(world, r, err));
    }
    return 0;
}
