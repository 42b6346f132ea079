/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Expected use and the money an opening needs (expect.h). */
#include "process/expect.h"

#include "core/exact.h"

#include <assert.h>

/* Months a belief about filling may lie in. */
static const double TAU_LEAST = 1, TAU_MOST = 36;
/* A plan is followed no longer than this: ten years. */
enum { PLAN_MONTHS = 120 };

struct expectation expect_plan(const struct values *values, double plan)
{
    return (struct expectation){.plan = plan, .weight = values->operators_plan_weight};
}

void expect_observe(const struct values *values, struct expectation *expectation,
                    double use)
{
    const double keep = 1 - 1 / values->operators_memory_months;

    expectation->sum = expectation->sum * keep + use;
    expectation->months = expectation->months * keep + 1;
    expectation->weight *= keep;
    expectation->age++;
}

double expect_ramp(double months, double tau)
{
    return 1 - exact_exp(-months / tau);
}

double expect_use(const struct expectation *expectation, double tau)
{
    const double all = expectation->weight + expectation->months;

    if (all <= 0)
        return expectation->plan;
    return (expectation->weight * expectation->plan *
                expect_ramp(expectation->age, tau) +
            expectation->sum) /
           all;
}

double expect_tau(const struct values *values, const struct operator_ *operator)
{
    return (values->operators_ramp_months + operator->ramp_sum) / (1 + operator->ramps);
}

void expect_learn(struct operator_ *operator, const double * use, int months)
{
    const int quarter = months / 4 > 0 ? months / 4 : 1;
    double level = 0, sum = 0;

    assert(months > 0);
    for (int i = 0; i < months; i++) {
        sum += use[i];
        if (i >= months - quarter)
            level += use[i] / quarter;
    }
    if (level <= 0)
        return;
    /* Of 1 - exp(-t / tau), the area missing to 1 is tau. */
    const double missing = months - sum / level;
    operator->ramp_sum += missing<TAU_LEAST ? TAU_LEAST
    : missing> TAU_MOST                     ? TAU_MOST
                                            : missing;
    operator->ramps++;
}

double expect_reserve(const struct values *values, const struct expect_opening *opening)
{
    const double keep = exact_exp(-1 / opening->tau);
    const bool breaks_even = opening->contribution * opening->plan > opening->fixed;
    const int months = breaks_even ? PLAN_MONTHS : (int)values->operators_exit_months;
    double sum = -opening->rent * opening->idle;
    double deepest = sum, empty = keep;

    for (int i = 0; i < months; i++) {
        sum += opening->contribution * opening->plan * (1 - empty) - opening->fixed;
        empty *= keep;
        if (sum < deepest)
            deepest = sum;
    }
    return -deepest * values->operators_ramp_reserve;
}
