/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Elders who were widowed or became dependent, and wish to (`die`, `fall_ill`), move in
 * with a child; children left without an adult move in with a family of their
 * community. An elder is found by a child on the child's birthday, by the mother's id,
 * within a year: so no list of kin is kept, and the first child to have a birthday is
 * the host. */
#include "process/process.h"

#include "core/list.h"

#include <string.h>

/* Ages of a child who can take a parent in, and of a woman who can take in orphans. */
enum { HOST_FROM = 25, HOST_TO = 70, FOSTER_FROM = 25, FOSTER_TO = 60 };
/* Members from which a household is full, and homes looked at for orphans. */
enum { HOUSEHOLD_FULL = 250, FOSTER_TRIES = 400 };

static uint64_t slot_of(const struct elder_index *index, entity_id mother)
{
    return stream_mix(mother) & index->mask;
}

/* The elder known to children as `mother`, or NULL. */
static const struct elder *find_elder(const struct world *world, entity_id mother)
{
    const struct elder_index *index = &world->elder_index;
    if (index->mask == 0)
        return NULL;
    for (uint64_t s = slot_of(index, mother); index->slot[s] != 0;
         s = (s + 1) & index->mask)
        if (world->elders.item[index->slot[s] - 1].mother == mother)
            return &world->elders.item[index->slot[s] - 1];
    return NULL;
}

static bool lives_with(const struct residents *p, row i, entity_id other)
{
    for (row k = p->next[i]; k != i; k = p->next[k])
        if (p->id[k] == other)
            return true;
    return false;
}

static int invite_one(struct home *home, row i, struct error *err)
{
    const struct residents *p = &home->block->residents;
    const struct elder *elder = find_elder(home->world, p->mother[i]);
    if (!elder || elder->id == p->id[i] || p->bits[i] & (BITS_GONE | BITS_COLLECTIVE) ||
        lives_with(p, i, elder->id))
        return 0;
    TRY(LIST_RESERVE(&home->worker->invitations, 1, err));
    home->worker->invitations.item[home->worker->invitations.count++] =
        (struct invitation){.elder = elder->id,
                            .from = elder->community,
                            .community = home->community,
                            .host = i,
                            .host_id = p->id[i]};
    return 0;
}

/* On birthdays: children whose mother (or father, by her id) waits invite. A sketch of
 * the mothers who wait sends nearly everybody else away at once. */
static int invite(struct home *home, struct error *err)
{
    const struct residents *p = &home->block->residents;
    const struct awake_list *list = &home->list[AWAKE_BIRTHDAY];
    const struct elder_index *index = &home->world->elder_index;
    if (index->mask == 0)
        return 0;
    enum { BATCH = 256 };
    entity_id mother[BATCH];
    for (int start = 0; start < list->count; start += BATCH) {
        const uint32_t *birthday = list->index + start;
        const int rest = list->count - start, count = rest < BATCH ? rest : BATCH;
        /* Gathered first: these rows are cold, and many are fetched at a time so. */
        for (int k = 0; k < count; k++)
            mother[k] = p->mother[home_row(home, birthday[k])];
        for (int k = 0; k < count; k++) {
            const uint64_t bit = stream_mix(mother[k]) >> ELDER_SKETCH_SHIFT;
            const int age = home_age(home, birthday[k]);
            if ((index->sketch[bit / 64] >> (bit % 64) & 1) && age >= HOST_FROM &&
                age <= HOST_TO && mother[k] != ID_NONE)
                TRY(invite_one(home, home_row(home, birthday[k]), err));
        }
    }
    return 0;
}

static row find_resident(const struct residents *p, entity_id id)
{
    for (row i = 0; i < p->count; i++)
        if (p->id[i] == id)
            return i;
    return ROW_NONE;
}

/* A family with a couple for a child without adults: looked for from a keyed row on. */
static row find_foster(const struct block *block, entity_id child, month now)
{
    const struct residents *p = &block->residents;
    row fallback = ROW_NONE;
    row i = (row)(stream_mix(child) % p->count);
    for (int tries = 0; tries < FOSTER_TRIES;
         tries++, i = i + 1 < p->count ? i + 1 : 0) {
        const int age = age_years(p->birth[i], now);
        if (p->bits[i] & BITS_COLLECTIVE || age < FOSTER_FROM || age >= FOSTER_TO ||
            block->households.size[p->household[i]] >= HOUSEHOLD_FULL)
            continue;
        fallback = i;
        if (bits_sex(p->bits[i]) == SEX_FEMALE && p->bits[i] & BITS_PARTNERED)
            return i;
    }
    return fallback;
}

