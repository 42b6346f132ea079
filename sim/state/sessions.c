/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Shares and dealing of visits. The table is read by straight lines between its points:
 * the function is concave, so lines stay below it, below the mean and below the places,
 * and keep it rising in the mean, in sessions and in places. */
#include "state/sessions.h"

#include "core/exact.h"
#include "core/stream.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum {
    POINTS = SESSIONS_OCTAVES * SESSIONS_OCTAVE,
    OCTAVE_BITS = 6,    /* SESSIONS_OCTAVE = 2^6 */
    FRACTION_BITS = 52, /* of a double */
    LEAST_EXPONENT = 1023 - 8,
    BYTES = 256,
};
static const double mean_least = 0x1p-8, mean_limit = 0x1p9;
static const double loss_reach = 8; /* standard deviations */

/* On a grid far coarser than rounding errors and far finer than anything that matters,
 * so that what is flat or equal by law is so to the bit. */
static double tidy(double x)
{
    const double grid = 0x1p-36;

    return floor(x / grid + 0.5) * grid;
}

/* E[min(D, c)] for all c at one mean: the sum over k < c of P(D > k). */
static void fill_mean(struct sessions_table *table, int point, double mean)
{
    double chance = exact_exp(-mean), above = 1 - chance, served = 0;

    table->served[0][point] = 0;
    for (int c = 1; c <= SESSIONS_EXACT; c++) {
        served += above;
        table->served[c][point] = tidy(served);
        chance *= mean / c;
        above -= chance;
        if (above < 0)
            above = 0;
    }
}

/* E[max(Z - z, 0)] for z >= 0: density - z * (1 - distribution), the distribution by its
 * series of positive terms (Abramowitz and Stegun 1964, 26.2.11). */
static double normal_loss(double z)
{
    const double root_two_pi = 2.506628274631000502;
    const double density = exact_exp(-z * z / 2) / root_two_pi;
    double term = z, series = z;

    for (int k = 3; term > 1e-17 * series; k += 2) {
        term *= z * z / k;
        series += term;
    }
    return tidy(density - z * (0.5 - density * series));
}

void sessions_make(struct sessions_table *table)
{
    for (int octave = 0; octave < SESSIONS_OCTAVES; octave++) {
        const double low = mean_least * (double)(1 << octave);

        for (int k = 0; k < SESSIONS_OCTAVE; k++)
            fill_mean(table, octave * SESSIONS_OCTAVE + k,
                      low + low * k / SESSIONS_OCTAVE);
    }
    fill_mean(table, POINTS, mean_limit);
    for (int k = 0; k <= SESSIONS_LOSS; k++) {
        const double z = loss_reach * (2.0 * k / SESSIONS_LOSS - 1);

        table->loss[k] = z < 0 ? normal_loss(-z) - z : normal_loss(z);
    }
}

/* The table's points lie as floating-point numbers do, so that exponent and first bits
 * of the mean are the index, and the other bits the way to the next point. */
static double interpolate(const double *line, double mean)
{
    const int shift = FRACTION_BITS - OCTAVE_BITS;
    uint64_t bits;

    memcpy(&bits, &mean, sizeof bits);
    const uint64_t at = (bits >> shift) - ((uint64_t)LEAST_EXPONENT << OCTAVE_BITS);
    const uint64_t rest = bits & ((UINT64_C(1) << shift) - 1);
    const double way = (double)rest / (double)(UINT64_C(1) << shift);

    return line[at] + way * (line[at + 1] - line[at]);
}

/* Many places per session: D nearly normal, with the mean as its variance. */
static double served_normal(const struct sessions_table *table, double mean,
                            double places)
{
    const double deviation = sqrt(mean);
    const double z = mean > 0 ? (places - mean) / deviation : loss_reach;

    if (z >= loss_reach)
        return mean;
    if (z <= -loss_reach)
        return places;
    const double at = (z + loss_reach) * (SESSIONS_LOSS / (2 * loss_reach));
    const int cell = (int)at;
    const double loss =
        table->loss[cell] + (at - cell) * (table->loss[cell + 1] - table->loss[cell]);
    return mean - deviation * loss;
}

static double least_of(double a, double b)
{
    return a < b ? a : b;
}

double sessions_mean_served(const struct sessions_table *table, double mean,
                            int64_t places)
{
    double served;

    assert(mean >= 0 && places >= 0);
    if (places > SESSIONS_EXACT)
        served = served_normal(table, mean, (double)places);
    else if (mean < mean_least)
        served = mean * (table->served[places][0] / mean_least);
    else if (mean < mean_limit)
        served = interpolate(table->served[places], mean);
    else
        served = (double)places;
    /* Rounding of the last bit must not serve more than there is. */
    return least_of(served, least_of(mean, (double)places));
}

