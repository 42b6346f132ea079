/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* When a site is given up (MODEL 16): at insolvency of its operator in any month; else at
 * the end of a contract, or at an interval with notice and penalty, when staying is worth
 * less than leaving. Every closure has one cause of a closed list (state/operator.h). */
#ifndef LINLI_PROCESS_WITHDRAW_H
#define LINLI_PROCESS_WITHDRAW_H

#include "param/parameters.h"
#include "state/ledger.h"
#include "state/operator.h"

enum { WITHDRAW_MONTHS = 120 };

/* What leaving now costs or frees beside the months' margins, yuan. */
struct withdraw_terms {
    int months;      /* looked ahead (withdraw_ahead) */
    int notice;      /* months still to be run after deciding; 0 at a contract's end */
    double penalty;  /* lapses at the horizon */
    double clawback; /* of grants, to be paid back if it closes after notice, */
    double clawback_later; /* and if it closes at the horizon */
    double severance;      /* falls due whenever it closes */
    double deposit; /* comes back whenever it closes, if the penalty does not eat it */
};

/* What the site is expected to bring in each of the coming months. */
struct withdraw_path {
    double contribution; /* yuan a user */
    double fixed;    /* yuan a month that closing saves: rent, posts, overhead saved */
    double expected; /* users a month now (expect_use) */
    double tau;      /* belief about the ramp */
    int age;         /* months open */
    double plan;     /* users a month once known */
};

/* Avoidable margin of the coming `months`, yuan: contribution x users - fixed + grants.
 * A site that is still filling is expected to go on doing so: users grow by what
 * is left of the plan's ramp, scaled to how it did so far. `grants` yuan by month, NULL
 * for none. */
void withdraw_margins(const struct withdraw_path *path, const double *grants,
                      int months, double *margin);
/* Months that are looked ahead: `operators.exit_months`; to the end of the contract where
 * that is later and the site, `age` months old, is still filling. It was opened for the
 * whole of its term, its first years at a loss, and is not given up for these. */
int withdraw_ahead(const struct values *values, const struct contract *contract,
                   int age, double tau, month when);
/* Yuan that staying is worth over leaving now: present value of the margins after notice
 * over the months looked ahead, and what leaving now would cost more than leaving then. */
double withdraw_value(const struct values *values, const double *margin,
                      const struct withdraw_terms *terms);
/* Whether a look is due: at the contract's end, and every `operators.exit_interval`
 * months by the site's code. */
bool withdraw_due(const struct values *values, const struct site_state *site,
                  month when);
/* Terms of leaving in month `when`; without penalty and notice at the contract's end. */
struct withdraw_terms withdraw_terms(const struct values *values,
                                     const struct site_state *site, double wages,
                                     double clawback, month when);
/* Whether an operator with this cash and credit, and with `arrears` fen due and unpaid,
 * is insolvent: it owes more than it may. */
bool withdraw_insolvent(const struct account_book *book, money arrears);
/* The cause of a closure that was chosen: conversion and owner apart, the lease's where
 * the market let the space, else the contract's. */
enum withdraw_cause withdraw_chosen(const struct contract *contract);

/* One site of a chain that looks at itself. */
struct withdraw_site {
    uint32_t code;
    double value;  /* withdraw_value, with the overhead that closing it alone would save
                     not yet taken off */
    double months; /* present value of a yuan a month as far as was looked ahead
                      (withdraw_annuity) */
    bool due;
};
/* Which sites of a chain close now: the worst first, as long as the worst that is due is
 * worth less than the overhead that closing it saves. Each closing leaves fewer sites
 * to carry overhead, so the saving grows. Sorts `sites` by value, then code, and returns
 * how many of the first close; those not due are sorted behind. `prices` is the level of
 * prices, 2023 = 1. */
int withdraw_chain(const struct values *values, struct withdraw_site *sites, int count,
                   double prices);
/* Present value of a yuan in each of `months` from `notice` on. */
double withdraw_annuity(const struct values *values, int notice, int months);

#endif
