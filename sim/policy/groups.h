/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Groups of residents that the instruments of a run tell apart: by care state, income
 * quintile and registration where any of them asks, and by age between the ages that they
 * name. All members of a group get the same from every instrument, so that amounts are
 * worked out by group once a month. */
#ifndef LINLI_POLICY_GROUPS_H
#define LINLI_POLICY_GROUPS_H

#include "policy/policy.h"
#include "state/block.h"

enum { GROUPS_MONTHS = 150 * MONTHS_PER_YEAR + 1 }; /* ages that can be told apart */

struct groups {
    int cares, quintiles, registrations, ages; /* on each axis, 1: not asked */
    int count;
    uint16_t age_of[GROUPS_MONTHS]; /* number on the axis of ages, by months of age */
    uint16_t start[GROUPS_MONTHS];  /* the youngest age of each number, in months */
};

/* The groups of a policy. */
void groups_make(struct groups *groups, const struct policy *policy);
/* What conditions may ask of a member; the rest of `facts` stays as it is. */
void groups_facts(const struct groups *groups, int group, struct schedule_facts *facts);

/* Ages in months, from `low` to `low + span`, outside which all groups have 0 of what
 * `amount` [count] says: few residents are then looked at closer. None: 1 month. */
struct groups_ages {
    uint16_t low, span;
};
struct groups_ages groups_ages(const struct groups *groups, const double *amount);
static inline bool groups_within(struct groups_ages ages, uint16_t birth, month now)
{
    return (uint16_t)((uint16_t)now - birth - ages.low) <= ages.span;
}

static inline int groups_find(const struct groups *groups, int care, int age_months,
                              int quintile, int registration)
{
    const int most = GROUPS_MONTHS - 1;
    const int age = age_months < 0 ? 0 : age_months > most ? most : age_months;
    int group = groups->age_of[age];
    group = group * groups->cares + (groups->cares > 1 ? care : 0);
    group = group * groups->quintiles + (groups->quintiles > 1 ? quintile : 0);
    return group * groups->registrations +
           (groups->registrations > 1 ? registration : 0);
}
/* Income quintile of a resident, 0 lowest. */
static inline int groups_quintile(const struct block *block, row i)
{
    return block->residents.income[i] * QUINTILES / (UINT16_MAX + 1);
}
static inline int groups_of(const struct groups *groups, const struct block *block,
                            row i, month now)
{
    const unsigned bits = block->residents.bits[i];
    return groups_find(groups, (int)bits_care(bits),
                       (uint16_t)((uint16_t)now - block->residents.birth[i]),
                       groups_quintile(block, i), (int)bits_registration(bits));
}

#endif
