/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Sums over operators, contracts and the memory of sites. */
#include "state/operator.h"

#include "core/exact.h"
#include "core/stream.h"

#include <assert.h>

const char *const operator_cause_words[WITHDRAW_CAUSES] = {
    "none", "cash", "lease", "contract", "appraisal", "conversion", "owner"};
const char *const operator_cause_words_zh[WITHDRAW_CAUSES] = {
    "无", "资金断裂", "租约", "合同", "考核", "改作他用", "业主收回"};

/* Bits of the cohort's number in a code's origin: more entrants than any city has. */
enum { NUMBER_BITS = 24, KIND_BITS = 4 };

uint32_t operator_code(enum operator_kind kind, uint32_t city, int cohort, int k)
{
    assert(cohort >= 0 && k >= 0 && k < 1 << NUMBER_BITS);
    const uint64_t origin = ((uint64_t)cohort << (NUMBER_BITS + KIND_BITS)) |
                            ((uint64_t)k << KIND_BITS) | (uint64_t)kind;
    const uint64_t mixed = stream_mix(stream_mix(origin) ^ city);

    return (uint32_t)(mixed >> 32);
}

int operator_stars(const struct site_state *site)
{
    static const double most = 5.0, half = 0.5;

    return (int)(most * site->quality + half);
}

bool operator_borrows(enum operator_kind kind)
{
    return kind == OPERATOR_COMPANY || kind == OPERATOR_CHAIN ||
           kind == OPERATOR_PROPERTY;
}

double operator_overhead(const struct values *values, int sites)
{
    if (sites <= 0)
        return 0;
    if (sites == 1) /* as most have, and a power is dear */
        return values->operators_overhead_first;
    return values->operators_overhead_first *
           exact_pow(sites, 1 - values->operators_overhead_exponent);
}

double operator_overhead_saved(const struct values *values, int sites)
{
    return operator_overhead(values, sites) - operator_overhead(values, sites - 1);
}

double operator_rent(const struct contract *contract)
{
    return contract->rent * (1 - contract->relief);
}

int operator_months_left(const struct contract *contract, month when)
{
    if (contract->end < 0)
        return -1;
    return contract->end > when ? contract->end - when : 0;
}

void operator_remember(struct site_state *site, month when,
                       const struct site_month_past *past)
{
    site->latest = when;
    site->use[when % OPERATOR_HISTORY] = past->use;
    site->past[when % MONTHS_PER_YEAR].cost = past->cost;
    site->past[when % MONTHS_PER_YEAR].occupancy = past->occupancy;
    if (site->remembered < OPERATOR_HISTORY)
        site->remembered++;
}

struct site_month_past operator_recent(const struct site_state *site, month when,
                                       int months)
{
    struct site_month_past sum = {0};

    if (months > MONTHS_PER_YEAR)
        months = MONTHS_PER_YEAR;
    if (months > site->remembered)
        months = site->remembered;
    /* Of a site closed by then the ring has months of a year before. */
    const month last = when < site->latest ? when : site->latest;
    const int known = last - (when - months);
    for (int i = 0; i < known; i++) {
        sum.cost += site->past[(last - i) % MONTHS_PER_YEAR].cost;
        sum.use += site->use[(last - i) % OPERATOR_HISTORY] / known;
        sum.occupancy += site->past[(last - i) % MONTHS_PER_YEAR].occupancy / known;
    }
    return sum;
}

double operator_turnover(const struct staff_post *post)
{
    double left = 0;

    for (int i = 0; i < MONTHS_PER_YEAR; i++)
        left += post->left[i];
    if (left <= 0)
        return 0;
    return post->in_post > left ? left / post->in_post : 1;
}

double operator_trust_lost(const struct values *values, double trust, double share)
{
    return trust * (1 - values->operators_trust_loss * share);
}

double operator_trust_back(const struct values *values, double trust)
{
    return 1 - (1 - trust) * exact_pow(0.5, 1 / values->operators_trust_half_life);
}
