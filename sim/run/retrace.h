/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* One row of a run simulated again, watching one resident, one facility or one operator.
 * Writes no series. */
#ifndef LINLI_RUN_RETRACE_H
#define LINLI_RUN_RETRACE_H

#include "run/study.h"
#include "state/account.h"

/* A room of the facility in a month. */
struct retrace_room {
    month when;
    int32_t room;
    bool open;
    int64_t capacity, held, waiting; /* places; who lists it first */
    int64_t asked[SLOTS];            /* visits: first tries */
    int64_t again[SLOTS];            /* second tries, refused elsewhere */
    int64_t served[SLOTS];           /* of both */
    double crowd, price;             /* requests over capacity; yuan */
};

/* A community to which the facility is offered, at the end of a year or of the run. */
struct retrace_audience {
    int year;
    uint32_t community;
    int64_t residents, users; /* users: residents who got anything in the month */
    double distance_km;       /* from its middle */
    double heard;             /* running sum of the hazard of hearing of the site */
};

/* A year of the books of the facility or the operator, nominal fen; the last may end
 * before December. */
struct retrace_year {
    month until;
    double level; /* of consumer prices, mean of the year, 2023 = 1 */
    money line[BOOK_LINES];
    money cash, loan, arrears; /* of the operator, at the end */
    int sites;                 /* of the operator, at the end */
};

/* The operator takes a site on or gives one up. */
struct retrace_event {
    month when;
    int32_t site;
    bool taken;
    uint8_t cause; /* enum withdraw_cause, of giving up */
};

/* A product of the facility's or the operator's rooms in the last month of a year. */
struct retrace_price {
    int year, product, rooms;
    double price; /* yuan, mean by places, nominal */
    double places, use, capacity;
};

struct retrace {
    /* Set by the caller: */
    const struct study *study; /* with services */
    uint64_t seed;             /* of the row */
    int threads;
    volatile const int *stop; /* nonzero: give up; or NULL */
    entity_id resident;       /* watched, or ID_NONE */
    int site;                 /* of study->supply, watched, or -1 */
    uint32_t site_code;       /* of one that opens in the run, watched, or 0; its row is
                                 then `site` */
    bool operator_wanted;     /* an operator is watched, by its code */
    uint32_t operator_code;
    /* Out, freed by retrace_free: */
    struct trace trace;
    entity_id nearest; /* id nearest to the resident's at the start */
    struct {
        struct retrace_room *item; /* month by month, in the order of rooms */
        size_t count, capacity;
    } rooms;
    struct supply supply; /* as it was at the end */
    int operator_row;     /* of the watched operator; -1: it never was */
    int operator_kind;
    uint32_t first_operator; /* a code that there is, for who mistypes one */
    struct {
        struct retrace_year *item;
        size_t count, capacity;
    } years;
    struct {
        struct retrace_event *item;
        size_t count, capacity;
    } events;
    struct {
        struct retrace_price *item;
        size_t count, capacity;
    } prices;
    struct {
        struct retrace_audience *item; /* year by year, in the order of communities */
        size_t count, capacity;
    } audience;
};

/* Fails with INTERRUPTED when stopped, or as the simulation does. retrace_free is to be
 * called then too. */
int retrace_run(struct retrace *retrace, struct error *err) MUST_CHECK;
void retrace_free(struct retrace *retrace);

/* The books of what is watched, after a month; nothing in a world without. Fails with
 * MEMORY. */
int retrace_books(struct retrace *retrace, const struct world *world, month when,
                  bool last, struct error *err) MUST_CHECK;

#endif
