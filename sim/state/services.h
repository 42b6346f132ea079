/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Services in a run: rooms as they stand this month, what each community is offered and
 * has heard of, and what became of needs. NULL in a world without a catalogue. */
#ifndef LINLI_STATE_SERVICES_H
#define LINLI_STATE_SERVICES_H

#include "core/quantile.h"
#include "core/stream.h"
#include "state/matching.h"
#include "state/outcome.h"
#include "state/sessions.h"
#include "state/supply.h"
#include "state/trace.h"
#include "state/visits.h"

enum {
    OFFERS_NEAR = 8,     /* open rooms of a product that a community is offered */
    OFFERS_MOST = 1000,  /* of all products, those kept for their users included */
    HEARINGS_KEPT = 255, /* sites that a community remembers, more when offered more */
    POSITIONS = 4096     /* where in its community's disc a household may live */
};

/* A room as one community sees it. */
struct offer {
    uint32_t room;
    uint16_t hearing; /* index into the community's hearings */
    uint8_t product;
    uint8_t open : 1;         /* 0: closed, waits for its users to leave */
    uint8_t fresh : 1;        /* of a room that opened this month */
    double east_km, north_km; /* from the middle of the community */
    double distance_km;
};

/* What a community has heard of a site. `heard` is the running sum of the hazard. */
struct hearing {
    uint32_t site;
    uint32_t users; /* residents who used it last month */
    double near, heard;
    uint16_t *by_year; /* owned; [years + 1] of HEARD_UNIT, at the start of each year */
};
enum { HEARD_UNIT = 1024 };

struct offers {
    struct offer *item; /* owned */
    int count, capacity;
    struct hearing *hearings; /* owned */
    int hearing_count, hearing_capacity;
    uint16_t near[CATALOGUE_PRODUCTS][OFFERS_NEAR]; /* open ones, nearest first */
    uint8_t near_count[CATALOGUE_PRODUCTS];
    bool fresh, closed; /* an offer is fresh, or closed, this month */
    uint64_t changed;   /* products of which terms changed for all who see the offer */
};

/* Who sees a room: the inverse of the offers. */
struct audience {
    uint32_t community;
    uint16_t offer;
};

/* Months of crowding that residents remember. */
enum { SERVICES_CROWD = 3 };

/* A room this month. */
struct room_state {
    double price; /* yuan a month or a visit, of 2023 at the incomes of the start */
    double price_told;            /* at which its users last chose */
    double crowd[SERVICES_CROWD]; /* requests over capacity, of the last months */
    double quality;
    uint8_t open, opened;                /* this month */
    uint8_t moved;                       /* the price moved by 5 % or more */
    int32_t capacity[CATALOGUE_CLASSES]; /* places by class */
    int32_t held[CATALOGUE_CLASSES], waiting[CATALOGUE_CLASSES];
    int64_t asked[SLOTS], again[SLOTS], served[SLOTS], served_again[SLOTS];
    uint32_t audience, audiences; /* in services.audience */
};

/* Names of chance for a (product, site): part of every address. */
static inline uint32_t services_code(const struct product *product, uint32_t site_code)
{
    return (uint32_t)(stream_mix((uint64_t)product->code << 32 | site_code) >> 32);
}

/* Laws of chance, made once a run. */
struct meet;
enum { SERVICES_SOUND = 64, SERVICES_SOUND_MOST = 23 };
enum { SERVICES_GUMBEL = 512, SERVICES_GUMBEL_SHIFT = 23 };
struct services_tables {
    struct quantile gumbel, normal, exponential;
    /* Words whose exponential is below k / SERVICES_SOUND are below sound[k]; above
       SERVICES_SOUND_MOST lies none. */
    uint32_t sound[SERVICES_SOUND * SERVICES_SOUND_MOST + 2];
    double gumbel_most[SERVICES_GUMBEL]; /* of words with these first bits */
};

/* A rule applies where age_months - low < span as unsigned numbers, no trait is among the
 * others, and the person's word is below the threshold. */
struct services_rule {
    int32_t low;
    uint32_t span, others, threshold;
};
/* What decides whether a product is needed, and when its user can come. */
struct services_rules {
    struct services_rule need[CATALOGUE_RULES], latent[CATALOGUE_RULES],
        want[CATALOGUE_RULES];
    uint8_t slot[2][2]; /* by being at work or school, and by a bit of the person */
};

struct services {
    const struct catalogue *catalogue; /* borrowed */
    const struct supply *supply;       /* borrowed */
    struct room_state *rooms;          /* owned; [supply rooms] */
    struct services_rules *rules;      /* owned; [CATALOGUE_PRODUCTS] */
    struct offers *offers;             /* owned; [communities] */
    struct near_index *near_index;     /* owned; rooms by place (services_near.c) */
    struct audience *audience;         /* owned */
    size_t audience_count, audience_capacity;
    int32_t (*place)[PLACE_MEASURES]; /* owned; [community * CATALOGUE_PRODUCTS +
                                         product], of the year */
    double *needers; /* owned; [community * CATALOGUE_PRODUCTS + product]: residents who
                        need or may want it, of the last twelve months */
    double (*position)[2];           /* owned; [POSITIONS] in the unit disc */
    double income[256];              /* yuan a month per head, by rank */
    double relative[256];            /* (reference / income) ^ exponent */
    double relative_mean;            /* of them */
    struct sessions_table *sessions; /* owned */
    struct services_tables *tables;  /* owned */
    struct visits_table (*visits)[2 * CATALOGUE_RULES]; /* owned; [products] by rule */
    struct matching matching;
    struct meet *meet; /* owned; scratch of allocation (process/meet.h) */
    void (*free_meet)(struct meet *meet);
    struct trace *trace; /* borrowed; NULL: nobody is watched */
    month from;
    int years;

    uint64_t care; /* products that family hands could give: what security asks */
    uint8_t cheapest[CATALOGUE_PRODUCTS]; /* products by price: the dearest is chosen
                                             last, and refused first */
};

struct world;
/* Makes the services of a world whose city is made; `until` is the last month of the
 * run. Fails with MEMORY; services_close is to be called then too. */
int services_open(struct world *world, const struct catalogue *catalogue,
                  const struct supply *supply, month until,
                  struct error *err) MUST_CHECK;
void services_close(struct world *world);
/* The start of a month: prices, openings and closings, what communities hear. */
int services_enact(struct world *world, struct error *err) MUST_CHECK;

/* services_near.c: forgets which rooms are where, as when one was given another product;
 * they are looked up again when next a door opens or closes. */
void services_near_free(struct services *services);

/* What a room asks by the catalogue and the list of facilities, in the prices of 2023. */
double services_listed(const struct services *services, const struct room *room,
                       month now);

/* Where a household of this key lives, km from the middle of its community. */
static inline const double *services_position(const struct services *services,
                                              uint32_t household_key)
{
    return services->position[household_key & (POSITIONS - 1)];
}
/* Straight km from the home of row `i` of a community to an offer of it. */
double services_distance(const struct world *world, int community, row i,
                         const struct offer *offer);
/* Crowding a resident expects: the mean of three months. */
static inline double services_crowd(const struct room_state *room)
{
    return (room->crowd[0] + room->crowd[1] + room->crowd[2]) / 3.0;
}

#endif
