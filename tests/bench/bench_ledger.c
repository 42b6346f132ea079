/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The law of the ledger, which every month of every build ends with: what it costs where
 * there are as many operators, payments and claims as in a large city, or more. */
#include "state/ledger.h"

#include <omp.h>
#include <stdio.h>
#include <stdlib.h>

enum { OPERATORS = 50000, CLAIMS = 200000, ROUNDS = 200 };

static struct ledger_transfer fee(int32_t payee, int product)
{
    return (struct ledger_transfer){.payer = ledger_free_party(ACCOUNT_OUTSIDE),
                                    .payee = ledger_operator(payee),
                                    .purpose = MONEY_EQUITY,
                                    .product = product,
                                    .site = LEDGER_NO_SITE,
                                    .fen = 100000 + payee};
}

/* Operators with cash and claims on the world outside; -1 when something fails. */
static int fill(struct ledger *ledger, struct error *err)
{
    TRY(ledger_init(ledger, err));
    ledger_begin(ledger, 2024 * 12);
    for (int k = 0; k < OPERATORS; k++) {
        int32_t at;
        TRY(ledger_add_operator(ledger, 0, &at, err));
        const struct ledger_transfer what = fee(k, k % 21);
        TRY(ledger_pay(ledger, &ledger->own, &what, NULL, err));
    }
    for (int k = 0; k < CLAIMS; k++) {
        const struct ledger_transfer what = fee(k % OPERATORS, k % 21);
        TRY(ledger_owe(ledger, &ledger->own, &what, 2024 * 12 + 6, err));
    }
    return ledger_merge(ledger, &ledger->own, err);
}

int main(void)
{
    struct ledger ledger;
    struct error err;

    int status = fill(&ledger, &err);
    const double start = omp_get_wtime();
    for (int k = 0; k < ROUNDS && status == 0; k++)
        status = ledger_check(&ledger, &err);
    const double seconds = omp_get_wtime() - start;
    if (status != 0)
        fprintf(stderr, "%s\n", err.en);
    else
        printf("ledger_check: %d operators, %d claims, %d flows: %.3f ms\n", OPERATORS,
               CLAIMS, ledger.year.used, seconds / ROUNDS * 1e3);
    ledger_free(&ledger);
    return status == 0 ? 0 : 1;
}
