/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What last month's services did to their users, and who therefore chooses again: whose
 * site closed, was full or changed its price; who gave waiting up; who left a place. */
#include "process/ask.h"

#include "core/list.h"
#include "policy/force.h"

enum { BEST = 255 }; /* mood */

static struct settling look_at(const struct home *home, const struct offer *offer)
{
    const struct services *services = home->world->services;
    const struct product *product = &services->catalogue->products[offer->product];
    const struct room_state *room = &services->rooms[offer->room];
    const struct force *force = force_of(home->world);
    const bool turn = month_number(home->world->now) == SCHOOL_YEAR;
    return (struct settling){
        .seen = BEST * (0.5 + 0.5 * room->quality),
        .price = room->price + product->extra_cost,
        .room = force && force->tariffs.of_room[offer->room] != 0 ? offer->room
                                                                  : UINT32_MAX,
        .leaving = {[TIE_WAITS] = stream_threshold(product->giving_up),
                    [TIE_HOLDS] = stream_threshold(product->leaving)},
        .too_old = product->use == USE_PLACE && turn
                       ? product->classes[product->class_count - 1].who.age_high
                       : INT32_MAX,
        .code = product->code,
        .product = offer->product,
        .open = room->open,
        .moved = room->moved,
    };
}

/* Few ties need a word, so they are drawn one by one. */
static bool leaves(const struct home *home, const struct tie *tie,
                   const struct settling *offer)
{
    const struct stream_address address = {.seed = home->world->seed,
                                           .when = home->world->now,
                                           .purpose = PURPOSE_LEAVE,
                                           .code = offer->code};
    uint32_t word[4];
    if (offer->leaving[tie->kind] == 0)
        return false;
    stream_words(&address, home->block->residents.id[tie->row], word);
    return word[0] < offer->leaving[tie->kind];
}

/* Too old for every class: a place is kept until the school year is over. */
static bool outgrown(const struct home *home, const struct tie *tie,
                     const struct settling *offer)
{
    return offer->too_old < INT32_MAX &&
           home->world->now - home->block->residents.birth[tie->row] >= offer->too_old;
}

static void remember(struct tie *tie, double seen, double memory)
{
    const double mood = tie->mood + memory * ((tie->placed ? seen : 0.0) - tie->mood);
    tie->mood = (uint8_t)(mood < 0.0 ? 0.0 : mood > BEST ? BEST : mood);
}

enum { KEEP, FULL, DEARER, LESS, AGAIN, DROP };

/* What becomes of one tie. */
static int judge(const struct home *home, struct tie *tie, const struct settling *offer)
{
    if (tie->kind != TIE_WAITS)
        remember(tie, offer->seen, home->world->values.serve_memory);
    tie->months = (uint8_t)(tie->months + (tie->months < UINT8_MAX));
    if (!offer->open)
        return tie->kind == TIE_WAITS && tie->second != TIE_NONE ? AGAIN : DROP;
    if (tie->kind != TIE_VISITS)
        return leaves(home, tie, offer) || outgrown(home, tie, offer) ? DROP
               : offer->moved                                         ? DEARER
                                                                      : KEEP;
    /* A site that stays full says something new when its crowding is a new mean. */
    const bool full = tie->served < home->world->values.choose_full_share * tie->asked;
    const bool news = full && (!tie->full || tie->months % SERVICES_CROWD == 0);
    tie->full = full;
    return news ? FULL : offer->moved ? DEARER : KEEP;
}

/* Whether a site that is tried or waited for beside the first has closed. */
static bool hopes_less(const struct offers *offers, const struct tie *tie)
{
    const bool lists = tie->kind == TIE_WAITS && tie->third != TIE_NONE;
    return (tie->second != TIE_NONE && !offers->item[tie->second].open) ||
           (lists && !offers->item[tie->third].open);
}

static int take_old(struct home *home, const struct tie *tie, int product, int fate,
                    struct error *err)
{
    const enum choosing_trigger trigger = fate == FULL     ? CHOOSING_FULL
                                          : fate == DEARER ? CHOOSING_PRICE
                                                           : CHOOSING_LEFT;
    struct asking *asking = home->worker->asking;
    TRY(ask_note(home, tie->row, UINT64_C(1) << product, trigger, err));
    if (fate == DROP)
        return 0;
    struct chooser *who = &asking->choosers.item[asking->slot[tie->row] - 1];
    TRY(LIST_RESERVE(&asking->old, 1, err));
    asking->old.item[asking->old.count] =
        (struct old_tie){.tie = *tie, .next = who->old, .product = (uint8_t)product};
    who->old = (int32_t)asking->old.count++;
    return 0;
}

/* What a tie costs in a usual month: visits as many as its rule says. */
static double cost_of(const struct home *home, const struct tie *tie,
                      const struct settling *offer)
{
    const struct product *product =
        &home->world->services->catalogue->products[offer->product];
    double amount = 1.0;
    if (tie->kind == TIE_VISITS)
        amount = tie->third < CATALOGUE_RULES
                     ? product->need[tie->third].amount
                     : product->want[tie->third - CATALOGUE_RULES].amount;
    return offer->room == UINT32_MAX ? offer->price * amount
                                     : want_price(home, tie->row, offer->room, amount);
}

/* A tie that needs no new choice stays where it is. */
static void keep(struct home *home, struct tie *tie, const struct settling *offer)
{
    tie->placed = tie->kind == TIE_HOLDS;
    if (tie->kind != TIE_WAITS && (offer->price > 0.0 || offer->room != UINT32_MAX))
        ask_spend(home, tie->row, cost_of(home, tie, offer));
    home->block->ties.count++;
}

static int settle(struct home *home, struct error *err)
{
    const struct offers *offers = &home->world->services->offers[home->community];
    struct asking *asking = home->worker->asking;
    struct ties *ties = &home->block->ties;
    const uint32_t count = ties->count;
    for (int k = 0; k < offers->count; k++)
        asking->settling[k] = look_at(home, &offers->item[k]);
    ties->count = 0;
    for (uint32_t k = 0; k < count; k++) {
        /* Whole first, then its bytes: the other way round the processor waits. */
        struct tie *tie = &ties->item[ties->count];
        *tie = ties->item[k];
        const struct settling *offer = &asking->settling[tie->offer];
        int fate = judge(home, tie, offer);
        if (fate == KEEP && offers->closed && hopes_less(offers, tie))
            fate = LESS;
        const int32_t slot = asking->slot[tie->row];
        const bool chooses =
            slot > 0 && asking->choosers.item[slot - 1].products >> offer->product & 1;
        if (fate == KEEP && !chooses)
            keep(home, tie, offer);
        else
            TRY(take_old(home, tie, offer->product, fate, err));
    }
    return 0;
}

const struct process process_settle = {
    .name = "settle",
    .text =
        "users remember last month; whose site closed, was full or dearer, who gives "
        "waiting up or leaves a place chooses again",
    .reads = "ties, offers, rooms, birth",
    .writes = WRITES_TIES,
    .home = settle,
};
