/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Functions that give the same bits on every processor and with every compiler, for
 * all that decides an outcome: libm may pick another routine on another machine.
 * SLEEF's cinz family (1 ulp, no fused multiply-add) serves exp and log; matrices use
 * + - * / only. */
#ifndef LINLI_CORE_EXACT_H
#define LINLI_CORE_EXACT_H

#include <stdint.h>

double exact_exp(double x);
double exact_log(double x);
/* x to the power y, x > 0. */
double exact_pow(double x, double y);
/* Inverse of the standard normal distribution at (word + 0.5) / 2^32, symmetric about
 * zero; relative error about 1e-15 (Wichura 1988, Applied Statistics 37, AS 241). */
double exact_normal(uint32_t word);
/* The distance z >= 0 beyond which a standard normal number lies with chance `tail`, from
 * 2^-33 to 1/2, on one side. The same routine. */
double exact_normal_tail(double tail);
/* Smallest k with P(X <= k) > (word + 0.5) / 2^32 for X Poisson of `mean` in [0, 1e6].
 * Monotone in `word`, and in `mean` as far as rounding lets two means differ (about
 * 1e-12 of it). Takes some `mean` steps up to 32, then nine standard deviations. */
int64_t exact_poisson(double mean, uint32_t word);

#endif
