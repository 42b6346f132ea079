/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Instruments on the demand side as rows of numbers (tariff.h). What a row takes off is
 * what instrument_apply says; a test holds one against the other. */
#include "policy/tariff.h"

#include "core/list.h"
#include "core/stream.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int tariffs_clear(struct tariffs *tariffs, const struct groups *groups, int rooms,
                  struct error *err)
{
    tariffs->groups = groups;
    if (rooms > tariffs->rooms || !tariffs->of_room) {
        free(tariffs->of_room);
        tariffs->rooms = 0;
        tariffs->of_room = calloc((size_t)rooms + 1, sizeof *tariffs->of_room);
        if (!tariffs->of_room)
            return error_set(err, MESSAGE_MEMORY, "tariffs");
    }
    tariffs->rooms = rooms;
    memset(tariffs->of_room, 0, ((size_t)rooms + 1) * sizeof *tariffs->of_room);
    tariffs->steps.count = tariffs->names.count = 0;
    TRY(LIST_RESERVE(&tariffs->list, 1, err));
    tariffs->list.item[0] = (struct tariff){0};
    tariffs->list.count = 1;
    tariffs->rows.count = 0;
    TRY(LIST_RESERVE(&tariffs->rows, (size_t)groups->count, err));
    memset(tariffs->rows.item, 0, (size_t)groups->count * sizeof *tariffs->rows.item);
    tariffs->rows.count = (size_t)groups->count;
    return 0;
}

void tariffs_free(struct tariffs *tariffs)
{
    free(tariffs->of_room);
    LIST_FREE(&tariffs->list);
    LIST_FREE(&tariffs->rows);
    LIST_FREE(&tariffs->steps);
    LIST_FREE(&tariffs->names);
    *tariffs = (struct tariffs){0};
}

/* Whether a term asks who the user is. */
static bool asks_person(const struct instrument *instrument, enum instrument_term term)
{
    const int k = (int)term - instrument_first_term(instrument->kind);
    const struct instrument_value *value = &instrument->term[k];
    bool asks = value->given && instrument->who.count > 0;
    for (int test = 0; value->given && value->schedule && test < SCHEDULE_TESTS; test++)
        asks |= (value->schedule->asked >> test & 1) &&
                schedule_info[test].about == SCHEDULE_PERSON;
    return asks;
}

bool tariff_concerns(const struct instrument *instrument)
{
    switch (instrument->kind) {
    case INSTRUMENT_voucher:
    case INSTRUMENT_discount:
    case INSTRUMENT_insurance: return true;
    case INSTRUMENT_price_rule: return asks_person(instrument, TERM_price_rule_cap);
    default: return false;
    }
}

static double value_of(const struct tariff_source *source,
                       const struct instrument *instrument, enum instrument_term term)
{
    return instrument_value(instrument, term, source->facts, source->now);
}

/* An amount of money that is a limit where it is given. */
static double limit_of(const struct tariff_source *source,
                       const struct instrument *instrument, enum instrument_term term,
                       double level)
{
    return instrument_gives(instrument, term)
               ? value_of(source, instrument, term) * level
               : INFINITY;
}

/* Units that a term speaks of in one unit of the product. */
static double per_unit(const struct tariff_source *source,
                       const struct instrument *instrument, enum instrument_term term)
{
    return instrument_by_hour(instrument, term) && source->hours > 0.0 ? source->hours
                                                                       : 1.0;
}

static struct tariff_step step_of(const struct tariff_source *source, int32_t index)
{
    const struct instrument *one = &source->policy->item[index];
    const double level = source->level[index];
    struct tariff_step step = {.instrument = index,
                               .hour = INFINITY,
                               .most = INFINITY,
                               .cap = INFINITY,
                               .good = 1.0};
    switch (one->kind) {
    case INSTRUMENT_voucher:
        step.share = value_of(source, one, TERM_voucher_share);
        step.units = value_of(source, one, TERM_voucher_units_month) /
                     per_unit(source, one, TERM_voucher_units_month);
        step.most = limit_of(source, one, TERM_voucher_per_month, level);
        if (!instrument_gives(one, TERM_voucher_share) &&
            !instrument_gives(one, TERM_voucher_units_month))
            step.share = 1.0;
        break;
    case INSTRUMENT_discount:
        step.share = value_of(source, one, TERM_discount_share);
        step.amount = value_of(source, one, TERM_discount_amount) * level *
                      per_unit(source, one, TERM_discount_amount);
        step.good = one->payer == INSTRUMENT_FORGONE
                        ? 0.0
                        : value_of(source, one, TERM_discount_made_good);
        break;
    case INSTRUMENT_insurance:
        step.share = value_of(source, one, TERM_insurance_share);
        step.hour = limit_of(source, one, TERM_insurance_hour_ceiling, level);
        step.most = limit_of(source, one, TERM_insurance_month_ceiling, level);
        break;
    default:
        step.cap =
            instrument_price_cap(one, INFINITY, source->facts, level, source->now) *
            per_unit(source, one, TERM_price_rule_cap);
        step.good = 0.0;
    }
    return step;
}

/* Whether a row can take anything off. */
static bool matters(const struct tariff_step *step)
{
    return isfinite(step->cap) ||
           ((step->share > 0.0 || step->amount > 0.0 || step->units > 0.0) &&
            step->most > 0.0);
}

