/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Payments: who has cash, what moves, and which books it enters. */
#include "state/ledger_parts.h"

#include "core/list.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

int ledger_init(struct ledger *ledger, struct error *err)
{
    memset(ledger, 0, sizeof(*ledger));
    if (ledger_journal_init(&ledger->own, err) == 0 &&
        ledger_journal_init(&ledger->year, err) == 0)
        return 0;
    ledger_free(ledger);
    return -1;
}

void ledger_free(struct ledger *ledger)
{
    for (int i = 0; i < ledger->operator_count; i++)
        book_free(&ledger->operator_books[i]);
    for (int i = 0; i < ledger->site_count; i++)
        book_free(&ledger->site_books[i]);
    free(ledger->operators);
    free(ledger->operator_books);
    free(ledger->site_books);
    free(ledger->operator_places);
    free(ledger->site_places);
    free(ledger->budgets);
    LIST_FREE(&ledger->claims);
    ledger_journal_free(&ledger->own);
    ledger_journal_free(&ledger->year);
    memset(ledger, 0, sizeof(*ledger));
}

/* Makes room in one table of rows for one more; new memory is zeroed. */
static int make_room(void *table, int count, int capacity, size_t size,
                     struct error *err)
{
    void **rows = table;
    void *larger = reallocarray(*rows, (size_t)capacity, size);

    if (larger == NULL)
        return error_set(err, MESSAGE_MEMORY, "the ledger");
    memset((char *)larger + (size_t)count * size, 0, (size_t)(capacity - count) * size);
    *rows = larger;
    return 0;
}

/* The capacity that a table of `count` rows needs for one more. */
static int capacity_for(int count, int capacity)
{
    return count < capacity ? capacity : capacity + capacity / 2 + 16;
}

int ledger_add_operator(struct ledger *ledger, money credit, int32_t *index,
                        struct error *err)
{
    const int count = ledger->operator_count;
    const int capacity = capacity_for(count, ledger->operator_capacity);

    if (capacity > ledger->operator_capacity) {
        TRY(make_room(&ledger->operators, count, capacity, sizeof(*ledger->operators),
                      err));
        TRY(make_room(&ledger->operator_books, count, capacity,
                      sizeof(*ledger->operator_books), err));
        TRY(make_room(&ledger->operator_places, count, capacity,
                      sizeof(*ledger->operator_places), err));
        ledger->operator_capacity = capacity;
    }
    ledger->operators[count].credit = credit;
    *index = ledger->operator_count++;
    return 0;
}

int ledger_add_site(struct ledger *ledger, int32_t *index, struct error *err)
{
    const int count = ledger->site_count;
    const int capacity = capacity_for(count, ledger->site_capacity);

    if (capacity > ledger->site_capacity) {
        TRY(make_room(&ledger->site_books, count, capacity, sizeof(*ledger->site_books),
                      err));
        TRY(make_room(&ledger->site_places, count, capacity,
                      sizeof(*ledger->site_places), err));
        ledger->site_capacity = capacity;
    }
    *index = ledger->site_count++;
    return 0;
}

int ledger_add_budget(struct ledger *ledger, enum account level, const char *line,
                      int32_t *index, struct error *err)
{
    const int count = ledger->budget_count;
    const int capacity = capacity_for(count, ledger->budget_capacity);
    struct ledger_budget *budget;

    assert(account_government((int)level));
    if (capacity > ledger->budget_capacity) {
        TRY(make_room(&ledger->budgets, count, capacity, sizeof(*ledger->budgets),
                      err));
        ledger->budget_capacity = capacity;
    }
    budget = &ledger->budgets[count];
    budget->account = (int)level;
    snprintf(budget->line, sizeof(budget->line), "%s", line);
    *index = ledger->budget_count++;
    return 0;
}

int32_t ledger_budget_find(const struct ledger *ledger, enum account level,
                           const char *line)
{
    for (int i = 0; i < ledger->budget_count; i++)
        if (ledger->budgets[i].account == (int)level &&
            strcmp(ledger->budgets[i].line, line) == 0)
            return i;
    return -1;
}

