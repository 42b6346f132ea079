/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Linli authors */

/* Conditions as sets. The numbers that a test is compared with cut its values into cells
 * within which no row can tell two of them apart; a row is a box, one set of cells for
 * each test. Then `never` is an empty box, `covered` a box inside the union of those
 * before it, and which row pays is a look-up of bits. */
#include "policy/schedule.h"

#include "state/supply.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CELL_BITS = 192, STEPS_MOST = 2000000 };

static const char *const owner_zh[] = {"公有", "私有", "村集体"};
static const char *const answer[] = {"no", "yes"}, *const answer_zh[] = {"否", "是"};
static const char *const care[] = {"none", "mild", "moderate", "severe"};
static const char *const care_zh[] = {"自理", "轻度", "中度", "重度"};
static const char *const registration[] = {"local", "nonlocal"};
static const char *const registration_zh[] = {"本地", "非本地"};
_Static_assert(sizeof(owner_zh) / sizeof(owner_zh[0]) == OWNERS, "all owners");
_Static_assert(sizeof(care) / sizeof(care[0]) == CARES, "all care states");
_Static_assert(2 * SCHEDULE_CUTS + 1 <= CELL_BITS, "cells fit");

#define KIND_WHOLE        NULL, NULL, 0, true
#define KIND_REAL         NULL, NULL, 0, false
#define KIND_OWNER        supply_owner_words, owner_zh, OWNERS, true
#define KIND_ANSWER       answer, answer_zh, 2, true
#define KIND_SLOT         catalogue_slot_words, catalogue_slot_words_zh, SLOTS, true
#define KIND_CARE         care, care_zh, CARES, true
#define KIND_REGISTRATION registration, registration_zh, REGISTRATIONS, true

