/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Elders who were widowed or became dependent, and wish to (`die`, `fall_ill`), move in
 * with a child, or, when none took them in within a year, into a care home; children
 * left without an adult move in with a family of their community. An elder is found by a
 * child on the child's birthday, by the mother's id: so no list of kin is kept, and the
 * first child to have a birthday is the host. An elder who moves house meanwhile is no
 * longer looked for. */
#include "process/process.h"

#include "core/list.h"

#include <string.h>

/* Ages of a child who can take a parent in, and of a woman who can take in orphans. */
enum { HOST_FROM = 25, HOST_TO = 70, FOSTER_FROM = 25, FOSTER_TO = 60 };
/* Members from which a household takes nobody in. */
enum { HOUSEHOLD_FULL = 200 };

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

/* Whether resident `i` can take a child in: in a family home and not about to move. */
static bool can_foster(const struct block *block, row i, month now)
{
    const struct residents *p = &block->residents;
    const int age = age_years(p->birth[i], now);
    return !(p->bits[i] & (BITS_COLLECTIVE | BITS_PROMISED | BITS_SEEKING)) &&
           age >= FOSTER_FROM && age < FOSTER_TO &&
           block->households.size[p->household[i]] < HOUSEHOLD_FULL;
}

/* Of those whose id agrees with the child's key under `mask` the one with the least keyed
 * number, women with a partner first: it does not depend on rows. */
static row least_foster(const struct block *block, uint64_t key, uint64_t mask,
                        month now)
{
    const struct residents *p = &block->residents;
    row best = ROW_NONE;
    uint64_t least = UINT64_MAX;
    for (row i = 0; i < p->count; i++) {
        if ((p->id[i] ^ key) & mask || !can_foster(block, i, now))
            continue;
        const unsigned bits = p->bits[i];
        const bool couple = bits & BITS_FEMALE && bits & BITS_PARTNERED;
        const uint64_t number =
            stream_mix(key ^ p->id[i]) >> 1 | (couple ? 0 : UINT64_C(1) << 63);
        if (number < least) {
            least = number;
            best = i;
        }
    }
    return best;
}

/* Who takes a child in. In a large community only a part of the people is asked, chosen
 * by id; the part depends on the community's plan, never on who lives there now. */
static row find_foster(const struct world *world, uint32_t community, entity_id child)
{
    enum { ASKED = 1024 };
    const struct block *block = &world->blocks[community];
    const uint64_t key = stream_mix(child ^ stream_mix(world->seed));
    const double planned =
        world->home_weight[community + 1] - world->home_weight[community];
    uint64_t mask = 0;
    while (planned / (double)(2 * mask + 2) >= ASKED)
        mask = 2 * mask + 1;
    const row found = least_foster(block, key, mask, world->now);
    return found != ROW_NONE || mask == 0 ? found
                                          : least_foster(block, key, 0, world->now);
}

static void forget(struct world *world, entity_id elder)
{
    for (size_t k = 0; k < world->elders.count; k++)
        if (world->elders.item[k].id == elder)
            world->elders.item[k].taken = true;
}

/* Whether an adult child of the elder lives in the same household. */
static bool lives_with_child(const struct residents *p, row i, entity_id mother,
                             month now)
{
    for (row k = p->next[i]; k != i; k = p->next[k])
        if (p->mother[k] == mother && age_years(p->birth[k], now) >= STAGE_ADULT)
            return true;
    return false;
}

/* Whether an adult of a younger generation lives in the same household, known as a child
 * or not. */
static bool lives_with_younger(const struct residents *p, row i, month now)
{
    for (row k = p->next[i]; k != i; k = p->next[k])
        if (age_years(p->birth[k], now) >= STAGE_ADULT &&
            p->birth[k] - p->birth[i] >= STAGE_GENERATION * MONTHS_PER_YEAR)
            return true;
    return false;
}

/* One who is to move in with somebody, found by id. */
struct guest {
    const struct invitation *invitation; /* or NULL: into a care home */
    entity_id id;
    uint32_t from;
    uint32_t number; /* in the order of messages */
    row row;
    row foster; /* who takes a child in, or ROW_NONE */
};

static int compare_guests(const void *a, const void *b)
{
    const struct guest *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return x->number < y->number ? -1 : 1;
}

/* Finds all guests of one community in one walk over its ids: a sketch of their lowest
 * bits sends nearly everybody else on. */
static void find_rows(const struct residents *p, struct guest *guest, size_t count)
{
    uint64_t sketch[64] = {0};
    for (size_t k = 0; k < count; k++)
        sketch[guest[k].id >> 6 & 63] |= UINT64_C(1) << (guest[k].id & 63);
    for (row i = 0; i < p->count; i++) {
        const entity_id id = p->id[i];
        if (!(sketch[id >> 6 & 63] >> (id & 63) & 1))
            continue;
        for (size_t k = 0; k < count; k++)
            if (guest[k].id == id)
                guest[k].row = i;
    }
}

