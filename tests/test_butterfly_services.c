/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The butterfly test of services: one resident less, and a year later who uses another
 * site? The change travels by lists for places, crowding of visits, and hearing; each is
 * tried alone, and without all three nobody outside the household differs. */
#include "support/check.h"
#include "support/ids.h"
#include "support/services_fixture.h"

enum {
    MONTHS = 12,
    SEED = 2385,
    TRIES = 4,
    TRIES_CROWDING = 10,
    FEW = 4,
    MANY = 100000
};

enum channel {
    CHANNEL_NONE,
    CHANNEL_LISTS,
    CHANNEL_CROWDING,
    CHANNEL_HEARING,
    CHANNEL_ALL
};
static const char *const channel_name[] = {"none", "lists", "crowding", "hearing",
                                           "all"};

static void must(int status, const struct error *err)
{
    if (status != 0)
        fail_msg("%s", err->en);
}

/* Nobody moves, so that lives differ in the household only. */
static void change_silent(struct scenario *scenario)
{
    change_settled(scenario);
    change_value(scenario, PARAMETER_bear_level, 0.0);
    change_value(scenario, PARAMETER_know_contact, 0.0);
}

static void change_heard(struct scenario *scenario)
{
    change_silent(scenario);
    change_value(scenario, PARAMETER_know_contact, 1.0);
}

static void open_fixture(struct services_fixture *f, enum channel channel)
{
    const bool heard = channel == CHANNEL_HEARING || channel == CHANNEL_ALL;
    assert_int_equal(services_fixture_open(f, 0, month_of(2022, 12), 2, MANY,
                                           heard ? change_heard : change_silent),
                     0);
    for (int p = 0; p < f->catalogue->product_count; p++) {
        struct product *product = &f->catalogue->products[p];
        if (channel != CHANNEL_CROWDING && channel != CHANNEL_ALL)
            product->crowd_weight = 0.0;
        if (channel == CHANNEL_HEARING)
            product->taste += 6.0; /* who knows, uses */
    }
    /* New sites, of which most have yet to hear. */
    for (int k = 0; channel == CHANNEL_HEARING && k < f->supply.site_count; k++)
        f->supply.sites[k].opened = f->base.scenario.from;
    for (int r = 0; r < f->supply.room_count; r++) {
        const enum use use = f->catalogue->products[f->supply.rooms[r].product].use;
        if (channel == CHANNEL_ALL || (channel == CHANNEL_LISTS && use == USE_PLACE) ||
            (channel == CHANNEL_CROWDING && use == USE_VISIT))
            f->supply.rooms[r].places = FEW;
    }
}

/* Which room of a product somebody has or waits for. */
static entity_id key_of(entity_id id, int product)
{
    return stream_mix(id) + (uint64_t)product + 1;
}

static void note_ties(const struct world *world, struct ids *room)
{
    for (int c = 0; c < world->count; c++) {
        const struct block *block = &world->blocks[c];
        const struct offers *offers = &world->services->offers[c];
        for (uint32_t k = 0; k < block->ties.count; k++) {
            const struct tie *tie = &block->ties.item[k];
            const struct offer *offer = &offers->item[tie->offer];
            ids_put(room, key_of(block->residents.id[tie->row], offer->product),
                    (int64_t)offer->room * TIE_KINDS + tie->kind);
        }
    }
}

static bool differs(const struct ids *one, const struct ids *other, entity_id id,
                    int products)
{
    for (int p = 0; p < products; p++) {
        const int64_t *a = ids_find(one, key_of(id, p));
        const int64_t *b = ids_find(other, key_of(id, p));
        if ((a != NULL) != (b != NULL) || (a && *a != *b))
            return true;
    }
    return false;
}

