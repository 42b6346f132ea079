/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Operating grants: for what a site is, and for those who use it (subsidise.h). */
#include "process/subsidise.h"

/* One instrument and site in a month. */
struct granting {
    const struct world *world;
    const struct force *force;
    const struct instrument *instrument;
    double level;
    int32_t site;
    uint64_t products; /* of it that the instrument is meant for */
    month when;
    struct schedule_facts facts;
};

static bool begin(struct granting *granting, const struct world *world, int index,
                  int32_t site, month when)
{
    const struct force *force = force_of(world);
    *granting = (struct granting){.world = world,
                                  .force = force,
                                  .instrument = &force->policy->item[index],
                                  .level = force->level[index],
                                  .site = site,
                                  .when = when};
    granting->products = force_products(world, index, site);
    if (granting->products == 0)
        return false;
    force_facts(world, site, granting->products, &granting->facts);
    granting->facts.value[SCHEDULE_months_open] += when - world->now;
    granting->facts.value[SCHEDULE_month] = month_number(when);
    return true;
}

/* Sites that a chain added last year: each is one, in January. */
static double added(const struct granting *granting)
{
    const struct books *books = granting->world->books;
    const struct site *place = &books->supply.sites[granting->site];
    const struct operator_ *runner =
        &books->operators[books->sites[granting->site].operator_row];
    return month_number(granting->when) == 1 && runner->kind == OPERATOR_CHAIN &&
                   runner->sites > 1 &&
                   month_year(place->opened) == month_year(granting->when) - 1
               ? 1.0
               : 0.0;
}

/* Users and visits of one group and slot at a room. */
static money grant_cell(struct granting *granting, const struct room *room, int group,
                        int slot, double units)
{
    const struct product *product =
        &granting->world->books->catalogue->products[room->product];
    const bool visits = product->use == USE_VISIT;
    const double each = visits && instrument_by_hour(granting->instrument,
                                                     TERM_operating_grant_per_visit)
                            ? product->hours_per_visit
                            : 1.0;
    groups_facts(&granting->force->groups, group, &granting->facts);
    if (granting->force->slots > 1 && visits)
        granting->facts.value[SCHEDULE_slot] = slot;
    return units > 0.0
               ? instrument_grant_users(granting->instrument, visits ? 0.0 : units,
                                        visits ? units * each : 0.0, &granting->facts,
                                        granting->level, granting->when)
               : 0;
}

/* For those who used the room this month: by group where somebody asks who they are. */
static money grant_users(struct granting *granting, int32_t r)
{
    const struct force *force = granting->force;
    const struct books *books = granting->world->books;
    const struct room *room = &books->supply.rooms[r];
    const int32_t cells = r < force->rooms ? force->users_of[r] : -1;
    money fen = 0;
    if (cells < 0) {
        double users = 0.0;
        for (int k = 0; k < CATALOGUE_CLASSES; k++)
            users += books->rooms[r].users[k];
        return force->by_users ? 0 : grant_cell(granting, room, 0, 0, users);
    }
    for (int g = 0; g < force->groups.count; g++)
        for (int s = 0; s < force->slots; s++) {
            const size_t cell =
                ((size_t)cells * (size_t)force->groups.count + (size_t)g) *
                    (size_t)force->slots +
                (size_t)s;
            fen += grant_cell(granting, room, g, s, force->users.item[cell]);
        }
    return fen;
}

/* Of one room; `lump`: what is paid once a site is paid with this one. */
static money grant_room(struct granting *granting, int32_t r, bool lump)
{
    const struct room *room = &granting->world->books->supply.rooms[r];
    struct schedule_facts facts = granting->facts;
    const struct instrument_site site = {.places = room->places,
                                         .m2 = room->m2,
                                         .contracted = granting->force->contracted[r],
                                         .added = lump ? added(granting) : 0.0};
    money fen = instrument_grant_site(granting->instrument, &site, &facts,
                                      granting->level, granting->when);
    /* per_month is the site's, not the room's. */
    if (!lump)
        fen -= money_from_yuan(granting->level *
                               instrument_value(granting->instrument,
                                                TERM_operating_grant_per_month, &facts,
                                                granting->when));
    return fen + grant_users(granting, r);
}

int subsidise_operating(struct world *world, int index, struct subsidise_asked *asked,
                        struct error *err)
{
    struct books *books = world->books;
    struct force *force = books->instruments;
    for (int k = 0; k < books->supply.site_count; k++) {
        const int32_t s = force->by_code[k];
        const struct site *place = &books->supply.sites[s];
        struct granting granting;
        bool lump = true;
        if (!books_runs(books, s, world->now) ||
            !begin(&granting, world, index, s, world->now))
            continue;
        for (int32_t r = place->room; r < place->room + place->rooms; r++) {
            const int product = books->supply.rooms[r].product;
            const struct subsidise_due due = {
                ledger_operator(books->sites[s].operator_row), product, s,
                LEDGER_SHARED};
            if (!(granting.products >> product & 1))
                continue;
            TRY(subsidise_ask(asked, &due, grant_room(&granting, r, lump), err));
            lump = false;
        }
    }
    return 0;
}

money subsidise_ahead(const struct world *world, int32_t site, month when)
{
    const struct force *force = force_of(world);
    const struct books *books = world->books;
    const struct site *place = &books->supply.sites[site];
    money fen = 0;
    for (int i = 0; force && i < (int)force->policy->count; i++) {
        struct granting granting;
        bool lump = true;
        if (force->policy->item[i].kind != INSTRUMENT_operating_grant ||
            !begin(&granting, world, i, site, when))
            continue;
        for (int32_t r = place->room; r < place->room + place->rooms; r++)
            if (granting.products >> books->supply.rooms[r].product & 1) {
                fen += grant_room(&granting, r, lump);
                lump = false;
            }
    }
    return fen;
}

money subsidise_room(const struct world *world, int32_t room, month when)
{
    const struct force *force = force_of(world);
    const struct room *of = &world->books->supply.rooms[room];
    money fen = 0;
    for (int i = 0; force && i < (int)force->policy->count; i++) {
        struct granting granting;
        if (force->policy->item[i].kind == INSTRUMENT_operating_grant &&
            begin(&granting, world, i, of->site, when) &&
            granting.products >> of->product & 1)
            fen += grant_room(&granting, room, false);
    }
    return fen;
}

double subsidise_each(const struct world *world, int32_t room)
{
    const struct force *force = force_of(world);
    const struct books *books = world->books;
    const int32_t site = books->supply.rooms[room].site;
    double users = 0.0, yuan = 0.0;
    for (int k = 0; k < CATALOGUE_CLASSES; k++)
        users += books->rooms[room].users[k];
    for (int i = 0; force && users > 0.0 && i < (int)force->policy->count; i++) {
        struct granting granting;
        if (force->policy->item[i].kind == INSTRUMENT_operating_grant &&
            begin(&granting, world, i, site, world->now) &&
            granting.products >> books->supply.rooms[room].product & 1)
            yuan += money_to_yuan(grant_users(&granting, room));
    }
    return users > 0.0 ? yuan / users : 0.0;
}
