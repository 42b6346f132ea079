/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A site opens: of those whom its product may concern and who have it in reach, those who
 * have heard of it choose again. The others could not choose it. */
#include "process/ask.h"

/* Some of those who have one new offer in reach. */
struct hearers {
    row row[ASK_CHUNK];
    entity_id id[ASK_CHUNK];
    double slow[ASK_CHUNK];
    uint16_t came[ASK_CHUNK];
    int count;
};

static uint32_t traits_heard(unsigned bits)
{
    return UINT32_C(1) << (TRAIT_CARE + (int)bits_care(bits)) |
           UINT32_C(1) << (TRAIT_REGISTRATION + (int)bits_registration(bits));
}

static bool is_near(const struct home *home, const struct offer *offer, row i,
                    uint32_t traits, int age_months)
{
    const struct world *world = home->world;
    const struct product *product =
        &world->services->catalogue->products[offer->product];
    return product->delivery == DELIVERY_ONLINE ||
           services_distance(world, (int)home->community, i, offer) *
                   know_pace(world, product, traits, age_months) <=
               product->reach;
}

/* Notes those who know; the others are forgotten. */
static int tell(struct home *home, const struct offer *offer, struct hearers *hearers,
                struct error *err)
{
    const struct services *services = home->world->services;
    const struct hearing *hearing =
        &services->offers[home->community].hearings[offer->hearing];
    const uint32_t site = (uint32_t)services->supply->rooms[offer->room].site;
    const struct stream_address address =
        know_address(home->world, services->supply->sites[site].code);
    struct asking *asking = home->worker->asking;
    uint32_t *const word[4] = {asking->word[0], asking->word[1], asking->word[2],
                               asking->word[3]};
    stream_batch(home->world->vectors, &address, hearers->id, (size_t)hearers->count,
                 word);
    for (int n = 0; n < hearers->count; n++)
        if (know_hears(home->world, hearing, hearers->came[n], hearers->slow[n],
                       asking->word[0][n]))
            TRY(ask_note(home, hearers->row[n], UINT64_C(1) << offer->product,
                         CHOOSING_OFFER, err));
    hearers->count = 0;
    return 0;
}

static int spread(struct home *home, const struct offer *offer, struct error *err)
{
    const struct world *world = home->world;
    const struct residents *p = &home->block->residents;
    struct hearers hearers = {.count = 0};
    for (row i = 0; i < p->count; i++) {
        const int age_months = (uint16_t)((uint16_t)world->now - p->birth[i]);
        const uint32_t traits = traits_heard(p->bits[i]);
        if (!(ask_concern(home, i, age_months) >> offer->product & 1) ||
            !is_near(home, offer, i, traits, age_months))
            continue;
        hearers.row[hearers.count] = i;
        hearers.id[hearers.count] = p->id[i];
        hearers.slow[hearers.count] = know_slow(world, traits, age_months);
        hearers.came[hearers.count++] = ask_came(world->services, p->arrival[i]);
        if (hearers.count == ASK_CHUNK)
            TRY(tell(home, offer, &hearers, err));
    }
    return tell(home, offer, &hearers, err);
}

int news_spread(struct home *home, struct error *err)
{
    const struct offers *offers = &home->world->services->offers[home->community];
    for (int k = 0; offers->fresh && k < offers->count; k++)
        if (offers->item[k].fresh)
            TRY(spread(home, &offers->item[k], err));
    return 0;
}
