/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What sites do whose staff does not suffice (docs/MODEL.md 8.7). Legal ratios hold:
 * posts that neither own staff nor an agency fills are users who cannot be served. The
 * last who came are suspended and wait again; a room for visits has fewer places. Staff
 * goes on being sought for all, and the room is free again when it is found or paid. */
#include "process/adapt.h"

#include "core/list.h"

#include <math.h>
#include <stdlib.h>

/* Posts are sums of ratios such as 1/3: a shortfall below this is rounding. */
static const double ROUNDING = 1e-9;

struct holder {
    uint32_t community, tie;
    uint64_t key;
    uint8_t months, part;
};
struct holders {
    struct holder *item;
    size_t count, capacity;
};

static bool is_short(const struct staff_post *post)
{
    return post->posts - post->in_post - post->agency > ROUNDING;
}

static bool is_limited(const struct books *books, int32_t site)
{
    const struct site *place = &books->supply.sites[site];
    for (int r = place->room; r < place->room + place->rooms; r++)
        if (books->rooms[r].staffed >= 0)
            return true;
    return false;
}

/* Those who hold a place in the room, the last in first; ties of the same month by an
 * order of their own that is the same every year. */
static int compare(const void *left, const void *right)
{
    const struct holder *a = left, *b = right;
    if (a->months != b->months)
        return a->months < b->months ? -1 : 1;
    return (a->key > b->key) - (a->key < b->key);
}

static int list_holders(const struct world *world, int32_t number,
                        struct holders *holders, struct error *err)
{
    const struct services *services = world->services;
    const struct room_state *room = &services->rooms[number];
    const uint32_t code =
        services->supply->sites[services->supply->rooms[number].site].code;
    holders->count = 0;
    for (uint32_t a = room->audience; a < room->audience + room->audiences; a++) {
        const struct audience *audience = &services->audience[a];
        const struct block *block = &world->blocks[audience->community];
        for (uint32_t k = 0; k < block->ties.count; k++) {
            const struct tie *tie = &block->ties.item[k];
            if (tie->kind != TIE_HOLDS || tie->offer != audience->offer)
                continue;
            TRY(LIST_RESERVE(holders, 1, err));
            holders->item[holders->count++] = (struct holder){
                .community = audience->community,
                .tie = k,
                .key = stream_mix(block->residents.id[tie->row] ^ (uint64_t)code << 32),
                .months = tie->months,
                .part = tie->part};
        }
    }
    if (holders->count > 0)
        qsort(holders->item, holders->count, sizeof *holders->item, compare);
    return 0;
}

/* How many of those enrolled the room cannot serve. */
static int count_suspended(const struct world *world, int32_t number,
                           const struct holders *holders, double *per_place)
{
    const struct books *books = world->books;
    const struct room *room = &books->supply.rooms[number];
    const struct product *product = &books->catalogue->products[room->product];
    const struct site_state *site = &books->sites[room->site];
    int most = 0;
    for (int k = 0; k < site->trades; k++) {
        const struct staff_post *post = &site->staff[k];
        if (!is_short(post))
            continue;
        double here = 0.0;
        for (size_t i = 0; i < holders->count; i++) {
            per_place[i] = product->classes[holders->item[i].part].posts[post->trade];
            here += per_place[i];
        }
        /* The room's part of what the site is short of, by the posts it asks for. */
        const double lacking =
            (post->posts - post->in_post - post->agency) * here / post->posts;
        const int suspended =
            here > 0.0 ? staff_suspend(lacking, per_place, (int)holders->count) : 0;
        most = suspended > most ? suspended : most;
    }
    return most;
}

static void suspend(struct world *world, int32_t number, const struct holder *holder)
{
    struct tie *tie = &world->blocks[holder->community].ties.item[holder->tie];
    tie->kind = TIE_WAITS;
    tie->second = tie->third = TIE_NONE;
    tie->months = 0;
    world->services->rooms[number].held[tie->part]--;
}