struct ledger_party ledger_free_party(int account)
{
    assert(!account_bound(account));
    return (struct ledger_party){account, -1};
}

struct ledger_party ledger_operator(int32_t index)
{
    return (struct ledger_party){ACCOUNT_OPERATOR, index};
}

struct ledger_party ledger_budget(const struct ledger *ledger, int32_t index)
{
    assert(index >= 0 && index < ledger->budget_count);
    return (struct ledger_party){ledger->budgets[index].account, index};
}

struct account_book *ledger_cash(const struct ledger *ledger, struct ledger_party party)
{
    if (party.account == ACCOUNT_OPERATOR) {
        assert(party.row >= 0 && party.row < ledger->operator_count);
        return &ledger->operators[party.row];
    }
    if (account_government(party.account)) {
        assert(party.row >= 0 && party.row < ledger->budget_count);
        assert(ledger->budgets[party.row].account == party.account);
        return &ledger->budgets[party.row].book;
    }
    assert(party.account >= 0 && party.account < ACCOUNTS && party.row == -1);
    return NULL;
}

money ledger_available(const struct ledger *ledger, struct ledger_party party)
{
    const struct account_book *book = ledger_cash(ledger, party);

    if (book == NULL)
        return INT64_MAX;
    return book->cash + book->credit > 0 ? book->cash + book->credit : 0;
}

void ledger_begin(struct ledger *ledger, month now)
{
    assert(now > ledger->now);
    ledger->now = now;
}

static int fail(const struct ledger_transfer *transfer, struct error *err)
{
    return error_set(err, MESSAGE_LEDGER_OVERFLOW,
                     account_purposes[transfer->purpose].name,
                     (long long)transfer->fen);
}

/* Of its site, else of the operator who pays or is paid. */
static enum ledger_place place_of(const struct ledger *ledger,
                                  const struct ledger_transfer *transfer)
{
    if (transfer->site >= 0)
        return ledger_place(ledger, transfer->site);
    if (transfer->payer.account == ACCOUNT_OPERATOR)
        return (enum ledger_place)ledger->operator_places[transfer->payer.row];
    if (transfer->payee.account == ACCOUNT_OPERATOR)
        return (enum ledger_place)ledger->operator_places[transfer->payee.row];
    return transfer->place;
}

int ledger_move(struct ledger *ledger, struct ledger_journal *journal,
                const struct ledger_transfer *transfer, struct error *err)
{
    struct account_book *payer = ledger_cash(ledger, transfer->payer);
    struct account_book *payee = ledger_cash(ledger, transfer->payee);
    const bool later =
        journal != &ledger->own && account_government(transfer->payee.account);
    const struct ledger_flow flow = {.payer = (uint8_t)transfer->payer.account,
                                     .payee = (uint8_t)transfer->payee.account,
                                     .purpose = (uint8_t)transfer->purpose,
                                     .product = (uint8_t)transfer->product,
                                     .place = (uint8_t)place_of(ledger, transfer),
                                     .payments = 1,
                                     .fen = transfer->fen};
    money sum;

    assert(journal == &ledger->own || !account_government(transfer->payer.account));
    assert(payer == NULL || payer->cash + payer->credit >= transfer->fen);
    if (payee != NULL && __builtin_add_overflow(payee->cash, transfer->fen, &sum))
        return fail(transfer, err);
    if (later)
        TRY(LIST_RESERVE(&journal->receipts, 1, err));
    TRY(ledger_journal_add(journal, &flow, err));
    if (payer != NULL)
        payer->cash -= transfer->fen;
    if (later) {
        journal->receipts.item[journal->receipts.count].budget = transfer->payee.row;
        journal->receipts.item[journal->receipts.count++].fen = transfer->fen;
    } else if (payee != NULL) {
        payee->cash += transfer->fen;
    }
    return 0;
}

