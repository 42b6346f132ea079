/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Flows by payer, payee, purpose and product in a hash table: some hundreds of the two
 * million that could be occur, and each payment is one look-up. Sums of whole numbers,
 * so that neither the order of payments nor that of journals matters. */
#include "state/ledger_parts.h"

#include "core/list.h"

#include <string.h>

enum { JOURNAL_FIRST = 1024 }; /* a power of two, as all capacities */

int ledger_journal_init(struct ledger_journal *journal, struct error *err)
{
    memset(journal, 0, sizeof(*journal));
    journal->flow = calloc(JOURNAL_FIRST, sizeof(*journal->flow));
    if (journal->flow == NULL)
        return error_set(err, MESSAGE_MEMORY, "a journal");
    journal->capacity = JOURNAL_FIRST;
    return 0;
}

void ledger_journal_free(struct ledger_journal *journal)
{
    free(journal->flow);
    LIST_FREE(&journal->claims);
    LIST_FREE(&journal->receipts);
    memset(journal, 0, sizeof(*journal));
}

static bool same(const struct ledger_flow *a, const struct ledger_flow *b)
{
    return a->payer == b->payer && a->payee == b->payee && a->purpose == b->purpose &&
           a->product == b->product && a->place == b->place;
}

/* The flow of the same kind, or the empty place where it belongs. */
static struct ledger_flow *look_up(const struct ledger_journal *journal,
                                   const struct ledger_flow *flow)
{
    const uint32_t key = (uint32_t)flow->payer << 24 | (uint32_t)flow->payee << 16 |
                         (uint32_t)flow->purpose << 8 |
                         ((uint32_t)flow->product ^ (uint32_t)flow->place << 6);
    const uint32_t mask = (uint32_t)journal->capacity - 1;
    /* Fibonacci hashing (Knuth 1973, 6.4): the high bits depend on all of the key. */
    uint32_t at = (key * UINT32_C(2654435769) >> 12) & mask;

    while (journal->flow[at].payments != 0 && !same(&journal->flow[at], flow))
        at = (at + 1) & mask;
    return &journal->flow[at];
}

static int grow(struct ledger_journal *journal, struct error *err)
{
    struct ledger_journal larger = *journal;

    larger.capacity = journal->capacity * 2;
    larger.flow = calloc((size_t)larger.capacity, sizeof(*larger.flow));
    if (larger.flow == NULL)
        return error_set(err, MESSAGE_MEMORY, "a journal");
    for (int i = 0; i < journal->capacity; i++)
        if (journal->flow[i].payments != 0)
            *look_up(&larger, &journal->flow[i]) = journal->flow[i];
    free(journal->flow);
    *journal = larger;
    return 0;
}

int ledger_journal_add(struct ledger_journal *journal, const struct ledger_flow *flow,
                       struct error *err)
{
    struct ledger_flow *place;
    money sum;

    if (journal->used * 2 >= journal->capacity)
        TRY(grow(journal, err));
    place = look_up(journal, flow);
    if (place->payments == 0) {
        *place = *flow;
        journal->used++;
        return 0;
    }
    if (__builtin_add_overflow(place->fen, flow->fen, &sum))
        return error_set(err, MESSAGE_LEDGER_OVERFLOW,
                         account_purposes[flow->purpose].name, (long long)flow->fen);
    place->fen = sum;
    place->payments += flow->payments;
    return 0;
}

/* Adds the flows of a journal to balances, which are the caller's copy, and sees that
 * the year can take them. */
static int add_up(const struct ledger *ledger, const struct ledger_journal *journal,
                  money *balance, struct error *err)
{
    for (int i = 0; i < journal->capacity; i++) {
        const struct ledger_flow *flow = &journal->flow[i];
        money sum;

        if (flow->payments == 0)
            continue;
        if (__builtin_sub_overflow(balance[flow->payer], flow->fen,
                                   &balance[flow->payer]) ||
            __builtin_add_overflow(balance[flow->payee], flow->fen,
                                   &balance[flow->payee]) ||
            __builtin_add_overflow(look_up(&ledger->year, flow)->fen, flow->fen, &sum))
            return error_set(err, MESSAGE_LEDGER_OVERFLOW,
                             account_purposes[flow->purpose].name,
                             (long long)flow->fen);
    }
    return 0;
}