const struct schedule_info schedule_info[SCHEDULE_TESTS] = {
#define SCHEDULE_TEST(name, kind, unit, scale, low, high, about, en, zh) \
    {#name, unit, KIND_##kind, scale, low, high, SCHEDULE_##about, en, zh},
#include "policy/schedule_tests.def"
#undef SCHEDULE_TEST
};

static bool part_holds(const struct schedule_part *part, double value)
{
    bool among = false;

    for (int i = 0; i < part->count; i++)
        among = among || (value >= part->value[i] && value <= part->value[i]);
    switch ((enum schedule_operator)part->operator_) {
    case SCHEDULE_LESS: return value < part->value[0];
    case SCHEDULE_AT_MOST: return value <= part->value[0];
    case SCHEDULE_EQUAL: return among;
    case SCHEDULE_NOT: return !among;
    case SCHEDULE_AT_LEAST: return value >= part->value[0];
    case SCHEDULE_MORE: return value > part->value[0];
    }
    return false;
}

bool schedule_holds(const struct schedule_condition *condition,
                    const struct schedule_facts *facts)
{
    for (int i = 0; i < condition->count; i++)
        if (!part_holds(&condition->part[i], facts->value[condition->part[i].test]))
            return false;
    return true;
}

/* Notes the numbers that a part compares with, ascending, each once. */
static int add_cuts(struct schedule *schedule, const struct schedule_part *part,
                    struct error *err)
{
    double *cut = schedule->cut[part->test];
    int *count = &schedule->cuts[part->test];

    for (int i = 0; i < part->count; i++) {
        const double value = part->value[i];
        int at = *count;

        while (at > 0 && cut[at - 1] > value)
            at--;
        if (at > 0 && cut[at - 1] >= value)
            continue;
        if (*count == SCHEDULE_CUTS)
            return error_set(err, MESSAGE_SCHEDULE_LIMIT, SCHEDULE_CUTS,
                             "numbers compared with one thing", "同一项目的比较值");
        memmove(cut + at + 1, cut + at, (size_t)(*count - at) * sizeof(*cut));
        cut[at] = value;
        ++*count;
    }
    return 0;
}

/* A value inside a cell of a test, or NAN where the cell holds none: cell 2i+1 is the
 * i-th cut, cell 2i lies below it. */
static double inside(const struct schedule *schedule, int test, int cell)
{
    const struct schedule_info *info = &schedule_info[test];
    const double *cut = schedule->cut[test];
    const int count = schedule->cuts[test], above = cell / 2;
    double low = info->low, high = info->high;
    double middle;

    if (info->words != NULL)
        return cell < info->word_count ? (double)cell : NAN;
    if (cell > 2 * count)
        return NAN;
    if (cell % 2 == 1)
        return cut[above];
    /* The ends of what is possible belong to it, the cuts do not. */
    if (above > 0)
        low = info->whole ? cut[above - 1] + 1 : cut[above - 1];
    if (above < count)
        high = info->whole ? cut[above] - 1 : cut[above];
    if (info->whole)
        return low <= high ? low : NAN;
    middle = (low + high) / 2;
    if ((above > 0 && middle <= low) || (above < count && middle >= high))
        return NAN;
    return middle;
}

static bool has(const struct schedule_cells *cells, int cell)
{
    return cells->bit[cell / 64] >> (cell % 64) & 1;
}

/* The cells in which all parts of a condition that ask `test` hold. */
static struct schedule_cells cells_of(const struct schedule *schedule,
                                      const struct schedule_condition *condition,
                                      int test)
{
    struct schedule_cells cells = {{0}};

    for (int cell = 0; cell < CELL_BITS; cell++) {
        const double value = inside(schedule, test, cell);
        bool good = !isnan(value);

        for (int i = 0; i < condition->count && good; i++)
            if (condition->part[i].test == test)
                good = part_holds(&condition->part[i], value);
        if (good)
            cells.bit[cell / 64] |= UINT64_C(1) << (cell % 64);
    }
    return cells;
}

static bool empty(const struct schedule_cells *cells)
{
    return (cells->bit[0] | cells->bit[1] | cells->bit[2]) == 0;
}

/* One set of cells for each test. */
struct box {
    struct schedule_cells cells[SCHEDULE_TESTS];
};

struct search {
    const struct schedule *schedule;
    int rows;  /* those before the row in question */
    int steps; /* left */
};

static bool disjoint(const struct search *search, const struct box *box, int index)
{
    for (int t = 0; t < SCHEDULE_TESTS; t++) {
        struct schedule_cells both = box->cells[t];

        if ((search->schedule->asked >> t & 1) == 0)
            continue;
        for (int k = 0; k < 3; k++)
            both.bit[k] &= search->schedule->row[index].cells[t].bit[k];
        if (empty(&both))
            return true;
    }
    return false;
}

/* Whether rows from `row` on cover the box: what the first that touches it leaves is cut
 * into boxes, one a test, and each must be covered by the rows behind. */
static bool covered(struct search *search, struct box box, int index)
{
    while (index < search->rows && disjoint(search, &box, index))
        index++;
    if (index == search->rows || --search->steps < 0)
        return false;
    for (int t = 0; t < SCHEDULE_TESTS; t++) {
        const struct schedule_cells *other = &search->schedule->row[index].cells[t];
        struct box rest = box;

        if ((search->schedule->asked >> t & 1) == 0)
            continue;
        for (int k = 0; k < 3; k++) {
            rest.cells[t].bit[k] &= ~other->bit[k];
            box.cells[t].bit[k] &= other->bit[k];
        }
        if (!empty(&rest.cells[t]) && !covered(search, rest, index + 1))
            return false;
    }
    return true;
}

/* Finds cells of all rows. */
static int cut_up(struct schedule *schedule, int *index, struct error *err)
{
    schedule->asked = 0;
    memset(schedule->cuts, 0, sizeof(schedule->cuts));
    for (*index = 0; *index < schedule->count; ++*index) {
        const struct schedule_condition *when = &schedule->row[*index].when;

        for (int i = 0; i < when->count; i++) {
            schedule->asked |= 1u << when->part[i].test;
            TRY(add_cuts(schedule, &when->part[i], err));
        }
    }
    for (*index = 0; *index < schedule->count; ++*index)
        for (int t = 0; t < SCHEDULE_TESTS; t++)
            if (schedule->asked >> t & 1)
                schedule->row[*index].cells[t] =
                    cells_of(schedule, &schedule->row[*index].when, t);
    return 0;
}

int schedule_close(struct schedule *schedule, int *index, struct error *err)
{
    struct search search = {schedule, 0, STEPS_MOST};

    assert(schedule->count >= 0 && schedule->count <= SCHEDULE_ROWS);
    TRY(cut_up(schedule, index, err));
    for (*index = 0; *index < schedule->count; ++*index) {
        const struct schedule_row *mine = &schedule->row[*index];
        struct box box;

        memcpy(box.cells, mine->cells, sizeof(box.cells));
        for (int t = 0; t < SCHEDULE_TESTS; t++)
            if ((schedule->asked >> t & 1) && empty(&mine->cells[t]))
                return error_set(err, MESSAGE_SCHEDULE_NEVER, mine->when.text);
        search.rows = *index;
        if (covered(&search, box, 0))
            return error_set(err, MESSAGE_SCHEDULE_COVERED, *index + 1,
                             mine->when.text);
        if (search.steps < 0)
            return error_set(err, MESSAGE_SCHEDULE_TANGLED);
    }
    return 0;
}

bool schedule_meet(const struct schedule_condition *a,
                   const struct schedule_condition *b)
{
    struct schedule both = {.count = 0};
    struct error err;

    for (int i = 0; i < a->count; i++) {
        both.asked |= 1u << a->part[i].test;
        /* Two conditions have fewer values than a test has room for cuts, or nearly:
           where they have more, they are taken to meet. */
        if (add_cuts(&both, &a->part[i], &err) != 0)
            return true;
    }
    for (int i = 0; i < b->count; i++) {
        both.asked |= 1u << b->part[i].test;
        if (add_cuts(&both, &b->part[i], &err) != 0)
            return true;
    }
    for (int t = 0; t < SCHEDULE_TESTS; t++) {
        struct schedule_cells x, y;

        if ((both.asked >> t & 1) == 0)
            continue;
        x = cells_of(&both, a, t);
        y = cells_of(&both, b, t);
        for (int k = 0; k < 3; k++)
            x.bit[k] &= y.bit[k];
        if (empty(&x))
            return false;
    }
    return true;
}

/* The cell a value lies in. */
static int cell_of(const struct schedule *schedule, int test, double value)
{
    int i = 0;

    if (schedule_info[test].words != NULL)
        return (int)value;
    while (i < schedule->cuts[test] && schedule->cut[test][i] < value)
        i++;
    return 2 * i + (i < schedule->cuts[test] && schedule->cut[test][i] <= value);
}

int schedule_find(const struct schedule *schedule, const struct schedule_facts *facts)
{
    uint32_t left = (uint32_t)((UINT64_C(1) << schedule->count) - 1);

    for (unsigned asked = schedule->asked; asked != 0 && left != 0;
         asked &= asked - 1) {
        const int test = __builtin_ctz(asked);
        const int cell = cell_of(schedule, test, facts->value[test]);

        for (uint32_t rows = left; rows != 0; rows &= rows - 1) {
            const int at = __builtin_ctz(rows);

            if (!has(&schedule->row[at].cells[test], cell))
                left &= ~(UINT32_C(1) << at);
        }
    }
    return left != 0 ? __builtin_ctz(left) : -1;
}

double schedule_pay(const struct schedule *schedule, const struct schedule_facts *facts)
{
    const int found = schedule_find(schedule, facts);

    return found < 0 ? 0 : schedule->row[found].pay;
}
