/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Instruments in force in a run: what they make of rents, prices and bills this month, and
 * what they have granted. Kept in books.instruments; NULL in a world without policy. What
 * they pay is the verbs' (process/bill.c, subsidise.c). */
#ifndef LINLI_POLICY_FORCE_H
#define LINLI_POLICY_FORCE_H

#include "policy/tariff.h"
#include "state/books.h"
#include "state/world.h"

/* Fen of one instrument. */
struct force_total {
    money asked, granted; /* granted: under its yearly ceiling */
    money forgone;        /* by those who are not paid for it */
};

/* Fen that an instrument takes off what users of a room are asked for, by income. */
struct force_part {
    int32_t instrument;
    money paid[QUINTILES], forgone[QUINTILES]; /* by its payer, by the operator */
};
/* The month's bills of a room under a tariff: part[first .. first + parts). */
struct force_bill {
    int32_t room, first, parts;
};

/* A capital grant promised to a project, paid in month `when` if the site still runs. */
struct force_promise {
    int32_t instrument, site;
    money fen;
    month when, opens;
    int keep_open; /* months from `opens` on, by the terms of the promise; 0: none */
    uint64_t products; /* of the site, that it was promised for */
};

/* A capital grant that is owed back in part if the site is given up too early. */
struct force_keep {
    int32_t instrument, site;
    money fen;    /* granted */
    month opened; /* the site, or its works if they ended later */
    int months;   /* from then on */
    uint64_t products;
};

struct force {
    const struct policy *policy; /* borrowed, as `scope` */
    const struct policy_scope *scope;
    struct policy_spent spent;
    struct groups groups;
    struct tariffs tariffs;
    double level[POLICY_MOST];      /* nominal, of their amounts of money */
    double level_2023[POLICY_MOST]; /* the same in prices of 2023 */
    int32_t demand[POLICY_MOST];    /* those that bills are split by, as applied */
    bool demand_of_sites
        [POLICY_MOST]; /* beside it: asks of the site, or is by the hour */
    int demands;
    int32_t limited[POLICY_MOST]; /* number among those with a limit a person, or -1 */
    int limits;
    double *benefit; /* owned; [instruments * groups] yuan of 2023 a person and month */
    double *benefit_all; /* owned; [groups] of those that the whole city has */
    bool benefit_places; /* some are for some communities only */
    struct groups_ages benefit_ages; /* that any of them is for */
    struct {
        int64_t *count; /* owned; [reported, rim][groups][QUINTILES] residents */
        struct groups_ages ages;
        month when;
    } people;                    /* of the whole city as last counted; NULL: not yet */
    bool kind[INSTRUMENTS];      /* one of the kind is in force this month */
    int slots;                   /* SLOTS where a grant asks of the slot, else 1 */
    bool by_users, by_contracts; /* grants ask who users are; of contracted persons */

    double *told; /* owned; [rooms] yuan at which users last chose, < 0: as asked */
    double *told_share;  /* owned; [rooms] of the price, when all were last told */
    int32_t *contracted; /* owned; [rooms] who hold a place or usually come */
    int32_t *bill_of;    /* owned; [rooms] into bills, -1: no tariff */
    int32_t *users_of;   /* owned; [rooms] into users, -1: no grant asks who they are */
    int rooms;
    struct {
        struct force_bill *item;
        size_t count, capacity;
    } bills; /* in the order of sites by code */
    struct {
        struct force_part *item;
        size_t count, capacity;
    } parts;
    struct {
        int32_t
            *item; /* [room's number][group][slot] persons with a place, or visits */
        size_t count, capacity;
    } users;
    struct {
        struct force_promise *item;
        size_t count, capacity;
    } promises;
    struct {
        struct force_keep *item;
        size_t count, capacity;
    } keeps;          /* in the order of payment */
    int32_t *by_code; /* owned; [sites] rows by code */
    int sites;
    money *site_grant; /* owned; [sites] operating grants of the month */
    int32_t *budget;   /* owned; [instruments] row of the payer's, -1: none needed */
    int *funded;       /* owned; [instruments] year of its last allotment */
    struct force_total *month, *year; /* owned; [instruments] */
    void *desk;                       /* owned; scratch of process/bill.c */
    void (*free_desk)(void *desk);
};

