/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Mathematics that gives the same bits everywhere. Whatever is not SLEEF's is made of
 * + - * / and sqrt, which IEEE 754 rounds correctly; nothing is contracted to fused
 * multiply-adds (-ffp-contract=off). */
#include "core/exact.h"

#include <sleef.h>

#include <assert.h>
#include <math.h>
#include <stdbool.h>

double exact_exp(double x)
{
    return Sleef_cinz_expd1_u10purec(x);
}

double exact_log(double x)
{
    return Sleef_cinz_logd1_u10purec(x);
}

double exact_pow(double x, double y)
{
    return exact_exp(y * exact_log(x));
}

/* Numerator and denominator of a rational function, constants first. */
struct ratio {
    double above[8], below[8];
};

/* Wichura (1988), "Algorithm AS 241: the percentage points of the normal
 * distribution", Applied Statistics 37, routine PPND16: one ratio for the centre and
 * two for the tails. Chosen before a table, as it needs no file of numbers and is
 * right to 16 digits; 85 % of draws take the centre, which needs no logarithm. */
static const struct ratio centre = {
    {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
     1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
     3.3430575583588128105e4, 2.5090809287301226727e3},
    {1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
     2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
     5.2264952788528545610e3}};
static const struct ratio tail_near = {
    {1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
     3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
     2.27238449892691845833e-2, 7.74545014278341407640e-4},
    {1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
     1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
     1.05075007164441684324e-9}};
/* PPND16's third ratio is for chances below exp(-25); words end at 2^-33. */

static double ratio_at(const struct ratio *ratio, double x)
{
    double above = ratio->above[7], below = ratio->below[7];

    for (int i = 6; i >= 0; i--) {
        above = above * x + ratio->above[i];
        below = below * x + ratio->below[i];
    }
    return above / below;
}

/* (word + 0.5) / 2^32, exact: as stream_uniform(). */
static double uniform(uint32_t word)
{
    return ((double)word + 0.5) * 0x1p-32;
}

double exact_normal_tail(double tail)
{
    const double half_centre = 0.425, centre_square = 0.180625, tail_start = 1.6;
    const double q = 0.5 - tail;

    if (q <= half_centre)
        return q * ratio_at(&centre, centre_square - q * q);
    return ratio_at(&tail_near, sqrt(-exact_log(tail)) - tail_start);
}

double exact_normal(uint32_t word)
{
    /* The mirror image of a word has the same tail, so that the law is symmetric. */
    const bool low = word < ~word;
    const double distance = exact_normal_tail(uniform(low ? word : ~word));

    return low ? -distance : distance;
}

enum { FROM_MODE = 32 }; /* means from here on are summed from the mode outwards */

/* Smallest k, summing from 0 on. Multiplying exp(-mean) loses nothing: there are few
 * terms, and rounding stays far below the step of a word, 2^-32. */
static int64_t poisson_from_zero(double mean, double u)
{
    double p = exact_exp(-mean), below = p;
    int64_t k = 0;

    while (below <= u && p > 0) {
        k++;
        p *= mean / (double)k;
        below += p;
    }
    return k;
}

/* Chance of k = floor(mean). k log(mean) - mean - log k! cancels to nothing near the
 * mode, so the difference is taken apart: with Stirling's series for k! and
 * d = mean - k what is left is k (log(1 + d/k) - d/k), a quickly falling series. */
static double poisson_mode(double mean, double k)
{
    const double two_pi = 6.283185307179586477;
    const double x = (mean - k) / k, square = 1 / (k * k);
    /* log k! beyond sqrt(2 pi k) (k/e)^k: Abramowitz and Stegun (1964), 6.1.41. */
    const double stirling =
        (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - square / 1680) * square) * square) / k;
    double series = 0;

    for (int n = 10; n >= 2; n--)
        series = (n % 2 == 0 ? -1.0 : 1.0) / n + series * x;
    return exact_exp(k * x * x * series - stirling) / sqrt(two_pi * k);
}

/* Smallest k, from the mode down or up: some nine standard deviations of steps, where
 * summing from 0 would take `mean` of them and start from a chance that underflows. */
static int64_t poisson_from_mode(double mean, double u)
{
    const double negligible = 1e-20;
    int64_t k = (int64_t)mean;
    double p = poisson_mode(mean, (double)k), below = p, term = p;

    for (int64_t j = k; j > 0 && term > negligible; j--) {
        term *= (double)j / mean;
        below += term;
    }
    while (below <= u && p > 0) {
        k++;
        p *= mean / (double)k;
        below += p;
    }
    while (k > 0 && below - p > u) {
        below -= p;
        p *= (double)k / mean;
        k--;
    }
    return k;
}

int64_t exact_poisson(double mean, uint32_t word)
{
    const double mean_greatest = 1e6;

    assert(mean >= 0 && mean <= mean_greatest);
    return mean < FROM_MODE ? poisson_from_zero(mean, uniform(word))
                            : poisson_from_mode(mean, uniform(word));
}
