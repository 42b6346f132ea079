/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Payments (pay.h). */
#include "process/pay.h"

#include <omp.h>

struct pay_turn pay_turn(struct world *world, int32_t operator_row)
{
    return (struct pay_turn){.world = world,
                             .books = world->books,
                             .operator_row = operator_row,
                             .journal = &world->books->ledger.own};
}

int pay_each(struct world *world,
             int (*work)(const struct pay_turn *turn, struct error *err),
             struct error *err)
{
    struct books *books = world->books;
    enum { AT_ONCE = 16 };
    for (int t = 0; t < world->threads; t++)
        world->workers[t].failed = 0;
#pragma omp parallel for schedule(dynamic, AT_ONCE) num_threads(world->threads)
    for (int32_t o = 0; o < books->operator_count; o++) {
        const int thread = omp_get_thread_num();
        struct worker *worker = &world->workers[thread];
        const struct pay_turn turn = {.world = world,
                                      .books = books,
                                      .operator_row = o,
                                      .journal = &books->journals[thread]};
        if (!worker->failed && work(&turn, &worker->error) != 0)
            worker->failed = o + 1;
    }
    TRY(world_failure(world, err));
    for (int t = 0; t < books->threads; t++)
        TRY(ledger_merge(&books->ledger, &books->journals[t], err));
    return 0;
}

static int pay(const struct pay_turn *turn, const struct ledger_transfer *transfer,
               struct error *err)
{
    if (transfer->fen == 0)
        return 0;
    return ledger_pay(&turn->books->ledger, turn->journal, transfer, NULL, err);
}

int pay_out(const struct pay_turn *turn, int32_t site, int account,
            enum money_purpose purpose, int product, money fen, struct error *err)
{
    const struct ledger_transfer transfer = {.payer =
                                                 ledger_operator(turn->operator_row),
                                             .payee = ledger_free_party(account),
                                             .purpose = purpose,
                                             .product = product,
                                             .site = site,
                                             .fen = fen};
    return pay(turn, &transfer, err);
}

int pay_in(const struct pay_turn *turn, int32_t site, int account,
           enum money_purpose purpose, int product, money fen, struct error *err)
{
    const struct ledger_transfer transfer = {.payer = ledger_free_party(account),
                                             .payee =
                                                 ledger_operator(turn->operator_row),
                                             .purpose = purpose,
                                             .product = product,
                                             .site = site,
                                             .fen = fen};
    return pay(turn, &transfer, err);
}

int pay_grant(const struct pay_turn *turn, int32_t site, int32_t budget,
              enum money_purpose purpose, int product, money fen, struct error *err)
{
    struct ledger *ledger = &turn->books->ledger;
    const struct ledger_party payer = ledger_budget(ledger, budget);
    const struct ledger_transfer allotted = {.payer =
                                                 ledger_free_party(ACCOUNT_OUTSIDE),
                                             .payee = payer,
                                             .purpose = MONEY_BUDGET,
                                             .product = product,
                                             .site = LEDGER_NO_SITE,
                                             .fen = fen,
                                             .place = ledger_place(ledger, site)};
    const struct ledger_transfer paid = {.payer = payer,
                                         .payee = ledger_operator(turn->operator_row),
                                         .purpose = purpose,
                                         .product = product,
                                         .site = site,
                                         .fen = fen};
    TRY(pay(turn, &allotted, err));
    return pay(turn, &paid, err);
}
