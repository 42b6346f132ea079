/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Groups of residents by what instruments ask (groups.h). */
#include "policy/groups.h"

#include <string.h>

/* What all conditions of a policy ask, and the ages at which answers change. */
struct asking_all {
    unsigned asked; /* bit per test */
    bool cut[GROUPS_MONTHS + 1];
};

static void cut_at(struct asking_all *all, double age)
{
    const double last = GROUPS_MONTHS;
    if (age > 0.0 && age < last)
        all->cut[(int)age] = true;
}

/* Ages are whole months: those below, at and above a number are told apart. */
static void add_condition(struct asking_all *all,
                          const struct schedule_condition *condition)
{
    for (int i = 0; i < condition->count; i++) {
        const struct schedule_part *part = &condition->part[i];
        all->asked |= 1U << part->test;
        for (int k = 0; part->test == SCHEDULE_age && k < part->count; k++) {
            const double whole = (double)(int)part->value[k];
            cut_at(all, part->value[k] > whole ? whole + 1.0 : whole);
            cut_at(all, whole + 1.0);
        }
    }
}

static void add_instrument(struct asking_all *all, const struct instrument *instrument)
{
    add_condition(all, &instrument->who);
    for (int t = 0; t < instrument_term_count(instrument->kind); t++) {
        const struct schedule *schedule = instrument->term[t].schedule;
        for (int k = 0; schedule && k < schedule->count; k++)
            add_condition(all, &schedule->row[k].when);
    }
}

void groups_make(struct groups *groups, const struct policy *policy)
{
    struct asking_all all = {0};
    for (size_t i = 0; i < policy->count; i++)
        add_instrument(&all, &policy->item[i]);
    groups->cares = all.asked >> SCHEDULE_care & 1 ? CARES : 1;
    groups->quintiles = all.asked >> SCHEDULE_quintile & 1 ? QUINTILES : 1;
    groups->registrations = all.asked >> SCHEDULE_registration & 1 ? REGISTRATIONS : 1;
    groups->ages = 1;
    groups->start[0] = 0;
    for (int age = 0; age < GROUPS_MONTHS; age++) {
        if (all.cut[age])
            groups->start[groups->ages++] = (uint16_t)age;
        groups->age_of[age] = (uint16_t)(groups->ages - 1);
    }
    groups->count =
        groups->ages * groups->cares * groups->quintiles * groups->registrations;
}

void groups_facts(const struct groups *groups, int group, struct schedule_facts *facts)
{
    facts->value[SCHEDULE_registration] = group % groups->registrations;
    group /= groups->registrations;
    facts->value[SCHEDULE_quintile] = group % groups->quintiles + 1;
    group /= groups->quintiles;
    facts->value[SCHEDULE_care] = group % groups->cares;
    facts->value[SCHEDULE_age] = groups->start[group / groups->cares];
}

struct groups_ages groups_ages(const struct groups *groups, const double *amount)
{
    const int others = groups->count / groups->ages;
    int first = groups->ages, last = -1;
    for (int g = 0; g < groups->count; g++) {
        if (amount[g] <= 0.0)
            continue;
        const int age = g / others;
        first = age < first ? age : first;
        last = age > last ? age : last;
    }
    if (last < 0)
        return (struct groups_ages){1, 0};
    const int low = groups->start[first];
    const int end = last + 1 < groups->ages ? groups->start[last + 1] - 1 : UINT16_MAX;
    return (struct groups_ages){(uint16_t)low, (uint16_t)(end - low)};
}