/* Puts one order for a guest who is there, free and not promised yet. */
static int accept(struct world *world, const struct guest *guest, struct error *err)
{
    struct residents *p = &world->blocks[guest->from].residents;
    const struct invitation *invitation = guest->invitation;
    if (guest->row == ROW_NONE ||
        p->bits[guest->row] & (BITS_PARTNERED | BITS_SEEKING | BITS_PROMISED))
        return 0;
    struct order order = {.from = guest->from,
                          .to = invitation ? invitation->community : guest->from,
                          .guest = guest->row,
                          .host = invitation ? invitation->host : ROW_NONE,
                          .host_id = invitation ? invitation->host_id : ID_NONE,
                          .care_home = !invitation};
    if (order.care_home && (p->bits[guest->row] & BITS_COLLECTIVE ||
                            lives_with_younger(p, guest->row, world->now)))
        return 0;
    if (invitation && order.host == ROW_NONE) {
        order.host = guest->foster;
        if (order.host == ROW_NONE)
            return 0;
        order.host_id = p->id[order.host];
    } else if (invitation) {
        /* A host who may move this month cannot take anybody in. */
        const struct residents *there = &world->blocks[order.to].residents;
        if (there->bits[order.host] & BITS_SEEKING ||
            lives_with_child(p, guest->row, there->mother[order.host], world->now))
            return 0;
        forget(world, guest->id);
    }
    p->bits[guest->row] |= BITS_PROMISED;
    TRY(LIST_RESERVE(&world->orders, 1, err));
    world->orders.item[world->orders.count++] = order;
    return 0;
}

/* Whether an elder whom nobody took in within the year goes to a care home. */
static bool chooses_care_home(const struct world *world, const struct elder *elder)
{
    const struct stream_address address = {
        .seed = world->seed, .when = world->now, .purpose = PURPOSE_JOIN};
    uint32_t word[4];
    stream_words(&address, elder->id, word);
    return word[2] < stream_threshold(world->values.join_care_home);
}

/* Elders who waited for a year come first in the list. */
static size_t gather_elders(const struct world *world, struct guest *guest)
{
    size_t count = 0;
    const size_t waited = world->elders_month[world->now % MONTHS_PER_YEAR];
    for (size_t k = 0; k < waited; k++) {
        const struct elder *elder = &world->elders.item[k];
        if (!elder->taken && chooses_care_home(world, elder))
            guest[count++] = (struct guest){.id = elder->id, .from = elder->community};
    }
    return count;
}

static size_t gather_invited(const struct world *world, struct guest *guest)
{
    size_t count = 0;
    for (int c = 0; c < world->count; c++) {
        const struct segment *segment = &world->segments[c];
        const struct invitation *invitation =
            world->workers[segment->thread].invitations.item + segment->invitation;
        for (size_t k = 0; k < segment->invitations; k++)
            guest[count++] = (struct guest){.invitation = &invitation[k],
                                            .id = invitation[k].elder,
                                            .from = invitation[k].from};
    }
    return count;
}

/* Finds the guests of one community, and who would take the children among them in. */
static void look_up(const struct world *world, struct guest *guest, size_t count)
{
    const uint32_t from = guest[0].from;
    find_rows(&world->blocks[from].residents, guest, count);
    for (size_t k = 0; k < count; k++)
        if (guest[k].row != ROW_NONE && guest[k].invitation &&
            guest[k].invitation->host == ROW_NONE)
            guest[k].foster = find_foster(world, from, guest[k].id);
}

/* The same for all communities, each on one thread: it reads blocks and writes its own
 * guests only. Sorted guests of one community begin where their neighbour differs. */
static void look_up_all(const struct world *world, struct guest *guest, size_t count)
{
#pragma omp parallel for schedule(dynamic, 16) num_threads(world->threads)
    for (size_t k = 0; k < count; k++) {
        if (k > 0 && guest[k - 1].from == guest[k].from)
            continue;
        size_t next = k + 1;
        while (next < count && guest[next].from == guest[k].from)
            next++;
        look_up(world, guest + k, next - k);
    }
}

/* Orders for all who are invited, and for those who go to a care home. */
static int accept_all(struct world *world, struct error *err)
{
    size_t most = world->elders_month[world->now % MONTHS_PER_YEAR] + 1;
    for (int t = 0; t < world->threads; t++)
        most += world->workers[t].invitations.count;
    struct guest *guest = malloc(most * sizeof *guest);
    if (!guest)
        return error_set(err, MESSAGE_MEMORY, "join");
    size_t count = gather_invited(world, guest);
    count += gather_elders(world, guest + count);
    for (size_t k = 0; k < count; k++) {
        guest[k].number = (uint32_t)k;
        guest[k].row = guest[k].foster = ROW_NONE;
    }
    qsort(guest, count, sizeof *guest, compare_guests);
    look_up_all(world, guest, count);
    int status = 0;
    for (size_t k = 0; k < count && !status; k++)
        status = accept(world, &guest[k], err);
    free(guest);
    return status;
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
        if (world->elders.item[k].taken || world->elders.item[k].mother == ID_NONE)
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
    TRY(accept_all(world, err));
    TRY(renew_elders(world, err));
    return renew_index(world, err);
}

const struct process process_join = {
    .name = "join",
    .text =
        "elders move in with a child or into a care home; children left alone move in "
        "with a family",
    .reads = "id, mother, birth, bits, ring",
    .writes = WRITES(bits) | WRITES_MESSAGES,
    .home = invite,
    .city = join,
};
