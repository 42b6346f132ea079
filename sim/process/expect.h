/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What an operator expects a site to be used: the plan first, experience later (MODEL
 * 16), so that a site is not judged by the months in which people have yet to hear of
 * it. Experience fades with a memory, or a site of ten years would notice nothing. */
#ifndef LINLI_PROCESS_EXPECT_H
#define LINLI_PROCESS_EXPECT_H

#include "param/parameters.h"
#include "state/operator.h"

/* A site about to open that plans `plan` users a month; 63 % of them will have heard of it
 * after `tau` months. */
struct expectation expect_plan(const struct values *values, double plan, double tau);
/* Months in which 63 % of the residents of a disc hear of a site in their midst. */
double expect_hearing(const struct values *values);
/* A month in which `use` were served. */
void expect_observe(const struct values *values, struct expectation *expectation,
                    double use);
/* Users of the coming month:
 * (n0 * plan * ramp(t, tau) + sum of observed) / (n0 + t), t months open, where n0 and the
 * observations fade alike. */
double expect_use(const struct expectation *expectation, double tau);
/* Share of its users that a site of `months` is expected to have: who has heard of it by
 * then, at a constant hazard 1 / tau, tries it on a birthday, when residents choose. */
double expect_ramp(double months, double tau);
/* The tau an operator believes in at a room: what was planned and its own experience, each
 * of its own sites counting as much as the plan. */
double expect_tau(const struct operator_ *runner,
                  const struct expectation *expectation);
/* Learns from the first `months` (even) of a site: `use` by month; the tau at which the
 * first half is as much below the second as it was. Nothing is learned from an unused
 * site. */
void expect_learn(struct operator_ *runner, const double *use, int months);
/* Money asked for before opening, yuan: the deepest point of the plan's cumulative
 * result times `operators.ramp_reserve`, rent of `idle` months before opening with it.
 * `contribution` is yuan a user, `fixed` yuan a month; where the plan never breaks even
 * it is the loss of the months of the horizon `operators.exit_months`. */
struct expect_opening {
    double contribution, fixed, plan, tau;
    double rent; /* yuan a month, part of `fixed` */
    double idle; /* months */
};
double expect_reserve(const struct values *values,
                      const struct expect_opening *opening);

#endif
