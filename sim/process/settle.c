/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What last month's services did to their users, and who therefore chooses again: whose
 * site closed, was full or changed its price; who gave waiting up; who left a place. */
#include "process/ask.h"

#include "core/list.h"

/* Words of the residents with a tie would be drawn one by one; few ties need one. */
static uint32_t leave_word(const struct home *home, const struct tie *tie,
                           const struct product *product)
{
    const struct stream_address address = {.seed = home->world->seed,
                                           .when = home->world->now,
                                           .purpose = PURPOSE_LEAVE,
                                           .code = product->code};
    uint32_t word[4];
    stream_words(&address, home->block->residents.id[tie->row], word);
    return word[0];
}

static bool leaves(const struct home *home, const struct tie *tie,
                   const struct product *product)
{
    const double chance = tie->kind == TIE_WAITS   ? product->giving_up
                          : tie->kind == TIE_HOLDS ? product->leaving
                                                   : 0.0;
    return chance > 0.0 && leave_word(home, tie, product) < stream_threshold(chance);
}

/* Too old for every class: a place is vacated when places are newly filled. */
static bool outgrown(const struct home *home, const struct tie *tie,
                     const struct product *product)
{
    if (tie->kind == TIE_VISITS ||
        !(product->intake >> (month_number(home->world->now) - 1) & 1))
        return false;
    const int age = home->world->now - home->block->residents.birth[tie->row];
    return age >= product->classes[product->class_count - 1].who.age_high;
}

static void remember(struct tie *tie, double quality, double memory)
{
    enum { BEST = 255 };
    const double served = tie->placed ? 1.0 : 0.0;
    const double seen = BEST * served * (0.5 + 0.5 * quality);
    const double mood = tie->mood + memory * (seen - tie->mood);
    tie->mood = (uint8_t)(mood < 0.0 ? 0.0 : mood > BEST ? BEST : mood);
}

enum { KEEP, FULL, DEARER, AGAIN, DROP };

/* What becomes of one tie. */
static int judge(struct home *home, struct tie *tie, struct offer *offer)
{
    const struct services *services = home->world->services;
    const struct product *product = &services->catalogue->products[offer->product];
    const struct room_state *room = &services->rooms[offer->room];
    if (tie->kind != TIE_WAITS)
        remember(tie, room->quality, home->world->values.serve_memory);
    tie->months = (uint8_t)(tie->months + (tie->months < UINT8_MAX));
    if (!room->open)
        return tie->kind == TIE_WAITS && tie->second != TIE_NONE ? AGAIN : DROP;
    if (leaves(home, tie, product) || outgrown(home, tie, product))
        return DROP;
    const bool full = tie->kind == TIE_VISITS &&
                      tie->served < home->world->values.choose_full_share * tie->asked;
    return full ? FULL : room->moved ? DEARER : KEEP;
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

/* Keeps a tie that needs no new choice. */
static void keep(struct home *home, const struct tie *tie, struct offer *offer)
{
    const struct services *services = home->world->services;
    struct ties *ties = &home->block->ties;
    offer->used = 1;
    if (tie->kind == TIE_HOLDS)
        ask_spend(home, tie->row,
                  want_price(services, &services->catalogue->products[offer->product],
                             &services->rooms[offer->room], 1.0));
    ties->item[ties->count] = *tie;
    ties->item[ties->count++].placed = tie->kind == TIE_HOLDS;
}

static int settle(struct home *home, struct error *err)
{
    struct services *services = home->world->services;
    struct offers *offers = &services->offers[home->community];
    struct asking *asking = home->worker->asking;
    struct ties *ties = &home->block->ties;
    const uint32_t count = ties->count;
    for (int k = 0; k < offers->count; k++)
        offers->item[k].used = 0;
    ties->count = 0;
    for (uint32_t k = 0; k < count; k++) {
        struct tie tie = ties->item[k];
        struct offer *offer = &offers->item[tie.offer];
        const int fate = judge(home, &tie, offer);
        const int32_t slot = asking->slot[tie.row];
        const bool chooses =
            slot > 0 && asking->choosers.item[slot - 1].products >> offer->product & 1;
        if (fate == KEEP && !chooses)
            keep(home, &tie, offer);
        else
            TRY(take_old(home, &tie, offer->product, fate, err));
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
