/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What the convert_*.c files share; nobody else includes this. */
#ifndef LINLI_PROCESS_CONVERT_PARTS_H
#define LINLI_PROCESS_CONVERT_PARTS_H

#include "process/convert.h"
#include "process/enter_market.h"

/* Space that does not pay, and what going on with it brings. */
struct convert_space {
    int32_t site;
    double m2;
    uint64_t without; /* products that it must not be turned to, a bit each */
    bool whole;       /* all of a site, which pays its rent and overhead; else a room */
    double margin;    /* yuan a month as it is used; 0 where it would be left */
};

/* What the space would be as another product. */
struct convert_use {
    int product;        /* -1: none is better than leaving */
    double users, tau;  /* as an entrant plans them */
    double value, gain; /* yuan over the term of a contract; over the use of now */
    double
        reserve; /* what a site of its own loses until it breaks even, as asked for */

    struct cost_works works;
};

/* convert_use.c: the use of the space that is worth most, by the market of a January. */
struct convert_use convert_use_best(const struct world *world,
                                    const struct enter_market *market,
                                    const struct convert_space *space);
/* convert_use.c: the next who looks sees one rival more and fewer who are not served. */
void convert_use_announce(struct enter_market *market, const struct site *place,
                          const struct convert_use *use);
/* convert_use.c: whole months of works, at least one. */
int convert_use_months(const struct convert_use *use);

/* convert_sites.c: yuan that going on with a site is worth over leaving, overhead that
 * closing saves taken off. */
double convert_sites_worth(const struct world *world, int32_t site);
/* convert_rooms.c: rooms that do not pay, of sites with several, begin to be turned to
 * something else; one a site. Fails as payments do. */
int convert_rooms(struct world *world, struct enter_market *market,
                  struct error *err) MUST_CHECK;
/* convert_rooms.c: rooms whose last month of works this is become what they were turned
 * to; they open with the next month. Fails with MEMORY. */
int convert_rooms_end(struct world *world, struct error *err) MUST_CHECK;

#endif
