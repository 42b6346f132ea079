/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Leaving (withdraw.h). */
#include "process/withdraw.h"

#include "core/exact.h"
#include "process/expect.h"

#include <stdlib.h>

/* Below this part of its ramp a site's record says too little to scale its plan by. */
static const double RAMP_LEAST = 0.05;

/* A site is filling as long as less than this of its users have come. */
static const double FILLED = 0.9;

int withdraw_ahead(const struct values *values, const struct contract *contract,
                   int age, double tau, month when)
{
    const int left = operator_months_left(contract, when);
    int months = (int)values->operators_exit_months;

    if (left > months && expect_ramp(age, tau) < FILLED)
        months = left;
    return months > WITHDRAW_MONTHS ? WITHDRAW_MONTHS : months;
}

/* What a yuan of next month is worth now. */
static double month_discount(const struct values *values)
{
    return exact_pow(1 + values->operators_discount, -1.0 / MONTHS_PER_YEAR);
}

void withdraw_margins(const struct withdraw_path *path, const double *grants,
                      int months, double *margin)
{
    const double now = expect_ramp(path->age, path->tau);
    /* Users once known: what is expected now over the part of the ramp behind it. */
    const double full = now > RAMP_LEAST ? path->expected / now : path->plan;

    for (int i = 0; i < months; i++) {
        margin[i] =
            path->contribution * full * expect_ramp(path->age + 1 + i, path->tau) -
            path->fixed;
        if (grants != NULL)
            margin[i] += grants[i];
    }
}

double withdraw_value(const struct values *values, const double *margin,
                      const struct withdraw_terms *terms)
{
    const double discount = month_discount(values);
    double weight = 1, value = 0;

    for (int i = 0; i < terms->months; i++) {
        weight *= discount;
        if (i >= terms->notice)
            value += weight * margin[i];
    }
    return value + terms->penalty + terms->clawback - terms->clawback_later * weight +
           (terms->severance - terms->deposit) * (1 - weight);
}

double withdraw_annuity(const struct values *values, int notice, int months)
{
    const double discount = month_discount(values);
    double weight = 1, sum = 0;

    for (int i = 0; i < months; i++) {
        weight *= discount;
        if (i >= notice)
            sum += weight;
    }
    return sum;
}

bool withdraw_due(const struct values *values, const struct site_state *site,
                  month when)
{
    const uint32_t interval = values->operators_exit_interval < 1
                                  ? 1
                                  : (uint32_t)values->operators_exit_interval;

    return operator_months_left(&site->contract, when) == 0 ||
           (uint32_t)when % interval == site->code % interval;
}

struct withdraw_terms withdraw_terms(const struct values *values,
                                     const struct site_state *site, double wages,
                                     double clawback, month when)
{
    const bool ends = operator_months_left(&site->contract, when) == 0;

    return (struct withdraw_terms){
        .notice = ends ? 0 : site->contract.notice,
        .penalty = ends ? 0 : site->contract.penalty,
        .clawback = clawback,
        .severance = wages * values->operators_severance_months,
        .deposit = site->contract.deposit,
    };
}

bool withdraw_insolvent(const struct account_book *book, money arrears)
{
    return book->cash - arrears < -book->credit;
}

enum withdraw_cause withdraw_chosen(const struct contract *contract)
{
    return contract->mode == MODE_MARKET ||
                   contract->mode == MODE_PRIVATE_RUN_PUBLIC_ASSISTED
               ? WITHDRAW_LEASE
               : WITHDRAW_CONTRACT;
}

/* Due before not due, then by value, then by code. */
static int compare(const void *left, const void *right)
{
    const struct withdraw_site *a = left, *b = right;

    if (a->due != b->due)
        return a->due ? -1 : 1;
    if (a->value != b->value)
        return a->value < b->value ? -1 : 1;
    return (a->code > b->code) - (a->code < b->code);
}

int withdraw_chain(const struct values *values, struct withdraw_site *sites, int count,
                   double prices)
{
    int closed = 0;

    if (count == 0)
        return 0;
    qsort(sites, (size_t)count, sizeof *sites, compare);
    while (closed < count && sites[closed].due) {
        const double saved = prices * operator_overhead_saved(values, count - closed);
        if (sites[closed].value >= saved * sites[closed].months)
            break;
        closed++;
    }
    return closed;
}
