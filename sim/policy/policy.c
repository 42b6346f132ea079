/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* The list of instruments, and what is left of their ceilings. */
#include "policy/policy.h"

#include "core/list.h"

#include <assert.h>
#include <string.h>

void policy_free(struct policy *policy)
{
    for (size_t i = 0; i < policy->count; i++)
        instrument_free(&policy->item[i]);
    LIST_FREE(policy);
}

int policy_find(const struct policy *policy, const char *id)
{
    for (size_t i = 0; i < policy->count; i++)
        if (strcmp(policy->item[i].id, id) == 0)
            return (int)i;
    return -1;
}

int policy_kind_find(const char *name)
{
    for (int i = 0; i < INSTRUMENTS; i++)
        if (strcmp(instrument_info[i].name, name) == 0)
            return i;
    return -1;
}

void policy_scope_free(struct policy_scope *scope)
{
    for (int i = 0; i < scope->count; i++)
        free(scope->reach[i].communities);
    free(scope->reach);
    memset(scope, 0, sizeof(*scope));
}

void policy_scope_keep(struct policy_scope *scope, const int64_t *code, int count,
                       const struct city *city)
{
    for (int i = 0; i < scope->count; i++) {
        uint64_t *set = scope->reach[i].communities;

        /* In place: a community only ever moves down. */
        for (int c = 0, kept = 0; c < count && set != NULL; c++) {
            const uint64_t has = set[c / 64] >> (c % 64) & 1;

            set[c / 64] &= ~(UINT64_C(1) << (c % 64));
            if (kept == city->community_count ||
                city->communities[kept].code != code[c])
                continue;
            set[kept / 64] |= has << (kept % 64);
            kept++;
        }
    }
}

bool policy_applies(const struct policy *policy, const struct policy_scope *scope,
                    int index, const struct policy_target *target, month now)
{
    const struct instrument *instrument = &policy->item[index];
    const struct policy_reach *reach = &scope->reach[index];

    return instrument_in_force(instrument, now) &&
           (reach->products >> target->product & 1) != 0 &&
           (reach->communities == NULL ||
            (reach->communities[target->community / 64] >> (target->community % 64) &
             1) != 0) &&
           (instrument->modes == 0 || (instrument->modes >> target->mode & 1) != 0) &&
           (instrument->operators == 0 ||
            (instrument->operators >> target->kind & 1) != 0);
}

int policy_spent_init(struct policy_spent *spent, const struct policy *policy,
                      struct error *err)
{
    spent->year = -1;
    spent->fen = calloc(policy->count + 1, sizeof(*spent->fen));
    return spent->fen != NULL ? 0 : error_set(err, MESSAGE_MEMORY, "the policy");
}

void policy_spent_free(struct policy_spent *spent)
{
    free(spent->fen);
    memset(spent, 0, sizeof(*spent));
}

money policy_ration(struct policy_spent *spent, const struct policy *policy, int index,
                    money *asked, size_t count, month now)
{
    const money ceiling = policy->item[index].ceiling_per_year;
    __int128 total = 0, before = 0;
    money left, granted = 0;

    if (month_year(now) != spent->year) {
        memset(spent->fen, 0, policy->count * sizeof(*spent->fen));
        spent->year = month_year(now);
    }
    for (size_t i = 0; i < count; i++) {
        assert(asked[i] >= 0 && asked[i] <= MONEY_MAX);
        total += asked[i];
    }
    left = ceiling < 0 || ceiling - spent->fen[index] > total
               ? (money)total
               : ceiling - spent->fen[index];
    /* Each gets the growth of the running sum's share: these add up to what is left, and
       nobody gets more than asked. */
    for (size_t i = 0; i < count && total > 0; i++) {
        const __int128 after = before + asked[i];

        asked[i] = (money)(after * left / total - before * left / total);
        before = after;
        granted += asked[i];
    }
    spent->fen[index] += granted;
    return granted;
}
