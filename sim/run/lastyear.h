/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* A row of a run simulated again, to see what a policy would have paid each facility in
 * its last full year. Writes no series. */
#ifndef LINLI_RUN_LASTYEAR_H
#define LINLI_RUN_LASTYEAR_H

#include "run/study.h"

/* A facility of the reported communities and what one instrument would have paid it. */
struct lastyear_payment {
    int instrument; /* of the policy */
    uint32_t code;
    int64_t community; /* code */
    int product;       /* of most of its floor */
    int kind;          /* enum operator_kind */
    money fen;         /* nominal, of the year */
};

struct lastyear {
    /* Set by the caller: */
    const struct study *study; /* with services and books */
    uint64_t seed;             /* of the row */
    int threads;               /* 0: as many as there are */
    volatile const int *stop;  /* nonzero: give up; or NULL */
    const struct policy *policy;
    const struct policy_scope *scope; /* in the study's city */
    /* Out, freed by lastyear_free: */
    int year;
    struct {
        struct lastyear_payment *item; /* by instrument, the largest first */
        size_t count, capacity;
    } payments;
};

/* Lives the row to the end of its last full year. All instruments count as in force all
 * that year, in full, whatever their dates. Fails with POLICY_RESULT_YEAR where there is no
 * full year, INTERRUPTED, MEMORY. */
int lastyear_run(struct lastyear *lastyear, struct error *err) MUST_CHECK;
void lastyear_free(struct lastyear *lastyear);

#endif
