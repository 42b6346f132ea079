/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Books in a run: who runs which site on what terms, what rooms ask and expect, the
 * ledger, the markets of staff. NULL in a world without costs and indices.
 *
 * Rows: an operator's row is the same here and in the ledger, a site's the same in the
 * supply, here and in the ledger, a room's the same in the supply, here and in
 * services->rooms. New rows are added behind; none moves or vanishes in a run. Money is
 * nominal throughout, `levels` and `wage_level` carry amounts of 2023 to this month.
 *
 * The verbs of the month (process/found.c and those behind it in cycle.c) work on this;
 * sites are handled operator by operator, each held by one thread with a journal of its
 * own. Whatever governments do, ledger_collect and ledger_default are one thread's. */
#ifndef LINLI_STATE_BOOKS_H
#define LINLI_STATE_BOOKS_H

#include "state/costs.h"
#include "state/indices.h"
#include "state/ledger.h"
#include "state/operator.h"

/* Ages at which sites close, in results: under 1 year, 1, 2, 3, 4, from 5 on. */
enum { BOOKS_AGES = 6 };

/* The business of a room. */
struct books_room {
    double price; /* yuan asked, nominal; -1: the catalogue's, carried as incomes */
    struct price_record record;
    struct expectation expectation; /* users a month */
    /* Of the month: who hold a place, by class, or visits, all in the first; the same by
       income of the user, lowest first; how many there could be; and yuan that the
       operator forgoes of their price (process/charge.h). */
    double users[CATALOGUE_CLASSES], units[QUINTILES], capacity, discounts;
    double custom; /* mark-up that its operator takes for customary, in yuan of
                           2023 at the incomes of the start; 0: not looked yet */
    double full; /* users, or persons at a time, when staff ran short; 0: it has not */
    int32_t staffed; /* of them, those staff suffices for; -1: all */
};

/* A room that nobody has done business in. */
extern const struct books_room books_room_new;

/* What happened since January. */
struct books_year {
    int64_t entries[OPERATOR_KINDS]; /* sites opened */
    int64_t withdrawals[WITHDRAW_CAUSES][BOOKS_AGES];
    int64_t withdrawals_kind[OPERATOR_KINDS];
    double posts[CATALOGUE_TRADES]; /* in post, sum over months */
    int months;
};

/* What one thread counts: places held and visits served, by income of the user. */
struct books_desk {
    uint32_t (*units)[QUINTILES]; /* owned; [rooms]; zero between uses */
    int rooms;
};

struct books {
    const struct catalogue *catalogue; /* borrowed, as all up to `scope` */
    const struct costs *costs;         /* in prices of 2023 */
    const struct indices *indices;
    const struct policy *policy; /* NULL: none */
    const struct policy_scope *scope;
    void *instruments; /* owned; state of the instruments of the run, NULL: none */
    void (*free_instruments)(void *instruments);
    void *suppose; /* borrowed; what a policy that is not in force would pay
                      (process/suppose.h), NULL: nobody asks */

    struct supply supply; /* owned; services->supply points here */
    int site_capacity, room_capacity;
    struct site_state *sites; /* owned; [supply.site_count] */
    struct books_room *rooms; /* owned; [supply.room_count] */
    struct ledger ledger;
    struct operator_ *operators; /* owned; [operator_count], beside ledger.operators */
    int operator_count, operator_capacity;
    struct ledger_journal *journals; /* owned; [threads] */
    struct books_desk *desks;        /* owned; [threads] */
    int threads;

    struct cost_levels levels; /* of the month, 2023 = 1 */
    double wage_level;
    double *rent; /* owned; [communities] rents of space over the city's mean */
    double told;  /* what a nominal yuan is to residents: yuan of 2023 at the incomes of
                    the start, which grow with wages as prices elsewhere do */
    struct staff_market
        market[CATALOGUE_TRADES]; /* of the simulated part of the city */
    /* Yuan a month, prices of 2023, by main product of a site: what the district pays who
       begins to run one for the public (modes 1 and 2), the mean of those at the start. */
    double support[CATALOGUE_PRODUCTS];
    /* The same of income that nobody explains, of sites on the market. */
    double beside[CATALOGUE_PRODUCTS];
    double *trust; /* owned; [community * OPERATOR_KINDS + kind], 0 to 1: what a
                      community thinks of a kind of operator */
    /* Sites of operator o: site_of[site_start[o] .. site_start[o + 1]), ascending; made
       anew each month (books_enact). */
    int32_t *site_start, *site_of; /* owned */
    struct books_year year;
    month founded; /* first month; sites found themselves with what they have then */
};

struct world;
struct world_options;
/* Empty books of a world with its own copy of the supply. Fails with MEMORY; books_close
 * is to be called then too. */
int books_open(struct world *world, const struct world_options *options,
               struct error *err) MUST_CHECK;
void books_close(struct world *world);
/* The start of a month: levels, the ledger's month, a new year's counts (December's stand
 * until then), the sites of each operator. Fails with MEMORY. */
int books_enact(struct world *world, struct error *err) MUST_CHECK;

/* A new operator without sites and money; `index` is out, its row. `credit` fen that it may owe its
 * bank. Fails with MEMORY. */
int books_add_operator(struct books *books, enum operator_kind kind, uint32_t code,
                       money credit, int32_t *index, struct error *err) MUST_CHECK;
/* A new site with `count` rooms, and everything that is kept beside sites and rooms. The
 * rows of `site` and `rooms` are set here; `index` is out, its row. It has no operator yet
 * (books_give). Fails with MEMORY, the world then as it was. */
int books_add_site(struct world *world, const struct site *site,
                   const struct room *rooms, int count, int32_t *index,
                   struct error *err) MUST_CHECK;
/* Hands a site to an operator, or to nobody (-1). */
void books_give(struct books *books, int32_t site, int32_t operator_row);
/* Orders sites by operator again, after books_give in the midst of a month. MEMORY. */
int books_order(struct books *books, struct error *err) MUST_CHECK;

/* Whether the site is open this month and run by somebody. */
bool books_runs(const struct books *books, int32_t site, month now);
/* What the community thinks of the kind of who runs the site, 0 to 1: 1 without books. */
double books_trust(const struct world *world, int community, int32_t site);
/* Places of a room, or persons at a time, that there is staff for. `books` may be NULL. */
static inline int32_t books_places(const struct books *books, const struct room *room,
                                   uint32_t number)
{
    const int32_t staffed = books ? books->rooms[number].staffed : -1;
    return staffed >= 0 && staffed < room->places ? staffed : room->places;
}
/* Yuan that a room asks of a user and month, or a visit, nominal. */
double books_price(const struct world *world, int32_t room);
/* Yuan a month that a site's space costs on the market now, where it is. */
double books_market_rent(const struct books *books, int32_t site);
/* Account of who owns the space. */
int books_landlord(const struct books *books, int32_t site);
/* The budget of a level and line, made at its first use. Fails with MEMORY. */
int books_budget(struct books *books, enum account level, const char *line,
                 int32_t *budget, struct error *err) MUST_CHECK;
/* The product of most of a site's floor. */
int books_product(const struct books *books, int32_t site);
/* Age class of a site that closes after `months`. */
int books_age(int months);

/* The law: the ledger's (everything merged), and that rows fit each other, sites have
 * operators that exist and are counted by them, and no post, place or price is negative.
 * Fails with LAW. */
int books_check(const struct world *world, struct error *err) MUST_CHECK;

#endif
