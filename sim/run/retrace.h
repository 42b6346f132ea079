/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* One row of a run simulated again, watching one resident or one facility. Writes no
 * series. */
#ifndef LINLI_RUN_RETRACE_H
#define LINLI_RUN_RETRACE_H

#include "run/study.h"

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

struct retrace {
    /* Set by the caller: */
    const struct study *study; /* with services */
    uint64_t seed;             /* of the row */
    int threads;
    volatile const int *stop; /* nonzero: give up; or NULL */
    entity_id resident;       /* watched, or ID_NONE */
    int site;                 /* of study->supply, watched, or -1 */
    /* Out, freed by retrace_free: */
    struct trace trace;
    entity_id nearest; /* id nearest to the resident's at the start */
    struct {
        struct retrace_room *item; /* month by month, in the order of rooms */
        size_t count, capacity;
    } rooms;
    struct {
        struct retrace_audience *item; /* year by year, in the order of communities */
        size_t count, capacity;
    } audience;
};

/* Fails with INTERRUPTED when stopped, or as the simulation does. retrace_free is to be
 * called then too. */
int retrace_run(struct retrace *retrace, struct error *err) MUST_CHECK;
void retrace_free(struct retrace *retrace);

#endif