static int suspend_places(struct world *world, int32_t number, struct holders *holders,
                          struct error *err)
{
    struct books_room *room = &world->books->rooms[number];
    TRY(list_holders(world, number, holders, err));
    double *per_place = malloc((holders->count + 1) * sizeof *per_place);
    if (!per_place)
        return error_set(err, MESSAGE_MEMORY, "staff");
    const int suspended = count_suspended(world, number, holders, per_place);
    free(per_place);
    for (int k = 0; k < suspended; k++)
        suspend(world, number, &holders->item[k]);
    room->full = (double)holders->count;
    room->staffed = (int32_t)holders->count - suspended;
    return 0;
}

/* Share of its posts that the site covers this month, the scarcest trade's. */
static double covered(const struct site_state *site)
{
    double share = 1.0;
    for (int k = 0; k < site->trades; k++) {
        const struct staff_post *post = &site->staff[k];
        if (!is_short(post))
            continue;
        const double here = (post->in_post + post->agency) / post->posts;
        share = here < share ? here : share;
    }
    return share;
}

static int limit(struct world *world, int32_t site, struct holders *holders,
                 struct error *err)
{
    struct books *books = world->books;
    const struct site *place = &books->supply.sites[site];
    const double share = covered(&books->sites[site]);
    for (int32_t r = place->room; r < place->room + place->rooms; r++) {
        const struct room *room = &books->supply.rooms[r];
        const struct product *product = &books->catalogue->products[room->product];
        if (product->use == USE_PLACE) {
            TRY(suspend_places(world, r, holders, err));
            continue;
        }
        books->rooms[r].full = room->places;
        books->rooms[r].staffed = (int32_t)floor(share * room->places);
    }
    return 0;
}

/* Share of what it wants to serve that the site could cover next month: with its own
 * staff, and an agency as far as its part of its operator's money goes. */
static double could_cover(const struct world *world, int32_t site)
{
    const struct books *books = world->books;
    const struct site_state *state = &books->sites[site];
    const struct account_book *book = &books->ledger.operators[state->operator_row];
    const struct operator_ *runner = &books->operators[state->operator_row];
    double purse = money_to_yuan(book->cash + book->credit) / runner->sites;
    double share = 1.0;
    if (runner->budget >= 0)
        return 1.0; /* an institution's month is paid whatever it costs */
    for (int k = 0; k < state->trades; k++) {
        struct staff_post post = state->staff[k];
        if (post.wanted <= 0.0)
            continue;
        post.posts = post.wanted;
        const struct staff_cover cover =
            staff_cover(&world->values, books->market[post.trade].wage, purse, &post);
        const double here = 1.0 - cover.short_posts / post.wanted;
        share = here < share ? here : share;
        purse -= cover.agency;
    }
    return share;
}

/* As many as could be covered; all, and no limit any more, where that is everybody. */
static void relax(struct world *world, int32_t site)
{
    struct books *books = world->books;
    const struct site *place = &books->supply.sites[site];
    const double share = could_cover(world, site);
    for (int32_t r = place->room; r < place->room + place->rooms; r++) {
        struct books_room *room = &books->rooms[r];
        const bool all = share > 1.0 - ROUNDING;
        room->staffed = all ? -1 : (int32_t)floor(share * room->full);
        if (all)
            room->full = 0.0;
    }
}

int adapt_suspension(struct world *world, struct error *err)
{
    struct books *books = world->books;
    struct holders holders = {0};
    int status = 0;
    for (int32_t s = 0; status == 0 && s < books->supply.site_count; s++) {
        struct site_state *state = &books->sites[s];
        if (!books_runs(books, s, world->now) || state->contract.start <= 0)
            continue;
        const bool limited = is_limited(books, s);
        bool lacks = false;
        for (int k = 0; k < state->trades; k++) {
            struct staff_post *post = &state->staff[k];
            lacks |= is_short(post);
            if (!limited || post->posts > post->wanted)
                post->wanted = post->posts;
        }
        if (limited)
            relax(world, s);
        else if (lacks)
            status = limit(world, s, &holders, err);
    }
    free(holders.item);
    return status;
}
