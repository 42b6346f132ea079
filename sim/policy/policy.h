/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* All instruments of a scenario: for whom each holds in a city, whether two contradict
 * each other, and what is left of their yearly ceilings. */
#ifndef LINLI_POLICY_POLICY_H
#define LINLI_POLICY_POLICY_H

#include "core/input.h"
#include "policy/instrument.h"
#include "state/city.h"
#include "state/supply.h"

/* Most instruments of a scenario. */
enum { POLICY_MOST = 200 };

struct policy {
    struct instrument *item; /* owned */
    size_t count, capacity;
};

void policy_free(struct policy *policy);
/* The instrument of that id, or -1. */
int policy_find(const struct policy *policy, const char *id);

/* Targets of one instrument in a city. */
struct policy_reach {
    uint64_t products;     /* bit per product of the catalogue */
    uint64_t *communities; /* owned; bit per community of the city; NULL: all */
};

struct policy_scope {
    struct policy_reach *reach; /* owned; beside the instruments */
    int count;
};

/* Resolves the targets and checks what can only be checked with them.
 *
 *   catalogue  NULL where the run has no services: any instrument is then an error
 *   inputs     the files read, for the lines that problems quote; may be NULL
 *
 * Every problem goes to `report`: POLICY_NO_SERVICES, POLICY_TARGET(_NEAR),
 * POLICY_TARGET_EMPTY, POLICY_PRICE_UNIT, POLICY_CONTRADICTION. Returns -1, with an empty
 * scope, when there is any. */
int policy_bind(const struct policy *policy, const struct catalogue *catalogue,
                const struct city *city, const struct inputs *inputs,
                struct policy_scope *scope, struct report *report) MUST_CHECK;
void policy_scope_free(struct policy_scope *scope);
/* After communities of the city were dropped: `code` are the codes of all there were when
 * the scope was made, `city` has those kept, in the same order. */
void policy_scope_keep(struct policy_scope *scope, const int64_t *code, int count,
                       const struct city *city);

/* A site and product as instruments target them. */
struct policy_target {
    int community, product; /* indices */
    enum mode mode;
    enum operator_kind kind;
};
/* Whether instrument `index` is in force for it in the month; `who` is asked apart, with
 * the terms. */
bool policy_applies(const struct policy *policy, const struct policy_scope *scope,
                    int index, const struct policy_target *target, month now);

/* What instruments have paid this year, beside them. */
struct policy_spent {
    money *fen; /* owned */
    int year;
};

/* Fails with MEMORY. */
int policy_spent_init(struct policy_spent *spent, const struct policy *policy,
                      struct error *err) MUST_CHECK;
void policy_spent_free(struct policy_spent *spent);
/* Rations what is asked of one instrument in a month under what is left of its yearly
 * ceiling: all of it where that suffices, else each the same share to the fen, adding up
 * to what is left. Changes `asked` (0 to MONEY_MAX fen) into what is granted, and counts it. Returns the sum granted. The order of `asked` is the caller's
 * (by code), never that of threads. */
money policy_ration(struct policy_spent *spent, const struct policy *policy, int index,
                    money *asked, size_t count, month now);

/* Rows of `linli explain`: what is declared of an instrument, its equation, its terms.
 * malloc'ed, or NULL without memory. */
char *policy_explain(enum instrument_kind kind, enum language language);
/* The kind of that name, or -1. */
int policy_kind_find(const char *name);
/* The page docs/INSTRUMENTS.md. malloc'ed, or NULL without memory. */
char *policy_page(void);

#endif
