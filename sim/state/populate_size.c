/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Sizes of the larger households of one community: the district's distribution leant
 * until its mean is right, rounded, and mended until persons and households agree. */
#include "state/populate_parts.h"
#include "state/rake.h"

#include <string.h>

enum {
    FIRST = 1,        /* index of two-person households */
    LAST = SIZES - 1, /* index of those of eight and more */
    COUNT = SIZES - FIRST,
};
/* Mean persons in households of eight and more, and the shape where the pack gives
 * none: shares of two to eight and more, China 2020 (CENSUS2020, household size). */
#define LARGE_MEAN 8.8
static const double SHAPE[COUNT] = {0.398, 0.281, 0.177, 0.083, 0.041, 0.012, 0.008};

static double persons_of(int k)
{
    return k + FIRST == LAST ? LARGE_MEAN : k + FIRST + 1;
}

/* Leans the shape towards large or small: share of size s times lean^s. */
static double mean_size(const double *shape, double lean, double *leant)
{
    double power = 1.0, sum = 0.0, persons = 0.0;
    for (int k = 0; k < COUNT; k++) {
        leant[k] = shape[k] * power;
        sum += leant[k];
        persons += leant[k] * persons_of(k);
        power *= lean;
    }
    return persons / sum;
}

static void lean_shape(const struct district *district, double mean, double *leant)
{
    double shape[COUNT], sum = 0.0;
    for (int k = 0; k < COUNT; k++)
        sum += shape[k] = district->size_share[k + FIRST];
    for (int k = 0; k < COUNT; k++) /* every size must be possible */
        shape[k] = (sum > 0.0 ? shape[k] / sum : SHAPE[k]) + 1e-6 * SHAPE[k];
    double low = 0.0, high = 0.9999; /* lean = t / (1 - t) covers all that is needed */
    for (int step = 0; step < 60; step++) {
        const double t = 0.5 * (low + high);
        if (mean_size(shape, t / (1.0 - t), leant) < mean)
            low = t;
        else
            high = t;
    }
}

/* Moves one household from size index `k` to the next larger. */
static void grow(struct community_plan *plan, int k)
{
    plan->size[k]--;
    plan->size[k + 1]++;
    if (k + 1 == LAST)
        plan->large_persons += SIZES;
}

static void shrink(struct community_plan *plan, int k)
{
    if (k == LAST)
        plan->large_persons -= SIZES;
    plan->size[k]--;
    plan->size[k - 1]++;
}

/* Adds (or takes) persons one at a time, going round the sizes so that none is drained.
 * Ends, because households of two hold the fewest persons and those of eight and more
 * have no limit. */
static void mend_persons(struct community_plan *plan, int64_t gap)
{
    for (int k = FIRST; gap > 0; k = k + 1 < LAST ? k + 1 : FIRST) {
        bool any = false;
        for (int j = FIRST; j < LAST; j++)
            any |= plan->size[j] > 0;
        if (!any) {
            plan->large_persons += gap;
            return;
        }
        if (plan->size[k] > 0) {
            grow(plan, k);
            gap--;
        }
    }
    while (gap < 0 && plan->large_persons > SIZES * plan->size[LAST]) {
        plan->large_persons--;
        gap++;
    }
    for (int k = FIRST + 1; gap < 0; k = k < LAST ? k + 1 : FIRST + 1)
        if (plan->size[k] > 0) {
            shrink(plan, k);
            gap++;
        }
}

/* Index of a size that can give a person away while one of size `up` is raised towards
 * `from`: one that stays big enough, else the smallest below. -1: none. */
static int find_donor(const struct community_plan *plan, int from, int up)
{
    for (int k = from + 1; k <= LAST; k++)
        if (plan->size[k] > 0)
            return k;
    for (int k = FIRST + 1; k <= up; k++)
        if (plan->size[k] > (k == up))
            return k;
    return -1;
}

/* Makes at least `big` households hold `big_size` persons or more, moving persons from
 * other households. Returns -1 when they do not suffice. */
static int mend_big(struct community_plan *plan, int64_t big, int big_size)
{
    const int from = big_size - 1; /* index of the size */
    if (big > 0 && from > LAST)
        return -1;
    for (;;) {
        int64_t enough = 0;
        for (int k = from; k <= LAST; k++)
            enough += plan->size[k];
        if (enough >= big)
            return 0;
        int up = from - 1;
        while (up >= FIRST && plan->size[up] == 0)
            up--;
        if (up < FIRST)
            return -1;
        if (plan->large_persons > SIZES * plan->size[LAST]) {
            plan->large_persons--;
        } else {
            const int donor = find_donor(plan, from, up);
            if (donor < 0)
                return -1;
            shrink(plan, donor);
        }
        grow(plan, up);
    }
}

int populate_size_fill(struct community_plan *plan, const struct district *district,
                       int64_t count, int64_t persons, int64_t big, int big_size)
{
    double leant[COUNT];
    memset(plan->size + FIRST, 0, COUNT * sizeof plan->size[0]);
    plan->large_persons = 0;
    if (count == 0)
        return persons == 0 ? 0 : -1;
    lean_shape(district, (double)persons / (double)count, leant);
    TRY(rake_allocate(count, COUNT, leant, NULL, NULL, plan->size + FIRST));
    int64_t sum = 0;
    for (int k = FIRST; k < LAST; k++)
        sum += plan->size[k] * (k + 1);
    plan->large_persons = (int64_t)(LARGE_MEAN * (double)plan->size[LAST]);
    mend_persons(plan, persons - sum - plan->large_persons);
    return mend_big(plan, big, big_size);
}
