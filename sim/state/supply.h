/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Facilities: sites with rooms, and idle stock that could become some. One table for all
 * communities simulated; sites ascend by code. */
#ifndef LINLI_STATE_SUPPLY_H
#define LINLI_STATE_SUPPLY_H

#include "state/catalogue.h"
#include "state/city.h"

enum owner { OWNER_PUBLIC, OWNER_PRIVATE, OWNER_COLLECTIVE, OWNERS };
enum mode {
    MODE_PUBLIC_RUN,
    MODE_PUBLIC_BUILT_PRIVATE_RUN,
    MODE_PRIVATE_RUN_PUBLIC_ASSISTED,
    MODE_MARKET,
    MODES
};
enum operator_kind {
    OPERATOR_COMPANY,
    OPERATOR_CHAIN,
    OPERATOR_NON_PROFIT,
    OPERATOR_PROPERTY,
    OPERATOR_PUBLIC,
    OPERATOR_SELF_HELP,
    OPERATOR_FAMILY,
    OPERATOR_KINDS
};
enum site_origin {
    ORIGIN_LISTED,    /* in a list of the pack */
    ORIGIN_SYNTHETIC, /* drawn from counts */
    ORIGIN_PROJECT,   /* built by a scenario */
    ORIGIN_ENTRY,     /* opened by an entrant */
    ORIGINS
};

struct site {
    uint32_t code; /* stable: hash of (community code, origin, number in it) */
    char name[NAME_SIZE];
    int32_t community;          /* index in the city */
    double longitude, latitude; /* WGS-84 */
    double east_km, north_km;   /* on the city's plane (supply_plane) */
    double floor_m2;
    month opened, closes; /* first month open; first month closed again, or -1 */
    double quality;       /* 0 to 1 */
    uint8_t owner, mode, kind, origin; /* enums above */
    uint8_t known_point;               /* enum known */
    int32_t room, rooms; /* its rooms are room[room .. room + rooms - 1] */
};

/* Floor area given to one product. */
struct room {
    int32_t site;
    uint8_t product;
    uint8_t slots; /* bit per enum slot in which it is open */
    /* Products + 1, 0: none: what works are turning it to, what it was before. */
    uint8_t next, was;
    double m2;
    int32_t places; /* places, or persons at a time; 0 while works last */
    month from;     /* first month open as what it is or will be; 0: as its site */
    double price;   /* yuan a month or a visit at opening, or -1: the product's price */
};

struct stock {
    int32_t community;
    double longitude, latitude, m2;
    char kind[CATALOGUE_KEY];
    month from;
};

struct supply {
    struct site *sites; /* owned; ascending by code */
    int site_count;
    struct room *rooms; /* owned; in the order of sites */
    int room_count;
    struct stock *stock; /* owned */
    int stock_count;
    bool synthetic[CATALOGUE_PRODUCTS]; /* positions of its sites were drawn */
};

void supply_free(struct supply *supply);
/* Kilometres east and north of the city's first community, for points of the plane. */
void supply_plane(const struct city *city, double longitude, double latitude,
                  double *east_km, double *north_km);
/* Code of the number-th site of an origin in a community. */
uint32_t supply_code(int64_t community_code, enum site_origin origin, int number);
/* Places that `m2` hold. */
int32_t supply_places(const struct product *product, double m2);
/* Whether the room of the site is open: the site is, and no works go on in it. */
static inline bool supply_room_is_open(const struct site *site, const struct room *room,
                                       month now)
{
    return site->opened <= now && (site->closes < 0 || now < site->closes) &&
           room->next == 0 && room->from <= now;
}
/* Whether works go on in a room of the site. */
static inline bool supply_has_works(const struct supply *supply,
                                    const struct site *site)
{
    for (int32_t r = site->room; r < site->room + site->rooms; r++)
        if (supply->rooms[r].next != 0)
            return true;
    return false;
}

extern const char *const supply_owner_words[OWNERS];
extern const char *const supply_mode_words[MODES];
extern const char *const supply_operator_words[OPERATOR_KINDS];
extern const char *const supply_mode_words_zh[MODES];
extern const char *const supply_operator_words_zh[OPERATOR_KINDS];

#endif