static void forget(struct world *world, entity_id elder)
{
    for (size_t k = 0; k < world->elders.count; k++)
        if (world->elders.item[k].id == elder)
            world->elders.item[k].mother = ID_NONE;
}

static int accept(struct world *world, const struct invitation *invitation,
                  struct error *err)
{
    struct block *from = &world->blocks[invitation->from];
    const row guest = find_resident(&from->residents, invitation->elder);
    /* Marked so that a second invitation of the month finds the guest promised. */
    if (guest == ROW_NONE ||
        from->residents.bits[guest] & (BITS_PARTNERED | BITS_SEEKING | BITS_PROMISED))
        return 0;
    struct order order = {.from = invitation->from,
                          .to = invitation->community,
                          .guest = guest,
                          .host = invitation->host,
                          .host_id = invitation->host_id};
    if (order.host == ROW_NONE) {
        order.host = find_foster(from, invitation->elder, world->now);
        if (order.host == ROW_NONE)
            return 0;
        order.host_id = from->residents.id[order.host];
    } else {
        forget(world, invitation->elder);
    }
    from->residents.bits[guest] |= BITS_PROMISED;
    TRY(LIST_RESERVE(&world->orders, 1, err));
    world->orders.item[world->orders.count++] = order;
    return 0;
}

/* Elders of this month join the list; those of a year ago leave it. */
static int renew_elders(struct world *world, struct error *err)
{
    struct elders *elders = &world->elders;
    size_t *oldest = &world->elders_month[world->now % MONTHS_PER_YEAR];
    const size_t dropped = *oldest;
    for (size_t k = dropped; k < elders->count; k++)
        elders->item[k - dropped] = elders->item[k];
    elders->count -= dropped;
    *oldest = 0;
    for (int c = 0; c < world->count; c++) {
        const struct segment *segment = &world->segments[c];
        TRY(LIST_RESERVE(elders, segment->elders, err));
        for (size_t k = 0; k < segment->elders; k++)
            elders->item[elders->count++] =
                world->workers[segment->thread].elders.item[segment->elder + k];
        *oldest += segment->elders;
    }
    return 0;
}

static int renew_index(struct world *world, struct error *err)
{
    struct elder_index *index = &world->elder_index;
    size_t slots = 64;
    while (slots < 4 * world->elders.count)
        slots *= 2;
    if (world->elders.count == 0) {
        index->mask = 0;
        return 0;
    }
    uint32_t *slot = realloc(index->slot, slots * sizeof *slot);
    if (!slot)
        return error_set(err, MESSAGE_MEMORY, "join");
    index->slot = slot;
    index->mask = slots - 1;
    memset(slot, 0, slots * sizeof *slot);
    memset(index->sketch, 0, sizeof index->sketch);
    for (size_t k = 0; k < world->elders.count; k++) {
        if (world->elders.item[k].mother == ID_NONE)
            continue;
        const entity_id mother = world->elders.item[k].mother;
        const uint64_t bit = stream_mix(mother) >> ELDER_SKETCH_SHIFT;
        index->sketch[bit / 64] |= UINT64_C(1) << (bit % 64);
        uint64_t s = slot_of(index, mother);
        while (slot[s] != 0)
            s = (s + 1) & index->mask;
        slot[s] = (uint32_t)k + 1;
    }
    return 0;
}

static int join(struct world *world, struct error *err)
{
    for (int c = 0; c < world->count; c++) {
        const struct segment *segment = &world->segments[c];
        const struct invitation *invitation =
            world->workers[segment->thread].invitations.item + segment->invitation;
        for (size_t k = 0; k < segment->invitations; k++)
            TRY(accept(world, &invitation[k], err));
    }
    TRY(renew_elders(world, err));
    return renew_index(world, err);
}

const struct process process_join = {
    .name = "join",
    .text = "elders move in with a child; children left alone move in with a family",
    .reads = "id, mother, birth, bits, ring",
    .writes = WRITES(bits) | WRITES_MESSAGES,
    .home = invite,
    .city = join,
};
