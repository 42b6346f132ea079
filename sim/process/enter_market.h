/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The market of a city as would-be entrants see it in a January (enter.h): whom nobody
 * serves, who serves whom on what terms, space that stands empty. */
#ifndef LINLI_PROCESS_ENTER_MARKET_H
#define LINLI_PROCESS_ENTER_MARKET_H

#include "process/enter.h"
#include "state/books.h"
#include "state/world.h"

/* What is asked and served of a product in the city. Users a month, or visits. */
struct enter_product {
    double used, unmet, needers;
    double price; /* mean asked, yuan nominal; the catalogue's where nothing is open */
    double quality;                /* mean of open rooms */
    double mix[CATALOGUE_CLASSES]; /* shares of users */
    double outside; /* what users weigh rooms against: sum of exp(V) of all else */
    struct enter_reach reach;
    double able;     /* share, of those whom it may concern, who can pay for it */
    double relative; /* what a yuan weighs to them, against a mean income */
};

struct enter_market {
    struct market_view view; /* its arrays are owned */
    struct enter_terms *terms;
    double *cumulative;            /* scratch of enter_round */
    double *used;                  /* owned; [communities * products] */
    double *east, *north, *radius; /* owned; [communities] */
    struct enter_product product[CATALOGUE_PRODUCTS];
};

/* Looks at the city as it is at the end of this month. Fails with MEMORY; enter_market_close is
 * to be called then too. */
int enter_market_open(const struct world *world, struct enter_market *market,
                      struct error *err) MUST_CHECK;
void enter_market_close(struct enter_market *market);
/* Each January but that of the first month: lets `work` act on the market as it then is,
 * adds its payments up and orders sites by operator. Sites close between those who convert and
 * those who enter, so each looks for itself. Fails with MEMORY, LEDGER_OVERFLOW or as
 * `work`. */
int enter_january(struct world *world,
                  int (*work)(struct world *world, struct enter_market *market,
                              struct error *err),
                  struct error *err) MUST_CHECK;
/* m2 that stand empty in a community: the stock of the list of facilities where it has
 * any, else `entry.vacant_m2` of each 1,000 residents; with the space of sites that have
 * closed, less that of sites that opened since. */
double enter_market_vacant(const struct world *world, int community, bool listed);
/* Whether the list of facilities names any empty space in the city. */
bool enter_market_listed(const struct world *world);
/* Terms of opening the product (enter.h), of those of the city's market. */
struct enter_terms enter_market_terms(const struct world *world,
                                      const struct enter_market *market, int product,
                                      enum operator_kind kind);

/* Steps of enter_market_open. What rooms are like; how residents come to hear of sites and
 * how far they go;
 * what those of a community want, use, ask for in vain and are offered; the weight
 * of all else, latent demand and space that moved. */
void enter_market_rooms(const struct world *world, struct enter_market *market);
void enter_market_reach(const struct world *world, struct enter_market *market);
void enter_market_count(const struct world *world, int community,
                        struct enter_market *market);
void enter_market_finish(const struct world *world, struct enter_market *market);

/* enter_open.c: a chain that has sites of the service and is not in debt: one of them, by
 * the entrant's code; -1 without any. */
int32_t enter_chain_of(const struct books *books, int service, uint32_t code);
/* enter_open.c: opens what is planned: a site under works with its operator, contract and
 * money. Fails with MEMORY or LEDGER_OVERFLOW. */
int enter_open(struct world *world, const struct enter_market *market,
               const struct enter_entrant *entrant, const struct enter_plan *plan,
               struct error *err) MUST_CHECK;

#endif