/* The instruments of the world, or NULL. */
static inline struct force *force_of(const struct world *world)
{
    return world->books ? world->books->instruments : NULL;
}
/* The start of a month, after services_enact: levels, which instruments are in force,
 * caps on prices, what users are asked for. Makes the state at its first call. MEMORY. */
int force_enact(struct world *world, struct error *err) MUST_CHECK;
/* The same for a policy that is only reckoned with: no price is capped, nobody is told. */
int force_look(struct world *world, struct error *err) MUST_CHECK;
/* force_room.c: memory for rooms and sites that were added. Fails with MEMORY. */
int force_reserve(struct world *world, struct error *err) MUST_CHECK;

/* Who and where a site is, for a product: what targets ask. */
struct policy_target force_target(const struct books *books, int32_t site, int product);
/* Products of the site for which the instrument is in force. */
uint64_t force_products(const struct world *world, int index, int32_t site);
/* What conditions may ask of the site's rooms of these products, and of the month. Stars
 * are five times its quality in whole numbers, as long as nobody appraises. */
void force_facts(const struct world *world, int32_t site, uint64_t products,
                 struct schedule_facts *facts);

/* Group of the resident, 0 without instruments. */
static inline int force_group(const struct world *world, const struct block *block,
                              row i)
{
    const struct force *force = force_of(world);
    return force ? groups_of(&force->groups, block, i, world->now) : 0;
}
/* Hours of a unit of a product: of a visit, or a month of a place as needed first. */
double force_hours(const struct product *product);
/* Yuan a month, of 2023, that the members of the household get as benefits. */
double force_benefit(const struct world *world, int community,
                     const struct block *block, row i);

/* force_terms.c: rents, leases and prices.
 *
 * Share of the rent of a contract on the site that is not paid this month: what was
 * agreed, or more by instruments. */
double force_rent(const struct world *world, int32_t site,
                  const struct contract *contract);
/* Yuan a month, nominal, that the instrument takes off the rent of the site: `before` and
 * `after` it and those listed before it. */
struct force_relief {
    double before, after;
};
struct force_relief force_relief(const struct world *world, int index, int32_t site);
/* Months of a lease that is signed now: `months`, or those of an instrument. */
int force_lease(const struct world *world, int32_t site, int months);
/* Highest price that may be asked of everybody, nominal yuan; INFINITY without. */
double force_cap(const struct world *world, int32_t room);
/* Highest profit over average cost, a share; < 0 without. */
double force_margin(const struct world *world, int32_t room);
/* Share of the tax on the fees of a product at a site that is asked for. */
double force_taxed(const struct world *world, int32_t site, int product);
/* Largest change of a price at a time: `step`, or that of an instrument if smaller. */
double force_step(const struct world *world, int32_t room, double step);

/* force_open.c: a site that somebody would open, as instruments see it. */
struct force_opening {
    struct policy_target target;
    double places, beds, m2, users, capacity;
    double stars;   /* 0 to 5 */
    double rent_m2; /* yuan a month and m2 on the market */
    int lease_months;
};
/* What they do for it in a month: shares of the market's rent and of the tax on fees that
 * are paid, yuan of operating grants for what it is and for a user; grants that ask who
 * users are, or how many are contracted, are left out, ceilings and delays too. */
struct force_aid {
    double rent, taxed, fixed, each;
};
/* In the month `age` months after it opened in month `when`. */
struct force_aid force_open_aid(const struct world *world,
                                const struct force_opening *opening, month when,
                                int age);
/* Highest price that it may ask of everybody in the month of opening; INFINITY without. */
double force_open_cap(const struct world *world, const struct force_opening *opening,
                      month when);
/* Yuan of capital grants for works of `cost` yuan that are ordered now; `after` is out,
 * months from opening until all are paid. */
double force_open_capital(const struct world *world,
                          const struct force_opening *opening, double cost, month when,
                          int *after);

#endif
