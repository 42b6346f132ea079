/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Expected use and the money an opening needs (expect.h). */
#include "process/expect.h"

#include "core/exact.h"

#include <assert.h>

/* Months a belief about filling may lie in. */
static const double TAU_LEAST = 1, TAU_MOST = 60;
/* Months of hearing that are as good as never. */
static const double EXPECT_MOST = 1200;
/* A plan is followed no longer than this: ten years. */
enum { PLAN_MONTHS = 120 };

struct expectation expect_plan(const struct values *values, double plan, double tau)
{
    return (struct expectation){
        .plan = plan, .tau = tau, .weight = values->operators_plan_weight};
}

double expect_hearing(const struct values *values)
{
    static const double near = 1.0 / 3.0; /* mean over a disc of a fall to 0 */
    const double hazard = values->know_near * near +
                          values->know_outreach * values->know_outreach_hours +
                          values->know_platform * values->know_platform_share;
    return hazard * EXPECT_MOST > 1.0 ? 1.0 / hazard : EXPECT_MOST;
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

/* The mean of 1 - exp(-s / tau) over the last birthdays s of residents, evenly over the
 * year behind; before the site opened nobody chose it. */
double expect_ramp(double months, double tau)
{
    const double from = months > MONTHS_PER_YEAR ? months - MONTHS_PER_YEAR : 0;
    const double slow = tau < TAU_LEAST ? TAU_LEAST : tau;

    if (months <= 0)
        return 0;
    return (months - from -
            slow * (exact_exp(-from / slow) - exact_exp(-months / slow))) /
           MONTHS_PER_YEAR;
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

double expect_tau(const struct operator_ *runner, const struct expectation *expectation)
{
    return (expectation->tau + runner->ramp_sum) / (1 + runner->ramps);
}

/* The first half of a ramp over its second. */
static double halves_at(double tau, int months)
{
    double half[2] = {0};

    for (int i = 0; i < months; i++)
        half[i >= months / 2] += expect_ramp(i + 1, tau);
    return half[0] / half[1];
}

void expect_learn(struct operator_ *runner, const double *use, int months)
{
    enum { HALVINGS = 24 };
    double half[2] = {0}, low = TAU_LEAST, high = TAU_MOST;

    assert(months > 1);
    for (int i = 0; i < months; i++)
        half[i >= months / 2] += use[i];
    if (half[1] <= 0)
        return;
    for (int k = 0; k < HALVINGS; k++) {
        const double middle = (low + high) / 2;
        if (halves_at(middle, months) > half[0] / half[1])
            low = middle;
        else
            high = middle;
    }
    runner->ramp_sum += (low + high) / 2;
    runner->ramps++;
}

double expect_reserve(const struct values *values, const struct expect_opening *opening)
{
    const bool breaks_even = opening->contribution * opening->plan > opening->fixed;
    const int months = breaks_even ? PLAN_MONTHS : (int)values->operators_exit_months;
    double sum = -opening->rent * opening->idle;
    double deepest = sum;

    for (int i = 0; i < months; i++) {
        sum +=
            opening->contribution * opening->plan * expect_ramp(i + 1, opening->tau) -
            opening->fixed;
        if (sum < deepest)
            deepest = sum;
    }
    return -deepest * values->operators_ramp_reserve;
}
