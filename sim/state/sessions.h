/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Visits are shared per session without favour: how many of a month's requests a room
 * serves, and who gets them.
 *
 * A room has `sessions` a month of `places` each. Requests fall on sessions by chance,
 * so that some sessions are full while others have room: of a mean of m requests per
 * session E[min(D, places)] are served, D Poisson of mean m. The visits served are dealt
 * to the ties that asked by largest remainder, ties by key, so that the total is exact
 * and one request more elsewhere moves nobody by more than one visit. */
#ifndef LINLI_STATE_SESSIONS_H
#define LINLI_STATE_SESSIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SESSIONS_EXACT = 200,   /* places up to which the Poisson law is tabulated */
    SESSIONS_OCTAVE = 64,   /* means per doubling */
    SESSIONS_OCTAVES = 17,  /* from 2^-8 to 2^9 requests per session */
    SESSIONS_LOSS = 16 * 64 /* cells of the normal loss function, -8 to 8 */
};

/* Requests served per session. Made once, then only read; 1.8 MB, of which a room looks
 * at one line. Too large for the stack. */
struct sessions_table {
    /* E[min(D, places)] by places and mean, the means as floating-point numbers lie. */
    double served[SESSIONS_EXACT + 1][SESSIONS_OCTAVES * SESSIONS_OCTAVE + 1];
    /* E[max(Z - z, 0)], Z standard normal, for rooms with more places. */
    double loss[SESSIONS_LOSS + 1];
};

void sessions_make(struct sessions_table *table);

/* E[min(D, places)] for D Poisson of `mean` >= 0; at most `mean` and `places`, concave
 * and rising in `mean`. Within 1e-4 of it up to SESSIONS_EXACT places; beyond, the
 * normal limit, within 2e-3. */
double sessions_mean_served(const struct sessions_table *table, double mean,
                            int64_t places);

/* How many of `requests` a room serves in a month: a whole number, at most `requests`
 * and sessions * places, and never fewer than a single session holds.
 *
 *   sessions  a month; may be a fraction
 *   places    per session
 *   word      the room's luck of rounding this month; one word for all numbers keeps
 *             the result from falling when requests, sessions or places rise */
int64_t sessions_served(const struct sessions_table *table, int64_t requests,
                        double sessions, int64_t places, uint32_t word);

/* Dealing. Ties ask for 1 to SESSIONS_VISITS visits each. Of n requested m are served:
 * a tie that asked for v gets floor(v m / n), and those with the largest remainders one
 * more until m are dealt. The remainder depends on v alone, so that only the ties of one
 * remainder, the marginal one, need comparing by key:
 *
 *   1. count the ties by v over all communities (any order, any thread), sessions_deal();
 *   2. where deal.by_key > 0, gather the keys of ties for which sessions_marginal() is
 *      true, then sessions_pick();
 *   3. sessions_dealt() for every tie. */
enum { SESSIONS_VISITS = 31 };

struct sessions_deal {
    uint8_t least[SESSIONS_VISITS + 1]; /* visits of every tie that asked for v */
    uint8_t margin[SESSIONS_VISITS + 1];
    int64_t marginal, by_key; /* ties at the margin; of them get one more */
    uint64_t last;            /* the greatest key that gets one more */
};

/* `ties[v]`: how many asked for v visits; ties[0] is not looked at. `served` from 0 to
 * the sum of v ties[v], which must stay below 2^57. */
void sessions_deal(struct sessions_deal *deal, const int64_t ties[SESSIONS_VISITS + 1],
                   int64_t served);

/* Whether ties that asked for v are at the margin. */
static inline bool sessions_marginal(const struct sessions_deal *deal, int v)
{
    return deal->margin[v] != 0;
}

/* The order of a tie: by luck, then by the low half of the resident's id. */
static inline uint64_t sessions_key(uint32_t word, uint64_t id)
{
    return (uint64_t)word << 32 | (uint32_t)id;
}

/* Finds the greatest key that gets one more; `keys` [marginal], in any order, are moved
 * about. Were two keys at the threshold equal, neither would get it. */
void sessions_pick(struct sessions_deal *deal, uint64_t *keys, size_t count);

/* Visits of a tie that asked for v. */
static inline int sessions_dealt(const struct sessions_deal *deal, int v, uint64_t key)
{
    return deal->least[v] +
           (deal->margin[v] != 0 && deal->by_key > 0 && key <= deal->last);
}

/* The n-th smallest (from 0) of `count` values, which are moved about; n < count. Time
 * by the count, whatever their order. */
uint64_t sessions_nth(uint64_t *values, size_t count, size_t n);

#endif