/* Gives budgets what other threads received for them. */
static int receive(struct ledger *ledger, const struct ledger_journal *journal,
                   struct error *err)
{
    for (size_t i = 0; i < journal->receipts.count; i++) {
        struct ledger_budget *budget =
            &ledger->budgets[journal->receipts.item[i].budget];
        const money fen = journal->receipts.item[i].fen;

        if (__builtin_add_overflow(budget->book.cash, fen, &budget->book.cash))
            return error_set(err, MESSAGE_LEDGER_OVERFLOW, budget->line,
                             (long long)fen);
    }
    return 0;
}

int ledger_merge(struct ledger *ledger, struct ledger_journal *journal,
                 struct error *err)
{
    money balance[ACCOUNTS];

    if (journal->used == 0 && journal->claims.count == 0 &&
        journal->receipts.count == 0)
        return 0;
    memcpy(balance, ledger->balance, sizeof(balance));
    TRY(add_up(ledger, journal, balance, err));
    while ((ledger->year.used + journal->used) * 2 >= ledger->year.capacity)
        TRY(grow(&ledger->year, err));
    TRY(ledger_claim_merge(&ledger->claims, &journal->claims, err));
    TRY(receive(ledger, journal, err));
    for (int i = 0; i < journal->capacity; i++)
        if (journal->flow[i].payments != 0)
            TRY(ledger_journal_add(&ledger->year, &journal->flow[i], err));
    memcpy(ledger->balance, balance, sizeof(balance));
    memset(journal->flow, 0, (size_t)journal->capacity * sizeof(*journal->flow));
    journal->used = 0;
    journal->claims.count = 0;
    journal->receipts.count = 0;
    return 0;
}

money ledger_year_sum(const struct ledger *ledger, int payer, int payee,
                      enum money_purpose purpose)
{
    money sum = 0;

    for (int k = 0; k <= LEDGER_NO_PRODUCT * LEDGER_PLACES + LEDGER_RIM; k++) {
        const struct ledger_flow wanted = {.payer = (uint8_t)payer,
                                           .payee = (uint8_t)payee,
                                           .purpose = (uint8_t)purpose,
                                           .product = (uint8_t)(k / LEDGER_PLACES),
                                           .place = (uint8_t)(k % LEDGER_PLACES)};

        sum += look_up(&ledger->year, &wanted)->fen;
    }
    return sum;
}

static int by_kind(const void *a, const void *b)
{
    const struct ledger_flow *x = a, *y = b;

    if (x->payer != y->payer)
        return x->payer - y->payer;
    if (x->payee != y->payee)
        return x->payee - y->payee;
    if (x->purpose != y->purpose)
        return x->purpose - y->purpose;
    return x->product != y->product ? x->product - y->product : x->place - y->place;
}

int ledger_year_flows(const struct ledger *ledger, struct ledger_flow **flow,
                      int *count, struct error *err)
{
    const struct ledger_journal *year = &ledger->year;

    *count = 0;
    *flow = malloc(((size_t)year->used + 1) * sizeof(**flow));
    if (*flow == NULL)
        return error_set(err, MESSAGE_MEMORY, "the flows of a year");
    for (int i = 0; i < year->capacity; i++)
        if (year->flow[i].payments != 0)
            (*flow)[(*count)++] = year->flow[i];
    qsort(*flow, (size_t)*count, sizeof(**flow), by_kind);
    return 0;
}

void ledger_turn_year(struct ledger *ledger)
{
    memset(ledger->year.flow, 0,
           (size_t)ledger->year.capacity * sizeof(*ledger->year.flow));
    ledger->year.used = 0;
    memcpy(ledger->opening, ledger->balance, sizeof(ledger->opening));
}
