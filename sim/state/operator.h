/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Operators, the contracts by which they run sites, and what a site remembers of its
 * business. Plain structs and the few sums that follow from them; what operators do is
 * in process/ (price, expect, withdraw, enter, staff, spend, convert). */
#ifndef LINLI_STATE_OPERATOR_H
#define LINLI_STATE_OPERATOR_H

#include "core/money.h"
#include "state/supply.h"

enum {
    OPERATOR_TRADES = CATALOGUE_TRADES, /* of one site, at most */
    OPERATOR_HISTORY = 24,              /* months */
};

enum operator_aim { AIM_PROFIT, AIM_BREAK_EVEN, OPERATOR_AIMS };
/* Many services in one house, or one service in many. */
enum operator_scope { SCOPE_SINGLE, SCOPE_COMPREHENSIVE, OPERATOR_SCOPES };

/* Why a site closed: one of a closed list. */
enum withdraw_cause {
    WITHDRAW_NONE,
    WITHDRAW_CASH,       /* insolvency of the operator */
    WITHDRAW_LEASE,      /* not worth going on when the lease ran out, or by notice */
    WITHDRAW_CONTRACT,   /* the same of a contract with a public owner */
    WITHDRAW_APPRAISAL,  /* failed by those who appraise */
    WITHDRAW_CONVERSION, /* space turned to another use */
    WITHDRAW_OWNER,      /* taken back by its owner */
    WITHDRAW_CAUSES
};

/* Its cash and credit are the ledger's (ledger.operators, the same row). */
struct operator_ {
    uint32_t code;            /* stable: operator_code() */
    uint8_t kind, scope, aim; /* enums */
    int32_t sites;
    month since;            /* first month */
    int32_t budget;         /* of the ledger, which makes its deficits good; -1: none */
    money reserve;          /* fen that the budget fills its cash up to */
    money loan, instalment; /* fen owed to its bank beside the overdraft; a month */
    double credit_record;   /* 0 to 1; gates tenders and loans */
    double brand_trust;     /* 0 to 1, of those who know the brand */
    /* Its own experience of how long sites take to fill (expect_learn). */
    double ramp_sum;
    int32_t ramps;
};

/* The terms on which an operator has a site. Amounts in yuan, prices of the day. */
struct contract {
    uint8_t mode;         /* enum mode */
    month start, end;     /* first month; first month after it. -1: no end */
    double rent;          /* yuan a month at market terms */
    double agreed;        /* share of the rent that its landlord does not ask for */
    double relief;        /* of this month: that, or more by an instrument; 0 to 1 */
    int32_t notice;       /* months to be served before an early end */
    double penalty;       /* yuan, of an early end */
    double deposit;       /* yuan, returned at the end */
    double trustee_share; /* of fees, paid to the trustor */
};

/* Staff of one trade at a site. */
struct staff_post {
    uint8_t trade;
    double posts;                 /* asked for by those enrolled and by rule */
    double wanted;                /* the same, had staff not run short */
    double in_post;               /* own staff, in full posts */
    double agency;                /* bought this month, in full posts */
    double wage;                  /* yuan a month; what the site pays */
    double left[MONTHS_PER_YEAR]; /* who left, by month of the year */
};

/* The market of a trade in a city (process/staff.h). Wages in yuan a month. */
struct staff_market {
    double wage, base_wage; /* now, and at base; both nominal */
    double pool;            /* people of the trade at the base wage */
    double index;           /* general wage index since base: nominal drift apart from
                               scarcity */
};

/* What a site expects to be used (expect.h). */
struct expectation {
    double plan;   /* users a month once known; by the operator before opening */
    double tau;    /* months until 63 % of them, as planned */
    double weight; /* of the plan, in months */
    double sum;    /* of observed use, fading */
    double months; /* observed, fading */
    int32_t age;   /* months observed in all */
};

/* What a price was last set by (price.h). */
struct price_record {
    double price; /* yuan, before the last change; < 0: never changed */
    double use;   /* most users expected at any decision so far */
    double share; /* of the needers in reach, when it was last set */
    double slope; /* own estimate; 0: none yet */
};

struct site_month_past {
    money cost;
    double use, occupancy;
};

struct site_state {
    uint32_t code;         /* of the site */
    int32_t operator_row;  /* or -1 */
    int32_t last_operator; /* who ran it last, or -1: nobody yet */
    uint8_t cause;         /* enum withdraw_cause: why its operator gave it up */
    struct contract contract;
    int32_t months_open;
    month fitted;    /* month of fit-out or its renewal */
    double quality;  /* 0 to 1 */
    double trained;  /* share of staff trained */
    double fit;      /* of the space to its use, 0 to 1 */
    double invested; /* yuan of own fit-out, which is renewed */
    double support;  /* yuan a month, prices of 2023: what its district pays who runs it
                        for the public (modes 1 and 2) */
    double rent_over; /* share by which its landlord asks more than is usual there */
    double side; /* yuan a month, prices of 2023, from outside: nobody knows what; so
                        that it was there at the start */
    struct staff_post
        *staff; /* owned; [trades], of the trades that its rooms ask for */
    int32_t trades;
    /* By month, rings: use for what its operator learns (expect_learn), the rest for a year. */
    month latest;       /* the last month remembered */
    int32_t remembered; /* months in the longer */
    double use[OPERATOR_HISTORY];
    struct {
        money cost;
        double occupancy;
    } past[MONTHS_PER_YEAR];
};

/* Stable code of the k-th operator of a kind that appears in a city in a year. */
uint32_t operator_code(enum operator_kind kind, uint32_t city, int cohort, int k);
/* Stars of a site, 0 to 5: five times its quality, to the nearest. Whatever asks for stars
 * asks here, until somebody appraises sites by more than quality. */
int operator_stars(const struct site_state *site);
/* Whether banks lend to the kind at all: those who put owners' money in and keep what is
 * left. */
bool operator_borrows(enum operator_kind kind);
/* Overhead of all sites together, yuan a month at the wages of 2023: first *
 * sites^(1 - exponent). */
double operator_overhead(const struct values *values, int sites);
/* What closing one of `sites` sites saves of it. */
double operator_overhead_saved(const struct values *values, int sites);
/* Rent that is paid, yuan a month. */
double operator_rent(const struct contract *contract);
/* Months from `when` to the end, 0 when past; -1 without end. */
int operator_months_left(const struct contract *contract, month when);
/* Keeps what a month brought. */
void operator_remember(struct site_state *site, month when,
                       const struct site_month_past *past);
/* Sum over those remembered of the last `months` (at most twelve) before and with `when`,
 * not before the latest remembered; use and occupancy are means. */
struct site_month_past operator_recent(const struct site_state *site, month when,
                                       int months);
/* Staff who left in twelve months over those in post, at most 1: then nobody is there who
 * knew the users, and more cannot be lost. Without that bound the only worker of a small
 * site, who goes whole from a part of a post, would spoil a year. */
double operator_turnover(const struct staff_post *post);
/* Trust in a kind of operator after a closure used by `share` of a community's users of
 * the product, and after one month more without: half of the loss is back in
 * `operators.trust_half_life` months (MODEL 54). */
double operator_trust_lost(const struct values *values, double trust, double share);
double operator_trust_back(const struct values *values, double trust);

extern const char *const operator_cause_words[WITHDRAW_CAUSES],
    *const operator_cause_words_zh[WITHDRAW_CAUSES];

#endif