/* The first child or elder after `skip` others who in a year has ties of the kind. */
static row find_user(const struct world *world, const struct world *ahead,
                     enum tie_kind kind, int skip)
{
    const struct residents *p = &world->blocks[1].residents;
    struct ids users = {0};
    const struct block *later = &ahead->blocks[1];
    for (uint32_t k = 0; k < later->ties.count; k++)
        if (later->ties.item[k].kind == kind)
            ids_put(&users, later->residents.id[later->ties.item[k].row], 1);
    row found = ROW_NONE;
    for (row i = 0; i < p->count && found == ROW_NONE; i++) {
        const int age = age_years(p->birth[i], world->now);
        if ((age < STAGE_ADULT || age >= 60) && ids_find(&users, p->id[i]) &&
            skip-- == 0)
            found = i;
    }
    ids_free(&users);
    return found;
}

/* Takes one away in `without` and lives on; adds who differs at the end: of the
 * household, and others. */
static void live_without(const struct services_fixture *f, const struct world *with,
                         enum tie_kind kind, int skip, int64_t *kin, int64_t *others)
{
    struct world without;
    struct error err = {0};
    struct ids home = {0}, one = {0}, other = {0};
    must(services_world(f, 2, SEED, &without, &err), &err);
    struct block *block = &without.blocks[1];
    const struct residents *p = &block->residents;
    const row i = find_user(&without, with, kind, skip);
    assert_int_not_equal(i, ROW_NONE);
    ids_put(&home, p->id[i], 1);
    for (row k = p->next[i]; k != i; k = p->next[k])
        ids_put(&home, p->id[k], 1);
    assert_int_equal(block_remove(block, &i, 1, NULL), 0);
    for (int m = 0; m < MONTHS; m++)
        must(cycle_month(&without, &err), &err);
    note_ties(with, &one);
    note_ties(&without, &other);
    for (int c = 0; c < with->count; c++)
        for (row k = 0; k < with->blocks[c].residents.count; k++) {
            const entity_id id = with->blocks[c].residents.id[k];
            if (!differs(&one, &other, id, f->catalogue->product_count))
                continue;
            ++*(ids_find(&home, id) ? kin : others);
        }
    ids_free(&home);
    ids_free(&one);
    ids_free(&other);
    world_free(&without);
}

/* One visitor less lets hardly more than one other in. */
static int tries_of(enum channel channel)
{
    return channel == CHANNEL_CROWDING ? TRIES_CROWDING : TRIES;
}

static void compare(enum channel channel, int64_t *kin, int64_t *others)
{
    struct services_fixture f;
    struct world with;
    struct error err = {0};
    open_fixture(&f, channel);
    must(services_world(&f, 2, SEED, &with, &err), &err);
    const int64_t residents = world_residents(&with);
    for (int m = 0; m < MONTHS; m++)
        must(cycle_month(&with, &err), &err);
    *kin = *others = 0;
    for (int skip = 0; skip < tries_of(channel); skip++)
        live_without(&f, &with,
                     channel == CHANNEL_LISTS || channel == CHANNEL_ALL ? TIE_HOLDS
                                                                        : TIE_VISITS,
                     skip, kin, others);
    print_message("%d times one less, by %s: household %ld, others %ld of %ld\n",
                  tries_of(channel), channel_name[channel], (long)*kin, (long)*others,
                  (long)residents);
    /* The change stays small: one in a hundred would be another city. */
    assert_true(*others * 100 < residents * tries_of(channel));
    world_free(&with);
    services_fixture_close(&f);
}

static void without_the_channels_only_the_household_differs(void **state)
{
    int64_t kin, others;
    (void)state;
    compare(CHANNEL_NONE, &kin, &others);
    assert_true(kin >= TRIES);
    assert_int_equal(others, 0);
}

static void lists_and_crowding_reach_others_and_few(void **state)
{
    int64_t kin, others;
    (void)state;
    for (int channel = CHANNEL_LISTS; channel <= CHANNEL_ALL; channel++) {
        compare((enum channel)channel, &kin, &others);
        assert_true(kin >= tries_of((enum channel)channel));
        /* One user in hundreds moves what a community hears too little to be sure to
         * change somebody. */
        assert_true(others > 0 || channel == CHANNEL_HEARING);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_the_channels_only_the_household_differs),
        cmocka_unit_test(lists_and_crowding_reach_others_and_few),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