/* Opens a line in the site's book (where there is one) and the operator's for `fen`. */
static int open_line(struct ledger *ledger, int32_t operator_row, int32_t site,
                     enum book_line line, money fen, struct error *err)
{
    const month now = ledger->now;

    assert(operator_row >= 0 && operator_row < ledger->operator_count);
    assert(site < ledger->site_count);
    if (line == BOOK_NONE)
        return 0;
    TRY(book_open(&ledger->operator_books[operator_row], now, line, fen, err));
    return site < 0 ? 0 : book_open(&ledger->site_books[site], now, line, fen, err);
}

/* Opens the lines that a transfer enters, so that only its amount can be refused. */
static int open_lines(struct ledger *ledger, const struct ledger_transfer *transfer,
                      struct error *err)
{
    const struct account_purpose *purpose = &account_purposes[transfer->purpose];
    const bool receives = transfer->payee.account == ACCOUNT_OPERATOR;

    if (receives)
        TRY(open_line(ledger, transfer->payee.row, transfer->site, purpose->received,
                      transfer->fen, err));
    if (transfer->payer.account != ACCOUNT_OPERATOR)
        return 0;
    return open_line(ledger, transfer->payer.row,
                     receives ? LEDGER_NO_SITE : transfer->site, purpose->paid,
                     transfer->fen, err);
}

/* Posts to the site's book (where there is one) and the operator's; both or none. */
static int post(struct ledger *ledger, int32_t operator_row, int32_t site,
                enum book_line line, money fen)
{
    assert(operator_row >= 0 && operator_row < ledger->operator_count);
    assert(site < ledger->site_count);
    if (line == BOOK_NONE)
        return 0;
    TRY(book_post(&ledger->operator_books[operator_row], ledger->now, line, fen));
    if (site < 0 || book_post(&ledger->site_books[site], ledger->now, line, fen) == 0)
        return 0;
    /* Back to what it was before, which fitted. */
    if (book_post(&ledger->operator_books[operator_row], ledger->now, line, -fen) != 0)
        assert(false);
    return -1;
}

/* Enters `sign` times the amount in the books of the operators on both sides; the site is
 * the payee's where the payee is an operator. Both or none. */
static int enter(struct ledger *ledger, const struct ledger_transfer *transfer,
                 int sign)
{
    const struct account_purpose *purpose = &account_purposes[transfer->purpose];
    const bool pays = transfer->payer.account == ACCOUNT_OPERATOR;
    const bool receives = transfer->payee.account == ACCOUNT_OPERATOR;
    const money fen = sign * transfer->fen;

    if (receives)
        TRY(post(ledger, transfer->payee.row, transfer->site, purpose->received, fen));
    if (!pays ||
        post(ledger, transfer->payer.row, receives ? LEDGER_NO_SITE : transfer->site,
             purpose->paid, fen) == 0)
        return 0;
    if (receives &&
        post(ledger, transfer->payee.row, transfer->site, purpose->received, -fen) != 0)
        assert(false);
    return -1;
}

/* Takes back what enter() did: the books held as much before. */
static void leave(struct ledger *ledger, const struct ledger_transfer *transfer)
{
    if (enter(ledger, transfer, -1) != 0)
        assert(false);
}

static void check_transfer(const struct ledger_transfer *transfer)
{
    assert(transfer->fen >= 0);
    assert((int)transfer->purpose >= 0 && transfer->purpose < MONEY_PURPOSES);
    assert(transfer->product >= 0 && transfer->product <= LEDGER_NO_PRODUCT);
}

/* Room for a claim, and the books of both. */
static int begin_transfer(struct ledger *ledger, struct ledger_journal *journal,
                          const struct ledger_transfer *transfer, struct error *err)
{
    check_transfer(transfer);
    if (transfer->fen > MONEY_MAX)
        return fail(transfer, err);
    TRY(LIST_RESERVE(&journal->claims, 1, err));
    TRY(open_lines(ledger, transfer, err));
    return enter(ledger, transfer, 1) == 0 ? 0 : fail(transfer, err);
}

