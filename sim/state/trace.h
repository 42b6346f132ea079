/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What is noted of one resident while a row is simulated again: every choice with all
 * that was weighed, every month's use, and how he or she lived. A run without it pays one
 * comparison a few hundred choices; results never depend on it. */
#ifndef LINLI_STATE_TRACE_H
#define LINLI_STATE_TRACE_H

#include "state/outcome.h"
#include "state/ties.h"

enum {
    TRACE_OFFERS = 8, /* as many as a community is offered of a product */
    TRACE_LIST = 3,
    TRACE_NOWHERE = -1 /* instead of a room */
};
/* What is chosen where no community service is. */
enum alternative { CHOICE_NONE = -1, CHOICE_FAMILY = -2, CHOICE_MARKET = -3 };

/* The terms of a utility, in the order in which they are added; what a price, a walk or
 * crowding takes away is negative. */
enum trace_term {
    TERM_TASTE,  /* of everybody */
    TERM_FORMAL, /* the resident's, for formal services of the product */
    TERM_OWN,    /* the resident's, for this site */
    TERM_YEAR,   /* the same, of the calendar year */
    TERM_CROWD,
    TERM_QUALITY,
    TERM_PRICE,
    TERM_WALK,
    TERM_HABIT, /* habit and experience with one's own provider */
    TERMS
};

struct trace_offer {
    int32_t room;
    bool in_reach, knows, in_slot, affordable;
    double minutes, price; /* one way; yuan a month, nominal */
    double term[TERMS], value;
};

struct trace_choice {
    month when;
    uint8_t product;
    bool need, entitled;
    double amount; /* hours or visits a month */
    uint8_t slot;
    int offers;
    struct trace_offer offer[TRACE_OFFERS]; /* nearest first */
    bool has_family, has_market;            /* could choose them */
    double nothing, family, market, market_price;
    int choice; /* index of an offer, or enum alternative */
    int listed, list[TRACE_LIST];
    enum outcome reason; /* of a need that nothing meets; OUTCOMES: none is asked */
};

/* A tie in a month. */
struct trace_use {
    month when;
    uint8_t product, kind; /* as in struct tie */
    int32_t room;          /* of the offer */
    int asked, served;     /* visits, or 1 where a place is held */
};

/* The resident at the end of a month. */
struct trace_life {
    month when;
    uint32_t community;
    int age;
    uint16_t bits, income;
    uint8_t household_size;
    int8_t household_kind;
};

struct trace {
    entity_id resident;
    month birth; /* -1 while not seen */
    month died;  /* -1 while alive, or gone elsewhere */
    struct {
        struct trace_choice *item;
        size_t count, capacity;
    } choices;
    struct {
        struct trace_use *item;
        size_t count, capacity;
    } uses;
    struct {
        struct trace_life *item;
        size_t count, capacity;
    } lives;
};

void trace_init(struct trace *trace, entity_id resident);
void trace_free(struct trace *trace);
/* Room for all that one month can add, so that noting cannot fail. Fails with MEMORY. */
int trace_reserve(struct trace *trace, struct error *err) MUST_CHECK;

#endif
