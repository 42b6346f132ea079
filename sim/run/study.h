/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* All that the rows of a run share: the city as chosen, its rates, the plan of its base
 * population. */
#ifndef LINLI_RUN_STUDY_H
#define LINLI_RUN_STUDY_H

#include "io/scenario.h"
#include "state/populate.h"
#include "state/supply_make.h"
#include "state/world.h"

struct study {
    const struct scenario *scenario; /* borrowed */
    struct city city;                /* after the choice of districts */
    struct rates rates;
    struct community_plan *plans; /* owned; of the communities simulated */
    int chosen, rim;              /* communities reported, and simulated around them */
    double base_residents;        /* of the whole city, after scaling */
    double base_nonlocal;         /* of them without local registration */
    struct policy_scope scope;    /* targets of the scenario's instruments */
    struct catalogue *catalogue;  /* owned; NULL where the scenario has no services */
    struct costs *costs; /* owned, in prices of 2023; with indices, or NULL: sites */
    struct indices *indices; /* keep no books */
    struct supply supply; /* of the communities simulated; empty without a catalogue */
    struct supply_account account; /* of the whole city */
    double scale;                  /* agents per resident of the pack */
};

/* Reads pack, rates and catalogue and plans the population. Every problem goes to `report`, that
 * the rates leave out years of the run among them (RATES_DATES). */
int study_open(struct study *study, const struct scenario *scenario,
               struct inputs *inputs, struct report *report) MUST_CHECK;
void study_close(struct study *study);
/* The world of a row with this seed, over all months of the scenario. */
struct world_options study_world(const struct study *study, uint64_t seed, int threads);
/* The part of study_open that makes the supply of the whole city, before districts are
 * chosen; nothing without a catalogue. */
int study_supply(struct study *study, const struct values *values,
                 struct inputs *inputs, struct report *report) MUST_CHECK;

/* The part of study_open that reads costs and indices; nothing without a catalogue. */
int study_books(struct study *study, struct inputs *inputs,
                struct report *report) MUST_CHECK;
/* A file that a scenario names goes into the results also where nothing is asked of it:
 * reading the scenario back asks whether it is there. */
int study_hold(struct inputs *inputs, const char *path,
               struct report *report) MUST_CHECK;

#endif
