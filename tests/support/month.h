/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Months of the engine with some of its verbs watched, and small changes of a scenario.
 * A watched verb is one of the same name whose function calls the true one. */
#ifndef LINLI_TESTS_SUPPORT_MONTH_H
#define LINLI_TESTS_SUPPORT_MONTH_H

#include "cycle/arrive.h"
#include "cycle/chance.h"
#include "cycle/pass.h"
#include "support/study_fixture.h"

enum { MONTH_VERBS = 16 };

/* The city of six communities in tests/data. */
#define TINY "tests/data/tiny"

/* Copies cycle_home, `watched` in place of `verb`; again on the copy for more. */
static inline void month_watch(const struct process *verbs[MONTH_VERBS],
                               const struct process *verb,
                               const struct process *watched)
{
    for (int v = 0; verbs[v]; v++)
        if (verbs[v] == verb)
            verbs[v] = watched;
}

static inline void month_verbs(const struct process *verbs[MONTH_VERBS])
{
    int v = 0;
    for (; cycle_home[v]; v++)
        verbs[v] = cycle_home[v];
    verbs[v] = NULL;
}

/* Readies the worker of thread 0 for the block of community `c`, as a pass does, and
 * wakes it. The month must be enacted. */
static inline struct home *month_wake(struct world *world, int c, struct error *err)
{
    struct home *home = pass_scratch(world, &world->workers[0]);
    if (!home)
        return NULL;
    home->community = (uint32_t)c;
    home->block = &world->blocks[c];
    home->tally = &world->tallies[c];
    home->residence = world->city->communities[c].residence;
    home->reported = world->city->communities[c].reported;
    home->count = home->block->residents.count;
    home->worker->gone_count = 0;
    return chance_wake(home, err) == 0 ? home : NULL;
}

static inline void change_value(struct scenario *scenario, enum parameter parameter,
                                double value)
{
    if (dated_set(&scenario->parameters.value[parameter], -1, value) != 0)
        abort();
}

/* Nobody crosses the city's border. */
static inline void change_closed(struct scenario *scenario)
{
    change_value(scenario, PARAMETER_migrate_net_rate, 0.0);
}

/* Nobody changes home. */
static inline void change_settled(struct scenario *scenario)
{
    change_closed(scenario);
    change_value(scenario, PARAMETER_couple_rate, 0.0);
    change_value(scenario, PARAMETER_part_rate, 0.0);
    change_value(scenario, PARAMETER_leave_home_rate, 0.0);
    change_value(scenario, PARAMETER_leave_home_enter_dormitory, 0.0);
    change_value(scenario, PARAMETER_leave_home_leave_dormitory, 0.0);
    change_value(scenario, PARAMETER_join_widowed, 0.0);
    change_value(scenario, PARAMETER_join_dependent, 0.0);
    change_value(scenario, PARAMETER_migrate_move_rate, 0.0);
}

/* Only the eastern district of TINY, whose communities are all of one residence. */
static inline void change_east(struct scenario *scenario)
{
    static char *east[] = {(char *)"990101"};
    scenario->districts = (struct names){.name = east, .count = 1};
    scenario->rim_km = 0.0;
}

#endif
