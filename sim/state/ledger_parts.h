/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* What the files of the ledger share: nothing else includes this. */
#ifndef LINLI_STATE_LEDGER_PARTS_H
#define LINLI_STATE_LEDGER_PARTS_H

#include "state/ledger.h"

/* ledger_journal.c: adds a flow. Fails with LEDGER_OVERFLOW or MEMORY, nothing changed. */
int ledger_journal_add(struct ledger_journal *journal, const struct ledger_flow *flow,
                       struct error *err) MUST_CHECK;
/* ledger.c: moves fen that the payer has, without entering any books. */
int ledger_move(struct ledger *ledger, struct ledger_journal *journal,
                const struct ledger_transfer *transfer, struct error *err) MUST_CHECK;
/* ledger.c: the cash of an operator or budget; NULL for accounts without limit. */
struct account_book *ledger_cash(const struct ledger *ledger,
                                 struct ledger_party party);
/* ledger_claim.c: orders claims as ledger_collect pays them; ties do not matter, as equal
 * claims are added up. */
int ledger_claim_order(const void *a, const void *b);
/* ledger_claim.c: takes new claims into the list. Fails with MEMORY or LEDGER_OVERFLOW. */
int ledger_claim_merge(struct ledger_claims *all, struct ledger_claims *fresh,
                       struct error *err) MUST_CHECK;

#endif