int64_t sessions_served(const struct sessions_table *table, int64_t requests,
                        double sessions, int64_t places, uint32_t word)
{
    assert(requests >= 0 && sessions >= 0 && places >= 0);
    if (requests == 0 || sessions <= 0 || places == 0)
        return 0;
    const double n = (double)requests, mean = n / sessions;
    const double served =
        sessions * sessions_mean_served(table, mean, places) + stream_uniform(word);
    const double most = least_of(n, sessions * (double)places);
    int64_t whole = (int64_t)least_of(served, most);

    /* However requests fall on sessions, as many as one session holds are served; the
     * Poisson law, which lets the total vary, does not know it. */
    const int64_t surely = requests < places ? requests : places;
    if (sessions >= 1 && whole < surely)
        whole = surely;
    return whole;
}

/* The values of v that somebody asks for, and what shares of them leave over. */
struct asked {
    int count;
    uint8_t visits[SESSIONS_VISITS];
    int64_t ties[SESSIONS_VISITS], remainder[SESSIONS_VISITS];
};

/* Gives one more to all values of v with the largest remainders while `more` lasts; the
 * remainder that it does not last for is the margin. */
static void share_out(struct sessions_deal *deal, struct asked *asked, int64_t more)
{
    while (more > 0) {
        int64_t largest = 0, equal = 0;

        for (int k = 0; k < asked->count; k++)
            if (asked->remainder[k] > largest)
                largest = asked->remainder[k];
        assert(largest > 0);
        for (int k = 0; k < asked->count; k++)
            equal += asked->remainder[k] == largest ? asked->ties[k] : 0;
        for (int k = 0; k < asked->count; k++)
            if (asked->remainder[k] == largest) {
                asked->remainder[k] = 0; /* done */
                if (equal <= more)
                    deal->least[asked->visits[k]]++;
                else
                    deal->margin[asked->visits[k]] = 1;
            }
        if (equal > more) {
            deal->marginal = equal;
            deal->by_key = more;
        }
        more -= equal;
    }
}

void sessions_deal(struct sessions_deal *deal, const int64_t ties[SESSIONS_VISITS + 1],
                   int64_t served)
{
    struct asked asked = {0};
    int64_t requests = 0, more = served, remainder = 0;

    *deal = (struct sessions_deal){0};
    for (int v = 1; v <= SESSIONS_VISITS; v++)
        requests += v * ties[v];
    assert(served >= 0 && served <= requests && requests < INT64_C(1) << 57);
    if (requests == 0)
        return;
    /* Shares and remainders by addition: divisions are dear. */
    const int64_t share = served / requests, rest = served % requests;
    for (int v = 1; v <= SESSIONS_VISITS; v++) {
        remainder += rest;
        const bool whole = remainder >= requests;
        remainder -= whole ? requests : 0;
        deal->least[v] = (uint8_t)(deal->least[v - 1] + share + whole);
        if (ties[v] == 0)
            continue;
        more -= deal->least[v] * ties[v];
        asked.visits[asked.count] = (uint8_t)v;
        asked.ties[asked.count] = ties[v];
        asked.remainder[asked.count++] = remainder;
    }
    share_out(deal, &asked, more);
}

uint64_t sessions_nth(uint64_t *values, size_t count, size_t n)
{
    assert(n < count);
    /* Byte by byte from the highest: those in the bucket of the n-th come to the front. */
    for (int shift = 56; shift >= 0 && count > 1; shift -= 8) {
        size_t in[BYTES] = {0}, bucket = 0, front = 0;

        for (size_t i = 0; i < count; i++)
            in[values[i] >> shift & (BYTES - 1)]++;
        while (n >= in[bucket])
            n -= in[bucket++];
        for (size_t i = 0; i < count; i++)
            if ((values[i] >> shift & (BYTES - 1)) == bucket) {
                const uint64_t value = values[i];

                values[i] = values[front];
                values[front++] = value;
            }
        count = front;
    }
    return values[0];
}

void sessions_pick(struct sessions_deal *deal, uint64_t *keys, size_t count)
{
    int64_t not_above = 0;

    assert((int64_t)count == deal->marginal);
    if (deal->by_key == 0)
        return;
    deal->last = sessions_nth(keys, count, (size_t)deal->by_key - 1);
    for (size_t i = 0; i < count; i++)
        not_above += keys[i] <= deal->last;
    if (not_above == deal->by_key)
        return;
    /* A key that two have: rather one visit too few than one beyond the places. */
    if (deal->last == 0)
        deal->by_key = 0;
    else
        deal->last--;
}