int ledger_pay(struct ledger *ledger, struct ledger_journal *journal,
               const struct ledger_transfer *transfer, money *unpaid, struct error *err)
{
    const money can = ledger_available(ledger, transfer->payer);
    struct ledger_transfer part = *transfer;

    if (unpaid != NULL)
        *unpaid = transfer->fen > can ? transfer->fen - can : 0;
    TRY(begin_transfer(ledger, journal, transfer, err));
    part.fen = transfer->fen > can ? can : transfer->fen;
    if (part.fen > 0 && ledger_move(ledger, journal, &part, err) != 0) {
        leave(ledger, transfer);
        return -1;
    }
    part.fen = transfer->fen - part.fen;
    if (part.fen > 0)
        journal->claims.item[journal->claims.count++] =
            (struct ledger_claim){part, ledger->now, ledger->now};
    return 0;
}

int ledger_owe(struct ledger *ledger, struct ledger_journal *journal,
               const struct ledger_transfer *transfer, month due, struct error *err)
{
    assert(due >= ledger->now);
    TRY(begin_transfer(ledger, journal, transfer, err));
    if (transfer->fen > 0)
        journal->claims.item[journal->claims.count++] =
            (struct ledger_claim){*transfer, ledger->now, due};
    return 0;
}

int ledger_note(struct ledger *ledger, int32_t operator_row, int32_t site,
                enum book_line line, money fen, struct error *err)
{
    assert(account_lines[line].side == BOOK_SIDE_MEMO);
    TRY(open_line(ledger, operator_row, site, line, fen, err));
    if (fen > MONEY_MAX || post(ledger, operator_row, site, line, fen) != 0)
        return error_set(err, MESSAGE_LEDGER_OVERFLOW, account_lines[line].name,
                         (long long)fen);
    return 0;
}

static int broken(struct error *err, const char *what)
{
    return error_set(err, MESSAGE_LAW, what);
}

/* Whether balances follow from those at the start of the year and the year's flows. */
static bool follows(const struct ledger *ledger)
{
    money balance[ACCOUNTS];

    memcpy(balance, ledger->opening, sizeof(balance));
    for (int i = 0; i < ledger->year.capacity; i++) {
        const struct ledger_flow *flow = &ledger->year.flow[i];

        balance[flow->payer] -= flow->payments != 0 ? flow->fen : 0;
        balance[flow->payee] += flow->payments != 0 ? flow->fen : 0;
    }
    return memcmp(balance, ledger->balance, sizeof(balance)) == 0;
}

int ledger_check(const struct ledger *ledger, struct error *err)
{
    __int128 total = 0, held[ACCOUNTS] = {0};

    for (int i = 0; i < ACCOUNTS; i++)
        total += ledger->balance[i];
    if (total != 0)
        return broken(err, "the ledger does not add up to zero");
    if (!follows(ledger))
        return broken(err, "the ledger's balances do not follow from its payments");
    for (int i = 0; i < ledger->operator_count; i++) {
        held[ACCOUNT_OPERATOR] += ledger->operators[i].cash;
        if (ledger->operators[i].cash < -ledger->operators[i].credit)
            return broken(err, "an operator paid what it has not");
    }
    for (int i = 0; i < ledger->budget_count; i++) {
        held[ledger->budgets[i].account] += ledger->budgets[i].book.cash;
        if (ledger->budgets[i].book.cash < 0)
            return broken(err, "a budget paid what it has not");
    }
    for (int i = 0; i < ACCOUNTS; i++)
        if (account_bound(i) && held[i] != ledger->balance[i])
            return broken(err, "cash held is not the balance of its account");
    for (size_t i = 0; i < ledger->claims.count; i++)
        if (ledger->claims.item[i].what.fen <= 0)
            return broken(err, "a claim is empty");
    return ledger->own.used == 0 && ledger->own.claims.count == 0
               ? 0
               : broken(err, "payments are not merged");
}