/* The rows of all groups, behind the others; nothing of it counts yet. */
static int compile(struct tariffs *tariffs, const struct tariff_source *source,
                   uint64_t *digest, struct error *err)
{
    const size_t groups = (size_t)tariffs->groups->count;
    size_t steps = tariffs->steps.count;
    TRY(LIST_RESERVE(&tariffs->rows, groups, err));
    TRY(LIST_RESERVE(&tariffs->steps, groups * (size_t)source->count, err));
    *digest = 0;
    for (size_t g = 0; g < groups; g++) {
        struct tariff_rows *rows = &tariffs->rows.item[tariffs->rows.count + g];
        *rows = (struct tariff_rows){.first = (uint32_t)steps};
        groups_facts(tariffs->groups, (int)g, source->facts);
        for (int k = 0; k < source->count; k++) {
            struct tariff_step *step = &tariffs->steps.item[steps];
            *step = step_of(source, source->index[k]);
            step->local = k;
            step->limited =
                isfinite(step->most) ? source->limited[step->instrument] : -1;
            if (!matters(step))
                continue;
            const double number[] = {(double)g,  step->instrument, step->share,
                                     step->hour, step->amount,     step->units,
                                     step->most, step->cap,        step->good};
            for (size_t n = 0; n < sizeof number / sizeof *number; n++) {
                uint64_t bits;
                memcpy(&bits, &number[n], sizeof bits);
                *digest = stream_mix(*digest ^ bits);
            }
            rows->count++;
            steps++;
        }
    }
    return 0;
}

static size_t steps_of(const struct tariffs *tariffs)
{
    const size_t groups = (size_t)tariffs->groups->count;
    const struct tariff_rows *rows = tariffs->rows.item + tariffs->rows.count;
    return rows[groups - 1].first + rows[groups - 1].count;
}

/* One that is known: by its set alone, or by set and numbers; -1: none. */
static int32_t find(const struct tariffs *tariffs, const struct tariff *tariff,
                    bool by_digest)
{
    for (size_t k = 1; k < tariffs->list.count; k++) {
        const struct tariff *other = &tariffs->list.item[k];
        if (memcmp(other->set, tariff->set, sizeof tariff->set) == 0 &&
            (!by_digest || other->digest == tariff->digest))
            return (int32_t)k;
    }
    return -1;
}

int tariffs_add(struct tariffs *tariffs, const struct tariff_source *source,
                int32_t *number, struct error *err)
{
    struct tariff tariff = {.of_sites = source->of_sites, .names = source->count};
    *number = 0;
    if (source->count == 0)
        return 0;
    for (int k = 0; k < source->count; k++)
        tariff.set[source->index[k] / 64] |= UINT64_C(1) << (source->index[k] % 64);
    *number = source->of_sites ? -1 : find(tariffs, &tariff, false);
    if (*number >= 0)
        return 0;
    TRY(compile(tariffs, source, &tariff.digest, err));
    *number = find(tariffs, &tariff, true);
    if (*number >= 0)
        return 0;
    TRY(LIST_RESERVE(&tariffs->list, 1, err));
    TRY(LIST_RESERVE(&tariffs->names, (size_t)source->count, err));
    tariff.first_name = (int32_t)tariffs->names.count;
    for (int k = 0; k < source->count; k++)
        tariffs->names.item[tariffs->names.count++] = source->index[k];
    tariffs->steps.count = steps_of(tariffs);
    tariffs->rows.count += (size_t)tariffs->groups->count;
    *number = (int32_t)tariffs->list.count;
    tariffs->list.item[tariffs->list.count++] = tariff;
    return 0;
}

static double least(double a, double b)
{
    return a < b ? a : b;
}

/* What a row takes off `user`, of which `left` may still be given. */
static double off_of(const struct tariff_step *step, const struct tariff_bill *bill,
                     double user, double left)
{
    double off = step->share *
                 (isfinite(step->hour) ? least(user, bill->hours * step->hour) : user);
    if (step->units > 0.0 && bill->units > 0.0)
        off += user * least(step->units, bill->units) / bill->units;
    off = least(off + step->amount * bill->units, left);
    if (isfinite(step->cap) && user - off > step->cap * bill->units)
        off = user - step->cap * bill->units;
    return least(off, user);
}

double tariff_split(const struct tariffs *tariffs, int32_t number, int group,
                    const struct tariff_bill *bill, double *used,
                    struct tariff_part *part, int *parts)
{
    const struct tariff_rows *rows =
        &tariffs->rows
             .item[(size_t)number * (size_t)tariffs->groups->count + (size_t)group];
    double user = bill->price * bill->units;
    for (uint32_t k = 0; k < rows->count; k++) {
        const struct tariff_step *step = &tariffs->steps.item[rows->first + k];
        double left = step->most;
        if (used && step->limited >= 0) {
            left -= used[step->limited];
            left = left > 0.0 ? left : 0.0;
        }
        const double off = off_of(step, bill, user, left);
        user -= off;
        if (used && step->limited >= 0)
            used[step->limited] += off;
        if (part)
            part[k] = (struct tariff_part){.instrument = step->instrument,
                                           .local = step->local,
                                           .paid = off * step->good,
                                           .forgone = off - off * step->good};
    }
    if (parts)
        *parts = (int)rows->count;
    return user;
}
